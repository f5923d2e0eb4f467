//! Variables from all their sources.

use std::collections::BTreeMap;

use crate::harness::{Scenario, host, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn the_nearest_source_wins() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("values.env");
    let text = "SPIN_VARIABLE_GIVEN=file\nSPIN_VARIABLE_ENVIRONMENT=file\n\
                SPIN_VARIABLE_FILE=\"from file\"\nSPIN_VARIABLE_NEEDED=n\n";
    std::fs::write(&file, text).unwrap();
    let environment = [
        ("SPIN_VARIABLE_GIVEN", "environment"),
        ("SPIN_VARIABLE_ENVIRONMENT", "environment"),
        ("SPIN_VARIABLE_ALSO_NEEDED", "a"),
    ];
    let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let environment: BTreeMap<String, String> = environment.into_iter().map(own).collect();
    let scenario = Scenario::start_with("variables", |host| {
        host.env_file(&file)
            .environment(environment)
            .variable("given", "given")
    })
    .await;
    let all = scenario.ok("/variable", "all").await;
    assert_eq!(all, "given environment from file manifest n a");
}

#[tokio::test]
async fn all_missing_variables_are_named() {
    let state = tempfile::TempDir::new().unwrap();
    let error = refusal(host("variables", state.path())).await;
    for name in ["SPIN_VARIABLE_NEEDED", "SPIN_VARIABLE_ALSO_NEEDED"] {
        assert!(error.contains(name), "{error}");
    }
}
