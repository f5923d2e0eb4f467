//! Joining and parting: by proof, by hand, and where a rule is against it.

use serde_json::{Value, json};
use throughline_tests::{App, Setup, Sms};

use crate::people::{
    EMAIL, PHONE, changed, explained, found, names, owner, record, said, setup, silent_about, texts,
};

fn by_hand(app: &App, what: &str, id: &str, other: &str) -> (u16, Value) {
    let answer = app.post(
        &format!("/v1/customers/{id}/{what}"),
        &json!({"other": other, "agent": "bo"}),
    );
    (answer.status, answer.json())
}

#[test]
fn what_one_interaction_proves_is_one_person_and_each_identity_is_accounted_for() {
    let app = setup().start();
    assert_eq!(
        Sms::new("SM1", PHONE, "My order hasn't arrived.")
            .deliver(&app)
            .status,
        200
    );
    let proof = record(
        &app,
        "1",
        &[
            ("phone", PHONE, true),
            ("email", EMAIL, true),
            ("loyalty", "card-84213", true),
        ],
        "It is me.",
    );
    let id = owner(&app, "phone", PHONE);
    for (kind, value) in [("email", EMAIL), ("loyalty", "card-84213")] {
        assert_eq!(owner(&app, kind, value), id, "{kind}");
    }
    let why = explained(&app, &id);
    assert_eq!(why["customer_id"], id.as_str());
    let links = why["links"].as_array().unwrap();
    assert_eq!(links.len(), 2, "{why}");
    for link in links {
        assert_eq!(link["rule"], "proven_together", "{link}");
        assert_eq!(link["interaction_id"], proof["interaction_id"], "{link}");
        assert!(!link["reason"].as_str().unwrap().is_empty(), "{link}");
        assert_eq!(link["by"], Value::Null, "{link}");
        let mut between = names(&link["between"], "kind");
        between.retain(|kind| kind == "phone");
        assert_eq!(between.len(), 1, "{link}");
    }
    // Each was here from the beginning, or came with a join that is shown.
    let mut ways = names(&why["links"], "customer_id");
    ways.push(id.clone());
    let mut kinds = Vec::new();
    for identity in why["identities"].as_array().unwrap() {
        let came_with = identity["came_with"].as_str().unwrap().to_owned();
        assert!(ways.contains(&came_with), "{identity}");
        assert_eq!(identity["verified"], true, "{identity}");
        kinds.push(identity["kind"].as_str().unwrap());
    }
    kinds.sort_unstable();
    assert_eq!(kinds, ["email", "loyalty", "phone"]);
    let known = found(&app, "email", EMAIL);
    assert_eq!(
        known["customer"]["identities"].as_array().unwrap().len(),
        3,
        "explain and the lookup know the same"
    );
    // A name that was merged away answers with whom it became.
    for away in names(&why["links"], "customer_id") {
        let answer = app.get(&format!("/v1/customers/{away}"));
        assert_eq!(answer.json()["customer"]["id"], id.as_str(), "{away}");
    }
}

#[test]
fn what_an_agent_joined_comes_apart_again_as_it_was() {
    let app = setup().start();
    for n in 0..12 {
        let at = format!("2026-03-{:02}T10:00:00Z", n + 1);
        let who = match n % 3 {
            0 => ("phone", PHONE, true),
            1 => ("email", EMAIL, true),
            _ => ("x", "4242", true),
        };
        let body = said(&format!("m{n}"), &[who], &format!("Message {n}"));
        let answer = app.post("/v1/interactions", &changed(body, "occurred_at", json!(at)));
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    let people = [("phone", PHONE), ("email", EMAIL), ("x", "4242")];
    let [a, b, c] = people.map(|(kind, value)| owner(&app, kind, value));
    let look = |id: &String| {
        let mut all = app.get(&format!("/v1/customers/{id}?timeline=50")).json();
        let parts = ["customer", "tickets"].map(|part| all[part].take());
        (parts, app.whole_timeline(id, 3))
    };
    let before = [&a, &b, &c].map(look);
    let (one, other) = (before[0].1.len(), before[1].1.len());
    assert_eq!((one, other), (4, 4));
    for round in 0..3 {
        let (status, joined) = by_hand(&app, "merge", &a, &b);
        assert_eq!(status, 200, "{joined}");
        let root = joined["customer"]["id"].as_str().unwrap().to_owned();
        assert_eq!(owner(&app, "phone", PHONE), root);
        assert_eq!(owner(&app, "email", EMAIL), root);
        let all = app.whole_timeline(&root, 3);
        assert_eq!(all.len(), one + other, "nothing is lost by joining");
        let mut ids = names(&json!(all), "id");
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), one + other, "nor told twice");
        assert_eq!(joined["customer"]["counts"]["open_tickets"], 1, "{joined}");
        let link = explained(&app, &root)["links"][0].clone();
        assert_eq!(
            (&link["rule"], &link["by"]),
            (&json!("agent"), &json!("agent:bo"))
        );
        // Either may stand in either place.
        let (x, y) = if round % 2 == 0 { (&a, &b) } else { (&b, &a) };
        let (status, parted) = by_hand(&app, "unmerge", x, y);
        assert_eq!(status, 200, "{parted}");
        let mut two: Vec<String> = serde_json::from_value(parted["customers"].clone()).unwrap();
        two.sort();
        let mut expected = [a.clone(), b.clone()];
        expected.sort();
        assert_eq!(two, expected);
        for (n, id) in [&a, &b, &c].into_iter().enumerate() {
            let (parts, timeline) = look(id);
            assert_eq!(timeline, before[n].1, "round {round}, timeline of {id}");
            assert_eq!(parts, before[n].0, "round {round}, {id}");
        }
        let again = by_hand(&app, "unmerge", x, y);
        assert_eq!((again.0, &again.1["code"]), (404, &json!("join_not_found")));
    }
    let stranger = format!("cus_{}", "0".repeat(32));
    let nobody = by_hand(&app, "merge", &a, &stranger);
    assert_eq!(
        (nobody.0, &nobody.1["code"]),
        (404, &json!("customer_not_found"))
    );
}

#[test]
fn what_an_agent_parted_stays_apart_until_an_agent_joins_it_again() {
    let app = setup().start();
    let both = [("phone", PHONE, true), ("email", EMAIL, true)];
    record(&app, "1", &both[..1], "From the phone.");
    record(&app, "2", &both[1..], "From the mailbox.");
    let (a, b) = (owner(&app, "phone", PHONE), owner(&app, "email", EMAIL));
    assert_eq!(by_hand(&app, "merge", &a, &b).0, 200);
    assert_eq!(by_hand(&app, "unmerge", &b, &a).0, 200);
    // Whatever is proven now.
    record(&app, "3", &both, "Both are mine.");
    assert_eq!(owner(&app, "phone", PHONE), a);
    assert_eq!(owner(&app, "email", EMAIL), b);
    assert_eq!(texts(&app, &a), ["Both are mine.", "From the phone."]);
    assert_eq!(texts(&app, &b), ["From the mailbox."]);
    let why = explained(&app, &a);
    assert_eq!(names(&why["withheld"], "rule"), ["parted"], "{why}");
    assert_eq!(why["withheld"][0]["customer_id"], b.as_str());
    // Whichever of the two kept the other's history until then remembers the parting.
    let mut apart = names(&why["apart"], "customer_id");
    apart.extend(names(&explained(&app, &b)["apart"], "customer_id"));
    assert!(apart == [b.as_str()] || apart == [a.as_str()], "{apart:?}");
    // An agent's word is above it, and then the rules have nothing against it either.
    assert_eq!(by_hand(&app, "merge", &b, &a).0, 200);
    let one = owner(&app, "phone", PHONE);
    assert_eq!(owner(&app, "email", EMAIL), one);
    record(&app, "4", &both, "Still both mine.");
    assert_eq!(owner(&app, "email", EMAIL), one);
    assert_eq!(texts(&app, &one).len(), 4);
    assert_eq!(explained(&app, &one)["apart"], json!([]));
}

#[test]
fn a_tablet_that_proves_many_peoples_addresses_joins_nobody_and_says_so() {
    let app = setup().start();
    let guest = |n: usize| format!("guest{n}@example.com");
    for n in 0..9 {
        let mail = guest(n);
        let who = [("visitor", "vis-tablet", true), ("email", &*mail, true)];
        record(&app, &format!("t{n}"), &who, &format!("Guest {n} was here"));
    }
    let tablet = owner(&app, "visitor", "vis-tablet");
    let why = explained(&app, &tablet);
    let rules = names(&why["withheld"], "rule");
    assert!(rules.contains(&"limit_in_window".to_owned()), "{why}");
    assert!(rules.contains(&"shared".to_owned()), "{why}");
    for withheld in why["withheld"].as_array().unwrap() {
        assert!(!withheld["reason"].as_str().unwrap().is_empty());
        assert!(withheld["interaction_id"].is_string(), "{withheld}");
    }
    let identities = why["identities"].as_array().unwrap();
    let visitor = identities.iter().find(|i| i["kind"] == "visitor").unwrap();
    assert_eq!(visitor["shared"], true);
    assert_eq!(why["links"], json!([]), "what it had joined came apart");
    // Guests are nobody but themselves, and what the tablet recorded is the tablet's.
    let mut owners = Vec::new();
    for n in 0..9 {
        let path = format!(
            "/v1/customers/lookup?email={}",
            guest(n).replace('@', "%40")
        );
        let answer = app.get(&path);
        match answer.status {
            200 => owners.push(answer.json()["customer"]["id"].to_string()),
            404 => {}
            status => panic!("{status}: {}", answer.text),
        }
    }
    let all = owners.len();
    owners.sort();
    owners.dedup();
    assert_eq!(owners.len(), all, "two guests are one customer");
    assert!(!owners.contains(&json!(tablet).to_string()));
    assert_eq!(app.whole_timeline(&tablet, 50).len(), 9);
    // One of them writes from their own mailbox.
    record(&app, "own", &[("email", &guest(2), true)], "It is guest 2.");
    let own = owner(&app, "email", &guest(2));
    assert_eq!(texts(&app, &own), ["It is guest 2."]);
    silent_about(&app, &own, &["Guest 1 was here", "guest3@example.com"]);
}

#[test]
fn a_national_number_is_found_where_the_region_is_known() {
    let app = Setup::default().variable("default_region", "US").start();
    let sms = Sms::new("SM1", PHONE, "Hello");
    assert_eq!(sms.deliver(&app).status, 200);
    let id = app.lookup(PHONE, 0)["customer"]["id"].clone();
    for path in [
        "/v1/customers/lookup?phone=(415)%20555-0123",
        "/v1/customers/lookup?phone=4155550123",
        "/v1/customers/lookup?identity=phone:415.555.0123",
    ] {
        let answer = app.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        let customer = answer.json()["customer"].clone();
        assert_eq!(customer["id"], id, "{path}");
        assert_eq!(customer["identities"][0]["value"], PHONE, "{path}");
    }
    let body = json!({"identity": {"kind": "phone", "value": "415 555 0123"}});
    let answer = app.post("/v1/customers/lookup", &body).json();
    assert_eq!(answer["customer"]["id"], id);
    // And written that way it is the same person.
    let written = record(&app, "1", &[("phone", "(415) 555-0123", true)], "Again");
    assert_eq!(written["customer_id"], id);

    let nowhere = Setup::default().start();
    let answer = nowhere.get("/v1/customers/lookup?phone=(415)%20555-0123");
    assert_eq!(
        (answer.status, &answer.json()["field"]),
        (422, &json!("phone")),
        "{}",
        answer.text
    );
}
