//! Which component answers which path.
//!
//! Spin's rules: an exact route before named segments before a wildcard, and
//! of two wildcards the longer prefix. `/x/...` matches `/x`, `/x/` and
//! everything below. Private routes are not in the table at all.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow, bail};

use crate::manifest::{Route, Trigger};

/// The table of public routes.
pub struct Router(routefinder::Router<Target>);

struct Target {
    component: String,
    route: String,
}

/// A route that matched a path.
#[derive(Debug, PartialEq, Eq)]
pub struct Match {
    /// The component's id.
    pub component: String,
    /// The route as the manifest has it.
    pub route: String,
    /// What the trailing wildcard stands for, with its leading `/`; empty
    /// without a wildcard.
    pub path_info: String,
    /// The named segments of the route with their values.
    pub segments: Vec<(String, String)>,
}

impl Router {
    /// Builds the table.
    ///
    /// # Errors
    /// Names a route that is malformed or given twice.
    pub fn new(triggers: &[Trigger]) -> Result<Self> {
        let mut table = routefinder::Router::new();
        let mut seen = BTreeMap::new();
        for trigger in triggers {
            let Route::Public(route) = &trigger.route else {
                continue;
            };
            if let Some(first) = seen.insert(route, &trigger.component) {
                bail!(
                    "route {route:?} belongs to both {first:?} and {:?}: only one can answer it",
                    trigger.component
                );
            }
            let target = Target {
                component: trigger.component.clone(),
                route: route.clone(),
            };
            table
                .add(pattern(route), target)
                .map_err(|reason| anyhow!("route {route:?} is malformed: {reason}"))?;
        }
        Ok(Router(table))
    }

    /// The best match for `path`, if any.
    pub fn find(&self, path: &str) -> Option<Match> {
        let found = self.0.best_match(path)?;
        let captures = found.captures();
        let path_info = match captures.wildcard() {
            None => String::new(),
            Some("") if path.ends_with('/') => "/".to_owned(),
            Some("") => String::new(),
            Some(rest) if path.ends_with('/') => format!("/{rest}/"),
            Some(rest) => format!("/{rest}"),
        };
        Some(Match {
            component: found.component.clone(),
            route: found.route.clone(),
            path_info,
            segments: captures
                .iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        })
    }
}

impl Match {
    /// The match of a chained call: the whole path belongs to `component`.
    pub fn chained(component: &str, path: &str) -> Self {
        Match {
            component: component.to_owned(),
            route: "/...".to_owned(),
            path_info: path.to_owned(),
            segments: Vec::new(),
        }
    }

    /// The route without its trailing wildcard.
    pub fn prefix(&self) -> &str {
        self.route.strip_suffix("/...").unwrap_or(&self.route)
    }
}

/// The manifest's `/...` in the matcher's notation.
fn pattern(route: &str) -> String {
    match route.strip_suffix("/...") {
        Some(prefix) => format!("{prefix}/*"),
        None => route.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn router(routes: &[(&str, &str)]) -> Router {
        let triggers: Vec<Trigger> = routes
            .iter()
            .map(|(route, component)| {
                toml::from_str(&format!("route = {route}\ncomponent = {component:?}")).unwrap()
            })
            .collect();
        Router::new(&triggers).unwrap()
    }

    #[test]
    fn the_most_specific_route_wins() {
        let router = router(&[
            ("\"/...\"", "all"),
            ("\"/v1/...\"", "api"),
            ("\"/v1/health\"", "health"),
            ("\"/v1/users/:id\"", "user"),
            ("{ private = true }", "hidden"),
        ]);
        for (path, component, path_info) in [
            ("/", "all", "/"),
            ("/other", "all", "/other"),
            ("/v1", "api", ""),
            ("/v1/", "api", "/"),
            ("/v1/x/y", "api", "/x/y"),
            ("/v1/health", "health", ""),
            ("/v1/healthy", "api", "/healthy"),
            ("/v1/health/deep", "api", "/health/deep"),
            ("/v1/users/7", "user", ""),
            ("/v11", "all", "/v11"),
            ("/hidden", "all", "/hidden"),
        ] {
            let found = router.find(path).unwrap();
            assert_eq!(found.component, component, "{path}");
            assert_eq!(found.path_info, path_info, "{path}");
        }
        let found = router.find("/v1/users/7").unwrap();
        assert_eq!(found.segments, [("id".to_owned(), "7".to_owned())]);
    }

    #[test]
    fn an_exact_route_alone_matches_nothing_else() {
        let router = router(&[("\"/only\"", "one")]);
        assert!(router.find("/only").is_some());
        for path in ["/", "/only/x", "/onlyx"] {
            assert!(router.find(path).is_none(), "{path}");
        }
    }
}
