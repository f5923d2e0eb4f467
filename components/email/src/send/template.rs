//! Variables put into subject, text and HTML (Jinja2, by minijinja).

use std::io;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, filters, tests};
use serde_json::{Map, Value};
use throughline_channel_kit::outbound::Unsendable;

/// The most instructions that one template may take.
const FUEL: u64 = 100_000;
/// The largest template, and the largest result, in bytes.
const LARGEST: usize = 256 << 10;

/// Renders `source`, the member `field` of the message, with these variables. `html` escapes what is
/// put in.
///
/// # Errors
///
/// [`Unsendable::Invalid`] where the template is none, uses what is not among the variables, or takes
/// too long or becomes too large.
pub fn render(
    field: &str,
    source: &str,
    variables: &Map<String, Value>,
    html: bool,
) -> Result<String, Unsendable> {
    let refused = |detail: String| Unsendable::invalid(field, detail);
    if source.len() > LARGEST {
        return Err(refused(format!("larger than {LARGEST} bytes")));
    }
    let mut environment = Environment::empty();
    add_filters(&mut environment);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_auto_escape_callback(move |_| match html {
        true => AutoEscape::Html,
        false => AutoEscape::None,
    });
    let template = environment
        .template_from_named_str(field, source)
        .map_err(|error| refused(format!("no template: {}", explained(&error))))?;
    let mut rendered = Bounded::default();
    let context = minijinja::Value::from(Serde(variables));
    match template.render_captured_to(context, &mut rendered) {
        Ok(_) => Ok(String::from_utf8_lossy(&rendered.0).into_owned() + last_line_end(source)),
        Err(_) if rendered.0.len() >= LARGEST => {
            Err(refused(format!("becomes larger than {LARGEST} bytes")))
        }
        Err(error) if error.kind() == ErrorKind::UndefinedError => {
            let mut missing: Vec<String> = template
                .undeclared_variables(true)
                .into_iter()
                .filter(|path| !is_there(path, variables))
                .collect();
            missing.sort();
            Err(refused(match missing.as_slice() {
                [] => format!("uses a variable that is not there: {}", explained(&error)),
                missing => format!(
                    "uses variables that are not there: {}",
                    cut(&missing.join(", "))
                ),
            }))
        }
        Err(error) => Err(refused(explained(&error))),
    }
}

/// The line end that a source ends with: minijinja drops it, and a subject that has one is to be refused
/// whether it is a template or not.
fn last_line_end(source: &str) -> &str {
    let end = source.strip_suffix('\n');
    let end = end.map(|start| start.strip_suffix('\r').unwrap_or(start));
    end.and_then(|start| source.get(start.len()..))
        .unwrap_or_default()
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

fn cut(text: &str) -> String {
    throughline_channel_kit::outbound::quote(text)
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
