//! `openapi.json` and the service say the same: routes, scopes, parameters, fields, statuses and
//! codes. Each comparison is of two whole sets, so neither side can have what the other lacks.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use serde_json::{Value, json};
use throughline_lookup::routes::{self, ROUTES};
use throughline_lookup::{OPENAPI, interaction};

use crate::cases::cases;

fn published() -> Value {
    serde_json::from_str(OPENAPI).unwrap()
}

/// Method and path of each operation.
fn operations(document: &Value) -> BTreeMap<(String, String), Value> {
    let mut operations = BTreeMap::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let key = (method.to_uppercase(), path.clone());
            operations.insert(key, operation.clone());
        }
    }
    operations
}

fn words(list: &Value) -> BTreeSet<String> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .map(|word| word.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn routes_scopes_and_parameters_agree() {
    let document = published();
    let operations = operations(&document);
    let served = ROUTES
        .iter()
        .map(|route| (route.method.to_string(), route.path.to_owned()));
    assert_eq!(
        served.collect::<BTreeSet<_>>(),
        operations.keys().cloned().collect()
    );
    for route in ROUTES {
        let operation = &operations[&(route.method.to_string(), route.path.to_owned())];
        let scopes = route.scopes.iter().map(|scope| scope.name().to_owned());
        assert_eq!(
            words(&operation["x-scopes"]),
            scopes.collect(),
            "{}",
            route.path
        );
        let needs_key = operation["security"] != json!([]);
        assert_eq!(needs_key, !route.scopes.is_empty(), "{}", route.path);
        let parameters = operation["parameters"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let query = parameters
            .iter()
            .filter(|parameter| parameter["in"] == "query")
            .map(|parameter| parameter["name"].as_str().unwrap());
        let taken = route.parameters.iter().copied();
        assert_eq!(
            query.collect::<BTreeSet<_>>(),
            taken.collect(),
            "{}",
            route.path
        );
    }
}

#[test]
fn statuses_and_codes_agree() {
    let document = published();
    let mut answered: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    let mut codes = BTreeSet::new();
    for case in cases() {
        if !case.code.is_empty() {
            codes.insert(case.code.to_owned());
        }
        let method = Method::from_bytes(case.method.as_bytes()).unwrap();
        let path = case.uri.split('?').next().unwrap();
        if let Ok((route, _)) = routes::find(&method, path) {
            let key = (route.method.to_string(), route.path.to_owned());
            answered
                .entry(key)
                .or_default()
                .insert(case.status.to_string());
        }
    }
    for (key, operation) in operations(&document) {
        let statuses = operation["responses"].as_object().unwrap().keys();
        let statuses: BTreeSet<String> = statuses.cloned().collect();
        assert_eq!(answered.get(&key), Some(&statuses), "{key:?}");
    }
    // These come from connections and streams, which tests/service/stream.rs drives.
    codes.extend(["body_incomplete", "line_too_long"].map(str::to_owned));
    let schema = &document["components"]["schemas"]["Problem"]["properties"]["code"];
    assert_eq!(words(&schema["enum"]), codes);
}

#[test]
fn the_fields_of_an_interaction_agree() {
    let document = published();
    let schema = &document["components"]["schemas"]["NewInteraction"];
    let documented: BTreeSet<&str> = schema["properties"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    // The refusal of an unknown field lists those that there are.
    let refusal = |body: &Value| {
        let problem = interaction::read(body.to_string().as_bytes(), "k", None).unwrap_err();
        serde_json::from_slice::<Value>(&problem.to_json("r")).unwrap()
    };
    for field in &documented {
        assert_eq!(
            refusal(&json!({ *field: null }))["code"],
            "invalid_field",
            "{field}"
        );
    }
    // One more than is documented would go unnoticed above: try every word of the contract.
    for word in [
        "account",
        "also",
        "business",
        "consent",
        "customer",
        "customer_id",
        "delivery",
        "id",
        "identity",
        "line",
        "recorded_at",
        "seq",
        "sentiment",
        "status",
        "trust",
        "verdict",
    ] {
        assert_eq!(
            refusal(&json!({ word: null }))["code"],
            "unknown_field",
            "{word}"
        );
    }
    let whole = json!({"channel": "c", "provider": "p", "direction": "inbound", "kind": "k",
        "provider_message_id": "m", "from": {"kind": "x", "value": "1"}});
    for field in words(&schema["required"]) {
        let mut body = whole.clone();
        body.as_object_mut().unwrap().remove(&field);
        assert_eq!(refusal(&body)["field"], *field);
    }
}

#[test]
fn every_reference_resolves() {
    fn walk<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|member| walk(member, found));
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            _ => {}
        }
    }
    let document = published();
    let mut references = Vec::new();
    walk(&document, &mut references);
    assert!(references.len() > 50);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}
