//! Links that hide behind words.
//!
//! Telegram counts in UTF-16 code units: <https://core.telegram.org/bots/api#messageentity>. Entities are
//! the sender's client's word, so they may say anything.

use serde_json::Value;

use crate::payload::{integer, list, object, text};

/// The text with the target of each hidden link behind its words: `our shop (https://example.com)`,
/// and `Ann (tg://user?id=42)` for a mention of somebody without a username. `entities` is the
/// member of `message` that belongs to the text.
///
/// What points outside of the text is left out; nothing is ever put between the two halves of a
/// character. The time is linear but for sorting the entities.
pub fn with_links(written: &str, message: &Value, entities: &str) -> String {
    let mut targets: Vec<(u64, String)> = list(message, entities)
        .iter()
        .filter_map(|entity| Some((end(entity)?, target(entity)?)))
        .collect();
    if targets.is_empty() {
        return written.to_owned();
    }
    // Stable: of two that end together the first stays first.
    targets.sort_by_key(|(end, _)| *end);
    let mut targets = targets.into_iter().peekable();
    let mut out = String::with_capacity(written.len() + 64);
    let mut at = 0_u64;
    let mut put = |out: &mut String, at: u64| {
        while let Some((_, target)) = targets.next_if(|(end, _)| *end <= at) {
            // A link that is written out needs no second mention.
            if !out.ends_with(&target) {
                out.push_str(" (");
                out.push_str(&target);
                out.push(')');
            }
        }
    };
    for char in written.chars() {
        put(&mut out, at);
        out.push(char);
        at += char.len_utf16() as u64;
    }
    put(&mut out, at);
    out
}

/// Where an entity ends, in code units; none for one that is empty or begins before the text.
fn end(entity: &Value) -> Option<u64> {
    let offset = u64::try_from(integer(entity, "offset")?).ok()?;
    let length = u64::try_from(integer(entity, "length")?).ok()?;
    let end = offset.checked_add(length)?;
    (length > 0).then_some(end)
}

fn target(entity: &Value) -> Option<String> {
    match text(entity, "type")? {
        "text_link" => text(entity, "url").map(str::to_owned),
        "text_mention" => {
            let user = integer(object(entity, "user")?, "id")?;
            Some(format!("tg://user?id={user}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn link(offset: i64, length: i64, url: &str) -> Value {
        json!({"type": "text_link", "offset": offset, "length": length, "url": url})
    }

    #[test]
    fn targets_stand_behind_their_words() {
        for (text, entities, expected) in [
            (
                "see here now",
                vec![link(4, 4, "https://a.example")],
                "see here (https://a.example) now",
            ),
            (
                "here",
                vec![link(0, 4, "https://a.example")],
                "here (https://a.example)",
            ),
            // The emoji has two code units.
            (
                "\u{1f44b} here, ok",
                vec![link(3, 4, "u:1")],
                "\u{1f44b} here (u:1), ok",
            ),
            // Into the middle of it: behind it.
            ("a\u{1f44b}b", vec![link(0, 2, "u:1")], "a\u{1f44b} (u:1)b"),
            (
                "ab",
                vec![link(0, 2, "u:1"), link(0, 1, "u:2")],
                "a (u:2)b (u:1)",
            ),
            (
                "ab",
                vec![link(0, 2, "u:1"), link(1, 1, "u:2")],
                "ab (u:1) (u:2)",
            ),
            (
                "https://a.example",
                vec![link(0, 17, "https://a.example")],
                "https://a.example",
            ),
            (
                "Ann?",
                vec![json!({"type": "text_mention", "offset": 0, "length": 3, "user": {"id": 42}})],
                "Ann (tg://user?id=42)?",
            ),
            // Nonsense.
            ("ab", vec![link(0, 3, "u:1")], "ab"),
            ("ab", vec![link(-1, 2, "u:1")], "ab"),
            ("ab", vec![link(1, -1, "u:1")], "ab"),
            ("ab", vec![link(1, 0, "u:1")], "ab"),
            ("ab", vec![link(i64::MAX, i64::MAX, "u:1")], "ab"),
            ("ab", vec![link(0, 1, "")], "ab"),
            (
                "ab",
                vec![json!({"type": "bold", "offset": 0, "length": 1, "url": "u:1"})],
                "ab",
            ),
            (
                "ab",
                vec![
                    json!(["text_link"]),
                    json!(null),
                    json!({"type": "text_link"}),
                ],
                "ab",
            ),
            ("", vec![link(0, 1, "u:1")], ""),
        ] {
            let message = json!({ "entities": entities });
            assert_eq!(
                with_links(text, &message, "entities"),
                expected,
                "{entities:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_entities_keep_the_text(
            text in "[a\u{e9}\u{1f44b} ]{0,20}",
            entities in prop::collection::vec((-2_i64..30, -2_i64..30), 0..6),
        ) {
            let entities: Vec<_> = entities.iter().map(|(o, l)| link(*o, *l, "<>")).collect();
            let shown = with_links(&text, &json!({ "e": entities }), "e");
            prop_assert_eq!(shown.replace(" (<>)", ""), text);
        }
    }
}
