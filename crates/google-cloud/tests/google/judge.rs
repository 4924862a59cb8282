//! Every body that is sent, held against Google's own protobuf messages, strictly.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use movie_guru_test_support::script;
use serde_json::{Value, json};

#[derive(Default)]
pub(crate) struct Judge {
    dashboards: Vec<Value>,
    /// Of all other kinds.
    others: BTreeMap<String, Vec<Value>>,
}

impl Judge {
    /// Notes a body that was sent to this path. A mask names fields of the body.
    pub(crate) fn note(&mut self, path: &str, mask: Option<&str>, body: Value) {
        for field in mask.into_iter().flat_map(|mask| mask.split(',')) {
            assert!(!body[field].is_null(), "the mask of {path} names {field}, which the body has not: {body}");
        }
        let parts: Vec<&str> = path.split('/').collect();
        let kind = if parts.len() % 2 == 1 { parts[parts.len() - 1] } else { parts[parts.len() - 2] };
        if kind == "dashboards" {
            self.dashboards.push(body);
        } else {
            self.others.entry(kind.to_owned()).or_default().push(body);
        }
    }

    /// Panics where one is none of Google's messages; says how many there were.
    pub(crate) fn verdict(self) -> usize {
        let folder = tempfile::tempdir().unwrap();
        let write = |(at, body): (usize, &Value)| {
            let file = folder.path().join(format!("{at}.json"));
            fs::write(&file, body.to_string()).unwrap();
            file
        };
        let files: Vec<PathBuf> = self.dashboards.iter().enumerate().map(write).collect();
        let others = json!(self.others);
        let file = folder.path().join("others.json");
        fs::write(&file, others.to_string()).unwrap();
        let count: usize = self.others.values().map(Vec::len).sum();
        for (kind, files, count) in [("dashboards", files.clone(), files.len()), ("slos", vec![file], count)] {
            if count == 0 {
                continue;
            }
            let arguments = std::iter::once(PathBuf::from(kind)).chain(files);
            let Some(said) = script("check-gcp", arguments) else { continue };
            assert!(said.passed(), "{}\n{others:#}", said.text);
            assert!(said.text.contains(&format!("{count} messages, 0 refused")), "{}", said.text);
        }
        files.len() + count
    }
}
