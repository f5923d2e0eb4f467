//! Hostile input: the seeds of the fuzz target, and random requests.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "hostile/mod.rs"]
mod checks;
mod provider;
mod twiml;

use proptest::prelude::*;
use throughline_seeds::replay;

#[test]
fn seeds_of_voice_call() {
    replay("voice_call", checks::call);
}

/// Names that the connector reads, and others.
fn field() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        6 => prop::sample::select(vec![
            "CallSid", "AccountSid", "ParentCallSid", "From", "To", "Direction", "CallStatus",
            "StirVerstat", "ForwardedFrom", "CallerName", "FromCity", "SpeechResult", "Digits",
            "DialCallStatus", "DialCallDuration", "DialBridged", "CallDuration", "Timestamp",
            "RecordingSid", "RecordingUrl", "RecordingStatus", "RecordingDuration",
            "RecordingStartTime", "TranscriptionSid", "TranscriptionText", "TranscriptionStatus",
        ]).prop_map(str::to_owned),
        1 => "[A-Za-z%+]{0,12}",
    ];
    let value = prop_oneof![
        3 => "[a-zA-Z0-9%+:;., <&'\"]{0,20}",
        1 => "(sip:|client:|whatsapp:|)(%2B|\\+|)[0-9]{0,16}",
        3 => prop::sample::select(vec![
            "ringing", "in-progress", "completed", "busy", "no-answer", "canceled", "failed",
            "inbound", "outbound-api", "TN-Validation-Passed-A", "%ED%A0%BD", "%00", "%", "true",
            "Sun,+22+Nov+2026+04:16:00+%2B0000",
        ]).prop_map(str::to_owned),
    ];
    (name, value).prop_map(|(name, value)| format!("{name}={value}"))
}

proptest! {
    #[test]
    fn any_fields_are_answered(
        choice in 0..13_u8,
        fields in prop::collection::vec(field(), 0..20),
    ) {
        let ids = "CallSid=CA1&AccountSid=AC1";
        let body = format!("{}{ids}&{}", char::from(choice), fields.join("&"));
        checks::call(body.as_bytes());
    }

    #[test]
    fn any_bytes_are_answered(data: Vec<u8>) {
        checks::call(&data);
    }
}
