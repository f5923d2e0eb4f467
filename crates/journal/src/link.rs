//! Reply tokens: an answer finds its ticket, whoever sends it.
//!
//! A token is the ticket's name with a keyed hash, in letters that survive in the local part of a
//! mail address (RFC 5321 4.5.3.1.1 allows 64 octets, and its case is often lost). Whoever holds
//! it saw a message of ours. In the hands of somebody else than the ticket's customer it tells the
//! ticket that they wrote, and no more: what they wrote stays on their own timeline, so nothing is
//! ever sent to them because of it.

use crate::draft::Draft;
use crate::entry::{Direction, Entry, Event};
use crate::error::Result;
use crate::journal::{Journal, Put};
use crate::kv::{Clock, Kv};
use crate::name::TicketId;
use crate::ticket;

impl<S: Kv + Clock> Journal<S> {
    /// Finds the ticket that a reply token names: the customer's own becomes the event's ticket,
    /// somebody else's is linked while it would still take an answer.
    ///
    /// Store operations: none without a good token; otherwise a customer's lookup, or two.
    pub(crate) async fn follow_token(&self, draft: &Draft, event: &mut Event) -> Result<()> {
        if event.direction != Direction::Inbound {
            return Ok(());
        }
        let mut tokens = draft.reply_tokens.iter();
        let Some(id) = tokens.find_map(|token| self.naming.open_reply_token(token)) else {
            return Ok(());
        };
        let (_, own) = self.current_of(event).await?;
        if own.content.tickets.get(id).is_some() {
            event.ticket = Some(id);
            return Ok(());
        }
        let theirs = self.root(id.log).await?;
        if theirs.content.tickets.accepts(id, event) {
            event.linked = Some(id);
        }
        Ok(())
    }

    /// Tells the ticket of another customer that the event is about it.
    pub(crate) async fn tell(&self, id: TicketId, event: &Event) -> Result<()> {
        loop {
            let mut theirs = self.root(id.log).await?;
            let Some(ticket) = theirs.content.tickets.get(id) else {
                return Ok(());
            };
            if ticket.linked.iter().any(|linked| linked.id == event.id) {
                return Ok(());
            }
            let entry = Entry::Linked {
                home: ticket.home,
                ticket: id,
                of: event.id,
                at: event.occurred_at,
                recorded_at: event.recorded_at,
                asks: ticket::asks(event),
            };
            if let Put::Ok(_) = self.put(&mut theirs, &entry, |_| Vec::new()).await? {
                return Ok(());
            }
        }
    }
}
