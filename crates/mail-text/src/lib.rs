//! What the customer wrote in a mail, apart from history and signature; HTML made safe and readable.
//!
//! A mail program puts the earlier mail below the new text, or the new text between its lines, and
//! marks neither in a way that all others know. This crate reads what programs really write: the line
//! "On … wrote:", the blocks of header fields, the titles, the `>` signs, the classes in the HTML, the
//! delimiters and lines of signatures. Nothing is thrown away: what is not new text is in another part.
//! In doubt a line stays in the new text.
//!
//! | module | what |
//! |---|---|
//! | `line` | a mail as lines, from text or from HTML |
//! | `html` | HTML as lines; HTML made safe |
//! | `history` | which lines are quoted or forwarded |
//! | `attribution`, `header_block`, `title` | how history begins |
//! | `signature`, `mobile_line`, `business_card`, `contact` | which of the other lines nobody typed |
//! | `words` | the tables of words, per kind of line, for all languages |
//!
//! Time and memory are linear in the input. Of a text the first 20,000 lines are looked at, the rest
//! goes where the last of them does; of HTML the first 2 MiB are read.

mod attribution;
mod business_card;
mod contact;
mod header_block;
mod history;
mod html;
mod line;
mod mobile_line;
mod moment;
mod signature;
mod title;
mod words;

use std::collections::HashSet;

use history::Part;
use line::{Line, Mark};

/// What a mail says, taken apart. Lines are parted by `\n`; each part is trimmed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body {
    /// The words written for this mail, `""` when there are none.
    pub text: String,
    /// What programs, templates and gateways put in.
    pub signature: Option<String>,
    /// The earlier mail with what introduces it. From plain text with its `>` signs.
    pub quoted: Option<String>,
    /// A mail passed on, with its title and header fields.
    pub forwarded: Option<String>,
    /// The whole HTML, sanitised; `None` when the mail has none.
    pub html: Option<String>,
}

/// Takes a mail apart.
///
/// `text` and `html` are the alternatives of the mail, decoded; either may be missing. The HTML is read
/// when a mail program marked history or signature in it, or when the text does not say what the HTML
/// says; else the text, which has the line breaks as they were typed. `subject` decides what a header
/// block of Outlook means: below `FW:`, `WG:`, `TR:` and the like it is a forwarded mail.
///
/// ```
/// let mail = "Yes, please.\n\nOn 4 Mar 2025, at 16:42, Nora <nora@example.com> wrote:\n> Shall we?";
/// let body = throughline_mail_text::read(Some(mail), None, Some("Re: Delivery"));
/// assert_eq!(body.text, "Yes, please.");
/// assert!(body.quoted.is_some_and(|quoted| quoted.ends_with("> Shall we?")));
/// ```
pub fn read(text: Option<&str>, html: Option<&str>, subject: Option<&str>) -> Body {
    let subject = subject.unwrap_or("");
    let safe = html.map(html::sanitise);
    let from_text = text.filter(|text| !text.trim().is_empty()).map(line::plain);
    let from_html = html
        .map(|whole| html::lines(html::cut(whole)))
        .filter(|lines| !lines.is_empty());
    let lines = match (from_text, from_html) {
        (Some(plain), Some(marked)) if !prefer_html(&plain, &marked, html) => plain,
        (_, Some(marked)) => marked,
        (Some(plain), None) => plain,
        (None, None) => Vec::new(),
    };
    Body {
        html: safe,
        ..take_apart(&lines, subject)
    }
}

/// HTML that is safe to show in a page, at most the first 2 MiB of `html`.
///
/// It has no scripts, styles, forms, frames, event handlers or comments, loads nothing, and links only to
/// `http`, `https`, `mailto` and `tel`, with `rel="noopener noreferrer nofollow"`. Images have no source:
/// what they would have loaded is in `data-remote` (an address) or `data-cid` (a part of the mail, without
/// `cid:`). Sanitising again changes nothing, but for where elements stand when formatting spans more than
/// 200 levels.
pub fn sanitise(html: &str) -> String {
    html::sanitise(html)
}

/// HTML as a person reads it, at most the first 2 MiB of `html`: paragraphs between blank lines, list
/// items with `-` or their number, the target of a link in `<>` where its text is another, quoted blocks
/// as lines with `> `. What is hidden is left out.
pub fn readable(html: &str) -> String {
    let mut out = String::new();
    for line in html::lines(html::cut(html)) {
        let signs = "> ".repeat(line.depth);
        out.push_str(format!("{signs}{}", line.text).trim_end());
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out
}

/// Whether the HTML tells more than the text beside it.
fn prefer_html(plain: &[Line<'_>], marked: &[Line<'_>], html: Option<&str>) -> bool {
    let whole = html.is_none_or(|html| html.len() <= html::MAX_HTML);
    whole && (marked.iter().any(|line| line.mark != Mark::None) || !says_the_same(plain, marked))
}

/// Whether at least half of the text's words are in the HTML; a stub that only says that HTML is needed
/// has others.
fn says_the_same(plain: &[Line<'_>], marked: &[Line<'_>]) -> bool {
    let words = |lines: &'_ [Line<'_>]| -> HashSet<String> {
        lines
            .iter()
            .flat_map(|line| line.unquoted().split_whitespace().map(line::normal))
            .collect()
    };
    let (plain, marked) = (words(plain), words(marked));
    let shared = plain.iter().filter(|word| marked.contains(*word)).count();
    shared * 2 >= plain.len()
}

fn take_apart(lines: &[Line<'_>], subject: &str) -> Body {
    let mut parts = history::parts(lines, subject);
    history::claim_greeting(lines, &mut parts);
    signature::mark(lines, &mut parts);
    let part = |wanted| Some(join(lines, &parts, wanted)).filter(|text| !text.is_empty());
    Body {
        text: join(lines, &parts, Part::New),
        signature: part(Part::Signature),
        quoted: part(Part::Quoted),
        forwarded: part(Part::Forwarded),
        html: None,
    }
}

/// The lines of one part, with at most one blank line between two of them.
fn join(lines: &[Line<'_>], parts: &[Part], wanted: Part) -> String {
    let mut out = String::new();
    let mut blank = false;
    for (line, part) in lines.iter().zip(parts) {
        if *part != wanted || line.is_blank() {
            blank = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank { "\n\n" } else { "\n" });
        }
        out.push_str(line.text.trim_end());
        blank = false;
    }
    out
}
