//! What must hold for any bytes: shared by the fuzz targets and the replay of their seeds.
#![allow(dead_code, reason = "each fuzz target uses one check")]
#![allow(clippy::unwrap_used, reason = "a check fails by panicking")]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use throughline_channel_kit::{Secret, signature};
use throughline_visitor::{Keyring, LONGEST, Proof, Proven, Session, address};

/// When every token is judged.
const NOW: u64 = 1_795_321_020_123;
const INDEX_SECRET: &str = "an index secret";
const SECRET: &str = "an identity secret";

fn signed(key: &Secret, content: &[u8], mac_over: &[u8]) -> String {
    let mac = signature::hmac_sha256(key, &[mac_over]);
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    format!("{}.{}", encode(content), encode(&mac))
}

/// The bytes as a token, and as what a token of ours says: nobody's bytes are a session, and one that
/// is read is written the same.
pub fn token(data: &[u8]) {
    let keyring = Keyring::new(INDEX_SECRET).unwrap();
    if let Ok(text) = std::str::from_utf8(data) {
        // The key is in no seed.
        assert_eq!(keyring.open(text, NOW), None);
    }
    let key = signature::hmac_sha256(
        &Secret::new(INDEX_SECRET),
        &[b"throughline visitor session 1"],
    );
    let content = [&[1], data].concat();
    let token = signed(&Secret::new(key), &content, &content);
    if let Some(session) = keyring.open(&token, NOW) {
        assert!(token.len() <= LONGEST);
        let again = keyring.seal(&session);
        // One that escapes what need not be escaped may be longer.
        assert!(again.len() > LONGEST || keyring.open(&again, NOW) == Some(session.clone()));
        session.participants();
        session.contact.claims();
    }
}

/// The bytes as a token, and as the claims and the header of one that is signed: a proof names one
/// user, and its addresses are spelt as the timeline spells them.
pub fn jwt(data: &[u8]) {
    let proof = Proof::new(SECRET).unwrap();
    if let Ok(text) = std::str::from_utf8(data) {
        assert!(proof.jwt(text, NOW).is_err());
        let (user, hex) = text.split_once(' ').unwrap_or((text, ""));
        assert!(proof.hash(user, hex).is_err());
    }
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let good = br#"{"sub":"u","exp":1e12}"#;
    for (header, claims) in [(&br#"{"alg":"HS256"}"#[..], data), (data, &good[..])] {
        let signed = format!("{}.{}", encode(header), encode(claims));
        let mac = signature::hmac_sha256(&Secret::new(SECRET), &[signed.as_bytes()]);
        if let Ok(proven) = proof.jwt(&format!("{signed}.{}", encode(&mac)), NOW) {
            check(proven);
        }
    }
}

fn check(proven: Proven) {
    assert!((1..=200).contains(&proven.user.len()));
    assert_eq!(proven.user.trim(), proven.user);
    for email in [&proven.email, &proven.contact.email].into_iter().flatten() {
        assert_eq!(address::email(email).as_ref(), Some(email));
    }
    for phone in [&proven.phone, &proven.contact.phone].into_iter().flatten() {
        assert_eq!(address::phone(phone).as_ref(), Some(phone));
    }
    let session = Session::begin([1; 16], NOW).identify(proven, [2; 16], NOW);
    let keyring = Keyring::new(INDEX_SECRET).unwrap();
    let token = keyring.seal(&session);
    assert!(token.len() <= LONGEST);
    assert_eq!(keyring.open(&token, NOW), Some(session));
}
