//! A mail to what is written for it.
//!
//! | mail | written |
//! |---|---|
//! | a message | an interaction `message` of whoever sent it |
//! | an automatic answer, a mailing list, an answer to an invitation | `auto_reply`, `list`, `calendar`: on the timeline, and no ticket is opened |
//! | a bounce, a read receipt | a delivery report on the mail of ours that it is about, and an interaction `bounce` or `receipt` |
//! | our own mail come back | nothing, when we sent it from here; else an outbound interaction |
//! | our own address, unproven | `echo`: kept apart, no ticket |

mod content;
mod identity;
mod thread;

use std::collections::BTreeSet;

use throughline_channel_kit::types::{
    DeliveryReport, DeliveryStatus, Direction, Identity, Interaction, Participant, Target, Verdict,
};
use throughline_channel_kit::{Command, Settings};
use throughline_mail::{
    Action, Bounce, Checks, Disposition, Mail, Mailbox, Ours, Purpose, Receipt,
    authentication_results, domain, purpose, verdict,
};

use crate::CHANNEL;
use crate::provider::Arrival;
use content::Content;
use identity::{email, is_address, mailbox_of, parties, untagged};

/// Longest detail of a delivery report, in bytes.
const DETAIL: usize = 200;
/// Most parties of one mail.
const PARTIES: usize = 1024;
/// Most own addresses that are listed.
const BUSINESS: usize = 64;

/// What is to be written for a mail; never nothing, unless it is a mail of ours that is on the
/// timeline already.
///
/// # Errors
///
/// Why there is no timeline it could lie on: it names no sender at all.
pub fn commands(
    provider: &'static str,
    arrival: Arrival,
    settings: &Settings,
) -> Result<Vec<Command>, String> {
    let addresses = our_addresses(&arrival, settings);
    let domains: Vec<String> = addresses.iter().filter_map(|a| domain(a)).collect();
    let ours = Ours {
        addresses: &addresses,
        domains: &domains,
        is_our_id: &|id| thread::interaction_of(id).is_some(),
    };
    let purpose = purpose(&arrival.mail, &ours);
    let letter = Letter {
        provider,
        verdict: match verdict(&arrival.mail, &checks(&arrival, settings)) {
            throughline_mail::Verdict::Pass => Verdict::Pass,
            throughline_mail::Verdict::None => Verdict::None,
            throughline_mail::Verdict::Fail => Verdict::Fail,
        },
        arrival,
        addresses: &addresses,
    };
    match purpose {
        Purpose::Message => letter.of_sender("message", None),
        Purpose::AutoReply => letter.of_sender("auto_reply", None),
        Purpose::List => letter.of_sender("list", None),
        Purpose::Calendar(answer) => letter.of_sender("calendar", content::answer(&answer)),
        Purpose::Bounce(bounce) => letter.bounced(&bounce),
        Purpose::Receipt(receipt) => letter.received(&receipt),
        Purpose::Own => letter.own(),
    }
}

/// The addresses that we send from and that the mail reached us by.
fn our_addresses(arrival: &Arrival, settings: &Settings) -> Vec<String> {
    let from = settings.get("email_from").and_then(mailbox_of);
    let recipients = arrival.recipients.iter().filter_map(|r| untagged(r));
    let addresses: BTreeSet<String> = from
        .iter()
        .filter_map(|f| untagged(f))
        .chain(recipients)
        .collect();
    addresses.into_iter().collect()
}

/// What a system that the operator trusts says about the sender counts more than the provider: the
/// provider only saw who handed the mail on to it.
fn checks(arrival: &Arrival, settings: &Settings) -> Checks {
    let trusted = settings.get("email_authserv_ids").unwrap_or_default();
    let trusted: Vec<&str> = trusted
        .split([',', ' '])
        .filter(|id| !id.is_empty())
        .collect();
    let stated = authentication_results(&arrival.mail.headers, &trusted);
    if stated == Checks::default() {
        return arrival.checks.clone();
    }
    stated
}

/// A mail with what was found out about it.
struct Letter<'a> {
    provider: &'static str,
    arrival: Arrival,
    addresses: &'a [String],
    verdict: Verdict,
}

impl Letter<'_> {
    fn mail(&self) -> &Mail {
        &self.arrival.mail
    }

    fn is_ours(&self, address: &str) -> bool {
        untagged(address).is_some_and(|address| self.addresses.contains(&address))
    }

    /// An interaction of whoever wrote it. A form on our own website sends from our own address and
    /// names its user in `Reply-To`: that is a claim.
    fn of_sender(self, kind: &str, headline: Option<String>) -> Result<Vec<Command>, String> {
        let mail = self.mail();
        let author = mail.from.first().filter(|from| is_address(&from.address));
        // The verdict is on who `From` shows. Whoever stands in proves nothing by it.
        let (shown, verdict) = match author {
            Some(author) => (Some(author), self.verdict),
            None => (mail.sender.as_ref(), Verdict::None),
        };
        let from = shown.map(|mailbox| mailbox.address.as_str());
        let from = from.filter(|address| is_address(address));
        let answer_to = mail.reply_to.iter().map(|mailbox| mailbox.address.as_str());
        let mut answer_to =
            answer_to.filter(|address| !self.is_ours(address) && is_address(address));
        let (address, verdict) = match from {
            Some(from) if !self.is_ours(from) => (Some(from), verdict),
            Some(from) => (Some(answer_to.next().unwrap_or(from)), Verdict::None),
            None => {
                let envelope = self.arrival.envelope_from.as_deref();
                let envelope = envelope.filter(|address| is_address(address));
                (envelope.or_else(|| answer_to.next()), Verdict::None)
            }
        };
        let customer = Participant {
            identity: email(address.ok_or("it names no sender")?),
            verdict,
        };
        Ok(vec![self.recorded(
            Direction::Inbound,
            kind,
            customer,
            headline,
        )])
    }

    /// A report on each of our mails that it names, and the bounce itself on the timeline of whom
    /// we could not reach.
    fn bounced(self, bounce: &Bounce) -> Result<Vec<Command>, String> {
        let status = match bounce.action {
            Action::Failed => Some(DeliveryStatus::Failed),
            Action::Delivered => Some(DeliveryStatus::Delivered),
            Action::Delayed | Action::Relayed | Action::Expanded => None,
        };
        let worst = bounce.recipients.iter().find(|r| r.action == bounce.action);
        let detail = worst.map(|recipient| {
            let code = recipient.status.as_deref().unwrap_or_default();
            format!("{code} {}", recipient.reason).trim().to_owned()
        });
        let mut commands = self.report(bounce.original.as_deref(), status, detail);
        let recipient = worst.or(bounce.recipients.first());
        let recipient = recipient.and_then(|r| r.recipient.as_deref());
        commands.extend(self.about(recipient, "bounce")?);
        Ok(commands)
    }

    fn received(self, receipt: &Receipt) -> Result<Vec<Command>, String> {
        let status = match receipt.disposition {
            Disposition::Displayed => Some(DeliveryStatus::Read),
            Disposition::Deleted | Disposition::Other => None,
        };
        let mut commands = self.report(receipt.original.as_deref(), status, None);
        commands.extend(self.about(receipt.recipient.as_deref(), "receipt")?);
        Ok(commands)
    }

    /// A machine's report about somebody: on that person's timeline, because it says whether they
    /// can be reached; unproven, because anybody can write it.
    fn about(self, person: Option<&str>, kind: &str) -> Result<Vec<Command>, String> {
        match person.filter(|address| !self.is_ours(address) && is_address(address)) {
            Some(address) => {
                let customer = Participant {
                    identity: email(address),
                    verdict: Verdict::None,
                };
                Ok(vec![self.recorded(
                    Direction::Inbound,
                    kind,
                    customer,
                    None,
                )])
            }
            None => self.of_sender(kind, None),
        }
    }

    /// What became of the mail of ours with this Message-ID. Whoever knows one has seen the mail.
    fn report(
        &self,
        original: Option<&str>,
        status: Option<DeliveryStatus>,
        detail: Option<String>,
    ) -> Vec<Command> {
        let interaction = original.and_then(thread::interaction_of);
        let (Some(interaction), Some(status)) = (interaction, status) else {
            return Vec::new();
        };
        vec![Command::Report(DeliveryReport {
            target: Target::Interaction(interaction),
            status,
            occurred_at: self.mail().date,
            detail: detail.map(|detail| content::cut(&detail, DETAIL).to_owned()),
            names: Vec::new(),
        })]
    }

    /// Our own address, or a Message-ID of ours. What was sent from here is on the timeline; what
    /// somebody of us sent from another program joins it. Without proof it may be anybody, and with
    /// another sender it came by a list: it is kept with that sender, and opens nothing.
    fn own(self) -> Result<Vec<Command>, String> {
        let mail = self.mail();
        let from_us = mail.from.iter().any(|from| self.is_ours(&from.address));
        if !from_us || self.verdict != Verdict::Pass {
            return self.of_sender("echo", None);
        }
        let sent_from_here = mail.message_id.as_deref().and_then(thread::interaction_of);
        if sent_from_here.is_some() {
            return Ok(Vec::new());
        }
        let mut others = mail.to.iter().chain(&mail.cc).chain(&mail.bcc);
        let other =
            |mailbox: &&Mailbox| !self.is_ours(&mailbox.address) && is_address(&mailbox.address);
        match others.find(other) {
            Some(other) => {
                let customer = Participant {
                    identity: email(&other.address),
                    verdict: Verdict::None,
                };
                Ok(vec![self.recorded(
                    Direction::Outbound,
                    "message",
                    customer,
                    None,
                )])
            }
            None => self.of_sender("echo", None),
        }
    }

    fn recorded(
        self,
        direction: Direction,
        kind: &str,
        customer: Participant,
        headline: Option<String>,
    ) -> Command {
        let mail = self.mail();
        let provider_message_id = thread::id(mail, &customer.identity.value);
        let mut parties = parties(mail);
        // Who wrote it and our own addresses are named elsewhere.
        parties.retain(|party| {
            let is_customer = party.identity == customer.identity && party.name.is_none();
            !is_customer && !self.is_ours(&party.identity.value)
        });
        parties.truncate(PARTIES);
        let thread = thread::root(mail);
        let conversation = thread::conversation(mail, &self.arrival.recipients);
        let attributes = content::attributes(mail);
        let business = self.business();
        let occurred_at = mail.date;
        let Content {
            subject,
            text: written,
            passages,
            attachments,
        } = content::read(self.arrival.mail);
        let asks = direction == Direction::Inbound && kind == "message";
        let consent = content::consent(subject.as_deref(), written.as_deref()).filter(|_| asks);
        Command::Record(Box::new(Interaction {
            direction,
            kind: kind.to_owned(),
            occurred_at,
            business,
            subject,
            text: match (headline, written) {
                (Some(headline), Some(written)) => Some(format!("{headline}\n\n{written}")),
                (headline, written) => headline.or(written),
            },
            attachments,
            passages,
            parties,
            thread,
            conversation,
            attributes,
            consent,
            // Of no account: the same mail may come by several recipients, routes and providers, and
            // it is one.
            ..Interaction::inbound(CHANNEL, self.provider, provider_message_id, customer)
        }))
    }

    /// Our addresses that it was sent to.
    fn business(&self) -> Vec<Identity> {
        let mail = self.mail();
        let named = mail.to.iter().chain(&mail.cc).chain(&mail.bcc);
        let named = named.map(|mailbox| mailbox.address.as_str());
        let reached = self.arrival.recipients.iter().map(String::as_str);
        let addresses: BTreeSet<String> = reached
            .chain(named)
            .filter(|address| self.is_ours(address))
            .filter_map(untagged)
            .collect();
        addresses.iter().take(BUSINESS).map(|a| email(a)).collect()
    }
}
