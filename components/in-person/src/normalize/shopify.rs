//! Shopify's webhooks: <https://shopify.dev/docs/api/webhooks/latest>.
//!
//! Shopify signs the body and none of the headers. So what an event is about, when it happened and
//! what makes it the same when it comes again is read from the body alone: somebody who has one
//! genuine request can send it again with any `X-Shopify-Topic` or `X-Shopify-Event-Id` and changes
//! nothing. Two events with the same body to the byte (`orders/create` and `orders/paid` of a sale
//! at a till) say the same, and are one interaction.

use serde_json::Value;
use throughline_channel_kit::signature::sha256;
use throughline_channel_kit::types::{Identity, Verdict};

use super::{ACTIVITY, Customer, Event, MOST_NAME, PURCHASE, email, identity, phone};
use crate::attributes::Attributes;
use crate::money::{Money, of_shopify};
use crate::payload::{Unreadable, id, list, need, one_line, text, time, word};
use crate::purchase::{Item, Purchase, listed};

/// Shopify, as interactions name it.
pub const PROVIDER: &str = "shopify";

/// The longest name of an item, in bytes.
const MOST_ITEM: usize = 120;
/// The longest stock-keeping unit, in bytes.
const MOST_SKU: usize = 64;

/// What a body is, by what it says of itself.
enum Resource {
    Order(String),
    Refund(String),
    Customer(String),
    Checkout(String),
    Cart(String),
}

impl Resource {
    /// `admin_graphql_api_id` names orders, refunds and customers; checkouts and carts have none and
    /// are known by the members that only they have.
    fn of(document: &Value) -> Result<Self, Unreadable> {
        let Some(named) = text(document, "admin_graphql_api_id") else {
            return Self::unnamed(document);
        };
        let parts = named.strip_prefix("gid://shopify/");
        match parts.and_then(|parts| parts.split_once('/')) {
            Some(("Order", order)) if is_number(order) => Ok(Self::Order(order.to_owned())),
            Some(("Refund", refund)) if is_number(refund) => Ok(Self::Refund(refund.to_owned())),
            Some(("Customer", own)) if is_number(own) => Ok(Self::Customer(own.to_owned())),
            Some(("AbandonedCheckout" | "Checkout", _)) => {
                Ok(Self::Checkout(need(document, "id")?))
            }
            _ => {
                let shown: String = named.chars().take(40).collect();
                Err(Unreadable(format!("what {shown:?} is, is not known")))
            }
        }
    }

    fn unnamed(document: &Value) -> Result<Self, Unreadable> {
        let has = |member: &str| document.get(member).is_some();
        let token = text(document, "token");
        if has("abandoned_checkout_url") && token.is_some() {
            return Ok(Self::Checkout(need(document, "id")?));
        }
        match (token, text(document, "id")) {
            (Some(token), Some(id)) if token == id && has("line_items") => {
                // Whoever knows the token can open the cart, so it is not stored.
                let digest = hex::encode(sha256(token.as_bytes()));
                Ok(Self::Cart(digest.chars().take(32).collect()))
            }
            _ => Err(Unreadable(unnamed(document).to_owned())),
        }
    }

    /// What makes a message the same: what it is about, and a digest of all that it says. Shopify
    /// sends a retry with the payload of the first attempt.
    fn message_id(&self, body: &[u8]) -> String {
        let (what, id) = match self {
            Self::Order(id) => ("order", id),
            Self::Refund(id) => ("refund", id),
            Self::Customer(id) => ("customer", id),
            Self::Checkout(id) => ("checkout", id),
            Self::Cart(id) => ("cart", id),
        };
        let digest = hex::encode(sha256(body));
        let digest: String = digest.chars().take(32).collect();
        format!("{what}:{id}:{digest}")
    }
}

/// Why a body without `admin_graphql_api_id` is kept.
fn unnamed(document: &Value) -> &'static str {
    let has = |member: &str| document.get(member).is_some();
    if has("data_request") {
        return "a customer asks through Shopify for their data (customers/data_request): look the \
                customer up by `external` `shopify:<id>` and send the shop's owner the export";
    }
    if has("orders_to_redact") {
        return "Shopify asks that a customer be erased (customers/redact): look the customer up by \
                `external` `shopify:<id>` and erase them";
    }
    if has("shop_id") && has("shop_domain") {
        return "Shopify asks that all data of a shop be erased (shop/redact)";
    }
    if has("fields_changed") {
        return "an Event of Shopify's, which has the shape that its subscription's query gives it: \
                subscribe to the webhook of the same topic instead";
    }
    "it has no `admin_graphql_api_id` and is no checkout or cart"
}

fn is_number(id: &str) -> bool {
    (1..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// An event. `shop` is the shop's domain, where the secret proves it.
///
/// # Errors
///
/// [`Unreadable`] when the body is nothing that is known here, lacks an id, or asks for something
/// that a person has to do (privacy requests).
pub fn read(
    document: &Value,
    body: &[u8],
    shop: Option<&str>,
) -> Result<Option<Event>, Unreadable> {
    let resource = Resource::of(document)?;
    let mut told = match &resource {
        Resource::Order(own) => order(document, own),
        Resource::Refund(own) => refund(document, own)?,
        Resource::Customer(own) => record(document, own),
        Resource::Checkout(own) => checkout(document, own),
        Resource::Cart(own) => cart(document, own),
    };
    told.attributes.add("shop", shop);
    told.attributes.items(&told.items);
    let location = id(document, "location_id");
    let language = text(document, "customer_locale").and_then(language);
    Ok(Some(Event {
        provider: PROVIDER,
        account: String::new(),
        message_id: resource.message_id(body),
        kind: told.kind,
        occurred_at: ["updated_at", "processed_at", "created_at"]
            .into_iter()
            .find_map(|member| time(document, member)),
        customer: told.customer,
        business: location.map(|location| external("location:", &location)),
        text: told.text,
        attributes: told.attributes,
        language,
    }))
}

/// What a body says.
struct Told {
    kind: &'static str,
    customer: Customer,
    text: String,
    attributes: Attributes,
    items: Vec<Item>,
}

/// Shopify's id of something as an identity: `shopify:<id>` for customers, else
/// `shopify:<what>:<id>`. Shopify's ids are unique over all shops.
fn external(what: &str, id: &str) -> Identity {
    identity("external", format!("{PROVIDER}:{what}{id}"))
}

/// The customer of an order or checkout: Shopify's own record of them, or a stranger. What else was
/// typed at the checkout is not proven.
fn buyer(document: &Value, stranger: &str) -> Customer {
    let known = document.get("customer");
    let mut customer = match known.and_then(|known| Some((known, id(known, "id")?))) {
        Some((known, own)) => on_record(known, &own),
        None => Customer::stranger(external(stranger, "").value),
    };
    for member in ["email", "contact_email"] {
        customer.add(email(text(document, member)), Verdict::None);
    }
    customer.add(phone(text(document, "phone")), Verdict::None);
    customer
}

/// <https://shopify.dev/docs/api/admin-rest/latest/resources/customer>. Shopify checks mail addresses
/// and says so; numbers it does not.
fn on_record(record: &Value, own: &str) -> Customer {
    let mut customer = Customer::known("external", external("", own).value);
    let is_verified = record.get("verified_email") == Some(&Value::Bool(true));
    let verdict = if is_verified {
        Verdict::Pass
    } else {
        Verdict::None
    };
    customer.add(email(text(record, "email")), verdict);
    customer.add(phone(text(record, "phone")), Verdict::None);
    let names = ["first_name", "last_name"].map(|member| text(record, member));
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    customer.name = Some(one_line(&name, MOST_NAME)).filter(|name| !name.is_empty());
    customer
}

/// <https://shopify.dev/docs/api/admin-rest/latest/resources/order>.
fn order(order: &Value, own: &str) -> Told {
    let currency = text(order, "currency").unwrap_or_default();
    let purchase = Purchase {
        id: own.to_owned(),
        total: amount(order, "total_price", currency),
        items: items(order, currency),
        status: order_status(order),
    };
    let mut attributes = Attributes::of(&purchase);
    attributes.add("order", text(order, "name"));
    attributes.add("source", text(order, "source_name"));
    let fulfillment = text(order, "fulfillment_status").map(word);
    attributes.add("fulfillment", fulfillment.clone());
    attributes.add("cancel_reason", text(order, "cancel_reason").map(word));
    let mut line = purchase.text();
    if let Some(fulfillment) = fulfillment {
        line = format!("{line}, {fulfillment}");
    }
    Told {
        kind: PURCHASE,
        customer: buyer(order, &format!("order:{own}")),
        text: with_note(line, order),
        attributes,
        items: purchase.items,
    }
}

/// Money that was given back says more than that the order was cancelled.
fn order_status(order: &Value) -> String {
    let status = word(text(order, "financial_status").unwrap_or("pending"));
    let is_cancelled = text(order, "cancelled_at").is_some();
    let is_given_back = status.ends_with("refunded");
    match is_cancelled && !is_given_back {
        true => "cancelled".to_owned(),
        false => status,
    }
}

/// <https://shopify.dev/docs/api/admin-rest/latest/resources/refund>. It names its order and no
/// customer; the order's own update says for whom, and is what changes the purchase.
fn refund(refund: &Value, own: &str) -> Result<Told, Unreadable> {
    let order = need(refund, "order_id")?;
    let given_back: Option<Money> = list(refund, "transactions")
        .iter()
        .filter(|transaction| text(transaction, "kind") == Some("refund"))
        .filter(|transaction| !matches!(text(transaction, "status"), Some("failure" | "error")))
        .filter_map(|transaction| {
            let currency = text(transaction, "currency")?;
            amount(transaction, "amount", currency)
        })
        .reduce(|sum, part| Money {
            amount: sum.amount.saturating_add(part.amount),
            ..sum
        });
    let goods: Vec<Item> = list(refund, "refund_line_items")
        .iter()
        .filter_map(|line| {
            let named = item(line.get("line_item")?, "")?;
            let quantity = line.get("quantity")?.as_u64()?;
            Some(Item { quantity, ..named })
        })
        .collect();
    let line = match (listed(&goods), &given_back) {
        (Some(goods), Some(sum)) => format!("Refund of {sum} for {goods}"),
        (Some(goods), None) => format!("Refund for {goods}"),
        (None, Some(sum)) => format!("Refund of {sum}"),
        (None, None) => "Refund".to_owned(),
    };
    let mut attributes = Attributes::default();
    attributes.add("refund", own);
    attributes.add("order", order.clone());
    attributes.add("amount", given_back.map(|sum| sum.document()));
    Ok(Told {
        kind: ACTIVITY,
        customer: buyer(refund, &format!("order:{order}")),
        text: with_note(line, refund),
        attributes,
        items: Vec::new(),
    })
}

/// A customer's record was made, changed, or deleted.
fn record(record: &Value, own: &str) -> Told {
    let state = text(record, "state").map(word);
    let mut attributes = Attributes::default();
    attributes.add("state", state.clone());
    attributes.add("tags", text(record, "tags"));
    let text = match state {
        Some(state) => format!("Customer record at Shopify ({state})"),
        None => "Customer record at Shopify".to_owned(),
    };
    Told {
        kind: ACTIVITY,
        customer: on_record(record, own),
        text,
        attributes,
        items: Vec::new(),
    }
}

/// <https://shopify.dev/docs/api/admin-rest/latest/resources/abandoned-checkouts>. The address of the
/// checkout opens it, so it is not stored.
fn checkout(checkout: &Value, own: &str) -> Told {
    let currency = text(checkout, "currency").unwrap_or_default();
    let is_completed = text(checkout, "completed_at").is_some();
    let total = amount(checkout, "total_price", currency);
    let mut line = match listed(&items(checkout, currency)) {
        Some(goods) => format!("At the checkout: {goods}"),
        None => "At the checkout".to_owned(),
    };
    if let Some(total) = &total {
        line = format!("{line} for {total}");
    }
    if is_completed {
        line.push_str(" (completed)");
    }
    let mut attributes = Attributes::default();
    attributes.add("checkout", own);
    attributes.add("total", total.map(|total| total.document()));
    attributes.add("source", text(checkout, "source_name"));
    Told {
        kind: ACTIVITY,
        customer: buyer(checkout, &format!("checkout:{own}")),
        text: with_note(line, checkout),
        attributes,
        items: Vec::new(),
    }
}

/// A cart is nobody's until the checkout.
fn cart(cart: &Value, own: &str) -> Told {
    let text = match listed(&items(cart, "")) {
        Some(goods) => format!("In the cart: {goods}"),
        None => "The cart is empty".to_owned(),
    };
    Told {
        kind: ACTIVITY,
        customer: Customer::stranger(external("cart:", own).value),
        text: with_note(text, cart),
        attributes: Attributes::default(),
        items: Vec::new(),
    }
}

/// What the customer wrote along with the order.
fn with_note(line: String, document: &Value) -> String {
    match text(document, "note") {
        Some(note) => format!("{line}\n{note}"),
        None => line,
    }
}

fn items(document: &Value, currency: &str) -> Vec<Item> {
    let lines = list(document, "line_items").iter();
    lines.filter_map(|line| item(line, currency)).collect()
}

/// A line of an order. Its total is without what was taken off this line.
fn item(line: &Value, currency: &str) -> Option<Item> {
    let name = text(line, "name").or_else(|| text(line, "title"))?;
    let quantity = line.get("quantity")?.as_u64()?;
    Some(Item {
        name: one_line(name, MOST_ITEM),
        quantity,
        sku: text(line, "sku").map(|sku| one_line(sku, MOST_SKU)),
        total: line_total(line, quantity, currency),
    })
}

fn line_total(line: &Value, quantity: u64, currency: &str) -> Option<Money> {
    let price = amount(line, "price", currency)?;
    let full = price.amount.checked_mul(i64::try_from(quantity).ok()?)?;
    let taken_off = list(line, "discount_allocations")
        .iter()
        .filter_map(|discount| amount(discount, "amount", currency))
        .try_fold(0_i64, |sum, part| sum.checked_add(part.amount))?;
    Money::of_minor(full.checked_sub(taken_off)?, currency).ok()
}

fn amount(object: &Value, member: &str, currency: &str) -> Option<Money> {
    of_shopify(object.get(member)?, currency)
}

/// `en` of `en-CA`.
fn language(locale: &str) -> Option<String> {
    let language = locale.split(['-', '_']).next()?;
    let is_code = language.len() == 2 && language.bytes().all(|b| b.is_ascii_lowercase());
    is_code.then(|| language.to_owned())
}
