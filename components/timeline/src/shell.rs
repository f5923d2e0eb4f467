//! The exports. Each opens the journal (once an instance) and calls the function of its name.
#![allow(unsafe_code, missing_docs, reason = "generated from wit/")]

use crate::backup::{Restoring, Saving};
use crate::store::SpinStore;
use crate::translate;
use std::cell::OnceCell;
use throughline_identity::Region;
use throughline_journal::{Clock, Error as JournalError, InteractionId, Journal, Refusal, Ruling};

spin_sdk::wit_bindgen::generate!({
    world: "timeline",
    path: "../../wit",
    runtime_path: "spin_sdk::wit_bindgen::rt",
    generate_all,
});

use exports::throughline::timeline::types::{
    Amendment, DeliveryReport, Error, Interaction, Json, ProviderRef, Receipt, Target,
    UnparsedPayload, Watermark,
};
use exports::throughline::timeline::{
    backups, calls, conversations, directory, erasure, limits, outbox, profiles, reader, tickets,
    types, writer,
};

struct Timeline;
export!(Timeline);

/// Most interactions a lookup shows.
const SHOWN: u32 = 50;

thread_local! {
    // Wasm has one thread: a journal per instance, for ever.
    static JOURNAL: OnceCell<&'static Journal<SpinStore>> = const { OnceCell::new() };
}

/// The journal of this instance. The first call reads the variables and checks that the store was
/// begun with the same `index_secret`: one read.
async fn journal() -> Result<&'static Journal<SpinStore>, Error> {
    if let Some(journal) = JOURNAL.with(|j| j.get().copied()) {
        return Ok(journal);
    }
    let journal = open().await?;
    journal.check_secret().await?;
    // Two calls that begin together may both get here: the first one's journal is everybody's, or
    // two would use one name in the feed.
    Ok(JOURNAL.with(|cell| *cell.get_or_init(|| Box::leak(Box::new(journal)))))
}

/// A journal of its own, over a store that may be another secret's or in the middle of a restore.
pub(crate) async fn open() -> Result<Journal<SpinStore>, Error> {
    let secret = spin_sdk::variables::get("index_secret")
        .await
        .map_err(|e| Error::Unavailable(format!("variable index_secret: {e}")))?;
    let region = region().await?;
    let store = SpinStore::open()
        .await
        .map_err(|e| Error::Unavailable(e.0))?;
    let writer = spin_sdk::wasip3::random::random::get_random_u64();
    Ok(Journal::new(store, &secret, writer).in_region(region))
}

/// Where phone numbers without a country code are from; nowhere, when the variable is empty.
async fn region() -> Result<Option<Region>, Error> {
    let region = match spin_sdk::variables::get("default_region").await {
        // A manifest of an earlier release does not grant it.
        Err(spin_sdk::variables::Error::Undefined(_)) => return Ok(None),
        region => {
            region.map_err(|e| Error::Unavailable(format!("variable default_region: {e}")))?
        }
    };
    match region.trim() {
        "" => Ok(None),
        region => Region::parse(region).map(Some).ok_or_else(|| {
            let detail = "variable default_region is no ISO 3166-1 code of two letters, such as US";
            Error::Unavailable(detail.into())
        }),
    }
}

impl writer::Guest for Timeline {
    async fn record_interaction(interaction: Interaction) -> Result<Receipt, Error> {
        let journal = journal().await?;
        let receipt = journal.record(&translate::draft(interaction)).await?;
        Ok(translate::receipt(&receipt))
    }

    async fn record_delivery(report: DeliveryReport) -> Result<(), Error> {
        let journal = journal().await?;
        let id = named(journal, &report.target)?;
        let delivery = translate::delivery(&report, journal.store.now());
        let names = report.names.iter().take(NAMES);
        let names: Vec<_> = names.map(|name| name_of(journal, name)).collect();
        Ok(journal.deliver(id, &delivery, &names).await?)
    }

    async fn record_watermark(watermark: Watermark) -> Result<(), Error> {
        let journal = journal().await?;
        let customer = journal
            .naming
            .identity(&watermark.customer.kind, &watermark.customer.value)?;
        let delivery = translate::upto(&watermark, journal.store.now());
        let channel = &watermark.channel;
        let sent = journal.deliver_upto(&customer, channel, &delivery, watermark.upto);
        Ok(sent.await?)
    }

    async fn record_amendment(amendment: Amendment) -> Result<(), Error> {
        let journal = journal().await?;
        let id = named(journal, &amendment.target)?;
        let now = journal.store.now();
        let at = amendment.occurred_at.map_or(now, |at| at.min(now));
        let change = translate::change(amendment.change)?;
        Ok(journal.amend(id, at, &change).await?)
    }

    async fn keep_unparsed(payload: UnparsedPayload) -> Result<String, Error> {
        let payload = translate::unparsed(payload);
        Ok(journal().await?.keep_unparsed(&payload).await?)
    }

    async fn bind(scope: String, name: String, digest: Vec<u8>) -> Result<bool, Error> {
        Ok(journal().await?.bind(&scope, &name, &digest).await?)
    }

    async fn is_bound(scope: String, name: String) -> Result<bool, Error> {
        Ok(journal().await?.is_bound(&scope, &name).await?)
    }
}

impl reader::Guest for Timeline {
    async fn lookup(identity: types::Identity, timeline: u32) -> Result<Json, Error> {
        let journal = journal().await?;
        let identity = journal.naming.identity(&identity.kind, &identity.value)?;
        Ok(journal.lookup(&identity, shown(timeline)?).await?)
    }

    async fn customer(id: String, timeline: u32) -> Result<Json, Error> {
        Ok(journal().await?.customer(&id, shown(timeline)?).await?)
    }

    async fn timeline(id: String, query: reader::TimelineQuery) -> Result<Json, Error> {
        let query = translate::timeline_query(query)?;
        Ok(journal().await?.timeline(&id, &query).await?)
    }

    async fn interaction(id: String) -> Result<Json, Error> {
        Ok(journal().await?.interaction(&id).await?)
    }

    async fn attachment(id: String) -> Result<types::File, Error> {
        Ok(translate::file(journal().await?.attachment(&id).await?))
    }

    async fn ticket(id: String) -> Result<Json, Error> {
        Ok(journal().await?.ticket(&id).await?)
    }

    async fn tickets(query: reader::TicketQuery) -> Result<Json, Error> {
        let query = translate::ticket_query(query)?;
        Ok(journal().await?.tickets(&query).await?)
    }

    async fn calls() -> Result<Json, Error> {
        Ok(journal().await?.calls().await?)
    }

    async fn health() -> Result<(), Error> {
        Ok(journal().await?.check_secret().await?)
    }
}

impl tickets::Guest for Timeline {
    async fn change(id: String, change: tickets::TicketChange) -> Result<Json, Error> {
        let change = translate::ticket_change(change)?;
        Ok(journal().await?.change(&id, change).await?)
    }

    async fn reply(id: String, answer: tickets::Answer) -> Result<Json, tickets::Refusal> {
        let journal = journal().await.map_err(tickets::Refusal::Error)?;
        let recorded = journal.reply(&id, &translate::answer(answer)).await?;
        document(journal, recorded).await
    }

    async fn note(
        id: String,
        text: String,
        agent: Option<String>,
        idempotency_key: Option<String>,
    ) -> Result<Json, tickets::Refusal> {
        let journal = journal().await.map_err(tickets::Refusal::Error)?;
        let (agent, key) = (agent.as_deref(), idempotency_key.as_deref());
        let recorded = journal.note(&id, &text, agent, key).await?;
        document(journal, recorded).await
    }

    async fn call(
        id: String,
        agent: Option<String>,
        agent_number: Option<String>,
        idempotency_key: Option<String>,
    ) -> Result<Json, tickets::Refusal> {
        let journal = journal().await.map_err(tickets::Refusal::Error)?;
        let call = translate::call(agent, agent_number, idempotency_key);
        let recorded = journal.reply(&id, &call).await?;
        document(journal, recorded).await
    }

    async fn note_call(note: tickets::CallNote) -> Result<Json, tickets::Refusal> {
        let journal = journal().await.map_err(tickets::Refusal::Error)?;
        let recorded = journal.note_call(&translate::call_note(note)).await?;
        document(journal, recorded).await
    }

    async fn signal(
        id: String,
        agent: Option<String>,
        typing: bool,
        read: bool,
    ) -> Result<(), Error> {
        let journal = journal().await?;
        Ok(journal.signal(&id, agent.as_deref(), typing, read).await?)
    }
}

impl calls::Guest for Timeline {
    async fn incoming(interaction: Interaction) -> Result<calls::Caller, Error> {
        let journal = journal().await?;
        let caller = journal.incoming(&translate::draft(interaction)).await?;
        Ok(translate::caller(&caller))
    }

    async fn record_progress(progress: calls::Progress) -> Result<(), Error> {
        let journal = journal().await?;
        let id = named(journal, &progress.target)?;
        let now = journal.store.now();
        let at = progress.occurred_at.map_or(now, |at| at.min(now));
        let fact = translate::fact(progress.fact);
        Ok(journal.grow(id, at, &fact).await?)
    }

    async fn brief(interaction_id: String) -> Result<calls::Briefing, Error> {
        let briefing = journal().await?.brief(&interaction_id).await?;
        Ok(translate::briefing(briefing))
    }
}

impl conversations::Guest for Timeline {
    async fn look(
        channel: String,
        who: Vec<types::Identity>,
        since: Option<String>,
    ) -> Result<conversations::View, Error> {
        let journal = journal().await?;
        let who = translate::identities(&journal.naming, who)?;
        let look = journal.look(&channel, &who, since.as_deref()).await?;
        Ok(conversations::View {
            state: look.state,
            document: look.document,
        })
    }

    async fn earlier(
        channel: String,
        who: Vec<types::Identity>,
        cursor: String,
    ) -> Result<Json, Error> {
        let journal = journal().await?;
        let who = translate::identities(&journal.naming, who)?;
        Ok(journal.earlier(&channel, &who, &cursor).await?)
    }

    async fn attachment(
        channel: String,
        who: Vec<types::Identity>,
        id: String,
    ) -> Result<types::File, Error> {
        let journal = journal().await?;
        let who = translate::identities(&journal.naming, who)?;
        let file = journal.attachment_of(&channel, &who, &id).await?;
        Ok(translate::file(file))
    }

    async fn here(who: types::Identity, typing: bool) -> Result<(), Error> {
        let journal = journal().await?;
        let who = journal.naming.identity(&who.kind, &who.value)?;
        let home = journal.naming.home(&who.kind, &who.value);
        Ok(journal.here(home, typing).await?)
    }
}

impl limits::Guest for Timeline {
    async fn take(scope: String, name: String, most: u32, seconds: u32) -> Result<bool, Error> {
        Ok(journal().await?.take(&scope, &name, most, seconds).await?)
    }
}

impl profiles::Guest for Timeline {
    async fn describe_customer(
        id: String,
        description: profiles::Description,
    ) -> Result<profiles::Described, Error> {
        let about = translate::about(description)?;
        Ok(translate::described(
            journal().await?.describe_customer(&id, &about).await?,
        ))
    }

    async fn describe(description: profiles::Description) -> Result<profiles::Described, Error> {
        let about = translate::about(description)?;
        Ok(translate::described(
            journal().await?.describe(&about).await?,
        ))
    }

    async fn merge(id: String, other: String, by: String) -> Result<Json, Error> {
        let journal = journal().await?;
        let root = journal.merge_customers(&id, &other, &by).await?;
        Ok(journal.customer(&root.customer_id(), JOINED).await?)
    }

    async fn unmerge(id: String, other: String, by: String) -> Result<Json, Error> {
        let parted = journal().await?.unmerge_customers(&id, &other, &by).await?;
        Ok(translate::parted(parted))
    }

    async fn rehearse(rules: Json, limit: u32, cursor: Option<String>) -> Result<Json, Error> {
        let limit = translate::limit(limit)?;
        let rehearsed = journal()
            .await?
            .rehearse(&rules, limit, cursor.as_deref())
            .await?;
        Ok(rehearsed)
    }

    async fn attribute_types() -> Result<Json, Error> {
        Ok(journal().await?.attribute_types().await?)
    }

    async fn set_attribute_types(types: Json) -> Result<Json, Error> {
        Ok(journal().await?.set_attribute_types(&types).await?)
    }

    async fn explain(id: String) -> Result<Json, Error> {
        Ok(journal().await?.explain(&id).await?)
    }
}

impl directory::Guest for Timeline {
    async fn search(query: String, limit: u32, cursor: Option<String>) -> Result<Json, Error> {
        let limit = translate::limit(limit)?;
        let found = journal()
            .await?
            .search(&query, limit, cursor.as_deref())
            .await?;
        Ok(found)
    }

    async fn suggestions(limit: u32, cursor: Option<String>) -> Result<Json, Error> {
        let limit = translate::limit(limit)?;
        Ok(journal()
            .await?
            .suggestions(limit, cursor.as_deref())
            .await?)
    }

    async fn quality() -> Result<Json, Error> {
        Ok(journal().await?.quality().await?)
    }

    async fn quality_of(
        problem: String,
        field: Option<String>,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<Json, Error> {
        let limit = translate::limit(limit)?;
        let found = journal()
            .await?
            .quality_of(&problem, field.as_deref(), limit, cursor.as_deref())
            .await?;
        Ok(found)
    }

    async fn decide(id: String, accept: bool, by: String) -> Result<String, Error> {
        let ruling = match accept {
            true => Ruling::Accept,
            false => Ruling::Reject,
        };
        let root = journal().await?.decide_suggestion(&id, ruling, &by).await?;
        Ok(root.customer_id())
    }
}

impl backups::Guest for Timeline {
    type Backup = Saving;
    type Restore = Restoring;
}

/// Erasures that one call goes on with.
const ERASURES: usize = 4;
/// Entries of the feed that one call looks at for what is too old.
const OLD: usize = 500;
/// Entries of the feed of which one call lists whom they name.
const LISTED: usize = 500;

impl erasure::Guest for Timeline {
    async fn erase(id: String) -> Result<Json, Error> {
        Ok(journal().await?.erase_customer(&id).await?)
    }

    async fn export_page(id: String, cursor: Option<String>) -> Result<erasure::Page, Error> {
        let exported = journal().await?.export(&id, cursor.as_deref()).await?;
        Ok(translate::page(exported))
    }

    async fn retention() -> Result<Json, Error> {
        Ok(journal().await?.retention().await?)
    }

    async fn set_retention(rules: Json) -> Result<Json, Error> {
        Ok(journal().await?.set_retention(&rules).await?)
    }

    async fn tidy() -> Result<bool, Error> {
        let journal = journal().await?;
        let erased = journal.tidy_erasures(ERASURES).await?;
        let expired = journal.expire(OLD).await?;
        let listed = journal.keep_index(LISTED).await?;
        Ok(!(erased && expired && listed))
    }
}

/// How many interactions the answer to a join shows.
const JOINED: usize = 20;

impl outbox::Guest for Timeline {
    async fn due(limit: u32) -> Result<Vec<String>, Error> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let due = journal().await?.due(limit).await?;
        Ok(due.iter().map(InteractionId::public).collect())
    }

    async fn begin(interaction_id: String) -> Result<Option<outbox::Outgoing>, Error> {
        let id = InteractionId::from_public(&interaction_id).ok_or(Error::NotFound)?;
        let begun = journal().await?.begin(id).await?;
        Ok(begun.map(|begun| outbox::Outgoing {
            interaction_id: begun.id.public(),
            channel: begun.channel,
            message: begun.message,
        }))
    }

    async fn put_back(id: String, not_before: u64, detail: String) -> Result<(), Error> {
        let id = InteractionId::from_public(&id).ok_or(Error::NotFound)?;
        Ok(journal().await?.put_back(id, not_before, &detail).await?)
    }
}

/// Most names that one report teaches.
const NAMES: usize = 16;

async fn document(
    journal: &Journal<SpinStore>,
    id: InteractionId,
) -> Result<Json, tickets::Refusal> {
    let document = journal.interaction(&id.public()).await;
    document.map_err(|error| Refusal::from(error).into())
}

fn named(journal: &Journal<SpinStore>, target: &Target) -> Result<InteractionId, JournalError> {
    match target {
        Target::Interaction(id) => InteractionId::from_public(id).ok_or(JournalError::NotFound),
        Target::Provider(message) => Ok(name_of(journal, message)),
    }
}

fn name_of(journal: &Journal<SpinStore>, message: &ProviderRef) -> InteractionId {
    let naming = &journal.naming;
    naming.interaction(
        &message.channel,
        &message.account,
        &message.provider_message_id,
    )
}

fn shown(timeline: u32) -> Result<usize, Error> {
    if timeline <= SHOWN {
        return Ok(timeline as usize);
    }
    Err(Error::Invalid(types::InvalidField {
        field: "timeline".into(),
        detail: format!("is {timeline}; allowed are 0 to {SHOWN}"),
    }))
}
