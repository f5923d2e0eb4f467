//! The commands of this repository: `cargo xtask demo`, `up`, `build`, `import`, `test`, `bench`,
//! `doctor`.
//!
//! They set up what is missing where they may, and say the exact command where they may not. They
//! need a Unix: Linux, macOS, or WSL on Windows.

mod checks;
mod components;
mod config;
mod debian;
mod demo;
mod doctor;
mod fuzz;
mod import;
mod process;
mod selection;
mod serve;
mod store;
mod style;
mod timeline;
mod toolchain;
mod variables;
mod version;
mod workspace;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;
use workspace::Workspace;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "Throughline's commands"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Plays a customer's story through signed webhooks and shows the unified timeline.
    Demo(demo::DemoArgs),
    /// Builds and serves.
    Up(serve::UpArgs),
    /// Builds all WebAssembly components to target/wasm32-wasip2/release.
    Build {
        /// The folders of some of them, for example `sms timeline`.
        names: Vec<String>,
    },
    /// Imports customers, interactions or purchases from a file, resuming where it stopped.
    Import(import::ImportArgs),
    /// Checks everything that can be checked.
    Test(checks::TestArgs),
    /// Measures; its arguments go to the measuring program.
    Bench {
        /// Which scenario, and its options.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        scenario: Vec<String>,
    },
    /// Says what is missing on this machine and in this configuration, with the fix.
    Doctor(serve::UpArgs),
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    let workspace = Workspace::load()?;
    match arguments.command {
        Command::Demo(args) => demo::demo(&workspace, &args),
        Command::Up(args) => match serve::up(&workspace, &args)? {},
        Command::Build { names } => components::build_some(&workspace, &names),
        Command::Import(args) => import::import(&args),
        Command::Test(args) => checks::test(&workspace, &args),
        Command::Bench { scenario } => checks::bench(&workspace, &scenario),
        Command::Doctor(args) => doctor::doctor(&workspace, &args),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
