//! Webhook secrets as operators write them.

use std::collections::BTreeMap;

use serde_json::Value;
use throughline_web::Secret;

/// The active secrets of one variable.
///
/// The variable holds one secret; several separated by commas while they are rotated, each of which
/// verifies; or, where several accounts are served, a JSON object from account to such a list (or
/// to an array of secrets): `{"AC1":"old,new","AC2":["only"]}`.
#[derive(Debug, Clone)]
pub struct Secrets(Scope);

#[derive(Debug, Clone)]
enum Scope {
    Any(Vec<Secret>),
    ByAccount(BTreeMap<String, Vec<Secret>>),
}

impl Secrets {
    /// Reads a variable. `None` when it holds no secret, or an object that is not as above: a
    /// channel with unreadable secrets is not configured.
    pub fn parse(variable: &str) -> Option<Self> {
        let variable = variable.trim();
        if !variable.starts_with('{') {
            return some(list(variable)).map(|secrets| Self(Scope::Any(secrets)));
        }
        throughline_web::json::check(variable.as_bytes()).ok()?;
        let accounts: BTreeMap<String, Value> = serde_json::from_str(variable).ok()?;
        let accounts = accounts
            .into_iter()
            .map(|(account, value)| Some((account, some(secrets_of(&value)?)?)))
            .collect::<Option<BTreeMap<_, _>>>()?;
        (!accounts.is_empty()).then_some(Self(Scope::ByAccount(accounts)))
    }

    /// The secrets that may verify a request of this account. A request whose account is not known
    /// (its payload cannot be read) may verify with any: it is kept and never translated.
    pub fn of(&self, account: Option<&str>) -> Vec<&Secret> {
        match (&self.0, account) {
            (Scope::Any(secrets), _) => secrets.iter().collect(),
            (Scope::ByAccount(accounts), Some(account)) => {
                accounts.get(account).into_iter().flatten().collect()
            }
            (Scope::ByAccount(accounts), None) => accounts.values().flatten().collect(),
        }
    }
}

fn secrets_of(value: &Value) -> Option<Vec<Secret>> {
    match value {
        Value::String(text) => Some(list(text)),
        Value::Array(items) => items
            .iter()
            .map(|item| item.as_str().map(str::trim))
            .map(|item| item.filter(|s| !s.is_empty()).map(Secret::new))
            .collect(),
        _ => None,
    }
}

fn list(text: &str) -> Vec<Secret> {
    let secrets = text.split(',').map(str::trim);
    secrets.filter(|s| !s.is_empty()).map(Secret::new).collect()
}

fn some(secrets: Vec<Secret>) -> Option<Vec<Secret>> {
    (!secrets.is_empty()).then_some(secrets)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secrets of account `A`, of `B`, and of a request whose account is unknown.
    fn read(variable: &str) -> Option<[Vec<String>; 3]> {
        let secrets = Secrets::parse(variable)?;
        assert!(!format!("{secrets:?}").contains('x'), "{secrets:?}");
        Some([Some("A"), Some("B"), None].map(|account| {
            let shown = secrets.of(account).into_iter();
            let text = |s: &Secret| String::from_utf8_lossy(s.expose()).into_owned();
            shown.map(text).collect()
        }))
    }

    fn lists(lists: [&[&str]; 3]) -> Option<[Vec<String>; 3]> {
        Some(lists.map(|list| list.iter().map(|&s| s.to_owned()).collect()))
    }

    #[test]
    fn secrets_are_read_in_every_form() {
        for (variable, expected) in [
            ("x1", lists([&["x1"], &["x1"], &["x1"]])),
            (
                " x1 , x2,",
                lists([&["x1", "x2"], &["x1", "x2"], &["x1", "x2"]]),
            ),
            (r#"{"A":"x1"}"#, lists([&["x1"], &[], &["x1"]])),
            (
                r#"{"A":"x1,x2","B":["x3","x4"]}"#,
                lists([&["x1", "x2"], &["x3", "x4"], &["x1", "x2", "x3", "x4"]]),
            ),
            // An array's secrets may hold commas.
            (r#"{"A":["x1,x2"]}"#, lists([&["x1,x2"], &[], &["x1,x2"]])),
        ] {
            assert_eq!(read(variable), expected, "{variable}");
        }
    }

    #[test]
    fn what_holds_no_secret_is_not_configured() {
        for variable in [
            "",
            " ",
            ",",
            " , ,",
            "{",
            "{}",
            r#"{"A":""}"#,
            r#"{"A":[]}"#,
            r#"{"A":[""]}"#,
            r#"{"A":1}"#,
            r#"{"A":null}"#,
            r#"{"A":"x","B":""}"#,
            r#"{"A":"x1","A":"x2"}"#,
            r#"{"A":"x"} y"#,
        ] {
            assert_eq!(read(variable), None, "{variable}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_not_configured(text in "[{}\\[\\]\",:a \\\\]{0,24}", any in "\\PC*") {
            for text in [text, any] {
                if let Some(secrets) = Secrets::parse(&text) {
                    let every = secrets.of(None);
                    assert!(!every.is_empty() && every.iter().all(|secret| !secret.is_empty()));
                }
            }
        }
    }
}
