//! Dana's texts, as Twilio brings them.

use super::stage::{Stage, json_of};
use super::story::PHONE;
use super::twilio;
use anyhow::Result;
use serde_json::Value;

impl Stage<'_> {
    /// A signed message that was not sent before.
    pub fn sms(&mut self, sid: &str, text: &str) -> Result<()> {
        let answer = self.post_sms(sid, text, &self.shop().twilio_auth_token)?;
        let held = answer.status_code == 200;
        self.said(&answer, "signed by Twilio, recorded", held);
        self.tell(text);
        self.expect_acknowledged(text, held);
        Ok(())
    }

    /// The same message once more.
    pub fn sms_again(&mut self, sid: &str, text: &str) -> Result<()> {
        let before = self.lookup("phone", PHONE)?;
        let answer = self.post_sms(sid, text, &self.shop().twilio_auth_token)?;
        let after = self.lookup("phone", PHONE)?;
        let same = before.get("timeline") == after.get("timeline")
            && before.pointer("/customer/counts") == after.pointer("/customer/counts");
        let held = answer.status_code == 200 && same;
        self.said(&answer, "a retry: same answer, nothing recorded", held);
        self.expect("a retry changes nothing", held);
        Ok(())
    }

    /// A message that somebody else signed.
    pub fn forged_sms(&mut self, sid: &str, text: &str) -> Result<()> {
        let answer = self.post_sms(sid, text, "not the shop's token")?;
        let problem = json_of(&answer);
        let code = problem.get("code").and_then(Value::as_str);
        let held = answer.status_code == 401 && code.is_some();
        let remark = format!("refused: {}", code.unwrap_or("401 with a problem's code"));
        self.said(&answer, &remark, held);
        self.expect("a forged message is refused", held);
        Ok(())
    }

    fn post_sms(&self, sid: &str, text: &str, auth_token: &str) -> Result<minreq::Response> {
        let sid = format!("{sid:0<34}");
        let form = twilio::message(&sid, PHONE, text);
        self.post_twilio(twilio::SMS, &form, auth_token, Some(text))
    }

    /// Posts a form below the shop's URL, signed with this token.
    pub fn post_twilio(
        &self,
        path: &str,
        form: &[(&str, String)],
        auth_token: &str,
        text: Option<&str>,
    ) -> Result<minreq::Response> {
        let url = self.url(path);
        let signature = twilio::signature(auth_token, &url, form);
        let shown = path.split('?').next().unwrap_or(path);
        let header = match state(form) {
            Some(state) => format!("signed; {state}"),
            None => format!("{}: {signature}", twilio::HEADER),
        };
        self.show_request(shown, &header, text);
        let request = minreq::post(url)
            .with_header("Content-Type", "application/x-www-form-urlencoded")
            .with_header(twilio::HEADER, signature)
            .with_body(twilio::encode(form));
        self.send(request)
    }
}

/// What a callback about a call says of it.
fn state(form: &[(&str, String)]) -> Option<String> {
    let wanted = [
        "CallStatus",
        "DialCallStatus",
        "CallDuration",
        "StirVerstat",
    ];
    let fields = form.iter().filter(|(name, _)| wanted.contains(name));
    let fields: Vec<_> = fields
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    (!fields.is_empty()).then(|| fields.join(" "))
}
