//! The service API over customers, timelines and tickets.
#[cfg(target_family = "wasm")]
#[allow(unsafe_code, reason = "the export is generated")]
mod shell {
    use spin_sdk::http::{IntoResponse, Request, StatusCode};
    #[spin_sdk::http_service]
    async fn serve(_req: Request) -> impl IntoResponse {
        match throughline_contract::reader::health().await {
            Ok(()) => (StatusCode::OK, "{}".to_string()),
            Err(e) => (StatusCode::SERVICE_UNAVAILABLE, format!("{e:?}")),
        }
    }
}
