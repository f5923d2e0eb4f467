//! Whether the configured store can hold a timeline: what its configuration says, and what it does
//! when it is tried.

use crate::config::{Finding, HostKind};
use crate::doctor::existing;
use crate::serve::UpArgs;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use std::path::Path;
use std::sync::Arc;
use throughline_store::probe;
use throughline_store::redis::Redis;
use throughline_store::sqlite::Database;
use throughline_store::{Backend, RuntimeConfig, Store};

/// The label of the store that `spin.toml` grants.
const LABEL: &str = "default";
/// What holds timelines.
const FIX: &str = "[key_value_store.default] with type = \"spin\" or type = \"redis\"; see deploy/";
/// Where `up` puts its data unless told otherwise.
const STATE_DIR: &str = ".spin";

/// Refuses a store on which messages get lost by design.
pub fn refuse_unsafe(args: &UpArgs) -> Result<()> {
    match configured(args)? {
        Backend::Sqlite(None) => bail!("{MEMORY}: {FIX}"),
        Backend::Dynamo { .. } if args.host == HostKind::Local => {
            bail!("the local host has no DynamoDB: {FIX}, or --host spin")
        }
        Backend::Dynamo { consistent_read } if !consistent_read => bail!("{STALE}: {CONSISTENT}"),
        Backend::Dynamo { .. } | Backend::Sqlite(Some(_)) | Backend::Redis(_) => Ok(()),
    }
}

const MEMORY: &str = "a SQLite store without a `path` is in memory: a restart forgets everything";
const STALE: &str = "DynamoDB without consistent reads does not show what was just written";
const CONSISTENT: &str = "consistent_read = true";

/// Looks at the store and tries it. Nothing stays behind in it.
pub fn check(workspace: &Workspace, args: &UpArgs) -> Result<Vec<Finding>> {
    let backend = match configured(args) {
        Ok(backend) => backend,
        Err(error) => return Ok(vec![Finding::fail(format!("{error:#}"), FIX)]),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    Ok(match backend {
        Backend::Sqlite(None) => vec![Finding::fail(MEMORY, FIX)],
        Backend::Sqlite(Some(path)) => {
            let default = workspace.root.join(STATE_DIR);
            let path = args.state.as_ref().unwrap_or(&default).join(path);
            let folder = existing(path.parent().unwrap_or(Path::new("")));
            runtime.block_on(sqlite(&path, &folder))
        }
        Backend::Redis(url) => runtime.block_on(redis(&url)),
        Backend::Dynamo { consistent_read } => vec![dynamo(args.host, consistent_read)],
    })
}

fn configured(args: &UpArgs) -> Result<Backend> {
    let config = match &args.runtime_config_file {
        Some(file) => RuntimeConfig::read(file)?,
        None => RuntimeConfig::default(),
    };
    config.backend(LABEL)
}

/// Tries a file of its own beside the one that is used.
async fn sqlite(path: &Path, folder: &Path) -> Vec<Finding> {
    let shown = path.display();
    let tried = async {
        let folder = tempfile::tempdir_in(folder)?;
        let open = || Database::open(&folder.path().join("probe.db"));
        let stores = [open()?, open()?].map(|database| database.store(LABEL));
        semantics(&stores).await
    };
    match tried.await {
        Ok(findings) => std::iter::once(Finding::ok(format!("SQLite in {shown}")))
            .chain(findings)
            .collect(),
        Err(error) => vec![Finding::fail(
            format!("SQLite does not work at {shown}: {error:#}"),
            "give a folder on a local disk that is yours with --state",
        )],
    }
}

async fn redis(url: &str) -> Vec<Finding> {
    let tried = async {
        let connections = [Redis::open(url)?, Redis::open(url)?];
        let stores = connections
            .clone()
            .map(|redis| Arc::new(redis) as Arc<dyn Store>);
        let mut findings = vec![Finding::ok("Redis answers")];
        findings.extend(semantics(&stores).await?);
        let kept = probe::durability(&connections[0]).await?;
        // It works without, until the power fails.
        findings.extend(kept.into_iter().map(|found| shown(found, Finding::warn)));
        anyhow::Ok(findings)
    };
    tried.await.unwrap_or_else(|error| {
        vec![Finding::fail(
            format!("{error:#}"),
            "start it, or correct the url in the runtime configuration",
        )]
    })
}

async fn semantics(stores: &[Arc<dyn Store>; 2]) -> Result<Vec<Finding>> {
    let [one, other] = stores;
    let found = probe::semantics([one, other]).await;
    let found = found.map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(found
        .into_iter()
        .map(|found| shown(found, Finding::fail))
        .collect())
}

fn shown(found: probe::Finding, otherwise: fn(String, &'static str) -> Finding) -> Finding {
    match found.kept {
        Some(true) => Finding::ok(found.text),
        Some(false) => otherwise(found.text, found.fix),
        None => Finding::warn(found.text, found.fix),
    }
}

fn dynamo(host: HostKind, consistent_read: bool) -> Finding {
    if host == HostKind::Local {
        return Finding::fail(
            "the local host has no DynamoDB",
            "--host spin, or use Redis",
        );
    }
    if !consistent_read {
        return Finding::fail(STALE, CONSISTENT);
    }
    Finding::warn(
        "DynamoDB is experimental: nothing here was tested with it",
        "use Redis",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Level;

    fn args(config: &str, host: HostKind) -> (tempfile::TempDir, UpArgs) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("runtime.toml");
        std::fs::write(&file, format!("[key_value_store.default]\n{config}")).unwrap();
        let args = UpArgs {
            listen: ([127, 0, 0, 1], 0).into(),
            state: Some(folder.path().join("state")),
            env_file: None,
            runtime_config_file: Some(file),
            host,
        };
        (folder, args)
    }

    #[test]
    fn up_refuses_what_loses_messages() {
        for (config, host, said) in [
            ("type = \"spin\"\npath = \"a.db\"", HostKind::Local, ""),
            ("type = \"spin\"", HostKind::Local, "in memory"),
            ("type = \"redis\"\nurl = \"redis://h\"", HostKind::Local, ""),
            ("type = \"redis\"", HostKind::Local, "needs a url"),
            ("type = \"azure_cosmos\"", HostKind::Spin, "the same number"),
            ("type = \"postgres\"", HostKind::Local, "postgres"),
            ("type = \"aws_dynamo\"", HostKind::Local, "no DynamoDB"),
            ("type = \"aws_dynamo\"", HostKind::Spin, "consistent"),
            (
                "type = \"aws_dynamo\"\nconsistent_read = true",
                HostKind::Spin,
                "",
            ),
        ] {
            let (_folder, args) = args(config, host);
            match refuse_unsafe(&args) {
                Ok(()) => assert_eq!(said, "", "{config}"),
                Err(error) => {
                    let error = format!("{error:#}");
                    assert!(
                        !said.is_empty() && error.contains(said),
                        "{config}: {error}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_store_is_tried() {
        let workspace = Workspace::load().unwrap();
        let levels = |config: &str| {
            let (_folder, args) = args(config, HostKind::Local);
            let findings = check(&workspace, &args).unwrap();
            findings.iter().map(|f| f.level).collect::<Vec<_>>()
        };
        assert_eq!(
            levels("type = \"spin\"\npath = \"a.db\""),
            [Level::Ok; 5],
            "the file and four promises"
        );
        // Nothing listens at port 1.
        let unreachable = "type = \"redis\"\nurl = \"redis://127.0.0.1:1\"";
        assert_eq!(levels(unreachable), [Level::Fail]);
        assert_eq!(levels("type = \"azure_cosmos\""), [Level::Fail]);
    }
}
