//! `multipart/form-data` (RFC 7578), written, for providers that take files that way.

use crate::signature::sha256;

/// Fields and files, in order.
#[derive(Default)]
pub struct Form(Vec<Part>);

struct Part {
    head: String,
    content: Vec<u8>,
}

impl Form {
    /// Adds a field.
    pub fn field(&mut self, name: &str, value: impl Into<Vec<u8>>) {
        self.0.push(Part {
            head: format!("Content-Disposition: form-data; name=\"{}\"", quoted(name)),
            content: value.into(),
        });
    }

    /// Adds a file.
    pub fn file(&mut self, name: &str, file_name: &str, content_type: &str, content: Vec<u8>) {
        self.0.push(Part {
            head: format!(
                "Content-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: {}",
                quoted(name),
                quoted(file_name),
                one_line(content_type),
            ),
            content,
        });
    }

    /// The content type and the body.
    ///
    /// The boundary is a hash of all parts, so no part can have been written to hold it.
    pub fn finish(self) -> (String, Vec<u8>) {
        let digests: Vec<u8> = self
            .0
            .iter()
            .flat_map(|part| [sha256(part.head.as_bytes()), sha256(&part.content)])
            .flatten()
            .collect();
        let boundary = format!("throughline-{}", hex::encode(sha256(&digests)));
        let size = self
            .0
            .iter()
            .map(|part| part.head.len() + part.content.len() + 128);
        let mut body = Vec::with_capacity(size.sum());
        for Part { head, content } in self.0 {
            body.extend_from_slice(format!("--{boundary}\r\n{head}\r\n\r\n").as_bytes());
            body.extend_from_slice(&content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        (format!("multipart/form-data; boundary={boundary}"), body)
    }
}

/// For a quoted string. Receivers disagree about escapes, so what would need one is replaced.
fn quoted(text: &str) -> String {
    one_line(text).replace('"', "'").replace('\\', "_")
}

/// Nothing that could end a line.
fn one_line(text: &str) -> String {
    text.chars().filter(|char| !char.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::Form;

    #[test]
    fn nothing_can_end_its_line_or_its_part() {
        let mut form = Form::default();
        form.field("chat\"\r\nX: y", "1\r\n--");
        form.file(
            "f",
            "a\"\\\n.png",
            "image/png\r\nX: y",
            b"\r\n\x00".to_vec(),
        );
        let (content_type, body) = form.finish();
        let boundary = content_type
            .strip_prefix("multipart/form-data; boundary=")
            .unwrap_or_default();
        assert_eq!(boundary.len(), "throughline-".len() + 64);
        let expected = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"chat'X: y\"\r\n\r\n1\r\n--\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a'_.png\"\r\n\
             Content-Type: image/pngX: y\r\n\r\n\r\n\0\r\n--{boundary}--\r\n"
        );
        assert_eq!(String::from_utf8_lossy(&body), expected);
    }
}
