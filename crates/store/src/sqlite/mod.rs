//! Stores in one SQLite file, in Spin's schema.
//!
//! Reads run at once, on connections of their own: with the write-ahead log
//! they wait for no commit. Writes go to one thread, which takes everything
//! that waits into one transaction, so that all of it shares one sync. Each
//! write is a savepoint within: one that fails undoes itself only. A write is
//! acknowledged after its transaction is on disk (`synchronous = FULL`).
//!
//! Counters alone are not waited for: the log is synced as a whole, so whatever
//! is written because of a count makes that count durable with it. A power cut
//! can take a count back only together with everything that followed from it.

mod checkpoint;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use futures::FutureExt;
use futures::future::BoxFuture;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use tokio::sync::oneshot;

use crate::{Entry, Store, StoreError, Write, Written};
use checkpoint::Checkpoints;

/// The file's name in the state directory, as on Spin.
pub const DEFAULT_FILE: &str = "sqlite_key_value.db";

/// How many writes one transaction takes at most.
const GROUP: usize = 512;
/// After how long without a write the log is emptied.
const QUIET: Duration = Duration::from_secs(1);
/// How long to wait for another process that holds the file's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Pages that one connection keeps, in KiB.
const CACHE: i64 = 8 << 10;

const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS spin_key_value (
    store TEXT NOT NULL,
    key   TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (store, key)
)";
const SELECT: &str = "SELECT value FROM spin_key_value WHERE store = ?1 AND key = ?2";
const KEYS: &str = "SELECT key FROM spin_key_value WHERE store = ?1";
const UPSERT: &str = "INSERT INTO spin_key_value (store, key, value) VALUES (?1, ?2, ?3)
    ON CONFLICT (store, key) DO UPDATE SET value = excluded.value";
const DELETE: &str = "DELETE FROM spin_key_value WHERE store = ?1 AND key = ?2";

/// An open file. The stores made from it share its connections.
pub struct Database {
    path: PathBuf,
    readers: Mutex<Vec<Connection>>,
    writer: Sender<Job>,
}

struct Job {
    store: Arc<str>,
    write: Write,
    reply: oneshot::Sender<Result<Written, StoreError>>,
}

impl Database {
    /// Opens or creates the file, and its folder if need be.
    pub fn open(path: &Path) -> Result<Arc<Self>> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("the folder {} cannot be created", folder.display()))?;
        }
        let failed = || format!("the key-value store {} cannot be opened", path.display());
        let connection = connect(path).with_context(failed)?;
        connection.execute(SCHEMA, []).with_context(failed)?;
        let checkpoints = Checkpoints::start(path).with_context(failed)?;
        let (writer, jobs) = channel();
        std::thread::Builder::new()
            .name("key-value-writer".to_owned())
            .spawn(move || write_groups(connection, checkpoints, &jobs))?;
        Ok(Arc::new(Database {
            path: path.to_owned(),
            readers: Mutex::default(),
            writer,
        }))
    }

    /// The store of `label` in this file.
    pub fn store(self: &Arc<Self>, label: &str) -> Arc<dyn Store> {
        Arc::new(SqliteStore {
            label: label.into(),
            database: self.clone(),
        })
    }

    /// Runs `read` on an idle connection, or on a new one.
    fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let idle = || self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        let spare = idle().pop();
        let connection = match spare {
            Some(connection) => connection,
            None => connect(&self.path).map_err(store_error)?,
        };
        let result = read(&connection).map_err(store_error);
        idle().push(connection);
        result
    }
}

struct SqliteStore {
    label: Arc<str>,
    database: Arc<Database>,
}

impl Store for SqliteStore {
    fn get(&self, key: String) -> BoxFuture<'_, Result<Option<Vec<u8>>, StoreError>> {
        let value = self.database.read(|c| select(c, &self.label, &key));
        std::future::ready(value).boxed()
    }

    fn get_many(&self, keys: Vec<String>) -> BoxFuture<'_, Result<Vec<Entry>, StoreError>> {
        let entries = self.database.read(|c| {
            // One snapshot for all of them.
            let snapshot = c.unchecked_transaction()?;
            let entry = |key: String| Ok((key.clone(), select(&snapshot, &self.label, &key)?));
            keys.into_iter().map(entry).collect()
        });
        std::future::ready(entries).boxed()
    }

    fn keys(&self) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        let (database, label) = (self.database.clone(), self.label.clone());
        let list = move || {
            database.read(|c| {
                let mut statement = c.prepare_cached(KEYS)?;
                statement.query_map([&*label], |row| row.get(0))?.collect()
            })
        };
        async {
            tokio::task::spawn_blocking(list)
                .await
                .map_err(store_error)?
        }
        .boxed()
    }

    fn write(&self, write: Write) -> BoxFuture<'_, Result<Written, StoreError>> {
        let (reply, answer) = oneshot::channel();
        let store = self.label.clone();
        let sent = self.database.writer.send(Job {
            store,
            write,
            reply,
        });
        async move {
            let stopped = || StoreError("the key-value writer has stopped".to_owned());
            sent.map_err(|_| stopped())?;
            answer.await.map_err(|_| stopped())?
        }
        .boxed()
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -CACHE)?;
    // What is deleted or overwritten is not left in free pages: people may ask to be forgotten.
    connection.pragma_update(None, "secure_delete", true)?;
    Ok(connection)
}

fn select(connection: &Connection, store: &str, key: &str) -> rusqlite::Result<Option<Vec<u8>>> {
    connection
        .prepare_cached(SELECT)?
        .query_row([store, key], |row| row.get(0))
        .optional()
}

/// The writer thread: one transaction per turn, with everything that waits.
fn write_groups(mut connection: Connection, mut checkpoints: Checkpoints, jobs: &Receiver<Job>) {
    checkpoints.watch(&connection);
    while let Some(first) = next(&connection, &mut checkpoints, jobs) {
        let group: Vec<Job> = std::iter::once(first)
            .chain(jobs.try_iter().take(GROUP - 1))
            .collect();
        let results = commit(&mut connection, &group);
        for (position, job) in group.into_iter().enumerate() {
            let result = match &results {
                Ok(results) => results.get(position).cloned(),
                Err(error) => Some(Err(store_error(error))),
            };
            if let Some(result) = result {
                // A caller that is gone needs no answer.
                drop(job.reply.send(result));
            }
        }
        checkpoints.after_commit(&connection);
    }
}

/// The next write; while none comes, the log is emptied.
fn next(
    connection: &Connection,
    checkpoints: &mut Checkpoints,
    jobs: &Receiver<Job>,
) -> Option<Job> {
    while checkpoints.is_used() {
        match jobs.recv_timeout(QUIET) {
            Ok(job) => return Some(job),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => checkpoints.empty(connection),
        }
    }
    jobs.recv().ok()
}

fn commit(
    connection: &mut Connection,
    group: &[Job],
) -> rusqlite::Result<Vec<Result<Written, StoreError>>> {
    let counts = |job: &Job| matches!(job.write, Write::Increment { .. });
    let level = match group.iter().all(counts) {
        true => "NORMAL",
        false => "FULL",
    };
    connection.pragma_update(None, "synchronous", level)?;
    let mut transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut results = Vec::with_capacity(group.len());
    for job in group {
        let savepoint = transaction.savepoint()?;
        let result = apply(&savepoint, &job.store, &job.write);
        if result.is_ok() {
            savepoint.commit()?;
        } else {
            savepoint.finish()?;
        }
        results.push(result);
    }
    transaction.commit()?;
    Ok(results)
}

fn apply(connection: &Connection, store: &str, write: &Write) -> Result<Written, StoreError> {
    match write {
        Write::Set(entries) => {
            for (key, value) in entries {
                upsert(connection, store, key, value)?;
            }
            Ok(Written::Done)
        }
        Write::Delete(keys) => {
            let mut statement = connection.prepare_cached(DELETE).map_err(store_error)?;
            for key in keys {
                statement.execute([store, key]).map_err(store_error)?;
            }
            Ok(Written::Done)
        }
        Write::Increment { key, delta } => increment(connection, store, key, *delta),
        Write::Swap {
            key,
            expected,
            value,
        } => {
            let current = select(connection, store, key).map_err(store_error)?;
            if current != *expected {
                return Ok(Written::Conflict);
            }
            upsert(connection, store, key, value)?;
            Ok(Written::Done)
        }
    }
}

fn upsert(connection: &Connection, store: &str, key: &str, value: &[u8]) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(UPSERT).map_err(store_error)?;
    statement
        .execute(params![store, key, value])
        .map_err(store_error)?;
    Ok(())
}

fn increment(
    connection: &Connection,
    store: &str,
    key: &str,
    delta: i64,
) -> Result<Written, StoreError> {
    let current = match select(connection, store, key).map_err(store_error)? {
        None => 0,
        Some(value) => <[u8; 8]>::try_from(value.as_slice())
            .map(i64::from_le_bytes)
            .map_err(|_| {
                StoreError(format!(
                    "{key:?} is not a counter: its value has {} bytes, a counter has 8",
                    value.len()
                ))
            })?,
    };
    let sum = current
        .checked_add(delta)
        .ok_or_else(|| StoreError(format!("the counter {key:?} would overflow")))?;
    upsert(connection, store, key, &sum.to_le_bytes())?;
    Ok(Written::Counter(sum))
}

fn store_error(error: impl std::fmt::Display) -> StoreError {
    StoreError(format!("the key-value store failed: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::StreamExt;
    use futures::future::join_all;

    fn increment(key: &str) -> Write {
        let key = key.to_owned();
        Write::Increment { key, delta: 1 }
    }

    /// What was overwritten is in no file once nobody writes for a while.
    #[tokio::test]
    async fn what_was_overwritten_is_gone_when_it_is_quiet() {
        let folder = tempfile::TempDir::new().unwrap();
        let database = Database::open(&folder.path().join("store.db")).unwrap();
        let store = database.store("default");
        for value in ["a secret that is overwritten", "gone"] {
            let pairs = vec![("key".to_owned(), value.as_bytes().to_vec())];
            assert_eq!(store.write(Write::Set(pairs)).await, Ok(Written::Done));
        }
        let log = folder.path().join("store.db-wal");
        let begun = std::time::Instant::now();
        while std::fs::metadata(&log).unwrap().len() > 0 {
            assert!(begun.elapsed() < Duration::from_secs(60), "it stays");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let bytes = std::fs::read(folder.path().join("store.db")).unwrap();
        assert!(!bytes.windows(8).any(|part| part == b"a secret"));
        assert_eq!(
            store.get("key".to_owned()).await,
            Ok(Some(b"gone".to_vec()))
        );
    }

    /// One write that fails among many that share its transaction.
    #[tokio::test]
    async fn a_write_that_fails_undoes_itself_only() {
        let folder = tempfile::TempDir::new().unwrap();
        let database = Database::open(&folder.path().join("deep/er/store.db")).unwrap();
        let store = database.store("default");
        let text = vec![("text".to_owned(), b"abc".to_vec())];
        assert_eq!(store.write(Write::Set(text)).await, Ok(Written::Done));
        let writes = (0..200).map(|n| store.write(increment(["counter", "text"][n % 2])));
        let results = join_all(writes).await;
        let mut sums: Vec<i64> = results
            .iter()
            .filter_map(|result| match result {
                Ok(Written::Counter(sum)) => Some(*sum),
                _ => None,
            })
            .collect();
        sums.sort_unstable();
        assert_eq!(sums, (1..=100).collect::<Vec<_>>());
        assert_eq!(results.iter().filter(|result| result.is_err()).count(), 100);
        assert_eq!(
            store.get("text".to_owned()).await,
            Ok(Some(b"abc".to_vec()))
        );
    }

    /// Once the log has begun anew: until then it has what was written before.
    #[tokio::test]
    async fn what_was_deleted_or_overwritten_is_not_left_in_the_file() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("store.db");
        let database = Database::open(&path).unwrap();
        let store = database.store("default");
        let values = [("short", 1), ("long", 20_000), ("other", 20_000)];
        let secret = values.map(|(key, times)| (key.to_owned(), b"xylophone".repeat(times)));
        store.write(Write::Set(secret.to_vec())).await.unwrap();
        let connection = connect(&path).unwrap();
        let move_pages = || connection.pragma(None, "wal_checkpoint", "TRUNCATE", |_| Ok(()));
        let holds = || {
            let file = std::fs::read(&path).unwrap();
            file.windows(9).any(|bytes| bytes == b"xylophone")
        };
        move_pages().unwrap();
        assert!(holds());
        let gone = vec!["long".to_owned(), "other".to_owned()];
        store.write(Write::Delete(gone)).await.unwrap();
        let tombstone = vec![("short".to_owned(), b"gone".to_vec())];
        store.write(Write::Set(tombstone)).await.unwrap();
        move_pages().unwrap();
        assert!(!holds());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_log_stays_short_while_there_is_always_more_to_write() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("store.db");
        let store = Database::open(&path).unwrap().store("default");
        // 150 MiB in all, four writes at a time.
        let writes = futures::stream::iter(0..1_500).map(|n| {
            let value = vec![n as u8; 100 << 10];
            store.write(Write::Set(vec![(format!("k{}", n % 100), value)]))
        });
        let written: Vec<_> = writes.buffer_unordered(4).collect().await;
        assert!(written.iter().all(Result::is_ok));
        let log = std::fs::metadata(folder.path().join("store.db-wal")).unwrap();
        assert!(log.len() < 40 << 20, "{} bytes", log.len());
        assert!(log.len() > 4 << 20, "{} bytes", log.len());
    }

    #[tokio::test]
    async fn a_counter_does_not_wrap() {
        let folder = tempfile::TempDir::new().unwrap();
        let database = Database::open(&folder.path().join("store.db")).unwrap();
        let store = database.store("default");
        let most = vec![("n".to_owned(), i64::MAX.to_le_bytes().to_vec())];
        store.write(Write::Set(most)).await.unwrap();
        let error = store.write(increment("n")).await.unwrap_err();
        assert!(error.0.contains("overflow"), "{error}");
    }

    #[tokio::test]
    async fn labels_are_separate() {
        let folder = tempfile::TempDir::new().unwrap();
        let database = Database::open(&folder.path().join("store.db")).unwrap();
        let (one, two) = (database.store("one"), database.store("two"));
        assert_eq!(one.write(increment("n")).await, Ok(Written::Counter(1)));
        assert_eq!(two.write(increment("n")).await, Ok(Written::Counter(1)));
        assert_eq!(
            two.write(Write::Delete(vec!["n".to_owned()])).await,
            Ok(Written::Done)
        );
        assert_eq!(one.keys().await, Ok(vec!["n".to_owned()]));
        assert_eq!(two.keys().await, Ok(Vec::new()));
    }

    #[tokio::test]
    async fn a_swap_needs_the_expected_value() {
        let folder = tempfile::TempDir::new().unwrap();
        let database = Database::open(&folder.path().join("store.db")).unwrap();
        let store = database.store("default");
        let swap = |expected: Option<&[u8]>, value: &[u8]| Write::Swap {
            key: "k".to_owned(),
            expected: expected.map(<[u8]>::to_vec),
            value: value.to_vec(),
        };
        assert_eq!(store.write(swap(None, b"a")).await, Ok(Written::Done));
        assert_eq!(store.write(swap(None, b"b")).await, Ok(Written::Conflict));
        assert_eq!(store.write(swap(Some(b"a"), b"b")).await, Ok(Written::Done));
        assert_eq!(store.get("k".to_owned()).await, Ok(Some(b"b".to_vec())));
    }
}
