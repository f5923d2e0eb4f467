use super::stub::{Act, Stub};
use super::*;
use std::fmt::Write as _;
use std::time::Duration;
use tempfile::TempDir;
use throughline_import::Outcome;

struct Desk {
    folder: TempDir,
    args: ImportArgs,
}

impl Desk {
    fn new(url: &str, name: &str, text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let args = ImportArgs {
            file,
            kind: None,
            format: None,
            mapping: None,
            dry_run: false,
            url: url.to_owned(),
            key: Some("s3cret".to_owned()),
            batch: 3,
            parallel: 4,
            restart: false,
            report: None,
        };
        Self { folder, args }
    }

    fn run(&self) -> Result<()> {
        let patience = Patience {
            first: Duration::from_millis(1),
            longest: Duration::from_millis(1),
            tries: 40,
        };
        super::run(&self.args, &patience)
    }

    fn beside(&self, end: &str) -> PathBuf {
        beside(&self.args.file, end)
    }

    /// The lines of the report, and what became of each.
    fn report(&self) -> Vec<(u64, String)> {
        let report = std::fs::read_to_string(self.beside(".report.ndjson")).unwrap();
        let outcomes = report.lines().map(|line| {
            let outcome: Outcome = serde_json::from_str(line).unwrap();
            let code = outcome.code.unwrap_or_default();
            (
                outcome.line,
                format!("{:?} {code}", outcome.status).trim().to_lowercase(),
            )
        });
        outcomes.collect()
    }
}

/// Customers of whom some come more than once, the last time with another name.
fn people(rows: usize) -> String {
    let mut csv = "user,name\n".to_owned();
    for n in 0..rows {
        let _ = writeln!(csv, "u{},Name {n}", n % (rows * 2 / 3));
    }
    csv
}

#[test]
fn a_file_is_imported_and_every_line_reported() {
    let stub = Stub::start(|_| Act::Lines);
    let text = "user,name\n1,Ann\n2,Bob\n,x\n3,nobody\n1,Ann\n1,Eve\n4\n";
    let desk = Desk::new(&stub.url, "a.csv", text);
    let said = desk.run().unwrap_err().to_string();
    assert_eq!(said, "3 of 7 rows failed");
    assert_eq!(
        desk.report(),
        [
            (2, "created"),
            (3, "created"),
            (4, "failed invalid_field"),
            (5, "failed invalid_field"),
            (6, "unchanged"),
            (7, "updated"),
            (8, "failed wrong_field_count"),
        ]
        .map(|(line, text)| (line, text.to_owned()))
    );
    let state = stub.state();
    assert_eq!(state.customers["1"]["name"], "Eve");
    assert!(
        state
            .requests
            .iter()
            .all(|line| line == "POST /v1/imports?kind=customers HTTP/1.1")
    );
    for header in [
        "Authorization: Bearer s3cret",
        "Content-Type: application/x-ndjson",
    ] {
        assert!(
            state.headers.iter().any(|line| line == header),
            "{:?}",
            state.headers
        );
    }
    assert!(!desk.beside(".progress").exists());
    assert_eq!(std::fs::read_dir(desk.folder.path()).unwrap().count(), 2);
}

#[test]
fn a_mapping_is_applied_before_anything_is_sent() {
    let stub = Stub::start(|_| Act::Sums);
    let mut desk = Desk::new(&stub.url, "a.txt", "Nr;Vorname\n1;Ann\n2;nobody\n");
    let map = desk.folder.path().join("map.json");
    let mapping = r#"{"format":"csv","columns":{"Nr":"identity.external","Vorname":"name"},"prefix":{"identity.external":"crm:"}}"#;
    std::fs::write(&map, mapping).unwrap();
    desk.args.mapping = Some(map.clone());
    desk.args.report = Some(desk.folder.path().join("said.ndjson"));
    assert_eq!(desk.run().unwrap_err().to_string(), "1 of 2 rows failed");
    assert_eq!(stub.state().customers["crm:1"]["name"], "Ann");
    // Of a server that sums up, the lines that failed.
    let report = std::fs::read_to_string(desk.folder.path().join("said.ndjson")).unwrap();
    assert_eq!(
        report,
        "{\"line\":3,\"status\":\"failed\",\"code\":\"invalid_field\",\"detail\":\"nobody is no name\"}\n"
    );

    std::fs::write(&map, r#"{"columns":{"Nr":"nummer"}}"#).unwrap();
    let said = format!("{:#}", desk.run().unwrap_err());
    assert!(said.contains("customers have no \"nummer\""), "{said}");
    std::fs::write(&map, r#"{"format":"csv"}"#).unwrap();
    let requests = stub.state().requests.len();
    let said = format!("{:#}", desk.run().unwrap_err());
    assert!(said.contains("nothing is called \"Nr\""), "{said}");
    assert_eq!(stub.state().requests.len(), requests);
}

#[test]
fn a_dry_run_changes_nothing_and_leaves_nothing_to_continue() {
    let stub = Stub::start(|n| if n < 3 { Act::Lines } else { Act::Forbid });
    let mut desk = Desk::new(&stub.url, "a.csv", &people(30));
    desk.args.dry_run = true;
    desk.args.kind = Some(Kind::Customers);
    let said = format!("{:#}", desk.run().unwrap_err());
    assert!(said.contains("403 forbidden so it is"), "{said}");
    assert!(stub.state().requests[0].contains("?kind=customers&dry_run=true "));
    assert!(stub.state().customers.is_empty());
    assert!(!desk.beside(".progress").exists());
}

#[test]
fn what_passes_is_tried_again() {
    let acts = [
        Act::Busy,
        Act::Down,
        Act::HangUp,
        Act::Half,
        Act::StoreFails,
        Act::Lines,
    ];
    let stub = Stub::start(move |n| acts[n % acts.len()]);
    let desk = Desk::new(&stub.url, "a.csv", &people(60));
    desk.run().unwrap();
    let lines: Vec<_> = desk.report().into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, (2..62).collect::<Vec<_>>());
    let whole = Stub::start(|_| Act::Lines);
    Desk::new(&whole.url, "a.csv", &people(60)).run().unwrap();
    assert_eq!(stub.state().customers, whole.state().customers);
}

#[test]
fn of_rows_that_name_one_address_the_last_one_counts() {
    // Every batch names somebody whom the one before named; every third request has to come again.
    let stub = Stub::start(|n| if n % 3 == 0 { Act::Busy } else { Act::Lines });
    let rows: String = (0..90).map(|n| format!("u{},Name {n}\n", n % 4)).collect();
    let desk = Desk::new(&stub.url, "a.csv", &format!("user,name\n{rows}"));
    desk.run().unwrap();
    let state = stub.state();
    for user in 0..4 {
        let id = format!("u{user}");
        let rows = state
            .taken
            .iter()
            .filter(|row| row["identities"][0]["value"] == *id);
        let names: Vec<_> = rows.filter_map(|row| row["name"].as_str()).collect();
        let expected: Vec<_> = (user..90).step_by(4).map(|n| format!("Name {n}")).collect();
        assert_eq!(names, expected, "{id}");
    }
}

#[test]
fn what_does_not_pass_ends_in_time() {
    let stub = Stub::start(|_| Act::Down);
    let desk = Desk::new(&stub.url, "a.csv", &people(30));
    let said = format!("{:#}", desk.run().unwrap_err());
    assert!(
        said.contains("503 store_unavailable so it is, 40 times"),
        "{said}"
    );
    // Four batches of forty tries, if nobody had stopped the others.
    assert!(stub.state().requests.len() <= 160);

    let gone = Desk::new("http://127.0.0.1:1", "a.csv", &people(3));
    let said = format!("{:#}", gone.run().unwrap_err());
    assert!(
        said.contains("http://127.0.0.1:1 does not answer"),
        "{said}"
    );
}

/// Killed behind the n-th request, and perhaps before it had noted what it knew.
fn interrupted(after: usize, forgets: bool, parallel: u64) {
    let text = people(60);
    let whole = Stub::start(|_| Act::Lines);
    Desk::new(&whole.url, "a.csv", &text).run().unwrap();

    let stub = Stub::start(move |n| if n == after { Act::Forbid } else { Act::Lines });
    let mut desk = Desk::new(&stub.url, "a.csv", &text);
    desk.args.parallel = parallel;
    desk.run().unwrap_err();
    let file = desk.beside(".progress");
    if let (true, Some(mut progress)) = (forgets, progress::load(&file).unwrap()) {
        // As it was a batch before: that one is in the report already, and its last line half.
        let report = std::fs::read(desk.beside(".report.ndjson")).unwrap();
        progress.batches -= 1;
        progress.tally.created -= 3;
        let lines = report.split_inclusive(|byte| *byte == b'\n');
        let kept = usize::try_from(progress.batches * 3).unwrap();
        progress.report_bytes = lines
            .take(kept)
            .map(|line| u64::try_from(line.len()).unwrap())
            .sum();
        progress.save(&file).unwrap();
        std::fs::write(
            desk.beside(".report.ndjson"),
            [&report[..], b"{\"line\":"].concat(),
        )
        .unwrap();
    }
    let done = progress::load(&file)
        .unwrap()
        .map_or(0, |progress| progress.rows());
    let taken = stub.state().taken.len();
    desk.args.batch = 7;
    desk.run().unwrap();
    assert_eq!(
        stub.state().customers,
        whole.state().customers,
        "after {after}"
    );
    let sent = u64::try_from(stub.state().taken.len() - taken).unwrap();
    assert_eq!(
        sent,
        60 - done,
        "after {after}: what was acknowledged is not sent again"
    );
    let lines: Vec<_> = desk.report().into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, (2..62).collect::<Vec<_>>(), "after {after}");
    assert!(!file.exists());
}

#[test]
fn an_import_that_was_interrupted_and_resumed_equals_one_that_was_not() {
    for after in (0..20).step_by(3) {
        for forgets in [false, true] {
            // The first ten batches create only.
            interrupted(after, forgets && after < 10, 1);
            interrupted(after, false, 4);
        }
    }
}

#[test]
fn another_file_or_restart_begins_at_the_first_row() {
    for restart in [true, false] {
        let stub = Stub::start(|n| if n == 5 { Act::Forbid } else { Act::Lines });
        let mut desk = Desk::new(&stub.url, "a.csv", &people(30));
        desk.args.parallel = 1;
        desk.run().unwrap_err();
        assert!(desk.beside(".progress").exists());
        desk.args.restart = restart;
        if !restart {
            std::fs::write(&desk.args.file, people(30) + "new,Eve\n").unwrap();
        }
        let taken = stub.state().taken.len();
        desk.run().unwrap();
        let again = stub.state().taken.len() - taken;
        assert_eq!(again, if restart { 30 } else { 31 });
        assert_eq!(desk.report().len(), again);
    }
}

#[test]
fn what_is_missing_is_asked_for() {
    let mut desk = Desk::new("http://127.0.0.1:1", "a", "");
    let said = format!("{:#}", desk.run().unwrap_err());
    assert!(said.contains("give --format"), "{said}");
    desk.args.format = Some(Format::Csv);
    let said = format!("{:#}", desk.run().unwrap_err());
    assert!(said.contains("there is nothing in it"), "{said}");
    desk.args.key = Some(" ".to_owned());
    let said = format!("{:#}", desk.run().unwrap_err());
    assert!(said.contains("THROUGHLINE_KEY"), "{said}");
    desk.args.file = desk.folder.path().join("gone.csv");
    desk.args.key = Some("s3cret".to_owned());
    let said = format!("{:#}", desk.run().unwrap_err());
    assert!(said.contains("gone.csv"), "{said}");
}
