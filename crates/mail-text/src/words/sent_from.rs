//! The lines that phones and providers put below a mail ("Sent from my iPhone").

/// What stands before and after the name of the device or program that sent the mail, in normal form.
#[rustfmt::skip] // several entries per line: one per line is a file nobody reads
pub(crate) const FRAMES: &[(&str, &str)] = &[
    ("sent from", ""), ("sent via", ""), ("sent with", ""), ("sent using", ""), ("sent by", ""),
    ("sent on", ""), ("sent through", ""), ("composed on", ""), ("written on", ""),
    ("this message was sent from", ""), ("this email was sent from", ""), ("typed on", ""),
    ("von", "gesendet"), ("gesendet von", ""), ("gesendet mit", ""), ("gesendet über", ""),
    ("gesendet aus", ""), ("gesendet via", ""), ("von", "aus gesendet"),
    ("diese nachricht wurde", "gesendet"), ("diese mail wurde", "gesendet"),
    ("diese e-mail wurde", "gesendet"), ("mit", "gesendet"), ("über", "gesendet"),
    ("envoyé de", ""), ("envoyé depuis", ""), ("envoyé à partir", ""), ("envoyé avec", ""),
    ("envoyé par", ""), ("envoyé via", ""), ("provenance :", ""), ("provenance:", ""),
    ("enviado desde", ""), ("enviado con", ""), ("enviado a través", ""), ("enviado vía", ""),
    ("enviat des", ""), ("enviado do", ""), ("enviado de", ""), ("enviado da", ""),
    ("enviado a partir", ""), ("enviado com", ""), ("enviado pelo", ""), ("enviado por", ""),
    ("enviado via", ""), ("enviada do", ""), ("inviato da", ""), ("inviato dal", ""),
    ("inviato dall'", ""), ("inviato con", ""), ("inviato tramite", ""), ("inviata da", ""),
    ("verzonden vanaf", ""), ("verzonden met", ""), ("verzonden vanuit", ""), ("verzonden via", ""),
    ("verstuurd vanaf", ""), ("verstuurd met", ""), ("skickat från", ""), ("skickat med", ""),
    ("skickat via", ""), ("skickades från", ""), ("sendt fra", ""), ("sendt med", ""),
    ("sendt via", ""), ("sendt på", ""), ("lähetetty", ""), ("lähetetty", "-laitteesta"),
    ("", "lähetetty"), ("saadetud", ""), ("sent fra", ""), ("wysłane z", ""), ("wysłane ze", ""),
    ("wysłane za pomocą", ""), ("wysłano z", ""), ("wysłano ze", ""), ("wysłano za pomocą", ""),
    ("wysłane przez", ""), ("odesláno z", ""), ("odesláno ze", ""), ("odesláno pomocí", ""),
    ("odesláno přes", ""), ("posláno z", ""), ("odoslané z", ""), ("odoslané zo", ""),
    ("odoslané cez", ""), ("odoslané pomocou", ""), ("poslané z", ""), ("poslano iz", ""),
    ("poslano s", ""), ("poslano z", ""), ("poslano sa", ""), ("poslato sa", ""),
    ("poslato iz", ""), ("послато са", ""), ("", "küldve"), ("elküldve", ""), ("küldve", ""),
    ("", "küldött üzenet"), ("", "küldtem"), ("trimis de pe", ""), ("trimis din", ""),
    ("trimis de la", ""), ("trimis cu", ""), ("trimis prin", ""), ("εστάλη από", ""),
    ("στάλθηκε από", ""), ("στάλθηκε με", ""), ("στάλθηκε μέσω", ""), ("αποστολή από", ""),
    ("απεστάλη από", ""), ("", "gönderildi"), ("", "gönderilmiştir"), ("", "gönderilen mesaj"),
    ("gönderildi:", ""), ("отправлено с", ""), ("отправлено со", ""), ("отправлено из", ""),
    ("отправлено через", ""), ("послано с", ""), ("отправлено", ""), ("надіслано з", ""),
    ("надіслано із", ""), ("надіслано через", ""), ("відправлено з", ""), ("відправлено із", ""),
    ("надіслано зі", ""), ("изпратено от", ""), ("изпратено с", ""), ("изпратено чрез", ""),
    ("išsiųsta iš", ""), ("nosūtīts no", ""), ("أرسلت من", ""), ("أُرسلت من", ""), ("مرسل من", ""),
    ("تم الإرسال من", ""), ("تم الارسال من", ""), ("أرسل من", ""), ("أُرسل من", ""),
    ("تم إرسالها من", ""), ("נשלח מ", ""), ("נשלח באמצעות", ""), ("נשלחה מ", ""), ("נשלח דרך", ""),
    ("ارسال شده از", ""), ("ارسال شده با", ""), ("فرستاده شده از", ""), ("فرستاده‌شده از", ""),
    ("از", "ارسال شد"), ("از", "ارسال شده"), ("发自", ""), ("从", "发送"), ("從", "傳送"), ("從", "寄出"),
    ("發自", ""), ("由", "发送"), ("通过", "发送"), ("來自", ""), ("从我的", ""), ("從我的", ""), ("來自我的", ""),
    ("来自我的", ""), ("使用", "发送"), ("使用", "傳送"), ("透過", "傳送"), ("", "から送信"), ("", "から送信されました"),
    ("", "から送信しました"), ("", "で送信"), ("", "から送信されたメール"), ("", "より送信"), ("", "を使用して送信"), ("", "에서 보냄"),
    ("", "에서 보낸 메일"), ("", "에서 보냈습니다"), ("", "에서 보낸 메시지"), ("", "에서 전송"), ("", "에서 전송됨"),
    ("", "에서 발송"), ("", "로 보냄"), ("", "으로 보냄"), ("", "로 보낸 메일"), ("", "에서 보내기"), ("gửi từ", ""),
    ("đã gửi từ", ""), ("được gửi từ", ""), ("gửi bằng", ""), ("đã gửi bằng", ""),
    ("thư được gửi từ", ""), ("ส่งจาก", ""), ("ส่งด้วย", ""), ("ถูกส่งจาก", ""), ("ส่งผ่าน", ""),
    ("dikirim dari", ""), ("terkirim dari", ""), ("dikirim melalui", ""), ("dikirim dengan", ""),
    ("dikirim menggunakan", ""), ("dihantar dari", ""), ("मेरे", "से भेजा गया"),
    ("", "से भेजा गया"), ("", "से प्रेषित"), ("", "के द्वारा भेजा गया"),
    ("", "का उपयोग करके भेजा गया"),
];

/// What stands around the name of a program that is offered ("Get Outlook for iOS").
#[rustfmt::skip] // several entries per line: one per line is a file nobody reads
pub(crate) const OFFERS: &[(&str, &str)] = &[
    ("get", ""), ("download", ""), ("holen sie sich", ""), ("laden sie", "herunter"),
    ("outlook", "beziehen"), ("", "herunterladen"), ("télécharger", ""), ("obtenir", ""),
    ("obtenez", ""), ("obtener", ""), ("obtén", ""), ("descargar", ""), ("obter", ""),
    ("obtenha", ""), ("baixe", ""), ("transferir", ""), ("ottieni", ""), ("scarica", ""),
    ("downloaden", ""), ("", "downloaden"), ("", "ophalen"), ("hämta", ""), ("skaffa", ""),
    ("hent", ""), ("få", ""), ("last ned", ""), ("hanki", ""), ("lataa", ""), ("pobierz", ""),
    ("uzyskaj", ""), ("získat", ""), ("získejte", ""), ("stáhnout", ""), ("získať", ""),
    ("stiahnuť", ""), ("nabavite", ""), ("preuzmite", ""), ("pridobite", ""), ("", "letöltése"),
    ("", "beszerzése"), ("obțineți", ""), ("obţineţi", ""), ("descărcați", ""), ("λήψη του", ""),
    ("αποκτήστε", ""), ("λήψη", ""), ("", "edinin"), ("", "indirin"), ("", "uygulamasını edinin"),
    ("получить", ""), ("скачать", ""), ("скачайте", ""), ("отримати", ""), ("завантажити", ""),
    ("отримайте", ""), ("вземете", ""), ("изтеглете", ""), ("احصل على", ""), ("الحصول على", ""),
    ("تنزيل", ""), ("קבל את", ""), ("הורד את", ""), ("להורדת", ""), ("השג את", ""), ("קבל", ""),
    ("دریافت", ""), ("获取", ""), ("取得", ""), ("下载", ""), ("下載", ""), ("", "を入手"), ("", "のダウンロード"),
    ("", "を取得"), ("", "다운로드"), ("", "받기"), ("", "가져오기"), ("tải", ""), ("nhận", ""), ("lấy", ""),
    ("รับ", ""), ("ดาวน์โหลด", ""), ("dapatkan", ""), ("unduh", ""), ("", "प्राप्त करें"),
    ("az outlook letöltése", ""), ("hankige", ""), ("gaukite", ""), ("iegūt", ""), ("iegūstiet", ""),
    ("преузмите", ""), ("изтегляне на", ""), ("obteniu", ""), ("descarrega", ""), ("lortu", ""),
    ("obter a", ""), ("sækja", ""), ("pobierz aplikację", ""), ("hent", "her"),
];

/// Names of devices and programs. A line that is not about one of these was typed by somebody.
#[rustfmt::skip] // several entries per line: one per line is a file nobody reads
pub(crate) const PRODUCTS: &[&str] = &[
    "iphon", "ipad", "ipod", "ios", "macbook", "apple watch", "icloud", "apple mail", "galaxy",
    "samsung", "android", "huawei", "honor", "xiaomi", "redmi", "poco", "oneplus", "oppo", "vivo",
    "realme", "pixel", "motorola", "moto g", "nokia", "xperia", "sony", "htc", "lg ", "zte",
    "fairphone", "nothing phone", "blackberry", "windows phone", "windows mail", "windows 10",
    "windows 11", "mail for windows", "mail für windows", "pour windows", "para windows",
    "per windows", "für windows", "voor windows", "för windows", "til windows", "dla windows",
    "pro windows", "для windows", "pentru windows", "για windows", "windows için", "windowsin",
    "windowsille", "windows 版", "windows版", "windows 用", "windows용", "outlook", "yahoo", "aol",
    "proton", "spark", "k-9", "k9 mail", "thunderbird", "gmx", "web.de", "gmail", "inbox by",
    "google mail", "mail.ru", "yandex", "яндекс", "почты mail", "tutanota", "tuta ", "fastmail",
    "zoho", "airmail", "edison", "newton", "bluemail", "blue mail", "nine", "aqua mail",
    "mailspring", "superhuman", "canary", "fairemail", "hey ", "t-online", "telekom", "freenet",
    "1&1", "ionos", "orange", "sfr", "laposte", "libero", "virgilio", "wp poczta", "wp.pl", "onet",
    "interia", "seznam", "centrum", "freemail", "naver", "네이버", "daum", "다음", "kakao", "qq",
    "foxmail", "网易", "網易", "163", "126", "sina", "新浪", "hotmail", "mailbird", "em client",
    "roundcube", "rediffmail", "ukr.net", "abv", "mymail",
];

/// Words for a device of whatever make: mails are sent from it, and nobody offers it below a mail.
#[rustfmt::skip] // several entries per line: one per line is a file nobody reads
pub(crate) const DEVICES: &[&str] = &[
    "smartphone", "smart phone", "mobile phone", "mobile device", "my mobile", "my phone",
    "my tablet", "mobilgerät", "mobiltelefon", "handy", "tablet", "mein telefon", "mon portable",
    "mon mobile", "mon téléphone", "appareil mobile", "mi móvil", "mi teléfono",
    "dispositivo móvil", "meu celular", "meu telemóvel", "dispositivo móvel", "mio telefono",
    "dispositivo mobile", "cellulare", "mijn telefoon", "mijn mobiel", "mobiel apparaat",
    "min mobil", "min telefon", "min mobiltelefon", "puhelimesta", "puhelimestani", "telefonu",
    "mobilu", "mobilního telefonu", "mobilného telefónu", "telefona", "mobitela", "mobilomról",
    "telefonomról", "telefonul meu", "mobilul meu", "κινητό", "cep telefonum", "telefonumdan",
    "мобильного", "телефона", "смартфона", "мобільного", "телефону", "мобилния", "هاتفي", "جوالي",
    "הטלפון", "הנייד", "تلفن", "手机", "手機", "携帯", "スマートフォン", "スマホ", "휴대폰", "핸드폰", "스마트폰",
    "điện thoại", "โทรศัพท์", "มือถือ", "ponsel", "hp saya", "मोबाइल", "फ़ोन", "mail app", "mail-app", "email app", "e-mail app", "mobile ", "device", "gerät",
    "appareil", "dispositivo", "apparaat", "enhet", "enhed", "laitteesta", "urządzenia", "zařízení",
    "zariadenia", "eszköz", "dispozitiv", "συσκευή", "cihaz", "устройства", "пристрою", "جهاز",
    "מכשיר", "دستگاه", "设备", "裝置", "デバイス", "端末", "기기", "thiết bị", "อุปกรณ์", "perangkat", "डिवाइस",
    "telefon", "telefono", "teléfono", "téléphone", "telefone", "telefoon", "puhelin",
];

/// A second sentence that phones' lines have: an excuse for being short, or for misspellings.
#[rustfmt::skip] // several entries per line: one per line is a file nobody reads
pub(crate) const EXCUSES: &[&str] = &[
    "brevity", "typos", "kürze", "tippfehler", "brièveté", "fautes de frappe", "concision",
    "brevedad", "brevidade", "erros de digitação", "brevità", "beknoptheid", "kortheid",
    "typefouten", "fåordighet", "kortfattadhet", "kortfattethet", "kortfattet", "fåmælthed",
    "korthed", "lyhyys", "lyhyyttä", "lyhyttä", "lyhytsanaisuu", "zwięzłość", "lakoniczność",
    "stručnost", "stručnosť", "kratkoću", "kratkost", "rövidség", "tömör", "concizia", "συντομία",
    "kısalık", "kısa", "краткость", "лаконичность", "стислість", "лаконічність", "краткостта",
    "краткоћу", "إيجاز", "اختصار", "קיצור", "תמציתי", "简短", "簡短", "簡潔", "간결", "짧은", "ngắn gọn",
    "สั้น", "singkat", "संक्षिप्त",
];
