//! A call of ours, by Twilio's API.
//!
//! `POST /2010-04-01/Accounts/{sid}/Calls.json`:
//! <https://www.twilio.com/docs/voice/api/call-resource#create-a-call-resource>. The agent's telephone
//! rings first; when it is taken, Twilio asks `/webhooks/voice/twilio/connect` whom to call.

use form_urlencoded::Serializer;
use http::Response;
use throughline_channel_kit::Settings;
use throughline_channel_kit::outbound::api::require;
use throughline_channel_kit::outbound::{Call, Message, Outbound, Outcome, Unsendable, Visibility};
use throughline_channel_kit::types::Timestamp;
use throughline_twilio::PROVIDER;
use throughline_twilio::address::is_e164;
use throughline_twilio::api::{Account, Resource};
use throughline_twilio::callback::{self, is_interaction_id};
use throughline_twilio::error::{self, Kind};

use crate::{Route, Voice, twiml};

const CALLS: Resource = Resource {
    name: "Calls",
    asked: "begin the call",
    failed: &["failed", "busy", "no-answer", "canceled"],
    explained,
};
/// What Twilio reports of the agent's leg.
const EVENTS: [&str; 4] = ["initiated", "ringing", "answered", "completed"];
/// What `twilio_from` has to hold for calls.
const FROM: &str = "a number of the account's that can call, like +14155550199; a messaging service \
                    cannot";
/// What `voice_agent_number` holds.
const AGENT: &str = "the telephone number of the agents, like +14155550123";

impl Outbound for Voice {
    const SEND_VARIABLES: &'static [&'static str] = &[
        "public_url",
        "twilio_account_sid",
        "twilio_auth_token",
        "twilio_from",
        "twilio_api_base",
        "voice_agent_number",
    ];

    fn calls(
        &self,
        message: Message,
        settings: &Settings,
        _: Timestamp,
    ) -> Result<Vec<Call>, Unsendable> {
        is_a_call(&message)?;
        has_a_customer(&message)?;
        let id = &message.interaction_id;
        if !is_interaction_id(id) {
            return Err(Unsendable::invalid(
                "interaction_id",
                "an interaction's id is `int_` and up to 60 letters and digits",
            ));
        }
        let agent = agent_number(&message, settings)?;
        let from = own_number(&message, settings)?;
        let wanted = "the URL of this service: Twilio asks there whom to call";
        let public_url = require(settings, "public_url", wanted)?;
        let url = |route: Route| callback::url(public_url, &format!("{}?call={id}", route.path()));
        let account = Account::of(&message, settings)?;
        let mut form = Serializer::new(String::new());
        form.append_pair("To", &agent)
            .append_pair("From", &from)
            .append_pair("Url", &url(Route::Connect))
            .append_pair("Timeout", twiml::RINGS)
            .append_pair("StatusCallback", &url(Route::Status));
        for event in EVENTS {
            form.append_pair("StatusCallbackEvent", event);
        }
        let request = account.post(settings, &CALLS, form.finish())?;
        Ok(vec![Call {
            provider: PROVIDER,
            account: account.sid().to_owned(),
            message_id: None,
            prepares: false,
            request,
        }])
    }

    fn outcome(&self, _: &str, answer: &Response<Vec<u8>>) -> Outcome {
        CALLS.outcome(answer)
    }
}

/// A telephone carries nothing in writing.
fn is_a_call(message: &Message) -> Result<(), Unsendable> {
    let is_said =
        |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    if !message.call || is_said(&message.text) || is_said(&message.html) {
        return Err(Unsendable::invalid(
            "text",
            "nothing that is written can be sent to a telephone call: call the customer, or choose \
             another channel for the answer",
        ));
    }
    if message.template.is_some() {
        return Err(Unsendable::invalid("template", "a call has no template"));
    }
    if !message.attachments.is_empty() {
        return Err(Unsendable::invalid("attachments", "a call has no files"));
    }
    if message.visibility == Visibility::Public {
        return Err(Unsendable::invalid("visibility", "a call is never public"));
    }
    Ok(())
}

/// Whom the call is for is asked again when the agent has taken it; here it is only refused early.
fn has_a_customer(message: &Message) -> Result<(), Unsendable> {
    for (field, others) in [("cc", &message.cc), ("bcc", &message.bcc)] {
        if !others.is_empty() {
            return Err(Unsendable::invalid(field, "a call goes to one customer"));
        }
    }
    let [only] = message.to.as_slice() else {
        return Err(Unsendable::invalid("to", "a call goes to one customer"));
    };
    if only.0.kind != "phone" {
        return Err(Unsendable::invalid(
            "to[0].kind",
            "only a telephone number can be called; this customer withheld it, or called without one",
        ));
    }
    if !is_e164(only.0.value.trim()) {
        return Err(Unsendable::invalid(
            "to[0].value",
            "a number is written in E.164, like +14155550100",
        ));
    }
    Ok(())
}

/// Whose telephone rings first: the agent's own, where the call says it.
fn agent_number(message: &Message, settings: &Settings) -> Result<String, Unsendable> {
    let variables = message.variables.as_ref();
    let own = variables.and_then(|variables| variables.get("agent_number"));
    if let Some(own) = own.filter(|own| !own.is_null()) {
        let number = own.as_str().map(str::trim).filter(|own| is_e164(own));
        let number = number.map(str::to_owned);
        return number.ok_or_else(|| {
            Unsendable::invalid(
                "variables.agent_number",
                "a number is written in E.164, like +14155550123",
            )
        });
    }
    let configured = require(settings, "voice_agent_number", AGENT)?;
    match is_e164(configured) {
        true => Ok(configured.to_owned()),
        false => Err(Unsendable::not_configured("voice_agent_number", AGENT)),
    }
}

/// The number that the customer called, else the configured one.
fn own_number(message: &Message, settings: &Settings) -> Result<String, Unsendable> {
    let called = message.from.as_ref().map(|from| &from.0);
    let called = called.filter(|from| from.kind == "phone" && is_e164(from.value.trim()));
    if let Some(called) = called {
        return Ok(called.value.trim().to_owned());
    }
    let configured = require(settings, "twilio_from", FROM)?;
    match is_e164(configured) {
        true => Ok(configured.to_owned()),
        false => Err(Unsendable::not_configured("twilio_from", FROM)),
    }
}

/// Codes that mean something else for a call, whose `To` is the agent's telephone, than for a message;
/// sorted by code. <https://www.twilio.com/docs/api/errors>.
const CODES: [(u32, Kind, &str); 17] = [
    (
        10004,
        Kind::Throttled,
        "the Twilio account has as many calls at once as it may have",
    ),
    (
        10005,
        Kind::NotConfigured,
        "the Twilio account may not make calls",
    ),
    (
        13223,
        Kind::Refused,
        "the agent's number is no valid phone number",
    ),
    (
        13224,
        Kind::Refused,
        "Twilio cannot call the agent's number",
    ),
    (
        13225,
        Kind::Refused,
        "Twilio does not call the agent's number: it is blocked",
    ),
    (13227, Kind::NotConfigured, GEOGRAPHY),
    (21201, Kind::Refused, "the call has no agent to ring"),
    (
        21205,
        Kind::NotConfigured,
        "Twilio cannot call the address in `public_url`",
    ),
    (
        21210,
        Kind::NotConfigured,
        "our number is not one of the account's, nor verified there: see `twilio_from`",
    ),
    (
        21211,
        Kind::Refused,
        "the agent's number is no valid phone number",
    ),
    (
        21212,
        Kind::NotConfigured,
        "the number that calls come from is no valid one: see `twilio_from`",
    ),
    (
        21213,
        Kind::NotConfigured,
        "there is no number to call from: see `twilio_from`",
    ),
    (21214, Kind::Refused, "the agent's number cannot be reached"),
    (21215, Kind::NotConfigured, GEOGRAPHY),
    (
        21216,
        Kind::Refused,
        "Twilio does not call the agent's number: it is blocked",
    ),
    (
        21217,
        Kind::Refused,
        "the agent's number is no valid phone number",
    ),
    (
        21219,
        Kind::NotConfigured,
        "a Twilio trial account calls verified numbers only",
    ),
];
const GEOGRAPHY: &str = "the Twilio account may not call the agent's country: enable it under Voice, \
                         Settings, Geo permissions";

fn explained(code: u32) -> Option<(Kind, &'static str)> {
    let at = CODES.binary_search_by_key(&code, |(code, ..)| *code);
    let own = at.ok().and_then(|at| CODES.get(at));
    own.map(|(_, kind, words)| (*kind, *words))
        .or_else(|| error::explained(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_fall_back_on_the_common_ones() {
        assert!(CODES.is_sorted_by(|(a, ..), (b, ..)| a < b));
        assert_eq!(
            explained(20003).map(|(kind, _)| kind),
            Some(Kind::NotConfigured)
        );
        assert_eq!(explained(1), None);
    }
}
