//! Twilio's parameters to a call on the timeline.
//!
//! <https://www.twilio.com/docs/voice/twiml#request-parameters>; what a carrier proves of a number:
//! <https://www.twilio.com/docs/voice/trusted-calling-with-shakenstir>.

use throughline_channel_kit::attributes::Attributes;
use throughline_channel_kit::types::{
    Identity, Interaction, Participant, Party, ProviderRef, Role, Timestamp, Verdict,
};
use throughline_twilio::PROVIDER;
use throughline_twilio::address::{is_e164, is_withheld};
use throughline_twilio::payload::{Parameters, Unreadable};

use crate::CHANNEL;

/// The carrier that began the call knows the caller, and that the number is theirs.
const ATTESTED: &str = "TN-Validation-Passed-A";
/// The signature of that carrier does not hold, at whatever level.
const BROKEN: &str = "TN-Validation-Failed";
/// The timeline's limit of an identity's value, in bytes.
const MOST_VALUE: usize = 512;
/// The longest further field, in bytes.
const MOST_FIELD: usize = 256;

/// A call that came in. `at` is when it began, where that is known: Twilio does not say it with the
/// call itself.
///
/// # Errors
///
/// [`Unreadable`] when `CallSid` or `AccountSid` is missing, when it is no incoming call, or when a
/// parameter that is needed has several values or is not UTF-8.
pub fn call(parameters: &Parameters, at: Option<Timestamp>) -> Result<Interaction, Unreadable> {
    let sid = parameters.need("CallSid")?;
    let account = parameters.need("AccountSid")?;
    if is_ours(parameters)? {
        return Err(Unreadable("`Direction` is not inbound".to_owned()));
    }
    let stir = parameters.one("StirVerstat")?;
    let from = parameters.one("From")?.unwrap_or_default();
    let customer = caller(from, sid, stir);
    let parties = parameters.one("CallerName")?.map(|name| Party {
        role: Role::From,
        name: Some(name.to_owned()),
        identity: customer.identity.clone(),
    });
    Ok(Interaction {
        account: account.to_owned(),
        kind: "call".to_owned(),
        occurred_at: at,
        business: ours(parameters.one("To")?).into_iter().collect(),
        parties: parties.into_iter().collect(),
        attributes: attributes(parameters, from, stir)?,
        ..Interaction::inbound(CHANNEL, PROVIDER, sid, customer)
    })
}

/// Whether it is a leg that we began: `outbound-api`, `outbound-dial`.
pub fn is_ours(parameters: &Parameters) -> Result<bool, Unreadable> {
    let direction = parameters.one("Direction")?;
    Ok(direction.is_some_and(|direction| direction.starts_with("outbound")))
}

/// How Twilio names the call: by its first leg.
///
/// # Errors
///
/// As for [`call`].
pub fn reference(parameters: &Parameters) -> Result<ProviderRef, Unreadable> {
    let sid = match parameters.one("ParentCallSid")? {
        Some(sid) => sid,
        None => parameters.need("CallSid")?,
    };
    Ok(ProviderRef {
        channel: CHANNEL.to_owned(),
        provider: PROVIDER.to_owned(),
        account: parameters.need("AccountSid")?.to_owned(),
        provider_message_id: sid.to_owned(),
    })
}

/// Who calls, and who vouches for it. Anybody can show any number; only a carrier's signature proves
/// one. A caller who withholds the number is nobody whom two calls could share.
fn caller(from: &str, sid: &str, stir: Option<&str>) -> Participant {
    let from = from.trim();
    let (transport, address) = match from.split_once(':') {
        Some((transport, address)) => (Some(transport), address),
        None => (None, from),
    };
    let (kind, value, verdict) = match transport {
        _ if hides(address) => ("caller", sid.to_owned(), Verdict::None),
        None | Some("whatsapp") if is_e164(address) => ("phone", address.to_owned(), verdict(stir)),
        _ => ("external", external(from), Verdict::None),
    };
    Participant {
        identity: identity(kind, value),
        verdict,
    }
}

/// Also in the place of a user of SIP (`anonymous@anonymous.invalid`, RFC 3323 4.1.1.3), and a number
/// that lost its plus.
fn hides(address: &str) -> bool {
    let user = address.split(['@', ';']).next().unwrap_or_default().trim();
    is_withheld(user) || is_withheld(&format!("+{user}")) || user.eq_ignore_ascii_case("private")
}

fn verdict(stir: Option<&str>) -> Verdict {
    match stir {
        Some(ATTESTED) => Verdict::Pass,
        Some(stir) if stir.starts_with(BROKEN) => Verdict::Fail,
        _ => Verdict::None,
    }
}

/// Our own number.
fn ours(to: Option<&str>) -> Option<Identity> {
    let to = to?.trim();
    let number = to.strip_prefix("whatsapp:").unwrap_or(to);
    Some(match is_e164(number) {
        true => identity("phone", number.to_owned()),
        false => identity("external", external(to)),
    })
}

/// `<source>:<id>`. The parameters of a SIP address (`sip:ann@example.com;transport=udp`) say how the
/// call came and not who called.
fn external(address: &str) -> String {
    let address = match address.starts_with("sip") {
        true => address.split([';', '?']).next().unwrap_or_default(),
        false => address,
    };
    cut(&format!("{CHANNEL}:{address}"), MOST_VALUE).to_owned()
}

fn identity(kind: &str, value: String) -> Identity {
    Identity {
        kind: kind.to_owned(),
        value: cut(&value, MOST_VALUE).to_owned(),
    }
}

/// Where the number is from (not where the caller is), who passed the call on, and what Twilio found
/// of the carrier's signature.
fn attributes(
    parameters: &Parameters,
    from: &str,
    stir: Option<&str>,
) -> Result<Option<Vec<u8>>, Unreadable> {
    let mut attributes = Attributes::default();
    let mut put = |name: &str, value: Option<&str>| {
        attributes.put(name, value.map(|value| cut(value, MOST_FIELD)));
    };
    put("stir", stir);
    for (name, parameter) in [
        ("country", "FromCountry"),
        ("state", "FromState"),
        ("city", "FromCity"),
        ("forwarded_from", "ForwardedFrom"),
    ] {
        put(name, parameters.one(parameter)?);
    }
    let transport = from.trim().split_once(':').map(|(transport, _)| transport);
    put("transport", transport);
    Ok(attributes.json())
}

/// At most so many bytes, between two characters.
pub fn cut(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn form(extra: &str) -> Parameters {
        Parameters::from_form(format!("CallSid=CA1&AccountSid=AC1&{extra}").as_bytes())
    }

    #[test]
    fn a_caller_is_who_somebody_vouches_for() {
        let proven = "%2B14155550100&StirVerstat=TN-Validation-Passed-A";
        for (from, kind, value, verdict) in [
            ("%2B14155550100", "phone", "+14155550100", Verdict::None),
            (proven, "phone", "+14155550100", Verdict::Pass),
            (
                "sip:ann@example.com;transport=udp",
                "external",
                "voice:sip:ann@example.com",
                Verdict::None,
            ),
            (
                "sips:%2B14155550100@example.com",
                "external",
                "voice:sips:+14155550100@example.com",
                Verdict::None,
            ),
            ("client:ann", "external", "voice:client:ann", Verdict::None),
            // Whoever signs in there chooses the name.
            (
                "client:%2B14155550100",
                "external",
                "voice:client:+14155550100",
                Verdict::None,
            ),
            (
                "whatsapp:%2B14155550100",
                "phone",
                "+14155550100",
                Verdict::None,
            ),
            ("4155550100", "external", "voice:4155550100", Verdict::None),
            ("anonymous", "caller", "CA1", Verdict::None),
            ("Restricted", "caller", "CA1", Verdict::None),
            ("%2B266696687", "caller", "CA1", Verdict::None),
            (
                "%2B86282452253&StirVerstat=TN-Validation-Passed-A",
                "caller",
                "CA1",
                Verdict::None,
            ),
            ("sip:anonymous", "caller", "CA1", Verdict::None),
            (
                "sip:Anonymous@anonymous.invalid;x=y",
                "caller",
                "CA1",
                Verdict::None,
            ),
            ("266696687", "caller", "CA1", Verdict::None),
            ("PRIVATE", "caller", "CA1", Verdict::None),
            ("", "caller", "CA1", Verdict::None),
        ] {
            let call = call(&form(&format!("From={from}")), None).unwrap();
            let expected = Participant {
                identity: identity(kind, value.to_owned()),
                verdict,
            };
            assert_eq!(call.customer, expected, "{from}");
        }
    }

    /// Every value of Twilio's documentation.
    #[test]
    fn only_the_whole_attestation_is_a_proof() {
        let mut values = vec![("No-TN-Validation".to_owned(), Verdict::None)];
        values.push(("TN-Validation-Failed".to_owned(), Verdict::Fail));
        values.push(("NULL".to_owned(), Verdict::None));
        for level in ["A", "B", "C"] {
            for suffix in ["", "-Diverted", "-Passthrough"] {
                let passed = match (level, suffix) {
                    ("A", "") => Verdict::Pass,
                    _ => Verdict::None,
                };
                values.push((format!("TN-Validation-Passed-{level}{suffix}"), passed));
                values.push((
                    format!("TN-Validation-Failed-{level}{suffix}"),
                    Verdict::Fail,
                ));
            }
        }
        values.extend([
            ("tn-validation-passed-a".to_owned(), Verdict::None),
            ("+TN-Validation-Passed-A".to_owned(), Verdict::None),
            ("TN-Validation-Passed-AA".to_owned(), Verdict::None),
            ("".to_owned(), Verdict::None),
        ]);
        assert_eq!(values.len(), 25);
        for (value, verdict) in values {
            let parameters = form(&format!("From=%2B14155550100&StirVerstat={value}"));
            let call = call(&parameters, None).unwrap();
            assert_eq!(call.customer.verdict, verdict, "{value}");
        }
    }

    #[test]
    fn nothing_else_is_a_call_that_came_in() {
        for extra in [
            "Direction=outbound-api",
            "Direction=outbound-dial",
            "From=%ff",
            "From=1&From=2",
        ] {
            assert!(call(&form(extra), None).is_err(), "{extra}");
        }
        for body in ["CallSid=CA1", "AccountSid=AC1", ""] {
            let parameters = Parameters::from_form(body.as_bytes());
            assert!(
                call(&parameters, None).is_err() && reference(&parameters).is_err(),
                "{body}"
            );
        }
        assert!(call(&form("Direction=inbound"), None).is_ok());
    }
}
