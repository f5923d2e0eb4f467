//! A text as a row of words, with the pauses and signs between them.

use crate::cleanse::prose;
use crate::words::{fold_into, is_inside, lower};

/// What a scorer looks at.
#[derive(Debug, PartialEq)]
pub(crate) enum Item {
    /// Folded: lower case, no accents, no apostrophes.
    Word { spelt: String, shouted: bool },
    /// A comma, a bracket, a dash: what follows is another clause.
    Pause,
    /// The end of a sentence.
    End { question: bool },
    /// A face, a heart, a thumb: thousandths of the unit of valence.
    Sign(i32),
}

/// A text's items, and how often it cries out.
#[derive(Debug, Default)]
pub(crate) struct Utterance {
    pub items: Vec<Item>,
    pub exclamations: usize,
    pub words: usize,
}

/// Faces made of punctuation.
const FACES: &[(&str, i32)] = &[
    (":)", 1500),
    (":-)", 1500),
    (":D", 2000),
    (":-D", 2000),
    (";)", 1000),
    (";-)", 1000),
    ("<3", 2500),
    ("^^", 1000),
    (":(", -1800),
    (":-(", -1800),
    (":'(", -2200),
    (">:(", -2500),
    (":/", -1200),
    (":-/", -1200),
];

const DELIGHTED: &str = "😀😃😄😁😊☺🙂😍🥰😘😎🤗🤩🥳👍👏🙌💪💯❤♥💙💚💛🧡💜🖤🤍💕💖⭐🌟✨🎉😇🙏👌😻";
const DISMAYED: &str = "😡😠🤬😤👎😞😟😢😭😩😫😒🙁☹😕😣😖😱🤮🤢💔🖕😑🙄😔😥😓🤦";

impl Utterance {
    /// `apostrophes`: whether they join a word (`don't`) rather than part two (`l'adresse`).
    pub(crate) fn of(text: &str, apostrophes: bool) -> Self {
        let prose = prose(text);
        let mut utterance = Self::default();
        for line in prose.lines() {
            for chunk in line.split(' ') {
                if let Some((_, valence)) = FACES.iter().find(|(face, _)| *face == chunk) {
                    utterance.items.push(Item::Sign(*valence));
                } else {
                    utterance.chunk(chunk, apostrophes);
                }
            }
            utterance.end(false);
        }
        utterance
    }

    fn chunk(&mut self, chunk: &str, apostrophes: bool) {
        let mut word = String::new();
        for sign in chunk.chars() {
            let apostrophe = matches!(sign, '\'' | '’' | 'ʼ');
            if is_inside(sign) && (apostrophes || !apostrophe) {
                word.push(sign);
                continue;
            }
            self.word(&mut word, apostrophes);
            match sign {
                '?' | '？' => self.end(true),
                '!' | '！' => {
                    self.exclamations += 1;
                    self.end(false);
                }
                '.' | ';' | '…' => self.end(false),
                ',' | ':' | '(' | ')' | '–' | '—' | '-' | '/' | '"' => {
                    self.items.push(Item::Pause)
                }
                _ if DELIGHTED.contains(sign) => self.items.push(Item::Sign(2000)),
                _ if DISMAYED.contains(sign) => self.items.push(Item::Sign(-2200)),
                _ => {}
            }
        }
        self.word(&mut word, apostrophes);
    }

    fn word(&mut self, word: &mut String, apostrophes: bool) {
        if !word.is_empty() {
            let shouted = word.chars().nth(2).is_some() && !word.chars().any(char::is_lowercase);
            let spelt = spelling(&lower(word), apostrophes);
            if !spelt.is_empty() {
                self.words += 1;
                self.items.push(Item::Word { spelt, shouted });
            }
            word.clear();
        }
    }

    /// Several signs end one sentence.
    fn end(&mut self, question: bool) {
        match self.items.last_mut() {
            Some(Item::End { question: already }) => *already |= question,
            Some(_) => self.items.push(Item::End { question }),
            None => {}
        }
    }
}

/// How a word is compared: without accents and apostrophes, no letter more than twice in a row.
pub(crate) fn spelling(lower: &str, apostrophes: bool) -> String {
    let mut folded = String::with_capacity(lower.len());
    fold_into(lower, &mut folded);
    let mut last = (None, 0);
    folded.retain(|letter| {
        last = if last.0 == Some(letter) {
            (last.0, last.1 + 1)
        } else {
            (Some(letter), 1)
        };
        last.1 <= 2 && !(apostrophes && letter == '\'')
    });
    folded
}
