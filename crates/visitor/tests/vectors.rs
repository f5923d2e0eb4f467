//! Tokens that others made: RFC 7515 and PyJWT.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use serde_json::{Map, Value};
use throughline_channel_kit::{Secret, signature};
use throughline_visitor::{Proof, Proven, Refused};

fn vectors() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/chat.json");
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn proof(vector: &Value) -> Proof {
    match vector["secret_hex"].as_str() {
        Some(key) => Proof::of(vec![Secret::new(hex::decode(key).unwrap())]).unwrap(),
        None => Proof::new(vector["secret"].as_str().unwrap()).unwrap(),
    }
}

fn said(proven: &Proven) -> Value {
    let contact = &proven.contact;
    let members = [
        ("user", Some(&proven.user)),
        ("email", proven.email.as_ref()),
        ("phone", proven.phone.as_ref()),
        ("name", proven.name.as_ref()),
        ("said_email", contact.email.as_ref()),
        ("said_phone", contact.phone.as_ref()),
        ("said_name", contact.name.as_ref()),
    ];
    let members = members.into_iter().filter_map(|(name, value)| {
        let value = value?.as_str();
        Some((name.to_owned(), value.into()))
    });
    Value::Object(members.collect::<Map<_, _>>())
}

#[test]
fn tokens_of_others_are_judged_as_they_should_be() {
    let vectors = vectors();
    assert!(vectors.len() >= 30, "{}", vectors.len());
    for vector in &vectors {
        let token = vector["token"].as_str().unwrap();
        let judged = proof(vector).jwt(token, vector["now"].as_u64().unwrap());
        match (&judged, &vector["proves"]) {
            (Ok(proven), expected) => assert_eq!(said(proven), *expected, "{vector}"),
            (Err(refused), Value::Null) => {
                let refused = format!("{refused:?}");
                assert_eq!(Some(&*refused), vector["refused"].as_str(), "{vector}");
            }
            (Err(refused), _) => panic!("{refused:?}: {vector}"),
        }
    }
}

/// Whatever is changed about a good token, it proves nothing any more.
#[test]
fn no_altered_byte_is_believed() {
    let vectors = vectors();
    let good = vectors.iter().filter(|vector| !vector["proves"].is_null());
    let mut checked = 0;
    for vector in good {
        let token = vector["token"].as_str().unwrap();
        let now = vector["now"].as_u64().unwrap();
        for (at, byte) in token.bytes().enumerate() {
            let mut altered = token.to_owned().into_bytes();
            altered[at] = if byte == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).unwrap();
            assert!(proof(vector).jwt(&altered, now).is_err(), "{altered}");
            assert!(proof(vector).jwt(&token[..at], now).is_err(), "{at}");
            checked += 1;
        }
        let other = Proof::new("another secret").unwrap();
        assert_eq!(other.jwt(token, now), Err(Refused::Signature), "{vector}");
    }
    assert!(checked > 1000, "{checked}");
}

#[test]
fn a_mac_of_the_user_proves_the_user_alone() {
    // RFC 4231 4.3: the key `Jefe`.
    let mac = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    let proof = Proof::new("another, Jefe").unwrap();
    let user = "what do ya want for nothing?";
    let proven = proof.hash(user, mac).unwrap();
    assert_eq!(said(&proven), serde_json::json!({ "user": user }));
    assert_eq!(proof.hash(user, &mac.to_uppercase()), Ok(proven));
    for (other, hex, refused) in [
        ("what do ya want for nothing", mac, Refused::Signature),
        (user, "", Refused::Signature),
        (user, &mac[..62], Refused::Signature),
        (user, &mac.replace('5', "6"), Refused::Signature),
        ("", mac, Refused::Claim("user")),
        (&format!("{user} "), mac, Refused::Claim("user")),
        ("a\nb", mac, Refused::Claim("user")),
    ] {
        assert_eq!(proof.hash(other, hex), Err(refused), "{other:?} {hex}");
    }
    // The MAC of an id that is none is no proof either.
    let long = "u".repeat(201);
    let key = Secret::new("Jefe");
    let mac = hex::encode(signature::hmac_sha256(&key, &[long.as_bytes()]));
    assert_eq!(proof.hash(&long, &mac), Err(Refused::Claim("user")));
}

#[test]
fn without_a_secret_nothing_proves() {
    for variable in ["", " ", ",", " , "] {
        assert!(Proof::new(variable).is_none(), "{variable:?}");
    }
    assert!(Proof::of(vec![]).is_none());
    assert!(Proof::of(vec![Secret::new("a"), Secret::new("")]).is_none());
    assert_eq!(format!("{:?}", Proof::new("hunter2")), "Some(Proof([***]))");
}
