//! What is said of customers, as the journal has it, and back.

use super::participant;
use crate::shell::exports::throughline::timeline::profiles as wit;
use throughline_journal::entry::{Consent, ConsentRecord};
use throughline_journal::{About, Described, Error, LogName, Wishes};

/// What somebody says.
pub fn about(from: wit::Description) -> Result<About, Error> {
    let attributes = from.attributes.as_deref().unwrap_or(b"{}");
    let attributes = serde_json::from_slice(attributes);
    let attributes = attributes.map_err(|e| Error::Invalid {
        field: "attributes",
        detail: format!("is no object: {e}"),
    })?;
    Ok(About {
        source: from.source,
        at: from.at,
        name: from.name,
        language: from.language,
        attributes,
        consents: from.consents.into_iter().map(consent).collect(),
        identities: from.identities.into_iter().map(participant).collect(),
        wishes: from.preferences.map(|p| Wishes {
            channel: p.channel,
            do_not_contact: p.do_not_contact,
            hours: p.hours,
        }),
        dry_run: from.dry_run,
    })
}

fn consent(from: wit::Consent) -> ConsentRecord {
    ConsentRecord {
        channel: from.channel,
        consent: match from.opted_in {
            true => Consent::OptedIn,
            false => Consent::OptedOut,
        },
        source: from.source,
        at: from.at.unwrap_or(u64::MAX),
    }
}

pub fn described(described: Described) -> wit::Described {
    wit::Described {
        customer_id: described.customer().customer_id(),
        outcome: match described {
            Described::Created(_) => wit::Outcome::Created,
            Described::Updated(_) => wit::Outcome::Updated,
            Described::Unchanged(_) => wit::Outcome::Unchanged,
        },
    }
}

/// The two customers that one became.
pub fn parted((a, b): (LogName, LogName)) -> Vec<u8> {
    let customers = [a, b].map(|log| log.customer_id());
    serde_json::json!({ "customers": customers })
        .to_string()
        .into_bytes()
}
