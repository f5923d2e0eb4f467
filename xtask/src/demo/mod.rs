//! `cargo xtask demo`: a customer's story, played through really signed webhooks into a host with
//! fresh state, and the timeline that comes of it.

mod chat;
mod desk;
mod ending;
mod mailgun;
mod recorder;
mod server;
mod shop;
mod shopify;
mod sign;
mod sms;
mod stage;
mod story;
mod twilio;
mod voice;
mod x;

use crate::components;
use crate::serve;
use crate::style::{BAD, DIM, GOOD, STRONG};
use crate::workspace::Workspace;
use anstream::println;
use anyhow::{Context, Result, bail};
use recorder::Recorder;
use server::Server;
use shop::Shop;
use stage::Stage;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const PORT: u16 = 3000;

/// How to play.
#[derive(clap::Args, Debug)]
pub struct DemoArgs {
    /// End after the story, with success only when everything was as it should be. Without it the
    /// host keeps serving until Ctrl-C.
    #[arg(long)]
    once: bool,
}

/// Builds, plays, and serves on.
pub fn demo(workspace: &Workspace, args: &DemoArgs) -> Result<()> {
    components::build(workspace)?;
    let binary = serve::build_host(workspace)?;

    let stopped = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stopped);
    ctrlc::set_handler(move || flag.store(true, Ordering::SeqCst))
        .context("cannot listen for Ctrl-C")?;

    let port = free_port()?;
    let mails = Recorder::start()?;
    let shop = Shop::open(port, &mails.base)?;
    let mut server = Server::start(&binary, workspace, &shop, &stopped)?;
    println!("\n{STRONG}Serving {}{STRONG:#}", shop.url);
    println!("  Console: {}/console", shop.url);
    println!("  Chat:    {}/chat", shop.url);

    let mut stage = Stage::new(&shop, &mails);
    let played = story::play(&mut stage);
    if let Err(error) = &played {
        println!("{BAD}The story ended early:{BAD:#} {error:#}");
        println!("{DIM}{}{DIM:#}", server.log_tail());
    }
    let failed = conclude(&stage) + usize::from(played.is_err());
    if !args.once && !stopped.load(Ordering::SeqCst) {
        invite(&shop);
        while !stopped.load(Ordering::SeqCst) {
            server.check()?;
            std::thread::sleep(Duration::from_millis(100));
        }
        println!("\nStopping.");
    }
    server.stop()?;
    if failed > 0 {
        bail!("{failed} expectations of the demo did not hold");
    }
    Ok(())
}

/// Port 3000, or any other one that is free.
fn free_port() -> Result<u16> {
    if TcpListener::bind(("127.0.0.1", PORT)).is_ok() {
        return Ok(PORT);
    }
    let other = TcpListener::bind(("127.0.0.1", 0)).context("no port is free on 127.0.0.1")?;
    let port = other.local_addr()?.port();
    println!("Port {PORT} is taken by another program; serving on {port} instead.");
    Ok(port)
}

/// Prints what was expected and whether it held; answers how many did not.
fn conclude(stage: &Stage) -> usize {
    println!("\n{STRONG}What held{STRONG:#}");
    for (claim, held) in stage.expectations() {
        let (style, sign) = if *held { (GOOD, "yes") } else { (BAD, "NO ") };
        println!("  {style}{sign}{style:#}  {claim}");
    }
    stage
        .expectations()
        .iter()
        .filter(|(_, held)| !held)
        .count()
}

fn invite(shop: &Shop) {
    let Shop { url, key, .. } = shop;
    let phone = story::PHONE;
    println!("\n{STRONG}Ask it yourself{STRONG:#} (this key ends with the demo)");
    for path in [
        format!("/v1/customers/lookup?phone={phone}"),
        format!("/v1/customers/lookup?email={}", story::EMAIL),
        "/v1/tickets".to_owned(),
    ] {
        println!("  curl -H 'Authorization: Bearer {key}' '{url}{path}'");
    }
    println!("  curl '{url}/openapi.json'");
    println!("\n{STRONG}See it{STRONG:#}: {url}/console, with the key {key}; {url}/chat");
    println!("\nServing {url} until Ctrl-C.");
}
