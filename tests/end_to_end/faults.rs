//! The real components over a store that delays, fails, tears, drops and comes late, by seed, with
//! clocks that step and hosts that are killed: whatever is acknowledged is there afterwards, once.
//!
//! `THROUGHLINE_SEED=12345` plays one run again: the same faults meet the same operations, but the
//! order of what happens at once is the machine's.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use throughline_tests::judge::{Acknowledged, Message, copy_of_redis, copy_of_sqlite, judge};
use throughline_tests::{Hosts, RedisServer, Setup, Sms, dice, size};

/// Runs of each of the two tests: 500 in `--long`.
const USUAL: usize = 12;
const LONG: usize = 500;
/// Runs at a time; they mostly wait.
const AT_ONCE: usize = 4;
const FAULTS: &str = "delay=0.05,fail=0.01,drop=0.01,late=0.01,tear=0.02,clock=0.02,longest=30";
const PEOPLE: usize = 4;
const MESSAGES: usize = 12;
const JOINS: usize = 3;

fn phone(n: usize) -> String {
    format!("+1555000200{n}")
}

/// One call and what it records.
struct Call {
    number: usize,
    seed: usize,
}

impl Call {
    /// A message by SMS, from one of the people.
    fn is_sms(&self) -> bool {
        self.number < MESSAGES
    }

    fn sender(&self) -> usize {
        dice((self.seed, self.number)) % PEOPLE
    }

    /// Repeats it until a host acknowledges it.
    fn make(&self, hosts: &Hosts, time: usize) -> Acknowledged {
        let (n, sender) = (self.number, self.sender());
        let sms = Sms::new(&format!("SM{n}"), &phone(sender), &format!("message {n}"));
        // Two phones of one customer, as the shop knows.
        let other = phone((sender + 1) % PEOPLE);
        let joined = json!({
            "channel": "voice", "provider": "shop", "provider_message_id": format!("call {n}"),
            "direction": "inbound", "kind": "call", "text": format!("message {n}"),
            "identities": [{"kind": "phone", "value": phone(sender), "verified": true},
                           {"kind": "phone", "value": other, "verified": true}],
        });
        hosts.until_acknowledged((self.seed, n, time), |app| match self.is_sms() {
            true => sms.try_deliver(app),
            false => app.try_post("/v1/interactions", &joined),
        });
        let name = match self.is_sms() {
            true => [
                "sms",
                "AC00000000000000000000000000000000",
                &format!("SM{n}"),
            ]
            .map(str::to_owned),
            false => ["voice", "key:tests", &format!("call {n}")].map(str::to_owned),
        };
        let [channel, account, id] = name;
        (phone(sender), Message(channel, account, id))
    }
}

/// Everything is delivered twice while things fail, and once more when nothing does.
fn play(seed: usize, setup: &Setup, number: usize) -> (Hosts, Vec<Acknowledged>) {
    let reuse = [1, 5, 128][dice((seed, "reuse")) % 3].to_string();
    let concurrent = [1, 4, 16][dice((seed, "concurrent")) % 3].to_string();
    let faults = format!("seed={seed},{FAULTS}");
    let arguments = [
        "--max-instance-reuse-count",
        &reuse,
        "--max-instance-concurrent-reuse-count",
        &concurrent,
        "--faults",
        &faults,
    ];
    let hosts = Hosts::start(&setup.clone().arguments(&arguments), number);
    let calls = || (0..MESSAGES + JOINS).map(|number| Call { number, seed });
    std::thread::scope(|scope| {
        for time in 0..2 {
            for call in calls() {
                let hosts = &hosts;
                scope.spawn(move || call.make(hosts, time));
            }
        }
        if dice((seed, "kill")).is_multiple_of(2) {
            std::thread::sleep(Duration::from_millis(dice((seed, "when")) as u64 % 300));
            hosts.strike(dice((seed, "whom")) % number);
        }
    });
    hosts.restart_as(setup);
    let acknowledged = calls().map(|call| call.make(&hosts, 2)).collect();
    (hosts, acknowledged)
}

fn seeds(run: impl Fn(usize) + Sync) {
    let seed = std::env::var("THROUGHLINE_SEED").ok();
    if let Some(seed) = seed.and_then(|seed| seed.parse().ok()) {
        return run(seed);
    }
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= size(USUAL, LONG) {
                        return;
                    }
                    run(seed);
                }
            });
        }
    });
}

#[test]
fn faults_of_a_file_lose_nothing_on_the_local_host() {
    seeds(|seed| {
        let (hosts, acknowledged) = play(seed, &Setup::default(), 1);
        let data = hosts.get(0).data();
        hosts.get(0).strike();
        let verdict = judge(copy_of_sqlite(&data), &acknowledged);
        assert_eq!(verdict, Ok(()), "THROUGHLINE_SEED={seed}");
    });
}

#[test]
fn faults_of_redis_lose_nothing_on_the_local_host() {
    seeds(|seed| {
        let redis = RedisServer::start();
        let setup = Setup::default().runtime_config(&redis.runtime_config());
        let (hosts, acknowledged) = play(seed, &setup, 2);
        drop(hosts);
        let verdict = judge(copy_of_redis(&redis.url()), &acknowledged);
        assert_eq!(verdict, Ok(()), "THROUGHLINE_SEED={seed}");
    });
}

/// The judge of all these runs sees what is wrong.
#[test]
fn what_is_lost_or_damaged_is_noticed() {
    let hosts = Hosts::start(&Setup::default(), 1);
    let calls = (0..2).map(|number| Call { number, seed: 1 });
    let acknowledged: Vec<_> = calls.map(|call| call.make(&hosts, 0)).collect();
    let data = hosts.get(0).data();
    hosts.get(0).strike();
    let copy = || copy_of_sqlite(&data);
    assert_eq!(judge(copy(), &acknowledged), Ok(()));

    let (phone, Message(channel, account, _)) = acknowledged[0].clone();
    let never = Message(channel, account, "SM99".to_owned());
    let said = judge(copy(), &[(phone, never)]).unwrap_err();
    assert!(said.contains("shown 0 times"), "{said}");

    let lost = copy();
    lost.data
        .borrow_mut()
        .retain(|key, _| !key.starts_with("tl:m:"));
    let said = judge(lost, &acknowledged).unwrap_err();
    assert!(said.contains("I1 durable"), "{said}");

    let torn = copy();
    let slots = |key: &String| key.starts_with("tl:e:");
    let slot = torn
        .data
        .borrow()
        .keys()
        .find(|key| slots(key))
        .cloned()
        .unwrap();
    let void = slot.replace("tl:e:", "tl:y:");
    let live = slot.replace("tl:e:", "tl:z:");
    torn.data
        .borrow_mut()
        .extend([(void, vec![]), (live, vec![])]);
    let said = judge(torn, &acknowledged).unwrap_err();
    assert!(said.contains("I2 agreed"), "{said}");
}
