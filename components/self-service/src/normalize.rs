//! What a visitor did, as interactions.
//!
//! None of the kinds asks for anything, so nobody who only read has a ticket; where there is one, the
//! agent sees what was tried.

use throughline_channel_kit::attributes::Attributes;
use throughline_channel_kit::types::{Direction, Interaction, Party, Role};
use throughline_visitor::{Participants, Session};

use crate::CHANNEL;
use crate::payload::{Action, Event};

/// The provider of everything here: the help centre.
pub const PROVIDER: &str = "help";

/// Somebody searched.
pub const SEARCH: &str = "search";
/// Somebody read an article.
pub const ARTICLE_VIEW: &str = "article_view";
/// Somebody said whether an article helped.
pub const VOTE: &str = "vote";
/// Somebody asked the assistant.
pub const QUESTION: &str = "question";
/// The assistant answered.
pub const ANSWER: &str = "answer";

/// The interactions of one event: one, or two where the assistant answered.
pub fn interactions(event: Event, session: &Session) -> Vec<Interaction> {
    let Event {
        id,
        at,
        page,
        language,
        action,
    } = event;
    let Participants { customer, also } = session.participants();
    let name = session.shown_name().map(|name| Party {
        role: Role::From,
        name: Some(name.to_owned()),
        identity: customer.identity.clone(),
    });
    // Two visitors may have chosen the same id.
    let id = format!("{}:{id}", session.visitor);
    let base = Interaction {
        occurred_at: at,
        language: language.or_else(|| session.language.clone()),
        also,
        parties: name.into_iter().collect(),
        ..Interaction::inbound(CHANNEL, PROVIDER, id, customer)
    };
    told(action, page.as_deref(), base)
}

fn told(action: Action, page: Option<&str>, base: Interaction) -> Vec<Interaction> {
    let mut attributes = Attributes::default();
    let (kind, text) = match action {
        Action::Search { query, results } => {
            attributes.put("results", results);
            (SEARCH, query)
        }
        Action::ArticleView {
            slug,
            title,
            seconds,
        } => {
            attributes.put("slug", slug.as_str());
            attributes.put("seconds", seconds);
            (ARTICLE_VIEW, title.unwrap_or(slug))
        }
        Action::Vote {
            slug,
            helpful,
            comment,
        } => {
            attributes.put("slug", slug);
            attributes.put("helpful", helpful);
            let said = if helpful { "helpful" } else { "not helpful" };
            (VOTE, comment.unwrap_or_else(|| said.to_owned()))
        }
        Action::Assistant {
            question,
            answer,
            sources,
            resolved,
            conversation,
        } => {
            let asked = Asked {
                question,
                answer,
                sources,
                resolved,
            };
            let base = Interaction {
                thread: conversation,
                ..base
            };
            return asked.interactions(page, base);
        }
    };
    attributes.put("page", page);
    vec![Interaction {
        kind: kind.to_owned(),
        text: Some(text),
        attributes: attributes.json(),
        ..base
    }]
}

/// A question to the assistant.
struct Asked {
    question: String,
    answer: Option<String>,
    sources: Vec<String>,
    resolved: Option<bool>,
}

impl Asked {
    /// The question, and the answer where there is one.
    fn interactions(self, page: Option<&str>, base: Interaction) -> Vec<Interaction> {
        let sources = (!self.sources.is_empty()).then_some(self.sources);
        let (asked_of, answered_from) = match &self.answer {
            Some(_) => (None, sources),
            None => (sources, None),
        };
        let answer = self.answer.map(|answer| {
            let mut attributes = Attributes::default();
            attributes.put("resolved", self.resolved);
            // An agent must not take it for a promise of ours.
            attributes.put("reported_by", "visitor");
            attributes.put("sources", answered_from);
            Interaction {
                kind: ANSWER.to_owned(),
                direction: Direction::Outbound,
                provider_message_id: format!("{}:answer", base.provider_message_id),
                text: Some(answer),
                parties: Vec::new(),
                attributes: attributes.json(),
                ..base.clone()
            }
        });
        let mut attributes = Attributes::default();
        attributes.put("resolved", self.resolved);
        attributes.put("page", page);
        attributes.put("sources", asked_of);
        let question = Interaction {
            kind: QUESTION.to_owned(),
            text: Some(self.question),
            attributes: attributes.json(),
            ..base
        };
        std::iter::once(question).chain(answer).collect()
    }
}
