//! Exports, as callers get them.

use crate::shell::exports::throughline::timeline::erasure as wit;
use throughline_journal::Exported;

pub fn page(exported: Exported) -> wit::Page {
    wit::Page {
        lines: exported.lines,
        next: exported.next,
    }
}
