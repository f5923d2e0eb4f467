//! Pages with everything on them, to be looked at: with `THROUGHLINE_CONSOLE_HTML=<folder>` they are
//! written there, with the stylesheet beside them.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use throughline_contract::types::Error;

use crate::fake::{Browser, Fake, body};
use crate::html;

/// A customer about whom everything is known.
pub fn profile() -> Value {
    let known = |kind, value, verified, via, since| json!({"kind": kind, "value": value, "verified": verified, "via": via, "since": since});
    json!({
        "customer": {
            "id": "cus_3f4399486cb42058a8058cbfa8fc96d8", "display_name": "Dana Whitfield",
            "language": "en", "created_at": "2026-11-14T16:20:11.000Z",
            "last_seen_at": "2026-11-22T04:17:00.123Z",
            "identities": [
                known("email", "dana@example.com", true, "in-person", "2026-11-14T16:20:11.000Z"),
                known("phone", "+14155550137", true, "in-person", "2026-11-14T16:20:11.000Z"),
                known("x", "1458820918230", false, "x", "2026-11-21T18:40:00.000Z"),
            ],
            "preferences": {"channel": "sms", "do_not_contact": ["email"]},
            "attributes": {"tier": "gold", "newsletter": false, "visits": 12},
            "purchases": [
                {"id": "1042", "at": "2026-11-14T16:20:11.000Z",
                 "total": {"amount": 4999, "currency": "USD"},
                 "items": [{"name": "Walnut desk lamp"}, {"name": "Bulb, warm white"}], "status": "paid"},
                {"id": "991", "at": "2026-05-02T11:02:00.000Z", "total": null, "items": [],
                 "status": null},
            ],
            "sentiment": {"current": -0.42, "trend": "falling"},
            "merged_from": ["cus_81be03f5b9dd4f0f9b7a3ad1c2f8a5b0"],
            "counts": {"interactions": 37, "tickets": 2, "open_tickets": 1},
        },
        "tickets": [
            {"id": "tkt_done", "status": "resolved", "subject": "Change of address",
             "priority": "normal", "queue": "general", "assignee": "miles", "channels": ["email"],
             "opened_at": "2026-11-15T08:00:00.000Z", "first_response_at": null,
             "resolved_at": "2026-11-15T11:30:00.000Z"},
            {"id": "tkt_open", "status": "open", "subject": "Order 1042 hasn't arrived",
             "priority": "high", "tags": ["delivery"], "queue": "senior", "assignee": "amira",
             "channels": ["chat", "email", "voice", "x", "sms"],
             "opened_at": "2026-11-20T10:02:00.000Z", "first_response_at": null,
             "resolved_at": null},
        ],
        "timeline": {"items": [], "next": null}, "as_of": {"token": "t"},
    })
}

/// An interaction with these members in place of usual ones.
pub fn item(id: &str, at: &str, members: Value) -> Value {
    let mut item = json!({
        "id": id, "seq": 1, "channel": "sms", "provider": "twilio", "direction": "inbound",
        "kind": "message", "visibility": "private", "occurred_at": at, "recorded_at": at,
        "from": {"kind": "phone", "value": "+14155550137", "verdict": "pass"},
        "to": [{"kind": "phone", "value": "+18005550100"}], "subject": null, "text": null,
        "truncated": false, "attachments": [], "thread": null, "language": null,
        "sentiment": null, "agent": null, "ticket_id": "tkt_open", "delivery": null,
    });
    let all = item.as_object_mut().unwrap();
    all.extend(members.as_object().unwrap().clone());
    item
}

/// A page of a timeline with one of everything.
pub fn page() -> Value {
    let dana = json!({"kind": "email", "value": "dana@example.com", "verdict": "pass"});
    let shop = json!({"kind": "email", "value": "help@shop.example"});
    let long =
        "The parcel left your warehouse on the 16th and has been \"in transit\" since. I have \
                written by chat and by mail, and would like to know where it is.\n\n"
            .repeat(30);
    json!({"next": "Y3Vyc29y", "items": [
        item("int_12", "2026-11-22T04:17:00.123Z", json!({
            "text": "It's here. Thank you! 🎉", "language": "en"})),
        item("int_11", "2026-11-21T18:58:10.000Z", json!({
            "channel": "sms", "direction": "outbound", "agent": "amira",
            "from": {"kind": "phone", "value": "+18005550100"},
            "to": [{"kind": "phone", "value": "+14155550137", "verdict": "pass"}],
            "text": "Hi Dana, the new parcel arrives tomorrow before noon. Track it: \
                     https://track.example/Q7-1042",
            "delivery": {"status": "read", "at": "2026-11-21T18:59:00.000Z", "detail": null}})),
        item("int_10", "2026-11-21T18:40:00.000Z", json!({
            "channel": "x", "provider": "x", "kind": "mention", "visibility": "public",
            "from": {"kind": "x", "value": "1458820918230", "verdict": "pass"},
            "to": [{"kind": "x", "value": "99120"}],
            "text": "@shop three days, two mails, one call. Where is order 1042?!",
            "edited_at": "2026-11-21T18:44:00.000Z"})),
        item("int_9", "2026-11-21T15:02:00.000Z", json!({
            "channel": "email", "direction": "outbound", "agent": "amira",
            "from": shop, "to": [dana], "subject": "Re: Order 1042",
            "text": "Dear Dana,\n\na new parcel leaves today. Sorry for the trouble.\n\nAmira",
            "delivery": {"status": "failed", "at": "2026-11-21T15:02:09.000Z",
                         "detail": "550 5.7.1 the mailbox is full"}})),
        item("int_8", "2026-11-21T14:41:00.000Z", json!({
            "channel": "voice", "provider": "desk", "direction": "internal", "kind": "note",
            "agent": "amira", "to": [],
            "text": "Order 1042 went astray in Reno. Agreed on a reshipment; nothing had to be told \
                     twice."})),
        item("int_7", "2026-11-21T14:30:00.000Z", json!({
            "channel": "voice", "kind": "call", "text": "Call, 8 min 12 s"})),
        item("int_6", "2026-11-21T11:40:00.000Z", json!({
            "channel": "email", "ticket_id": "tkt_elsewhere",
            "from": {"kind": "email", "value": "dana@example.com", "verdict": "fail"},
            "to": [shop], "subject": "new address",
            "participants": [
                {"role": "from", "name": "Dana Whitfield", "kind": "email", "value": "dana@example.com"},
                {"role": "reply_to", "kind": "email", "value": "dana@examp1e.net"}],
            "text": "Please send order 1042 to my new address instead: 12 Harbour Lane, Porto."})),
        item("int_5", "2026-11-21T09:15:00.000Z", json!({
            "channel": "email", "from": dana, "to": [shop], "subject": "Order 1042",
            "participants": [
                {"role": "from", "name": "Dana Whitfield", "kind": "email", "value": "dana@example.com"},
                {"role": "cc", "name": "Rui Whitfield", "kind": "email", "value": "rui@example.net"}],
            "text": format!("Still no update, please help.\n\n{long}"),
            "attachments": [
                {"id": "att_1_0", "name": "receipt.pdf", "content_type": "application/pdf",
                 "size": 48_230, "url": "/v1/attachments/att_1_0", "truncated": false},
                {"id": null, "name": "IMG_2231.jpg", "content_type": "image/jpeg",
                 "size": 2_481_002, "url": "https://media.example.net/IMG_2231.jpg?sig=a8f3",
                 "truncated": false}]})),
        item("int_4", "2026-11-20T19:30:00.000Z", json!({
            "channel": "chat", "provider": "widget",
            "from": {"kind": "visitor", "value": "v_8821", "verdict": "none"}, "to": [],
            "deleted_at": "2026-11-20T19:31:00.000Z"})),
        item("int_3", "2026-11-20T10:05:00.000Z", json!({
            "channel": "chat", "provider": "widget", "language": "ar",
            "from": {"kind": "visitor", "value": "v_8821", "verdict": "none"}, "to": [],
            "text": "مرحبا، لم يصل طلبي رقم 1042 بعد.\nهل يمكنكم المساعدة؟"})),
        item("int_2", "2026-11-20T10:02:00.000Z", json!({
            "channel": "chat", "provider": "widget",
            "from": {"kind": "visitor", "value": "v_8821", "verdict": "none"}, "to": [],
            "text": "My order hasn't arrived.\n<b>Order 1042</b> & it was a gift"})),
        item("int_1", "2026-11-14T16:20:11.000Z", json!({
            "channel": "in-person", "provider": "square", "kind": "purchase", "ticket_id": null,
            "text": "Order 1042: Walnut desk lamp, Bulb (warm white)", "to": []})),
    ]})
}

/// A customer of whom only a number is known, and who writes from right to left.
fn stranger() -> Fake {
    let mut fake = Fake::default();
    let known = json!({"kind": "phone", "value": "+97225550199", "verified": true, "via": "sms",
                       "since": "2026-11-22T04:17:00.123Z"});
    fake.profile["customer"]["identities"] = json!([known]);
    fake.page = json!({"next": null, "items": [item("int_1", "2026-11-22T04:17:00.123Z", json!({
        "ticket_id": null, "text": "שלום, איפה ההזמנה שלי 1042?\nתודה!"}))]});
    fake
}

#[test]
fn the_samples_are_sound_pages() {
    let visitor = Browser::default();
    let agent = Browser::signed_in();
    let dana = Fake::new(profile(), page());
    let id = "/console/customers/cus_3f4399486cb42058a8058cbfa8fc96d8";
    let two = Error::Ambiguous(vec!["cus_a".into(), "cus_b".into()]);
    let wrong_key = [("key", "guess")];
    let unready = Browser {
        settings: throughline_console::Settings::new("[]", "", ""),
        ..Browser::default()
    };
    let samples = [
        ("customer", 200, agent.get(id, &dana)),
        (
            "older",
            200,
            agent.get(&format!("{id}?channel=email&cursor=a"), &dana),
        ),
        (
            "stranger",
            200,
            agent.get("/console/customers/cus_1", &stranger()),
        ),
        (
            "empty",
            200,
            agent.get("/console/customers/cus_1", &Fake::default()),
        ),
        ("home", 200, agent.get("/console", &dana)),
        ("sign-in", 200, visitor.get("/console", &dana)),
        (
            "wrong-key",
            401,
            visitor.post("/console/session", &wrong_key, &dana),
        ),
        (
            "link",
            401,
            Browser {
                site: "cross-site",
                ..Browser::default()
            }
            .get(id, &dana),
        ),
        (
            "not-found",
            404,
            agent.get(id, &Fake::failing(Error::NotFound)),
        ),
        (
            "ambiguous",
            409,
            agent.post("/console/lookup", &[("who", "x:1")], &Fake::failing(two)),
        ),
        ("not-configured", 503, unready.get("/console", &dana)),
    ];
    for (name, status, response) in &samples {
        assert_eq!(response.status(), *status, "{name}");
        let page = body(response);
        html::parse(page);
        if let Ok(folder) = std::env::var("THROUGHLINE_CONSOLE_HTML") {
            write(Path::new(&folder), name, page);
        }
    }
}

/// Writes a page so that a browser finds the stylesheet beside it.
fn write(folder: &Path, name: &str, page: &str) {
    let link = page.find("/console/style.css?v=").unwrap();
    let end = link + page[link..].find('"').unwrap();
    let page = format!("{}style.css{}", &page[..link], &page[end..]);
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join(format!("{name}.html")), page).unwrap();
    let style = Path::new(env!("CARGO_MANIFEST_DIR")).join("style.css");
    fs::copy(style, folder.join("style.css")).unwrap();
}
