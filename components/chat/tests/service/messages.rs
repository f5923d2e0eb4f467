//! What visitors write.

use serde_json::{Value, json};
use throughline_contract::types::{Direction, Participant, Role, Verdict, Visibility};
use throughline_visitor::{Contact, Proven, Session};

use crate::fake::{Fake, NOW, call, json as document, keyring, of, outcome, visitor};

/// Says something and answers what was answered.
fn say(session: &Session, body: &Value, fake: &Fake) -> (u16, Value) {
    let token = keyring().seal(session);
    let response = call(
        of(session, &token, "POST", "messages", body.to_string()),
        fake,
    );
    (response.status().as_u16(), document(&response))
}

fn signed_in() -> Session {
    let proven = Proven {
        user: "u-1".to_owned(),
        email: Some("ana@example.com".to_owned()),
        phone: Some("+15551234567".to_owned()),
        name: Some("Ana".to_owned()),
        contact: Contact::default(),
    };
    visitor().0.identify(proven, [2; 16], NOW)
}

fn shown(participants: &[Participant]) -> Vec<String> {
    let shown = participants.iter().map(|participant| {
        let identity = &participant.identity;
        let verdict = participant.verdict == Verdict::Pass;
        let verdict = if verdict { "pass" } else { "claim" };
        assert_ne!(participant.verdict, Verdict::Fail);
        format!("{}:{} {verdict}", identity.kind, identity.value)
    });
    shown.collect()
}

fn attributes(fake: &Fake) -> Value {
    match fake.only().attributes {
        Some(attributes) => serde_json::from_slice(&attributes).unwrap(),
        None => Value::Null,
    }
}

const SAID: &str = "My order hasn't arrived.";

#[test]
fn a_message_is_an_interaction_of_the_visitor() {
    let fake = Fake::default();
    let mut session = visitor().0;
    session.language = Some("en".to_owned());
    let page = "https://shop.example/orders?token=secret#top";
    let (status, answer) = say(
        &session,
        &json!({"id": "m-000001", "text": SAID, "page": page}),
        &fake,
    );
    assert_eq!(
        (status, answer),
        (201, json!({"id": "int_1", "duplicate": false}))
    );
    let said = fake.only();
    let visitor = "01".repeat(16);
    assert_eq!(
        (&*said.channel, &*said.provider, &*said.account),
        ("chat", "web", "")
    );
    assert_eq!(said.provider_message_id, format!("{visitor}:m-000001"));
    assert_eq!(
        (said.direction, &*said.kind),
        (Direction::Inbound, "message")
    );
    assert_eq!(said.visibility, Visibility::Private);
    assert_eq!(said.occurred_at, Some(NOW));
    assert_eq!(said.text.as_deref(), Some(SAID));
    assert_eq!(said.language.as_deref(), Some("en"));
    assert_eq!(shown(&[said.customer]), [format!("visitor:{visitor} pass")]);
    assert!(said.also.is_empty() && said.parties.is_empty());
    assert!(said.answerable && !said.amendable);
    assert_eq!(
        attributes(&fake),
        json!({"page": "https://shop.example/orders"})
    );
}

#[test]
fn a_signed_in_user_is_the_customer() {
    let fake = Fake::default();
    let (status, _) = say(
        &signed_in(),
        &json!({"id": "m-000001", "text": SAID}),
        &fake,
    );
    assert_eq!(status, 201);
    let said = fake.only();
    assert_eq!(shown(&[said.customer]), ["user:u-1 pass"]);
    assert_eq!(
        shown(&said.also),
        [
            &*format!("visitor:{} pass", "01".repeat(16)),
            "email:ana@example.com pass",
            "phone:+15551234567 pass",
        ]
    );
    assert_eq!(said.parties[0].name.as_deref(), Some("Ana"));
    assert_eq!(said.parties[0].role, Role::From);
    let expected = json!({"contact_email": "ana@example.com", "contact_phone": "+15551234567"});
    assert_eq!(attributes(&fake), expected);
}

#[test]
fn what_is_typed_joins_nothing_and_is_remembered() {
    let fake = Fake::default();
    let details =
        json!({"name": " Ana  M ", "email": "Ana@Example.com ", "phone": "+1 555 123 4567"});
    let body = json!({"id": "m-000001", "text": SAID, "details": details});
    let (status, answer) = say(&visitor().0, &body, &fake);
    assert_eq!(status, 201);
    let said = fake.only();
    assert_eq!(
        shown(&[said.customer]),
        [format!("visitor:{} pass", "01".repeat(16))]
    );
    let claims = ["email:ana@example.com claim", "phone:+15551234567 claim"];
    assert_eq!(shown(&said.also), claims);
    assert_eq!(said.parties[0].name.as_deref(), Some("Ana M"));
    assert_eq!(said.parties[0].identity.kind, "visitor");
    let known = json!({"contact_email": "ana@example.com", "contact_phone": "+15551234567"});
    assert_eq!(attributes(&fake), known);
    // The new token carries them on, still as what was typed.
    let token = answer["session"]["token"].as_str().unwrap();
    let session = keyring().open(token, NOW).unwrap();
    assert_eq!(answer["session"]["id"], *session.visitor);
    assert_eq!((&session.email, &session.user), (&None, &None));
    let later = Fake::default();
    let (_, answer) = say(&session, &json!({"id": "m-000002", "text": "And?"}), &later);
    assert!(answer.get("session").is_none(), "{answer}");
    assert!(later.only().also.is_empty());
    assert_eq!(attributes(&later), known);
    assert_eq!(later.only().parties[0].name.as_deref(), Some("Ana M"));
}

#[test]
fn nobody_types_themselves_into_another_address() {
    let fake = Fake::default();
    let details = json!({"email": "other@example.com", "name": "Eve", "phone": "+15551234567"});
    let body = json!({"id": "m-000001", "text": SAID, "details": details});
    let (_, answer) = say(&signed_in(), &body, &fake);
    // Answers go where it is proven that the user reads them.
    assert_eq!(attributes(&fake)["contact_email"], "ana@example.com");
    let said = fake.only();
    assert_eq!(said.parties[0].name.as_deref(), Some("Ana"));
    let claims = shown(&said.also);
    assert!(
        claims.contains(&"email:other@example.com claim".to_owned()),
        "{claims:?}"
    );
    // What is proven is not doubted because it is typed, too.
    let phones = claims.iter().filter(|claim| claim.starts_with("phone"));
    assert_eq!(phones.collect::<Vec<_>>(), ["phone:+15551234567 pass"]);
    assert!(answer.get("session").is_none(), "{answer}");
}

#[test]
fn a_repetition_is_recorded_once() {
    let fake = Fake::default();
    let body = json!({"id": "m-000001", "text": SAID});
    assert_eq!(say(&visitor().0, &body, &fake).0, 201);
    let (status, answer) = say(&visitor().0, &body, &fake);
    assert_eq!(
        (status, answer),
        (200, json!({"id": "int_1", "duplicate": true}))
    );
    assert_eq!(fake.only().text.as_deref(), Some(SAID));
}

#[test]
fn a_wrong_field_is_named() {
    let good = json!({"id": "m-000001", "text": "x".repeat(8000)});
    assert_eq!(say(&visitor().0, &good, &Fake::default()).0, 201);
    for (member, value, field) in [
        ("id", json!("short"), "id"),
        ("id", json!("x".repeat(65)), "id"),
        ("id", json!("m:000001"), "id"),
        ("id", Value::Null, "id"),
        ("text", json!(""), "text"),
        ("text", json!(" \n"), "text"),
        ("text", json!("x".repeat(8001)), "text"),
        ("text", json!(7), "text"),
        ("details", json!({"email": "ana"}), "details.email"),
        (
            "details",
            json!({"email": "a@b.example\r\nBcc: c@d.example"}),
            "details.email",
        ),
        ("details", json!({"phone": "555"}), "details.phone"),
        ("details", json!({"name": "\u{0}"}), "details.name"),
        ("details", json!("Ana"), "details"),
    ] {
        let mut body = good.clone();
        body[member] = value;
        let fake = Fake::default();
        let (status, answer) = say(&visitor().0, &body, &fake);
        assert_eq!(
            (status, &answer["code"]),
            (422, &json!("invalid_field")),
            "{body}"
        );
        assert_eq!(answer["field"], field, "{}", body[member]);
        assert!(fake.recorded.borrow().is_empty());
    }
    // What was left empty, and a page that is none, spoils nothing.
    for (member, value) in [
        ("details", json!({"email": " ", "name": "", "phone": null})),
        ("details", Value::Null),
        ("page", json!("about:srcdoc")),
        ("later", json!(1)),
    ] {
        let mut body = good.clone();
        body[member] = value;
        let fake = Fake::default();
        assert_eq!(say(&visitor().0, &body, &fake).0, 201, "{}", body[member]);
        assert_eq!(fake.only().attributes, None);
    }
}

#[test]
fn a_visitor_may_write_so_often() {
    let fake = Fake::default();
    let (session, token) = visitor();
    for n in 0..31 {
        let body = json!({"id": format!("m-{n:06}"), "text": SAID}).to_string();
        let response = call(of(&session, &token, "POST", "messages", body), &fake);
        let expected = if n < 30 {
            (201, "")
        } else {
            (429, "too_many_requests")
        };
        let (status, code) = outcome(&response);
        assert_eq!((status, &*code), expected, "{n}");
    }
    assert_eq!(fake.recorded.borrow().len(), 30);
    let other = Session::begin([9; 16], NOW);
    assert_eq!(
        say(&other, &json!({"id": "m-000001", "text": SAID}), &fake).0,
        201
    );
}
