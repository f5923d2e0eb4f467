//! What the visitor writes.

use http::{Response, StatusCode};
use serde::Deserialize;
use serde_json::json;
use throughline_channel_kit::attributes::Attributes;
use throughline_contract::types::{Interaction, Participant, Party, Receipt, Role, Timestamp};
use throughline_visitor::{Contact, Participants, Session, address};
use throughline_web::json::{self, Object};
use throughline_web::{Problem, ok_json};

use crate::CHANNEL;
use crate::refusal::refused;
use crate::respond::Asked;
use crate::session;
use crate::timeline::{Host, Timeline};

/// The longest text of a message, in bytes.
pub const TEXT_LIMIT: usize = 8000;
/// Who wrote the widget that this is written with.
const PROVIDER: &str = "web";
/// The longest address of a page that is kept, in bytes.
const LONGEST_PAGE: usize = 1000;

#[derive(Deserialize)]
struct Said {
    id: String,
    text: String,
    page: Option<String>,
    details: Option<Object<Details>>,
}

/// What the visitor typed into the form before the chat.
#[derive(Deserialize)]
struct Details {
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
}

/// Records a message. The answer has a new token when the visitor said something of itself, so that the
/// session remembers it.
pub(crate) async fn say<T: Timeline, H: Host>(
    asked: &Asked<'_, T, H>,
    session: Session,
    body: &[u8],
) -> Result<Response<Vec<u8>>, Problem> {
    let Object(said) = json::decode::<Object<Said>>(body)?;
    let id = client_id(&said.id)?;
    if said.text.trim().is_empty() || said.text.len() > TEXT_LIMIT {
        let detail = format!("a text is 1 to {TEXT_LIMIT} bytes in UTF-8");
        return Err(Problem::invalid_field("text", detail));
    }
    let details = match said.details {
        Some(Object(details)) => contact(&details)?,
        None => Contact::default(),
    };
    let claims = details.claims();
    let known = session.clone();
    let session = session.with_contact(details);
    let mut interaction = interaction(&session, id, asked.now, said.page.as_deref());
    interaction.text = Some(said.text);
    interaction.also.extend(unproven(&session, claims));
    let receipt = record(asked, interaction).await?;
    let renewed = (session != known).then_some(&session);
    receipt_document(asked, &receipt, renewed)
}

/// An id that the widget chose, so that a message that it sends again is recorded once.
pub(crate) fn client_id(id: &str) -> Result<&str, Problem> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if (8..=64).contains(&id.len()) && id.bytes().all(plain) {
        return Ok(id);
    }
    let detail = "an id is 8 to 64 of A-Z, a-z, 0-9, - and _";
    Err(Problem::invalid_field("id", detail))
}

/// What was typed, where it can be what it should be. A field that was left empty says nothing.
fn contact(details: &Details) -> Result<Contact, Problem> {
    fn read(
        typed: Option<&String>,
        as_what: fn(&str) -> Option<String>,
        field: &str,
        detail: &str,
    ) -> Result<Option<String>, Problem> {
        let typed = typed.filter(|typed| !typed.trim().is_empty());
        match typed.map(|typed| as_what(typed)) {
            Some(None) => Err(Problem::invalid_field(field, detail)),
            said => Ok(said.flatten()),
        }
    }
    let Details { name, email, phone } = details;
    let detail = "a phone number has its country in front, such as +1 555 123 4567";
    Ok(Contact {
        name: read(name.as_ref(), address::name, "details.name", "not a name")?,
        email: read(
            email.as_ref(),
            address::email,
            "details.email",
            "a mail address is one such as ana@example.com",
        )?,
        phone: read(phone.as_ref(), address::phone, "details.phone", detail)?,
    })
}

/// Claims that are not proven already. Nobody vouches for them, so they join nothing.
fn unproven(session: &Session, claims: Vec<Participant>) -> impl Iterator<Item = Participant> {
    let proven = session.participants().also;
    let new = move |claim: &Participant| proven.iter().all(|p| p.identity != claim.identity);
    claims.into_iter().filter(new)
}

/// What all that comes from a session has in common.
pub(crate) fn interaction(
    session: &Session,
    client_id: &str,
    now: Timestamp,
    page: Option<&str>,
) -> Interaction {
    let Participants { customer, also } = session.participants();
    let id = format!("{}:{client_id}", session.visitor);
    let name = session.shown_name().map(|name| Party {
        role: Role::From,
        name: Some(name.to_owned()),
        identity: customer.identity.clone(),
    });
    let mut attributes = Attributes::default();
    // Where an answer goes while nobody is there, see `send`.
    attributes.put("contact_email", session.reachable_email());
    attributes.put("contact_phone", session.reachable_phone());
    attributes.put("page", page.and_then(page_address));
    Interaction {
        occurred_at: Some(now),
        also,
        parties: name.into_iter().collect(),
        attributes: attributes.json(),
        language: session.language.clone(),
        answerable: true,
        ..Interaction::inbound(CHANNEL, PROVIDER, id, customer)
    }
}

/// Where the visitor was, without what stands behind `?` or `#`, which may be a secret. What is no
/// page's address is left out.
fn page_address(page: &str) -> Option<&str> {
    let page = page.split(['?', '#']).next()?;
    let rest = ["https://", "http://"]
        .into_iter()
        .find_map(|scheme| page.strip_prefix(scheme))?;
    let host = rest.split('/').next()?;
    let plain = |char: char| !char.is_control() && !char.is_whitespace();
    let fits = !host.is_empty() && !host.contains('@') && page.len() <= LONGEST_PAGE;
    (fits && page.chars().all(plain)).then_some(page)
}

pub(crate) async fn record<T: Timeline, H>(
    asked: &Asked<'_, T, H>,
    interaction: Interaction,
) -> Result<Receipt, Problem> {
    let recorded = asked.timeline.record_interaction(interaction).await;
    let names = [("also", "details"), ("provider-message-id", "id")];
    recorded.map_err(|error| refused(error, &names))
}

/// 201, or 200 where it was recorded before.
pub(crate) fn receipt_document<T, H>(
    asked: &Asked<'_, T, H>,
    receipt: &Receipt,
    renewed: Option<&Session>,
) -> Result<Response<Vec<u8>>, Problem> {
    let mut document = json!({
        "id": receipt.interaction_id,
        "duplicate": receipt.duplicate,
    });
    if let Some(session) = renewed {
        document["session"] = session::document(asked.settings.keyring()?, session);
    }
    let mut response = ok_json(document.to_string().into_bytes(), asked.request_id);
    if !receipt.duplicate {
        *response.status_mut() = StatusCode::CREATED;
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_page_only_its_place_is_kept() {
        for (page, expected) in [
            ("https://a.example/b?token=s#t", Some("https://a.example/b")),
            ("http://127.0.0.1:8080", Some("http://127.0.0.1:8080")),
            ("https://user:pass@a.example/", None),
            ("https:///b", None),
            ("javascript:alert(1)", None),
            ("about:srcdoc", None),
            ("https://a.example/\u{0}", None),
            ("https://a.example/ b", None),
            ("", None),
        ] {
            assert_eq!(page_address(page), expected, "{page}");
        }
        let long = format!("https://a.example/{}", "x".repeat(LONGEST_PAGE));
        assert_eq!(page_address(&long), None);
    }
}
