//! Who says that they are somebody: they may be, and only a person can tell.

use crate::entry::Suggestion;
use crate::error::Result;
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::LogName;
use crate::view::View;

/// In thousandths: as likely as not.
const CLAIMED: u16 = 500;
const GIVEN: &str = "one gave the other's address or number as theirs, without a proof";
/// Most who write in somebody's name are not them.
const PRETENDED: u16 = 300;
const FAILED: &str = "one wrote in the other's name, and the proof failed";
/// Kinds whose proof can fail.
const PROVABLE: [&str; 2] = ["email", "phone"];

impl<S: Kv + Clock> Journal<S> {
    /// Whom a customer may be, and who may be them, because somebody said so: those who gave an identity
    /// of theirs, and those who wrote from one and failed the proof. It does not matter who came first.
    ///
    /// Store operations: a lookup for each claim, and for each address and number one.
    pub(super) async fn hearsay(&self, root: &View) -> Result<Vec<Suggestion>> {
        let content = &root.content;
        let mut pairs: Vec<(LogName, LogName, u16, &str)> = Vec::new();
        for (home, by) in &content.claims {
            if content.identities.iter().any(|k| k.home == *home) {
                pairs.push((*home, *by, CLAIMED, GIVEN));
            }
        }
        for known in &content.identities {
            let (kind, value) = (known.identity.kind.as_str(), known.identity.value.as_str());
            if PROVABLE.contains(&kind) {
                let (own, pretended) = (
                    self.naming.home(kind, value),
                    self.naming.impostor(kind, value),
                );
                let other = if known.home == pretended {
                    own
                } else {
                    pretended
                };
                pairs.push((known.home, other, PRETENDED, FAILED));
            }
        }
        let mut found = Vec::new();
        for (home, other, score, reason) in pairs {
            if root.homes.contains(&other) {
                continue;
            }
            let theirs = self.root(other).await?;
            if theirs.is_owned() && theirs.log != root.log {
                found.push(Suggestion {
                    home,
                    other,
                    score,
                    reasons: vec![reason.to_owned()],
                    at: self.store.now(),
                });
            }
        }
        Ok(found)
    }
}
