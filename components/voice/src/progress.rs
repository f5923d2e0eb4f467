//! What became of a call: Twilio's callbacks to facts.
//!
//! What each callback means, in both directions, is a table in the README. Twilio's side:
//! <https://www.twilio.com/docs/voice/api/call-resource#statuscallback>,
//! <https://www.twilio.com/docs/voice/twiml/dial#action>,
//! <https://www.twilio.com/docs/voice/twiml/number#status-callback-http-parameters>,
//! <https://www.twilio.com/docs/voice/twiml/record#recordingstatuscallback>.

use jiff::fmt::rfc2822;
use throughline_channel_kit::calls::{End, Ending, Fact, Progress, Recording, Source, Words};
use throughline_channel_kit::types::{Target, Timestamp};
use throughline_channel_kit::{Command, Webhook};
use throughline_twilio::callback::is_interaction_id;
use throughline_twilio::payload::{Parameters, Unreadable};

use crate::normalize::{self, cut};

/// The longest words of a call that the timeline takes, in bytes.
const MOST_WORDS: usize = 16 * 1024;
/// The longest address of a recording that is kept, in bytes.
const MOST_URL: usize = 2048;

/// A request that is about a call.
pub struct Report<'a> {
    pub webhook: &'a Webhook,
    pub parameters: &'a Parameters,
    pub now: Timestamp,
}

/// How far a leg got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// Not taken yet.
    Ringing,
    /// Taken.
    Taken,
    Over(Ending),
}

impl Report<'_> {
    /// `SpeechResult` and `Digits` of `<Gather>`. There is one in a call, so their names are enough
    /// to know them by when they come again.
    pub fn input(&self) -> Result<Vec<Command>, Unreadable> {
        let mut commands = Vec::new();
        for (parameter, source) in [("SpeechResult", Source::Speech), ("Digits", Source::Keys)] {
            if let Some(text) = self.parameters.one(parameter)? {
                let fact = words(parameter.to_owned(), source, text);
                commands.push(self.progress(fact, None)?);
            }
        }
        Ok(commands)
    }

    /// `DialCallStatus`: what became of the leg that `<Dial>` began. `ours` for a call of ours, whose
    /// `<Dial>` is for the customer.
    pub fn dialled(&self, ours: bool) -> Result<Vec<Command>, Unreadable> {
        let status = self.parameters.need("DialCallStatus")?;
        let seconds = self.seconds("DialCallDuration");
        match known(status)? {
            Status::Over(ending) => {
                let fact = leg_ended(End { ending, seconds }, ours);
                Ok(vec![self.progress(fact, None)?])
            }
            _ => Err(unknown(status)),
        }
    }

    /// Progress of the leg that `<Dial>` began: the agent's on an incoming call, the customer's on
    /// one of ours. That it is taken means that the two talk.
    pub fn leg(&self, ours: bool) -> Result<Vec<Command>, Unreadable> {
        let fact = match known(self.parameters.need("CallStatus")?)? {
            Status::Ringing => return Ok(Vec::new()),
            Status::Taken => Fact::Answered(None),
            Status::Over(ending) => {
                let seconds = self.seconds("CallDuration");
                leg_ended(End { ending, seconds }, ours)
            }
        };
        Ok(vec![self.progress(fact, self.at("Timestamp"))?])
    }

    /// Progress of the first leg of a call: the customer's on an incoming call, the agent's on one of
    /// ours. The incoming call itself may be news. Of another leg it is none.
    pub fn call(&self) -> Result<Vec<Command>, Unreadable> {
        let status = known(self.parameters.need("CallStatus")?)?;
        if self.parameters.one("ParentCallSid")?.is_some() {
            return Ok(Vec::new());
        }
        let ours = self.ours().is_some() || normalize::is_ours(self.parameters)?;
        let at = self.at("Timestamp");
        let mut commands = Vec::new();
        if !ours {
            let seconds = self.seconds("CallDuration").unwrap_or_default();
            let began = at.map(|at| at.saturating_sub(u64::from(seconds) * 1000));
            let call = normalize::call(self.parameters, began)?;
            commands.push(Command::Record(Box::new(call)));
        }
        if let Status::Over(ending) = status {
            // Of a call of ours it says that the agent hung up. Whether the customer had taken it
            // says the other leg; if that says nothing, it never came to that.
            let ending = match ending {
                Ending::Completed if ours => Ending::Canceled,
                other => other,
            };
            let seconds = self.seconds("CallDuration");
            let fact = Fact::Ended(End { ending, seconds });
            commands.push(self.progress(fact, at)?);
        }
        Ok(commands)
    }

    /// The message that was left, as `<Record>` hands it over: its own callback may get lost.
    pub fn voicemail(&self) -> Result<Vec<Command>, Unreadable> {
        match self.parameters.one("RecordingSid")? {
            Some(_) => Ok(vec![self.recorded(true)?]),
            None => Ok(Vec::new()),
        }
    }

    /// A recording that is there. That one began or that there is none says nothing.
    pub fn recording(&self) -> Result<Vec<Command>, Unreadable> {
        let voicemail = self.webhook.query_value("voicemail").as_deref() == Some("1");
        match self.parameters.one("RecordingStatus")? {
            Some("in-progress" | "absent") => Ok(Vec::new()),
            Some("completed") | None => Ok(vec![self.recorded(voicemail)?]),
            Some(other) => Err(unknown(other)),
        }
    }

    fn recorded(&self, voicemail: bool) -> Result<Command, Unreadable> {
        let url = self.parameters.one("RecordingUrl")?;
        let seconds = self.seconds("RecordingDuration");
        let began = self.at("RecordingStartTime");
        let ended = began
            .zip(seconds)
            .map(|(at, seconds)| at + u64::from(seconds) * 1000);
        let fact = Fact::Recording(Recording {
            id: cut(self.parameters.need("RecordingSid")?, 256).to_owned(),
            url: url.filter(|url| url.len() <= MOST_URL).map(str::to_owned),
            seconds,
            voicemail,
        });
        self.progress(fact, ended.filter(|at| *at <= self.now))
    }

    /// Words that Twilio wrote down from a recording.
    pub fn transcription(&self) -> Result<Vec<Command>, Unreadable> {
        match self.parameters.need("TranscriptionStatus")? {
            "completed" => {}
            "failed" => return Err(Unreadable("Twilio could not write it down".to_owned())),
            other => return Err(unknown(other)),
        }
        let id = cut(self.parameters.need("TranscriptionSid")?, 256);
        let Some(text) = self.parameters.one("TranscriptionText")? else {
            // Nobody said anything.
            return Ok(Vec::new());
        };
        let fact = words(id.to_owned(), Source::Transcription, text);
        Ok(vec![self.progress(fact, None)?])
    }

    /// Our id of the call, which its URLs carry.
    pub fn ours(&self) -> Option<String> {
        call_of(self.webhook)
    }

    fn progress(&self, fact: Fact, occurred_at: Option<Timestamp>) -> Result<Command, Unreadable> {
        let target = match self.ours() {
            Some(id) => Target::Interaction(id),
            None => Target::Provider(normalize::reference(self.parameters)?),
        };
        Ok(Command::Progress(Progress {
            target,
            fact,
            occurred_at,
        }))
    }

    /// RFC 2822, `Sun, 22 Nov 2026 04:17:00 +0000`; none that is unreadable or yet to come.
    fn at(&self, parameter: &str) -> Option<Timestamp> {
        let written = self.parameters.one(parameter).ok().flatten();
        let parser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
        let time = written.and_then(|written| parser.parse_timestamp(written).ok());
        let time = time.and_then(|time| u64::try_from(time.as_millisecond()).ok());
        time.filter(|time| *time <= self.now)
    }

    fn seconds(&self, parameter: &str) -> Option<u32> {
        let written = self.parameters.one(parameter).ok().flatten();
        written.and_then(|seconds| seconds.parse().ok())
    }
}

/// The interaction that a URL of ours is about.
pub fn call_of(webhook: &Webhook) -> Option<String> {
    webhook
        .query_value("call")
        .filter(|id| is_interaction_id(id))
}

/// On an incoming call it is the agent's part that is over; there is a mailbox for what comes then.
/// On a call of ours there is nobody else: not to be reached is the end of it.
fn leg_ended(end: End, ours: bool) -> Fact {
    match end.ending {
        Ending::Completed => Fact::AgentEnded(end),
        _ if ours => Fact::Ended(end),
        _ => Fact::AgentEnded(end),
    }
}

fn known(status: &str) -> Result<Status, Unreadable> {
    Ok(match status {
        "queued" | "initiated" | "ringing" => Status::Ringing,
        "in-progress" | "answered" => Status::Taken,
        "completed" => Status::Over(Ending::Completed),
        "busy" => Status::Over(Ending::Busy),
        "failed" => Status::Over(Ending::Failed),
        "no-answer" => Status::Over(Ending::NoAnswer),
        "canceled" => Status::Over(Ending::Canceled),
        other => return Err(unknown(other)),
    })
}

fn unknown(status: &str) -> Unreadable {
    let status = status.chars().take(40).collect::<String>();
    Unreadable(format!("the status {status:?} is not known"))
}

fn words(id: String, source: Source, text: &str) -> Fact {
    Fact::Words(Words {
        id,
        source,
        text: cut(text, MOST_WORDS).to_owned(),
    })
}
