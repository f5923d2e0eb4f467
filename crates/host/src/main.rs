//! Runs a Spin application on this machine; see the library.

use clap::Parser;
use throughline_host::cli::Cli;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    Cli::parse().run().await
}
