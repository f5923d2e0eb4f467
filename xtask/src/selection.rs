//! Which tests cannot run here, by parts of their names.

use crate::process;
use crate::toolchain::find_program;
use std::process::Command;

/// Tests that are left out.
pub struct Skipped {
    /// What they have in their names.
    pub part: &'static str,
    /// What they are.
    pub tests: &'static str,
    /// Why they cannot run.
    pub reason: &'static str,
    /// Whether that is no fault of the machine's.
    pub intended: bool,
}

/// What this machine or this host cannot run.
pub fn skipped() -> Vec<Skipped> {
    let spin = std::env::var("THROUGHLINE_HOST").is_ok_and(|host| host == "spin");
    let all = [
        (
            find_program("redis-server").is_none(),
            Skipped {
                part: "redis",
                tests: "tests over Redis",
                reason: "there is no redis-server: apt-get install redis-server, or your system's",
                intended: false,
            },
        ),
        (
            !process::works(Command::new("unshare").args(["-Urm", "true"])),
            Skipped {
                part: "full_disk",
                tests: "tests of a full disk",
                reason: "nobody may mount a small disk here (`unshare -Urm true` fails)",
                intended: true,
            },
        ),
        (
            spin,
            Skipped {
                part: "on_the_local_host",
                tests: "tests of what only the local host has",
                reason: "THROUGHLINE_HOST=spin",
                intended: true,
            },
        ),
    ];
    let here = all.into_iter().filter(|(cannot, _)| *cannot);
    here.map(|(_, skipped)| skipped).collect()
}
