//! The connector contract, held against each provider's side of the email connector.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "conformance/mailgun.rs"]
mod mailgun;
#[path = "conformance/postmark.rs"]
mod postmark;
mod provider;
#[path = "conformance/raw.rs"]
mod raw;
#[path = "conformance/sendgrid.rs"]
mod sendgrid;

use throughline_channel_kit::Webhook;
use throughline_channel_kit::conformance::Outcome;
use throughline_channel_kit::types::Timestamp;

const WRITTEN: Outcome = Outcome {
    written: 1,
    kept: 0,
};
const KEPT: Outcome = Outcome {
    written: 0,
    kept: 1,
};

/// A mail for every form in which `Date` is written.
fn dates(
    mail: impl Fn(Option<&str>) -> Webhook,
) -> Vec<(&'static str, (Webhook, Option<Timestamp>))> {
    let time = Some(1_795_320_960_000);
    let case = |(what, written, expected)| (what, (mail(written), expected));
    let cases = [
        ("no date", None, None),
        ("RFC 5322", Some("Sun, 22 Nov 2026 05:16:00 +0100"), time),
        (
            "without the day's name",
            Some("22 Nov 2026 04:16:00 +0000"),
            time,
        ),
        ("a zone's name", Some("Sat, 21 Nov 2026 23:16:00 EST"), time),
        (
            "with a comment",
            Some("Sun, 22 Nov 2026 04:16:00 +0000 (UTC)"),
            time,
        ),
        (
            "a year of two digits",
            Some("Sun, 22 Nov 26 04:16:00 GMT"),
            time,
        ),
        ("no time", Some("yesterday"), None),
        ("empty", Some(""), None),
    ];
    cases.into_iter().map(case).collect()
}

mod mailgun_form {
    throughline_channel_kit::conformance!(crate::mailgun::FORM, "mailgun");
}

mod mailgun_multipart {
    throughline_channel_kit::conformance!(@contract crate::mailgun::MULTIPART);
}

mod mailgun_mime {
    throughline_channel_kit::conformance!(@contract crate::mailgun::MIME);
}

mod sendgrid_parsed {
    throughline_channel_kit::conformance!(crate::sendgrid::PARSED, "sendgrid");
}

mod sendgrid_raw {
    throughline_channel_kit::conformance!(@contract crate::sendgrid::RAW);
}
