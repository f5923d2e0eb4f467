//! A timeline that remembers what it was told.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use throughline_contract::calls::{Briefing, Caller, Progress};
use throughline_contract::types::{
    Amendment, DeliveryReport, Error, Interaction, Receipt, Timestamp, UnparsedPayload, Verdict,
    Watermark,
};

use super::Outcome;
use crate::{Command, Limit, Timeline};

/// What the real timeline promises, without a store: idempotent by the provider's message id and by
/// a kept payload's bytes.
#[derive(Debug, Default)]
pub struct Memory {
    written: RefCell<Vec<Command>>,
    bound: RefCell<BTreeMap<(String, String), [u8; 32]>>,
    calls: Cell<usize>,
    failing: Cell<Option<usize>>,
    refusal: RefCell<Option<Error>>,
    known: RefCell<Option<Briefing>>,
    taken: RefCell<BTreeMap<(&'static str, String), u32>>,
}

impl Memory {
    /// Makes the call of this number (from 0, over all functions) fail, once.
    pub fn fail_at(&self, call: usize) {
        self.failing.set(Some(self.calls.get() + call));
    }

    /// What is known of everybody who calls.
    pub fn know(&self, briefing: Briefing) {
        self.known.replace(Some(briefing));
    }

    /// Makes every interaction and report end in this error.
    pub fn refuse(&self, error: Error) {
        self.refusal.replace(Some(error));
    }

    /// Everything that was written, in order.
    pub fn written(&self) -> Vec<Command> {
        self.written.borrow().clone()
    }

    /// How many calls there were, failed ones included.
    pub fn calls(&self) -> usize {
        self.calls.get()
    }

    /// The interactions among it.
    pub fn interactions(&self) -> Vec<Interaction> {
        let written = self.written.borrow();
        let interactions = written.iter().filter_map(|command| match command {
            Command::Record(interaction) | Command::Incoming(interaction) => {
                Some((**interaction).clone())
            }
            _ => None,
        });
        interactions.collect()
    }

    /// The payloads among it that were kept unread.
    pub fn kept(&self) -> Vec<UnparsedPayload> {
        let written = self.written.borrow();
        let kept = written.iter().filter_map(|command| match command {
            Command::Keep(payload) => Some(payload.clone()),
            _ => None,
        });
        kept.collect()
    }

    /// How much of each there is.
    pub fn outcome(&self) -> Outcome {
        let kept = self.kept().len();
        Outcome {
            written: self.written.borrow().len() - kept,
            kept,
        }
    }

    /// When what was recorded or reported happened.
    pub fn times(&self) -> Vec<Option<Timestamp>> {
        let written = self.written.borrow();
        let times = written.iter().filter_map(|command| match command {
            Command::Record(interaction) | Command::Incoming(interaction) => {
                Some(interaction.occurred_at)
            }
            Command::Progress(progress) => Some(progress.occurred_at),
            Command::Report(report) => Some(report.occurred_at),
            Command::Amend(amendment) => Some(amendment.occurred_at),
            Command::Watermark(watermark) => Some(Some(watermark.upto)),
            Command::Keep(_)
            | Command::Bind { .. }
            | Command::Take(_)
            | Command::Unbound { .. }
            | Command::Brief(_) => None,
        });
        times.collect()
    }

    fn call(&self) -> Result<(), Error> {
        let call = self.calls.get();
        self.calls.set(call + 1);
        if self.failing.get() == Some(call) {
            return Err(Error::Unavailable("the disk is full".to_owned()));
        }
        Ok(())
    }

    fn write_call(&self) -> Result<(), Error> {
        self.call()?;
        self.refusal.borrow().clone().map_or(Ok(()), Err)
    }

    /// Writes a command unless one that is `same` is there. Answers its place, and whether it was.
    fn write(&self, command: Command, same: impl Fn(&Command) -> bool) -> (usize, bool) {
        let mut written = self.written.borrow_mut();
        if let Some(place) = written.iter().position(same) {
            return (place, true);
        }
        written.push(command);
        (written.len() - 1, false)
    }
}

fn key(interaction: &Interaction) -> [&str; 4] {
    [
        &interaction.channel,
        &interaction.provider,
        &interaction.account,
        &interaction.provider_message_id,
    ]
}

impl Timeline for Memory {
    async fn record_interaction(&self, interaction: Interaction) -> Result<Receipt, Error> {
        self.write_call()?;
        let command = Command::Record(Box::new(interaction.clone()));
        let (place, duplicate) = self.write(
            command,
            |other| matches!(other, Command::Record(other) if key(other) == key(&interaction)),
        );
        Ok(Receipt {
            interaction_id: format!("int_{place}"),
            customer_id: format!("cus_{}", interaction.customer.identity.value),
            seq: place as u64,
            ticket_id: None,
            duplicate,
        })
    }

    async fn record_delivery(&self, report: DeliveryReport) -> Result<(), Error> {
        self.write_call()?;
        let command = Command::Report(report.clone());
        self.write(command, |other| *other == Command::Report(report.clone()));
        Ok(())
    }

    async fn record_watermark(&self, watermark: Watermark) -> Result<(), Error> {
        self.write_call()?;
        let command = Command::Watermark(watermark);
        self.write(command.clone(), |other| *other == command);
        Ok(())
    }

    async fn record_amendment(&self, amendment: Amendment) -> Result<(), Error> {
        self.write_call()?;
        let command = Command::Amend(amendment);
        self.write(command.clone(), |other| *other == command);
        Ok(())
    }

    async fn keep_unparsed(&self, payload: UnparsedPayload) -> Result<String, Error> {
        self.call()?;
        let body = payload.body.clone();
        let (place, _) = self.write(
            Command::Keep(payload),
            |other| matches!(other, Command::Keep(other) if other.body == body),
        );
        Ok(format!("unp_{place}"))
    }

    async fn bind(&self, scope: &str, name: String, digest: [u8; 32]) -> Result<bool, Error> {
        self.call()?;
        let mut bound = self.bound.borrow_mut();
        let first = bound.entry((scope.to_owned(), name)).or_insert(digest);
        Ok(*first == digest)
    }

    async fn incoming(&self, call: Interaction) -> Result<Caller, Error> {
        let proven = call.customer.verdict == Verdict::Pass;
        let receipt = self.record_interaction(call).await?;
        let known = self.known.borrow().clone();
        Ok(Caller {
            receipt,
            proven,
            language: known
                .as_ref()
                .filter(|_| proven)
                .and_then(|k| k.language.clone()),
            ticket: known.filter(|_| proven).and_then(|k| k.ticket),
        })
    }

    async fn record_progress(&self, progress: Progress) -> Result<(), Error> {
        self.write_call()?;
        let command = Command::Progress(progress);
        self.write(command.clone(), |other| *other == command);
        Ok(())
    }

    async fn take(&self, limit: Limit) -> Result<bool, Error> {
        self.call()?;
        let mut taken = self.taken.borrow_mut();
        let count = taken.entry((limit.scope, limit.name)).or_default();
        *count += 1;
        Ok(*count <= limit.most)
    }

    async fn is_bound(&self, scope: &'static str, name: String) -> Result<bool, Error> {
        self.call()?;
        let bound = self.bound.borrow();
        Ok(bound.contains_key(&(scope.to_owned(), name)))
    }

    async fn brief(&self, _: String) -> Result<Briefing, Error> {
        self.call()?;
        self.known.borrow().clone().ok_or(Error::NotFound)
    }
}
