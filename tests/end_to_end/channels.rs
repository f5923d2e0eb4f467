//! Each messaging channel from end to end: a signed message comes in, an agent answers its ticket, a
//! tick sends the answer by the provider (played here), and what the provider reports comes back.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use throughline_tests::{App, Provider, Setup};

const SECRET: &str = "a-secret-of-the-provider";

fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    u64::try_from(now.as_millis()).unwrap()
}

fn mac(body: &str) -> Vec<u8> {
    let mut mac: Hmac<Sha256> = Hmac::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// Posts an event as the provider signs it.
fn deliver(app: &App, channel: &str, event: &Value) {
    let body = event.to_string();
    let hex: String = mac(&body).iter().map(|b| format!("{b:02x}")).collect();
    let (name, proof) = match channel {
        "telegram" => ("x-telegram-bot-api-secret-token", SECRET.to_owned()),
        "x" => (
            "x-twitter-webhooks-signature",
            format!("sha256={}", STANDARD.encode(mac(&body))),
        ),
        _ => ("x-hub-signature-256", format!("sha256={hex}")),
    };
    let headers = [(name, proof.as_str()), ("content-type", "application/json")];
    let path = format!("/webhooks/{channel}");
    let answer = app.send("POST", &path, &headers, body.as_bytes());
    assert_eq!(answer.status, 200, "{channel}: {}", answer.text);
    let forged = [(name, "sha256=00"), ("content-type", "application/json")];
    assert_eq!(
        app.send("POST", &path, &forged, body.as_bytes()).status,
        401
    );
}

fn start(base: &str) -> App {
    Setup::default()
        .variable("tick_key", "a-tick-key")
        .variable("meta_app_secret", SECRET)
        .variable("meta_verify_token", "verify")
        .variable("messenger_token", "messenger-token")
        .variable("instagram_token", "instagram-token")
        .variable("whatsapp_token", "whatsapp-token")
        .variable("meta_api_base", base)
        .variable("x_consumer_secret", SECRET)
        .variable("x_access_token", "x-token")
        .variable("x_api_base", base)
        .variable("telegram_secret_token", SECRET)
        .variable("telegram_bot_token", "42:telegram-token")
        .variable("telegram_api_base", base)
        .start()
}

/// One channel: how a customer writes there, and how its provider talks about our answers.
struct Line {
    channel: &'static str,
    /// Who writes, as `identity=` of a lookup.
    identity: &'static str,
    says: fn(&str) -> Value,
    /// The answer of the provider's API to our request.
    taken: (&'static str, &'static str),
    /// Where that request goes.
    request: &'static str,
    /// Part of its `Authorization`; none where the credential is in the path.
    token: Option<&'static str>,
    /// Our own message as the provider sends it back, where it does.
    echo: Option<fn(&str) -> Value>,
    /// A report that the customer read it, where there is one.
    read: Option<fn() -> Value>,
}

fn messaging(object: &str, page: &str, event: &Value) -> Value {
    json!({"object": object, "entry": [{"id": page, "time": now(), "messaging": [event]}]})
}

fn changes(value: Value) -> Value {
    let mut value = value;
    value["messaging_product"] = "whatsapp".into();
    value["metadata"] =
        json!({"display_phone_number": "15550783881", "phone_number_id": "106540352242922"});
    json!({"object": "whatsapp_business_account",
        "entry": [{"id": "W1", "changes": [{"field": "messages", "value": value}]}]})
}

fn direct(kind: &str, id: &str, from: &str, to: &str, text: &str) -> Value {
    let user = |id: &str| json!({"data": {"id": id, "name": "Somebody", "username": "somebody"}});
    json!({"data": {"event_uuid": format!("-{id}"), "filter": {"user_id": "100"}, "event_type": kind,
        "payload": {"direct_message_events": [{"type": "message_create", "id": id,
            "created_timestamp": now().to_string(),
            "message_create": {"target": {"recipient_id": to}, "sender_id": from,
                "message_data": {"text": text, "entities": {}}}}],
            "users": {"100": user("100"), "200": user("200")}}}})
}

const LINES: [Line; 5] = [
    Line {
        channel: "messenger",
        identity: "messenger:P1:U1",
        says: |text| {
            messaging(
                "page",
                "P1",
                &json!({"sender": {"id": "U1"}, "recipient": {"id": "P1"},
                "timestamp": now(), "message": {"mid": "m_1", "text": text}}),
            )
        },
        taken: ("200 OK", r#"{"recipient_id":"U1","message_id":"m_2"}"#),
        request: "/me/messages",
        token: Some("messenger-token"),
        echo: Some(|text| {
            messaging(
                "page",
                "P1",
                &json!({"sender": {"id": "P1"}, "recipient": {"id": "U1"},
                "timestamp": now(), "message": {"mid": "m_2", "is_echo": true, "text": text}}),
            )
        }),
        read: Some(|| {
            messaging(
                "page",
                "P1",
                &json!({"sender": {"id": "U1"}, "recipient": {"id": "P1"},
                "timestamp": now(), "read": {"watermark": now()}}),
            )
        }),
    },
    Line {
        channel: "instagram",
        identity: "instagram:A1:U1",
        says: |text| {
            messaging(
                "instagram",
                "A1",
                &json!({"sender": {"id": "U1"}, "recipient": {"id": "A1"},
                "timestamp": now(), "message": {"mid": "i_1", "text": text}}),
            )
        },
        taken: ("200 OK", r#"{"recipient_id":"U1","message_id":"i_2"}"#),
        request: "/me/messages",
        token: Some("instagram-token"),
        echo: Some(|text| {
            messaging(
                "instagram",
                "A1",
                &json!({"sender": {"id": "A1"}, "recipient": {"id": "U1"},
                "timestamp": now(), "message": {"mid": "i_2", "is_echo": true, "text": text}}),
            )
        }),
        read: Some(|| {
            messaging(
                "instagram",
                "A1",
                &json!({"sender": {"id": "U1"}, "recipient": {"id": "A1"},
                "timestamp": now(), "read": {"mid": "i_2"}}),
            )
        }),
    },
    Line {
        channel: "whatsapp",
        identity: "whatsapp:US.1349",
        says: |text| {
            changes(json!({
                "messages": [{"from": "16505551234", "from_user_id": "US.1349", "id": "wamid.1",
                    "timestamp": (now() / 1000).to_string(), "type": "text", "text": {"body": text}}],
                "contacts": [{"profile": {"name": "Ann"}, "wa_id": "16505551234", "user_id": "US.1349"}],
            }))
        },
        taken: (
            "200 OK",
            r#"{"contacts":[{"user_id":"US.1349"}],"messages":[{"id":"wamid.2"}]}"#,
        ),
        request: "/106540352242922/messages",
        token: Some("whatsapp-token"),
        echo: None,
        read: Some(|| {
            changes(json!({"statuses": [{"id": "wamid.2", "status": "read",
                "timestamp": (now() / 1000).to_string(), "recipient_id": "16505551234"}]}))
        }),
    },
    Line {
        channel: "x",
        identity: "x:200",
        says: |text| direct("dm.received", "9001", "200", "100", text),
        taken: (
            "201 Created",
            r#"{"data":{"dm_conversation_id":"100-200","dm_event_id":"9002"}}"#,
        ),
        request: "/2/dm_conversations/with/200/messages",
        token: Some("x-token"),
        echo: Some(|text| direct("dm.sent", "9002", "100", "200", text)),
        read: None,
    },
    Line {
        channel: "telegram",
        identity: "telegram:200",
        says: |text| {
            json!({"update_id": 1, "message": {"message_id": 7, "date": now() / 1000, "text": text,
                "from": {"id": 200, "is_bot": false, "first_name": "Ann"},
                "chat": {"id": 200, "type": "private", "first_name": "Ann"}}})
        },
        taken: (
            "200 OK",
            r#"{"ok":true,"result":{"message_id":8,"chat":{"id":200}}}"#,
        ),
        request: "/bot42:telegram-token/sendMessage",
        token: None,
        echo: None,
        read: None,
    },
];

fn customer(app: &App, identity: &str) -> Value {
    let answer = app.get(&format!("/v1/customers/lookup?identity={identity}"));
    assert_eq!(answer.status, 200, "{identity}: {}", answer.text);
    answer.json()
}

fn reply(app: &App, line: &Line, body: &Value) -> String {
    let found = customer(app, line.identity);
    let ticket = found["tickets"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/tickets/{ticket}/replies");
    let answer = app.ask("POST", &path, &[], body.to_string().as_bytes());
    assert_eq!(answer.status, 202, "{}: {}", line.channel, answer.text);
    answer.json()["id"].as_str().unwrap().to_owned()
}

fn tick(app: &App) -> Value {
    let headers = [("authorization", "Bearer a-tick-key")];
    app.send("POST", "/tick", &headers, b"").json()
}

fn delivery(app: &App, id: &str) -> Value {
    app.get(&format!("/v1/interactions/{id}")).json()["delivery"].clone()
}

fn interactions(app: &App, line: &Line) -> u64 {
    let found = customer(app, line.identity);
    found["customer"]["counts"]["interactions"]
        .as_u64()
        .unwrap()
}

#[test]
fn an_answer_goes_back_the_way_the_message_came() {
    let provider = Provider::answering(LINES.iter().map(|line| Some(line.taken)).collect());
    let app = start(&provider.base());
    for line in &LINES {
        let channel = line.channel;
        deliver(&app, channel, &(line.says)("Where is my lamp?"));
        deliver(&app, channel, &(line.says)("Where is my lamp?"));
        assert_eq!(interactions(&app, line), 1, "{channel}");
        let id = reply(
            &app,
            line,
            &json!({"text": "It left yesterday.", "agent": "bo"}),
        );
        assert_eq!(tick(&app)["sent"], 1, "{channel}: {}", delivery(&app, &id));
        assert_eq!(delivery(&app, &id)["status"], "sent", "{channel}");
        if let Some(echo) = line.echo {
            deliver(&app, channel, &echo("It left yesterday."));
        }
        if let Some(read) = line.read {
            deliver(&app, channel, &read());
            assert_eq!(delivery(&app, &id)["status"], "read", "{channel}");
        }
        assert_eq!(
            interactions(&app, line),
            2,
            "{channel}: the echo is our own answer"
        );
    }
    for (line, asked) in LINES.iter().zip(provider.taken()) {
        assert!(asked.line.contains(line.request), "{}", asked.line);
        assert!(
            asked.text().contains("It left yesterday."),
            "{}",
            asked.text()
        );
        let authorization = asked.header("authorization");
        let expected = line.token.map(|token| format!("Bearer {token}"));
        assert_eq!(authorization, expected.as_deref(), "{}", line.channel);
    }
}

#[test]
fn an_echo_settles_an_answer_that_nobody_knows_about() {
    let echoing: Vec<_> = LINES.iter().filter(|line| line.echo.is_some()).collect();
    let provider = Provider::answering(echoing.iter().map(|_| None).collect());
    let app = start(&provider.base());
    for line in echoing {
        deliver(&app, line.channel, &(line.says)("Where is my lamp?"));
        let id = reply(&app, line, &json!({"text": "It left yesterday."}));
        assert_eq!(tick(&app)["unknown"], 1, "{}", line.channel);
        assert_eq!(delivery(&app, &id)["status"], "unknown");
        deliver(
            &app,
            line.channel,
            &line.echo.unwrap()("It left yesterday."),
        );
        assert_eq!(delivery(&app, &id)["status"], "sent", "{}", line.channel);
        assert_eq!(interactions(&app, line), 2, "{}", line.channel);
        let nothing = json!({"sent": 0, "failed": 0, "unknown": 0, "postponed": 0, "more": false});
        assert_eq!(tick(&app), nothing);
    }
}

#[test]
fn too_much_waits_and_a_refusal_is_explained() {
    let busy = "429 Too Many Requests\r\nRetry-After: 1";
    for line in &LINES {
        let provider = Provider::answering(vec![
            Some((
                busy,
                r#"{"ok":false,"error_code":429,"description":"Too Many Requests"}"#,
            )),
            Some((
                "403 Forbidden",
                r#"{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user","title":"Forbidden","detail":"You cannot send messages to this user.","error":{"message":"(#551) This person isn't available right now.","code":551}}"#,
            )),
        ]);
        let app = start(&provider.base());
        deliver(&app, line.channel, &(line.says)("Where is my lamp?"));
        let first = reply(&app, line, &json!({"text": "It left yesterday."}));
        let done = tick(&app);
        assert_eq!(
            done["postponed"],
            1,
            "{}: {done} {}",
            line.channel,
            delivery(&app, &first)
        );
        assert_eq!(delivery(&app, &first)["status"], "queued");
        let second = reply(&app, line, &json!({"text": "Are you there?"}));
        // The first may be due again already: one of the two is refused.
        let failed = tick(&app)["failed"].as_u64().unwrap();
        assert!(failed >= 1, "{}", line.channel);
        let told = [&first, &second].map(|id| delivery(&app, id));
        let failed = told.iter().find(|delivery| delivery["status"] == "failed");
        let detail = failed.unwrap()["detail"].as_str().unwrap().to_owned();
        assert!(detail.len() > 20, "{}: {detail}", line.channel);
        assert!(!detail.contains("token"), "{detail}");
    }
}

#[test]
fn what_was_unsent_is_gone() {
    let app = start("http://127.0.0.1:9");
    let line = &LINES[1];
    deliver(&app, "instagram", &(line.says)("my-card-number"));
    let deleted = messaging(
        "instagram",
        "A1",
        &json!({"sender": {"id": "U1"}, "recipient": {"id": "A1"},
        "timestamp": now(), "message": {"mid": "i_1", "is_deleted": true}}),
    );
    deliver(&app, "instagram", &deleted);
    let found = customer(&app, line.identity);
    assert!(found["timeline"]["items"][0]["text"].is_null(), "{found}");
    assert!(found["timeline"]["items"][0]["deleted_at"].is_string());
    assert!(!found.to_string().contains("my-card-number"));
    // The repetition of what was unsent brings nothing back.
    deliver(&app, "instagram", &(line.says)("my-card-number"));
    assert!(
        !customer(&app, line.identity)
            .to_string()
            .contains("my-card-number")
    );
}

#[test]
fn a_public_post_is_answered_in_public_only_when_asked_to() {
    let taken = r#"{"data":{"id":"9100","text":"x"}}"#;
    let provider = Provider::answering(vec![Some(("201 Created", taken))]);
    let app = start(&provider.base());
    let post = json!({"data": {"event_uuid": "5", "filter": {"user_id": "100"},
        "event_type": "post.mention.create",
        "payload": {"id": "9050", "author_id": "200", "text": "@shop where is my lamp?",
            "conversation_id": "9050", "created_at": "2026-11-22T04:16:23.000Z"},
        "includes": {"users": [{"id": "200", "name": "Ann", "username": "ann"},
            {"id": "100", "name": "Shop", "username": "shop"}]}}});
    deliver(&app, "x", &post);
    let found = customer(&app, "x:200");
    assert_eq!(found["timeline"]["items"][0]["visibility"], "public");
    let ticket = found["tickets"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/tickets/{ticket}/replies");
    let answer = |body: &Value| app.ask("POST", &path, &[], body.to_string().as_bytes());
    let private = answer(&json!({"text": "Hello"}));
    assert_eq!(
        (private.status, &private.json()["code"]),
        (422, &json!("no_destination"))
    );
    let public = answer(&json!({"text": "Sorry to hear that.", "visibility": "public"}));
    assert_eq!(public.status, 202, "{}", public.text);
    let done = tick(&app);
    let id = public.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(done["sent"], 1, "{}", delivery(&app, &id));
    let asked = provider.taken();
    assert!(
        asked[0].line.starts_with("POST /2/tweets "),
        "{}",
        asked[0].line
    );
    let sent: Value = serde_json::from_slice(&asked[0].body).unwrap();
    assert_eq!(sent["reply"]["in_reply_to_tweet_id"], "9050");
}
