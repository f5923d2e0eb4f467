//! How instances are reused, shared and lost.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::future::join_all;
use throughline_host::InstanceLimits;

use crate::harness::{Held, Scenario, until};

async fn start(limits: InstanceLimits) -> Scenario {
    let idle = Duration::from_secs(3600);
    let limits = InstanceLimits { idle, ..limits };
    Scenario::start_with("probe", |host| host.instance_limits(limits)).await
}

/// The instance's number, and how many requests it had begun.
fn parse(answer: &str) -> (String, usize) {
    let (id, begun) = answer.split_once(' ').unwrap();
    (id.to_owned(), begun.parse().unwrap())
}

#[test]
fn the_defaults_are_those_of_spin() {
    let limits = InstanceLimits::default();
    assert_eq!((limits.concurrent, limits.reuse), (16, 128));
    assert_eq!(limits.idle, Duration::from_secs(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_for_each_request() {
    let limits = InstanceLimits {
        reuse: 1,
        ..InstanceLimits::default()
    };
    let scenario = start(limits).await;
    let mut instances = BTreeMap::new();
    for _ in 0..10 {
        let (id, begun) = parse(&scenario.ok("/instance", "").await);
        assert_eq!(begun, 1);
        instances.insert(id, ());
    }
    assert_eq!(instances.len(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_is_reused_up_to_its_limit() {
    let limits = InstanceLimits {
        reuse: 5,
        ..InstanceLimits::default()
    };
    let scenario = start(limits).await;
    let mut most = 0;
    for _ in 0..40 {
        let (_, begun) = parse(&scenario.ok("/instance", "").await);
        assert!(begun <= 5, "{begun} requests in one instance");
        most = most.max(begun);
    }
    assert!(most > 1, "instances are reused");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_takes_no_more_requests_at_a_time_than_its_limit() {
    for concurrent in [1, 3] {
        let limits = InstanceLimits {
            concurrent,
            ..InstanceLimits::default()
        };
        let scenario = start(limits).await;
        let mut held = Vec::new();
        for _ in 0..9 {
            held.push(Held::begin(scenario.address(), scenario.state.path()).await);
        }
        let mut shared = BTreeMap::<String, usize>::new();
        for (status, text) in join_all(held.into_iter().map(Held::finish)).await {
            assert_eq!(status, 200);
            *shared.entry(parse(&text).0).or_default() += 1;
        }
        let most = shared.values().copied().max().unwrap();
        assert!(most <= concurrent, "{shared:?}");
        assert_eq!(most > 1, concurrent > 1, "{shared:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trap_is_logged_and_the_next_request_is_answered() {
    let scenario = start(InstanceLimits::default()).await;
    let (status, text) = scenario.call("/trap", "").await;
    assert_eq!(status, 500);
    assert!(text.contains("\"status\":500"), "{text}");
    assert!(!text.contains("told"), "{text}");
    let logged = || scenario.log("probe", "stderr");
    until("the trap is logged", || {
        logged().contains("component \"probe\" trapped")
    })
    .await;
    assert!(logged().contains("told to trap"), "{}", logged());
    let (_, begun) = parse(&scenario.ok("/instance", "").await);
    assert_eq!(begun, 1, "a new instance");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trap_fails_no_other_instance() {
    let limits = InstanceLimits {
        concurrent: 1,
        ..InstanceLimits::default()
    };
    let scenario = start(limits).await;
    let held = Held::begin(scenario.address(), scenario.state.path()).await;
    assert_eq!(scenario.call("/trap", "").await.0, 500);
    assert_eq!(held.finish().await.0, 200);
}
