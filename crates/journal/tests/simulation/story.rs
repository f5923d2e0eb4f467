//! What happens in one schedule, and what must hold afterwards.

use crate::drafts;
use crate::names::{self, Answers};
use crate::schedule::{Chaos, Schedule};
use crate::world::{Connection, Random};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use throughline_journal::rule::take_decisions;
use throughline_journal::{Draft, Error, Journal, LogName, Receipt, TimelineQuery, View};

const PEOPLE: [&str; 4] = ["ana", "bo", "cy", "di"];

/// What the callers saw.
#[derive(Default)]
struct Witness {
    acknowledged: Vec<Acknowledged>,
    /// A counter of what began and ended, to order acknowledgements and erasures.
    moment: u64,
    /// Began, ended (none if it failed).
    erasures: Vec<(u64, Option<u64>)>,
}

struct Acknowledged {
    message: u64,
    sender: usize,
    receipt: Receipt,
    began: u64,
}

/// How much of everything.
#[derive(Debug, Clone, Copy)]
pub struct Plot {
    pub unmerges: usize,
    pub erase: bool,
    pub chaos: Chaos,
}

fn message(number: u64, people: &[usize]) -> Draft {
    let mut people = people.iter().map(|p| PEOPLE[*p]);
    let sender = people.next().unwrap();
    Draft {
        also: people.map(drafts::person).collect(),
        ..drafts::message(sender, &format!("m{number}"))
    }
}

/// A provider: it repeats what was not acknowledged.
async fn deliver(
    journal: Journal<Connection>,
    number: u64,
    people: Vec<usize>,
    witness: Rc<RefCell<Witness>>,
) {
    let began = begin(&witness);
    for _ in 0..6 {
        if let Ok(receipt) = journal.record(&message(number, &people)).await {
            begin(&witness);
            witness.borrow_mut().acknowledged.push(Acknowledged {
                message: number,
                sender: people[0],
                receipt,
                began,
            });
            return;
        }
    }
}

fn begin(witness: &Rc<RefCell<Witness>>) -> u64 {
    let mut witness = witness.borrow_mut();
    witness.moment += 1;
    witness.moment
}

fn home(journal: &Journal<Connection>, person: usize) -> LogName {
    journal.naming.home("user", PEOPLE[person])
}

async fn unmerge(journal: Journal<Connection>, person: usize) {
    let home = home(&journal, person);
    if let Ok(links) = journal.links(home).await
        && let Some(link) = links.first()
    {
        let _ = journal.unmerge(home, link.log, link.at).await;
    }
}

async fn erase(journal: Journal<Connection>, person: usize, witness: Rc<RefCell<Witness>>) {
    let began = begin(&witness);
    witness.borrow_mut().erasures.push((began, None));
    let index = witness.borrow().erasures.len() - 1;
    if journal.erase(home(&journal, person)).await.is_ok() {
        let ended = begin(&witness);
        witness.borrow_mut().erasures[index].1 = Some(ended);
    }
}

/// Plays one schedule: what is wrong afterwards, and how many messages were acknowledged.
pub fn play(seed: u64, plot: Plot) -> Result<Counts, String> {
    drop(take_decisions());
    let mut schedule = Schedule::new(seed, plot.chaos);
    let mut random = Random::new(seed ^ 0xA5A5_A5A5);
    let witness = Rc::new(RefCell::new(Witness::default()));
    prelude(&mut schedule, &mut random, &witness);
    cast(&mut schedule, &mut random, plot, &witness);
    let answers = names::cast(&mut schedule, seed);
    if !schedule.run() {
        return Err("a writer never ends".into());
    }
    schedule.calm();
    let counts = Rc::new(RefCell::new(Ok(Counts::default())));
    let result = counts.clone();
    let calm = plot.chaos.crash == 0.0 && plot.chaos.faults.fail == 0.0;
    let journal = schedule.journal();
    schedule.spawn(async move {
        let verdict = Judge {
            calm,
            journal,
            witness,
            answers,
        }
        .judge(plot.erase)
        .await;
        *result.borrow_mut() = verdict;
    });
    if !schedule.run() {
        return Err("the last reader never ends".into());
    }
    let counts = counts.borrow().clone();
    let voids = schedule
        .world
        .borrow()
        .data
        .keys()
        .filter(|k| k.starts_with("tl:y:"))
        .count();
    counts.map(|c| Counts {
        voids: voids as u64,
        ..c
    })
}

/// Some customers have a past long enough for views, segments and paging.
fn prelude(schedule: &mut Schedule, random: &mut Random, witness: &Rc<RefCell<Witness>>) {
    if !random.chance(0.04) {
        return;
    }
    let person = random.below(4) as usize;
    let past = 56 + random.below(20);
    let journal = schedule.journal();
    let witness = witness.clone();
    schedule.spawn(async move {
        for number in 0..past {
            let began = begin(&witness);
            if let Ok(receipt) = journal.record(&message(1000 + number, &[person])).await {
                witness.borrow_mut().acknowledged.push(Acknowledged {
                    message: 1000 + number,
                    sender: person,
                    receipt,
                    began,
                });
            }
        }
    });
}

/// Two to eight writers, and those who join, part and erase.
fn cast(schedule: &mut Schedule, random: &mut Random, plot: Plot, witness: &Rc<RefCell<Witness>>) {
    let mut writers = 2 + random.below(7);
    let mut number = 0;
    while writers > 0 {
        let mut people = vec![random.below(4) as usize];
        if random.chance(0.35) {
            people.push((people[0] + 1 + random.below(3) as usize) % 4);
        }
        let deliveries = if random.chance(0.4) {
            2.min(writers)
        } else {
            1
        };
        for _ in 0..deliveries {
            let journal = schedule.journal();
            schedule.spawn(deliver(journal, number, people.clone(), witness.clone()));
        }
        writers -= deliveries;
        number += 1;
    }
    if random.chance(0.5) {
        let (a, b) = (random.below(4) as usize, random.below(4) as usize);
        let journal = schedule.journal();
        let (a, b) = (home(&journal, a), home(&journal, b));
        schedule.spawn(async move {
            let _ = journal.merge(a, b, None).await;
        });
    }
    for _ in 0..plot.unmerges {
        let journal = schedule.journal();
        schedule.spawn(unmerge(journal, random.below(4) as usize));
    }
    if plot.erase {
        let journal = schedule.journal();
        schedule.spawn(erase(journal, random.below(4) as usize, witness.clone()));
    }
}

/// What a test run adds up.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    pub acknowledged: u64,
    pub voids: u64,
}

struct Judge {
    /// Nobody died and nothing failed.
    calm: bool,
    journal: Journal<Connection>,
    witness: Rc<RefCell<Witness>>,
    answers: Answers,
}

impl Judge {
    async fn judge(&self, erased: bool) -> Result<Counts, String> {
        agreed()?;
        let mut roots = BTreeMap::new();
        let mut of_person = Vec::new();
        for round in 0..2 {
            for person in 0..PEOPLE.len() {
                let view = self.acyclic(person).await?;
                if round == 1 {
                    of_person.push(view.log);
                    roots.insert(view.log, view);
                }
            }
        }
        let mut shown = BTreeMap::new();
        for (log, view) in &roots {
            shown.insert(*log, self.timeline(view).await?);
        }
        let acknowledged = self.once(&shown, &of_person, erased).await?;
        names::judge(&self.journal, &self.answers).await?;
        self.refolds(&roots).await?;
        agreed()?;
        Ok(Counts {
            acknowledged,
            voids: 0,
        })
    }

    /// I5: every log that moved, moved to a smaller name; and the walk to the root ends.
    async fn acyclic(&self, person: usize) -> Result<View, String> {
        let mut log = home(&self.journal, person);
        loop {
            let view = self.journal.load(log).await.map_err(failed)?;
            match view.closed {
                Some(closing) if closing.to >= log => {
                    return Err(format!("I5 acyclic: {log} moved to {}", closing.to));
                }
                Some(closing) => log = closing.to,
                None => break,
            }
        }
        self.journal
            .root(home(&self.journal, person))
            .await
            .map_err(failed)
    }

    /// Every interaction of a customer, by pages.
    async fn timeline(&self, view: &View) -> Result<Vec<String>, String> {
        let mut ids = Vec::new();
        let mut query = TimelineQuery {
            limit: 25,
            ..TimelineQuery::default()
        };
        loop {
            let page = match self.journal.timeline(&view.log.customer_id(), &query).await {
                Ok(page) => page,
                Err(Error::NotFound) => return Ok(ids),
                Err(error) => return Err(failed(error)),
            };
            let page: serde_json::Value = serde_json::from_slice(&page).unwrap();
            for item in page["items"].as_array().unwrap() {
                ids.push(item["id"].as_str().unwrap().to_owned());
            }
            match page["next"].as_str() {
                Some(next) => query.cursor = Some(next.to_owned()),
                None => return Ok(ids),
            }
        }
    }

    /// I1 and I4: an acknowledged interaction lies in a slot that counts, is shown by exactly one
    /// customer, and that is its sender's.
    async fn once(
        &self,
        shown: &BTreeMap<LogName, Vec<String>>,
        of_person: &[LogName],
        erased: bool,
    ) -> Result<u64, String> {
        // The others are done: nobody writes to it any more.
        let witness = self.witness.take();
        for ack in &witness.acknowledged {
            let id = ack.receipt.id.public();
            let total: usize = shown
                .values()
                .map(|ids| ids.iter().filter(|i| **i == id).count())
                .sum();
            let mine = shown[&of_person[ack.sender]]
                .iter()
                .filter(|i| **i == id)
                .count();
            let what = format!("message {} of {}", ack.message, PEOPLE[ack.sender]);
            if total > 1 {
                return Err(format!("I4 once: {what} is shown {total} times"));
            }
            let kept = !erased || self.must_survive(&witness, ack).await?;
            if kept && (total != 1 || mine != 1) {
                return Err(format!(
                    "I4 once: {what} is shown {total} times, {mine} to its sender"
                ));
            }
            if kept && self.calm && !erased {
                self.durable(ack).await?;
            }
        }
        Ok(witness.acknowledged.len() as u64)
    }

    /// Whether no erasure may have taken it: none ran, it began after the last had ended, or its
    /// slot comes after the last erasure of the log it lies in.
    async fn must_survive(&self, witness: &Witness, ack: &Acknowledged) -> Result<bool, String> {
        if witness.erasures.is_empty() {
            return Ok(true);
        }
        // A repetition of what was erased stays a duplicate: acknowledged, and gone.
        if ack.receipt.duplicate && ack.receipt.seq == 0 {
            return Ok(false);
        }
        if witness
            .erasures
            .iter()
            .all(|(_, end)| end.is_some_and(|e| e < ack.began))
        {
            return Ok(true);
        }
        let own = home(&self.journal, ack.sender);
        let view = self.journal.load(own).await.map_err(failed)?;
        let lies_here = ack.receipt.log == own && !ack.receipt.duplicate;
        let alone = view.links.is_empty() && view.partings.is_empty() && view.closed.is_none();
        Ok(lies_here && alone && ack.receipt.seq > view.after)
    }

    /// I1: it is found by its id as well. A twin that died after it had set the marker and before
    /// it learnt that its slot is void may leave the marker astray until the next delivery, so
    /// this holds only where nobody dies.
    async fn durable(&self, ack: &Acknowledged) -> Result<(), String> {
        let id = ack.receipt.id.public();
        let found = self.journal.interaction(&id).await;
        found.map_err(|error| format!("I1 durable: {id} by id: {error}"))?;
        Ok(())
    }

    /// I3: without any cached view or segment, the same is found.
    async fn refolds(&self, roots: &BTreeMap<LogName, View>) -> Result<(), String> {
        let world = self.journal.store.world.clone();
        world
            .borrow_mut()
            .data
            .retain(|k, _| !k.starts_with("tl:v") && !k.starts_with("tl:s"));
        for (log, view) in roots {
            let fresh = self.journal.load(*log).await.map_err(failed)?;
            let strip = |view: &View| View {
                tail: vec![],
                segmented: 0,
                // Bounds for paging; erased slots may leave them wider than they had to be.
                times: View::empty(view.log).times,
                ..view.clone()
            };
            if strip(&fresh) != strip(view) {
                return Err(format!("I3 view = refold: {log}\n{view:#?}\n{fresh:#?}"));
            }
        }
        Ok(())
    }
}

/// I2: all readers decided each slot alike.
fn agreed() -> Result<(), String> {
    let mut decided = BTreeMap::new();
    for (log, n, live) in take_decisions() {
        if *decided.entry((log, n)).or_insert(live) != live {
            return Err(format!(
                "I2 agreed: readers decided slot {n} of {log} both ways"
            ));
        }
    }
    Ok(())
}

fn failed(error: Error) -> String {
    format!("the last reader failed: {error}")
}
