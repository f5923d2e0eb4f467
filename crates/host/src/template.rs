//! Spin's templates: literal text with `{{ name }}` for variables.

use anyhow::{Result, anyhow};

/// A parsed template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Variable(String),
}

impl Template {
    /// Parses `text`; an opening `{{` needs its `}}`.
    pub fn parse(text: &str) -> Result<Self> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((literal, after)) = rest.split_once("{{") {
            let (name, tail) = after
                .split_once("}}")
                .ok_or_else(|| anyhow!("{text:?} opens a \"{{{{\" that no \"}}}}\" closes"))?;
            if !literal.is_empty() {
                parts.push(Part::Text(literal.to_owned()));
            }
            parts.push(Part::Variable(name.trim().to_owned()));
            rest = tail;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Template(parts))
    }

    /// The text with every variable replaced by what `value` gives for it.
    pub fn render(&self, mut value: impl FnMut(&str) -> Result<String>) -> Result<String> {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                Part::Text(literal) => text.push_str(literal),
                Part::Variable(name) => text.push_str(&value(name)?),
            }
        }
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_variables_alternate() {
        for (text, rendered) in [
            ("", ""),
            ("plain", "plain"),
            ("{{ a }}", "<a>"),
            ("{{a}}{{ b }}", "<a><b>"),
            ("https://{{ host }}:443", "https://<host>:443"),
            ("{\"json\":{}}", "{\"json\":{}}"),
        ] {
            let template = Template::parse(text).unwrap();
            let shown = template.render(|name| Ok(format!("<{name}>"))).unwrap();
            assert_eq!(shown, rendered, "{text:?}");
        }
    }

    #[test]
    fn an_unclosed_brace_is_quoted() {
        let error = Template::parse("x {{ name").unwrap_err().to_string();
        assert!(error.contains("x {{ name"), "{error}");
    }
}
