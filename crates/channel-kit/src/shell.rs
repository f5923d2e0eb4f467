//! The part of a connector that touches Spin.

use bytes::Bytes;
use http::Response;
use spin_sdk::http::{FullBody, Request};
use spin_sdk::{variables, wasip3};
use throughline_contract::types::{
    DeliveryReport, Error, Interaction, Receipt, Timestamp, UnparsedPayload,
};
use throughline_contract::writer;

use crate::{Answer, Channel, Settings, Timeline, Webhook, respond};

/// Serves one request of a connector.
pub async fn serve<C: Channel>(channel: &C, request: Request) -> Response<FullBody<Bytes>> {
    let random = wasip3::random::random::get_random_u64();
    let (head, body) = request.into_parts();
    let request_id = throughline_web::request_id(&head.headers, random);
    let body = match throughline_web::body::read(body, C::BODY_LIMIT).await {
        Ok(body) => body,
        Err(problem) => return send(problem.into_response(&request_id)),
    };
    let webhook = Webhook {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().map(str::to_owned),
        headers: head.headers,
        body,
    };
    let settings = read_settings(C::VARIABLES).await;
    let Answer { response, log } =
        respond(channel, &webhook, &settings, now(), &request_id, &Composed).await;
    for line in log {
        eprintln!("{request_id} {} {line}", C::NAME);
    }
    send(response)
}

/// A variable that cannot be read counts as not set, so the channel fails closed.
async fn read_settings(names: &[&str]) -> Settings {
    let mut settings = Settings::new();
    for name in names {
        match variables::get(name).await {
            Ok(value) => settings = settings.with(name, value),
            Err(variables::Error::Undefined(_)) => {}
            Err(error) => eprintln!("variable {name}: {error}"),
        }
    }
    settings
}

fn now() -> Timestamp {
    std::time::UNIX_EPOCH
        .elapsed()
        .ok()
        .and_then(|elapsed| Timestamp::try_from(elapsed.as_millis()).ok())
        .unwrap_or_default()
}

fn send(response: Response<Vec<u8>>) -> Response<FullBody<Bytes>> {
    response.map(|body| FullBody::new(Bytes::from(body)))
}

/// The timeline that `spin.toml` composes into the connector.
struct Composed;

impl Timeline for Composed {
    async fn record_interaction(&self, interaction: Interaction) -> Result<Receipt, Error> {
        writer::record_interaction(interaction).await
    }

    async fn record_delivery(&self, report: DeliveryReport) -> Result<(), Error> {
        writer::record_delivery(report).await
    }

    async fn keep_unparsed(&self, payload: UnparsedPayload) -> Result<String, Error> {
        writer::keep_unparsed(payload).await
    }
}
