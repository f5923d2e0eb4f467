//! Mail addresses and ids, what they hint at, and what is blocked.

use throughline_identity::{ALL, blocked, email, limits, normalize, quality, strength};

fn check(kind: &str, value: &str, expected: Option<&str>) {
    let got = normalize(kind, value, None).ok();
    assert_eq!(got.as_deref(), expected, "{kind}:{value:?}");
    if let Some(got) = &got {
        assert_eq!(normalize(kind, got, None).as_ref(), Ok(got), "{value:?}");
    }
}

#[test]
fn mail_addresses() {
    for (value, expected) in [
        ("Ana@Example.com", Some("ana@example.com")),
        ("ana", None),
        ("@example.com", None),
        ("a b@example.com", None),
        ("ana@example", None),
        ("ana@.example.com", None),
        ("ana@example..com", None),
        ("ana@example.com.", Some("ana@example.com")),
        ("ana@example。com", Some("ana@example.com")),
        ("ana@ｅｘａｍｐｌｅ.com", Some("ana@example.com")),
        ("ana+shop@example.com", Some("ana+shop@example.com")),
        ("a.n.a@gmail.com", Some("a.n.a@gmail.com")),
        ("a..b.@example.jp", Some("a..b.@example.jp")),
        // One domain, however it is written.
        ("user@münchen.de", Some("user@xn--mnchen-3ya.de")),
        ("user@MÜNCHEN.DE", Some("user@xn--mnchen-3ya.de")),
        ("user@mu\u{308}nchen.de", Some("user@xn--mnchen-3ya.de")),
        ("user@xn--mnchen-3ya.de", Some("user@xn--mnchen-3ya.de")),
        ("user@XN--MNCHEN-3YA.de", Some("user@xn--mnchen-3ya.de")),
        ("user@straße.de", Some("user@xn--strae-oqa.de")),
        ("Ju\u{308}rgen@example.com", Some("jürgen@example.com")),
        ("ΟΔΟΣ@example.com", Some("οδοσ@example.com")),
        ("οδος@example.com", Some("οδοσ@example.com")),
        // As mail programs write them.
        ("Ana <ana@example.com>", Some("ana@example.com")),
        ("\"Díaz, Ana\" <Ana@Example.com>", Some("ana@example.com")),
        ("<ana@example.com>", Some("ana@example.com")),
        ("ana@example.com (Ana)", Some("ana@example.com")),
        ("mailto:ana@example.com", Some("ana@example.com")),
        (
            "MAILTO:ana%40example.com?subject=a%20b",
            Some("ana@example.com"),
        ),
        ("mailto:ana%0A@example.com", None),
        (
            "\u{200b}ana\u{200d}@exam\u{ad}ple.com\u{202c}",
            Some("ana@example.com"),
        ),
        // Quoted where it must be.
        ("\"ana\"@example.com", Some("ana@example.com")),
        ("\"Ana Díaz\"@example.com", Some("\"ana díaz\"@example.com")),
        ("\"a\\\"b\"@example.com", Some("\"a\\\"b\"@example.com")),
        ("a@b@example.com", Some("\"a@b\"@example.com")),
        ("\"\"@example.com", None),
        // What IDNA refuses and mail comes from.
        ("ana@my_host.example.com", Some("ana@my_host.example.com")),
        ("ana@r3---sn.example.com", Some("ana@r3---sn.example.com")),
        ("ana@xn--a.example.com", Some("ana@xn--a.example.com")),
        ("ana@[192.0.2.1]", Some("ana@[192.0.2.1]")),
        ("ana@exa mple.com", None),
        (
            "ana@example.com,eve@example.com",
            Some("\"ana@example.com,eve\"@example.com"),
        ),
        ("ana@example.com/eve", None),
        ("ana\u{0}@example.com", None),
        ("", None),
    ] {
        check("email", value, expected);
    }
    let long = format!("{}@example.com", "a".repeat(500));
    check("email", &long[..500], None);
    assert_eq!(normalize("email", &format!("{long}m"), None).ok(), None);
    assert_eq!(email::shown("user@xn--mnchen-3ya.de"), "user@münchen.de");
    assert_eq!(
        email::shown("user@xn--a.example.com"),
        "user@xn--a.example.com"
    );
    assert_eq!(email::shown("ana@example.com"), "ana@example.com");
}

#[test]
fn ids_stay_as_they_are() {
    for (kind, value, expected) in [
        ("external", "crm:4711", Some("crm:4711")),
        ("external", "crm:Ab-Cd 4", Some("crm:Ab-Cd 4")),
        ("External", "crm:4711", None),
        ("x", "a\u{0}b", None),
        ("x", "2244994945", Some("2244994945")),
        ("x", "@ana", None),
        ("telegram", "＠ana", None),
        ("telegram", "-1001234567890", Some("-1001234567890")),
        ("messenger", "1234:5678", Some("1234:5678")),
        (
            "instagram",
            "17841400000000000:1",
            Some("17841400000000000:1"),
        ),
        ("whatsapp", "US.1234abcd", Some("US.1234abcd")),
        ("visitor", "v_AbC", Some("v_AbC")),
        ("user", " u\u{200b}1 ", Some("u1")),
        ("user", "Jose\u{301}", Some("José")),
        ("wechat_2", "@ana", Some("@ana")),
        ("loyalty", " gold 47-11 ", Some("GOLD4711")),
        ("loyalty", "47–11", Some("4711")),
        ("loyalty", "４７１１", Some("4711")),
        ("loyalty", "- -", None),
        ("", "1", None),
        ("a-b", "1", None),
        ("user", "\u{200b}", None),
    ] {
        check(kind, value, expected);
    }
    for length in [32, 33] {
        let kind = "k".repeat(length);
        assert_eq!(normalize(&kind, "1", None).is_ok(), length == 32);
    }
    for length in [512, 513] {
        let value = "v".repeat(length);
        assert_eq!(normalize("user", &value, None).is_ok(), length == 512);
    }
    let wrong = normalize("user", "secret\u{0}", None).unwrap_err();
    assert_eq!(wrong.what, "value");
    assert!(!wrong.to_string().contains("secret"));
    assert_eq!(normalize("", "1", None).unwrap_err().what, "kind");
}

#[test]
fn an_address_may_be_another_name_of_a_mailbox() {
    for (value, expected) in [
        ("ana.diaz+shop@gmail.com", Some("anadiaz@gmail.com")),
        ("ana.diaz@googlemail.com", Some("anadiaz@gmail.com")),
        ("anadiaz@googlemail.com", Some("anadiaz@gmail.com")),
        ("anadiaz@gmail.com", None),
        ("ana.diaz@example.com", None),
        ("ana+a+b@example.com", Some("ana@example.com")),
        ("+tag@example.com", None),
        ("...@gmail.com", None),
        ("\"a+ b\"@example.com", None),
        ("none", None),
    ] {
        let mailbox = email::mailbox(value);
        assert_eq!(mailbox.as_deref(), expected, "{value}");
        assert!(
            mailbox
                .iter()
                .all(|mailbox| normalize("email", mailbox, None).as_ref() == Ok(mailbox))
        );
    }
}

#[test]
fn values_that_identify_nobody() {
    for (kind, value) in [
        ("phone", "+266696687"),
        ("phone", "+7378742833"),
        ("phone", "+2562533"),
        ("phone", "+8656696"),
        ("phone", "+86282452253"),
        ("phone", "Anonymous"),
        ("phone", "72345"),
        ("phone", "+10000000000"),
        ("phone", "+11111111111"),
        ("phone", "+1234567890"),
        ("phone", "+499876543210"),
        ("phone", "+18005551234"),
        ("phone", "+449098790000"),
        ("email", "info@example.com"),
        ("email", "support+de@example.com"),
        ("email", "kundenservice@example.de"),
        ("email", "no-reply@example.com"),
        ("email", "do_not_reply@example.com"),
        ("email", "orders-noreply@example.com"),
        ("email", "mailer-daemon@example.com"),
        ("email", "test@test.com"),
        ("email", "none@none.org"),
        ("email", "a@a.com"),
        ("email", "0000@0000.com"),
        ("email", "anybody@noemail.com"),
        ("email", "undefined@example.com"),
        ("loyalty", "0000"),
        ("loyalty", "123456789"),
        ("external", "crm:null"),
        ("external", "crm:"),
        ("user", "undefined"),
        ("telegram", "777000"),
    ] {
        assert!(blocked(kind, value).is_some(), "{kind}:{value}");
    }
    for (kind, value) in [
        ("phone", "+15551234567"),
        ("phone", "+15550000001"),
        ("phone", "+442079460000"),
        ("phone", "+491711234567"),
        ("email", "ana@example.com"),
        ("email", "test@example.com"),
        ("email", "smith@smith.com"),
        ("email", "infante@example.com"),
        ("email", "ana@example.org"),
        ("loyalty", "4711"),
        ("external", "crm:4711"),
        ("external", "crm:1"),
        ("user", "1"),
        ("x", "777000"),
        ("visitor", "v_1"),
    ] {
        assert_eq!(blocked(kind, value), None, "{kind}:{value}");
    }
}

#[test]
fn limits_are_above_one_person_and_below_all() {
    let kinds = [
        "phone",
        "email",
        "x",
        "telegram",
        "messenger",
        "instagram",
        "whatsapp",
        "visitor",
        "user",
        "loyalty",
        "external",
        "wechat",
    ];
    for kind in kinds {
        let limit = limits(kind);
        let window = limit.window.expect("each kind has one");
        assert!(limit.per_customer < ALL.per_customer, "{kind}");
        assert!(
            window.gain >= 2 && window.gain < limit.per_customer,
            "{kind}"
        );
        assert_eq!(window.millis, 86_400_000);
    }
    assert_eq!(limits("phone").per_customer, 10);
    assert_eq!(limits("email").per_customer, 10);
    assert_eq!(ALL.per_customer, 64);
    let mut order = kinds.to_vec();
    order.sort_by_key(|kind| strength(kind));
    assert_eq!(order.first(), Some(&"visitor"));
    assert_eq!(order.last(), Some(&"external"));
    assert!(strength("phone") < strength("email"));
}

#[test]
fn mail_addresses_are_judged() {
    for (value, fits) in [
        ("ana@example.com", true),
        ("ana@xn--mnchen-3ya.de", true),
        ("ana@example.c", false),
        ("ana@192.0.2.1", false),
        ("ana@[192.0.2.1]", false),
        ("ana@-example.com", false),
        ("a..b@example.com", false),
        (".a@example.com", false),
        ("ana", false),
    ] {
        assert_eq!(quality::identity("email", value).is_none(), fits, "{value}");
    }
    let long = format!("{}@example.com", "a".repeat(65));
    assert!(quality::identity("email", &long).is_some());
    assert_eq!(quality::identity("x", "anything"), None);
}
