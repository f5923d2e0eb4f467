//! What guests write to their standard streams: a file per component and
//! stream, and the terminal if it follows.

use std::fmt::Display;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use anyhow::Context as _;
use bytes::Bytes;
use tokio::io::AsyncWrite;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamResult};

/// How much a guest may write in one call.
const CHUNK: usize = 64 * 1024;

/// The two logs of a component.
#[derive(Clone)]
pub struct Logs {
    /// Its standard output.
    pub stdout: Log,
    /// Its standard error, and what this host has to say about it.
    pub stderr: Log,
}

/// One log: `DIR/<component>_<stream>.txt`, appended to.
#[derive(Clone)]
pub struct Log(Arc<Mutex<Sink>>);

struct Sink {
    file: File,
    follow: Option<Follow>,
}

/// Shows whole lines on standard error, behind the component's id.
struct Follow {
    component: String,
    line: Vec<u8>,
}

impl Logs {
    /// Opens the logs of `component` in `folder`, which is created if need be.
    pub fn open(folder: &Path, component: &str, follow: bool) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("the log folder {} cannot be created", folder.display()))?;
        let log = |stream: &str| {
            let path = folder.join(format!("{component}_{stream}.txt"));
            let file = OpenOptions::new().create(true).append(true).open(&path);
            let file =
                file.with_context(|| format!("the log {} cannot be written", path.display()))?;
            let follow = follow.then(|| Follow {
                component: component.to_owned(),
                line: Vec::new(),
            });
            anyhow::Ok(Log(Arc::new(Mutex::new(Sink { file, follow }))))
        };
        Ok(Logs {
            stdout: log("stdout")?,
            stderr: log("stderr")?,
        })
    }
}

impl Log {
    /// Appends `bytes`. What cannot be written is dropped: a guest that cannot say something on a
    /// full disk would trap, and a request must not fail for that.
    pub fn append(&self, bytes: &[u8]) {
        let mut sink = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(follow) = &mut sink.follow {
            follow.show(bytes);
        }
        drop(sink.file.write_all(bytes));
    }
}

/// Shows a line on the terminal, if it is still there.
pub fn say(line: impl Display) {
    drop(writeln!(io::stderr(), "{line}"));
}

impl Follow {
    fn show(&mut self, bytes: &[u8]) {
        self.line.extend_from_slice(bytes);
        while let Some(end) = self.line.iter().position(|&b| b == b'\n') {
            let line: Vec<u8> = self.line.drain(..=end).collect();
            let text = String::from_utf8_lossy(&line);
            say(format_args!("[{}] {}", self.component, text.trim_end()));
        }
        if self.line.len() > CHUNK {
            self.line.clear();
        }
    }
}

impl IsTerminal for Log {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for Log {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}

#[async_trait::async_trait]
impl Pollable for Log {
    async fn ready(&mut self) {}
}

/// Written through at once, so that a guest's last words before a trap are
/// kept.
impl OutputStream for Log {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.append(&bytes);
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(CHUNK)
    }
}

impl AsyncWrite for Log {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.append(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
