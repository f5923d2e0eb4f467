//! What is known of HTML's elements.

/// Open elements that are kept; what is nested deeper counts as content of the last of them. Browsers
/// stop at 512; a parser's time grows with the depth.
pub(super) const MAX_DEPTH: usize = 200;

/// Elements without content and end tag.
pub(super) fn is_void(name: &str) -> bool {
    const VOID: &[&str] = &[
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
        "source", "track", "wbr",
    ];
    VOID.contains(&name)
}

/// Elements that begin on a line of their own.
pub(super) fn is_block(name: &str) -> bool {
    const BLOCK: &[&str] = &[
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "listing",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ];
    BLOCK.contains(&name)
}

/// Whether the start of `new` ends an open `open` whose end tag was left out.
pub(super) fn ends(new: &str, open: &str) -> bool {
    match open {
        "p" => is_block(new),
        "li" => new == "li",
        "dt" | "dd" => matches!(new, "dt" | "dd"),
        "td" | "th" => matches!(new, "td" | "th" | "tr" | "tbody" | "thead" | "tfoot"),
        "tr" => matches!(new, "tr" | "tbody" | "thead" | "tfoot"),
        "tbody" | "thead" | "tfoot" => matches!(new, "tbody" | "thead" | "tfoot"),
        _ => false,
    }
}

/// Whether the start of `new` can end anything.
pub(super) fn may_end(new: &str) -> bool {
    is_block(new) || matches!(new, "td" | "th")
}

/// Whether `open` keeps an end that was left out inside it: a list in an item, a table in a cell.
pub(super) fn bounds(open: &str) -> bool {
    matches!(
        open,
        "table" | "ul" | "ol" | "dl" | "td" | "th" | "caption" | "blockquote"
    )
}
