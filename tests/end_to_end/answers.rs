//! Answers from a ticket to the customer's phone, chat or feed: queued, sent once by a tick, and what
//! the provider says of them afterwards.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use std::net::TcpListener;

use serde_json::{Value, json};
use throughline_tests::{Answer, App, Provider, Setup, Sms};

const PHONE: &str = "+14155550100";
const TAKEN: &str = r#"{"sid":"SM900","status":"queued"}"#;

fn setup(base: &str) -> Setup {
    Setup::default()
        .variable("tick_key", "a-tick-key")
        .variable("twilio_account_sid", "AC00000000000000000000000000000000")
        .variable("twilio_api_base", base)
}

/// A customer who wrote; their ticket.
fn ticket(app: &App) -> String {
    let sms = Sms::new("SM1", PHONE, "Where is my lamp?");
    assert_eq!(sms.deliver(app).status, 200);
    let found = app.lookup(PHONE, 1);
    found["tickets"][0]["id"].as_str().unwrap().to_owned()
}

fn reply(app: &App, ticket: &str, body: &Value, key: Option<&str>) -> Answer {
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(key.map(|key| ("idempotency-key", key)));
    let path = format!("/v1/tickets/{ticket}/replies");
    app.ask("POST", &path, &headers, body.to_string().as_bytes())
}

fn tick(app: &App) -> Value {
    let headers = [("authorization", "Bearer a-tick-key")];
    let answer = app.send("POST", "/tick", &headers, b"");
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn interaction(app: &App, id: &str) -> Value {
    app.ask("GET", &format!("/v1/interactions/{id}"), &[], b"")
        .json()
}

fn status(app: &App, id: &str) -> String {
    let delivery = interaction(app, id)["delivery"]["status"].clone();
    delivery.as_str().unwrap().to_owned()
}

/// Twilio's report on a message that was sent.
fn report(app: &App, path: &str, sid: &str, status: &str) {
    let mut sms = Sms::new(sid, "+15550009999", "");
    sms.path = path.to_owned();
    sms.fields
        .retain(|(name, _)| name != "Body" && name != "SmsStatus");
    sms.fields.push(("MessageStatus".into(), status.into()));
    let answer = sms.deliver(app);
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[test]
fn an_answer_goes_from_the_ticket_to_the_phone_and_its_report_comes_back() {
    let twilio = Provider::answering(vec![Some(("201 Created", TAKEN))]);
    let app = setup(&twilio.base()).start();
    let ticket = ticket(&app);
    let body = json!({"text": "It left yesterday.", "agent": "bo"});
    let answer = reply(&app, &ticket, &body, Some("k1"));
    assert_eq!(answer.status, 202, "{}", answer.text);
    let queued = answer.json();
    assert_eq!(queued["delivery"]["status"], "queued");
    assert_eq!(queued["agent"], "bo");
    let id = queued["id"].as_str().unwrap();
    // The same call again is the same answer.
    assert_eq!(reply(&app, &ticket, &body, Some("k1")).json()["id"], id);
    let other = json!({"text": "Something else", "agent": "bo"});
    let conflict = reply(&app, &ticket, &other, Some("k1"));
    assert_eq!(
        (conflict.status, &conflict.json()["code"]),
        (409, &json!("idempotency_conflict"))
    );
    assert_eq!(tick(&app)["sent"], 1);
    assert_eq!(tick(&app)["sent"], 0);
    assert_eq!(status(&app, id), "sent");
    // Twilio reports by the URL that it was given, and by its own name for the message.
    report(
        &app,
        &format!("/webhooks/sms/twilio/status?interaction={id}"),
        "SM900",
        "sent",
    );
    report(&app, "/webhooks/sms/twilio/status", "SM900", "delivered");
    assert_eq!(status(&app, id), "delivered");
    let found = app
        .ask("GET", &format!("/v1/tickets/{ticket}"), &[], b"")
        .json();
    assert!(found["first_response_at"].is_string());
    let asked = twilio.taken();
    let path =
        "POST /2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json HTTP/1.1";
    assert_eq!(asked[0].line, path);
    let form: Vec<(String, String)> = form_urlencoded::parse(&asked[0].body)
        .into_owned()
        .collect();
    let field = |name: &str| {
        form.iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    };
    assert_eq!(field("To"), Some(PHONE));
    assert_eq!(field("From"), Some("+15550009999"));
    assert_eq!(field("Body"), Some("It left yesterday."));
    let callback = format!("https://hooks.example.com/webhooks/sms/twilio/status?interaction={id}");
    assert_eq!(field("StatusCallback"), Some(callback.as_str()));
}

#[test]
fn a_host_that_is_killed_while_it_sends_never_sends_twice() {
    let twilio = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", twilio.local_addr().unwrap());
    let mut app = setup(&base).start();
    let ticket = ticket(&app);
    let id = reply(&app, &ticket, &json!({"text": "Hello"}), None).json();
    let id = id["id"].as_str().unwrap().to_owned();
    let headers = [("authorization", "Bearer a-tick-key")];
    let asked = std::thread::scope(|scope| {
        let ticking = scope.spawn(|| app.try_send("POST", "/tick", &headers, b"").is_err());
        // The request has arrived, and whoever sent it dies before it hears of it.
        let asked = twilio.accept().unwrap();
        app.strike();
        assert!(ticking.join().unwrap(), "the tick was answered");
        asked
    });
    app.restart();
    drop(asked);
    let nothing = json!({"sent": 0, "failed": 0, "unknown": 0, "postponed": 0, "more": false});
    assert_eq!(tick(&app), nothing);
    twilio.set_nonblocking(true).unwrap();
    assert!(twilio.accept().is_err(), "it was sent again");
    // Whether it arrived is told by its report.
    let path = format!("/webhooks/sms/twilio/status?interaction={id}");
    report(&app, &path, "SM900", "delivered");
    assert_eq!(status(&app, &id), "delivered");
}

#[test]
fn an_answer_that_broke_off_is_unknown_and_never_sent_again() {
    // The provider takes the request, and nobody hears of it.
    let twilio = Provider::answering(vec![None]);
    let mut app = setup(&twilio.base()).start();
    let ticket = ticket(&app);
    let id = reply(&app, &ticket, &json!({"text": "Hello"}), None).json();
    let id = id["id"].as_str().unwrap().to_owned();
    assert_eq!(tick(&app)["unknown"], 1);
    assert_eq!(status(&app, &id), "unknown");
    app.restart();
    let nothing = json!({"sent": 0, "failed": 0, "unknown": 0, "postponed": 0, "more": false});
    assert_eq!(tick(&app), nothing);
    assert_eq!(twilio.taken().len(), 1);
    // What it did shows when its report comes.
    report(
        &app,
        &format!("/webhooks/sms/twilio/status?interaction={id}"),
        "SM900",
        "delivered",
    );
    assert_eq!(status(&app, &id), "delivered");
}

#[test]
fn what_cannot_be_sent_says_why() {
    let refused =
        r#"{"code":21610,"message":"Attempt to send to unsubscribed recipient","status":400}"#;
    let twilio = Provider::answering(vec![Some(("400 Bad Request", refused))]);
    let app = setup(&twilio.base()).start();
    let ticket = ticket(&app);
    let id = reply(&app, &ticket, &json!({"text": "Hello"}), None).json();
    let id = id["id"].as_str().unwrap();
    assert_eq!(tick(&app)["failed"], 1);
    let delivery = interaction(&app, id)["delivery"].clone();
    assert_eq!(delivery["status"], "failed");
    assert!(
        delivery["detail"].as_str().unwrap().len() > 20,
        "{delivery}"
    );
    // Who opts out is not written to, whatever waits.
    let waits = reply(&app, &ticket, &json!({"text": "Still there?"}), None).json();
    assert_eq!(Sms::new("SM2", PHONE, "STOP").deliver(&app).status, 200);
    tick(&app);
    assert_eq!(status(&app, waits["id"].as_str().unwrap()), "failed");
    let never = reply(
        &app,
        &ticket,
        &json!({"text": "Hello", "channel": "sms"}),
        None,
    );
    assert_eq!(
        (never.status, &never.json()["code"]),
        (409, &json!("do_not_contact"))
    );
    assert_eq!(twilio.taken().len(), 1);
}

#[test]
fn only_whoever_has_the_key_ticks_and_only_agents_answer() {
    let app = setup("http://127.0.0.1:9").start();
    assert_eq!(app.send("POST", "/tick", &[], b"").status, 401);
    let path = format!("/v1/tickets/{}/replies", ticket(&app));
    let headers = [("authorization", "Bearer a-key-that-reads")];
    let answer = app.send("POST", &path, &headers, br#"{"text":"x"}"#);
    assert_eq!(answer.status, 403, "{}", answer.text);
}

#[test]
fn many_ticks_at_once_send_each_answer_once() {
    let answers: Vec<_> = (0..20).map(|_| Some(("201 Created", TAKEN))).collect();
    let twilio = Provider::answering(answers);
    let app = setup(&twilio.base()).start();
    let ticket = ticket(&app);
    for n in 0..20 {
        let body = json!({"text": format!("answer {n}")});
        assert_eq!(reply(&app, &ticket, &body, None).status, 202);
    }
    let sent: u64 = std::thread::scope(|scope| {
        let ticks: Vec<_> = (0..6).map(|_| scope.spawn(|| tick(&app))).collect();
        let sent = ticks.into_iter().map(|tick| tick.join().unwrap());
        sent.map(|tally| tally["sent"].as_u64().unwrap()).sum()
    });
    let rest = tick(&app)["sent"].as_u64().unwrap();
    assert_eq!(sent + rest, 20);
    let mut texts: Vec<_> = twilio.taken().iter().map(|t| t.text()).collect();
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), 20, "an answer was sent twice");
}

#[test]
fn whom_an_agent_was_told_to_leave_alone_is_left_alone() {
    let app = setup("http://127.0.0.1:9").start();
    let ticket = ticket(&app);
    let customer = app.lookup(PHONE, 1)["customer"]["id"].clone();
    let path = format!("/v1/customers/{}", customer.as_str().unwrap());
    let wish = br#"{"preferences":{"channel":"email","do_not_contact":["sms"]}}"#;
    let told = app.ask("PATCH", &path, &[], wish);
    assert_eq!(told.status, 200, "{}", told.text);
    let preferences = &told.json()["customer"]["preferences"];
    assert_eq!(
        *preferences,
        json!({"channel": "email", "do_not_contact": ["sms"]})
    );
    let answer = reply(
        &app,
        &ticket,
        &json!({"text": "Hello", "channel": "sms"}),
        None,
    );
    assert_eq!(
        (answer.status, &answer.json()["code"]),
        (409, &json!("do_not_contact"))
    );
    // By mail there is no address, and nowhere else may be written to.
    let answer = reply(&app, &ticket, &json!({"text": "Hello"}), None);
    assert_eq!(
        (answer.status, &answer.json()["code"]),
        (422, &json!("no_destination"))
    );
}

#[test]
fn a_note_stays_inside() {
    let app = setup("http://127.0.0.1:9").start();
    let ticket = ticket(&app);
    let path = format!("/v1/tickets/{ticket}/notes");
    let note = app.ask(
        "POST",
        &path,
        &[],
        br#"{"text":"She is upset.","agent":"bo"}"#,
    );
    assert!((200..=201).contains(&note.status), "{}", note.text);
    assert_eq!(note.json()["direction"], "internal");
    let change = br#"{"status":"resolved","priority":"high","tags":["lamp"],"assignee":"bo"}"#;
    let path = format!("/v1/tickets/{ticket}");
    let changed = app.ask("PATCH", &path, &[], change);
    assert_eq!(changed.status, 200, "{}", changed.text);
    let changed = changed.json();
    assert_eq!(
        (&changed["status"], &changed["assignee"]),
        (&json!("resolved"), &json!("bo"))
    );
    assert_eq!(changed["tags"], json!(["lamp"]));
    assert!(changed["resolved_at"].is_string());
    let tally = tick(&app);
    assert_eq!(tally["sent"], 0);
}
