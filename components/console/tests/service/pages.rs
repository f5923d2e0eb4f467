//! What the pages show, and where they lead.

use serde_json::json;
use throughline_console::Settings;
use throughline_contract::types::{Error, InvalidField};

use crate::fake::{Browser, Fake, ORIGIN, SECRET, api_keys, body, text};
use crate::html::{self, Html};
use crate::samples::{item, page, profile};

const PAGE: &str = "/console/customers/cus_1";
const DANA: &str = "/console/customers/cus_3f4399486cb42058a8058cbfa8fc96d8";

fn show(uri: &str, fake: &Fake) -> Html {
    let response = Browser::signed_in().get(uri, fake);
    assert_eq!(response.status(), 200, "{uri}");
    html::parse(body(&response))
}

fn dana() -> Html {
    show(DANA, &Fake::new(profile(), page()))
}

/// The words of every element of a class, within the entry of this id.
fn words(html: &Html, id: &str, class: &str) -> Vec<String> {
    let entry = html.elements.iter().find(|e| e.attribute("id") == Some(id));
    let within = html.within(entry.unwrap()).iter();
    within
        .filter(|e| e.has_class(class))
        .map(|e| e.words())
        .collect()
}

#[test]
fn who_it_is() {
    let html = dana();
    assert_eq!(html.named("h1").next().unwrap().words(), "Dana Whitfield");
    assert!(
        html.named("title")
            .next()
            .unwrap()
            .text
            .starts_with("Dana Whitfield")
    );
    let card = html.only("profile").words();
    for said in [
        "Do not contact by email",
        "email dana@example.com verified by in-person, since 14 Nov 2026",
        "x 1458820918230 claimed by x, since 21 Nov 2026",
        "Language en",
        "Prefers sms",
        "Last seen 22 Nov 2026, 04:17",
        "37 interactions",
        "2 tickets, 1 open",
        "tier gold",
        "newsletter false",
        "49.99 USD 14 Nov 2026 paid Walnut desk lamp, Bulb, warm white No. 1042",
        "cus_81be03f5b9dd4f0f9b7a3ad1c2f8a5b0",
    ] {
        assert!(card.contains(said), "{said:?} is not in {card}");
    }
    let mut fake = Fake::default();
    let known = json!({"kind": "phone", "value": "+1555", "verified": true, "via": "sms",
                       "since": "2026-11-22T04:17:00.123Z"});
    fake.profile["customer"]["identities"] = json!([known]);
    assert_eq!(
        show(PAGE, &fake).named("h1").next().unwrap().words(),
        "+1555"
    );
}

#[test]
fn open_tickets_come_first() {
    let html = dana();
    let list = html.only("tickets");
    let tickets: Vec<_> = html
        .within(list)
        .iter()
        .filter(|e| e.name == "li")
        .collect();
    assert_eq!(tickets.len(), 2);
    let open = tickets[0].words();
    for said in [
        "Order 1042 hasn't arrived",
        "open",
        "high priority delivery",
        "queue senior",
        "With amira",
        "opened 20 Nov 2026, 10:02",
        "chat, email, voice, x, sms",
        "tkt_open",
    ] {
        assert!(open.contains(said), "{said:?} is not in {open}");
    }
    let done = tickets[1].words();
    assert!(done.contains("resolved 15 Nov 2026, 11:30"), "{done}");
    assert!(tickets[1].has_class("done") && !tickets[0].has_class("done"));
}

#[test]
fn days_and_entries_are_in_order() {
    let html = dana();
    let days: Vec<String> = html
        .named("h3")
        .filter(|h| h.text.contains("2026"))
        .map(|h| h.words())
        .collect();
    assert_eq!(
        days,
        [
            "Sunday, 22 November 2026 UTC",
            "Saturday, 21 November 2026 UTC",
            "Friday, 20 November 2026 UTC",
            "Saturday, 14 November 2026 UTC"
        ]
    );
    let ids: Vec<_> = html
        .with_class("entry")
        .filter_map(|e| e.attribute("id"))
        .collect();
    let expected: Vec<String> = (1..=12).rev().map(|n| format!("int_{n}")).collect();
    assert_eq!(ids, expected);
    for entry in html.with_class("entry") {
        assert_eq!(entry.name, "li");
        let within = html.within(entry);
        assert_eq!(within.iter().filter(|e| e.name == "article").count(), 1);
        let time = within.iter().find(|e| e.name == "time").unwrap();
        assert!(time.attribute("datetime").unwrap().ends_with('Z'));
    }
}

#[test]
fn an_entry_says_what_how_and_by_whom() {
    let html = dana();
    let direction = |id| words(&html, id, "direction").concat();
    assert_eq!(direction("int_12"), "Inbound message");
    assert_eq!(direction("int_11"), "Outbound message");
    assert_eq!(direction("int_8"), "Internal note");
    assert_eq!(direction("int_7"), "Inbound call");
    assert_eq!(words(&html, "int_12", "channel"), ["sms"]);
    assert_eq!(words(&html, "int_1", "channel"), ["in-person"]);
    for (id, side) in [
        ("int_12", "inbound"),
        ("int_11", "outbound"),
        ("int_8", "internal"),
    ] {
        let entry = html
            .with_class(side)
            .find(|e| e.attribute("id") == Some(id));
        assert!(entry.is_some(), "{id} is not {side}");
    }
    let marks = |id| words(&html, id, "mark");
    assert_eq!(marks("int_12"), ["verified"]);
    assert_eq!(marks("int_2"), ["unverified"]);
    assert!(marks("int_6")[0].starts_with("unverified: the proof failed"));
    assert_eq!(marks("int_11"), ["read"], "what we sent needs no proof");
    assert_eq!(marks("int_9"), ["failed"]);
    assert_eq!(marks("int_10"), ["public", "verified"]);
    assert_eq!(marks("int_8"), [""; 0]);
    let people = |id| words(&html, id, "people").join(" | ");
    assert_eq!(
        people("int_5"),
        "from Dana Whitfield dana@example.com verified to help@shop.example \
                                 | cc Rui Whitfield rui@example.net"
    );
    assert_eq!(people("int_8"), "about +14155550137");
    assert!(people("int_6").ends_with("reply to dana@examp1e.net"));
    // Not every channel says which address of ours something came from.
    let mut fake = Fake::default();
    let to = json!([{"kind": "phone", "value": "+1555", "verdict": "pass"}]);
    let ours = json!({"direction": "outbound", "from": null, "to": to});
    fake.page["items"] = json!([item("int_1", "2026-11-22T04:17:00.123Z", ours)]);
    assert_eq!(words(&show(PAGE, &fake), "int_1", "people"), ["to +1555"]);
}

#[test]
fn an_entry_says_what_became_of_it() {
    let html = dana();
    let entry = |id: &str| {
        let entry = html.elements.iter().find(|e| e.attribute("id") == Some(id));
        entry.unwrap().words()
    };
    for (id, said) in [
        ("int_11", "read 21 Nov 2026, 18:59"),
        ("int_11", "agent amira"),
        (
            "int_9",
            "failed 21 Nov 2026, 15:02 550 5.7.1 the mailbox is full",
        ),
        ("int_10", "edited 21 Nov 2026, 18:44"),
        ("int_4", "Taken back by its author on 20 Nov 2026, 19:31."),
        ("int_6", "ticket tkt_elsewhere"),
        ("int_9", "Re: Order 1042"),
        ("int_5", "receipt.pdf application/pdf, 47 KB"),
        (
            "int_5",
            "IMG_2231.jpg image/jpeg, 2.3 MB, not kept here https://media.example.net/",
        ),
    ] {
        assert!(
            entry(id).contains(said),
            "{id}: {said:?} is not in {}",
            entry(id)
        );
    }
    assert_eq!(html.link("Order 1042 hasn't arrived"), Some("#tkt_open"));
    assert!(!entry("int_1").contains("ticket"));
    assert!(
        !html
            .named("a")
            .any(|a| a.attribute("href").unwrap().contains("attachments"))
    );
}

#[test]
fn texts_are_whole() {
    let html = dana();
    let text = page()["items"][7]["text"].as_str().unwrap().to_owned();
    let shown: String = {
        let entry = html
            .elements
            .iter()
            .find(|e| e.attribute("id") == Some("int_5"))
            .unwrap();
        let within = html.within(entry).iter();
        within
            .filter(|e| e.has_class("text"))
            .map(|e| e.text.as_str())
            .collect()
    };
    assert_eq!(shown, text.trim_end());
    assert_eq!(html.named("details").count(), 1);
    let arabic = html
        .with_class("text")
        .find(|e| e.attribute("lang") == Some("ar"))
        .unwrap();
    assert!(arabic.text.contains('\n'), "line ends are kept");
    let mut fake = Fake::default();
    let cut = json!({"text": "beginning", "truncated": true});
    fake.page["items"] = json!([item("int_1", "2026-11-22T04:17:00.123Z", cut)]);
    let html = show(PAGE, &fake);
    assert!(html.only("entry").text.contains("Only the beginning"));
}

#[test]
fn pages_lead_to_older_ones_and_channels() {
    let fake = Fake::new(profile(), page());
    let html = show(&format!("{DANA}?channel=x%26y&cursor=a%2Bb"), &fake);
    assert_eq!(
        *fake.calls.borrow(),
        [
            "customer cus_3f4399486cb42058a8058cbfa8fc96d8 0",
            r#"timeline cus_3f4399486cb42058a8058cbfa8fc96d8 Some("x&y") 50 Some("a+b")"#,
        ]
    );
    let older = format!("{DANA}?channel=x%26y&cursor=Y3Vyc29y");
    assert_eq!(html.link("Older"), Some(older.as_str()));
    let newest = format!("{DANA}?channel=x%26y");
    assert_eq!(html.link("Back to the newest"), Some(newest.as_str()));
    assert_eq!(html.link("All channels"), Some(DANA));
    let current: Vec<String> = html
        .named("a")
        .filter(|a| a.attribute("aria-current").is_some())
        .map(|a| a.words())
        .collect();
    assert_eq!(current, ["x&y"]);
    let email = format!("{DANA}?channel=email");
    assert_eq!(html.link("email"), Some(email.as_str()));
    for channel in ["chat", "email", "in-person", "sms", "voice", "x", "x&y"] {
        assert!(html.link(channel).is_some(), "{channel}");
    }

    let html = dana();
    assert_eq!(html.link("Back to the newest"), None);
    let older = format!("{DANA}?cursor=Y3Vyc29y");
    assert_eq!(html.link("Older"), Some(older.as_str()));
    // An empty parameter is none.
    let fake = Fake::default();
    show(&format!("{PAGE}?channel=&cursor=&utm=1"), &fake);
    assert_eq!(fake.calls.borrow()[1], "timeline cus_1 None 50 None");
}

#[test]
fn an_empty_timeline_says_so() {
    for (query, next, said) in [
        ("", json!(null), "Nothing has happened yet."),
        ("?channel=sms", json!(null), "Nothing came by this channel."),
        (
            "?cursor=a",
            json!("b"),
            "Nothing in this part of the timeline.",
        ),
    ] {
        let mut fake = Fake::default();
        fake.page["next"] = next.clone();
        let html = show(&format!("{PAGE}{query}"), &fake);
        let empty: Vec<_> = html.with_class("empty").map(|e| e.words()).collect();
        assert!(empty.contains(&said.to_owned()), "{empty:?}");
        assert_eq!(html.link("Older").is_some(), next.is_string());
    }
}

#[test]
fn who_was_merged_is_found_under_the_other_id() {
    let agent = Browser::signed_in();
    let fake = Fake::default();
    let response = agent.get("/console/customers/cus_old?channel=sms&cursor=c", &fake);
    assert_eq!(response.status(), 307);
    assert_eq!(
        text(&response, "location"),
        "/console/customers/cus_1?channel=sms"
    );
    assert_eq!(*fake.calls.borrow(), ["customer cus_old 0"]);
}

#[test]
fn a_search_leads_to_the_customer() {
    let agent = Browser::signed_in();
    for (who, asked) in [
        ("+1 (555) 123-4567", "lookup phone:+1 (555) 123-4567 0"),
        (" Ann@Example.com ", "lookup email:Ann@Example.com 0"),
        ("telegram:77", "lookup telegram:77 0"),
        ("cus_old", "customer cus_old 0"),
    ] {
        let fake = Fake::default();
        let response = agent.post("/console/lookup", &[("who", who)], &fake);
        assert_eq!(response.status(), 303, "{who}");
        assert_eq!(text(&response, "location"), PAGE, "{who}");
        assert_eq!(*fake.calls.borrow(), [asked]);
    }
    for form in [&[("who", "")][..], &[("who", "somebody")], &[]] {
        let response = agent.post("/console/lookup", form, &Fake::default());
        assert_eq!(response.status(), 422, "{form:?}");
    }
    let visitor = Browser::default();
    let response = visitor.post("/console/lookup", &[("who", "cus_1")], &Fake::default());
    assert_eq!(response.status(), 401);
}

#[test]
fn what_the_timeline_refuses_is_a_page() {
    let agent = Browser::signed_in();
    let invalid = InvalidField {
        field: "cursor".into(),
        detail: "is not one that an answer to this query contained".into(),
    };
    for (error, status, said) in [
        (Error::NotFound, 404, "No customer has this id."),
        (Error::Invalid(invalid), 422, "contained"),
        (Error::Unavailable("disk".into()), 503, "did not answer"),
        (Error::IndexSecretChanged, 503, "index_secret"),
    ] {
        let response = agent.get(PAGE, &Fake::failing(error));
        assert_eq!(response.status(), status);
        let html = html::parse(body(&response));
        let notice = html.only("notice").words();
        assert!(notice.contains(said), "{notice}");
        assert!(
            html.only("fine").text.contains("req_"),
            "the request is named"
        );
    }
    let two = Error::Ambiguous(vec!["cus_a".into(), "cus_b".into()]);
    let response = agent.post("/console/lookup", &[("who", "x:1")], &Fake::failing(two));
    assert_eq!(response.status(), 409);
    let html = html::parse(body(&response));
    assert_eq!(html.link("cus_b"), Some("/console/customers/cus_b"));

    let mut broken = Fake::default();
    broken.page["items"] = json!([{"id": "hunter2"}]);
    let response = agent.get(PAGE, &broken);
    assert_eq!(response.status(), 500);
    assert!(!body(&response).contains("hunter2"));
}

#[test]
fn behind_a_proxy_that_strips_a_path_links_have_it() {
    let url = format!("{ORIGIN}/support/");
    let mut agent = Browser {
        settings: Settings::new(&api_keys(&["read"]), SECRET, &url),
        ..Browser::default()
    };
    let response = agent.post("/console/session", &[("key", "read key")], &Fake::default());
    agent.keep(&response);
    let response = agent.get(DANA, &Fake::new(profile(), page()));
    let html = html::parse(body(&response));
    for element in &html.elements {
        for name in ["href", "action"] {
            let link = element
                .attribute(name)
                .filter(|link| !link.starts_with('#'));
            assert!(
                link.is_none_or(|l| l.starts_with("/support/console")),
                "{link:?}"
            );
        }
    }
    let response = agent.get("/console/customers/cus_old", &Fake::default());
    assert_eq!(
        text(&response, "location"),
        "/support/console/customers/cus_1"
    );
}
