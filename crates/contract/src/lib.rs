//! The timeline's contracts (`wit/`) in Rust, as its callers see them.
//!
//! [`types`] are plain values and work everywhere. The functions of [`writer`], `reader`, `tickets` and
//! `outbox` reach the composed `timeline` component and exist only inside WebAssembly: called natively they
//! panic. Code that is tested natively therefore takes a trait, and only a component's shell
//! calls these.
#![allow(
    unsafe_code,
    missing_docs,
    reason = "generated from wit/, where the documentation is"
)]

/// The bindings of one world of `wit/worlds.wit`.
macro_rules! world {
    ($world:literal) => {
        mod bindings {
            spin_sdk::wit_bindgen::generate!({
                world: $world,
                path: "../../wit",
                runtime_path: "spin_sdk::wit_bindgen::rt",
                additional_derives: [PartialEq],
                generate_all,
            });
        }
    };
}

#[cfg(not(any(
    feature = "reader",
    feature = "tickets",
    feature = "outbox",
    feature = "profiles"
)))]
world!("connector");
#[cfg(any(
    feature = "reader",
    feature = "tickets",
    feature = "outbox",
    feature = "profiles"
))]
world!("service");

#[cfg(feature = "outbox")]
pub use bindings::throughline::timeline::outbox;
#[cfg(feature = "profiles")]
pub use bindings::throughline::timeline::profiles;
#[cfg(feature = "reader")]
pub use bindings::throughline::timeline::reader;
#[cfg(feature = "tickets")]
pub use bindings::throughline::timeline::tickets;
pub use bindings::throughline::timeline::{types, writer};

impl Default for types::Passages {
    /// Nothing came along with the text.
    fn default() -> Self {
        Self {
            quoted: None,
            forwarded: None,
            signature: None,
            html: None,
        }
    }
}

impl Default for types::Conversation {
    /// The interaction says nothing about a conversation.
    fn default() -> Self {
        Self {
            references: Vec::new(),
            topic: None,
            reply_tokens: Vec::new(),
        }
    }
}

impl types::Interaction {
    /// A private message from a customer, with nothing but who sent it. `id` is the provider's own.
    pub fn inbound(
        channel: &str,
        provider: &str,
        id: impl Into<String>,
        customer: types::Participant,
    ) -> Self {
        Self {
            channel: channel.to_owned(),
            provider: provider.to_owned(),
            account: String::new(),
            provider_message_id: id.into(),
            direction: types::Direction::Inbound,
            kind: "message".to_owned(),
            visibility: types::Visibility::Private,
            occurred_at: None,
            customer,
            also: Vec::new(),
            business: Vec::new(),
            subject: None,
            text: None,
            attachments: Vec::new(),
            passages: types::Passages::default(),
            parties: Vec::new(),
            thread: None,
            conversation: types::Conversation::default(),
            ticket_id: None,
            agent: None,
            attributes: None,
            language: None,
            consent: None,
            amendable: false,
            answerable: false,
        }
    }
}
