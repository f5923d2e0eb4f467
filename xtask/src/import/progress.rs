//! How far an import came, in a file that is whole at any time.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use throughline_import::{Format, Kind, Report};

/// Which import it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// SHA-256 of the file.
    pub file: String,
    /// SHA-256 of the mapping, or of nothing.
    pub mapping: String,
    pub kind: Kind,
    pub format: Format,
    pub url: String,
    /// Rows in one batch.
    pub batch: u64,
}

impl Import {
    /// Whether it imports the same rows to the same place. How many go at once does not matter.
    pub fn is_same(&self, other: &Self) -> bool {
        let other = Self {
            batch: self.batch,
            ..other.clone()
        };
        *self == other
    }
}

/// What became of the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub failed: u64,
}

impl Tally {
    pub fn add(&mut self, report: &Report) {
        self.created += report.created;
        self.updated += report.updated;
        self.unchanged += report.unchanged;
        self.failed += report.failed;
    }
}

/// All before here is acknowledged and in the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub import: Import,
    /// Batches from the first on.
    pub batches: u64,
    /// What became of their rows.
    pub tally: Tally,
    /// Length of the report. What is behind it belongs to a batch that is sent again.
    pub report_bytes: u64,
}

impl Progress {
    pub fn rows(&self) -> u64 {
        let Tally {
            created,
            updated,
            unchanged,
            failed,
        } = self.tally;
        created + updated + unchanged + failed
    }

    /// Replaces the file. A kill leaves the old one or the new one.
    pub fn save(&self, file: &Path) -> Result<()> {
        let context = || format!("cannot write {}", file.display());
        let beside = super::beside(file, ".new");
        let mut new = File::create(&beside).with_context(context)?;
        new.write_all(&serde_json::to_vec(self)?)
            .with_context(context)?;
        new.sync_all().with_context(context)?;
        std::fs::rename(&beside, file).with_context(context)
    }
}

/// What the file says; `None` when there is none.
pub fn load(file: &Path) -> Result<Option<Progress>> {
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", file.display())),
    };
    let progress = serde_json::from_slice(&bytes);
    progress.map(Some).with_context(|| {
        let file = file.display();
        format!("{file} does not say how far an import came; --restart begins at the first row")
    })
}

pub fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Of a file of any size.
pub fn digest_of_file(path: &Path) -> Result<String> {
    let context = || format!("cannot read {}", path.display());
    let mut file = File::open(path).with_context(context)?;
    let mut hash = Sha256::new();
    let mut chunk = vec![0; 1 << 16];
    loop {
        match file.read(&mut chunk).with_context(context)? {
            0 => return Ok(hex::encode(hash.finalize())),
            read => hash.update(chunk.get(..read).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress() -> Progress {
        Progress {
            import: Import {
                file: digest(b"a"),
                mapping: digest(b""),
                kind: Kind::Customers,
                format: Format::Csv,
                url: "http://127.0.0.1:3000".to_owned(),
                batch: 500,
            },
            batches: 3,
            tally: Tally {
                created: 1499,
                failed: 1,
                ..Tally::default()
            },
            report_bytes: 17,
        }
    }

    #[test]
    fn it_is_read_as_it_was_saved_and_replaced_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.csv.progress");
        assert_eq!(load(&file).unwrap(), None);
        let mut progress = progress();
        progress.save(&file).unwrap();
        progress.batches = 4;
        progress.save(&file).unwrap();
        assert_eq!(load(&file).unwrap(), Some(progress));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);

        std::fs::write(&file, "{").unwrap();
        let said = load(&file).unwrap_err().to_string();
        assert!(said.contains("--restart"), "{said}");
    }

    #[test]
    fn another_file_or_place_is_another_import() {
        let import = progress().import;
        let changed = |change: fn(&mut Import)| {
            let mut other = import.clone();
            change(&mut other);
            import.is_same(&other)
        };
        assert!(changed(|other| other.batch = 7));
        assert!(!changed(|other| other.file = digest(b"b")));
        assert!(!changed(|other| other.mapping = digest(b"{}")));
        assert!(!changed(|other| other.kind = Kind::Purchases));
        assert!(!changed(|other| other.url = "http://example.org".to_owned()));
    }

    #[test]
    fn a_file_has_the_digest_of_its_bytes() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let bytes = vec![7; 200_000];
        std::fs::write(file.path(), &bytes).unwrap();
        assert_eq!(digest_of_file(file.path()).unwrap(), digest(&bytes));
    }
}
