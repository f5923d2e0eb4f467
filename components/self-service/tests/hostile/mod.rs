//! What must hold for any bytes: shared by the fuzz target and the replay of its seeds.

use serde_json::Value;
use throughline_channel_kit::types::{Direction, Interaction, Verdict};
use throughline_channel_kit::{Channel, Command, Reply, Settings, Webhook};
use throughline_self_service::SelfService;

use crate::provider;

/// A visitor's request with any body becomes commands within the timeline's limits that name that
/// visitor alone, always the same, and that are not much larger than the body; without the token it
/// is refused.
pub fn events(body: &[u8]) {
    let unsigned = provider::post(body);
    assert!(receive(&unsigned).is_none(), "nobody proved {unsigned:?}");
    for session in [provider::visitor(), provider::user()] {
        let webhook = provider::sign(unsigned.clone(), &session, "s3cret");
        let commands = receive(&webhook).expect("an authentic request is taken");
        assert_eq!(Some(&commands), receive(&webhook).as_ref(), "and again");
        assert!(commands.len() <= 200);
        let participants = session.participants();
        let mut size = 0;
        for command in &commands {
            match command {
                Command::Record(interaction) => {
                    assert_eq!(interaction.customer, participants.customer);
                    assert_eq!(interaction.also, participants.also);
                    let id = &interaction.provider_message_id;
                    let own = id.strip_prefix(&*session.visitor).expect("the visitor's");
                    assert!(own.starts_with(':'), "{id}");
                    size += within_limits(interaction);
                }
                Command::Keep(payload) => {
                    assert!(body.len() >= payload.body.len());
                    assert!(
                        (1..=500).contains(&payload.reason.len()),
                        "{}",
                        payload.reason
                    );
                    size += payload.body.len();
                }
                // What is asked before anything is believed.
                Command::Take(_) | Command::Unbound { .. } => {}
                other => panic!("{other:?}"),
            }
        }
        // Of a vote that says nothing there is more to say than was said.
        assert!(size <= 2 * body.len() + 64 * commands.len(), "{size}");
    }
}

fn receive(webhook: &Webhook) -> Option<Vec<Command>> {
    let settings = Settings::new().with("index_secret", "s3cret");
    let delivery = SelfService
        .receive(webhook, &settings, provider::NOW)
        .ok()?;
    assert_eq!(
        delivery.reply,
        Reply::Headers(vec![("vary", "Origin".to_owned())])
    );
    Some(delivery.commands)
}

/// How much there is of it.
fn within_limits(interaction: &Interaction) -> usize {
    assert_eq!(interaction.customer.verdict, Verdict::Pass);
    assert!((1..=128).contains(&interaction.provider_message_id.len()));
    let is_answer = interaction.direction == Direction::Outbound;
    assert_eq!(is_answer, interaction.kind == "answer");
    assert_eq!(
        is_answer,
        interaction.provider_message_id.ends_with(":answer")
    );
    assert!(!is_answer || interaction.parties.is_empty());
    // What asks for something would open a ticket.
    let kinds = ["search", "article_view", "vote", "question", "answer"];
    assert!(kinds.contains(&&*interaction.kind), "{}", interaction.kind);
    assert!(interaction.agent.is_none() && interaction.ticket_id.is_none());
    let text = interaction.text.as_deref().unwrap_or_default();
    assert!((1..=64 * 1024).contains(&text.len()));
    let language = interaction.language.as_deref();
    assert!(language.is_none_or(|language| language.len() == 2));
    let thread = interaction.thread.as_deref();
    assert!(thread.is_none_or(|thread| (1..=256).contains(&thread.len())));
    let attributes = interaction.attributes.as_deref().unwrap_or(b"{}");
    assert!(attributes.len() <= 2048);
    let members: Value = serde_json::from_slice(attributes).expect("JSON");
    if let Some(page) = members["page"].as_str() {
        let scheme = page.split(':').next().unwrap_or_default().to_lowercase();
        let is_web = matches!(&*scheme, "http" | "https") || page.starts_with('/');
        assert!(is_web && !page.contains(['?', '#']), "{page}");
    }
    text.len() + attributes.len() + thread.map_or(0, str::len)
}
