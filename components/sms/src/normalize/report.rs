//! Status callbacks to delivery reports.

use throughline_channel_kit::types::{
    DeliveryReport, DeliveryStatus, ProviderRef, Target, Timestamp,
};
use throughline_twilio::callback::is_interaction_id;
use throughline_twilio::payload::{Parameters, Unreadable};
use throughline_twilio::{PROVIDER, error};

use super::{cut, message_sid};
use crate::CHANNEL;

/// The timeline's limit of a report's `detail`, in bytes.
const MOST_DETAIL: usize = 200;

/// A status callback of an outgoing message. `target` is our own interaction's id where the
/// callback's URL carries it.
///
/// # Errors
///
/// [`Unreadable`] for a status that Twilio's documents do not have, and as for [`super::message`].
pub fn report(
    parameters: &Parameters,
    status: &str,
    target: Option<String>,
    now: Timestamp,
) -> Result<DeliveryReport, Unreadable> {
    let account = parameters.need("AccountSid")?;
    let rank = match status {
        "accepted" | "scheduled" | "queued" | "sending" => DeliveryStatus::Queued,
        "sent" | "partially_delivered" => DeliveryStatus::Sent,
        "delivered" => DeliveryStatus::Delivered,
        "undelivered" | "failed" | "canceled" => DeliveryStatus::Failed,
        "read" => DeliveryStatus::Read,
        _ => {
            return Err(Unreadable(format!(
                "the status {:?} is not known",
                status.chars().take(40).collect::<String>()
            )));
        }
    };
    let reference = ProviderRef {
        channel: CHANNEL.to_owned(),
        provider: PROVIDER.to_owned(),
        account: account.to_owned(),
        provider_message_id: message_sid(parameters)?.to_owned(),
    };
    let (target, names) = match target.filter(|id| is_interaction_id(id)) {
        Some(id) => (Target::Interaction(id), vec![reference]),
        None => (Target::Provider(reference), Vec::new()),
    };
    let done = parameters.one("RawDlrDoneDate").ok().flatten();
    Ok(DeliveryReport {
        target,
        status: rank,
        occurred_at: done.and_then(carrier_time).filter(|at| *at <= now),
        detail: detail(parameters, status, rank),
        names,
    })
}

/// Twilio's error (`30003 Unreachable destination handset`) in its words or in ours, else the status
/// where it says more than its rank.
fn detail(parameters: &Parameters, status: &str, rank: DeliveryStatus) -> Option<String> {
    let one = |name| parameters.one(name).ok().flatten();
    let code = one("ErrorCode").filter(|code| *code != "0");
    let mut detail = match (
        code,
        one("ErrorMessage").or_else(|| one("ChannelStatusMessage")),
    ) {
        (Some(code), Some(message)) => format!("{code} {message}"),
        (Some(code), None) => match code.parse().ok().and_then(error::words) {
            Some(words) => format!("{code} {words}"),
            None => code.to_owned(),
        },
        (None, Some(text)) => text.to_owned(),
        (None, None) if rank == DeliveryStatus::Failed || status == "partially_delivered" => {
            status.to_owned()
        }
        (None, None) => return None,
    };
    cut(&mut detail, MOST_DETAIL);
    Some(detail)
}

/// `RawDlrDoneDate`, `YYMMDDhhmm`: when the carrier was done. It has no time zone; it is taken as
/// UTC, which the timeline bounds by the time of recording.
fn carrier_time(written: &str) -> Option<Timestamp> {
    if written.len() != 10 || !written.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let two = |at: usize| written.get(at..at + 2)?.parse::<u64>().ok();
    let (year, month, day, hour, minute) = (two(0)?, two(2)?, two(4)?, two(6)?, two(8)?);
    let months = MONTHS.get(..usize::try_from(month).ok()?.checked_sub(1)?)?;
    let leap = year.is_multiple_of(4);
    let longest = MONTHS.get(months.len())? + u64::from(leap && month == 2);
    if day == 0 || day > longest || hour > 23 || minute > 59 {
        return None;
    }
    let days = year * 365 + year.div_ceil(4) // leap days of the years before: 2000, 2004…
        + months.iter().sum::<u64>()
        + u64::from(leap && month > 2)
        + (day - 1);
    Some(YEAR_2000 + ((days * 24 + hour) * 60 + minute) * 60_000)
}

/// 2000-01-01T00:00:00Z.
const YEAR_2000: Timestamp = 946_684_800_000;
/// The days of each month; until 2099 every fourth year has one more.
const MONTHS: [u64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    const NOW: Timestamp = 1_795_321_020_000;

    fn form(extra: &str) -> Parameters {
        Parameters::from_form(format!("MessageSid=SM1&AccountSid=AC1&{extra}").as_bytes())
    }

    #[test]
    fn every_status_of_twilio_has_a_rank() {
        use DeliveryStatus::{Delivered, Failed, Queued, Read, Sent};
        for (status, rank, detail) in [
            ("accepted", Queued, None),
            ("scheduled", Queued, None),
            ("queued", Queued, None),
            ("sending", Queued, None),
            ("sent", Sent, None),
            ("partially_delivered", Sent, Some("partially_delivered")),
            ("delivered", Delivered, None),
            ("undelivered", Failed, Some("undelivered")),
            ("failed", Failed, Some("failed")),
            ("canceled", Failed, Some("canceled")),
            ("read", Read, None),
        ] {
            let report = report(&form(""), status, None, NOW).unwrap();
            assert_eq!(
                (report.status, report.detail.as_deref()),
                (rank, detail),
                "{status}"
            );
        }
        for status in ["received", "DELIVERED", "", "exploded"] {
            assert!(report(&form(""), status, None, NOW).is_err(), "{status}");
        }
    }

    #[test]
    fn the_error_goes_into_the_detail() {
        let detail = |extra: &str| {
            report(&form(extra), "failed", None, NOW)
                .unwrap()
                .detail
                .unwrap()
        };
        assert_eq!(
            detail("ErrorCode=30003"),
            "30003 the phone cannot be reached: it is off, out of coverage, or no mobile phone"
        );
        assert_eq!(detail("ErrorCode=39999"), "39999");
        assert_eq!(detail("ErrorCode=x"), "x");
        assert_eq!(
            detail("ErrorCode=30003&ErrorMessage=Unreachable"),
            "30003 Unreachable"
        );
        assert_eq!(detail("ErrorCode=0"), "failed");
        assert_eq!(detail("ErrorCode="), "failed");
        let long = detail(&format!("ErrorCode=1&ErrorMessage={}", "é".repeat(300)));
        assert_eq!(long.len(), MOST_DETAIL);
    }

    #[test]
    fn a_report_is_about_our_interaction_or_twilios_message() {
        let target = |id: &str| {
            report(&form(""), "sent", Some(id.to_owned()), NOW)
                .unwrap()
                .target
        };
        let by_sid = Target::Provider(ProviderRef {
            channel: "sms".into(),
            provider: "twilio".into(),
            account: "AC1".into(),
            provider_message_id: "SM1".into(),
        });
        assert_eq!(target("int_aB3-_"), Target::Interaction("int_aB3-_".into()));
        for id in [
            "",
            "int_",
            "cus_1",
            "int_a/b",
            "int_a b",
            &format!("int_{}", "a".repeat(61)),
        ] {
            assert_eq!(target(id), by_sid, "{id}");
        }
    }

    #[test]
    fn the_carriers_time_is_read_and_bounded() {
        for (written, expected) in [
            ("2611220416", Some(1_795_320_960_000)),
            ("2611220417", Some(NOW)),
            ("2611220418", None),
            ("2613220417", None),
            ("2602300417", None),
            ("2611222460", None),
            ("26112204", None),
            ("261122041700", None),
            ("-611220417", None),
            ("2026-11-22", None),
            ("", None),
        ] {
            let extra = format!("RawDlrDoneDate={written}");
            let report = report(&form(&extra), "delivered", None, NOW).unwrap();
            assert_eq!(report.occurred_at, expected, "{written}");
        }
    }

    #[test]
    fn every_day_of_the_century_is_read_as_it_is_written() {
        use throughline_channel_kit::timestamp;
        for year in 0..100 {
            for (month, day) in (0..=13).flat_map(|month| (0..=32).map(move |day| (month, day))) {
                let written = format!("{year:02}{month:02}{day:02}2359");
                let date = format!("20{year:02}-{month:02}-{day:02}T23:59:00Z");
                assert_eq!(carrier_time(&written), timestamp::parse(&date), "{date}");
            }
        }
    }
}
