//! A server that takes imports, for the tests: it keeps customers by their first identity, and fails
//! when it is told to.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use throughline_import::{Outcome, Report, Status};

/// What the server does with a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Act {
    /// Takes the rows and answers line by line.
    Lines,
    /// Takes the rows and answers with sums.
    Sums,
    /// Takes the rows and answers half of it.
    Half,
    /// Takes the rows and hangs up.
    HangUp,
    /// Takes nothing: 429, at once again.
    Busy,
    /// Takes nothing: 503 without a word.
    Down,
    /// Answers that the store failed for the last row.
    StoreFails,
    /// Takes nothing: 403.
    Forbid,
}

#[derive(Default)]
pub struct State {
    /// What is known, by identity.
    pub customers: BTreeMap<String, Value>,
    /// The first line of each request.
    pub requests: Vec<String>,
    /// The headers of the last one.
    pub headers: Vec<String>,
    /// The rows that were taken, in their order.
    pub taken: Vec<Value>,
}

pub struct Stub {
    pub url: String,
    state: Arc<Mutex<State>>,
}

impl Stub {
    /// A server that does with its n-th request, from 0, what `act` says.
    pub fn start(act: impl Fn(usize) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let (shared, act) = (Arc::clone(&state), Arc::new(act));
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (state, act) = (Arc::clone(&shared), Arc::clone(&act));
                std::thread::spawn(move || serve(connection, &state, &*act));
            }
        });
        Self { url, state }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn serve(mut connection: TcpStream, state: &Mutex<State>, act: &dyn Fn(usize) -> Act) {
    let mut reader = BufReader::new(connection.try_clone().unwrap());
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line.trim().is_empty() {
            break;
        }
        head.push(line.trim().to_owned());
    }
    let length = head
        .iter()
        .find_map(|line| line.strip_prefix("Content-Length: "));
    let mut body = vec![0; length.unwrap().parse().unwrap()];
    reader.read_exact(&mut body).unwrap();

    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    let act = act(state.requests.len());
    let dry_run = head[0].contains("dry_run=true");
    state.requests.push(head[0].clone());
    state.headers = head;
    let outcomes = match act {
        Act::Busy | Act::Down | Act::Forbid => Vec::new(),
        _ => take(&mut state, &body, dry_run),
    };
    drop(state);
    let answer = answer(act, outcomes, dry_run);
    // A client that gave up has no interest in it.
    let _ = connection.write_all(&answer);
}

fn take(state: &mut State, body: &[u8], dry_run: bool) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for (line, row) in (1..).zip(body.trim_ascii().split(|byte| *byte == b'\n')) {
        let row: Value = serde_json::from_slice(row).unwrap();
        let id = row["identities"][0]["value"].as_str().unwrap().to_owned();
        if row["name"] == "nobody" {
            outcomes.push(Outcome::failed(line, "invalid_field", "nobody is no name"));
            continue;
        }
        let known = state.customers.get(&id);
        let status = match known {
            None => Status::Created,
            Some(known) if *known == row => Status::Unchanged,
            Some(_) => Status::Updated,
        };
        state.taken.push(row.clone());
        outcomes.push(Outcome::taken(line, status, Some(format!("cus_{id}"))));
        if !dry_run {
            state.customers.insert(id, row);
        }
    }
    outcomes
}

fn answer(act: Act, mut outcomes: Vec<Outcome>, dry_run: bool) -> Vec<u8> {
    let problem = |code: &str| {
        json!({ "code": code, "detail": "so it is" })
            .to_string()
            .into_bytes()
    };
    let (head, mut body) = match act {
        Act::HangUp => return Vec::new(),
        Act::Busy => (
            "429 Too Many Requests\r\nretry-after: 0",
            problem("rate_limited"),
        ),
        Act::Down => ("503 Service Unavailable", problem("store_unavailable")),
        Act::Forbid => ("403 Forbidden", problem("forbidden")),
        Act::Sums => {
            let mut report = Report::new(dry_run);
            outcomes.iter().for_each(|outcome| report.note(outcome));
            ("200 OK\r\nContent-Type: application/json", report.to_json())
        }
        Act::Lines | Act::Half | Act::StoreFails => {
            if let (Act::StoreFails, Some(last)) = (act, outcomes.last_mut()) {
                *last = Outcome::failed(last.line, "store_unavailable", "later");
            }
            let lines = outcomes.iter().flat_map(Outcome::to_line).collect();
            ("200 OK\r\ncontent-type: application/x-ndjson", lines)
        }
    };
    let length = body.len();
    if act == Act::Half {
        body.truncate(length / 2);
    }
    let head = format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    [head.into_bytes(), body].concat()
}
