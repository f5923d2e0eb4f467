//! What an answer of the Graph API means, in words for the agent who wrote the message.
//!
//! Codes: <https://developers.facebook.com/docs/graph-api/guides/error-handling>,
//! <https://developers.facebook.com/docs/messenger-platform/error-codes>,
//! <https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes>.

use http::Response;
use serde_json::Value;
use throughline_channel_kit::outbound::{Outcome, api, quote};

/// `{"error":{"message","type","code","error_subcode","error_data","fbtrace_id"}}`.
struct GraphError {
    code: i64,
    subcode: i64,
    /// Meta's own words, the most specific there are.
    said: String,
}

/// What an answer means. `provider` is how the agent knows the product; `id` finds the new message's id
/// in the document of a success.
///
/// Only what is certain counts as not sent: a failure on Meta's side (status 5xx, codes 1 and 2) may
/// come after the message went out.
pub fn outcome(
    provider: &str,
    answer: &Response<Vec<u8>>,
    id: fn(&Value) -> Option<String>,
) -> Outcome {
    let document = api::json(answer);
    let status = answer.status().as_u16();
    let error = GraphError::of(&document);
    match (status, error) {
        (500.., error) => {
            let said = error.map(|error| error.said).unwrap_or_default();
            Outcome::of_failure(provider, answer, &said)
        }
        (_, Some(error)) => error.outcome(provider, answer),
        (200..=299, None) => match id(&document) {
            Some(id) => Outcome::Sent(Some(id)),
            None => Outcome::unreadable(provider),
        },
        (_, None) => Outcome::of_failure(provider, answer, ""),
    }
}

impl GraphError {
    fn of(document: &Value) -> Option<Self> {
        let error = document.get("error").filter(|error| error.is_object())?;
        let number = |name: &str| error.get(name).and_then(Value::as_i64).unwrap_or_default();
        // `error_data` is a text or an object, by product and version.
        let details = error.get("error_data").and_then(|data| match data {
            Value::String(text) => Some(text.as_str()),
            data => api::text(data, "details"),
        });
        let said = details
            .filter(|text| !text.trim().is_empty())
            .or_else(|| api::text(error, "error_user_msg"))
            .or_else(|| api::text(error, "message"));
        Some(Self {
            code: number("code"),
            subcode: number("error_subcode"),
            said: said.unwrap_or_default().to_owned(),
        })
    }

    fn outcome(self, provider: &str, answer: &Response<Vec<u8>>) -> Outcome {
        let quoted = |what: String| match quote(&self.said).as_str() {
            "" => format!("{what} (error {})", self.code),
            said => format!("{what}: “{said}”"),
        };
        match known(self.code, self.subcode) {
            Known::Refused(why) => Outcome::Refused(format!("{provider}: {why}")),
            Known::RefusedAs(why) => Outcome::Refused(quoted(format!("{provider}: {why}"))),
            Known::NotConfigured(why) => {
                Outcome::NotConfigured(quoted(format!("{provider} {why}")))
            }
            Known::Throttled(why) => Outcome::Throttled(format!("{provider}: {why}"), wait(answer)),
            Known::Unknown => Outcome::Unknown(quoted(format!(
                "{provider} reports a failure on its own side, and may have sent the message \
                 nevertheless"
            ))),
            Known::No => match answer.status().as_u16() {
                // An error in a success: the code says that it was refused, and nothing more.
                200..=299 => Outcome::Refused(quoted(format!("{provider} refused the message"))),
                _ => with_code(Outcome::of_failure(provider, answer, &self.said), self.code),
            },
        }
    }
}

/// What is known about a code.
enum Known {
    /// Said in full here.
    Refused(&'static str),
    /// With Meta's own words, which say which parameter it was.
    RefusedAs(&'static str),
    NotConfigured(&'static str),
    Throttled(&'static str),
    Unknown,
    No,
}

fn known(code: i64, subcode: i64) -> Known {
    match (code, subcode) {
        (-1 | 1 | 2 | 131_000 | 131_016, _) => Known::Unknown,
        // Meta says of it that the sending failed and is to be tried again.
        (1200, _) => Known::Throttled("sending failed on Meta's side for the moment"),
        _ => window(code, subcode)
            .or_else(|| person(code, subcode))
            .or_else(|| limits(code, subcode))
            .or_else(|| account(code, subcode))
            .or_else(|| content(code, subcode))
            .unwrap_or(Known::No),
    }
}

/// Too late: Meta's windows for answers.
fn window(code: i64, subcode: i64) -> Option<Known> {
    Some(Known::Refused(match (code, subcode) {
        (10, 2_018_278 | 2_018_065 | 2_534_022) => {
            "the time in which this customer may be answered is over: 24 hours after the last \
             message, 7 days for answers by a person. The customer has to write again first"
        }
        (131_047, _) => {
            "more than 24 hours have passed since the customer last wrote; only a template that \
             WhatsApp has approved can be sent now"
        }
        (10_900, _) => {
            "this comment was answered privately before; there is one private answer to each"
        }
        (10_901, _) => "this comment is too old for a private answer, which is possible for 7 days",
        _ => return None,
    }))
}

/// The one who should have got it.
fn person(code: i64, subcode: i64) -> Option<Known> {
    Some(Known::Refused(match (code, subcode) {
        (551, _) | (200, 1_545_041) => {
            "this person does not receive messages from us at the moment: they blocked us, left the \
             conversation or closed their account"
        }
        (10, 2_018_108) | (10_903, _) => {
            "this person does not take messages from us; only they can change that, by writing to us"
        }
        (100, 2_018_001) => {
            "nobody is found under this id; it belongs to another page or account than the one that \
             answers, or the person is gone"
        }
        (131_026, _) => {
            "the message cannot be delivered: the number is not on WhatsApp, its owner has not \
             accepted WhatsApp's terms, or uses a very old version"
        }
        (131_062, _) => {
            "this message cannot go to a WhatsApp user id; it needs the customer's phone number"
        }
        (131_021, _) => "sender and recipient are the same number",
        (131_049 | 130_472, _) => {
            "Meta decided not to deliver it, to keep the number of messages to this person low; \
             trying again at once does not help"
        }
        (131_050, _) => "this person does not want marketing messages from us any more",
        (130_497, _) => "this WhatsApp account must not write to people in that country",
        _ => return None,
    }))
}

/// Too much at once: certainly not sent, and possible later.
fn limits(code: i64, _: i64) -> Option<Known> {
    Some(Known::Throttled(match code {
        4 | 17 | 32 | 341 | 613 | 80_000..=80_014 | 130_429 => {
            "more requests than Meta takes at the moment"
        }
        131_048 => {
            "Meta lets this number send less at the moment, because many people blocked it or \
             reported its messages"
        }
        131_056 => "too many messages to this one person in a short time",
        131_057 => "the account is being maintained by Meta",
        _ => return None,
    }))
}

/// What only an operator can mend.
fn account(code: i64, subcode: i64) -> Option<Known> {
    Some(Known::NotConfigured(match (code, subcode) {
        (190 | 102 | 104 | 467, _) => {
            "does not accept the access token: it expired, was withdrawn, or belongs to another app; \
             an operator has to put in a new one"
        }
        (100, 33) => {
            "does not know the account that the message should go out by, or the access token \
             does not reach it"
        }
        (3 | 10 | 200..=299 | 131_005, _) => {
            "does not permit this to the app or to the access token; it lacks a permission, or \
             access for people outside of the app's own team"
        }
        (368 | 131_031, _) => {
            "has blocked the account from sending for a time, because of its rules; see the \
             account's quality page"
        }
        (131_042, _) => "does not send because of a problem with the account's payments",
        (131_037, _) => "has not approved the number's display name yet",
        (131_045 | 133_010, _) => "does not know the number as registered",
        _ => return None,
    }))
}

/// What the message itself says.
fn content(code: i64, subcode: i64) -> Option<Known> {
    Some(match (code, subcode) {
        (100, 2_018_109) => Known::Refused("the file is larger than 25 MB"),
        (100, 2_018_047 | 2_018_008 | 2_018_294) => {
            Known::Refused("the file could not be fetched or read; is its address public?")
        }
        (100 | 131_008 | 131_009, _) => Known::RefusedAs("something about the message is wrong"),
        (131_051, _) => Known::Refused("this type of message does not exist there"),
        (131_052 | 131_053, _) => {
            Known::RefusedAs("the file could not be taken; WhatsApp takes few types, up to a size")
        }
        (132_001, _) => {
            Known::Refused("no template has this name in this language, or it is not approved")
        }
        (132_000 | 132_005 | 132_012 | 132_018, _) => {
            Known::RefusedAs("what is put into the template does not fit it")
        }
        (132_007, _) => Known::RefusedAs("the template breaks WhatsApp's rules"),
        (132_015 | 132_016, _) => {
            Known::Refused("Meta has stopped this template because of its low quality")
        }
        _ => return None,
    })
}

/// After how many seconds there is room again, where Meta says it: `X-Business-Use-Case-Usage` has
/// minutes, by account and kind of call.
/// <https://developers.facebook.com/docs/graph-api/overview/rate-limiting>
fn wait(answer: &Response<Vec<u8>>) -> Option<u32> {
    let header = |name: &str| answer.headers().get(name)?.to_str().ok();
    let seconds = header("retry-after").and_then(|value| value.trim().parse::<u64>().ok());
    let seconds = seconds.or_else(|| {
        let usage: Value = serde_json::from_str(header("x-business-use-case-usage")?).ok()?;
        let accounts = usage.as_object()?.values();
        let calls = accounts.filter_map(Value::as_array).flatten();
        let minutes = calls.filter_map(|call| call.get("estimated_time_to_regain_access"));
        let most = minutes.filter_map(Value::as_u64).max()?;
        (most > 0).then(|| most.saturating_mul(60))
    });
    seconds.and_then(|seconds| u32::try_from(seconds.clamp(1, 3600)).ok())
}

/// A refusal that nothing is known about shows its code, for whoever looks it up.
fn with_code(outcome: Outcome, code: i64) -> Outcome {
    match outcome {
        Outcome::Refused(detail) if code != 0 => {
            Outcome::Refused(format!("{detail} (error {code})"))
        }
        other => other,
    }
}
