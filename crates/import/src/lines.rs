//! Lines of a stream, cut as it arrives.

/// One line of a stream, without its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// The line's bytes without the white space around them. Never empty.
    Whole(Vec<u8>),
    /// The line was longer than the limit and was passed over.
    TooLong,
}

/// Cuts a stream of chunks into numbered lines, and holds at most one of `limit` bytes.
///
/// Lines end with LF or CRLF, the last one also with the stream. Blank lines are counted and passed
/// over.
#[derive(Debug)]
pub struct Lines {
    limit: usize,
    partial: Vec<u8>,
    too_long: bool,
    number: u64,
}

impl Lines {
    /// Lines of at most `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            partial: Vec::new(),
            too_long: false,
            number: 0,
        }
    }

    /// Takes bytes off `chunk` up to the end of the next line that is not blank, and answers that
    /// line with its number from 1. `None` when the chunk is used up.
    pub fn next(&mut self, chunk: &mut &[u8]) -> Option<(u64, Line)> {
        while let Some(end) = chunk.iter().position(|byte| *byte == b'\n') {
            let (head, rest) = chunk.split_at(end);
            *chunk = rest.strip_prefix(b"\n").unwrap_or_default();
            self.keep(head);
            if let Some(line) = self.finish() {
                return Some(line);
            }
        }
        self.keep(chunk);
        *chunk = &[];
        None
    }

    /// Ends the line that was begun, if there is one: for the end of the stream.
    pub fn finish(&mut self) -> Option<(u64, Line)> {
        self.number += 1;
        let line = std::mem::take(&mut self.partial);
        if std::mem::take(&mut self.too_long) {
            return Some((self.number, Line::TooLong));
        }
        let trimmed = line.trim_ascii();
        if trimmed.is_empty() {
            return None;
        }
        if trimmed.len() > self.limit {
            return Some((self.number, Line::TooLong));
        }
        let is_trim = trimmed.len() == line.len();
        let line = if is_trim { line } else { trimmed.to_vec() };
        Some((self.number, Line::Whole(line)))
    }

    /// The number of the line that is being read.
    pub fn current(&self) -> u64 {
        self.number + 1
    }

    fn keep(&mut self, bytes: &[u8]) {
        // One more than the limit: whether a CR belongs to the line's end is known with its LF.
        if self.partial.len() + bytes.len() > self.limit + 1 {
            self.too_long = true;
            self.partial = Vec::new();
        }
        if !self.too_long {
            self.partial.extend_from_slice(bytes);
        }
    }
}
