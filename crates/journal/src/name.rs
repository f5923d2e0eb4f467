//! Names: of logs, interactions and tickets, and the keys of the store.

use crate::entry::Identity;
use crate::error::Result;
use crate::reference::Reference;
use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::fmt;
use std::str::FromStr;
use subtle::ConstantTimeEq;
use throughline_identity::Region;

/// Sixteen bytes that are written as 32 hexadecimal digits in JSON and as they are in views.
macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 16]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut digits = [0; 32];
                hex::encode_to_slice(self.0, &mut digits).map_err(|_| fmt::Error)?;
                f.write_str(std::str::from_utf8(&digits).map_err(|_| fmt::Error)?)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = ();
            fn from_str(text: &str) -> std::result::Result<Self, ()> {
                let mut bytes = [0; 16];
                hex::decode_to_slice(text, &mut bytes).map_err(|_| ())?;
                // One name has one spelling.
                if text.bytes().any(|b| b.is_ascii_uppercase()) {
                    return Err(());
                }
                Ok(Self(bytes))
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.collect_str(self)
                } else {
                    serializer.serialize_bytes(&self.0)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                    text.parse().map_err(|()| {
                        serde::de::Error::custom(format!("'{text}' is not 32 hexadecimal digits"))
                    })
                } else {
                    let bytes = <&[u8]>::deserialize(deserializer)?;
                    let bytes = bytes.try_into();
                    Ok(Self(bytes.map_err(|_| serde::de::Error::custom("not 16 bytes"))?))
                }
            }
        }
    };
}

name! {
    /// The name of a log: a keyed hash of the identity whose home it is.
    LogName
}

name! {
    /// The name of an interaction: a keyed hash of where its provider's id is unique.
    InteractionId
}

impl LogName {
    /// The id of the customer whose root this log is.
    #[must_use]
    pub fn customer_id(&self) -> String {
        format!("cus_{self}")
    }

    /// Reads a `cus_…` id.
    #[must_use]
    pub fn from_customer_id(id: &str) -> Option<Self> {
        id.strip_prefix("cus_")?.parse().ok()
    }
}

impl InteractionId {
    /// The public spelling, `int_…`.
    #[must_use]
    pub fn public(&self) -> String {
        format!("int_{self}")
    }

    /// Reads an `int_…` id.
    #[must_use]
    pub fn from_public(id: &str) -> Option<Self> {
        id.strip_prefix("int_")?.parse().ok()
    }
}

/// A ticket is named by the slot of the interaction that opened it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TicketId {
    /// The log of the interaction that opened it.
    pub log: LogName,
    /// Its slot there.
    pub slot: u64,
}

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tkt_{}_{}", self.log, self.slot)
    }
}

impl FromStr for TicketId {
    type Err = ();
    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        let rest = text.strip_prefix("tkt_").ok_or(())?;
        let (log, slot) = rest.split_once('_').ok_or(())?;
        let id = Self {
            log: log.parse()?,
            slot: slot.parse().map_err(|_| ())?,
        };
        if id.to_string() == text {
            Ok(id)
        } else {
            Err(())
        }
    }
}

impl Serialize for TicketId {
    fn serialize<S: serde::Serializer>(
        &self,
        serializer: S,
    ) -> std::result::Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            (self.log, self.slot).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for TicketId {
    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> std::result::Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
            text.parse()
                .map_err(|()| serde::de::Error::custom(format!("'{text}' is not a ticket id")))
        } else {
            let (log, slot) = Deserialize::deserialize(deserializer)?;
            Ok(Self { log, slot })
        }
    }
}

/// An attachment is named by its interaction and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttachmentId {
    /// The interaction that it came with.
    pub of: InteractionId,
    /// Its place among the attachments, from 0.
    pub index: usize,
}

impl fmt::Display for AttachmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "att_{}_{}", self.of, self.index)
    }
}

impl FromStr for AttachmentId {
    type Err = ();
    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        let rest = text.strip_prefix("att_").ok_or(())?;
        let (of, index) = rest.split_once('_').ok_or(())?;
        let id = Self {
            of: of.parse()?,
            index: index.parse().map_err(|_| ())?,
        };
        if id.to_string() == text {
            Ok(id)
        } else {
            Err(())
        }
    }
}

/// Bytes of the keyed hash in a reply token: 80 bits.
const REPLY_SEAL: usize = 10;

/// The first bytes of a longer hash.
fn first<const N: usize>(hash: &[u8; 16]) -> &[u8; N] {
    const { assert!(N <= 16) };
    #[allow(clippy::expect_used, reason = "checked when compiled")]
    hash.first_chunk().expect("at most 16")
}

/// Derives every name from `index_secret`, so that whoever sees an id learns nothing of the
/// identity behind it, and authenticates the tokens that leave this system.
#[derive(Clone)]
pub struct Naming {
    key: Hmac<Sha256>,
    region: Option<Region>,
}

impl fmt::Debug for Naming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Naming(***)")
    }
}

impl Naming {
    /// Names under this secret. Another secret gives other names to everything.
    #[must_use]
    pub fn new(index_secret: &str) -> Self {
        #[allow(
            clippy::expect_used,
            reason = "HMAC takes a key of any length (RFC 2104)"
        )]
        let key = Hmac::new_from_slice(index_secret.as_bytes()).expect("a key of any length");
        Self { key, region: None }
    }

    /// The same, where phone numbers without a country code are from this region.
    #[must_use]
    pub fn in_region(self, region: Option<Region>) -> Self {
        Self { region, ..self }
    }

    /// Where phone numbers without a country code are from.
    #[must_use]
    pub(crate) fn region(&self) -> Option<Region> {
        self.region
    }

    /// An identity in its canonical spelling, which its names are derived from.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) when the kind is no kind or the value cannot be one of
    /// that kind.
    pub fn identity(&self, kind: &str, value: &str) -> Result<Identity> {
        Identity::new(kind, value, self.region)
    }

    /// A keyed hash of the parts; different lists of parts hash differently.
    fn hash(&self, parts: &[&str]) -> [u8; 16] {
        let mut mac = self.key.clone();
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        let digest = mac.finalize().into_bytes();
        std::array::from_fn(|i| digest[i])
    }

    /// The home log of an identity.
    #[must_use]
    pub fn home(&self, kind: &str, value: &str) -> LogName {
        LogName(self.hash(&["home", kind, value]))
    }

    /// The home of messages that falsely claim to come from an identity: apart from its owner's.
    #[must_use]
    pub fn impostor(&self, kind: &str, value: &str) -> LogName {
        LogName(self.hash(&["impostor", kind, value]))
    }

    /// The home of whoever has a number after whoever had it before.
    #[must_use]
    pub fn successor(&self, home: LogName) -> LogName {
        LogName(self.hash(&["successor", &home.to_string()]))
    }

    /// The id of an interaction.
    #[must_use]
    pub fn interaction(&self, channel: &str, account: &str, message_id: &str) -> InteractionId {
        InteractionId(self.hash(&["interaction", channel, account, message_id]))
    }

    /// The name of a message, for telling which ticket it belongs to.
    #[must_use]
    pub fn reference(&self, channel: &str, name: &str) -> Reference {
        Reference(*first(&self.hash(&["reference", channel, name])))
    }

    /// The name of a topic.
    #[must_use]
    pub fn topic(&self, channel: &str, topic: &str) -> Reference {
        Reference(*first(&self.hash(&["topic", channel, topic])))
    }

    /// The log of what is to be sent.
    #[must_use]
    pub fn outbox(&self) -> LogName {
        LogName(self.hash(&["outbox"]))
    }

    /// A node of the index, by the way to it.
    pub(crate) fn index(&self, path: &[u8]) -> LogName {
        LogName(self.hash(&["index", &hex::encode(path)]))
    }

    /// A term of the index.
    pub(crate) fn term(&self, kind: &str, text: &str) -> [u8; 8] {
        *first(&self.hash(&["term", kind, text]))
    }

    /// The log of the calls in progress.
    #[must_use]
    pub fn calls(&self) -> LogName {
        LogName(self.hash(&["calls"]))
    }

    /// The log of erasures that are not finished.
    #[must_use]
    pub fn erasures(&self) -> LogName {
        LogName(self.hash(&["erasures"]))
    }

    /// The count that a name shares with a few others.
    pub(crate) fn bucket(&self, scope: &str, name: &str) -> u16 {
        let [high, low, ..] = self.hash(&["limit", scope, name]);
        u16::from_be_bytes([high, low])
    }

    /// The log of a one-time name.
    #[must_use]
    pub fn bound(&self, scope: &str, name: &str) -> LogName {
        LogName(self.hash(&["bound", scope, name]))
    }

    /// What a customer's answer names a ticket by: at most 57 letters and digits in lower case.
    #[must_use]
    pub fn reply_token(&self, ticket: TicketId) -> String {
        let mut bytes = ticket.log.0.to_vec();
        bytes.extend(ticket.slot.to_be_bytes().iter().skip_while(|b| **b == 0));
        bytes.extend(first::<REPLY_SEAL>(&self.reply_seal(ticket)));
        BASE32_NOPAD.encode(&bytes).to_ascii_lowercase()
    }

    /// The ticket that a reply token names, in whatever case it came back.
    #[must_use]
    pub fn open_reply_token(&self, token: &str) -> Option<TicketId> {
        if token.len() > 64 {
            return None;
        }
        let bytes = BASE32_NOPAD
            .decode(token.to_ascii_uppercase().as_bytes())
            .ok()?;
        let (ticket, seal) = bytes.split_last_chunk::<REPLY_SEAL>()?;
        let (log, slot) = ticket.split_first_chunk()?;
        let slot = slot.iter().try_fold(0u64, |slot, byte| {
            slot.checked_mul(256)?.checked_add(u64::from(*byte))
        })?;
        let ticket = TicketId {
            log: LogName(*log),
            slot,
        };
        let genuine: bool = first::<REPLY_SEAL>(&self.reply_seal(ticket))
            .ct_eq(seal)
            .into();
        (genuine && self.reply_token(ticket).eq_ignore_ascii_case(token)).then_some(ticket)
    }

    fn reply_seal(&self, ticket: TicketId) -> [u8; 16] {
        self.seal("reply", &[&ticket.to_string()])
    }

    /// Authenticates `parts` for one purpose.
    #[must_use]
    pub fn seal(&self, purpose: &str, parts: &[&str]) -> [u8; 16] {
        let mut all = vec!["seal", purpose];
        all.extend_from_slice(parts);
        self.hash(&all)
    }

    /// Recognises the secret without telling it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        hex::encode(self.hash(&["fingerprint"]))
    }
}

/// The keys of the store. All begin with `tl:`, because Redis ignores the store's label.
pub(crate) mod key {
    use super::{InteractionId, LogName};

    /// The version of the fold: views and segments of different versions live side by side.
    /// From the first release on, whoever raises it lets erasures and deletions delete those of the
    /// versions before as well: nobody reads them any more, and they hold texts.
    const FOLD: u32 = 6;

    /// The log's counter: the highest slot that anybody holds a ticket for.
    pub fn counter(log: LogName) -> String {
        format!("tl:n:{log}")
    }
    /// The slot itself, written only by its ticket's holder (erasure excepted).
    pub fn slot(log: LogName, n: u64) -> String {
        format!("tl:e:{log}:{n}")
    }
    /// Set once: somebody is sealing the slot.
    pub fn sealing(log: LogName, n: u64) -> String {
        format!("tl:x:{log}:{n}")
    }
    /// Set once: the slot is void.
    pub fn void(log: LogName, n: u64) -> String {
        format!("tl:y:{log}:{n}")
    }
    /// Set once: the slot is live although somebody began to seal it.
    pub fn live(log: LogName, n: u64) -> String {
        format!("tl:z:{log}:{n}")
    }
    /// The cached fold.
    pub fn view(log: LogName) -> String {
        format!("tl:v{FOLD}:{log}")
    }
    /// The fold through a slot that joins and partings refer to.
    pub fn past(log: LogName, n: u64) -> String {
        format!("tl:v{FOLD}:{log}:{n}")
    }
    /// Slots `64 j + 1` to `64 (j + 1)` with what the fold made of them.
    pub fn segment(log: LogName, j: u64) -> String {
        format!("tl:s{FOLD}:{log}:{j}")
    }
    /// Where an interaction lies.
    pub fn marker(id: InteractionId) -> String {
        format!("tl:m:{id}")
    }
    /// One part of an interaction that is too large for its slot.
    pub fn body(id: InteractionId, part: u32) -> String {
        format!("tl:b:{id}:{part}")
    }
    /// One part of an attachment.
    pub fn attachment(id: InteractionId, index: usize, part: u32) -> String {
        format!("tl:a:{id}:{index}:{part}")
    }
    /// One part of what came along with an interaction's text.
    pub fn passages(id: InteractionId, part: u32) -> String {
        format!("tl:q:{id}:{part}")
    }
    /// A delivery report that came before its interaction, by rank.
    pub fn parked(id: InteractionId, rank: u8) -> String {
        format!("tl:p:{id}:{rank}")
    }
    /// An edit or a deletion that came before its interaction.
    pub fn early(id: InteractionId, change: &str) -> String {
        format!("tl:p:{id}:{change}")
    }
    /// What an interaction says since it was edited.
    pub fn edited(id: InteractionId) -> String {
        format!("tl:c:{id}")
    }
    /// Everything that is known of a call.
    pub fn grown(id: InteractionId) -> String {
        format!("tl:g:{id}")
    }
    /// What one side of a conversation shows of itself: `v` the customer, `a` the agents.
    pub fn sign(home: LogName, side: char) -> String {
        format!("tl:k:{home}:{side}")
    }
    /// What is to be swept for an erasure, and its receipt.
    pub fn erasure(id: InteractionId) -> String {
        format!("tl:er:{id}")
    }
    /// The last erasure that took this home.
    pub fn erased(home: LogName) -> String {
        format!("tl:et:{home}")
    }
    /// For how long interactions are kept.
    pub const RETENTION: &str = "tl:cfg:retention";
    /// The declared types of attributes.
    pub const ATTRIBUTES: &str = "tl:cfg:attributes";
    /// How far the feed was walked for each rule of it.
    pub const RETAINED: &str = "tl:rt";
    /// How often something was asked for, ever.
    pub fn taken(scope: &str, bucket: u16) -> String {
        format!("tl:ln:{scope}:{bucket}")
    }
    /// How often it had been asked for when the window began.
    pub fn window(scope: &str, bucket: u16) -> String {
        format!("tl:lw:{scope}:{bucket}")
    }
    /// The `index_secret` this store was begun with, as a fingerprint.
    pub const FINGERPRINT: &str = "tl:index";
}
