//! What is shown of an interaction.

use crate::amount;
use crate::document::{Address, Delivery, Direction, Interaction, Participant};

/// How many colours there are for channels (`style.css`).
const HUES: u32 = 8;
/// Texts up to this many bytes are shown at once.
const AT_ONCE: usize = 2500;
/// Of a longer text this much is shown at once, in bytes.
const BEGINNING: usize = 1500;
/// How many of those who are named besides are listed.
const LISTED: usize = 6;

/// A colour for a channel. It comes from the name, because nothing here knows which channels there
/// are; the name stands beside it, so two of one colour are not confused.
pub(crate) fn hue(channel: &str) -> u32 {
    // FNV-1a, folded: near names get different colours.
    let hash = channel.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    (hash ^ (hash >> 18)) % HUES
}

/// A text, whole: what is shown at once, and what is unfolded.
#[derive(Debug, PartialEq)]
pub(crate) struct Text<'a> {
    pub beginning: &'a str,
    pub rest: &'a str,
}

impl<'a> Text<'a> {
    fn of(text: &'a str) -> Self {
        let text = text.trim_end();
        if text.len() <= AT_ONCE {
            let (beginning, rest) = (text, "");
            return Self { beginning, rest };
        }
        let (beginning, _) = text.split_at(text.floor_char_boundary(BEGINNING));
        // Not in the middle of a line, or at least not of a word, if there is an end nearby.
        let near = |end: usize| (end > BEGINNING / 2).then_some(end + 1);
        let end = beginning
            .rfind('\n')
            .and_then(near)
            .or_else(|| beginning.rfind(' ').and_then(near))
            .unwrap_or(beginning.len());
        let (beginning, rest) = text.split_at(end);
        Self { beginning, rest }
    }

    /// How long the rest is.
    pub fn remaining(&self) -> String {
        let count = u64::try_from(self.rest.chars().count()).unwrap_or(u64::MAX);
        amount::counted(count, "character", "characters")
    }
}

/// How far a sender is to be believed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Mark {
    /// `good`, `warm` or `bad` (`style.css`).
    pub tone: &'static str,
    pub text: &'static str,
}

impl Interaction {
    pub fn hue(&self) -> u32 {
        hue(&self.channel)
    }

    /// Its class, and the symbol of its direction.
    pub fn side(&self) -> &'static str {
        match self.direction {
            Direction::Inbound => "inbound",
            Direction::Outbound => "outbound",
            Direction::Internal => "internal",
        }
    }

    pub fn direction_label(&self) -> &'static str {
        match self.direction {
            Direction::Inbound => "Inbound",
            Direction::Outbound => "Outbound",
            Direction::Internal => "Internal",
        }
    }

    /// The symbol of its kind; the words are those of `wit/types.wit`.
    pub fn icon(&self) -> &'static str {
        match self.kind.as_str() {
            "call" => "call",
            "visit" => "visit",
            "purchase" => "purchase",
            "note" => "note",
            "message" => "message",
            _ => "other",
        }
    }

    pub fn is_public(&self) -> bool {
        self.visibility == "public"
    }

    /// Who it is from. A note is from nobody but its agent.
    pub fn sender(&self) -> Option<&Address> {
        let from = self.from.as_ref();
        from.filter(|_| self.direction != Direction::Internal)
    }

    /// What the sender calls themselves.
    pub fn sender_name(&self) -> Option<&str> {
        let from = self.sender()?;
        let named = |party: &&Participant| {
            party.role == "from" && party.kind == from.kind && party.value == from.value
        };
        let name = self.participants.iter().find(named)?.name.as_deref()?;
        Some(name).filter(|name| !name.trim().is_empty() && *name != from.value)
    }

    /// Whether the sender is who they say. What we sent needs no proof.
    pub fn mark(&self) -> Option<Mark> {
        if self.direction != Direction::Inbound {
            return None;
        }
        match self.from.as_ref()?.verdict.as_deref()? {
            "pass" => Some(Mark {
                tone: "good",
                text: "verified",
            }),
            "fail" => Some(Mark {
                tone: "bad",
                text: "unverified: the proof failed, this may be somebody else",
            }),
            _ => Some(Mark {
                tone: "warm",
                text: "unverified",
            }),
        }
    }

    /// Whom a note is about: the customer that it names.
    pub fn about(&self) -> Option<&Address> {
        let from = self.from.as_ref();
        from.filter(|_| self.direction == Direction::Internal)
    }

    /// Whom it went to. A note goes to nobody.
    pub fn receivers(&self) -> &[Address] {
        match self.direction {
            Direction::Internal => &[],
            Direction::Inbound | Direction::Outbound => &self.to,
        }
    }

    pub fn has_people(&self) -> bool {
        self.from.is_some() || !self.receivers().is_empty()
    }

    /// Its text, unless its author took it back.
    pub fn body(&self) -> Option<Text<'_>> {
        let text = self.text.as_deref().filter(|_| self.deleted_at.is_none());
        text.filter(|text| !text.trim().is_empty()).map(Text::of)
    }

    pub fn title(&self) -> Option<&str> {
        let subject = self.subject.as_deref();
        subject.filter(|subject| !subject.trim().is_empty())
    }

    /// The language of its text, where it can stand in `lang`.
    pub fn lang(&self) -> Option<&str> {
        let language = self.language.as_deref();
        language.filter(|tag| {
            let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
            (2..=35).contains(&tag.len()) && tag.bytes().all(allowed)
        })
    }

    /// Those who are named on it besides its sender.
    pub fn others(&self) -> Vec<&Participant> {
        let others = self
            .participants
            .iter()
            .filter(|party| party.role != "from");
        others.take(LISTED).collect()
    }

    /// How many are named and not listed.
    pub fn unlisted(&self) -> usize {
        let others = self
            .participants
            .iter()
            .filter(|party| party.role != "from");
        others.count().saturating_sub(LISTED)
    }
}

impl Participant {
    pub fn role_label(&self) -> String {
        self.role.replace('_', " ")
    }
}

impl Delivery {
    pub fn tone(&self) -> &'static str {
        match self.status.as_str() {
            "delivered" | "read" => "good",
            "failed" => "bad",
            "unknown" => "warm",
            _ => "calm",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn interaction(more: Value) -> Interaction {
        let mut value = json!({
            "id": "int_1", "channel": "email", "direction": "inbound", "kind": "message",
            "visibility": "private", "occurred_at": "2026-11-22T04:17:00.123Z",
            "from": {"kind": "email", "value": "a@b.c", "verdict": "pass"},
            "text": "hello", "truncated": false, "attachments": [],
        });
        let members = value.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn channels_have_colours_of_their_own() {
        assert!((0..HUES).contains(&hue("")));
        let names = ["sms", "email", "voice", "chat", "in-person", "messenger"];
        let mut hues = names.map(hue).to_vec();
        hues.sort_unstable();
        hues.dedup();
        assert!(hues.len() >= 5, "{hues:?}");
    }

    #[test]
    fn a_sender_is_believed_as_far_as_proven() {
        for (verdict, direction, text) in [
            ("pass", "inbound", "verified"),
            ("none", "inbound", "unverified"),
            ("", "inbound", "unverified"),
            ("pass", "outbound", ""),
            ("fail", "internal", ""),
        ] {
            let from = json!({"kind": "email", "value": "a@b.c", "verdict": verdict});
            let item = interaction(json!({"from": from, "direction": direction}));
            assert_eq!(item.mark().map_or("", |mark| mark.text), text, "{verdict}");
        }
        let from = json!({"kind": "email", "value": "a@b.c", "verdict": "fail"});
        let mark = interaction(json!({"from": from})).mark().unwrap();
        assert!(mark.text.starts_with("unverified"), "{mark:?}");
        assert_eq!(mark.tone, "bad");
    }

    #[test]
    fn a_name_is_the_senders_own() {
        let party = |role: &str, name: &str, value: &str| json!({"role": role, "name": name, "kind": "email", "value": value});
        for (parties, name) in [
            (vec![party("from", "Ann", "a@b.c")], Some("Ann")),
            (vec![party("from", "Eve", "e@b.c")], None),
            (vec![party("to", "Bob", "a@b.c")], None),
            (vec![party("from", " ", "a@b.c")], None),
            (vec![party("from", "a@b.c", "a@b.c")], None),
        ] {
            let item = interaction(json!({"participants": parties}));
            assert_eq!(item.sender_name(), name, "{parties:?}");
        }
        let many = vec![party("cc", "Bob", "x@b.c"); LISTED + 3];
        let item = interaction(json!({"participants": many}));
        assert_eq!((item.others().len(), item.unlisted()), (LISTED, 3));
    }

    #[test]
    fn what_was_taken_back_is_not_shown() {
        let at = "2026-11-22T04:18:00.000Z";
        assert!(interaction(json!({"deleted_at": at})).body().is_none());
        assert!(interaction(json!({"edited_at": at})).body().is_some());
        assert!(interaction(json!({"text": " \n"})).body().is_none());
    }

    #[test]
    fn only_a_language_can_stand_in_lang() {
        for (language, expected) in [
            ("en", Some("en")),
            ("pt-BR", Some("pt-BR")),
            ("e", None),
            ("en\" onclick", None),
        ] {
            let item = interaction(json!({"language": language}));
            assert_eq!(item.lang(), expected, "{language}");
        }
    }

    proptest! {
        #[test]
        fn a_text_is_whole(text in "[a-z é\n]{0,6000}") {
            let shown = Text::of(&text);
            prop_assert_eq!(format!("{}{}", shown.beginning, shown.rest), text.trim_end());
            prop_assert!(shown.beginning.len() <= AT_ONCE);
            prop_assert_eq!(shown.rest.is_empty(), text.trim_end().len() <= AT_ONCE);
        }
    }
}
