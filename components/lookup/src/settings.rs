//! What the operator configured.

use http::HeaderMap;
use throughline_web::Problem;
use throughline_web::keys::{Keys, Scope};

/// The component's variables, parsed. Make it once per instance.
#[derive(Debug, Clone)]
pub struct Settings {
    keys: Result<Keys, String>,
}

impl Settings {
    /// Takes the variable `api_keys`. A wrong one is no reason to stop: the routes that need a key
    /// answer 503 `api_keys_invalid` until it is mended.
    pub fn new(api_keys: &str) -> Self {
        Self {
            keys: Keys::parse(api_keys).map_err(|error| error.to_string()),
        }
    }

    /// Stands in while the variables cannot be had: what is wrong with them is `reason`.
    pub fn unread(reason: impl Into<String>) -> Self {
        Self {
            keys: Err(reason.into()),
        }
    }

    /// What the operator should mend, for the log.
    pub fn fault(&self) -> Option<&str> {
        self.keys.as_ref().err().map(String::as_str)
    }

    /// The keys, or 503 `api_keys_invalid`.
    pub(crate) fn keys(&self) -> Result<&Keys, Problem> {
        self.keys.as_ref().map_err(|_| {
            let detail = "the variable api_keys cannot be read; the log says why";
            Problem::new(503, "api_keys_invalid", detail)
        })
    }

    /// The name of the caller's key, if it may do this; empty where no key is needed.
    ///
    /// # Errors
    ///
    /// 401 without a valid key, 403 without one of `scopes`, 503 when the keys cannot be read.
    pub(crate) fn admit(&self, headers: &HeaderMap, scopes: &[Scope]) -> Result<&str, Problem> {
        if scopes.is_empty() {
            return Ok("");
        }
        let key = self.keys()?.authenticate(headers)?;
        key.require(scopes)?;
        Ok(key.name())
    }
}
