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
    /// What the shop's site signs with who is signed in there.
    pub chat_identity_secret: String,
    /// What X signs with.
    pub x_consumer_secret: String,
    /// What Shopify signs with.
    pub shopify_secret: String,
    folder: TempDir,
}

impl Shop {
    /// Makes secrets and writes the configuration. `mail_base` is where mail goes out.
    pub fn open(port: u16, mail_base: &str) -> Result<Self> {
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
            chat_identity_secret: random_hex()?,
            x_consumer_secret: random_hex()?,
            shopify_secret: random_hex()?,
            folder,
        };
        // The folder is this user's alone.
        std::fs::write(shop.env_file(), shop.variables(mail_base)?)
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

    fn variables(&self, mail_base: &str) -> Result<String> {
        let hash = hex::encode(Sha256::digest(&self.key));
        let scopes = ["read", "write", "agent"];
        let keys = serde_json::json!([{ "name": "demo", "sha256": hash, "scopes": scopes }]);
        let variables = [
            ("public_url", self.url.clone()),
            ("index_secret", random_hex()?),
            ("api_keys", keys.to_string()),
            ("session_secret", random_hex()?),
            ("tick_key", random_hex()?),
            ("twilio_auth_token", self.twilio_auth_token.clone()),
            ("voice_agent_number", super::voice::AGENT.to_owned()),
            ("mailgun_signing_key", self.mailgun_signing_key.clone()),
            ("mailgun_api_key", random_hex()?),
            ("mailgun_domain", "shop.example".to_owned()),
            ("mailgun_api_base", mail_base.to_owned()),
            (
                "email_from",
                format!("Shop <{}>", super::story::SHOPS_MAILBOX),
            ),
            ("chat_identity_secret", self.chat_identity_secret.clone()),
            ("x_consumer_secret", self.x_consumer_secret.clone()),
            ("shopify_secret", self.shopify_secret.clone()),
        ];
        let line = |(name, value): (&str, String)| {
            let name = name.to_ascii_uppercase();
            format!("SPIN_VARIABLE_{name}='{value}'\n")
        };
        Ok(variables.map(line).concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{self, Level};

    const MAIL: &str = "http://127.0.0.1:1";

    #[test]
    fn the_demos_configuration_has_nothing_for_the_doctor() {
        let shop = Shop::open(3000, MAIL).unwrap();
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
        let (one, other) = (Shop::open(1, MAIL).unwrap(), Shop::open(1, MAIL).unwrap());
        assert_ne!(one.key, other.key);
        assert_ne!(one.twilio_auth_token, other.twilio_auth_token);
        assert_ne!(one.mailgun_signing_key, other.mailgun_signing_key);
        assert_ne!(one.chat_identity_secret, other.chat_identity_secret);
        assert_ne!(one.x_consumer_secret, other.x_consumer_secret);
        assert_ne!(one.shopify_secret, other.shopify_secret);
        assert_eq!(one.key.len(), "demo_".len() + 32);
    }
}
