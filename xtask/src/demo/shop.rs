//! The shop of the demo: its secrets, made for this run, and its configuration.

use crate::config::random_hex;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::net::SocketAddr;
use std::path::PathBuf;
use tempfile::TempDir;

/// Configuration and state, all of it gone when this is dropped.
pub struct Shop {
    /// Where it serves: also what Twilio signs.
    pub url: String,
    /// The address and port of `url`.
    pub listen: SocketAddr,
    /// Key of the service API, with the scopes `read` and `write`.
    pub key: String,
    /// What Twilio signs with.
    pub twilio_auth_token: String,
    /// What Mailgun signs with.
    pub mailgun_signing_key: String,
    folder: TempDir,
}

impl Shop {
    /// Makes secrets and writes the configuration.
    pub fn open(port: u16) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("throughline-demo-")
            .tempdir()
            .context("cannot create a folder for the demo's state")?;
        let listen = SocketAddr::from(([127, 0, 0, 1], port));
        let shop = Self {
            url: format!("http://{listen}"),
            listen,
            key: format!("demo_{}", random_hex()?),
            twilio_auth_token: random_hex()?,
            mailgun_signing_key: random_hex()?,
            folder,
        };
        // The folder is this user's alone.
        let secrets = [random_hex()?, random_hex()?, random_hex()?];
        std::fs::write(shop.env_file(), shop.variables(&secrets))
            .context("cannot write the demo's variables")?;
        Ok(shop)
    }

    /// The file of variables.
    pub fn env_file(&self) -> PathBuf {
        self.folder.path().join("demo.env")
    }

    /// Where the host keeps its data.
    pub fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// Where the host's lines go.
    pub fn log_file(&self) -> PathBuf {
        self.folder.path().join("host.log")
    }

    fn variables(&self, [index_secret, session_secret, tick_key]: &[String; 3]) -> String {
        let hash = hex::encode(Sha256::digest(&self.key));
        let keys = serde_json::json!([{ "name": "demo", "sha256": hash, "scopes": ["read", "write", "agent"] }]);
        format!(
            "SPIN_VARIABLE_PUBLIC_URL='{}'\n\
             SPIN_VARIABLE_INDEX_SECRET='{index_secret}'\n\
             SPIN_VARIABLE_API_KEYS='{keys}'\n\
             SPIN_VARIABLE_SESSION_SECRET='{session_secret}'\n\
             SPIN_VARIABLE_TICK_KEY='{tick_key}'\n\
             SPIN_VARIABLE_TWILIO_AUTH_TOKEN='{}'\n\
             SPIN_VARIABLE_MAILGUN_SIGNING_KEY='{}'\n\
             SPIN_VARIABLE_EMAIL_FROM='Shop <{}>'\n",
            self.url,
            self.twilio_auth_token,
            self.mailgun_signing_key,
            super::story::SHOPS_MAILBOX
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{self, Level};

    #[test]
    fn the_demos_configuration_has_nothing_for_the_doctor() {
        let shop = Shop::open(3000).unwrap();
        let values = config::read_env_file(&shop.env_file()).unwrap();
        let values = values.into_iter().map(|(name, value)| {
            let name = name.strip_prefix("SPIN_VARIABLE_").unwrap();
            (name.to_ascii_lowercase(), value)
        });
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let manifest = std::fs::read_to_string(root.join("spin.toml")).unwrap();
        let declared = config::declared_variables(&manifest).unwrap();
        let findings = crate::variables::check(&declared, &values.collect());
        assert!(findings.len() >= 3);
        for finding in findings {
            assert_eq!(finding.level, Level::Ok, "{finding:?}");
        }
        let folder = shop.env_file().parent().unwrap().to_owned();
        assert!(folder.is_dir());
        drop(shop);
        assert!(!folder.exists());
    }

    #[test]
    fn no_two_shops_share_a_secret() {
        let (one, other) = (Shop::open(1).unwrap(), Shop::open(1).unwrap());
        assert_ne!(one.key, other.key);
        assert_ne!(one.twilio_auth_token, other.twilio_auth_token);
        assert_ne!(one.mailgun_signing_key, other.mailgun_signing_key);
        assert_eq!(one.key.len(), "demo_".len() + 32);
    }
}
