//! Labs on this machine, as a coach has them.

use std::path::Path;

use movie_guru_test_support::{client, skipped};
use serde_json::Value;

use crate::coach::Coach;

/// A coach with labs on this machine, which end with this value.
pub(crate) struct Labs {
    pub(crate) coach: Coach,
}

impl Labs {
    /// So many; none where the program `lab` was not built.
    pub(crate) fn up(count: u16) -> Option<Self> {
        let lab = Path::new(env!("CARGO_BIN_EXE_coach")).with_file_name("lab");
        if !lab.is_file() {
            skipped("the program `lab` is not built (cargo build -p lab)");
            return None;
        }
        let labs = Self { coach: Coach::new() };
        let (code, said) = labs.coach.json(&["up", "--local", &count.to_string(), "--lab", lab.to_str().unwrap()]);
        assert_eq!(code, 0, "{said}");
        Some(labs)
    }

    /// What a coach keeps of a lab.
    pub(crate) fn kept(&self, team: &str) -> Value {
        serde_json::from_str(&self.coach.read(&format!("labs/{team}/coach.json"))).unwrap()
    }

    pub(crate) fn url(&self, team: &str, part: &str, path: &str) -> String {
        format!("{}{path}", self.kept(team)["addresses"][part].as_str().unwrap())
    }

    pub(crate) async fn get(&self, team: &str, part: &str, path: &str) -> Value {
        let answer = client().get(self.url(team, part, path)).send().await.unwrap();
        let text = answer.text().await.unwrap();
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }
}

impl Drop for Labs {
    fn drop(&mut self) {
        self.coach.run(&["down", "--yes", "--no-archive"]);
    }
}
