//! Addresses as identities and parties.

use throughline_channel_kit::types::{Identity, Party, Role};
use throughline_mail::{Mail, Mailbox, domain, from_headers};

/// The identity of a mail address.
pub fn email(address: &str) -> Identity {
    Identity {
        kind: "email".to_owned(),
        value: address.trim().to_lowercase(),
    }
}

/// Longest identity, in bytes.
const IDENTITY: usize = 512;

/// Whether the timeline may take it for an address.
pub fn is_address(written: &str) -> bool {
    domain(written).is_some() && email(written).value.len() <= IDENTITY
}

/// The address in `Name <local@domain>`.
pub fn mailbox_of(written: &str) -> Option<String> {
    let mail = from_headers(vec![("From".to_owned(), written.to_owned())]);
    mail.from.into_iter().next().map(|mailbox| mailbox.address)
}

/// An address in lower case, without what stands behind a plus: `help+token@example.com` is
/// `help@example.com`.
pub fn untagged(address: &str) -> Option<String> {
    let domain = domain(address)?;
    let (local, _) = address.trim().rsplit_once('@')?;
    let local = local.split('+').next().filter(|local| !local.is_empty())?;
    Some(format!("{}@{domain}", local.to_lowercase()))
}

/// Everybody whom the mail names.
pub fn parties(mail: &Mail) -> Vec<Party> {
    let sender: Vec<Mailbox> = mail.sender.iter().cloned().collect();
    [
        (Role::From, &mail.from),
        (Role::Sender, &sender),
        (Role::ReplyTo, &mail.reply_to),
        (Role::To, &mail.to),
        (Role::Cc, &mail.cc),
        (Role::Bcc, &mail.bcc),
    ]
    .into_iter()
    .flat_map(|(role, mailboxes)| mailboxes.iter().map(move |mailbox| party(role, mailbox)))
    .collect()
}

fn party(role: Role, mailbox: &Mailbox) -> Party {
    Party {
        role,
        name: mailbox.name.clone(),
        identity: email(&mailbox.address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_taken_off() {
        for (written, expected) in [
            ("Help+abc@Example.com", Some("help@example.com")),
            ("help@example.com", Some("help@example.com")),
            ("+abc@example.com", None),
            ("help", None),
            ("", None),
        ] {
            assert_eq!(untagged(written).as_deref(), expected, "{written}");
        }
        let address = mailbox_of("Acme Support <Support@example.com>");
        assert_eq!(address.as_deref(), Some("Support@example.com"));
    }
}
