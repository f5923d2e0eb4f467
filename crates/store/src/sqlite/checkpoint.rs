//! Moving what was committed from the write-ahead log into the file, beside the writer.
//!
//! By default SQLite does that inside of the commit that finds the log long, and that commit, with
//! all the writes that share it, takes several times as long as the others. Here another thread
//! does it meanwhile. Only the writer can begin the log anew, and while more is written all the
//! time there is no moment at which it would by itself, so it does when the log is long. When nothing
//! is written for a while the log is emptied: people may ask to be forgotten.

use std::cell::Cell;
use std::ffi::c_int;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

use anyhow::Result;
use rusqlite::Connection;

/// Pages of the log after which they are moved: SQLite's own number.
const DUE: c_int = 1_000;
/// Pages after which the log begins anew: 32 MiB.
const LONG: c_int = 8 * 1_024;

thread_local! {
    /// Pages in the log after the last commit of this thread.
    static PAGES: Cell<c_int> = const { Cell::new(0) };
}

/// The writer's side.
pub struct Checkpoints {
    wake: SyncSender<()>,
    /// Pages at which the other thread is woken next.
    next: c_int,
    /// Something was committed since the log was emptied, by this process or one before.
    used: bool,
}

impl Checkpoints {
    /// Starts the thread for the file at `path`.
    pub fn start(path: &Path) -> Result<Self> {
        let connection = super::connect(path)?;
        let (wake, woken) = sync_channel(1);
        std::thread::Builder::new()
            .name("key-value-checkpoint".to_owned())
            .spawn(move || move_pages(&connection, &woken))?;
        Ok(Checkpoints {
            wake,
            next: DUE,
            used: true,
        })
    }

    /// Counts the pages of this thread's commits on `connection`, which moves none by itself any
    /// more.
    pub fn watch(&self, connection: &Connection) {
        connection.wal_hook(Some(|_, pages| {
            PAGES.set(pages);
            Ok(())
        }));
    }

    /// Whether the log may hold anything.
    pub fn is_used(&self) -> bool {
        self.used
    }

    /// Moves all of the log and empties its file, unless somebody reads: what was overwritten or deleted
    /// since is then in no file any more.
    pub fn empty(&mut self, connection: &Connection) {
        // Whoever writes next must not wait for readers.
        let empty = || {
            connection.busy_timeout(Duration::ZERO)?;
            let busy =
                connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
            connection.busy_timeout(super::BUSY_TIMEOUT)?;
            busy
        };
        if let Ok(false) = empty() {
            PAGES.set(0);
            self.used = false;
        }
    }

    /// After a commit: sees to it that the log does not grow for ever.
    pub fn after_commit(&mut self, connection: &Connection) {
        let pages = PAGES.get();
        self.used = true;
        if pages >= LONG {
            // Whether it worked shows at the next commit.
            drop(checkpoint(connection, "RESTART"));
            PAGES.set(0);
            self.next = DUE;
        } else if pages >= self.next {
            match self.wake.try_send(()) {
                Ok(()) | Err(TrySendError::Full(())) => self.next = pages + DUE,
                Err(TrySendError::Disconnected(())) => self.next = LONG,
            }
        } else if pages + DUE < self.next {
            // It began anew.
            self.next = DUE;
        }
    }
}

fn move_pages(connection: &Connection, woken: &Receiver<()>) {
    while woken.recv().is_ok() {
        // A disk that is full now may have room next time; nothing is lost meanwhile.
        drop(checkpoint(connection, "PASSIVE"));
    }
}

fn checkpoint(connection: &Connection, mode: &str) -> rusqlite::Result<()> {
    connection.pragma(None, "wal_checkpoint", mode, |_| Ok(()))
}
