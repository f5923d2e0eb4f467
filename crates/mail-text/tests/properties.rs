//! What holds for any input: nothing panics, no word is lost, nothing unsafe is let through.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#[path = "hostile/mod.rs"]
mod checks;

use proptest::prelude::*;
use throughline_mail_text::{read, readable, sanitise};

use checks::{is_unsafe, tags};

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

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn no_word_of_a_text_is_lost(text in pieces(TEXTS), subject in prop::option::of("(Re|FW|VS): .{0,8}")) {
        checks::no_word_of_a_text_is_lost(&text, subject.as_deref());
    }

    #[test]
    fn no_word_of_html_is_lost(html in pieces(TAGS)) {
        checks::no_word_of_html_is_lost(&html);
    }

    #[test]
    fn text_and_html_together_never_panic(text in pieces(TEXTS), html in pieces(TAGS)) {
        let body = read(Some(&text), Some(&html), Some("Re: x"));
        prop_assert_eq!(body.html, Some(sanitise(&html)));
    }

    #[test]
    fn sanitised_html_is_safe_and_sanitising_again_changes_nothing(html in pieces(TAGS)) {
        checks::sanitised_html_is_safe(&html);
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
