//! A dependency: greets, and counts in a store that it inherits.

use std::sync::atomic::{AtomicU32, Ordering};

use spin_sdk::experimental::wasi::keyvalue::{atomics, store};

mod bindings {
    use super::Greeter;

    spin_sdk::wit_bindgen::generate!({
        world: "provider",
        path: "../wit",
        runtime_path: "spin_sdk::wit_bindgen::rt",
        generate_all,
    });
    export!(Greeter);
}

struct Greeter;

static GREETED: AtomicU32 = AtomicU32::new(0);

impl bindings::exports::fixtures::greeter::greet::Guest for Greeter {
    async fn greet(name: String) -> Result<String, String> {
        GREETED.fetch_add(1, Ordering::Relaxed);
        let greeting = spin_sdk::variables::get("greeting").await;
        let greeting = greeting.map_err(|error| format!("{error:?}"))?;
        Ok(format!("{greeting}, {name}"))
    }
}

impl bindings::exports::fixtures::greeter::farewell::Guest for Greeter {
    async fn greeted() -> u32 {
        GREETED.load(Ordering::Relaxed)
    }
}

impl bindings::exports::fixtures::tally::tally::Guest for Greeter {
    async fn count(key: String) -> Result<i64, String> {
        let bucket = store::open("default").map_err(|error| format!("{error:?}"))?;
        atomics::increment(&bucket, &key, 1).map_err(|error| format!("{error:?}"))
    }
}
