//! `docs/a-channel-in-60-lines.md`: its code is what is built here, and it works.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use throughline_tests::{App, Setup, repository};

/// The code blocks of the guide in this language.
fn blocks(language: &str) -> Vec<String> {
    let guide = repository().join("docs/a-channel-in-60-lines.md");
    let guide = std::fs::read_to_string(guide).unwrap();
    let blocks = guide.split("```").skip(1).step_by(2);
    let blocks = blocks.filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n'));
    blocks.map(str::to_owned).collect()
}

#[test]
fn the_guide_shows_what_is_built() {
    let built = std::fs::read_to_string(repository().join("tests/guide/src/lib.rs")).unwrap();
    let shown = blocks("rust");
    assert_eq!(shown.concat(), built);
    assert!(
        built.lines().count() <= 60,
        "it has {} lines",
        built.lines().count()
    );
}

fn page(app: &App, body: &str, secret: &str) -> u16 {
    let mut mac: Hmac<Sha256> = Hmac::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    let mac = mac.finalize().into_bytes();
    let signature: String = mac.iter().map(|byte| format!("{byte:02x}")).collect();
    let headers = [("x-acme-signature", signature.as_str())];
    app.send("POST", "/webhooks/pager/acme", &headers, body.as_bytes())
        .status
}

#[test]
fn the_channel_of_the_guide_works() {
    // The stanza as the guide has it, with the built component in its place.
    let stanza = blocks("toml").concat();
    let stanza = stanza.replace("target/wasm32-wasip2/release", "WASM_DIR");
    let stanza = stanza.replace("{{ pager_secret }}", "acme-secret");
    let app = Setup::default().beside(&stanza).start();
    let body = r#"{"id": 7, "from": "+14155550100", "text": "The lamp is broken."}"#;
    assert_eq!(page(&app, body, "another-secret"), 401);
    assert_eq!(page(&app, body, "acme-secret"), 200);
    assert_eq!(page(&app, body, "acme-secret"), 200);
    assert_eq!(page(&app, r#"{"id": 8}"#, "acme-secret"), 200);
    let found = app.lookup("+14155550100", 5);
    let items = found["timeline"]["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{found}");
    assert_eq!(
        (&items[0]["channel"], &items[0]["text"]),
        (&"pager".into(), &"The lamp is broken.".into())
    );
    assert_eq!(found["tickets"][0]["status"], "open");
}
