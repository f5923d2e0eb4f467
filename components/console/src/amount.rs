//! Numbers as people read them.

/// An amount in minor units with its currency (ISO 4217): `49.99 USD`, `5000 JPY`.
pub(crate) fn money(amount: i64, currency: &str) -> String {
    let digits = minor_digits(currency);
    let sign = if amount < 0 { "−" } else { "" };
    let amount = amount.unsigned_abs();
    let unit = 10_u64.pow(digits);
    let whole = grouped(amount / unit);
    match usize::try_from(digits).unwrap_or_default() {
        0 => format!("{sign}{whole} {currency}"),
        width => format!("{sign}{whole}.{:0width$} {currency}", amount % unit),
    }
}

/// How many digits a currency's minor unit has. Two, with the exceptions that ISO 4217 lists.
fn minor_digits(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "UYI" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

/// A number of bytes: `512 bytes`, `12 KB`, `3.4 MB` (a kilobyte is 1,024).
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    if bytes < 1024 {
        return format!("{bytes} bytes");
    }
    // Tenths of the unit, so that nothing is rounded twice.
    let (mut tenths, mut unit) = (u128::from(bytes) * 10 / 1024, "KB");
    for next in UNITS.iter().skip(1) {
        if tenths < 10_240 {
            break;
        }
        (tenths, unit) = (tenths / 1024, *next);
    }
    match tenths {
        0..100 => format!("{}.{} {unit}", tenths / 10, tenths % 10),
        _ => format!("{} {unit}", grouped((tenths / 10) as u64)),
    }
}

/// `12,345`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 interaction`, `2 interactions`.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    let word = if number == 1 { one } else { many };
    format!("{} {word}", grouped(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_its_currencys_digits() {
        for (amount, currency, text) in [
            (4999, "USD", "49.99 USD"),
            (5, "EUR", "0.05 EUR"),
            (-123_456_789, "EUR", "−1,234,567.89 EUR"),
            (5000, "JPY", "5,000 JPY"),
            (1234, "KWD", "1.234 KWD"),
            (0, "USD", "0.00 USD"),
            (i64::MIN, "XXX", "−92,233,720,368,547,758.08 XXX"),
        ] {
            assert_eq!(money(amount, currency), text);
        }
    }

    #[test]
    fn sizes_are_short() {
        for (bytes, text) in [
            (0, "0 bytes"),
            (1023, "1023 bytes"),
            (1024, "1.0 KB"),
            (10_239, "9.9 KB"),
            (10_240, "10 KB"),
            (1_048_575, "1,023 KB"),
            (1_048_576, "1.0 MB"),
            (33_554_432, "32 MB"),
            (u64::MAX, "16,777,215 TB"),
        ] {
            assert_eq!(size(bytes), text, "{bytes}");
        }
    }

    #[test]
    fn numbers_are_grouped_and_counted() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(counted(1, "ticket", "tickets"), "1 ticket");
        assert_eq!(counted(1200, "ticket", "tickets"), "1,200 tickets");
    }
}
