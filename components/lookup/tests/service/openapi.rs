//! `openapi.json` and the service say the same: routes, scopes, parameters, fields, statuses and
//! codes. Each comparison is of two whole sets, so neither side can have what the other lacks.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use serde_json::{Value, json};
use throughline_lookup::routes::{self, ROUTES};
use throughline_lookup::{OPENAPI, calls, describe, interaction, tickets};
use throughline_web::Problem;

use crate::cases::cases;

fn published() -> Value {
    serde_json::from_str(OPENAPI).unwrap()
}

/// Method and path of each operation that this component serves. Others say `x-component`.
fn operations(document: &Value) -> BTreeMap<(String, String), Value> {
    let mut operations = all_operations(document);
    operations.retain(|_, operation| operation.get("x-component").is_none());
    operations
}

/// Those of every component.
fn all_operations(document: &Value) -> BTreeMap<(String, String), Value> {
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
    // And these from the components that serve the other routes.
    let others = [
        "source_not_found",
        "channel_not_configured",
        "tick_not_configured",
    ];
    codes.extend(others.map(str::to_owned));
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

/// The fields that there are, as the refusal of one that is not there lists them.
fn expected_fields(problem: &Problem) -> BTreeSet<String> {
    assert_eq!(problem.code(), "unknown_field", "{problem}");
    let (_, expected) = problem.detail().split_once("expected").unwrap();
    // Cut, it would be a part of them only.
    assert!(!expected.ends_with('…'), "{expected}");
    let quoted = expected.split('`').skip(1).step_by(2);
    quoted.map(str::to_owned).collect()
}

/// `read` reads a body of these members; `whole` has at least those that are required.
fn fields_agree(schema: &str, whole: &Value, read: impl Fn(&Value) -> Result<(), Problem>) {
    let document = published();
    let schema = &document["components"]["schemas"][schema];
    assert_eq!(schema["additionalProperties"], false);
    let documented = schema["properties"].as_object().unwrap();
    read(whole).unwrap_or_else(|problem| panic!("{whole}: {problem}"));
    let mut stranger = whole.clone();
    stranger["no_such_field"] = json!(1);
    let there_are = expected_fields(&read(&stranger).unwrap_err());
    assert_eq!(
        documented.keys().cloned().collect::<BTreeSet<_>>(),
        there_are
    );
    for (field, described) in documented {
        let mut body = whole.clone();
        body[field] = Value::Null;
        let nullable = described["oneOf"][1]["type"] == "null"
            || described["type"]
                .as_array()
                .is_some_and(|types| types.contains(&json!("null")));
        let problem = read(&body).err();
        let wrong = problem.filter(|problem| problem.detail().contains("invalid type: null"));
        assert_eq!(nullable, wrong.is_none(), "{field}");
    }
    for field in words(&schema["required"]) {
        let mut body = whole.clone();
        body.as_object_mut().unwrap().remove(&field);
        let problem = read(&body).unwrap_err();
        let problem: Value = serde_json::from_slice(&problem.to_json("")).unwrap();
        assert!(
            problem["field"].as_str().unwrap().ends_with(&*field),
            "{problem}"
        );
    }
}

#[test]
fn the_fields_of_what_agents_send_agree() {
    let bytes = |body: &Value| body.to_string().into_bytes();
    let change = json!({"status": "open", "priority": "low", "queue": "q", "assignee": "a",
        "tags": [], "subject": "s"});
    fields_agree("TicketChange", &change, |body| {
        tickets::change(&bytes(body)).map(drop)
    });
    let file = json!({"name": "n", "content_type": "a/b", "content": "YQ=="});
    let words = json!({"text": "t", "subject": "s", "html": "h"});
    let template = json!({"name": "n", "language": "l"});
    let reply = json!({"text": "t", "subject": "s", "html": "h", "channel": "c",
        "visibility": "public", "variables": {}, "variants": {"sms": words},
        "attachments": [file], "agent": "a"});
    let read = |body: &Value| tickets::reply(&bytes(body)).map(drop);
    fields_agree("NewReply", &reply, read);
    fields_agree("ReplyWords", &words, |words| {
        read(&json!({"variants": {"sms": words}, "text": "t", "attachments": [file]}))
    });
    fields_agree("ReplyTemplate", &template, |template| {
        read(&json!({ "template": template }))
    });
    fields_agree("ReplyAttachment", &file, |file| {
        read(&json!({ "attachments": [file] }))
    });
    let note = json!({"text": "t", "agent": "a"});
    fields_agree("NewNote", &note, |body| {
        tickets::note(&bytes(body)).map(drop)
    });
    let call = json!({"agent": "a", "agent_number": "+14155550100"});
    fields_agree("NewCall", &call, |body| calls::call(&bytes(body)).map(drop));
    let note = json!({"text": "t", "agent": "a", "after_call_seconds": 1, "disposition": "d"});
    fields_agree("NewCallNote", &note, |body| {
        calls::note(String::new(), None, &bytes(body)).map(drop)
    });
    let presence = json!({"agent": "a", "typing": true, "read": true});
    fields_agree("Presence", &presence, |body| {
        calls::presence(&bytes(body)).map(drop)
    });
}

#[test]
fn the_fields_of_what_is_said_of_customers_agree() {
    let bytes = |body: &Value| body.to_string().into_bytes();
    let said = json!({"name": "n", "language": "en", "preferences": {"channel": "sms"},
        "attributes": {"a": 1}, "consents": [{"channel": "sms", "status": "opted_in"}],
        "identities": [{"kind": "x", "value": "1"}], "agent": "a"});
    fields_agree("CustomerChange", &said, |body| {
        describe::change(&bytes(body), "k").map(drop)
    });
    let other = json!({"other": "cus_1", "agent": "a"});
    fields_agree("OtherCustomer", &other, |body| {
        describe::other(&bytes(body), "k").map(drop)
    });
    let decided = json!({"decision": "reject", "agent": "a", "no_such_field": 1});
    let refused = describe::decision(&bytes(&decided), "k").unwrap_err();
    let document = published();
    let schema = &document["components"]["schemas"]["SuggestionDecision"]["properties"];
    let documented = schema.as_object().unwrap().keys().cloned().collect();
    assert_eq!(expected_fields(&refused), documented);
}

#[test]
fn what_other_components_serve_is_routed_to_them() {
    let spin = include_str!("../../../../spin.toml");
    let document = published();
    let mut others = 0;
    for ((_, path), operation) in all_operations(&document) {
        let Some(component) = operation.get("x-component") else {
            continue;
        };
        others += 1;
        let fixed = path.split('{').next().unwrap();
        let route = match fixed == path {
            true => fixed.to_owned(),
            false => format!("{fixed}..."),
        };
        let trigger = format!("route = \"{route}\"\ncomponent = {component}\n");
        assert!(spin.contains(&trigger), "spin.toml lacks {trigger}");
    }
    assert!(others > 0);
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
