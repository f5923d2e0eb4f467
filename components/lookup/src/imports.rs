//! Imports: rows of customers, interactions and purchases, taken as they arrive.
//!
//! A window of rows is taken at once, as long as no two of them name the same identity: those keep
//! their order.

use std::collections::{BTreeSet, VecDeque};
use std::pin::Pin;

use bytes::Bytes;
use futures::future::join_all;
use futures::{Stream, StreamExt};
use http::HeaderMap;
use http::header::{ACCEPT, CONTENT_TYPE};
use http_body::Body;
use http_body_util::BodyExt;
use throughline_contract::profiles::{self, Consent, Description, Preferences};
use throughline_contract::types::{Error, Identity, Participant, Verdict};
use throughline_import::{
    ConsentStatus, Customer, Fault, Format, Kind, Line, Mapping, Outcome, Report, Row, Rows, Status,
};
use throughline_web::Problem;

use crate::describe::silent;
use crate::interaction;
use crate::query::Query;
use crate::refusal::Asked;
use crate::timeline::Timeline;

/// Rows taken at once.
const WINDOW: usize = 32;

/// What is imported, and how.
pub(crate) struct Import {
    rows: Rows,
    pub dry_run: bool,
    /// Whether the caller wants a line for each row, rather than the sum.
    pub by_line: bool,
    key: String,
}

impl Import {
    /// Reads what the request says besides its rows.
    ///
    /// # Errors
    ///
    /// 415 for another format than NDJSON and CSV; 422 for a parameter that is wrong.
    pub fn new(headers: &HeaderMap, query: &Query<'_>, key: &str) -> Result<Self, Problem> {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let content_type = header(CONTENT_TYPE).unwrap_or("application/x-ndjson");
        let format = Format::of_content_type(content_type).ok_or_else(|| {
            let detail = "the rows are application/x-ndjson or text/csv";
            Problem::new(415, "unsupported_media_type", detail)
        })?;
        let kind = query.text("kind").unwrap_or_default();
        let kind: Option<Kind> = kind.parse().ok();
        let mapping = match (query.text("mapping"), kind) {
            (Some(mapping), kind) => {
                Mapping::parse(mapping.as_bytes(), kind).map_err(|fault| fault.problem())?
            }
            (None, Some(kind)) => Mapping::plain(kind),
            (None, None) => {
                let detail = "is one of customers, interactions and purchases";
                return Err(Problem::invalid_field("kind", detail));
            }
        };
        let dry_run = query.one_of("dry_run", &["true", "false"])?;
        let accepted = header(ACCEPT).unwrap_or_default();
        Ok(Self {
            rows: Rows::new(format, mapping),
            dry_run: dry_run.as_deref() == Some("true"),
            by_line: accepted.trim_start().starts_with("application/x-ndjson"),
            key: key.to_owned(),
        })
    }

    /// Takes all rows of `body`. Yields what became of each, in no particular order within a window.
    pub fn take<B, T>(self, body: B, timeline: T) -> impl Stream<Item = Outcome>
    where
        B: Body,
        B::Data: AsRef<[u8]>,
        T: Timeline,
    {
        let taking = Taking {
            body: Some(Box::pin(body)),
            rows: self.rows,
            held: None,
            done: VecDeque::new(),
            taker: Taker {
                key: self.key,
                dry_run: self.dry_run,
                timeline,
            },
        };
        futures::stream::unfold(taking, |mut taking| async move {
            let outcome = taking.next().await?;
            Some((outcome, taking))
        })
    }
}

/// The sum of what became of all rows.
pub(crate) async fn report(outcomes: impl Stream<Item = Outcome>, dry_run: bool) -> Vec<u8> {
    let mut report = Report::new(dry_run);
    let mut outcomes = std::pin::pin!(outcomes);
    while let Some(outcome) = outcomes.next().await {
        report.note(&outcome);
    }
    report.to_json()
}

/// What became of a row, as a line.
pub(crate) fn line(outcome: &Outcome) -> Bytes {
    outcome.to_line().into()
}

/// Rows that are still arriving.
struct Taking<B: Body, T> {
    /// Gone once it ended.
    body: Option<Pin<Box<B>>>,
    rows: Rows,
    /// A row that has to wait for those before it.
    held: Option<(u64, Row)>,
    done: VecDeque<Outcome>,
    taker: Taker<T>,
}

impl<B: Body, T: Timeline> Taking<B, T>
where
    B::Data: AsRef<[u8]>,
{
    async fn next(&mut self) -> Option<Outcome> {
        loop {
            if let Some(outcome) = self.done.pop_front() {
                return Some(outcome);
            }
            let window = self.window().await;
            if window.is_empty() && self.done.is_empty() {
                return None;
            }
            let taken = window
                .iter()
                .map(|(number, row)| self.taker.take(*number, row));
            self.done.extend(join_all(taken).await);
        }
    }

    /// The next rows that may be taken at once.
    async fn window(&mut self) -> Vec<(u64, Row)> {
        let mut window = Vec::new();
        let mut names = BTreeSet::new();
        while window.len() < WINDOW {
            let Some((number, row)) = self.next_row().await else {
                break;
            };
            let own = identities(&row);
            if own.iter().any(|name| names.contains(name)) {
                self.held = Some((number, row));
                break;
            }
            names.extend(own);
            window.push((number, row));
        }
        window
    }

    async fn next_row(&mut self) -> Option<(u64, Row)> {
        if let Some(held) = self.held.take() {
            return Some(held);
        }
        loop {
            // Told before more is read: there may be any number of them.
            if self.done.len() >= WINDOW {
                return None;
            }
            match self.rows.next_row() {
                Some(Line::Row { number, row }) => return Some((number, row)),
                Some(Line::Failed { number, fault }) => self.fail(number, &fault),
                Some(Line::Refused(fault)) => {
                    self.fail(1, &fault);
                    self.body = None;
                }
                None => {
                    let frame = self.body.as_mut()?.frame().await;
                    match frame.map(|frame| frame.map(|frame| frame.into_data())) {
                        Some(Ok(Ok(data))) => self.rows.push(data.as_ref()),
                        Some(Ok(Err(_))) => {}
                        Some(Err(_)) => {
                            let detail = "the body ended before its length";
                            self.done
                                .push_back(Outcome::failed(0, "body_incomplete", detail));
                            self.body = None;
                        }
                        None => {
                            self.rows.finish();
                            self.body = None;
                        }
                    }
                }
            }
        }
    }

    fn fail(&mut self, number: u64, fault: &Fault) {
        let failed = Outcome::failed(number, fault.code, &fault.detail);
        self.done.push_back(failed);
    }
}

/// Takes rows, one by one.
struct Taker<T> {
    key: String,
    dry_run: bool,
    timeline: T,
}

impl<T: Timeline> Taker<T> {
    async fn take(&self, number: u64, row: &Row) -> Outcome {
        let taken = match row {
            Row::Customer(customer) => self.describe(customer).await,
            Row::Interaction(json) => self.record(json).await,
            Row::Purchase(purchase) => self.record(&purchase.interaction()).await,
        };
        match taken {
            Ok((status, customer)) => Outcome::taken(number, status, customer),
            Err(problem) => Outcome::failed(number, problem.code(), problem.detail()),
        }
    }

    async fn describe(&self, customer: &Customer) -> Result<(Status, Option<String>), Problem> {
        let described = self.timeline.describe(self.description(customer)).await;
        let described = described.map_err(|error| Asked::CUSTOMER.refused(error))?;
        let status = match described.outcome {
            profiles::Outcome::Created => Status::Created,
            profiles::Outcome::Updated => Status::Updated,
            profiles::Outcome::Unchanged => Status::Unchanged,
        };
        Ok((status, Some(described.customer_id)))
    }

    async fn record(&self, json: &[u8]) -> Result<(Status, Option<String>), Problem> {
        let recordable = interaction::read(json, &self.key, None)?;
        if self.dry_run {
            return Ok((Status::Created, None));
        }
        let recorded = self
            .timeline
            .record_interaction(recordable.interaction)
            .await;
        let names = recordable.names;
        let receipt = recorded.map_err(|error: Error| Asked::recording(&names).refused(error))?;
        let status = match receipt.duplicate {
            true => Status::Unchanged,
            false => Status::Created,
        };
        Ok((status, Some(receipt.customer_id)))
    }

    fn description(&self, customer: &Customer) -> Description {
        let identities = customer.identities.iter().map(|written| Participant {
            identity: Identity {
                kind: written.kind.clone(),
                value: written.value.clone(),
            },
            verdict: match written.verified {
                true => Verdict::Pass,
                false => Verdict::None,
            },
        });
        let consents = customer.consent.iter().map(|consent| Consent {
            channel: consent.channel.clone(),
            opted_in: matches!(consent.status, ConsentStatus::OptedIn),
            source: consent.source.clone().unwrap_or_else(|| "import".into()),
            at: consent.at,
        });
        let attributes = serde_json::to_vec(&customer.attributes).unwrap_or_default();
        let wishes = &customer.preferences;
        Description {
            at: customer.created_at,
            name: customer.name.clone(),
            language: customer.language.clone(),
            attributes: Some(attributes),
            consents: consents.collect(),
            identities: identities.collect(),
            preferences: (!wishes.is_empty()).then(|| Preferences {
                channel: wishes.channel.clone(),
                do_not_contact: wishes.do_not_contact.clone(),
                hours: None,
            }),
            dry_run: self.dry_run,
            ..silent(format!("import:{}", self.key))
        }
    }
}

/// Whose a row is, for telling which rows keep their order.
fn identities(row: &Row) -> Vec<(String, String)> {
    let named = |identities: &[throughline_import::Identity]| {
        let name = |i: &throughline_import::Identity| (i.kind.clone(), i.value.to_lowercase());
        identities.iter().map(name).collect()
    };
    match row {
        Row::Customer(customer) => named(&customer.identities),
        Row::Purchase(purchase) => named(&purchase.identities),
        // Their order is told by their time.
        Row::Interaction(_) => Vec::new(),
    }
}
