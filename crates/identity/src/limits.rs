//! How many identities may join by themselves.

/// How many identities one customer may have or gain by automatic joins. What an agent joins is not
/// counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Most identities that one customer may have through automatic joins.
    pub per_customer: u32,
    /// Most of them within a time; `None` when only the sum counts.
    pub window: Option<Window>,
}

/// A number within a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// How long, in milliseconds, up to and including now.
    pub millis: u64,
    /// Most identities gained by automatic joins in that time.
    pub gain: u32,
}

const DAY: u64 = 24 * 60 * 60 * 1000;

const fn limit(per_customer: u32, gain: u32) -> Limit {
    let window = Window { millis: DAY, gain };
    Limit {
        per_customer,
        window: Some(window),
    }
}

/// The limit on identities of all kinds together: somebody with ten devices, all channels and an id
/// in each of ten systems is within it; the customer that everybody was joined into is not.
pub const ALL: Limit = limit(64, 24);

/// The limit on identities of one kind.
///
/// A limit is a guard against runaway joins (a shop's tablet, a shared mailbox, a broken importer),
/// not a statistic: each is well above what one person has and far below what a shared identity
/// gathers. The gain within 24 h is smaller, so that a fault is noticed on its first day.
///
/// * `phone`, `email`: numbers and mailboxes of a life, work included: 10, 4 a day.
/// * `visitor`: every browser, and every browser that forgets, is a new one: 32, 8 a day.
/// * `user`: a site has one account for a person, seldom two: 3, 2 a day.
/// * `loyalty`: one card, lost and replaced: 5, 2 a day.
/// * `x`, `telegram`, `whatsapp`: accounts: 5, 3 a day.
/// * `messenger`, `instagram`: an id for each page of ours that was written to: 10, 4 a day.
/// * `external`: an id for each record in each system: 16, 8 a day.
/// * any other kind: 8, 4 a day.
pub fn limits(kind: &str) -> Limit {
    match kind {
        "phone" | "email" | "messenger" | "instagram" => limit(10, 4),
        "visitor" => limit(32, 8),
        "user" => limit(3, 2),
        "loyalty" => limit(5, 2),
        "x" | "telegram" | "whatsapp" => limit(5, 3),
        "external" => limit(16, 8),
        _ => limit(8, 4),
    }
}

/// How well a kind says who somebody is, 0 to 100: where a join is over a limit, the identity with
/// the smallest strength is left out; of equal ones the youngest.
///
/// Ids that a system of ours gave one person come first, accounts and cards next, addresses that
/// change hands after them (a number is given to somebody else within months), a browser last.
pub fn strength(kind: &str) -> u8 {
    match kind {
        "external" => 100,
        "user" => 95,
        "loyalty" => 80,
        "email" => 70,
        "x" | "telegram" | "whatsapp" | "messenger" | "instagram" => 60,
        "phone" => 50,
        "visitor" => 10,
        _ => 40,
    }
}
