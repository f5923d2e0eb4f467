//! Who is looked for.

use throughline_contract::types::Identity;
use throughline_web::Problem;

/// What the search box was given.
#[derive(Debug, PartialEq)]
pub(crate) enum Whose {
    /// A customer's id.
    Id(String),
    /// An identity of one.
    Identity(Identity),
}

/// Understands a customer's id, `kind:value`, a mail address or a phone number.
///
/// # Errors
///
/// 422 `invalid_field`, saying what would be right.
pub(crate) fn read(who: &str) -> Result<Whose, Problem> {
    let who = who.trim();
    if who.starts_with("cus_") {
        return Ok(Whose::Id(who.to_owned()));
    }
    let identity = |kind: &str, value: &str| {
        Ok(Whose::Identity(Identity {
            kind: kind.to_owned(),
            value: value.to_owned(),
        }))
    };
    if let Some((kind, value)) = who.split_once(':')
        && is_kind(kind)
    {
        return identity(kind, value.trim());
    }
    if who.contains('@') {
        return identity("email", who);
    }
    if is_number(who) {
        return identity("phone", who);
    }
    let detail = "give a phone number such as +15551234567, a mail address, a customer's id \
                  (cus_…) or an identity as kind:value, for example telegram:12345";
    Err(Problem::invalid_field("who", detail))
}

/// Whether this can be the kind of an identity (`wit/types.wit`).
fn is_kind(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    (1..=32).contains(&text.len()) && text.bytes().all(allowed)
}

fn is_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let written = |b: u8| b.is_ascii_digit() || b"+-(). /".contains(&b);
    digits >= 3 && text.bytes().all(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_beyond_doubt_is_understood() {
        for (who, kind, value) in [
            ("+15551234567", "phone", "+15551234567"),
            (" (555) 123-4567 ", "phone", "(555) 123-4567"),
            ("Ann@Example.com", "email", "Ann@Example.com"),
            ("email: ann@example.com", "email", "ann@example.com"),
            ("messenger:12:34", "messenger", "12:34"),
            ("user:a@b", "user", "a@b"),
            ("Mailto:a@b", "email", "Mailto:a@b"),
        ] {
            let Ok(Whose::Identity(identity)) = read(who) else {
                panic!("{who}");
            };
            assert_eq!((&*identity.kind, &*identity.value), (kind, value), "{who}");
        }
        assert_eq!(read(" cus_1 "), Ok(Whose::Id("cus_1".to_owned())));
        for unclear in ["", " ", "Ann", "12", "tkt_1", "#12345"] {
            assert_eq!(read(unclear).unwrap_err().status(), 422, "{unclear}");
        }
    }
}
