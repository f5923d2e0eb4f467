//! The question that a sender of CloudEvents asks before it sends, so that nobody can make it flood a
//! third party: <https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md#4-abuse-protection>.
//!
//! The answer is consent for an address that is configured to be sent to, and proves nothing; every
//! event is proven by itself. Consent by calling `WebHook-Request-Callback` is not given: this
//! component calls nobody.

use throughline_channel_kit::{Delivery, Reply, Webhook};

/// The longest name of a sender: that of a host (RFC 1035 2.3.4).
const LONGEST_ORIGIN: usize = 255;

/// The answer to `OPTIONS`: the methods, and consent when a sender asks for it. There is no limit to
/// its rate.
pub fn answer(webhook: &Webhook, methods: &str) -> Delivery {
    let mut headers = vec![("allow", methods.to_owned())];
    if let Some(origin) = webhook
        .header("webhook-request-origin")
        .filter(|origin| is_host(origin))
    {
        headers.push(("webhook-allowed-origin", origin.to_owned()));
        headers.push(("webhook-allowed-rate", "*".to_owned()));
    }
    Delivery {
        commands: Vec::new(),
        reply: Reply::Headers(headers),
    }
}

fn is_host(origin: &str) -> bool {
    (1..=LONGEST_ORIGIN).contains(&origin.len())
        && origin
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':'))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use http::{HeaderMap, Method};

    fn headers(origins: &[&str]) -> Vec<(&'static str, String)> {
        let mut webhook = Webhook {
            method: Method::OPTIONS,
            path: String::new(),
            query: None,
            headers: HeaderMap::new(),
            body: Vec::new(),
        };
        for origin in origins {
            let origin = origin.parse().unwrap();
            webhook.headers.append("webhook-request-origin", origin);
        }
        match answer(&webhook, "POST").reply {
            Reply::Headers(headers) => headers,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_sender_that_says_its_name_is_allowed() {
        assert_eq!(
            headers(&["emitter.example.com"]),
            [
                ("allow", "POST".to_owned()),
                ("webhook-allowed-origin", "emitter.example.com".to_owned()),
                ("webhook-allowed-rate", "*".to_owned()),
            ]
        );
        let long = "a".repeat(256);
        for nobody in [
            &[][..],
            &["a.example", "b.example"],
            &[""],
            &["a b"],
            &["<x>"],
            &[&long],
        ] {
            assert_eq!(
                headers(nobody),
                [("allow", "POST".to_owned())],
                "{nobody:?}"
            );
        }
    }
}
