//! The providers' own SDKs, for Python and for Node, as independent peers: what they sign is believed
//! here, and what is believed here they accept; with one byte changed, nobody believes it.
//!
//! `tests/peers/README.md` says which SDKs; `tests/peers/install` installs them.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod peer_requests;

use peer_requests::{EVENTS, PUBLIC_URL, Request, setup};
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};
use throughline_tests::{Answer, App, Peer};

#[test]
fn what_peer_python_signs_is_recorded() {
    let (app, mut peer) = (setup().start(), Peer::python());
    for request in [
        peer_requests::twilio("4155", "HMAC_SHA1"),
        peer_requests::twilio("6175", "HMAC_SHA256"),
        peer_requests::standard("standardwebhooks"),
        peer_requests::standard("svix"),
        peer_requests::slack(),
    ]
    .concat()
    {
        deliver(&app, &mut peer, &request);
    }
    let question = peer_requests::slack_question();
    refused_when_altered(&app, &mut peer, &question);
    let answer = post(&app, &question, &proof(&mut peer, &question));
    assert_eq!(
        (answer.status, answer.text.as_str()),
        (200, question.answer)
    );
}

#[test]
fn what_peer_python_accepts_is_recorded() {
    let (app, mut peer) = (setup().start(), Peer::python());
    let requests = [
        peer_requests::line(),
        peer_requests::meta(),
        peer_requests::square(),
    ];
    for request in requests.concat() {
        deliver(&app, &mut peer, &request);
    }
}

#[test]
fn what_peer_node_signs_is_recorded() {
    let (app, mut peer) = (setup().start(), Peer::node());
    for request in [
        peer_requests::twilio("4155", "HMAC_SHA1"),
        peer_requests::standard("standardwebhooks"),
        peer_requests::standard("svix"),
    ]
    .concat()
    {
        deliver(&app, &mut peer, &request);
    }
}

#[test]
fn what_peer_node_accepts_is_recorded() {
    let (app, mut peer) = (setup().start(), Peer::node());
    let requests = [
        peer_requests::line(),
        peer_requests::square(),
        peer_requests::shopify(),
    ];
    for request in requests.concat() {
        deliver(&app, &mut peer, &request);
    }
}

#[test]
fn a_signature_of_peer_python_wears_off() {
    let (app, mut peer) = (setup().start(), Peer::python());
    for requests in [
        peer_requests::slack(),
        peer_requests::standard("standardwebhooks"),
    ] {
        wears_off(&app, &mut peer, &requests[0]);
    }
}

#[test]
fn a_signature_of_peer_node_wears_off() {
    let (app, mut peer) = (setup().start(), Peer::node());
    wears_off(
        &app,
        &mut peer,
        &peer_requests::standard("standardwebhooks")[0],
    );
}

#[test]
fn events_of_peer_python_are_recorded_in_every_mode() {
    let written = [
        ("/shop/café", "n° 1 👋", "My order\r\nnaïve 中文 👋🏽 50% +"),
        ("/shop/%41 \"b\"", "2", "My order"),
        ("urn:x:ü", "ü%C3%BC", ""),
    ];
    events(&mut Peer::python(), &written, "commande.expédiée 👋");
}

#[test]
fn events_of_peer_node_are_recorded_in_every_mode() {
    // This SDK has ASCII sources only, and leaves other attributes to Node, which has Latin-1.
    let written = [
        ("/shop/1", "n° 1", "My order\r\nnaïve 中文 👋🏽 50% +"),
        ("urn:x:y?a=b#c", "2 \"b\"", "My order"),
        ("https://shop.example/1", "ü", ""),
    ];
    events(&mut Peer::node(), &written, "commande.expédiée");
}

/// A request that was altered or signed with another secret is refused; the genuine one is recorded
/// once, however often it comes.
fn deliver(app: &App, peer: &mut Peer, request: &Request) {
    refused_when_altered(app, peer, request);
    let genuine = proof(peer, request);
    for _ in 0..2 {
        let answer = post(app, request, &genuine);
        assert_eq!(answer.status, 200, "{request:?}: {}", answer.text);
        assert!(
            answer.text.contains(request.answer),
            "{request:?}: {}",
            answer.text
        );
        let found = customer(app, request);
        assert_eq!(found.status, 200, "{request:?}: {}", found.text);
        let found = found.json();
        assert_eq!(
            found["customer"]["counts"]["interactions"], 1,
            "{request:?}"
        );
        assert_eq!(
            found["timeline"]["items"][0]["text"], request.text,
            "{request:?}"
        );
    }
}

fn refused_when_altered(app: &App, peer: &mut Peer, request: &Request) {
    let genuine = proof(peer, request);
    for altered in request.altered() {
        if request.own.is_some() {
            assert!(!is_valid(peer, &altered, &genuine), "{altered:?}");
        }
        refused(app, &altered, &genuine);
    }
    let another = Request {
        secret: "whsec_bm90IHRoaXMgc2VjcmV0IGJ1dCBhbm90aGVyIG9uZQ==".to_owned(),
        ..request.clone()
    };
    refused(app, request, &proof(peer, &another));
}

fn wears_off(app: &App, peer: &mut Peer, request: &Request) {
    for (away, accepted) in [(-900, false), (900, false), (-200, true), (200, true)] {
        let then = signed(peer, request, now().checked_add_signed(away).unwrap());
        match accepted {
            true => assert_eq!(
                post(app, request, &then).status,
                200,
                "{away} s: {request:?}"
            ),
            false => refused(app, request, &then),
        }
    }
}

fn refused(app: &App, request: &Request, proof: &Proof) {
    let answer = post(app, request, proof);
    assert_eq!(answer.status, 401, "{request:?}: {}", answer.text);
    assert_eq!(answer.json()["code"], "signature_invalid", "{request:?}");
    if !request.text.is_empty() {
        assert_eq!(customer(app, request).status, 404, "{request:?}");
    }
}

/// What proves a request: the URL, to which a hash may have been added, and headers.
struct Proof {
    url: String,
    headers: Vec<(String, String)>,
}

/// The SDK's proof; where it makes none, one that it accepts.
fn proof(peer: &mut Peer, request: &Request) -> Proof {
    let Some(own) = request.own else {
        return signed(peer, request, now());
    };
    let (name, value) = own(request);
    let proof = Proof {
        url: request.url.clone(),
        headers: vec![(name.to_owned(), value)],
    };
    assert!(is_valid(peer, request, &proof), "{request:?}");
    proof
}

fn signed(peer: &mut Peer, request: &Request, timestamp: u64) -> Proof {
    let mut question = question(request);
    question["timestamp"] = json!(timestamp);
    question["stale"] = json!(timestamp.abs_diff(now()) > 100);
    let answer = peer.ask(&question);
    let headers = answer["headers"].as_object();
    let headers = headers
        .unwrap_or_else(|| panic!("{request:?}: {answer}"))
        .iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    Proof {
        url: answer["url"].as_str().unwrap_or(&request.url).to_owned(),
        headers: headers
            .map(|(name, value)| (name.clone(), text(value)))
            .collect(),
    }
}

fn is_valid(peer: &mut Peer, request: &Request, proof: &Proof) -> bool {
    let mut question = question(request);
    question["verify"] = json!(true);
    let given = proof
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value));
    for (name, value) in given.chain(request.headers.iter().map(|(name, value)| (*name, value))) {
        question["headers"][name] = json!(value);
    }
    let answer = peer.ask(&question);
    let valid = answer["valid"].as_bool();
    valid.unwrap_or_else(|| panic!("{request:?}: {answer}"))
}

fn question(request: &Request) -> Value {
    let mut question = json!({
        "peer": request.peer, "secret": request.secret, "url": request.url,
        "content_type": request.headers[0].1, "body": request.body, "headers": {},
    });
    for (name, value) in request.more.as_object().unwrap() {
        question[name] = value.clone();
    }
    question
}

fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.expect("after 1970").as_secs()
}

fn post(app: &App, request: &Request, proof: &Proof) -> Answer {
    let path = proof.url.strip_prefix(PUBLIC_URL).unwrap();
    let path = path.strip_prefix(":443").unwrap_or(path);
    let given = proof
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let all = request
        .headers
        .iter()
        .map(|(name, value)| (*name, value.as_str()));
    let headers: Vec<_> = all.chain(given).collect();
    app.send("POST", path, &headers, request.body.as_bytes())
}

fn customer(app: &App, request: &Request) -> Answer {
    look_up(app, request.customer.0, &request.customer.1)
}

fn look_up(app: &App, kind: &str, value: &str) -> Answer {
    let identity = json!({"identity": {"kind": kind, "value": value}});
    app.post("/v1/customers/lookup", &identity)
}

/// Events are recorded once, though each comes in every mode. An event without a text of its own shows
/// its type.
fn events(peer: &mut Peer, written: &[(&str, &str, &str)], kind: &str) {
    let app = setup().start();
    let event = |n: usize, (source, id, text): (&str, &str, &str)| {
        let mut data =
            json!({"identity": {"kind": "user", "value": format!("u{n}"), "verified": true}});
        match text {
            "" => data["kind"] = json!("activity"),
            text => data["text"] = json!(text),
        }
        json!({"attributes": {
            "specversion": "1.0", "id": id, "source": source, "type": kind, "subject": "n° 7",
            "time": "2026-11-22T04:16:00+00:00", "datacontenttype": "application/json",
        }, "data": data})
    };
    let numbered = written.iter().copied().enumerate();
    let all: Vec<Value> = numbered.map(|(n, written)| event(n, written)).collect();
    for (n, event) in all.iter().enumerate() {
        let one = std::slice::from_ref(event);
        let wrong = emit(&app, peer, "binary", one, "another token");
        assert_eq!(
            (&wrong["status"], &wrong["code"]),
            (&json!(401), &json!("signature_invalid"))
        );
        assert_eq!(look_up(&app, "user", &format!("u{n}")).status, 404);
        let modes = [("binary", false), ("structured", true), ("binary", true)];
        for (mode, duplicate) in modes {
            let answer = emit(&app, peer, mode, one, EVENTS);
            assert_eq!(
                answer["recorded"][0]["duplicate"], duplicate,
                "{mode} {event}: {answer}"
            );
        }
        let found = look_up(&app, "user", &format!("u{n}")).json();
        assert_eq!(found["customer"]["counts"]["interactions"], 1, "{event}");
        let item = &found["timeline"]["items"][0];
        let text = event["data"]["text"].as_str().unwrap_or(kind);
        assert_eq!(item["text"], text, "{event}");
        assert_eq!(item["occurred_at"], "2026-11-22T04:16:00.000Z", "{event}");
    }
    let more = event(all.len(), ("/shop/new", "3", "One order more 👋"));
    let batch: Vec<Value> = all.iter().cloned().chain([more]).collect();
    let answer = emit(&app, peer, "batch", &batch, EVENTS);
    let receipts = answer["recorded"].as_array().unwrap().iter();
    let duplicates: Vec<_> = receipts
        .map(|receipt| receipt["duplicate"] == true)
        .collect();
    assert_eq!(
        duplicates,
        [vec![true; all.len()], vec![false]].concat(),
        "{answer}"
    );
    let found = look_up(&app, "user", &format!("u{}", all.len())).json();
    assert_eq!(found["timeline"]["items"][0]["text"], "One order more 👋");
}

/// Has the SDK send events, and answers what it was answered.
fn emit(app: &App, peer: &mut Peer, mode: &str, events: &[Value], token: &str) -> Value {
    let answer = peer.ask(&json!({
        "peer": "cloudevents", "mode": mode, "events": events,
        "sink": format!("http://{}/webhooks/generic/events", app.address()),
        "headers": {"authorization": format!("Bearer {token}")},
    }));
    let body = answer["body"].as_str();
    let body = body.unwrap_or_else(|| panic!("{mode} {events:?}: {answer}"));
    serde_json::from_str(body).unwrap_or_else(|_| panic!("{mode} {events:?}: {answer}"))
}
