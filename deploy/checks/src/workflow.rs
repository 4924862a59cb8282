//! What must hold of GitHub's workflows beyond their schema: others' actions are those that were looked at, rights are the
//! least, and nothing that somebody else may choose becomes part of a script.

use serde_json::Value;

/// What a job may write: a release, an image, and the token by which a cloud knows the workflow.
const WRITABLE: [&str; 3] = ["contents", "packages", "id-token"];

/// Every broken rule, one a line. Empty where all hold. `text` is the workflow as it stands in its file, `workflow` the same
/// as read.
pub fn problems(text: &str, workflow: &Value) -> Vec<String> {
    let mut broken = Vec::new();
    for line in text.lines() {
        if let Some((_, action)) = line.split_once("uses: ") {
            pinned(action, &mut |what| broken.push(format!("{action}: {what}")));
        }
    }
    let mut say = |what: String| broken.push(what);
    if workflow["on"].get("pull_request_target").is_some() {
        say("strangers' code would run with our rights".to_owned());
    }
    if workflow.get("concurrency").is_none() {
        say("two runs may get into each other's way".to_owned());
    }
    if workflow["permissions"].as_object().is_none_or(|rights| rights.values().any(|right| right != "read")) {
        say("every job may write".to_owned());
    }
    for (name, job) in workflow["jobs"].as_object().into_iter().flatten() {
        rights(&job["permissions"], &mut |what| say(format!("{name}: {what}")));
        for step in job["steps"].as_array().into_iter().flatten() {
            if step["run"].as_str().is_some_and(|script| script.contains("${{")) {
                say(format!("{name}: an expression becomes part of a script; hand it over as a variable"));
            }
            let checks_out = step["uses"].as_str().is_some_and(|action| action.starts_with("actions/checkout@"));
            if checks_out && step["with"]["persist-credentials"] != false {
                say(format!("{name}: the checkout leaves its token behind"));
            }
        }
    }
    broken
}

fn pinned(action: &str, say: &mut impl FnMut(&str)) {
    let (at, version) = action.split_once(" # ").unwrap_or((action, ""));
    let commit = at.split_once('@').map_or("", |(_, commit)| commit);
    if commit.len() != 40 || !commit.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        say("is not named by commit, and may become something else");
    }
    if !version.starts_with('v') {
        say("does not say which version that is");
    }
}

fn rights(rights: &Value, say: &mut impl FnMut(&str)) {
    if rights.is_string() {
        say("has all rights at once");
    }
    for (what, right) in rights.as_object().into_iter().flatten() {
        if right == "write" && !WRITABLE.contains(&what.as_str()) {
            say(&format!("may write {what}"));
        }
    }
}
