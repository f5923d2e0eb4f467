//! Dependencies: one instance per dependency, and only what it inherits.

use crate::harness::{Scenario, host, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn one_dependency_satisfies_a_whole_package() {
    let scenario = Scenario::start("composed").await;
    assert_eq!(scenario.ok("/greet/Ada", "").await, "Hello, Ada (1)");
    assert_eq!(scenario.ok("/count/a", "").await, "1");
    assert_eq!(scenario.ok("/count/a", "").await, "2");
    assert_eq!(scenario.ok("/count/b", "").await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn dependencies_may_be_named_by_interface_and_by_path() {
    let scenario = Scenario::start("composed-by-interface").await;
    assert_eq!(scenario.ok("/greet/Ada", "").await, "Good day, Ada (1)");
    assert_eq!(scenario.ok("/count/a", "").await, "1");
}

#[tokio::test]
async fn what_is_not_inherited_is_refused_at_load() {
    let state = tempfile::TempDir::new().unwrap();
    let error = refusal(host("not-inherited", state.path())).await;
    for part in [
        "\"caller\"",
        "fixtures:greeter@1.0.0",
        "spin:variables/variables",
        "\"variables\"",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
}

#[tokio::test]
async fn a_dependency_that_matches_no_import_is_refused() {
    let state = tempfile::TempDir::new().unwrap();
    let error = refusal(host("unmatched-dependency", state.path())).await;
    for part in ["fixtures:greeter@2.0.0", "fixtures:greeter/greet@1.0.0"] {
        assert!(error.contains(part), "{part}: {error}");
    }
}

#[tokio::test]
async fn one_package_is_one_dependency() {
    let state = tempfile::TempDir::new().unwrap();
    let error = refusal(host("split-package", state.path())).await;
    assert!(error.contains("name the package as a whole"), "{error}");
}
