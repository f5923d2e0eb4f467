//! What mail programs write into their HTML to mark history and signatures.
//!
//! A mark is a whole word of `class`, or the whole `id`, `name` or `data-…`: a theme's class that
//! merely contains `quote` says nothing.

use super::token::Tag;

/// What an element says about its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// The content is of an earlier mail.
    History,
    /// All from here to the end of the mail is of an earlier mail.
    HistoryFromHere,
    /// The content is a signature.
    Signature,
    /// The next block is a signature.
    SignatureNext,
}

/// Lines or containers of history. Containers that also hold the answers between quoted blocks
/// (`gmail_quote`, `protonmail_quote`, `messageReplySection`) are not here.
const HISTORY: &[&str] = &[
    "__headers__",                             // Zimbra
    "__quoted_text__",                         // Zimbra
    "airmail_on",                              // Airmail
    "gmail_attr",                              // Gmail
    "hs_reply",                                // HubSpot
    "isforwardcontent",                        // NetEase
    "isreplycontent",                          // NetEase
    "mail-editor-reference-message-container", // Outlook
    "moz-cite-prefix",                         // Thunderbird
    "moz-email-headers-table",                 // Thunderbird
    "olk_src_body_section",                    // Outlook for Mac
    "quoted-content",                          // WEB.DE, GMX
    "reply-intro",                             // Roundcube
    "sh-quoted-content",                       // Superhuman
    "yahoo_quoted",                            // Yahoo
];

/// Marks of history when they are on a `blockquote`.
const QUOTATION: &[&str] = &[
    "clean_bq",            // Airmail
    "front-blockquote",    // Front
    "gmail_quote",         // Gmail
    "mail-app-auto-quote", // Mail.ru
    "missive_quote",       // Missive
    "nylas-quote",         // Mailspring
    "protonmail_quote",    // Proton
    "tutanota_quote",      // Tuta
    "zmail_extra",         // Zoho
    "blockquote_zmail",    // Zoho
    "iosymail",            // Yahoo on phones
    "skiff_quote",         // Skiff
];

/// Outlook writes its header block into one of these; the history follows as its siblings.
const FROM_HERE: &[&str] = &["divrplyfwdmsg", "divtaglines", "outlookmessageheader"];

const SIGNATURE: &[&str] = &[
    "-x-evo-signature",            // Evolution
    "__sig_post__",                // Zimbra
    "__sig_pre__",                 // Zimbra
    "_rc_sig",                     // Roundcube
    "applemailsignature",          // Apple Mail
    "composer_signature",          // Samsung
    "gmail_signature",             // Gmail
    "k9mail-signature",            // K-9
    "mail_signature",              // several
    "messagesignaturesection",     // Spark
    "moz-signature",               // Thunderbird
    "ms-outlook-mobile-signature", // Outlook on phones
    "protonmail_signature_block",  // Proton
    "signature",                   // Outlook on the web
    "tutanota_signature",          // Tuta
    "yahoo-signature",             // Yahoo
];

pub(super) fn says(tag: &Tag<'_>) -> Option<Says> {
    let has = |table: &[&str]| words(tag).any(|word| table.contains(&word.as_str()));
    let quotation = tag.name == "blockquote" && (has(QUOTATION) || is_cite(tag));
    // The word `quote` alone is WEB.DE's name of a `div`; as a class it could be anybody's.
    let named = tag.attribute("name").is_some_and(|name| name == "quote");
    if quotation || named || has(HISTORY) {
        Some(Says::History)
    } else if has(FROM_HERE) {
        Some(Says::HistoryFromHere)
    } else if has(SIGNATURE) {
        Some(Says::Signature)
    } else if has(&["linebreakatbeginningofsignature"]) {
        Some(Says::SignatureNext)
    } else {
        None
    }
}

/// `type=cite` is Netscape's, and since then everybody's, mark; the line at the left is Gmail's look,
/// which many programs copied. An indented block of an editor has neither.
fn is_cite(tag: &Tag<'_>) -> bool {
    let cite = tag
        .attribute("type")
        .is_some_and(|t| t.eq_ignore_ascii_case("cite"));
    let style = tag.attribute("style").unwrap_or("").to_ascii_lowercase();
    let line = style.split(';').any(|property| {
        let (name, value) = property.split_once(':').unwrap_or((property, ""));
        name.trim().starts_with("border-left") && !value.contains("none") && value.trim() != "0"
    });
    cite || tag.attribute("data-type") == Some("cite") || line
}

/// The names an element goes by, in lower case, without the `x_` that Outlook and others put before
/// the names in mails they pass on.
fn words<'a>(tag: &'a Tag<'_>) -> impl Iterator<Item = String> + 'a {
    let of = |name| tag.attribute(name).unwrap_or("").split_ascii_whitespace();
    let all = ["class", "id", "name", "data-smartmail", "data-marker"]
        .into_iter()
        .flat_map(of);
    all.map(|word| word.trim_start_matches("x_").to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::token::{Token, Tokens};

    #[test]
    fn marks_are_whole_words() {
        let table = [
            ("<blockquote type=cite>", Some(Says::History)),
            ("<blockquote class='gmail_quote x'>", Some(Says::History)),
            (
                "<blockquote style='margin:0;border-left:1px solid #ccc'>",
                Some(Says::History),
            ),
            (
                "<blockquote style='margin:0 0 0 40px;border:none;padding:0px'>",
                None,
            ),
            ("<div class=gmail_quote>", None),
            ("<div class='quote-request-form'>", None),
            ("<div class=quote>", None),
            ("<div name=quote>", Some(Says::History)),
            ("<div id=x_divRplyFwdMsg>", Some(Says::HistoryFromHere)),
            ("<div id=Signature>", Some(Says::Signature)),
            (
                "<br id=lineBreakAtBeginningOfSignature>",
                Some(Says::SignatureNext),
            ),
        ];
        for (html, expected) in table {
            let Some(Token::Start(tag)) = Tokens::new(html).next() else {
                panic!("{html}")
            };
            assert_eq!(says(&tag), expected, "{html}");
        }
    }
}
