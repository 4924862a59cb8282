//! What there is of a lab on this machine.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use movie_guru_classroom::local::Program;
use serde_json::json;

use super::folder::Folder;
use super::of_lab::{said, teams_file, versions};
use crate::place::local_lab;
use crate::team::{Team, Teams};

pub(super) async fn gather(teams: &Teams, team: &Team, tail: u32, folder: &mut Folder) {
    let lab = local_lab(teams, team);
    let kept = match lab.kept() {
        Ok(kept) => kept,
        Err(error) => {
            folder.lacks("addresses, and the token to be looked for", error);
            None
        }
    };
    if let Some(kept) = &kept {
        folder.redact.knows(&kept.admin_token);
    }
    teams_file(teams, team, folder);
    match &kept {
        Some(kept) => {
            folder.json("process.json", &json!({ "pid": kept.pid, "began": kept.began, "addresses": kept.addresses }));
        }
        None => folder.lacks("addresses", format!("no lab was started; `coach up {}` starts one", team.name)),
    }
    match last_lines(&lab.log(), usize::try_from(tail).unwrap_or(usize::MAX)) {
        Ok(log) => folder.text("lab.log", &log),
        Err(error) => folder.lacks("its log", error),
    }
    let version = match Program::find(None) {
        Ok(program) => {
            said(program.path(), &["--version"]).await.map_err(|why| folder.lacks("the lab's version", why)).ok()
        }
        Err(error) => {
            folder.lacks("the lab's version", error);
            None
        }
    };
    versions(folder, json!({ "lab": version }));
}

fn last_lines(file: &Path, tail: usize) -> io::Result<String> {
    let mut reader = BufReader::new(File::open(file)?);
    let mut last = std::collections::VecDeque::new();
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        last.push_back(String::from_utf8_lossy(&line).into_owned());
        line.clear();
        if last.len() > tail {
            last.pop_front();
        }
    }
    Ok(last.into_iter().collect())
}
