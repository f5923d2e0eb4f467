//! Which web pages may report here: those of `public_url`, and those of `chat_allowed_origins`. The same
//! as may use the chat.
//!
//! A browser says in `Origin` whose page sent a request, and shows a page only answers that name its
//! origin (<https://fetch.spec.whatwg.org/#http-cors-protocol>). The proof is the token; this keeps
//! other sites' pages from using one. Requests without `Origin` come from programs, and are served.

use http::HeaderName;
use throughline_channel_kit::{Refusal, Settings, Webhook};
use throughline_web::Problem;

/// The variable with the origins of other sites: separated by commas, or `*`.
pub const VARIABLE: &str = "chat_allowed_origins";

/// Headers of an answer.
pub type Headers = Vec<(&'static str, String)>;

/// What the answer tells the browser.
///
/// # Errors
///
/// 403 `origin_not_allowed` for the page of another site.
pub fn admit(webhook: &Webhook, settings: &Settings) -> Result<Headers, Refusal> {
    let mut headers = vec![("vary", "Origin".to_owned())];
    if !webhook.headers.contains_key("origin") {
        return Ok(headers);
    }
    let admitted = |origin: &&str| is_allowed(origin, settings) || is_of_ours(webhook);
    let origin = webhook
        .header("origin")
        .filter(admitted)
        .ok_or_else(refused)?;
    headers.push(("access-control-allow-origin", origin.to_owned()));
    let exposed = "etag, retry-after, x-request-id".to_owned();
    headers.push(("access-control-expose-headers", exposed));
    Ok(headers)
}

/// What a browser asks for before it sends a request with a token.
pub fn preflight(mut headers: Headers, methods: &str) -> Headers {
    let allowed = "authorization, content-type";
    headers.push(("access-control-allow-methods", methods.to_owned()));
    headers.push(("access-control-allow-headers", allowed.to_owned()));
    headers.push(("access-control-max-age", "600".to_owned()));
    headers
}

/// The refusal in a form that the browser shows to the page: it has to know that its token is over.
pub fn shown(refusal: &Refusal, headers: Headers) -> Refusal {
    let problem = headers
        .into_iter()
        .fold(refusal.problem(), |problem, (name, value)| {
            problem.header(HeaderName::from_static(name), &value)
        });
    Refusal::Problem {
        problem: Box::new(problem),
        log: refusal.log(),
    }
}

fn refused() -> Refusal {
    let detail = format!("pages of this origin may not report here; see `{VARIABLE}`");
    let problem = Problem::new(403, "origin_not_allowed", detail);
    Refusal::Problem {
        log: format!("refused: {problem}"),
        problem: Box::new(problem),
    }
}

fn is_allowed(origin: &str, settings: &Settings) -> bool {
    let listed = settings.get(VARIABLE).unwrap_or_default();
    let mut listed = listed.split(',').map(str::trim);
    let own = settings.get("public_url").unwrap_or_default();
    origin_of(own, true).as_deref() == Some(origin)
        || listed.any(|site| site == "*" || origin_of(site, false).as_deref() == Some(origin))
}

/// Whether a browser says that the page is of this very service, also where `public_url` is not set. No
/// page can set this header.
fn is_of_ours(webhook: &Webhook) -> bool {
    webhook.header("sec-fetch-site") == Some("same-origin")
}

/// The origin of a URL as browsers write it: in lower case, and without the scheme's own port. With a
/// path only where it `may_have_path`.
fn origin_of(url: &str, may_have_path: bool) -> Option<String> {
    let url = url.to_ascii_lowercase();
    let (scheme, rest) = url.split_once("://")?;
    let port = match scheme {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(end)?;
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
    let fits = !host.is_empty()
        && host.bytes().all(is_host)
        && (may_have_path || matches!(path, "" | "/"));
    let host = host.strip_suffix(port).unwrap_or(host);
    fits.then(|| format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(public_url: &str, listed: &str, origin: &str) -> bool {
        let settings = Settings::new()
            .with("public_url", public_url)
            .with(VARIABLE, listed);
        is_allowed(origin, &settings)
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let own = "https://Help.example/base/?q=1";
        for (public_url, listed, origin, allowed) in [
            (own, "", "https://help.example", true),
            ("https://help.example", "", "https://help.example", true),
            (
                "https://help.example:443/",
                "",
                "https://help.example",
                true,
            ),
            ("http://localhost:80", "", "http://localhost", true),
            ("http://127.0.0.1:3000", "", "http://127.0.0.1:3000", true),
            ("http://[::1]:3000/", "", "http://[::1]:3000", true),
            (own, "", "http://help.example", false),
            (own, "", "https://help.example:8443", false),
            (own, "", "https://help.example.evil", false),
            (own, "", "https://evil/https://help.example", false),
            (own, "", "null", false),
            (own, "", "", false),
            ("", "", "https://help.example", false),
            ("", "", "", false),
            ("https://", "", "https://", false),
            ("help.example", "", "help.example", false),
            (
                "",
                "https://a.example/ ,https://B.example:443",
                "https://a.example",
                true,
            ),
            (
                "",
                "https://a.example/ ,https://B.example:443",
                "https://b.example",
                true,
            ),
            ("", "https://a.example", "https://b.a.example", false),
            ("", "https://a.example:80", "https://a.example", false),
            ("", "https://*.example", "https://a.example", false),
            ("", ",", "", false),
            ("", "null", "null", false),
            ("", "https://a.example/help", "https://a.example", false),
            ("https://user@a.example", "", "https://a.example", false),
            ("ftp://a.example", "", "ftp://a.example", false),
            ("", "*", "https://any.example", true),
            ("", "*", "null", true),
            ("", "https://a.example,*", "https://any.example", true),
        ] {
            let answer = allows(public_url, listed, origin);
            assert_eq!(answer, allowed, "{public_url} {listed} {origin}");
        }
    }
}
