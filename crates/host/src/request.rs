//! What a component is told about a request beyond what the client sent:
//! Spin's `spin-*` headers.

use std::net::SocketAddr;

use http::header::{CONNECTION, HOST};
use http::uri::{Authority, Scheme};
use http::{HeaderName, HeaderValue, Request, Uri};

use crate::routes::Match;

/// Gives the request an absolute URI, from its `Host`.
///
/// # Errors
/// Says what is wrong with the host, without quoting it.
pub fn make_absolute<B>(request: &mut Request<B>) -> Result<(), String> {
    let header = match request.headers().get(HOST) {
        Some(value) => {
            let text = value.to_str().map_err(|_| "the Host header is not text")?;
            let host = text.parse::<Authority>();
            Some(host.map_err(|_| "the Host header is not a host")?)
        }
        None => None,
    };
    let mut parts = request.uri().clone().into_parts();
    let authority = match (header, parts.authority) {
        (Some(header), Some(uri)) if header != uri => {
            return Err("the Host header and the request's URI differ".to_owned());
        }
        (Some(host), _) | (None, Some(host)) => host,
        (None, None) => return Err("the request names no host".to_owned()),
    };
    parts.authority = Some(authority);
    parts.scheme = Some(Scheme::HTTP);
    *request.uri_mut() =
        Uri::from_parts(parts).map_err(|_| "the request's URI has no path".to_owned())?;
    Ok(())
}

/// Sets the `spin-*` headers, over any that the client sent.
pub fn describe<B>(
    request: &mut Request<B>,
    found: &Match,
    client: SocketAddr,
) -> Result<(), String> {
    let full_url = request.uri().to_string();
    let headers = request.headers_mut();
    headers.remove(CONNECTION);
    let mut set = |name: &str, value: &str| {
        let name = HeaderName::try_from(name).map_err(|_| "a route segment is no header name")?;
        let value = HeaderValue::try_from(value).map_err(|_| "the path is no header value")?;
        headers.insert(name, value);
        Ok::<(), String>(())
    };
    set("spin-full-url", &full_url)?;
    set("spin-path-info", &found.path_info)?;
    set("spin-matched-route", &found.route)?;
    set("spin-raw-component-route", &found.route)?;
    set("spin-component-route", found.prefix())?;
    set("spin-base-path", "/")?;
    set("spin-client-addr", &client.to_string())?;
    for (name, value) in &found.segments {
        let name = name.to_ascii_lowercase().replace('_', "-");
        set(&format!("spin-path-match-{name}"), value)?;
    }
    Ok(())
}
