//! A store and a clock that fail on purpose, for tests: between the components and whatever store
//! is behind it. What happens to the n-th operation is a function of the seed and n.

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures::FutureExt;
use futures::future::BoxFuture;

use crate::{Entry, Store, StoreError, Write, Written};

/// The longest step of the clock, either way, in milliseconds: an hour.
const STEP: u64 = 3_600_000;

/// What fails, and how often: each a probability for one operation.
///
/// Written `seed=7,fail=0.01,drop=0.01`; what is left out never happens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Faults {
    /// Which faults: the same seed, the same fate of each operation.
    pub seed: u64,
    /// It waits up to [`Faults::longest`] first, besides whatever else happens to it.
    pub delay: f64,
    /// It fails and has no effect.
    pub fail: f64,
    /// It takes effect and its answer is lost: the caller sees a failure.
    pub drop: f64,
    /// It fails now and takes effect up to [`Faults::longest`] later.
    pub late: f64,
    /// A write of several keys reaches some of them and fails.
    pub tear: f64,
    /// The wall clock steps by up to an hour, forwards or back, when it is read.
    pub clock: f64,
    /// The longest delay, in milliseconds: `longest=50`.
    pub longest: u64,
}

impl Default for Faults {
    fn default() -> Self {
        Faults {
            seed: 0,
            delay: 0.0,
            fail: 0.0,
            drop: 0.0,
            late: 0.0,
            tear: 0.0,
            clock: 0.0,
            longest: 50,
        }
    }
}

impl FromStr for Faults {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut faults = Faults::default();
        for part in text.split(',') {
            let wrong = || format!("{part:?} is not of the form fail=0.01");
            let (name, value) = part.split_once('=').ok_or_else(wrong)?;
            let whole = || {
                value
                    .parse()
                    .map_err(|_| format!("{part:?}: not a whole number"))
            };
            let chance = match name {
                "seed" => {
                    faults.seed = whole()?;
                    continue;
                }
                "longest" => {
                    faults.longest = whole()?;
                    continue;
                }
                "delay" => &mut faults.delay,
                "fail" => &mut faults.fail,
                "drop" => &mut faults.drop,
                "late" => &mut faults.late,
                "tear" => &mut faults.tear,
                "clock" => &mut faults.clock,
                _ => return Err(format!("there is no fault {name:?}")),
            };
            let value: f64 = value.parse().map_err(|_| wrong())?;
            if !(0.0..=1.0).contains(&value) {
                return Err(format!("{part:?}: a probability is between 0 and 1"));
            }
            *chance = value;
        }
        Ok(faults)
    }
}

impl Faults {
    /// `store` with these faults in front of it.
    #[must_use]
    pub fn before(self, store: Arc<dyn Store>) -> Arc<dyn Store> {
        Arc::new(Faulty {
            faults: self,
            store,
            operations: AtomicU64::new(0),
        })
    }

    /// A wall clock that steps, if `clock` says so.
    #[must_use]
    pub fn clock(self) -> SteppingClock {
        SteppingClock {
            faults: self,
            readings: AtomicU64::new(0),
            offset: AtomicI64::new(0),
        }
    }
}

/// What happens to one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Well,
    Fail,
    Drop,
    Late,
    Tear,
}

/// Random numbers that belong to one operation (SplitMix64: Steele, Lea and Flood 2014).
struct Dice(u64);

impl Dice {
    fn new(seed: u64, operation: u64) -> Self {
        Dice(
            seed.wrapping_mul(0x9E37_79B9_7F4A_7C15)
                ^ operation.wrapping_mul(0xD1B5_4A32_D192_ED03),
        )
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    /// Between 0 and 1, 1 left out.
    fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

struct Faulty {
    faults: Faults,
    store: Arc<dyn Store>,
    operations: AtomicU64,
}

impl Faulty {
    /// Waits if it has to, and says what else happens.
    async fn meet(&self) -> (Fate, Dice) {
        let operation = self.operations.fetch_add(1, Ordering::Relaxed);
        let mut dice = Dice::new(self.faults.seed, operation);
        if dice.fraction() < self.faults.delay {
            tokio::time::sleep(self.wait(&mut dice)).await;
        }
        let mut roll = dice.fraction();
        let Faults {
            fail,
            drop,
            late,
            tear,
            ..
        } = self.faults;
        let fates = [
            (fail, Fate::Fail),
            (drop, Fate::Drop),
            (late, Fate::Late),
            (tear, Fate::Tear),
        ];
        for (chance, fate) in fates {
            if roll < chance {
                return (fate, dice);
            }
            roll -= chance;
        }
        (Fate::Well, dice)
    }

    fn wait(&self, dice: &mut Dice) -> Duration {
        Duration::from_millis(dice.below(self.faults.longest + 1))
    }

    /// A read: whatever happens to it is that it fails.
    async fn read<T>(&self, read: BoxFuture<'_, Result<T, StoreError>>) -> Result<T, StoreError> {
        match self.meet().await {
            (Fate::Well | Fate::Tear, _) => read.await,
            (fate, _) => Err(on_purpose(fate)),
        }
    }

    async fn change(&self, write: Write) -> Result<Written, StoreError> {
        let (fate, mut dice) = self.meet().await;
        match fate {
            Fate::Well => return self.store.write(write).await,
            Fate::Fail => {}
            Fate::Drop => {
                self.store.write(write).await?;
            }
            Fate::Late => {
                let (store, wait) = (self.store.clone(), self.wait(&mut dice));
                tokio::spawn(async move {
                    tokio::time::sleep(wait).await;
                    // Nobody waits for it any more.
                    drop(store.write(write).await);
                });
            }
            Fate::Tear => match torn(write, &mut dice) {
                Ok(part) => {
                    self.store.write(part).await?;
                }
                Err(whole) => return self.store.write(whole).await,
            },
        }
        Err(on_purpose(fate))
    }
}

/// Some of a write's keys, or the write itself if it has one only.
fn torn(write: Write, dice: &mut Dice) -> Result<Write, Write> {
    match write {
        Write::Set(mut entries) if entries.len() > 1 => {
            keep_some(&mut entries, dice);
            Ok(Write::Set(entries))
        }
        Write::Delete(mut keys) if keys.len() > 1 => {
            keep_some(&mut keys, dice);
            Ok(Write::Delete(keys))
        }
        whole => Err(whole),
    }
}

/// At least one stays, at least one goes, which ones the dice say.
fn keep_some<T>(items: &mut Vec<T>, dice: &mut Dice) {
    let kept = 1 + dice.below(items.len() as u64 - 1);
    while items.len() as u64 > kept {
        let gone = dice.below(items.len() as u64) as usize;
        items.swap_remove(gone);
    }
}

fn on_purpose(fate: Fate) -> StoreError {
    StoreError(format!("failed on purpose: {fate:?}"))
}

impl Store for Faulty {
    fn get(&self, key: String) -> BoxFuture<'_, Result<Option<Vec<u8>>, StoreError>> {
        async move { self.read(self.store.get(key)).await }.boxed()
    }

    fn get_many(&self, keys: Vec<String>) -> BoxFuture<'_, Result<Vec<Entry>, StoreError>> {
        async move { self.read(self.store.get_many(keys)).await }.boxed()
    }

    fn keys(&self) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        async move { self.read(self.store.keys()).await }.boxed()
    }

    fn write(&self, write: Write) -> BoxFuture<'_, Result<Written, StoreError>> {
        self.change(write).boxed()
    }
}

/// The system's time, moved by every step so far.
#[derive(Debug)]
pub struct SteppingClock {
    faults: Faults,
    readings: AtomicU64,
    /// Milliseconds.
    offset: AtomicI64,
}

impl SteppingClock {
    /// Time since the Unix epoch as this clock has it.
    pub fn now(&self) -> Duration {
        let reading = self.readings.fetch_add(1, Ordering::Relaxed);
        let mut dice = Dice::new(!self.faults.seed, reading);
        if dice.fraction() < self.faults.clock {
            let step = dice.below(2 * STEP).cast_signed() - STEP.cast_signed();
            self.offset.store(step, Ordering::Relaxed);
        }
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let offset = self.offset.load(Ordering::Relaxed);
        let moved = Duration::from_millis(offset.unsigned_abs());
        match offset < 0 {
            true => now.saturating_sub(moved),
            false => now + moved,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::Database;

    #[test]
    fn faults_are_written_as_a_list() {
        let faults: Faults = "seed=7,fail=0.25,longest=5".parse().unwrap();
        let expected = Faults {
            seed: 7,
            fail: 0.25,
            longest: 5,
            ..Faults::default()
        };
        assert_eq!(faults, expected);
        for wrong in ["fail", "fail=2", "fail=x", "fall=0.1", "seed=-1", ""] {
            let error = wrong.parse::<Faults>().unwrap_err();
            let name = wrong.split('=').next().unwrap_or_default();
            assert!(error.contains(name), "{error}");
        }
    }

    struct Bench {
        _folder: tempfile::TempDir,
        plain: Arc<dyn Store>,
        faulty: Arc<dyn Store>,
    }

    fn bench(faults: &str) -> Bench {
        let folder = tempfile::TempDir::new().unwrap();
        let plain = Database::open(&folder.path().join("store.db"))
            .unwrap()
            .store("default");
        let faults: Faults = faults.parse().unwrap();
        let faulty = faults.before(plain.clone());
        Bench {
            _folder: folder,
            plain,
            faulty,
        }
    }

    fn pairs(n: usize) -> Write {
        Write::Set((0..n).map(|i| (format!("k{i}"), vec![1])).collect())
    }

    #[tokio::test]
    async fn each_fault_does_what_it_says() {
        for (faults, error, left) in [
            ("fail=1", true, 0..1),
            ("drop=1", true, 8..9),
            ("tear=1", true, 1..8),
            ("delay=1,longest=1", false, 8..9),
            ("seed=1", false, 8..9),
        ] {
            let bench = bench(faults);
            assert_eq!(
                bench.faulty.write(pairs(8)).await.is_err(),
                error,
                "{faults}"
            );
            let kept = bench.plain.keys().await.unwrap().len();
            assert!(left.contains(&kept), "{faults}: {kept}");
        }
        let bench = bench("late=1,longest=20");
        assert!(bench.faulty.write(pairs(8)).await.is_err());
        while bench.plain.keys().await.unwrap().len() < 8 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    #[tokio::test]
    async fn a_fault_hits_as_often_as_it_was_asked_for_and_the_seed_says_whom() {
        let fates = async |seed: u64| {
            let bench = bench(&format!("seed={seed},fail=0.3"));
            let mut failed = Vec::new();
            for _ in 0..1_000 {
                failed.push(bench.faulty.get("k".to_owned()).await.is_err());
            }
            failed
        };
        let (one, again, other) = (fates(1).await, fates(1).await, fates(2).await);
        assert_eq!(one, again);
        assert_ne!(one, other);
        let count = one.iter().filter(|failed| **failed).count();
        assert!((200..400).contains(&count), "{count}");
    }

    #[test]
    fn the_clock_steps_both_ways_and_not_unless_it_was_told_to() {
        let real = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let second = Duration::from_secs(1);
        let faults: Faults = "clock=1".parse().unwrap();
        let clock = faults.clock();
        let readings: Vec<_> = (0..100).map(|_| (clock.now(), real())).collect();
        assert!(readings.iter().any(|(clock, real)| *clock + second < *real));
        assert!(readings.iter().any(|(clock, real)| *clock > *real + second));
        let steady = Faults::default().clock().now();
        assert!(steady <= real() && steady + second > real());
    }
}
