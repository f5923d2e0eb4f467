//! A provider's API as a stand-in: takes requests, remembers them, and answers what it is told.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Taken {
    /// `POST /v3/… HTTP/1.1`.
    pub line: String,
    /// Lower-case names.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl Taken {
    /// A header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// What comes of a request: status and headers as one text, and the body. `None` breaks the
/// connection without an answer.
pub type Answer = Option<(&'static str, &'static str)>;

/// A provider that answers with what it was given, one answer for each request, then with 500.
pub struct Provider {
    address: String,
    taken: Arc<Mutex<Vec<Taken>>>,
    serving: Option<JoinHandle<()>>,
}

impl Provider {
    /// Begins to listen.
    #[must_use]
    pub fn answering(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&taken);
        let serving = std::thread::spawn(move || {
            for answer in answers {
                let (connection, _) = listener.accept().expect("a connection");
                serve(connection, answer, &seen);
            }
        });
        Self {
            address,
            taken,
            serving: Some(serving),
        }
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits until every answer was given, and shows what was asked.
    #[must_use]
    pub fn taken(mut self) -> Vec<Taken> {
        if let Some(serving) = self.serving.take() {
            serving.join().expect("the provider serves");
        }
        self.taken.lock().expect("nobody panicked").clone()
    }
}

fn serve(connection: TcpStream, answer: Answer, taken: &Mutex<Vec<Taken>>) {
    let mut reader = BufReader::new(&connection);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        let read = reader.read_line(&mut line).expect("a line");
        if read == 0 || line == "\r\n" {
            break;
        }
        lines.push(line.trim_end().to_owned());
    }
    let headers: Vec<(String, String)> = lines
        .iter()
        .skip(1)
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let mut request = Taken {
        line: lines.first().cloned().unwrap_or_default(),
        headers,
        body: Vec::new(),
    };
    request.body = match request.header("content-length") {
        Some(length) => {
            let mut body = vec![0; length.parse().expect("a length")];
            reader.read_exact(&mut body).expect("a body");
            body
        }
        None => chunked(&mut reader),
    };
    taken.lock().expect("nobody panicked").push(request);
    if let Some((head, body)) = answer {
        let length = body.len();
        let head = format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close");
        let _ = write!(&connection, "{head}\r\n\r\n{body}");
    }
}

fn chunked(reader: &mut impl BufRead) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let mut size = String::new();
        reader.read_line(&mut size).expect("a chunk's size");
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
        let mut chunk = vec![0; size + 2];
        reader.read_exact(&mut chunk).expect("a chunk");
        if size == 0 {
            return body;
        }
        chunk.truncate(size);
        body.extend(chunk);
    }
}
