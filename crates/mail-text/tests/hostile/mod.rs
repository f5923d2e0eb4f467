//! What must hold for any mail: shared by the properties, the fuzz targets and the replay of their seeds.
#![allow(dead_code, reason = "each target uses one")]

use std::collections::HashMap;

use throughline_mail_text::{Body, read, readable, sanitise};

/// No word of a mail is lost. The data is the subject on the first line, then the text and the HTML with
/// a NUL between them; what is no UTF-8 is replaced, as a decoder does.
pub fn read_text_and_html(data: &[u8]) {
    let data = String::from_utf8_lossy(data);
    let (subject, rest) = data.split_once('\n').unwrap_or(("", &data));
    let (text, html) = match rest.split_once('\0') {
        Some((text, html)) => (text, Some(html)),
        None => (rest, None),
    };
    no_word_of_a_text_is_lost(text, Some(subject));
    if let Some(html) = html {
        no_word_of_html_is_lost(html);
        let body = read(Some(text), Some(html), Some(subject));
        assert_eq!(body, read(Some(text), Some(html), Some(subject)));
        assert_eq!(body.html, Some(sanitise(html)));
    }
}

/// Sanitised HTML holds nothing that runs or loads, and is not changed by sanitising it again.
pub fn sanitise_html(data: &[u8]) {
    let html = String::from_utf8_lossy(data);
    sanitised_html_is_safe(&html);
    readable(&html);
}

/// Each word of a text is in one of the parts, as often as it was in the text.
pub fn no_word_of_a_text_is_lost(text: &str, subject: Option<&str>) {
    let body = read(Some(text), None, subject);
    assert_eq!(kept(&body), count(&[text]));
}

/// Each word that a reader sees in HTML is in one of the parts.
pub fn no_word_of_html_is_lost(html: &str) {
    let body = read(None, Some(html), None);
    // The signs of quotation are not in the parts, and a text may begin with one of its own.
    let bare = |text: &str| text.replace('>', " ");
    let others = [&body.signature, &body.quoted, &body.forwarded];
    let others = others.into_iter().flatten();
    let parts: Vec<String> = others.chain([&body.text]).map(|text| bare(text)).collect();
    let kept = count(&parts.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(kept, count(&[&bare(&readable(html))]));
}

/// No tag of sanitised HTML runs or loads anything; doing it again changes nothing.
pub fn sanitised_html_is_safe(html: &str) {
    let safe = sanitise(html);
    for tag in tags(&safe) {
        assert!(!is_unsafe(&tag), "<{tag}> in {safe}");
    }
    assert_eq!(sanitise(&safe), safe);
}

fn is_invisible(c: &char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{200e}' | '\u{200f}'
    ) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The words of some text with how often each is there.
fn count(texts: &[&str]) -> HashMap<String, usize> {
    let mut words = HashMap::new();
    for text in texts {
        let visible: String = text.chars().filter(|c| !is_invisible(c)).collect();
        for word in visible.split_whitespace() {
            *words.entry(word.to_owned()).or_default() += 1;
        }
    }
    // A delimiter is nobody's text.
    words.remove("--");
    words.remove("—");
    words
}

fn kept(body: &Body) -> HashMap<String, usize> {
    let others = [&body.signature, &body.quoted, &body.forwarded];
    let mut texts: Vec<&str> = others.into_iter().flatten().map(String::as_str).collect();
    texts.push(&body.text);
    count(&texts)
}

/// The tags of some HTML as a browser splits them: what is between `<` and the `>` outside quotes.
pub fn tags(html: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let mut quote = None;
        let tag = &rest[at + 1..];
        let end = tag.char_indices().find(|(_, c)| match (quote, *c) {
            (None, '"' | '\'') => {
                quote = Some(*c);
                false
            }
            (Some(open), c) if open == c => {
                quote = None;
                false
            }
            (None, '>') => true,
            _ => false,
        });
        let end = end.map_or(tag.len(), |(at, _)| at);
        tags.push(tag[..end].to_ascii_lowercase());
        rest = &tag[end..];
    }
    tags
}

/// What a tag must not be or hold.
pub fn is_unsafe(tag: &str) -> bool {
    let name = tag
        .trim_start_matches('/')
        .split([' ', '/'])
        .next()
        .unwrap_or("");
    let forbidden = [
        "script",
        "style",
        "iframe",
        "form",
        "input",
        "button",
        "svg",
        "math",
        "object",
        "embed",
        "link",
        "meta",
        "base",
        "video",
        "template",
        "textarea",
        "select",
        "!--",
        "plaintext",
    ];
    // Attribute names are what stands before a `=` outside of the quoted values.
    let outside: String = tag.split('"').step_by(2).collect();
    let names = outside
        .split_whitespace()
        .skip(1)
        .map(|a| a.split('=').next().unwrap_or(""));
    let loads = names.clone().any(|n| {
        matches!(
            n,
            "src"
                | "srcset"
                | "style"
                | "background"
                | "poster"
                | "action"
                | "cite"
                | "id"
                | "class"
                | "name"
        )
    });
    let handler = names.clone().any(|n| n.starts_with("on"));
    let link = tag.split("href=\"").nth(1).is_some_and(|target| {
        !["http:", "https:", "mailto:", "tel:"]
            .iter()
            .any(|scheme| target.starts_with(scheme))
            || !tag.contains("rel=\"noopener noreferrer nofollow\"")
    });
    forbidden.contains(&name) || loads || handler || link
}
