//! Intercom.

use serde_json::{Value, json};
use throughline_channel_kit::conformance::Cases;

use crate::{
    ONE_OF_EACH, Vendor, altered, no_times, post, times, twice, unreadable, without, written_anew,
};

const NAME: &str = "intercom";
const PARTS: &str = "/data/item/conversation_parts/conversation_parts";

pub const INTERCOM: Vendor = Vendor {
    scheme: NAME,
    proof_headers: &["x-hub-signature"],
    sample: || post(NAME, &replied()),
    reencoded: || written_anew(NAME, &replied()),
    batches: || {
        let parts =
            |second: Value| post(NAME, &altered(&replied(), PARTS, json!([part(), second])));
        let mut nobody = part();
        nobody["id"] = json!("8");
        nobody["author"] = json!({ "type": "martian" });
        Cases::These(vec![
            (
                "a part without id",
                (parts(without(&part(), "", "id")), ONE_OF_EACH),
            ),
            ("an author of no kind", (parts(nobody), ONE_OF_EACH)),
            ("no part", (parts(json!(7)), ONE_OF_EACH)),
        ])
    },
    unknown_types: || {
        let topic = |name: &str| post(NAME, &altered(&replied(), "/topic", json!(name)));
        Cases::These(vec![
            ("a topic of tomorrow", topic("conversation.user.pondered")),
            ("a topic of another subject", topic("weather.changed")),
            ("a word", topic("hello")),
        ])
    },
    unreadable: || {
        let mut cases = unreadable(NAME, &replied(), &format!("{PARTS}/0/body"));
        for (what, pointer, value) in [
            ("no item", "/data", json!({})),
            ("no parts", PARTS, json!([])),
            ("a part without id", &*format!("{PARTS}/0/id"), json!(null)),
            ("nobody's", &*format!("{PARTS}/0/author/id"), json!(null)),
        ] {
            cases.push((what, post(NAME, &altered(&replied(), pointer, value))));
        }
        Cases::These(cases)
    },
    repeated_keys: || twice(NAME, &replied()),
    echoes: || {
        let author = json!({ "type": "admin", "id": "9", "name": "Bo", "email": "bo@example.com" });
        let answer = altered(&replied(), &format!("{PARTS}/0/author"), author);
        let answer = altered(&answer, "/topic", json!("conversation.admin.replied"));
        Cases::These(vec![("an answer", post(NAME, &answer))])
    },
    timestamps: || {
        let created = format!("{PARTS}/0/created_at");
        let at = |value| post(NAME, &altered(&replied(), &created, value));
        let mut cases = times(at);
        cases.extend(no_times(at));
        let absent = without(&replied(), &format!("{PARTS}/0"), "created_at");
        cases.push(("absent", (post(NAME, &absent), None)));
        Cases::These(cases)
    },
};

fn part() -> Value {
    json!({
        "type": "conversation_part", "id": "7", "part_type": "comment",
        "body": "<p>Where is my café table?</p>", "created_at": 1_795_320_960,
        "author": { "type": "user", "id": "u1", "name": "Ana", "email": "ana@example.com" },
        "attachments": [],
    })
}

fn replied() -> Value {
    json!({
        "type": "notification_event", "app_id": "a1", "id": "notif_1",
        "topic": "conversation.user.replied", "created_at": 1_795_320_970,
        "data": {
            "type": "notification_event_data",
            "item": {
                "type": "conversation", "id": "c1",
                "contacts": { "contacts": [{ "type": "contact", "id": "u1", "external_id": "42" }] },
                "conversation_parts": { "conversation_parts": [part()], "total_count": 1 },
            },
        },
    })
}
