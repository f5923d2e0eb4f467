//! What the story does: sends, records and looks up over HTTP, says what it did, and keeps what
//! was expected.

use super::recorder::Recorder;
use super::shop::Shop;
use crate::style::{BAD, DIM, GOOD, NAME, STRONG};
use crate::timeline;
use anstream::println;
use anyhow::{Context, Result, bail};
use serde_json::Value;

/// Seconds; a request takes milliseconds.
const TIMEOUT: u64 = 30;

/// A play in progress.
pub struct Stage<'a> {
    shop: &'a Shop,
    mails: &'a Recorder,
    told: Vec<String>,
    receipts: Vec<Value>,
    acknowledged: usize,
    expectations: Vec<(String, bool)>,
}

impl<'a> Stage<'a> {
    /// Nothing has happened yet.
    pub fn new(shop: &'a Shop, mails: &'a Recorder) -> Self {
        Self {
            shop,
            mails,
            told: Vec::new(),
            receipts: Vec::new(),
            acknowledged: 0,
            expectations: Vec::new(),
        }
    }

    /// Says what comes next, and when it happens in the story.
    pub fn caption(&self, when: &str, what: &str) {
        println!("\n{STRONG}{when}{STRONG:#}  {what}");
    }

    /// Notes whether something was as it should be.
    pub fn expect(&mut self, claim: impl Into<String>, held: bool) {
        self.expectations.push((claim.into(), held));
    }

    /// Notes whether what somebody wrote was acknowledged; only what was not is listed by itself.
    pub fn expect_acknowledged(&mut self, text: &str, held: bool) {
        if held {
            self.acknowledged += 1;
        } else {
            self.expect(format!("\"{text}\" was acknowledged"), false);
        }
    }

    /// How much was acknowledged.
    pub fn acknowledged(&self) -> usize {
        self.acknowledged
    }

    /// Everything that was expected so far.
    pub fn expectations(&self) -> &[(String, bool)] {
        &self.expectations
    }

    /// Notes the text of an interaction that must be on the timeline, after those before.
    pub fn tell(&mut self, text: &str) {
        self.told.push(text.to_owned());
    }

    /// The text of every interaction that must be on the timeline, in order.
    pub fn told(&self) -> &[String] {
        &self.told
    }

    /// The shop that it plays in.
    pub fn shop(&self) -> &'a Shop {
        self.shop
    }

    /// What went out by mail.
    pub fn mails(&self) -> &'a Recorder {
        self.mails
    }

    /// An interaction that another service records with its key.
    pub fn record(&mut self, interaction: &Value) -> Result<()> {
        let of = |name| interaction.get(name).and_then(Value::as_str);
        let answer = self.call("POST", "/v1/interactions", interaction, of("text"))?;
        let receipt = json_of(&answer);
        let held = answer.status_code == 200 && receipt.get("interaction_id").is_some();
        self.said(&answer, "recorded", held);
        let text = of("text").unwrap_or_default();
        self.tell(text);
        self.receipts.push(receipt);
        self.expect_acknowledged(text, held);
        Ok(())
    }

    /// True when each receipt leads to this customer. It may name one that was joined to them since.
    pub fn all_receipts_lead_to(&self, customer: Option<&Value>) -> Result<bool> {
        let mut same = !self.receipts.is_empty();
        for receipt in &self.receipts {
            let named = receipt.get("customer_id").and_then(Value::as_str);
            let named = named.context("a receipt names no customer")?;
            let now = self.get(&format!("/v1/customers/{named}"))?;
            same &= now.pointer("/customer/id") == customer;
        }
        Ok(same)
    }

    /// What the service API knows of somebody.
    pub fn lookup(&self, kind: &str, value: &str) -> Result<Value> {
        let (name, value) = match kind {
            "phone" | "email" => (kind, value.to_owned()),
            _ => ("identity", format!("{kind}:{value}")),
        };
        let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
        self.get(&format!("/v1/customers/lookup?{name}={value}&timeline=50"))
    }

    /// Reads something from the service API.
    pub fn get(&self, path: &str) -> Result<Value> {
        let answer = self.send(self.authorized(minreq::get(self.url(path))))?;
        if answer.status_code != 200 {
            let (status, body) = (answer.status_code, answer.as_str().unwrap_or_default());
            bail!("GET {path} answered {status}: {body}");
        }
        serde_json::from_slice(answer.as_bytes())
            .with_context(|| format!("GET {path} answered something that is not JSON"))
    }

    /// Says and sends a request of the service API. `text` is what of it is a person's.
    pub fn call(
        &self,
        method: &str,
        path: &str,
        body: &Value,
        text: Option<&str>,
    ) -> Result<minreq::Response> {
        show(method, &shortened(path), "Authorization: Bearer …", text);
        let method = minreq::Method::Custom(method.to_owned());
        let request = minreq::Request::new(method, self.url(path));
        self.send(self.authorized(self.json(request, body)))
    }

    /// Looks somebody up and prints their timeline as a story.
    pub fn show_timeline(&self, kind: &str, value: &str) -> Result<Value> {
        let lookup = self.lookup(kind, value)?;
        println!(
            "\n{STRONG}What every agent and service now sees{STRONG:#}  \
             {NAME}GET /v1/customers/lookup?{kind}={value}{NAME:#}\n"
        );
        println!("{}", timeline::render(&lookup));
        Ok(lookup)
    }

    /// Below the shop's URL.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.shop.url)
    }

    /// With a JSON document.
    pub fn json(&self, request: minreq::Request, body: &Value) -> minreq::Request {
        let request = request.with_header("Content-Type", "application/json");
        request.with_body(body.to_string())
    }

    fn authorized(&self, request: minreq::Request) -> minreq::Request {
        request.with_header("Authorization", format!("Bearer {}", self.shop.key))
    }

    /// Sends it and waits for the answer.
    pub fn send(&self, request: minreq::Request) -> Result<minreq::Response> {
        let request = request.with_timeout(TIMEOUT);
        request.send().context("the host did not answer")
    }

    /// Says what is posted, what proves it, and what of it is a person's.
    pub fn show_request(&self, path: &str, header: &str, text: Option<&str>) {
        show("POST", path, header, text);
    }

    /// Says what was answered; all of it when it was something else than it should have been.
    pub fn said(&self, answer: &minreq::Response, remark: &str, as_it_should: bool) {
        let status = answer.status_code;
        if as_it_should {
            println!("  {GOOD}{status}{GOOD:#}  {remark}");
        } else {
            let body = String::from_utf8_lossy(answer.as_bytes());
            println!("  {BAD}{status}  should have been: {remark}{BAD:#}");
            println!("       {DIM}{}{DIM:#}", timeline::printable(&body));
        }
    }
}

/// The document of an answer; null where it is none.
pub fn json_of(answer: &minreq::Response) -> Value {
    serde_json::from_slice(answer.as_bytes()).unwrap_or_default()
}

/// A path as it is shown: with the kind of an id alone.
fn shortened(path: &str) -> String {
    let short = |part: &'_ str| match part.split_once('_') {
        Some((kind @ ("int" | "tkt"), _)) => format!("{kind}_…"),
        _ => part.to_owned(),
    };
    path.split('/').map(short).collect::<Vec<_>>().join("/")
}

fn show(method: &str, path: &str, header: &str, text: Option<&str>) {
    println!("  {NAME}{method} {path}{NAME:#}  {DIM}{header}{DIM:#}");
    if let Some(text) = text {
        println!("       \"{text}\"");
    }
}
