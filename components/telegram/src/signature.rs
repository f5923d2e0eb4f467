//! The secret token: the only proof that Telegram gives.
//!
//! `setWebhook` takes a `secret_token`, and each request brings it along as it is:
//! <https://core.telegram.org/bots/api#setwebhook>. That proves who calls and leaves the body to HTTPS.

use std::collections::BTreeMap;

use serde_json::Value;
use throughline_channel_kit::{Refusal, Secret, Secrets, Settings, Webhook};

/// The header that carries the token.
pub const HEADER: &str = "x-telegram-bot-api-secret-token";
/// The variable that holds it.
pub const VARIABLE: &str = "telegram_secret_token";
const WANTED: &str = "the `secret_token` of the bot's webhook, several separated by commas, or a JSON \
                      object from a name for each bot to such tokens";

/// Verifies a request, and answers the account that it is of: the name that the variable gives to
/// the bot, or `""` where there is one bot.
///
/// Nothing in an update says which bot it is for, and message ids of two bots are the same, so it is
/// the token that tells bots apart: each needs one of its own.
///
/// # Errors
///
/// 503 without a readable variable or with one token for two bots, 401 without one of the tokens.
pub fn verify(webhook: &Webhook, settings: &Settings) -> Result<String, Refusal> {
    let secrets = settings.secrets(VARIABLE, WANTED)?;
    let Some(given) = webhook.header(HEADER) else {
        let reason = "X-Telegram-Bot-Api-Secret-Token is missing or there twice";
        return Err(Refusal::Unverified(reason.to_owned()));
    };
    let variable = settings.get(VARIABLE).unwrap_or_default();
    let accounts = accounts(variable, &secrets, given);
    match accounts.as_slice() {
        [account] => Ok(account.clone()),
        [] => Err(Refusal::Unverified(format!(
            "X-Telegram-Bot-Api-Secret-Token is not in {VARIABLE}"
        ))),
        _ => Err(Refusal::NotConfigured {
            variable: VARIABLE,
            wanted: "another token for each bot",
        }),
    }
}

/// The accounts that have this token.
fn accounts(variable: &str, secrets: &Secrets, given: &str) -> Vec<String> {
    if !variable.starts_with('{') {
        let any = matches(&secrets.of(None), given);
        return any.then(String::new).into_iter().collect();
    }
    let named: BTreeMap<String, Value> = serde_json::from_str(variable).unwrap_or_default();
    named
        .into_keys()
        .filter(|account| matches(&secrets.of(Some(account)), given))
        .collect()
}

/// Each is compared, so that the time taken does not say which one matched.
fn matches(secrets: &[&Secret], given: &str) -> bool {
    let matching = secrets
        .iter()
        .filter(|secret| secret.matches(given.as_bytes()));
    matching.count() > 0
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn verified(variable: &str, given: &str) -> Result<String, u16> {
        let mut headers = http::HeaderMap::new();
        headers.insert(HEADER, given.parse().unwrap());
        let webhook = Webhook {
            method: http::Method::POST,
            path: String::new(),
            query: None,
            headers,
            body: Vec::new(),
        };
        let settings = Settings::new().with(VARIABLE, variable);
        verify(&webhook, &settings).map_err(|refusal| refusal.problem().status())
    }

    #[test]
    fn the_token_tells_bots_apart() {
        let two = r#"{"support":"s-1,s-2","sales":["t-1"]}"#;
        for (variable, given, expected) in [
            ("a,b", "a", Ok("")),
            ("a,b", "b", Ok("")),
            ("a,b", "a,b", Err(401)),
            ("a,b", "A", Err(401)),
            (two, "s-2", Ok("support")),
            (two, "t-1", Ok("sales")),
            (two, "support", Err(401)),
            (r#"{"support":"same","sales":"same"}"#, "same", Err(503)),
            (r#"{"support":"same","sales":"same"}"#, "other", Err(401)),
            (r#"{"support":""}"#, "a", Err(503)),
            ("", "a", Err(503)),
        ] {
            let expected = expected.map(str::to_owned);
            assert_eq!(verified(variable, given), expected, "{variable} {given}");
        }
    }
}
