//! Random lookups whose every text tries to be more than text.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

/// 2026-11-22T04:00:20.123Z
pub const NOW: u64 = 1_795_320_020_123;

#[derive(Debug, Clone)]
pub struct Case {
    pub lookup: Value,
    pub id: String,
    pub has_name: bool,
    /// Ids of the open tickets.
    pub open: Vec<String>,
}

/// Pieces that mean something to Markdown, to JSON or to the eye. What customers wrote contains EVIL.
const PIECES: &[&str] = &[
    "EVIL",
    "where is my order",
    "`",
    "``",
    "```",
    "~~~~",
    "\n",
    "\r\n",
    "\n\n",
    "\n# EVIL\n",
    "\n```\nEVIL\n```\n",
    "````````",
    "* EVIL *",
    "__EVIL__",
    "[EVIL](http://evil.example)",
    "![EVIL](x)",
    "<script>EVIL</script>",
    "<!-- EVIL",
    "\u{202E}",
    "\u{2066}",
    "\u{2028}# EVIL",
    "שלום עולם",
    "مرحبا",
    "👩\u{200D}🚀",
    "🎉",
    "é",
    "\\",
    "\"",
    "'",
    "|",
    "\n- EVIL\n",
    "\n---\n",
    "~~",
    "&lt;",
    "\u{0}",
    "\t",
    "\u{E0041}",
    "1. ",
    "> ",
    "$x$",
    "[^1]: EVIL",
    "customer text (untrusted)",
];

fn text(pieces: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => proptest::sample::select(PIECES).prop_map(str::to_owned),
        4 => "[a-z]{1,9} ",
        1 => any::<char>().prop_map(String::from),
    ];
    vec(piece, pieces).prop_map(|p| p.concat())
}

fn long_text() -> impl Strategy<Value = String> {
    (text(0..12), 1..40_usize).prop_map(|(text, times)| {
        let text = text.repeat(times);
        let end = text.floor_char_boundary(2048);
        text[..end].to_owned()
    })
}

fn time() -> impl Strategy<Value = String> {
    (1_u64..1_795_320_020).prop_map(|s| {
        let (day, rest) = (s / 86_400 % 28 + 1, s % 86_400);
        let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
        format!(
            "20{:02}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.123Z",
            s % 27,
            s % 12 + 1
        )
    })
}

/// What only the business, its agents and its sources say: of any shape, but never a customer's words.
fn word() -> impl Strategy<Value = String> {
    let odd = text(1..4).prop_map(|t| t.replace("EVIL", "ODD"));
    prop_oneof![4 => "[a-z-]{1,12}", 1 => odd]
}

fn item() -> impl Strategy<Value = Value> {
    let marks = (
        any::<bool>(),
        0..4_usize,
        option::of(-1.0..1.0_f64),
        any::<bool>(),
    );
    let kind =
        proptest::sample::select(&["message", "call", "note", "visit", "activity", "purchase"]);
    let words = (word(), option::of(word()), option::of(text(0..6)));
    let call = option::of((word(), 0..9_000_u32, text(0..3)));
    (option::of(long_text()), time(), kind, (words, call), marks).prop_map(
        |(text, at, kind, (words, call), (public, way, sentiment, truncated))| {
            let (channel, agent, subject) = words;
            let call = call.map(|(status, seconds, disposition)| {
                json!({"status": status, "talk_seconds": seconds, "disposition": disposition})
            });
            json!({
                "id": "int_0123456789abcdef0123456789abcdef", "channel": channel, "kind": kind,
                "direction": (["inbound", "outbound", "internal", "inbound"][way]),
                "visibility": (if public { "public" } else { "private" }),
                "occurred_at": at, "recorded_at": at, "subject": subject, "text": text,
                "from": {"kind": "phone", "value": "+1", "verdict": (["pass", "none", "fail", "none"][way])},
                "call": call,
                "truncated": truncated, "sentiment": sentiment, "agent": agent,
                "attachments": [{}], "ticket_id": "tkt_0123456789abcdef0123456789abcdef_1",
            })
        },
    )
}

fn ticket(is_open: bool) -> impl Strategy<Value = Value> {
    let id = ("[0-9a-f]{32}", 0..999_999_u32).prop_map(|(log, slot)| format!("tkt_{log}_{slot}"));
    let words = (option::of(word()), option::of(word()), vec(word(), 0..5));
    (id, option::of(text(0..9)), time(), words, any::<bool>()).prop_map(
        move |(id, subject, at, (queue, assignee, channels), first)| {
            let status = match (is_open, first) {
                (true, true) => "open",
                (true, false) => "pending",
                (false, true) => "resolved",
                (false, false) => "closed",
            };
            json!({"id": id, "status": status, "subject": subject, "priority": "high", "queue": queue,
                "assignee": assignee, "channels": channels, "opened_at": at, "resolved_at": at})
        },
    )
}

fn customer() -> impl Strategy<Value = Value> {
    let identity = (word(), text(1..5), any::<bool>(), time()).prop_map(
        |(kind, value, verified, since)| {
            json!({"kind": kind, "value": value, "verified": verified, "since": since, "via": "sms"})
        },
    );
    let purchase = (time(), any::<i64>(), vec(text(0..4), 0..4)).prop_map(|(at, amount, items)| {
        let items: Vec<Value> = items.into_iter().map(|name| json!({"name": name})).collect();
        json!({"id": "p`1", "at": at, "total": {"amount": amount, "currency": "JPY"}, "items": items})
    });
    (
        "cus_[0-9a-f]{32}",
        option::of(text(1..30)),
        vec(identity, 0..32),
        btree_map(word(), long_text(), 0..30),
        vec(purchase, 0..20),
        vec(word(), 0..12),
    )
        .prop_map(|(id, name, identities, attributes, purchases, refused)| {
            json!({"id": id, "display_name": name, "language": "en", "identities": identities,
                "created_at": "2026-03-01T09:00:00.000Z", "attributes": attributes,
                "preferences": {"channel": "sms", "do_not_contact": refused},
                "purchases": purchases, "sentiment": {"current": -0.42, "trend": "falling"},
                "counts": {"interactions": 100_000, "tickets": 9, "open_tickets": 8}})
        })
}

pub fn case() -> impl Strategy<Value = Case> {
    let tickets = (vec(ticket(true), 0..=8), vec(ticket(false), 0..=5));
    (customer(), tickets, vec(item(), 0..=50)).prop_map(|(customer, (open, others), items)| {
        let id = |of: &Value| of["id"].as_str().unwrap_or_default().to_owned();
        let name = customer["display_name"].as_str();
        Case {
            id: id(&customer),
            has_name: name.is_some_and(|n| n.contains(|c: char| c.is_ascii_alphanumeric())),
            open: open.iter().map(id).collect(),
            lookup: json!({
                "customer": customer,
                "tickets": ([open, others].concat()),
                "timeline": {"items": items, "next": null},
                "as_of": {"token": "t"},
            }),
        }
    })
}

/// JSON in which members of a lookup have any shape.
pub fn anything() -> impl Strategy<Value = Vec<u8>> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text(0..5).prop_map(Value::from),
    ];
    let names = [
        "customer",
        "tickets",
        "timeline",
        "items",
        "id",
        "display_name",
        "identities",
        "kind",
        "value",
        "preferences",
        "do_not_contact",
        "attributes",
        "purchases",
        "total",
        "amount",
        "currency",
        "sentiment",
        "current",
        "counts",
        "lifetime",
        "spent",
        "text",
        "subject",
        "occurred_at",
    ];
    let value = leaf.prop_recursive(5, 60, 8, move |inner| {
        let name = proptest::sample::select(names.as_slice().to_vec());
        let members = btree_map(name.prop_map(str::to_owned), inner.clone(), 0..8);
        prop_oneof![
            vec(inner, 0..6).prop_map(Value::from),
            members.prop_map(|m| Value::Object(m.into_iter().collect())),
        ]
    });
    value.prop_map(|v| serde_json::to_vec(&v).unwrap_or_default())
}
