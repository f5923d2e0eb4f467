//! CSV as programs and people write it.

mod reading;

use proptest::prelude::*;
use reading::{csv, in_chunks, told};
use throughline_import::{Format, Kind, LONGEST, Line, Mapping, Row};

/// The names of the customers of an input with the columns `user` and `name`.
fn names(input: &[u8]) -> Vec<(u64, String)> {
    let named = csv(Kind::Customers, input)
        .into_iter()
        .map(|line| match line {
            Line::Row {
                number,
                row: Row::Customer(customer),
            } => (number, customer.name.unwrap_or_default()),
            Line::Failed { number, fault } => (number, format!("!{}", fault.code)),
            Line::Refused(fault) => (0, format!("!{}", fault.code)),
            other @ Line::Row { .. } => panic!("{other:?}"),
        });
    named.collect()
}

/// What it shows, the input, and the names that are read, with their lines.
type Case = (&'static str, &'static [u8], &'static [(u64, &'static str)]);

#[test]
fn oddities_are_read_or_named() {
    let cases: &[Case] = &[
        (
            "plain",
            b"user,name\n1,Ann\n2,Bob\n",
            &[(2, "Ann"), (3, "Bob")],
        ),
        ("no end", b"user,name\n1,Ann", &[(2, "Ann")]),
        (
            "CRLF",
            b"user,name\r\n1,Ann\r\n2,Bob\r\n",
            &[(2, "Ann"), (3, "Bob")],
        ),
        (
            "CR alone",
            b"user,name\r1,Ann\r2,Bob\r",
            &[(2, "Ann"), (3, "Bob")],
        ),
        (
            "byte order mark",
            b"\xef\xbb\xbfuser,name\n1,Ann\n",
            &[(2, "Ann")],
        ),
        ("semicolons", b"user;name\n1;Ann, B.\n", &[(2, "Ann, B.")]),
        ("tabs", b"user\tname\n1\tAnn\n", &[(2, "Ann")]),
        ("bars", b"user|name\n1|Ann\n", &[(2, "Ann")]),
        (
            "a delimiter in quotes",
            b"user,\"name\",\"attributes.a;b;c\"\n1,Ann,2\n",
            &[(2, "Ann")],
        ),
        (
            "Excel's sep",
            b"sep=;\r\nuser;name\r\n1;Ann\r\n",
            &[(3, "Ann")],
        ),
        (
            "quotes",
            b"user,name\n1,\"Ann \"\"A\"\" B., PhD\"\n",
            &[(2, "Ann \"A\" B., PhD")],
        ),
        (
            "a newline in quotes",
            b"user,name\n1,\"Ann\nB.\"\n2,Bob\n",
            &[(2, "Ann\nB."), (4, "Bob")],
        ),
        (
            "CRLF in quotes",
            b"user,name\r\n1,\"Ann\r\nB.\"\r\n2,Bob\r\n",
            &[(2, "Ann\r\nB."), (4, "Bob")],
        ),
        ("an empty quoted value", b"user,name\n1,\"\"\n", &[(2, "")]),
        (
            "a quote in a plain value",
            b"user,name\n1,5\" nail\n2,Bob\n",
            &[(2, "5\" nail"), (3, "Bob")],
        ),
        (
            "blank lines",
            b"\n\nuser,name\n\n1,Ann\n\r\n\n2,Bob\n\n",
            &[(5, "Ann"), (8, "Bob")],
        ),
        (
            "lines of delimiters",
            b"user,name\n,\n1,Ann\n , \n",
            &[(3, "Ann")],
        ),
        ("space around", b" user , Name \n 1 , Ann \n", &[(2, "Ann")]),
        (
            "columns that were used once",
            b"user,name,,\n1,Ann,,\n2,Bob\n3,Cy,,x\n",
            &[(2, "Ann"), (3, "Bob"), (4, "!wrong_field_count")],
        ),
        (
            "too few",
            b"user,name\n1\n2,Bob\n",
            &[(2, "!wrong_field_count"), (3, "Bob")],
        ),
        (
            "too many",
            b"user,name\n1,Ann,x\n2,Bob\n",
            &[(2, "!wrong_field_count"), (3, "Bob")],
        ),
        (
            "text behind a quote",
            b"user,name\n1,\"Ann\" B.\n2,Bob\n",
            &[(2, "!text_after_quote"), (3, "Bob")],
        ),
        (
            "space behind a quote",
            b"user,name\n1,\"Ann\" \n2,Bob\n",
            &[(2, "!text_after_quote"), (3, "Bob")],
        ),
        (
            "a quote never closed",
            b"user,name\n1,\"Ann\n2,Bob\n3,Cy\n",
            &[(2, "!quote_not_closed")],
        ),
        (
            "two quotes never closed",
            b"user,name\n1,\"Ann\n2,\"Bob\n3,Cy\n",
            &[(2, "!text_after_quote"), (4, "Cy")],
        ),
        (
            "Latin-1",
            b"user,name\n1,J\xfcrgen\n2,Bob\n",
            &[(2, "!not_utf8"), (3, "Bob")],
        ),
        ("UTF-16", b"\xff\xfeu\0s\0e\0r\0", &[(0, "!not_utf8")]),
        (
            "UTF-16, the other way",
            b"\xfe\xff\0u\0s",
            &[(0, "!not_utf8")],
        ),
        (
            "Latin-1 in the header",
            b"user,n\xe4me\n1,Ann\n",
            &[(0, "!not_utf8")],
        ),
        ("nothing", b"", &[(0, "!no_header")]),
        (
            "a mark and nothing",
            b"\xef\xbb\xbf\r\n",
            &[(0, "!no_header")],
        ),
        ("a header alone", b"user,name\n", &[]),
        (
            "an unknown column",
            b"user,nickname\n1,Ann\n",
            &[(0, "!unknown_column")],
        ),
        (
            "a column without a name",
            b"user,,name\n1,x,Ann\n",
            &[(0, "!unknown_column")],
        ),
        (
            "a column twice",
            b"user,name,Name\n1,Ann,Bob\n",
            &[(0, "!duplicate_column")],
        ),
        (
            "a quoted header that never ends",
            b"user,\"name\n1,Ann\n",
            &[(0, "!quote_not_closed")],
        ),
        (
            "nobody's row",
            b"user,name\n,Ann\n2,Bob\n",
            &[(2, "!invalid_field"), (3, "Bob")],
        ),
    ];
    for (name, input, expected) in cases {
        let expected: Vec<_> = expected
            .iter()
            .map(|(n, text)| (*n, (*text).to_owned()))
            .collect();
        assert_eq!(names(input), expected, "{name}");
    }
}

#[test]
fn a_long_row_is_passed_over_and_its_text_is_never_taken_for_rows() {
    let long = "x\n9,Eve\n".repeat(LONGEST / 8);
    let input = format!("user,name\n1,Ann\n2,\"{long}\"\n3,Bob\n");
    let lines = names(input.as_bytes());
    let behind = 4 + 2 * u64::try_from(LONGEST / 8).unwrap();
    let expected = [
        (2, "Ann".to_owned()),
        (3, "!line_too_long".to_owned()),
        (behind, "Bob".to_owned()),
    ];
    assert_eq!(lines, expected);

    let header = format!("user,{}\n1,Ann\n", "x".repeat(70_000));
    assert_eq!(
        names(header.as_bytes()),
        [(0, "!header_too_long".to_owned())]
    );
    let wide = format!("user,name\n1{}\n2,Bob\n", ",".repeat(2000));
    let expected = [(2, "!wrong_field_count".to_owned()), (3, "Bob".to_owned())];
    assert_eq!(names(wide.as_bytes()), expected);
}

#[test]
fn an_unknown_column_is_answered_with_what_to_do() {
    let lines = csv(Kind::Customers, b"Kundennummer;E-Mail\n1;a@example.org\n");
    let [Line::Refused(fault)] = &*lines else {
        panic!("{lines:?}");
    };
    for words in [
        "\"Kundennummer\", \"E-Mail\"",
        "identity.*",
        "\"columns\"",
        "null",
    ] {
        assert!(fault.detail.contains(words), "{words}: {}", fault.detail);
    }
    assert_eq!(fault.problem().status(), 422);
}

#[test]
fn columns_are_read_by_their_names() {
    let input = "Email,phone,phone,club.x,identity.club_card,Language,created_at,consent.sms,\
                 consent.sms.at,consent.email.source,preferences.do_not_contact,attributes.Tier\n";
    let bad = csv(Kind::Customers, input.as_bytes());
    assert_eq!(told(&bad), [(0, "unknown_column".to_owned())]);
    let input = input.replace("club.x,", "");
    let row = "a@example.org,+43 1 1,+43 1 2,77,de-AT,2020-02-03,yes,2021-01-01T00:00:00Z,shop,\
               sms voice,gold\n";
    let lines = csv(Kind::Customers, format!("{input}{row}").as_bytes());
    let expected = serde_json::json!({
        "identities": [
            {"kind": "email", "value": "a@example.org", "verified": true},
            {"kind": "phone", "value": "+43 1 1", "verified": true},
            {"kind": "phone", "value": "+43 1 2", "verified": true},
            {"kind": "club_card", "value": "77", "verified": true},
        ],
        "language": "de",
        "attributes": {"Tier": "gold"},
        "preferences": {"do_not_contact": ["sms", "voice"]},
        "consent": [{"channel": "sms", "status": "opted_in", "at": "2021-01-01T00:00:00.000Z"}],
        "created_at": "2020-02-03T00:00:00.000Z",
    });
    let [(2, row)] = &*told(&lines) else {
        panic!("{lines:?}");
    };
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(row).unwrap(),
        expected
    );
}

#[test]
fn a_wrong_value_names_its_column() {
    let input = b"user,created_at\n1,yesterday\n";
    let lines = csv(Kind::Customers, input);
    let [Line::Failed { number: 2, fault }] = &*lines else {
        panic!("{lines:?}");
    };
    assert!(
        fault
            .detail
            .starts_with("\"created_at\": \"yesterday\" is no instant"),
        "{fault}"
    );
}

fn quoted(field: &str) -> String {
    format!("\"{}\"", field.replace('"', "\"\""))
}

proptest! {
    #[test]
    fn what_another_program_writes_is_read_as_it_was_written(
        rows in prop::collection::vec(("[a-z0-9]{1,5}", "[ -~\n\r\u{e4}\"',;]{0,12}", "[a\",;\n]{0,4}"), 0..20),
        crlf: bool,
        delimiter in prop::sample::select(b",;\t|".to_vec()),
    ) {
        let terminator = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .terminator(terminator)
            .from_writer(Vec::new());
        writer.write_record(["user", "name", "attributes.a"]).unwrap();
        for (user, name, a) in &rows {
            writer.write_record([user, name, a]).unwrap();
        }
        let input = writer.into_inner().unwrap();
        let lines = in_chunks(Format::Csv, &Mapping::plain(Kind::Customers), [&*input]);
        prop_assert_eq!(lines.len(), rows.len());
        for (line, (user, name, a)) in lines.iter().zip(&rows) {
            let Line::Row { row: Row::Customer(customer), .. } = line else {
                panic!("{line:?}");
            };
            prop_assert_eq!(&customer.identities[0].value, user);
            prop_assert_eq!(customer.name.as_deref().unwrap_or_default(), name.trim());
            let found = customer.attributes.get("a").and_then(|a| a.as_str());
            prop_assert_eq!(found.unwrap_or_default(), a.trim());
        }
    }

    #[test]
    fn the_number_of_a_row_is_the_line_that_it_begins_on(
        values in prop::collection::vec("[a\n\r]{0,6}", 1..12),
        blank in prop::collection::vec(0_usize..3, 12),
    ) {
        let mut input = "user,name\n".to_owned();
        let mut expected = Vec::new();
        for (value, blank) in values.iter().zip(blank) {
            input.push_str(&"\n".repeat(blank));
            // CRLF is one line end, CR and LF are one each.
            let lines = input.replace("\r\n", "\n").replace('\r', "\n");
            expected.push(1 + u64::try_from(lines.matches('\n').count()).unwrap());
            input.push_str(&format!("1,{}\n", quoted(value)));
        }
        let numbers: Vec<_> = names(input.as_bytes()).into_iter().map(|(n, _)| n).collect();
        prop_assert_eq!(numbers, expected);
    }
}
