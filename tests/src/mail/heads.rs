//! Mails whose header fields are damaged, contradictory or meant to harm, one oddity each.

use super::draft::Draft;
use super::part::Part;
use super::{Kind, Specimen};

/// The mails.
pub fn mails() -> impl Iterator<Item = Specimen> {
    let groups = [senders(), ids(), injections(), dates(), kinds(), fields()];
    groups.into_iter().flatten()
}

fn senders() -> Vec<Specimen> {
    let from = |name: &str, value: &str| Draft::new(name).set("From", value);
    vec![
        Draft::new("no-from").without("From").any_sender().done(),
        Draft::new("no-from-but-sender")
            .without("From")
            .set("Sender", "no-from-but-sender@example.net")
            .any_sender()
            .done(),
        Draft::new("no-from-but-return-path")
            .without("From")
            .top("Return-Path", "<no-from-but-return-path@example.net>")
            .any_sender()
            .done(),
        from("from-empty", "").any_sender().done(),
        from("from-null", "<>").any_sender().done(),
        from("from-garbage", "@@<<>>,;:\"").any_sender().done(),
        from("from-no-domain", "root").any_sender().done(),
        from("from-empty-group", "Nobody:;").any_sender().done(),
        from("from-spaces", "\"ana hill\"@example.net")
            .any_sender()
            .done(),
        from(
            "from-control",
            "Ana\u{1}\u{7f} <from\u{2}control@example.net>",
        )
        .any_sender()
        .done(),
        from("from-two", "a@example.net, from-two@example.net")
            .any_sender()
            .done(),
        from("from-long", &format!("{}@example.net", "a".repeat(2_000)))
            .any_sender()
            .done(),
        Draft::new("from-twice")
            .top("From", "other@example.org")
            .any_sender()
            .done(),
        from(
            "from-in-name",
            "\"bank@example.com\" <from-in-name@example.net>",
        )
        .done(),
        from("from-case", "Ana <From-CASE@Example.NET>").done(),
        from("from-group", "Shop: from-group@example.net;").done(),
        from(
            "from-route",
            "<@a.example,@b.example:from-route@example.net>",
        )
        .any_sender()
        .done(),
        from("from-comments", "(x) from-comments (y) @ (z) example.net")
            .any_sender()
            .done(),
        from("from-quoted", "Ana <\"from-quoted\"@example.net>")
            .any_sender()
            .done(),
        from("from-idn", "Ana <from-idn@bücher.example>")
            .sender("from-idn@xn--bcher-kva.example")
            .done(),
        from("from-punycode", "Ana <from-punycode@xn--bcher-kva.example>")
            .sender("from-punycode@xn--bcher-kva.example")
            .done(),
        from("from-smtputf8", "अना <आना@उदाहरण.example>")
            .sender("आना@xn--p1b6ci4b4b3a.example")
            .done(),
        from("from-plus", "Ana <from-plus+shop=1@sub.example.net>")
            .sender("from-plus+shop=1@sub.example.net")
            .done(),
        from("from-apostrophe", "O'Hara <o'hara.from!#$%&*@example.net>")
            .sender("o'hara.from!#$%&*@example.net")
            .done(),
        from("from-no-brackets", "Ana Hill from-no-brackets@example.net")
            .any_sender()
            .done(),
        from("from-unclosed", "Ana Hill <from-unclosed@example.net").done(),
        from("from-literal", "Ana <from-literal@[192.0.2.7]>")
            .any_sender()
            .done(),
        from(
            "from-semicolons",
            "from-semicolons@example.net; b@example.org",
        )
        .any_sender()
        .done(),
    ]
}

fn ids() -> Vec<Specimen> {
    let id = |name: &str, value: &str| Draft::new(name).set("Message-ID", value);
    let same = "<the-same@mail.example.net>";
    let one_sender = |name: &str| {
        let draft = Draft::new(name).set("From", "ids@example.net");
        draft.sender("ids@example.net")
    };
    vec![
        Draft::new("no-message-id").without("Message-ID").done(),
        one_sender("no-message-id-one").without("Message-ID").done(),
        one_sender("no-message-id-two").without("Message-ID").done(),
        one_sender("same-id-one").set("Message-ID", same).done(),
        one_sender("same-id-other-text")
            .set("Message-ID", same)
            .done(),
        id("same-id-other-sender", same).done(),
        id("message-id-empty", "").done(),
        id("message-id-bare", "message-id-bare@mail.example.net").done(),
        id("message-id-brackets", "<<a@b>>").done(),
        id(
            "message-id-spaces",
            "< message id with spaces @ example.net >",
        )
        .done(),
        id("message-id-words", "=?utf-8?q?=3Cx=40y=3E?=").done(),
        id(
            "message-id-long",
            &format!("<{}@example.net>", "x".repeat(5_000)),
        )
        .done(),
        id("message-id-raw", "<größe\u{1f4e6}@example.net>").done(),
        Draft::new("message-id-twice")
            .top("Message-ID", "<second@example.net>")
            .done(),
        Draft::new("references-many")
            .set(
                "References",
                (0..500)
                    .map(|n| format!("<{n}@r.example>\r\n "))
                    .collect::<String>(),
            )
            .set(
                "In-Reply-To",
                "Your message of Friday <a@b.example> <c@d.example>",
            )
            .done(),
        Draft::new("references-broken")
            .set("References", "<a <b> c> <<< >>>")
            .done(),
    ]
}

/// What would become further header fields if line ends were believed.
fn injections() -> Vec<Specimen> {
    let subject = |name: &str, value: &str| Draft::new(name).set("Subject", value).any_subject();
    let file = |name: &str, disposition: &str| {
        let part = Part::base64("image/png", b"png").with("Content-Disposition", disposition);
        Draft::new(name).attach(part, None, b"png").done()
    };
    vec![
        subject(
            "inject-subject-q",
            "=?utf-8?q?Hello=0D=0AAuto-Submitted:_auto-replied?=",
        )
        .done(),
        subject(
            "inject-subject-b",
            "=?utf-8?B?SGVsbG8NCkxpc3QtSWQ6IDx4Pg0KDQo=?=",
        )
        .done(),
        subject("inject-subject-cr", "Hello\rAuto-Submitted: auto-replied")
            .any_kind()
            .done(),
        subject(
            "inject-subject-nel",
            "Hello\u{85}X: y\u{2028}Z: a\u{b}b\u{c}c",
        )
        .done(),
        subject("inject-subject-nul", "Hello\0=?utf-8?q?=00?=").done(),
        subject("inject-subject-bidi", "Hello \u{202e}fdp.exe\u{2066}").done(),
        subject(
            "inject-subject-html",
            "<script>alert(1)</script> {{7*7}} ${x}",
        )
        .subject("<script>alert(1)</script> {{7*7}} ${x}")
        .done(),
        Draft::new("inject-name")
            .set(
                "From",
                "=?utf-8?q?Ana=0D=0ABcc:_x=40y.z?= <inject-name@example.net>",
            )
            .done(),
        Draft::new("inject-recipient")
            .set("To", "=?utf-8?q?x=0AFrom:_y?= <help@example.com>")
            .done(),
        Draft::new("inject-message-id")
            .set("Message-ID", "=?utf-8?q?=3Ca=0D=0Ab=3E?=")
            .done(),
        file(
            "inject-file-name",
            "attachment; filename*=utf-8''a%0D%0ASet-Cookie:%20x=1%00.png",
        ),
        file(
            "inject-file-name-quote",
            "attachment; filename=\"a\\\"; filename=\\\"b.html\"",
        ),
        file(
            "inject-file-name-long",
            &format!("attachment; filename={}.png", "n".repeat(3_000)),
        ),
        file("inject-file-name-dots", "attachment; filename=\"..\""),
        file(
            "inject-file-name-bidi",
            "attachment; filename*=utf-8''a%E2%80%AEgnp.exe",
        ),
        file("inject-file-name-device", "attachment; filename=\"CON\""),
    ]
}

fn dates() -> Vec<Specimen> {
    let forms = [
        ("epoch", "0"),
        ("unix", "1742037960"),
        ("zone-name", "Sat, 15 Mar 2025 12:26:00 Europe/Berlin"),
        ("zone-five-digits", "Sat, 15 Mar 2025 12:26:00 +01000"),
        ("zone-military", "Sat, 15 Mar 2025 12:26:00 A"),
        ("year-three-digits", "Sat, 15 Mar 125 12:26:00 +0100"),
        ("year-zero", "Sat, 1 Jan 0000 00:00:00 +0000"),
        (
            "year-huge",
            "Sat, 1 Jan 99999999999999999999 00:00:00 +0000",
        ),
        ("negative", "-1 Jan -2025 -1:-1:-1 -0100"),
        ("numeric", "15/03/2025 12:26"),
        ("american", "March 15, 2025 12:26 PM"),
        ("chinese", "2025年3月15日 12:26"),
        ("words", "=?utf-8?q?Sat,_15_Mar_2025_12:26:00_+0100?="),
        (
            "comments",
            "(a(b)c) Sat (x), 15 (y) Mar 2025 12:26:00 +0100",
        ),
        ("long", &"9 ".repeat(5_000)),
    ];
    let mails = forms.map(|(name, date)| {
        let draft = Draft::new(&format!("date-{name}"));
        draft.set("Date", date).any_date().done()
    });
    let twice = Draft::new("date-twice").top("Date", "Sun, 16 Mar 2025 12:26:00 +0100");
    mails.into_iter().chain([twice.any_date().done()]).collect()
}

/// Mails of machines: one sign each. Whole ones are among the fixtures.
fn kinds() -> Vec<Specimen> {
    let signed = |name: &str, field: &str, value: &str, kind| {
        Draft::new(name).set(field, value).kind(kind).done()
    };
    let auto = Kind::AutoReply;
    vec![
        signed("auto-submitted", "Auto-Submitted", "auto-replied", auto),
        signed(
            "auto-submitted-parameters",
            "Auto-Submitted",
            "Auto-Replied (vacation); owner-email=\"a@b.c\"",
            auto,
        ),
        signed("auto-submitted-no", "Auto-Submitted", "no", Kind::Message),
        signed("x-autoreply", "X-Autoreply", "yes", auto),
        signed("precedence-auto", "Precedence", "auto_reply", auto),
        signed(
            "list-id",
            "List-Id",
            "Gardeners <gardeners.lists.example.org>",
            Kind::List,
        ),
        signed("precedence-list", "Precedence", "list", Kind::List),
        signed(
            "priority-is-nothing",
            "X-Priority",
            "1 (Highest)",
            Kind::Message,
        ),
        signed(
            "suppress-is-nothing",
            "X-Auto-Response-Suppress",
            "OOF, DR",
            Kind::Message,
        ),
        signed(
            "receipt-asked-for",
            "Disposition-Notification-To",
            "ana@example.net",
            Kind::Message,
        ),
        Draft::new("subject-sounds-automatic")
            .set("Subject", "Your automatic reply was wrong")
            .subject("Your automatic reply was wrong")
            .done(),
    ]
}

fn fields() -> Vec<Specimen> {
    let prefixed = |name: &str, prefix: &'static [u8]| {
        Draft::new(name).with_bytes(|bytes| [prefix, &bytes].concat())
    };
    let mut stuttering = Draft::new("fields-twice")
        .top("Subject", "Another subject")
        .any_subject();
    stuttering = stuttering
        .top("To", "bob@example.org")
        .top("Content-Type", "text/html")
        .any_text();
    vec![
        prefixed(
            "mbox-line",
            b"From ana@example.net Sat Mar 15 11:26:00 2025\r\n",
        ),
        prefixed(
            "mbox-quoted-line",
            b">From ana@example.net Sat Mar 15 11:26:00 2025\r\n",
        ),
        prefixed("byte-order-mark", b"\xef\xbb\xbfX-First: 1\r\n"),
        prefixed("field-without-colon", b"This is no field\r\n"),
        prefixed("field-without-name", b": no name\r\n"),
        prefixed("field-with-space", b"X Note : a\r\nX-Note : b\r\n"),
        prefixed(
            "field-raw-name",
            b"Gr\xc3\xb6\xc3\x9fe: a\r\n\xff\xfe: b\r\n",
        ),
        stuttering.done(),
        Draft::new("fold-of-spaces")
            .set("X-Note", "a\r\n \r\n\t\r\n b")
            .done(),
        Draft::new("fold-first")
            .unread()
            .with_bytes(|bytes| [b" x\r\n", &bytes[..]].concat()),
        Draft::new("blank-line-first")
            .unread()
            .with_bytes(|bytes| [b"\r\n", &bytes[..]].concat()),
        Draft::new("carriage-returns-only")
            .unread()
            .with_bytes(|mut bytes| {
                bytes.retain(|b| *b != b'\n');
                bytes
            }),
        Draft::new("dot-stuffed")
            .text(
                "text/plain",
                format!("..\r\n.\r\n{}\r\n.\r\n", Draft::new("dot-stuffed").marker()),
            )
            .done(),
        Draft::new("resent")
            .top("Resent-From", "eve@example.org")
            .top("Resent-To", "help@example.com")
            .done(),
    ]
}
