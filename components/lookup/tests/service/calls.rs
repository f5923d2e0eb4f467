//! Calls and presence, and everything that they can answer.

use throughline_contract::tickets::Refusal;
use throughline_contract::types::Error;

use crate::case::{Case, case, guarded};
use crate::fake::{Fake, call, request};

const CALL: &str = r#"{"agent":"jane","agent_number":"+14155550100"}"#;
const NOTE: &str =
    r#"{"text":"Reshipped.","agent":"jane","after_call_seconds":45,"disposition":"reshipment"}"#;
const PRESENCE: &str = r#"{"agent":"jane","typing":true}"#;

/// Every route with everything that it can answer.
pub fn cases() -> Vec<Case> {
    let large = || "x".repeat((1 << 20) + 1);
    let mut cases = Vec::new();

    let list = |key| case("GET", "/v1/calls", key);
    cases.extend(guarded("agent", "write", list));
    cases.extend([
        list("read").asks("calls"),
        list("agent").asks("calls"),
        case("GET", "/v1/calls?limit=1", "read").refused(422, "unknown_field"),
        case("POST", "/v1/calls", "agent").refused(405, "method_not_allowed"),
    ]);

    let dial = |key| {
        case("POST", "/v1/tickets/tkt_1/calls", key)
            .body(CALL)
            .answers(202)
    };
    cases.extend(guarded("agent", "write", dial));
    let dialling = |body: &str| case("POST", "/v1/tickets/tkt_1/calls", "agent").body(body);
    let no_number = || Refusal::NoDestination("no number is proven".into());
    cases.extend([
        dial("agent").asks(r#"call tkt_1 Some("jane") Some("+14155550100") None"#),
        dialling("{}")
            .answers(202)
            .asks("call tkt_1 None None None"),
        dialling(r#"{"agent_number":"4155550100"}"#).refused(422, "invalid_field"),
        dialling(r#"{"agent_number":"+1"}"#).refused(422, "invalid_field"),
        dialling(r#"{"agent_number":"+1415555010a"}"#).refused(422, "invalid_field"),
        dialling(r#"{"number":"+14155550100"}"#).refused(422, "unknown_field"),
        dialling("{").refused(400, "malformed_json"),
        dialling(&large()).refused(413, "body_too_large"),
        dial("agent").failing(Error::NotFound, 404, "ticket_not_found"),
        dial("agent").refusing(Refusal::DoNotContact("sms".into()), 409, "do_not_contact"),
        dial("agent").refusing(Refusal::Conflict, 409, "idempotency_conflict"),
        dial("agent").refusing(no_number(), 422, "no_destination"),
    ]);

    let note = |key| {
        case("POST", "/v1/calls/int_1/notes", key)
            .body(NOTE)
            .answers(201)
    };
    cases.extend(guarded("agent", "read", note));
    let noting = |body: &str| case("POST", "/v1/calls/int_1/notes", "agent").body(body);
    cases.extend([
        note("agent")
            .asks(r#"note-call int_1 "Reshipped." Some("jane") Some(45) Some("reshipment") None"#),
        noting(r#"{"text":"x"}"#)
            .answers(201)
            .asks(r#"note-call int_1 "x" None None None None"#),
        noting(r#"{"text":" "}"#).refused(422, "invalid_field"),
        noting(r#"{"text":"x","after_call_seconds":86401}"#).refused(422, "invalid_field"),
        noting(r#"{"text":"x","after_call_seconds":-1}"#).refused(422, "invalid_field"),
        noting(r#"{"text":"x","seconds":1}"#).refused(422, "unknown_field"),
        noting("{").refused(400, "malformed_json"),
        noting(&large()).refused(413, "body_too_large"),
        note("agent").failing(Error::NotFound, 404, "call_not_found"),
        note("agent").refusing(Refusal::Conflict, 409, "idempotency_conflict"),
    ]);

    let show = |key| {
        case("POST", "/v1/tickets/tkt_1/presence", key)
            .body(PRESENCE)
            .answers(204)
    };
    cases.extend(guarded("agent", "read", show));
    let showing = |body: &str| case("POST", "/v1/tickets/tkt_1/presence", "agent").body(body);
    cases.extend([
        show("agent").asks(r#"signal tkt_1 Some("jane") true false"#),
        showing(r#"{"read":true}"#)
            .answers(204)
            .asks("signal tkt_1 None false true"),
        showing("{}")
            .answers(204)
            .asks("signal tkt_1 None false false"),
        showing(r#"{"typing":1}"#).refused(422, "invalid_field"),
        showing(r#"{"online":true}"#).refused(422, "unknown_field"),
        showing("{").refused(400, "malformed_json"),
        showing(&large()).refused(413, "body_too_large"),
        show("agent").failing(Error::NotFound, 404, "ticket_not_found"),
    ]);
    cases
}

#[test]
fn what_is_shown_has_no_body() {
    let request = request(
        "POST",
        "/v1/tickets/tkt_1/presence",
        "agent",
        PRESENCE.as_bytes(),
    );
    let response = call(request, &Fake::default());
    assert_eq!(response.status(), 204);
    assert!(response.body().is_empty());
}
