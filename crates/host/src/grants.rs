//! `allowed_outbound_hosts`: which URLs a component may call.
//!
//! Spin's syntax: `scheme://host[:port]`, where the scheme may be `*`, the
//! host `*`, `*.domain`, an address range or `self`, and the port `*` or
//! `from..to`. A port left out is the scheme's own.

use std::net::IpAddr;
use std::ops::Range;

use anyhow::{Context, Result, bail, ensure};
use url::{Host, Url};

use crate::variables::Variables;

/// The domain of chained calls: `http://<component>.spin.internal`.
const CHAINING_SUFFIX: &str = ".spin.internal";
/// The host that means this application itself, for SDKs that need one.
const SELF_HOST: &str = "self.alt";

/// The hosts that one component may call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowedHosts(Vec<Pattern>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern {
    scheme: Option<String>,
    host: HostPattern,
    ports: Option<Range<u32>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum HostPattern {
    Any,
    Subdomain(String),
    Itself,
    Exactly(Host),
    Network(ipnet::IpNet),
}

/// What a request's URL addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// This application, by its public routes.
    Itself,
    /// Another component of this application.
    Component(String),
    /// Anything else.
    Elsewhere,
}

impl AllowedHosts {
    /// Parses a component's list, with variables filled in. A template that
    /// resolves to nothing (an optional endpoint) grants nothing.
    pub fn parse(hosts: &[String], variables: &Variables) -> Result<Self> {
        let mut patterns = Vec::new();
        for template in hosts {
            let host = variables.render(template)?;
            let optional = template.contains("{{");
            if optional && ["", "http://", "https://"].contains(&host.as_str()) {
                continue;
            }
            let pattern = Pattern::parse(&host)
                .with_context(|| format!("allowed_outbound_hosts has {host:?}"))?;
            patterns.push(pattern);
        }
        Ok(AllowedHosts(patterns))
    }

    /// Whether a request to `uri` may be sent.
    pub fn allow(&self, uri: &http::Uri, destination: &Destination) -> bool {
        if *destination == Destination::Itself {
            return self.0.iter().any(Pattern::allows_self);
        }
        let Ok(url) = Url::parse(&uri.to_string()) else {
            return false;
        };
        self.0.iter().any(|pattern| pattern.allows(&url))
    }
}

impl Destination {
    /// Reads the destination off a URL; one without a host is this
    /// application itself.
    pub fn of(uri: &http::Uri) -> Self {
        let host = uri.host().unwrap_or_default();
        if host.is_empty() || host == SELF_HOST {
            return Destination::Itself;
        }
        match chained_component(host) {
            Some(component) => Destination::Component(component),
            None => Destination::Elsewhere,
        }
    }
}

/// The component that `host` names if it is a name for chained calls. Such a
/// host must never be believed when it comes from outside.
pub fn chained_component(host: &str) -> Option<String> {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host.strip_suffix(CHAINING_SUFFIX)
        .filter(|component| !component.is_empty() && !component.contains('.'))
        .map(str::to_owned)
}

impl Pattern {
    fn parse(text: &str) -> Result<Self> {
        let Some((scheme, rest)) = text.trim().split_once("://") else {
            bail!("it needs a scheme, as in \"https://example.com\" or \"*://example.com:*\"");
        };
        ensure!(
            scheme == "*" || scheme.bytes().all(|b| b.is_ascii_alphabetic()),
            "{scheme:?} is not a scheme: letters or \"*\""
        );
        let (host, port) = split_port(rest);
        let ports = match port {
            Some("*") => None,
            Some(port) => Some(parse_ports(port)?),
            None => match well_known_port(scheme) {
                Some(port) => Some(port..port + 1),
                None => bail!("it needs a port, as in \"{text}:*\": {scheme:?} has no default"),
            },
        };
        Ok(Pattern {
            scheme: (scheme != "*").then(|| scheme.to_owned()),
            host: HostPattern::parse(host)?,
            ports,
        })
    }

    fn allows(&self, url: &Url) -> bool {
        let scheme = url.scheme();
        let port = url.port().map(u32::from).or(well_known_port(scheme));
        let port_allowed = match (&self.ports, port) {
            (None, _) => true,
            (Some(range), Some(port)) => range.contains(&port),
            (Some(_), None) => false,
        };
        let scheme_allowed = self.scheme.as_deref().is_none_or(|s| s == scheme);
        scheme_allowed && port_allowed && url.host().is_some_and(|host| self.host.allows(&host))
    }

    fn allows_self(&self) -> bool {
        let scheme = self.scheme.as_deref();
        scheme.is_none_or(|s| s == "http" || s == "https")
            && matches!(self.host, HostPattern::Any | HostPattern::Itself)
    }
}

impl HostPattern {
    fn parse(host: &str) -> Result<Self> {
        match host {
            "*" => return Ok(HostPattern::Any),
            "self" | SELF_HOST => return Ok(HostPattern::Itself),
            _ => {}
        }
        if let Ok(network) = host.parse::<ipnet::IpNet>() {
            return Ok(HostPattern::Network(network.trunc()));
        }
        let host = host.strip_suffix('/').unwrap_or(host);
        ensure!(
            !host.contains('/'),
            "{host:?} has a path: give the host only"
        );
        let parse = |host: &str| {
            Host::parse(host).with_context(|| format!("{host:?} is not a host name or address"))
        };
        match host.strip_prefix("*.") {
            Some(domain) => match parse(domain)? {
                Host::Domain(domain) => Ok(HostPattern::Subdomain(format!(".{domain}"))),
                _ => bail!("{host:?}: only a domain has subdomains"),
            },
            None => {
                ensure!(
                    !host.contains('*'),
                    "{host:?}: a \"*\" stands for the whole host or its first label"
                );
                Ok(HostPattern::Exactly(parse(host)?))
            }
        }
    }

    fn allows(&self, host: &Host<&str>) -> bool {
        let address = match host {
            Host::Ipv4(address) => Some(IpAddr::V4(*address)),
            Host::Ipv6(address) => Some(IpAddr::V6(*address)),
            Host::Domain(_) => None,
        };
        match (self, host) {
            (HostPattern::Any, _) => true,
            (HostPattern::Subdomain(suffix), Host::Domain(domain)) => domain.ends_with(suffix),
            (HostPattern::Exactly(exact), host) => exact == host,
            (HostPattern::Network(network), _) => address.is_some_and(|a| network.contains(&a)),
            (HostPattern::Subdomain(_) | HostPattern::Itself, _) => false,
        }
    }
}

/// Splits `host:port`, leaving the colons of a bracketed address alone.
fn split_port(rest: &str) -> (&str, Option<&str>) {
    match rest.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (
            host,
            Some(port.trim_end_matches('/')).filter(|p| !p.is_empty()),
        ),
        _ => (rest, None),
    }
}

fn parse_ports(text: &str) -> Result<Range<u32>> {
    let number = |text: &str| {
        text.parse::<u16>()
            .map(u32::from)
            .with_context(|| format!("{text:?} is not a port: 0 to 65535, \"*\" or \"from..to\""))
    };
    match text.split_once("..") {
        Some((from, to)) => Ok(number(from)?..number(to)?),
        None => number(text).map(|port| port..port + 1),
    }
}

fn well_known_port(scheme: &str) -> Option<u32> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        "redis" => Some(6379),
        "postgres" => Some(5432),
        "mysql" => Some(3306),
        "mqtt" => Some(1883),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(pattern: &str, url: &str) -> bool {
        let uri: http::Uri = url.parse().unwrap();
        let hosts = AllowedHosts(vec![Pattern::parse(pattern).unwrap()]);
        hosts.allow(&uri, &Destination::of(&uri))
    }

    #[test]
    fn patterns_allow_what_they_say_and_nothing_else() {
        for (pattern, url, expected) in [
            ("https://api.example.com", "https://api.example.com/x", true),
            (
                "https://api.example.com",
                "https://api.example.com:443/",
                true,
            ),
            ("https://api.example.com", "http://api.example.com/", false),
            (
                "https://api.example.com",
                "https://api.example.com:444/",
                false,
            ),
            ("https://api.example.com", "https://example.com/", false),
            (
                "https://api.example.com:*",
                "https://api.example.com:444/",
                true,
            ),
            ("https://*.example.com", "https://a.b.example.com/", true),
            ("https://*.example.com", "https://example.com/", false),
            ("https://*.example.com", "https://badexample.com/", false),
            ("*://127.0.0.1:8000..8010", "http://127.0.0.1:8009/", true),
            ("*://127.0.0.1:8000..8010", "http://127.0.0.1:8010/", false),
            ("http://10.0.0.0/8:*", "http://10.1.2.3:90/", true),
            ("http://10.0.0.0/8:*", "http://11.1.2.3:90/", false),
            ("http://[::1]:8080", "http://[::1]:8080/", true),
            ("*://*:*", "http://anything:1/", true),
            ("*://*:*", "http://self.alt/x", true),
            ("http://self", "http://self.alt/x", true),
            ("http://self", "/relative", true),
            ("http://self", "http://example.com/", false),
            ("https://example.com", "/relative", false),
            (
                "http://*.spin.internal",
                "http://sms.spin.internal/send",
                true,
            ),
            (
                "http://sms.spin.internal",
                "http://sms.spin.internal/send",
                true,
            ),
            (
                "http://mail.spin.internal",
                "http://sms.spin.internal/send",
                false,
            ),
        ] {
            assert_eq!(allowed(pattern, url), expected, "{pattern} {url}");
        }
    }

    #[test]
    fn malformed_patterns_are_explained() {
        for (pattern, reason) in [
            ("example.com", "scheme"),
            ("*", "scheme"),
            ("*://example.com", "port"),
            ("https://example.com/path", "path"),
            ("https://a.*.com", "first label"),
            ("https://example.com:http", "not a port"),
        ] {
            let error = format!("{:#}", Pattern::parse(pattern).unwrap_err());
            assert!(error.contains(reason), "{pattern}: {error}");
        }
    }

    #[test]
    fn only_one_label_names_a_component() {
        for host in [
            "sms.spin.internal",
            "SMS.Spin.Internal",
            "sms.spin.internal.",
        ] {
            assert_eq!(chained_component(host).as_deref(), Some("sms"), "{host}");
        }
        for host in [
            "spin.internal",
            ".spin.internal",
            "a.b.spin.internal",
            "sms.example",
        ] {
            assert_eq!(chained_component(host), None, "{host}");
        }
    }
}
