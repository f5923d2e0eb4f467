//! The variables of the application, as far as they can be judged without calling anybody.

use crate::config::Finding;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Scopes that a key of the service API may have.
const SCOPES: [&str; 4] = ["read", "write", "agent", "admin"];
/// Bytes of a text that nobody guesses: 128 bits as hex.
const SECRET_MIN: usize = 32;

/// Looks at the variables that are set (without `SPIN_VARIABLE_`, in lower case).
pub fn check(declared: &BTreeSet<String>, set: &BTreeMap<String, String>) -> Vec<Finding> {
    let value = |name: &str| set.get(name).map(String::as_str).unwrap_or_default();
    let mut findings: Vec<Finding> = set
        .keys()
        .filter(|name| !declared.contains(*name))
        .map(|name| {
            let variable = format!("SPIN_VARIABLE_{}", name.to_ascii_uppercase());
            Finding::warn(
                format!("{variable} is set, but spin.toml has no variable `{name}`"),
                "correct its name; .env.example lists them all",
            )
        })
        .collect();
    findings.push(check_public_url(value("public_url")));
    findings.push(check_index_secret(value("index_secret")));
    findings.push(check_api_keys(value("api_keys")));
    if declared.contains("default_region") {
        findings.push(check_region(value("default_region")));
    }
    if declared.contains("twilio_auth_token") {
        findings.push(if value("twilio_auth_token").is_empty() {
            Finding::warn(
                "twilio_auth_token is not set: Twilio's webhooks answer 503",
                "set it to the account's Auth Token (Twilio console, Account Info)",
            )
        } else {
            Finding::ok("twilio_auth_token is set")
        });
    }
    if declared.contains("email_from") {
        findings.push(check_mail(value));
    }
    if declared.contains("session_secret") {
        findings.push(check_session_secret(value("session_secret")));
    }
    findings
}

/// What a provider of mail proves its requests with, by provider.
const MAIL_SECRETS: [&str; 3] = [
    "mailgun_signing_key",
    "sendgrid_public_key",
    "postmark_inbound_auth",
];

fn check_mail<'a>(value: impl Fn(&str) -> &'a str) -> Finding {
    let given = MAIL_SECRETS.iter().filter(|name| !value(name).is_empty());
    let given: Vec<_> = given.copied().collect();
    if given.is_empty() {
        return Finding::warn(
            format!(
                "none of {} is set: mail webhooks answer 503",
                MAIL_SECRETS.join(", ")
            ),
            "set the one of your provider; components/email/README.md says where to find it",
        );
    }
    match value("email_from") {
        "" => Finding::warn(
            "email_from is not set: our own mail coming back cannot be told from a customer's",
            "set it to the address that answers come from: Support <support@example.com>",
        ),
        from if !from.contains('@') => Finding::fail(
            format!("email_from is {from:?}, which is no address"),
            "set it to the address that answers come from: Support <support@example.com>",
        ),
        from => Finding::ok(format!("mail comes by {}, as {from}", given.join(", "))),
    }
}

fn check_public_url(url: &str) -> Finding {
    let fix = "set it to the URL that providers call, for example https://support.example.com";
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    match host {
        _ if url.is_empty() => Finding::warn(
            "public_url is not set: no signature that covers the URL (Twilio) can verify",
            fix,
        ),
        Some(host) if !host.is_empty() && !host.contains(['?', '#', ' ']) => {
            Finding::ok(format!("public_url is {url}"))
        }
        _ => Finding::fail(format!("public_url is {url:?}, which is no URL"), fix),
    }
}

fn check_index_secret(secret: &str) -> Finding {
    let fix = "set it once before first use, and keep it: openssl rand -hex 32";
    if secret.is_empty() {
        Finding::warn(
            "index_secret is not set: whoever sees a customer's id can test phone numbers against it",
            fix,
        )
    } else if secret.len() < SECRET_MIN {
        let length = secret.len();
        Finding::warn(
            format!("index_secret has only {length} bytes"),
            format!("{fix} (only while the store is still empty: a later change is refused)"),
        )
    } else {
        Finding::ok("index_secret is set")
    }
}

fn check_region(region: &str) -> Finding {
    let is_code = region.len() == 2 && region.bytes().all(|b| b.is_ascii_alphabetic());
    match region {
        "" => Finding::ok("default_region is not set: phone numbers need their country code"),
        _ if is_code => Finding::ok(format!("default_region is {region}")),
        _ => Finding::fail(
            format!("default_region is {region:?}: every call answers 503"),
            "set it to an ISO 3166-1 code of two letters, for example US",
        ),
    }
}

fn check_session_secret(secret: &str) -> Finding {
    let fix = "make one: openssl rand -hex 32";
    if secret.is_empty() {
        Finding::warn("session_secret is not set: /console answers 503", fix)
    } else if secret.len() < SECRET_MIN {
        let length = secret.len();
        Finding::warn(format!("session_secret has only {length} bytes"), fix)
    } else {
        Finding::ok("session_secret is set")
    }
}

fn check_api_keys(text: &str) -> Finding {
    let fix = r#"a JSON array: [{"name":"crm","sha256":"…","scopes":["read","write"]}]; the hash of a key: printf %s "$KEY" | sha256sum"#;
    match api_key_names(text) {
        Ok(names) if names.is_empty() => Finding::warn(
            "api_keys is empty: every call of the service API answers 401",
            fix,
        ),
        Ok(names) => Finding::ok(format!("api_keys has {}", names.join(", "))),
        Err(wrong) => Finding::fail(format!("api_keys: {wrong}"), fix),
    }
}

/// The names of the keys, or what is wrong, without quoting more than names.
fn api_key_names(text: &str) -> Result<Vec<String>, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Key {
        name: String,
        sha256: String,
        scopes: Vec<String>,
    }
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    // serde's own message quotes values, and somebody will have put the key itself there.
    let keys: Vec<Key> = serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        format!("not the JSON that it should be, at line {line}, column {column}")
    })?;
    let mut names = Vec::new();
    for key in keys {
        let name = key.name;
        if hex::decode(&key.sha256).map_or(0, |hash| hash.len()) != 32 {
            return Err(format!(
                "`sha256` of key {name:?} is not 64 hexadecimal digits"
            ));
        }
        if let Some(scope) = key.scopes.iter().find(|s| !SCOPES.contains(&s.as_str())) {
            let scopes = SCOPES.join(", ");
            return Err(format!(
                "key {name:?} has the scope {scope:?}; there are {scopes}"
            ));
        }
        if names.contains(&name) {
            return Err(format!("two keys are named {name:?}"));
        }
        names.push(name);
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Level;

    const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    fn level_of(findings: &[Finding], word: &str) -> Level {
        let found: Vec<_> = findings.iter().filter(|f| f.text.contains(word)).collect();
        assert_eq!(found.len(), 1, "{word} in {findings:?}");
        found[0].level
    }

    #[test]
    fn keys_of_the_service_api() {
        let key = |name: &str, hash: &str, scope: &str| {
            format!(r#"{{"name":"{name}","sha256":"{hash}","scopes":["{scope}"]}}"#)
        };
        let good = key("crm", HASH, "read");
        let cases = [
            (String::new(), Level::Warn, "is empty"),
            ("[]".to_owned(), Level::Warn, "is empty"),
            (format!("[{good}]"), Level::Ok, "crm"),
            (
                format!("[{good},{good}]"),
                Level::Fail,
                "two keys are named \"crm\"",
            ),
            (
                format!("[{}]", key("crm", "abc", "read")),
                Level::Fail,
                "64 hexadecimal",
            ),
            (
                format!("[{}]", key("crm", HASH, "root")),
                Level::Fail,
                "\"root\"",
            ),
            (good, Level::Fail, "not the JSON"),
            ("[{".to_owned(), Level::Fail, "line 1, column 2"),
        ];
        for (text, level, part) in cases {
            let finding = check_api_keys(&text);
            assert_eq!(finding.level, level, "{text}");
            assert!(finding.text.contains(part), "{part:?} in {}", finding.text);
        }
        assert!(!check_api_keys(r#"["the-key"]"#).text.contains("the-key"));
    }

    #[test]
    fn variables_that_are_missing_are_named_with_what_they_cost() {
        let mut declared: BTreeSet<String> = [
            "public_url",
            "index_secret",
            "api_keys",
            "twilio_auth_token",
            "email_from",
        ]
        .map(String::from)
        .into();
        let findings = check(&declared, &BTreeMap::new());
        assert_eq!(findings.len(), 5);
        let mail = findings.last().unwrap();
        assert!(mail.level == Level::Warn && mail.text.contains("mailgun_signing_key"));
        declared.remove("email_from");
        for name in &declared {
            assert_eq!(level_of(&findings, name), Level::Warn);
        }

        let set = [
            ("public_url", "https://support.example.com"),
            ("index_secret", HASH),
            ("twilio_auth_token", "t0ken"),
            ("twillio_from", "+15550100"),
        ];
        let set = set.map(|(k, v)| (k.to_owned(), v.to_owned())).into();
        let findings = check(&declared, &set);
        assert_eq!(level_of(&findings, "public_url"), Level::Ok);
        assert_eq!(level_of(&findings, "index_secret"), Level::Ok);
        assert_eq!(level_of(&findings, "twilio_auth_token"), Level::Ok);
        assert_eq!(
            level_of(&findings, "SPIN_VARIABLE_TWILLIO_FROM"),
            Level::Warn
        );
        let said = format!("{findings:?}");
        assert!(!said.contains("t0ken") && !said.contains(HASH), "{said}");
    }

    #[test]
    fn mail_needs_a_provider_and_an_address() {
        for (set, level) in [
            (&[][..], Level::Warn),
            (&[("email_from", "a@example.com")], Level::Warn),
            (&[("mailgun_signing_key", "k")], Level::Warn),
            (
                &[("postmark_inbound_auth", "a:b"), ("email_from", "support")],
                Level::Fail,
            ),
            (
                &[
                    ("sendgrid_public_key", "k"),
                    ("email_from", "S <s@example.com>"),
                ],
                Level::Ok,
            ),
        ] {
            let of = |name: &str| {
                let found = set.iter().find(|(known, _)| *known == name);
                found.map_or("", |(_, value)| *value)
            };
            assert_eq!(check_mail(of).level, level, "{set:?}");
        }
    }

    #[test]
    fn urls_and_secrets_that_cannot_work() {
        for url in [
            "support.example.com",
            "https://",
            "https://a b",
            "http://a?b",
        ] {
            assert_eq!(check_public_url(url).level, Level::Fail, "{url}");
        }
        assert_eq!(check_public_url("http://127.0.0.1:3000").level, Level::Ok);
        assert_eq!(check_index_secret("short").level, Level::Warn);
        for (region, level) in [("", Level::Ok), ("US", Level::Ok), ("USA", Level::Fail)] {
            assert_eq!(check_region(region).level, level, "{region}");
        }
    }
}
