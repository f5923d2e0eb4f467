//! A pager's webhook: `{"id": 7, "from": "+15551234567", "text": "…"}`, signed with HMAC-SHA256.
use throughline_channel_kit::{Channel, Command, Delivery, Refusal, Reply, Settings, Webhook};
use throughline_channel_kit::{json, signature, types::*};

/// The pager channel.
pub struct Pager;

throughline_channel_kit::connector!(Pager);

impl Channel for Pager {
    const NAME: &'static str = "pager";
    const VARIABLES: &'static [&'static str] = &["pager_secret"];

    fn receive(&self, hook: &Webhook, set: &Settings, _: Timestamp) -> Result<Delivery, Refusal> {
        if hook.path != "/webhooks/pager/acme" {
            return Err(Refusal::NoRoute);
        }
        let secrets = set.secrets("pager_secret", "the secret that Acme signs with")?;
        let given = hook.header("x-acme-signature").unwrap_or_default();
        let signs =
            |key| signature::matches_hex(given, &signature::hmac_sha256(key, &[&hook.body]));
        if !secrets.of(None).into_iter().any(signs) {
            return Err(Refusal::Unverified("wrong x-acme-signature".to_owned()));
        }
        let command = match page(&hook.body) {
            Some(interaction) => Command::Record(Box::new(interaction)),
            None => Command::Keep(hook.unparsed("pager", "acme", "not a page".to_owned())),
        };
        Ok(Delivery {
            commands: vec![command],
            reply: Reply::Empty,
        })
    }
}

/// Who wrote what, under the provider's own id.
fn page(body: &[u8]) -> Option<Interaction> {
    json::check(body).ok()?;
    let page: serde_json::Value = serde_json::from_slice(body).ok()?;
    let customer = Participant {
        identity: Identity {
            kind: "phone".to_owned(),
            value: page["from"].as_str()?.to_owned(),
        },
        verdict: Verdict::Pass,
    };
    Some(Interaction {
        text: page["text"].as_str().map(str::to_owned),
        ..Interaction::inbound("pager", "acme", page["id"].as_u64()?.to_string(), customer)
    })
}
