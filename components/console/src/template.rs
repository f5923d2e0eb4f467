//! The pages. The engine escapes whatever it is given; no template marks anything as safe.

use std::collections::BTreeSet;

use askama::Template;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use throughline_web::Problem;

use crate::document::{self, Customer, Interaction, Profile, Ticket};
use crate::entry;
use crate::instant::Instant;

/// What each page has around it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame<'a> {
    /// What stands before `/console` in every link: empty, or what a proxy strips.
    pub base: &'a str,
    /// The name of the key that is signed in.
    pub holder: Option<&'a str>,
}

impl Frame<'_> {
    /// Changes with the stylesheet, so that a browser never pairs a page with an old one.
    pub fn style(&self) -> &'static str {
        crate::answer::STYLE_VERSION
    }
}

/// The form to sign in with.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub(crate) struct SignIn<'a> {
    pub frame: Frame<'a>,
    /// What was wrong, as a sentence.
    pub notice: Option<String>,
    /// The colour of the notice.
    pub tone: &'static str,
    /// The page to go on to, if it is not the search.
    pub to: Option<&'a str>,
    /// The browser came by a link on another site and may be signed in already.
    pub is_elsewhere: bool,
}

/// The search box.
#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct Home<'a> {
    pub frame: Frame<'a>,
}

/// Something went wrong.
#[derive(Template)]
#[template(path = "refused.html")]
pub(crate) struct Refused<'a> {
    pub frame: Frame<'a>,
    pub title: &'a str,
    /// A sentence.
    pub explanation: String,
    /// Its colour.
    pub tone: &'static str,
    pub request_id: &'a str,
    /// Customers to choose from: their ids, and their pages.
    pub candidates: Vec<(&'a str, String)>,
}

/// A customer and a page of their timeline.
#[derive(Template)]
#[template(path = "customer.html")]
pub(crate) struct CustomerPage<'a> {
    pub frame: Frame<'a>,
    pub customer: &'a Customer,
    /// The open ones first.
    pub tickets: Vec<&'a Ticket>,
    pub channels: Vec<Channel<'a>>,
    /// The channel that is shown alone.
    pub channel: Option<&'a str>,
    pub days: Vec<Day<'a>>,
    /// The page without a filter, from the newest on.
    pub all: String,
    /// Where the newest are, unless they are here.
    pub newest: Option<String>,
    pub older: Option<String>,
}

/// A link that shows one channel alone.
pub(crate) struct Channel<'a> {
    pub name: &'a str,
    pub hue: u32,
    pub url: String,
    pub is_shown: bool,
}

/// What happened on one day (in UTC), the newest first.
pub(crate) struct Day<'a> {
    pub of: Instant,
    pub items: &'a [Interaction],
}

impl<'a> CustomerPage<'a> {
    /// Takes what the timeline answered; `channel` and `cursor` are those of the request.
    pub fn new(
        frame: Frame<'a>,
        profile: &'a Profile,
        page: &'a document::Page,
        channel: Option<&'a str>,
        is_later: bool,
    ) -> Self {
        let id = &profile.customer.id;
        let url = |channel: Option<&str>, cursor: Option<&str>| {
            format!("{}{}", frame.base, customer_path(id, channel, cursor))
        };
        let (open, done): (Vec<_>, Vec<_>) = profile.tickets.iter().partition(|t| t.is_open());
        let days = page
            .items
            .chunk_by(|a, b| a.occurred_at.is_day_of(b.occurred_at))
            .filter_map(|items| {
                let of = items.first()?.occurred_at;
                Some(Day { of, items })
            });
        let channels = channels(profile, page, channel);
        Self {
            frame,
            customer: &profile.customer,
            tickets: open.into_iter().chain(done).collect(),
            channels: channels
                .into_iter()
                .map(|name| Channel {
                    name,
                    hue: entry::hue(name),
                    url: url(Some(name), None),
                    is_shown: channel == Some(name),
                })
                .collect(),
            channel,
            days: days.collect(),
            all: url(None, None),
            newest: is_later.then(|| url(channel, None)),
            older: page.next.as_deref().map(|next| url(channel, Some(next))),
        }
    }

    /// The ticket of this id, if it is on this page.
    fn ticket(&self, id: &str) -> Option<&Ticket> {
        self.tickets.iter().find(|ticket| ticket.id == id).copied()
    }
}

/// Every channel that these documents mention: the timeline itself has no list of them.
fn channels<'a>(
    profile: &'a Profile,
    page: &'a document::Page,
    shown: Option<&'a str>,
) -> BTreeSet<&'a str> {
    let identities = profile.customer.identities.iter();
    let tickets = profile.tickets.iter();
    let items = page.items.iter();
    identities
        .map(|identity| identity.via.as_str())
        .chain(tickets.flat_map(|ticket| ticket.channels.iter().map(String::as_str)))
        .chain(items.map(|item| item.channel.as_str()))
        .chain(shown)
        .filter(|name| !name.is_empty())
        .collect()
}

/// What may stand in a segment of a path as it is (RFC 3986 2.3).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The path of a customer's page, without what a proxy strips.
pub(crate) fn customer_path(id: &str, channel: Option<&str>, cursor: Option<&str>) -> String {
    let mut path = format!("/console/customers/{}", utf8_percent_encode(id, SEGMENT));
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in [("channel", channel), ("cursor", cursor)] {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    let query = query.finish();
    if !query.is_empty() {
        path.push('?');
        path.push_str(&query);
    }
    path
}

/// The page as HTML.
///
/// # Errors
///
/// 500 `internal_error`: templates are checked when they are compiled, so none is known.
pub(crate) fn render(page: &impl Template) -> Result<String, Problem> {
    page.render()
        .map_err(|_| Problem::new(500, "internal_error", "the page could not be written"))
}

/// A detail of a problem as a sentence.
pub(crate) fn sentence(detail: &str) -> String {
    let mut letters = detail.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let mut sentence: String = first.chain(letters).collect();
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_keeps_whatever_an_id_holds() {
        for (id, channel, cursor, path) in [
            ("cus_1", None, None, "/console/customers/cus_1"),
            ("a/b?c", None, None, "/console/customers/a%2Fb%3Fc"),
            (
                "cus_1",
                Some("a&b=c"),
                Some("x+/="),
                "/console/customers/cus_1?channel=a%26b%3Dc&cursor=x%2B%2F%3D",
            ),
        ] {
            assert_eq!(customer_path(id, channel, cursor), path);
        }
    }

    #[test]
    fn details_become_sentences() {
        assert_eq!(sentence("no such key"), "No such key.");
        assert_eq!(sentence("Is it? Yes."), "Is it? Yes.");
        assert_eq!(sentence(""), ".");
    }
}
