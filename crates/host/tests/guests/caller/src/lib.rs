//! Imports what the greeter exports: `/greet/<name>`, which also says how
//! often the greeter greeted before, and `/count/<key>`.

use spin_sdk::http::{Request, StatusCode};

mod bindings {
    spin_sdk::wit_bindgen::generate!({
        world: "consumer",
        path: "../wit",
        runtime_path: "spin_sdk::wit_bindgen::rt",
        generate_all,
    });
}
use bindings::fixtures::greeter::{farewell, greet};
use bindings::fixtures::tally::tally;

#[spin_sdk::http_service]
async fn handle(request: Request) -> (StatusCode, String) {
    let path = request.uri().path().to_owned();
    let answer = match path.trim_start_matches('/').split_once('/') {
        Some(("greet", name)) => {
            let greeting = greet::greet(name.to_owned()).await;
            let greeted = farewell::greeted().await;
            greeting.map(|greeting| format!("{greeting} ({greeted})"))
        }
        Some(("count", key)) => tally::count(key.to_owned()).await.map(|n| n.to_string()),
        _ => Err(format!("no such path: {path}")),
    };
    match answer {
        Ok(text) => (StatusCode::OK, text),
        Err(error) => (StatusCode::BAD_GATEWAY, error),
    }
}
