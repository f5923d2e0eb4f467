//! The run that holds the contract against every connector.
//!
//! A connector joins with `tests/conformance.rs`: a [`TestBed`] that knows how its provider signs
//! and writes, and `throughline_channel_kit::conformance!(Bed)`, which makes one `#[test]` of every
//! check here and of the connector's `fixtures/`. A check that is added here applies to all.

mod checks;
mod documents;
mod fixtures;
mod forgeries;
mod memory;
pub mod recorder;

pub use checks::*;
pub use documents::document;
pub use fixtures::{Fixture, fixtures, read_fixtures};
pub use forgeries::forged_headers;
pub use memory::Memory;

use std::str::from_utf8;

use throughline_contract::types::Timestamp;

use crate::{Channel, Settings, Webhook, respond};

/// The time at which every request of the run is received: 2026-11-22T04:17:00.123Z.
pub const NOW: Timestamp = 1_795_321_020_123;
/// The secret that requests are signed with.
pub const SECRET: &str = "correct-horse-battery";
/// Another one.
pub const OTHER_SECRET: &str = "another-horse-battery";

/// What the run needs to know about a connector.
///
/// Requests are given unsigned; the run signs them with [`TestBed::sign`].
pub trait TestBed {
    /// The connector.
    type Channel: Channel;

    /// The variable that holds the webhook's secret.
    const SECRET_VARIABLE: &'static str;

    /// The connector itself.
    fn channel(&self) -> Self::Channel;

    /// Every other variable, each of which the connector cannot do without.
    fn settings(&self) -> Vec<(&'static str, &'static str)>;

    /// The value of [`TestBed::SECRET_VARIABLE`] while each of these secrets is active.
    fn variable(&self, secrets: &[&str]) -> String {
        secrets.join(",")
    }

    /// The headers that carry the proof once a request is signed.
    fn proof_headers(&self) -> &'static [&'static str];

    /// Requests whose proof was tampered with, each with what was done: all of them are refused.
    /// To be given where the proof is not in headers.
    fn forgeries(&self, genuine: &Webhook) -> Vec<(String, Webhook)> {
        forged_headers(self.proof_headers(), genuine)
    }

    /// Whether the proof covers the body; otherwise why the provider's does not.
    fn body_is_signed(&self) -> Result<(), &'static str> {
        Ok(())
    }

    /// Signs as the provider does.
    fn sign(&self, webhook: Webhook, secret: &str) -> Webhook;

    /// An ordinary request that records exactly one interaction. Every byte of its body matters.
    fn sample(&self) -> Webhook;

    /// Requests as the provider signed them, each with the body that arrives after a careless proxy
    /// wrote it anew.
    fn reencoded(&self) -> Cases<(Webhook, Vec<u8>)>;

    /// Requests with several entries of which one cannot be read, with what comes of each.
    fn batches(&self) -> Cases<(Webhook, Outcome)>;

    /// Events of types that do not exist yet: kept.
    fn unknown_types(&self) -> Cases<Webhook>;

    /// Payloads that cannot be read (a lone surrogate, text that is not UTF-8, a missing id, depth
    /// 65): kept byte by byte.
    fn unreadable(&self) -> Cases<Webhook>;

    /// Payloads that say something twice, with what comes of each.
    fn repeated_keys(&self) -> Cases<(Webhook, Outcome)>;

    /// Our own messages as the provider sends them back: recorded as outbound.
    fn echoes(&self) -> Cases<Webhook>;

    /// A request for every form in which the provider writes times, also unreadable and absent
    /// ones, with the time that is recorded.
    fn timestamps(&self) -> Cases<(Webhook, Option<Timestamp>)>;
}

/// What a test bed has of something, or why the provider has no such thing.
pub enum Cases<T> {
    /// Each with a line that says what it is. Never empty.
    These(Vec<(&'static str, T)>),
    /// The provider has none, because…
    NoneBecause(&'static str),
}

impl<T> Cases<T> {
    fn each(self, check: impl Fn(&str, T)) {
        match self {
            Self::These(cases) => {
                assert!(!cases.is_empty(), "no cases: say NoneBecause");
                for (what, case) in cases {
                    check(what, case);
                }
            }
            Self::NoneBecause(reason) => assert!(!reason.is_empty(), "say why there are none"),
        }
    }
}

/// What comes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Interactions recorded and reports merged.
    pub written: usize,
    /// Payloads kept unread.
    pub kept: usize,
}

/// An answer as the provider sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The HTTP status.
    pub status: u16,
    /// The media type, if there is a body.
    pub content_type: Option<String>,
    /// `Retry-After`.
    pub retry_after: Option<String>,
    /// `code` of a problem.
    pub code: Option<String>,
    /// The body; without `request_id`, so that answers can be compared.
    pub body: Vec<u8>,
}

/// Variables as they should be.
pub fn configured<B: TestBed>(bed: &B) -> Settings {
    bed.settings()
        .into_iter()
        .fold(Settings::new(), |settings, (name, value)| {
            settings.with(name, value)
        })
        .with(B::SECRET_VARIABLE, bed.variable(&[SECRET]))
}

/// Sends one request and checks what holds for every answer: a request id, problem details for
/// errors, nothing written when refused, and neither the secret nor a person's words in the log.
pub fn send<B: TestBed>(
    bed: &B,
    settings: &Settings,
    webhook: &Webhook,
    timeline: &Memory,
) -> Seen {
    let before = timeline.written();
    let request_id = "req_conformance";
    let channel = bed.channel();
    let answer = futures::executor::block_on(respond(
        &channel, webhook, settings, NOW, request_id, timeline,
    ));
    let response = answer.response;
    let status = response.status().as_u16();
    let header = |name: &str| {
        let value = response.headers().get(name)?;
        Some(value.to_str().expect("a header is text").to_owned())
    };
    assert_eq!(header("x-request-id").as_deref(), Some(request_id));
    let length = response.body().len().to_string();
    assert_eq!(header("content-length"), Some(length));
    let body = String::from_utf8_lossy(response.body());
    for line in answer.log.iter().map(String::as_str).chain([&*body]) {
        assert!(!line.contains(SECRET), "a secret is shown: {line}");
        assert!(!line.contains(OTHER_SECRET), "a secret is shown: {line}");
    }
    let code = (status != 200).then(|| {
        assert_eq!(
            header("content-type").as_deref(),
            Some("application/problem+json")
        );
        if status != 503 {
            assert_eq!(timeline.written(), before, "refused, and something written");
        }
        let problem: serde_json::Value =
            serde_json::from_str(&body).expect("a problem is a JSON document");
        problem["code"].as_str().expect("a code").to_owned()
    });
    Seen {
        status,
        content_type: header("content-type"),
        retry_after: header("retry-after"),
        code,
        body: response.body().clone(),
    }
}

impl Seen {
    fn is_refused(&self) -> bool {
        matches!(self.status, 401 | 403) && self.code.as_deref() == Some("signature_invalid")
    }

    /// The body as text, for messages and fixtures.
    pub fn text(&self) -> &str {
        from_utf8(&self.body).unwrap_or("(not UTF-8)")
    }
}

/// Runs the contract against a connector: `conformance!(Bed);` in `tests/conformance.rs`.
#[macro_export]
macro_rules! conformance {
    // The folder of the bed's fixtures below `fixtures/`, for channels with several providers.
    ($bed:expr $(, $folder:literal)?) => {
        $crate::conformance!(@contract $bed);

        #[test]
        fn fixtures() {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures", $("/", $folder)?);
            $crate::conformance::fixtures(&$bed, ::std::path::Path::new(folder));
        }

        #[test]
        fn variables_are_granted() {
            let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spin.toml");
            $crate::conformance::variables_are_granted(&$bed, ::std::path::Path::new(manifest));
        }
    };
    // Without the folder: for channels that exist in a test only.
    (@contract $bed:expr) => {
        $crate::conformance!(@each $bed;
            verified, forged_proof, forged_body, truncated, wrong_secret, rotated_secrets,
            missing_configuration, reencoded, misleading_host, duplicate, batch_with_a_bad_entry,
            oversized, unknown_type, unreadable, repeated_keys, echo, every_timestamp,
            store_unavailable, refused_by_the_timeline, index_secret_changed, wrong_route,
        );
    };
    (@each $bed:expr; $($check:ident),* $(,)?) => {
        $(
            #[test]
            fn $check() {
                $crate::conformance::$check(&$bed);
            }
        )*
    };
}
