//! What holds for any input: nothing panics, no word is lost, nothing unsafe is let through.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashMap;

use proptest::prelude::*;
use throughline_mail_text::{Body, read, readable, sanitise};

/// Pieces that plain text is put together from, beside any characters.
const TEXTS: &[&str] = &[
    "Hello,\n",
    "the lamp works.\n",
    "\n",
    "\n",
    "\r\n",
    "> quoted\n",
    ">> deeper\n",
    ">:(\n",
    "-- \n",
    "--\n",
    "---\n",
    "________________________________\n",
    "On 4 Mar 2025, at 16:42, Nora <n@example.com> wrote:\n",
    "On Tue, 4 Mar 2025 16:42:10 +0000\nNora <n@example.com> wrote:\n",
    "On Monday my father wrote:\n",
    "-----Original Message-----\n",
    "---------- Forwarded message ---------\n",
    "From: Nora <n@example.com>\nSent: 4 March 2025 16:42\nTo: M\nSubject: x\n",
    "From: Hull\n",
    "To: York\n",
    "Nora <n@example.com>\n03/04/2025 04:42 PM\n\nTo\nM\n\nSubject\nx\n",
    "Sent from my iPhone\n",
    "Kind regards\n",
    "Nora Field\n",
    "Tel. 030 1234567\n",
    "Field & Co. Ltd, 1 Sample Street, AB1 2CD\n",
    "This e-mail is confidential and intended solely for the addressee.\n",
    "[EXTERNAL] Do not click links\n",
    "##- Please type your reply above this line -##\n",
    "ОБ> да\n",
    "Вы писали 13 марта 2025 г., 9:41:30:\n",
    "よろしくお願いいたします。\n",
    "\u{feff}",
    "\u{200f}",
    "\u{a0}",
    "İ",
    "x\u{301}",
    "&amp;",
    "<b>",
    ":",
    "@",
    "<",
];

/// Pieces of HTML, well and badly formed.
const TAGS: &[&str] = &[
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<br>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<a href='https://example.com/?a=1&b=2'>",
    "<a href=javascript:alert(1)>",
    "<a href=' jAvAsCrIpT&#58;alert(1)'>",
    "<a href='data:text/html,x'>",
    "</a>",
    "<table>",
    "<tr>",
    "<td>",
    "<th>",
    "</td>",
    "</tr>",
    "</table>",
    "<tbody>",
    "<caption>",
    "<ul>",
    "<ol start=3>",
    "<li>",
    "</li>",
    "</ul>",
    "<dl>",
    "<dt>",
    "<dd>",
    "<blockquote type=cite>",
    "<blockquote>",
    "</blockquote>",
    "<div class=gmail_attr>",
    "<div id=divRplyFwdMsg>",
    "<div class=gmail_signature>",
    "<br id=lineBreakAtBeginningOfSignature>",
    "<img src=https://example.com/x.png onerror=alert(1)>",
    "<img src='cid:logo@example.com' alt=Logo>",
    "<img src=data:image/png;base64,AA>",
    "<img alt='🎁'>",
    "<script>alert('</div>')</script>",
    "<script>",
    "<style>p{background:url(https://example.com)}</style>",
    "<style>",
    "<p style='background:url(https://example.com)' onclick=alert(1)>",
    "<iframe src=https://example.com>",
    "</iframe>",
    "<form action=https://example.com>",
    "<input name=x>",
    "<button>",
    "<svg onload=alert(1)>",
    "<math>",
    "</math>",
    "<select>",
    "<option>",
    "<textarea>",
    "</textarea>",
    "<title>",
    "</title>",
    "<base href=//example.com>",
    "<meta http-equiv=refresh content='0;url=//example.com'>",
    "<link rel=stylesheet href=//example.com>",
    "<object data=x>",
    "<embed src=x>",
    "<video src=x poster=y>",
    "<plaintext>",
    "<noscript>",
    "<template>",
    "<pre>",
    "</pre>",
    "<h1>",
    "<h2>",
    "</h1>",
    "<font color=red>",
    "<center>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE html>",
    "<?xml?>",
    "<",
    ">",
    "</",
    "\"",
    "'",
    "=",
    "<p title='\"><img src=x onerror=alert(1)>'>",
    "<span hidden>",
    "<div style='display:none'>",
    "&lt;script&gt;",
    "&nbsp;",
    "&#x3c;img src=x&#x3e;",
    "&",
    "&amp;amp;",
    "\0",
    "text ",
    " words",
    "\n",
    "é",
    "日本",
];

fn pieces(of: &'static [&'static str]) -> impl Strategy<Value = String> {
    let piece =
        prop_oneof![8 => prop::sample::select(of).prop_map(str::to_owned), 1 => any::<String>()];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
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
fn tags(html: &str) -> Vec<String> {
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
fn is_unsafe(tag: &str) -> bool {
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

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn no_word_of_a_text_is_lost(text in pieces(TEXTS), subject in prop::option::of("(Re|FW|VS): .{0,8}")) {
        let body = read(Some(&text), None, subject.as_deref());
        prop_assert_eq!(kept(&body), count(&[&text]));
    }

    #[test]
    fn no_word_of_html_is_lost(html in pieces(TAGS)) {
        let body = read(None, Some(&html), None);
        // The signs of quotation are not in the parts, and a text may begin with one of its own.
        let bare = |text: &str| text.replace('>', " ");
        let others = [&body.signature, &body.quoted, &body.forwarded].into_iter().flatten();
        let parts: Vec<String> = others.chain([&body.text]).map(|text| bare(text)).collect();
        let kept = count(&parts.iter().map(String::as_str).collect::<Vec<_>>());
        let seen = count(&[&bare(&readable(&html))]);
        prop_assert_eq!(kept, seen);
    }

    #[test]
    fn text_and_html_together_never_panic(text in pieces(TEXTS), html in pieces(TAGS)) {
        let body = read(Some(&text), Some(&html), Some("Re: x"));
        prop_assert_eq!(body.html, Some(sanitise(&html)));
    }

    #[test]
    fn sanitised_html_is_safe(html in pieces(TAGS)) {
        let safe = sanitise(&html);
        for tag in tags(&safe) {
            prop_assert!(!is_unsafe(&tag), "<{}> in {}", tag, safe);
        }
    }

    #[test]
    fn sanitising_again_changes_nothing(html in pieces(TAGS)) {
        let once = sanitise(&html);
        prop_assert_eq!(sanitise(&once), once);
    }
}

/// The check of safety sees what it is there for.
#[test]
fn unsafe_tags_are_seen() {
    for html in [
        "<img src=x>",
        "<p onclick=\"x\">",
        "<a href=\"javascript:x\">",
        "<script>",
        "<p style=\"x\">",
    ] {
        assert!(tags(html).iter().any(|tag| is_unsafe(tag)), "{html}");
    }
}

/// Inputs of the shapes that cost most: no stack runs over, and a test that takes minutes here has found
/// a step that costs more than in proportion.
#[test]
fn large_and_deep_inputs_are_read() {
    let size = 64 * 1024;
    let texts = [
        "a",
        "\n",
        "> ",
        "> a\n",
        "a\n",
        "-- \n",
        "On 4 Mar 2025 at 16:42 Nora wrote:\n",
        "From: a\n",
        "<",
        "a ",
        "\u{feff}",
        "--\n\n> a\nb\n\n",
    ];
    for piece in texts {
        let text = piece.repeat(size / piece.len());
        let body = read(Some(&text), None, None);
        let all = [Some(body.text), body.signature, body.quoted, body.forwarded];
        let length: usize = all.iter().flatten().map(String::len).sum();
        assert!(length <= text.len() + 100, "{piece:?}");
    }
    let pages = [
        "<div>",
        "<b>",
        "<p>",
        "<table>",
        "<table><tr><td>",
        "<a href=x>",
        "<blockquote type=cite>",
        "<li>",
        "<ul><li>",
        "</div>",
        "<font color=1>",
        "<!--",
        "<a ",
        "&",
        "&amp;",
        "a\n",
        "&#",
        "<script>",
        "<script></scrip",
        "<p><b>",
        "<i><p>",
        "<svg>",
        "<",
        "</",
        "<a\u{0}",
        "<p a='",
        "<b><p></b>",
        "<a><table>",
    ];
    for piece in pages {
        let html = piece.repeat(size / piece.len());
        let safe = sanitise(&html);
        assert!(safe.len() <= 16 * size, "{piece}: {}", safe.len());
        readable(&html);
    }
    let attributes = format!("<p {}>x", "a=1 ".repeat(size));
    assert_eq!(sanitise(&attributes), "<p>x</p>");
    let deep = format!(
        "{}word{}",
        "<div>".repeat(100_000),
        "</div>".repeat(100_000)
    );
    assert_eq!(readable(&deep), "word");
    assert!(sanitise(&deep).contains("word"));
}
