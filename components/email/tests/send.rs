//! Sending: what each provider is asked, what its answers become, and what no message can do.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "send/answers.rs"]
mod answers;
#[path = "send/hostile.rs"]
mod hostile;
#[path = "send/recorder.rs"]
mod recorder;
#[path = "send/refused.rs"]
mod refused;
#[path = "send/requests.rs"]
mod requests;
#[path = "send/threads.rs"]
mod threads;

use throughline_channel_kit::outbound;
use throughline_email::Email;

#[test]
fn no_public_route_leads_to_it_and_its_variables_are_granted() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spin.toml");
    outbound::is_private::<Email>(std::path::Path::new(manifest));
}
