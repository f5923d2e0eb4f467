//! Calls, as Twilio reports them step by step. Each next URL is the one that the answer named.

use super::stage::Stage;
use super::story::PHONE;
use super::twilio;
use crate::style::{DIM, NAME};
use crate::timeline::printable;
use anstream::println;
use anyhow::{Context, Result};
use serde_json::Value;

/// The agent's telephone.
pub const AGENT: &str = "+14155550123";
/// What the ticket is about, as it is spoken.
const SUBJECT: &str = "My order hasn't arrived";
/// Seconds that they talk.
const TALK: &str = "184";
/// What Twilio says of a caller whose carrier vouches for the number.
const PROVEN: (&str, &str) = ("StirVerstat", "TN-Validation-Passed-A");

/// A call in progress.
pub struct Call {
    sid: String,
    /// Where the caller's words go.
    input: String,
    /// Where the end of the agent's leg goes, what the agent hears, and how the leg is getting on.
    dial: String,
    whisper: String,
    agent: String,
    /// Its interaction.
    pub id: String,
}

impl Stage<'_> {
    /// Somebody shows Dana's number and nobody vouches for it; they hang up after the greeting.
    pub fn unproven_call(&mut self, sid: &str) -> Result<()> {
        let (sid, twiml) = self.ring(sid, &[])?;
        let said = twilio::spoken(&twiml);
        let held = !said.is_empty() && !tells_of_dana(&said);
        self.hears("caller", &said);
        self.expect(
            "a caller who is not proven hears nothing of the ticket",
            held,
        );
        let adds = [("CallStatus", "completed"), ("CallDuration", "9")];
        self.call_step(&sid, "/webhooks/voice/twilio/status", &adds, None)?;
        self.tell("");
        Ok(())
    }

    /// Dana calls, and her carrier vouches for the number.
    pub fn proven_call(&mut self, sid: &str) -> Result<Call> {
        let (sid, twiml) = self.ring(sid, &[PROVEN])?;
        let said = twilio::spoken(&twiml);
        self.hears("caller", &said);
        let held = said.contains(SUBJECT);
        self.expect("a proven caller's greeting names the ticket", held);
        let step = |element, name| {
            let url = twilio::attribute(&twiml, element, name);
            let url = url.with_context(|| format!("no {name} of <{element}> in {twiml}"))?;
            let path = url.strip_prefix(&self.shop().url).map(str::to_owned);
            path.with_context(|| format!("{url} is not below the shop's URL"))
        };
        let input = step("Gather", "action")?;
        let id = input
            .split(['?', '&'])
            .find_map(|part| part.strip_prefix("call="));
        Ok(Call {
            sid,
            id: id
                .context("no call in the URL of the next step")?
                .to_owned(),
            dial: step("Dial", "action")?,
            whisper: step("Number", "url")?,
            agent: step("Number", "statusCallback")?,
            input,
        })
    }

    /// The caller says what it is about. It is heard when the agent's telephone rings.
    pub fn call_input(&mut self, call: &Call, text: &str) -> Result<()> {
        let adds = [
            ("CallStatus", "in-progress"),
            ("SpeechResult", text),
            ("Confidence", "0.93"),
        ];
        self.call_step(&call.sid, &call.input, &adds, Some(text))?;
        self.tell(text);
        Ok(())
    }

    /// The agent takes the call and is told, alone, who it is.
    pub fn call_answered(&mut self, call: &Call) -> Result<()> {
        let twiml = self.leg(call, &call.whisper, &[("CallStatus", "in-progress")])?;
        self.hears("agent", &twilio::spoken(&twiml));
        self.leg(call, &call.agent, &[("CallStatus", "in-progress")])?;
        Ok(())
    }

    /// They have talked; both hang up.
    pub fn call_over(&mut self, call: &Call) -> Result<()> {
        let over = [("CallStatus", "completed"), ("CallDuration", TALK)];
        self.leg(call, &call.agent, &over)?;
        let adds = [
            ("CallStatus", "in-progress"),
            ("DialCallStatus", "completed"),
            ("DialCallDuration", TALK),
            ("DialBridged", "true"),
        ];
        self.call_step(&call.sid, &call.dial, &adds, None)?;
        let adds = [("CallStatus", "completed"), ("CallDuration", "207")];
        self.call_step(&call.sid, "/webhooks/voice/twilio/status", &adds, None)?;
        Ok(())
    }

    /// What pops up on the agent's screen; `earlier` must be there.
    pub fn screen_pop(&mut self, call: &Call, earlier: &[&str]) -> Result<()> {
        let path = "/v1/calls";
        println!(
            "  {NAME}GET {path}{NAME:#}  {DIM}the agent's screen, before they say hello{DIM:#}"
        );
        let calls = self.get(path)?;
        let items = calls.get("items").and_then(Value::as_array);
        let mut items = items.into_iter().flatten();
        let found = items.find(|item| item.get("id").and_then(Value::as_str) == Some(&call.id));
        let found = found.cloned().unwrap_or_default();
        let of = |path: &str| {
            let found = found.pointer(path).and_then(Value::as_str);
            printable(found.unwrap_or_default())
        };
        let who = of("/customer/id");
        println!(
            "       {} ({}), {}, ticket \"{}\", {}",
            of("/from/value"),
            of("/from/verdict"),
            of("/call/status"),
            of("/tickets/0/subject"),
            of("/tickets/0/status"),
        );
        let timeline = self.get(&format!("/v1/customers/{who}/timeline"))?;
        let items = timeline.get("items").and_then(Value::as_array);
        let texts = items.into_iter().flatten().rev();
        let texts: Vec<_> = texts.filter_map(|i| i.get("text")?.as_str()).collect();
        for text in &texts {
            println!("       {DIM}{}{DIM:#}", printable(text));
        }
        let sees = earlier.iter().all(|text| texts.contains(text));
        self.expect(
            "the agent sees the ticket and what was written before",
            sees,
        );
        Ok(())
    }

    /// A call comes in; answers its id at Twilio and the document.
    fn ring(&self, sid: &str, adds: &[(&str, &str)]) -> Result<(String, String)> {
        let sid = format!("{sid:0<34}");
        let adds: Vec<_> = [("CallStatus", "ringing")]
            .into_iter()
            .chain(adds.iter().copied())
            .collect();
        let twiml = self.call_step(&sid, twilio::VOICE, &adds, None)?;
        Ok((sid, twiml))
    }

    /// A callback about the agent's leg.
    fn leg(&self, call: &Call, path: &str, adds: &[(&str, &str)]) -> Result<String> {
        let form = twilio::leg(&call.sid, PHONE, AGENT, adds);
        self.answered(path, &form, None)
    }

    /// A callback about the caller's leg.
    fn call_step(
        &self,
        sid: &str,
        path: &str,
        adds: &[(&str, &str)],
        text: Option<&str>,
    ) -> Result<String> {
        self.answered(path, &twilio::call(sid, PHONE, adds), text)
    }

    fn answered(&self, path: &str, form: &[(&str, String)], text: Option<&str>) -> Result<String> {
        let token = &self.shop().twilio_auth_token;
        let answer = self.post_twilio(path, form, token, text)?;
        anyhow::ensure!(
            answer.status_code == 200,
            "{path} answered {}: {}",
            answer.status_code,
            String::from_utf8_lossy(answer.as_bytes())
        );
        Ok(String::from_utf8_lossy(answer.as_bytes()).into_owned())
    }

    fn hears(&self, who: &str, said: &str) {
        println!("       the {who} hears: \"{}\"", printable(said));
    }
}

/// Whether a greeting lets on who is known under the number.
fn tells_of_dana(said: &str) -> bool {
    [SUBJECT, "Dana", "You wrote"]
        .iter()
        .any(|word| said.contains(word))
}
