//! A request's store operations, as they are written in a query.
//!
//! Steps are separated by `~`, what a step does at once by `.`:
//!
//! | step | what |
//! |---|---|
//! | `g5210.8.-` | three reads at once: values of 5210 and 8 bytes, and a key that does not exist |
//! | `i` | one increment |
//! | `s350.60.*5210` | one `set-many` of three pairs; `*` for a key that is overwritten each time |

use std::fmt;
use std::str::FromStr;

/// One step: what is waited for together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Reads at once: each the size of its value in bytes, or none where there is no such key.
    Get(Vec<Option<usize>>),
    /// One increment of the customer's counter.
    Increment,
    /// One `set-many`.
    Set(Vec<Pair>),
}

/// A pair of a `set-many`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Bytes of its value.
    pub size: usize,
    /// Whether its key is the same every time.
    pub overwrites: bool,
}

/// Steps in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan(pub Vec<Step>);

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("~")?;
            }
            match step {
                Step::Increment => f.write_str("i")?,
                Step::Get(sizes) => write_all(f, "g", sizes, |size| match size {
                    Some(size) => size.to_string(),
                    None => "-".to_owned(),
                })?,
                Step::Set(pairs) => write_all(f, "s", pairs, |pair| match pair.overwrites {
                    true => format!("*{}", pair.size),
                    false => pair.size.to_string(),
                })?,
            }
        }
        Ok(())
    }
}

fn write_all<T>(
    f: &mut fmt::Formatter<'_>,
    step: &str,
    items: &[T],
    written: impl Fn(&T) -> String,
) -> fmt::Result {
    let items: Vec<String> = items.iter().map(written).collect();
    write!(f, "{step}{}", items.join("."))
}

/// The step that is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoStep(String);

impl fmt::Display for NoStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no step: g, i or s with sizes", self.0)
    }
}

impl std::error::Error for NoStep {}

impl FromStr for Plan {
    type Err = NoStep;

    fn from_str(text: &str) -> Result<Self, NoStep> {
        let steps = text.split('~').filter(|step| !step.is_empty());
        let steps = steps.map(|step| read(step).ok_or_else(|| NoStep(step.to_owned())));
        steps.collect::<Result<_, _>>().map(Self)
    }
}

fn read(step: &str) -> Option<Step> {
    if step == "i" {
        return Some(Step::Increment);
    }
    if let Some(sizes) = step.strip_prefix('g') {
        let sizes = sizes.split('.').map(|size| match size {
            "-" => Some(None),
            size => size.parse().ok().map(Some),
        });
        return sizes.collect::<Option<_>>().map(Step::Get);
    }
    let pairs = step.strip_prefix('s')?.split('.').map(|pair| {
        let size = pair.strip_prefix('*');
        Some(Pair {
            size: size.unwrap_or(pair).parse().ok()?,
            overwrites: size.is_some(),
        })
    });
    pairs.collect::<Option<_>>().map(Step::Set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_reads_back_as_it_was_written() {
        let text = "g-~g5210.8~g350.-~i~s350.60.*5210~g-";
        let plan: Plan = text.parse().unwrap();
        assert_eq!(plan.to_string(), text);
        assert_eq!(plan.0.len(), 6);
        assert_eq!(plan.0[1], Step::Get(vec![Some(5210), Some(8)]));
        let view = Pair {
            size: 5210,
            overwrites: true,
        };
        assert!(matches!(&plan.0[4], Step::Set(pairs) if pairs[2] == view));
        assert_eq!("".parse(), Ok(Plan::default()));
    }

    #[test]
    fn what_is_no_step_is_named() {
        for text in ["x", "g", "gone", "s", "s*", "i2", "g1~s-"] {
            let error = text.parse::<Plan>().unwrap_err().to_string();
            assert!(error.contains("is no step"), "{text}: {error}");
        }
    }
}
