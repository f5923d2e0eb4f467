//! The service inside Spin: variables, the clock, randomness and the composed timeline.
#![allow(unsafe_code, reason = "the export is generated")]

use std::borrow::Cow;
use std::io::Write;
use std::sync::OnceLock;
use std::time::Duration;

use http_body_util::Either;
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::variables;
use spin_sdk::wasip3::random::random::{get_random_bytes, get_random_u64};
use throughline_channel_kit::outbound::PATH;
use throughline_channel_kit::{Settings as Variables, shell};
use throughline_contract::conversations::{self, View};
use throughline_contract::types::{
    Error, File, Identity, Interaction, Json, Receipt, Timestamp, Watermark,
};
use throughline_contract::{limits, writer};
use throughline_visitor::BOUND;

use crate::{CHANNEL, Chat, Host, Random, Settings, Timeline, VARIABLES, respond};

#[spin_sdk::http_service]
async fn serve(request: Request) -> impl IntoResponse {
    // No public route leads here.
    if request.uri().path() == PATH {
        let sent = shell::dispatch(&Chat, CHANNEL, request).await;
        return sent.map(Either::Left);
    }
    let settings = settings().await;
    respond(request, &settings, Composed, Spin, random()).await
}

fn random() -> Random {
    let mut visitor = [0; 16];
    let bytes = get_random_bytes(16);
    for (to, from) in visitor.iter_mut().zip(bytes) {
        *to = from;
    }
    Random {
        request: get_random_u64(),
        visitor,
    }
}

/// The settings, read by the first request of an instance. Requests that come first at once read the
/// same; a failure to read is not kept, and what could not be read counts as not set, so that what needs
/// it fails closed.
async fn settings() -> Cow<'static, Settings> {
    static SETTINGS: OnceLock<Settings> = OnceLock::new();
    if let Some(settings) = SETTINGS.get() {
        return Cow::Borrowed(settings);
    }
    let mut read = Variables::new();
    let mut is_whole = true;
    for name in VARIABLES {
        match variables::get(name).await {
            Ok(value) => read = read.with(name, value),
            Err(variables::Error::Undefined(_)) => {}
            Err(error) => {
                say(format_args!("variable {name}: {error}"));
                is_whole = false;
            }
        }
    }
    let settings = Settings::read(&read);
    if !is_whole {
        return Cow::Owned(settings);
    }
    Cow::Borrowed(SETTINGS.get_or_init(|| {
        for fault in settings.faults() {
            say(format_args!("{fault}"));
        }
        settings
    }))
}

/// Writes a line to the component's log. One that cannot be written, because the disk under the log
/// is full, fails no request.
fn say(line: std::fmt::Arguments<'_>) {
    let mut stream = std::io::stderr().lock();
    drop(
        stream
            .write_fmt(line)
            .and_then(|()| stream.write_all(b"\n")),
    );
}

/// What runs the component.
struct Spin;

impl Host for Spin {
    fn now(&self) -> Timestamp {
        std::time::UNIX_EPOCH
            .elapsed()
            .ok()
            .and_then(|elapsed| Timestamp::try_from(elapsed.as_millis()).ok())
            .unwrap_or_default()
    }

    async fn sleep(&self, milliseconds: u64) {
        spin_sdk::time::sleep(Duration::from_millis(milliseconds)).await;
    }

    fn say(&self, line: &str) {
        say(format_args!("{line}"));
    }
}

/// The `timeline` component that this one is composed with.
struct Composed;

/// What the store said is for the log; visitors are told that it did not answer.
fn logged<T>(answer: Result<T, Error>) -> Result<T, Error> {
    match &answer {
        Err(Error::Unavailable(said)) => say(format_args!("timeline unavailable: {said}")),
        Err(Error::IndexSecretChanged) => say(format_args!("index_secret is not this store's")),
        _ => {}
    }
    answer
}

impl Timeline for Composed {
    async fn look(&self, who: Vec<Identity>, since: Option<String>) -> Result<View, Error> {
        logged(conversations::look(CHANNEL.to_owned(), who, since).await)
    }

    async fn earlier(&self, who: Vec<Identity>, cursor: String) -> Result<Json, Error> {
        logged(conversations::earlier(CHANNEL.to_owned(), who, cursor).await)
    }

    async fn attachment(&self, who: Vec<Identity>, id: String) -> Result<File, Error> {
        logged(conversations::attachment(CHANNEL.to_owned(), who, id).await)
    }

    async fn here(&self, who: Identity, typing: bool) -> Result<(), Error> {
        logged(conversations::here(who, typing).await)
    }

    async fn take(&self, scope: &str, name: &str, most: u32, seconds: u32) -> Result<bool, Error> {
        logged(limits::take(scope.to_owned(), name.to_owned(), most, seconds).await)
    }

    async fn record_interaction(&self, interaction: Interaction) -> Result<Receipt, Error> {
        logged(writer::record_interaction(interaction).await)
    }

    async fn bind(&self, visitor: String, user: [u8; 32]) -> Result<bool, Error> {
        logged(writer::bind(BOUND.to_owned(), visitor, user.to_vec()).await)
    }

    async fn is_bound(&self, visitor: String) -> Result<bool, Error> {
        logged(writer::is_bound(BOUND.to_owned(), visitor).await)
    }

    async fn record_watermark(&self, watermark: Watermark) -> Result<(), Error> {
        logged(writer::record_watermark(watermark).await)
    }
}
