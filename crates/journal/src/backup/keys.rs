//! Every kind of key there is, and what a backup makes of it.

use crate::name::{LogName, Naming};

/// What a backup makes of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Treatment {
    /// It is copied, in this part of the file.
    Copied(Part),
    /// A counter: its value is written down, and incremented to.
    Counted,
    /// It is a fold of what is copied, and computed again.
    Rebuilt,
    /// It is of no use to anybody later.
    Left,
}

/// The parts of a file, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// The slots of customers' logs.
    Slots,
    /// The logs of what waits (outbox, calls, erasures), and erasures: after the slots they wait for, so
    /// that nothing on a timeline is missing in its list.
    Waiting,
    /// What lies apart from slots, markers, the feed, and which slots were being sealed.
    Apart,
    /// What became of those.
    Verdicts,
    /// Every counter.
    Counters,
}

impl Part {
    pub(crate) fn next(self) -> Option<Self> {
        match self {
            Self::Slots => Some(Self::Waiting),
            Self::Waiting => Some(Self::Apart),
            Self::Apart => Some(Self::Verdicts),
            Self::Verdicts => Some(Self::Counters),
            Self::Counters => None,
        }
    }
}

use Treatment::{Copied, Counted, Left, Rebuilt};

/// What stands between `tl:` and the next `:` (`#` for digits), what becomes of it, and why.
pub(crate) const TABLE: &[(&str, Treatment, &str)] = &[
    (
        "e",
        Copied(Part::Slots),
        "slots are what everything is folded from",
    ),
    (
        "er",
        Copied(Part::Waiting),
        "an erasure that is not finished goes on; the others are receipts",
    ),
    (
        "et",
        Copied(Part::Waiting),
        "which erasure took a home is told by nothing else",
    ),
    ("a", Copied(Part::Apart), "attachments"),
    (
        "b",
        Copied(Part::Apart),
        "parts of interactions that are too large for a slot",
    ),
    (
        "c",
        Copied(Part::Apart),
        "the text of an interaction since it was edited",
    ),
    ("g", Copied(Part::Apart), "what is known of a call"),
    (
        "k",
        Copied(Part::Apart),
        "up to when a customer has read is told by nothing else",
    ),
    (
        "m",
        Copied(Part::Apart),
        "markers of provider's names, and of erased interactions, are in no slot",
    ),
    (
        "p",
        Copied(Part::Apart),
        "reports that came before their interaction still wait for it",
    ),
    ("q", Copied(Part::Apart), "what came along with a text"),
    (
        "u",
        Copied(Part::Apart),
        "payloads that nobody could read yet",
    ),
    ("ul", Copied(Part::Apart), "their list"),
    (
        "f",
        Copied(Part::Apart),
        "the feed cannot be folded from logs: it says when and by whom",
    ),
    ("f0", Copied(Part::Apart), "the feed's first day"),
    ("fd", Copied(Part::Apart), "its days"),
    ("fh", Copied(Part::Apart), "its hours"),
    ("fw", Copied(Part::Apart), "its writers"),
    ("cfg", Copied(Part::Apart), "configuration"),
    ("x", Copied(Part::Apart), "flags decide which slots count"),
    ("y", Copied(Part::Verdicts), "as x, whose verdict it is"),
    ("z", Copied(Part::Verdicts), "as x, whose verdict it is"),
    ("n", Counted, "the counter of a log"),
    ("fn", Counted, "the writers of a minute"),
    ("un", Counted, "the list of payloads that nobody could read"),
    ("v#", Rebuilt, "views are folds"),
    ("s#", Rebuilt, "segments are slots once more"),
    ("w#", Rebuilt, "the work list is a fold of the feed"),
    (
        "i#",
        Rebuilt,
        "how far the index has read the feed: it has read none of what is restored",
    ),
    ("index", Rebuilt, "the fingerprint is in the first line"),
    (
        "rt",
        Left,
        "how far the feed was walked for retention: it is walked again",
    ),
    ("ln", Left, "limits are of minutes and hours"),
    ("lw", Left, "as ln"),
    (
        "probe",
        Left,
        "what the check of a store leaves when it is interrupted",
    ),
];

/// What becomes of a key of ours; `None` when there is no such kind, or it is somebody else's.
pub(crate) fn treatment(key: &str) -> Option<Treatment> {
    let name = key.strip_prefix("tl:")?;
    let name = name.split_once(':').map_or(name, |(name, _)| name);
    let is = |kind: &str| match kind.strip_suffix('#') {
        Some(letter) => name
            .strip_prefix(letter)
            .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())),
        None => kind == name,
    };
    let row = TABLE.iter().find(|(kind, _, _)| is(kind));
    row.map(|(_, treatment, _)| *treatment)
}

/// Whether a key is ours: over Redis others may share the database.
pub(crate) fn is_ours(key: &str) -> bool {
    key.starts_with("tl:")
}

/// The log of a log's counter.
pub(crate) fn log_of_counter(key: &str) -> Option<LogName> {
    key.strip_prefix("tl:n:")?.parse().ok()
}

/// The log and the number of a slot.
pub(crate) fn slot(key: &str) -> Option<(LogName, u64)> {
    place(key.strip_prefix("tl:e:")?)
}

/// The log and the number of a slot that somebody began to seal.
pub(crate) fn sealing(key: &str) -> Option<(LogName, u64)> {
    place(key.strip_prefix("tl:x:")?)
}

fn place(text: &str) -> Option<(LogName, u64)> {
    let (log, n) = text.split_once(':')?;
    Some((log.parse().ok()?, n.parse().ok()?))
}

/// Whether it is a list that is folded of the feed.
pub(crate) fn is_list(key: &str) -> bool {
    let folded = treatment(key) == Some(Rebuilt);
    folded && (key.starts_with("tl:w") || key.starts_with("tl:i")) && key != "tl:index"
}

/// Whether it is the record of an erasure.
pub(crate) fn is_erasure(key: &str) -> bool {
    key.starts_with("tl:er:")
}

/// In which part of a file a key stands.
#[derive(Debug)]
pub(crate) struct Places {
    /// Logs whose slots come after everybody's.
    waiting: [String; 3],
}

impl Places {
    pub fn new(naming: &Naming) -> Self {
        let logs = [naming.outbox(), naming.calls(), naming.erasures()];
        Self {
            waiting: logs.map(|log| format!("tl:e:{log}:")),
        }
    }

    pub fn part(&self, key: &str) -> Option<Part> {
        match treatment(key)? {
            Copied(Part::Slots) if self.waiting.iter().any(|log| key.starts_with(log)) => {
                Some(Part::Waiting)
            }
            Copied(part) => Some(part),
            Counted => Some(Part::Counters),
            Rebuilt | Left => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// What follows `tl:` in every string of a source file.
    fn literals(source: &str) -> impl Iterator<Item = String> {
        source.split("\"tl:").skip(1).map(|rest| {
            let end = rest.find(['"', ':']).unwrap_or(rest.len());
            // The version of a fold is written as a variable.
            rest.get(..end).unwrap_or_default().replace("{FOLD}", "1")
        })
    }

    fn files(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, found);
            } else if !path.ends_with("backup/keys.rs") {
                found.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn every_kind_of_key_in_the_source_is_in_the_table() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut sources = Vec::new();
        for folder in [root.join("src"), root.join("../store/src")] {
            files(&folder, &mut sources);
        }
        let mut seen = std::collections::BTreeSet::new();
        for name in sources.iter().flat_map(|s| literals(s)) {
            assert!(
                treatment(&format!("tl:{name}:")).is_some(),
                "a backup knows nothing of keys that begin with tl:{name}"
            );
            seen.insert(name);
        }
        assert!(seen.len() + 2 >= TABLE.len(), "the search found {seen:?}");
    }

    #[test]
    fn kinds_are_told_apart() {
        for (key, expected) in [
            ("tl:e:00:1", Some(Copied(Part::Slots))),
            ("tl:er:00", Some(Copied(Part::Waiting))),
            ("tl:f0", Some(Copied(Part::Apart))),
            ("tl:fn:1:2", Some(Counted)),
            ("tl:un", Some(Counted)),
            ("tl:v5:00", Some(Rebuilt)),
            ("tl:v12:00", Some(Rebuilt)),
            ("tl:index", Some(Rebuilt)),
            ("tl:v:00", None),
            ("tl:v5x:00", None),
            ("tl:", None),
            ("tl", None),
            ("theirs:e:00:1", None),
            ("", None),
        ] {
            assert_eq!(treatment(key), expected, "{key}");
        }
    }
}
