//! The journal: customer timelines as folds of logs in a key-value store without transactions.
//!
//! Every identity has a *home log*, named by a keyed hash, that exists once somebody appended to
//! it. A *customer* is a root log with the logs joined to it. A log is a counter and numbered
//! slots; everything else, profile and tickets and pages, is a *view*: a cached fold of slots that
//! can always be computed again.
//!
//! # The protocol
//!
//! A writer takes a ticket `n` from the log's counter, writes slot `n` (with the marker of the
//! interaction, its feed entry and, now and then, the view of earlier slots, in one `set-many`)
//! and looks for a sealing flag on its slot. Finding none is the commit point. A slot whose
//! writer died is a hole; whoever waits for it long enough *seals* it: sets the flag `x`, looks
//! whether the slot came after all, and otherwise declares it void with the flag `y`. A reader
//! that finds a slot with `x` and without `y` waits longer than any sealer can take, and then
//! settles it as live with the flag `z`. Nobody but its ticket's holder ever writes a slot, except
//! an erasure.
//!
//! Two customers join when the one with the larger name is closed by a `moved` entry and the
//! other's log imports exactly that prefix by a `join` entry. A parting is a `split` entry at the
//! root and a `reopen` entry in the log that leaves, which adopts what was recorded for it
//! meanwhile and goes on with the joins that lead to it. A crash between two such entries leaves a
//! chain that the next walk to the root completes.
//!
//! A `join` and a `reopen` are folded with what the other log was at a slot. Those folds are kept,
//! and each view lists the ones that may hold something of its customer, so that whoever makes the
//! customer forget deletes them too. After an erasure the `reopen` names the `erase` entry: what
//! that took apart stays apart, whoever had joined it.
//!
//! # The invariants
//!
//! - **I1 durable**: an acknowledged interaction's slot was written and not being sealed when its
//!   writer looked; it is never void. No clock is involved.
//! - **I2 agreed**: all readers decide a slot alike, as long as a sealer's look at the slot and its
//!   verdict are less than [`GRACE`] apart; otherwise only the place of an *unacknowledged* entry
//!   differs.
//! - **I3 view = refold**: a view contains decided slots only. One that is stale, or overwritten by
//!   an older one, costs reads and never an answer.
//! - **I4 once**: an acknowledged interaction is in exactly one customer and is found by its
//!   sender.
//! - **I5 acyclic**: a log moves to a smaller name only.
//!
//! `tests/simulation.rs` plays tens of thousands of schedules with crashes, pauses, failures and
//! torn writes against all five, and shows that leaving out any of the protocol's rules
//! ([`rule::Rule`]) is noticed. `tests/sealing.rs` explores the sealing rule exhaustively.
//!
//! # What there is
//!
//! [`Journal`] has every call. [`Kv`] and [`Clock`] are all it asks of the world; [`Memory`] is
//! the store for tests. [`entry`] is what is stored for ever.

mod amend;
mod append;
mod associate;
mod attachment;
pub mod backup;
mod bind;
mod call;
mod calling;
mod content;
mod conversation;
mod customer;
mod describe;
mod document;
mod draft;
pub mod entry;
mod erase;
mod error;
mod event;
mod explain;
mod export;
mod feed;
mod figures;
mod fold;
mod identity;
pub(crate) mod index;
mod journal;
mod kv;
mod limit;
mod link;
mod memory;
mod name;
mod outbox;
mod parting;
mod past;
mod profile;
mod purchase;
mod quality;
mod reach;
mod reference;
mod refold;
mod rehearsal;
mod related;
mod relation;
mod reply;
mod retention;
pub mod rule;
mod rules;
mod search;
mod segment;
mod sending;
mod sign;
mod silence;
mod slot;
mod store;
mod structure;
mod ticket;
mod timeline;
mod times;
mod token;
mod types;
mod view;
mod worklist;

pub use amend::Amending;
pub use append::Receipt;
pub use attachment::Kept;
pub use call::{Call, CallStatus, End, Ending, Fact, Growth, Recording, Said, WordSource, WrapUp};
pub use calling::{Briefing, CallNote, Caller};
pub use content::{Content, Item, KnownIdentity, Position, RECENT, Rendered};
pub use conversation::Look;
pub use describe::{About, Described, Wishes};
pub use document::instant;
pub use draft::Draft;
pub use draft::File;
pub use error::{Error, Result};
pub use export::Exported;
pub use figures::Figures;
pub use journal::{Journal, LEASE, Put};
pub use kv::{Clock, Kv, KvError};
pub use memory::{Memory, Operations};
pub use name::{AttachmentId, InteractionId, LogName, Naming, TicketId};
pub use outbox::{Outbox, Outgoing, Queue, WAITING, Waiting};
pub use profile::{Known, Profile, Saying};
pub use purchase::Purchases;
pub use reach::{Place, Reach};
pub use reference::{Reference, References};
pub use related::Relations;
pub use reply::{Answer, Refusal, Words};
pub use retention::{Retention, RetentionRule};
pub use search::Ruling;
pub use sending::ToSend;
pub use slot::{Decision, GRACE};
pub use store::Unparsed;
pub use structure::{Closing, Link, Parting, Source};
pub use ticket::{Ticket, Tickets};
pub use timeline::TimelineQuery;
pub use times::TimeIndex;
pub use token::AsOf;
pub use view::{Fate, Outcome, SEGMENT, View};
pub use worklist::TicketQuery;
