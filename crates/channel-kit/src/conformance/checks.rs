//! The checks, one function each.

use std::path::Path;

use throughline_contract::types::{Direction, Error, InvalidField};

use super::{Cases, Memory, OTHER_SECRET, Outcome, SECRET, Seen, TestBed, configured, send};
use crate::{Channel, Settings, Webhook};

const NOTHING: Outcome = Outcome {
    written: 0,
    kept: 0,
};
const RECORDED: Outcome = Outcome {
    written: 1,
    kept: 0,
};
const KEPT: Outcome = Outcome {
    written: 0,
    kept: 1,
};

fn signed<B: TestBed>(bed: &B, webhook: Webhook) -> Webhook {
    bed.sign(webhook, SECRET)
}

/// Sends a request to an empty timeline.
fn fresh<B: TestBed>(bed: &B, settings: &Settings, webhook: &Webhook) -> (Seen, Memory) {
    let timeline = Memory::default();
    let seen = send(bed, settings, webhook, &timeline);
    (seen, timeline)
}

fn assert_refused<B: TestBed>(bed: &B, webhook: &Webhook, what: &str) {
    let (seen, timeline) = fresh(bed, &configured(bed), webhook);
    assert!(seen.is_refused(), "{what}: {seen:?}");
    assert_eq!(timeline.outcome(), NOTHING, "{what}");
}

fn assert_outcome<B: TestBed>(bed: &B, webhook: Webhook, expected: Outcome, what: &str) -> Memory {
    let (seen, timeline) = fresh(bed, &configured(bed), &signed(bed, webhook));
    assert_eq!(seen.status, 200, "{what}: {}", seen.text());
    assert_eq!(timeline.outcome(), expected, "{what}");
    timeline
}

/// A signed request records its interaction, under the channel's name.
pub fn verified<B: TestBed>(bed: &B) {
    let timeline = assert_outcome(bed, bed.sample(), RECORDED, "sample");
    let recorded = timeline.interactions();
    assert_eq!(recorded.len(), 1);
    assert_eq!(recorded[0].channel, B::Channel::NAME);
    assert!(!recorded[0].provider_message_id.is_empty());
}

/// A proof that was tampered with is refused.
pub fn forged_proof<B: TestBed>(bed: &B) {
    let genuine = signed(bed, bed.sample());
    let forgeries = bed.forgeries(&genuine);
    assert!(!forgeries.is_empty());
    for (what, forged) in forgeries {
        assert_refused(bed, &forged, &what);
    }
}

/// A body in which any one byte is another, of the same class or not, is refused.
pub fn forged_body<B: TestBed>(bed: &B) {
    let genuine = signed(bed, bed.sample());
    assert!(!genuine.body.is_empty());
    if bed.body_is_signed().is_err() {
        return assert_body_is_open(bed, genuine);
    }
    for (at, &old) in genuine.body.iter().enumerate() {
        let neighbour = match old {
            b'a'..=b'y' | b'A'..=b'Y' | b'0'..=b'8' => old + 1,
            _ => old - 1,
        };
        for new in [neighbour, b'x', 0, 0xff] {
            if new == old {
                continue;
            }
            let mut forged = genuine.clone();
            forged.body[at] = new;
            assert_refused(
                bed,
                &forged,
                &format!("byte {at}: {old:#x} became {new:#x}"),
            );
        }
    }
}

/// What a test bed says of a proof that leaves the body open is so: the rules above cannot hold.
fn assert_body_is_open<B: TestBed>(bed: &B, genuine: Webhook) {
    let reason = bed.body_is_signed().expect_err("only called for such");
    assert!(!reason.is_empty(), "say why the body is not signed");
    let mut longer = genuine;
    longer.body.push(b'x');
    let (seen, _) = fresh(bed, &configured(bed), &longer);
    assert_eq!(seen.status, 200, "the body is signed after all");
}

/// A body that ends early, or late, is refused.
pub fn truncated<B: TestBed>(bed: &B) {
    let genuine = signed(bed, bed.sample());
    if bed.body_is_signed().is_err() {
        return assert_body_is_open(bed, genuine);
    }
    for length in 0..genuine.body.len() {
        let mut cut = genuine.clone();
        cut.body.truncate(length);
        assert_refused(bed, &cut, &format!("{length} bytes"));
    }
    let mut longer = genuine;
    longer.body.push(b'x');
    assert_refused(bed, &longer, "one byte more");
}

/// A request that another secret signed is refused.
pub fn wrong_secret<B: TestBed>(bed: &B) {
    assert_refused(bed, &bed.sign(bed.sample(), OTHER_SECRET), "another secret");
    assert_refused(bed, &bed.sample(), "unsigned");
}

/// While two secrets are active, each of them verifies and no third does.
pub fn rotated_secrets<B: TestBed>(bed: &B) {
    for both in [[SECRET, OTHER_SECRET], [OTHER_SECRET, SECRET]] {
        let settings = configured(bed).with(B::SECRET_VARIABLE, bed.variable(&both));
        for secret in [SECRET, OTHER_SECRET] {
            let (seen, _) = fresh(bed, &settings, &bed.sign(bed.sample(), secret));
            assert_eq!(seen.status, 200, "{}", seen.text());
        }
        let (seen, _) = fresh(bed, &settings, &bed.sign(bed.sample(), "a-third"));
        assert!(seen.is_refused(), "{seen:?}");
    }
}

/// Without a variable that it needs, the channel refuses everything and names the variable.
pub fn missing_configuration<B: TestBed>(bed: &B) {
    let webhook = signed(bed, bed.sample());
    let refused = |settings: Settings, variable: &str| {
        for webhook in [&webhook, &bed.sample()] {
            let (seen, timeline) = fresh(bed, &settings, webhook);
            assert_eq!(seen.status, 503, "{variable}: {}", seen.text());
            assert_eq!(seen.code.as_deref(), Some("channel_not_configured"));
            assert!(seen.text().contains(variable), "{}", seen.text());
            assert_eq!(timeline.calls(), 0);
        }
    };
    for useless in ["", " ", ",", " , ", "{", "{}", r#"{"a":""}"#, r#"{"a":7}"#] {
        let settings = configured(bed).with(B::SECRET_VARIABLE, useless);
        refused(settings, B::SECRET_VARIABLE);
    }
    for (variable, _) in bed.settings() {
        refused(configured(bed).with(variable, ""), variable);
    }
    let read = |variable: &&str| B::Channel::VARIABLES.contains(variable);
    assert!(read(&B::SECRET_VARIABLE), "VARIABLES lacks the secret");
    assert!(bed.settings().iter().all(|(variable, _)| read(variable)));
}

/// A body that was written anew on the way is refused.
pub fn reencoded<B: TestBed>(bed: &B) {
    bed.reencoded().each(|what, (webhook, body)| {
        let mut webhook = signed(bed, webhook);
        let (seen, _) = fresh(bed, &configured(bed), &webhook);
        assert_eq!(seen.status, 200, "{what}, as it was sent: {}", seen.text());
        webhook.body = body;
        assert_refused(bed, &webhook, what);
    });
}

/// Headers that a client or a proxy sets do not change what is verified.
pub fn misleading_host<B: TestBed>(bed: &B) {
    let mut webhook = signed(bed, bed.sample());
    for (name, value) in [
        ("host", "evil.example:1"),
        ("forwarded", "host=evil.example;proto=http"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-port", "1"),
        ("x-original-url", "/elsewhere"),
    ] {
        let value = http::HeaderValue::from_static(value);
        webhook.headers.insert(name, value);
    }
    let (seen, timeline) = fresh(bed, &configured(bed), &webhook);
    assert_eq!(seen.status, 200, "{}", seen.text());
    assert_eq!(timeline.outcome(), RECORDED);
}

/// The same request again is answered the same and changes nothing.
pub fn duplicate<B: TestBed>(bed: &B) {
    let webhook = signed(bed, bed.sample());
    let timeline = Memory::default();
    let settings = configured(bed);
    let first = send(bed, &settings, &webhook, &timeline);
    let written = timeline.written();
    for _ in 0..2 {
        let again = send(bed, &settings, &webhook, &timeline);
        assert_eq!(without_duplicate(&again), without_duplicate(&first));
        assert_eq!(timeline.written(), written);
    }
    assert_eq!(first.status, 200);
}

/// Receipts say `duplicate`; nothing else of an answer may differ.
fn without_duplicate(seen: &Seen) -> Seen {
    let body = seen
        .text()
        .replace("\"duplicate\":true", "\"duplicate\":false");
    Seen {
        body: body.into_bytes(),
        ..seen.clone()
    }
}

/// One bad entry does not lose the others, and is kept.
pub fn batch_with_a_bad_entry<B: TestBed>(bed: &B) {
    bed.batches().each(|what, (webhook, expected)| {
        assert!(
            expected.written > 0 && expected.kept > 0,
            "{what}: no such batch"
        );
        assert_outcome(bed, webhook, expected, what);
    });
}

/// A body over the limit is refused before it is verified; one at the limit is not.
pub fn oversized<B: TestBed>(bed: &B) {
    let limit = B::Channel::BODY_LIMIT;
    let mut webhook = bed.sample();
    webhook.body.resize(limit + 1, b'x');
    let (seen, timeline) = fresh(bed, &configured(bed), &signed(bed, webhook.clone()));
    assert_eq!(
        (seen.status, seen.code.as_deref()),
        (413, Some("body_too_large"))
    );
    assert_eq!(timeline.calls(), 0);
    webhook.body.truncate(limit);
    let (seen, _) = fresh(bed, &configured(bed), &signed(bed, webhook));
    assert_eq!(seen.status, 200, "{}", seen.text());
}

/// Types of events that nobody has heard of are kept.
pub fn unknown_type<B: TestBed>(bed: &B) {
    bed.unknown_types()
        .each(|what, webhook| assert_kept(bed, webhook, what));
}

/// An authentic payload that cannot be read is kept byte by byte and answered a success.
pub fn unreadable<B: TestBed>(bed: &B) {
    bed.unreadable()
        .each(|what, webhook| assert_kept(bed, webhook, what));
}

fn assert_kept<B: TestBed>(bed: &B, webhook: Webhook, what: &str) {
    // Where the proof is in the body, signing changes it.
    let body = signed(bed, webhook.clone()).body;
    let timeline = assert_outcome(bed, webhook, KEPT, what);
    let kept = timeline.kept();
    assert_eq!(kept[0].body, body, "{what}");
    assert_eq!(kept[0].channel, B::Channel::NAME, "{what}");
    assert!(!kept[0].reason.is_empty(), "{what}");
    assert!(kept[0].reason.len() <= 500, "{what}: {}", kept[0].reason);
}

/// What says something twice is read in one way or kept, never refused.
pub fn repeated_keys<B: TestBed>(bed: &B) {
    bed.repeated_keys().each(|what, (webhook, expected)| {
        assert_outcome(bed, webhook, expected, what);
    });
}

/// Our own messages that come back are outbound.
pub fn echo<B: TestBed>(bed: &B) {
    bed.echoes().each(|what, webhook| {
        let timeline = assert_outcome(bed, webhook, RECORDED, what);
        for interaction in timeline.interactions() {
            assert_eq!(interaction.direction, Direction::Outbound, "{what}");
        }
    });
}

/// Every form of a time is read; an unreadable one spoils nothing.
pub fn every_timestamp<B: TestBed>(bed: &B) {
    bed.timestamps().each(|what, (webhook, expected)| {
        let timeline = assert_outcome(bed, webhook, RECORDED, what);
        assert_eq!(timeline.times(), [expected], "{what}");
    });
}

/// When the store fails, at whichever call, the answer is 503 with `Retry-After`, and the retry
/// completes what the first attempt began.
pub fn store_unavailable<B: TestBed>(bed: &B) {
    let settings = configured(bed);
    let mut requests = vec![("sample", bed.sample())];
    if let Cases::These(batches) = bed.batches() {
        requests.extend(
            batches
                .into_iter()
                .map(|(what, (webhook, _))| (what, webhook)),
        );
    }
    if let Cases::These(unreadable) = bed.unreadable() {
        requests.extend(unreadable);
    }
    for (what, webhook) in requests {
        let webhook = signed(bed, webhook);
        let (_, whole) = fresh(bed, &settings, &webhook);
        assert!(whole.calls() > 0, "{what}");
        for failing in 0..whole.calls() {
            let timeline = Memory::default();
            timeline.fail_at(failing);
            let seen = send(bed, &settings, &webhook, &timeline);
            assert_eq!(seen.status, 503, "{what}: {}", seen.text());
            assert_eq!(seen.code.as_deref(), Some("store_unavailable"), "{what}");
            let seconds = seen
                .retry_after
                .as_deref()
                .and_then(|s| s.parse::<u32>().ok());
            assert!(
                seconds.is_some_and(|s| (1..=60).contains(&s)),
                "{what}: {seen:?}"
            );
            let seen = send(bed, &settings, &webhook, &timeline);
            assert_eq!(seen.status, 200, "{what}: {}", seen.text());
            assert_eq!(timeline.written(), whole.written(), "{what}");
        }
    }
}

/// An interaction that the timeline refuses for good is kept, and the provider does not retry.
pub fn refused_by_the_timeline<B: TestBed>(bed: &B) {
    let webhook = signed(bed, bed.sample());
    let timeline = Memory::default();
    timeline.refuse(Error::Invalid(InvalidField {
        field: "customer.identity.value".to_owned(),
        detail: "not a phone number".to_owned(),
    }));
    let seen = send(bed, &configured(bed), &webhook, &timeline);
    assert_eq!(seen.status, 200, "{}", seen.text());
    assert_eq!(timeline.outcome(), KEPT);
    let kept = timeline.kept();
    assert_eq!(kept[0].body, webhook.body);
    assert!(
        kept[0].reason.contains("customer.identity.value"),
        "{}",
        kept[0].reason
    );
}

/// A store that was begun with another `index_secret` says so.
pub fn index_secret_changed<B: TestBed>(bed: &B) {
    let timeline = Memory::default();
    timeline.refuse(Error::IndexSecretChanged);
    let seen = send(bed, &configured(bed), &signed(bed, bed.sample()), &timeline);
    assert_eq!(
        (seen.status, seen.code.as_deref()),
        (503, Some("index_secret_changed"))
    );
}

/// Paths and methods that are not served, signed or not.
pub fn wrong_route<B: TestBed>(bed: &B) {
    let mut lost = bed.sample();
    lost.path.push_str("/nothing/here");
    let mut put = bed.sample();
    put.method = http::Method::PUT;
    for (webhook, status, code) in [
        (lost, 404, "route_not_found"),
        (put, 405, "method_not_allowed"),
    ] {
        for webhook in [signed(bed, webhook.clone()), webhook] {
            let (seen, timeline) = fresh(bed, &configured(bed), &webhook);
            assert_eq!((seen.status, seen.code.as_deref()), (status, Some(code)));
            assert_eq!(timeline.calls(), 0);
        }
    }
}

/// `spin.toml` gives the component every variable that the connector reads.
pub fn variables_are_granted<B: TestBed>(_: &B, manifest: &Path) {
    let text = std::fs::read_to_string(manifest).expect("spin.toml is there");
    let manifest: toml::Table = text.parse().expect("spin.toml is TOML");
    let variables = &manifest["component"][B::Channel::NAME]["variables"];
    for variable in B::Channel::VARIABLES {
        let given = variables.get(variable);
        assert!(
            given.is_some(),
            "[component.{}.variables] lacks {variable}",
            B::Channel::NAME
        );
    }
}
