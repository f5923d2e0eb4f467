//! What is wrong with what is known of one customer.

use crate::content::Content;
use crate::profile::{Known, Saying};
use crate::view::View;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use throughline_identity::text::folded;
use throughline_identity::{Region, quality};

/// For how long what is known of a customer nobody hears of is taken for good: 365 days, in milliseconds.
pub(super) const YEAR: u64 = 365 * 24 * 60 * 60 * 1000;
/// Kinds of identities by which somebody can be answered in private.
const ADDRESSES: [&str; 7] = [
    "phone",
    "email",
    "whatsapp",
    "telegram",
    "messenger",
    "instagram",
    "x",
];

/// Every kind of problem with the fields that it is found in.
pub(super) const KINDS: [(&str, &str); 12] = [
    ("missing", "name"),
    ("missing", "address"),
    ("malformed", "name"),
    ("malformed", "phone"),
    ("malformed", "email"),
    ("malformed", "birth_date"),
    ("malformed", "postcode"),
    ("conflicting", "fact"),
    ("conflicting", "identity"),
    ("stale", "customer"),
    ("stale", "phone"),
    ("shared", "identity"),
];

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Finding {
    #[serde(skip)]
    pub problem: &'static str,
    #[serde(skip)]
    pub field: &'static str,
    /// `name`, `attributes.birth_date`, `identities.phone`.
    #[serde(rename = "field")]
    pub path: String,
    /// The value that is wrong, where there is one.
    pub value: Option<Value>,
    /// What is wrong with it, in words.
    pub detail: String,
}

/// What is judged by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Now {
    /// In milliseconds.
    pub at: u64,
    /// Where numbers and postcodes without a country are from.
    pub region: Option<Region>,
}

/// Everything that is wrong with a customer.
pub(super) fn findings(root: &View, now: Now) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut add = |problem, field, path: &str, value: Option<Value>, detail: &str| {
        found.push(Finding {
            problem,
            field,
            path: path.to_owned(),
            value,
            detail: detail.to_owned(),
        });
    };
    let content = &root.content;
    missing(content, &mut add);
    malformed(content, now, &mut add);
    conflicting(content, &mut add);
    stale(content, now, &mut add);
    for known in &content.identities {
        if content.relations.is_shared(known.home) {
            let path = format!("identities.{}", known.identity.kind);
            let value = Some(known.identity.value.clone().into());
            add("shared", "identity", &path, value, "several people use it");
        }
    }
    found
}

type Add<'a> = &'a mut dyn FnMut(&'static str, &'static str, &str, Option<Value>, &str);

fn missing(content: &Content, add: Add<'_>) {
    if content.profile.name().is_none() {
        add(
            "missing",
            "name",
            "name",
            None,
            "nobody said what they are called",
        );
    }
    let is_address = |kind: &str| ADDRESSES.contains(&kind);
    let mut known = content.identities.iter();
    if !known.any(|k| content.proves(k) && is_address(&k.identity.kind)) {
        let detail = "no proven address is known by which they can be answered in private";
        add("missing", "address", "identities", None, detail);
    }
}

fn malformed(content: &Content, now: Now, add: Add<'_>) {
    for known in &content.identities {
        let (kind, value) = (known.identity.kind.as_str(), &known.identity.value);
        let field = match kind {
            "phone" => "phone",
            "email" => "email",
            _ => continue,
        };
        if let Some(wrong) = quality::identity(kind, value) {
            let path = format!("identities.{kind}");
            add(
                "malformed",
                field,
                &path,
                Some(value.clone().into()),
                wrong.why,
            );
        }
    }
    if let Some(name) = content.profile.name()
        && let Some(wrong) = quality::name(&name)
    {
        add("malformed", "name", "name", Some(name.into()), wrong.why);
    }
    let today = today(now.at);
    let texts: BTreeMap<&str, String> = content
        .profile
        .attributes()
        .filter_map(|(name, value)| Some((name, text(value)?)))
        .collect();
    let country = texts.get("country").and_then(|c| Region::parse(c));
    for (name, value) in &texts {
        let (field, wrong) = match *name {
            "date_of_birth" | "dob" | "birth_date" | "birthdate" | "birthday" => {
                let wrong = today.and_then(|day| quality::birth_date(value, now.region, day));
                ("birth_date", wrong)
            }
            "postcode" | "zip" | "postal_code" | "zip_code" => {
                let region = country.or(now.region);
                ("postcode", region.and_then(|r| quality::postcode(value, r)))
            }
            _ => continue,
        };
        if let Some(wrong) = wrong {
            let path = format!("attributes.{name}");
            add(
                "malformed",
                field,
                &path,
                Some(value.clone().into()),
                wrong.why,
            );
        }
    }
}

fn text(json: &[u8]) -> Option<String> {
    match serde_json::from_slice(json).ok()? {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn today(at: u64) -> Option<jiff::civil::Date> {
    let at = jiff::Timestamp::from_millisecond(i64::try_from(at).ok()?).ok()?;
    Some(at.to_zoned(jiff::tz::TimeZone::UTC).date())
}

fn conflicting(content: &Content, add: Add<'_>) {
    for (name, fact) in content.profile.facts() {
        if let Some(other) = contradiction(fact) {
            let detail = format!(
                "{} says this, {} says otherwise",
                fact.now.source, other.source
            );
            let value = serde_json::from_slice(&fact.now.value.0).ok();
            add("conflicting", "fact", &name, value, &detail);
        }
    }
    for withheld in content.relations.withheld() {
        if withheld.rule == "conflict" {
            let known = content.identities.iter().find(|k| k.home == withheld.home);
            let kind = known.map_or("user", |k| k.identity.kind.as_str());
            let path = format!("identities.{kind}");
            let value = known.map(|k| k.identity.value.clone().into());
            let detail = "it was proven together with another customer's, who has another account";
            add("conflicting", "identity", &path, value, detail);
        }
    }
}

/// The last word of another source, where it is not what is taken for true.
fn contradiction(fact: &Known) -> Option<&Saying> {
    let plain = |saying: &Saying| text(&saying.value.0).map(|text| folded(&text));
    let mut heard = vec![fact.now.source.as_str()];
    for saying in &fact.earlier {
        if heard.contains(&saying.source.as_str()) {
            continue;
        }
        heard.push(&saying.source);
        if saying.value.0 != fact.now.value.0 && plain(saying) != plain(&fact.now) {
            return Some(saying);
        }
    }
    None
}

fn stale(content: &Content, now: Now, add: Add<'_>) {
    let heard = content.last_seen_at.max(content.created_at);
    if heard > 0 && now.at.saturating_sub(heard) > YEAR {
        let value = Some(crate::document::instant(heard).into());
        let detail = "nothing was heard of them for a year";
        add("stale", "customer", "last_seen_at", value, detail);
    }
    for known in &content.identities {
        if known.identity.kind == "phone" && !content.keeps(known.home) {
            let value = Some(known.identity.value.clone().into());
            let detail = "it was silent for a year, then heard of again: somebody else may have it";
            add("stale", "phone", "identities.phone", value, detail);
        }
    }
}
