//! Hostile input: the seeds of the fuzz targets, and random mails.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "hostile/mod.rs"]
mod checks;

use proptest::prelude::*;
use throughline_seeds::replay;

#[test]
fn seeds_of_mail_message() {
    replay("mail_message", checks::message);
}

#[test]
fn seeds_of_mail_results() {
    replay("mail_results", checks::results);
}

/// Lines that the parser acts on, in any order.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let known: Vec<&[u8]> = vec![
        b"",
        b"",
        b"--b",
        b"--b--",
        b"--c",
        b"--c--",
        b"Content-Type: multipart/mixed; boundary=b",
        b"Content-Type: multipart/alternative; boundary=\"c\"",
        b"Content-Type: multipart/related; boundary=b",
        b"Content-Type: multipart/report; boundary=c",
        b"Content-Type: text/html; charset=utf-7",
        b"Content-Type: message/rfc822",
        b"Content-Type: message/delivery-status",
        b"Content-Type: message/disposition-notification",
        b"Content-Type: text/calendar",
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: quoted-printable",
        b"Content-Disposition: attachment; filename*0*=utf-8''a%0d; filename*1=b",
        b"Content-ID: <a@b>",
        b"From: =?utf-8?q?a=0D=0Ab?= <a@example.org>, b <b@c",
        b"From: mailer-daemon@example.org",
        b"Subject: =?utf-8?b?4pg=?= =?utf-8?b?ug==?=",
        b"Date: Mon, 23 Nov 2026 07:51:16 +0000",
        b"References: <a@b> <c",
        b"List-Id: <support.example.com>",
        b"Final-Recipient: rfc822; a@b",
        b"Action: failed",
        b"Status: 5.1.1",
        b"BEGIN:VCALENDAR",
        b"METHOD:REPLY",
        b"BEGIN:VEVENT",
        b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b",
        b"=",
        b"a=\xc3=\r",
        b" folded",
        b"\t\xff\x00",
        b"SGk=",
    ];
    prop_oneof![
        6 => prop::sample::select(known).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..40),
        1 => "[A-Za-z-]{1,12}: [ -~]{0,40}".prop_map(String::into_bytes),
    ]
}

/// Words of Authentication-Results.
fn word() -> impl Strategy<Value = String> {
    let known = vec![
        "mx.example.com",
        ";",
        ";",
        "(",
        ")",
        "\"",
        "\\",
        "=",
        "spf=pass",
        "dkim=pass",
        "dmarc=pass",
        "dmarc=fail",
        "header.d=example.org",
        "header.from=example.org",
        "smtp.mailfrom=@",
        "(p=none)",
        "policy.dmarc=none",
        "nobody.example",
    ];
    prop_oneof![
        6 => prop::sample::select(known).prop_map(str::to_owned),
        1 => "\\PC{0,8}",
    ]
}

proptest! {
    #[test]
    fn any_lines_are_a_mail(lines in prop::collection::vec(line(), 0..40), crlf: bool) {
        let end: &[u8] = if crlf { b"\r\n" } else { b"\n" };
        checks::message(&lines.join(end));
    }

    #[test]
    fn any_bytes_are_a_mail(data: Vec<u8>) {
        checks::message(&data);
        let mail = [&b"A: b\n\n"[..], &data].concat();
        checks::message(&mail);
    }

    #[test]
    fn any_results_are_read(words in prop::collection::vec(word(), 0..30)) {
        checks::results(format!("ann@example.org\nmx.example.com; {}", words.join(" ")).as_bytes());
        checks::results(words.join("").as_bytes());
    }

    #[test]
    fn any_text_is_results(data: Vec<u8>) {
        checks::results(&data);
    }
}
