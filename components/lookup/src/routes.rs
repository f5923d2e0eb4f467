//! What is served: one table, which the router, the query parser and the tests of `openapi.json`
//! all read.

use http::Method;
use percent_encoding::percent_decode_str;
use throughline_web::Problem;
use throughline_web::keys::Scope;

/// What a route does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operation {
    /// A customer by a query parameter.
    LookUpByQuery,
    /// A customer by an identity in the body.
    LookUpByBody,
    /// A customer by id.
    GetCustomer,
    /// What is said of a customer.
    ChangeCustomer,
    /// Joining two customers.
    MergeCustomers,
    /// Taking a join back.
    UnmergeCustomers,
    /// Why a customer's identities are one person's.
    ExplainCustomer,
    /// A customer in as many words as a bot can take.
    PackContext,
    /// Rows of customers, interactions or purchases.
    Import,
    /// Forgetting a customer.
    EraseCustomer,
    /// Everything that is held of a customer.
    ExportCustomer,
    /// For how long interactions are kept.
    GetRetention,
    /// All rules of that anew.
    SetRetention,
    /// The whole store as lines.
    BackUp,
    /// Lines of a backup into an empty store.
    Restore,
    /// Customers by what is known of them.
    SearchCustomers,
    /// Pairs of customers who may be one person.
    ListSuggestions,
    /// How many customers have which problem.
    ReportQuality,
    /// Who has a problem.
    ListFlawed,
    /// What proposed rules for identities would have done.
    Rehearse,
    /// The types of attributes.
    GetAttributeTypes,
    /// All of them anew.
    SetAttributeTypes,
    /// What an agent decided about such a pair.
    DecideSuggestion,
    /// A page of a customer's timeline.
    GetTimeline,
    /// One interaction.
    GetInteraction,
    /// The bytes of one attachment.
    GetAttachment,
    /// Recording one interaction, or a stream of them.
    RecordInteraction,
    /// A page of the work list.
    ListTickets,
    /// One ticket.
    GetTicket,
    /// A change to a ticket.
    ChangeTicket,
    /// An answer to a ticket's customer.
    ReplyToTicket,
    /// An internal note on a ticket.
    NoteOnTicket,
    /// The calls in progress.
    ListCalls,
    /// A call to a ticket's customer.
    CallFromTicket,
    /// What a call came to.
    NoteOnCall,
    /// What a ticket's customer is shown of an agent.
    ShowPresence,
    /// Whether the service can serve.
    GetHealth,
    /// The published contract.
    GetOpenApi,
}

/// One method of one path.
#[derive(Debug)]
pub struct Route {
    /// The method; a `GET` route answers `HEAD` as well.
    pub method: Method,
    /// The path, where `{id}` stands for one segment.
    pub path: &'static str,
    /// What it does.
    pub operation: Operation,
    /// Any of these scopes will do. Empty: no key is needed.
    pub scopes: &'static [Scope],
    /// The query parameters that there are; any other is refused.
    pub parameters: &'static [&'static str],
}

const fn route(
    method: Method,
    path: &'static str,
    operation: Operation,
    scopes: &'static [Scope],
    parameters: &'static [&'static str],
) -> Route {
    Route {
        method,
        path,
        operation,
        scopes,
        parameters,
    }
}

const READ: &[Scope] = &[Scope::Read];
const WRITE: &[Scope] = &[Scope::Write];
const TICKETS: &[Scope] = &[Scope::Read, Scope::Agent];
const AGENT: &[Scope] = &[Scope::Agent];
const ADMIN: &[Scope] = &[Scope::Admin];

/// Every route. A literal path stands before the pattern that would match it too.
pub static ROUTES: &[Route] = &[
    route(
        Method::GET,
        "/v1/customers/lookup",
        Operation::LookUpByQuery,
        READ,
        &["phone", "email", "id", "identity", "timeline"],
    ),
    route(
        Method::POST,
        "/v1/customers/lookup",
        Operation::LookUpByBody,
        READ,
        &[],
    ),
    route(
        Method::GET,
        "/v1/customers",
        Operation::SearchCustomers,
        TICKETS,
        &["query", "limit", "cursor"],
    ),
    route(
        Method::GET,
        "/v1/suggestions",
        Operation::ListSuggestions,
        TICKETS,
        &["limit", "cursor"],
    ),
    route(
        Method::GET,
        "/v1/data-quality",
        Operation::ReportQuality,
        TICKETS,
        &[],
    ),
    route(
        Method::GET,
        "/v1/data-quality/{problem}",
        Operation::ListFlawed,
        TICKETS,
        &["field", "limit", "cursor"],
    ),
    route(
        Method::POST,
        "/v1/identity/rehearsals",
        Operation::Rehearse,
        ADMIN,
        &["limit", "cursor"],
    ),
    route(
        Method::GET,
        "/v1/attributes",
        Operation::GetAttributeTypes,
        READ,
        &[],
    ),
    route(
        Method::PUT,
        "/v1/attributes",
        Operation::SetAttributeTypes,
        ADMIN,
        &[],
    ),
    route(
        Method::POST,
        "/v1/suggestions/{id}",
        Operation::DecideSuggestion,
        AGENT,
        &[],
    ),
    route(
        Method::GET,
        "/v1/customers/{id}",
        Operation::GetCustomer,
        READ,
        &["timeline"],
    ),
    route(
        Method::PATCH,
        "/v1/customers/{id}",
        Operation::ChangeCustomer,
        WRITE,
        &[],
    ),
    route(
        Method::DELETE,
        "/v1/customers/{id}",
        Operation::EraseCustomer,
        ADMIN,
        &[],
    ),
    route(
        Method::GET,
        "/v1/customers/{id}/export",
        Operation::ExportCustomer,
        ADMIN,
        &[],
    ),
    route(
        Method::GET,
        "/v1/customers/{id}/timeline",
        Operation::GetTimeline,
        READ,
        &["channel", "kind", "from", "to", "as_of", "limit", "cursor"],
    ),
    route(
        Method::POST,
        "/v1/customers/{id}/merge",
        Operation::MergeCustomers,
        AGENT,
        &[],
    ),
    route(
        Method::POST,
        "/v1/customers/{id}/unmerge",
        Operation::UnmergeCustomers,
        AGENT,
        &[],
    ),
    route(
        Method::GET,
        "/v1/customers/{id}/explain",
        Operation::ExplainCustomer,
        TICKETS,
        &[],
    ),
    route(
        Method::GET,
        "/v1/customers/{id}/context",
        Operation::PackContext,
        TICKETS,
        &["format", "budget"],
    ),
    route(
        Method::POST,
        "/v1/imports",
        Operation::Import,
        ADMIN,
        &["kind", "dry_run", "mapping"],
    ),
    route(
        Method::GET,
        "/v1/retention",
        Operation::GetRetention,
        ADMIN,
        &[],
    ),
    route(
        Method::PUT,
        "/v1/retention",
        Operation::SetRetention,
        ADMIN,
        &[],
    ),
    route(Method::GET, "/v1/backup", Operation::BackUp, ADMIN, &[]),
    route(Method::POST, "/v1/restore", Operation::Restore, ADMIN, &[]),
    route(
        Method::POST,
        "/v1/interactions",
        Operation::RecordInteraction,
        WRITE,
        &[],
    ),
    route(
        Method::GET,
        "/v1/interactions/{id}",
        Operation::GetInteraction,
        READ,
        &[],
    ),
    route(
        Method::GET,
        "/v1/attachments/{id}",
        Operation::GetAttachment,
        READ,
        &[],
    ),
    route(
        Method::GET,
        "/v1/tickets",
        Operation::ListTickets,
        TICKETS,
        &["status", "queue", "assignee", "channel", "limit", "cursor"],
    ),
    route(
        Method::GET,
        "/v1/tickets/{id}",
        Operation::GetTicket,
        TICKETS,
        &[],
    ),
    route(
        Method::PATCH,
        "/v1/tickets/{id}",
        Operation::ChangeTicket,
        AGENT,
        &[],
    ),
    route(
        Method::POST,
        "/v1/tickets/{id}/replies",
        Operation::ReplyToTicket,
        AGENT,
        &[],
    ),
    route(
        Method::POST,
        "/v1/tickets/{id}/notes",
        Operation::NoteOnTicket,
        AGENT,
        &[],
    ),
    route(
        Method::POST,
        "/v1/tickets/{id}/calls",
        Operation::CallFromTicket,
        AGENT,
        &[],
    ),
    route(
        Method::POST,
        "/v1/tickets/{id}/presence",
        Operation::ShowPresence,
        AGENT,
        &[],
    ),
    route(Method::GET, "/v1/calls", Operation::ListCalls, TICKETS, &[]),
    route(
        Method::POST,
        "/v1/calls/{id}/notes",
        Operation::NoteOnCall,
        AGENT,
        &[],
    ),
    route(Method::GET, "/healthz", Operation::GetHealth, &[], &[]),
    route(
        Method::GET,
        "/openapi.json",
        Operation::GetOpenApi,
        &[],
        &[],
    ),
];

/// The route for a request, and the path's `{id}` (empty where it has none).
///
/// # Errors
///
/// 404 `route_not_found`; 405 `method_not_allowed` with `Allow`.
pub fn find(method: &Method, path: &str) -> Result<(&'static Route, String), Problem> {
    let (first, id) = ROUTES
        .iter()
        .find_map(|route| Some((route, matches(route.path, path)?)))
        .ok_or_else(Problem::route_not_found)?;
    // HEAD is GET without the body (RFC 9110 9.3.2).
    let wanted = if method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    let same_path = || ROUTES.iter().filter(|route| route.path == first.path);
    let Some(route) = same_path().find(|route| route.method == *wanted) else {
        let mut allow = Vec::new();
        for route in same_path() {
            allow.push(route.method.as_str());
            if route.method == Method::GET {
                allow.push("HEAD");
            }
        }
        return Err(Problem::method_not_allowed(&allow.join(", ")));
    };
    let id = percent_decode_str(id)
        .decode_utf8()
        .map_err(|_| Problem::route_not_found())?;
    Ok((route, id.into_owned()))
}

/// What the part in braces stands for when `path` fits the pattern; empty when the pattern has none.
fn matches<'a>(pattern: &str, path: &'a str) -> Option<&'a str> {
    let braced = pattern.split_once('{');
    let Some((before, (_, after))) = braced.and_then(|(b, a)| Some((b, a.split_once('}')?))) else {
        return (pattern == path).then_some("");
    };
    let id = path.strip_prefix(before)?.strip_suffix(after)?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(method: Method, path: &str) -> Result<(Operation, String), (u16, String)> {
        find(&method, path)
            .map(|(route, id)| (route.operation, id))
            .map_err(|problem| {
                let response = problem.into_response("r");
                let allow = response.headers().get("allow");
                let allow = allow.map(|v| v.to_str().unwrap().to_owned());
                (response.status().as_u16(), allow.unwrap_or_default())
            })
    }

    #[test]
    fn paths_find_their_operation() {
        use Operation::*;
        for (method, path, operation, id) in [
            (Method::GET, "/v1/customers/lookup", LookUpByQuery, ""),
            (Method::POST, "/v1/customers/lookup", LookUpByBody, ""),
            (Method::GET, "/v1/customers/cus_1", GetCustomer, "cus_1"),
            (Method::HEAD, "/v1/customers/cus_1", GetCustomer, "cus_1"),
            (Method::GET, "/v1/customers/a%2Fb", GetCustomer, "a/b"),
            (
                Method::PATCH,
                "/v1/customers/cus_1",
                ChangeCustomer,
                "cus_1",
            ),
            (Method::GET, "/v1/customers/c/timeline", GetTimeline, "c"),
            (Method::POST, "/v1/customers/c/merge", MergeCustomers, "c"),
            (
                Method::POST,
                "/v1/customers/c/unmerge",
                UnmergeCustomers,
                "c",
            ),
            (Method::GET, "/v1/customers/c/explain", ExplainCustomer, "c"),
            (Method::GET, "/v1/customers/c/context", PackContext, "c"),
            (Method::POST, "/v1/imports", Import, ""),
            (Method::DELETE, "/v1/customers/c", EraseCustomer, "c"),
            (Method::GET, "/v1/customers/c/export", ExportCustomer, "c"),
            (Method::GET, "/v1/retention", GetRetention, ""),
            (Method::PUT, "/v1/retention", SetRetention, ""),
            (Method::GET, "/v1/backup", BackUp, ""),
            (Method::POST, "/v1/restore", Restore, ""),
            (Method::GET, "/v1/customers", SearchCustomers, ""),
            (Method::GET, "/v1/suggestions", ListSuggestions, ""),
            (Method::POST, "/v1/suggestions/s", DecideSuggestion, "s"),
            (Method::GET, "/v1/data-quality", ReportQuality, ""),
            (Method::GET, "/v1/data-quality/stale", ListFlawed, "stale"),
            (Method::POST, "/v1/identity/rehearsals", Rehearse, ""),
            (Method::GET, "/v1/attributes", GetAttributeTypes, ""),
            (Method::PUT, "/v1/attributes", SetAttributeTypes, ""),
            (
                Method::GET,
                "/v1/customers/timeline",
                GetCustomer,
                "timeline",
            ),
            (Method::POST, "/v1/interactions", RecordInteraction, ""),
            (
                Method::GET,
                "/v1/interactions/int_1",
                GetInteraction,
                "int_1",
            ),
            (
                Method::GET,
                "/v1/attachments/att_1_0",
                GetAttachment,
                "att_1_0",
            ),
            (Method::GET, "/v1/tickets", ListTickets, ""),
            (Method::GET, "/v1/tickets/tkt_1", GetTicket, "tkt_1"),
            (Method::PATCH, "/v1/tickets/tkt_1", ChangeTicket, "tkt_1"),
            (
                Method::POST,
                "/v1/tickets/tkt_1/replies",
                ReplyToTicket,
                "tkt_1",
            ),
            (
                Method::POST,
                "/v1/tickets/tkt_1/notes",
                NoteOnTicket,
                "tkt_1",
            ),
            (Method::GET, "/v1/tickets/notes", GetTicket, "notes"),
            (
                Method::POST,
                "/v1/tickets/tkt_1/calls",
                CallFromTicket,
                "tkt_1",
            ),
            (Method::GET, "/v1/calls", ListCalls, ""),
            (Method::POST, "/v1/calls/int_1/notes", NoteOnCall, "int_1"),
            (Method::GET, "/healthz", GetHealth, ""),
            (Method::GET, "/openapi.json", GetOpenApi, ""),
        ] {
            let expected = Ok((operation, id.to_owned()));
            assert_eq!(found(method, path), expected, "{path}");
        }
    }

    #[test]
    fn other_paths_and_methods_are_refused() {
        for path in [
            "/",
            "/v1",
            "/v1/",
            "/v1/customers/",
            "/v1/customers//timeline",
            "/v1/customers/a/b",
            "/v1/customers/a/timeline/",
            "/v1/customers/%ff",
            "/v1/tickets/",
            "/v1/tickets//notes",
            "/v1/tickets/t/notes/1",
            "/v2/tickets",
            "/healthz/",
        ] {
            let refused = found(Method::GET, path);
            assert_eq!(refused, Err((404, String::new())), "{path}");
        }
        for (method, path, allow) in [
            (Method::PUT, "/v1/customers/lookup", "GET, HEAD, POST"),
            (Method::PUT, "/v1/customers/c", "GET, HEAD, PATCH, DELETE"),
            (Method::GET, "/v1/interactions", "POST"),
            (Method::HEAD, "/v1/interactions", "POST"),
            (Method::PUT, "/v1/tickets/t", "GET, HEAD, PATCH"),
            (Method::GET, "/v1/tickets/t/replies", "POST"),
            (Method::OPTIONS, "/healthz", "GET, HEAD"),
        ] {
            let refused = found(method, path);
            assert_eq!(refused, Err((405, allow.to_owned())), "{path}");
        }
    }

    proptest! {
        #[test]
        fn any_path_is_routed_or_refused(path in "(/(v1|customers|lookup|timeline|[a-z%0-9/]{0,6})){0,5}") {
            if let Ok((route, id)) = find(&Method::GET, &path) {
                prop_assert_eq!(route.path.contains("{id}"), !id.is_empty());
            }
        }
    }
}
