//! What must be true of one delivered mail.

use serde_json::{Value, json};
use std::fmt::Debug;
use throughline_tests::mail::{BODY_LIMIT, Expect, Expected, ExpectedFile, Kind, sha256};
use throughline_tests::{Answer, App, KEY};

/// Hands a mail over as a service that may write.
///
/// # Errors
/// When no answer came: the host ended the connection.
pub fn deliver(app: &App, mail: &[u8]) -> Result<Answer, ureq::Error> {
    let key = format!("Bearer {KEY}");
    let mut headers = vec![
        ("authorization", key.as_str()),
        ("content-type", "message/rfc822"),
    ];
    if mail.len() > BODY_LIMIT {
        // Else the refusal may come while the body is still being written, and be lost.
        headers.push(("expect", "100-continue"));
    }
    app.try_send("POST", "/webhooks/email/raw", &headers, mail)
}

/// What an answer says was recorded; nothing where it says nothing.
pub fn recorded(answer: &Answer) -> Vec<Value> {
    let body: Value = serde_json::from_str(&answer.text).unwrap_or_default();
    body["recorded"].as_array().cloned().unwrap_or_default()
}

/// What is wrong with one mail.
#[derive(Default)]
pub struct Check(pub Vec<String>);

impl Check {
    /// Notes `what` unless it is good.
    pub fn that(&mut self, good: bool, what: impl Into<String>) {
        if !good {
            self.0.push(what.into());
        }
    }

    /// Notes `what` unless it is as expected.
    pub fn same<T: PartialEq + Debug>(&mut self, what: &str, found: T, expected: T) {
        if found != expected {
            self.0
                .push(format!("{what} is {found:?}, expected {expected:?}"));
        }
    }

    /// Delivers a mail twice; answers what the first time recorded.
    pub fn delivery(&mut self, app: &App, mail: &[u8], expect: &Expect) -> Option<Value> {
        let (first, second) = match (deliver(app, mail), deliver(app, mail)) {
            (Ok(first), Ok(second)) => (first, second),
            (first, second) => {
                let errors = [first.err(), second.err()];
                self.0.push(format!("was not answered: {errors:?}"));
                return None;
            }
        };
        self.that(
            first.status < 500,
            format!("status {}: {}", first.status, first.text),
        );
        self.same("the second status", second.status, first.status);
        let receipts = recorded(&first);
        self.again(&receipts, &recorded(&second));
        self.that(
            receipts.len() <= 1,
            format!("recorded more than once: {receipts:?}"),
        );
        let refused = (400..500).contains(&first.status);
        let answered = format!("answered {} {:.200}", first.status, first.text);
        match expect {
            Expect::TooLarge => self.same("the status", first.status, 413),
            Expect::NoMail => self.that(receipts.is_empty(), format!("was recorded: {answered}")),
            Expect::Mail(Expected {
                sender: Some(_), ..
            }) => {
                self.that(receipts.len() == 1, format!("was lost: {answered}"));
            }
            Expect::Mail(_) => {}
        }
        self.that(refused || first.status == 200, answered);
        let receipt = receipts.into_iter().next()?;
        if let Expect::Mail(expected) = expect {
            self.document(app, &receipt, expected);
        }
        Some(receipt)
    }

    /// The second answer is the first, but for saying so.
    fn again(&mut self, first: &[Value], second: &[Value]) {
        let mut marked = first.to_vec();
        for receipt in &mut marked {
            self.same("duplicate", &receipt["duplicate"], &json!(false));
            receipt["duplicate"] = json!(true);
        }
        self.same("the second answer", second, &marked);
    }

    fn document(&mut self, app: &App, receipt: &Value, expected: &Expected) {
        let id = receipt["interaction_id"].as_str().unwrap_or_default();
        let answer = app.get(&format!("/v1/interactions/{id}"));
        if answer.status != 200 {
            return self
                .0
                .push(format!("{id}: {} {}", answer.status, answer.text));
        }
        let found = answer.json();
        self.same("channel", &found["channel"], &json!("email"));
        self.same("direction", &found["direction"], &json!("inbound"));
        self.same("customer", &found["customer_id"], &receipt["customer_id"]);
        self.heading(&found, expected);
        self.purpose(&found, receipt, expected.kind);
        if let Some(marker) = &expected.marker {
            let texts =
                ["text", "quoted", "forwarded", "signature"].map(|name| found[name].as_str());
            let there = texts
                .into_iter()
                .flatten()
                .any(|text| text.contains(marker));
            let excerpt: String = texts[0].unwrap_or_default().chars().take(200).collect();
            self.that(there, format!("no {marker} in {excerpt:?}"));
        }
        self.files(app, &found, expected);
    }

    fn heading(&mut self, found: &Value, expected: &Expected) {
        let subject = found["subject"].as_str().unwrap_or_default();
        let injected = subject.chars().any(char::is_control);
        self.that(
            !injected,
            format!("control characters in subject {subject:?}"),
        );
        if let Some(expected) = &expected.subject {
            self.same("subject", subject, expected.as_str());
        }
        if let Some(sender) = &expected.sender {
            let from = found["from"]["value"].as_str().unwrap_or_default();
            self.same("sender", from, sender.to_lowercase().as_str());
        }
        if let Some(sent) = &expected.sent {
            let at = found["occurred_at"].as_str().unwrap_or_default();
            let seconds = at.get(..19).unwrap_or_default();
            self.same("date", format!("{seconds}Z"), sent.clone());
        }
    }

    /// Only a message opens a ticket. Senders of the other kinds have no other mail.
    fn purpose(&mut self, found: &Value, receipt: &Value, kind: Option<Kind>) {
        let Some(kind) = kind else { return };
        let message = kind == Kind::Message;
        self.same("kind", &found["kind"], &json!(kind.name()));
        let ticket = &receipt["ticket_id"];
        self.that(
            ticket.is_string() == message,
            format!("ticket {ticket} of {kind:?}"),
        );
    }

    fn files(&mut self, app: &App, found: &Value, expected: &Expected) {
        let none = Vec::new();
        let mut files: Vec<&Value> = found["attachments"]
            .as_array()
            .unwrap_or(&none)
            .iter()
            .collect();
        for file in &files {
            let name = file["name"].as_str().unwrap_or_default();
            let injected = name.chars().any(char::is_control);
            self.that(
                !injected,
                format!("control characters in file name {name:?}"),
            );
        }
        for file in &expected.files {
            match files.iter().position(|found| is(found, file)) {
                Some(at) => self.content(app, files.swap_remove(at), file),
                None => self
                    .0
                    .push(format!("no file {file:?} in {}", found["attachments"])),
            }
        }
        if expected.no_other_files && !files.is_empty() {
            self.0
                .push(format!("files that nobody attached: {files:?}"));
        }
    }

    /// The bytes, served so that no browser runs them.
    fn content(&mut self, app: &App, found: &Value, expected: &ExpectedFile) {
        self.same("truncated", &found["truncated"], &json!(false));
        let id = found["id"].as_str().unwrap_or_default();
        let path = format!("/v1/attachments/{id}");
        self.same("url", &found["url"], &json!(path));
        let request = ureq::get(format!("http://{}{path}", app.address()));
        let request = request.config().http_status_as_error(false).build();
        let request = request.header("authorization", format!("Bearer {KEY}"));
        let mut answer = request.call().unwrap();
        let reader = answer.body_mut().with_config().limit(64 << 20);
        let bytes = reader.read_to_vec().unwrap();
        let header = |name: &str| {
            let value = answer.headers().get(name);
            value
                .map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned())
                .unwrap_or_default()
        };
        self.same("the file's status", answer.status().as_u16(), 200);
        let disposition = header("content-disposition");
        self.that(
            disposition.starts_with("attachment"),
            format!("served as {disposition:?}"),
        );
        self.same(
            "sniffing",
            header("x-content-type-options").as_str(),
            "nosniff",
        );
        let policy = header("content-security-policy");
        self.that(
            policy.contains("sandbox"),
            format!("content-security-policy is {policy:?}"),
        );
        let kind = header("content-type");
        let runs = ["html", "svg", "/xml", "+xml", "javascript"];
        let runs = runs.iter().any(|it| kind.contains(it));
        self.that(!runs, format!("served as {kind}"));
        if let Some((size, digest)) = &expected.content {
            self.same(
                "the file's bytes",
                (bytes.len() as u64, sha256(&bytes)),
                (*size, digest.clone()),
            );
        }
    }
}

fn is(found: &Value, expected: &ExpectedFile) -> bool {
    let name = expected
        .name
        .as_ref()
        .is_none_or(|name| found["name"] == name.as_str());
    let size = expected
        .content
        .as_ref()
        .is_none_or(|(size, _)| found["size"] == *size);
    name && size
}
