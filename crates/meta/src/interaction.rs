//! What interactions from Meta have in common.

use throughline_channel_kit::signature::sha256;
use throughline_channel_kit::types::{
    Conversation, Identity, Interaction, Participant, Party, ProviderRef, Role, Target, Verdict,
};

use crate::PROVIDER;

/// An inbound, private interaction that says nothing yet, by this id of the provider's.
pub fn begin(
    channel: &str,
    account: &str,
    id: String,
    kind: &str,
    customer: Participant,
) -> Interaction {
    Interaction {
        account: account.to_owned(),
        kind: kind.to_owned(),
        ..Interaction::inbound(channel, PROVIDER, id, customer)
    }
}

/// `<account>:<id>`: how Messenger and Instagram know a person. The id is good for that account only.
pub fn scoped(channel: &str, account: &str, id: &str) -> Identity {
    Identity {
        kind: channel.to_owned(),
        value: format!("{account}:{id}"),
    }
}

/// Somebody whom Meta vouches for.
pub fn proven(identity: Identity) -> Participant {
    Participant {
        identity,
        verdict: Verdict::Pass,
    }
}

/// A person's name, to be shown with what they wrote.
pub fn named(identity: Identity, name: &str) -> Party {
    Party {
        role: Role::From,
        name: Some(name.to_owned()),
        identity,
    }
}

/// Meta's own name for a message.
pub fn reference(channel: &str, account: &str, id: &str) -> ProviderRef {
    ProviderRef {
        channel: channel.to_owned(),
        provider: PROVIDER.to_owned(),
        account: account.to_owned(),
        provider_message_id: id.to_owned(),
    }
}

/// The interaction that Meta knows by this id.
pub fn target(channel: &str, account: &str, id: &str) -> Target {
    Target::Provider(reference(channel, account, id))
}

/// Names of a conversation: the message's own, then that of the one it answers.
pub fn conversation(channel: &str, own: &str, answered: Option<&str>) -> Conversation {
    let names = [Some(own), answered].into_iter().flatten();
    Conversation {
        references: names.map(|id| format!("{channel}:{id}")).collect(),
        ..Conversation::default()
    }
}

/// An id for what Meta gives none, the same whenever the same comes again.
pub fn derived(what: &str, parts: &[&str]) -> String {
    let mut said = Vec::new();
    for part in parts {
        said.extend((part.len() as u64).to_be_bytes());
        said.extend(part.as_bytes());
    }
    format!("{what}:{}", hex::encode(sha256(&said)))
}

/// Whether a text is one of our interactions' ids: `int_` and 32 hex digits.
pub fn is_ours(id: &str) -> bool {
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    id.strip_prefix("int_")
        .is_some_and(|digits| digits.len() == 32 && digits.bytes().all(hex))
}
