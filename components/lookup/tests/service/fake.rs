//! A timeline that answers as it is told, and a caller.

use std::cell::RefCell;
use std::rc::Rc;

use bytes::Bytes;
use futures::executor::block_on;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use serde_json::Value;
use sha2::{Digest, Sha256};
use throughline_contract::profiles::Preferences;
use throughline_contract::reader::{TicketQuery, TimelineQuery};
use throughline_contract::tickets::{Answer, CallNote, Refusal, TicketChange};
use throughline_contract::types::{Error, File, Identity, Interaction, Json, Receipt};
use throughline_lookup::{Reply, Settings, Timeline, respond};

/// What the fake's documents say. The service must pass it on byte for byte, so it is not even
/// JSON.
pub const DOCUMENT: &[u8] = b"{ as it is\xff }";

#[derive(Clone, Default)]
pub struct Fake {
    pub error: Option<Error>,
    pub refusal: Option<Refusal>,
    /// Each call as it arrived.
    pub calls: Rc<RefCell<Vec<String>>>,
    pub recorded: Rc<RefCell<Vec<Interaction>>>,
    pub answered: Rc<RefCell<Vec<Answer>>>,
}

impl Fake {
    pub fn failing(error: Error) -> Self {
        Self {
            error: Some(error),
            ..Self::default()
        }
    }

    fn answer(&self, call: String) -> Result<Json, Error> {
        self.calls.borrow_mut().push(call);
        match &self.error {
            Some(error) => Err(error.clone()),
            None => Ok(DOCUMENT.to_vec()),
        }
    }

    fn answer_or_refuse(&self, call: String) -> Result<Json, Refusal> {
        let answer = self.answer(call).map_err(Refusal::Error)?;
        match &self.refusal {
            Some(refusal) => Err(refusal.clone()),
            None => Ok(answer),
        }
    }
}

impl Timeline for Fake {
    async fn lookup(&self, identity: Identity, timeline: u32) -> Result<Json, Error> {
        self.answer(format!(
            "lookup {}:{} {timeline}",
            identity.kind, identity.value
        ))
    }

    async fn customer(&self, id: String, timeline: u32) -> Result<Json, Error> {
        self.answer(format!("customer {id} {timeline}"))
    }

    async fn prefer(&self, id: String, preferences: Preferences) -> Result<Json, Error> {
        let Preferences {
            channel,
            do_not_contact,
        } = preferences;
        self.answer(format!("prefer {id} {channel:?} {do_not_contact:?}"))
    }

    async fn timeline(&self, id: String, query: TimelineQuery) -> Result<Json, Error> {
        let TimelineQuery {
            channel,
            kind,
            since,
            until,
            as_of,
            limit,
            cursor,
        } = query;
        self.answer(format!(
            "timeline {id} {channel:?} {kind:?} {since:?} {until:?} {as_of:?} {limit} {cursor:?}"
        ))
    }

    async fn interaction(&self, id: String) -> Result<Json, Error> {
        self.answer(format!("interaction {id}"))
    }

    async fn attachment(&self, id: String) -> Result<File, Error> {
        let content = self.answer(format!("attachment {id}"))?;
        Ok(File {
            name: "a.png".to_owned(),
            content_type: "image/png".to_owned(),
            content,
            cut_from: None,
        })
    }

    async fn ticket(&self, id: String) -> Result<Json, Error> {
        self.answer(format!("ticket {id}"))
    }

    async fn tickets(&self, query: TicketQuery) -> Result<Json, Error> {
        let TicketQuery {
            status,
            queue,
            assignee,
            channel,
            limit,
            cursor,
        } = query;
        self.answer(format!(
            "tickets {status:?} {queue:?} {assignee:?} {channel:?} {limit} {cursor:?}"
        ))
    }

    async fn calls(&self) -> Result<Json, Error> {
        self.answer("calls".to_owned())
    }

    async fn health(&self) -> Result<(), Error> {
        self.answer("health".to_owned()).map(drop)
    }

    async fn record_interaction(&self, interaction: Interaction) -> Result<Receipt, Error> {
        let id = &interaction.provider_message_id;
        self.answer(format!("record {} {id}", interaction.account))?;
        let known = |other: &Interaction| other.provider_message_id == *id;
        let mut recorded = self.recorded.borrow_mut();
        let duplicate = recorded.iter().any(known);
        let receipt = Receipt {
            interaction_id: format!("int_{id}"),
            customer_id: "cus_1".to_owned(),
            seq: recorded.len() as u64 + 1,
            ticket_id: (!duplicate).then(|| "tkt_1".to_owned()),
            duplicate,
        };
        recorded.push(interaction);
        Ok(receipt)
    }

    async fn change_ticket(&self, id: String, change: TicketChange) -> Result<Json, Error> {
        let TicketChange {
            status,
            priority,
            queue,
            assignee,
            tags,
            subject,
        } = change;
        self.answer(format!(
            "change {id} {status:?} {priority:?} {queue:?} {assignee:?} {tags:?} {subject:?}"
        ))
    }

    async fn reply(&self, id: String, answer: Answer) -> Result<Json, Refusal> {
        let (text, key) = (&answer.words.text, &answer.idempotency_key);
        let call = format!("reply {id} {text:?} {key:?}");
        self.answered.borrow_mut().push(answer);
        self.answer_or_refuse(call)
    }

    async fn note(
        &self,
        id: String,
        text: String,
        agent: Option<String>,
        idempotency_key: Option<String>,
    ) -> Result<Json, Refusal> {
        self.answer_or_refuse(format!("note {id} {text:?} {agent:?} {idempotency_key:?}"))
    }

    async fn call(
        &self,
        id: String,
        agent: Option<String>,
        agent_number: Option<String>,
        idempotency_key: Option<String>,
    ) -> Result<Json, Refusal> {
        self.answer_or_refuse(format!(
            "call {id} {agent:?} {agent_number:?} {idempotency_key:?}"
        ))
    }

    async fn note_call(&self, note: CallNote) -> Result<Json, Refusal> {
        let CallNote {
            call,
            text,
            agent,
            seconds,
            disposition,
            idempotency_key,
        } = note;
        self.answer_or_refuse(format!(
            "note-call {call} {text:?} {agent:?} {seconds:?} {disposition:?} {idempotency_key:?}"
        ))
    }

    async fn signal(
        &self,
        id: String,
        agent: Option<String>,
        typing: bool,
        read: bool,
    ) -> Result<(), Error> {
        let call = format!("signal {id} {agent:?} {typing} {read}");
        self.answer(call).map(drop)
    }
}

/// Keys that are called after their scopes: `read`, `write`, `agent`, `admin`.
pub fn settings() -> Settings {
    let entry = |scope: &str| {
        let sha256 = hex::encode(Sha256::digest(scope));
        format!(r#"{{"name":"{scope}","sha256":"{sha256}","scopes":["{scope}"]}}"#)
    };
    let entries = ["read", "write", "agent", "admin"].map(entry).join(",");
    Settings::new(&format!("[{entries}]"))
}

/// A request with the key called `key` (none if empty).
pub fn request(method: &str, uri: &str, key: &str, body: &[u8]) -> Request<Full<Bytes>> {
    let mut request = Request::builder().method(method).uri(uri);
    if !key.is_empty() {
        request = request.header("authorization", format!("Bearer {key}"));
    }
    request
        .body(Full::new(Bytes::copy_from_slice(body)))
        .unwrap()
}

/// The whole answer of a service with [`settings`].
pub fn call(request: Request<Full<Bytes>>, fake: &Fake) -> Response<Vec<u8>> {
    call_with(request, fake, &settings())
}

pub fn call_with(
    request: Request<Full<Bytes>>,
    fake: &Fake,
    settings: &Settings,
) -> Response<Vec<u8>> {
    collect(block_on(respond(request, settings, fake.clone(), 1)))
}

/// Reads the body to its end.
pub fn collect(response: Response<Reply>) -> Response<Vec<u8>> {
    let (head, body) = response.into_parts();
    let body = block_on(body.collect()).unwrap().to_bytes();
    Response::from_parts(head, body.to_vec())
}

pub fn json(response: &Response<Vec<u8>>) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}
