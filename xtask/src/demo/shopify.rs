//! The part of Shopify: an order at the shop's till, signed as Shopify signs it.

use super::sign::{hmac_sha256, now, rfc3339};
use super::stage::Stage;
use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// Where the shop tells Shopify to send events.
const PATH: &str = "/webhooks/in-person/shopify";
/// The header of the signature: base64 of the HMAC-SHA256 of the body, keyed by the app's client
/// secret.
const HEADER: &str = "X-Shopify-Hmac-Sha256";

impl Stage<'_> {
    /// The customer with this id at Shopify buys a lamp at the till.
    pub fn buys_a_lamp(&mut self, customer: u64, email: &str) -> Result<()> {
        let body = order(customer, email, &rfc3339(now()?)).to_string();
        let signature =
            STANDARD.encode(hmac_sha256(&self.shop().shopify_secret, &[body.as_bytes()]));
        self.show_request(PATH, &format!("{HEADER}: {signature}"), Some("1 × Lamp"));
        let request = minreq::post(self.url(PATH))
            .with_header("Content-Type", "application/json")
            .with_header("X-Shopify-Topic", "orders/create")
            .with_header("X-Shopify-Shop-Domain", "shop.myshopify.com")
            .with_header(HEADER, signature)
            .with_body(body);
        let answer = self.send(request)?;
        let held = answer.status_code == 200;
        self.said(&answer, "signed by Shopify, recorded", held);
        self.tell("Bought 1 × Lamp for 20.00 USD");
        self.expect_acknowledged("1 × Lamp", held);
        Ok(())
    }
}

/// An order as far as it is read:
/// <https://shopify.dev/docs/api/admin-rest/latest/resources/order>.
fn order(customer: u64, email: &str, at: &str) -> Value {
    json!({
        "id": 820_982_911_946_154_508_u64,
        "admin_graphql_api_id": "gid://shopify/Order/820982911946154508",
        "name": "#1043",
        "order_number": 1043,
        "source_name": "pos",
        "created_at": at,
        "processed_at": at,
        "updated_at": at,
        "currency": "USD",
        "current_total_price": "20.00",
        "total_price": "20.00",
        "financial_status": "paid",
        "fulfillment_status": null,
        "email": email,
        "customer": {
            "id": customer,
            "admin_graphql_api_id": format!("gid://shopify/Customer/{customer}"),
            "email": email,
            "verified_email": true,
            "first_name": "Dana",
            "last_name": "Miller",
        },
        "line_items": [{
            "id": 1,
            "name": "Lamp",
            "title": "Lamp",
            "price": "20.00",
            "quantity": 1,
            "current_quantity": 1,
            "sku": "L-1",
        }],
    })
}
