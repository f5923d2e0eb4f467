//! The protocol under tens of thousands of schedules: two to eight writers, joins, partings and
//! erasures, interleaved between any two store operations, with failures, torn writes, pauses and
//! crashes. The invariants I1 to I5 must hold in all of them, and leaving out any one of the
//! protocol's rules must be noticed.
//!
//! `THROUGHLINE_SCHEDULES` sets how many schedules are played: 24,000 without it, ten times as many
//! in `cargo xtask test --long`.
//! `THROUGHLINE_SEED=12345` plays a single seed of every plot, to look at what a failure reported.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod drafts;
#[path = "simulation/names.rs"]
mod names;
#[path = "simulation/schedule.rs"]
mod schedule;
#[path = "simulation/story.rs"]
mod story;
#[path = "simulation/world.rs"]
mod world;

use schedule::Chaos;
use story::{Counts, Plot, play};
use throughline_journal::rule::{Rule, leave_out};
use world::Faults;

fn plots() -> Vec<Plot> {
    let mut plots = Vec::new();
    for (unmerges, erase) in [(0, false), (2, false), (2, true)] {
        for torn in [false, true] {
            for (crash, fail) in [(0.0, 0.0), (0.01, 0.01)] {
                plots.push(Plot {
                    unmerges,
                    erase,
                    chaos: Chaos {
                        faults: Faults { torn, fail },
                        crash,
                        pause: 0.03,
                    },
                });
            }
        }
    }
    plots
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn the_invariants_hold_in_every_schedule() {
    let plots = plots();
    let usual = if setting("THROUGHLINE_LONG").is_some() {
        240_000
    } else {
        24_000
    };
    let runs = setting("THROUGHLINE_SCHEDULES").unwrap_or(usual) / plots.len() as u64;
    let seeds = match setting("THROUGHLINE_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..runs,
    };
    let threads: Vec<_> = plots
        .into_iter()
        .map(|plot| {
            let seeds = seeds.clone();
            std::thread::spawn(move || {
                let mut sum = Counts::default();
                for seed in seeds {
                    match play(seed, plot) {
                        Ok(counts) => {
                            sum.acknowledged += counts.acknowledged;
                            sum.voids += counts.voids;
                        }
                        Err(wrong) => panic!("THROUGHLINE_SEED={seed} {plot:?}\n{wrong}"),
                    }
                }
                sum
            })
        })
        .collect();
    let mut sum = Counts::default();
    let schedules = threads.len() as u64 * (seeds.end - seeds.start);
    for thread in threads {
        let counts = thread
            .join()
            .expect("a schedule broke an invariant: see above");
        sum.acknowledged += counts.acknowledged;
        sum.voids += counts.voids;
    }
    println!(
        "{schedules} schedules, {} acknowledgements, {} voided slots",
        sum.acknowledged, sum.voids
    );
    assert!(sum.acknowledged > schedules, "hardly anything was recorded");
    if setting("THROUGHLINE_SEED").is_none() {
        assert!(sum.voids > 0, "no schedule ever sealed a slot");
    }
}

/// The seed and plot at which leaving the rule out is noticed.
fn caught(rule: Rule) -> Option<(u64, String)> {
    leave_out(Some(rule));
    let found = (0..4_000).find_map(|seed| {
        plots()
            .into_iter()
            .find_map(|plot| play(seed, plot).err().map(|wrong| (seed, wrong)))
    });
    leave_out(None);
    found
}

macro_rules! mutants {
    ($($name:ident: $rule:ident,)*) => {$(
        #[test]
        fn $name() {
            let (seed, wrong) = caught(Rule::$rule)
                .expect(concat!("nobody noticed that ", stringify!($rule), " was left out"));
            println!("noticed at seed {seed}: {}", wrong.lines().next().unwrap_or_default());
        }
    )*};
}

mutants! {
    a_marker_taken_for_proof_is_noticed: MarkerIsNoProof,
    a_seal_over_the_slot_is_noticed: SealBesideSlot,
    a_view_with_its_own_slot_is_noticed: ViewBeforeOwn,
    an_unchecked_seal_is_noticed: CheckSealing,
    a_flag_read_before_its_slot_is_noticed: SlotBeforeSealing,
    a_closed_log_that_takes_more_is_noticed: ClosedIsDead,
    a_root_that_takes_strangers_is_noticed: HomesOnly,
    an_append_that_does_not_walk_is_noticed: WalkToRoot,
    an_erasure_that_races_an_append_is_noticed: EraseBefore,
}
