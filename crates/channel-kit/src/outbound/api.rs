//! Requests to a provider's HTTP API, and its answers.

use http::{HeaderName, HeaderValue, Request, Response, header};
use serde_json::Value;

use super::Unsendable;
use crate::Settings;

/// Where a provider's API is: a variable, and what holds where it is not set.
#[derive(Debug, Clone, Copy)]
pub struct Base {
    /// The variable, for example `postmark_api_base`.
    pub variable: &'static str,
    /// The provider's own address.
    pub default: &'static str,
}

/// How a request proves whose it is: a header and its value.
pub struct Credential {
    /// The variable that the value is made of.
    pub variable: &'static str,
    /// The header.
    pub header: HeaderName,
    /// Its value.
    pub value: String,
}

impl Credential {
    /// `Authorization: Bearer …` (RFC 6750).
    pub fn bearer(variable: &'static str, token: &str) -> Self {
        Self {
            variable,
            header: header::AUTHORIZATION,
            value: format!("Bearer {token}"),
        }
    }
}

/// A variable that sending needs; `wanted` says what it holds.
///
/// # Errors
/// [`Unsendable::NotConfigured`] when it is not set.
pub fn require<'a>(
    settings: &'a Settings,
    variable: &'static str,
    wanted: &str,
) -> Result<&'a str, Unsendable> {
    let value = settings.get(variable);
    value.ok_or_else(|| Unsendable::not_configured(variable, wanted))
}

/// The token of one account in a variable that holds one token, or a JSON object from account to
/// token. An account that is not in the object, or none where there are several, has no token.
///
/// # Errors
/// [`Unsendable::NotConfigured`] when there is none.
pub fn token_of(
    settings: &Settings,
    variable: &'static str,
    account: Option<&str>,
    wanted: &str,
) -> Result<String, Unsendable> {
    let value = require(settings, variable, wanted)?;
    if !value.starts_with('{') {
        return Ok(value.to_owned());
    }
    let missing = || Unsendable::not_configured(variable, format!("{wanted}, for this account"));
    let tokens: Value = serde_json::from_str(value).map_err(|_| missing())?;
    let tokens = tokens.as_object().ok_or_else(missing)?;
    let token = match account {
        Some(account) => tokens.get(account),
        None if tokens.len() == 1 => tokens.values().next(),
        None => None,
    };
    let token = token
        .and_then(Value::as_str)
        .filter(|token| !token.is_empty());
    token.map(str::to_owned).ok_or_else(missing)
}

/// A POST to a provider's API. The only place where a credential becomes part of a request.
///
/// # Errors
/// [`Unsendable::NotConfigured`] when the credential or the address cannot be part of one.
pub fn post(
    settings: &Settings,
    base: Base,
    path: &str,
    credential: Credential,
    content_type: &str,
    body: Vec<u8>,
) -> Result<Request<Vec<u8>>, Unsendable> {
    let root = settings.get(base.variable).unwrap_or(base.default);
    let root = root.trim_end_matches('/');
    let mut value = HeaderValue::try_from(credential.value).map_err(|_| {
        Unsendable::not_configured(credential.variable, "visible ASCII characters only")
    })?;
    value.set_sensitive(true);
    let request = Request::post(format!("{root}{path}"))
        .header(credential.header, value)
        .header(header::CONTENT_TYPE, content_type)
        .header(header::ACCEPT, "application/json")
        .body(body);
    let absolute = |request: &Request<_>| request.uri().authority().is_some();
    request.ok().filter(absolute).ok_or_else(|| {
        Unsendable::not_configured(base.variable, format!("a URL like {}", base.default))
    })
}

/// The body of an answer, where it is JSON.
pub fn json(answer: &Response<Vec<u8>>) -> Value {
    serde_json::from_slice(answer.body()).unwrap_or_default()
}

/// A member that is a text and not empty.
pub fn text<'a>(document: &'a Value, member: &str) -> Option<&'a str> {
    document
        .get(member)?
        .as_str()
        .filter(|text| !text.is_empty())
}
