//! How letters end ("Kind regards").

/// In normal form, without a comma. A line that is one of these, or begins with one and goes on with a
/// name, closes the letter.
#[rustfmt::skip] // several entries per line: one per line is a file nobody reads
pub(crate) const CLOSINGS: &[&str] = &[
    // English
    "regards", "kind regards", "best regards", "warm regards", "warmest regards",
    "with kind regards", "with best regards", "many regards", "kindest regards", "best wishes",
    "with best wishes", "all the best", "best", "yours sincerely", "sincerely", "sincerely yours",
    "yours faithfully", "yours truly", "yours", "respectfully", "cheers", "thanks", "many thanks",
    "thank you", "thank you very much", "thank you so much", "thanks so much", "thanks a lot",
    "thanks again", "thanks in advance", "thank you in advance", "thanks and regards",
    "thanks & regards", "with thanks", "cordially", "take care", "br", "kr", "rgds", "warmly",
    "love", "greetings", "thx",
    // German
    "mit freundlichen grüßen", "mit freundlichem gruß", "mit freundlichen gruessen",
    "mit freundlichen grüssen", "freundliche grüße", "freundliche grüsse", "freundlicher gruß",
    "mit freundlichem gruss", "mit besten grüßen", "beste grüße", "beste grüsse", "besten gruß",
    "schöne grüße", "viele grüße", "viele grüsse", "vielen gruß", "liebe grüße", "liebe grüsse",
    "lieber gruß", "herzliche grüße", "herzliche grüsse", "herzlichst", "herzlichen gruß", "grüße",
    "grüsse", "gruß", "gruss", "hochachtungsvoll", "mfg", "lg", "vg", "bg", "lieben gruß", "danke",
    "vielen dank", "besten dank", "danke und gruß", "mit herzlichen grüßen", "mit vielen grüßen",
    "mit lieben grüßen", "danke im voraus", "vielen dank im voraus", "sonnige grüße",
    // French
    "cordialement", "bien cordialement", "très cordialement", "bien à vous", "bien à toi",
    "sincères salutations", "meilleures salutations", "salutations", "salutations distinguées",
    "avec mes salutations", "respectueusement", "amicalement", "amitiés", "merci", "merci d'avance",
    "merci beaucoup", "bonne journée", "bonne réception", "cdlt", "cdt", "bien sincèrement",
    "sincèrement", "à bientôt", "bises", "avec mes remerciements",
    // Spanish, Catalan, Galician
    "saludos", "un saludo", "saludos cordiales", "un cordial saludo", "cordiales saludos",
    "cordialmente", "atentamente", "muy atentamente", "atte", "atte.", "gracias", "muchas gracias",
    "gracias de antemano", "un abrazo", "abrazos", "le saluda atentamente",
    "reciba un cordial saludo", "saludos atentos", "mil gracias", "salutacions", "atentament",
    "salutacions cordials", "gràcies", "moltes gràcies", "saúdos", "grazas", "muchos saludos",
    "quedo a la espera", "recibe un cordial saludo",
    // Portuguese
    "cumprimentos", "com os melhores cumprimentos", "melhores cumprimentos", "atenciosamente",
    "att", "att.", "saudações", "obrigado", "obrigada", "muito obrigado", "muito obrigada",
    "abraço", "abraços", "um abraço", "grato", "grata", "desde já agradeço", "respeitosamente",
    "com cumprimentos", "grande abraço", "beijos", "agradecido", "agradecida",
    // Italian
    "cordiali saluti", "distinti saluti", "saluti", "cari saluti", "un saluto",
    "un cordiale saluto", "i migliori saluti", "migliori saluti", "con i migliori saluti", "grazie",
    "grazie mille", "grazie in anticipo", "tante grazie", "in fede", "a presto", "buona giornata",
    "un caro saluto", "la ringrazio", "molte grazie", "porgo cordiali saluti",
    // German authority
    "im auftrag", "in vertretung", "i. a.", "i.a.", "i. v.", "i.v.", "ppa.", "für das team",
    // Dutch
    "met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet",
    "vriendelijke groeten", "groet", "groeten", "groetjes", "hartelijke groet",
    "hartelijke groeten", "met hartelijke groet", "hoogachtend", "bedankt", "alvast bedankt",
    "dank je wel", "dank u wel", "bij voorbaat dank", "mvg", "m.v.g.", "gr", "gr.", "dank",
    "beste groet", "beste groeten", "met groet", "liefs", "met beste groeten", "bedankt alvast",
    // Swedish
    "med vänlig hälsning", "med vänliga hälsningar", "vänliga hälsningar", "vänlig hälsning",
    "hälsningar", "hälsning", "bästa hälsningar", "mvh", "tack", "tack så mycket",
    "tack på förhand", "med hälsning", "hälsar", "varma hälsningar", "kram", "allt gott",
    "hjärtliga hälsningar",
    // Danish, Norwegian, Icelandic
    "med venlig hilsen", "venlig hilsen", "venlige hilsner", "med venlige hilsner", "hilsen",
    "mange hilsner", "hilsner", "de bedste hilsner", "bedste hilsner", "vh", "tak", "mange tak",
    "på forhånd tak", "tusind tak", "kærlig hilsen", "kh", "med hilsen", "med vennlig hilsen",
    "vennlig hilsen", "vennlige hilsener", "med vennlige hilsener", "beste hilsen", "hilsener",
    "takk", "tusen takk", "takk på forhånd", "mange takk", "på forhånd takk", "kveðja",
    "bestu kveðjur", "med beste hilsen", "bedste hilsen", "god dag videre",
    // Finnish, Estonian
    "ystävällisin terveisin", "terveisin", "parhain terveisin", "terv", "terv.", "kiitos",
    "kiitoksia", "kiittäen", "kunnioittavasti", "kiitos etukäteen", "t.", "t:", "ystävällisesti",
    "hyvää päivänjatkoa", "lämpimin terveisin", "parhain terveisin ja kiitoksin", "lugupidamisega",
    "parimate soovidega", "tervitades", "tänan",
    // Polish
    "pozdrawiam", "pozdrowienia", "z poważaniem", "z wyrazami szacunku", "serdecznie pozdrawiam",
    "pozdrawiam serdecznie", "łączę pozdrowienia", "z pozdrowieniami", "dziękuję",
    "dziękuję i pozdrawiam", "z góry dziękuję", "dzięki", "z szacunkiem", "łączę wyrazy szacunku",
    "miłego dnia", "dziękuję z góry", "pozdr", "pozdr.",
    // Czech, Slovak
    "s pozdravem", "s přátelským pozdravem", "s úctou", "zdravím", "děkuji", "děkuju", "díky",
    "předem děkuji", "mějte se", "hezký den", "přeji hezký den", "s pozdravem a přáním hezkého dne",
    "pozdrav", "děkuji a zdravím", "srdečně zdravím", "přátelsky zdravím", "děkuji předem",
    "s pozdravom", "s priateľským pozdravom", "ďakujem", "vopred ďakujem", "pozdravujem",
    "pekný deň", "ďakujem vopred", "s prianím pekného dňa", "vďaka", "děkuji za pomoc",
    // Slovene, Croatian, Serbian
    "lep pozdrav", "lp", "s spoštovanjem", "hvala", "lijep pozdrav", "srdačan pozdrav",
    "s poštovanjem", "hvala unaprijed", "puno hvala", "hvala vam", "lijepi pozdrav",
    "sa poštovanjem", "srdačno", "pozdravi", "unapred hvala", "hvala unapred", "hvala lepo",
    "s pozdravima", "са поштовањем", "хвала", "поздрав", "срдачан поздрав", "унапред хвала",
    "хвала унапред", "lepo pozdravljeni", "s štovanjem",
    // Hungarian
    "üdvözlettel", "tisztelettel", "szívélyes üdvözlettel", "üdv", "üdv.", "köszönettel",
    "köszönöm", "köszönöm szépen", "előre is köszönöm", "baráti üdvözlettel", "minden jót",
    "üdvözlettel és köszönettel", "előre is köszönettel", "köszi",
    // Romanian
    "cu stimă", "cu respect", "cu drag", "mulțumesc", "mulţumesc", "multumesc", "vă mulțumesc",
    "cu deosebită stimă", "toate cele bune", "o zi bună", "cu considerație", "cele bune",
    "salutări", "cu mulțumiri", "mulțumesc frumos", "vă mulțumesc anticipat", "mulțumesc anticipat",
    "numai bine", "cu prietenie",
    // Greek
    "με εκτίμηση", "με φιλικούς χαιρετισμούς", "ευχαριστώ", "ευχαριστώ πολύ", "σας ευχαριστώ",
    "χαιρετισμούς", "φιλικά", "με τιμή", "χαιρετώ", "ευχαριστώ εκ των προτέρων",
    "σας ευχαριστώ πολύ", "με φιλικούς χαιρετισμούς,", "καλή συνέχεια", "ευχαριστούμε",
    // Turkish
    "saygılarımla", "saygılarımızla", "saygılar", "iyi çalışmalar", "teşekkürler",
    "teşekkür ederim", "selamlar", "sevgiler", "iyi günler", "şimdiden teşekkürler",
    "en iyi dileklerimle", "kolay gelsin", "çok teşekkürler", "selamlarımla",
    "şimdiden teşekkür ederim", "teşekkür ederiz",
    // Russian, Ukrainian, Bulgarian
    "с уважением", "с наилучшими пожеланиями", "спасибо", "большое спасибо", "заранее спасибо",
    "благодарю", "с благодарностью", "всего доброго", "искренне ваш", "искренне ваша",
    "всего хорошего", "с приветом", "хорошего дня", "заранее благодарю", "спасибо заранее", "ваш",
    "ваша", "з повагою", "з найкращими побажаннями", "дякую", "щиро дякую", "щиро ваш", "щиро ваша",
    "наперед дякую", "заздалегідь дякую", "всього найкращого", "дякую заздалегідь", "гарного дня",
    "з вдячністю", "усього доброго", "дякуємо", "с уважение", "поздрави", "благодаря",
    "благодаря предварително", "с най-добри пожелания", "много благодаря", "сърдечни поздрави",
    "с поздрав", "хубав ден", "предварително благодаря",
    // Lithuanian, Latvian
    "pagarbiai", "ačiū", "linkėjimai", "geros dienos", "ar cieņu", "paldies",
    // Arabic, Hebrew, Persian
    "مع أطيب التحيات", "مع التحية", "مع خالص التحية", "تحياتي", "مع تحياتي", "شكرا", "شكرًا",
    "شكراً", "شكرا جزيلا", "شكرًا جزيلًا", "وتفضلوا بقبول الاحترام", "وتفضلوا بقبول فائق الاحترام",
    "وتفضلوا بقبول فائق الاحترام والتقدير", "تفضلوا بقبول فائق الاحترام", "مع الشكر", "مع الاحترام",
    "أطيب التحيات", "مع جزيل الشكر", "مع فائق الاحترام", "خالص التحيات", "شكرا لكم", "شكرًا لكم",
    "والسلام عليكم", "شكراً جزيلاً", "تقبلوا تحياتي", "مع الشكر والتقدير", "בברכה", "בכבוד רב",
    "תודה", "תודה רבה", "תודה מראש", "בתודה", "כל טוב", "בברכה רבה", "שלכם", "שלך", "בברכת",
    "יום טוב", "בתודה מראש", "תודה וברכה", "המון תודה", "با احترام", "با تشکر", "با سپاس", "ممنون",
    "متشکرم", "ارادتمند", "با تقدیم احترام", "سپاسگزارم", "با تشکر فراوان", "با سپاس فراوان",
    "پیشاپیش سپاسگزارم", "تشکر", "مرسی", "با درود", "خیلی ممنون",
    // Chinese, Japanese, Korean
    "此致", "敬礼", "此致敬礼", "敬上", "谨上", "祝好", "谢谢", "多谢", "感谢", "顺祝商祺", "顺颂商祺", "祝商祺", "祝您生活愉快", "敬禮",
    "謹上", "謝謝", "感謝", "順頌商祺", "敬祝商祺", "順祝商祺", "祝 好", "此致 敬礼", "此致 敬禮", "謝謝您", "谢谢您", "非常感谢", "非常感謝",
    "祝好!", "商祺", "多謝", "谢谢!", "祝工作顺利", "順頌時祺", "此致!", "よろしくお願いいたします", "よろしくお願いします", "宜しくお願いいたします",
    "宜しくお願い致します", "よろしくお願い致します", "宜しくお願いします", "以上、よろしくお願いいたします", "以上、よろしくお願いします", "以上よろしくお願いいたします",
    "何卒よろしくお願いいたします", "何卒よろしくお願い申し上げます", "敬具", "草々", "以上", "よろしくお願い申し上げます", "どうぞよろしくお願いいたします",
    "どうぞよろしくお願いします", "ありがとうございます", "ありがとうございました", "お手数ですがよろしくお願いいたします", "お手数をおかけしますが、よろしくお願いいたします",
    "以上、宜しくお願い致します", "失礼いたします", "ご確認のほどよろしくお願いいたします", "では、よろしくお願いします", "取り急ぎご連絡まで", "かしこ", "감사합니다",
    "고맙습니다", "드림", "올림", "안녕히 계세요", "감사드립니다", "수고하세요", "수고하십시오", "부탁드립니다", "잘 부탁드립니다", "좋은 하루 되세요",
    "감사합니다 드림", "미리 감사드립니다", "미리 감사합니다", "배상", "잘 부탁드리겠습니다", "고맙습니다!",
    // Vietnamese, Thai, Indonesian, Hindi
    "trân trọng", "thân mến", "thân ái", "kính thư", "cảm ơn", "xin cảm ơn", "trân trọng cảm ơn",
    "chân thành cảm ơn", "cám ơn", "xin chân thành cảm ơn", "trân trọng kính chào", "cảm ơn nhiều",
    "trân trọng,", "kính chào", "xin cám ơn", "ขอแสดงความนับถือ", "ด้วยความเคารพ", "ขอบคุณ",
    "ขอบคุณครับ", "ขอบคุณค่ะ", "ขอบคุณมากครับ", "ขอบคุณมากค่ะ", "ขอบพระคุณ", "นับถือ",
    "ด้วยความนับถือ", "ขอบคุณมาก", "ขอบคุณล่วงหน้า", "ขอบพระคุณค่ะ", "ขอบพระคุณครับ",
    "ขอบคุณล่วงหน้าค่ะ", "ขอบคุณล่วงหน้าครับ", "salam", "salam hormat", "hormat saya",
    "hormat kami", "terima kasih", "terimakasih", "terima kasih banyak", "dengan hormat",
    "salam hangat", "yang benar", "yang ikhlas", "sekian terima kasih", "sekian dan terima kasih",
    "salam sejahtera", "terima kasih sebelumnya", "सादर", "धन्यवाद", "भवदीय", "आपका", "आपकी",
    "शुभकामनाएँ", "शुभकामनाएं", "शुभकामनाओं सहित", "सधन्यवाद", "आभार", "बहुत धन्यवाद", "भवदीया",
    "सादर धन्यवाद", "बहुत बहुत धन्यवाद",
];

/// How a postscript begins.
#[rustfmt::skip] // several entries per line: one per line is a file nobody reads
pub(crate) const POSTSCRIPTS: &[&str] = &[
    "ps:", "ps.", "p.s", "ps ", "p.p.s", "pps", "nachtrag", "nb:", "n.b", "p. s.", "p/s", "追伸",
    "추신", "附言", "又及", "з.и", "п.с", "пс:", "п. с.", "post scriptum", "υ.γ", "υγ", "نب", "ملاحظة:",
    "נ.ב", "נ\"ב",
];

/// Words of closings that are whole sentences.
#[rustfmt::skip] // several entries per line: one per line is a file nobody reads
pub(crate) const CLOSING_SENTENCES: &[&str] = &[
    "salutations distinguées", "sentiments distingués", "meilleures salutations", "meilleurs sentiments",
    "sentiments les meilleurs", "salutations respectueuses", "salutations les meilleures",
    "sincères salutations", "considération distinguée", "reciba un cordial saludo",
    "reciban un cordial saludo", "le saluda atentamente", "les saluda atentamente",
    "sin otro particular", "subscrevo-me", "apresento os meus melhores cumprimentos",
    "porgo distinti saluti", "porgo cordiali saluti", "porgiamo cordiali saluti",
    "verblijf ik", "verblijven wij", "verbleibe ich", "verbleiben wir", "yours faithfully",
    "yours sincerely", "łączę wyrazy szacunku", "s přáním hezkého dne", "s přáním pěkného dne",
    "s prianím pekného dňa", "wünsche ihnen einen schönen", "wünsche einen schönen",
];
