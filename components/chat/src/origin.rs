//! Which sites may call the API from their pages (CORS, <https://fetch.spec.whatwg.org/#http-cors-protocol>).
//!
//! This keeps other sites from opening chats in our name; it protects no visitor, because nothing here
//! goes by cookies: whoever has a token is the visitor, from wherever they call.

use http::{HeaderMap, HeaderValue, Response, header};
use throughline_web::Problem;

/// The sites that may embed the widget.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origins {
    any: bool,
    known: Vec<String>,
}

impl Origins {
    /// The origin of `public_url`, and those of a list with commas between them; `*` is any. The
    /// second part is what cannot be read.
    pub(crate) fn read(public_url: &str, list: &str) -> (Self, Vec<String>) {
        let mut origins = Self::default();
        let mut faults = Vec::new();
        origins.known.extend(origin(public_url.trim(), true));
        for entry in list.split(',').map(str::trim).filter(|e| !e.is_empty()) {
            match origin(entry, false) {
                _ if entry == "*" => origins.any = true,
                Some(origin) => origins.known.push(origin),
                None => faults.push(entry.to_owned()),
            }
        }
        (origins, faults)
    }

    /// Who may read the answer to a request with these headers: a page of another origin, or, where
    /// there is no `Origin`, nobody in particular.
    ///
    /// A page of ours may call where `public_url` is not set as well: its browser says so in
    /// `Sec-Fetch-Site`, which no page can set.
    ///
    /// # Errors
    ///
    /// 403 `origin_not_allowed`.
    pub(crate) fn admit(&self, headers: &HeaderMap) -> Result<Option<HeaderValue>, Problem> {
        let mut given = headers.get_all(header::ORIGIN).iter();
        let Some(origin) = given.next() else {
            return Ok(None);
        };
        let is_ours = || {
            let mut sites = headers.get_all("sec-fetch-site").iter();
            sites.next().is_some_and(|site| site == "same-origin") && sites.next().is_none()
        };
        let listed = |origin: &str| self.any || self.known.iter().any(|known| known == origin);
        let admitted = given.next().is_none() && (origin.to_str().is_ok_and(listed) || is_ours());
        if admitted {
            return Ok(Some(origin.clone()));
        }
        let detail = "pages of this origin may not use the chat; an operator lists those that may in \
                      the variable chat_allowed_origins";
        Err(Problem::new(403, "origin_not_allowed", detail))
    }
}

/// The origin of a URL as browsers write it: `https://shop.example`, `http://127.0.0.1:8080`. Without a
/// path, unless it `may_have_path`.
fn origin(url: &str, may_have_path: bool) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (host, path) = match rest.find(['/', '?', '#']) {
        Some(end) => rest.split_at(end),
        None => (rest, ""),
    };
    let scheme = scheme.to_ascii_lowercase();
    let default_port = match scheme.as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
    let fits = !host.is_empty() && host.bytes().all(plain) && (may_have_path || path.len() <= 1);
    let host = host.to_ascii_lowercase();
    let host = host.strip_suffix(default_port).unwrap_or(&host);
    fits.then(|| format!("{scheme}://{host}"))
}

/// Lets the page of this origin read an answer.
pub(crate) fn expose<B>(response: &mut Response<B>, origin: Option<HeaderValue>) {
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("etag, retry-after, x-request-id"),
        );
    }
}

/// What a page may send.
pub(crate) fn permit<B>(response: &mut Response<B>) {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "authorization, content-type, if-none-match",
        ),
        (header::ACCESS_CONTROL_MAX_AGE, "600"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_do() {
        for (url, expected) in [
            ("https://Shop.Example", Some("https://shop.example")),
            ("https://shop.example:443/", Some("https://shop.example")),
            ("http://shop.example:80", Some("http://shop.example")),
            ("http://[::1]:8080", Some("http://[::1]:8080")),
            ("https://shop.example/path", None),
            ("https://shop.example?x", None),
            ("https://user@shop.example", None),
            ("https://*.shop.example", None),
            ("shop.example", None),
            ("ftp://shop.example", None),
            ("https://", None),
            ("null", None),
        ] {
            assert_eq!(origin(url, false).as_deref(), expected, "{url}");
        }
        let public = origin("https://a.example/support/", true);
        assert_eq!(public.as_deref(), Some("https://a.example"));
    }

    #[test]
    fn what_is_no_origin_is_a_fault() {
        let (origins, faults) = Origins::read("", " https://a.example ,, b.example, * ");
        assert!(origins.any);
        assert_eq!(origins.known, ["https://a.example"]);
        assert_eq!(faults, ["b.example"]);
    }
}
