//! Passes `POST /relay/<channel>/send` on to `http://<channel>.spin.internal/send`, which no public
//! route leads to. Tests put it beside the application's own components.
#![cfg(target_family = "wasm")]
#![allow(unsafe_code, reason = "the component's export is generated")]

use bytes::Bytes;
use spin_sdk::http::body::IncomingBodyExt;
use spin_sdk::http::{FullBody, IntoResponse, Request, Response, StatusCode};

#[spin_sdk::http_service]
async fn serve(request: Request) -> impl IntoResponse {
    relay(request).await.unwrap_or_else(|error| {
        let mut response = Response::new(FullBody::new(Bytes::from(error)));
        *response.status_mut() = StatusCode::BAD_GATEWAY;
        response
    })
}

async fn relay(request: Request) -> Result<Response<FullBody<Bytes>>, String> {
    let (head, body) = request.into_parts();
    let rest = head.uri.path().strip_prefix("/relay/").unwrap_or_default();
    let (channel, path) = rest.split_once('/').unwrap_or((rest, ""));
    let body = body.bytes().await.map_err(shown)?;
    let mut passed = spin_sdk::http::Request::builder()
        .method(head.method)
        .uri(format!("http://{channel}.spin.internal/{path}"));
    for (name, value) in &head.headers {
        if name != "host" && name != "content-length" {
            passed = passed.header(name, value);
        }
    }
    let passed = passed.body(FullBody::new(body)).map_err(shown)?;
    let answer = spin_sdk::http::send(passed).await.map_err(shown)?;
    let (head, body) = answer.into_parts();
    let body = body.bytes().await.map_err(shown)?;
    Ok(Response::from_parts(head, FullBody::new(body)))
}

fn shown(error: impl std::fmt::Debug) -> String {
    format!("{error:?}")
}
