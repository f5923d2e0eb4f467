//! A telephone call: one interaction that grows.
//!
//! What becomes known of a call is a set of facts that come in any order and any number of times. Each
//! is an entry; what they amount to is a [`Call`], whose parts only ever grow, so that the order makes
//! no difference.

use crate::draft::SHOWN;
use crate::entry::Event;
use crate::name::{InteractionId, LogName};
use serde::{Deserialize, Serialize};

/// The kind of interactions that are calls.
pub const KIND: &str = "call";
/// How many calls of one customer a view keeps up to date.
const LATEST: usize = 8;
/// How much of the words of one call a view keeps, in bytes.
const VIEWED: usize = 2 * SHOWN;
/// How many recordings of one call, and how many words, are kept: the first ones.
const MOST: usize = 12;

/// How a call, or the agent's part of it, ended. When several ends are reported the last of these
/// counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The caller gave up.
    Canceled,
    /// The network's fault.
    Failed,
    /// Nobody took it.
    NoAnswer,
    /// The line was taken.
    Busy,
    /// It came about.
    Completed,
}

/// An end with how long it had lasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct End {
    /// How.
    pub ending: Ending,
    /// Seconds.
    pub seconds: Option<u32>,
}

/// A recording, which the provider keeps.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Recording {
    /// The provider's id.
    pub id: String,
    /// Where it is.
    pub url: Option<String>,
    /// How long it is.
    pub seconds: Option<u32>,
    /// Left for us, and not the talk.
    pub voicemail: bool,
}

/// Where words come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WordSource {
    /// The caller said them.
    Speech,
    /// The caller keyed them.
    Keys,
    /// Written down from a recording.
    Transcription,
}

/// Words of a call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Said {
    /// When, in milliseconds.
    pub at: u64,
    /// Unique in the call.
    pub id: String,
    /// Where they come from.
    pub source: WordSource,
    /// The words; their first 2 KB in a view and in an entry.
    pub text: String,
}

/// What an agent said of a call afterwards.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WrapUp {
    /// When, in milliseconds.
    pub at: u64,
    /// The note.
    pub note: InteractionId,
    /// How long the work took.
    pub seconds: Option<u32>,
    /// What the call came to.
    pub disposition: Option<String>,
}

/// One thing that became known of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// An agent took it.
    Answered(Option<String>),
    /// The agent's part is over.
    AgentEnded(End),
    /// All of it is over.
    Ended(End),
    /// There is a recording.
    Recorded(Recording),
    /// Something was said.
    Said {
        /// Unique in the call.
        id: String,
        /// Where it comes from.
        source: WordSource,
        /// Its first 2 KB.
        text: String,
    },
    /// An agent noted what it came to.
    WrappedUp {
        /// The note.
        note: InteractionId,
        /// How long the work took.
        seconds: Option<u32>,
        /// What the call came to.
        disposition: Option<String>,
    },
}

/// A fact as an entry keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Growth {
    /// The home of the call.
    pub home: LogName,
    /// Which.
    pub of: InteractionId,
    /// When it happened, in milliseconds.
    pub at: u64,
    /// What.
    pub fact: Fact,
}

/// What is known of a call. Every part of it has an order, and the greater of two counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// When an agent took it, in milliseconds; the earliest that was reported.
    pub answered_at: Option<u64>,
    /// Who did.
    pub agent: Option<String>,
    /// How the agent's part ended.
    pub agent_end: Option<End>,
    /// How all of it ended.
    pub end: Option<End>,
    /// When it was first known to be over, in milliseconds.
    pub ended_at: Option<u64>,
    /// By id.
    pub recordings: Vec<Recording>,
    /// In the order in which they were said.
    pub words: Vec<Said>,
    /// The latest.
    pub wrap_up: Option<WrapUp>,
}

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CallStatus {
    /// Nobody took it yet.
    Ringing,
    /// An agent and the customer talk.
    InProgress,
    /// They talked.
    Completed,
    /// A message was left.
    Voicemail,
    /// Nobody took it.
    Missed,
    /// The line was taken.
    Busy,
    /// The network's fault.
    Failed,
    /// Nobody took it at the other end.
    NoAnswer,
    /// Given up before anybody took it.
    Canceled,
}

fn earliest(mine: &mut Option<u64>, other: Option<u64>) {
    *mine = match (*mine, other) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
}

impl Call {
    /// A call of which one thing is known.
    #[must_use]
    pub fn of(at: u64, fact: &Fact) -> Self {
        let mut call = Self::default();
        match fact {
            Fact::Answered(agent) => {
                call.answered_at = Some(at);
                call.agent.clone_from(agent);
            }
            Fact::AgentEnded(end) => {
                call.agent_end = Some(*end);
                // With the talk the call is over; without one it goes on to the voicemail.
                call.ended_at = (end.ending == Ending::Completed).then_some(at);
            }
            Fact::Ended(end) => {
                call.end = Some(*end);
                call.ended_at = Some(at);
            }
            Fact::Recorded(recording) => {
                call.ended_at = recording.voicemail.then_some(at);
                call.recordings.push(recording.clone());
            }
            Fact::Said { id, source, text } => call.words.push(Said {
                at,
                id: id.clone(),
                source: *source,
                text: text.clone(),
            }),
            Fact::WrappedUp {
                note,
                seconds,
                disposition,
            } => {
                call.wrap_up = Some(WrapUp {
                    at,
                    note: *note,
                    seconds: *seconds,
                    disposition: disposition.clone(),
                });
            }
        }
        call
    }

    /// Takes over what another one knows, and says whether that was anything new. The order of calls
    /// makes no difference, nor how often each is made.
    pub fn learn(&mut self, other: &Self) -> bool {
        let before = self.clone();
        earliest(&mut self.answered_at, other.answered_at);
        earliest(&mut self.ended_at, other.ended_at);
        self.agent = self.agent.take().max(other.agent.clone());
        self.agent_end = self.agent_end.max(other.agent_end);
        self.end = self.end.max(other.end);
        self.wrap_up = self.wrap_up.take().max(other.wrap_up.clone());
        for recording in &other.recordings {
            self.record(recording);
        }
        for said in &other.words {
            self.hear(said);
        }
        *self != before
    }

    fn record(&mut self, new: &Recording) {
        match self.recordings.iter_mut().find(|known| known.id == new.id) {
            Some(known) => {
                known.url = known.url.take().max(new.url.clone());
                known.seconds = known.seconds.max(new.seconds);
                known.voicemail |= new.voicemail;
            }
            None => self.recordings.push(new.clone()),
        }
        self.recordings.sort();
        self.recordings.truncate(MOST);
    }

    /// The same words reported twice are there once, as whole as they ever were.
    fn hear(&mut self, new: &Said) {
        match self.words.iter_mut().find(|known| known.id == new.id) {
            Some(known) => {
                known.at = known.at.min(new.at);
                known.source = known.source.max(new.source);
                let longer = (new.text.len(), &new.text) > (known.text.len(), &known.text);
                if longer {
                    known.text.clone_from(&new.text);
                }
            }
            None => self.words.push(new.clone()),
        }
        self.words.sort();
        self.words.truncate(MOST);
    }

    /// Whether nothing more is to be expected of it but afterthoughts.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.ended_at.is_some()
    }

    /// Where it stands.
    #[must_use]
    pub fn status(&self, inbound: bool) -> CallStatus {
        let talked = self
            .agent_end
            .is_some_and(|end| end.ending == Ending::Completed)
            || self.answered_at.is_some();
        match (self.is_over(), talked) {
            (false, false) => return CallStatus::Ringing,
            (false, true) => return CallStatus::InProgress,
            (true, true) => return CallStatus::Completed,
            (true, false) => {}
        }
        if self.recordings.iter().any(|r| r.voicemail) {
            return CallStatus::Voicemail;
        }
        match self.end.map(|end| end.ending) {
            Some(Ending::Busy) if !inbound => CallStatus::Busy,
            Some(Ending::NoAnswer) if !inbound => CallStatus::NoAnswer,
            Some(Ending::Failed) => CallStatus::Failed,
            Some(Ending::Canceled) => CallStatus::Canceled,
            _ if inbound => CallStatus::Missed,
            _ => CallStatus::NoAnswer,
        }
    }

    /// Seconds of talk between agent and customer.
    #[must_use]
    pub fn talk_seconds(&self) -> Option<u32> {
        let end = self.agent_end.filter(|end| end.ending == Ending::Completed);
        end.and_then(|end| end.seconds)
    }

    /// Cuts off what a view does not keep of the words.
    fn shorten(&mut self) {
        let mut left = VIEWED;
        for said in &mut self.words {
            let most = said.text.floor_char_boundary(left);
            said.text.truncate(most);
            left -= said.text.len();
        }
    }

    /// Everything that was said, a line each.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        let lines: Vec<&str> = self.words.iter().map(|said| said.text.as_str()).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}

/// A call of a customer's, with what the fold needs to show it anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracked {
    /// Which.
    pub id: InteractionId,
    /// When it was recorded, in milliseconds.
    pub at: u64,
    /// The customer called us.
    pub inbound: bool,
    /// The text that it was recorded with; its first 2 KB.
    pub text: Option<String>,
    /// What became known since.
    pub call: Call,
}

/// The latest calls of one customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calls(Vec<Tracked>);

impl Calls {
    /// One of them.
    #[must_use]
    pub fn get(&self, id: InteractionId) -> Option<&Tracked> {
        self.0.iter().find(|tracked| tracked.id == id)
    }

    /// Notes an interaction, if it is a call.
    pub(crate) fn add(&mut self, event: &Event) {
        if event.kind != KIND || event.deleted_at.is_some() {
            return;
        }
        let mut text = event.text.clone();
        crate::draft::cut(&mut text, SHOWN);
        self.0.push(Tracked {
            id: event.id,
            at: event.recorded_at,
            inbound: event.direction == crate::entry::Direction::Inbound,
            text,
            call: Call::default(),
        });
        self.trim();
    }

    /// Nothing is to be known of it any more.
    pub(crate) fn forget(&mut self, id: InteractionId) {
        self.0.retain(|tracked| tracked.id != id);
    }

    /// Folds a fact; the call as it stands now, if that changed anything.
    pub(crate) fn grow(&mut self, growth: &Growth) -> Option<&Tracked> {
        let tracked = self.0.iter_mut().find(|t| t.id == growth.of)?;
        let fact = Call::of(growth.at, &growth.fact);
        let grown = tracked.call.learn(&fact);
        tracked.call.shorten();
        grown.then_some(&*tracked)
    }

    pub(crate) fn import(&mut self, other: &Self) {
        for theirs in &other.0 {
            match self.0.iter_mut().find(|t| t.id == theirs.id) {
                Some(known) => {
                    known.call.learn(&theirs.call);
                }
                None => self.0.push(theirs.clone()),
            }
        }
        self.trim();
    }

    fn trim(&mut self) {
        self.0.sort_by_key(|tracked| (tracked.at, tracked.id));
        let excess = self.0.len().saturating_sub(LATEST);
        self.0.drain(..excess);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fact() -> impl Strategy<Value = (u64, Fact)> {
        let ending = prop_oneof![
            Just(Ending::Canceled),
            Just(Ending::NoAnswer),
            Just(Ending::Busy),
            Just(Ending::Completed)
        ];
        let end = (ending, proptest::option::of(0..99u32))
            .prop_map(|(ending, seconds)| End { ending, seconds });
        let name = || proptest::option::of("[ab]");
        let fact = prop_oneof![
            name().prop_map(Fact::Answered),
            end.clone().prop_map(Fact::AgentEnded),
            end.prop_map(Fact::Ended),
            ("[a-d]", name(), any::<bool>()).prop_map(|(id, url, voicemail)| {
                Fact::Recorded(Recording {
                    id,
                    url,
                    seconds: None,
                    voicemail,
                })
            }),
            ("[a-z]", "[a-c]{0,3}").prop_map(|(id, text)| Fact::Said {
                id,
                source: WordSource::Speech,
                text
            }),
            name().prop_map(|disposition| Fact::WrappedUp {
                note: InteractionId([7; 16]),
                seconds: Some(3),
                disposition
            }),
        ];
        (0..50u64, fact)
    }

    fn all(facts: &[(u64, Fact)]) -> Call {
        let mut call = Call::default();
        for (at, fact) in facts {
            call.learn(&Call::of(*at, fact));
        }
        call
    }

    proptest! {
        #[test]
        fn neither_order_nor_repetition_makes_a_difference(
            (facts, shuffled) in proptest::collection::vec(fact(), 0..12)
                .prop_flat_map(|facts| (Just(facts.clone()), Just(facts).prop_shuffle())),
            again in 0..12usize,
        ) {
            let mut repeated = shuffled.clone();
            repeated.extend(shuffled.get(again).cloned());
            prop_assert_eq!(all(&facts), all(&repeated));
            // Halves that were folded apart come together to the same.
            let (left, right) = shuffled.split_at(shuffled.len() / 2);
            let mut joined = all(left);
            joined.learn(&all(right));
            prop_assert_eq!(all(&facts), joined);
        }
    }

    #[test]
    fn where_a_call_stands() {
        let end = |ending, seconds| End {
            ending,
            seconds: Some(seconds),
        };
        let answered = (5, Fact::Answered(None));
        let talked = (9, Fact::AgentEnded(end(Ending::Completed, 4)));
        let unanswered = (9, Fact::AgentEnded(end(Ending::NoAnswer, 0)));
        let over = (12, Fact::Ended(end(Ending::Completed, 10)));
        let message = (
            11,
            Fact::Recorded(Recording {
                id: "RE1".into(),
                url: None,
                seconds: Some(3),
                voicemail: true,
            }),
        );
        for (facts, status) in [
            (vec![], CallStatus::Ringing),
            (vec![&unanswered], CallStatus::Ringing),
            (vec![&answered], CallStatus::InProgress),
            (vec![&answered, &talked], CallStatus::Completed),
            (vec![&talked], CallStatus::Completed),
            (vec![&over, &talked, &answered], CallStatus::Completed),
            (vec![&over], CallStatus::Missed),
            (vec![&unanswered, &over], CallStatus::Missed),
            (vec![&unanswered, &message], CallStatus::Voicemail),
            (vec![&message, &over, &unanswered], CallStatus::Voicemail),
        ] {
            let facts: Vec<_> = facts.into_iter().cloned().collect();
            assert_eq!(all(&facts).status(true), status, "{facts:?}");
        }
        let call = all(&[answered, talked, over]);
        assert_eq!(call.talk_seconds(), Some(4));
        assert_eq!((call.answered_at, call.ended_at), (Some(5), Some(9)));
        assert_eq!(Call::default().talk_seconds(), None);
    }
}
