//! Amounts of money in minor units (ISO 4217).

use std::fmt;

use serde_json::{Value, json};

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Money {
    /// In minor units; negative for what is given back.
    pub amount: i64,
    /// Three letters.
    pub currency: String,
}

impl Money {
    /// An amount in minor units; `None` when the currency is no code of ISO 4217's form.
    pub fn minor(amount: i64, currency: &str) -> Option<Self> {
        let is_code = currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_uppercase());
        is_code.then(|| Self {
            amount,
            currency: currency.to_owned(),
        })
    }

    /// Square's `{"amount": 4999, "currency": "USD"}`.
    pub fn of_square(value: &Value) -> Option<Self> {
        let amount = value.get("amount")?.as_i64()?;
        Self::minor(amount, value.get("currency")?.as_str()?)
    }

    /// A decimal of major units as Shopify writes it (`"49.99"`; some members are numbers); `None`
    /// when it is none, or finer than the currency's minor unit.
    pub fn decimal(value: &Value, currency: &str) -> Option<Self> {
        let written = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        let money = Self::minor(0, currency)?;
        let (sign, written) = match written.strip_prefix('-') {
            Some(rest) => (-1, rest.to_owned()),
            None => (1, written),
        };
        let (major, fraction) = written.split_once('.').unwrap_or((&written, ""));
        let digits = digits(currency);
        let minor = format!("{:0<digits$}", fraction.trim_end_matches('0'));
        let is_amount = !major.is_empty()
            && minor.len() == digits
            && [major, fraction]
                .iter()
                .all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        if !is_amount {
            return None;
        }
        let amount: i64 = format!("{major}{minor}").parse().ok()?;
        Some(Self {
            amount: sign * amount,
            ..money
        })
    }

    /// `{"amount": 4999, "currency": "USD"}`.
    pub fn document(&self) -> Value {
        json!({ "amount": self.amount, "currency": self.currency })
    }
}

/// In major units: `49.99 USD`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = digits(&self.currency);
        let sign = if self.amount < 0 { "-" } else { "" };
        let written = format!(
            "{:0>width$}",
            self.amount.unsigned_abs(),
            width = digits + 1
        );
        let (major, minor) = written.split_at(written.len() - digits);
        let point = if minor.is_empty() { "" } else { "." };
        write!(f, "{sign}{major}{point}{minor} {}", self.currency)
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

    #[test]
    fn decimals_become_minor_units_by_the_currency() {
        for (written, currency, expected) in [
            (json!("49.99"), "USD", Some(4999)),
            (json!("49.9"), "USD", Some(4990)),
            (json!("49"), "EUR", Some(4900)),
            (json!("49."), "EUR", Some(4900)),
            (json!("0.00"), "USD", Some(0)),
            (json!("-5.01"), "USD", Some(-501)),
            (json!(195.67), "USD", Some(19567)),
            (json!(5), "USD", Some(500)),
            (json!("4999"), "JPY", Some(4999)),
            (json!("4999.00"), "JPY", Some(4999)),
            (json!("4.999"), "KWD", Some(4999)),
            (json!("1.2345"), "CLF", Some(12345)),
            (json!("49.9900"), "USD", Some(4999)),
            // Finer than a cent, or no amount at all.
            (json!("49.999"), "USD", None),
            (json!("4.5"), "JPY", None),
            (json!(""), "USD", None),
            (json!("."), "USD", None),
            (json!(".5"), "USD", None),
            (json!("+5"), "USD", None),
            (json!("5,00"), "USD", None),
            (json!("--5"), "USD", None),
            (json!("1e3"), "USD", None),
            (json!(1e300), "USD", None),
            (json!("\u{665}"), "USD", None),
            (json!("99999999999999999999"), "USD", None),
            (json!(null), "USD", None),
            (json!("5"), "usd", None),
            (json!("5"), "USDC", None),
            (json!("5"), "", None),
        ] {
            let money = Money::decimal(&written, currency);
            let amount = money.map(|money| money.amount);
            assert_eq!(amount, expected, "{written} {currency}");
        }
    }

    #[test]
    fn squares_amounts_are_minor_units_already() {
        for (value, expected) in [
            (
                json!({"amount": 4999, "currency": "USD"}),
                Some("49.99 USD"),
            ),
            (json!({"amount": 4999, "currency": "JPY"}), Some("4999 JPY")),
            (
                json!({"amount": 4999, "currency": "KWD"}),
                Some("4.999 KWD"),
            ),
            (json!({"amount": 5, "currency": "USD"}), Some("0.05 USD")),
            (json!({"amount": -5, "currency": "USD"}), Some("-0.05 USD")),
            (
                json!({"amount": i64::MIN, "currency": "USD"}),
                Some("-92233720368547758.08 USD"),
            ),
            (json!({"amount": 0, "currency": "JPY"}), Some("0 JPY")),
            (json!({"amount": "5", "currency": "USD"}), None),
            (json!({"amount": 0.5, "currency": "USD"}), None),
            (json!({"amount": 5}), None),
            (json!(null), None),
        ] {
            let shown = Money::of_square(&value).map(|money| money.to_string());
            assert_eq!(shown.as_deref(), expected, "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_shown_reads_back(amount in -(1_i64 << 53)..1 << 53, at in 0..OTHER_DIGITS.len() + 1) {
            let currency = OTHER_DIGITS.get(at).map_or("USD", |(code, _)| code);
            let money = Money::minor(amount, currency);
            let shown = money.as_ref().map(Money::to_string).unwrap_or_default();
            let (decimal, _) = shown.split_once(' ').unwrap_or_default();
            proptest::prop_assert_eq!(Money::decimal(&decimal.into(), currency), money);
        }
    }
}
