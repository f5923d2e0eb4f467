//! The service API over customers, timelines and tickets.
#[cfg(target_family = "wasm")]
#[allow(unsafe_code, missing_docs, reason = "generated bindings")]
mod shell {
    spin_sdk::wit_bindgen::generate!({
        world: "service",
        path: "../../wit",
        runtime_path: "spin_sdk::wit_bindgen::rt",
        generate_all,
    });
    use spin_sdk::http::{IntoResponse, Request, StatusCode};
    #[spin_sdk::http_service]
    async fn serve(_req: Request) -> impl IntoResponse {
        let (status, text) = match throughline::timeline::reader::health().await {
            Ok(()) => (StatusCode::OK, "{}".to_string()),
            Err(e) => (StatusCode::SERVICE_UNAVAILABLE, format!("{e:?}")),
        };
        (status, text)
    }
}
