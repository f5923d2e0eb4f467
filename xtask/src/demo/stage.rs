//! What the story does: sends, records and looks up over HTTP, says what it did, and keeps what
//! was expected.

use super::mailgun::{self, Mail};
use super::shop::Shop;
use super::twilio;
use crate::style::{BAD, DIM, GOOD, NAME, STRONG};
use crate::timeline;
use anstream::println;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::time::{SystemTime, UNIX_EPOCH};

const SHOPS_NUMBER: &str = "+14155550199";
/// Seconds; a request takes milliseconds.
const TIMEOUT: u64 = 30;

/// A play in progress.
pub struct Stage<'a> {
    shop: &'a Shop,
    told: Vec<String>,
    receipts: Vec<Value>,
    expectations: Vec<(String, bool)>,
}

impl<'a> Stage<'a> {
    /// Nothing has happened yet.
    pub fn new(shop: &'a Shop) -> Self {
        Self {
            shop,
            told: Vec::new(),
            receipts: Vec::new(),
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

    /// Everything that was expected so far.
    pub fn expectations(&self) -> &[(String, bool)] {
        &self.expectations
    }

    /// The text of every interaction that must be on the timeline, in order.
    pub fn told(&self) -> &[String] {
        &self.told
    }

    /// A signed message that was not sent before.
    pub fn sms(&mut self, sid: &str, text: &str) -> Result<()> {
        let answer = self.post_sms(sid, text, &self.shop.twilio_auth_token)?;
        self.told.push(text.to_owned());
        said(
            &answer,
            "signed by Twilio, recorded",
            answer.status_code == 200,
        );
        self.expect(
            format!("\"{text}\" was acknowledged"),
            answer.status_code == 200,
        );
        Ok(())
    }

    /// The same message once more.
    pub fn sms_again(&mut self, sid: &str, text: &str) -> Result<()> {
        let before = self.lookup("phone", super::story::PHONE)?;
        let answer = self.post_sms(sid, text, &self.shop.twilio_auth_token)?;
        let after = self.lookup("phone", super::story::PHONE)?;
        let same = before.get("timeline") == after.get("timeline")
            && before.pointer("/customer/counts") == after.pointer("/customer/counts");
        let held = answer.status_code == 200 && same;
        said(&answer, "a retry: same answer, nothing recorded", held);
        self.expect("a retry changes nothing", held);
        Ok(())
    }

    /// A message that somebody else signed.
    pub fn forged_sms(&mut self, sid: &str, text: &str) -> Result<()> {
        let answer = self.post_sms(sid, text, "not the shop's token")?;
        let problem: Value = serde_json::from_slice(answer.as_bytes()).unwrap_or_default();
        let code = problem.get("code").and_then(Value::as_str);
        let held = answer.status_code == 401 && code.is_some();
        let remark = format!("refused: {}", code.unwrap_or("401 with a problem's code"));
        said(&answer, &remark, held);
        self.expect("a forged message is refused", held);
        Ok(())
    }

    /// A signed mail. `written` is what of its text the customer wrote for it.
    pub fn mail(&mut self, mail: &Mail, written: &str) -> Result<()> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let token = format!("{:0<50}", hex::encode(mail.message_id));
        let form = mailgun::form(mail, &self.shop.mailgun_signing_key, now, &token);
        let text = Value::from(mail.text.replace("\r\n", " / "));
        show_request(mailgun::PATH, "signature in the form", Some(&text));
        let answer = send(
            minreq::post(self.url(mailgun::PATH))
                .with_header("Content-Type", "application/x-www-form-urlencoded")
                .with_body(twilio::encode(&form)),
        )?;
        let held = answer.status_code == 200;
        self.told.push(written.to_owned());
        said(&answer, "signed by Mailgun, recorded", held);
        self.expect(format!("\"{written}\" was acknowledged"), held);
        Ok(())
    }

    /// An interaction that another service records with its key.
    pub fn record(&mut self, interaction: &Value) -> Result<()> {
        let path = "/v1/interactions";
        let body = interaction.to_string();
        show_request(path, "Authorization: Bearer …", interaction.get("text"));
        let request = minreq::post(self.url(path))
            .with_header("Content-Type", "application/json")
            .with_body(body);
        let answer = send(self.authorized(request))?;
        let receipt = receipt(&answer);
        let held = (200..300).contains(&answer.status_code) && receipt.is_some();
        said(&answer, "recorded", held);
        let text = interaction.get("text").and_then(Value::as_str);
        self.told.push(text.unwrap_or_default().to_owned());
        self.receipts.extend(receipt);
        let channel = interaction.get("channel").and_then(Value::as_str);
        self.expect(
            format!("another service recorded {}", channel.unwrap_or("nothing")),
            held,
        );
        Ok(())
    }

    /// True when each receipt names this customer.
    pub fn all_receipts_name(&self, customer: Option<&Value>) -> bool {
        let mut receipts = self.receipts.iter();
        !self.receipts.is_empty() && receipts.all(|r| r.get("customer_id") == customer)
    }

    /// What the service API knows of somebody.
    pub fn lookup(&self, kind: &str, value: &str) -> Result<Value> {
        let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
        let path = format!("/v1/customers/lookup?{kind}={value}&timeline=50");
        let answer = send(self.authorized(minreq::get(self.url(&path))))?;
        if answer.status_code != 200 {
            let (status, body) = (answer.status_code, answer.as_str().unwrap_or_default());
            bail!("GET {path} answered {status}: {body}");
        }
        serde_json::from_slice(answer.as_bytes())
            .with_context(|| format!("GET {path} answered something that is not JSON"))
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

    fn post_sms(&self, sid: &str, text: &str, auth_token: &str) -> Result<minreq::Response> {
        let sid = format!("{sid:0<34}");
        let form = twilio::message(&sid, super::story::PHONE, SHOPS_NUMBER, text);
        let url = self.url(twilio::PATH);
        let signature = twilio::signature(auth_token, &url, &form);
        let header = format!("{}: {signature}", twilio::HEADER);
        show_request(twilio::PATH, &header, Some(&Value::from(text)));
        send(
            minreq::post(url)
                .with_header("Content-Type", "application/x-www-form-urlencoded")
                .with_header(twilio::HEADER, signature)
                .with_body(twilio::encode(&form)),
        )
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.shop.url)
    }

    fn authorized(&self, request: minreq::Request) -> minreq::Request {
        request.with_header("Authorization", format!("Bearer {}", self.shop.key))
    }
}

fn send(request: minreq::Request) -> Result<minreq::Response> {
    let request = request.with_timeout(TIMEOUT);
    request.send().context("the host did not answer")
}

/// One receipt, alone or as the first of `recorded`.
fn receipt(answer: &minreq::Response) -> Option<Value> {
    let body: Value = serde_json::from_slice(answer.as_bytes()).ok()?;
    let receipt = body.pointer("/recorded/0").unwrap_or(&body);
    receipt.get("interaction_id")?;
    Some(receipt.clone())
}

fn show_request(path: &str, header: &str, text: Option<&Value>) {
    let text = text.and_then(Value::as_str).unwrap_or_default();
    println!("  {NAME}POST {path}{NAME:#}  {DIM}{header}{DIM:#}");
    println!("       \"{text}\"");
}

/// Says what was answered; all of it when it was something else than it should have been.
fn said(answer: &minreq::Response, remark: &str, as_it_should: bool) {
    let status = answer.status_code;
    if as_it_should {
        println!("  {GOOD}{status}{GOOD:#}  {remark}");
    } else {
        let body = String::from_utf8_lossy(answer.as_bytes());
        println!("  {BAD}{status}  should have been: {remark}{BAD:#}");
        println!("       {DIM}{}{DIM:#}", timeline::printable(&body));
    }
}
