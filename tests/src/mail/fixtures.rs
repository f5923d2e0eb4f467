//! Mails written by hand: `tests/mail/fixtures`, a pair of files each.

use super::{Expect, Expected, ExpectedFile, Kind, Specimen};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The mails, by name.
///
/// # Panics
/// When the folder or an expectation cannot be read.
pub fn mails() -> impl Iterator<Item = Specimen> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("mail/fixtures");
    let entries =
        std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "eml"));
    paths.sort();
    paths.into_iter().map(|path| read(&path))
}

fn read(path: &Path) -> Specimen {
    let read =
        |path: &Path| std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let stem = path.file_stem().expect("a name").to_string_lossy();
    let expectation = path.with_extension("json");
    let value: Value = serde_json::from_slice(&read(&expectation))
        .unwrap_or_else(|e| panic!("{}: {e}", expectation.display()));
    Specimen {
        name: format!("fixture-{stem}"),
        bytes: read(path),
        expect: expect(&value),
    }
}

fn expect(value: &Value) -> Expect {
    let text = |name: &str| value[name].as_str().map(Into::into);
    if value["no_mail"] == true {
        return Expect::NoMail;
    }
    let files = value["files"].as_array().into_iter().flatten();
    Expect::Mail(Expected {
        subject: text("subject"),
        sender: text("sender"),
        marker: text("marker"),
        files: files.map(file).collect(),
        no_other_files: false,
        kind: value["kind"].as_str().map(kind),
        sent: text("sent"),
    })
}

fn kind(name: &str) -> Kind {
    let found = Kind::ALL.into_iter().find(|kind| kind.name() == name);
    found.unwrap_or_else(|| panic!("no kind of mail is called {name}"))
}

fn file(value: &Value) -> ExpectedFile {
    let size = value["size"].as_u64().expect("a size in bytes");
    let sha256 = value["sha256"].as_str().expect("a SHA-256");
    ExpectedFile {
        name: value["name"].as_str().map(Into::into),
        content: Some((size, sha256.into())),
    }
}
