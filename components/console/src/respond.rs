//! The console as a function.

use http::request::Parts;
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use http_body::Body;
use throughline_contract::reader::TimelineQuery;
use throughline_contract::types::Error;
use throughline_web::keys::Key;
use throughline_web::{Problem, body, request_id};

use crate::document::{self, Page, Profile};
use crate::routes::{self, Route};
use crate::search::{self, Whose};
use crate::session::{self, SetCookie};
use crate::settings::Settings;
use crate::template::{self, CustomerPage, Frame, Home, Refused, SignIn, customer_path};
use crate::timeline::Timeline;
use crate::{answer, origin};

/// The largest form, in bytes: more than any key or identity needs.
const FORM: usize = 16 << 10;
/// How many interactions a page shows.
const SHOWN: u32 = 50;
/// The longest `channel` or `cursor` that is passed on, in bytes.
const LONGEST: usize = 2048;
/// After how many seconds one may try again when the store did not answer.
const RETRY_AFTER: u32 = 5;

/// Answers a request. Never fails: whatever goes wrong is a page for a browser, and a problem
/// document (RFC 9457) for everything else.
///
/// `now` is in milliseconds since 1970; `random` makes the request id when the caller sent none.
pub async fn respond<B, T>(
    request: Request<B>,
    settings: &Settings,
    timeline: &T,
    now: u64,
    random: u64,
) -> Response<Vec<u8>>
where
    B: Body,
    B::Data: AsRef<[u8]>,
    T: Timeline,
{
    let (head, body) = request.into_parts();
    let request_id = request_id(&head.headers, random);
    let desk = settings.desk().ok();
    let holder = desk.and_then(|desk| session::holder(&head.headers, desk, settings.public(), now));
    let visit = Visit {
        head: &head,
        settings,
        timeline,
        now,
        holder,
    };
    let response = match visit.answer(body).await {
        Ok(response) => response,
        Err(refusal) => visit.refused(refusal, &request_id),
    };
    answer::finish(response, &request_id, head.method == Method::HEAD)
}

/// Why a request was refused, and what its page offers instead.
struct Refusal {
    problem: Box<Problem>,
    offer: Offer,
}

enum Offer {
    Nothing,
    /// To sign in, and to go on to this path.
    SignIn(Option<String>),
    /// To choose among these customers.
    Customers(Vec<String>),
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self {
            problem: Box::new(problem),
            offer: Offer::Nothing,
        }
    }
}

/// A request, and all that its answer depends on.
struct Visit<'a, T> {
    head: &'a Parts,
    settings: &'a Settings,
    timeline: &'a T,
    now: u64,
    holder: Option<&'a Key>,
}

impl<T: Timeline> Visit<'_, T> {
    async fn answer<B>(&self, body: B) -> Result<Response<Vec<u8>>, Refusal>
    where
        B: Body,
        B::Data: AsRef<[u8]>,
    {
        let path = self.head.uri.path();
        match routes::find(&self.head.method, path)? {
            Route::Style => Ok(answer::stylesheet()),
            Route::Home => self.home(),
            Route::Customer(id) => self.customer(id).await,
            Route::SignIn => self.sign_in(&self.form(body).await?),
            Route::SignOut => {
                self.form(body).await?;
                Ok(self.with_session(String::new(), self.see_other("/console")))
            }
            Route::LookUp => self.look_up(&self.form(body).await?).await,
        }
    }

    /// The body of a form that a page of ours sent.
    async fn form<B>(&self, body: B) -> Result<Vec<u8>, Refusal>
    where
        B: Body,
        B::Data: AsRef<[u8]>,
    {
        self.settings.desk()?;
        origin::check(&self.head.headers, self.settings.public())?;
        Ok(body::read(body, FORM).await?)
    }

    fn home(&self) -> Result<Response<Vec<u8>>, Refusal> {
        self.settings.desk()?;
        let frame = self.frame();
        let html = match self.holder {
            Some(_) => template::render(&Home { frame })?,
            None => template::render(&SignIn {
                frame,
                notice: None,
                tone: "cool",
                to: None,
                is_elsewhere: self.is_elsewhere(),
            })?,
        };
        Ok(answer::page(StatusCode::OK, html))
    }

    fn sign_in(&self, form: &[u8]) -> Result<Response<Vec<u8>>, Refusal> {
        let desk = self.settings.desk()?;
        let to = field(form, "to").filter(|to| is_page(to));
        let token = field(form, "key").unwrap_or_default();
        let refuse = |problem| Refusal {
            problem: Box::new(problem),
            offer: Offer::SignIn(to.clone()),
        };
        let key = desk.keys.held(token.trim().as_bytes()).ok_or_else(|| {
            let detail = "this is not a service key of this application; nothing was opened";
            refuse(unauthorized(detail))
        })?;
        key.require(&[session::NEEDED]).map_err(refuse)?;
        let value = session::issue(desk.secret, key, self.now);
        let onward = self.see_other(to.as_deref().unwrap_or("/console"));
        Ok(self.with_session(value, onward))
    }

    async fn look_up(&self, form: &[u8]) -> Result<Response<Vec<u8>>, Refusal> {
        self.require_session(None)?;
        let found = match search::read(&field(form, "who").unwrap_or_default())? {
            Whose::Id(id) => self.timeline.customer(id, 0).await,
            Whose::Identity(identity) => self.timeline.lookup(identity, 0).await,
        };
        let found = found.map_err(|error| refusal(error, "no customer is known by this"))?;
        let profile: Profile = document::read(&found)?;
        Ok(self.see_other(&customer_path(&profile.customer.id, None, None)))
    }

    async fn customer(&self, id: String) -> Result<Response<Vec<u8>>, Refusal> {
        let here = self.head.uri.path_and_query();
        self.require_session(here.map(|here| here.as_str()))?;
        let query = self.head.uri.query().unwrap_or_default().as_bytes();
        let channel = field(query, "channel");
        let cursor = field(query, "cursor");
        let missing = "no customer has this id";

        let found = self.timeline.customer(id.clone(), 0).await;
        let profile: Profile = document::read(&found.map_err(|error| refusal(error, missing))?)?;
        let owner = &profile.customer.id;
        if *owner != id {
            // A cursor belongs to one customer's timeline.
            let path = customer_path(owner, channel.as_deref(), None);
            return Ok(answer::temporary_redirect(&self.url(&path)));
        }
        let is_later = cursor.is_some();
        let wanted = TimelineQuery {
            channel: channel.clone(),
            kind: None,
            since: None,
            until: None,
            as_of: None,
            limit: SHOWN,
            cursor,
        };
        let found = self.timeline.timeline(id, wanted).await;
        let page: Page = document::read(&found.map_err(|error| refusal(error, missing))?)?;
        let frame = self.frame();
        let shown = CustomerPage::new(frame, &profile, &page, channel.as_deref(), is_later);
        Ok(answer::page(StatusCode::OK, template::render(&shown)?))
    }

    /// Refuses whoever is not signed in; `to` is where they go once they are.
    fn require_session(&self, to: Option<&str>) -> Result<(), Refusal> {
        self.settings.desk()?;
        if self.holder.is_some() {
            return Ok(());
        }
        let detail = "sign in with a service key to see this page";
        Err(Refusal {
            problem: Box::new(unauthorized(detail)),
            offer: Offer::SignIn(to.filter(|to| is_page(to)).map(str::to_owned)),
        })
    }

    /// A refusal as its reader understands it.
    fn refused(&self, refusal: Refusal, request_id: &str) -> Response<Vec<u8>> {
        let Refusal { problem, offer } = refusal;
        if !wants_html(&self.head.headers) {
            return problem.into_response(request_id);
        }
        let notice = template::sentence(problem.detail());
        let frame = self.frame();
        // A form that failed, or we did; everything else is news and no fault.
        let is_fault = self.head.method == Method::POST || problem.status() >= 500;
        let tone = if is_fault { "bad" } else { "cool" };
        let html = match offer {
            Offer::SignIn(to) => template::render(&SignIn {
                frame,
                notice: Some(notice),
                tone,
                to: to.as_deref(),
                is_elsewhere: self.is_elsewhere(),
            }),
            offer => {
                let candidates = match &offer {
                    Offer::Customers(ids) => ids.as_slice(),
                    _ => &[],
                };
                let link = |id: &'_ String| self.url(&customer_path(id, None, None));
                template::render(&Refused {
                    frame,
                    title: title(&problem),
                    explanation: notice,
                    tone,
                    request_id,
                    candidates: candidates
                        .iter()
                        .map(|id| (id.as_str(), link(id)))
                        .collect(),
                })
            }
        };
        match html {
            Ok(html) => answer::problem_page(*problem, html),
            Err(problem) => problem.into_response(request_id),
        }
    }

    fn frame(&self) -> Frame<'_> {
        Frame {
            base: &self.settings.public().base,
            holder: self.holder.map(Key::name),
        }
    }

    fn is_elsewhere(&self) -> bool {
        origin::is_elsewhere(&self.head.headers)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.settings.public().base)
    }

    fn see_other(&self, path: &str) -> Response<Vec<u8>> {
        answer::see_other(&self.url(path))
    }

    /// Begins a session, or ends it with an empty value.
    fn with_session(&self, value: String, response: Response<Vec<u8>>) -> Response<Vec<u8>> {
        let public = self.settings.public();
        let cookie = SetCookie { public, value };
        answer::with_cookie(response, &cookie.to_string())
    }
}

fn unauthorized(detail: &str) -> Problem {
    Problem::new(401, "unauthorized", detail)
}

/// The contract's errors. What the store said stays in the log.
fn refusal(error: Error, missing: &str) -> Refusal {
    match error {
        Error::Invalid(wrong) => Problem::invalid_field(wrong.field, wrong.detail).into(),
        Error::NotFound => Problem::new(404, "customer_not_found", missing).into(),
        Error::Ambiguous(ids) => {
            let detail = "several customers claim this, and none owns it";
            let problem = Problem::new(409, "identity_ambiguous", detail);
            Refusal {
                problem: Box::new(problem.with("candidates", ids.clone())),
                offer: Offer::Customers(ids),
            }
        }
        Error::Unavailable(_) => {
            let detail = "the store did not answer; try again in a few seconds";
            let problem = Problem::new(503, "store_unavailable", detail);
            problem.retry_after(RETRY_AFTER).into()
        }
        Error::IndexSecretChanged => {
            let detail = "the variable index_secret is not the one that this store was begun with";
            Problem::new(503, "index_secret_changed", detail).into()
        }
    }
}

/// What a page about a problem is called.
fn title(problem: &Problem) -> &'static str {
    match problem.status() {
        401 | 403 => "Not allowed",
        404 => "Not found",
        405 => "Not possible here",
        409 => "More than one customer",
        413 => "Too large",
        400..=499 => "Not understood",
        503 => "Not available",
        _ => "Something went wrong",
    }
}

/// Browsers ask for HTML by name.
fn wants_html(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter();
    accepted
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|range| range.split(';').next())
        .any(|range| range.trim().eq_ignore_ascii_case("text/html"))
}

/// The first field of this name, unless it is empty or longer than any that is of use.
fn field(encoded: &[u8], name: &str) -> Option<String> {
    let mut fields = form_urlencoded::parse(encoded);
    let (_, value) = fields.find(|(given, _)| given == name)?;
    let fits = (1..=LONGEST).contains(&value.len());
    fits.then(|| value.into_owned())
}

/// Whether somebody who signed in may be sent on to this path: a customer's page of ours, as
/// browsers write paths. A `\` or a control character could make it another site's.
fn is_page(path: &str) -> bool {
    path.starts_with("/console/customers/")
        && path.len() <= LONGEST
        && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
}
