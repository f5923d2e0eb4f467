//! Files, to us and from us.

use http::Response;
use throughline_contract::types::File;
use throughline_visitor::Session;

use crate::fake::{Fake, NOW, call, header, of, outcome, visitor, with};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nand more";

fn upload(query: &str, content_type: &str, body: &[u8], fake: &Fake) -> Response<Vec<u8>> {
    let (session, token) = visitor();
    let path = format!("files?{query}");
    let request = of(&session, &token, "POST", &path, body);
    call(with(request, "content-type", content_type), fake)
}

#[test]
fn a_file_is_an_interaction_with_its_bytes() {
    let fake = Fake::default();
    let query = "id=f-000001&name=..%2Fmy%20photo%E2%80%AE.PNG";
    let response = upload(query, "image/png", PNG, &fake);
    assert_eq!(response.status(), 201);
    let sent = fake.only();
    assert_eq!(
        sent.provider_message_id,
        format!("{}:f-000001", "01".repeat(16))
    );
    assert_eq!(sent.text, None);
    assert!(sent.answerable);
    let [file] = sent.attachments.as_slice() else {
        panic!("{} files", sent.attachments.len());
    };
    assert_eq!(
        (&*file.name, &*file.content_type),
        ("my photo.PNG", "image/png")
    );
    assert_eq!(file.size, Some(PNG.len() as u64));
    assert_eq!(file.content.as_deref(), Some(PNG));
    assert_eq!(upload(query, "image/png", PNG, &fake).status(), 200);
}

#[test]
fn a_file_is_what_it_is_said_to_be() {
    for (query, content_type, body, expected) in [
        ("id=f-000001", "image/png", PNG, (201, "")),
        ("id=f-000001", "text/csv; charset=utf-8", b"a;b", (201, "")),
        ("id=f-000001", "image/png", b"", (422, "invalid_field")),
        (
            "id=f-000001",
            "image/png",
            b"<svg>",
            (415, "file_type_not_allowed"),
        ),
        (
            "id=f-000001",
            "application/pdf",
            PNG,
            (415, "file_type_not_allowed"),
        ),
        (
            "id=f-000001",
            "image/svg+xml",
            b"<svg>",
            (415, "file_type_not_allowed"),
        ),
        (
            "id=f-000001",
            "text/html",
            b"<b>",
            (415, "file_type_not_allowed"),
        ),
        (
            "id=f-000001",
            "application/zip",
            b"PK\x03\x04",
            (415, "file_type_not_allowed"),
        ),
        ("id=f-000001", "", PNG, (415, "file_type_not_allowed")),
        ("id=f:000001", "image/png", PNG, (422, "invalid_field")),
        ("name=a.png", "image/png", PNG, (422, "invalid_field")),
    ] {
        let fake = Fake::default();
        let (status, code) = outcome(&upload(query, content_type, body, &fake));
        assert_eq!((status, &*code), expected, "{query} {content_type}");
        assert_eq!(fake.recorded.borrow().is_empty(), status >= 400);
    }
}

#[test]
fn a_file_has_at_most_ten_mebibytes() {
    let mut content = PNG.to_vec();
    content.resize(10 << 20, 0);
    let fake = Fake::default();
    assert_eq!(
        upload("id=f-000001", "image/png", &content, &fake).status(),
        201
    );
    content.push(0);
    let response = upload("id=f-000002", "image/png", &content, &fake);
    assert_eq!(outcome(&response), (413, "body_too_large".to_owned()));
}

#[test]
fn a_visitor_may_send_so_many() {
    let fake = Fake::default();
    for n in 0..11 {
        let response = upload(&format!("id=f-{n:06}"), "image/png", PNG, &fake);
        assert_eq!(response.status() == 429, n == 10, "{n}");
    }
}

#[test]
fn a_file_of_the_conversation_does_nothing_by_itself() {
    for (name, content_type, disposition, served) in [
        ("bill.pdf", "application/pdf", "bill.pdf", "application/pdf"),
        (
            "../Größe\r\n.png",
            "image/png",
            "Gr%C3%B6%C3%9Fe%20.png",
            "image/png",
        ),
        ("x.html", "text/html", "x.html", "application/octet-stream"),
        ("", "image/svg+xml", "file", "application/octet-stream"),
    ] {
        let fake = Fake {
            file: Some(File {
                name: name.to_owned(),
                content_type: content_type.to_owned(),
                content: b"<script>".to_vec(),
                cut_from: None,
            }),
            ..Fake::default()
        };
        let (session, token) = visitor();
        let response = call(of(&session, &token, "GET", "files/att_1", ""), &fake);
        assert_eq!(
            (response.status().as_u16(), &**response.body()),
            (200, &b"<script>"[..])
        );
        let disposition = format!("attachment; filename*=UTF-8''{disposition}");
        for (name, expected) in [
            ("content-disposition", &*disposition),
            ("content-type", served),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "sandbox; default-src 'none'"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(header(&response, name), expected, "{name}");
        }
        let visitor = "01".repeat(16);
        assert_eq!(
            fake.calls(),
            [format!("attachment visitor:{visitor} att_1")]
        );
    }
}

#[test]
fn a_file_of_another_conversation_is_not_there() {
    let (session, token) = visitor();
    let response = call(
        of(&session, &token, "GET", "files/att_2", ""),
        &Fake::default(),
    );
    assert_eq!(outcome(&response), (404, "not_found".to_owned()));
    let other = Session::begin([9; 16], NOW);
    let response = call(
        of(&other, &token, "GET", "files/att_2", ""),
        &Fake::default(),
    );
    assert_eq!(outcome(&response), (401, "session_invalid".to_owned()));
}
