//! Slack's markup as a person reads it: <https://docs.slack.dev/messaging/formatting-message-text/>.

/// Turns `<@U1>`, `<#C1|general>`, `<!here>`, `<https://a.example|label>` into `@U1`, `#general`,
/// `@here`, `label (https://a.example)`, and `&amp;`, `&lt;`, `&gt;` into what they stand for.
pub(super) fn plain(markup: &str) -> String {
    let mut text = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some((before, after)) = rest.split_once('<') {
        // A `<` that was typed is written `&lt;`: one that is not closed is none of Slack's.
        let Some((inside, behind)) = after.split_once('>') else {
            break;
        };
        unescape(before, &mut text);
        reference(inside, &mut text);
        rest = behind;
    }
    unescape(rest, &mut text);
    text
}

fn reference(inside: &str, text: &mut String) {
    let (target, label) = match inside.split_once('|') {
        Some((target, label)) => (target, Some(label).filter(|label| !label.is_empty())),
        None => (inside, None),
    };
    let (sign, name) = match target.split_at_checked(1) {
        Some(("@", user)) => ("@", user),
        Some(("#", channel)) => ("#", channel),
        // `here`, `channel`, `subteam^S1`, `date^…`
        Some(("!", special)) => ("@", special),
        _ => {
            let target = target.strip_prefix("mailto:").unwrap_or(target);
            unescape(label.unwrap_or(target), text);
            if label.is_some_and(|label| label != target) {
                text.push_str(" (");
                unescape(target, text);
                text.push(')');
            }
            return;
        }
    };
    let label = label.map(|label| label.trim_start_matches(sign));
    // A date has its words as label, and needs no sign.
    if !name.starts_with("date^") {
        text.push_str(sign);
    }
    unescape(label.unwrap_or(name), text);
}

fn unescape(escaped: &str, text: &mut String) {
    let mut rest = escaped;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        let known = [("lt;", '<'), ("gt;", '>'), ("amp;", '&')];
        let found = known
            .iter()
            .find_map(|(name, sign)| Some((*sign, after.strip_prefix(name)?)));
        let (sign, behind) = found.unwrap_or(('&', after));
        text.push(sign);
        rest = behind;
    }
    text.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_is_read() {
        for (markup, expected) in [
            ("hello", "hello"),
            ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
            ("&amp;lt; &copy; & x", "&lt; &copy; & x"),
            ("<@U1> and <@U2|ann>", "@U1 and @ann"),
            ("in <#C1|general> and <#C2>", "in #general and #C2"),
            ("<!here> <!subteam^S1|@team>", "@here @team"),
            ("<!date^1392734382^{date}|today>", "today"),
            (
                "<https://a.example/?a=1&amp;b=2>",
                "https://a.example/?a=1&b=2",
            ),
            (
                "<https://a.example|the page>",
                "the page (https://a.example)",
            ),
            ("<mailto:a@b.example|a@b.example>", "a@b.example"),
            ("<https://a.example|>", "https://a.example"),
            ("<", "<"),
            ("a < b <c", "a < b <c"),
            ("<>", ""),
            ("<é|ü>", "ü (é)"),
        ] {
            assert_eq!(plain(markup), expected, "{markup}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC*", marked in "[<>|@#!&a;mplt]{0,40}") {
            for text in [text, marked] {
                prop_assert!(plain(&text).len() <= 2 * text.len() + 3);
            }
        }
    }
}
