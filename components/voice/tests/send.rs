//! Calls of ours: what Twilio is asked, what its answers become, and what is no call.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "send/answers.rs"]
mod answers;
mod provider;
#[path = "send/recorder.rs"]
mod recorder;
#[path = "send/refused.rs"]
mod refused;
#[path = "send/requests.rs"]
mod requests;

use throughline_channel_kit::outbound;
use throughline_voice::Voice;

#[test]
fn no_public_route_leads_to_it_and_its_variables_are_granted() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spin.toml");
    outbound::is_private::<Voice>(std::path::Path::new(manifest));
}
