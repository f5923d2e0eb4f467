//! The names of the fields above a quoted or forwarded mail ("From:", "Sent:", "To:", "Subject:").

/// What a field is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    From,
    Date,
    To,
    Subject,
    /// Copies, answer addresses, weight, files.
    Other,
}

/// The field of a name in normal form.
pub(crate) fn field(name: &str) -> Option<Field> {
    let table = [
        (Field::From, FROM),
        (Field::Date, DATE),
        (Field::To, TO),
        (Field::Subject, SUBJECT),
        (Field::Other, OTHER),
    ];
    table
        .into_iter()
        .find(|(_, names)| names.contains(&name))
        .map(|(field, _)| field)
}

#[rustfmt::skip] // several entries per line: one per line is a file nobody reads
const FROM: &[&str] = &[
    "from", "sender", "von", "absender", "de", "expéditeur", "remitente", "remetente", "da",
    "mittente", "van", "afzender", "från", "avsändare", "fra", "afsender", "avsender", "frá",
    "lähettäjä", "saatja", "kellelt", "od", "nadawca", "odesílatel", "odosielateľ", "pošiljatelj",
    "šalje", "pošiljalac", "од", "пошиљалац", "шаље", "feladó", "de la", "expeditor", "nga", "από",
    "αποστολέας", "kimden", "gönderen", "от", "от кого", "отправитель", "від", "від кого",
    "відправник", "подател", "изпратено от", "nuo", "no", "sūtītājs", "من", "المرسل", "מאת", "מ",
    "השולח", "از", "فرستنده", "发件人", "发送人", "发信人", "寄件者", "寄件人", "差出人", "送信者", "送信元", "보낸 사람",
    "보낸사람", "발신", "발신자", "보내는 사람", "từ", "người gửi", "จาก", "ผู้ส่ง", "dari", "pengirim",
    "daripada", "प्रेषक", "द्वारा", "से",
];

#[rustfmt::skip] // several entries per line: one per line is a file nobody reads
const DATE: &[&str] = &[
    "date", "sent", "date sent", "gesendet", "gesendet am", "datum", "envoyé", "envoyé le",
    "envoyée", "date d'envoi", "enviado", "enviado el", "fecha", "enviado em", "enviada",
    "enviada em", "data", "data de envio", "inviato", "inviata", "data invio", "verzonden",
    "verzonden op", "skickat", "skickades", "sendt", "dato", "dags", "lähetetty", "lähetysaika",
    "päivämäärä", "päiväys", "pvm", "saadetud", "kuupäev", "wysłano", "wysłane", "odesláno",
    "datum odeslání", "odoslané", "dátum", "poslano", "poslato", "послато", "датум", "elküldve",
    "küldve", "trimis", "trimis la", "dată", "dërguar", "στάλθηκε", "ημερομηνία", "αποστολή",
    "gönderildi", "gönderilme tarihi", "gönderme tarihi", "tarih", "отправлено", "дата",
    "дата отправки", "надіслано", "відправлено", "изпратено", "išsiųsta", "nosūtīts", "datums",
    "تاريخ الإرسال", "التاريخ", "تاريخ", "أُرسلت", "تم الإرسال", "נשלח", "תאריך", "נשלח בתאריך",
    "ارسال", "ارسال شده", "زمان ارسال", "发送时间", "发送日期", "日期", "时间", "發送時間", "寄件日期", "傳送時間", "時間",
    "送信日時", "日時", "日付", "送信日", "보낸 날짜", "보낸날짜", "날짜", "보낸 시간", "발신일", "đã gửi", "ngày", "ngày gửi",
    "gửi", "thời gian", "ส่ง", "วันที่", "ส่งเมื่อ", "terkirim", "dikirim", "tanggal", "dihantar",
    "tarikh", "भेजा गया", "दिनांक", "तारीख", "भेजने की तिथि",
];

#[rustfmt::skip] // several entries per line: one per line is a file nobody reads
const TO: &[&str] = &[
    "to", "an", "empfänger", "à", "a", "pour", "destinataire", "para", "destinatario",
    "destinatário", "aan", "till", "mottagare", "til", "modtager", "mottaker", "vastaanottaja",
    "saaja", "kellele", "do", "adresat", "komu", "pre", "za", "prima", "за", "прима", "címzett",
    "către", "catre", "la", "për", "προς", "παραλήπτης", "kime", "alıcı", "кому", "получатель",
    "до", "одержувач", "kam", "skirta", "إلى", "المستلم", "אל", "לכבוד", "به", "گیرنده", "收件人",
    "收信人", "收件者", "宛先", "受信者", "받는 사람", "받는사람", "수신", "수신자", "đến", "tới", "người nhận", "ถึง",
    "ผู้รับ", "kepada", "ke", "untuk", "को", "प्रति", "प्राप्तकर्ता",
];

#[rustfmt::skip] // several entries per line: one per line is a file nobody reads
const SUBJECT: &[&str] = &[
    "subject", "betreff", "objet", "sujet", "asunto", "assunto", "oggetto", "onderwerp", "ämne",
    "emne", "efni", "aihe", "otsikko", "teema", "temat", "předmět", "predmet", "naslov", "zadeva",
    "наслов", "предмет", "tárgy", "subiect", "subiectul", "subjekti", "θέμα", "konu", "тема",
    "относно", "tema", "temats", "assumpte", "الموضوع", "موضوع", "נושא", "הנושא", "עניין", "主题",
    "标题", "主題", "主旨", "標題", "件名", "題名", "제목", "chủ đề", "tiêu đề", "เรื่อง", "หัวเรื่อง", "หัวข้อ",
    "subjek", "perihal", "judul", "hal", "विषय",
];

#[rustfmt::skip] // several entries per line: one per line is a file nobody reads
const OTHER: &[&str] = &[
    "cc", "bcc", "kopie", "kopie an", "cci", "copie", "copie à", "copia", "cco", "ccn", "kopia",
    "dw", "udw", "kopio", "piilokopio", "kopija", "másolatot kap", "másolat", "titkos másolat",
    "κοιν", "κοιν.", "κοινοποίηση", "bilgi", "копия", "копія", "копие", "копија", "نسخة", "עותק",
    "رونوشت", "抄送", "密送", "副本", "密件副本", "同报", "참조", "숨은참조", "สำเนา", "สำเนาถึง", "tembusan",
    "salinan", "प्रतिलिपि", "reply-to", "reply to", "antwort an", "répondre à", "responder a",
    "responder para", "rispondi a", "antwoord aan", "svar till", "svar til", "odpowiedz do",
    "organization", "organisation", "importance", "wichtigkeit", "priority", "priorität",
    "priorité", "prioridad", "prioridade", "priorità", "prioriteit", "vikt", "prioritet", "wichtig",
    "attachments", "anlagen", "anhänge", "pièces jointes", "adjuntos", "datos adjuntos", "anexos",
    "allegati", "bijlagen", "bilagor", "vedhæftede filer", "vedlegg", "liitteet", "załączniki",
    "přílohy", "вложения", "message-id", "x-mailer",
];
