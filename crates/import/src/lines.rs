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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(chunks: &[&[u8]], limit: usize) -> Vec<(u64, Option<String>)> {
        let mut lines = Lines::new(limit);
        let mut found = Vec::new();
        for chunk in chunks {
            let mut rest = *chunk;
            while let Some(line) = lines.next(&mut rest) {
                found.push(line);
            }
            assert!(rest.is_empty());
            assert!(lines.partial.len() <= limit + 1);
        }
        found.extend(lines.finish());
        let text = |line| match line {
            Line::Whole(bytes) => Some(String::from_utf8(bytes).unwrap()),
            Line::TooLong => None,
        };
        found.into_iter().map(|(n, line)| (n, text(line))).collect()
    }

    fn whole(number: u64, text: &str) -> (u64, Option<String>) {
        (number, Some(text.to_owned()))
    }

    #[test]
    fn lines_are_cut_wherever_the_chunks_are() {
        let expected = vec![whole(1, "ab"), whole(3, "c"), whole(5, "d")];
        let stream = b"ab\n\nc\r\n \t\nd";
        for cut_at in 0..=stream.len() {
            let (head, tail) = stream.split_at(cut_at);
            assert_eq!(cut(&[head, tail], 10), expected, "{cut_at}");
        }
        assert_eq!(cut(&[b"a\n"], 10), [whole(1, "a")]);
        assert!(cut(&[], 10).is_empty());
        assert!(cut(&[b"\n\n"], 10).is_empty());
    }

    #[test]
    fn a_long_line_is_skipped_and_the_next_one_read() {
        assert_eq!(cut(&[b"1234\n5"], 4), [whole(1, "1234"), whole(2, "5")]);
        assert_eq!(cut(&[b"1234\r\n5"], 4), [whole(1, "1234"), whole(2, "5")]);
        let long = [(1, None), whole(2, "ok")];
        assert_eq!(cut(&[b"123456\nok"], 4), long);
        assert_eq!(cut(&[b"123", b"456", b"789\nok\n"], 4), long);
        assert_eq!(cut(&[b"123456"], 4), [(1, None)]);
        assert_eq!(cut(&[b"12345"], 4), [(1, None)]);
    }

    proptest! {
        #[test]
        fn chunks_do_not_matter(stream in "[a\n\r ]{0,60}", cuts in prop::collection::vec(1usize..9, 0..30)) {
            let whole = cut(&[stream.as_bytes()], 5);
            let mut rest = stream.as_bytes();
            let mut chunks = Vec::new();
            for n in cuts {
                let (head, tail) = rest.split_at(n.min(rest.len()));
                chunks.push(head);
                rest = tail;
            }
            chunks.push(rest);
            prop_assert_eq!(cut(&chunks, 5), whole);
        }
    }
}
