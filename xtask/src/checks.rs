//! `cargo xtask test`: everything that can be checked, each step under a plain line with its time.

use crate::components;
use crate::fuzz;
use crate::process;
use crate::selection::{self, Skipped};
use crate::serve::{self, HOST_BIN, HOST_PACKAGE};
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// End-to-end tests find the components, and the guests of tests, in this folder.
const WASM_DIR: &str = "THROUGHLINE_WASM_DIR";
/// Set to `1` by `--long`: tests then also take their larger sizes.
const LONG: &str = "THROUGHLINE_LONG";
/// The seed of the properties' random inputs, fixed: the same commit passes or fails each time. `--long`
/// leaves it to chance, and tries more.
const SEED: (&str, &str) = ("PROPTEST_RNG_SEED", "20");
/// The advisory database is a Git repository of a few MB.
const ADVISORIES_LIMIT: Duration = Duration::from_secs(90);

/// What to test.
#[derive(clap::Args, Debug)]
pub struct TestArgs {
    /// Also what takes long: tests marked `#[ignore = "long: …"]`, and larger sizes of others.
    #[arg(long)]
    long: bool,
    /// Run only the tests whose name contains this, and build only what they need.
    filter: Option<String>,
}

/// How a step ended.
#[derive(Debug, PartialEq)]
enum Outcome {
    Passed,
    Failed,
    /// With the reason, which is printed aloud.
    NotRun(String),
}

/// Runs all steps, a failed one too does not keep the others from running. An error at the end
/// when any failed.
pub fn test(workspace: &Workspace, args: &TestArgs) -> Result<()> {
    let mut checks = Checks::default();
    let whole = args.filter.is_none();
    if whole {
        checks.step("formatting", || {
            process::run(workspace.cargo().args(["fmt", "--all", "--check"]))
        });
    }
    checks.step("components", || components::build(workspace));
    let mut host = None;
    checks.step("local host", || {
        host = Some(serve::build_host(workspace)?);
        Ok(())
    });
    if whole {
        checks.step("clippy", || clippy(workspace));
    }
    // The local host is compiled once: its own tests use the profile of its binary, and no other
    // test links Wasmtime.
    let (most, hosts_own): (&[&str], &[&str]) = (
        &["--workspace", "--exclude", HOST_PACKAGE],
        &["--profile", "host", "-p", HOST_PACKAGE],
    );
    let skipped = selection::skipped(workspace);
    let mut ran = 0;
    for (name, selection) in [("tests", most), ("tests of the local host", hosts_own)] {
        match &host {
            Some(host) => checks.step(name, || {
                ran += cargo_test(workspace, args, selection, host, &skipped)?;
                Ok(())
            }),
            None => checks.skip(name, Outcome::Failed, "the local host was not built"),
        }
    }
    for Skipped {
        tests,
        reason,
        intended,
        ..
    } in &skipped
    {
        let outcome = match intended {
            true => Outcome::NotRun((*reason).to_owned()),
            false => unless_in_ci(reason),
        };
        checks.skip(tests, outcome, reason);
    }
    if let Some(filter) = &args.filter {
        checks.step("filter", || some_ran(ran, filter));
    } else {
        deny(workspace, &mut checks);
        checks.step("documentation", || documentation(workspace));
    }
    if args.long && whole {
        match fuzz::missing() {
            None => checks.step("fuzzing", || fuzz::run(workspace)),
            Some(fix) => checks.skip("fuzzing", Outcome::NotRun(fix.to_owned()), fix),
        }
    }
    checks.finish(ran)
}

/// Starts the measurements: `cargo xtask bench [scenario] [its own options]`.
pub fn bench(workspace: &Workspace, args: &[String]) -> Result<()> {
    const PACKAGE: &str = "throughline-bench";
    if !workspace.has(PACKAGE) {
        bail!("there are no measurements yet: this repository has no package {PACKAGE}");
    }
    components::build(workspace)?;
    let host = serve::build_host(workspace)?;
    let mut cargo = workspace.cargo();
    cargo
        .args(["run", "--profile", "host", "-p", PACKAGE, "--"])
        .args(args);
    process::run(point_at(&mut cargo, workspace, &host))
}

fn point_at<'a>(cargo: &'a mut Command, workspace: &Workspace, host: &Path) -> &'a mut Command {
    cargo
        .env(HOST_BIN, host)
        .env(WASM_DIR, workspace.wasm_dir())
}

fn clippy(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.cargo();
    cargo.args(["clippy", "--workspace", "--all-targets"]);
    process::run(cargo.args(["--", "-D", "warnings"]))
}

/// Runs tests and answers how many passed.
fn cargo_test(
    workspace: &Workspace,
    args: &TestArgs,
    selection: &[&str],
    host: &Path,
    skipped: &[Skipped],
) -> Result<u64> {
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--no-fail-fast"]).args(selection);
    point_at(&mut cargo, workspace, host);
    cargo.args(&args.filter).arg("--");
    if std::io::IsTerminal::is_terminal(&std::io::stdout()) {
        // The runner writes to a pipe and would leave its colours out.
        cargo.args(["--color", "always"]);
    }
    if args.long {
        cargo.arg("--include-ignored").env(LONG, "1");
    } else if std::env::var_os(SEED.0).is_none() {
        cargo.env(SEED.0, SEED.1);
    }
    for skipped in skipped {
        cargo.args(["--skip", skipped.part]);
    }
    let mut passed = 0;
    process::read_lines(&mut cargo, |line| {
        println!("{line}");
        passed += passed_tests(line).unwrap_or(0);
    })?;
    Ok(passed)
}

/// The number in a runner's line `test result: ok. 12 passed; 0 failed; …`, coloured or not.
fn passed_tests(line: &str) -> Option<u64> {
    let plain = anstream::adapter::strip_str(line).to_string();
    let (_, counts) = plain.strip_prefix("test result: ")?.split_once(". ")?;
    counts.split_once(" passed;")?.0.parse().ok()
}

fn some_ran(ran: u64, filter: &str) -> Result<()> {
    if ran == 0 {
        bail!("no test passed whose name contains `{filter}`");
    }
    Ok(())
}

/// Licences, bans and sources of every dependency; advisories where their database is reached.
fn deny(workspace: &Workspace, checks: &mut Checks) {
    const NAME: &str = "licences, bans and sources";
    const INSTALL: &str = "cargo-deny is not installed: cargo install --locked cargo-deny";
    if !process::works(workspace.cargo().args(["deny", "--version"])) {
        checks.skip(NAME, unless_in_ci(INSTALL), INSTALL);
        return;
    }
    checks.step(NAME, || {
        let mut cargo = workspace.cargo();
        cargo.args(["deny", "--workspace", "check"]);
        process::run(cargo.args(["licenses", "bans", "sources"]))
    });

    let mut fetch = workspace.cargo();
    // A closed network shall fail, not ask for a password.
    fetch
        .args(["deny", "fetch", "db"])
        .env("GIT_TERMINAL_PROMPT", "0");
    match process::run_within(&mut fetch, ADVISORIES_LIMIT) {
        Ok(()) => checks.step("advisories", || {
            let mut cargo = workspace.cargo();
            process::run(cargo.args(["deny", "--workspace", "check", "advisories"]))
        }),
        Err(_) => {
            let reason = "the advisory database cannot be reached from here";
            checks.skip("advisories", Outcome::NotRun(reason.to_owned()), reason);
        }
    }
}

/// What is not installed may be left out, but not where everything has to be checked.
fn unless_in_ci(reason: &str) -> Outcome {
    match std::env::var("CI").is_ok_and(|value| value == "true") {
        true => Outcome::Failed,
        false => Outcome::NotRun(reason.to_owned()),
    }
}

fn documentation(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.cargo();
    cargo
        .args(["doc", "--workspace", "--no-deps"])
        .env("RUSTDOCFLAGS", "-D warnings");
    process::run(&mut cargo)
}

/// The steps so far.
#[derive(Default)]
struct Checks {
    ended: Vec<(String, Outcome)>,
}

impl Checks {
    fn step(&mut self, name: &str, check: impl FnOnce() -> Result<()>) {
        println!("\n== {name}");
        let begun = Instant::now();
        let result = check();
        let took = begun.elapsed();
        let outcome = match result {
            Ok(()) => {
                println!("== {name}: passed in {took:.1?}");
                Outcome::Passed
            }
            Err(error) => {
                println!("== {name}: FAILED in {took:.1?}: {error:#}");
                Outcome::Failed
            }
        };
        self.ended.push((name.to_owned(), outcome));
    }

    fn skip(&mut self, name: &str, outcome: Outcome, reason: &str) {
        println!("\n== {name}: NOT RUN: {reason}");
        self.ended.push((name.to_owned(), outcome));
    }

    fn finish(self, tests: u64) -> Result<()> {
        println!("\n{}", self.summary(tests));
        let failed = self.failed();
        if !failed.is_empty() {
            bail!("failed: {}", failed.join(", "));
        }
        Ok(())
    }

    fn failed(&self) -> Vec<&str> {
        let failed = self.ended.iter().filter(|(_, o)| *o == Outcome::Failed);
        failed.map(|(name, _)| name.as_str()).collect()
    }

    fn summary(&self, tests: u64) -> String {
        let count =
            |wanted: fn(&Outcome) -> bool| self.ended.iter().filter(|(_, o)| wanted(o)).count();
        let mut text = format!(
            "{} steps passed, {} failed; {tests} tests passed",
            count(|o| *o == Outcome::Passed),
            self.failed().len(),
        );
        for (name, outcome) in &self.ended {
            if let Outcome::NotRun(reason) = outcome {
                text.push_str(&format!("; {name} NOT RUN: {reason}"));
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_counted_from_the_runners_own_line() {
        let plain = "test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 0 filtered out";
        assert_eq!(passed_tests(plain), Some(12));
        let failed = "test result: FAILED. 7 passed; 1 failed; 0 ignored";
        assert_eq!(passed_tests(failed), Some(7));
        let coloured = "test result: \u{1b}[32mok\u{1b}(B\u{1b}[m. 5 passed; 0 failed";
        assert_eq!(passed_tests(coloured), Some(5));
        assert_eq!(passed_tests("test a_test ... ok"), None);
        assert_eq!(passed_tests("12 passed;"), None);
    }

    #[test]
    fn a_filter_that_matches_nothing_is_a_failure() {
        assert!(some_ran(1, "sms").is_ok());
        let said = some_ran(0, "smss").unwrap_err().to_string();
        assert!(said.contains("`smss`"), "{said}");
    }

    #[test]
    fn a_failed_step_fails_the_run_and_what_did_not_run_is_said() {
        let mut checks = Checks::default();
        checks.step("good", || Ok(()));
        checks.skip(
            "advisories",
            Outcome::NotRun("no network".into()),
            "no network",
        );
        assert_eq!(
            checks.summary(4),
            "1 steps passed, 0 failed; 4 tests passed; advisories NOT RUN: no network"
        );
        checks.step("bad", || bail!("broken"));
        checks.skip("dependent", Outcome::Failed, "bad failed");
        let error = checks.finish(4).unwrap_err();
        assert_eq!(error.to_string(), "failed: bad, dependent");
    }
}
