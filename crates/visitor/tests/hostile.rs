//! Hostile input: the seeds of the fuzz targets, and random bytes.

#[path = "hostile/mod.rs"]
mod checks;

use proptest::prelude::*;
use throughline_seeds::replay;

#[test]
fn seeds_of_visitor_token() {
    replay("visitor_token", checks::token);
}

#[test]
fn seeds_of_visitor_jwt() {
    replay("visitor_jwt", checks::jwt);
}

proptest! {
    #[test]
    fn any_bytes(data: Vec<u8>) {
        checks::token(&data);
        checks::jwt(&data);
    }

    /// JSON-like claims reach what is behind the signature.
    #[test]
    fn any_claims(text in r#"\{"(sub|exp|iat|email|name|a)":("[^"]{0,9}"|[-0-9.eE]{0,9}|null|\[\]),"exp":[0-9]{0,12}(e[0-9]{1,3})?\}"#) {
        checks::token(text.as_bytes());
        checks::jwt(text.as_bytes());
    }
}
