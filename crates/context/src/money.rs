//! Money as people read it.

/// Currencies without minor units, and those with three digits of them (ISO 4217, list one). All
/// others have two.
const NONE: &[&str] = &[
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
    "XAF", "XOF", "XPF",
];
const THREE: &[&str] = &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// Minor units in the currency's own notation: 4999 of `USD` is `49.99 USD`.
pub(crate) fn money(amount: i64, currency: &str) -> String {
    let digits: u32 = if NONE.contains(&currency) {
        0
    } else if THREE.contains(&currency) {
        3
    } else {
        2
    };
    let sign = if amount < 0 { "-" } else { "" };
    let unit = 10_u64.pow(digits);
    let (whole, rest) = (amount.unsigned_abs() / unit, amount.unsigned_abs() % unit);
    let width = digits as usize;
    if width == 0 {
        format!("{sign}{whole} {currency}")
    } else {
        format!("{sign}{whole}.{rest:0width$} {currency}")
    }
}

#[cfg(test)]
mod tests {
    use super::money;

    #[test]
    fn minor_units_depend_on_the_currency() {
        for (amount, currency, expected) in [
            (4999, "USD", "49.99 USD"),
            (-5, "EUR", "-0.05 EUR"),
            (1200, "JPY", "1200 JPY"),
            (1234, "KWD", "1.234 KWD"),
            (i64::MIN, "USD", "-92233720368547758.08 USD"),
        ] {
            assert_eq!(money(amount, currency), expected);
        }
    }
}
