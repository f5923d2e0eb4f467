//! Why a customer's identities are one person's.

use crate::content::KnownIdentity;
use crate::document::instant;
use crate::entry::{Cause, Entry};
use crate::error::Result;
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::LogName;
use crate::profile::{self, Saying};
use crate::rules;
use crate::slot::Decision;
use crate::view::{Link, View};
use futures::future::try_join_all;
use serde::Serialize;
use serde_json::value::RawValue;
use throughline_identity::blocked;

#[derive(Serialize)]
struct Explanation {
    customer_id: String,
    identities: Vec<Explained>,
    links: Vec<Joined>,
    withheld: Vec<Kept>,
    apart: Vec<Apart>,
    claims: Vec<Claimed>,
    facts: Vec<Known>,
}

#[derive(Serialize)]
struct Explained {
    kind: String,
    value: String,
    verified: bool,
    since: String,
    via: String,
    last_seen_at: Option<String>,
    /// Several people use it: it joins nothing.
    shared: bool,
    /// Why its value never joins anything.
    blocked: Option<&'static str>,
    /// The customer that it came with; the one explained, where it was here from the beginning.
    came_with: String,
}

#[derive(Serialize)]
struct Joined {
    /// The customer that was joined, as it was called.
    customer_id: String,
    /// What it was joined to.
    to: String,
    identities: Vec<Named>,
    rule: String,
    reason: String,
    by: Option<String>,
    interaction_id: Option<String>,
    at: Option<String>,
    between: Vec<Named>,
}

#[derive(Serialize, Clone)]
struct Named {
    kind: String,
    value: String,
}

#[derive(Serialize)]
struct Kept {
    customer_id: String,
    rule: String,
    reason: &'static str,
    interaction_id: Option<String>,
    at: String,
}

#[derive(Serialize)]
struct Apart {
    customer_id: String,
}

#[derive(Serialize)]
struct Claimed {
    kind: String,
    value: String,
    /// Who mentioned it.
    customer_id: String,
}

#[derive(Serialize)]
struct Known {
    name: String,
    #[serde(flatten)]
    now: Said,
    earlier: Vec<Said>,
}

#[derive(Serialize)]
struct Said {
    value: Option<Box<RawValue>>,
    source: String,
    at: String,
}

impl<S: Kv + Clock> Journal<S> {
    /// Why the identities of this customer are one person's: every join with the interaction, rule or
    /// agent that made it, what a rule kept away, who was parted by hand, and every fact with its source.
    ///
    /// Store operations: a customer's lookup, two reads for each join.
    pub async fn explain(&self, id: &str) -> Result<Vec<u8>> {
        let root = self.owned(id).await?;
        let causes = root.links.iter().map(|link| self.cause(link));
        let causes = try_join_all(causes).await?;
        let links = root.links.iter().zip(causes);
        let relations = &root.content.relations;
        let facts = root.content.profile.facts();
        let explanation = Explanation {
            customer_id: root.log.customer_id(),
            identities: root
                .content
                .identities
                .iter()
                .map(|k| explained(&root, k))
                .collect(),
            links: links
                .map(|(link, cause)| joined(&root, link, cause))
                .collect(),
            withheld: relations.withheld().iter().map(kept).collect(),
            apart: apart(&root),
            claims: claims(&root),
            facts: facts.map(|(name, fact)| known(name, fact)).collect(),
        };
        Ok(serde_json::to_vec(&explanation).unwrap_or_default())
    }

    /// Why a join was made; `None` for one that was made before causes were kept.
    pub(crate) async fn cause(&self, link: &Link) -> Result<Option<Cause>> {
        let Decision::Live(entry) = self.decide(link.log, link.at).await? else {
            return Ok(None);
        };
        Ok(match *entry {
            Entry::Moved { why: Some(why), .. } => Some(*why),
            _ => None,
        })
    }
}

fn named(root: &View, home: LogName) -> Option<Named> {
    let known = root.content.identities.iter().find(|k| k.home == home)?;
    Some(Named {
        kind: known.identity.kind.clone(),
        value: known.identity.value.clone(),
    })
}

fn explained(root: &View, known: &KnownIdentity) -> Explained {
    let (kind, value) = (known.identity.kind.clone(), known.identity.value.clone());
    let with = root
        .links
        .iter()
        .find(|link| link.homes.contains(&known.home));
    Explained {
        verified: root.content.proves(known),
        since: instant(known.since),
        via: known.via.clone(),
        last_seen_at: (known.seen_at > 0).then(|| instant(known.seen_at)),
        shared: root.content.relations.is_shared(known.home),
        blocked: blocked(&kind, &value),
        came_with: with.map_or(root.log, |link| link.log).customer_id(),
        kind,
        value,
    }
}

fn joined(root: &View, link: &Link, cause: Option<Cause>) -> Joined {
    let between = cause.iter().flat_map(|c| [c.homes.0, c.homes.1]);
    Joined {
        customer_id: link.log.customer_id(),
        to: link.to.customer_id(),
        identities: link
            .homes
            .iter()
            .filter_map(|home| named(root, *home))
            .collect(),
        between: between.filter_map(|home| named(root, home)).collect(),
        reason: cause
            .as_ref()
            .map_or("not recorded", |c| rules::in_words(&c.rule))
            .to_owned(),
        rule: cause.as_ref().map_or("unknown", |c| &c.rule).to_owned(),
        by: cause.as_ref().and_then(|c| c.by.clone()),
        interaction_id: cause.as_ref().and_then(|c| c.of).map(|id| id.public()),
        at: cause.map(|c| instant(c.at)),
    }
}

fn kept(withheld: &crate::entry::Withheld) -> Kept {
    Kept {
        customer_id: withheld.other.customer_id(),
        rule: withheld.rule.clone(),
        reason: rules::in_words(&withheld.rule),
        interaction_id: withheld.of.map(|id| id.public()),
        at: instant(withheld.at),
    }
}

fn apart(root: &View) -> Vec<Apart> {
    let others = root.content.relations.apart().iter();
    others
        .map(|(_, other)| Apart {
            customer_id: other.customer_id(),
        })
        .collect()
}

fn claims(root: &View) -> Vec<Claimed> {
    let claims = root.content.claims.iter();
    let foreign = claims.filter(|(_, by)| !root.homes.contains(by));
    foreign
        .filter_map(|(home, by)| {
            let Named { kind, value } = named(root, *home)?;
            Some(Claimed {
                kind,
                value,
                customer_id: by.customer_id(),
            })
        })
        .collect()
}

fn known(name: String, fact: &profile::Known) -> Known {
    Known {
        name,
        now: said(&fact.now),
        earlier: fact.earlier.iter().map(said).collect(),
    }
}

fn said(saying: &Saying) -> Said {
    Said {
        value: serde_json::from_slice(&saying.value.0).ok(),
        source: saying.source.clone(),
        at: instant(saying.at),
    }
}
