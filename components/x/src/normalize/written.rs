//! A text as its author wrote it.
//!
//! X escapes `&`, `<` and `>`, puts a link of its own in place of each link, and appends one for what is
//! attached. The entities beside a text say where its links lead.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::payload::{list, text};

const START: &str = "https://t.co/";
/// Longer targets stay behind X's link.
const LONGEST_TARGET: usize = 2048;
/// By how much a text may grow, in bytes: a few links may stand in it many times.
const ROOM: usize = 64 * 1024;

/// Where X's links lead; `None` for those that stand for an attachment.
#[derive(Debug, Default)]
pub struct Links<'a>(BTreeMap<&'a str, Option<&'a str>>);

impl<'a> Links<'a> {
    /// Adds those of an `entities` member, of either API.
    pub fn add(&mut self, entities: Option<&'a Value>) {
        let Some(entities) = entities else { return };
        for link in list(entities, "urls") {
            let Some(url) = text(link, "url") else {
                continue;
            };
            let target = text(link, "expanded_url").filter(|t| t.len() <= LONGEST_TARGET);
            // The newer API lists attachments among the links.
            let target = match link.get("media_key") {
                Some(_) => None,
                None => Some(target.unwrap_or(url)),
            };
            self.0.insert(url, target);
        }
        self.attached(list(entities, "media"));
    }

    /// Adds the links of attachments.
    pub fn attached(&mut self, media: &'a [Value]) {
        let links = media.iter().filter_map(|media| text(media, "url"));
        self.0.extend(links.map(|url| (url, None)));
    }
}

/// The text with its links written out, without those that stand for an attachment, and unescaped;
/// `None` when nothing is left.
pub fn written(escaped: &str, links: &Links<'_>) -> Option<String> {
    let text = unescaped(escaped);
    let mut room = ROOM;
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, link, after)) = next_link(rest) {
        out.push_str(before);
        match links.0.get(link) {
            Some(Some(target)) if target.len() <= room => {
                room -= target.len();
                out.push_str(target);
            }
            Some(None) => {}
            _ => out.push_str(link),
        }
        rest = after;
    }
    out.push_str(rest);
    let out = out.trim_end();
    (!out.is_empty()).then(|| out.to_owned())
}

/// What stands before the next link of X's, the link, and what follows.
fn next_link(text: &str) -> Option<(&str, &str, &str)> {
    let (before, from) = text.split_at_checked(text.find(START)?)?;
    let code = from.get(START.len()..)?;
    let length = code.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (link, after) = from.split_at_checked(START.len() + length)?;
    Some((before, link, after))
}

/// `&amp;`, `&lt;` and `&gt;`, once.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.find('&').and_then(|at| rest.split_at_checked(at)) {
        out.push_str(before);
        let escapes = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&", "&")];
        let found = escapes
            .into_iter()
            .find_map(|(escape, char)| Some((char, from.strip_prefix(escape)?)));
        // `from` begins with `&`, so the last of them is found.
        let (char, after) = found.unwrap_or(("", ""));
        out.push_str(char);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The text without the mentions that X puts in front of an answer: those before the first
/// character that is shown, as `display_text_range` of `post` counts them in characters.
pub fn shown<'a>(text: &'a str, post: &Value) -> &'a str {
    let first = first_shown(post).unwrap_or_default();
    let at = text.char_indices().nth(first).map_or(0, |(at, _)| at);
    match text.split_at_checked(at) {
        Some((hidden, shown)) if hidden.split_whitespace().all(|word| word.starts_with('@')) => {
            shown
        }
        _ => text,
    }
}

fn first_shown(post: &Value) -> Option<usize> {
    let first = list(post, "display_text_range").first()?;
    usize::try_from(first.as_u64()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_text_reads_as_it_was_written() {
        let entities = json!({
            "urls": [
                {"url": "https://t.co/aB1", "expanded_url": "https://shop.example/?a=1&amp=2"},
                {"url": "https://t.co/p", "expanded_url": "https://x.com/i/1/photo/1", "media_key": "3_1"},
                {"url": "https://t.co/noTarget"},
                {"url": "https://t.co/long", "expanded_url": "x".repeat(LONGEST_TARGET + 1)},
                {"expanded_url": "https://nowhere.example"}, 7,
            ],
            "media": [{"url": "https://t.co/m"}, {}],
        });
        let mut links = Links::default();
        links.add(Some(&entities));
        links.add(None);
        for (text, expected) in [
            (
                "see https://t.co/aB1, ok",
                Some("see https://shop.example/?a=1&amp=2, ok"),
            ),
            (
                "https://t.co/aB1,https://t.co/aB1",
                Some("https://shop.example/?a=1&amp=2,https://shop.example/?a=1&amp=2"),
            ),
            (
                "https://t.co/aB1x https://t.co/",
                Some("https://t.co/aB1x https://t.co/"),
            ),
            ("http://t.co/aB1", Some("http://t.co/aB1")),
            (
                "https://t.co/noTarget https://t.co/long",
                Some("https://t.co/noTarget https://t.co/long"),
            ),
            ("look https://t.co/p https://t.co/m", Some("look")),
            ("https://t.co/m", None),
            ("", None),
            (
                "1 &lt; 2 &amp;&amp; 3 &gt; 2 &amp;lt; & &quot; &",
                Some("1 < 2 && 3 > 2 &lt; & &quot; &"),
            ),
            (
                "é\u{1f44b} https://t.co/é",
                Some("é\u{1f44b} https://t.co/é"),
            ),
        ] {
            assert_eq!(written(text, &links).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_text_does_not_grow_without_end() {
        let target = format!("https://example.com/{}", "y".repeat(2000));
        let entities = json!({"urls": [{"url": "https://t.co/a", "expanded_url": target}]});
        let mut links = Links::default();
        links.add(Some(&entities));
        let text = "https://t.co/a ".repeat(10_000);
        let grown = written(&text, &links).unwrap_or_default();
        assert!(grown.len() <= text.len() + ROOM && grown.contains(&target));
    }

    #[test]
    fn mentions_in_front_of_an_answer_are_hidden() {
        for (text, range, expected) in [
            ("@shop @ann where is it?", json!([11, 23]), "where is it?"),
            ("@shop where is it?", json!([0, 18]), "@shop where is it?"),
            ("hello @shop", json!([6, 11]), "hello @shop"),
            ("@é\u{1f44b} hi", json!([4, 6]), "hi"),
            ("@shop", json!([99, 5]), "@shop"),
            ("@shop", json!(["x"]), "@shop"),
            ("@shop", json!([-1]), "@shop"),
            ("@shop", json!(null), "@shop"),
        ] {
            assert_eq!(
                shown(text, &json!({ "display_text_range": range })),
                expected,
                "{text}"
            );
        }
    }
}
