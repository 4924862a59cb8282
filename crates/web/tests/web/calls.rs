//! What pages call, and the edge lets pass, is what the contract says.

use std::fs;
use std::path::Path;

use movie_guru_contract::{Operation, calls, status};

use crate::lab::{Person, config_for, web};
use crate::stand_in::{Does, StandIn};

/// Read with the main page; only simulated people ask for it by itself.
const CALLED_BY_NO_PAGE: [Operation; 1] = [Operation::PrefGet];

/// A call as a page writes it: `call('search', 'GET', `/search?${parameters}`, …)`.
#[derive(Debug)]
struct Written {
    name: String,
    method: String,
    path: String,
}

fn script(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/js").join(name)).unwrap()
}

/// The text up to a sign, and what comes after it.
fn up_to<'a>(text: &'a str, ends: &[char]) -> (&'a str, &'a str) {
    let end = text.find(ends).unwrap();
    (&text[..end], &text[end + 1..])
}

fn written() -> Vec<Written> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/js");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let scripts: Vec<_> = files.filter(|name| name.ends_with(".js")).map(|name| script(&name)).collect();
    let calls = scripts.iter().flat_map(|script| script.split("await call(").skip(1));
    calls
        .map(|call| {
            let mut rest = call;
            let [name, method, path] = [(); 3].map(|()| {
                rest = rest.trim_start_matches([',', ' ']);
                assert!(rest.starts_with(['\'', '`']), "not written out: call({call:.60}");
                let word;
                (word, rest) = up_to(&rest[1..], &['\'', '`']);
                word.to_owned()
            });
            let path = up_to(&(path + "?"), &['?']).0.to_owned();
            Written { name, method, path }
        })
        .collect()
}

#[test]
fn pages_call_what_the_contract_has_and_report_it_under_its_name() {
    let written = written();
    for call in &written {
        let known = calls().any(|row| {
            row.browser && row.name == call.name && row.path == call.path && row.methods.contains(&&*call.method)
        });
        assert!(known, "{call:?} is no call that browsers report, as the contract says it");
    }
    for row in calls().filter(|row| row.browser) {
        let is_called = written.iter().any(|call| call.name == row.name);
        let by_nobody = CALLED_BY_NO_PAGE.iter().any(|operation| operation.name() == row.name);
        assert_ne!(
            is_called, by_nobody,
            "{}: the contract says that browsers report it; does a page call it?",
            row.name
        );
    }
}

#[test]
fn pages_know_which_statuses_are_the_persons_own_mistake() {
    let list = format!("const OWN_MISTAKES = {:?};", status::NOT_REPORTED);
    assert!(script("api.js").contains(&list), "assets/js/api.js does not have: {list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_edge_lets_pass_what_the_contract_says() {
    let stand_in = StandIn::that(&[Does::Answers]).await;
    let web = web(config_for(stand_in.address)).await;
    let person = Person::at(web.address);
    for call in calls() {
        let path = call.path.replace("{file}", "tt1.svg");
        let before = stand_in.heads().len();
        let answer = person.get(&format!("/api{path}")).await;
        let passed = stand_in.heads().len() > before;
        assert_eq!(passed, call.edge, "{path}: {}, the contract says otherwise", answer.status);
    }
}
