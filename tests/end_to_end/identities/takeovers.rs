//! Whoever pretends to be somebody is joined to nobody and shown nothing.

use serde_json::json;
use throughline_tests::{App, KEY, Mailgun, Sms};

use crate::people::{
    EMAIL, PHONE, Visitor, changed, explained, found, names, nowhere, owner, record, said, setup,
    silent_about, texts,
};

/// The other ends of all suggestions about a customer.
fn suggested(app: &App, id: &str) -> Vec<String> {
    let open = app.get("/v1/suggestions").json()["items"].clone();
    let mut others = Vec::new();
    for item in open.as_array().unwrap() {
        let ends = ["a", "b"].map(|end| item[end].as_str().unwrap());
        assert!(ends.contains(&id), "{item}");
        others.extend(ends.into_iter().filter(|end| *end != id).map(str::to_owned));
    }
    others.sort();
    others
}

const SECRET: &str = "My parcel to 4 Elm Street is lost.";

#[test]
fn a_typed_address_is_a_claim_whether_its_owner_wrote_before_or_writes_later() {
    let app = setup().start();
    let typed = |id: &str, visitor: &str| {
        let who = [("visitor", visitor, true), ("email", EMAIL, false)];
        record(&app, id, &who, "Where is my parcel?")["customer_id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let before = typed("1", "vis-a");
    nowhere(&app, "email", EMAIL);
    let ana = record(&app, "2", &[("email", EMAIL, true)], SECRET);
    let ana = ana["customer_id"].as_str().unwrap();
    let after = typed("3", "vis-b");
    assert_eq!(owner(&app, "email", EMAIL), ana);
    for stranger in [&before, &after] {
        assert_ne!(stranger, ana);
        assert_eq!(texts(&app, stranger), ["Where is my parcel?"]);
        silent_about(&app, stranger, &[SECRET, "Elm Street", ana]);
        let why = explained(&app, stranger);
        assert_eq!(why["links"], json!([]));
        assert_eq!(names(&why["identities"], "kind"), ["visitor"]);
    }
    // The owner's own are as they were, and who claims it is told to agents.
    assert_eq!(texts(&app, ana), [SECRET]);
    let why = explained(&app, ana);
    let mut claimed = names(&why["claims"], "customer_id");
    claimed.sort();
    let mut strangers = [before, after];
    strangers.sort();
    assert_eq!(claimed, strangers);
    assert_eq!(why["links"], json!([]));
    assert_eq!(suggested(&app, ana), strangers);
}

fn mail(app: &App, id: &str, from: &str, text: &str) {
    let answer = Mailgun::new(id, from, text).deliver(app);
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[test]
fn somebody_elses_address_in_a_chat_shows_nothing_whoever_comes_first() {
    let app = setup().start();
    let details = json!({"name": "Ana", "email": "Ana@Example.com", "phone": "+14155550100"});
    let early = Visitor::arrives(&app);
    let first = early.says("message-01", "I am Ana, where is it?", &details);
    nowhere(&app, "email", EMAIL);
    mail(&app, "m1@example.net", EMAIL, SECRET);
    let ana = owner(&app, "email", EMAIL);
    let late = Visitor::arrives(&app);
    let details = json!({"name": "Ana", "email": EMAIL});
    let second = late.says("message-02", "I am Ana, where is it?", &details);
    mail(&app, "m2@example.net", EMAIL, "Elm Street, as I said.");
    for (visitor, id) in [(&early, &first), (&late, &second)] {
        assert_ne!(*id, ana);
        let seen = visitor.sees();
        assert_eq!(names(&seen["items"], "text"), ["I am Ana, where is it?"]);
        assert!(!seen.to_string().contains("Elm Street"), "{seen}");
        silent_about(&app, id, &["Elm Street", &ana]);
        assert_eq!(explained(&app, id)["links"], json!([]));
    }
    let mut strangers = [first.clone(), second.clone()];
    strangers.sort();
    assert_eq!(suggested(&app, &ana), strangers);
    assert_ne!(first, second, "nor does the typed address join the two");
    let own = found(&app, "email", EMAIL);
    assert_eq!(own["customer"]["id"], ana.as_str());
    assert_eq!(texts(&app, &ana), ["Elm Street, as I said.", SECRET]);
    assert_eq!(names(&own["customer"]["identities"], "kind"), ["email"]);
    nowhere(&app, "phone", "+14155550100");
}

#[test]
fn a_forged_sender_is_somebody_else() {
    let app = setup().start();
    mail(&app, "m1@example.net", EMAIL, SECRET);
    let before = found(&app, "email", EMAIL);
    let ana = before["customer"]["id"].as_str().unwrap();
    let forged = format!(
        "Authentication-Results: mx.example.com; dmarc=fail header.from=example.com\n\
         From: Ana <{EMAIL}>\nTo: help@example.com\nSubject: Re: Hello\n\
         Message-ID: <f@example.net>\n\nWhat did I write to you?"
    );
    let key = format!("Bearer {KEY}");
    let headers = [
        ("authorization", key.as_str()),
        ("content-type", "message/rfc822"),
    ];
    let forged = forged.replace('\n', "\r\n");
    let answer = app.send("POST", "/webhooks/email/raw", &headers, forged.as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.text);
    let receipt = answer.json()["recorded"][0].clone();
    let impostor = receipt["customer_id"].as_str().unwrap();
    assert_ne!(impostor, ana);
    assert_ne!(receipt["ticket_id"], before["tickets"][0]["id"]);
    silent_about(&app, impostor, &["Elm Street", ana]);
    assert_eq!(texts(&app, impostor), ["What did I write to you?"]);
    let after = found(&app, "email", EMAIL);
    for part in ["customer", "tickets", "timeline"] {
        assert_eq!(after[part], before[part], "{part}");
    }
    assert_eq!(suggested(&app, ana), [impostor]);
    // Whoever proves nothing at all brings nothing along either.
    let who =
        json!([{"kind": "email", "value": EMAIL}, {"kind": "phone", "value": "+14155550199"}]);
    let typed = json!({"channel": "legacy", "provider": "desk", "provider_message_id": "9",
        "direction": "inbound", "kind": "message", "text": "Call me.", "identities": who});
    assert_eq!(app.post("/v1/interactions", &typed).status, 200);
    nowhere(&app, "phone", "+14155550199");
    assert_eq!(explained(&app, ana)["links"], json!([]));
}

#[test]
fn a_wrong_loyalty_number_joins_nobody() {
    let app = setup().start();
    let ana = [("email", EMAIL, true), ("loyalty", "card-84213", true)];
    record(&app, "1", &ana, "Hello");
    let dana = [
        ("phone", "+14155550177", true),
        ("loyalty", "card-91207", true),
    ];
    record(&app, "2", &dana, SECRET);
    let (ana, dana) = (
        owner(&app, "email", EMAIL),
        owner(&app, "phone", "+14155550177"),
    );
    // Typed, it proves nothing.
    let typed = [("email", EMAIL, true), ("loyalty", "card-91207", false)];
    record(&app, "3", &typed, "Is this my card?");
    assert_eq!(owner(&app, "loyalty", "card-91207"), dana);
    assert_eq!(owner(&app, "email", EMAIL), ana);
    silent_about(&app, &ana, &["Elm Street", "+14155550177", &dana]);
    // Read by a till that is believed, it contradicts the card that is known: a person has one.
    let read = [("email", EMAIL, true), ("loyalty", "card-91207", true)];
    record(&app, "4", &read, "At the till");
    assert_eq!(owner(&app, "loyalty", "card-91207"), dana);
    assert_eq!(owner(&app, "email", EMAIL), ana);
    let why = explained(&app, &ana);
    assert_eq!(names(&why["withheld"], "rule"), ["conflict"], "{why}");
    assert_eq!(why["withheld"][0]["customer_id"], dana.as_str());
    silent_about(&app, &ana, &["Elm Street", "+14155550177"]);
    assert_eq!(texts(&app, &dana), [SECRET]);
    // An agent is asked, and what is decided holds.
    let open = app.get("/v1/suggestions").json()["items"].clone();
    let open = open.as_array().unwrap();
    assert_eq!(open.len(), 1, "{open:?}");
    let mut pair = ["a", "b"].map(|end| open[0][end].as_str().unwrap());
    pair.sort_unstable();
    let mut expected = [ana.as_str(), dana.as_str()];
    expected.sort_unstable();
    assert_eq!(pair, expected);
    assert!(!open[0].to_string().contains("card-"), "{open:?}");
    let path = format!("/v1/suggestions/{}", open[0]["id"].as_str().unwrap());
    let decided = app.post(&path, &json!({"decision": "reject", "agent": "bo"}));
    assert_eq!(decided.status, 200, "{}", decided.text);
    assert_eq!(app.get("/v1/suggestions").json()["items"], json!([]));
    record(&app, "5", &read, "At the till again");
    assert_eq!(owner(&app, "loyalty", "card-91207"), dana);
    assert_eq!(app.get("/v1/suggestions").json()["items"], json!([]));
}

#[test]
fn whoever_has_a_number_after_a_year_is_somebody_else() {
    let app = setup().start();
    let old = said(
        "1",
        &[("phone", PHONE, true), ("email", EMAIL, true)],
        SECRET,
    );
    let old = changed(old, "occurred_at", json!("2020-03-01T09:00:00Z"));
    assert_eq!(app.post("/v1/interactions", &old).status, 200);
    let ana = owner(&app, "email", EMAIL);
    assert_eq!(owner(&app, "phone", PHONE), ana);
    assert_eq!(
        Sms::new("SM1", PHONE, "Who is this?").deliver(&app).status,
        200
    );
    let stranger = owner(&app, "phone", PHONE);
    assert_ne!(stranger, ana);
    assert_eq!(texts(&app, &stranger), ["Who is this?"]);
    silent_about(&app, &stranger, &["Elm Street", EMAIL, &ana]);
    // Nor does it join them when both are proven together.
    let both = said(
        "2",
        &[("phone", PHONE, true), ("email", EMAIL, true)],
        "Both",
    );
    assert_eq!(app.post("/v1/interactions", &both).status, 200);
    assert_eq!(owner(&app, "email", EMAIL), ana);
    assert_eq!(owner(&app, "phone", PHONE), stranger);
    assert_eq!(texts(&app, &ana), [SECRET]);
    // An agent is asked, and knows.
    let open = app.get("/v1/suggestions").json()["items"].clone();
    assert_eq!(open.as_array().unwrap().len(), 1, "{open}");
    assert!(!open.to_string().contains(EMAIL) && !open.to_string().contains(PHONE));
    let path = format!("/v1/suggestions/{}", open[0]["id"].as_str().unwrap());
    let decided = app.post(&path, &json!({"decision": "accept", "agent": "bo"}));
    assert_eq!(decided.status, 200, "{}", decided.text);
    assert_eq!(owner(&app, "phone", PHONE), owner(&app, "email", EMAIL));
    assert_eq!(texts(&app, &owner(&app, "phone", PHONE)).len(), 3);
}
