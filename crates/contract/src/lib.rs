//! The timeline's contracts (`wit/`) in Rust, as its callers see them.
//!
//! [`types`] are plain values and work everywhere. The functions of [`writer`] and `reader` reach
//! the composed `timeline` component and exist only inside WebAssembly: called natively they
//! panic. Code that is tested natively therefore takes a trait, and only a component's shell
//! calls these.
#![allow(
    unsafe_code,
    missing_docs,
    reason = "generated from wit/, where the documentation is"
)]

#[cfg(not(feature = "reader"))]
mod bindings {
    spin_sdk::wit_bindgen::generate!({
        world: "connector",
        path: "../../wit",
        runtime_path: "spin_sdk::wit_bindgen::rt",
        additional_derives: [PartialEq],
        generate_all,
    });
}
#[cfg(feature = "reader")]
mod bindings {
    spin_sdk::wit_bindgen::generate!({
        world: "service",
        path: "../../wit",
        runtime_path: "spin_sdk::wit_bindgen::rt",
        additional_derives: [PartialEq],
        generate_all,
    });
}

#[cfg(feature = "reader")]
pub use bindings::throughline::timeline::reader;
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
