//! What must hold of any input: for the tests here, and for a fuzz target.

use throughline_import::{Format, Kind, Line, Mapping, Rows};

/// Reads bytes as everything that they could be, in chunks whose size the first byte tells.
pub fn input(data: &[u8]) {
    let (first, rest) = data.split_first().unwrap_or((&0, &[]));
    let size = usize::from(*first % 16) + 1;
    for kind in [Kind::Customers, Kind::Interactions, Kind::Purchases] {
        let mut mappings = vec![Mapping::plain(kind)];
        // A mapping, up to the first NUL, and what it is for.
        let cut = rest
            .iter()
            .position(|byte| *byte == 0)
            .unwrap_or(rest.len());
        let (file, body) = rest.split_at(cut);
        mappings.extend(Mapping::parse(file, Some(kind)));
        for mapping in mappings {
            for format in [Format::Csv, Format::Ndjson] {
                read(format, mapping.clone(), body, size);
                read(format, mapping.clone(), rest, size);
            }
        }
    }
}

fn read(format: Format, mapping: Mapping, body: &[u8], size: usize) {
    let mut rows = Rows::new(format, mapping);
    let mut last = 0;
    for chunk in body.chunks(size) {
        rows.push(chunk);
        last = drain(&mut rows, last);
    }
    rows.finish();
    drain(&mut rows, last);
    assert_eq!(rows.unread(), 0);
}

fn drain(rows: &mut Rows, mut last: u64) -> u64 {
    while let Some(line) = rows.next_row() {
        let number = match &line {
            Line::Row { number, row } => {
                assert!(serde_json::from_slice::<serde_json::Value>(&row.to_json()).is_ok());
                *number
            }
            Line::Failed { number, fault } => {
                assert!(fault.detail.len() < 2000, "{fault}");
                *number
            }
            Line::Refused(fault) => {
                assert!(fault.detail.len() < 20_000, "{fault}");
                assert_eq!(last, 0, "refused after a row");
                continue;
            }
        };
        // A row ends with its line.
        assert!(number > last, "{last} {line:?}");
        last = number;
    }
    last
}
