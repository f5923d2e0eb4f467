use super::*;

const MANIFEST: &str = r#"
spin_manifest_version = 2
[application]
name = "t"
authors = ["a"]
[application.tool.x]
y = 1
[variables]
token = { default = "", secret = true }
[[trigger.http]]
route = "/..."
component = "a"
executor = { type = "http" }
[component.a]
source = "a.wasm"
targets = ["spin-up:4.1"]
[component.a.dependencies]
"x:y@1.0.0" = { component = "b", inherit_configuration = ["variables"] }
"x:z@1.0.0" = { path = "z.wasm" }
[component.a.build]
command = "make"
[component.a.tool.anything]
key = "value"
[component.b]
source = "b.wasm"
"#;

#[test]
fn what_build_tools_read_is_ignored() {
    let manifest = Manifest::parse(MANIFEST).unwrap();
    let component = &manifest.components["a"];
    assert_eq!(component.source().unwrap(), Path::new("a.wasm"));
    let table = component.dependencies["x:y@1.0.0"].table().unwrap();
    assert_eq!(table.source().unwrap(), DependencySource::Component("b"));
    assert_eq!(
        component.inherit(table),
        Inherit::Some(vec!["variables".to_owned()])
    );
    let table = component.dependencies["x:z@1.0.0"].table().unwrap();
    let path = Path::new("z.wasm");
    assert_eq!(table.source().unwrap(), DependencySource::Path(path));
    assert_eq!(component.inherit(table), Inherit::All(false));
}

#[test]
fn what_cannot_be_honoured_is_refused_by_name() {
    for (from, to, reasons) in [
        ("version = 2", "version = 1", ["1", "2 is"]),
        (
            "[[trigger.http]]",
            "[[trigger.redis]]",
            ["redis", "only http"],
        ),
        (
            "component = \"a\"",
            "component = \"c\"",
            ["\"c\"", "does not have"],
        ),
        ("\"/...\"", "\"x\"", ["\"x\"", "begin with"]),
        (
            "\"/...\"",
            "{ private = false }",
            ["private = false", "private = true"],
        ),
        (
            "type = \"http\"",
            "type = \"wagi\"",
            ["wagi", "\"http\" is"],
        ),
        (
            "\"a.wasm\"",
            "{ url = \"u\", digest = \"d\" }",
            ["url", "path of a .wasm"],
        ),
        ("command = \"make\"", "oops", ["oops", "|"]),
        ("targets = [", "sauce = [", ["sauce", "source"]),
        ("targets = [\"", "files = [\"", ["\"a\"", "files"]),
        ("targets = [\"", "ai_models = [\"", ["ai_models", "spin-up"]),
        (
            "targets = [\"",
            "sqlite_databases = [\"",
            ["sqlite_databases", "spin-up"],
        ),
        ("default = \"\",", "", ["\"token\"", "required = true"]),
        ("token =", "Token =", ["\"Token\"", "lower-case"]),
        (
            "component = \"b\"",
            "component = \"q\"",
            ["\"q\"", "not in the manifest"],
        ),
        ("{ path = \"z.wasm\" }", "\"1.0\"", ["\"1.0\"", "path ="]),
        (
            "[\"variables\"]",
            "[\"stores\"]",
            ["\"stores\"", "key_value_stores"],
        ),
        (
            "\"b.wasm\"",
            "\"b.wasm\"\nkey_value_stores = [\"default\"]",
            ["\"b\"", "key_value_stores"],
        ),
        (
            "[component.a]",
            "[[trigger.http]]\nroute = \"/b\"\ncomponent = \"b\"\n[component.a]",
            ["\"b\"", "trigger of its own"],
        ),
    ] {
        assert!(MANIFEST.contains(from), "{from}");
        let error = Manifest::parse(&MANIFEST.replace(from, to)).unwrap_err();
        let error = format!("{error:#}");
        for reason in reasons {
            assert!(error.contains(reason), "{to}: {reason} in {error}");
        }
    }
}
