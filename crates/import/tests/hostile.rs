//! Hostile input is read or refused, and never more.

#[path = "hostile/mod.rs"]
mod checks;

use proptest::prelude::*;
use throughline_seeds::replay;

#[test]
fn seeds_of_import_rows() {
    replay("import_rows", checks::input);
}

#[test]
fn what_breaks_readers_does_not_break_this_one() {
    let long = vec![b'"'; 3_000_000];
    let deep = [b"\0{\"a\":".as_slice(), &vec![b'['; 200_000]].concat();
    let mapping = br#"x{"columns":{"a":"name"},"other_columns":"leave_out"}"#;
    for data in [
        b"".as_slice(),
        b"\0",
        b"\x0f\xef\xbb",
        b"\x01\xef\xbb\xbf",
        b"\x01\xff",
        b"\x02sep=\"\nuser\"name\n1\"2\n",
        b"\x02sep=\n\nuser\n",
        b"\x03user\n\"\n",
        b"\x03user,\"\"\"\n1,2\n",
        b"\x01user\r\r\n\n\r1\r\r2",
        b"\x00{\"identities\":{}}\n",
        b"\x00{\"\":\"\\ud800\"}\n",
        &long,
        &deep,
        &[mapping.as_slice(), b"\0a,user\nAnn,1\n"].concat(),
    ] {
        checks::input(data);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(data in prop::collection::vec(any::<u8>(), 0..200)) {
        checks::input(&data);
    }

    #[test]
    fn bytes_that_look_like_an_import_are_read_or_refused(
        data in "[\u{0}-\u{f}](user|name|phone|at|id|total.amount|,|;|\n|\r|\"|\\{|\\}|:|\\[|identities|kind|value|sep=|[0-9]|é| |\u{0}){0,60}",
    ) {
        checks::input(data.as_bytes());
    }
}
