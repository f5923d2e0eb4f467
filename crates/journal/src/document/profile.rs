//! Who a customer is.

use super::instant;
use crate::view::View;
use serde::Serialize;
use serde_json::value::RawValue;

#[derive(Serialize)]
struct IdentityDocument<'a> {
    kind: &'a str,
    value: &'a str,
    verified: bool,
    since: String,
    via: &'a str,
}

#[derive(Serialize)]
struct Preferences<'a> {
    channel: Option<&'a str>,
    do_not_contact: &'a [String],
}

#[derive(Serialize)]
struct Empty {}

#[derive(Serialize)]
struct Sentiment {
    current: Option<f32>,
    trend: Option<&'static str>,
}

#[derive(Serialize)]
struct Counts {
    interactions: u64,
    tickets: u64,
    open_tickets: usize,
}

#[derive(Serialize)]
pub(crate) struct Customer<'a> {
    id: String,
    display_name: Option<&'a str>,
    language: Option<&'a str>,
    created_at: String,
    last_seen_at: Option<String>,
    identities: Vec<IdentityDocument<'a>>,
    preferences: Preferences<'a>,
    attributes: Empty,
    purchases: Vec<&'a RawValue>,
    sentiment: Sentiment,
    merged_from: Vec<String>,
    counts: Counts,
}

/// What was rendered before, as it is.
fn raw(json: &[u8]) -> Option<&RawValue> {
    serde_json::from_slice(json).ok()
}

pub(crate) fn customer<'a>(view: &'a View) -> Customer<'a> {
    let content = &view.content;
    let identity = |known: &'a crate::content::KnownIdentity| IdentityDocument {
        kind: &known.identity.kind,
        value: &known.identity.value,
        verified: known.verified,
        since: instant(known.since),
        via: &known.via,
    };
    Customer {
        id: view.log.customer_id(),
        display_name: None,
        language: content.language.as_deref(),
        created_at: instant(content.created_at),
        last_seen_at: (content.last_seen_at > 0).then(|| instant(content.last_seen_at)),
        identities: content.identities.iter().map(identity).collect(),
        preferences: Preferences {
            channel: content.preferred.as_deref(),
            do_not_contact: &content.do_not_contact,
        },
        attributes: Empty {},
        purchases: content.purchases.documents().filter_map(raw).collect(),
        sentiment: Sentiment {
            current: None,
            trend: None,
        },
        merged_from: view.links.iter().map(|l| l.log.customer_id()).collect(),
        counts: Counts {
            interactions: content.interactions,
            tickets: content.tickets.opened,
            open_tickets: content.tickets.list.iter().filter(|t| t.is_open()).count(),
        },
    }
}
