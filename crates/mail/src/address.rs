//! Addresses (RFC 5322 3.4.1).

/// The domain of an address in lower case: what follows the last `@`. `None` where there is none, or
/// where it cannot be one. Internationalised names stay as they are written.
///
/// ```
/// assert_eq!(throughline_mail::domain("Ann@Mail.Example.COM.").as_deref(), Some("mail.example.com"));
/// assert_eq!(throughline_mail::domain("ann"), None);
/// ```
pub fn domain(address: &str) -> Option<String> {
    let (local, domain) = address.trim().rsplit_once('@')?;
    let domain = domain.trim_end_matches('.').to_lowercase();
    let odd =
        |char: char| char.is_whitespace() || char.is_control() || "<>,;:\"()\\".contains(char);
    let literal = domain.starts_with('[') && domain.ends_with(']');
    let valid = !domain.is_empty() && (literal || !domain.contains(odd));
    (valid && !local.is_empty()).then_some(domain)
}

/// An address as the model keeps it: without brackets, a source route (RFC 5322 4.4), and white space
/// around it. `None` where it is no single address: where it has white space or a second `@` outside
/// of a quoted local part, programs disagree on whose it is.
pub(crate) fn tidy(address: &str) -> Option<String> {
    let address = address.trim().trim_matches(['<', '>']).trim();
    let address = match address.split_once(':') {
        Some((route, address)) if route.starts_with('@') => address,
        _ => address,
    };
    let (local, _) = address.rsplit_once('@')?;
    let quoted = local.len() >= 2 && local.starts_with('"') && local.ends_with('"');
    let odd = |char: char| char.is_whitespace() || "@<>,;\"".contains(char);
    let valid = !address.contains(char::is_control) && (quoted || !local.contains(odd));
    domain(address)
        .filter(|_| valid)
        .map(|_| address.to_owned())
}
