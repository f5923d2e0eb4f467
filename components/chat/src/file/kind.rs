//! Types of files, and how their bytes begin.

/// A type of file that is taken.
pub(crate) struct Kind {
    pub media_type: &'static str,
    /// How names of such files end; the first one is put on where none of them is there.
    pub endings: &'static [&'static str],
    /// Whether bytes can be such a file.
    pub is: fn(&[u8]) -> bool,
}

/// Pictures, documents and tables. None that a browser or an operating system runs, and no archives,
/// whose content nobody sees.
const KINDS: [Kind; 10] = [
    Kind {
        media_type: "image/png",
        endings: &["png"],
        is: |bytes| bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
    },
    Kind {
        media_type: "image/jpeg",
        endings: &["jpg", "jpeg"],
        is: |bytes| bytes.starts_with(b"\xff\xd8\xff"),
    },
    Kind {
        media_type: "image/gif",
        endings: &["gif"],
        is: |bytes| bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a"),
    },
    Kind {
        media_type: "image/webp",
        endings: &["webp"],
        is: |bytes| bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
    },
    Kind {
        media_type: "application/pdf",
        endings: &["pdf"],
        is: |bytes| bytes.starts_with(b"%PDF-"),
    },
    Kind {
        media_type: "text/plain",
        endings: &["txt", "log"],
        is: is_text,
    },
    Kind {
        media_type: "text/csv",
        endings: &["csv"],
        is: is_text,
    },
    Kind {
        media_type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        endings: &["docx"],
        is: is_zip,
    },
    Kind {
        media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        endings: &["xlsx"],
        is: is_zip,
    },
    Kind {
        media_type: "application/vnd.oasis.opendocument.text",
        endings: &["odt"],
        is: is_zip,
    },
];

/// Whatever the encoding of a text is, it has no zero byte in the ones that people use.
fn is_text(bytes: &[u8]) -> bool {
    !bytes.contains(&0)
}

/// What office documents are (APPNOTE.TXT 4.3.7).
fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

impl Kind {
    /// The type that a `Content-Type` declares, if it is taken.
    pub fn of(declared: &str) -> Option<&'static Self> {
        let declared = declared.split(';').next().unwrap_or_default().trim();
        let is = |kind: &&Self| kind.media_type.eq_ignore_ascii_case(declared);
        KINDS.iter().find(is)
    }
}

/// The types of files that are taken.
pub fn file_types() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|kind| kind.media_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_what_they_are_said_to_be() {
        for (media_type, good, bad) in [
            ("image/png", &b"\x89PNG\r\n\x1a\n\0"[..], &b"\x89PNG\n"[..]),
            ("image/jpeg", b"\xff\xd8\xff\xe0", b"\xff\xd8"),
            ("IMAGE/GIF; a=b", b"GIF89a", b"GIF88a"),
            ("image/webp", b"RIFF\0\0\0\0WEBPVP8 ", b"RIFF\0\0\0\0WAVE"),
            ("application/pdf", b"%PDF-1.7", b"<html>%PDF-"),
            ("text/plain; charset=utf-8", b"<b>", b"MZ\0\0"),
            ("text/csv", b"a;b\xe4\n", b"\0"),
            (
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                b"PK\x03\x04",
                b"PK\x05\x06",
            ),
        ] {
            let kind = Kind::of(media_type).unwrap();
            assert!((kind.is)(good), "{media_type}");
            assert!(!(kind.is)(bad), "{media_type}");
        }
        for other in [
            "image/svg+xml",
            "text/html",
            "application/zip",
            "application/javascript",
            "application/x-msdownload",
            "image/png, text/html",
            "",
        ] {
            assert!(Kind::of(other).is_none(), "{other}");
        }
    }
}
