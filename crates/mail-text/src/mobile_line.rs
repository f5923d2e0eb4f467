//! The lines that phones and providers put below a mail ("Sent from my iPhone").

use crate::words::sent_from::{EXCUSES, FRAMES, PRODUCTS};

/// Whether a line in normal form is a frame around the name of a device or program.
pub(crate) fn is_mobile_line(line: &str) -> bool {
    let line = without_targets(line);
    let line = line.trim().trim_end_matches(['.', '。', '!']).trim();
    if framed(line) {
        return true;
    }
    // A second sentence excuses the first.
    let split = line.find(['.', '。', '!']).map(|at| line.split_at(at));
    split.is_some_and(|(first, second)| {
        let excuse = EXCUSES.iter().any(|word| second.contains(word));
        framed(first.trim()) && (excuse && second.len() < 120)
    })
}

fn framed(line: &str) -> bool {
    if line.chars().count() > 90 || line.contains(['?', '!', ',', ';', '،']) {
        return false;
    }
    // Programs put their line in brackets or between signs.
    let line =
        line.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | '*' | '_' | '-' | ' '));
    FRAMES.iter().any(|(before, after)| {
        let inner = line
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after));
        inner.is_some_and(|inner| names_product(inner) && inner.split(' ').count() <= 9)
    })
}

fn names_product(text: &str) -> bool {
    let text = format!("{} ", text.trim());
    PRODUCTS.iter().any(|product| text.contains(product))
}

/// A line without the targets of its links.
fn without_targets(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, target)) = rest.split_once('<') {
        out.push_str(before);
        rest = target.split_once('>').map_or("", |(_, after)| after);
    }
    out + rest
}
