//! Hostile input: the seeds of the fuzz targets, and random events.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "hostile/mod.rs"]
mod checks;
mod provider;

use proptest::prelude::*;
use serde_json::{Value, json};
use throughline_seeds::replay;

#[test]
fn seeds_of_in_person_square() {
    replay("in_person_square", checks::square);
}

#[test]
fn seeds_of_in_person_shopify() {
    replay("in_person_shopify", checks::shopify);
}

/// What may stand in a member, whatever the member is.
fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        any::<char>().prop_map(|char| char.to_string().repeat(300).into()),
        prop::sample::select(vec![
            "49.99",
            "-1",
            "1e9",
            "USD",
            "JPY",
            "KWD",
            "COMPLETED",
            "paid",
            "refunded",
            "ann@example.org",
            "A@\u{130}.org",
            "+14155550100",
            "2026-11-22T04:17:00Z",
            "en-CA",
            "gid://shopify/Order/1",
            "gid://shopify/Refund/2",
            "gid://shopify/Customer/3",
            "ACCUMULATE_POINTS",
            "\u{0}",
            " ",
        ])
        .prop_map(Value::from),
    ];
    scalar.prop_recursive(3, 24, 4, |inner| {
        let name = prop::sample::select(vec![
            "id",
            "amount",
            "currency",
            "price",
            "quantity",
            "name",
            "title",
            "sku",
            "email",
            "phone",
            "verified_email",
            "customer_id",
            "new_state",
            "points",
            "line_item",
            "kind",
            "discount_allocations",
            "merge",
            "from_customer_ids",
            "phone_number",
            "first_name",
        ])
        .prop_map(str::to_owned);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// An object with some of these members, each with anything in it.
fn object(names: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let name = prop::sample::select(names.to_vec()).prop_map(str::to_owned);
    prop::collection::btree_map(name, value(), 0..12)
        .prop_map(|members| Value::Object(members.into_iter().collect()))
}

const SQUARE: [&str; 16] = [
    "payment.created",
    "payment.updated",
    "order.created",
    "order.updated",
    "order.fulfillment.updated",
    "refund.updated",
    "customer.created",
    "customer.deleted",
    "loyalty.account.created",
    "loyalty.event.created",
    "loyalty.program.updated",
    "booking.created",
    "booking.updated",
    "",
    "payout.sent",
    "\u{200b}",
];

const OF_SQUARE: &[&str] = &[
    "id",
    "order_id",
    "customer_id",
    "payment_id",
    "location_id",
    "status",
    "state",
    "total_money",
    "amount_money",
    "refunded_money",
    "buyer_email_address",
    "given_name",
    "company_name",
    "email_address",
    "phone_number",
    "balance",
    "mapping",
    "loyalty_account_id",
    "type",
    "accumulate_points",
    "start_at",
    "customer_note",
    "appointment_segments",
    "fulfillment_update",
    "note",
    "reason",
];

const OF_SHOPIFY: &[&str] = &[
    "id",
    "admin_graphql_api_id",
    "order_id",
    "token",
    "abandoned_checkout_url",
    "currency",
    "total_price",
    "line_items",
    "refund_line_items",
    "transactions",
    "customer",
    "email",
    "contact_email",
    "phone",
    "verified_email",
    "first_name",
    "financial_status",
    "fulfillment_status",
    "cancelled_at",
    "completed_at",
    "updated_at",
    "customer_locale",
    "location_id",
    "note",
    "name",
    "state",
    "tags",
    "data_request",
    "shop_id",
    "fields_changed",
];

proptest! {
    #[test]
    fn any_event_of_squares_is_one_command(
        kind in prop::sample::select(SQUARE.to_vec()),
        told in object(OF_SQUARE),
        context in value(),
        location in value(),
        at in value(),
    ) {
        let names = [
            "payment", "order_created", "order_updated", "order_fulfillment_updated", "refund",
            "customer", "loyalty_account", "loyalty_event", "booking",
        ];
        let mut objects: serde_json::Map<_, _> =
            names.iter().map(|name| ((*name).to_owned(), told.clone())).collect();
        objects.insert("event_context".to_owned(), context);
        let event = json!({
            "merchant_id": "M1", "event_id": "e1", "type": kind, "created_at": at,
            "location_id": location, "data": {"type": "x", "id": "d1", "object": objects},
        });
        checks::square(event.to_string().as_bytes());
    }

    #[test]
    fn any_body_of_shopifys_is_one_command(
        topic in "[a-z_/]{0,20}",
        told in object(OF_SHOPIFY),
        named in prop::option::of(prop::sample::select(vec![
            "gid://shopify/Order/1", "gid://shopify/Refund/2", "gid://shopify/Customer/3",
            "gid://shopify/AbandonedCheckout/4",
        ])),
    ) {
        let mut told = told;
        if let Some(named) = named {
            told["admin_graphql_api_id"] = named.into();
        }
        checks::shopify(format!("{topic}\n{told}").as_bytes());
    }

    #[test]
    fn any_bytes_are_one_command(data: Vec<u8>) {
        checks::square(&data);
        checks::shopify(&data);
    }
}
