//! The steps on Spin's store, through the same interfaces as the timeline's.
#![allow(unsafe_code, reason = "the export is generated")]

use std::cell::{Cell, OnceCell};
use std::hash::{DefaultHasher, Hash, Hasher};

use bytes::Bytes;
use futures::future::try_join_all;
use http_body_util::BodyExt;
use spin_sdk::experimental::wasi::keyvalue::{atomics, batch, store};
use spin_sdk::http::{FullBody, IntoResponse, Method, Request, Response};
use spin_sdk::key_value::Store;

use crate::plan::{Pair, Plan, Step};

/// The label that `spin.toml` grants.
const LABEL: &str = "default";
/// What values and answers are cut from, so that none is larger.
static FILLER: [u8; 256 << 10] = [b'x'; 256 << 10];

type Failure = String;
type Answer = Response<FullBody<Bytes>>;

#[spin_sdk::http_service]
async fn serve(request: Request) -> impl IntoResponse {
    let (head, body) = request.into_parts();
    // As the real ones do: the whole body before anything else.
    let read = body.collect().await;
    let answered = match read {
        Ok(_) => answer(&head.method, head.uri.path(), head.uri.query()).await,
        Err(error) => Err(format!("the body broke: {error:?}")),
    };
    answered.unwrap_or_else(|failure| respond(500, Bytes::from(failure)))
}

fn respond(status: u16, body: Bytes) -> Answer {
    let mut response = Response::new(FullBody::new(body));
    *response.status_mut() = status.try_into().unwrap_or_default();
    response
}

async fn answer(method: &Method, path: &str, query: Option<&str>) -> Result<Answer, Failure> {
    let customer = path.rsplit('/').next().unwrap_or_default();
    let query = query.unwrap_or_default();
    let value = |name: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let found = pairs.into_iter().find(|(n, _)| *n == name);
        found.map(|(_, value)| value).unwrap_or_default()
    };
    let plan: Plan = value("steps").parse().map_err(|e| format!("{e}"))?;
    let stores = stores().await?;
    if method == Method::PUT {
        stores.prepare(customer, &plan)?;
        return Ok(respond(204, Bytes::new()));
    }
    stores.perform(customer, &plan).await?;
    let length = value("answer").parse().unwrap_or(0).min(FILLER.len());
    Ok(respond(200, Bytes::from_static(filler(length))))
}

fn filler(length: usize) -> &'static [u8] {
    FILLER.get(..length).unwrap_or(&FILLER)
}

struct Stores {
    store: Store,
    bucket: store::Bucket,
}

/// Opened once an instance.
async fn stores() -> Result<&'static Stores, Failure> {
    thread_local! {
        static STORES: OnceCell<&'static Stores> = const { OnceCell::new() };
    }
    if let Some(stores) = STORES.with(|cell| cell.get().copied()) {
        return Ok(stores);
    }
    let opened = Stores {
        store: Store::open(LABEL).await.map_err(|e| e.to_string())?,
        bucket: store::open(LABEL).map_err(|e| format!("{e:?}"))?,
    };
    Ok(STORES.with(|cell| *cell.get_or_init(|| Box::leak(Box::new(opened)))))
}

impl Stores {
    async fn perform(&self, customer: &str, plan: &Plan) -> Result<(), Failure> {
        let mut n = 0;
        for step in &plan.0 {
            match step {
                Step::Get(sizes) => self.get(customer, sizes).await?,
                Step::Increment => n = self.increment(customer)?,
                Step::Set(pairs) => self.set(customer, n, pairs)?,
            }
        }
        Ok(())
    }

    async fn get(&self, customer: &str, sizes: &[Option<usize>]) -> Result<(), Failure> {
        let keys = sizes.iter().enumerate();
        let keys: Vec<String> = keys.map(|(at, size)| key(customer, at, *size)).collect();
        let values = try_join_all(keys.iter().map(|key| self.store.get(key))).await;
        let values = values.map_err(|e| e.to_string())?;
        for (size, value) in sizes.iter().zip(&values) {
            if *size != value.as_ref().map(Vec::len) {
                return Err(format!("{customer} was not prepared for this plan"));
            }
        }
        Ok(())
    }

    fn increment(&self, customer: &str) -> Result<i64, Failure> {
        let counter = format!("fl:n:{}", name(customer));
        atomics::increment(&self.bucket, &counter, 1).map_err(|e| format!("{e:?}"))
    }

    fn set(&self, customer: &str, n: i64, pairs: &[Pair]) -> Result<(), Failure> {
        let pairs: Vec<(String, Vec<u8>)> = pairs
            .iter()
            .enumerate()
            .map(|(at, pair)| (written(customer, at, n, pair), filler(pair.size).to_vec()))
            .collect();
        batch::set_many(&self.bucket, &pairs).map_err(|e| format!("{e:?}"))
    }

    /// Writes every value that a `get` of the plan shall find.
    fn prepare(&self, customer: &str, plan: &Plan) -> Result<(), Failure> {
        let mut pairs = Vec::new();
        for step in &plan.0 {
            let Step::Get(sizes) = step else { continue };
            let found = sizes.iter().enumerate();
            pairs.extend(found.filter_map(|(at, size)| {
                let value = filler((*size)?).to_vec();
                Some((key(customer, at, *size), value))
            }));
        }
        batch::set_many(&self.bucket, &pairs).map_err(|e| format!("{e:?}"))
    }
}

/// Thirty-two digits that lie anywhere, as the journal's names do.
fn name(parts: impl Hash) -> String {
    let half = |salt: u64| {
        let mut hasher = DefaultHasher::new();
        (salt, &parts).hash(&mut hasher);
        hasher.finish()
    };
    format!("{:016x}{:016x}", half(1), half(2))
}

/// Where a pair is written. Keys are as long as the journal's and lie as theirs do, because that
/// decides how many pages of the store a write touches: the view and the slot beside the
/// customer's others, the marker anywhere, the feed entry behind the one before.
fn written(customer: &str, at: usize, n: i64, pair: &Pair) -> String {
    match (pair.overwrites, at) {
        (true, _) => format!("fl:v1:{}", name(customer)),
        (false, 0) => format!("fl:e:{}:{n}", name(customer)),
        (false, 1) => format!("fl:m:{}", name((customer, n))),
        (false, _) => format!("fl:f:{at}:{}", feed()),
    }
}

/// The next entry of this instance's feed.
fn feed() -> String {
    thread_local! {
        static PLACE: Cell<(u64, u64)> = const { Cell::new((0, 0)) };
    }
    PLACE.with(|place| {
        let (instance, k) = place.get();
        let instance = match instance {
            0 => spin_sdk::wasip3::random::random::get_random_u64(),
            known => known,
        };
        place.set((instance, k + 1));
        format!("{instance:x}:{k}")
    })
}

/// Where a read finds a value of that size; the place within its step keeps the keys of one step
/// apart.
fn key(customer: &str, at: usize, size: Option<usize>) -> String {
    match size {
        Some(size) => format!("fl:g:{}:{at}:{size}", name(customer)),
        None => format!("fl:-:{}:{at}", name(customer)),
    }
}
