//! A component reaches what it was granted, and nothing else.

use crate::harness::Scenario;

/// The scenario, and a server that only `granted` may call.
async fn start() -> (Scenario, Scenario) {
    let upstream = Scenario::start("probe").await;
    let address = upstream.address().to_string();
    let scenario = Scenario::start_with("grants", |h| h.variable("upstream", address)).await;
    (scenario, upstream)
}

#[tokio::test(flavor = "multi_thread")]
async fn stores_open_by_their_label_only() {
    let (scenario, _upstream) = start().await;
    scenario.ok("/granted/set", "default\nkey\nvalue").await;
    assert_eq!(scenario.ok("/granted/get", "default\nkey").await, "value");
    for path in ["/denied/get", "/denied/get-many", "/denied/increment"] {
        let error = scenario.error(path, "default\nkey").await;
        assert!(error.contains("AccessDenied"), "{path}: {error}");
    }
    for path in ["/granted/get", "/granted/increment"] {
        let error = scenario.error(path, "other\nkey").await;
        assert!(error.contains("AccessDenied"), "{path}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn variables_are_those_of_the_stanza() {
    let (scenario, _upstream) = start().await;
    assert_eq!(
        scenario.ok("/granted/variable", "token").await,
        "token s3cret"
    );
    let error = scenario.error("/denied/variable", "token").await;
    assert!(error.contains("Undefined"), "{error}");
    let error = scenario.error("/granted/variable", "No-Name").await;
    assert!(error.contains("InvalidName"), "{error}");
    assert_eq!(
        scenario.ok("/granted/config", "token").await,
        "Some(\"token s3cret\")"
    );
    assert_eq!(scenario.ok("/denied/config", "token").await, "None");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_environment_is_that_of_the_stanza() {
    let (scenario, _upstream) = start().await;
    assert_eq!(scenario.ok("/granted/environment", "PLACE").await, "here");
    for (path, name) in [
        ("/denied/environment", "PLACE"),
        ("/granted/environment", "PATH"),
    ] {
        let error = scenario.error(path, name).await;
        assert!(error.contains("NotPresent"), "{path}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_leave_to_allowed_hosts_only() {
    let (scenario, upstream) = start().await;
    let url = format!("http://{}/body", upstream.address());
    assert_eq!(scenario.ok("/granted/fetch", &url).await, "200 0");
    for (path, url) in [
        ("/denied/fetch", url.as_str()),
        ("/granted/fetch", "http://127.0.0.1:1/"),
        ("/granted/fetch", "https://example.com/"),
        ("/denied/fetch", "http://hidden.spin.internal/body"),
        ("/denied/fetch", "http://self.alt/granted/body"),
    ] {
        let error = scenario.error(path, url).await;
        assert!(error.contains("HttpRequestDenied"), "{path} {url}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_speaks_no_tls_is_an_error_to_the_guest() {
    let (scenario, upstream) = start().await;
    let url = format!("https://{}/body", upstream.address());
    let error = scenario.error("/granted/fetch", &url).await;
    assert!(error.contains("Tls"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_component_may_call_its_own_application() {
    let (scenario, _upstream) = start().await;
    let answer = scenario
        .ok("/granted/fetch", "http://self.alt/denied/body")
        .await;
    assert_eq!(answer, "200 0");
    let answer = scenario
        .ok("/granted/fetch", "http://self.alt/no/route")
        .await;
    assert!(answer.starts_with("404 "), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_component_is_reached_by_chaining_only() {
    let (scenario, _upstream) = start().await;
    let answer = scenario
        .ok(
            "/granted/fetch",
            "http://hidden.spin.internal/request/x?y=z",
        )
        .await;
    assert!(
        answer.starts_with("200 GET http://hidden.spin.internal/request/x?y=z\n"),
        "{answer}"
    );
    assert_eq!(scenario.call("/hidden/body", "").await.0, 404);
    let error = scenario
        .error("/granted/fetch", "http://nobody.spin.internal/body")
        .await;
    assert!(error.contains("DestinationNotFound"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trap_of_a_chained_component_is_an_answer() {
    let (scenario, _upstream) = start().await;
    let answer = scenario
        .ok("/granted/fetch", "http://hidden.spin.internal/trap")
        .await;
    assert!(answer.starts_with("500 "), "{answer}");
    assert!(scenario.log("hidden", "stderr").contains("told to trap"));
}
