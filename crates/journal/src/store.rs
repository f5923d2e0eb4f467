//! What concerns the store as a whole: whose it is, and payloads that could not be read.

use crate::error::{Error, Result};
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::key;
use sha2::{Digest, Sha256};

/// A payload that was authentic and could not be read.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "the fields of wit/types.wit, where they are described"
)]
pub struct Unparsed {
    pub channel: String,
    pub provider: String,
    pub content_type: String,
    pub body: Vec<u8>,
    pub reason: String,
}

/// What the fingerprint begins with while a backup is being restored.
pub(crate) const RESTORING: &[u8] = b"restoring ";

/// Largest payload kept, in bytes.
const LARGEST: usize = 40 << 20;

impl<S: Kv + Clock> Journal<S> {
    /// Fails with [`Error::IndexSecretChanged`] when the store was begun under another secret:
    /// every name would differ and every customer seem new. One read; the first call on an empty
    /// store writes the fingerprint.
    pub async fn check_secret(&self) -> Result<()> {
        let fingerprint = self.naming.fingerprint();
        match self.store.get(key::FINGERPRINT).await? {
            Some(stored) if stored == fingerprint.as_bytes() => Ok(()),
            Some(stored) if stored.starts_with(RESTORING) => {
                let detail =
                    "a backup is being restored into this store, or was not restored whole";
                Err(Error::Unavailable(detail.to_owned()))
            }
            Some(_) => Err(Error::IndexSecretChanged),
            None => Ok(self
                .store
                .set(key::FINGERPRINT, fingerprint.as_bytes())
                .await?),
        }
    }

    /// Keeps a payload for replay and answers its id. The same payload gets the same id.
    pub async fn keep_unparsed(&self, payload: &Unparsed) -> Result<String> {
        if payload.body.len() > LARGEST {
            let detail = format!("has {} bytes; allowed are {LARGEST}", payload.body.len());
            return Err(Error::invalid("body", detail));
        }
        let body = hex::encode(Sha256::digest(&payload.body));
        let digest = self
            .naming
            .seal("unparsed", &[&payload.channel, &payload.provider, &body]);
        let id = format!("unp_{}", hex::encode(digest));
        let head = format!("tl:u:{id}");
        if self.store.get(&head).await?.is_some() {
            return Ok(id);
        }
        let parts = self
            .keep(&payload.body, |part| format!("{head}:{part}"))
            .await?;
        let place = self.store.increment("tl:un").await?;
        let record = serde_json::json!({
            "id": id, "channel": payload.channel, "provider": payload.provider,
            "content_type": payload.content_type, "reason": payload.reason,
            "received_at": crate::document::instant(self.store.now()), "parts": parts,
        });
        let record = record.to_string().into_bytes();
        let pairs = [(format!("tl:ul:{place}"), record.clone()), (head, record)];
        self.store.set_many(&pairs).await?;
        Ok(id)
    }
}
