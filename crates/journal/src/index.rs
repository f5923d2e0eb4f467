//! The index: which customers are listed under a term. It is a trie of logs, and each node is a fold.
//!
//! A *posting* is a term and a customer, both as keyed hashes, so that the index says nothing of
//! anybody and has nothing to forget. A node holds the first [`FULL`] postings that came to it; those
//! that come later go to its sixteen children, by the next four bits of the posting. Whoever reads a
//! term walks down as long as nodes are full.
//!
//! Postings are hints: a customer may have been joined, changed or erased since, so whoever finds one
//! looks at the customer. Nothing is ever taken out.

mod hearsay;
mod keeping;
mod terms;

pub(crate) use terms::{SUGGESTED, Wanted, Words};

use crate::entry::Entry;
use crate::error::Result;
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::LogName;
use crate::view::View;
use futures::FutureExt;
use futures::future::{LocalBoxFuture, try_join_all};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Postings of a node before later ones go to its children.
const FULL: usize = 2_000;
/// Postings of one entry, so that it fits a slot.
const TOGETHER: usize = 96;
/// Four bits of a posting choose among children.
const NIBBLES: usize = 2 * POSTING;
/// Bytes of a term.
const TERM: usize = 8;
/// Bytes of a posting: a term, then a log's name.
const POSTING: usize = TERM + 16;

/// What customers are listed under, as a keyed hash.
pub(crate) type Term = [u8; TERM];

/// A term and a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Posting(pub(crate) [u8; POSTING]);

impl Posting {
    pub(crate) fn new(term: Term, customer: LogName) -> Self {
        let mut bytes = [0; POSTING];
        let (front, back) = bytes.split_at_mut(TERM);
        front.copy_from_slice(&term);
        back.copy_from_slice(&customer.0);
        Self(bytes)
    }

    fn term(&self) -> Term {
        std::array::from_fn(|i| self.0[i])
    }

    pub(crate) fn customer(&self) -> LogName {
        LogName(std::array::from_fn(|i| self.0[TERM + i]))
    }

    fn nibble(&self, depth: usize) -> u8 {
        let byte = self.0.get(depth / 2).copied().unwrap_or_default();
        if depth.is_multiple_of(2) {
            byte >> 4
        } else {
            byte & 15
        }
    }
}

/// Postings as an entry has them: base64.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Postings(String);

impl Postings {
    pub(crate) fn new(postings: &[Posting]) -> Self {
        let bytes: Vec<u8> = postings.iter().flat_map(|p| p.0).collect();
        Self(data_encoding::BASE64.encode(&bytes))
    }

    fn read(&self) -> Vec<Posting> {
        let bytes = data_encoding::BASE64.decode(self.0.as_bytes());
        let bytes = bytes.unwrap_or_default();
        bytes.as_chunks().0.iter().map(|p| Posting(*p)).collect()
    }
}

/// The postings of one node, in order, as one run of bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Node(pub(crate) Vec<u8>);

impl Node {
    fn all(&self) -> &[[u8; POSTING]] {
        self.0.as_chunks().0
    }

    pub(crate) fn add(&mut self, postings: &Postings) {
        for posting in postings.read() {
            if let Err(at) = self.all().binary_search(&posting.0) {
                self.0.splice(at * POSTING..at * POSTING, posting.0);
            }
        }
    }

    fn has(&self, posting: &Posting) -> bool {
        self.all().binary_search(&posting.0).is_ok()
    }

    fn is_full(&self) -> bool {
        self.all().len() >= FULL
    }

    /// The postings of a term after a customer.
    fn of(&self, term: Term, after: LogName) -> impl Iterator<Item = Posting> {
        let first = Posting::new(term, after);
        let begin = self.all().partition_point(|p| *p <= first.0);
        let rest = self.all().get(begin..).unwrap_or_default();
        rest.iter()
            .map(|p| Posting(*p))
            .take_while(move |p| p.term() == term)
    }
}

impl<S: Kv + Clock> Journal<S> {
    /// Lists customers under terms and answers the postings that are new.
    ///
    /// Store operations: for each node on the way of a posting a lookup, for every 96 new ones of a node
    /// an append.
    pub(crate) async fn list(&self, postings: &[Posting]) -> Result<BTreeSet<Posting>> {
        let wanted: BTreeSet<Posting> = postings.iter().copied().collect();
        let mut new = BTreeSet::new();
        self.list_below(Vec::new(), wanted.into_iter().collect(), &mut new)
            .await?;
        Ok(new)
    }

    fn list_below<'a>(
        &'a self,
        path: Vec<u8>,
        mut postings: Vec<Posting>,
        new: &'a mut BTreeSet<Posting>,
    ) -> LocalBoxFuture<'a, Result<()>> {
        async move {
            let log = self.naming.index(&path);
            let mut node = self.load(log).await?;
            loop {
                postings.retain(|p| !node.content.index.has(p));
                if postings.is_empty() {
                    return Ok(());
                }
                if node.content.index.is_full() && path.len() < NIBBLES {
                    break;
                }
                let some = postings
                    .get(..postings.len().min(TOGETHER))
                    .unwrap_or_default();
                let entry = Entry::Listed {
                    home: log,
                    postings: Postings::new(some),
                };
                self.put(&mut node, &entry, |_| Vec::new()).await?;
                new.extend(some.iter().filter(|p| node.content.index.has(p)));
            }
            let mut children: BTreeMap<u8, Vec<Posting>> = BTreeMap::new();
            for posting in postings {
                let child = posting.nibble(path.len());
                children.entry(child).or_default().push(posting);
            }
            for (child, postings) in children {
                let path = [path.as_slice(), &[child]].concat();
                self.list_below(path, postings, new).await?;
            }
            Ok(())
        }
        .boxed_local()
    }

    /// At most `most` customers that are listed under a term, in the order of their names, after one.
    ///
    /// Store operations: a lookup for each node: one, and one more for each sixteenfold of 2,000 postings
    /// in the index; one for every 2,000 customers of the term beyond.
    pub(crate) async fn listed(
        &self,
        term: Term,
        after: LogName,
        most: usize,
    ) -> Result<Vec<LogName>> {
        let mut found = BTreeSet::new();
        let mut level = vec![Vec::new()];
        while !level.is_empty() {
            let nodes = level.iter().map(|path| self.load(self.naming.index(path)));
            let nodes: Vec<View> = try_join_all(nodes).await?;
            let mut below = Vec::new();
            for (path, node) in level.into_iter().zip(nodes) {
                found.extend(node.content.index.of(term, after));
                if node.content.index.is_full() {
                    below.extend(children(path, term));
                }
            }
            level = below;
        }
        Ok(found.iter().take(most).map(Posting::customer).collect())
    }
}

/// The children of a full node in which postings of a term may be.
fn children(path: Vec<u8>, term: Term) -> impl Iterator<Item = Vec<u8>> {
    let depth = path.len();
    let chosen = (depth < 2 * TERM).then(|| Posting::new(term, LogName([0; 16])).nibble(depth));
    let all = (0..16).filter(move |child| chosen.is_none_or(|c| c == *child));
    all.map(move |child| [path.as_slice(), &[child]].concat())
}
