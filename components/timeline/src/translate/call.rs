//! Calls of the contract as the journal's, and back.

use super::{identity, receipt};
use crate::shell::exports::throughline::timeline::{calls as wit, tickets, types};
use throughline_journal::entry::Identity;
use throughline_journal::{
    Answer, Briefing, CallNote, Caller, End, Ending, Error, Fact, Naming, Recording, WordSource,
    Words,
};

/// Identities in their canonical spelling.
pub fn identities(naming: &Naming, who: Vec<types::Identity>) -> Result<Vec<Identity>, Error> {
    let who = who.into_iter().map(identity);
    who.map(|i| naming.identity(&i.kind, &i.value)).collect()
}

pub fn caller(caller: &Caller) -> wit::Caller {
    wit::Caller {
        receipt: receipt(&caller.receipt),
        proven: caller.proven,
        language: caller.language.clone(),
        ticket: caller.ticket.clone(),
    }
}

pub fn briefing(briefing: Briefing) -> wit::Briefing {
    wit::Briefing {
        customer: types::Identity {
            kind: briefing.customer.kind,
            value: briefing.customer.value,
        },
        name: briefing.name,
        language: briefing.language,
        ticket: briefing.ticket,
        said: briefing.said,
        unproven: briefing.unproven,
    }
}

fn end(end: wit::End) -> End {
    End {
        ending: match end.ending {
            wit::Ending::Completed => Ending::Completed,
            wit::Ending::Busy => Ending::Busy,
            wit::Ending::Failed => Ending::Failed,
            wit::Ending::NoAnswer => Ending::NoAnswer,
            wit::Ending::Canceled => Ending::Canceled,
        },
        seconds: end.seconds,
    }
}

pub fn fact(fact: wit::Fact) -> Fact {
    match fact {
        wit::Fact::Answered(agent) => Fact::Answered(agent),
        wit::Fact::AgentEnded(how) => Fact::AgentEnded(end(how)),
        wit::Fact::Ended(how) => Fact::Ended(end(how)),
        wit::Fact::Recording(recording) => Fact::Recorded(Recording {
            id: recording.id,
            url: recording.url,
            seconds: recording.seconds,
            voicemail: recording.voicemail,
        }),
        wit::Fact::Words(words) => Fact::Said {
            id: words.id,
            source: match words.source {
                wit::Source::Speech => WordSource::Speech,
                wit::Source::Keys => WordSource::Keys,
                wit::Source::Transcription => WordSource::Transcription,
            },
            text: words.text,
        },
    }
}

/// A call of ours: an answer without words.
pub fn call(agent: Option<String>, number: Option<String>, key: Option<String>) -> Answer {
    let variables = number.map(|number| {
        let number = serde_json::json!({ "agent_number": number });
        number.to_string().into_bytes()
    });
    Answer {
        words: Words {
            variables,
            ..Words::default()
        },
        agent,
        idempotency_key: key,
        call: true,
        ..Answer::default()
    }
}

pub fn call_note(note: tickets::CallNote) -> CallNote {
    CallNote {
        call: note.call,
        text: note.text,
        agent: note.agent,
        seconds: note.seconds,
        disposition: note.disposition,
        idempotency_key: note.idempotency_key,
    }
}
