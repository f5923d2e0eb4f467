//! Golden pairs: `fixtures/<name>/request.http` and the `expected.json` that comes of it.
//!
//! The first line of `request.http` says after `# ` why the fixture exists; then follow the request
//! line, headers, an empty line and the body up to, without, the file's last line break. It has no
//! proof; the run signs it. `BLESS=1` writes every `expected.json` anew.

use std::fs;
use std::path::Path;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::{Value, json};

use super::{Memory, SECRET, TestBed, configured, document, send};
use crate::Webhook;

/// One request of a connector's `fixtures/`.
#[derive(Debug, Clone)]
pub struct Fixture {
    /// Its folder's name.
    pub name: String,
    /// Why it exists.
    pub reason: String,
    /// The request, unsigned.
    pub webhook: Webhook,
}

/// Every fixture of a folder, by name. Panics when there is none, or one cannot be read.
pub fn read_fixtures(folder: &Path) -> Vec<Fixture> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry of the folder").file_name())
        .map(|name| name.into_string().expect("a name in UTF-8"))
        .collect();
    names.sort();
    assert!(!names.is_empty(), "{} has no fixtures", folder.display());
    let fixture = |name: String| {
        let path = folder.join(&name).join("request.http");
        let file = fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let (reason, webhook) =
            parse(&file).unwrap_or_else(|wrong| panic!("{}: {wrong}", path.display()));
        Fixture {
            name,
            reason,
            webhook,
        }
    };
    names.into_iter().map(fixture).collect()
}

fn parse(file: &[u8]) -> Result<(String, Webhook), String> {
    let end = file.windows(2).position(|pair| pair == b"\n\n");
    let (head, body) = match end {
        Some(end) => (&file[..end], &file[end + 2..]),
        None => return Err("no empty line after the headers".to_owned()),
    };
    let head = std::str::from_utf8(head).map_err(|e| e.to_string())?;
    let mut lines = head.lines();
    let reason = lines
        .next()
        .and_then(|line| line.strip_prefix("# "))
        .ok_or("the first line must be `# why this exists`")?;
    let request: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
    let &[method, target, "HTTP/1.1"] = request.as_slice() else {
        return Err("the second line must be `METHOD target HTTP/1.1`".to_owned());
    };
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(": ").ok_or(format!("no header: {line}"))?;
        let name: HeaderName = name.parse().map_err(|_| format!("no name: {name}"))?;
        let value = HeaderValue::from_str(value).map_err(|_| format!("no value: {value}"))?;
        headers.append(name, value);
    }
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (target, None),
    };
    let webhook = Webhook {
        method: method.parse::<Method>().map_err(|e| e.to_string())?,
        path: path.to_owned(),
        query,
        headers,
        body: body.strip_suffix(b"\n").unwrap_or(body).to_vec(),
    };
    Ok((reason.to_owned(), webhook))
}

/// Sends every fixture, signed, and compares what comes of it.
pub fn fixtures<B: TestBed>(bed: &B, folder: &Path) {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    let fixtures = read_fixtures(folder);
    for fixture in &fixtures {
        let timeline = Memory::default();
        let webhook = bed.sign(fixture.webhook.clone(), SECRET);
        let seen = send(bed, &configured(bed), &webhook, &timeline);
        let commands: Vec<Value> = timeline.written().iter().map(document).collect();
        let actual = json!({
            "status": seen.status,
            "content_type": seen.content_type,
            "body": seen.text(),
            "commands": commands,
        });
        let actual = format!("{actual:#}\n");
        let path = folder.join(&fixture.name).join("expected.json");
        if bless {
            fs::write(&path, actual).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            continue;
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if expected != actual {
            wrong.push(format!(
                "{} ({})\nexpected {expected}\nactual {actual}",
                fixture.name, fixture.reason
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} fixtures differ (BLESS=1 accepts what is):\n{}",
        wrong.len(),
        fixtures.len(),
        wrong.join("\n")
    );
}
