//! The Graph API: requests, and what its answers mean.
//!
//! <https://developers.facebook.com/docs/graph-api/overview>

mod explain;

pub use explain::outcome;

use http::Request;
use serde_json::Value;
use throughline_channel_kit::Settings;
use throughline_channel_kit::outbound::Unsendable;
use throughline_channel_kit::outbound::api::{self, Base, Credential};

/// Where the API is.
pub const BASE: Base = Base {
    variable: "meta_api_base",
    default: "https://graph.facebook.com",
};
/// The API's version: <https://developers.facebook.com/docs/graph-api/changelog>.
pub const VERSION: &str = "v24.0";

const WANTED: &str =
    "an access token of Meta's, or a JSON object from account (page, number) to access token";

/// `POST /<version><path>` with a JSON body, and the token of `account` in `variable` as its proof.
///
/// `path` begins with `/`; ids in it have passed [`is_node`].
///
/// # Errors
///
/// [`Unsendable::NotConfigured`] when the account has no token, or token or address cannot be part
/// of a request.
pub fn post(
    settings: &Settings,
    variable: &'static str,
    account: Option<&str>,
    path: &str,
    body: &Value,
) -> Result<Request<Vec<u8>>, Unsendable> {
    let body = body.to_string().into_bytes();
    post_as(
        settings,
        variable,
        account,
        path,
        ("application/json", body),
    )
}

/// As [`post`], with a body of another content type.
///
/// # Errors
///
/// As [`post`].
pub fn post_as(
    settings: &Settings,
    variable: &'static str,
    account: Option<&str>,
    path: &str,
    (content_type, body): (impl AsRef<str>, Vec<u8>),
) -> Result<Request<Vec<u8>>, Unsendable> {
    let token = api::token_of(settings, variable, account, WANTED)?;
    let credential = Credential::bearer(variable, &token);
    let path = format!("/{VERSION}{path}");
    let content_type = content_type.as_ref();
    api::post(settings, BASE, &path, credential, content_type, body)
}

/// Whether a text can be the id of something in a path: letters, digits, `_` and `-`, up to 200.
/// Anything else could lead to another place of the API.
pub fn is_node(id: &str) -> bool {
    let part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    (1..=200).contains(&id.len()) && id.bytes().all(part)
}
