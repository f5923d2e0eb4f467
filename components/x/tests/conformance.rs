//! The connector contract, held against the X connector.

#[path = "conformance/cases.rs"]
mod cases;
mod provider;

use throughline_channel_kit::Webhook;
use throughline_channel_kit::conformance::{Cases, Outcome, TestBed};
use throughline_channel_kit::types::Timestamp;
use throughline_x::X;

/// X, signing with one of the app's secrets.
struct ClientSecret;
struct ConsumerSecret;

macro_rules! bed {
    ($bed:ty, $variable:literal, $header:expr) => {
        impl TestBed for $bed {
            type Channel = X;
            const SECRET_VARIABLE: &'static str = $variable;

            fn channel(&self) -> X {
                X
            }

            fn settings(&self) -> Vec<(&'static str, &'static str)> {
                Vec::new()
            }

            fn proof_headers(&self) -> &'static [&'static str] {
                &[$header]
            }

            fn sign(&self, webhook: Webhook, secret: &str) -> Webhook {
                provider::sign(webhook, $header, secret)
            }

            fn sample(&self) -> Webhook {
                cases::sample()
            }

            fn reencoded(&self) -> Cases<(Webhook, Vec<u8>)> {
                cases::reencoded()
            }

            fn batches(&self) -> Cases<(Webhook, Outcome)> {
                cases::batches()
            }

            fn unknown_types(&self) -> Cases<Webhook> {
                cases::unknown_types()
            }

            fn unreadable(&self) -> Cases<Webhook> {
                cases::unreadable()
            }

            fn repeated_keys(&self) -> Cases<(Webhook, Outcome)> {
                cases::repeated_keys()
            }

            fn echoes(&self) -> Cases<Webhook> {
                cases::echoes()
            }

            fn timestamps(&self) -> Cases<(Webhook, Option<Timestamp>)> {
                cases::timestamps()
            }
        }
    };
}

bed!(ClientSecret, "x_client_secret", provider::CLIENT);
bed!(ConsumerSecret, "x_consumer_secret", provider::CONSUMER);

mod client_secret {
    throughline_channel_kit::conformance!(super::ClientSecret);
}

mod consumer_secret {
    throughline_channel_kit::conformance!(super::ConsumerSecret);
}
