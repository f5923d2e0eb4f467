//! What the operator configured.

use throughline_web::keys::Keys;
use throughline_web::{Problem, Secret};

/// Fewer bytes than this of a session secret can be guessed by whoever holds a cookie.
const SHORTEST_SECRET: usize = 32;

/// The component's variables, parsed. Make it once per instance.
#[derive(Debug, Clone)]
pub struct Settings {
    keys: Result<Keys, String>,
    secret: Secret,
    public: Public,
}

/// Where the outside reaches the application, as `public_url` says it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Public {
    /// `https://support.example.com`, in lower case as browsers send it; empty when not known.
    pub origin: String,
    /// What a proxy strips off the path: empty, or `/support`.
    pub base: String,
}

/// What signing in and out needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Desk<'a> {
    /// The keys that there are now.
    pub keys: &'a Keys,
    /// What sessions are signed with; never empty.
    pub secret: &'a Secret,
}

impl Settings {
    /// Takes the variables `api_keys`, `session_secret` and `public_url`. A wrong one is no reason
    /// to stop: what needs it answers 503 until it is mended.
    pub fn new(api_keys: &str, session_secret: impl Into<Vec<u8>>, public_url: &str) -> Self {
        let secret: Vec<u8> = session_secret.into();
        Self {
            keys: Keys::parse(api_keys).map_err(|error| error.to_string()),
            secret: Secret::new(secret.trim_ascii()),
            public: Public::read(public_url),
        }
    }

    /// Stands in while the variables cannot be had: what is wrong with them is `reason`.
    pub fn unread(reason: impl Into<String>) -> Self {
        Self {
            keys: Err(reason.into()),
            secret: Secret::new(""),
            public: Public::default(),
        }
    }

    /// What the operator should mend, for the log.
    pub fn faults(&self) -> Vec<String> {
        let mut faults: Vec<String> = self.keys.as_ref().err().cloned().into_iter().collect();
        let length = self.secret.expose().len();
        if (1..SHORTEST_SECRET).contains(&length) {
            faults.push(format!(
                "variable session_secret has only {length} bytes; to make one: openssl rand -hex 32"
            ));
        }
        faults
    }

    pub(crate) fn public(&self) -> &Public {
        &self.public
    }

    /// What sessions need.
    ///
    /// # Errors
    ///
    /// 503 `api_keys_invalid`; 503 `console_not_configured`, naming the variable that is missing.
    pub(crate) fn desk(&self) -> Result<Desk<'_>, Problem> {
        let keys = self.keys.as_ref().map_err(|_| {
            let detail = "the variable api_keys cannot be read; the log says why";
            Problem::new(503, "api_keys_invalid", detail)
        })?;
        if self.secret.is_empty() {
            let detail = "the variable session_secret is not set; the console signs its sessions \
                          with it (to make one: openssl rand -hex 32)";
            let problem = Problem::new(503, "console_not_configured", detail);
            return Err(problem.with("variable", "session_secret"));
        }
        Ok(Desk {
            keys,
            secret: &self.secret,
        })
    }
}

impl Public {
    /// What cannot be a URL, or could not stand in a header, counts as not set.
    fn read(url: &str) -> Self {
        let url = url.trim();
        let Some((scheme, rest)) = url.split_once("://") else {
            return Self::default();
        };
        let (host, path) = match rest.find('/') {
            Some(slash) => rest.split_at(slash),
            None => (rest, ""),
        };
        let scheme = scheme.to_ascii_lowercase();
        let is_word = |text: &str| {
            let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._~/:[]%".contains(&b);
            text.bytes().all(allowed)
        };
        let default_port = match scheme.as_str() {
            "https" => ":443",
            "http" => ":80",
            _ => return Self::default(),
        };
        if host.is_empty() || !is_word(host) || !is_word(path) {
            return Self::default();
        }
        let host = host.to_ascii_lowercase();
        let host = host.strip_suffix(default_port).unwrap_or(&host);
        Self {
            origin: format!("{scheme}://{host}"),
            base: path.trim_end_matches('/').to_owned(),
        }
    }

    /// Whether the outside speaks HTTPS, so that a cookie may ask for it.
    pub fn is_secure(&self) -> bool {
        self.origin.starts_with("https://")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_an_origin_and_a_path() {
        for (url, origin, base) in [
            ("https://a.example", "https://a.example", ""),
            ("https://A.example:443/", "https://a.example", ""),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000", ""),
            ("http://[::1]:80", "http://[::1]", ""),
            (
                "https://a.example/support/",
                "https://a.example",
                "/support",
            ),
            (" HTTPS://a.example/x/y ", "https://a.example", "/x/y"),
            ("", "", ""),
            ("a.example", "", ""),
            ("ftp://a.example", "", ""),
            ("https://", "", ""),
            ("https://a.example/x; Domain=evil", "", ""),
            ("https://a.example?x", "", ""),
            ("https://user@a.example", "", ""),
        ] {
            let public = Public::read(url);
            assert_eq!((&*public.origin, &*public.base), (origin, base), "{url}");
            assert_eq!(public.is_secure(), origin.starts_with("https"), "{url}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let code = |settings: &Settings| settings.desk().err().map(|p| p.code());
        assert_eq!(code(&Settings::new("[]", "s", "")), None);
        for blank in ["", " \n"] {
            let settings = Settings::new("[]", blank, "");
            assert_eq!(code(&settings), Some("console_not_configured"));
            assert!(
                settings
                    .desk()
                    .unwrap_err()
                    .detail()
                    .contains("session_secret")
            );
        }
        let broken = Settings::new("{", "s", "");
        assert_eq!(code(&broken), Some("api_keys_invalid"));
        assert_eq!(code(&Settings::unread("no host")), Some("api_keys_invalid"));
    }

    #[test]
    fn faults_are_told_and_no_secret_is() {
        assert!(Settings::new("", "x".repeat(32), "").faults().is_empty());
        let faults = Settings::new("{", "hunter2", "").faults();
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults[0].contains("api_keys") && faults[1].contains("session_secret"));
        let settings = Settings::new("[]", "hunter2", "");
        assert!(!format!("{settings:?} {:?}", settings.faults()).contains("hunter2"));
    }
}
