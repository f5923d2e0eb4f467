//! The words of a text, as they are looked up.

/// A language shows within so many words.
const LOOKED_AT: usize = 240;

/// The distinct words of a text in lower case, in the order of their bytes.
#[derive(Debug, Default)]
pub(crate) struct Words {
    spelt: Vec<String>,
    /// Words of the text, but for repetitions; parts around an apostrophe are not counted.
    whole: usize,
    /// Whether capitals are in each word, and small letters somewhere: names, brands, headings.
    titled: bool,
    /// A Bloom filter of the words: thousands of entries are looked up, and nearly none is in a text.
    filter: [u64; 16],
}

impl Words {
    pub(crate) fn of(prose: &str) -> Self {
        let (mut capitals, mut small) = (true, false);
        for word in split(prose).take(LOOKED_AT) {
            capitals &= word.contains(char::is_uppercase);
            small |= word.contains(char::is_lowercase);
        }
        let mut spelt: Vec<String> = split(prose)
            .take(LOOKED_AT)
            .map(lower)
            .filter(|word| !word.is_empty())
            .collect();
        spelt.sort_unstable();
        spelt.dedup();
        let whole = spelt.len();
        let parts: Vec<String> = spelt
            .iter()
            .filter(|word| word.contains('\''))
            .flat_map(|word| word.split('\''))
            .filter(|part| part.len() > 1)
            .map(str::to_owned)
            .collect();
        spelt.extend(parts);
        spelt.sort_unstable();
        spelt.dedup();
        {
            let mut filter = [0; 16];
            for word in &spelt {
                let (part, bit) = place(word);
                if let Some(part) = filter.get_mut(part) {
                    *part |= bit;
                }
            }
            Self {
                spelt,
                whole,
                titled: capitals && small,
                filter,
            }
        }
    }

    /// How many to number, from 0.
    pub(crate) fn len(&self) -> usize {
        self.spelt.len()
    }

    /// How many words the text has; `l'adresse` is one.
    pub(crate) fn whole(&self) -> usize {
        self.whole
    }

    /// Whether it may be a name rather than a sentence.
    pub(crate) fn titled(&self) -> bool {
        self.titled
    }

    pub(crate) fn find(&self, word: &str) -> Option<usize> {
        let (part, bit) = place(word);
        if self.filter.get(part).is_none_or(|part| part & bit == 0) {
            return None;
        }
        self.spelt
            .binary_search_by(|spelt| spelt.as_str().cmp(word))
            .ok()
    }

    pub(crate) fn each(&self, mut visit: impl FnMut(usize, &str)) {
        for (word, spelt) in self.spelt.iter().enumerate() {
            visit(word, spelt);
        }
    }
}

/// The word's bit in the filter: by its ends and its length.
fn place(word: &str) -> (usize, u64) {
    let bytes = word.as_bytes();
    let end = |byte: Option<&u8>| byte.copied().map_or(0, usize::from);
    let second = end(bytes.get(1));
    let hash = end(bytes.first()) * 31 + second * 7 + end(bytes.last()) * 131 + bytes.len();
    (hash / 64 % 16, 1 << (hash % 64))
}

/// The text at everything that no word has inside.
pub(crate) fn split(prose: &str) -> impl Iterator<Item = &str> {
    prose
        .split(|sign: char| !is_inside(sign))
        .map(|word| word.trim_matches(['\'', '’', '·', '\u{200C}', '\u{200D}']))
        .filter(|word| !word.is_empty())
}

/// Letters, apostrophes and what joins to a letter: accents of their own, the virama and the nukta of
/// Devanagari, the joiners of Persian, the dot of Catalan.
pub(crate) fn is_inside(sign: char) -> bool {
    sign.is_alphabetic()
        || matches!(
            sign,
            '\'' | '’' | 'ʻ' | 'ʼ' | '·' | '\u{300}'
                ..='\u{36F}' | '\u{93C}' | '\u{94D}' | '\u{200C}' | '\u{200D}'
        )
}

/// Lower case, with one kind of apostrophe and without accents of their own (a text in NFD is found as
/// one without accents).
pub(crate) fn lower(word: &str) -> String {
    word.chars()
        .flat_map(char::to_lowercase)
        .filter(|letter| !matches!(letter, '\u{300}'..='\u{36F}'))
        .map(|letter| match letter {
            '’' | 'ʻ' | 'ʼ' => '\'',
            other => other,
        })
        .collect()
}

/// Without accents, as typed on a foreign keyboard; into a buffer that is used again.
pub(crate) fn fold_into(word: &str, folded: &mut String) {
    folded.clear();
    for letter in word.chars() {
        let base = match letter {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
            'ç' | 'ć' | 'č' => "c",
            'ď' | 'đ' => "d",
            'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
            'ğ' | 'ģ' => "g",
            'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
            'ķ' => "k",
            'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
            'ñ' | 'ń' | 'ņ' | 'ň' => "n",
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' => "o",
            'ŕ' | 'ř' => "r",
            'ś' | 'š' | 'ş' | 'ș' => "s",
            'ţ' | 'ť' | 'ț' => "t",
            'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
            'ý' | 'ÿ' => "y",
            'ź' | 'ż' | 'ž' => "z",
            'ß' => "ss",
            'æ' => "ae",
            'œ' => "oe",
            other => {
                folded.push(other);
                continue;
            }
        };
        folded.push_str(base);
    }
}
