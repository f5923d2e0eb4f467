//! Mails in languages and layouts beyond the labelled set: what is new text, what is not.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use throughline_mail_text::{read, readable, sanitise};

/// Below these lines all is history, with `>` and without.
#[test]
fn attributions_in_many_languages() {
    let lines = [
        "Vào Th 3, 4 thg 3, 2025 vào lúc 16:42 Nora Field <n@example.com> đã viết:",
        "ในวันที่ อ. 4 มี.ค. 2025 เวลา 16:42 Nora Field <n@example.com> เขียนว่า:",
        "Pada tanggal Sel, 4 Mar 2025 pukul 16.42 Nora Field <n@example.com> menulis:",
        "मंगल, 4 मार्च 2025 को 4:42 pm बजे को Nora Field <n@example.com> ने लिखा:",
        "در تاریخ سه‌شنبه ۴ مارس ۲۰۲۵،‏ ۱۶:۴۲ Nora Field <n@example.com> نوشت:",
        "На вт, 4.03.2025 г. в 16:42 Nora Field <n@example.com> написа:",
        "uto, 4. ožu 2025. u 16:42 Nora Field <n@example.com> napisao je:",
        "уто, 4. мар 2025. у 16:42 Nora Field <n@example.com> је написао/ла:",
        "ut 4. 3. 2025 o 16:42 Nora Field <n@example.com> napísal(a):",
        "2025年3月4日(火) 16:42 Nora Field <n@example.com>:",
        "Nora Field <n@example.com> 於 2025年3月4日 週二 下午4:42寫道：",
        "Em ter., 4 de mar. de 2025 às 16:42, Nora Field <n@example.com>\nescreveu:",
        "tor. 4. mars 2025 kl. 16:42 skrev Nora Field <\nn@example.com>:",
    ];
    for line in lines {
        for history in ["> Hello\n> there", "Hello\n\nthere"] {
            let mail = format!("Yes, 12 please.\n\n{line}\n\n{history}\n");
            let body = read(Some(&mail), None, Some("Re: x"));
            assert_eq!(body.text, "Yes, 12 please.", "{mail}");
            assert!(body.quoted.unwrap().ends_with("there"));
        }
    }
}

#[test]
fn header_blocks_in_many_languages() {
    let blocks = [
        ["Från", "Skickat", "Till", "Ämne"],
        ["Od", "Odesláno", "Komu", "Předmět"],
        ["Od", "Odoslané", "Komu", "Predmet"],
        ["От", "Изпратено", "До", "Относно"],
        ["Od", "Poslano", "Za", "Predmet"],
        ["Од", "Послато", "За", "Наслов"],
        ["מאת", "נשלח", "אל", "נושא"],
        ["از", "ارسال شده", "به", "موضوع"],
        ["Từ", "Đã gửi", "Đến", "Chủ đề"],
        ["จาก", "ส่ง", "ถึง", "เรื่อง"],
        ["Dari", "Dikirim", "Kepada", "Subjek"],
        ["प्रेषक", "भेजा गया", "प्रति", "विषय"],
        ["Kimden", "Gönderildi", "Kime", "Konu"],
        ["Від", "Надіслано", "Кому", "Тема"],
        ["Feladó", "Küldve", "Címzett", "Tárgy"],
    ];
    for [from, sent, to, subject] in blocks {
        let mail = format!(
            "Fine.\n\n{from}: Nora <n@example.com>\n{sent}: 4.3.2025 16:42\n{to}: Al <a@example.com>\n{subject}: x\n\nHello\n"
        );
        let answer = read(Some(&mail), None, Some("Re: x"));
        assert_eq!(answer.text, "Fine.", "{mail}");
        let passed_on = read(Some(&mail), None, Some("FW: x"));
        assert!(
            passed_on.forwarded.is_some() && passed_on.quoted.is_none(),
            "{mail}"
        );
    }
}

#[test]
fn mobile_lines_in_many_languages_and_jokes_in_their_form() {
    let signatures = [
        "Sent from my iPad",
        "Sent from Yahoo Mail on Android",
        "Sent from Mail for Windows",
        "Sent from my Samsung Galaxy smartphone.",
        "Von meinem Samsung Galaxy Smartphone gesendet.",
        "Gesendet von Mail für Windows",
        "Gesendet von Outlook für Android",
        "Envoyé de mon iPad",
        "Envoyé à partir d’Outlook pour Android",
        "Enviado desde mi Samsung Galaxy",
        "Enviado do Outlook para Android",
        "Inviato dal mio Galaxy",
        "Verzonden vanaf mijn iPad",
        "Skickat från min Galaxy",
        "Lähetetty iPhonesta",
        "Wysłane z mojego iPhone'a",
        "Odesláno z iPhonu",
        "Odoslané z iPhonu",
        "Iphone-omról küldve",
        "Trimis de pe telefonul meu Samsung Galaxy",
        "Στάλθηκε από το iPhone μου",
        "iPhone'umdan gönderildi",
        "Отправлено из Mail.ru для Android",
        "Надіслано з iPhone",
        "Изпратено от моя iPhone",
        "Poslano s mog iPhonea",
        "Послато са мог iPhone-а",
        "أُرسلت من الـ iPhone",
        "נשלח מה-iPhone שלי",
        "ارسال شده از iPhone من",
        "发自我的iPad",
        "從我的 iPhone 傳送",
        "iPadから送信",
        "나의 iPhone에서 보냄",
        "Đã gửi từ iPhone của tôi",
        "ส่งจาก iPhone ของฉัน",
        "Dikirim dari iPhone saya",
        "मेरे iPhone से भेजा गया",
    ];
    for line in signatures {
        let body = read(Some(&format!("Yes.\n\n{line}\n")), None, None);
        assert_eq!(
            (body.text.as_str(), body.signature.as_deref()),
            ("Yes.", Some(line))
        );
    }
    for line in [
        "Sent from my bicycle",
        "Sent from my iPhone, or was it the other one?",
        "Get me an iPhone, please.",
        "Download the Android app? I tried.",
        "I sent it from my iPhone.",
    ] {
        let body = read(Some(&format!("Yes.\n\n{line}\n")), None, None);
        assert_eq!(body.signature, None, "{line}");
    }
}

#[test]
fn cards_below_the_name_and_facts_that_look_like_one() {
    let card = "Hello,\n\nit works.\n\nKind regards\nNora Field\n\nHead of Purchasing\nField Ltd\nTel. +44 1632 960 000\n";
    let body = read(Some(card), None, None);
    assert_eq!(body.text, "Hello,\n\nit works.\n\nKind regards\nNora Field");
    assert_eq!(
        body.signature.unwrap(),
        "Head of Purchasing\nField Ltd\nTel. +44 1632 960 000"
    );
    let facts = [
        "My new address:\n\nNora Field\n1 Sample Street, AB1 2CD",
        "Please call me.\n\nTel. 030 1234567",
        "Thanks!\n\nThe parcel was sent to 1 Sample Street, Leeds on Monday.",
        "Regards\nNora\n\nPS: my number is 030 1234567",
        "Is the mailing list still there?\n\nHow do I unsubscribe from http://lists.example.com?",
        "My scanner says the file is virus free.",
        "I got this:\n\nOn Monday, 3 March 2025 at 10:15 my neighbour wrote:\n\"Come and get it.\"\n\nShould I?",
        "See:\n\n> one\n> two\n\nWhat is that?",
        "---\nTotal: 3\n---",
    ];
    for mail in facts {
        let body = read(Some(mail), None, None);
        assert_eq!(body.text, mail);
    }
}

#[test]
fn forwards_in_many_languages() {
    for title in [
        "---------- Forwarded message ---------",
        "-------- Weitergeleitete Nachricht --------",
        "---------- 转发的邮件 ----------",
        "-------- 転送メッセージ --------",
        "Начало переадресованного сообщения:",
        "---------- رسالة معاد توجيهها ----------",
        "-------- Továbbított üzenet --------",
        "---------- Thư đã chuyển tiếp ----------",
    ] {
        let mail = format!(
            "See below.\n\n{title}\nFrom: N <n@example.com>\nDate: 4 Mar 2025 16:42\nSubject: x\n\nHello\n> more\n"
        );
        let body = read(Some(&mail), None, Some("x"));
        assert_eq!(body.text, "See below.", "{title}");
        assert!(body.forwarded.unwrap().ends_with("> more"), "{title}");
    }
}

#[test]
fn html_reads_as_a_person_sees_it() {
    let table = [
        ("<p>a</p><p>b<br>c</p>", "a\n\nb\nc"),
        (
            "<ul><li>a<li>b</ul><ol><li>c<li>d</ol>",
            "- a\n- b\n1. c\n2. d",
        ),
        (
            "<a href='https://example.com/'>example.com</a> <a href=https://example.com/x>here</a>",
            "example.com here <https://example.com/x>",
        ),
        (
            "a<blockquote>b<blockquote>c</blockquote></blockquote>d",
            "a\n\n> b\n>\n> > c\n\nd",
        ),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc"),
        (
            "a<div style='display: none'>hidden</div><style>p{}</style><title>t</title>b",
            "a\nb",
        ),
        (
            "<div>a</div><div><br></div><div>b&nbsp;c</div>",
            "a\n\nb\u{a0}c",
        ),
        (
            "<img src=x alt='Our logo'><img alt='🎁'><img src=y>",
            "[Our logo]🎁",
        ),
    ];
    for (html, text) in table {
        assert_eq!(readable(html), text, "{html}");
    }
}

#[test]
fn html_is_made_safe() {
    let table = [
        (
            "<p onclick=x style='color:red' class=a id=b>a</p>",
            "<p>a</p>",
        ),
        (
            "<a href='https://example.com'>a</a>",
            "<a href=\"https://example.com\" rel=\"noopener noreferrer nofollow\">a</a>",
        ),
        (
            "<a href='javascript:alert(1)'>a</a>",
            "<a rel=\"noopener noreferrer nofollow\">a</a>",
        ),
        (
            "<a href='java&#10;script:alert(1)'>a</a>",
            "<a rel=\"noopener noreferrer nofollow\">a</a>",
        ),
        (
            "<a href='/x'>a</a>",
            "<a rel=\"noopener noreferrer nofollow\">a</a>",
        ),
        (
            "<img src='https://example.com/a.png' alt=a>",
            "<img alt=\"a\" data-remote=\"https://example.com/a.png\">",
        ),
        (
            "<img src='cid:logo@example.com'>",
            "<img data-cid=\"logo@example.com\">",
        ),
        ("<img src='data:image/png;base64,AA'>", "<img>"),
        (
            "a<script>b</script><style>c</style><!-- d --><iframe src=e>f</iframe>g",
            "ag",
        ),
        ("<form action=x><input value=y>a</form>", "a"),
        // As a browser nests them: an item ends one further out, a heading does not.
        (
            "<h1><dt><div>a<dt><h1>b",
            "<h1><dt><div>a</div></dt><dt><h1>b</h1></dt></h1>",
        ),
        (
            "<td>a</td><table><td>b",
            "a<table><tbody><tr><td>b</td></tr></tbody></table>",
        ),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
    ];
    for (html, safe) in table {
        assert_eq!(sanitise(html), safe, "{html}");
    }
}
