//! Mailgun's API as a stand-in on this machine, so that a mail can go out and reach nobody.

use anyhow::{Context, Result};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// As Mailgun takes a mail.
const ANSWER: &str = r#"{"id":"<demo@shop.example>","message":"Queued. Thank you."}"#;
/// The most that is read of a request.
const MOST: u64 = 1024 * 1024;

/// Takes mails until the demo ends.
pub struct Recorder {
    /// `http://127.0.0.1:PORT`.
    pub base: String,
    mails: Arc<Mutex<Vec<String>>>,
}

impl Recorder {
    /// Begins to listen.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("no port for outgoing mail")?;
        let base = format!("http://{}", listener.local_addr()?);
        let mails = Arc::new(Mutex::new(Vec::new()));
        let taken = Arc::clone(&mails);
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                // Who sends notices by itself when there is no answer.
                let _ = take(&connection, &taken);
            }
        });
        Ok(Self { base, mails })
    }

    /// Whether a mail with these words in it came.
    pub fn has(&self, words: &[&str]) -> bool {
        let mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        mails
            .iter()
            .any(|mail| words.iter().all(|word| mail.contains(word)))
    }
}

/// Reads a request, keeps it and answers it.
fn take(connection: &TcpStream, mails: &Mutex<Vec<String>>) -> Result<()> {
    connection.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(connection.take(MOST));
    let (mut length, mut chunked) = (0, false);
    loop {
        let line = line(&mut reader)?;
        let Some((name, value)) = line.split_once(':') else {
            if line.is_empty() {
                break;
            }
            continue;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse()?,
            "transfer-encoding" => chunked = true,
            _ => {}
        }
    }
    let body = if chunked {
        chunks(&mut reader)?
    } else {
        bytes(&mut reader, length)?
    };
    let mail = String::from_utf8_lossy(&body).into_owned();
    let mut mails = mails.lock().unwrap_or_else(PoisonError::into_inner);
    mails.push(mail);
    drop(mails);
    let mut connection = connection;
    write!(
        connection,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{ANSWER}",
        ANSWER.len()
    )?;
    Ok(())
}

fn line(reader: &mut impl BufRead) -> Result<String> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}

fn bytes(reader: &mut impl Read, length: u64) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    reader.take(length).read_to_end(&mut body)?;
    Ok(body)
}

fn chunks(reader: &mut impl BufRead) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let length = u64::from_str_radix(&line(reader)?, 16)?;
        body.extend(bytes(reader, length)?);
        line(reader)?;
        if length == 0 {
            return Ok(body);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_taken_whole_and_in_chunks() {
        let recorder = Recorder::start().unwrap();
        let url = format!("{}/v3/shop.example/messages", recorder.base);
        let answer = minreq::post(&url).with_body("to=dana").send().unwrap();
        assert_eq!(
            (answer.status_code, answer.as_str().unwrap()),
            (200, ANSWER)
        );

        let mut connection =
            TcpStream::connect(recorder.base.trim_start_matches("http://")).unwrap();
        let request = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nto=\r\n3\r\nbob\r\n0\r\n\r\n";
        connection.write_all(request.as_bytes()).unwrap();
        connection.read_to_end(&mut Vec::new()).unwrap();
        assert!(recorder.has(&["to=dana"]) && recorder.has(&["to=", "bob"]));
        assert!(!recorder.has(&["dana", "bob"]));
    }
}
