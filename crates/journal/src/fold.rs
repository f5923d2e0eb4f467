//! What an entry adds to what a customer amounts to: everything but interactions, which get a ticket, and
//! structure, which the view keeps.

use crate::content::Content;
use crate::entry::Entry;
use crate::name::TicketId;
use crate::outbox::Waiting;
use crate::ticket::LinkedInteraction;

impl Content {
    /// Folds an entry that lies `here`. Whoever writes a new kind of entry decides here what becomes of it,
    /// for those who fold it the first time and for those who fold it again after a parting.
    pub(crate) fn fold(&mut self, entry: &Entry, here: TicketId) {
        match entry {
            Entry::Delivery {
                of,
                delivery,
                named,
                ..
            } => {
                self.deliver(*of, delivery, *named);
            }
            Entry::Amended(amendment) => self.amend(amendment),
            Entry::Grown(growth) => self.grow(growth),
            Entry::Attempt { of, at, .. } => self.outbox.attempt(*of, *at, here),
            Entry::Postponed {
                of,
                until,
                at,
                detail,
                ..
            } => self.postpone(*of, *until, *at, detail),
            Entry::Queued {
                of,
                theirs,
                at,
                until,
                ..
            } => self.queue.push(Waiting {
                of: *of,
                theirs: *theirs,
                at: *at,
                until: *until,
            }),
            Entry::Settled { of, .. } => self.queue.remove(*of),
            Entry::Claim { home, by } => self.claim(*home, *by),
            Entry::Known {
                home,
                identity,
                via,
                since,
            } => self.know(*home, identity, via, *since, true),
            Entry::Ticket(change) => self.tickets.change(change),
            Entry::Prefers(preferences) => self.prefer(preferences),
            Entry::Described(said) => self.describe(said),
            Entry::Apart { home, from, .. } => self.relations.part(*home, from),
            Entry::Shared { home, .. } => self.relations.share(*home),
            Entry::Reassigned { home, to, at } => self.relations.reassign(*home, *to, *at),
            Entry::Listed { postings, .. } => self.index.add(postings),
            Entry::Withheld(withheld) => self.relations.withhold(withheld),
            Entry::Suggested(suggestion) => self.relations.suggest(suggestion),
            Entry::Linked {
                ticket,
                of,
                at,
                recorded_at,
                asks,
                ..
            } => {
                let linked = LinkedInteraction { id: *of, at: *at };
                self.tickets.link(*ticket, linked, *recorded_at, *asks);
            }
            Entry::Bound { digest, .. } => {
                self.bound.get_or_insert_with(|| digest.clone());
            }
            Entry::Event(_)
            | Entry::Gone { .. }
            | Entry::Moved { .. }
            | Entry::Join { .. }
            | Entry::Split { .. }
            | Entry::Reopen { .. }
            | Entry::Erase => {}
        }
    }
}
