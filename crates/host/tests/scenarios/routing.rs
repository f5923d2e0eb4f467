//! Which component answers, and what it is told about the request.

use bytes::Bytes;
use http_body_util::{Empty, Full, StreamBody};
use hyper::Request;
use hyper::body::Frame;
use throughline_host::ServerLimits;

use crate::harness::{Scenario, send};

#[tokio::test(flavor = "multi_thread")]
async fn the_most_specific_route_answers() {
    let scenario = Scenario::start("routes").await;
    for (path, route, info) in [
        ("/request", "/request/...", ""),
        ("/request/other", "/request/...", "/other"),
        ("/request/exact", "/request/exact", ""),
        ("/request/exact/more", "/request/...", "/exact/more"),
        ("/request/deep/er", "/request/deep/...", "/er"),
    ] {
        let told = scenario.ok(path, "").await;
        for line in [
            format!("spin-matched-route: {route}"),
            format!("spin-path-info: {info}"),
        ] {
            assert!(told.lines().any(|l| l == line), "{path}: {line} in {told}");
        }
    }
    assert_eq!(scenario.call("/nowhere", "").await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_component_sees_the_whole_url_and_its_segments() {
    let scenario = Scenario::start("routes").await;
    let address = scenario.address();
    let told = scenario.ok("/request/named/7?a=b", "").await;
    for line in [
        format!("POST http://{address}/request/named/7?a=b"),
        format!("spin-full-url: http://{address}/request/named/7?a=b"),
        "spin-component-route: /request/named/:id".to_owned(),
        "spin-path-match-id: 7".to_owned(),
        "spin-base-path: /".to_owned(),
    ] {
        assert!(told.lines().any(|l| l == line), "{line} in {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_cannot_forge_what_the_host_says() {
    let scenario = Scenario::start("routes").await;
    let request = Request::post("/request/exact")
        .header("host", "public.example")
        .header("spin-full-url", "http://forged/")
        .header("spin-client-addr", "9.9.9.9:9")
        .body(Empty::<Bytes>::new())
        .unwrap();
    let (status, told) = send(scenario.address(), request).await.unwrap();
    assert_eq!(status, 200);
    assert!(
        !told.contains("forged") && !told.contains("9.9.9.9"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn internal_and_contradictory_hosts_are_refused() {
    let scenario = Scenario::start("probe").await;
    let address = scenario.address();
    for (uri, host, expected) in [
        ("/body", "probe.spin.internal", 421),
        ("/body", "PROBE.spin.internal.:80", 421),
        (
            "http://probe.spin.internal/body",
            "probe.spin.internal",
            421,
        ),
        ("http://one.example/body", "other.example", 400),
        ("/body", "not a host", 400),
        ("/body", "public.example", 200),
    ] {
        let request = Request::post(uri).header("host", host);
        let request = request.body(Empty::<Bytes>::new()).unwrap();
        let (status, text) = send(address, request).await.unwrap();
        assert_eq!(status, expected, "{uri} {host}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_long_is_refused() {
    let limits = ServerLimits {
        body: 10,
        ..ServerLimits::default()
    };
    let scenario = Scenario::start_with("probe", |host| host.server_limits(limits)).await;
    let address = scenario.address();
    assert_eq!(scenario.ok("/body", "0123456789").await, "10");

    let announced = Request::post("/body")
        .header("host", "h")
        .body(Full::new(Bytes::from_static(b"0123456789x")))
        .unwrap();
    let (status, text) = send(address, announced).await.unwrap();
    assert_eq!(status, 413, "{text}");

    let frame = Ok(Frame::data(Bytes::from_static(b"0123456789x")));
    let unannounced = Request::post("/body")
        .header("host", "h")
        .body(StreamBody::new(futures::stream::iter([frame])))
        .unwrap();
    let (status, text) = send(address, unannounced).await.unwrap();
    assert_eq!(status, 502, "{text}");
    assert!(text.contains("BodySize"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn health_needs_no_component() {
    let scenario = Scenario::start("routes").await;
    let answer = scenario.call("/.well-known/spin/health", "").await;
    assert_eq!(answer, (200, "OK".to_owned()));
}
