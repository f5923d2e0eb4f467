//! How one value is found in a payload.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use crate::payload::is_blank;

/// A payload as a rule sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    /// All of it.
    pub root: &'a Value,
    /// The entry of it that is read; all of it where there are no entries.
    pub entry: &'a Value,
}

/// A JSON Pointer (RFC 6901) into the entry; with `^` before it into the whole payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pointer {
    from_root: bool,
    path: String,
}

impl Pointer {
    /// `None` when the text is none.
    pub fn read(text: &str) -> Option<Self> {
        let (from_root, path) = match text.strip_prefix('^') {
            Some(path) => (true, path),
            None => (false, text),
        };
        let begins = path.is_empty() || path.starts_with('/');
        // `~0` stands for `~` and `~1` for `/`; a `~` alone stands for nothing.
        let escapes = path
            .split('~')
            .skip(1)
            .all(|rest| rest.starts_with(['0', '1']));
        (begins && escapes).then(|| Self {
            from_root,
            path: path.to_owned(),
        })
    }

    /// Whether a text is meant to be a pointer.
    pub fn is_meant(text: &str) -> bool {
        text.is_empty() || text.starts_with(['/', '^'])
    }

    pub fn find<'a>(&self, view: View<'a>) -> Option<&'a Value> {
        let from = match self.from_root {
            true => view.root,
            false => view.entry,
        };
        from.pointer(&self.path)
    }
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rule {
    /// Always the same.
    Const(Value),
    /// From the payload.
    At(Pointer),
    /// From the payload, in other words.
    Mapped {
        pointer: Pointer,
        /// From the source's word to ours. Without it the word stays.
        map: Option<BTreeMap<String, String>>,
        /// For a word that is not in the map, and for none.
        default: Option<Value>,
    },
    /// The first of these that says something.
    First(Vec<Rule>),
}

impl Rule {
    /// The value, if it is neither `null` nor blank.
    pub fn find<'a>(&'a self, view: View<'a>) -> Option<Cow<'a, Value>> {
        let found = match self {
            Self::Const(value) => Cow::Borrowed(value),
            Self::At(pointer) => Cow::Borrowed(pointer.find(view)?),
            Self::Mapped {
                pointer,
                map,
                default,
            } => {
                let said = pointer.find(view).filter(|value| says_something(value));
                let value = match (said, map) {
                    (Some(value), None) => Some(Cow::Borrowed(value)),
                    (Some(value), Some(map)) => {
                        let word = word(value).and_then(|word| map.get(&*word));
                        word.map(|word| Cow::Owned(Value::from(word.as_str())))
                    }
                    (None, _) => None,
                };
                value.or_else(|| default.as_ref().map(Cow::Borrowed))?
            }
            Self::First(rules) => return rules.iter().find_map(|rule| rule.find(view)),
        };
        says_something(&found).then_some(found)
    }
}

/// A value as a word that a map may have.
fn word(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::Bool(bool) => Some(Cow::Owned(bool.to_string())),
        _ => None,
    }
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !is_blank(text),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use serde_json::json;

    #[test]
    fn pointers_are_those_of_the_rfc() {
        // RFC 6901 5.
        let document = json!({"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4,
            "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8});
        let view = View {
            root: &document,
            entry: &document,
        };
        for (pointer, expected) in [
            ("", Some(document.clone())),
            ("/foo", Some(json!(["bar", "baz"]))),
            ("/foo/0", Some(json!("bar"))),
            ("/", Some(json!(0))),
            ("/a~1b", Some(json!(1))),
            ("/c%d", Some(json!(2))),
            ("/e^f", Some(json!(3))),
            ("/g|h", Some(json!(4))),
            ("/i\\j", Some(json!(5))),
            ("/k\"l", Some(json!(6))),
            ("/ ", Some(json!(7))),
            ("/m~0n", Some(json!(8))),
            ("/foo/00", None),
            ("/foo/2", None),
            ("/foo/-", None),
            ("/foo/bar/x", None),
        ] {
            let found = Pointer::read(pointer).unwrap().find(view).cloned();
            assert_eq!(found, expected, "{pointer}");
        }
        for wrong in [
            "foo", "foo/bar", "#/foo", "/m~n", "/m~", "/~2", "^foo", " /foo",
        ] {
            assert_eq!(Pointer::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_caret_begins_at_the_root() {
        let (root, entry) = (json!({"a": 1}), json!({"a": 2}));
        let view = View {
            root: &root,
            entry: &entry,
        };
        let find = |pointer: &str| Pointer::read(pointer).unwrap().find(view).cloned();
        assert_eq!(find("/a"), Some(json!(2)));
        assert_eq!(find("^/a"), Some(json!(1)));
        assert_eq!(find("^"), Some(root.clone()));
    }
}
