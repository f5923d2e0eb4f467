//! Where a stream begins: its encoding, and the delimiter of CSV.

use crate::fault::Fault;

/// The longest header, in bytes.
const LONGEST_HEADER: usize = 64 * 1024;
/// What may stand between values, the likeliest first.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// How many bytes of a stream's beginning are a byte order mark.
///
/// # Errors
///
/// `not_utf8` where the mark is UTF-16's.
pub(crate) fn byte_order_mark(start: &[u8]) -> Result<usize, Fault> {
    match start {
        [0xef, 0xbb, 0xbf, ..] => Ok(3),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            let detail = "this is UTF-16; save it as UTF-8 (Excel: \"CSV UTF-8\")";
            Err(Fault::new("not_utf8", detail))
        }
        _ => Ok(0),
    }
}

/// Looks for the end of the first line that is not blank, outside of quotes.
#[derive(Debug, Default)]
pub(crate) struct Header {
    scanned: usize,
    in_quotes: bool,
    begun: bool,
}

/// What separates the values, and how many bytes are not part of the table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub delimiter: u8,
    pub skip: usize,
}

impl Header {
    /// Looks on through the stream's beginning, which grows from call to call; `ended` when it does
    /// not grow any more. `None` while the header is not whole.
    ///
    /// # Errors
    ///
    /// `header_too_long`, `no_header`.
    pub fn look(&mut self, start: &[u8], ended: bool) -> Result<Option<Dialect>, Fault> {
        let mut end = None;
        for byte in start.get(self.scanned..).unwrap_or_default() {
            if matches!(byte, b'\r' | b'\n') && !self.in_quotes && self.begun {
                end = Some(self.scanned);
                break;
            }
            self.begun |= !byte.is_ascii_whitespace();
            self.in_quotes ^= *byte == b'"';
            self.scanned += 1;
        }
        if self.scanned > LONGEST_HEADER {
            let detail = format!("the first line has more than {LONGEST_HEADER} bytes");
            return Err(Fault::new("header_too_long", detail));
        }
        match end {
            Some(end) => Ok(Some(dialect(start.get(..end).unwrap_or_default()))),
            None if !ended => Ok(None),
            None if self.begun => Ok(Some(dialect(start))),
            None => Err(Fault::new("no_header", "there is nothing in it")),
        }
    }
}

fn dialect(header: &[u8]) -> Dialect {
    // Excel's own way to say it; not a row of the table.
    if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] = header {
        return Dialect {
            delimiter: *delimiter,
            skip: header.len(),
        };
    }
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut in_quotes = false;
    for byte in header {
        in_quotes ^= *byte == b'"';
        let counted = DELIMITERS.iter().zip(&mut counts);
        for (_, count) in counted.filter(|(delimiter, _)| *delimiter == byte && !in_quotes) {
            *count += 1;
        }
    }
    let mut best = (b',', 0);
    for (delimiter, count) in DELIMITERS.into_iter().zip(counts) {
        if count > best.1 {
            best = (delimiter, count);
        }
    }
    Dialect {
        delimiter: best.0,
        skip: 0,
    }
}
