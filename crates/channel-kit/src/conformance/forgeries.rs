//! Tampering with proofs that are in headers.

use crate::Webhook;

/// Every way in which a header of the proof may be wrong: any one character another, missing, empty,
/// there twice, cut or lengthened.
pub fn forged_headers(names: &[&'static str], genuine: &Webhook) -> Vec<(String, Webhook)> {
    names
        .iter()
        .flat_map(|name| forged_header(name, genuine))
        .collect()
}

fn forged_header(name: &'static str, genuine: &Webhook) -> Vec<(String, Webhook)> {
    let value = genuine
        .header(name)
        .expect("the request is signed")
        .to_owned();
    let mut forgeries = Vec::new();
    // Hex may be written in either case: that is the same proof.
    let is_hex = !value.bytes().any(|byte| byte.is_ascii_uppercase());
    let same = |a: char, b: char| a == b || is_hex && a.eq_ignore_ascii_case(&b);
    for (at, old) in value.char_indices() {
        for new in "AZaz09+/=-_., \u{e9}"
            .chars()
            .filter(|new| !same(*new, old))
        {
            let mut forged = value.clone();
            forged.replace_range(at..=at, &new.to_string());
            let forged = with_header(genuine, name, &[forged.as_bytes()]);
            forgeries.push((format!("{name}: {new:?} at {at}"), forged));
        }
    }
    let whole = value.as_bytes();
    let longer = [whole, b"A"].concat();
    for (what, values) in [
        ("missing", vec![]),
        ("empty", vec![&b""[..]]),
        ("twice", vec![whole, whole]),
        ("a wrong one first", vec![b"AAAA", whole]),
        ("a wrong one last", vec![whole, b"AAAA"]),
        ("cut", vec![&whole[..whole.len() - 1]]),
        ("lengthened", vec![&longer]),
    ] {
        forgeries.push((
            format!("{name}: {what}"),
            with_header(genuine, name, &values),
        ));
    }
    forgeries
}

fn with_header(webhook: &Webhook, name: &'static str, values: &[&[u8]]) -> Webhook {
    let mut webhook = webhook.clone();
    webhook.headers.remove(name);
    for value in values {
        let value = http::HeaderValue::from_bytes(value).expect("a header's bytes");
        webhook.headers.append(name, value);
    }
    webhook
}
