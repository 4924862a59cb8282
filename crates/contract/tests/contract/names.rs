//! Where metric names may be written. Code uses the constants. Documents, dashboards, SLOs and what is rendered from them
//! write names out, because people read them; each must be one of the contract.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use movie_guru_contract::metrics;

use crate::workspace;

/// What every name of ours begins with.
const PREFIXES: [&str; 5] = ["movieguru_", "loadtest_", "monitor_", "http_server_", "process_"];
/// No word of any language but a metric begins so.
const UNMISTAKABLE: &str = PREFIXES[0];

static NAMES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let forms = |metric: movie_guru_contract::Metric| metric.series().into_iter().chain([metric.exposed()]);
    metrics().into_iter().flat_map(forms).collect()
});

/// Where names are declared, and tried.
const CONTRACT: &str = "crates/contract";
/// Wrong names are what these are for.
const WRONG_ON_PURPOSE: [&str; 1] = ["crates/slo/tests/workshop/mistakes.txt"];
/// Others' work, and what is made.
const NOT_OURS: [&str; 3] = ["target", "vendor", "node_modules"];

const CODE: [&str; 4] = ["rs", "js", "py", "sh"];
const DOCUMENTS: [&str; 10] = ["md", "yaml", "yml", "json", "txt", "html", "css", "toml", "tf", "hcl"];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Reads {
    /// Names no metric.
    Code,
    /// Names only those that exist.
    Document,
}

/// How a file is read; none for pictures and the like.
fn reads(path: &Path, text: &str) -> Option<Reads> {
    let Some(extension) = path.extension().and_then(|extension| extension.to_str()) else {
        return Some(if text.starts_with("#!") { Reads::Code } else { Reads::Document });
    };
    let code = CODE.contains(&extension).then_some(Reads::Code);
    code.or_else(|| DOCUMENTS.contains(&extension).then_some(Reads::Document))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_symlink() || NOT_OURS.contains(&name) || name == ".git" {
            continue;
        }
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// The words of a text, each with the sign before it.
fn words(text: &str) -> impl Iterator<Item = (Option<char>, &str)> {
    let is_part = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
    text.split(move |sign| !is_part(sign)).filter(|word| !word.is_empty()).map(|word| {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        (text[..at].chars().next_back(), word)
    })
}

/// What is wrong with the names in a text.
fn complaints(text: &str, reads: Reads) -> Vec<String> {
    let begins =
        |word: &str| PREFIXES.iter().any(|prefix| word.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty()));
    let of_word = |(before, word): (Option<char>, &str)| match reads {
        Reads::Code => {
            let quoted = matches!(before, Some('"' | '\'' | '`')) && begins(word);
            let names = quoted || word.starts_with(UNMISTAKABLE) || NAMES.contains(word);
            names.then(|| format!("{word} is written out: use the constant of {CONTRACT}"))
        }
        // `grep ^name` looks for all names that begin so.
        Reads::Document if before == Some('^') => {
            let unknown = begins(word) && !NAMES.iter().any(|name| name.starts_with(word));
            unknown.then(|| format!("no metric begins with {word}"))
        }
        Reads::Document => {
            (begins(word) && !NAMES.contains(word)).then(|| format!("{word} is no metric of {CONTRACT}"))
        }
    };
    let dotted = metrics().into_iter().map(|metric| metric.instrument).filter(|name| name.contains('.'));
    let instruments = dotted.filter(|name| reads == Reads::Code && text.contains(name));
    let instruments = instruments.map(|name| format!("{name} is written out: use the constant of {CONTRACT}"));
    words(text).filter_map(of_word).chain(instruments).collect()
}

#[test]
fn a_metric_name_is_written_only_in_the_contract_and_told_only_where_it_exists() {
    let workspace = workspace();
    let mut found = Vec::new();
    files(&workspace, &mut found);
    let (mut wrong, mut seen) = (Vec::new(), [0, 0]);
    for path in found {
        let within = path.strip_prefix(&workspace).unwrap();
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let Some(reads) = reads(within, &text) else { continue };
        if within.starts_with(CONTRACT) || WRONG_ON_PURPOSE.iter().any(|known| within == Path::new(known)) {
            continue;
        }
        seen[reads as usize] += 1;
        wrong
            .extend(complaints(&text, reads).into_iter().map(|complaint| format!("{}: {complaint}", within.display())));
    }
    assert!(seen.iter().all(|files| *files > 100), "the workspace is elsewhere: {seen:?} files");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_name_begins_as_this_test_expects() {
    for metric in metrics() {
        let name = metric.exposed();
        assert!(PREFIXES.iter().any(|prefix| name.starts_with(prefix)), "{name} begins with none of {PREFIXES:?}");
    }
}

#[test]
fn what_is_wrong_is_found_and_what_is_right_is_not() {
    let wrong = |text: &str, reads| !complaints(text, reads).is_empty();
    for code in [
        "let name = \"movieguru_chat_calls_total\";",
        "meter.u64_counter(\"monitor_new_thing\")",
        "// as loadtest_users tells",
        "query('sum(process_open_fds)')",
        "`http_server_request_duration_seconds_bucket`",
        "meter(\"http.server.request.duration\")",
    ] {
        assert!(wrong(code, Reads::Code), "{code}");
    }
    for code in ["let monitor_url = process_id(http_server_of(lab));", "starts_with(\"process_\")"] {
        assert!(!wrong(code, Reads::Code), "{code}");
    }
    for told in ["`movieguru_chat_calls`", "rate(loadtest_request_total[1m])", "grep ^monitor_sampled"] {
        assert!(wrong(told, Reads::Document), "{told}");
    }
    for told in [
        "rate(movieguru_chat_latency_milliseconds_bucket[5m])",
        "googleapis.com/movieguru_chat_calls_total/counter",
        "grep ^movieguru_chat_outcome",
        "all that begin with `monitor_`",
    ] {
        assert!(!wrong(told, Reads::Document), "{told}");
    }
}
