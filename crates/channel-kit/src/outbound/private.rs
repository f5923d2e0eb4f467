//! The check that nobody outside can send.

use super::{Outbound, PATH};

/// Whether no public route of `spin.toml` leads to the channel's [`PATH`], and the component is given
/// every variable of [`Outbound::SEND_VARIABLES`]. For a test of the channel's.
pub fn is_private<C: Outbound>(manifest: &std::path::Path) {
    let text = std::fs::read_to_string(manifest).expect("spin.toml is there");
    let manifest: toml::Table = text.parse().expect("spin.toml is TOML");
    let triggers = manifest["trigger"]["http"].as_array().expect("triggers");
    let of_channel = |trigger: &&toml::Value| trigger["component"].as_str() == Some(C::NAME);
    let below = format!("/webhooks/{}/", C::NAME);
    for trigger in triggers.iter().filter(of_channel) {
        let route = trigger["route"].as_str().unwrap_or_default();
        assert!(
            route.starts_with(&below),
            "the route {route:?} may lead to {PATH}: public routes of a channel are below {below}"
        );
    }
    let variables = &manifest["component"][C::NAME]["variables"];
    for variable in C::SEND_VARIABLES {
        assert!(
            variables.get(variable).is_some(),
            "[component.{}.variables] lacks {variable}",
            C::NAME
        );
    }
}
