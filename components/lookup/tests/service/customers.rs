//! What is said of customers, how they are joined, found and imported, and everything that these routes
//! can answer.

use serde_json::json;
use throughline_contract::types::Error;

use crate::case::{Case, case, guarded};
use crate::fake::{Fake, call, json, request};

const OTHER: &str = r#"{"other":"cus_2","agent":"bo"}"#;
const ACCEPT: &str = r#"{"decision":"accept","agent":"bo"}"#;
const ROW: &str = r#"{"identities":[{"kind":"external","value":"crm:1"}],"name":"Ana"}"#;

/// Every route with everything that it can answer.
pub fn cases() -> Vec<Case> {
    let mut cases = joining();
    cases.extend(reading());
    cases.extend(importing());
    cases.extend(judging());
    cases
}

/// The quality of data, rules that are tried, types that are declared.
fn judging() -> Vec<Case> {
    let mut cases = Vec::new();
    let report = |key| case("GET", "/v1/data-quality", key);
    cases.extend(guarded("agent", "write", report));
    cases.push(report("read").asks("quality"));
    let flawed = |key| case("GET", "/v1/data-quality/malformed?field=phone&limit=3", key);
    cases.extend(guarded("read", "admin", flawed));
    cases.extend([
        flawed("agent").asks(r#"quality malformed Some("phone") 3 None"#),
        flawed("read").failing(Error::NotFound, 404, "problem_not_found"),
    ]);
    let uri = "/v1/identity/rehearsals?cursor=c";
    let rehearse = |key| case("POST", uri, key).body("{}");
    cases.extend(guarded("admin", "agent", rehearse));
    cases.extend([
        rehearse("admin").asks(r#"rehearse {} 50 Some("c")"#),
        case("POST", uri, "admin")
            .body("{")
            .refused(400, "malformed_json"),
        case("POST", uri, "admin")
            .body("x".repeat((1 << 20) + 1))
            .refused(413, "body_too_large"),
    ]);
    let types = |key| case("GET", "/v1/attributes", key);
    cases.extend(guarded("read", "agent", types));
    cases.push(types("read").asks("attribute-types"));
    let declare = |key| case("PUT", "/v1/attributes", key).body("{}");
    cases.extend(guarded("admin", "read", declare));
    cases.extend([
        declare("admin").asks("set-attribute-types {}"),
        case("PUT", "/v1/attributes", "admin")
            .body("{")
            .refused(400, "malformed_json"),
        case("PUT", "/v1/attributes", "admin")
            .body("x".repeat((1 << 20) + 1))
            .refused(413, "body_too_large"),
    ]);
    cases
}

fn joining() -> Vec<Case> {
    let large = || "x".repeat((1 << 20) + 1);
    let mut cases = Vec::new();
    for (uri, asked, missing) in [
        (
            "/v1/customers/cus_1/merge",
            "merge cus_1 cus_2 agent:bo",
            "customer_not_found",
        ),
        (
            "/v1/customers/cus_1/unmerge",
            "unmerge cus_1 cus_2 agent:bo",
            "join_not_found",
        ),
    ] {
        let join = |key| case("POST", uri, key).body(OTHER);
        cases.extend(guarded("agent", "write", join));
        cases.extend([
            join("agent").asks(asked),
            case("POST", uri, "agent")
                .body("{")
                .refused(400, "malformed_json"),
            case("POST", uri, "agent")
                .body("{}")
                .refused(422, "invalid_field"),
            case("POST", uri, "agent")
                .body(r#"{"other":"int_1"}"#)
                .refused(422, "invalid_field"),
            case("POST", uri, "agent")
                .body(large())
                .refused(413, "body_too_large"),
            join("agent").failing(Error::NotFound, 404, missing),
        ]);
    }
    let uri = "/v1/suggestions/sug_1";
    let decide = |key| case("POST", uri, key).body(ACCEPT);
    cases.extend(guarded("agent", "read", decide));
    cases.extend([
        decide("agent").asks("decide sug_1 true agent:bo"),
        case("POST", uri, "agent")
            .body(r#"{"decision":"reject"}"#)
            .asks("decide sug_1 false agent:agent"),
        case("POST", uri, "agent")
            .body(r#"{"decision":"maybe"}"#)
            .refused(422, "invalid_field"),
        case("POST", uri, "agent")
            .body("{")
            .refused(400, "malformed_json"),
        case("POST", uri, "agent")
            .body(large())
            .refused(413, "body_too_large"),
        decide("agent").failing(Error::NotFound, 404, "suggestion_not_found"),
    ]);
    cases
}

fn reading() -> Vec<Case> {
    let mut cases = Vec::new();
    let explain = |key| case("GET", "/v1/customers/cus_1/explain", key);
    cases.extend(guarded("agent", "write", explain));
    cases.extend([
        explain("read").asks("explain cus_1"),
        explain("read").failing(Error::NotFound, 404, "customer_not_found"),
    ]);
    let pack = |key| case("GET", "/v1/customers/cus_packed/context", key);
    let packing = |uri| case("GET", uri, "read");
    cases.extend(guarded("read", "write", pack));
    cases.extend([
        pack("agent").asks("customer cus_packed 50"),
        packing("/v1/customers/cus_packed/context?format=json&budget=200")
            .asks("customer cus_packed 50"),
        packing("/v1/customers/cus_packed/context?budget=199").refused(422, "invalid_field"),
        packing("/v1/customers/cus_packed/context?format=xml").refused(422, "invalid_field"),
        pack("read").failing(Error::NotFound, 404, "customer_not_found"),
    ]);
    let search = |key| case("GET", "/v1/customers?query=ana&limit=3", key);
    cases.extend(guarded("agent", "write", search));
    cases.extend([
        search("read").asks(r#"search "ana" 3 None"#),
        case("GET", "/v1/customers?limit=0", "read").refused(422, "invalid_field"),
        case("GET", "/v1/customers?name=ana", "read").refused(422, "unknown_field"),
    ]);
    let suggestions = |key| case("GET", "/v1/suggestions", key);
    cases.extend(guarded("agent", "write", suggestions));
    cases.extend([
        suggestions("read").asks("suggestions 50 None"),
        case("GET", "/v1/suggestions?limit=201", "agent").refused(422, "invalid_field"),
    ]);
    cases
}

fn importing() -> Vec<Case> {
    let import = |key| case("POST", "/v1/imports?kind=customers", key).body(ROW);
    let importing = |uri| case("POST", uri, "admin").body(ROW);
    vec![
        import("").refused(401, "unauthorized"),
        import("nobody").refused(401, "unauthorized"),
        import("write").refused(403, "insufficient_scope"),
        import("admin").broken_keys(),
        import("admin")
            .asks("describe import:admin name=Some(\"Ana\") channel=None {} external:crm:1=pass"),
        importing("/v1/imports").refused(422, "invalid_field"),
        importing("/v1/imports?kind=people").refused(422, "invalid_field"),
        importing("/v1/imports?mapping=%7B").refused(422, "invalid_mapping"),
        importing("/v1/imports?kind=customers&dry_run=maybe").refused(422, "invalid_field"),
        import("admin")
            .content_type("image/png")
            .refused(415, "unsupported_media_type"),
    ]
}

fn import(uri: &str, rows: &str, accept: &'static str) -> (u16, Vec<u8>, Vec<String>) {
    let fake = Fake::default();
    let mut request = request("POST", uri, "admin", rows.as_bytes());
    let headers = request.headers_mut();
    headers.insert("accept", http::HeaderValue::from_static(accept));
    let csv = uri.contains("&csv");
    let content_type = if csv {
        "text/csv"
    } else {
        "application/x-ndjson"
    };
    headers.insert("content-type", http::HeaderValue::from_static(content_type));
    *request.uri_mut() = uri.replace("&csv", "").parse().unwrap();
    let response = call(request, &fake);
    let calls = fake.calls.borrow().clone();
    (response.status().as_u16(), response.into_body(), calls)
}

#[test]
fn a_bad_row_is_reported_and_stops_no_other() {
    let rows = format!("{ROW}\n{{\n{ROW}\n\n{{\"identities\":[]}}\n");
    let (status, body, calls) = import("/v1/imports?kind=customers", &rows, "*/*");
    let report: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((status, calls.len()), (200, 2));
    assert_eq!(
        (&report["rows"], &report["created"], &report["failed"]),
        (&json!(4), &json!(2), &json!(2))
    );
    let lines: Vec<_> = report["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["line"].clone())
        .collect();
    assert_eq!(lines, [json!(2), json!(5)]);
}

#[test]
fn each_row_has_a_line_for_whoever_asks_for_lines() {
    let rows = format!("{ROW}\n{{\n");
    let (_, body, _) = import("/v1/imports?kind=customers", &rows, "application/x-ndjson");
    let mut lines: Vec<serde_json::Value> = body
        .split(|b| *b == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    lines.sort_by_key(|line| line["line"].as_u64());
    assert_eq!(lines[0]["customer_id"], "cus_1");
    let status = |n: usize| lines[n]["status"].as_str().unwrap();
    assert_eq!((status(0), status(1)), ("created", "failed"));
}

#[test]
fn a_table_is_read_by_its_columns() {
    let rows = "external,email,name,attributes.tier\ncrm:1,ana@example.com,Ana,gold\n";
    let (_, body, calls) = import("/v1/imports?kind=customers&csv", rows, "*/*");
    assert_eq!(
        calls,
        [
            "describe import:admin name=Some(\"Ana\") channel=None {\"tier\":\"gold\"} \
          external:crm:1=pass email:ana@example.com=pass"
        ],
        "{}",
        String::from_utf8_lossy(&body)
    );
}

#[test]
fn rows_of_one_identity_keep_their_order() {
    let row = |name: &str| ROW.replace("Ana", name);
    let rows = ["A", "B", "C"].map(row).join("\n");
    let (_, _, calls) = import("/v1/imports?kind=customers", &rows, "*/*");
    let names: Vec<_> = calls
        .iter()
        .map(|call| call.split('"').nth(1).unwrap())
        .collect();
    assert_eq!(names, ["A", "B", "C"]);
}

#[test]
fn a_context_says_what_it_is() {
    for (uri, content_type) in [
        (
            "/v1/customers/cus_packed/context",
            "text/markdown; charset=utf-8",
        ),
        (
            "/v1/customers/cus_packed/context?format=json",
            "application/json",
        ),
    ] {
        let response = call(request("GET", uri, "read", b""), &Fake::default());
        assert_eq!(response.headers()["content-type"], content_type);
        let text = String::from_utf8_lossy(response.body()).into_owned();
        assert!(
            text.contains("Ana Ruiz") && text.contains("tkt_7"),
            "{text}"
        );
        assert!(text.len() <= 6000, "{}", text.len());
    }
    let problem = call(
        request("GET", "/v1/customers/c/context?budget=1", "read", b""),
        &Fake::default(),
    );
    assert_eq!(json(&problem)["field"], "budget");
}
