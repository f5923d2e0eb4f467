//! Every route with everything that it can answer.

use throughline_contract::types::{Error, InvalidField};
use throughline_lookup::{OPENAPI, Settings};

use crate::case::{Case, case, guarded};
use crate::fake::{DOCUMENT, Fake, call, call_with, json, request, settings};

const WHOSE: &str = r#"{"identity":{"kind":"phone","value":"+1555"}}"#;
const MESSAGE: &str = r#"{"channel":"chat","provider":"acme","provider_message_id":"m1",
    "direction":"inbound","kind":"message","from":{"kind":"user","value":"7"},"text":"hi"}"#;

pub fn cases() -> Vec<Case> {
    let ambiguous = || Error::Ambiguous(vec!["cus_a".into(), "cus_b".into()]);
    let mut cases = Vec::new();

    let lookup = |key| case("GET", "/v1/customers/lookup?phone=+1555", key);
    cases.extend(guarded("read", "agent", lookup));
    cases.extend([
        lookup("read").asks("lookup phone:+1555 20"),
        case(
            "GET",
            "/v1/customers/lookup?email=a%40b.c&timeline=0",
            "read",
        )
        .asks("lookup email:a@b.c 0"),
        case("GET", "/v1/customers/lookup?id=cus_1&timeline=50", "read").asks("customer cus_1 50"),
        case(
            "GET",
            "/v1/customers/lookup?identity=external:crm:4711",
            "read",
        )
        .asks("lookup external:crm:4711 20"),
        case("GET", "/v1/customers/lookup", "read").refused(422, "invalid_field"),
        case("GET", "/v1/customers/lookup?phone=1&timeline=51", "read")
            .refused(422, "invalid_field"),
        case("GET", "/v1/customers/lookup?telephone=1", "read").refused(422, "unknown_field"),
        lookup("read").failing(Error::NotFound, 404, "customer_not_found"),
        lookup("read").failing(ambiguous(), 409, "identity_ambiguous"),
        lookup("read").failing(Error::IndexSecretChanged, 503, "index_secret_changed"),
        case("GET", "/v1/customers/lookup?id=cus_1", "read").failing(
            Error::NotFound,
            404,
            "customer_not_found",
        ),
    ]);

    let lookup = |key| case("POST", "/v1/customers/lookup", key).body(WHOSE);
    cases.extend(guarded("read", "write", lookup));
    let whose = |body: &str| case("POST", "/v1/customers/lookup", "read").body(body);
    cases.extend([
        lookup("read").asks("lookup phone:+1555 20"),
        whose(r#"{"identity":{"kind":"x","value":"1"},"timeline":5}"#).asks("lookup x:1 5"),
        whose("{").refused(400, "malformed_json"),
        whose("").refused(400, "malformed_json"),
        whose("{}").refused(422, "invalid_field"),
        whose(r#"{"identity":["x","1"]}"#).refused(422, "invalid_field"),
        whose(r#"{"identity":{"kind":"x","value":"1"},"timeline":51}"#)
            .refused(422, "invalid_field"),
        whose(r#"{"phone":"+1555"}"#).refused(422, "unknown_field"),
        whose(&" ".repeat((1 << 20) + 1)).refused(413, "body_too_large"),
        lookup("read").failing(Error::NotFound, 404, "customer_not_found"),
        lookup("read").failing(ambiguous(), 409, "identity_ambiguous"),
    ]);

    let customer = |key| case("GET", "/v1/customers/cus_1", key);
    cases.extend(guarded("read", "write", customer));
    cases.extend([
        customer("read").asks("customer cus_1 20"),
        case("GET", "/v1/customers/a%20b?timeline=1", "read").asks("customer a b 1"),
        customer("read").failing(Error::NotFound, 404, "customer_not_found"),
        case("GET", "/v1/customers/cus_1?timeline=x", "read").refused(422, "invalid_field"),
        case("PUT", "/v1/customers/cus_1", "admin").refused(405, "method_not_allowed"),
    ]);

    let timeline = |key| case("GET", "/v1/customers/cus_1/timeline", key);
    cases.extend(guarded("read", "agent", timeline));
    cases.extend([
        timeline("read").asks("timeline cus_1 None None None None None 50 None"),
        case(
            "GET",
            "/v1/customers/cus_1/timeline?channel=sms&kind=call&from=1970-01-01T00:00:00.001Z\
             &to=1970-01-01T01:00:00+01:00&as_of=tok&limit=200&cursor=cur",
            "read",
        )
        .asks(
            r#"timeline cus_1 Some("sms") Some("call") Some(1) Some(0) Some("tok") 200 Some("cur")"#,
        ),
        timeline("read").failing(Error::NotFound, 404, "customer_not_found"),
        case("GET", "/v1/customers/c/timeline?limit=0", "read").refused(422, "invalid_field"),
        case("GET", "/v1/customers/c/timeline?limit=201", "read").refused(422, "invalid_field"),
        case("GET", "/v1/customers/c/timeline?from=2026", "read").refused(422, "invalid_field"),
        case("GET", "/v1/customers/c/timeline?to=now", "read").refused(422, "invalid_field"),
        case("GET", "/v1/customers/c/timeline?since=1", "read").refused(422, "unknown_field"),
    ]);

    let record = |key| case("POST", "/v1/interactions", key).body(MESSAGE);
    cases.extend(guarded("write", "read", record));
    let send = |body: String| case("POST", "/v1/interactions", "write").body(body);
    cases.extend([
        record("write").asks("record key:write m1"),
        send("nonsense".into()).refused(400, "malformed_json"),
        send(format!("{}1{}", "[".repeat(65), "]".repeat(65))).refused(400, "malformed_json"),
        send(MESSAGE.replace("m1", "")).refused(422, "invalid_field"),
        send(MESSAGE.replace("\"text\"", "\"txet\"")).refused(422, "unknown_field"),
        send("x".repeat((1 << 20) + 1)).refused(413, "body_too_large"),
        record("write").failing(Error::NotFound, 500, "internal_error"),
        case("POST", "/v1/interactions?dry_run=1", "write").refused(422, "unknown_field"),
        case("GET", "/v1/interactions", "read").refused(405, "method_not_allowed"),
    ]);

    let interaction = |key| case("GET", "/v1/interactions/int_1", key);
    cases.extend(guarded("read", "agent", interaction));
    cases.extend([
        interaction("read").asks("interaction int_1"),
        interaction("read").failing(Error::NotFound, 404, "interaction_not_found"),
    ]);

    let attachment = |key| case("GET", "/v1/attachments/att_1_0", key);
    cases.extend(guarded("read", "agent", attachment));
    cases.extend([
        attachment("read").asks("attachment att_1_0"),
        attachment("read").failing(Error::NotFound, 404, "attachment_not_found"),
    ]);

    let tickets = |key| case("GET", "/v1/tickets", key);
    cases.extend(guarded("agent", "write", tickets));
    cases.extend([
        tickets("read").asks("tickets None None None None 50 None"),
        case(
            "GET",
            "/v1/tickets?status=open&queue=senior&assignee=Jane+Doe&channel=sms&limit=1&cursor=c",
            "agent",
        )
        .asks(r#"tickets Some("open") Some("senior") Some("Jane Doe") Some("sms") 1 Some("c")"#),
        case("GET", "/v1/tickets?status=lost", "read").refused(422, "invalid_field"),
    ]);

    let ticket = |key| case("GET", "/v1/tickets/tkt_1", key);
    cases.extend(guarded("agent", "admin", ticket));
    cases.extend([
        ticket("read").asks("ticket tkt_1"),
        ticket("agent").failing(Error::NotFound, 404, "ticket_not_found"),
    ]);
    cases.extend(crate::tickets::cases());
    cases.extend(crate::calls::cases());
    cases.extend(crate::customers::cases());
    cases.extend(crate::erasure::cases());
    cases.extend(crate::backups::cases());

    let health = || case("GET", "/healthz", "");
    cases.extend([
        health().asks("health"),
        case("GET", "/healthz?probe=1", "").asks("health"),
        health().failing(Error::Unavailable("disk".into()), 503, "store_unavailable"),
        health().failing(Error::NotFound, 503, "store_unavailable"),
        health().failing(Error::IndexSecretChanged, 503, "index_secret_changed"),
        health().broken_keys(),
        case("GET", "/openapi.json", ""),
        case("POST", "/openapi.json", "").refused(405, "method_not_allowed"),
        case("GET", "/v1/nothing", "read").refused(404, "route_not_found"),
        case("GET", "/v1/nothing", "").refused(404, "route_not_found"),
    ]);
    cases
}

#[test]
fn every_case_is_answered_as_published() {
    let cases = cases();
    assert!(cases.len() > 150, "{}", cases.len());
    for case in cases {
        let name = format!(
            "{} {} as {:?} -> {}",
            case.method, case.uri, case.key, case.code
        );
        let fake = Fake {
            error: case.error,
            refusal: case.refusal,
            restore: case.restore,
            pages: if case.streams { vec!["{}\n"] } else { vec![] },
            ..Fake::default()
        };
        let settings = if case.broken_keys {
            Settings::new("[{")
        } else {
            settings()
        };
        let mut request = request(case.method, case.uri, case.key, case.body.as_bytes());
        if !case.content_type.is_empty() {
            let content_type = http::HeaderValue::from_static(case.content_type);
            request.headers_mut().insert("content-type", content_type);
        }
        let response = call_with(request, &fake, &settings);
        assert_eq!(response.status(), case.status, "{name}");
        assert_eq!(response.headers()["x-request-id"], "req_0000000000000001");
        let length = response.headers().get("content-length");
        let length = length.map(|length| length.to_str().unwrap());
        // RFC 9110 8.6: no length with 204.
        let is_known = case.status != 204 && !case.streams;
        let expected = is_known.then(|| response.body().len().to_string());
        assert_eq!(length, expected.as_deref(), "{name}");
        if case.status == 204 {
            assert!(!response.headers().contains_key("content-type"), "{name}");
            assert_eq!(fake.calls.borrow().join(";"), case.asked, "{name}");
            continue;
        }
        assert_eq!(response.headers()["cache-control"], "no-store", "{name}");
        if case.status < 300 {
            let content_type = match case.uri {
                uri if uri.starts_with("/v1/attachments/") => "image/png",
                uri if uri.ends_with("/context") => "text/markdown; charset=utf-8",
                _ if case.streams => "application/x-ndjson",
                _ => "application/json",
            };
            let sent = &response.headers()["content-type"];
            assert_eq!(sent, content_type, "{name}");
            assert_eq!(fake.calls.borrow().join(";"), case.asked, "{name}");
            continue;
        }
        let problem = json(&response);
        let content_type = &response.headers()["content-type"];
        assert_eq!(content_type, "application/problem+json", "{name}");
        assert_eq!(problem["code"], case.code, "{name}");
        assert_eq!(problem["status"], case.status, "{name}");
        assert_eq!(problem["request_id"], "req_0000000000000001", "{name}");
        assert!(!problem.to_string().contains("disk"), "{name}: {problem}");
        match case.status {
            401 => assert_eq!(response.headers()["www-authenticate"], "Bearer", "{name}"),
            405 => assert!(response.headers().contains_key("allow"), "{name}"),
            422 => assert_eq!(
                problem["field"].is_string(),
                !["no_destination", "invalid_mapping", "backup_unreadable"].contains(&case.code),
                "{name}"
            ),
            _ => {}
        }
        match case.code {
            "identity_ambiguous" => {
                let candidates = serde_json::json!(["cus_a", "cus_b"]);
                assert_eq!(problem["candidates"], candidates, "{name}");
            }
            "do_not_contact" => assert_eq!(problem["channel"], "sms", "{name}"),
            _ => {}
        }
        let retry = case.code == "store_unavailable";
        assert_eq!(
            response.headers().contains_key("retry-after"),
            retry,
            "{name}"
        );
        // A request that is refused for itself never reaches the timeline.
        assert_eq!(
            fake.calls.borrow().is_empty(),
            fake.error.is_none() && fake.refusal.is_none() && fake.restore.is_none(),
            "{name}"
        );
    }
}

#[test]
fn documents_are_passed_on_byte_for_byte() {
    for uri in [
        "/v1/customers/lookup?phone=1555",
        "/v1/customers/cus_1",
        "/v1/customers/cus_1/timeline",
        "/v1/interactions/int_1",
        "/v1/attachments/att_1_0",
        "/v1/tickets",
        "/v1/tickets/tkt_1",
    ] {
        let response = call(request("GET", uri, "read", b""), &Fake::default());
        assert_eq!(response.body(), DOCUMENT, "{uri}");
    }
    let health = call(request("GET", "/healthz", "", b""), &Fake::default());
    assert_eq!(health.body(), br#"{"status":"ok"}"#);
    let openapi = call(request("GET", "/openapi.json", "", b""), &Fake::default());
    assert_eq!(openapi.body(), OPENAPI.as_bytes());
}

#[test]
fn head_is_get_without_the_body() {
    for (uri, status) in [
        ("/v1/customers/cus_1", 200),
        ("/healthz", 200),
        ("/nothing", 404),
    ] {
        let response = call(request("HEAD", uri, "read", b""), &Fake::default());
        assert_eq!(response.status(), status, "{uri}");
        assert!(response.body().is_empty(), "{uri}");
        assert!(response.headers().contains_key("content-type"), "{uri}");
        assert!(response.headers().contains_key("x-request-id"), "{uri}");
        assert!(!response.headers().contains_key("content-length"), "{uri}");
    }
}

#[test]
fn a_field_that_the_timeline_refuses_has_the_callers_name() {
    for (method, uri, body, field, named) in [
        ("GET", "/v1/customers/lookup?phone=x", "", "value", "phone"),
        (
            "GET",
            "/v1/customers/lookup?identity=a:b",
            "",
            "kind",
            "identity",
        ),
        (
            "POST",
            "/v1/customers/lookup",
            WHOSE,
            "value",
            "identity.value",
        ),
        ("GET", "/v1/customers/c/timeline", "", "since", "from"),
        ("GET", "/v1/customers/c/timeline", "", "as-of", "as_of"),
        ("GET", "/v1/tickets", "", "cursor", "cursor"),
        ("POST", "/v1/interactions", MESSAGE, "value", "from"),
        (
            "POST",
            "/v1/interactions",
            MESSAGE,
            "customer.identity.value",
            "from.value",
        ),
    ] {
        let invalid = InvalidField {
            field: field.into(),
            detail: "wrong".into(),
        };
        let fake = Fake::failing(Error::Invalid(invalid));
        let key = if uri == "/v1/interactions" {
            "write"
        } else {
            "read"
        };
        let response = call(request(method, uri, key, body.as_bytes()), &fake);
        assert_eq!(json(&response)["field"], named, "{uri} {field}");
    }
}

#[test]
fn a_receipt_is_answered_and_an_idempotency_key_stands_in() {
    let fake = Fake::default();
    let send = |body: &str, idempotency_key: Option<&[u8]>| {
        let mut request = request("POST", "/v1/interactions", "write", body.as_bytes());
        if let Some(key) = idempotency_key {
            let key = http::HeaderValue::from_bytes(key).unwrap();
            request.headers_mut().insert("idempotency-key", key);
        }
        call(request, &fake)
    };
    assert_eq!(
        json(&send(MESSAGE, None)),
        serde_json::json!({"interaction_id": "int_m1", "customer_id": "cus_1", "seq": 1,
            "ticket_id": "tkt_1", "duplicate": false})
    );
    assert_eq!(
        json(&send(MESSAGE, Some(b"other"))),
        serde_json::json!({"interaction_id": "int_m1", "customer_id": "cus_1", "seq": 2,
            "ticket_id": null, "duplicate": true})
    );
    let without = MESSAGE.replace(r#""provider_message_id":"m1","#, "");
    assert_eq!(
        json(&send(&without, Some(b"k1")))["interaction_id"],
        "int_k1"
    );
    assert_eq!(json(&send(&without, None))["field"], "provider_message_id");
    assert_eq!(
        json(&send(&without, Some(b"\xff")))["field"],
        "Idempotency-Key"
    );
}

#[test]
fn the_callers_request_id_is_kept() {
    let mut request = request("GET", "/nothing", "", b"");
    let id = http::HeaderValue::from_static("trace-1");
    request.headers_mut().insert("x-request-id", id);
    let response = call(request, &Fake::default());
    assert_eq!(response.headers()["x-request-id"], "trace-1");
    assert_eq!(json(&response)["request_id"], "trace-1");
}
