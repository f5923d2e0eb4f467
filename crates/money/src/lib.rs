//! Amounts of money in minor units (ISO 4217).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};
use throughline_web::json::Object;

/// Currencies whose minor unit is not a hundredth, with its digits: ISO 4217, list one, as of 2026.
const OTHER_DIGITS: [(&str, usize); 26] = [
    ("BHD", 3),
    ("BIF", 0),
    ("CLF", 4),
    ("CLP", 0),
    ("DJF", 0),
    ("GNF", 0),
    ("IQD", 3),
    ("ISK", 0),
    ("JOD", 3),
    ("JPY", 0),
    ("KMF", 0),
    ("KRW", 0),
    ("KWD", 3),
    ("LYD", 3),
    ("OMR", 3),
    ("PYG", 0),
    ("RWF", 0),
    ("TND", 3),
    ("UGX", 0),
    ("UYI", 0),
    ("UYW", 4),
    ("VND", 0),
    ("VUV", 0),
    ("XAF", 0),
    ("XOF", 0),
    ("XPF", 0),
];

/// An amount in the minor unit of its currency: 4999 `USD` are 49.99 dollars.
///
/// As JSON `{"amount": 4999, "currency": "USD"}`; it is also read from `{"decimal": "49.99",
/// "currency": "USD"}`, where the decimal may be a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Money {
    /// In minor units; negative for what is given back.
    pub amount: i64,
    /// Three capital letters.
    pub currency: String,
}

impl Money {
    /// An amount in minor units.
    ///
    /// # Errors
    ///
    /// What is wrong: the currency is no code of ISO 4217's form.
    pub fn of_minor(amount: i64, currency: &str) -> Result<Self, String> {
        if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err("currency is a code of ISO 4217 such as EUR".to_owned());
        }
        let currency = currency.to_owned();
        Ok(Self { amount, currency })
    }

    /// `{"amount": 4999, "currency": "USD"}`.
    #[must_use]
    pub fn document(&self) -> Value {
        json!({ "amount": self.amount, "currency": self.currency })
    }

    /// A decimal of major units such as `49.99` or `-5`.
    ///
    /// # Errors
    ///
    /// What is wrong: no currency, no decimal, finer than the currency's minor unit, or beyond 64
    /// bits.
    pub fn of_decimal(decimal: &str, currency: &str) -> Result<Self, String> {
        let (sign, unsigned) = match decimal.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", decimal),
        };
        let (major, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if major.is_empty() || !is_digits(major) || !is_digits(fraction) {
            return Err("no decimal such as 49.99".to_owned());
        }
        let digits = digits(currency);
        let minor = format!("{:0<digits$}", fraction.trim_end_matches('0'));
        if minor.len() > digits {
            return Err(format!("{currency} has {digits} digits behind the point"));
        }
        let amount = format!("{sign}{major}{minor}").parse();
        Self::of_minor(
            amount.map_err(|_| "an amount beyond 64 bits".to_owned())?,
            currency,
        )
    }
}

/// In major units: `49.99 USD`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = digits(&self.currency);
        let sign = if self.amount < 0 { "-" } else { "" };
        let width = digits + 1;
        let written = format!("{:0>width$}", self.amount.unsigned_abs());
        let (major, minor) = written
            .split_at_checked(written.len().saturating_sub(digits))
            .unwrap_or((&written, ""));
        let point = if minor.is_empty() { "" } else { "." };
        write!(f, "{sign}{major}{point}{minor} {}", self.currency)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    amount: Option<i64>,
    decimal: Option<Value>,
    currency: String,
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Object(written) = Object::<Written>::deserialize(deserializer)?;
        let currency = written.currency;
        let decimal = match written.decimal {
            Some(Value::String(text)) => Some(text),
            Some(Value::Number(number)) => Some(number.to_string()),
            Some(Value::Null) | None => None,
            Some(_) => Some(String::new()),
        };
        let money = match (written.amount, decimal) {
            (Some(amount), None) => Self::of_minor(amount, &currency),
            (None, Some(decimal)) => Self::of_decimal(&decimal, &currency),
            _ => Err("give amount, in minor units, or decimal, in major units".to_owned()),
        };
        money.map_err(serde::de::Error::custom)
    }
}

/// How many decimal digits the minor unit has.
fn digits(currency: &str) -> usize {
    let other = OTHER_DIGITS.iter().find(|(code, _)| *code == currency);
    other.map_or(2, |(_, digits)| *digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_minor_units_or_decimals() {
        for (json, expected) in [
            (r#"{"amount":4999,"currency":"USD"}"#, Some("49.99 USD")),
            (r#"{"amount":-5,"currency":"USD"}"#, Some("-0.05 USD")),
            (r#"{"amount":4999,"currency":"JPY"}"#, Some("4999 JPY")),
            (r#"{"decimal":"49.99","currency":"USD"}"#, Some("49.99 USD")),
            (r#"{"decimal":49.9,"currency":"USD"}"#, Some("49.90 USD")),
            (r#"{"decimal":"-5","currency":"EUR"}"#, Some("-5.00 EUR")),
            (
                r#"{"decimal":"49.9900","currency":"USD"}"#,
                Some("49.99 USD"),
            ),
            (r#"{"decimal":"4.999","currency":"KWD"}"#, Some("4.999 KWD")),
            (
                r#"{"decimal":"4999.00","currency":"JPY"}"#,
                Some("4999 JPY"),
            ),
            (
                r#"{"decimal":"1.2345","currency":"CLF"}"#,
                Some("1.2345 CLF"),
            ),
            (r#"{"decimal":"49.999","currency":"USD"}"#, None),
            (r#"{"decimal":"4.5","currency":"JPY"}"#, None),
            (r#"{"decimal":"4,5","currency":"EUR"}"#, None),
            (r#"{"decimal":"1e3","currency":"EUR"}"#, None),
            (r#"{"decimal":".5","currency":"EUR"}"#, None),
            (r#"{"decimal":"","currency":"EUR"}"#, None),
            (r#"{"decimal":[],"currency":"EUR"}"#, None),
            (
                r#"{"decimal":"99999999999999999999","currency":"EUR"}"#,
                None,
            ),
            (r#"{"amount":1,"decimal":"1","currency":"EUR"}"#, None),
            (r#"{"amount":1.5,"currency":"EUR"}"#, None),
            (r#"{"amount":1,"currency":"eur"}"#, None),
            (r#"{"amount":1,"currency":"EURO"}"#, None),
            (r#"{"currency":"EUR"}"#, None),
            (r#"{"amount":1}"#, None),
            (r#"[1,null,"EUR"]"#, None),
        ] {
            let money = serde_json::from_str::<Money>(json);
            let shown = money.ok().map(|money| money.to_string());
            assert_eq!(shown.as_deref(), expected, "{json}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(amount: i64, at in 0..=OTHER_DIGITS.len()) {
            let currency = OTHER_DIGITS.get(at).map_or("USD", |(code, _)| code).to_owned();
            let money = Money { amount, currency };
            let shown = money.to_string();
            let (decimal, currency) = shown.split_once(' ').unwrap();
            prop_assert_eq!(Money::of_decimal(decimal, currency), Ok(money));
        }
    }
}
