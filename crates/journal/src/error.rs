//! Why a call of the journal failed.

use crate::kv::KvError;
use std::fmt;

/// Why a call of the journal failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The call can never succeed as it is: the field, and what would be right.
    Invalid {
        /// Its name in the published contract.
        field: &'static str,
        /// What would be right.
        detail: String,
    },
    /// Nothing by that name, or nothing that may be shown.
    NotFound,
    /// Several customers claim the identity and none owns it.
    Ambiguous(Vec<String>),
    /// The store failed; repeat the identical call.
    Unavailable(String),
    /// The store was begun with another `index_secret`.
    IndexSecretChanged,
}

impl Error {
    pub(crate) fn invalid(field: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid {
            field,
            detail: detail.into(),
        }
    }
}

impl From<KvError> for Error {
    fn from(error: KvError) -> Self {
        Self::Unavailable(error.0)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid { field, detail } => write!(f, "{field}: {detail}"),
            Self::NotFound => f.write_str("not found"),
            Self::Ambiguous(_) => f.write_str("several customers claim this identity"),
            Self::Unavailable(why) => write!(f, "store unavailable: {why}"),
            Self::IndexSecretChanged => f.write_str("index_secret is not this store's"),
        }
    }
}

impl std::error::Error for Error {}

/// What the calls of the journal answer.
pub type Result<T, E = Error> = std::result::Result<T, E>;
