//! Amounts of money as the shops write them.

use serde_json::Value;
pub use throughline_money::Money;

/// Square's `{"amount": 4999, "currency": "USD"}`.
pub fn of_square(value: &Value) -> Option<Money> {
    let amount = value.get("amount")?.as_i64()?;
    Money::of_minor(amount, value.get("currency")?.as_str()?).ok()
}

/// A decimal of major units as Shopify writes it (`"49.99"`; some members are numbers); `None`
/// when it is none, or finer than the currency's minor unit.
pub fn of_shopify(value: &Value, currency: &str) -> Option<Money> {
    let written = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Money::of_decimal(&written, currency).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
            let money = of_shopify(&written, currency);
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
            let shown = of_square(&value).map(|money| money.to_string());
            assert_eq!(shown.as_deref(), expected, "{value}");
        }
    }
}
