//! HTML: read as lines, and made safe to show.

mod element;
mod entity;
mod marks;
mod reader;
mod sanitise;
mod token;

pub(crate) use reader::lines;
pub(crate) use sanitise::sanitise;

/// Bytes of HTML that are read and sanitised; what comes after them is left out.
pub(crate) const MAX_HTML: usize = 2 * 1024 * 1024;

/// `html` up to [`MAX_HTML`], cut before a character and before a tag.
pub(crate) fn cut(html: &str) -> &str {
    if html.len() <= MAX_HTML {
        return html;
    }
    let end = (0..=MAX_HTML)
        .rev()
        .find(|at| html.is_char_boundary(*at))
        .unwrap_or(0);
    let part = html.get(..end).unwrap_or("");
    // A tag that is cut open would swallow nothing but itself; a data URL may be longer than this.
    let tag = part
        .rfind('<')
        .filter(|at| !part.get(*at..).unwrap_or("").contains('>'));
    part.get(..tag.unwrap_or(end)).unwrap_or(part)
}
