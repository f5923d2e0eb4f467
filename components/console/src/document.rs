//! What the timeline answers (`/openapi.json` of the service API), as far as it is shown.
//!
//! Members that are not shown are not read, and those that a document may lack may be missing, so
//! that what is added to the contract breaks no page. A document that lacks what the contract
//! promises is refused as a whole. What comes from elsewhere and has no shape that anybody checked
//! (a purchase, custom fields) is read as whatever JSON it is.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use throughline_web::Problem;

use crate::instant::Instant;

/// The answer of `reader.customer` and `reader.lookup`.
#[derive(Debug, Deserialize)]
pub(crate) struct Profile {
    pub customer: Customer,
    pub tickets: Vec<Ticket>,
}

/// The answer of `reader.timeline`.
#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    pub items: Vec<Interaction>,
    pub next: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Customer {
    pub id: String,
    pub display_name: Option<String>,
    pub language: Option<String>,
    pub created_at: Instant,
    pub last_seen_at: Option<Instant>,
    pub identities: Vec<KnownIdentity>,
    #[serde(default)]
    pub preferences: Preferences,
    #[serde(default)]
    pub attributes: Map<String, Value>,
    #[serde(default)]
    pub purchases: Vec<Purchase>,
    #[serde(default)]
    pub merged_from: Vec<String>,
    pub counts: Counts,
}

#[derive(Debug, Deserialize)]
pub(crate) struct KnownIdentity {
    pub kind: String,
    pub value: String,
    pub verified: bool,
    pub since: Instant,
    pub via: String,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Preferences {
    pub channel: Option<String>,
    #[serde(default)]
    pub do_not_contact: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Purchase {
    pub id: String,
    pub at: Instant,
    /// `{"amount": minor units, "currency": ISO 4217}` where the shop says it.
    #[serde(default)]
    pub total: Value,
    #[serde(default)]
    pub items: Vec<Value>,
    #[serde(default)]
    pub status: Value,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Counts {
    pub interactions: u64,
    pub tickets: u64,
    pub open_tickets: u64,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Ticket {
    pub id: String,
    pub status: String,
    pub subject: Option<String>,
    pub priority: String,
    pub queue: String,
    pub assignee: Option<String>,
    #[serde(default)]
    pub tags: Vec<String>,
    pub channels: Vec<String>,
    pub opened_at: Instant,
    pub resolved_at: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Direction {
    Inbound,
    Outbound,
    Internal,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Interaction {
    pub id: String,
    pub channel: String,
    pub direction: Direction,
    pub kind: String,
    pub visibility: String,
    pub occurred_at: Instant,
    pub from: Option<Address>,
    #[serde(default)]
    pub to: Vec<Address>,
    pub subject: Option<String>,
    pub text: Option<String>,
    pub truncated: bool,
    pub attachments: Vec<Attachment>,
    #[serde(default)]
    pub participants: Vec<Participant>,
    pub ticket_id: Option<String>,
    pub language: Option<String>,
    pub agent: Option<String>,
    pub delivery: Option<Delivery>,
    /// When its author changed it last.
    pub edited_at: Option<Instant>,
    /// When its author took it back.
    pub deleted_at: Option<Instant>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Address {
    pub kind: String,
    pub value: String,
    pub verdict: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Participant {
    pub role: String,
    pub name: Option<String>,
    pub kind: String,
    pub value: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Attachment {
    pub id: Option<String>,
    pub name: String,
    pub content_type: String,
    pub size: Option<u64>,
    pub url: Option<String>,
    #[serde(default)]
    pub truncated: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Delivery {
    pub status: String,
    pub at: Instant,
    pub detail: Option<String>,
}

/// Reads a document of the timeline.
///
/// # Errors
///
/// 500 `internal_error`, which says where the document is not what it should be and nothing of
/// what it holds.
pub(crate) fn read<T: DeserializeOwned>(document: &[u8]) -> Result<T, Problem> {
    let mut deserializer = serde_json::Deserializer::from_slice(document);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let place = error.path();
        let detail = format!("the timeline's answer is not what the console knows, at `{place}`");
        Problem::new(500, "internal_error", detail)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_promised_must_be_there_and_nothing_else() {
        let entry = |more: &str| {
            format!(
                r#"{{"items":[{{"id":"int_1","channel":"sms","direction":"inbound",
                    "kind":"message","visibility":"private","truncated":false,"attachments":[],
                    "occurred_at":"2026-11-22T04:17:00.123Z"{more}}}],"next":null}}"#
            )
        };
        let page: Page = read(entry("").as_bytes()).unwrap();
        assert_eq!(page.items.len(), 1);
        assert!(page.items[0].edited_at.is_none());
        let edited = r#","edited_at":"2026-11-22T04:18:00.000Z","unheard_of":[{}]"#;
        let page: Page = read(entry(edited).as_bytes()).unwrap();
        assert_eq!(page.items[0].edited_at.unwrap().clock(), "04:18");

        for (wrong, place) in [
            ("secret", "at `.`"),
            (r#"{"items":{},"next":null}"#, "`items`"),
            (&entry(r#","edited_at":"secret""#), "`items[0].edited_at`"),
            (
                &entry("").replace("inbound", "secret"),
                "`items[0].direction`",
            ),
            (&entry("").replace("truncated", "secret"), "`items[0]`"),
        ] {
            let problem = read::<Page>(wrong.as_bytes()).unwrap_err();
            assert_eq!(problem.status(), 500);
            assert!(problem.detail().contains(place), "{problem}");
            assert!(!problem.detail().contains("secret"), "{problem}");
        }
    }
}
