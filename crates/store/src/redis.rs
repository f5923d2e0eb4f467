//! A store in Redis, with the commands that Spin sends.
//!
//! One connection is shared: what is asked at the same time goes out together. It is opened with
//! the first operation and again after it broke; operations fail meanwhile, each within
//! [`RESPONSE`] or the time of the attempts to connect, and nothing has to be restarted. An
//! operation that failed may have taken effect.
//!
//! `rediss://` trusts the certificates that this machine trusts, or those of `SSL_CERT_FILE`.
//!
//! As on Spin the label of a store is not part of its keys: two labels on one database are one
//! store. How durable an acknowledged write is decides the server: `appendonly yes` and
//! `appendfsync always` ([`crate::probe`] looks).

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use futures::FutureExt;
use futures::future::BoxFuture;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::io::tcp::TcpSettings;
use redis::{AsyncCommands, Client, FromRedisValue, IntoConnectionInfo, RedisError};

use crate::{Entry, Store, StoreError, Write, Written};

/// How long an answer may take. Providers wait for ours 10 s and longer.
pub const RESPONSE: Duration = Duration::from_secs(3);
/// How long one attempt to connect may take.
const CONNECT: Duration = Duration::from_secs(1);
/// How often a connection is tried again before the operations that wait for it fail; the next
/// operation begins anew.
const RETRIES: usize = 2;
const RETRY_AFTER: Duration = Duration::from_millis(50);
/// Keys asked for in one step of a listing.
const SCAN: usize = 1_000;

/// A Redis database.
#[derive(Clone)]
pub struct Redis {
    connection: ConnectionManager,
}

impl Redis {
    /// The database of a `redis://` or `rediss://` URL, without connecting to it yet. Needs a
    /// Tokio runtime.
    ///
    /// # Errors
    /// A URL that is none. The error does not quote it: it may hold a password.
    pub fn open(url: &str) -> Result<Self> {
        let wrong = "the URL is not of the form redis://[user:password@]host[:port][/database]";
        let settings = TcpSettings::default().set_nodelay(true);
        // A network that swallows everything is noticed like one that refuses.
        #[cfg(target_os = "linux")]
        let settings = settings.set_user_timeout(RESPONSE * 2);
        let address = url
            .into_connection_info()
            .map_err(|_| anyhow::anyhow!(wrong))?;
        use_ring();
        let client = Client::open(address.set_tcp_settings(settings)).context(wrong)?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(CONNECT))
            .set_response_timeout(Some(RESPONSE))
            .set_number_of_retries(RETRIES)
            .set_min_delay(RETRY_AFTER);
        let connection = client.get_connection_manager_lazy(config)?;
        Ok(Redis { connection })
    }

    /// What `CONFIG GET` and `INFO replication` say, as far as the server allows to ask.
    pub(crate) async fn settings(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut connection = self.connection.clone();
        let mut get = redis::cmd("CONFIG");
        get.arg("GET");
        get.arg(&["appendonly", "appendfsync", "maxmemory-policy", "maxmemory"]);
        let mut settings: Vec<(String, String)> =
            get.query_async(&mut connection).await.map_err(failed)?;
        let mut info = redis::cmd("INFO");
        let info: String = info
            .arg("replication")
            .query_async(&mut connection)
            .await
            .map_err(failed)?;
        let role = info.lines().find_map(|line| line.strip_prefix("role:"));
        settings.extend(role.map(|role| ("role".to_owned(), role.trim().to_owned())));
        Ok(settings)
    }

    /// Each command is a task of its own. The commands of all callers pass through one queue, whose
    /// places go round in order; an instance of a component that is inside of a synchronous call polls
    /// nothing else, so that a place that is given to another call of the same instance would be taken
    /// by nobody, and the synchronous call would wait behind it.
    async fn ask<T>(&self, command: redis::Cmd) -> Result<T, StoreError>
    where
        T: FromRedisValue + Send + 'static,
    {
        let mut connection = self.connection.clone();
        let asked = tokio::spawn(async move { command.query_async(&mut connection).await });
        match asked.await {
            Ok(answer) => answer.map_err(failed),
            Err(error) => Err(StoreError(format!("Redis was not asked: {error}"))),
        }
    }
}

impl Store for Redis {
    fn get(&self, key: String) -> BoxFuture<'_, Result<Option<Vec<u8>>, StoreError>> {
        self.ask(redis::Cmd::get(key)).boxed()
    }

    fn get_many(&self, keys: Vec<String>) -> BoxFuture<'_, Result<Vec<Entry>, StoreError>> {
        async move {
            if keys.is_empty() {
                return Ok(Vec::new());
            }
            let values: Vec<Option<Vec<u8>>> = self.ask(redis::Cmd::mget(&keys)).await?;
            Ok(keys.into_iter().zip(values).collect())
        }
        .boxed()
    }

    fn keys(&self) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        async move {
            let mut connection = self.connection.clone();
            let options = redis::ScanOptions::default().with_count(SCAN);
            let mut found = connection
                .scan_options::<String>(options)
                .await
                .map_err(failed)?;
            let mut keys = Vec::new();
            while let Some(key) = found.next_item().await {
                keys.push(key.map_err(failed)?);
            }
            // A scan may answer one key twice.
            keys.sort_unstable();
            keys.dedup();
            Ok(keys)
        }
        .boxed()
    }

    fn write(&self, write: Write) -> BoxFuture<'_, Result<Written, StoreError>> {
        async move {
            match write {
                Write::Set(entries) if entries.is_empty() => {}
                Write::Set(entries) => self.ask::<()>(redis::Cmd::mset(&entries)).await?,
                Write::Delete(keys) if keys.is_empty() => {}
                Write::Delete(keys) => self.ask::<()>(redis::Cmd::del(keys)).await?,
                Write::Increment { key, delta } => {
                    let sum = self.ask(redis::Cmd::incr(key, delta)).await?;
                    return Ok(Written::Counter(sum));
                }
                Write::Swap { .. } => return Err(StoreError(NO_SWAP.to_owned())),
            }
            Ok(Written::Done)
        }
        .boxed()
    }
}

/// TLS needs a provider of cryptography for the whole process; one that is there already stays.
fn use_ring() {
    use rustls::crypto::{CryptoProvider, ring};
    if CryptoProvider::get_default().is_none() {
        // Somebody else was faster, which is as good.
        drop(ring::default_provider().install_default());
    }
}

const NO_SWAP: &str =
    "there is no compare-and-swap over Redis; on Spin it reports a failure always";

fn failed(error: RedisError) -> StoreError {
    StoreError(format!("Redis failed: {error}"))
}

/// The store behind a URL.
///
/// # Errors
/// As [`Redis::open`].
pub fn store(url: &str) -> Result<Arc<dyn Store>> {
    Ok(Arc::new(Redis::open(url)?))
}
