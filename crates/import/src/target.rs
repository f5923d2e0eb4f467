//! What a column or a pointer can fill.

use crate::kind::Kind;

/// The identity kinds of the API, which name their columns without `identity.`.
const KNOWN: [&str; 11] = [
    "phone",
    "email",
    "x",
    "telegram",
    "messenger",
    "instagram",
    "whatsapp",
    "visitor",
    "user",
    "loyalty",
    "external",
];

/// How a value is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Type {
    /// An item of `identities`.
    Identity,
    /// `opted_in` or `opted_out`, of the channel that the target names.
    Consent,
    /// Of one channel's consent: `at` or `source`.
    ConsentInstant,
    ConsentText,
    Text,
    Instant,
    /// A day, `YYYY-MM-DD`.
    Date,
    Boolean,
    Integer,
    /// A JSON number.
    Number,
    /// A decimal that is kept as text.
    Decimal,
    /// Words.
    List,
    Json,
}

/// A member of a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Target {
    pub path: Vec<String>,
    pub holds: Type,
}

/// `*` stands for a name; as the last part of `attributes.*` for one with dots in it as well.
type Table = &'static [(&'static str, Type)];

const CUSTOMERS: Table = &[
    ("identity.*", Type::Identity),
    ("name", Type::Text),
    ("language", Type::Text),
    ("created_at", Type::Instant),
    ("preferences.channel", Type::Text),
    ("preferences.do_not_contact", Type::List),
    ("consent.*", Type::Consent),
    ("consent.*.at", Type::ConsentInstant),
    ("consent.*.source", Type::ConsentText),
    ("attributes.*", Type::Text),
];

const INTERACTIONS: Table = &[
    ("identity.*", Type::Identity),
    ("channel", Type::Text),
    ("provider", Type::Text),
    ("provider_message_id", Type::Text),
    ("direction", Type::Text),
    ("kind", Type::Text),
    ("visibility", Type::Text),
    ("occurred_at", Type::Instant),
    ("from.kind", Type::Text),
    ("from.value", Type::Text),
    ("from.verified", Type::Boolean),
    ("to.kind", Type::Text),
    ("to.value", Type::Text),
    ("to.verified", Type::Boolean),
    ("subject", Type::Text),
    ("text", Type::Text),
    ("attachments", Type::Json),
    ("thread", Type::Text),
    ("ticket_id", Type::Text),
    ("agent", Type::Text),
    ("language", Type::Text),
    ("attributes.*", Type::Text),
];

const PURCHASES: Table = &[
    ("identity.*", Type::Identity),
    ("id", Type::Text),
    ("at", Type::Instant),
    ("total.amount", Type::Integer),
    ("total.decimal", Type::Decimal),
    ("total.currency", Type::Text),
    ("items", Type::Json),
    ("status", Type::Text),
    ("channel", Type::Text),
    ("provider", Type::Text),
];

fn table(kind: Kind) -> Table {
    match kind {
        Kind::Customers => CUSTOMERS,
        Kind::Interactions => INTERACTIONS,
        Kind::Purchases => PURCHASES,
    }
}

impl Kind {
    /// Every target that rows of this kind have. `*` stands for a name.
    pub fn targets(self) -> impl Iterator<Item = &'static str> {
        table(self).iter().map(|(pattern, _)| *pattern)
    }

    /// The targets as an error lists them.
    pub(crate) fn listed(self) -> String {
        let targets: Vec<_> = self.targets().collect();
        format!(
            "{} (* is a name; {} may stand without `identity.`)",
            targets.join(", "),
            KNOWN.join(", ")
        )
    }

    /// Whether an identity counts as verified where nothing says it: what a system of record knows of
    /// its customers does, what an interaction names does not.
    pub(crate) fn verifies(self) -> bool {
        self != Self::Interactions
    }
}

impl Target {
    /// The target of this name, for rows of this kind.
    pub fn parse(kind: Kind, written: &str) -> Option<Self> {
        let written = written.trim();
        let known = KNOWN.iter().find(|known| **known == written);
        let full = known.map(|known| format!("identity.{known}"));
        let written = full.as_deref().unwrap_or(written);
        table(kind).iter().find_map(|(pattern, holds)| {
            Some(Self {
                path: matched(pattern, written)?,
                holds: *holds,
            })
        })
    }

    /// The name, as it was parsed.
    pub fn name(&self) -> String {
        self.path.join(".")
    }

    /// Whether several columns may fill it: identities are a list.
    pub fn is_list(&self) -> bool {
        self.holds == Type::Identity
    }

    /// Whether it is a custom attribute, whose type the mapping may tell.
    pub fn is_attribute(&self) -> bool {
        self.path.first().is_some_and(|first| first == "attributes")
    }
}

fn matched(pattern: &str, written: &str) -> Option<Vec<String>> {
    if pattern == "attributes.*" {
        let name = written.strip_prefix("attributes.")?;
        return (!name.is_empty()).then(|| vec!["attributes".to_owned(), name.to_owned()]);
    }
    let parts: Vec<_> = written.split('.').map(str::to_owned).collect();
    let wanted: Vec<_> = pattern.split('.').collect();
    let fits = parts.len() == wanted.len()
        && parts
            .iter()
            .zip(wanted)
            .all(|(part, wanted)| wanted == "*" && !part.is_empty() || part == wanted);
    fits.then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_named_by_dots() {
        for (kind, written, expected) in [
            (
                Kind::Customers,
                "phone",
                Some(("identity/phone", Type::Identity)),
            ),
            (
                Kind::Customers,
                "identity.club_card",
                Some(("identity/club_card", Type::Identity)),
            ),
            (Kind::Customers, " name ", Some(("name", Type::Text))),
            (
                Kind::Customers,
                "attributes.a.b c",
                Some(("attributes/a.b c", Type::Text)),
            ),
            (
                Kind::Customers,
                "consent.sms",
                Some(("consent/sms", Type::Consent)),
            ),
            (
                Kind::Customers,
                "consent.sms.at",
                Some(("consent/sms/at", Type::ConsentInstant)),
            ),
            (
                Kind::Interactions,
                "from.kind",
                Some(("from/kind", Type::Text)),
            ),
            (
                Kind::Purchases,
                "total.amount",
                Some(("total/amount", Type::Integer)),
            ),
            (Kind::Customers, "Phone", None),
            (Kind::Customers, "attributes.", None),
            (Kind::Customers, "identity", None),
            (Kind::Customers, "identity.", None),
            (Kind::Customers, "identity.a.b", None),
            (Kind::Customers, "consent..at", None),
            (Kind::Customers, "total.amount", None),
            (Kind::Purchases, "name", None),
            (Kind::Purchases, "", None),
        ] {
            let target = Target::parse(kind, written);
            let found = target.map(|target| (target.path.join("/"), target.holds));
            let expected = expected.map(|(path, holds)| (path.to_owned(), holds));
            assert_eq!(found, expected, "{kind} {written}");
        }
    }

    #[test]
    fn every_listed_target_is_one() {
        for kind in [Kind::Customers, Kind::Interactions, Kind::Purchases] {
            for pattern in kind.targets() {
                let target = Target::parse(kind, pattern);
                assert_eq!(target.map(|target| target.name()).as_deref(), Some(pattern));
            }
        }
    }
}
