//! Whether a form was sent from a page of ours.
//!
//! The session's cookie is `SameSite=Strict`, which keeps it out of what other sites send. This
//! holds where that does not reach: for a neighbour on the same site, and for the sign-in, which
//! carries no cookie yet.

use http::HeaderMap;
use throughline_web::Problem;

use crate::settings::Public;

/// Refuses what does not come from our own origin.
///
/// Browsers say it in `Sec-Fetch-Site` (Fetch Metadata), which no page can set, wherever they speak
/// HTTPS or to localhost. Where they do not, `Origin` must be that of `public_url`; `Host` is never
/// asked, because a page of somebody else's can make it agree.
///
/// # Errors
///
/// 403 `cross_site_refused`.
pub(crate) fn check(headers: &HeaderMap, public: &Public) -> Result<(), Problem> {
    let only = |name: &str| {
        let mut values = headers.get_all(name).iter();
        let value = values.next()?.as_bytes();
        values.next().is_none().then_some(value)
    };
    let ours = if headers.contains_key("sec-fetch-site") {
        only("sec-fetch-site") == Some(b"same-origin")
    } else {
        let origin = only("origin").filter(|_| !public.origin.is_empty());
        origin == Some(public.origin.as_bytes())
    };
    if ours {
        return Ok(());
    }
    let detail = "this form was not sent from a page of this console; open the console by its own \
                  address, over HTTPS or on localhost, and send the form from there";
    Err(Problem::new(403, "cross_site_refused", detail))
}

/// Whether the browser came here by a link on another site, for which it left out the session's
/// cookie.
pub(crate) fn is_elsewhere(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").map(|site| site.as_bytes());
    matches!(site, Some(b"cross-site" | b"same-site"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn accepted(public_origin: &str, headers: &[(&'static str, &str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_str(value).unwrap());
        }
        let public = Public {
            origin: public_origin.to_owned(),
            base: String::new(),
        };
        match check(&map, &public) {
            Ok(()) => true,
            Err(problem) => {
                assert_eq!(
                    (problem.status(), problem.code()),
                    (403, "cross_site_refused")
                );
                false
            }
        }
    }

    #[test]
    fn only_our_own_pages_may_send_forms() {
        const OURS: &str = "https://support.example.com";
        let site = "sec-fetch-site";
        for (public, headers, expected) in [
            (OURS, &[(site, "same-origin")][..], true),
            ("", &[(site, "same-origin")], true),
            // A browser that follows `Referrer-Policy: no-referrer` hides the origin.
            (OURS, &[(site, "same-origin"), ("origin", "null")], true),
            (OURS, &[("origin", OURS)], true),
            (OURS, &[(site, "same-site"), ("origin", OURS)], false),
            (OURS, &[(site, "cross-site")], false),
            (OURS, &[(site, "none")], false),
            (OURS, &[(site, "")], false),
            (OURS, &[(site, "same-origin"), (site, "cross-site")], false),
            (OURS, &[], false),
            (OURS, &[("origin", "null")], false),
            (OURS, &[("origin", "https://evil.example")], false),
            (
                OURS,
                &[("origin", "https://support.example.com.evil.example")],
                false,
            ),
            (OURS, &[("origin", "http://support.example.com")], false),
            (
                OURS,
                &[("origin", "https://support.example.com:8443")],
                false,
            ),
            (
                OURS,
                &[("origin", OURS), ("origin", "https://evil.example")],
                false,
            ),
            ("", &[("origin", "")], false),
            (
                "",
                &[("origin", "https://a.example"), ("host", "a.example")],
                false,
            ),
        ] {
            assert_eq!(accepted(public, headers), expected, "{public} {headers:?}");
        }
    }
}
