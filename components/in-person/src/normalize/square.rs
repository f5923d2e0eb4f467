//! Square's events: <https://developer.squareup.com/reference/square/webhooks>.
//!
//! An event is `{"merchant_id","location_id"?,"type","event_id","created_at","data":{"type","id",
//! "object":{…}}}`. The object is the whole payment, refund, customer, loyalty account or booking;
//! of an order it is only an id and a state.

use serde_json::Value;
use throughline_channel_kit::types::{Identity, Verdict};

use super::{ACTIVITY, Customer, Event, MOST_NAME, PURCHASE, VISIT, email, identity, phone};
use crate::attributes::Attributes;
use crate::money::{Money, of_square};
use crate::payload::{Unreadable, id, list, need, one_line, text, time, word};
use crate::purchase::Purchase;

/// Square, as interactions name it.
pub const PROVIDER: &str = "square";

/// Merged customers that are joined by one event; Square merges by hand, two at a time as a rule.
const MOST_MERGED: usize = 16;

/// An event; `None` for one that is about nobody.
///
/// # Errors
///
/// [`Unreadable`] when it is of a type that is not known here, or lacks an id.
pub fn read(event: &Value) -> Result<Option<Event>, Unreadable> {
    let merchant = need(event, "merchant_id")?;
    let message_id = need(event, "event_id")?;
    let kind = need(event, "type")?;
    let data = event.get("data").unwrap_or(&Value::Null);
    let objects = data.get("object").unwrap_or(&Value::Null);
    let object = |name: &str| objects.get(name).unwrap_or(&Value::Null);
    let told = match kind.as_str() {
        "payment.created" | "payment.updated" => payment(object("payment"), data)?,
        "order.created" => order(object("order_created"), data)?,
        "order.updated" => order(object("order_updated"), data)?,
        "order.fulfillment.updated" => order(object("order_fulfillment_updated"), data)?,
        "refund.created" | "refund.updated" => refund(object("refund"), data)?,
        "customer.created" | "customer.updated" | "customer.deleted" => {
            let merged = objects.get("event_context").and_then(|c| c.get("merge"));
            customer(object("customer"), data, merged, &kind)?
        }
        "loyalty.account.created" | "loyalty.account.updated" | "loyalty.account.deleted" => {
            loyalty_account(object("loyalty_account"), data, &kind)?
        }
        "loyalty.event.created" => loyalty_event(object("loyalty_event"))?,
        "booking.created" | "booking.updated" => booking(object("booking"), data)?,
        // The shop's own settings: no customer is concerned.
        "loyalty.program.created"
        | "loyalty.program.updated"
        | "loyalty.promotion.created"
        | "loyalty.promotion.updated" => return Ok(None),
        _ => {
            let shown: String = kind.chars().take(40).collect();
            return Err(Unreadable(format!("the type {shown:?} is not known")));
        }
    };
    let location = told.location.or_else(|| id(event, "location_id"));
    let mut attributes = told.attributes;
    attributes.add("event", kind);
    attributes.items(&[]);
    Ok(Some(Event {
        provider: PROVIDER,
        account: merchant,
        message_id,
        kind: told.kind,
        occurred_at: time(event, "created_at"),
        customer: told.customer,
        business: location.map(|location| external("", &location)),
        text: told.text,
        attributes,
        language: None,
    }))
}

/// What the object of an event says.
struct Told {
    kind: &'static str,
    customer: Customer,
    location: Option<String>,
    text: String,
    attributes: Attributes,
}

/// Square's id of something as an identity: `square:<id>` for customers and locations, else
/// `square:<what>:<id>`.
fn external(what: &str, id: &str) -> Identity {
    identity("external", format!("{PROVIDER}:{what}{id}"))
}

/// The object's own id, which the event repeats.
fn own_id(object: &Value, data: &Value) -> Result<String, Unreadable> {
    let own = id(object, "id").or_else(|| id(data, "id"));
    own.ok_or_else(|| Unreadable("`data.id` is missing or no id".to_owned()))
}

/// The customer that the object names, or a stranger.
fn customer_or(object: &Value, stranger: impl FnOnce() -> String) -> Customer {
    match id(object, "customer_id") {
        Some(customer) => Customer::known("external", external("", &customer).value),
        None => Customer::stranger(format!("{PROVIDER}:{}", stranger())),
    }
}

fn money(object: &Value, member: &str) -> Option<Money> {
    of_square(object.get(member)?)
}

/// <https://developer.squareup.com/reference/square/objects/Payment>. Of the card nothing is kept,
/// nor the address of the receipt, which anybody may open.
fn payment(payment: &Value, data: &Value) -> Result<Told, Unreadable> {
    let own = own_id(payment, data)?;
    let mut customer = customer_or(payment, || format!("payment:{own}"));
    customer.add(email(text(payment, "buyer_email_address")), Verdict::None);
    let total = money(payment, "total_money").or_else(|| money(payment, "amount_money"));
    let purchase = Purchase {
        id: id(payment, "order_id").unwrap_or_else(|| own.clone()),
        status: payment_status(payment, total.as_ref()),
        total,
        items: Vec::new(),
    };
    let mut attributes = Attributes::of(&purchase);
    attributes.add("payment", own);
    for member in ["source_type", "receipt_number", "note"] {
        attributes.add(member, text(payment, member));
    }
    if let Some(refunded) = money(payment, "refunded_money") {
        attributes.add("refunded", refunded.document());
    }
    Ok(Told {
        kind: PURCHASE,
        customer,
        location: id(payment, "location_id"),
        text: purchase.text(),
        attributes,
    })
}

/// A payment that was given back stays `COMPLETED`; how much of it was, is a sum of its own.
fn payment_status(payment: &Value, total: Option<&Money>) -> String {
    let refunded = money(payment, "refunded_money").filter(|refunded| refunded.amount > 0);
    let status = match (text(payment, "status"), refunded, total) {
        (Some("COMPLETED"), Some(refunded), Some(total)) if refunded.amount >= total.amount => {
            "refunded"
        }
        (Some("COMPLETED"), Some(_), _) => "partially_refunded",
        (Some("COMPLETED"), None, _) => "paid",
        (Some("APPROVED"), ..) => "authorized",
        (Some("CANCELED"), ..) => "cancelled",
        (other, ..) => return word(other.unwrap_or_default()),
    };
    status.to_owned()
}

/// An order's event names neither a customer nor goods nor a sum, so it stands alone: its payments
/// tell those, and have its id.
fn order(order: &Value, data: &Value) -> Result<Told, Unreadable> {
    let own = match id(order, "order_id") {
        Some(own) => own,
        None => own_id(order, data)?,
    };
    let status = match text(order, "state") {
        Some("CANCELED") => "cancelled".to_owned(),
        other => word(other.unwrap_or_default()),
    };
    let purchase = Purchase {
        id: own.clone(),
        total: None,
        items: Vec::new(),
        status,
    };
    let mut attributes = Attributes::of(&purchase);
    let fulfillment = list(order, "fulfillment_update").last();
    let state = fulfillment.and_then(|update| text(update, "new_state"));
    attributes.add("fulfillment", state.map(word));
    Ok(Told {
        kind: PURCHASE,
        customer: Customer::stranger(external("order:", &own).value),
        location: id(order, "location_id"),
        text: purchase.text(),
        attributes,
    })
}

/// <https://developer.squareup.com/reference/square/objects/PaymentRefund>. It names its payment and
/// no customer; the payment's own update says for whom, and is what changes the purchase.
fn refund(refund: &Value, data: &Value) -> Result<Told, Unreadable> {
    let own = own_id(refund, data)?;
    let payment = id(refund, "payment_id");
    let customer = customer_or(refund, || match &payment {
        Some(payment) => format!("payment:{payment}"),
        None => format!("refund:{own}"),
    });
    let amount = money(refund, "amount_money");
    let status = word(text(refund, "status").unwrap_or_default());
    let mut line = match &amount {
        Some(amount) => format!("Refund of {amount} ({status})"),
        None => format!("Refund ({status})"),
    };
    if let Some(reason) = text(refund, "reason") {
        line = format!("{line}: {reason}");
    }
    let mut attributes = Attributes::default();
    attributes.add("refund", own);
    attributes.add("payment", payment);
    attributes.add("amount", amount.map(|amount| amount.document()));
    attributes.add("status", status);
    Ok(Told {
        kind: ACTIVITY,
        customer,
        location: id(refund, "location_id"),
        text: line,
        attributes,
    })
}

/// <https://developer.squareup.com/reference/square/objects/Customer>. Address and number are what
/// somebody typed at a till. When customers are merged Square makes a new one and names the old.
fn customer(
    record: &Value,
    data: &Value,
    merged: Option<&Value>,
    kind: &str,
) -> Result<Told, Unreadable> {
    let own = own_id(record, data)?;
    let mut customer = Customer::known("external", external("", &own).value);
    customer.add(email(text(record, "email_address")), Verdict::None);
    customer.add(phone(text(record, "phone_number")), Verdict::None);
    let merged = merged.filter(|_| kind == "customer.created");
    let old = merged.map(|merge| list(merge, "from_customer_ids"));
    for old in old.unwrap_or_default().iter().take(MOST_MERGED) {
        let old = id(&serde_json::json!({ "id": old }), "id");
        customer.add(old.map(|old| external("", &old)), Verdict::Pass);
    }
    let names = ["given_name", "family_name"].map(|member| text(record, member));
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let name = [Some(&*name), text(record, "company_name")];
    let name = name.into_iter().flatten().find(|name| !name.is_empty());
    let name = name.map(|name| one_line(name, MOST_NAME));
    customer.name = name.filter(|name| !name.is_empty());
    let mut attributes = Attributes::default();
    attributes.add("reference_id", text(record, "reference_id"));
    attributes.add("creation_source", text(record, "creation_source"));
    let what = kind.rsplit('.').next().unwrap_or_default();
    Ok(Told {
        kind: ACTIVITY,
        customer,
        location: None,
        text: format!("Customer record at Square {what}"),
        attributes,
    })
}

/// <https://developer.squareup.com/reference/square/objects/LoyaltyAccount>.
fn loyalty_account(account: &Value, data: &Value, kind: &str) -> Result<Told, Unreadable> {
    let own = own_id(account, data)?;
    let mut customer = match id(account, "customer_id") {
        Some(customer) => Customer::known("external", external("", &customer).value),
        None => Customer::known("loyalty", own.clone()),
    };
    customer.add(Some(identity("loyalty", own)), Verdict::Pass);
    let mapping = account.get("mapping").unwrap_or(&Value::Null);
    customer.add(phone(text(mapping, "phone_number")), Verdict::None);
    let mut attributes = Attributes::default();
    let points = account.get("balance").and_then(Value::as_i64);
    attributes.add("points", points);
    let lifetime = account.get("lifetime_points").and_then(Value::as_i64);
    attributes.add("lifetime_points", lifetime);
    attributes.add("program", id(account, "program_id"));
    let what = kind.rsplit('.').next().unwrap_or_default();
    let text = match points {
        Some(points) => format!("Loyalty account {what}: {points} points"),
        None => format!("Loyalty account {what}"),
    };
    Ok(Told {
        kind: ACTIVITY,
        customer,
        location: None,
        text,
        attributes,
    })
}

/// <https://developer.squareup.com/reference/square/objects/LoyaltyEvent>. It names the account and
/// not the customer, so the account is the customer.
fn loyalty_event(event: &Value) -> Result<Told, Unreadable> {
    let account = need(event, "loyalty_account_id")?;
    let what = word(text(event, "type").unwrap_or_default());
    // Each type has its details under its own name.
    let details = event.get(&what).unwrap_or(&Value::Null);
    let points = details.get("points").and_then(Value::as_i64);
    let mut attributes = Attributes::default();
    attributes.add("loyalty_event", what.clone());
    attributes.add("points", points);
    attributes.add("order", id(details, "order_id"));
    attributes.add("reason", text(details, "reason"));
    let what = what.replace('_', " ");
    let text = match points {
        Some(points) => format!("Loyalty: {what}, {points}"),
        None => format!("Loyalty: {what}"),
    };
    Ok(Told {
        kind: ACTIVITY,
        customer: Customer::known("loyalty", account),
        location: id(event, "location_id"),
        text,
        attributes,
    })
}

/// <https://developer.squareup.com/reference/square/objects/Booking>. The seller's note is the
/// seller's, and left out.
fn booking(booking: &Value, data: &Value) -> Result<Told, Unreadable> {
    let own = own_id(booking, data)?;
    let status = word(text(booking, "status").unwrap_or_default());
    let start = text(booking, "start_at");
    let mut line = match start {
        Some(start) => format!("Appointment on {start}"),
        None => "Appointment".to_owned(),
    };
    line = format!("{line} ({})", status.replace('_', " "));
    if let Some(note) = text(booking, "customer_note") {
        line = format!("{line}\n{note}");
    }
    let mut attributes = Attributes::default();
    attributes.add("booking", own.clone());
    attributes.add("status", status);
    attributes.add("start_at", start);
    let segments = list(booking, "appointment_segments");
    let minutes = segments
        .iter()
        .filter_map(|segment| segment.get("duration_minutes")?.as_u64())
        .fold(0, u64::saturating_add);
    attributes.add("minutes", (minutes > 0).then_some(minutes));
    Ok(Told {
        kind: VISIT,
        customer: customer_or(booking, || format!("booking:{own}")),
        location: id(booking, "location_id"),
        text: line,
        attributes,
    })
}
