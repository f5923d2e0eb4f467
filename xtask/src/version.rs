//! Version numbers as programs print them.

/// The first `major.minor` in a text such as `rustc 1.95.0 (59807616e 2026-04-14)` or
/// `spin 4.1.0-pre0 (…)`. `None` when there is none.
pub fn parse(text: &str) -> Option<(u32, u32)> {
    text.split_whitespace().find_map(|word| {
        let (major, rest) = word.split_once('.')?;
        let minor = rest.split(|c: char| !c.is_ascii_digit()).next()?;
        let major = major.strip_prefix('v').unwrap_or(major);
        Some((major.parse().ok()?, minor.parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_as_programs_print_them() {
        let cases = [
            ("rustc 1.95.0 (59807616e 2026-04-14)", Some((1, 95))),
            ("spin 4.1.0 (1234567 2026-10-01)", Some((4, 1))),
            ("spin 4.1.0-pre0 (1234567 2026-08-01)", Some((4, 1))),
            ("v4.10", Some((4, 10))),
            ("1.94", Some((1, 94))),
            ("built 2026-08-01 as 4.1", Some((4, 1))),
            ("cargo-deny 0.20.2\n", Some((0, 20))),
            ("spin", None),
            ("spin four.one", None),
            ("4", None),
            ("99999999999.1", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text), expected, "{text:?}");
        }
    }
}
