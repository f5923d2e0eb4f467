//! Values that identify nobody.

use crate::phone::plan;

/// Why a canonical value never joins anything, in words for people; `None` when it may.
///
/// Whoever has such an identity can write and is answered: what is blocked is the conclusion that two
/// who have it are one.
pub fn blocked(kind: &str, value: &str) -> Option<&'static str> {
    match kind {
        "phone" => phone(value),
        "email" => email(value),
        // Telegram's own accounts, which send in the name of groups and channels (Bot API, `Message`,
        // field `from`).
        "telegram" if matches!(value, "777000" | "1087968824" | "136817688") => {
            Some("an account of Telegram itself, in whose name groups and channels write")
        }
        "loyalty" if is_filler(value) => Some("a number that is typed to have typed one"),
        _ => {
            let id = value.rsplit(':').next().unwrap_or(value);
            is_placeholder(id).then_some("a placeholder, not an id")
        }
    }
}

/// Withheld callers, whom carriers and Twilio write as words or as those words on a keypad.
const WITHHELD: [(&str, &str); 7] = [
    ("anonymous", "266696687"),
    ("restricted", "7378742833"),
    ("blocked", "2562533"),
    ("unknown", "8656696"),
    ("unavailable", "86282452253"),
    ("private", "7748283"),
    ("withheld", "94484353"),
];

/// Country code and first digits of numbers that companies answer: toll-free, premium and shared-cost
/// services (national numbering plans, as libphonenumber 9.0 has them).
const SERVICES: [&str; 61] = [
    "800", "808", "979", "1800", "1833", "1844", "1855", "1866", "1877", "1888", "1900", "31800",
    "31900", "31906", "31909", "32800", "3290", "3380", "3381", "3382", "3389", "34800", "34803",
    "34806", "34807", "34900", "34901", "34902", "353180", "358800", "39800", "39803", "39899",
    "41800", "4190", "43800", "43900", "43930", "443", "4480", "4484", "4487", "449", "4580",
    "4590", "4620", "46900", "47800", "48800", "48801", "49180", "49800", "49900", "52800",
    "55800", "611300", "611800", "81120", "81570", "81800", "911800",
];

fn phone(value: &str) -> Option<&'static str> {
    let Some(digits) = value.strip_prefix('+') else {
        return Some("a short code or a sender's name: a company, not a person");
    };
    if WITHHELD.iter().any(|(_, keypad)| *keypad == digits) {
        return Some("a caller who withheld the number");
    }
    if SERVICES.iter().any(|prefix| digits.starts_with(prefix)) {
        return Some("a service number: a company, not a person");
    }
    let (_, rest) = plan::split(digits)?;
    let filler = is_filler(digits) || is_filler(rest);
    filler.then_some("a number that is typed to have typed one")
}

/// At least four characters that are all the same or count up or down: 0000, 1234567890, 987654321.
fn is_filler(value: &str) -> bool {
    let digits = value.as_bytes();
    let counts = |step: u8| {
        let next = |a: u8| b'0' + (a.wrapping_sub(b'0').wrapping_add(step)) % 10;
        digits
            .windows(2)
            .all(|pair| matches!(pair, [a, b] if *b == next(*a)))
    };
    digits.len() >= 4
        && digits.iter().all(u8::is_ascii_digit)
        && (counts(0) || counts(1) || counts(9))
}

/// What is filled in where a field must not be empty.
const PLACEHOLDERS: [&str; 29] = [
    "-",
    "0",
    "00",
    "000",
    "aaa",
    "abc",
    "anonymous",
    "asdf",
    "blank",
    "dummy",
    "empty",
    "fake",
    "guest",
    "keine",
    "n/a",
    "na",
    "nan",
    "nil",
    "noemail",
    "nomail",
    "none",
    "null",
    "nobody",
    "qwerty",
    "tbd",
    "test",
    "undefined",
    "unknown",
    "xxx",
];

fn is_placeholder(id: &str) -> bool {
    let id = id.trim().to_lowercase();
    id.is_empty() || PLACEHOLDERS.contains(&&*id)
}

/// Mailboxes that several people read (RFC 2142 and what is common in Dutch, English, French, German,
/// Italian, Polish, Portuguese, Spanish and Swedish), without dots, dashes and underscores.
const ROLES: [&str; 93] = [
    "abuse",
    "accounting",
    "accounts",
    "accountspayable",
    "accountsreceivable",
    "admin",
    "administracion",
    "administracja",
    "administration",
    "administrator",
    "amministrazione",
    "anfrage",
    "atencionalcliente",
    "ayuda",
    "bestellung",
    "bestellungen",
    "billing",
    "biuro",
    "booking",
    "bookings",
    "buchhaltung",
    "careers",
    "comercial",
    "commerciale",
    "compras",
    "contabilidad",
    "contact",
    "contacto",
    "contactus",
    "contato",
    "customercare",
    "customerservice",
    "customersupport",
    "enquiries",
    "enquiry",
    "facturacion",
    "feedback",
    "finance",
    "financeiro",
    "ftp",
    "hallo",
    "hello",
    "help",
    "helpdesk",
    "hola",
    "hostmaster",
    "hr",
    "info",
    "informacion",
    "informatie",
    "information",
    "inquiries",
    "invoice",
    "invoices",
    "it",
    "jobs",
    "klantenservice",
    "kontakt",
    "kundenservice",
    "kundtjanst",
    "legal",
    "mail",
    "mailbox",
    "marketing",
    "media",
    "news",
    "newsletter",
    "noc",
    "office",
    "orders",
    "post",
    "postmaster",
    "press",
    "privacy",
    "reception",
    "rechnung",
    "redaktion",
    "reservations",
    "root",
    "sales",
    "security",
    "segreteria",
    "sekretariat",
    "service",
    "shop",
    "soporte",
    "support",
    "team",
    "usenet",
    "ventas",
    "verkauf",
    "vertrieb",
    "webmaster",
];

/// Domains that nobody's mailbox is at.
const NOWHERE: [&str; 12] = [
    "test.com",
    "none.com",
    "noemail.com",
    "nomail.com",
    "noreply.com",
    "email.invalid",
    "nowhere.com",
    "asdf.com",
    "fake.com",
    "anonymous.invalid",
    "na.com",
    "null.com",
];

fn email(value: &str) -> Option<&'static str> {
    let (local, domain) = value.rsplit_once('@')?;
    let (base, _) = local.split_once('+').unwrap_or((local, ""));
    let is_joint = |c: char| matches!(c, '.' | '-' | '_');
    let word: String = base.chars().filter(|c| !is_joint(*c)).collect();
    let robots = [
        "noreply",
        "donotreply",
        "mailerdaemon",
        "nichtantworten",
        "nepasrepondre",
        "noresponder",
    ];
    let robot = robots
        .iter()
        .any(|robot| word.starts_with(robot) || word.ends_with(robot));
    let bounce = word.starts_with("bounce");
    if robot || bounce {
        return Some("a mailbox that nobody reads");
    }
    if ROLES.contains(&&*word) {
        return Some("a role's mailbox, which several people read");
    }
    let label = domain.split('.').next().unwrap_or("");
    let nowhere = NOWHERE.contains(&domain) || domain.ends_with(".invalid");
    // a@a.com, xx@xx.de, test@test.org: but Smith's smith@smith.com is hers.
    let twice = base == label && (base.len() <= 2 || is_placeholder(base) || is_filler(base));
    (nowhere || twice || is_nobody(&word)).then_some("a placeholder, not a mailbox")
}

/// Local parts that are no name anywhere.
fn is_nobody(word: &str) -> bool {
    matches!(
        word,
        "none"
            | "null"
            | "undefined"
            | "noemail"
            | "nomail"
            | "nobody"
            | "anonymous"
            | "unknown"
            | "asdf"
            | "qwerty"
    )
}
