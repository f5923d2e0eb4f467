//! A mail's parts (RFC 2045, 2046), written out byte by byte.

/// A part, or a whole mail.
#[derive(Debug, Clone)]
pub struct Part {
    /// Fields above the body, in order; values are already folded and encoded.
    pub fields: Vec<(String, Vec<u8>)>,
    /// What follows.
    pub body: Body,
}

/// What follows the fields.
#[derive(Debug, Clone)]
pub enum Body {
    /// Bytes, transfer-encoded, with CRLF line ends.
    Leaf(Vec<u8>),
    /// Parts.
    Multi(Multi),
}

/// The body of a multipart.
#[derive(Debug, Clone)]
pub struct Multi {
    /// Without the leading dashes.
    pub boundary: String,
    /// The parts.
    pub parts: Vec<Part>,
    /// Above the first boundary, for readers that know no MIME.
    pub preamble: &'static str,
    /// Below the last boundary.
    pub epilogue: &'static str,
    /// What stands behind each boundary on its line: spaces are allowed.
    pub padding: &'static str,
    /// Whether the closing boundary is there.
    pub closed: bool,
}

impl Part {
    /// A part whose body is already encoded.
    #[must_use]
    pub fn leaf(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            fields: Vec::new(),
            body: Body::Leaf(body.into()),
        }
        .with("Content-Type", content_type)
    }

    /// A part of this media type in Base64.
    #[must_use]
    pub fn base64(content_type: &str, content: &[u8]) -> Self {
        let part = Self::leaf(content_type, super::transfer::base64(content));
        part.with("Content-Transfer-Encoding", "base64")
    }

    /// Parts in one; `media_type` is all of `Content-Type` but the boundary.
    #[must_use]
    pub fn multi(media_type: &str, boundary: &str, parts: Vec<Part>) -> Self {
        Self {
            fields: Vec::new(),
            body: Body::Multi(Multi {
                boundary: boundary.into(),
                parts,
                preamble: "",
                epilogue: "",
                padding: "",
                closed: true,
            }),
        }
        .with(
            "Content-Type",
            format!("{media_type};\r\n boundary=\"{boundary}\""),
        )
    }

    /// With one more field.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.fields.push((name.into(), value.as_ref().to_vec()));
        self
    }

    /// As an attachment of this name, which is ASCII and holds no quotes.
    #[must_use]
    pub fn attached(self, name: &str) -> Self {
        let disposition = format!("attachment; filename=\"{name}\"");
        self.with("Content-Disposition", disposition)
    }

    /// A whole mail: these fields on top.
    #[must_use]
    pub fn under(mut self, fields: &[(&str, &str)]) -> Self {
        let mut above: Vec<(String, Vec<u8>)> = Vec::new();
        for (name, value) in fields {
            above.push(((*name).into(), value.as_bytes().to_vec()));
        }
        above.append(&mut self.fields);
        self.fields = above;
        self
    }

    /// The bytes, with CRLF line ends.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut Vec<u8>) {
        for (name, value) in &self.fields {
            out.extend_from_slice(name.as_bytes());
            // A name that ends in a colon says by itself what follows it.
            if !name.ends_with(':') {
                out.extend_from_slice(b": ");
            }
            out.extend_from_slice(value);
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b"\r\n");
        match &self.body {
            Body::Leaf(bytes) => out.extend_from_slice(bytes),
            Body::Multi(multi) => multi.write(out),
        }
    }
}

impl Multi {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.preamble.as_bytes());
        for part in &self.parts {
            out.extend_from_slice(
                format!("\r\n--{}{}\r\n", self.boundary, self.padding).as_bytes(),
            );
            part.write(out);
        }
        if self.closed {
            let end = format!("\r\n--{}--{}\r\n", self.boundary, self.padding);
            out.extend_from_slice(end.as_bytes());
        }
        out.extend_from_slice(self.epilogue.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_between_boundaries() {
        let text = Part::leaf("text/plain", "hello");
        let file = Part::base64("image/png", b"\x89PNG").attached("a.png");
        let mail = Part::multi("multipart/mixed", "b", vec![text, file]).under(&[("To", "x@y.z")]);
        assert_eq!(
            String::from_utf8(mail.bytes()).unwrap(),
            "To: x@y.z\r\nContent-Type: multipart/mixed;\r\n boundary=\"b\"\r\n\r\n\
             \r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\
             \r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment; filename=\"a.png\"\r\n\r\niVBORw==\r\n\
             \r\n--b--\r\n"
        );
    }
}
