//! What Twilio is asked.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use throughline_channel_kit::{Channel, Command, types};
use throughline_sms::Sms;

use super::provider;
use super::recorder::{
    ACCOUNT, OTHER_ACCOUNT, PostedForms, SERVICE, SID, Sent, TOKENS, accepted, message, send, sent,
    settings,
};

const INTERACTION: &str = "int_0123456789abcdef0123456789abcdef";

fn authorization(sent: &Sent) -> String {
    let value = sent.asked[0].headers()["authorization"].to_str().unwrap();
    let encoded = value.strip_prefix("Basic ").unwrap();
    String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap()
}

#[test]
fn an_answer_is_a_form() {
    let sent = sent(
        json!({"text": "Où est 📦? 1+1=2 & más", "subject": "Parcel",
                           "html": "<p>…</p>", "in_reply_to": "SM9", "references": ["SM8"],
                           "thread": "t", "from_name": "Ada", "reply_token": "tok"}),
    );
    let form = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.iter().map(pair).collect()
    };
    let callback =
        format!("https://support.example.com/webhooks/sms/twilio/status?interaction={INTERACTION}");
    assert_eq!(
        sent.forms(),
        [form(&[
            ("To", "+14155550100"),
            ("From", "+14155550199"),
            ("Body", "Où est 📦? 1+1=2 & más"),
            ("StatusCallback", &callback),
        ])]
    );
    assert_eq!(
        sent.asked[0].uri().to_string(),
        format!("https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    );
    assert_eq!(authorization(&sent), format!("{ACCOUNT}:{}", TOKENS[0]));
    assert_eq!(sent.status, 200);
    assert_eq!(
        sent.document,
        json!({"status": "sent", "provider": "twilio", "account": ACCOUNT,
               "provider_message_id": SID, "provider_message_ids": [SID], "message_id": null})
    );
}

/// What Twilio then reports to the address that it was given is about our interaction.
#[test]
fn the_report_finds_the_interaction() {
    let settings = settings().with("public_url", provider::PUBLIC_URL);
    let sent = send(&settings, &message(json!({})), vec![Ok(accepted())]);
    let callback = sent.field("StatusCallback");
    let target = callback.strip_prefix(provider::PUBLIC_URL).unwrap();
    let (path, query) = target.split_once('?').unwrap();
    let body = format!("MessageSid={SID}&AccountSid={ACCOUNT}&MessageStatus=delivered");
    let form = "application/x-www-form-urlencoded";
    let webhook = provider::webhook(path, Some(query), form, body.as_bytes());
    let webhook = provider::sign(webhook, TOKENS[0]);
    let delivery = Sms.receive(&webhook, &settings, 0).unwrap();
    let [Command::Report(report)] = delivery.commands.as_slice() else {
        panic!("{delivery:?}");
    };
    let expected = types::Target::Interaction(INTERACTION.to_owned());
    assert_eq!(report.target, expected);
    assert_eq!(report.names[0].provider_message_id, SID);
}

#[test]
fn reports_go_to_the_public_url_if_there_is_one() {
    for (public_url, expected) in [
        ("https://a.example/", Some("https://a.example")),
        (
            "https://a.example/base/#rc=2",
            Some("https://a.example/base"),
        ),
        ("", None),
    ] {
        let settings = settings().with("public_url", public_url);
        let sent = send(&settings, &message(json!({})), vec![Ok(accepted())]);
        let expected = expected
            .map(|base| format!("{base}/webhooks/sms/twilio/status?interaction={INTERACTION}"));
        let callbacks = sent.fields("StatusCallback");
        assert_eq!(callbacks.first(), expected.as_ref(), "{public_url}");
        assert_eq!(callbacks.len(), usize::from(expected.is_some()));
    }
}

/// Both ends of an answer: `To`, and `From` or `MessagingServiceSid`.
#[test]
fn an_answer_goes_back_the_way_the_question_came() {
    let phone = |value: &str| json!({"kind": "phone", "value": value});
    let external = |value: &str| json!({"kind": "external", "value": value});
    let customer = phone("+14155550100");
    let ours = phone("+14155550188");
    let none = Value::Null;
    for (to, from, transport, configured, expected) in [
        // By SMS: the number that the customer wrote to, else the configured one.
        (
            &customer,
            &ours,
            "",
            "+14155550199",
            ["+14155550100", "From", "+14155550188"],
        ),
        (
            &customer,
            &none,
            "",
            "+14155550199",
            ["+14155550100", "From", "+14155550199"],
        ),
        (
            &customer,
            &none,
            "",
            SERVICE,
            ["+14155550100", "MessagingServiceSid", SERVICE],
        ),
        (
            &customer,
            &ours,
            "",
            SERVICE,
            ["+14155550100", "From", "+14155550188"],
        ),
        (
            &customer,
            &none,
            "",
            "72345",
            ["+14155550100", "From", "72345"],
        ),
        (
            &customer,
            &none,
            "",
            "ACME Shop",
            ["+14155550100", "From", "ACME Shop"],
        ),
        (
            &customer,
            &external("sms:72345"),
            "",
            SERVICE,
            ["+14155550100", "From", "72345"],
        ),
        (
            &customer,
            &external("crm:72345"),
            "",
            "72346",
            ["+14155550100", "From", "72346"],
        ),
        // By WhatsApp, both ends.
        (
            &customer,
            &ours,
            "whatsapp",
            "+14155550199",
            ["whatsapp:+14155550100", "From", "whatsapp:+14155550188"],
        ),
        (
            &customer,
            &none,
            "whatsapp",
            "+14155550199",
            ["whatsapp:+14155550100", "From", "whatsapp:+14155550199"],
        ),
        (
            &customer,
            &none,
            "whatsapp",
            SERVICE,
            ["whatsapp:+14155550100", "MessagingServiceSid", SERVICE],
        ),
        (
            &json!({"kind": "whatsapp", "value": "US.13491208655302741918"}),
            &ours,
            "",
            "+14155550199",
            [
                "whatsapp:US.13491208655302741918",
                "From",
                "whatsapp:+14155550188",
            ],
        ),
        // By RCS where the agent is known, else the number takes SMS.
        (
            &customer,
            &external("sms:rcs:brand_agent"),
            "rcs",
            "+14155550199",
            ["rcs:+14155550100", "From", "rcs:brand_agent"],
        ),
        (
            &customer,
            &none,
            "rcs",
            SERVICE,
            ["+14155550100", "MessagingServiceSid", SERVICE],
        ),
        (
            &customer,
            &ours,
            "rcs",
            SERVICE,
            ["+14155550100", "From", "+14155550188"],
        ),
        // By another channel of Twilio's.
        (
            &external("sms:messenger:1234"),
            &external("sms:messenger:99"),
            "messenger",
            "+14155550199",
            ["messenger:1234", "From", "messenger:99"],
        ),
        (
            &external("sms:messenger:1234"),
            &none,
            "messenger",
            SERVICE,
            ["messenger:1234", "MessagingServiceSid", SERVICE],
        ),
        (
            &external("sms:72345"),
            &ours,
            "",
            SERVICE,
            ["72345", "From", "+14155550188"],
        ),
    ] {
        let settings = settings().with("twilio_from", configured);
        let members = json!({"to": [to], "from": from, "answers": {"transport": transport}});
        let sent = send(&settings, &message(members), vec![Ok(accepted())]);
        let what = format!("{to} {from} {transport} {configured}: {}", sent.document);
        assert_eq!(sent.status, 200, "{what}");
        let [to, name, value] = expected;
        assert_eq!(sent.field("To"), to, "{what}");
        assert_eq!(sent.field(name), value, "{what}");
        let other = if name == "From" {
            "MessagingServiceSid"
        } else {
            "From"
        };
        assert!(sent.fields(other).is_empty(), "{what}");
    }
}

#[test]
fn the_account_is_the_one_that_was_written_to() {
    let both = json!({ACCOUNT: "old-unused,x", OTHER_ACCOUNT: [TOKENS[1], "next"]}).to_string();
    let rotated = format!(" {} , next", TOKENS[0]);
    for (tokens, configured, written_to, expected) in [
        (TOKENS[0], ACCOUNT, None, (ACCOUNT, TOKENS[0])),
        (&*rotated, ACCOUNT, None, (ACCOUNT, TOKENS[0])),
        (
            TOKENS[0],
            ACCOUNT,
            Some(OTHER_ACCOUNT),
            (ACCOUNT, TOKENS[0]),
        ),
        (
            TOKENS[0],
            "",
            Some(OTHER_ACCOUNT),
            (OTHER_ACCOUNT, TOKENS[0]),
        ),
        (
            &*both,
            ACCOUNT,
            Some(OTHER_ACCOUNT),
            (OTHER_ACCOUNT, TOKENS[1]),
        ),
        (&*both, OTHER_ACCOUNT, None, (OTHER_ACCOUNT, TOKENS[1])),
        (
            &*both,
            OTHER_ACCOUNT,
            Some("AC9"),
            (OTHER_ACCOUNT, TOKENS[1]),
        ),
        (
            &*both,
            OTHER_ACCOUNT,
            Some("../x"),
            (OTHER_ACCOUNT, TOKENS[1]),
        ),
        (&*both, "", Some(OTHER_ACCOUNT), (OTHER_ACCOUNT, TOKENS[1])),
    ] {
        let settings = settings()
            .with("twilio_auth_token", tokens)
            .with("twilio_account_sid", configured);
        let members = json!({"account": written_to});
        let sent = send(&settings, &message(members), vec![Ok(accepted())]);
        let (account, token) = expected;
        let what = format!("{configured} {written_to:?}: {}", sent.document);
        assert_eq!(authorization(&sent), format!("{account}:{token}"), "{what}");
        assert!(sent.asked[0].uri().path().contains(account), "{what}");
        assert_eq!(sent.document["account"], account, "{what}");
    }
}

#[test]
fn a_proxy_may_stand_in_between() {
    let settings = settings().with("twilio_api_base", "http://127.0.0.1:4010/twilio/");
    let sent = send(&settings, &message(json!({})), vec![Ok(accepted())]);
    let uri = sent.asked[0].uri().to_string();
    let expected = "http://127.0.0.1:4010/twilio/2010-04-01/Accounts/";
    assert!(uri.starts_with(expected), "{uri}");
}
