//! Hostile input: the seeds of the fuzz targets, and random requests.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "hostile/mod.rs"]
mod checks;
mod provider;

use proptest::prelude::*;
use throughline_seeds::replay;

#[test]
fn seeds_of_sms_message() {
    replay("sms_message", checks::message);
}

#[test]
fn seeds_of_sms_signature() {
    replay("sms_signature", checks::unsigned);
}

/// Names that the connector reads, and others.
fn field() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        4 => prop::sample::select(vec![
            "MessageSid", "AccountSid", "From", "To", "Body", "SmsStatus", "MessageStatus",
            "OptOutType", "NumMedia", "MediaUrl0", "MediaContentType0", "MediaUrl1", "ErrorCode",
            "ErrorMessage", "RawDlrDoneDate", "SmsSid",
        ]).prop_map(str::to_owned),
        1 => "[A-Za-z%+]{0,12}",
    ];
    let value = prop_oneof![
        3 => "[a-zA-Z0-9%+:;., ]{0,20}",
        1 => "(whatsapp:|rcs:|)(%2B|\\+|)[0-9]{0,16}",
        1 => prop::sample::select(vec![
            "received", "delivered", "undelivered", "STOP", "2611220417", "%ED%A0%BD", "%00", "%",
        ]).prop_map(str::to_owned),
    ];
    (name, value).prop_map(|(name, value)| format!("{name}={value}"))
}

proptest! {
    #[test]
    fn any_fields_are_one_command(choice in 0..2_u8, fields in prop::collection::vec(field(), 0..20)) {
        let ids = "MessageSid=SM1&AccountSid=AC1";
        let body = format!("{}{ids}&{}", char::from(choice), fields.join("&"));
        checks::message(body.as_bytes());
    }

    #[test]
    fn any_bytes_are_one_command(data: Vec<u8>) {
        checks::message(&data);
    }

    #[test]
    fn what_nobody_signed_is_refused(data: Vec<u8>, text in "\\PC*(\n\\PC*){0,7}") {
        checks::unsigned(&data);
        checks::unsigned(text.as_bytes());
    }
}
