//! What the agent does by the service API.

use super::stage::{Stage, json_of};
use super::voice::Call;
use crate::style::GOOD;
use anstream::println;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Whoever is on duty.
const AGENT: &str = "Sam";
/// How long a mail may take to go out; what waits is sent every few seconds.
const SENT_WITHIN: Duration = Duration::from_secs(30);

impl Stage<'_> {
    /// The note after a call.
    pub fn note_call(&mut self, call: &Call, text: &str) -> Result<()> {
        let path = format!("/v1/calls/{}/notes", call.id);
        let body = json!({ "text": text, "agent": AGENT, "after_call_seconds": 20 });
        let answer = self.call("POST", &path, &body, Some(text))?;
        let held = answer.status_code == 201;
        self.said(&answer, "noted", held);
        self.tell(text);
        self.expect("the agent's note stands on the timeline", held);
        Ok(())
    }

    /// The ticket is done.
    pub fn resolve(&mut self, ticket: &str) -> Result<()> {
        let path = format!("/v1/tickets/{ticket}");
        let body = json!({ "status": "resolved" });
        let answer = self.call("PATCH", &path, &body, Some("status: resolved"))?;
        let ticket = json_of(&answer);
        let status = ticket.get("status").and_then(Value::as_str);
        let held = answer.status_code == 200 && status == Some("resolved");
        self.said(&answer, "resolved by phone", held);
        self.expect("the call resolved the ticket", held);
        Ok(())
    }

    /// Mails what was agreed, and waits until the mail has gone out.
    pub fn reply_by_mail(&mut self, ticket: &str, to: &str, text: &str) -> Result<()> {
        let path = format!("/v1/tickets/{ticket}/replies");
        let body = json!({ "text": text, "channel": "email", "agent": AGENT });
        let answer = self.call("POST", &path, &body, Some(text))?;
        let reply = json_of(&answer);
        let id = reply.get("id").and_then(Value::as_str).unwrap_or_default();
        let queued = answer.status_code == 202 && !id.is_empty();
        self.said(&answer, "queued", queued);
        self.tell(text);
        let sent = queued && self.wait_until_sent(id)? && self.mails().has(&[to, text]);
        if sent {
            println!("  {GOOD}sent{GOOD:#} to {to}");
        }
        self.expect("the summary reached the mail provider", sent);
        Ok(())
    }

    fn wait_until_sent(&self, interaction: &str) -> Result<bool> {
        let begun = Instant::now();
        while begun.elapsed() < SENT_WITHIN {
            let now = self.get(&format!("/v1/interactions/{interaction}"))?;
            match now.pointer("/delivery/status").and_then(Value::as_str) {
                Some("queued") => std::thread::sleep(Duration::from_millis(50)),
                status => return Ok(status == Some("sent")),
            }
        }
        Ok(false)
    }

    /// The id of the latest ticket of whom this number belongs to.
    pub fn ticket(&self, phone: &str) -> Result<String> {
        let found = self.lookup("phone", phone)?;
        let id = found.pointer("/tickets/0/id").and_then(Value::as_str);
        Ok(id.context("there is no ticket")?.to_owned())
    }
}
