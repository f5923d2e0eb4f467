//! What holds for every lookup and every budget.

mod lookups;
mod reading;

use lookups::{Case, NOW, case};
use proptest::prelude::*;
use reading::{assert_harmless, entries, lengths, told_by_customers, trusted};
use serde_json::Value;
use throughline_context::{Format, LEAST, pack, tokens};

/// Texts of agents, which the note of a JSON pack covers as well, for they may quote customers.
const WORDS_OF_OURS: &[&str] = &["our_text", "internal_text", "disposition_text"];

fn packed(case: &Case, budget: u32, format: Format) -> String {
    let lookup = serde_json::to_vec(&case.lookup).expect("it is JSON");
    pack(&lookup, budget, format, NOW).expect("it is readable")
}

fn budget() -> impl Strategy<Value = u32> {
    prop_oneof![LEAST..600, LEAST..20_000]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn it_fits_and_says_who_and_what_is_open(case in case(), budget in budget()) {
        for (budget, format) in [
            (LEAST, Format::Markdown),
            (LEAST, Format::Json),
            (budget, Format::Markdown),
            (budget, Format::Json),
        ] {
            let text = packed(&case, budget, format);
            prop_assert!(tokens(&text) <= budget as usize);
            prop_assert!(text.contains(&case.id), "{text}");
            for ticket in &case.open {
                prop_assert!(text.contains(ticket), "{ticket} is missing in {text}");
            }
            match format {
                Format::Markdown => {
                    assert_harmless(&text);
                    prop_assert!(!trusted(&text).contains("EVIL"), "{text}");
                }
                Format::Json => {
                    let read: Value = serde_json::from_str(&text).expect("it is JSON");
                    let customer = &read["customer"];
                    let who = [&customer["untrusted_name"], &customer["untrusted_identity"]];
                    prop_assert!(!case.has_name || who.iter().any(|w| w.is_string()), "{text}");
                    let mut found = Vec::new();
                    told_by_customers(&read, "", &mut found);
                    let marked = |n: &String| n.starts_with("untrusted_") || WORDS_OF_OURS.contains(&n.as_str());
                    prop_assert!(found.iter().all(marked), "{found:?} in {text}");
                    if let Some(used) = read.get("tokens_used") {
                        prop_assert_eq!(used, &Value::from(tokens(&text)));
                        prop_assert_eq!(&read["budget"], &Value::from(budget));
                    }
                }
            }
        }
    }

    #[test]
    fn a_budget_is_used(case in case(), budget in budget()) {
        for format in [Format::Markdown, Format::Json] {
            let all = tokens(&packed(&case, u32::MAX, format));
            let used = tokens(&packed(&case, budget, format));
            let most = all.min(budget as usize);
            prop_assert!(used * 10 >= most * 8, "{used} of {most}: {}", packed(&case, budget, format));
        }
    }

    #[test]
    fn more_room_loses_nothing(case in case(), budget in budget(), more in 1_u32..600) {
        for (format, entries) in [
            (Format::Json, lengths as fn(&str) -> _),
            (Format::Markdown, entries),
        ] {
            let smaller = entries(&packed(&case, budget, format));
            let larger = entries(&packed(&case, budget + more, format));
            for (part, length) in smaller {
                let then = larger.get(&part).copied().unwrap_or(0);
                prop_assert!(then >= length, "{part}: {length}, then {then}");
            }
        }
    }

    #[test]
    fn anything_else_is_refused_or_packed(bytes in any::<Vec<u8>>(), json in lookups::anything()) {
        let _ = pack(&bytes, 200, Format::Markdown, NOW);
        for format in [Format::Markdown, Format::Json] {
            let text = pack(&json, 200, format, NOW);
            prop_assert!(text.is_err() || text.is_ok_and(|t| tokens(&t) <= 200));
        }
    }
}

#[test]
fn everything_too_long_fits_the_least_budget() {
    let long = "`\"\\ é".repeat(400);
    let identities: Vec<Value> = (0..32)
        .map(|i| serde_json::json!({"kind": "email", "value": format!("{long}{i}")}))
        .collect();
    let attributes: serde_json::Map<_, _> = (0..30)
        .map(|i| (format!("field {i}"), Value::from(long.as_str())))
        .collect();
    let lookup = serde_json::json!({"customer": {
        "id": "cus_1",
        "display_name": "\"N\"".repeat(170),
        "identities": identities,
        "attributes": attributes,
    }});
    let lookup = serde_json::to_vec(&lookup).expect("it is JSON");
    for format in [Format::Markdown, Format::Json] {
        let text = pack(&lookup, LEAST, format, NOW).expect("it is readable");
        let used = tokens(&text);
        assert!((160..=200).contains(&used), "{used}: {text}");
        assert!(text.contains("cus_1"));
    }
}

#[test]
fn of_too_many_open_tickets_as_many_as_fit_and_how_many_more() {
    let tickets: Vec<Value> = (0..100)
        .map(|n| serde_json::json!({"id": format!("tkt_{n:032}_1"), "status": "open"}))
        .collect();
    let lookup = serde_json::to_vec(&serde_json::json!({
        "customer": {"id": "cus_1", "display_name": "Ada"},
        "tickets": tickets,
    }))
    .expect("it is JSON");
    let text = pack(&lookup, LEAST, Format::Markdown, NOW).expect("it is readable");
    let shown = text.matches("- tkt_").count();
    assert!(shown > 8 && tokens(&text) <= 200, "{text}");
    assert!(
        text.ends_with(&format!("- and {} more\n", 100 - shown)),
        "{text}"
    );

    let text = pack(&lookup, LEAST, Format::Json, NOW).expect("it is readable");
    let read: Value = serde_json::from_str(&text).expect("it is JSON");
    let shown = read["open_tickets"].as_array().map_or(0, Vec::len);
    assert_eq!(read["more_open_tickets"], 100 - shown);
}

#[test]
fn what_is_no_object_is_unreadable() {
    for lookup in ["", "[]", "null", "{", "\"x\""] {
        assert!(
            pack(lookup.as_bytes(), 200, Format::Json, NOW).is_err(),
            "{lookup}"
        );
    }
    assert!(pack(b"{}", 200, Format::Json, NOW).is_ok());
}
