//! The timeline's contracts (`wit/`) in Rust, as its callers see them.
//!
//! [`types`] are plain values and work everywhere. The functions of [`writer`], [`reader`] and the others
//! reach the composed `timeline` component and exist only inside WebAssembly: called natively they
//! panic. Code that is tested natively therefore takes a trait, and only a component's shell
//! calls these. Of all interfaces a component imports those that it calls.
#![allow(
    unsafe_code,
    missing_docs,
    reason = "generated from wit/, where the documentation is"
)]

mod bindings {
    spin_sdk::wit_bindgen::generate!({
        world: "caller",
        path: "../../wit",
        runtime_path: "spin_sdk::wit_bindgen::rt",
        additional_derives: [PartialEq],
        generate_all,
    });
}

pub use bindings::throughline::timeline::{
    backups, calls, conversations, directory, erasure, limits, outbox, profiles, reader, tickets,
    types, writer,
};

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
