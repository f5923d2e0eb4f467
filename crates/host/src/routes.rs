//! Which component answers which path.
//!
//! Spin's rules: an exact route before named segments before a wildcard, and
//! of two wildcards the longer prefix. `/x/...` matches `/x`, `/x/` and
//! everything below; a trailing `/` makes no difference. Private routes are
//! not in the table at all.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};

use crate::manifest::{Route, Trigger};

/// The table of public routes, the most specific first.
pub struct Router(Vec<Pattern>);

struct Pattern {
    segments: Vec<Segment>,
    wildcard: bool,
    component: String,
    route: String,
}

enum Segment {
    Exact(String),
    Named(String),
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
        let mut patterns = Vec::new();
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
            let pattern = Pattern::parse(route, &trigger.component);
            patterns.push(pattern.with_context(|| format!("route {route:?}"))?);
        }
        patterns.sort_by_key(Pattern::generality);
        Ok(Router(patterns))
    }

    /// The best match for `path`, if any.
    pub fn find(&self, path: &str) -> Option<Match> {
        let parts = split(path);
        self.0.iter().find_map(|p| p.matches(&parts, path))
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

impl Pattern {
    fn parse(route: &str, component: &str) -> Result<Self> {
        let prefix = route.strip_suffix("/...");
        let segment = |part: &str| match part.strip_prefix(':') {
            Some("") => bail!("\":\" needs a name, as in \"/:id\""),
            Some(name) => Ok(Segment::Named(name.to_owned())),
            None => {
                ensure!(
                    part != "..." && part != "*",
                    "{part:?} is out of place: a wildcard is \"/...\", at the end"
                );
                Ok(Segment::Exact(part.to_owned()))
            }
        };
        let parts = split(prefix.unwrap_or(route)).into_iter();
        Ok(Pattern {
            segments: parts.map(segment).collect::<Result<_>>()?,
            wildcard: prefix.is_some(),
            component: component.to_owned(),
            route: route.to_owned(),
        })
    }

    /// Sorts the most specific route first: segment by segment exact, named,
    /// then anything.
    fn generality(&self) -> Vec<u8> {
        let segments = self.segments.iter().map(|segment| match segment {
            Segment::Exact(_) => 0,
            Segment::Named(_) => 1,
        });
        segments.chain(self.wildcard.then_some(2)).collect()
    }

    fn matches(&self, parts: &[&str], path: &str) -> Option<Match> {
        let (parts, rest) = parts.split_at_checked(self.segments.len())?;
        if !rest.is_empty() && !self.wildcard {
            return None;
        }
        let mut segments = Vec::new();
        for (segment, part) in self.segments.iter().zip(parts) {
            match segment {
                Segment::Exact(exact) if exact == part => {}
                Segment::Named(name) if !part.is_empty() => {
                    segments.push((name.clone(), (*part).to_owned()));
                }
                _ => return None,
            }
        }
        let mut path_info = String::new();
        if self.wildcard {
            for part in rest {
                path_info.push('/');
                path_info.push_str(part);
            }
            if path.ends_with('/') {
                path_info.push('/');
            }
        }
        Some(Match {
            component: self.component.clone(),
            route: self.route.clone(),
            path_info,
            segments,
        })
    }
}

/// The segments of a path, without the slashes around it.
fn split(path: &str) -> Vec<&str> {
    match path.trim_matches('/') {
        "" => Vec::new(),
        path => path.split('/').collect(),
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
            ("/v1/x/", "api", "/x/"),
            ("/v1/users//", "api", "/users/"),
            ("/v1//x", "api", "//x"),
            ("//", "all", "/"),
            ("/v1/ümläut/%2F..", "api", "/ümläut/%2F.."),
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
        for path in ["/only", "/only/"] {
            assert!(router.find(path).is_some(), "{path}");
        }
        for path in ["", "/", "/only/x", "/onlyx", "/only//x", "*"] {
            assert!(router.find(path).is_none(), "{path}");
        }
    }

    #[test]
    fn routes_that_cannot_work_are_explained() {
        for (routes, reason) in [
            (&["/a/.../b"][..], "out of place"),
            (&["/a/*"], "out of place"),
            (&["/:"], "needs a name"),
            (&["/a", "/a"], "belongs to both"),
        ] {
            let triggers: Vec<Trigger> = routes
                .iter()
                .map(|route| toml::from_str(&format!("route = {route:?}\ncomponent = \"c\"")))
                .collect::<Result<_, _>>()
                .unwrap();
            let error = format!("{:#}", Router::new(&triggers).err().unwrap());
            assert!(error.contains(reason), "{routes:?}: {error}");
        }
    }
}
