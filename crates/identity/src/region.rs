//! Countries.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A country or territory: ISO 3166-1 alpha-2, or XK.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Region([u8; 2]);

/// The codes in use, each two letters: the 249 of ISO 3166-1, and XK for Kosovo, which has none there
/// and is written so by the European Commission, CLDR and libphonenumber.
const CODES: &str = "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZ\
CACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGN\
GPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULV\
LYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPT\
PWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUS\
UYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW";

impl Region {
    /// Reads a code in either case; `UK` is read as `GB`. `None` when it is none in use.
    pub fn parse(code: &str) -> Option<Self> {
        let bytes: [u8; 2] = code.trim().as_bytes().try_into().ok()?;
        let upper = match bytes.map(|b| b.to_ascii_uppercase()) {
            [b'U', b'K'] => *b"GB",
            upper => upper,
        };
        let known = CODES.as_bytes().chunks_exact(2).any(|code| code == upper);
        known.then_some(Self(upper))
    }

    /// The code in upper case.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("")
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for Region {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        Self::parse(&code)
            .ok_or_else(|| "a region is an ISO 3166-1 code of two letters, such as US".to_owned())
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        let codes: Vec<&[u8]> = CODES.as_bytes().chunks(2).collect();
        assert_eq!(codes.len(), 250);
        assert!(codes.is_sorted());
        for (code, expected) in [
            ("US", Some("US")),
            (" de ", Some("DE")),
            ("uk", Some("GB")),
            ("ZZ", None),
            ("USA", None),
            ("é", None),
            ("", None),
        ] {
            let read = Region::parse(code);
            assert_eq!(read.as_ref().map(Region::as_str), expected, "{code:?}");
        }
    }
}
