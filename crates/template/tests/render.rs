//! What templates become, and what none can do.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use throughline_template::{Escape, LARGEST, render};

fn variables(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn order() -> Map<String, Value> {
    let big: Vec<u32> = (0..1000).collect();
    variables(json!({
        "name": "Ann <b>& \"co\"", "order": {"number": 4711, "note": null},
        "items": [{"n": 1}, {"n": 2}], "big": big, "evil": "{{ name }}",
    }))
}

#[test]
fn values_are_put_in() {
    for (source, text) in [
        ("", ""),
        ("as it is", "as it is"),
        ("{{ order.number }}", "4711"),
        (
            "{% for item in items %}- {{ item.n }}\n{% endfor %}",
            "- 1\n- 2\n",
        ),
        ("{% if order.date is defined %}a{% else %}b{% endif %}", "b"),
        ("{{ order.date|default('soon')|upper }}", "SOON"),
        ("{{ name }}", "Ann <b>& \"co\""),
        // What is put in is no template.
        ("{{ evil }}", "{{ name }}"),
        ("{{ order['number'] }}\r\n", "4711\r\n"),
        ("{{ order['number'] }}\r", "4711\r"),
        ("{{ order.number }}\n", "4711\n"),
    ] {
        let rendered = render(source, &order(), Escape::Nothing);
        assert_eq!(rendered.as_deref(), Ok(text), "{source}");
    }
}

#[test]
fn html_is_escaped_and_text_is_not() {
    let html = render("<p title=\"{{ name }}\">", &order(), Escape::Html);
    let expected = "<p title=\"Ann &lt;b&gt;&amp; &quot;co&quot;\">";
    assert_eq!(html.as_deref(), Ok(expected));
    // No filter is there that would switch it off.
    let safe = render("{{ name|safe }}", &order(), Escape::Html).unwrap_err();
    assert!(safe.contains("safe"), "{safe}");
}

#[test]
fn what_is_wrong_is_said() {
    for (source, said) in [
        ("{{ nobody }}", "uses variables that are not there: nobody"),
        (
            "{{ order.date }} {{ order.number }} {{ who }}",
            "uses variables that are not there: order.date, who",
        ),
        (
            "{% for item in items %}{{ item.price }}{% endfor %}",
            "not there",
        ),
        ("{{ name", "no template: "),
        ("one\n{{ name", "(line 2)"),
        ("{% if name %}", "no template: "),
        ("{% include 'other' %}", "no template: "),
        ("{{ name|indent(1000000000) }}", "indent"),
        ("{{ name * 100000 }}", "becomes larger than 262144 bytes"),
        (
            "{% for a in big %}{% for b in big %}x{% endfor %}{% endfor %}",
            "fuel",
        ),
    ] {
        let refused = render(source, &order(), Escape::Nothing).unwrap_err();
        assert!(refused.contains(said), "{source}: {refused}");
    }
}

#[test]
fn sizes_are_bounded() {
    let fits = "x".repeat(LARGEST);
    let rendered = render(&fits, &order(), Escape::Nothing);
    assert_eq!(rendered.as_deref(), Ok(fits.as_str()));
    let refused = render(&(fits + "x"), &order(), Escape::Nothing);
    assert_eq!(refused, Err("larger than 262144 bytes".to_owned()));
    let half = variables(json!({"half": "x".repeat(LARGEST / 2)}));
    let twice = render("{{ half }}{{ half }}", &half, Escape::Nothing).unwrap();
    assert_eq!(twice.len(), LARGEST);
    let refused = render("{{ half }}{{ half }}x", &half, Escape::Nothing);
    assert_eq!(refused, Err("becomes larger than 262144 bytes".to_owned()));
}

#[test]
fn what_is_said_is_one_short_line() {
    let names: Vec<String> = (0..500)
        .map(|n| format!("{{{{ variable_{n} }}}}"))
        .collect();
    for source in [
        names.join("\n"),
        format!("{{{{ {} }}}}", "a\n".repeat(1000)),
    ] {
        let said = render(&source, &Map::new(), Escape::Nothing).unwrap_err();
        assert!(said.chars().count() <= 260, "{said}");
        assert!(!said.contains(char::is_control), "{said:?}");
    }
}

proptest! {
    #[test]
    fn any_source_is_rendered_or_refused(
        source in "\\PC{0,60}",
        jinja in "([{}%#]{1,2}|[a-z|~.*\"'()0-9 \n]{0,8}|for x in items|endfor|if|endif|name|order){0,10}",
    ) {
        for source in [source, jinja] {
            for escape in [Escape::Nothing, Escape::Html] {
                if let Err(said) = render(&source, &order(), escape) {
                    prop_assert!(!said.is_empty() && said.chars().count() <= 260, "{}", said);
                }
            }
        }
    }

    #[test]
    fn a_value_cannot_leave_its_place_in_html(value in "\\PC{0,20}") {
        let html = render("<b title='{{ v }}'>", &variables(json!({"v": value})), Escape::Html);
        let html = html.unwrap();
        let inside = html.strip_prefix("<b title='").unwrap().strip_suffix("'>").unwrap();
        prop_assert!(!inside.contains(['<', '>', '"', '\'']), "{}", html);
    }
}
