//! Counts right and wrong answers over a labelled set.

use throughline_language::{detect, sentiment};

/// Answers over lines of `language TAB text`; the language `-` is one that must be left open.
#[derive(Debug, Default)]
pub struct Detection {
    pub told: usize,
    pub open: usize,
    pub wrong: usize,
    /// Lines of `-`, and those of them that are answered all the same.
    pub nothing: usize,
    pub nothing_told: usize,
    /// What was answered amiss.
    pub amiss: Vec<String>,
}

impl Detection {
    pub fn over(set: &str) -> Self {
        let mut found = Self::default();
        for (language, text) in set.lines().filter_map(|line| line.split_once('\t')) {
            let answer = detect(text, None);
            match answer {
                _ if language == "-" => {
                    found.nothing += 1;
                    found.nothing_told += usize::from(answer.is_some());
                }
                None => found.open += 1,
                Some(answer) if answer == language => found.told += 1,
                Some(_) => found.wrong += 1,
            }
            let right = answer.unwrap_or("-") == language;
            if !right {
                found
                    .amiss
                    .push(format!("{language} as {}: {text}", answer.unwrap_or("-")));
            }
        }
        found
    }

    /// Of the answers, those that are right.
    #[allow(clippy::cast_precision_loss, reason = "hundreds")]
    pub fn precision(&self) -> f64 {
        self.told as f64 / (self.told + self.wrong + self.nothing_told) as f64
    }

    /// Of the texts in a language, those that are answered rightly.
    #[allow(clippy::cast_precision_loss, reason = "hundreds")]
    pub fn coverage(&self) -> f64 {
        self.told as f64 / (self.told + self.wrong + self.open) as f64
    }
}

/// Answers over lines of `language TAB label TAB text`: right and all of `-`, `0` and `+`.
#[derive(Debug, Default)]
pub struct Mood {
    pub right: [usize; 3],
    pub all: [usize; 3],
    /// Happy for unhappy, or the other way round.
    pub opposite: usize,
    pub amiss: Vec<String>,
}

impl Mood {
    pub fn over(set: &str, language: &str) -> Self {
        let mut mood = Self::default();
        for line in set.lines() {
            let mut fields = line.splitn(3, '\t');
            let (Some(of), Some(label), Some(text)) = (fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let class = "-0+".find(label).filter(|_| label.len() == 1);
            let (true, Some(class)) = (of == language, class) else {
                continue;
            };
            let score = sentiment(text, language);
            let answer = match score {
                Some(score) if score >= 0.2 => 2,
                Some(score) if score > -0.2 => 1,
                Some(_) => 0,
                None => 3,
            };
            mood.all[class] += 1;
            mood.opposite += usize::from(matches!((class, answer), (0, 2) | (2, 0)));
            if answer == class {
                mood.right[class] += 1;
            } else {
                mood.amiss.push(format!("{label} as {score:?}: {text}"));
            }
        }
        mood
    }

    pub fn messages(&self) -> usize {
        self.all.iter().sum()
    }

    /// The mean of the three classes' accuracies.
    #[allow(clippy::cast_precision_loss, reason = "tens")]
    pub fn macro_accuracy(&self) -> f64 {
        let each = self.right.iter().zip(self.all);
        each.map(|(right, all)| *right as f64 / all as f64)
            .sum::<f64>()
            / 3.0
    }
}
