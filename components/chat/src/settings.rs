//! What the operator configured.

use http::HeaderName;
use throughline_channel_kit::Settings as Variables;
use throughline_contract::types::Timestamp;
use throughline_hours::Hours;
use throughline_visitor::{Keyring, Proof};
use throughline_web::Problem;

use crate::origin::Origins;
use crate::refusal::not_configured;

/// The variables that [`Settings::read`] reads.
pub const VARIABLES: &[&str] = &[
    "index_secret",
    "chat_identity_secret",
    "chat_allowed_origins",
    "chat_pre_chat",
    "business_hours",
    "public_url",
    "client_address_header",
];
/// What is asked for before a chat unless the operator says otherwise.
const PRE_CHAT: &str = "name,email";

/// The component's variables, parsed. Make it once per instance.
#[derive(Debug, Clone)]
pub struct Settings {
    keyring: Option<Keyring>,
    proof: Option<Proof>,
    origins: Origins,
    fields: Vec<Field>,
    hours: Option<Hours>,
    client_address_header: Option<HeaderName>,
    faults: Vec<String>,
}

/// A field of the form before a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field {
    /// `name`, `email` or `phone`.
    pub name: &'static str,
    /// Whether the widget lets nobody begin without it.
    pub required: bool,
}

impl Settings {
    /// Takes what stands in [`VARIABLES`]. A wrong one is no reason to stop: it is told in
    /// [`Settings::faults`] and counts as not set.
    pub fn read(variables: &Variables) -> Self {
        let get = |name: &str| variables.get(name).unwrap_or_default();
        let mut faults = Vec::new();
        let (origins, strange) = Origins::read(get("public_url"), get("chat_allowed_origins"));
        for entry in strange {
            faults.push(format!(
                "variable chat_allowed_origins: {entry:?} is no origin such as https://shop.example"
            ));
        }
        let (fields, strange) = fields(variables.get("chat_pre_chat").unwrap_or(PRE_CHAT));
        for entry in strange {
            faults.push(format!(
                "variable chat_pre_chat: {entry:?} is none of name, email and phone"
            ));
        }
        let hours = variables.get("business_hours").map(Hours::parse);
        let hours = hours.transpose().unwrap_or_else(|wrong| {
            faults.push(format!("variable business_hours: {wrong}"));
            None
        });
        let header = variables.get("client_address_header").map(str::parse);
        let header = header.transpose().unwrap_or_else(|_| {
            faults.push("variable client_address_header: not the name of a header".to_owned());
            None
        });
        Self {
            keyring: Keyring::new(get("index_secret")),
            proof: Proof::new(get("chat_identity_secret")),
            origins,
            fields,
            hours,
            client_address_header: header,
            faults,
        }
    }

    /// What the operator should mend, for the log. Holds no secret.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// What tokens are signed with.
    ///
    /// # Errors
    ///
    /// 503 `channel_not_configured` while `index_secret` is not set.
    pub(crate) fn keyring(&self) -> Result<&Keyring, Problem> {
        let keyring = self.keyring.as_ref();
        keyring.ok_or_else(|| not_configured("index_secret", "the secret that keys this store"))
    }

    /// What identities are proven with.
    ///
    /// # Errors
    ///
    /// 503 `channel_not_configured` while `chat_identity_secret` is not set.
    pub(crate) fn proof(&self) -> Result<&Proof, Problem> {
        let wanted = "the secret that your site signs its users' identities with";
        let proof = self.proof.as_ref();
        proof.ok_or_else(|| not_configured("chat_identity_secret", wanted))
    }

    pub(crate) fn origins(&self) -> &Origins {
        &self.origins
    }

    pub(crate) fn fields(&self) -> &[Field] {
        &self.fields
    }

    pub(crate) fn client_address_header(&self) -> Option<&str> {
        self.client_address_header.as_ref().map(HeaderName::as_str)
    }

    /// Whether somebody answers now. Without opening hours somebody always does.
    pub(crate) fn is_online(&self, now: Timestamp) -> bool {
        self.hours.as_ref().is_none_or(|hours| hours.is_open(now))
    }

    /// When somebody will answer again; `None` while somebody does, or where nobody knows.
    pub(crate) fn opens_at(&self, now: Timestamp) -> Option<Timestamp> {
        let closed = self.hours.as_ref().filter(|hours| !hours.is_open(now));
        closed?.opens_at(now)
    }
}

/// The fields of a list like `name,email!`, and what is none. `-` is a list of none.
fn fields(list: &str) -> (Vec<Field>, Vec<String>) {
    let mut fields: Vec<Field> = Vec::new();
    let mut faults = Vec::new();
    for entry in list.split(',').map(str::trim) {
        let (name, required) = match entry.strip_suffix('!') {
            Some(name) => (name.trim_end(), true),
            None => (entry, false),
        };
        let known = ["name", "email", "phone"];
        match known.into_iter().find(|known| *known == name) {
            Some(name) if fields.iter().all(|field| field.name != name) => {
                fields.push(Field { name, required });
            }
            Some(_) => {}
            None if matches!(entry, "" | "-") => {}
            None => faults.push(entry.to_owned()),
        }
    }
    (fields, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_a_list_of_fields() {
        for (list, expected, strange) in [
            ("name,email", "name email", 0),
            (" email! , name ", "email! name", 0),
            ("phone!,phone", "phone!", 0),
            ("-", "", 0),
            ("name,address,-", "name", 1),
            ("Name", "", 1),
        ] {
            let (fields, faults) = fields(list);
            let shown = fields.iter().map(|field| {
                let mark = if field.required { "!" } else { "" };
                format!("{}{mark}", field.name)
            });
            assert_eq!(shown.collect::<Vec<_>>().join(" "), expected, "{list}");
            assert_eq!(faults.len(), strange, "{list}");
        }
    }

    #[test]
    fn faults_are_told_and_no_secret_is() {
        let variables = Variables::new()
            .with("index_secret", "hunter2")
            .with("chat_identity_secret", "hunter2")
            .with("chat_allowed_origins", "shop.example")
            .with("chat_pre_chat", "shoe size")
            .with("business_hours", "whenever")
            .with("client_address_header", "not a header");
        let settings = Settings::read(&variables);
        let faults = settings.faults().join("\n");
        for variable in VARIABLES.iter().filter(|v| **v != "public_url") {
            let secret = variable.contains("secret");
            assert_eq!(faults.contains(variable), !secret, "{variable}: {faults}");
        }
        assert!(!format!("{settings:?}").contains("hunter2"));
        assert!(settings.is_online(0) && settings.opens_at(0).is_none());
        assert!(Settings::read(&Variables::new()).faults().is_empty());
    }
}
