//! Customers' own fields, with declared types.

use crate::{Region, address, normalize, postcode, quality, text};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Number, Value, json};
use std::collections::BTreeMap;

/// Longest text, in bytes.
pub const TEXT: usize = 2048;
/// Longest name of an attribute, in bytes.
pub const NAME: usize = 64;
/// Most attributes that may be declared, and that one customer may have.
pub const MOST: usize = 100;
/// Most values of an enumeration.
const CHOICES: usize = 256;
/// Integers that every reader of JSON keeps exactly (RFC 8259 section 6).
const EXACT: i64 = (1 << 53) - 1;

/// What an attribute's values are.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum Type {
    /// Text of at most 2 KB; line breaks and tabs stay.
    Text {},
    /// A finite number.
    Number {},
    /// A whole number up to 2^53 - 1, either way.
    Integer {},
    /// `true` or `false`; from text also yes and no, 1 and 0.
    Boolean {},
    /// A day, kept as `2027-03-21`.
    Date {},
    /// A moment with its offset, kept in UTC (RFC 3339).
    Datetime {},
    /// `{"amount":4999,"currency":"USD"}`: minor units, ISO 4217.
    Money {},
    /// One of the declared texts, found in any case and kept as declared.
    Enum {
        /// The texts, 1 to 256.
        values: Vec<String>,
    },
    /// An address on the web, `http` or `https`.
    Url {},
    /// A mail address, kept in its canonical spelling.
    Email {},
    /// A phone number, kept in E.164.
    Phone {
        /// Where numbers without a country code are from.
        #[serde(default)]
        region: Option<Region>,
    },
    /// A postal address, kept on one line.
    Address {},
    /// A postcode, kept as it is written in its country.
    Postcode {
        /// Its country; without one only the case is changed.
        #[serde(default)]
        region: Option<Region>,
    },
    /// A country, kept as ISO 3166-1 alpha-2.
    Country {},
    /// A language, kept as a tag such as `pt-BR` (BCP 47).
    Language {},
}

/// The attributes that are declared, by name: `{"tier":{"type":"enum","values":["gold","silver"]},
/// "birthday":{"type":"date"}}`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Schema(BTreeMap<String, Type>);

impl Schema {
    /// Reads a declaration from configuration.
    ///
    /// # Errors
    /// In words: a type that is none, a name that does not fit, or too many of either.
    pub fn parse(declared: &Value) -> Result<Self, String> {
        let Some(declared) = declared.as_object() else {
            return Err("attributes are declared as {\"NAME\":{\"type\":…}}".to_owned());
        };
        if declared.len() > MOST {
            return Err(format!("at most {MOST} attributes can be declared"));
        }
        let mut types = BTreeMap::new();
        for (name, written) in declared {
            check_name(name)?;
            let read: Type = serde_json::from_value(written.clone())
                .map_err(|e| format!("attribute {name}: {e}"))?;
            if let Type::Enum { values } = &read {
                let fit = (1..=CHOICES).contains(&values.len())
                    && values.iter().all(|v| !v.is_empty() && v.len() <= TEXT);
                if !fit {
                    return Err(format!(
                        "attribute {name}: an enum has 1 to {CHOICES} values"
                    ));
                }
            }
            types.insert(name.clone(), read);
        }
        Ok(Self(types))
    }

    /// The declared type of an attribute.
    pub fn get(&self, name: &str) -> Option<&Type> {
        self.0.get(name)
    }

    /// Checks one attribute. Attributes that are not declared may be any text, number or boolean;
    /// `null`, which takes an attribute away, is good for all.
    ///
    /// # Errors
    /// In words, with the attribute's name.
    pub fn check(&self, name: &str, value: &Value) -> Result<Value, String> {
        check_name(name)?;
        if value.is_null() {
            return Ok(Value::Null);
        }
        let checked = match (self.get(name), value) {
            (Some(declared), _) => check(declared, value),
            (None, Value::Number(_) | Value::Bool(_)) => Ok(value.clone()),
            (None, Value::String(_)) => check(&Type::Text {}, value),
            (None, _) => Err("an attribute without a type is text, a number or a boolean".into()),
        };
        checked.map_err(|wrong| format!("attribute {name}: {wrong}"))
    }
}

/// # Errors
/// In words, when the name is not 1 to 64 bytes of letters, digits, `_`, `-`, `.` and spaces within.
fn check_name(name: &str) -> Result<(), String> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ');
    let fits = (1..=NAME).contains(&name.len()) && name.trim() == name && name.chars().all(is_part);
    match fits {
        true => Ok(()),
        false => Err(format!(
            "an attribute's name is 1 to {NAME} bytes of letters, digits, '_', '-' and '.'"
        )),
    }
}

/// A value of a type, in its one spelling. Text that says it is taken for all types, since CSV has
/// nothing else.
///
/// # Errors
/// What would be right, in words; the value is not repeated.
pub fn check(declared: &Type, value: &Value) -> Result<Value, String> {
    match declared {
        Type::Money {} => money(value),
        Type::Number {} => number(value).ok_or("a number such as 12.5"),
        Type::Integer {} => integer(value)
            .map(Value::from)
            .ok_or("a whole number such as 42, below 2^53"),
        Type::Boolean {} => boolean(value).ok_or("true or false"),
        _ => written(value).and_then(|text| of_text(declared, text)),
    }
    .map_err(|right| match right {
        "" => format!("a value is at most {TEXT} bytes long"),
        right => format!("the value is to be {right}"),
    })
}

/// The text that a value is, where types are read from text.
fn written(value: &Value) -> Result<&str, &'static str> {
    match value.as_str() {
        Some(text) if text.len() > TEXT => Err(""),
        Some(text) => Ok(text.trim()),
        None => Err("text"),
    }
}

fn of_text(declared: &Type, text: &str) -> Result<Value, &'static str> {
    match declared {
        Type::Date {} => {
            let day = quality::date(text, None);
            day.map(|day| json!(day.to_string()))
                .ok_or("a date such as 2027-03-21")
        }
        Type::Datetime {} => {
            let moment: Option<Timestamp> = text.parse().ok();
            let moment = moment.map(|moment| json!(moment.to_string()));
            moment.ok_or("a time with its offset such as 2027-03-21T09:30:00Z")
        }
        Type::Enum { values } => {
            let exact = values.iter().find(|v| *v == text);
            let alike = || {
                values
                    .iter()
                    .find(|v| text::folded_case(v) == text::folded_case(text))
            };
            let choice = exact.or_else(alike).map(|v| json!(v));
            choice.ok_or("one of the values that are declared")
        }
        Type::Url {} => url(text).ok_or("an address such as https://example.com/page"),
        Type::Email {} => normalize("email", text, None)
            .map(Value::from)
            .map_err(|_| "a mail address such as ana@example.com"),
        Type::Phone { region } => normalize("phone", text, *region)
            .ok()
            .filter(|phone| phone.starts_with('+'))
            .map(Value::from)
            .ok_or("a phone number in E.164 such as +15551234567"),
        Type::Address {} => {
            filled(address::display(text)).ok_or("an address such as 4 Elm Street, Springfield")
        }
        Type::Postcode { region } => {
            filled(postcode::display(text, *region)).ok_or("a postcode such as SW1A 1AA")
        }
        Type::Country {} => Region::parse(text)
            .map(|region| json!(region.as_str()))
            .ok_or("a country's code such as DE (ISO 3166-1)"),
        Type::Language {} => language(text).ok_or("a language's tag such as pt-BR (BCP 47)"),
        _ => free(text),
    }
}

fn filled(text: String) -> Option<Value> {
    (!text.is_empty()).then_some(Value::String(text))
}

/// Text for people: NFC, without control characters but line breaks and tabs, and without marks that
/// turn the direction of writing.
fn free(text: &str) -> Result<Value, &'static str> {
    let is_kept = |c: &char| {
        let breaks = matches!(c, '\n' | '\t');
        breaks || !(c.is_control() || text::is_invisible(*c) && !text::is_joiner(*c))
    };
    let kept: String = text.chars().filter(is_kept).collect();
    let kept: String = unicode_normalization::UnicodeNormalization::nfc(&*kept).collect();
    // Some characters are longer when they are put together anew.
    if kept.len() > TEXT {
        Err("")
    } else {
        Ok(json!(kept.trim()))
    }
}

fn number(value: &Value) -> Option<Value> {
    match value {
        Value::Number(_) => Some(value.clone()),
        Value::String(text) if text.len() <= NAME => {
            let number: f64 = text.trim().parse().ok()?;
            let whole = text.trim().parse().ok().map(|whole: i64| json!(whole));
            whole.or_else(|| Number::from_f64(number).map(Value::Number))
        }
        _ => None,
    }
}

fn integer(value: &Value) -> Option<i64> {
    let whole = match value {
        Value::Number(number) => number.as_i64().or_else(|| {
            let float = number
                .as_f64()
                .filter(|f| f.fract() == 0.0 && f.abs() <= EXACT as f64)?;
            Some(float as i64)
        }),
        Value::String(text) if text.len() <= NAME => text.trim().parse().ok(),
        _ => None,
    };
    whole.filter(|whole| (-EXACT..=EXACT).contains(whole))
}

fn boolean(value: &Value) -> Option<Value> {
    let text = match value {
        Value::Bool(_) => return Some(value.clone()),
        Value::String(text) if text.len() <= NAME => text.trim().to_ascii_lowercase(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    match &*text {
        "true" | "yes" | "y" | "1" => Some(json!(true)),
        "false" | "no" | "n" | "0" => Some(json!(false)),
        _ => None,
    }
}

fn money(value: &Value) -> Result<Value, &'static str> {
    let right = "money: {\"amount\":4999,\"currency\":\"USD\"} in minor units";
    let fields = value
        .as_object()
        .filter(|fields| fields.len() == 2)
        .ok_or(right)?;
    let amount = fields.get("amount").and_then(integer).ok_or(right)?;
    let currency = fields
        .get("currency")
        .and_then(Value::as_str)
        .map(str::trim);
    let is_code = |c: &&str| c.len() == 3 && c.bytes().all(|b| b.is_ascii_alphabetic());
    let currency = currency.filter(is_code).ok_or(right)?.to_ascii_uppercase();
    Ok(json!({"amount": amount, "currency": currency}))
}

/// `http` or `https` and a host with neither a user's name nor anything unseen in it: agents click.
fn url(text: &str) -> Option<Value> {
    let (scheme, rest) = text.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end)?;
    let is_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | ':' | '_' | '[' | ']');
    let is_seen = |c: char| !c.is_control() && !c.is_whitespace() && !text::is_invisible(c);
    let marks = |c: char| matches!(c, '<' | '>' | '"' | '\\' | '`');
    let fits = matches!(&*scheme, "http" | "https")
        && authority.starts_with(|c: char| c.is_alphanumeric() || c == '[')
        && authority.chars().all(is_host)
        && path.chars().all(|c| is_seen(c) && !marks(c));
    fits.then(|| json!(format!("{scheme}://{}{path}", authority.to_lowercase())))
}

/// ISO 639-1, 183 codes.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr \
cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu \
hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo \
lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu \
rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt \
tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Language, script and region of a tag; more is refused. Three letters are any language.
fn language(text: &str) -> Option<Value> {
    let tag = text.replace('_', "-").to_ascii_lowercase();
    let mut parts = tag.split('-');
    let is_word = |p: &&str| p.bytes().all(|b| b.is_ascii_alphabetic());
    let language = parts.next().filter(is_word)?;
    let known = match language.len() {
        2 => LANGUAGES.split(' ').any(|code| code == language),
        length => length == 3,
    };
    let mut tag = known.then(|| language.to_owned())?;
    let mut next = parts.next();
    if let Some(script) = next.filter(|p| p.len() == 4 && is_word(p)) {
        let (first, rest) = script.split_at_checked(1)?;
        tag = format!("{tag}-{}{rest}", first.to_ascii_uppercase());
        next = parts.next();
    }
    if let Some(part) = next {
        // Regions of several countries have three digits: es-419.
        let is_area = part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit());
        let area = is_area.then(|| part.to_owned());
        let region = || Region::parse(part).map(|region| region.to_string());
        tag = format!("{tag}-{}", area.or_else(region)?);
    }
    parts.next().is_none().then(|| json!(tag))
}
