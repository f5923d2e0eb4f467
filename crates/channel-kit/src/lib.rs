//! The connector contract.
//!
//! A connector turns the webhooks of one channel into interactions on customers' timelines. It is
//! one folder under `components/`: its name is the package's (`throughline-<name>`), the
//! component's id in `spin.toml` and the `channel` of its interactions. Nothing lists the channels.
//!
//! A connector implements [`Channel`]: the pure translation of one HTTP request into
//! [`Command`]s and the answer that the provider prescribes. [`respond`] drives it and decides
//! everything that is the same for all channels; [`connector!`] makes it a Spin component;
//! `conformance!` runs every rule below that a test can hold against it.
//!
//! # The contract
//!
//! MUST, SHOULD and MAY are those of RFC 2119. *Connector* is what implements [`Channel`]; *kit*
//! is this crate, which keeps the rule for all connectors.
//!
//! ## Proof of origin
//!
//! 1. A connector MUST verify the provider's proof over the raw bytes as they arrived, before it
//!    believes any of them, and MUST NOT translate a request that is not proven. Where a scheme
//!    signs decoded fields (Twilio), the fields MUST be decoded from the raw bytes and nothing that
//!    the scheme leaves unsigned may be believed.
//! 2. Proofs MUST be compared in constant time ([`signature`]). Secrets MUST be held as [`Secret`],
//!    which prints as `***`.
//! 3. Several secrets may be active while one is rotated; each of them verifies. A variable holds
//!    one secret, several separated by commas, or a JSON object from account to secrets
//!    ([`Secrets`]). A request of one account MUST NOT verify with another account's secret.
//! 4. A connector fails closed: when a variable it needs is missing or unreadable it MUST answer
//!    [`Refusal::NotConfigured`] (503 `channel_not_configured`, naming the variable), never accept
//!    unsigned.
//! 5. A proof that is missing, repeated, malformed or wrong MUST be answered by
//!    [`Refusal::Unverified`] (401 `signature_invalid`, or [`Refusal::Forbidden`] 403 where the
//!    provider's rules say so). Nothing is stored.
//! 6. A URL that is part of a proof MUST be built from `public_url`, never from `Host`,
//!    `Forwarded` or any other header.
//!
//! ## Translation
//!
//! 7. [`Channel::receive`] MUST be a function of its arguments (no clock, randomness, I/O or
//!    state) and total: no input may panic it, and its time and memory MUST be linear in the body,
//!    up to a logarithm.
//! 8. An authentic payload that cannot be read MUST become [`Command::Keep`] with the raw bytes and
//!    a reason, and the answer of a success: a provider that meets errors retries for days or turns
//!    the hook off. The same goes for JSON nested deeper than 64 ([`throughline_web::json`]).
//! 9. Where one request carries several entries, one bad entry MUST NOT lose the others: it is
//!    kept, they are recorded.
//! 10. Types of events that the connector does not know MUST be kept; types that it knows and does
//!     not need (typing indicators) MAY be dropped. Unknown fields of known types are ignored or
//!     kept in `attributes` (at most 2 KB).
//! 11. An interaction's `provider_message_id` MUST be the provider's own stable id within
//!     `account`, the same on every retry. Where there is none it MUST be derived from the content.
//! 12. The verdict of `customer` is `pass` only where the carrier, the provider or a signature
//!     proves who the sender is. Addresses that are merely mentioned go to `also` with verdict
//!     `none`.
//! 13. Our own messages that come back (echoes) are `outbound` interactions, never a customer's.
//! 14. `occurred_at` is the provider's time where there is one, in any of the forms the provider
//!     uses; an unreadable time is left out, it does not spoil the message.
//!
//! ## Answer
//!
//! 15. Durable before answered: the kit answers a success only after every command took effect.
//! 16. A request that was recorded before is answered the same and changes nothing.
//! 17. When the store is unavailable the kit answers 503 with `Retry-After`; the retry repeats
//!     every command, which is harmless.
//! 18. What the timeline refuses for good (`error.invalid`) is kept with the reason, and the
//!     provider is answered a success.
//! 19. Bodies over [`Channel::BODY_LIMIT`] (1 MiB) are answered 413 and not read to their end.
//!     Bodies over 1 MiB share a room of 160 MiB in each instance; when it is full the kit answers
//!     503 `overloaded` with `Retry-After`.
//! 20. A success SHOULD have an empty body unless the provider prescribes one.
//! 21. Errors are RFC 9457 problem details; they and the log never show secrets, texts or
//!     addresses of people. What the log says and what the caller sees are two texts.
//!
//! ## The folder
//!
//! 22. `payload` (wire types), `signature`, `normalize` (payload to interactions), `send`,
//!     `fixtures/`, `README.md` (provider's links, variables, grants, how to point the provider at
//!     it), `tests/conformance.rs`, one stanza in `spin.toml`. A test of this crate walks the
//!     folders and names what is missing.
//! 23. The component imports `throughline:timeline/writer` and no key-value interface.
//!
//! ## Sending
//!
//! 24. A connector that sends implements [`outbound::Outbound`]. No public route may lead to
//!     [`outbound::PATH`]. It makes one request for one message and never repeats it: whether to send
//!     again is for the caller to say, who is told whether anything was sent.

pub mod attributes;
mod channel;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod member;
pub mod outbound;
mod respond;
#[doc(hidden)]
pub mod room;
mod secrets;
mod settings;
#[cfg(target_family = "wasm")]
#[doc(hidden)]
pub mod shell;
pub mod signature;
mod webhook;

pub use channel::{Channel, Command, Delivery, Known, Limit, Refusal, Reply};
pub use respond::{Answer, Timeline, respond};
pub use secrets::Secrets;
pub use settings::Settings;
pub use webhook::Webhook;

pub use throughline_contract::{calls, types};
pub use throughline_web::{Secret, json, timestamp};

/// Makes a [`Channel`] a Spin component: `connector!(Sms);` in the connector's `lib.rs`, or
/// `connector!(Sms, sends);` where it is [`outbound::Outbound`] as well, and
/// `connector!(Voice, sends, calls);` where it answers telephone calls too. One whose other end are
/// visitors, whom nobody gave a key, is `connector!(SelfService, visitors);`.
///
/// The connector's crate depends on `spin-sdk` with the feature `http`, for WebAssembly only.
#[macro_export]
macro_rules! connector {
    ($channel:expr) => {
        $crate::connector!(@component $channel, serve);
    };
    ($channel:expr, sends) => {
        $crate::connector!(@component $channel, serve_or_send);
    };
    ($channel:expr, visitors) => {
        $crate::connector!(@component $channel, serve_visitors);
    };
    ($channel:expr, sends, calls) => {
        $crate::connector!(@component $channel, serve_calls);
    };
    (@component $channel:expr, $serve:ident) => {
        #[cfg(target_family = "wasm")]
        #[allow(unsafe_code, reason = "the component's export is generated")]
        mod shell {
            use super::*;

            #[::spin_sdk::http_service]
            async fn serve(
                request: ::spin_sdk::http::Request,
            ) -> impl ::spin_sdk::http::IntoResponse {
                $crate::shell::$serve(&$channel, request).await
            }
        }
    };
}
