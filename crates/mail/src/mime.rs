//! MIME (RFC 2045 to 2049): the tree of parts, read into text, HTML and files.
//!
//! mail-parser reads single fields; the tree is cut here. mail-parser looks for a boundary that never
//! comes from each part to the end of the mail, which is quadratic, takes one for a boundary that
//! stands in the middle of a line, and leaves the last part encoded where the end is missing
//! (`docs/decisions/0013-what-mail-parser-does-and-what-not.md`). This one reads every byte at most
//! once for each of [`MAX_DEPTH`] levels.

use std::borrow::Cow;

use crate::entity::{DEFAULT, Entity, MESSAGE};
use crate::header;
use crate::model::{File, Mail};

/// Multiparts are opened to this depth; what is nested deeper is kept as a file.
pub const MAX_DEPTH: usize = 16;
/// At most so many parts are told apart; the last one holds, undecoded, what follows it. It bounds the
/// memory: a part may be as short as its delimiter.
pub const MAX_PARTS: usize = 10_000;

/// Reads a mail. `None` only where there is not a single header field in front.
///
/// - `text` is `Some` where all of the body can be read as plain text. A mail of which a part is HTML
///   without an alternative has only `html`, and that is complete: plain parts in between are in it.
/// - Line ends of `text` and `html` are `\n`, and NUL is left out.
/// - Files come in their order in the mail: attachments, pictures of the HTML, attached mails,
///   reports, calendar entries, signatures, encrypted parts, and whatever is unknown.
/// - What a broken mail holds is kept: a multipart without a boundary is cut where parts seem to
///   begin, or is text; a broken encoding is decoded as far as it goes.
///
/// Takes time linear in the size, and memory of a few times the size (six at the worst, where tiny
/// parts become HTML): for what it returns, and for one part on its way from bytes to text.
pub fn parse(message: &[u8]) -> Option<Mail> {
    let (fields, body) = header::split(start(message)?);
    let mut parts = Parts::default();
    parts.read(&Entity::new(&fields, body, DEFAULT), Role::Body, 0);
    let mut mail = header::read(fields);
    (mail.text, mail.html) = joined(parts.sections);
    mail.files = parts.files;
    Some(mail)
}

/// Where the header begins: behind a byte order mark, empty lines, and lines that are no fields, such
/// as the `From ` line of a mailbox file.
pub(crate) fn start(message: &[u8]) -> Option<&[u8]> {
    let mut rest = message.strip_prefix(b"\xef\xbb\xbf").unwrap_or(message);
    while !rest.is_empty() {
        let (line, after) = header::next_line(rest);
        if header::name_and_value(line).is_some() {
            return Some(rest);
        }
        rest = after;
    }
    None
}

/// A stretch of the body in the forms it comes in.
#[derive(Default)]
struct Section {
    text: Option<String>,
    html: Option<String>,
}

/// What a part is to the multipart around it.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    /// To be read, one after the other.
    Body,
    /// One of several forms of the same.
    Alternative,
    /// Something that belongs to another part: a picture, a signature, a report.
    Beside,
}

/// What has been read so far.
#[derive(Default)]
struct Parts {
    sections: Vec<Section>,
    files: Vec<File>,
    /// How many parts were told apart.
    found: usize,
}

impl Parts {
    fn read(&mut self, entity: &Entity, role: Role, depth: usize) {
        match entity.kind.strip_prefix("multipart/") {
            Some(subtype) if self.opens(role, depth) => {
                let bodies = bodies(entity, MAX_PARTS.saturating_sub(self.found));
                self.found += bodies.len();
                if bodies.is_empty() {
                    self.add_text(entity, false);
                } else {
                    self.read_multipart(subtype, entity, bodies, depth + 1);
                }
            }
            None if self.is_body(entity, role) => self.add_text(entity, entity.kind == "text/html"),
            _ => self.files.push(entity.file()),
        }
    }

    fn opens(&self, role: Role, depth: usize) -> bool {
        depth < MAX_DEPTH && self.found < MAX_PARTS && role != Role::Beside
    }

    /// Whether a part is to be read rather than kept as a file. A file name makes a file, except of
    /// one form of an alternative, and except for the old `name` of a mail's first text.
    fn is_body(&self, entity: &Entity, role: Role) -> bool {
        let readable = ["text/plain", "text/html"].contains(&entity.kind.as_str());
        let named = match role {
            Role::Body => {
                entity.filename.is_some() || entity.name.is_some() && !self.sections.is_empty()
            }
            Role::Alternative => false,
            Role::Beside => true,
        };
        readable && !entity.attachment && !named
    }

    fn add_text(&mut self, entity: &Entity, html: bool) {
        let text = Some(entity.text());
        self.sections.push(match html {
            true => Section {
                html: text,
                text: None,
            },
            false => Section { text, html: None },
        });
    }

    fn read_multipart(&mut self, subtype: &str, entity: &Entity, bodies: Vec<&[u8]>, depth: usize) {
        let default = if subtype == "digest" {
            MESSAGE
        } else {
            DEFAULT
        };
        let entities = bodies.into_iter().map(|body| {
            let (fields, body) = header::split(body);
            Entity::new(&fields, body, default)
        });
        match subtype {
            "alternative" => self.read_alternative(entities, depth),
            "related" => {
                let entities: Vec<Entity> = entities.collect();
                let root = root(&entities, entity.root.as_deref());
                for (at, part) in entities.iter().enumerate() {
                    let role = if at == root { Role::Body } else { Role::Beside };
                    self.read(part, role, depth);
                }
            }
            "signed" | "report" => {
                for (at, part) in entities.enumerate() {
                    let role = if at == 0 { Role::Body } else { Role::Beside };
                    self.read(&part, role, depth);
                }
            }
            "encrypted" => entities.for_each(|part| self.read(&part, Role::Beside, depth)),
            _ => entities.for_each(|part| self.read(&part, Role::Body, depth)),
        }
    }

    /// The last form of a kind is the best (RFC 2046 5.1.4).
    fn read_alternative<'a>(&mut self, forms: impl Iterator<Item = Entity<'a>>, depth: usize) {
        let mut best = Section::default();
        for form in forms {
            let mut parts = Parts {
                found: self.found,
                ..Parts::default()
            };
            parts.read(&form, Role::Alternative, depth);
            self.found = parts.found;
            let (text, html) = joined(parts.sections);
            best.text = text.or(best.text);
            best.html = html.or(best.html);
            self.files.extend(parts.files);
        }
        // An empty form next to one that is not stands for nothing.
        match (is_blank(&best.text), is_blank(&best.html)) {
            (true, false) => best.text = None,
            (false, true) => best.html = None,
            _ => {}
        }
        if best.text.is_some() || best.html.is_some() {
            self.sections.push(best);
        }
    }
}

/// The part that a `multipart/related` is about: the one that `start` names, else the first that can
/// be read.
fn root(entities: &[Entity], start: Option<&str>) -> usize {
    let start = start.map(|start| start.trim_matches(['<', '>', ' ']));
    let named = |part: &Entity| start.is_some() && part.id.as_deref() == start;
    let readable = |part: &Entity| {
        part.kind == "text/html" || part.kind == DEFAULT || part.kind.starts_with("multipart/")
    };
    let named = entities.iter().position(named);
    named
        .or_else(|| entities.iter().position(readable))
        .unwrap_or(0)
}

/// The parts of a multipart, each with its header; empty where none can be told apart.
fn bodies<'a>(entity: &Entity<'a>, limit: usize) -> Vec<&'a [u8]> {
    let declared = entity.boundary.as_deref().map(str::as_bytes);
    let bodies = declared.map(|boundary| between(entity.body, boundary, limit));
    match bodies {
        Some(bodies) if !bodies.is_empty() => bodies,
        _ => match likely_boundary(entity.body) {
            Some(boundary) => between(entity.body, boundary, limit),
            None => Vec::new(),
        },
    }
}

/// What stands between the lines `--boundary` (RFC 2046 5.1.1). The last part may lack its end, and
/// runs to the end of the body where there are more than `limit`.
fn between<'a>(body: &'a [u8], boundary: &[u8], limit: usize) -> Vec<&'a [u8]> {
    let mut bodies = Vec::new();
    let mut open: Option<&[u8]> = None;
    let mut rest = body;
    while !rest.is_empty() && (bodies.len() + 1 < limit || open.is_none()) {
        let (line, after) = header::next_line(rest);
        let delimiter = line
            .strip_prefix(b"--")
            .and_then(|line| line.strip_prefix(boundary));
        let closes = match delimiter.map(<[u8]>::trim_ascii) {
            Some(b"") => false,
            Some(b"--") => true,
            _ => {
                rest = after;
                continue;
            }
        };
        if let Some(part) = open.take() {
            bodies.push(without(part, rest));
        }
        open = (!closes).then_some(after);
        rest = after;
    }
    bodies.extend(open);
    bodies
}

/// `part` up to `rest`, which is its end, without the line end that belongs to the delimiter.
fn without<'a>(part: &'a [u8], rest: &[u8]) -> &'a [u8] {
    let part = part
        .get(..part.len().saturating_sub(rest.len()))
        .unwrap_or_default();
    let part = part.strip_suffix(b"\n").unwrap_or(part);
    part.strip_suffix(b"\r").unwrap_or(part)
}

/// The boundary of a multipart that does not declare its own: the first line of the form `--word`
/// that is followed by a `Content-` field.
fn likely_boundary(body: &[u8]) -> Option<&[u8]> {
    let mut rest = body;
    while !rest.is_empty() {
        let (line, after) = header::next_line(rest);
        let field = after.get(..8).unwrap_or_default();
        if let Some(boundary) = line.trim_ascii_end().strip_prefix(b"--")
            && !boundary.is_empty()
            && field.eq_ignore_ascii_case(b"content-")
        {
            return Some(boundary);
        }
        rest = after;
    }
    None
}

fn is_blank(text: &Option<String>) -> bool {
    text.as_deref().is_none_or(|text| text.trim().is_empty())
}

/// Text and HTML of a body in several sections.
fn joined(mut sections: Vec<Section>) -> (Option<String>, Option<String>) {
    let is_empty = |section: &Section| is_blank(&section.text) && is_blank(&section.html);
    if sections.iter().any(|section| !is_empty(section)) {
        sections.retain(|section| !is_empty(section));
    } else {
        sections.truncate(1);
    }
    let only_text = sections.iter().all(|section| section.html.is_none());
    let html = (!only_text).then(|| {
        let sections = sections
            .iter()
            .map(|section| match (&section.html, &section.text) {
                (Some(html), _) => Cow::Borrowed(html.as_str()),
                (None, text) => Cow::Owned(preformatted(text.as_deref().unwrap_or_default())),
            });
        sections.collect::<Vec<_>>().join("\n")
    });
    let texts: Option<Vec<String>> = sections.into_iter().map(|section| section.text).collect();
    let text = texts.filter(|texts| !texts.is_empty()).map(|texts| {
        let last = texts.len() - 1;
        let texts = texts.iter().enumerate();
        let texts = texts.map(|(at, text)| if at < last { text.trim_end() } else { text });
        texts.collect::<Vec<_>>().join("\n\n")
    });
    (text, html)
}

/// Plain text as HTML.
fn preformatted(text: &str) -> String {
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!("<pre>{}</pre>", text.trim_end())
}
