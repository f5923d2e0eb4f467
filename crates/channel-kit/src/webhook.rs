//! One request as it arrived.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderMap, Method};
use percent_encoding::percent_decode_str;
use throughline_contract::types::UnparsedPayload;

/// One raw HTTP request. Nothing of it is believed before it is verified.
#[derive(Clone)]
pub struct Webhook {
    /// The method.
    pub method: Method,
    /// The path as it was sent, still escaped.
    pub path: String,
    /// The query as it was sent, without `?`.
    pub query: Option<String>,
    /// The headers.
    pub headers: HeaderMap,
    /// The body's raw bytes.
    pub body: Vec<u8>,
}

impl Webhook {
    /// The value of a header that was sent exactly once and is visible ASCII. A header that is sent
    /// twice is none: no two readers could disagree about which one counts.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next()?;
        match values.next() {
            Some(_) => None,
            None => value.to_str().ok(),
        }
    }

    /// The media type of the body, in lower case and without parameters.
    pub fn media_type(&self) -> Option<String> {
        let (media_type, _) = split_once_or_all(self.header("content-type")?, ';');
        Some(media_type.trim().to_ascii_lowercase())
    }

    /// Path and query as they were sent.
    pub fn target(&self) -> String {
        match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }

    /// The decoded value of a query parameter that was sent exactly once.
    pub fn query_value(&self, name: &str) -> Option<String> {
        let mut values = self.query.as_deref()?.split('&').filter_map(|pair| {
            let (key, value) = split_once_or_all(pair, '=');
            (decode(key) == name).then_some(value)
        });
        let value = values.next()?;
        match values.next() {
            Some(_) => None,
            None => Some(decode(value).into_owned()),
        }
    }

    /// The whole body, to be kept because of `reason`.
    pub fn unparsed(&self, channel: &str, provider: &str, reason: String) -> UnparsedPayload {
        UnparsedPayload {
            channel: channel.to_owned(),
            provider: provider.to_owned(),
            content_type: self.header("content-type").unwrap_or_default().to_owned(),
            body: self.body.clone(),
            reason,
        }
    }
}

/// Shows neither query, headers nor body: they hold proofs and people's texts.
impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} ({} bytes)",
            self.method,
            self.path,
            self.body.len()
        )
    }
}

fn split_once_or_all(text: &str, separator: char) -> (&str, &str) {
    text.split_once(separator).unwrap_or((text, ""))
}

fn decode(text: &str) -> Cow<'_, str> {
    if text.contains('+') {
        let spaced = text.replace('+', " ");
        return Cow::Owned(percent_decode_str(&spaced).decode_utf8_lossy().into_owned());
    }
    percent_decode_str(text).decode_utf8_lossy()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn webhook(query: Option<&str>, headers: &[(&'static str, &'static str)]) -> Webhook {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        Webhook {
            method: Method::POST,
            path: "/a%20b".into(),
            query: query.map(str::to_owned),
            headers: map,
            body: b"secret text".to_vec(),
        }
    }

    #[test]
    fn a_header_counts_when_it_was_sent_once() {
        let once = webhook(None, &[("x-sig", "a")]);
        assert_eq!(once.header("X-Sig"), Some("a"));
        assert_eq!(once.header("x-other"), None);
        let twice = webhook(None, &[("x-sig", "a"), ("x-sig", "a")]);
        assert_eq!(twice.header("x-sig"), None);
    }

    #[test]
    fn query_values_are_decoded_and_must_be_unambiguous() {
        for (query, expected) in [
            (None, None),
            (Some(""), None),
            (Some("a=1"), Some("1")),
            (Some("b=2&%61=x+y%2B"), Some("x y+")),
            (Some("a"), Some("")),
            (Some("a=1&a=1"), None),
            (Some("a=%ff%zz%"), Some("\u{fffd}%zz%")),
        ] {
            let value = webhook(query, &[]).query_value("a");
            assert_eq!(value.as_deref(), expected, "{query:?}");
        }
    }

    #[test]
    fn the_target_is_what_was_sent() {
        assert_eq!(webhook(None, &[]).target(), "/a%20b");
        assert_eq!(webhook(Some(""), &[]).target(), "/a%20b?");
        assert_eq!(webhook(Some("x=%2b"), &[]).target(), "/a%20b?x=%2b");
    }

    #[test]
    fn a_media_type_has_no_parameters() {
        let sent = webhook(
            None,
            &[("content-type", "Application/JSON ; charset=utf-8")],
        );
        assert_eq!(sent.media_type().as_deref(), Some("application/json"));
        assert_eq!(webhook(None, &[]).media_type(), None);
    }

    #[test]
    fn debug_shows_no_content() {
        let shown = format!("{:?}", webhook(Some("token=1"), &[("x-sig", "abc")]));
        assert_eq!(shown, "POST /a%20b (11 bytes)");
    }

    proptest::proptest! {
        #[test]
        fn any_query_and_header_is_read(query in "\\PC*", escaped in "[a=&%+0-9F]*", value: Vec<u8>) {
            let mut sent = webhook(Some(&query), &[]);
            if let Ok(value) = http::HeaderValue::from_bytes(&value) {
                sent.headers.insert("content-type", value);
            }
            let _ = (sent.query_value("a"), sent.media_type(), sent.target());
            let _ = webhook(Some(&escaped), &[]).query_value("a");
        }
    }
}
