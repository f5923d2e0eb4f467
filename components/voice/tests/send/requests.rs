//! What Twilio is asked.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use throughline_channel_kit::{Channel, Command, calls::Fact, types::Target};
use throughline_voice::Voice;

use super::provider::{self, CALL, IDS};
use super::recorder::{
    ACCOUNT, OTHER_ACCOUNT, SID, TOKENS, field, form, message, queued, send, sent, settings,
};

#[test]
fn the_agents_telephone_rings_first() {
    let sent = sent(
        json!({"thread": "t", "subject": "Lamp", "in_reply_to": "CA9", "references": ["CA9"],
                           "reply_token": "tok", "from_name": "Ada", "text": " \n",
                           "last_inbound_at": "2020-01-01T00:00:00Z"}),
    );
    let at =
        |step: &str| format!("https://hooks.example.com/webhooks/voice/twilio/{step}?call={CALL}");
    let expected = [
        ("To", "+14155550123"),
        ("From", "+14155550199"),
        ("Url", &at("connect")),
        ("Timeout", "20"),
        ("StatusCallback", &at("status")),
        ("StatusCallbackEvent", "initiated"),
        ("StatusCallbackEvent", "ringing"),
        ("StatusCallbackEvent", "answered"),
        ("StatusCallbackEvent", "completed"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(form(&sent), expected);
    let url = format!("https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Calls.json");
    assert_eq!(sent.urls(), [url]);
    let authorization = sent.header("authorization").strip_prefix("Basic ").unwrap();
    let pair = STANDARD.decode(authorization).unwrap();
    assert_eq!(pair, format!("{ACCOUNT}:{}", TOKENS[0]).into_bytes());
    assert_eq!(sent.status, 200);
    assert_eq!(
        sent.document,
        json!({"status": "sent", "provider": "twilio", "account": ACCOUNT,
               "provider_message_id": SID, "provider_message_ids": [SID], "message_id": null})
    );
}

#[test]
fn each_end_is_the_nearest_that_is_known() {
    let phone = |value: &str| json!({"kind": "phone", "value": value});
    for (members, to, from) in [
        (
            json!({"variables": {"agent_number": "+4366412345678"}}),
            "+4366412345678",
            "+14155550199",
        ),
        (
            json!({"variables": {"agent_number": null}}),
            "+14155550123",
            "+14155550199",
        ),
        (json!({"variables": {}}), "+14155550123", "+14155550199"),
        (
            json!({"from": phone("+14155550188")}),
            "+14155550123",
            "+14155550188",
        ),
        // What was called was no number.
        (
            json!({"from": {"kind": "external", "value": "voice:sip:desk@x"}}),
            "+14155550123",
            "+14155550199",
        ),
        (
            json!({"from": phone("72345")}),
            "+14155550123",
            "+14155550199",
        ),
    ] {
        let sent = sent(members.clone());
        assert_eq!(sent.status, 200, "{members}: {}", sent.document);
        let ends = [field(&sent, "To"), field(&sent, "From")];
        assert_eq!(ends, [to, from], "{members}");
    }
    // Neither needs a variable where the message says it.
    let bare = settings()
        .with("voice_agent_number", "")
        .with("twilio_from", "MG1");
    let members =
        json!({"variables": {"agent_number": "+14155550124"}, "from": phone("+14155550188")});
    assert_eq!(
        send(&bare, &message(members), vec![Ok(queued())]).status,
        200
    );
}

#[test]
fn the_account_is_the_one_that_was_called() {
    let both = json!({ACCOUNT: TOKENS[0], OTHER_ACCOUNT: TOKENS[1]}).to_string();
    let settings = settings().with("twilio_auth_token", both);
    let members = json!({"account": OTHER_ACCOUNT});
    let sent = send(&settings, &message(members), vec![Ok(queued())]);
    assert_eq!(sent.document["account"], OTHER_ACCOUNT);
    assert!(sent.urls()[0].contains(OTHER_ACCOUNT), "{:?}", sent.urls());
}

/// What Twilio then asks and reports, at the addresses that it was given, is about our interaction.
#[test]
fn the_callbacks_find_the_interaction() {
    let sent = sent(json!({}));
    let receive = |name: &str, fields: &str| {
        let url = field(&sent, name);
        let target = url.strip_prefix(provider::PUBLIC_URL).unwrap();
        let (path, query) = target.split_once('?').unwrap();
        let body = format!("{IDS}&Direction=outbound-api&{fields}");
        let form = "application/x-www-form-urlencoded";
        let webhook = provider::webhook(path, Some(query), form, body.as_bytes());
        let webhook = provider::sign(webhook, TOKENS[0]);
        Voice.receive(&webhook, &settings(), 0).unwrap().commands
    };
    assert_eq!(
        receive("Url", "CallStatus=in-progress"),
        [Command::Brief(CALL.to_owned())]
    );
    assert_eq!(receive("StatusCallback", "CallStatus=ringing"), []);
    let over = receive("StatusCallback", "CallStatus=busy");
    let [Command::Progress(progress)] = over.as_slice() else {
        panic!("{over:?}");
    };
    assert_eq!(progress.target, Target::Interaction(CALL.to_owned()));
    assert!(
        matches!(progress.fact, Fact::Ended(_)),
        "{:?}",
        progress.fact
    );
}

#[test]
fn a_proxy_may_stand_in_between() {
    let settings = settings()
        .with("twilio_api_base", "http://127.0.0.1:4010/twilio/")
        .with("public_url", "https://example.com/support/");
    let sent = send(&settings, &message(json!({})), vec![Ok(queued())]);
    let url = &sent.urls()[0];
    assert!(
        url.starts_with("http://127.0.0.1:4010/twilio/2010-04-01/Accounts/"),
        "{url}"
    );
    let asked = field(&sent, "Url");
    assert!(
        asked.starts_with("https://example.com/support/webhooks/voice/"),
        "{asked}"
    );
}
