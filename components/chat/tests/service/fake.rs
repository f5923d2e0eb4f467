//! A timeline that answers as it is told, a clock that stands still, and a browser.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use bytes::Bytes;
use futures::executor::block_on;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use serde_json::Value;
use throughline_channel_kit::Settings as Variables;
use throughline_chat::{Host, Random, Settings, Timeline, respond};
use throughline_contract::conversations::View;
use throughline_contract::types::{
    Error, File, Identity, Interaction, Json, Receipt, Timestamp, Watermark,
};
use throughline_visitor::{Keyring, Session};

/// When everything happens.
pub const NOW: Timestamp = 1_795_321_020_123;
/// The variable `index_secret`.
pub const INDEX_SECRET: &str = "an index secret";
/// The variable `chat_identity_secret`.
pub const IDENTITY_SECRET: &str = "an identity secret";
/// A site that may embed the widget.
pub const SITE: &str = "https://shop.example";
/// What was said, as the timeline says it.
pub const DOCUMENT: &str =
    r#"{"items":[],"earlier":null,"agent":{"typing":false,"name":null,"read_at":null}}"#;

#[derive(Clone, Default)]
pub struct Fake {
    /// What every call of the timeline fails with, but those that count or bind.
    pub error: Option<Error>,
    /// What counting fails with.
    pub uncounted: Option<Error>,
    /// Each call as it arrived.
    pub calls: Rc<RefCell<Vec<String>>>,
    pub recorded: Rc<RefCell<Vec<Interaction>>>,
    /// Which user each visitor is bound to.
    pub bound: Rc<RefCell<BTreeMap<String, [u8; 32]>>>,
    /// How often each name was counted.
    pub taken: Rc<RefCell<BTreeMap<String, u32>>>,
    /// What looks answer, in order; the last one again and again.
    pub views: Rc<RefCell<VecDeque<View>>>,
    pub file: Option<File>,
    /// How far the clock went on, in milliseconds.
    pub passed: Rc<Cell<u64>>,
    pub log: Rc<RefCell<Vec<String>>>,
}

impl Fake {
    pub fn failing(error: Error) -> Self {
        Self {
            error: Some(error),
            ..Self::default()
        }
    }

    pub fn showing(views: impl IntoIterator<Item = (&'static str, Option<&'static str>)>) -> Self {
        let fake = Self::default();
        let views = views.into_iter().map(|(state, document)| View {
            state: state.to_owned(),
            document: document.map(|document| document.as_bytes().to_vec()),
        });
        fake.views.borrow_mut().extend(views);
        fake
    }

    fn note<T>(&self, call: String, answer: T) -> Result<T, Error> {
        self.calls.borrow_mut().push(call);
        match &self.error {
            Some(error) => Err(error.clone()),
            None => Ok(answer),
        }
    }

    /// The only interaction that was recorded.
    pub fn only(&self) -> Interaction {
        let recorded = self.recorded.borrow();
        let [only] = recorded.as_slice() else {
            panic!("{} were recorded", recorded.len());
        };
        only.clone()
    }

    pub fn calls(&self) -> Vec<String> {
        self.calls.borrow().clone()
    }
}

fn names(who: &[Identity]) -> String {
    let names = who.iter().map(|who| format!("{}:{}", who.kind, who.value));
    names.collect::<Vec<_>>().join(" ")
}

impl Timeline for Fake {
    async fn look(&self, who: Vec<Identity>, since: Option<String>) -> Result<View, Error> {
        let mut views = self.views.borrow_mut();
        let view = match views.len() {
            0 => View {
                state: "1".to_owned(),
                document: (since.as_deref() != Some("1")).then(|| DOCUMENT.as_bytes().to_vec()),
            },
            1 => views[0].clone(),
            _ => views.pop_front().unwrap(),
        };
        self.note(format!("look {} {since:?}", names(&who)), view)
    }

    async fn earlier(&self, who: Vec<Identity>, cursor: String) -> Result<Json, Error> {
        let call = format!("earlier {} {cursor}", names(&who));
        self.note(call, DOCUMENT.as_bytes().to_vec())
    }

    async fn attachment(&self, who: Vec<Identity>, id: String) -> Result<File, Error> {
        self.note(format!("attachment {} {id}", names(&who)), ())?;
        self.file.clone().ok_or(Error::NotFound)
    }

    async fn here(&self, who: Identity, typing: bool) -> Result<(), Error> {
        self.note(format!("here {} {typing}", names(&[who])), ())
    }

    async fn take(&self, scope: &str, name: &str, most: u32, seconds: u32) -> Result<bool, Error> {
        assert_eq!(seconds, 60);
        if let Some(error) = &self.uncounted {
            return Err(error.clone());
        }
        let mut taken = self.taken.borrow_mut();
        let count = taken.entry(format!("{scope} {name}")).or_default();
        *count += 1;
        Ok(*count <= most)
    }

    async fn record_interaction(&self, interaction: Interaction) -> Result<Receipt, Error> {
        let id = interaction.provider_message_id.clone();
        self.note(format!("record {id}"), ())?;
        let mut recorded = self.recorded.borrow_mut();
        let known = recorded.iter().any(|known| known.provider_message_id == id);
        if !known {
            recorded.push(interaction);
        }
        Ok(Receipt {
            interaction_id: "int_1".to_owned(),
            customer_id: "cus_1".to_owned(),
            seq: 1,
            ticket_id: Some("tkt_1".to_owned()),
            duplicate: known,
        })
    }

    async fn bind(&self, visitor: String, user: [u8; 32]) -> Result<bool, Error> {
        let mut bound = self.bound.borrow_mut();
        Ok(*bound.entry(visitor).or_insert(user) == user)
    }

    async fn is_bound(&self, visitor: String) -> Result<bool, Error> {
        Ok(self.bound.borrow().contains_key(&visitor))
    }

    async fn record_watermark(&self, watermark: Watermark) -> Result<(), Error> {
        let Watermark {
            customer,
            channel,
            status,
            upto,
        } = watermark;
        let who = names(&[customer]);
        self.note(format!("watermark {who} {channel} {status:?} {upto}"), ())
    }
}

impl Host for Fake {
    fn now(&self) -> Timestamp {
        NOW + self.passed.get()
    }

    async fn sleep(&self, milliseconds: u64) {
        self.passed.set(self.passed.get() + milliseconds);
    }

    fn say(&self, line: &str) {
        self.log.borrow_mut().push(line.to_owned());
    }
}

/// The variables of these tests.
pub fn variables() -> Variables {
    Variables::new()
        .with("index_secret", INDEX_SECRET)
        .with("chat_identity_secret", IDENTITY_SECRET)
        .with("chat_allowed_origins", SITE)
        .with("public_url", "https://support.example/base")
}

pub fn keyring() -> Keyring {
    Keyring::new(INDEX_SECRET).unwrap()
}

/// A visitor that is nobody in particular, and its token.
pub fn visitor() -> (Session, String) {
    let session = Session::begin([1; 16], NOW);
    let token = keyring().seal(&session);
    (session, token)
}

/// A request of a program: without `Origin`.
pub fn request(method: &str, uri: &str, body: impl Into<Vec<u8>>) -> Request<Full<Bytes>> {
    let body = Full::new(Bytes::from(body.into()));
    let request = Request::builder().method(method).uri(uri);
    let address = ("spin-client-addr", "203.0.113.7:4711");
    request.header(address.0, address.1).body(body).unwrap()
}

pub fn with(
    mut request: Request<Full<Bytes>>,
    name: &'static str,
    value: &str,
) -> Request<Full<Bytes>> {
    request.headers_mut().append(name, value.parse().unwrap());
    request
}

/// A request below `/chat/sessions/{id}` of the session that the token is of.
pub fn of(
    session: &Session,
    token: &str,
    method: &str,
    path: &str,
    body: impl Into<Vec<u8>>,
) -> Request<Full<Bytes>> {
    let uri = format!("/chat/sessions/{}/{path}", session.visitor);
    with(
        request(method, &uri, body),
        "authorization",
        &format!("Bearer {token}"),
    )
}

pub fn call(request: Request<Full<Bytes>>, fake: &Fake) -> Response<Vec<u8>> {
    call_with(request, fake, &Settings::read(&variables()))
}

/// The whole answer; bodies of streams are read to their end.
pub fn call_with(
    request: Request<Full<Bytes>>,
    fake: &Fake,
    settings: &Settings,
) -> Response<Vec<u8>> {
    let random = Random {
        request: 1,
        visitor: [0xaa; 16],
    };
    let response = block_on(respond(
        request,
        settings,
        fake.clone(),
        fake.clone(),
        random,
    ));
    let (head, body) = response.into_parts();
    let body = block_on(body.collect()).unwrap().to_bytes();
    assert!(head.headers.contains_key("x-request-id"));
    Response::from_parts(head, body.to_vec())
}

pub fn json(response: &Response<Vec<u8>>) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}

/// Status and code; an empty code where it is no problem.
pub fn outcome(response: &Response<Vec<u8>>) -> (u16, String) {
    let status = response.status().as_u16();
    if status < 400 {
        return (status, String::new());
    }
    assert_eq!(header(response, "content-type"), "application/problem+json");
    (status, json(response)["code"].as_str().unwrap().to_owned())
}

/// A header; empty where it is not there.
pub fn header<'a>(response: &'a Response<Vec<u8>>, name: &str) -> &'a str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}
