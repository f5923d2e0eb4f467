//! Running other programs: what was run is said when it failed, and nothing waits for ever.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs a program to its end, its output on ours. Any status but success is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| not_started(command))?;
    if !status.success() {
        bail!("`{}` failed: {status}", shown(command));
    }
    Ok(())
}

/// Runs a program to its end and answers what it printed on its standard output. What it says on
/// its standard error is part of the error when it fails.
pub fn read(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| not_started(command))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!(
            "`{}` failed: {}\n{}",
            shown(command),
            output.status,
            said.trim_end()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program to its end and hands on each line of its standard output as it comes.
pub fn read_lines(command: &mut Command, mut each: impl FnMut(&str)) -> Result<()> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| not_started(command))?;
    if let Some(output) = child.stdout.take() {
        let mut reader = BufReader::new(output);
        let mut line = Vec::new();
        // By bytes, because a failing test may print anything.
        while reader.read_until(b'\n', &mut line)? > 0 {
            each(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']));
            line.clear();
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{}` failed: {status}", shown(command));
    }
    Ok(())
}

/// Like [`run`], but the program is killed when it has not ended within `limit`.
pub fn run_within(command: &mut Command, limit: Duration) -> Result<()> {
    let mut child = command.spawn().with_context(|| not_started(command))?;
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            if status.success() {
                return Ok(());
            }
            bail!("`{}` failed: {status}", shown(command));
        }
        if begun.elapsed() > limit {
            // It may have ended just now; either way it is gone afterwards.
            let _ = child.kill();
            child.wait()?;
            bail!("`{}` had not ended after {limit:?}", shown(command));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// True when the program can be started and ends well; its output is thrown away.
pub fn works(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The command as it could be typed into a shell. Its environment is left out: that may hold
/// secrets.
pub fn shown(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| quoted(&word.to_string_lossy()))
        .collect::<Vec<_>>()
        .join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=./:,+@%^".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

fn not_started(command: &Command) -> String {
    format!("cannot start `{}`", shown(command))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_command_is_shown_as_a_shell_takes_it() {
        let mut command = Command::new("cargo");
        command
            .args(["test", "-p", "xtask", "", "it's"])
            .env("KEY", "s3cret");
        assert_eq!(shown(&command), r"cargo test -p xtask '' 'it'\''s'");
    }

    #[test]
    fn a_failure_names_the_command_and_what_it_said() {
        let error = read(&mut shell("echo no such thing >&2; exit 3")).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("exit status: 3"), "{text}");
        assert!(text.contains("no such thing"), "{text}");
        let error = run(&mut Command::new("/does/not/exist")).unwrap_err();
        assert_eq!(error.to_string(), "cannot start `/does/not/exist`");
    }

    #[test]
    fn lines_come_one_by_one_whatever_their_bytes() {
        let mut lines = Vec::new();
        let script = r"printf 'one\r\n\377\nlast'";
        read_lines(&mut shell(script), |line| lines.push(line.to_owned())).unwrap();
        assert_eq!(lines, ["one", "\u{fffd}", "last"]);
    }

    #[test]
    fn what_hangs_is_ended() {
        let error = run_within(&mut shell("exec sleep 600"), Duration::from_millis(100));
        let text = error.unwrap_err().to_string();
        assert!(text.contains("had not ended after 100ms"), "{text}");
        run_within(&mut shell("true"), Duration::from_secs(60)).unwrap();
    }
}
