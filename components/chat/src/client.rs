//! How often somebody may ask.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use http::HeaderMap;
use throughline_web::Problem;

use crate::refusal::refused;
use crate::settings::Settings;
use crate::timeline::Timeline;

/// All limits are for so many seconds.
const WINDOW: u32 = 60;
/// Who cannot be told apart shares a limit.
const UNKNOWN: &str = "unknown";

/// So many within a minute.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    scope: &'static str,
    most: u32,
}

/// New and renewed sessions of one address.
pub(crate) const SESSIONS: Limit = limit("chat-sessions", 120);
/// Proofs of identity from one address that prove nothing.
pub(crate) const PROOFS: Limit = limit("chat-proofs", 10);
/// Messages of one visitor.
pub(crate) const MESSAGES: Limit = limit("chat-messages", 30);
/// Files of one visitor.
pub(crate) const FILES: Limit = limit("chat-files", 10);
/// Signs of one visitor: typing, read.
pub(crate) const SIGNS: Limit = limit("chat-signs", 60);
/// Streams of one visitor, each of which looks for 25 seconds.
pub(crate) const STREAMS: Limit = limit("chat-streams", 20);

const fn limit(scope: &'static str, most: u32) -> Limit {
    Limit { scope, most }
}

impl Limit {
    /// Counts one more of `name`.
    ///
    /// # Errors
    ///
    /// 429 `too_many_requests` with `Retry-After` when that is too many.
    pub(crate) async fn take(self, timeline: &impl Timeline, name: &str) -> Result<(), Problem> {
        let taken = timeline.take(self.scope, name, self.most, WINDOW).await;
        if taken.map_err(|error| refused(error, &[]))? {
            return Ok(());
        }
        let detail = format!("at most {} of these within a minute", self.most);
        Err(Problem::new(429, "too_many_requests", detail).retry_after(WINDOW))
    }
}

/// Where a request comes from: what the proxy in front says, in the header that the operator names,
/// else the address that Spin saw. Of several values of the header the last one counts, which the
/// proxy wrote; those before it anybody can write. An IPv6 address stands for its /64, which one
/// household has.
pub(crate) fn address(headers: &HeaderMap, settings: &Settings) -> String {
    let last = |name: &str| {
        let value = headers.get_all(name).iter().next_back()?.to_str().ok()?;
        read(value.rsplit(',').next().unwrap_or_default())
    };
    let named = settings.client_address_header().and_then(last);
    let address = named.or_else(|| last("spin-client-addr"));
    match address {
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        Some(address) => address.to_string(),
        None => UNKNOWN.to_owned(),
    }
}

/// An address with a port or without.
fn read(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let socket = || text.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let address = bare.unwrap_or(text).parse().ok().or_else(socket)?;
    Some(IpAddr::to_canonical(&address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use throughline_channel_kit::Settings as Variables;

    #[test]
    fn the_last_value_of_the_named_header_counts() {
        let behind = Variables::new().with("client_address_header", "X-Forwarded-For");
        let behind = Settings::read(&behind);
        let open = Settings::read(&Variables::new());
        let spin = ("spin-client-addr", "127.0.0.1:4711");
        let name = "x-forwarded-for";
        for (settings, headers, expected) in [
            (&open, &[spin][..], "127.0.0.1"),
            (&open, &[spin, (name, "1.2.3.4")], "127.0.0.1"),
            (&behind, &[spin, (name, "1.2.3.4")], "1.2.3.4"),
            (&behind, &[spin, (name, "9.9.9.9, 1.2.3.4")], "1.2.3.4"),
            (
                &behind,
                &[(name, "9.9.9.9"), (name, "1.2.3.4:80")],
                "1.2.3.4",
            ),
            (&behind, &[spin, (name, "9.9.9.9, nonsense")], "127.0.0.1"),
            (&behind, &[spin], "127.0.0.1"),
            (
                &open,
                &[("spin-client-addr", "[2001:db8:1:2:3::4]:80")],
                "2001:db8:1:2::/64",
            ),
            (
                &open,
                &[("spin-client-addr", "[2001:db8:1:2::]")],
                "2001:db8:1:2::/64",
            ),
            (&open, &[("spin-client-addr", "::ffff:1.2.3.4")], "1.2.3.4"),
            (&open, &[("spin-client-addr", "somebody")], UNKNOWN),
            (&open, &[], UNKNOWN),
        ] {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.append(*name, HeaderValue::from_static(value));
            }
            assert_eq!(address(&map, settings), expected, "{headers:?}");
        }
    }
}
