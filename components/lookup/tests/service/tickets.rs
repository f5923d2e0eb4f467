//! What agents do with a ticket, and everything that it can answer.

use serde_json::Value;
use throughline_contract::tickets::Refusal;
use throughline_contract::types::{Error, InvalidField, Visibility};

use crate::case::{Case, case, guarded};
use crate::fake::{DOCUMENT, Fake, call, json, request};

const PREFERENCES: &str = r#"{"preferences":{"channel":"sms"}}"#;
const CHANGE: &str = r#"{"status":"pending","assignee":null}"#;
const REPLY: &str = r#"{"text":"On its way."}"#;
const NOTE: &str = r#"{"text":"Called back.","agent":"jane"}"#;

/// Every route with everything that it can answer.
pub fn cases() -> Vec<Case> {
    let deep = || format!("{}1{}", "[".repeat(65), "]".repeat(65));
    let large = || "x".repeat((1 << 20) + 1);
    let mut cases = Vec::new();

    let prefer = |key| case("PATCH", "/v1/customers/cus_1", key).body(PREFERENCES);
    cases.extend(guarded("write", "read", prefer));
    let preferring = |body: String| case("PATCH", "/v1/customers/cus_1", "write").body(body);
    cases.extend([
        prefer("write").asks(r#"describe cus_1 key:write name=None channel=Some("sms") ;customer cus_1 20"#),
        preferring(r#"{"name":null,"attributes":{"tier":"gold"}}"#.into())
            .asks(r#"describe cus_1 key:write name=Some("") channel=None {"tier":"gold"};customer cus_1 20"#),
        preferring(r#"{"identities":[{"kind":"email","value":"a@b.c"}],"agent":"bo"}"#.into())
            .asks("describe cus_1 agent:bo name=None channel=None  email:a@b.c=pass;customer cus_1 20"),
        preferring("{}".into()).refused(422, "invalid_field"),
        preferring(r#"{"nam":"Ana"}"#.into()).refused(422, "unknown_field"),
        preferring("{".into()).refused(400, "malformed_json"),
        preferring(large()).refused(413, "body_too_large"),
        prefer("write").failing(Error::NotFound, 404, "customer_not_found"),
        prefer("write").failing(Error::IndexSecretChanged, 503, "index_secret_changed"),
    ]);

    let change = |key| case("PATCH", "/v1/tickets/tkt_1", key).body(CHANGE);
    cases.extend(guarded("agent", "read", change));
    let changing = |body: String| case("PATCH", "/v1/tickets/tkt_1", "agent").body(body);
    cases.extend([
        change("agent").asks(r#"change tkt_1 Some("pending") None None Some("") None None"#),
        changing(
            r#"{"priority":"high","queue":"q","assignee":"a","tags":["t"],"subject":"s"}"#.into(),
        )
        .asks(r#"change tkt_1 None Some("high") Some("q") Some("a") Some(["t"]) Some("s")"#),
        changing("{}".into()).refused(422, "invalid_field"),
        changing(CHANGE.replace("pending", "done")).refused(422, "invalid_field"),
        changing(CHANGE.replace("status", "state")).refused(422, "unknown_field"),
        changing("{".into()).refused(400, "malformed_json"),
        changing(deep()).refused(400, "malformed_json"),
        changing(large()).refused(413, "body_too_large"),
        change("write").refused(403, "insufficient_scope"),
        change("agent").failing(Error::NotFound, 404, "ticket_not_found"),
        change("agent").failing(Error::IndexSecretChanged, 503, "index_secret_changed"),
        case("PUT", "/v1/tickets/tkt_1", "agent").refused(405, "method_not_allowed"),
    ]);

    let reply = |key| {
        case("POST", "/v1/tickets/tkt_1/replies", key)
            .body(REPLY)
            .answers(202)
    };
    cases.extend(guarded("agent", "write", reply));
    let replying = |body: String| case("POST", "/v1/tickets/tkt_1/replies", "agent").body(body);
    let no_address = || Refusal::NoDestination("no proven phone address is known".into());
    cases.extend([
        reply("agent").asks(r#"reply tkt_1 Some("On its way.") None"#),
        replying(r#"{"text":"Dear {{ name }}","variables":{"name":"Ann"}}"#.into())
            .answers(202)
            .asks(r#"reply tkt_1 Some("Dear Ann") None"#),
        replying("{}".into()).refused(422, "invalid_field"),
        replying(r#"{"text":"Dear {{ name }}","variables":{}}"#.into())
            .refused(422, "invalid_field"),
        replying(REPLY.replace("text", "txet")).refused(422, "unknown_field"),
        replying("{".into()).refused(400, "malformed_json"),
        replying(deep()).refused(400, "malformed_json"),
        replying(large()).refused(413, "body_too_large"),
        reply("read").refused(403, "insufficient_scope"),
        reply("agent").failing(Error::NotFound, 404, "ticket_not_found"),
        reply("agent").failing(Error::IndexSecretChanged, 503, "index_secret_changed"),
        reply("agent").refusing(Refusal::DoNotContact("sms".into()), 409, "do_not_contact"),
        reply("agent").refusing(Refusal::Conflict, 409, "idempotency_conflict"),
        reply("agent").refusing(no_address(), 422, "no_destination"),
        case("POST", "/v1/tickets/tkt_1/replies?dry_run=1", "agent").refused(422, "unknown_field"),
        case("GET", "/v1/tickets/tkt_1/replies", "agent").refused(405, "method_not_allowed"),
    ]);

    let note = |key| {
        case("POST", "/v1/tickets/tkt_1/notes", key)
            .body(NOTE)
            .answers(201)
    };
    cases.extend(guarded("agent", "read", note));
    let noting = |body: String| case("POST", "/v1/tickets/tkt_1/notes", "agent").body(body);
    cases.extend([
        note("agent").asks(r#"note tkt_1 "Called back." Some("jane") None"#),
        noting(r#"{"text":" "}"#.into()).refused(422, "invalid_field"),
        noting(NOTE.replace("agent", "author")).refused(422, "unknown_field"),
        noting("{".into()).refused(400, "malformed_json"),
        noting(large()).refused(413, "body_too_large"),
        note("write").refused(403, "insufficient_scope"),
        note("agent").failing(Error::NotFound, 404, "ticket_not_found"),
        note("agent").refusing(Refusal::Conflict, 409, "idempotency_conflict"),
        case("DELETE", "/v1/tickets/tkt_1/notes", "agent").refused(405, "method_not_allowed"),
    ]);
    cases
}

#[test]
fn documents_are_passed_on_byte_for_byte() {
    for (method, uri, body) in [
        ("PATCH", "/v1/tickets/tkt_1", CHANGE),
        ("POST", "/v1/tickets/tkt_1/replies", REPLY),
        ("POST", "/v1/tickets/tkt_1/notes", NOTE),
    ] {
        let request = request(method, uri, "agent", body.as_bytes());
        assert_eq!(call(request, &Fake::default()).body(), DOCUMENT, "{uri}");
    }
}

#[test]
fn an_idempotency_key_is_passed_on_with_its_callers_name() {
    let send = |uri: &str, body: &str, key: Option<&[u8]>| {
        let fake = Fake::default();
        let mut request = request("POST", uri, "agent", body.as_bytes());
        if let Some(key) = key {
            let key = http::HeaderValue::from_bytes(key).unwrap();
            request.headers_mut().insert("idempotency-key", key);
        }
        let response = call(request, &fake);
        let asked = fake.calls.borrow().join(";");
        (response, asked)
    };
    for (uri, body) in [
        ("/v1/tickets/tkt_1/replies", REPLY),
        ("/v1/tickets/tkt_1/notes", NOTE),
    ] {
        let (response, asked) = send(uri, body, Some(b"a 1"));
        assert!(response.status().is_success(), "{uri}");
        assert!(asked.ends_with(r#"Some("5:agent:a 1")"#), "{asked}");
        assert!(send(uri, body, None).1.ends_with("None"), "{uri}");
        let long = "k".repeat(256);
        for wrong in [&b""[..], b"\xff", long.as_bytes()] {
            let (response, asked) = send(uri, body, Some(wrong));
            assert_eq!(response.status(), 422, "{uri} {wrong:?}");
            assert_eq!(json(&response)["field"], "Idempotency-Key");
            assert_eq!(asked, "", "{uri} {wrong:?}");
        }
    }
}

#[test]
fn an_answer_is_private_and_a_bots_unless_it_says_otherwise() {
    let answer = |body: &str| {
        let fake = Fake::default();
        let request = request("POST", "/v1/tickets/t/replies", "agent", body.as_bytes());
        assert_eq!(call(request, &fake).status(), 202, "{body}");
        fake.answered.take().remove(0)
    };
    let least = answer(REPLY);
    assert_eq!((least.visibility, least.agent), (Visibility::Private, None));
    let most = answer(r#"{"text":"t","visibility":"public","agent":"jane","channel":"x"}"#);
    assert_eq!(most.visibility, Visibility::Public);
    assert_eq!(most.agent.as_deref(), Some("jane"));
    assert_eq!(most.channel.as_deref(), Some("x"));
}

#[test]
fn a_refusal_says_why_and_a_field_has_the_callers_name() {
    let refused = |fake: Fake| {
        let request = request("POST", "/v1/tickets/t/replies", "agent", REPLY.as_bytes());
        json(&call(request, &fake))
    };
    let refusing = |refusal: Refusal| {
        refused(Fake {
            refusal: Some(refusal),
            ..Fake::default()
        })
    };
    let detail = |problem: &Value| problem["detail"].as_str().unwrap().to_owned();
    let problem = refusing(Refusal::DoNotContact("sms".into()));
    assert!(detail(&problem).ends_with("contacted on sms"), "{problem}");
    let problem = refusing(Refusal::NoDestination("never wrote by sms".into()));
    assert_eq!(detail(&problem), "never wrote by sms");
    for (field, named) in [
        ("text", "text"),
        ("attachments.content-type", "attachments.content_type"),
    ] {
        let invalid = InvalidField {
            field: field.into(),
            detail: "wrong".into(),
        };
        let problem = refused(Fake::failing(Error::Invalid(invalid)));
        assert_eq!(problem["field"], named);
    }
}
