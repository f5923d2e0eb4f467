//! The only component that knows the store.
#[cfg(target_family = "wasm")]
#[allow(unsafe_code, missing_docs, reason = "generated bindings")]
mod shell {
    spin_sdk::wit_bindgen::generate!({
        world: "timeline",
        path: "../../wit",
        runtime_path: "spin_sdk::wit_bindgen::rt",
        generate_all,
    });
    use exports::throughline::timeline::{reader, writer};
    use exports::throughline::timeline::types::*;
    struct Timeline;
    export!(Timeline);
    impl writer::Guest for Timeline {
        async fn record_interaction(interaction: Interaction) -> Result<Receipt, Error> {
            let store = spin_sdk::key_value::Store::open_default()
                .await
                .map_err(|e| Error::Unavailable(e.to_string()))?;
            store
                .set(&interaction.provider_message_id, b"x")
                .await
                .map_err(|e| Error::Unavailable(e.to_string()))?;
            Err(Error::NotFound)
        }
        async fn record_delivery(_: DeliveryReport) -> Result<(), Error> {
            Err(Error::NotFound)
        }
        async fn keep_unparsed(_: UnparsedPayload) -> Result<String, Error> {
            Err(Error::NotFound)
        }
    }
    impl reader::Guest for Timeline {
        async fn lookup(_: Identity, _: u32) -> Result<Json, Error> {
            Err(Error::NotFound)
        }
        async fn customer(_: String, _: u32) -> Result<Json, Error> {
            Err(Error::NotFound)
        }
        async fn timeline(_: String, _: reader::TimelineQuery) -> Result<Json, Error> {
            Err(Error::NotFound)
        }
        async fn interaction(_: String) -> Result<Json, Error> {
            Err(Error::NotFound)
        }
        async fn ticket(_: String) -> Result<Json, Error> {
            Err(Error::NotFound)
        }
        async fn tickets(_: reader::TicketQuery) -> Result<Json, Error> {
            Err(Error::NotFound)
        }
        async fn health() -> Result<(), Error> {
            Ok(())
        }
    }
}
