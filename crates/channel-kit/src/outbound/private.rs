//! The check that nobody outside can send.

use super::{Outbound, PATH};
use crate::Channel;

/// Whether no public route of `spin.toml` leads to the channel's [`PATH`], and the component is given
/// every variable of [`Outbound::SEND_VARIABLES`]. For a test of the channel's.
pub fn is_private<C: Outbound + Channel>(manifest: &std::path::Path) {
    let below = format!("/webhooks/{}/", C::NAME);
    is_private_below::<C>(C::NAME, &below, manifest);
}

/// The same for a component whose public routes are below another path.
pub fn is_private_below<C: Outbound>(name: &str, below: &str, manifest: &std::path::Path) {
    let text = std::fs::read_to_string(manifest).expect("spin.toml is there");
    let manifest: toml::Table = text.parse().expect("spin.toml is TOML");
    let triggers = manifest["trigger"]["http"].as_array().expect("triggers");
    let of_channel = |trigger: &&toml::Value| trigger["component"].as_str() == Some(name);
    for trigger in triggers.iter().filter(of_channel) {
        let route = trigger["route"].as_str().unwrap_or_default();
        assert!(
            route.starts_with(below) || route == below.trim_end_matches('/'),
            "the route {route:?} may lead to {PATH}: public routes of a channel are below {below}"
        );
    }
    let variables = &manifest["component"][name]["variables"];
    for variable in C::SEND_VARIABLES {
        assert!(
            variables.get(variable).is_some(),
            "[component.{name}.variables] lacks {variable}"
        );
    }
}
