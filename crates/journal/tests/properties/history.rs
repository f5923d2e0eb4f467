//! Random histories of a few people, and what must be true of them afterwards.

use crate::drafts::{START, message, person};
use futures::executor::block_on;
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use throughline_journal::entry::{
    Direction, Entry, Participant, TicketChange, TicketStatus, Verdict,
};
use throughline_journal::{
    Clock, Draft, Error, Journal, LogName, Memory, TimelineQuery, View, instant,
};

const PEOPLE: [&str; 5] = ["ana", "bo", "cy", "di", "eve"];

/// Something that happens to people, who go by their index.
#[derive(Debug, Clone)]
pub enum Call {
    /// An interaction of somebody who is proven so, that happened so many milliseconds ago, with
    /// further identities.
    Record {
        from: usize,
        verdict: Verdict,
        ago: Option<u64>,
        also: Vec<(usize, Verdict)>,
        outbound: bool,
    },
    /// So many messages of somebody: enough for segments.
    Burst(usize, u64),
    /// An earlier interaction is delivered again.
    Repeat(usize),
    /// Somebody's last ticket is resolved.
    Resolve(usize),
    Merge(usize, usize),
    /// The so-many-th join of somebody is taken back.
    Unmerge(usize, usize),
    Erase(usize),
    /// A writer reads the customers of two, to join them; then something else happens; the writer closes
    /// the larger log and dies.
    Late(usize, usize, Box<Call>),
}

impl Call {
    pub fn any() -> impl Strategy<Value = Self> {
        let somebody = || 0..PEOPLE.len();
        prop_oneof![
            12 => Self::punctual(),
            1 => (somebody(), somebody(), Self::punctual())
                .prop_map(|(a, b, meanwhile)| Self::Late(a, b, Box::new(meanwhile))),
        ]
    }

    fn punctual() -> impl Strategy<Value = Self> {
        let somebody = || 0..PEOPLE.len();
        let verdict = || {
            prop_oneof![
                6 => Just(Verdict::Pass),
                2 => Just(Verdict::None),
                1 => Just(Verdict::Fail),
            ]
        };
        let record = (
            somebody(),
            verdict(),
            prop::option::of(0u64..100_000),
            prop::collection::vec((somebody(), verdict()), 0..3),
            prop::bool::weighted(0.2),
        )
            .prop_map(|(from, verdict, ago, also, outbound)| Self::Record {
                from,
                verdict,
                ago,
                also,
                outbound,
            });
        prop_oneof![
            12 => record,
            1 => (somebody(), 1u64..90).prop_map(|(who, n)| Self::Burst(who, n)),
            2 => (0usize..50).prop_map(Self::Repeat),
            1 => somebody().prop_map(Self::Resolve),
            3 => (somebody(), somebody()).prop_map(|(a, b)| Self::Merge(a, b)),
            3 => (somebody(), 0usize..4).prop_map(|(who, n)| Self::Unmerge(who, n)),
            1 => somebody().prop_map(Self::Erase),
        ]
    }
}

/// So many cases, fifty times as many of a long run; what fails is written down as a test rather than kept
/// in a file.
pub fn cases(cases: u32) -> ProptestConfig {
    let times = match std::env::var_os("THROUGHLINE_LONG") {
        Some(_) => 50,
        None => 1,
    };
    ProptestConfig {
        cases: cases * times,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// What was recorded of each home and not erased: ids with when they happened.
pub type Expected = BTreeMap<LogName, BTreeMap<String, u64>>;

pub struct World {
    pub journal: Journal<Memory>,
}

impl World {
    pub fn new() -> Self {
        Self {
            journal: Journal::new(Memory::at(START), "a secret", 7),
        }
    }

    fn home(&self, who: usize) -> LogName {
        self.journal.naming.home("user", PEOPLE[who])
    }

    fn root(&self, home: LogName) -> View {
        block_on(self.journal.root(home)).unwrap()
    }

    /// Every home there may be, those of pretenders included.
    pub fn homes(&self) -> Vec<LogName> {
        let naming = &self.journal.naming;
        PEOPLE
            .iter()
            .flat_map(|name| [naming.home("user", name), naming.impostor("user", name)])
            .collect()
    }

    /// Makes all calls, completes what dead writers left, and answers what shall be found afterwards.
    pub fn play(&self, calls: &[Call]) -> Expected {
        let mut expected = Expected::new();
        let mut recorded: Vec<Draft> = Vec::new();
        for call in calls {
            self.journal.store.time.set(self.journal.store.now() + 500);
            self.make(call, &mut expected, &mut recorded);
        }
        self.customers();
        expected
    }

    fn make(&self, call: &Call, expected: &mut Expected, recorded: &mut Vec<Draft>) {
        match call {
            Call::Record { .. } => {
                let draft = self.draft(call, recorded.len());
                self.record(&draft, expected, false);
                recorded.push(draft);
            }
            Call::Burst(who, count) => {
                for _ in 0..*count {
                    let draft = message(PEOPLE[*who], &format!("m{}", recorded.len()));
                    self.record(&draft, expected, false);
                    recorded.push(draft);
                }
            }
            Call::Repeat(index) => {
                if let Some(draft) = recorded.get(*index) {
                    self.record(draft, expected, true);
                }
            }
            Call::Resolve(who) => self.resolve(*who),
            Call::Merge(a, b) => {
                block_on(self.journal.merge(self.home(*a), self.home(*b), None)).unwrap();
                assert_eq!(self.root(self.home(*a)), self.root(self.home(*b)));
            }
            Call::Unmerge(who, index) => self.unmerge(*who, *index),
            Call::Erase(who) => self.erase(*who, expected, recorded),
            Call::Late(a, b, meanwhile) => {
                let mut roots = [*a, *b].map(|who| self.root(self.home(who)));
                roots.sort_by_key(|root| root.log);
                self.make(meanwhile, expected, recorded);
                let [smaller, mut larger] = roots;
                if smaller.log != larger.log {
                    let moved = Entry::Moved {
                        to: smaller.log,
                        why: None,
                    };
                    block_on(self.journal.put(&mut larger, &moved, |_| vec![])).unwrap();
                }
            }
        }
    }

    fn draft(&self, call: &Call, number: usize) -> Draft {
        let Call::Record {
            from,
            verdict,
            ago,
            also,
            outbound,
        } = call
        else {
            unreachable!("not a record")
        };
        let participant = |who: usize, verdict| Participant {
            verdict,
            ..person(PEOPLE[who])
        };
        let mut draft = message(PEOPLE[*from], &format!("m{number}"));
        draft.customer.verdict = *verdict;
        draft.also = also.iter().map(|(who, v)| participant(*who, *v)).collect();
        draft.occurred_at = ago.map(|ago| self.journal.store.now() - ago);
        if *outbound {
            draft.direction = Direction::Outbound;
        }
        draft
    }

    fn record(&self, draft: &Draft, expected: &mut Expected, again: bool) {
        let now = self.journal.store.now();
        let receipt = block_on(self.journal.record(draft)).unwrap();
        assert_eq!(receipt.duplicate, again, "{}", draft.message_id);
        if !again {
            let naming = &self.journal.naming;
            let name = &draft.customer.identity.value;
            let home = match draft.customer.verdict {
                Verdict::Fail => naming.impostor("user", name),
                _ => naming.home("user", name),
            };
            let at = draft.occurred_at.unwrap_or(now);
            let of_home = expected.entry(home).or_default();
            of_home.insert(receipt.id.public(), at);
        }
    }

    fn resolve(&self, who: usize) {
        let home = self.home(who);
        let Some(ticket) = self.root(home).content.tickets.list.last().cloned() else {
            return;
        };
        let change = TicketChange {
            home: ticket.home,
            ticket: ticket.id,
            recorded_at: self.journal.store.now(),
            status: Some(TicketStatus::Resolved),
            priority: None,
            queue: None,
            assignee: None,
            tags: None,
            subject: None,
        };
        block_on(self.journal.change_ticket(change)).unwrap();
    }

    fn unmerge(&self, who: usize, index: usize) {
        let home = self.home(who);
        let links = block_on(self.journal.links(home)).unwrap();
        if links.is_empty() {
            return;
        }
        let link = &links[index % links.len()];
        assert!(block_on(self.journal.unmerge(home, link.log, link.at)).unwrap());
        let root = self.root(home);
        assert!(
            root.links
                .iter()
                .all(|l| (l.log, l.at) != (link.log, link.at))
        );
        assert_ne!(self.root(link.log).log, self.root(link.to).log);
    }

    fn erase(&self, who: usize, expected: &mut Expected, recorded: &[Draft]) {
        // What a dead writer left half done may be completed after an erasure as well as before.
        self.customers();
        let gone = self.root(self.home(who)).homes;
        let ids: BTreeSet<String> = gone
            .iter()
            .flat_map(|home| expected.get(home).into_iter().flat_map(BTreeMap::keys))
            .cloned()
            .collect();
        expected.retain(|home, _| !gone.contains(home));
        block_on(self.journal.erase(self.home(who))).unwrap();
        let naming = &self.journal.naming;
        let of_them = recorded.iter().filter(|draft| {
            let id = naming.interaction(&draft.channel, &draft.account, &draft.message_id);
            ids.contains(&id.public())
        });
        let mut words: Vec<String> = of_them
            .map(|draft| format!("{}\"", draft.text.as_deref().unwrap()))
            .collect();
        // Who pretends to be them is somebody else, and keeps the name.
        let nobody_pretends = |name: &&&str| {
            let root = self.root(naming.impostor("user", name));
            gone.contains(&naming.home("user", name)) && !root.is_owned()
        };
        let names = PEOPLE.iter().filter(nobody_pretends);
        words.extend(names.map(|name| format!("\"{name}\"")));
        self.holds_none_of(&words);
        for home in gone {
            let root = self.root(home);
            assert_eq!(root.homes, [home], "joined to somebody after an erasure");
            assert!(!root.is_owned(), "known after an erasure");
        }
    }

    /// No stored value holds one of these words.
    fn holds_none_of(&self, words: &[String]) {
        for (key, value) in self.journal.store.data.borrow().iter() {
            let value = String::from_utf8_lossy(value);
            for word in words {
                assert!(!value.contains(word.as_str()), "{key} still holds {word}");
            }
        }
    }

    /// The customers there are once whatever dead writers left half done is completed: each root with its
    /// homes.
    fn customers(&self) -> BTreeMap<LogName, BTreeSet<LogName>> {
        let mut before = self.roots();
        loop {
            let now = self.roots();
            if now == before {
                return now;
            }
            before = now;
        }
    }

    fn roots(&self) -> BTreeMap<LogName, BTreeSet<LogName>> {
        let mut customers: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for home in self.homes() {
            customers
                .entry(self.root(home).log)
                .or_default()
                .insert(home);
        }
        customers
    }

    /// Every customer's pages show each of its interactions once, the newest first, and nobody
    /// else's; a lookup counts them.
    pub fn shows(&self, expected: &Expected, limit: usize) {
        let nothing = BTreeMap::new();
        for (root, homes) in self.customers() {
            let own: BTreeMap<_, _> = homes
                .iter()
                .flat_map(|home| expected.get(home).unwrap_or(&nothing))
                .collect();
            let shown = self.pages(root, limit);
            let ids: BTreeSet<_> = shown.iter().map(|(id, _)| id).collect();
            assert_eq!(ids.len(), shown.len(), "{root}: something is shown twice");
            assert_eq!(ids, own.keys().copied().collect(), "{root}");
            for (id, at) in &shown {
                assert_eq!(*at, instant(*own[id]), "{root}: {id}");
            }
            assert!(shown.is_sorted_by(|a, b| a.1 >= b.1), "{root}: {shown:?}");
            assert_eq!(shown, self.pages(root, 50), "{root}: limit {limit}");
            let content = self.root(root).content;
            assert_eq!(content.interactions, own.len() as u64, "{root}");
            let latest = content.recent.iter().map(|i| i.id.public());
            assert!(
                latest.eq(shown.iter().take(50).map(|(id, _)| id.clone())),
                "{root}"
            );
        }
    }

    /// All pages of a customer: ids, and when they happened.
    fn pages(&self, root: LogName, limit: usize) -> Vec<(String, String)> {
        let mut query = TimelineQuery {
            limit,
            ..TimelineQuery::default()
        };
        let mut shown = Vec::new();
        loop {
            let page = match block_on(self.journal.timeline(&root.customer_id(), &query)) {
                Ok(page) => serde_json::from_slice::<Value>(&page).unwrap(),
                Err(Error::NotFound) => return shown,
                Err(error) => panic!("{root}: {error}"),
            };
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= limit);
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            shown.extend(
                items
                    .iter()
                    .map(|i| (text(&i["id"]), text(&i["occurred_at"]))),
            );
            match page["next"].as_str() {
                Some(next) => query.cursor = Some(next.to_owned()),
                None => return shown,
            }
        }
    }

    /// I3: without cached views and segments every log folds to the same.
    pub fn folds_again(&self) {
        let fold = |home| block_on(self.journal.load(home)).unwrap();
        let before: Vec<_> = self.homes().into_iter().map(fold).collect();
        let cache = |key: &str| key.starts_with("tl:v") || key.starts_with("tl:s");
        let mut data = self.journal.store.data.borrow_mut();
        data.retain(|key, _| !cache(key));
        drop(data);
        for view in before {
            let again = fold(view.log);
            // What only says where slots are cached, and bounds that erasing leaves wider.
            let strip = |view: View| View {
                tail: vec![],
                segmented: 0,
                times: View::empty(view.log).times,
                ..view
            };
            assert_eq!(strip(again), strip(view));
        }
    }
}
