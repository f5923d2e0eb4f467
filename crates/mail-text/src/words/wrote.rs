//! The verbs of the line above a quotation ("On … Nora wrote:").

/// In normal form. Beyond the languages' own programs, many languages have the English line.
#[rustfmt::skip] // several entries per line: one per line is a file nobody reads
pub(crate) const WROTE: &[&str] = &[
    // Horde and others: "Quoting Nora Field <nora@example.com>:"
    "quoting", "zitat von", "citation de", "en réponse à", "cita de", "citando", "citazione di",
    "citaat van", "citat från", "citat fra", "lainaus", "cytowanie", "citace", "citát", "idézet",
    "citat", "citez", "παράθεση", "alıntı", "цитирую", "цитата", "цитування",
    "wrote", "writes", // English
    "schrieb", "schrieben", "geschrieben", "schreibt", // German
    "a écrit", "a ecrit", "écrivait", "écrit", // French
    "escribió", "escribio", "escribía", "ha escrito", // Spanish
    "va escriure", "ha escrit", // Catalan
    "escribiu", // Galician
    "escreveu", "escreveram", // Portuguese
    "ha scritto", "scrisse", "scrive", // Italian
    "schreef", "geschreven", // Dutch
    "skrev", "skriver", "skrifaði", "har skrevet", // Swedish, Danish, Norwegian, Icelandic
    "kirjoitti", "kirjutas", // Finnish, Estonian
    "rašė", "parašė", "rakstīja", // Lithuanian, Latvian
    "napisał", "napisała", "napisał(a)", "napisano", "napisana", "pisze", "pisał", // Polish
    "napsal", "napsala", "napsal(a)", "píše", // Czech
    "napísal", "napísala", "napísal(a)", "napísané", // Slovak
    "napisal", "napisala", "napisal/-a", "je napisal(a)", // Slovene
    "napisao", "napisala je", "napisao/la", "je napisao/la", "piše", // Croatian, Serbian
    "написао", "написала је", "је написао/ла", "пише", // Serbian, Ukrainian
    "írta", "írt", // Hungarian
    "a scris", "scris", // Romanian
    "shkroi", // Albanian
    "έγραψε", "έγραψαν", // Greek
    "yazdı", "yazmış", // Turkish
    "писал", "писала", "писал(а)", "написал", "написала", "написал(а)", "пишет", "писали", // Russian
    "написав", "написала(-в)", "писав", "писали ви", // Ukrainian
    "написа", "писа", "напиша", // Bulgarian, Macedonian
    "كتب", "كتبت", "تمت كتابة ما يلي بواسطة", // Arabic
    "נכתב על ידי", "כתב", "כתבה", "כתב/ה", "כתב/ה:", // Hebrew
    "نوشت", "نوشته است", "نوشته", // Persian
    "写道", "寫道", "写到", "撰写", "撰寫", "來信", // Chinese
    "のメール", "のメッセージ", "書きました", "書いた", "が書きました", // Japanese
    "작성", "쓴 글", "작성한 글", "썼습니다", "썼음", "보낸 메시지", // Korean
    "đã viết", "viết", // Vietnamese
    "เขียน", "ได้เขียน", // Thai
    "menulis", "tulis", // Indonesian, Malay
    "ने लिखा", "लिखा", "लिखते हैं", // Hindi
];

/// The verbs of programs that speak to the reader ("You wrote on …:"): The Bat! and its like, which
/// also write the greeting above that line.
pub(crate) const YOU_WROTE: &[&str] = &[
    "you wrote",
    "вы писали",
    "ви писали",
    "du schriebst",
    "sie schrieben",
    "vous écriviez",
    "usted escribió",
    "lei ha scritto",
    "pan pisał",
    "pisałeś",
    "psal jste",
    "ти писа",
];
