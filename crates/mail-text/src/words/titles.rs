//! The titles that programs put above an earlier mail ("Original Message", "Forwarded message").

/// Between hyphens: the earlier mail was answered or passed on; the subject tells which.
#[rustfmt::skip] // several entries per line: one per line is a file nobody reads
pub(crate) const ORIGINAL: &[&str] = &[
    "original message", "mail original", "mail d'origine", "ursprüngliche mail", "originalmail",
    "original email", "original mail", "original appointment", "reply message",
    "ursprüngliche nachricht", "originalnachricht", "original-nachricht", "ursprüngliche e-mail",
    "message d'origine", "message original", "message initial", "e-mail d'origine",
    "courriel original", "mensaje original", "mensaje inicial", "correo original",
    "missatge original", "mensagem original", "e-mail original", "messaggio originale",
    "messaggio ricevuto", "original", "oorspronkelijk bericht", "origineel bericht",
    "ursprungligt meddelande", "originalmeddelande", "ursprungligt mail", "oprindelig meddelelse",
    "oprindelig besked", "original meddelelse", "opprinnelig melding", "opprinnelig e-post",
    "original melding", "alkuperäinen viesti", "alkuperäinen sähköposti", "algne sõnum",
    "algne kiri", "wiadomość oryginalna", "oryginalna wiadomość", "wiadomość pierwotna",
    "původní zpráva", "původní e-mail", "původní email", "pôvodná správa", "pôvodný e-mail",
    "izvirno sporočilo", "izvorna poruka", "originalna poruka", "изворна порука",
    "оригинална порука", "eredeti üzenet", "eredeti e-mail", "mesaj original", "mesajul original",
    "mesaj iniţial", "mesaj inițial", "αρχικό μήνυμα", "αρχικο μηνυμα", "orijinal mesaj",
    "özgün ileti", "orijinal ileti", "asıl mesaj", "исходное сообщение", "оригинальное сообщение",
    "первоначальное сообщение", "исходное письмо", "оригінальне повідомлення",
    "вихідне повідомлення", "початкове повідомлення", "оригинално съобщение",
    "първоначално съобщение", "originalus laiškas", "sākotnējais ziņojums", "الرسالة الأصلية",
    "رسالة أصلية", "רسالة أصلية", "ההודעה המקורית", "הודעה מקורית", "پیام اصلی", "پیغام اصلی",
    "原始邮件", "原始郵件", "原邮件", "原始訊息", "原始信件", "回复的原邮件", "回复邮件信息", "元のメッセージ", "元のメール", "オリジナルメッセージ",
    "원본 메시지", "원본메시지", "원본 메일", "original message text", "thư gốc", "tin nhắn gốc", "thư ban đầu",
    "tin nhắn ban đầu", "ข้อความต้นฉบับ", "ข้อความเดิม", "pesan asli", "pesan asal", "mesej asal",
    "मूल संदेश", "replied message", "antwort nachricht", "message de", "in reply to",
];

/// Between hyphens: the mail is passed on.
#[rustfmt::skip] // several entries per line: one per line is a file nobody reads
pub(crate) const FORWARDED: &[&str] = &[
    "forwarded message", "forwarded email", "forwarded mail", "forward message", "forwarded by",
    "forwarding messages", "forwarded", "start of forwarded message", "begin forwarded message",
    "weitergeleitete nachricht", "weitergeleitete e-mail", "weitergeleitete mail",
    "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail",
    "beginn der weitergeleiteten nachricht", "message transféré", "message transmis",
    "message réexpédié", "courriel transféré", "e-mail transféré", "début du message réexpédié",
    "début du message transféré", "mensaje reenviado", "correo reenviado",
    "inicio del mensaje reenviado", "missatge reenviat", "mensaxe reenviada",
    "mensagem encaminhada", "mensagem reencaminhada", "início da mensagem reencaminhada",
    "início da mensagem encaminhada", "e-mail encaminhado", "messaggio inoltrato",
    "inizio messaggio inoltrato", "e-mail inoltrata", "doorgestuurd bericht",
    "begin doorgestuurd bericht", "begin van doorgestuurd bericht", "doorgezonden bericht",
    "vidarebefordrat meddelande", "vidarebefordrat brev", "vidarebefordrat mejl",
    "påbörjar vidarebefordrat brev", "början på vidarebefordrat meddelande",
    "börja vidarebefordrat meddelande", "videresendt meddelelse", "videresendt besked",
    "videresendt mail", "start på videresendt meddelelse", "start på videresendt besked",
    "videresendt melding", "videresendt e-post", "begynnelse på videresendt melding",
    "start på videresendt melding", "videresendte meldinger", "välitetty viesti",
    "edelleenlähetetty viesti", "välitetty sähköposti", "välitetyn viestin alku",
    "välitetty viesti alkaa", "edastatud kiri", "edastatud sõnum", "wiadomość przekazana",
    "przekazana wiadomość", "wiadomość przesłana dalej", "przesłana wiadomość",
    "początek przekazywanej wiadomości", "początek przekazanej wiadomości",
    "treść przekazanej wiadomości", "přeposlaná zpráva", "přeposlaný e-mail", "předaná zpráva",
    "začátek přeposílané zprávy", "začátek přeposlané zprávy", "preposlaná správa",
    "preposlaný e-mail", "začiatok preposlanej správy", "posredovano sporočilo",
    "proslijeđena poruka", "početak proslijeđene poruke", "prosleđena poruka", "прослеђена порука",
    "továbbított üzenet", "továbbított levél", "továbbított üzenet kezdete", "mesaj redirecționat",
    "mesaj redirecţionat", "mesaj transmis", "mesaj retransmis",
    "începutul mesajului redirecționat", "mesazh i përcjellë", "προωθημένο μήνυμα",
    "μήνυμα που προωθήθηκε", "έναρξη προωθημένου μηνύματος", "αρχή προωθημένου μηνύματος",
    "iletilmiş mesaj", "iletilen mesaj", "yönlendirilen ileti", "yönlendirilmiş ileti",
    "iletilen ileti", "iletilmiş ileti", "yönlendirilen mesaj", "iletilen iletinin başlangıcı",
    "пересылаемое сообщение", "пересланное сообщение", "перенаправленное сообщение",
    "начало переадресованного сообщения", "начало пересылаемого сообщения",
    "начало переадресованного письма", "переслане повідомлення", "пересланий лист",
    "переадресоване повідомлення", "початок переадресованого повідомлення",
    "початок листа, що пересилається", "препратено съобщение", "начало на препратеното съобщение",
    "persiųstas laiškas", "pārsūtīts ziņojums", "رسالة معاد توجيهها", "رسالة محولة",
    "رسالة مُعاد توجيهها", "بدء الرسالة المعاد توجيهها", "بداية الرسالة المعاد توجيهها",
    "بداية الرسالة المُعاد توجيهها", "הודעה שהועברה", "הודעה מועברת", "תחילת ההודעה שהועברה",
    "התחלת הודעה מועברת", "تاریخچه پیام", "پیام ارسال شده", "پیام هدایت‌شده", "پیام بازفرستاده",
    "پیام فوروارد شده", "转发的邮件", "转发邮件", "转发邮件信息", "转发的信息", "轉寄郵件", "轉寄訊息", "轉寄的郵件", "已轉寄的郵件",
    "已转发邮件", "被转发邮件", "开始转发的邮件", "开始转发的信息", "下面是被转发的邮件", "以下是转发的邮件", "下面是转发的邮件", "以下為轉寄的郵件",
    "開始轉寄郵件", "開始轉寄的郵件", "転送メッセージ", "転送されたメッセージ", "転送メール", "転送されたメール", "転送開始", "以下は転送されたメッセージです",
    "전달된 메시지", "전달된 메일", "전달 메시지", "전달한 메시지", "전달된 메시지 시작", "전달된 이메일 시작", "thư được chuyển tiếp",
    "thư đã chuyển tiếp", "tin nhắn được chuyển tiếp", "tin nhắn đã chuyển tiếp",
    "bắt đầu thư được chuyển tiếp", "bắt đầu tin nhắn được chuyển tiếp", "ข้อความที่ส่งต่อ",
    "ข้อความที่ถูกส่งต่อ", "เริ่มต้นข้อความที่ส่งต่อ", "เริ่มข้อความที่ส่งต่อ", "pesan terusan",
    "pesan yang diteruskan", "pesan diteruskan", "mulai pesan terusan",
    "mulai pesan yang diteruskan", "awal pesan yang diteruskan", "mesej dimajukan",
    "अग्रेषित संदेश", "अग्रेषित किया गया संदेश", "फ़ॉरवर्ड किया गया संदेश",
    "अग्रेषित संदेश प्रारंभ",
];

/// Subject prefixes of a mail passed on.
#[rustfmt::skip] // several entries per line: one per line is a file nobody reads
const FORWARD_PREFIXES: &[&str] = &[
    "fw", "fwd", "fwd.", "forward", "wg", "wtr", "tr", "réf", "rv", "renv", "reenv", "enc",
    "res-enc", "i", "inoltra", "doorst", "dst", "vb", "vs", "vl", "pd", "przek", "prep", "tov",
    "továbbítás", "továbbítva", "pre", "πρθ", "προώθ", "ilt", "ynl", "пересл", "переслано", "пер",
    "fs", "prosl", "הועבר", "מועבר", "إعادة توجيه", "محول", "ارجاع", "转发", "轉寄", "轉發", "転送", "전달",
    "chuyển tiếp", "ส่งต่อ", "trs", "teruskan", "diteruskan", "अग्रेषित", "edasi", "pārs",
    "persiųsta",
];

/// Whether a subject says that the mail was passed on. Only its first prefix counts: an answer to a
/// mail passed on is an answer.
pub(crate) fn is_forward(subject: &str) -> bool {
    let subject = crate::line::normal(subject);
    let prefix = subject
        .split_once(':')
        .map_or("", |(prefix, _)| prefix.trim());
    // Some programs count: `FW[2]:`.
    let prefix = prefix.split(['[', '(']).next().unwrap_or("").trim();
    FORWARD_PREFIXES.contains(&prefix)
}
