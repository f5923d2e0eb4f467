//! Official SDKs as independent peers: a program in Python or Node that signs, verifies and sends what
//! it is asked to.

use crate::setup::repository;
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A program with the SDKs of one language. Tests that start one have `peer_python` or `peer_node` in
/// their names, by which `cargo xtask test` leaves them out where the SDKs are not installed, and says
/// so.
pub struct Peer {
    program: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    /// The SDKs for Python.
    #[must_use]
    pub fn python() -> Self {
        let mut program = Command::new(installed("python").join("bin/python"));
        program.arg(scripts().join("python/sign.py"));
        Self::start(program)
    }

    /// The SDKs for Node.
    #[must_use]
    pub fn node() -> Self {
        let mut program = Command::new("node");
        program.arg(scripts().join("node/sign.mjs"));
        program.arg(installed("node"));
        Self::start(program)
    }

    fn start(mut program: Command) -> Self {
        program.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut program = program.spawn().expect("the SDKs' program starts");
        let questions = program.stdin.take().expect("its standard input");
        let answers = program.stdout.take().expect("its standard output");
        Self {
            program,
            questions,
            answers: BufReader::new(answers),
        }
    }

    /// Asks; the shapes are documented in `tests/peers/python/sign.py`. What the SDK raised is an `error`
    /// in the answer.
    #[must_use]
    pub fn ask(&mut self, question: &Value) -> Value {
        writeln!(self.questions, "{question}").expect("the SDKs' program listens");
        let mut answer = String::new();
        let read = self.answers.read_line(&mut answer);
        read.expect("the SDKs' program answers");
        serde_json::from_str(&answer)
            .unwrap_or_else(|error| panic!("{question} was answered {answer:?}: {error}"))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn scripts() -> PathBuf {
    repository().join("tests/peers")
}

/// Where `tests/peers/install` puts the SDKs of a language.
fn installed(language: &str) -> PathBuf {
    let folder = |variable| std::env::var_os(variable).filter(|value| !value.is_empty());
    let cache = folder("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| Some(Path::new(&folder("HOME")?).join(".cache")));
    let cache = cache.expect("a home folder");
    let installed = cache.join("throughline/peers").join(language);
    assert!(
        installed.exists(),
        "{} is not there: run tests/peers/install",
        installed.display()
    );
    installed
}
