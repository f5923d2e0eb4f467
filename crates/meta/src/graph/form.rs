//! `multipart/form-data` (RFC 7578), written: how a file goes up.

use throughline_channel_kit::signature::sha256;

/// Fields and files, in order.
#[derive(Default)]
pub struct Form {
    parts: Vec<(String, Vec<u8>)>,
}

impl Form {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field. `name` is a word.
    pub fn field(&mut self, name: &str, value: impl Into<Vec<u8>>) {
        let head = format!("Content-Disposition: form-data; name=\"{}\"", quoted(name));
        self.parts.push((head, value.into()));
    }

    /// Adds a file. What could end a line or a quoted string in its name is replaced, and in its
    /// content type left out.
    pub fn file(&mut self, name: &str, file_name: &str, content_type: &str, content: Vec<u8>) {
        let head = format!(
            "Content-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: {}",
            quoted(name),
            quoted(file_name),
            one_line(content_type),
        );
        self.parts.push((head, content));
    }

    /// The content type and the body. The boundary is a hash of all parts, so that none can hold it.
    pub fn finish(self) -> (String, Vec<u8>) {
        let digests = self
            .parts
            .iter()
            .flat_map(|(head, content)| [sha256(head.as_bytes()), sha256(content)]);
        let digests: Vec<u8> = digests.flatten().collect();
        let boundary = format!("throughline-{}", hex::encode(sha256(&digests)));
        let size = self
            .parts
            .iter()
            .map(|(head, content)| head.len() + content.len() + 128);
        let mut body = Vec::with_capacity(size.sum::<usize>() + 128);
        for (head, content) in self.parts {
            body.extend_from_slice(format!("--{boundary}\r\n{head}\r\n\r\n").as_bytes());
            body.extend_from_slice(&content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        (format!("multipart/form-data; boundary={boundary}"), body)
    }
}

fn quoted(text: &str) -> String {
    one_line(text).replace('"', "'").replace('\\', "_")
}

fn one_line(text: &str) -> String {
    text.chars().filter(|char| !char.is_control()).collect()
}
