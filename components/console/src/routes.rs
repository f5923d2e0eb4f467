//! What is served.

use http::Method;
use percent_encoding::percent_decode_str;
use throughline_web::Problem;

/// A page, or what a form does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// The way in: a sign-in form, or a search box.
    Home,
    /// The stylesheet.
    Style,
    /// Signing in.
    SignIn,
    /// Signing out.
    SignOut,
    /// From an identity to the page of its customer. A form, because addresses of people have no
    /// place in URLs.
    LookUp,
    /// The timeline of the customer with this id.
    Customer(String),
}

/// The route for a request.
///
/// # Errors
///
/// 404 `route_not_found`; 405 `method_not_allowed` with `Allow`.
pub(crate) fn find(method: &Method, path: &str) -> Result<Route, Problem> {
    let below = path.strip_prefix("/console");
    let (get, route) = match below.ok_or_else(Problem::route_not_found)? {
        "" | "/" => (true, Route::Home),
        "/style.css" => (true, Route::Style),
        "/session" => (false, Route::SignIn),
        "/session/end" => (false, Route::SignOut),
        "/lookup" => (false, Route::LookUp),
        below => (true, Route::Customer(customer(below)?)),
    };
    // HEAD is GET without the body (RFC 9110 9.3.2).
    match (get, method) {
        (true, &Method::GET | &Method::HEAD) | (false, &Method::POST) => Ok(route),
        (true, _) => Err(Problem::method_not_allowed("GET, HEAD")),
        (false, _) => Err(Problem::method_not_allowed("POST")),
    }
}

fn customer(below: &str) -> Result<String, Problem> {
    below
        .strip_prefix("/customers/")
        .filter(|id| !id.is_empty() && !id.contains('/'))
        .and_then(|id| percent_decode_str(id).decode_utf8().ok())
        .map(|id| id.into_owned())
        .ok_or_else(Problem::route_not_found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paths_find_their_page() {
        let customer = |id: &str| Route::Customer(id.to_owned());
        for (method, path, route) in [
            (Method::GET, "/console", Route::Home),
            (Method::HEAD, "/console/", Route::Home),
            (Method::GET, "/console/style.css", Route::Style),
            (Method::POST, "/console/session", Route::SignIn),
            (Method::POST, "/console/session/end", Route::SignOut),
            (Method::POST, "/console/lookup", Route::LookUp),
            (Method::GET, "/console/customers/cus_1", customer("cus_1")),
            (Method::GET, "/console/customers/a%2Fb", customer("a/b")),
        ] {
            assert_eq!(find(&method, path), Ok(route), "{path}");
        }
    }

    #[test]
    fn other_paths_and_methods_are_refused() {
        for path in [
            "/",
            "/consoles",
            "/console/x",
            "/console//",
            "/console/customers",
            "/console/customers/",
            "/console/customers/a/b",
            "/console/customers/%ff",
            "/v1/customers/cus_1",
        ] {
            let problem = find(&Method::GET, path).unwrap_err();
            assert_eq!(problem.status(), 404, "{path}");
        }
        for (method, path, allow) in [
            (Method::POST, "/console", "GET, HEAD"),
            (Method::DELETE, "/console/customers/cus_1", "GET, HEAD"),
            (Method::GET, "/console/session", "POST"),
            (Method::HEAD, "/console/session/end", "POST"),
            (Method::GET, "/console/lookup", "POST"),
        ] {
            let response = find(&method, path).unwrap_err().into_response("r");
            assert_eq!(response.status(), 405, "{path}");
            assert_eq!(response.headers()["allow"], allow, "{path}");
        }
    }

    proptest! {
        #[test]
        fn any_path_is_routed_or_refused(path in "(/(console|customers|session|[a-z%0-9/]{0,6})){0,5}") {
            if let Ok(Route::Customer(id)) = find(&Method::GET, &path) {
                prop_assert!(!id.is_empty());
            }
        }
    }
}
