//! The specimens themselves: enough, all different, and as they say.

use super::axes::Transfer;
use super::language::CHARSETS;
use super::product::rows;
use super::{Expect, Kind, Specimen, axes, mails, pairwise, sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Larger specimens are left out where only the many matter.
const SMALL: usize = 1 << 20;

#[test]
fn there_are_enough_and_no_two_are_alike() {
    let mut names = BTreeSet::new();
    let mut contents = BTreeSet::new();
    for mail in mails() {
        assert!(
            names.insert(mail.name.clone()),
            "two are called {}",
            mail.name
        );
        assert!(
            contents.insert(sha256(&mail.bytes)),
            "{} is there twice",
            mail.name
        );
    }
    assert!(names.len() >= 520, "{} mails", names.len());
}

#[test]
fn every_two_values_of_any_two_axes_meet() {
    let sizes = axes::sizes();
    let rows = pairwise::rows(&sizes, 2822);
    assert!(rows.len() >= 520, "{} rows", rows.len());
    for a in 0..sizes.len() {
        for b in a + 1..sizes.len() {
            let pairs: BTreeSet<_> = rows.iter().map(|row| (row[a], row[b])).collect();
            assert_eq!(pairs.len(), sizes[a] * sizes[b], "axes {a} and {b}");
        }
    }
    let shapes: BTreeSet<String> = super::product::rows()
        .iter()
        .map(|row| format!("{row:?}"))
        .collect();
    assert_eq!(shapes.len(), super::product::rows().len());
}

#[test]
fn markers_are_found_in_one_mail_only() {
    let mut markers = BTreeMap::new();
    for (name, marker) in marked() {
        if let Some(other) = markers.insert(marker.clone(), name.clone()) {
            panic!("{name} and {other} are both marked {marker}");
        }
    }
    let all: Vec<&String> = markers.keys().collect();
    for marker in &all {
        let inside = all
            .iter()
            .find(|other| *other != marker && other.contains(marker.as_str()));
        assert_eq!(inside, None, "holds the marker {marker} of another mail");
    }
}

#[test]
fn what_a_reader_may_be_unsure_of_is_little() {
    let mut count = BTreeMap::new();
    for mail in mails() {
        let Expect::Mail(expected) = mail.expect else {
            continue;
        };
        let mut say = |what, known| *count.entry((what, known)).or_insert(0) += 1;
        say("subject", expected.subject.is_some());
        say("sender", expected.sender.is_some());
        say("marker", expected.marker.is_some());
        say("kind", expected.kind.is_some());
    }
    for what in ["subject", "sender", "marker", "kind"] {
        let (known, unsure) = (count[&(what, true)], count[&(what, false)]);
        assert!(known > 8 * unsure, "{what}: {known} known, {unsure} not");
    }
}

#[test]
fn every_kind_and_every_answer_is_there() {
    let mut kinds = Vec::new();
    let (mut no_mails, mut too_large) = (0, 0);
    for mail in mails() {
        match mail.expect {
            Expect::Mail(expected) => kinds.extend(expected.kind),
            Expect::NoMail => no_mails += 1,
            Expect::TooLarge => too_large += 1,
        }
    }
    for kind in Kind::ALL {
        assert!(kinds.contains(&kind), "{kind:?}");
    }
    assert!(no_mails >= 10);
    assert_eq!(too_large, 1);
}

#[test]
fn texts_that_are_not_encoded_hold_their_marker_in_their_charset() {
    let mut seen = 0;
    for (row, mail) in rows().iter().zip(super::product::mails()) {
        let charset = &CHARSETS[row.charset];
        let raw = [
            Transfer::Absent,
            Transfer::SevenBit,
            Transfer::EightBit,
            Transfer::Binary,
        ];
        let Expect::Mail(expected) = mail.expect else {
            continue;
        };
        let marker = charset.encode(&expected.marker.unwrap());
        let found = mail
            .bytes
            .windows(marker.len())
            .any(|window| window == marker);
        assert!(found || !raw.contains(&row.transfer), "{}", mail.name);
        seen += usize::from(found);
    }
    assert!(seen >= rows().len() / 3, "{seen}");
}

#[test]
fn a_run_is_like_any_other() {
    let digest = |mail: Specimen| (mail.name, sha256(&mail.bytes));
    let small = || mails().filter(|mail| mail.bytes.len() < SMALL).map(digest);
    assert!(small().eq(small()));
}

fn marked() -> impl Iterator<Item = (String, String)> {
    mails().filter_map(|mail| match mail.expect {
        Expect::Mail(expected) => Some((mail.name, expected.marker?)),
        _ => None,
    })
}
