//! The URLs that Twilio is given to call back, and our own ids in them.

/// A URL at this service: `public_url` without its fragment and its last slashes, then `target`, a
/// path and a query.
pub fn url(public_url: &str, target: &str) -> String {
    let base = public_url.split('#').next().unwrap_or_default();
    format!("{}{target}", base.trim_end_matches('/'))
}

/// Whether this is an interaction's id: `int_` and up to 60 of `A-Z a-z 0-9 _ -`.
pub fn is_interaction_id(id: &str) -> bool {
    id.strip_prefix("int_").is_some_and(|rest| {
        (1..=60).contains(&rest.len())
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_what_twilio_will_call() {
        for public_url in [
            "https://a.example/base",
            "https://a.example/base/",
            "https://a.example/base//#rc=3",
        ] {
            let expected = "https://a.example/base/p?q=1";
            assert_eq!(url(public_url, "/p?q=1"), expected, "{public_url}");
        }
    }

    #[test]
    fn an_id_of_ours_can_stand_in_a_url() {
        assert!(is_interaction_id("int_aB3-_"));
        for id in [
            "",
            "int_",
            "cus_1",
            "int_a/b",
            "int_a b",
            "int_1&x=2",
            &format!("int_{}", "a".repeat(61)),
        ] {
            assert!(!is_interaction_id(id), "{id}");
        }
    }
}
