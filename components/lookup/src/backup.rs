//! The whole store as a stream of lines, and back.

use std::future::Future;

use bytes::Bytes;
use futures::Stream;
use http_body::Body;
use http_body_util::BodyExt;
use throughline_contract::backups::{Refusal, Restored};
use throughline_contract::types::Error;
use throughline_web::Problem;

use crate::refusal::Asked;

/// `backups.backup`
pub trait Backup {
    /// `backups.backup.next`
    fn next(&self) -> impl Future<Output = Result<Vec<u8>, Error>>;
}

/// `backups.restore`
pub trait Restore {
    /// `backups.restore.take`
    fn take(&self, bytes: Vec<u8>) -> impl Future<Output = Result<(), Refusal>>;

    /// `backups.restore.finish`
    fn finish(&self) -> impl Future<Output = Result<Restored, Refusal>>;
}

/// The lines of a backup as they are read. When the store fails on the way, the last line says so and
/// is none of a backup: the file cannot be taken for a whole one.
pub(crate) fn lines(backup: impl Backup) -> impl Stream<Item = Bytes> {
    futures::stream::unfold(Some(backup), |backup| async move {
        let backup = backup?;
        match backup.next().await {
            Ok(lines) if lines.is_empty() => None,
            Ok(lines) => Some((lines.into(), Some(backup))),
            Err(error) => {
                let problem = Asked::BACKUP.refused(error);
                let line = serde_json::json!({
                    "type": "error", "code": problem.code(), "detail": problem.detail(),
                });
                Some((format!("{line}\n").into(), None))
            }
        }
    })
}

/// Restores what arrives, and says what it was.
///
/// # Errors
///
/// 409 `store_not_empty` or `index_secret_differs`; 422 `backup_unreadable` with the `line`, also for a
/// file that was cut off; 400 `body_incomplete`; 503 when the store failed.
pub(crate) async fn restore<B: Body>(body: B, restore: &impl Restore) -> Result<Vec<u8>, Problem>
where
    B::Data: AsRef<[u8]>,
{
    let mut body = std::pin::pin!(body);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| {
            let detail = "the body ended before its length; restore the same file again";
            Problem::new(400, "body_incomplete", detail)
        })?;
        if let Ok(data) = frame.into_data() {
            restore
                .take(data.as_ref().to_vec())
                .await
                .map_err(refused)?;
        }
    }
    let restored = restore.finish().await.map_err(refused)?;
    let report = serde_json::json!({
        "keys": restored.keys,
        "counters": restored.counters,
        "voided": restored.voided,
        "resumed": restored.resumed,
    });
    Ok(report.to_string().into_bytes())
}

fn refused(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::Error(error) => Asked::BACKUP.refused(error),
        Refusal::NotEmpty => {
            let detail =
                "the store holds something already; a backup is restored into an empty one";
            Problem::new(409, "store_not_empty", detail)
        }
        Refusal::OtherSecret => {
            let detail = "the backup was made under another index_secret";
            Problem::new(409, "index_secret_differs", detail)
        }
        Refusal::Unreadable(wrong) => {
            let detail = format!("line {}: {}", wrong.line, wrong.detail);
            Problem::new(422, "backup_unreadable", detail).with("line", wrong.line)
        }
    }
}
