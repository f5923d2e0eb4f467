//! Authentication-Results and the verdict on a sender.

use throughline_mail::{
    Checks, Headers, Mail, Outcome, Verdict, authentication_results, from_headers, is_shared,
    verdict,
};

fn results(value: &str) -> Checks {
    let headers = Headers(vec![("Authentication-Results".into(), value.into())]);
    authentication_results(&headers, &["mx.example.com"])
}

fn from(value: &str) -> Mail {
    from_headers(vec![("From".into(), value.into())])
}

#[test]
fn every_method_of_a_field_is_read() {
    let checks = results(
        "mx.example.com 1; (first) spf = softfail (why; \"not\" (nested)) smtp.mailfrom=\"a;b\"@Mail.Example.org \
         smtp.helo=mx.example.org; dkim/1=pass (2048-bit key) header.d=Example.org header.i=@a.example.org; \
         dkim=fail reason=\"dkim=pass; dmarc=pass\" header.i=x@other.example; arc=none; \
         dmarc=fail (p=NONE sp=QUARANTINE dis=NONE) header.from=example.org; \
         dmarc=pass header.from=example.org",
    );
    let expected = Checks {
        spf: Some((Outcome::SoftFail, "mail.example.org".into())),
        dkim: vec![
            (Outcome::Pass, "example.org".into()),
            (Outcome::Fail, "other.example".into()),
        ],
        dmarc: Some((
            Outcome::Fail,
            "example.org".into(),
            Some("quarantine".into()),
        )),
    };
    assert_eq!(checks, expected);
}

#[test]
fn forms_of_providers() {
    let pass = |domain: &str| Some((Outcome::Pass, domain.to_owned()));
    for (value, spf) in [
        (
            "mx.example.com; spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=example.org",
            pass("example.org"),
        ),
        (
            "MX.example.com.; SPF=Pass smtp.mail=<bounce+a=b@example.org>",
            pass("example.org"),
        ),
        (
            "mx.example.com; spf=pass smtp.mailfrom=<> smtp.helo=mx.example.org",
            pass("mx.example.org"),
        ),
        ("mx.example.com; spf=pass", pass("")),
        (
            "\"mx.example.com\"; spf=pass smtp.mailfrom=example.org",
            pass("example.org"),
        ),
        ("mx.example.com; none", None),
        ("mx.example.com", None),
        ("mx.example.net; spf=pass smtp.mailfrom=example.org", None),
        ("xmx.example.com; spf=pass smtp.mailfrom=example.org", None),
        ("spf=pass smtp.mailfrom=example.org", None),
        ("(mx.example.com); spf=pass smtp.mailfrom=example.org", None),
        ("mx.example.com; x-spf=pass smtp.mailfrom=example.org", None),
        ("mx.example.com (spf=pass); none (; spf=pass)", None),
        ("", None),
    ] {
        assert_eq!(results(value).spf, spf, "{value}");
    }
}

#[test]
fn only_the_topmost_trusted_field_counts() {
    let field = |value: &str| ("Authentication-Results".to_owned(), value.to_owned());
    let headers = Headers(vec![
        field("elsewhere.example; dmarc=pass header.from=bank.example"),
        field("mx.example.com; dmarc=fail header.from=bank.example"),
        ("Received".into(), "from x".into()),
        field("mx.example.com; dmarc=pass header.from=bank.example"),
    ]);
    let dmarc =
        |headers: &Headers, trusted: &[&str]| authentication_results(headers, trusted).dmarc;
    let outcome = |trusted: &[&str]| dmarc(&headers, trusted).map(|(outcome, ..)| outcome);
    assert_eq!(outcome(&["mx.example.com"]), Some(Outcome::Fail));
    assert_eq!(
        outcome(&["none.example", "ELSEWHERE.example"]),
        Some(Outcome::Pass)
    );
    assert_eq!(outcome(&["", "mx"]), None);
    assert_eq!(outcome(&[]), None);
    // Above the topmost `Received` stands only what the last system wrote.
    let forged = Headers(headers.0[2..].to_vec());
    assert!(dmarc(&forged, &["mx.example.com"]).is_some());
    assert!(dmarc(&forged.trace(), &["mx.example.com"]).is_none());
}

/// An encoded word that a sender chose must not become syntax.
#[test]
fn encoded_words_are_not_decoded_into_results() {
    let value = "mx.example.com; spf=none smtp.mailfrom==?utf-8?q?x;_dmarc=3Dpass_header.from=3Dbank.example?=@evil.example";
    let mail = from_headers(vec![
        ("From".into(), "ann@bank.example".into()),
        ("Authentication-Results".into(), value.into()),
    ]);
    let checks = authentication_results(&mail.headers, &["mx.example.com"]);
    assert_eq!(checks.dmarc, None);
    assert_eq!(verdict(&mail, &checks), Verdict::None);
}

#[test]
fn verdicts() {
    for (sender, results, expected) in [
        // DMARC
        (
            "ann@example.org",
            "dmarc=pass header.from=example.org",
            Verdict::Pass,
        ),
        (
            "ann@Example.ORG.",
            "dmarc=pass header.from=example.org",
            Verdict::Pass,
        ),
        (
            "ann@bücher.example",
            "dmarc=pass header.from=xn--bcher-kva.example",
            Verdict::Pass,
        ),
        (
            "ann@example.org",
            "dmarc=pass header.from=other.example",
            Verdict::None,
        ),
        (
            "ann@mail.example.org",
            "dmarc=pass header.from=example.org",
            Verdict::None,
        ),
        ("ann@example.org", "dmarc=pass", Verdict::None),
        (
            "ann@example.org",
            "dmarc=fail header.from=example.org",
            Verdict::Fail,
        ),
        (
            "ann@example.org",
            "dmarc=fail (p=reject) header.from=example.org",
            Verdict::Fail,
        ),
        (
            "ann@example.org",
            "dmarc=fail (p=none dis=none) header.from=example.org",
            Verdict::None,
        ),
        (
            "ann@example.org",
            "dmarc=fail policy.dmarc=none header.from=example.org",
            Verdict::None,
        ),
        (
            "ann@example.org",
            "dmarc=fail (p=none sp=reject) header.from=example.org",
            Verdict::Fail,
        ),
        (
            "ann@example.org",
            "dmarc=fail header.from=example.org; dkim=pass header.d=example.org",
            Verdict::Fail,
        ),
        (
            "ann@example.org",
            "dmarc=fail (p=none); dkim=pass header.d=example.org",
            Verdict::None,
        ),
        // DKIM and SPF without DMARC
        (
            "ann@example.org",
            "dmarc=none; dkim=pass header.d=example.org",
            Verdict::Pass,
        ),
        (
            "ann@mail.example.org",
            "dkim=pass header.d=example.org",
            Verdict::Pass,
        ),
        (
            "ann@example.org",
            "dkim=pass header.d=mail.example.org",
            Verdict::None,
        ),
        (
            "ann@example.org",
            "dkim=pass header.d=ample.org",
            Verdict::None,
        ),
        (
            "ann@notexample.org",
            "dkim=pass header.d=example.org",
            Verdict::None,
        ),
        ("ann@shop.co.uk", "dkim=pass header.d=co.uk", Verdict::None),
        (
            "ann@shop.github.io",
            "dkim=pass header.d=github.io",
            Verdict::None,
        ),
        ("ann@example.org", "dkim=pass header.d=org", Verdict::None),
        (
            "ann@example.org",
            "dkim=policy header.d=example.org",
            Verdict::None,
        ),
        (
            "ann@example.org",
            "dkim=fail header.d=example.org; dkim=pass header.d=example.org",
            Verdict::Pass,
        ),
        (
            "ann@example.org",
            "spf=pass smtp.mailfrom=bounce@example.org",
            Verdict::Pass,
        ),
        (
            "ann@example.org",
            "spf=pass smtp.mailfrom=mailer.example",
            Verdict::None,
        ),
        ("ann@example.org", "spf=pass", Verdict::None),
        (
            "ann@example.org",
            "spf=fail smtp.mailfrom=example.org",
            Verdict::Fail,
        ),
        (
            "ann@example.org",
            "spf=hardfail smtp.mailfrom=example.org; dkim=fail header.d=example.org",
            Verdict::Fail,
        ),
        (
            "ann@example.org",
            "spf=softfail smtp.mailfrom=example.org",
            Verdict::None,
        ),
        (
            "ann@example.org",
            "spf=fail smtp.mailfrom=other.example",
            Verdict::None,
        ),
        (
            "ann@example.org",
            "spf=fail smtp.mailfrom=example.org; dkim=pass header.d=example.org",
            Verdict::Pass,
        ),
        ("ann@example.org", "none", Verdict::None),
        // The sender
        (
            "Bank <ann@example.org>, eve@evil.example",
            "dmarc=pass header.from=example.org",
            Verdict::None,
        ),
        ("", "dmarc=pass header.from=example.org", Verdict::None),
        (
            "eve@evil.example, ann@example.org",
            "dmarc=fail header.from=example.org",
            Verdict::Fail,
        ),
        (
            "\"ann@example.org\" <eve@evil.example>",
            "dmarc=pass header.from=example.org",
            Verdict::None,
        ),
        (
            "ann@example.org <eve@evil.example>",
            "dkim=pass header.d=example.org",
            Verdict::None,
        ),
    ] {
        let checks = self::results(&format!("mx.example.com; {results}"));
        assert_eq!(
            verdict(&from(sender), &checks),
            expected,
            "{sender}: {results}"
        );
    }
}

#[test]
fn two_from_fields_never_pass() {
    let mail = from_headers(vec![
        ("From".into(), "ann@example.org".into()),
        ("From".into(), "eve@evil.example".into()),
    ]);
    let checks = results("mx.example.com; dmarc=pass header.from=example.org");
    assert_eq!(verdict(&mail, &checks), Verdict::None);
}

#[test]
fn shared_domains() {
    for domain in ["", "com", "co.uk", "com.au", "or.jp", "herokuapp.com"] {
        assert!(is_shared(domain), "{domain}");
    }
    for domain in [
        "example.com",
        "example.co.uk",
        "bbc.uk",
        "co.example.com",
        "x.herokuapp.com",
    ] {
        assert!(!is_shared(domain), "{domain}");
    }
}

/// Many statements, comments and signatures are read once each.
#[test]
fn long_fields() {
    let value = format!(
        "mx.example.com; {}",
        "dkim=pass header.d=example.org;".repeat(20_000)
    );
    assert_eq!(results(&value).dkim.len(), 20_000);
    assert_eq!(
        results(&format!("{}mx.example.com; spf=pass", "(".repeat(200_000))).spf,
        None
    );
}
