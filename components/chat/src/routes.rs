//! What is served.

use http::Method;
use throughline_web::Problem;

/// One route, with what its path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route<'a> {
    /// `GET /chat`
    Page,
    /// `GET /chat/widget.js`
    Script,
    /// `GET /chat/config`
    Config,
    /// `POST /chat/sessions`
    Begin,
    /// What is about one session.
    Of {
        /// The visitor's id.
        session: &'a str,
        what: Within<'a>,
    },
}

/// One route below `/chat/sessions/{id}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Within<'a> {
    /// `GET …/messages`
    Messages,
    /// `POST …/messages`
    Say,
    /// `POST …/files`
    Upload,
    /// `GET …/files/{id}`
    Download(&'a str),
    /// `POST …/typing`
    Typing,
    /// `POST …/read`
    Read,
    /// `GET …/events`
    Events,
}

/// The widget's script, which every page may load.
pub(crate) const SCRIPT: &str = "/chat/widget.js";

/// The route of a request.
///
/// # Errors
///
/// 404 `route_not_found`; 405 `method_not_allowed`.
pub(crate) fn find<'a>(method: &Method, path: &'a str) -> Result<Route<'a>, Problem> {
    let below = path.strip_prefix("/chat").unwrap_or("?");
    let mut segments = below.split('/');
    if segments.next() != Some("") {
        return Err(Problem::route_not_found());
    }
    let segments: Vec<&str> = segments.take(5).collect();
    let (allow, get, post) = match *segments.as_slice() {
        [] | [""] => ("GET, HEAD", Some(Route::Page), None),
        ["widget.js"] => ("GET, HEAD", Some(Route::Script), None),
        ["config"] => ("GET, HEAD", Some(Route::Config), None),
        ["sessions"] => ("POST", None, Some(Route::Begin)),
        ["sessions", session, ref rest @ ..] => {
            let (get, post) = within(rest).ok_or_else(Problem::route_not_found)?;
            let of = |what| Route::Of { session, what };
            let allow = match (get, post) {
                (Some(_), Some(_)) => "GET, POST",
                (Some(_), None) => "GET",
                _ => "POST",
            };
            (allow, get.map(of), post.map(of))
        }
        _ => return Err(Problem::route_not_found()),
    };
    let found = match *method {
        Method::GET => get,
        Method::HEAD if allow.contains("HEAD") => get,
        Method::POST => post,
        _ => None,
    };
    found.ok_or_else(|| Problem::method_not_allowed(allow))
}

/// What a path below a session answers to GET, and what to POST.
fn within<'a>(segments: &[&'a str]) -> Option<(Option<Within<'a>>, Option<Within<'a>>)> {
    Some(match *segments {
        ["messages"] => (Some(Within::Messages), Some(Within::Say)),
        ["files"] => (None, Some(Within::Upload)),
        ["files", id] => (Some(Within::Download(id)), None),
        ["typing"] => (None, Some(Within::Typing)),
        ["read"] => (None, Some(Within::Read)),
        ["events"] => (Some(Within::Events), None),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(method: &str, path: &str) -> String {
        match find(&method.parse().unwrap(), path) {
            Ok(route) => format!("{route:?}"),
            Err(problem) => problem.status().to_string(),
        }
    }

    #[test]
    fn a_path_and_a_method_are_a_route() {
        for (method, path, expected) in [
            ("GET", "/chat", "Page"),
            ("HEAD", "/chat/", "Page"),
            ("GET", "/chat/widget.js", "Script"),
            ("GET", "/chat/config", "Config"),
            ("POST", "/chat/sessions", "Begin"),
            ("POST", "/chat/widget.js", "405"),
            ("GET", "/chat/sessions", "405"),
            ("GET", "/chat/sessions/ab", "404"),
            ("PUT", "/chat/sessions/ab/messages", "405"),
            ("HEAD", "/chat/sessions/ab/events", "405"),
            ("GET", "/chat/sessions/ab/files", "405"),
            ("GET", "/chat/sessions/ab/files/x/y", "404"),
            ("GET", "/chat/sessions/ab/files/x/y/z/z", "404"),
            ("GET", "/chat/config/", "404"),
            ("GET", "/chats", "404"),
            ("GET", "/", "404"),
            ("POST", "/send", "404"),
            ("GET", "", "404"),
        ] {
            assert_eq!(found(method, path), expected, "{method} {path}");
        }
        for (method, path, expected) in [
            ("GET", "messages", "Messages"),
            ("POST", "messages", "Say"),
            ("POST", "files", "Upload"),
            ("GET", "files/att_1", "Download(\"att_1\")"),
            ("POST", "typing", "Typing"),
            ("POST", "read", "Read"),
            ("GET", "events", "Events"),
        ] {
            let expected = format!("Of {{ session: \"ab\", what: {expected} }}");
            assert_eq!(
                found(method, &format!("/chat/sessions/ab/{path}")),
                expected
            );
        }
    }
}
