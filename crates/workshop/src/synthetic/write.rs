//! A check as a file, such that reading the file gives the same check.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use serde_saphyr::FlowMap;

use super::check::{Check, Expect, Step};
use super::duration;

#[derive(Serialize)]
struct Written<'a> {
    title: &'a str,
    every: String,
    limit: String,
    #[serde(rename = "as")]
    acts: String,
    steps: Vec<WrittenStep<'a>>,
}

#[derive(Serialize)]
struct WrittenStep<'a> {
    name: &'a str,
    /// The method, and the path.
    #[serde(flatten)]
    request: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    json: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expect: Option<FlowMap<WrittenExpect<'a>>>,
}

#[derive(Serialize)]
struct WrittenExpect<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contains: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    within: Option<String>,
}

/// Writes a check as a file.
///
/// # Errors
/// Where the file would not be read as this check: a value that YAML has no words for.
pub fn write(check: &Check) -> Result<String, String> {
    let written = Written {
        title: &check.title,
        every: duration::text(check.every),
        limit: duration::text(check.limit),
        acts: check.acts.to_string(),
        steps: check.steps.iter().map(step).collect(),
    };
    let cannot = |why: String| format!("this check cannot be written as a file: {why}");
    let text = serde_saphyr::to_string(&written).map_err(|error| cannot(error.to_string()))?;
    // What stands in the file is what runs.
    match super::read(&text) {
        Ok(read) if read == *check => Ok(text),
        Ok(_) => Err(cannot("it would be another one there; simplify what its steps send".to_owned())),
        Err(mistakes) => Err(cannot(mistakes.first().map(ToString::to_string).unwrap_or_default())),
    }
}

fn step(step: &Step) -> WrittenStep<'_> {
    let Expect { status, contains, within } = &step.expect;
    let expect = WrittenExpect {
        status: status.map(|status| status.as_u16()),
        contains: contains.as_deref(),
        within: within.map(duration::text),
    };
    WrittenStep {
        name: &step.name,
        request: BTreeMap::from([(step.method.as_str().to_ascii_lowercase(), step.path.to_string())]),
        json: step.json.as_ref(),
        expect: (step.expect != Expect::default()).then_some(FlowMap(expect)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;
    use reqwest::StatusCode;

    use super::*;
    use crate::synthetic::rules::METHODS;
    use crate::synthetic::{Acts, AppPath, DRAFT, Typed, read};

    /// Words that a file might take for something else, and any words.
    fn words() -> impl Strategy<Value = String> {
        let odd = [
            "yes",
            "null",
            "~",
            "1e3",
            "0x1F",
            "007",
            "- a",
            "a: b",
            "a #b",
            "#",
            "'",
            "\"",
            "{a}",
            "[",
            "*",
            "&a",
            "!",
            "%",
            "@",
            "|",
            ">",
            "?",
            "true",
            ".nan",
            "2026-01-01",
            "<<",
            "=",
            "…",
            "\u{a0}x",
            "a\\nb",
            "🎬",
            "12:30:00",
            "1_000",
        ];
        prop_oneof![proptest::sample::select(odd.map(str::to_owned).to_vec()), "[ -~]{1,40}", "\\PC{1,30}",]
            .prop_map(|text| text.trim().to_owned())
            .prop_filter("not empty", |text| !text.is_empty() && !text.contains(char::is_control))
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            (-1e9..1e9_f64).prop_map(Value::from),
            words().prop_map(Value::from),
            "(?s).{0,20}".prop_map(Value::from),
            Just(Value::Null),
        ];
        let tree = leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map(words(), inner, 0..4)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        });
        tree.prop_filter("no body is not a body", |json| !json.is_null())
    }

    fn path() -> impl Strategy<Value = AppPath> {
        "/[a-z0-9/%?=&'\"~*!,.:{}-]{0,30}".prop_filter_map("a path", |path| AppPath::parse(&path).ok())
    }

    fn step_of(number: usize, limit: u64) -> impl Strategy<Value = Step> {
        let expect = (
            proptest::option::of((200..=599_u16).prop_map(|status| StatusCode::from_u16(status).unwrap())),
            proptest::option::of(words()),
            proptest::option::of((1..=limit).prop_map(Duration::from_millis)),
        );
        let request = (proptest::sample::select(METHODS.to_vec()), path(), proptest::option::of(json()));
        (words(), request, expect).prop_map(move |(name, (method, path, json), (status, contains, within))| Step {
            name: format!("{name} {number}"),
            json: json.filter(|_| method != METHODS[0]),
            method,
            path,
            expect: Expect { status, contains, within },
        })
    }

    fn check() -> impl Strategy<Value = Check> {
        (5_000..=3_600_000_u64, 100..=60_000_u64, any::<bool>(), 1..=4_usize, words()).prop_flat_map(
            |(every, limit, is_browser, steps, title)| {
                let steps: Vec<_> = (0..steps).map(|number| step_of(number, limit)).collect();
                steps.prop_map(move |steps| Check {
                    title: title.clone(),
                    every: Duration::from_millis(every),
                    limit: Duration::from_millis(limit),
                    acts: if is_browser { Acts::Browser } else { Acts::Client },
                    steps,
                })
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_the_same_and_a_form_shows_it_whole(check in check()) {
            let text = write(&check);
            prop_assert!(text.is_ok(), "{check:#?}\n{text:?}");
            prop_assert_eq!(read(&text.unwrap()), Ok(check.clone()));
            prop_assert_eq!(Typed::of(&check).check(), Ok(check));
        }
    }

    #[test]
    fn a_file_reads_as_one_would_write_it() {
        let text = write(&read(DRAFT).unwrap()).unwrap();
        assert_eq!(
            text,
            "title: Somebody finds a film\nevery: 10s\nlimit: 8s\nas: client\nsteps:\n\
             - name: log in\n  post: /api/login\n  json:\n    user: synthetic\n  expect: {status: 200}\n\
             - name: main page\n  get: /api/startup\n  expect: {status: 200, contains: context}\n\
             - name: ask\n  post: /api/chat\n  json:\n    content: Something funny\n  \
             expect: {status: 200, contains: answer, within: 5s}\n"
        );
    }
}
