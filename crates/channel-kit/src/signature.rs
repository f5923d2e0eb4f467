//! Building blocks of signature schemes: MACs and their comparison in constant time.
//!
//! ```
//! use throughline_channel_kit::{Secret, signature};
//!
//! // The documented example of Shopify: base64 HMAC-SHA256 of the raw body.
//! let mac = signature::hmac_sha256(&Secret::new("hush"), &[br#"{"id":1}"#]);
//! assert!(signature::matches_base64("VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY=", &mac));
//! ```

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use throughline_web::Secret;

/// HMAC-SHA1 (RFC 2104) over the parts, one after the other.
pub fn hmac_sha1(secret: &Secret, parts: &[&[u8]]) -> [u8; 20] {
    let mut mac = <Hmac<Sha1> as KeyInit>::new_from_slice(secret.expose())
        .expect("HMAC takes a key of any length");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

/// HMAC-SHA256 (RFC 2104) over the parts, one after the other.
pub fn hmac_sha256(secret: &Secret, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.expose())
        .expect("HMAC takes a key of any length");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

/// SHA-256 of the bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Whether `given` is the canonical base64 (RFC 4648, padded) of `mac`, in a time that does not
/// depend on where they differ.
pub fn matches_base64(given: &str, mac: &[u8]) -> bool {
    STANDARD
        .decode(given)
        .is_ok_and(|given| given.ct_eq(mac).into())
}

/// Whether `given` is the hex (either case) of `mac`, in a time that does not depend on where they
/// differ.
pub fn matches_hex(given: &str, mac: &[u8]) -> bool {
    hex::decode(given).is_ok_and(|given| given.ct_eq(mac).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macs_agree_with_the_rfcs_examples() {
        // RFC 2202 3, case 2, and RFC 4231 4.3, in two parts.
        let key = Secret::new("Jefe");
        let parts: &[&[u8]] = &[b"what do ya want ", b"for nothing?"];
        assert!(matches_hex(
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
            &hmac_sha1(&key, parts)
        ));
        assert!(matches_hex(
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            &hmac_sha256(&key, parts)
        ));
        // FIPS 180-4: the empty message.
        assert!(matches_hex(
            "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
            &sha256(b"")
        ));
    }

    #[test]
    fn only_the_canonical_encoding_matches() {
        let mac = [0xfb, 0xff, 0x01, 0x02];
        assert!(matches_base64("+/8BAg==", &mac));
        assert!(matches_hex("fbff0102", &mac));
        for wrong in [
            "",
            "+/8BAg",
            "+/8BAg=",
            "-_8BAg==",
            "+/8BAh==",
            " +/8BAg==",
            "+/8BAg==\n",
            "+/8BAgA=",
            "+/8B",
            "é",
        ] {
            assert!(!matches_base64(wrong, &mac), "{wrong:?}");
        }
        for wrong in [
            "",
            "fbff010",
            "fbff01",
            "fbff010200",
            "fbff010g",
            "0xfbff0102",
            "é",
        ] {
            assert!(!matches_hex(wrong, &mac), "{wrong:?}");
        }
    }
}
