//! Telephone calls from end to end: one interaction that grows, whatever becomes of its callbacks, and
//! nothing personal for a caller whom nobody vouches for.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use serde_json::{Value, json};
use throughline_tests::{Answer, App, Provider, Setup, Sms};

const PHONE: &str = "+14155550100";
const AGENT: &str = "+14155550199";
const COMPLAINT: &str = "The blue lamp is broken";
const ATTESTED: (&str, &str) = ("StirVerstat", "TN-Validation-Passed-A");

fn setup(base: &str) -> Setup {
    Setup::default()
        .variable("tick_key", "a-tick-key")
        .variable("twilio_account_sid", "AC00000000000000000000000000000000")
        .variable("twilio_from", "+15550009999")
        .variable("twilio_api_base", base)
        .variable("voice_agent_number", AGENT)
}

/// A request of Twilio's about a call.
fn callback(app: &App, path: &str, sid: &str, fields: &[(&str, &str)]) -> Answer {
    let mut request = Sms::new(sid, PHONE, "");
    request.path = format!("/webhooks/voice/twilio{path}");
    let account = request
        .fields
        .iter()
        .position(|(name, _)| name == "AccountSid");
    let account = request.fields.remove(account.unwrap());
    request.fields = vec![account];
    let usual = [
        ("CallSid", sid),
        ("From", PHONE),
        ("To", "+15550009999"),
        ("ApiVersion", "2010-04-01"),
        ("Direction", "inbound"),
    ];
    for (name, value) in usual.iter().chain(fields) {
        request.fields.retain(|(known, _)| known != name);
        request.fields.push(((*name).into(), (*value).into()));
    }
    let answer = request.deliver(app);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    let forged = request.deliver_signed(app, "AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    assert_eq!(forged.status, 401, "{path}");
    answer
}

fn ring(app: &App, sid: &str, also: &[(&str, &str)]) -> String {
    let mut fields = vec![("CallStatus", "ringing")];
    fields.extend(also);
    callback(app, "", sid, &fields).text
}

fn complain(app: &App) {
    assert_eq!(Sms::new("SM1", PHONE, COMPLAINT).deliver(app).status, 200);
}

fn live(app: &App) -> Vec<Value> {
    let calls = app.get("/v1/calls").json();
    calls["items"].as_array().unwrap().clone()
}

fn post(app: &App, path: &str, body: &Value) -> (u16, Value) {
    let answer = app.post(path, body);
    (answer.status, answer.json())
}

/// The customer's timeline, by phone.
fn timeline(app: &App) -> Vec<Value> {
    let found = app.lookup(PHONE, 20);
    found["timeline"]["items"].as_array().unwrap().clone()
}

#[test]
fn a_number_that_was_silent_for_a_year_hears_of_nobodys_ticket() {
    let app = setup("http://127.0.0.1:9").start();
    let old = json!({"channel": "legacy", "provider": "desk", "provider_message_id": "1",
        "direction": "inbound", "kind": "message", "text": COMPLAINT, "subject": COMPLAINT,
        "occurred_at": "2020-03-01T09:00:00Z",
        "from": {"kind": "phone", "value": PHONE, "verified": true}});
    let (status, before) = post(&app, "/v1/interactions", &old);
    assert_eq!(status, 200, "{before}");
    let spoken = ring(&app, "CA1", &[ATTESTED]);
    assert!(
        spoken.contains("<Response>") && !spoken.contains("lamp"),
        "{spoken}"
    );
    let now = app.lookup(PHONE, 20);
    assert_ne!(now["customer"]["id"], before["customer_id"]);
    assert!(!now.to_string().contains("lamp"), "{now}");
    assert!(!json!(live(&app)).to_string().contains("lamp"));
}

#[test]
fn a_call_from_the_first_ring_to_the_note_after_it() {
    let app = setup("http://127.0.0.1:9").start();
    complain(&app);
    let spoken = ring(&app, "CA1", &[ATTESTED]);
    assert!(spoken.contains(COMPLAINT), "{spoken}");
    let ringing = live(&app);
    assert_eq!(ringing.len(), 1);
    assert_eq!(ringing[0]["call"]["status"], "ringing");
    assert_eq!(ringing[0]["customer"]["identities"][0]["value"], PHONE);
    assert_eq!(ringing[0]["tickets"][0]["subject"], COMPLAINT);
    let id = ringing[0]["id"].as_str().unwrap().to_owned();
    let ticket = ringing[0]["ticket_id"].as_str().unwrap().to_owned();

    let about = |path: &str| format!("{path}?call={id}");
    let said = [
        ("SpeechResult", "It flickers"),
        ("Confidence", "0.9"),
        ("CallStatus", "in-progress"),
    ];
    let dialled = callback(&app, &about("/input"), "CA1", &said).text;
    assert!(
        dialled.contains("<Dial") && dialled.contains(AGENT),
        "{dialled}"
    );
    let leg = [
        ("ParentCallSid", "CA1"),
        ("To", AGENT),
        ("Direction", "outbound-dial"),
        ("CallStatus", "in-progress"),
    ];
    let whisper = callback(&app, &about("/whisper"), "CA1a", &leg).text;
    assert!(
        whisper.contains("It flickers") && whisper.contains(COMPLAINT),
        "{whisper}"
    );
    callback(&app, &about("/agent"), "CA1a", &leg);
    assert_eq!(live(&app)[0]["call"]["status"], "in_progress");
    let over = [
        ("DialCallStatus", "completed"),
        ("DialCallSid", "CA1a"),
        ("DialCallDuration", "61"),
        ("CallStatus", "in-progress"),
    ];
    callback(&app, &about("/dial"), "CA1", &over);
    callback(
        &app,
        "/status",
        "CA1",
        &[("CallStatus", "completed"), ("CallDuration", "75")],
    );
    assert!(live(&app).is_empty());

    let note = json!({"text": "A new lamp is on its way.", "agent": "jane", "after_call_seconds": 30, "disposition": "replaced"});
    let (status, noted) = post(&app, &format!("/v1/calls/{id}/notes"), &note);
    assert_eq!(status, 201, "{noted}");
    assert_eq!(noted["ticket_id"], ticket.as_str());
    let items = timeline(&app);
    let kinds: Vec<_> = items.iter().map(|i| i["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["note", "call", "message"]);
    assert!(items.iter().all(|i| i["ticket_id"] == ticket.as_str()));
    let call = &items[1]["call"];
    let grown = [
        "status",
        "talk_seconds",
        "duration_seconds",
        "after_call_seconds",
        "disposition",
    ]
    .map(|name| call[name].clone());
    assert_eq!(
        Value::from(grown.to_vec()),
        json!(["completed", 61, 75, 30, "replaced"])
    );
    assert_eq!(items[1]["text"], "It flickers");
}

#[test]
fn a_caller_whom_nobody_vouches_for_hears_nothing_personal() {
    let app = setup("http://127.0.0.1:9").start();
    complain(&app);
    let mut heard = Vec::new();
    for (n, stir) in [
        "TN-Validation-Passed-B",
        "TN-Validation-Passed-C",
        "TN-Validation-Failed-A",
        "No-TN-Validation",
        "",
    ]
    .iter()
    .enumerate()
    {
        let spoken = ring(&app, &format!("CA{n}"), &[("StirVerstat", stir)]);
        assert!(!spoken.contains("lamp"), "{stir}: {spoken}");
        heard.push(spoken.replace(|c: char| c.is_ascii_hexdigit(), ""));
    }
    // And a stranger's first call is greeted as theirs is.
    let stranger = ring(
        &app,
        "CA9",
        &[("From", "+14155550777"), ("StirVerstat", "")],
    );
    heard.push(stranger.replace(|c: char| c.is_ascii_hexdigit(), ""));
    heard.dedup();
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert!(
        ring(&app, "CA10", &[ATTESTED]).contains("lamp"),
        "the same number, attested"
    );
}

#[test]
fn callbacks_in_any_order_lost_or_doubled_come_to_the_same() {
    let app = setup("http://127.0.0.1:9").start();
    let about = |path: &str, sid: &str| {
        let call = app.get("/v1/calls").json()["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|c| c["from"]["value"] == PHONE)
            .map(|c| c["id"].as_str().unwrap().to_owned());
        format!(
            "{path}?call={}",
            call.unwrap_or_else(|| format!("int_{sid:0>32}"))
        )
    };
    let unanswered = [
        ("DialCallStatus", "no-answer"),
        ("CallStatus", "in-progress"),
    ];
    let left = [
        ("RecordingSid", "RE1"),
        ("RecordingUrl", "https://api.twilio.example/RE1"),
        ("RecordingStatus", "completed"),
        ("RecordingDuration", "7"),
    ];
    let written = [
        ("TranscriptionSid", "TR1"),
        ("TranscriptionText", "Please call me back"),
        ("TranscriptionStatus", "completed"),
        ("RecordingSid", "RE1"),
    ];
    let over = [("CallStatus", "completed"), ("CallDuration", "40")];
    let steps: [(&str, &[(&str, &str)]); 4] = [
        ("/dial", &unanswered),
        ("/recording?voicemail=1", &left),
        ("/transcription", &written),
        ("/status", &over),
    ];
    let mut shown = Vec::new();
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]] {
        let sid = format!("CA{}", order.map(|n| n.to_string()).concat());
        ring(&app, &sid, &[]);
        let call = about("", &sid);
        for n in order {
            let (path, fields) = steps[n];
            let path = match path.split_once('?') {
                Some((path, query)) => format!("{path}{call}&{query}"),
                None => format!("{path}{call}"),
            };
            for _ in 0..2 {
                callback(&app, &path, &sid, fields);
            }
        }
        assert!(live(&app).is_empty(), "{order:?}");
        let item = timeline(&app)[0].clone();
        let call = ["status", "duration_seconds", "talk_seconds", "recordings"]
            .map(|name| item["call"][name].clone());
        shown.push(json!([call.to_vec(), item["text"]]));
    }
    assert_eq!(timeline(&app).len(), 4);
    assert_eq!(shown[0][0][0], "voicemail", "{shown:?}");
    assert_eq!(shown[0][1], "Please call me back");
    assert!(shown.iter().all(|call| *call == shown[0]), "{shown:#?}");

    // The call itself was lost, and Twilio reports its end.
    callback(
        &app,
        "/status",
        "CALOST",
        &[("CallStatus", "no-answer"), ("CallDuration", "0")],
    );
    let lost = timeline(&app)[0].clone();
    assert_eq!(
        (&lost["kind"], &lost["call"]["status"]),
        (&json!("call"), &json!("missed"))
    );
}

#[test]
fn an_agent_calls_from_a_ticket() {
    let taken = r#"{"sid":"CA900","status":"queued"}"#;
    let provider = Provider::answering(vec![Some(("201 Created", taken))]);
    let app = setup(&provider.base()).start();
    complain(&app);
    let ticket = app.lookup(PHONE, 1)["tickets"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let (status, call) = post(
        &app,
        &format!("/v1/tickets/{ticket}/calls"),
        &json!({"agent": "jane"}),
    );
    assert_eq!(status, 202, "{call}");
    assert_eq!(
        (&call["channel"], &call["call"]["status"]),
        (&json!("voice"), &json!("ringing"))
    );
    let id = call["id"].as_str().unwrap();
    let headers = [("authorization", "Bearer a-tick-key")];
    assert_eq!(app.send("POST", "/tick", &headers, b"").status, 200);
    let asked = provider.taken();
    assert!(asked[0].line.contains("/Calls.json"), "{}", asked[0].line);
    let form: Vec<(String, String)> = form_urlencoded::parse(&asked[0].body)
        .into_owned()
        .collect();
    let field = |name: &str| {
        form.iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    };
    assert_eq!(
        (field("To"), field("From")),
        (Some(AGENT), Some("+15550009999"))
    );
    assert!(
        !format!("{form:?}").contains(PHONE),
        "the customer's number is in no URL"
    );

    let ours = [
        ("Direction", "outbound-api"),
        ("From", "+15550009999"),
        ("To", AGENT),
        ("CallStatus", "in-progress"),
    ];
    let connect = callback(&app, &format!("/connect?call={id}"), "CA900", &ours).text;
    assert!(
        connect.contains(PHONE) && connect.contains("lamp"),
        "{connect}"
    );
    let leg = [
        ("Direction", "outbound-dial"),
        ("ParentCallSid", "CA900"),
        ("From", "+15550009999"),
        ("To", PHONE),
    ];
    let with = |status: &'static str| {
        let mut fields = leg.to_vec();
        fields.push(("CallStatus", status));
        fields
    };
    callback(
        &app,
        &format!("/customer?call={id}"),
        "CA901",
        &with("in-progress"),
    );
    assert_eq!(live(&app)[0]["call"]["status"], "in_progress");
    let mut over = with("completed");
    over.push(("CallDuration", "33"));
    callback(&app, &format!("/customer?call={id}"), "CA901", &over);
    assert!(live(&app).is_empty());
    let items = timeline(&app);
    assert_eq!(items.len(), 2, "one call is one interaction");
    assert_eq!(
        (
            &items[0]["call"]["status"],
            &items[0]["call"]["talk_seconds"]
        ),
        (&json!("completed"), &json!(33))
    );
}
