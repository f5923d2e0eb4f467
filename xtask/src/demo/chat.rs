//! The part of the shop's own site: who is signed in there writes in its live chat.

use super::sign::{hmac_sha256, now};
use super::stage::{Stage, json_of};
use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// How long the site's word holds.
const MINUTES: u64 = 5;

/// A session of live chat.
pub struct Session {
    id: String,
    token: String,
}

impl Stage<'_> {
    /// Opens the chat for who is signed in: the site proves it by a token of its own.
    pub fn chat_begin(&mut self, user: &str, email: &str, name: &str) -> Result<Session> {
        let exp = now()? / 1000 + MINUTES * 60;
        let claims = json!({ "sub": user, "email": email, "name": name, "exp": exp });
        let identity = jwt(&claims, &self.shop().chat_identity_secret);
        let path = "/chat/sessions";
        let shown = format!("identity: a JWT (HS256) of the shop's site, sub {user}");
        self.show_request(path, &shown, None);
        let body = json!({ "identity": identity, "language": "en" });
        let answer = self.send(self.json(minreq::post(self.url(path)), &body))?;
        let session = json_of(&answer);
        let held = answer.status_code == 201 && session.pointer("/session/user").is_some();
        self.said(&answer, "the site's word for who it is, believed", held);
        let member = |name: &str| {
            let found = session.pointer(name).and_then(Value::as_str);
            found.context("no session of live chat was begun")
        };
        Ok(Session {
            id: member("/session/id")?.to_owned(),
            token: member("/session/token")?.to_owned(),
        })
    }

    /// Writes in the chat.
    pub fn chat(&mut self, session: &Session, id: &str, text: &str) -> Result<()> {
        let path = format!("/chat/sessions/{}/messages", session.id);
        let shown = "/chat/sessions/…/messages";
        self.show_request(shown, "Authorization: Bearer …", Some(text));
        let request = minreq::post(self.url(&path))
            .with_header("Authorization", format!("Bearer {}", session.token));
        let body = json!({ "id": id, "text": text });
        let answer = self.send(self.json(request, &body))?;
        let held = answer.status_code == 201;
        self.said(&answer, "recorded", held);
        self.tell(text);
        self.expect_acknowledged(text, held);
        Ok(())
    }
}

/// A JSON Web Token, signed by HS256: <https://www.rfc-editor.org/rfc/rfc7519>.
fn jwt(claims: &Value, secret: &str) -> String {
    let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let header = part(br#"{"alg":"HS256","typ":"JWT"}"#);
    let signed = format!("{header}.{}", part(claims.to_string().as_bytes()));
    let signature = part(&hmac_sha256(secret, &[signed.as_bytes()]));
    format!("{signed}.{signature}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Python's `hmac` and `base64` make it.
    #[test]
    fn a_token_is_signed_as_by_others() {
        let claims: Value = serde_json::from_str(r#"{"sub":"u-1"}"#).unwrap();
        let token = jwt(&claims, "a secret that both sides know; 32+");
        assert_eq!(
            token,
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ1LTEifQ.2MAX9kb44hiIuFYwYleamQoEKSyJQikHdVtX7HX-5ZQ"
        );
    }
}
