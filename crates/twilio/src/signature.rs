//! Twilio's signatures.
//!
//! `X-Twilio-Signature` is the base64 HMAC over the URL that Twilio was given and, for a form, each
//! parameter's name and value, sorted, with nothing in between:
//! <https://www.twilio.com/docs/usage/webhooks/webhooks-security>. For a JSON body the URL carries
//! `bodySHA256=<hex>` and only the URL is signed. The key is the account's auth token with SHA-1, or
//! a shared key with SHA-256 when `X-Twilio-Webhooks-Signature-Settings: key=…,algorithm=HMAC_SHA256`
//! says so: <https://www.twilio.com/docs/usage/webhooks/webhook-shared-keys>. Details are as in
//! Twilio's Python library, release 9.13 (`twilio/request_validator.py`).

use throughline_channel_kit::signature::{
    hmac_sha1, hmac_sha256, matches_base64, matches_hex, sha256,
};
use throughline_channel_kit::{Refusal, Secret, Webhook};

use crate::payload::{Parameters, is_json};

/// The header that carries the signature.
pub const HEADER: &str = "x-twilio-signature";
/// The header that names the algorithm; without it, it is HMAC-SHA1.
pub const SETTINGS_HEADER: &str = "x-twilio-webhooks-signature-settings";
/// The query parameter that carries the hash of a body that is no form.
pub const BODY_HASH: &str = "bodySHA256";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    HmacSha1,
    HmacSha256,
}

/// Verifies that one of `secrets` signed this request to `public_url`.
///
/// `parameters` are those of the body, `None` when it could not be read. Every byte of the body is
/// covered, by the form's parameters or by its hash.
///
/// # Errors
///
/// [`Refusal::Unverified`] with what is missing or wrong.
pub fn verify(
    webhook: &Webhook,
    parameters: Option<&Parameters>,
    public_url: &str,
    secrets: &[&Secret],
) -> Result<(), Refusal> {
    let refuse = |reason: &str| Err(Refusal::Unverified(reason.to_owned()));
    let Some(given) = webhook.header(HEADER) else {
        return refuse("X-Twilio-Signature is missing or there twice");
    };
    let Some(algorithm) = algorithm(webhook) else {
        return refuse("X-Twilio-Webhooks-Signature-Settings names an unknown algorithm");
    };
    let hash = webhook.query_value(BODY_HASH);
    if let Some(hash) = &hash
        && !matches_hex(hash, &sha256(&webhook.body))
    {
        return refuse("bodySHA256 is not the hash of the body");
    }
    let mut signed = Vec::with_capacity(webhook.body.len());
    if is_json(webhook) {
        if hash.is_none() {
            return refuse("the body is JSON and bodySHA256 is missing or there twice");
        }
    } else {
        for (name, value) in parameters.into_iter().flat_map(Parameters::signed) {
            signed.extend_from_slice(name);
            signed.extend_from_slice(value);
        }
    }
    if secrets.is_empty() {
        return refuse("twilio_auth_token has no entry for this account");
    }
    let mut valid = false;
    for url in urls(public_url, &webhook.target()) {
        for secret in secrets {
            valid |= matches(given, algorithm, secret, &[url.as_bytes(), &signed]);
        }
    }
    if valid {
        Ok(())
    } else {
        refuse(
            "X-Twilio-Signature does not match; is public_url the start of the URL that Twilio \
             calls, and twilio_auth_token that of the account?",
        )
    }
}

fn matches(given: &str, algorithm: Algorithm, secret: &Secret, parts: &[&[u8]]) -> bool {
    match algorithm {
        Algorithm::HmacSha1 => matches_base64(given, &hmac_sha1(secret, parts)),
        Algorithm::HmacSha256 => matches_base64(given, &hmac_sha256(secret, parts)),
    }
}

/// `None` for an algorithm that is unknown here, and for a header that is there twice.
fn algorithm(webhook: &Webhook) -> Option<Algorithm> {
    if !webhook.headers.contains_key(SETTINGS_HEADER) {
        return Some(Algorithm::HmacSha1);
    }
    let named = webhook
        .header(SETTINGS_HEADER)?
        .split(',')
        .find_map(|part| {
            let (name, value) = part.split_once('=')?;
            let value = value.trim();
            (name.trim() == "algorithm" && !value.is_empty()).then(|| value.to_ascii_uppercase())
        });
    match named.as_deref() {
        None | Some("HMAC_SHA1") => Some(Algorithm::HmacSha1),
        Some("HMAC_SHA256") => Some(Algorithm::HmacSha256),
        Some(_) => None,
    }
}

/// The URLs that Twilio may have signed for a request to `target`: Twilio is not consistent about
/// the port, so the URL counts as it is configured, without its port, and with the scheme's default
/// port. A fragment is never signed.
fn urls(public_url: &str, target: &str) -> Vec<String> {
    let base = public_url.split('#').next().unwrap_or_default();
    let base = base.trim_end_matches('/');
    let mut urls = vec![format!("{base}{target}")];
    let Some((scheme, rest)) = base.split_once("://") else {
        return urls;
    };
    let (authority, prefix) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    match without_port(authority) {
        Some(host) => urls.push(format!("{scheme}://{host}{prefix}{target}")),
        None => {
            let port = if scheme.eq_ignore_ascii_case("https") {
                443
            } else {
                80
            };
            urls.push(format!("{scheme}://{authority}:{port}{prefix}{target}"));
        }
    }
    urls
}

/// `user@host:port` without the port; `None` when there is none. Colons in a user's password and in
/// an IPv6 address are none.
fn without_port(authority: &str) -> Option<&str> {
    let (host, port) = authority.rsplit_once(':')?;
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let userinfo_only = !authority.contains('@') || host.contains('@');
    (is_port && userinfo_only).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_there_or_not_and_everything_else_stays() {
        for (public_url, expected) in [
            (
                "https://a.example",
                vec!["https://a.example/p?q", "https://a.example:443/p?q"],
            ),
            (
                "http://a.example/",
                vec!["http://a.example/p?q", "http://a.example:80/p?q"],
            ),
            (
                "https://a.example:443",
                vec!["https://a.example:443/p?q", "https://a.example/p?q"],
            ),
            (
                "https://a.example:8443",
                vec!["https://a.example:8443/p?q", "https://a.example/p?q"],
            ),
            (
                "https://a.example/base/#rc=3",
                vec![
                    "https://a.example/base/p?q",
                    "https://a.example:443/base/p?q",
                ],
            ),
            (
                "https://[2001:db8::1]",
                vec!["https://[2001:db8::1]/p?q", "https://[2001:db8::1]:443/p?q"],
            ),
            (
                "https://[2001:db8::1]:8443",
                vec![
                    "https://[2001:db8::1]:8443/p?q",
                    "https://[2001:db8::1]/p?q",
                ],
            ),
            (
                "https://u:1@a.example",
                vec!["https://u:1@a.example/p?q", "https://u:1@a.example:443/p?q"],
            ),
            (
                "https://u:1@a.example:1",
                vec!["https://u:1@a.example:1/p?q", "https://u:1@a.example/p?q"],
            ),
            ("a.example", vec!["a.example/p?q"]),
            ("", vec!["/p?q"]),
        ] {
            assert_eq!(urls(public_url, "/p?q"), expected, "{public_url}");
        }
    }

    #[test]
    fn an_ipv6_host_without_a_port_has_no_port() {
        // `:1]` ends in no digit and `1:2` inside brackets is no port.
        assert_eq!(without_port("[2001:db8::1]"), None);
        assert_eq!(without_port("[::1]:80"), Some("[::1]"));
        assert_eq!(without_port("u:8@h"), None);
        assert_eq!(without_port("h:"), None);
        assert_eq!(without_port("h:8x"), None);
    }
}
