//! Requests that a guest sends: checked against its grants, then passed to
//! another component, to this application's own routes, or to the network.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock, Weak};

use http::header::HOST;
use http::uri::{Authority, Scheme};
use http::{HeaderValue, Request, Response, Uri};
use http_body_util::BodyExt;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks, default_send_request};

use crate::app::App;
use crate::grants::{AllowedHosts, Destination};
use crate::guest::log::say;
use crate::turns::Turns;

type Processing = Box<dyn Future<Output = Result<(), Error>> + Send>;
type Sent = Result<(Response<WasiBody>, Processing), Error>;

/// How the requests of one component leave.
#[derive(Clone)]
pub struct Outbound {
    /// The component's id.
    pub component: Arc<str>,
    /// Where it may send requests.
    pub allowed: Arc<AllowedHosts>,
    /// Who is worked on while an answer from the network is awaited.
    pub turns: Arc<Turns>,
    /// The application that the component belongs to.
    pub home: Arc<Home>,
}

/// An application as its components see it: known once it is loaded, and its
/// address once it is bound, before any of them runs.
#[derive(Default)]
pub struct Home {
    app: OnceLock<Weak<App>>,
    address: OnceLock<SocketAddr>,
}

impl Home {
    /// Says which application it is, for chained calls.
    pub fn belongs_to(&self, app: &Arc<App>) {
        self.app.get_or_init(|| Arc::downgrade(app));
    }

    /// Says where the application listens, for requests to itself.
    pub fn listens_on(&self, address: SocketAddr) {
        self.address.get_or_init(|| address);
    }
}

impl WasiHttpHooks for Outbound {
    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _response_processing: Processing,
    ) -> Box<dyn Future<Output = Sent> + Send> {
        let outbound = self.clone();
        Box::new(async move { outbound.send(request, options).await })
    }
}

impl Outbound {
    async fn send(self, request: Request<WasiBody>, options: Option<RequestOptions>) -> Sent {
        let destination = Destination::of(request.uri());
        if !self.allowed.allow(request.uri(), &destination) {
            let host = request.uri().host().unwrap_or("self").to_owned();
            say(format_args!(
                "[{}] a request to {host:?} was refused: allowed_outbound_hosts does not grant it",
                self.component
            ));
            return Err(Error::HttpRequestDenied);
        }
        match destination {
            Destination::Component(component) => self.chain(&component, request).await,
            Destination::Itself => {
                let request = self.to_own_address(request)?;
                self.turns.for_outside(to_network(request, options)).await
            }
            Destination::Elsewhere => self.turns.for_outside(to_network(request, options)).await,
        }
    }

    async fn chain(self, component: &str, mut request: Request<WasiBody>) -> Sent {
        let app = self.home.app.get().and_then(Weak::upgrade);
        let app = app.ok_or(Error::ConnectionTerminated)?;
        request.headers_mut().remove(HOST);
        let response = app
            .call_chained(component, request)
            .await
            .ok_or(Error::DestinationNotFound)?;
        Ok((response, Box::new(std::future::ready(Ok(())))))
    }

    fn to_own_address(&self, mut request: Request<WasiBody>) -> Result<Request<WasiBody>, Error> {
        let address = self.home.address.get();
        let address = address.ok_or(Error::DestinationUnavailable)?;
        let authority = address.to_string();
        let invalid = |_| Error::HttpRequestUriInvalid;
        let host = HeaderValue::from_str(&authority).map_err(|_| Error::HttpRequestUriInvalid)?;
        let mut parts = request.uri().clone().into_parts();
        parts.scheme = Some(Scheme::HTTP);
        parts.authority = Some(authority.parse::<Authority>().map_err(invalid)?);
        parts.path_and_query = Some(match parts.path_and_query {
            Some(path) => path,
            None => http::uri::PathAndQuery::from_static("/"),
        });
        *request.uri_mut() = Uri::from_parts(parts).map_err(|_| Error::HttpRequestUriInvalid)?;
        request.headers_mut().insert(HOST, host);
        Ok(request)
    }
}

async fn to_network(request: Request<WasiBody>, options: Option<RequestOptions>) -> Sent {
    let (response, processing) = default_send_request(request, options).await?;
    Ok((response.map(BodyExt::boxed_unsync), Box::new(processing)))
}
