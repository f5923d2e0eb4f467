//! One request and its answer.

use throughline_contract::backups;
use throughline_contract::tickets::Refusal;
use throughline_contract::types::{Error, InvalidField};

/// One request, what the timeline does about it, and the answer.
pub struct Case {
    pub method: &'static str,
    pub uri: &'static str,
    pub key: &'static str,
    pub body: String,
    pub error: Option<Error>,
    pub refusal: Option<Refusal>,
    /// What a restore is refused with.
    pub restore: Option<backups::Refusal>,
    pub status: u16,
    /// The problem's code; empty where it succeeds.
    pub code: &'static str,
    /// What the timeline was asked.
    pub asked: &'static str,
    /// Whether the answer is a stream of lines, whose length nobody knows beforehand.
    pub streams: bool,
    /// Whether the variable `api_keys` is broken.
    pub broken_keys: bool,
    /// The body's type; empty where the request says none.
    pub content_type: &'static str,
}

pub fn case(method: &'static str, uri: &'static str, key: &'static str) -> Case {
    Case {
        method,
        uri,
        key,
        body: String::new(),
        error: None,
        refusal: None,
        restore: None,
        status: 200,
        code: "",
        asked: "",
        streams: false,
        broken_keys: false,
        content_type: "",
    }
}

impl Case {
    pub fn body(mut self, body: impl Into<String>) -> Self {
        self.body = body.into();
        self
    }

    pub fn asks(mut self, asked: &'static str) -> Self {
        self.asked = asked;
        self
    }

    pub fn streams(mut self, asked: &'static str) -> Self {
        self.streams = true;
        self.asks(asked)
    }

    pub fn restoring(mut self, refusal: backups::Refusal) -> Self {
        self.restore = Some(refusal);
        self
    }

    pub fn refused(mut self, status: u16, code: &'static str) -> Self {
        (self.status, self.code) = (status, code);
        self
    }

    pub fn failing(mut self, error: Error, status: u16, code: &'static str) -> Self {
        self.error = Some(error);
        self.refused(status, code)
    }

    pub fn refusing(mut self, refusal: Refusal, status: u16, code: &'static str) -> Self {
        self.refusal = Some(refusal);
        self.refused(status, code)
    }

    pub fn answers(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub fn content_type(mut self, content_type: &'static str) -> Self {
        self.content_type = content_type;
        self
    }

    pub fn broken_keys(mut self) -> Self {
        self.broken_keys = true;
        self.refused(503, "api_keys_invalid")
    }
}

/// What every route with a key refuses alike. `with` makes a good request with a given key.
pub fn guarded(
    key: &'static str,
    wrong: &'static str,
    with: impl Fn(&'static str) -> Case,
) -> [Case; 6] {
    let invalid = InvalidField {
        field: "limit".into(),
        detail: "too high".into(),
    };
    [
        with("").refused(401, "unauthorized"),
        with("nobody").refused(401, "unauthorized"),
        with(wrong).refused(403, "insufficient_scope"),
        with(key).broken_keys(),
        with(key).failing(Error::Unavailable("disk".into()), 503, "store_unavailable"),
        with(key).failing(Error::Invalid(invalid), 422, "invalid_field"),
    ]
}
