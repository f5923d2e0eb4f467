//! A timeline that answers as it is told, and a caller.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use bytes::Bytes;
use futures::executor::block_on;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use serde_json::Value;
use sha2::{Digest, Sha256};
use throughline_contract::backups::{self, Restored};
use throughline_contract::erasure::Page;
use throughline_contract::profiles::{Described, Description, Outcome};
use throughline_contract::reader::{TicketQuery, TimelineQuery};
use throughline_contract::tickets::{Answer, CallNote, Refusal, TicketChange};
use throughline_contract::types::{Error, File, Identity, Interaction, Json, Receipt, Verdict};
use throughline_lookup::{Backup, Reply, Restore, Settings, Timeline, respond};

/// What the fake's documents say. The service must pass it on byte for byte, so it is not even
/// JSON.
pub const DOCUMENT: &[u8] = b"{ as it is\xff }";

/// The customer `cus_packed`, whom the service does not pass on but reads.
const PACKED: &str = r#"{"customer":{"id":"cus_packed","display_name":"Ana Ruiz"},
    "tickets":[{"id":"tkt_7","status":"open","subject":"The lamp"}],"timeline":{"items":[]}}"#;

#[derive(Clone, Default)]
pub struct Fake {
    /// The pages of an export; then `error`, if there is one.
    pub pages: Vec<&'static str>,
    pub error: Option<Error>,
    pub refusal: Option<Refusal>,
    /// Each call as it arrived.
    pub calls: Rc<RefCell<Vec<String>>>,
    pub recorded: Rc<RefCell<Vec<Interaction>>>,
    /// What a backup gives.
    pub backup: VecDeque<Result<Vec<u8>, Error>>,
    /// What a restore is refused with in the end.
    pub restore: Option<backups::Refusal>,
    pub answered: Rc<RefCell<Vec<Answer>>>,
    /// How often the next description gives way before it is noted; each one less than the one before.
    pub lag: Rc<Cell<u32>>,
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

/// Gives what it was told to, a call at a time.
pub struct FakeBackup(RefCell<VecDeque<Result<Vec<u8>, Error>>>);

impl Backup for FakeBackup {
    async fn next(&self) -> Result<Vec<u8>, Error> {
        let next = self.0.borrow_mut().pop_front();
        next.unwrap_or(Ok(Vec::new()))
    }
}

/// Notes what it gets, and refuses when it is told to.
pub struct FakeRestore(Fake);

impl Restore for FakeRestore {
    async fn take(&self, bytes: Vec<u8>) -> Result<(), backups::Refusal> {
        let call = format!("restore {}", String::from_utf8_lossy(&bytes));
        self.0.answer(call).map_err(backups::Refusal::Error)?;
        Ok(())
    }

    async fn finish(&self) -> Result<Restored, backups::Refusal> {
        let call = self.0.answer("restored".to_owned());
        call.map_err(backups::Refusal::Error)?;
        match &self.0.restore {
            Some(refusal) => Err(refusal.clone()),
            None => Ok(Restored {
                keys: 7,
                counters: 2,
                voided: 1,
                resumed: false,
            }),
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
        let document = self.answer(format!("customer {id} {timeline}"))?;
        Ok(match id == "cus_packed" {
            true => PACKED.as_bytes().to_vec(),
            false => document,
        })
    }

    async fn describe_customer(&self, id: String, said: Description) -> Result<Described, Error> {
        self.answer(format!("describe {id} {}", spoken(&said)))?;
        Ok(described(id))
    }

    async fn describe(&self, said: Description) -> Result<Described, Error> {
        let turns = self.lag.get();
        self.lag.set(turns.saturating_sub(1));
        for _ in 0..turns {
            give_way().await;
        }
        self.answer(format!("describe {}", spoken(&said)))?;
        Ok(described("cus_1".to_owned()))
    }

    async fn merge(&self, id: String, other: String, by: String) -> Result<Json, Error> {
        self.answer(format!("merge {id} {other} {by}"))
    }

    async fn unmerge(&self, id: String, other: String, by: String) -> Result<Json, Error> {
        self.answer(format!("unmerge {id} {other} {by}"))
    }

    async fn explain(&self, id: String) -> Result<Json, Error> {
        self.answer(format!("explain {id}"))
    }

    async fn search(
        &self,
        query: String,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<Json, Error> {
        self.answer(format!("search {query:?} {limit} {cursor:?}"))
    }

    async fn erase(&self, id: String) -> Result<Json, Error> {
        self.answer(format!("erase {id}"))
    }

    async fn export_page(&self, id: String, cursor: Option<String>) -> Result<Page, Error> {
        self.calls
            .borrow_mut()
            .push(format!("export {id} {cursor:?}"));
        // Fails once the pages that it was told are out.
        let page = cursor.map_or(0, |cursor| cursor.parse().unwrap());
        match (self.pages.get(page), &self.error) {
            (Some(lines), _) => Ok(Page {
                lines: lines.as_bytes().to_vec(),
                next: (page + 1 < self.pages.len() || self.error.is_some())
                    .then(|| (page + 1).to_string()),
            }),
            (None, Some(error)) => Err(error.clone()),
            (None, None) => Err(Error::NotFound),
        }
    }

    async fn retention(&self) -> Result<Json, Error> {
        self.answer("retention".to_owned())
    }

    async fn set_retention(&self, rules: Json) -> Result<Json, Error> {
        let rules = String::from_utf8_lossy(&rules).into_owned();
        self.answer(format!("set-retention {rules}"))
    }

    async fn suggestions(&self, limit: u32, cursor: Option<String>) -> Result<Json, Error> {
        self.answer(format!("suggestions {limit} {cursor:?}"))
    }

    async fn quality(&self) -> Result<Json, Error> {
        self.answer("quality".to_owned())
    }

    async fn quality_of(
        &self,
        problem: String,
        field: Option<String>,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<Json, Error> {
        self.answer(format!("quality {problem} {field:?} {limit} {cursor:?}"))
    }

    async fn rehearse(
        &self,
        rules: Json,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<Json, Error> {
        let rules = String::from_utf8_lossy(&rules);
        self.answer(format!("rehearse {rules} {limit} {cursor:?}"))
    }

    async fn attribute_types(&self) -> Result<Json, Error> {
        self.answer("attribute-types".to_owned())
    }

    async fn set_attribute_types(&self, types: Json) -> Result<Json, Error> {
        self.answer(format!(
            "set-attribute-types {}",
            String::from_utf8_lossy(&types)
        ))
    }

    async fn decide(&self, id: String, accept: bool, by: String) -> Result<String, Error> {
        self.answer(format!("decide {id} {accept} {by}"))?;
        Ok("cus_1".to_owned())
    }

    type Backup = FakeBackup;
    type Restore = FakeRestore;

    async fn begin_backup(&self) -> Result<FakeBackup, Error> {
        self.answer("backup".to_owned())?;
        Ok(FakeBackup(RefCell::new(self.backup.clone())))
    }

    fn begin_restore(&self) -> FakeRestore {
        FakeRestore(self.clone())
    }

    fn now(&self) -> u64 {
        1_795_000_000_000
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

/// What is said, in a line.
fn spoken(said: &Description) -> String {
    let attributes = String::from_utf8_lossy(said.attributes.as_deref().unwrap_or_default());
    let identities = said.identities.iter().map(|i| {
        let verdict = match i.verdict {
            Verdict::Pass => "pass",
            _ => "none",
        };
        format!(" {}:{}={verdict}", i.identity.kind, i.identity.value)
    });
    let identities: String = identities.collect();
    let channel = said.preferences.as_ref().and_then(|p| p.channel.as_deref());
    format!(
        "{} name={:?} channel={channel:?} {attributes}{identities}",
        said.source, said.name
    )
}

fn described(customer_id: String) -> Described {
    Described {
        customer_id,
        outcome: Outcome::Created,
    }
}

/// Lets others of the same task go on.
async fn give_way() {
    let mut gave = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut gave, true) {
            return std::task::Poll::Ready(());
        }
        context.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}
