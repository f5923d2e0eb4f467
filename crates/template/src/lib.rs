//! Variables put into subject, text and HTML (Jinja2, by minijinja).
//!
//! A template has what a letter needs: `{{ order.number }}`, `{% if %}`, `{% for %}` and a few filters.
//! It reads nothing but its variables, includes no other template, and whatever it does, it ends soon
//! and stays small.
//!
//! ```
//! use throughline_template::{Escape, render};
//!
//! let variables = serde_json::json!({"name": "Ann & co"});
//! let variables = variables.as_object().unwrap();
//! let html = render("<p>Dear {{ name }}</p>", variables, Escape::Html);
//! assert_eq!(html.as_deref(), Ok("<p>Dear Ann &amp; co</p>"));
//! let missing = render("{{ surname }}", variables, Escape::Nothing).unwrap_err();
//! assert_eq!(missing, "uses variables that are not there: surname");
//! ```

use std::io;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, filters, tests};
use serde_json::{Map, Value};

/// The most instructions that one template may take.
const FUEL: u64 = 100_000;
/// The largest template, and the largest result, in bytes.
pub const LARGEST: usize = 256 << 10;
/// How much of what is wrong is quoted, in characters.
const QUOTE: usize = 200;

/// What is done to a value before it is put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escape {
    /// It goes into a text as it is.
    Nothing,
    /// It goes into HTML, and is text there.
    Html,
}

/// Renders `source` with these variables. A line end at its end stays.
///
/// # Errors
///
/// What is wrong, for whoever wrote it: it is no template, uses what is not among the variables (all
/// of those are named), takes too long or becomes too large. At most a line of it is quoted.
pub fn render(
    source: &str,
    variables: &Map<String, Value>,
    escape: Escape,
) -> Result<String, String> {
    if source.len() > LARGEST {
        return Err(format!("larger than {LARGEST} bytes"));
    }
    let mut environment = Environment::empty();
    add_filters(&mut environment);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_auto_escape_callback(move |_| match escape {
        Escape::Html => AutoEscape::Html,
        Escape::Nothing => AutoEscape::None,
    });
    let template = environment
        .template_from_str(source)
        .map_err(|error| format!("no template: {}", explained(&error)))?;
    let mut rendered = Bounded::default();
    let context = minijinja::Value::from(Serde(variables));
    match template.render_captured_to(context, &mut rendered) {
        Ok(_) => Ok(String::from_utf8_lossy(&rendered.0).into_owned() + last_line_end(source)),
        Err(_) if rendered.0.len() >= LARGEST => {
            Err(format!("becomes larger than {LARGEST} bytes"))
        }
        Err(error) if error.kind() == ErrorKind::UndefinedError => {
            let mut missing: Vec<String> = template
                .undeclared_variables(true)
                .into_iter()
                .filter(|path| !is_there(path, variables))
                .collect();
            missing.sort();
            Err(match missing.as_slice() {
                [] => format!("uses a variable that is not there: {}", explained(&error)),
                missing => {
                    let missing = cut(&missing.join(", "));
                    format!("uses variables that are not there: {missing}")
                }
            })
        }
        Err(error) => Err(explained(&error)),
    }
}

/// The line end that a source ends with, also a lone `\r`: minijinja drops it, and a subject that has
/// one is to be refused whether it is a template or not.
fn last_line_end(source: &str) -> &str {
    let start = source.strip_suffix('\n').unwrap_or(source);
    let start = start.strip_suffix('\r').unwrap_or(start);
    source.get(start.len()..).unwrap_or_default()
}

/// Those that a letter needs. None of them makes much out of little, as `indent` or `format` could.
fn add_filters(environment: &mut Environment<'_>) {
    environment.add_filter("capitalize", filters::capitalize);
    environment.add_filter("default", filters::default);
    environment.add_filter("escape", filters::escape);
    environment.add_filter("first", filters::first);
    environment.add_filter("join", filters::join);
    environment.add_filter("last", filters::last);
    environment.add_filter("length", filters::length);
    environment.add_filter("lower", filters::lower);
    environment.add_filter("round", filters::round);
    environment.add_filter("title", filters::title);
    environment.add_filter("trim", filters::trim);
    environment.add_filter("upper", filters::upper);
    environment.add_test("defined", tests::is_defined);
    environment.add_test("none", tests::is_none);
    environment.add_test("undefined", tests::is_undefined);
}

/// Whether `order.number` can be had from the variables.
fn is_there(path: &str, variables: &Map<String, Value>) -> bool {
    let mut names = path.split('.');
    let first = names.next().and_then(|name| variables.get(name));
    names
        .try_fold(first, |value, name| Some(value?.get(name)))
        .flatten()
        .is_some()
}

fn explained(error: &minijinja::Error) -> String {
    let what = error.kind().to_string();
    let what = match error.detail() {
        Some(detail) => format!("{what}: {detail}"),
        None => what,
    };
    match error.line() {
        Some(line) => format!("{} (line {line})", cut(&what)),
        None => cut(&what),
    }
}

/// On one line, and at most [`QUOTE`] characters of it.
fn cut(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut shown = words.chars().filter(|char| !char.is_control());
    let cut: String = shown.by_ref().take(QUOTE).collect();
    match shown.next() {
        Some(_) => cut + "…",
        None => cut,
    }
}

/// What was rendered so far, up to [`LARGEST`].
#[derive(Default)]
struct Bounded(Vec<u8>);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = LARGEST - self.0.len().min(LARGEST);
        if bytes.len() > room {
            self.0.resize(LARGEST, b' ');
            return Err(io::Error::other("too large"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
