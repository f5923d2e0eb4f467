//! Backups and restores that are under way: each has a journal of its own.

use crate::shell::exports::throughline::timeline::backups::{
    self, GuestBackup, GuestRestore, Refusal, Restored, UnreadableLine,
};
use crate::shell::exports::throughline::timeline::types::Error;
use crate::shell::open;
use crate::store::SpinStore;
use futures::lock::Mutex;
use throughline_journal::Journal;
use throughline_journal::backup::{Backup, Refused, Restore};

/// A backup that is being written.
pub struct Saving {
    journal: Journal<SpinStore>,
    backup: Mutex<Backup>,
}

impl GuestBackup for Saving {
    async fn begin() -> Result<backups::Backup, Error> {
        let journal = open().await?;
        journal.check_secret().await?;
        let backup = Backup::begin(&journal).await?;
        let backup = Mutex::new(backup);
        Ok(backups::Backup::new(Self { journal, backup }))
    }

    async fn next(&self) -> Result<Vec<u8>, Error> {
        Ok(self.backup.lock().await.next(&self.journal).await?)
    }
}

/// A backup that is being restored: opened with its first bytes.
pub struct Restoring(Mutex<(Option<Journal<SpinStore>>, Restore)>);

impl GuestRestore for Restoring {
    fn new() -> Self {
        Self(Mutex::default())
    }

    async fn take(&self, bytes: Vec<u8>) -> Result<(), Refusal> {
        let (journal, restore) = &mut *self.0.lock().await;
        let journal = opened(journal).await?;
        Ok(restore.take(journal, &bytes).await?)
    }

    async fn finish(&self) -> Result<Restored, Refusal> {
        let (journal, restore) = &mut *self.0.lock().await;
        let journal = opened(journal).await?;
        let restored = restore.finish(journal).await?;
        Ok(Restored {
            keys: restored.keys,
            counters: restored.counters,
            voided: restored.voided,
            resumed: restored.resumed,
        })
    }
}

async fn opened(journal: &mut Option<Journal<SpinStore>>) -> Result<&Journal<SpinStore>, Refusal> {
    let opened = match journal.take() {
        Some(opened) => opened,
        None => open().await.map_err(Refusal::Error)?,
    };
    Ok(journal.insert(opened))
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NotEmpty => Self::NotEmpty,
            Refused::OtherSecret => Self::OtherSecret,
            Refused::Unreadable { line, detail } => {
                Self::Unreadable(UnreadableLine { line, detail })
            }
            Refused::Failed(error) => Self::Error(error.into()),
        }
    }
}
