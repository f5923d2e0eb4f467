//! A customer by what they are known by.

use serde::Deserialize;
use throughline_contract::types::Json;
use throughline_web::Problem;
use throughline_web::json::{self, Object};

use crate::Timeline;
use crate::address;
use crate::query::{Query, Whose};
use crate::refusal::Asked;
use crate::respond::{MOST_SHOWN, SHOWN};

/// By a query parameter.
pub(crate) async fn by_query(query: &Query<'_>, timeline: &impl Timeline) -> Result<Json, Problem> {
    let shown = query.number("timeline", SHOWN, 0..=MOST_SHOWN)?;
    match query.whose()? {
        Whose::Id(id) => {
            let found = timeline.customer(id, shown).await;
            found.map_err(|error| Asked::CUSTOMER.refused(error))
        }
        Whose::Identity(parameter, identity) => {
            let found = timeline.lookup(identity, shown).await;
            // Whatever part of it is wrong, the parameter is.
            let names = ["identity", "kind", "value"].map(|name| (name, parameter));
            found.map_err(|error| Asked::owner(&names).refused(error))
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LookUp {
    identity: Object<WrittenIdentity>,
    timeline: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenIdentity {
    kind: String,
    value: String,
}

/// By an identity in the body, which keeps personal data out of URLs.
pub(crate) async fn by_body(body: &[u8], timeline: &impl Timeline) -> Result<Json, Problem> {
    let Object(written) = json::decode::<Object<LookUp>>(body)?;
    let shown = written.timeline.unwrap_or(SHOWN);
    if shown > MOST_SHOWN {
        let detail = format!("not a whole number from 0 to {MOST_SHOWN}");
        return Err(Problem::invalid_field("timeline", detail));
    }
    let Object(WrittenIdentity { kind, value }) = written.identity;
    let identity = address::identity("identity", kind, value)?;
    let found = timeline.lookup(identity, shown).await;
    let names = [("kind", "identity.kind"), ("value", "identity.value")];
    found.map_err(|error| Asked::owner(&names).refused(error))
}
