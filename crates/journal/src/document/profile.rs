//! Who a customer is.

use super::instant;
use crate::content::Content;
use crate::entry::{Consent, ConsentRecord};
use crate::figures::Figures;
use crate::view::View;
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

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
    #[serde(skip_serializing_if = "Option::is_none")]
    hours: Option<&'a RawValue>,
}

#[derive(Serialize)]
struct Sentiment {
    current: Option<f32>,
    trend: Option<&'static str>,
    /// Their language, where nothing can be said of how it sounds.
    #[serde(skip_serializing_if = "Option::is_none")]
    unsupported_language: Option<String>,
}

#[derive(Serialize)]
struct Consented<'a> {
    channel: &'a str,
    status: Consent,
    source: &'a str,
    at: String,
}

#[derive(Serialize)]
struct Lifetime<'a> {
    inbound: u64,
    outbound: u64,
    visits: u64,
    purchases: u64,
    spent: Vec<Spent<'a>>,
    first_purchase_at: Option<String>,
    last_purchase_at: Option<String>,
}

#[derive(Serialize)]
struct Spent<'a> {
    amount: i64,
    currency: &'a str,
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
    display_name: Option<String>,
    language: Option<String>,
    created_at: String,
    last_seen_at: Option<String>,
    identities: Vec<IdentityDocument<'a>>,
    preferences: Preferences<'a>,
    consents: Vec<Consented<'a>>,
    attributes: BTreeMap<&'a str, &'a RawValue>,
    purchases: Vec<&'a RawValue>,
    sentiment: Sentiment,
    lifetime: Lifetime<'a>,
    merged_from: Vec<String>,
    counts: Counts,
}

/// A customer in a list.
#[derive(Serialize)]
pub(crate) struct Summary<'a> {
    id: String,
    display_name: Option<String>,
    language: Option<String>,
    identities: Vec<IdentityDocument<'a>>,
    created_at: String,
    last_seen_at: Option<String>,
    open_tickets: usize,
}

pub(crate) fn summary(view: &View) -> Summary<'_> {
    let all = customer(view);
    Summary {
        id: all.id,
        display_name: all.display_name,
        language: all.language,
        identities: all.identities,
        created_at: all.created_at,
        last_seen_at: all.last_seen_at,
        open_tickets: all.counts.open_tickets,
    }
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
        verified: content.proves(known),
        since: instant(known.since),
        via: &known.via,
    };
    // A number that came back to its owner is there once.
    let own = |known: &&crate::content::KnownIdentity| {
        let next = content.relations.successor(known.home);
        next.is_none() || !content.keeps(known.home)
    };
    let said = content.profile.language();
    let language = said.or_else(|| content.language.clone());
    Customer {
        id: view.log.customer_id(),
        display_name: content.profile.display_name(),
        sentiment: sentiment(&content.moods, language.as_deref()),
        language,
        created_at: instant(content.created_at),
        last_seen_at: (content.last_seen_at > 0).then(|| instant(content.last_seen_at)),
        identities: content
            .identities
            .iter()
            .filter(own)
            .map(identity)
            .collect(),
        preferences: Preferences {
            channel: content.preferred.as_deref(),
            do_not_contact: &content.do_not_contact,
            hours: content.profile.hours().and_then(raw),
        },
        consents: content.profile.consents().iter().map(consented).collect(),
        attributes: attributes(content),
        purchases: content.purchases.documents().filter_map(raw).collect(),
        lifetime: lifetime(&content.figures),
        merged_from: view.links.iter().map(|l| l.log.customer_id()).collect(),
        counts: Counts {
            interactions: content.interactions,
            tickets: content.tickets.opened,
            open_tickets: content.tickets.list.iter().filter(|t| t.is_open()).count(),
        },
    }
}

fn consented(record: &ConsentRecord) -> Consented<'_> {
    Consented {
        channel: &record.channel,
        status: record.consent,
        source: &record.source,
        at: instant(record.at),
    }
}

fn attributes(content: &Content) -> BTreeMap<&str, &RawValue> {
    let known = content.profile.attributes();
    known
        .filter_map(|(name, value)| Some((name, raw(value)?)))
        .collect()
}

fn lifetime(figures: &Figures) -> Lifetime<'_> {
    let at = |at: u64| (at > 0).then(|| instant(at));
    let spent = figures.spent.iter().map(|(currency, amount)| Spent {
        amount: *amount,
        currency,
    });
    Lifetime {
        inbound: figures.inbound,
        outbound: figures.outbound,
        visits: figures.visits,
        purchases: figures.purchases,
        spent: spent.collect(),
        first_purchase_at: at(figures.first_purchase_at),
        last_purchase_at: at(figures.last_purchase_at),
    }
}

fn sentiment(moods: &[(u64, i16)], language: Option<&str>) -> Sentiment {
    let unsupported = language.filter(|language| !throughline_language::supported(language));
    let moods: Vec<(u64, f32)> = moods
        .iter()
        .map(|(at, mood)| (*at, f32::from(*mood) / 1000.0))
        .collect();
    Sentiment {
        current: throughline_language::current(&moods),
        trend: throughline_language::trend(&moods),
        unsupported_language: unsupported.map(str::to_owned),
    }
}
