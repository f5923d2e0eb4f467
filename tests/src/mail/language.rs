//! What people write, and the character sets in which they do.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};

/// Some text of one language.
#[derive(Debug)]
pub struct Language {
    /// A sender's name.
    pub name: &'static str,
    /// A subject without its number.
    pub subject: &'static str,
    /// The first line.
    pub greeting: &'static str,
    /// A sentence, full of letters that other sets lack.
    pub sentence: &'static str,
    /// A word; the number that follows makes it a marker.
    pub word: &'static str,
}

/// A character set as a mail declares it.
#[derive(Debug)]
pub struct Charset {
    /// The name in the mail.
    pub label: &'static str,
    /// The text it is used for here.
    pub language: &'static Language,
}

impl Charset {
    /// Bytes of `text`.
    ///
    /// # Panics
    /// When the set cannot say it: the tables below are wrong.
    #[must_use]
    pub fn encode(&self, text: &str) -> Vec<u8> {
        encode(self.label, text)
    }
}

/// Bytes of `text` in the character set `label`.
///
/// # Panics
/// When there is no such set, or it lacks a letter.
#[must_use]
pub fn encode(label: &str, text: &str) -> Vec<u8> {
    if label.eq_ignore_ascii_case("utf-7") {
        return utf7(text).into_bytes();
    }
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes())
        .unwrap_or_else(|| panic!("no character set is called {label}"));
    let (bytes, _, unmappable) = encoding.encode(text);
    assert!(!unmappable, "{label} cannot say {text}");
    bytes.into_owned()
}

/// RFC 2152: what is not of set D or white space goes in Base64 of UTF-16 between `+` and `-`.
fn utf7(text: &str) -> String {
    let direct = |c: char| c.is_ascii_alphanumeric() || " \t\r\n'(),-./:?".contains(c);
    let base64 = GeneralPurpose::new(&STANDARD, NO_PAD);
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let plain = direct(first);
        let end = rest.find(|c| direct(c) != plain).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if plain {
            out.push_str(run);
        } else {
            let units: Vec<u8> = run.encode_utf16().flat_map(u16::to_be_bytes).collect();
            out.push('+');
            out.push_str(&base64.encode(units));
            out.push('-');
        }
        rest = after;
    }
    out
}

macro_rules! languages {
    ($($id:ident: $name:literal, $subject:literal, $greeting:literal, $sentence:literal, $word:literal;)*) => {
        $(static $id: Language = Language {
            name: $name,
            subject: $subject,
            greeting: $greeting,
            sentence: $sentence,
            word: $word,
        };)*
    };
}

languages! {
    ENGLISH: "Ana Hill", "Where is my order", "Hello,",
        "the parcel has not come, although it left your store on Friday.", "parcel";
    GERMAN: "Jürgen Groß", "Größe falsch geliefert", "Grüß Gott,",
        "die Hülle ist zu groß und löst sich außen ab; bitte prüfen Sie das.", "Größe";
    FRENCH: "Zoé Lefèvre", "Reçu déjà payé", "Bonjour à tous,",
        "le colis a été livré abîmé, et la pièce reçue n'est pas celle du modèle.", "reçu";
    POLISH: "Łukasz Żółw", "Zwrot części źle wysłanej", "Dzień dobry,",
        "paczka doszła uszkodzona, proszę o zwrot należności na konto.", "paczkążółć";
    RUSSIAN: "Ольга Щукина", "Где мой заказ", "Здравствуйте,",
        "посылка не пришла, хотя деньги уже списаны со счёта.", "заказ";
    UKRAINIAN: "Ґалина Їжак", "Де моє замовлення", "Добрий день,",
        "посилка не прийшла, а гроші вже знято; є квитанція.", "їжак";
    GREEK: "Ελένη Ψάλτη", "Πού είναι η παραγγελία", "Καλημέρα,",
        "το δέμα δεν ήρθε ακόμη, αν και πληρώθηκε την Τρίτη.", "δέμα";
    HEBREW: "רותם שקד", "איפה ההזמנה שלי", "שלום,",
        "החבילה לא הגיעה אף שהתשלום כבר בוצע.", "חבילה";
    ARABIC: "سلمى حداد", "أين طلبي", "مرحبا،",
        "لم تصل الشحنة مع أن الدفع تم يوم الجمعة.", "طلب";
    TURKISH: "Şule Çağrı", "Siparişim nerede", "İyi günler,",
        "ürün kırık geldi, değişim için ne yapmalıyım.", "sipariş";
    THAI: "สมชาย ใจดี", "ของยังไม่มา", "สวัสดีครับ",
        "พัสดุยังไม่ถึงแม้จ่ายเงินแล้ว", "พัสดุ";
    CHINESE: "王小明", "订单还没有到", "您好，",
        "包裹还没有送到，可是钱已经付了，请帮忙查一下。", "订单";
    TAIWANESE: "陳美麗", "訂單還沒有到", "您好，",
        "包裹還沒有送到，可是錢已經付了，請幫忙查一下。", "訂單";
    JAPANESE: "山田花子", "注文が届きません", "こんにちは。",
        "荷物がまだ届いていません。お支払いは済んでいます。", "注文";
    KOREAN: "김민지", "주문이 아직 오지 않았어요", "안녕하세요,",
        "소포가 아직 도착하지 않았습니다. 결제는 끝났습니다.", "주문";
    EMOJI: "Zoë 🦊 Ødegård", "Où est ma commande ‼️ 📦", "Γειά 👋🏽,",
        "the 📦 was crushed — „kaputt“, 壊れた, сломано; see the 👩‍👩‍👧 label.", "кошка📦ñ";
    RARE: "䶮龑", "𠀀𪚥 订单", "您好 €，",
        "四字节的字：𠮷𡈽𢆡，还有 ḿ 和 ǹ。", "𠮷订单";
}

macro_rules! charsets {
    ($($label:literal $language:ident,)*) => {
        &[$(Charset { label: $label, language: &$language },)*]
    };
}

/// The character sets, each with a language that needs it. GB18030 stands once with the letters
/// that only its four-byte form has.
pub static CHARSETS: &[Charset] = charsets! {
    "us-ascii" ENGLISH,
    "utf-8" EMOJI,
    "UTF-8" JAPANESE,
    "utf-7" RUSSIAN,
    "iso-8859-1" GERMAN,
    "iso-8859-2" POLISH,
    "iso-8859-5" RUSSIAN,
    "iso-8859-7" GREEK,
    "iso-8859-8" HEBREW,
    "iso-8859-9" TURKISH,
    "iso-8859-15" FRENCH,
    "windows-1250" POLISH,
    "windows-1251" UKRAINIAN,
    "windows-1252" FRENCH,
    "windows-1253" GREEK,
    "windows-1254" TURKISH,
    "windows-1255" HEBREW,
    "windows-1256" ARABIC,
    "tis-620" THAI,
    "koi8-r" RUSSIAN,
    "koi8-u" UKRAINIAN,
    "macintosh" GERMAN,
    "gb2312" CHINESE,
    "gbk" TAIWANESE,
    "gb18030" RARE,
    "big5" TAIWANESE,
    "euc-jp" JAPANESE,
    "shift_jis" JAPANESE,
    "iso-2022-jp" JAPANESE,
    "euc-kr" KOREAN,
    "ks_c_5601-1987" KOREAN,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_can_say_its_language() {
        for set in CHARSETS {
            let l = set.language;
            for text in [l.name, l.subject, l.greeting, l.sentence, l.word] {
                let bytes = set.encode(text);
                if set.label != "utf-7" {
                    let encoding = encoding_rs::Encoding::for_label(set.label.as_bytes()).unwrap();
                    assert_eq!(encoding.decode(&bytes).0, text, "{}", set.label);
                }
            }
        }
    }

    #[test]
    fn utf7_is_that_of_rfc_2152() {
        for (text, bytes) in [
            ("A\u{2262}\u{391}.", "A+ImIDkQ-."),
            ("Hi Mom -\u{263a}-!", "Hi Mom -+Jjo--+ACE-"),
            ("\u{65e5}\u{672c}\u{8a9e}", "+ZeVnLIqe-"),
            ("1 + 1", "1 +ACs- 1"),
        ] {
            assert_eq!(utf7(text), bytes);
        }
    }

    #[test]
    fn stateful_sets_return_to_ascii() {
        assert_eq!(encode("iso-2022-jp", "注\r\n"), b"\x1b$BCm\x1b(B\r\n");
    }
}
