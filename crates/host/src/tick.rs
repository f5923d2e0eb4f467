//! A request that the host makes to the application by itself, again and again.
//!
//! Spin runs nothing in the background: what has to happen without a caller happens in a route that
//! somebody calls. On Spin that is a cron trigger or a cron job; here it is the host.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use http::header::AUTHORIZATION;
use http::{HeaderValue, Method, Request};
use http_body_util::BodyExt;
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

use crate::app::App;
use crate::guest::log::say;
use crate::problem;
use crate::request;
use crate::turns::Turns;
use crate::variables::Variables;

/// `POST` to a path of the application, again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// The path, for example `/tick`.
    pub path: String,
    /// The time from the end of one to the beginning of the next.
    pub every: Duration,
    /// The variable that holds the key to call it with (`Authorization: Bearer`).
    pub key: Option<String>,
}

/// A tick with its key.
pub struct Ticking {
    tick: Tick,
    authorization: Option<HeaderValue>,
}

impl Ticking {
    /// Reads the key.
    ///
    /// # Errors
    /// When there is no such variable, or no header can hold it.
    pub fn new(tick: Tick, variables: &Variables) -> Result<Self> {
        ensure!(
            tick.path.starts_with('/'),
            "the path {:?} has no leading /",
            tick.path
        );
        let authorization = match &tick.key {
            None => None,
            Some(name) => {
                let value = variables.render(&format!("{{{{ {name} }}}}"))?;
                // While it is rotated there are several; each of them will do.
                let key = value.split(',').next().unwrap_or_default().trim();
                let mut header = HeaderValue::try_from(format!("Bearer {key}"))
                    .with_context(|| format!("the variable {name} is no header's value"))?;
                header.set_sensitive(true);
                Some(header)
            }
        };
        Ok(Self {
            tick,
            authorization,
        })
    }

    /// Calls until it is told to stop; a call that has begun ends first.
    pub async fn run(self, app: Arc<App>, turns: Arc<Turns>, mut stop: watch::Receiver<bool>) {
        let mut clock = tokio::time::interval(self.tick.every);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut before = 200;
        loop {
            tokio::select! {
                _ = clock.tick() => {}
                stopped = stop.wait_for(|stop| *stop) => {
                    drop(stopped);
                    return;
                }
            }
            let status = self.call(&app, &turns).await;
            // What stays wrong is said once.
            if status != before {
                say(format_args!("POST {} answered {status}", self.tick.path));
            }
            before = status;
        }
    }

    async fn call(&self, app: &App, turns: &Arc<Turns>) -> u16 {
        let Ok(turn) = turns.take().await else {
            return 503;
        };
        let mut request = Request::new(problem::full(""));
        *request.method_mut() = Method::POST;
        if let Ok(uri) = format!("http://localhost{}", self.tick.path).parse() {
            *request.uri_mut() = uri;
        }
        if let Some(value) = &self.authorization {
            request.headers_mut().insert(AUTHORIZATION, value.clone());
        }
        if request::make_absolute(&mut request).is_err() {
            return 400;
        }
        let inside = SocketAddr::from(([127, 0, 0, 1], 0));
        let response = app.call_public(request, inside).await;
        drop(turn);
        let status = response.status().as_u16();
        // A component goes on until its body was taken.
        drop(response.into_body().collect().await);
        status
    }
}
