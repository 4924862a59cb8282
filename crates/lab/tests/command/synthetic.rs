//! Synthetic checks of one's own: files that a running lab takes up, and `lab synthetic`.

#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

use std::fs;
use std::path::Path;

use movie_guru_contract::{PROBE_SUCCESS, SYNTHETIC_DURATION, SYNTHETIC_RUNS, label};
use movie_guru_test_support::{Exposition, client, until};
use serde_json::Value;
use tempfile::TempDir;

use crate::running::{Lab, json, lab, text};

const LOG_IN: &str = "title: Somebody logs in\nevery: 5s\nlimit: 4s\nsteps:\n\
    - {name: log in, post: /api/login, json: {user: synthetic}, expect: {status: 200, contains: success}}\n";

fn write(folder: &Path, file: &str, text: &str) {
    fs::create_dir_all(folder.join("checks")).unwrap();
    fs::write(folder.join("checks").join(file), text).unwrap();
}

async fn scrape(running: &Lab) -> Exposition {
    let answer = client().get(running.url("monitor", "metrics")).send().await.unwrap();
    Exposition::parse(&answer.text().await.unwrap())
}

/// How many runs of a check ended so; none where it has no series.
fn runs(metrics: &Exposition, check: &str, result: &str) -> Option<f64> {
    metrics.get(&SYNTHETIC_RUNS.exposed(), &[(label::CHECK, check), (label::RESULT, result)])
}

fn took(metrics: &Exposition, check: &str) -> Option<f64> {
    metrics.get(&SYNTHETIC_DURATION.exposed(), &[(label::CHECK, check)])
}

/// Looks until it holds, and hands out what was then seen.
async fn scraped(running: &Lab, what: &str, mut holds: impl FnMut(&Exposition) -> bool) -> Exposition {
    let mut metrics = Exposition::default();
    until(what, async || {
        metrics = scrape(running).await;
        holds(&metrics)
    })
    .await;
    metrics
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_come_change_and_go_are_taken_up_without_a_restart() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), "log-in.yaml", LOG_IN);
    let running = Lab::up(folder.path(), &["--scenario", "healthy", "--users", "0", "--no-probe"]);
    let begun = scraped(&running, "its series are there", |seen| runs(seen, "log-in", "success").is_some()).await;
    let both = ["success", "error"].map(|result| runs(&begun, "log-in", result));
    assert_eq!((both, took(&begun, "log-in")), ([Some(0.0); 2], None), "at 0 before its first run");
    let rising = scraped(&running, "it has run twice", |seen| runs(seen, "log-in", "success") >= Some(2.0)).await;
    assert_eq!(runs(&rising, "log-in", "error"), Some(0.0));
    assert!(took(&rising, "log-in").is_some_and(|took| took > 0.0 && took < 4.0), "{:?}", took(&rising, "log-in"));
    assert_eq!(rising.get(&PROBE_SUCCESS.exposed(), &[]), None, "--no-probe is about the lab's own");

    write(folder.path(), "films.yaml", &LOG_IN.replace("contains: success", "contains: no such thing"));
    write(folder.path(), "broken.yaml", "title: t\nstops:\n- {name: a, get: /}\n");
    let failing = scraped(&running, "the new one has failed", |seen| runs(seen, "films", "error") >= Some(1.0)).await;
    assert_eq!(runs(&failing, "films", "success"), Some(0.0));
    assert_eq!(runs(&failing, "broken", "error"), None, "what is broken counts nowhere");
    let attempts = format!("api/v1/query?query={}", SYNTHETIC_RUNS.exposed());
    until("the monitor has stored them", async || {
        json(&running.url("monitor", &attempts)).await["data"]["result"].as_array().is_some_and(|all| all.len() >= 4)
    })
    .await;

    write(folder.path(), "films.yaml", LOG_IN);
    let before = runs(&failing, "films", "error");
    let mended = scraped(&running, "the changed one goes well", |seen| runs(seen, "films", "success") >= Some(1.0));
    assert!(runs(&mended.await, "films", "error") >= before, "its counter goes on");

    fs::remove_file(folder.path().join("checks/films.yaml")).unwrap();
    write(folder.path(), "log-in.yaml", "title: [");
    let gone = |seen: &Exposition| ["films", "log-in"].iter().all(|check| runs(seen, check, "success").is_none());
    let seen = scraped(&running, "what is gone or broken has no series", gone).await;
    assert_eq!((took(&seen, "films"), took(&seen, "log-in")), (None, None));
    write(folder.path(), "log-in.yaml", LOG_IN);
    scraped(&running, "what is mended runs again", |seen| runs(seen, "log-in", "success") >= Some(1.0)).await;

    let (well, said) = running.interrupt();
    assert!(well, "{said}");
    assert_eq!(said.matches("broken.yaml: line 2: ").count(), 1, "it is told once, with its line: {said}");
    assert!(
        said.contains("unknown field `stops`, expected one of title") && said.contains("it does not run"),
        "{said}"
    );
    assert_eq!(said.matches("log-in.yaml: line 1").count(), 1, "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_that_is_made_in_the_guide_runs_and_the_guide_shows_how_it_went() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &["--scenario", "healthy", "--users", "0", "--no-probe"]);
    let fields = |name: &'static str, contains: &'static str| {
        [
            ("was", "null"),
            ("name", name),
            ("title", "Somebody logs in"),
            ("every", "5s"),
            ("step.name", "log in"),
            ("step.method", "POST"),
            ("step.path", "/api/login"),
            ("step.json", "{\"user\": \"synthetic\"}"),
            ("step.contains", contains),
        ]
    };
    for (name, contains) in [("made", "success"), ("made-wrong", "no such thing")] {
        let made = client().post(running.url("web", "guide/checks/new")).form(&fields(name, contains));
        let answer = made.send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }
    let seen = scraped(&running, "both have run", |seen| {
        runs(seen, "made", "success") >= Some(1.0) && runs(seen, "made-wrong", "error") >= Some(1.0)
    });
    assert_eq!(runs(&seen.await, "made", "error"), Some(0.0));
    let page = async |path: &str| client().get(running.url("web", path)).send().await.unwrap().text().await.unwrap();
    let list = page("guide/checks").await;
    assert!(list.contains("Went well") && list.contains("does not contain `no such thing`"), "{list}");
    // Where a check's link leads, the monitor plots its share of runs that went well.
    let explore =
        list.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|link| link.contains("%22made%22"));
    assert!(explore.unwrap().starts_with(running.url("monitor", "explore?").as_str()), "{explore:?}");
    assert!(client().get(explore.unwrap()).send().await.unwrap().status().is_success());
    let query = url_of(explore.unwrap(), &running.url("monitor", "api/v1/query"));
    until("the share is there", async || {
        let result = &json(&query).await["data"]["result"];
        result[0]["metric"][label::CHECK] == "made" && result[0]["value"][1] == "1"
    })
    .await;
    let run = lab(folder.path(), &["synthetic", "run", "made"]);
    assert!(run.status.success(), "{}", text(&run.stderr));
    fs::remove_file(folder.path().join("checks/made.yaml")).unwrap();
    assert!(!page("guide/checks/now").await.contains("Went well"), "what is gone is not shown");
}

/// The query of a page, asked of another.
fn url_of(page: &str, of: &str) -> String {
    format!("{of}?{}", page.split_once('?').unwrap().1)
}

/// An SLO on all runs of all checks.
fn slo_on_runs() -> String {
    let runs = SYNTHETIC_RUNS.exposed();
    let source = |query: &str| format!("{{metricSource: {{type: Prometheus, spec: {{query: '{query}'}}}}}}");
    let (good, total) = (source(&format!("{runs}{{result=\"success\"}}")), source(&runs));
    format!(
        "apiVersion: openslo/v1\nkind: SLO\nmetadata: {{name: checks-go-well}}\nspec:\n  service: movie-guru\n  \
         indicator:\n    metadata: {{name: checks-go-well}}\n    spec:\n      ratioMetric: {{counter: true, good: {good}, \
         total: {total}}}\n  timeWindow: [{{duration: 24h, isRolling: true}}]\n  budgetingMethod: Occurrences\n  \
         objectives: [{{target: 0.99}}]\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn in_challenge_8_a_check_as_a_browser_shows_what_one_as_a_client_does_not() {
    let folder = TempDir::new().unwrap();
    let slo = folder.path().join("slo.yaml");
    fs::write(&slo, slo_on_runs()).unwrap();
    write(folder.path(), "client.yaml", LOG_IN);
    for browser in ["browser", "another", "third"] {
        write(folder.path(), &format!("{browser}.yaml"), &format!("{LOG_IN}as: browser\n"));
    }
    let running = Lab::up(folder.path(), &["--scenario", "challenge-8", "--users", "0", "--no-probe"]);
    let applied = lab(folder.path(), &["slo", "apply", slo.to_str().unwrap()]);
    assert!(applied.status.success(), "{}", text(&applied.stderr));
    let seen = scraped(&running, "the browser has run six times", |seen| {
        let all = ["success", "error"].map(|result| runs(seen, "browser", result).unwrap_or_default());
        all.iter().sum::<f64>() >= 6.0
    })
    .await;
    let [well, failed] = ["success", "error"].map(|result| runs(&seen, "browser", result).unwrap());
    // Exactly every second call is lost. Of logins that arrive the scenario fails one in a thousand.
    assert!(well >= 2.0 && (failed - well).abs() <= 2.0, "{well} went well, {failed} did not");
    let [well, failed] = ["success", "error"].map(|result| runs(&seen, "client", result).unwrap());
    assert!(well >= 4.0 && failed <= 1.0, "{well} went well, {failed} did not");
    until("the gap holds", async || {
        let checked = lab(folder.path(), &["check", "8", "--json"]);
        let state: Value = serde_json::from_slice(&checked.stdout).unwrap();
        let criteria = state[0]["criteria"].as_array().unwrap();
        criteria.iter().any(|one| one["name"] == "gap" && one["finding"]["verdict"] == "holds")
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_every_call_of_browsers_is_lost_only_browsers_lose_theirs() {
    let folder = TempDir::new().unwrap();
    let scenario = folder.path().join("drop.yaml");
    fs::write(&scenario, "title: All is lost\nfaults:\n- {name: web.drop, share: 1}\n").unwrap();
    write(folder.path(), "client.yaml", LOG_IN);
    write(folder.path(), "browser.yaml", &format!("{LOG_IN}as: browser\n"));
    write(folder.path(), "page.yaml", "title: t\nas: browser\nsteps:\n- {name: a page is no call, get: /login}\n");
    let _running = Lab::up(folder.path(), &["--scenario", "healthy", "--users", "0", "--no-probe"]);
    let run = |check: &str| lab(folder.path(), &["synthetic", "run", check]);
    assert!(run("browser").status.success(), "nothing is lost: {:?}", run("browser"));
    let set = lab(folder.path(), &["phase", "set", "--file", scenario.to_str().unwrap()]);
    assert!(set.status.success(), "{}", text(&set.stderr));
    // Pages are told within half a second.
    until("browsers are told", async || !run("browser").status.success()).await;
    let lost = run("browser");
    assert!(text(&lost.stdout).contains("the connection was lost before an answer came"), "{lost:?}");
    assert_eq!(lost.status.code(), Some(1));
    for whole in ["client", "page"] {
        assert!(run(whole).status.success(), "{whole}: {:?}", run(whole));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_is_written_validated_listed_and_run_by_commands() {
    let folder = TempDir::new().unwrap();
    let synthetic = |arguments: &[&str]| {
        let done = lab(folder.path(), &[&["synthetic"], arguments].concat());
        (done.status.code().unwrap(), text(&done.stdout), text(&done.stderr))
    };
    let (code, said, _) = synthetic(&["list"]);
    assert!(code == 0 && said.contains("There is no check") && said.contains("lab synthetic new"), "{said}");
    assert_eq!(synthetic(&["validate"]), (0, "0 checks are sound.\n".to_owned(), String::new()));
    let (code, said, wrong) = synthetic(&["new", "my-check"]);
    assert!(code == 0 && said.contains("my-check.yaml") && said.contains("lab synthetic run my-check"), "{wrong}");
    let (code, _, wrong) = synthetic(&["new", "my-check"]);
    assert!(code == 1 && wrong.contains("is there already"), "{wrong}");
    let (code, _, wrong) = synthetic(&["new", "my_check"]);
    assert!(code == 1 && wrong.contains("letters, digits and -"), "{wrong}");
    let (code, _, wrong) = synthetic(&["run", "../lab"]);
    assert!(code == 1 && wrong.contains("letters, digits and -"), "{wrong}");
    let (code, _, wrong) = synthetic(&["run", "other"]);
    assert!(code == 1 && wrong.contains("lab synthetic list") && wrong.contains("new other"), "{wrong}");
    assert_eq!(synthetic(&["validate"]), (0, "1 check is sound.\n".to_owned(), String::new()));
    let (code, said, _) = synthetic(&["list"]);
    assert!(code == 0 && said.starts_with("my-check ") && said.contains("every 10s"), "{said}");
    assert!(said.contains(" 3 steps  Somebody finds a film"), "{said}");

    write(folder.path(), "wrong.yaml", "title: t\nevery: 1s\nsteps:\n- {name: a, get: 'https://other.example/'}\n");
    let (code, said, wrong) = synthetic(&["validate"]);
    assert!(code == 1 && said.is_empty(), "{said}");
    for mistake in ["wrong.yaml: line 2: every must be from 5s to 1h", "wrong.yaml: line 4: `https://other.example/`"] {
        assert!(wrong.contains(mistake), "{wrong}");
    }
    let (code, _, told) = synthetic(&["run", "wrong"]);
    assert!(code == 1 && told == wrong, "{told}");
    assert!(synthetic(&["list"]).1.contains("does not run: line 2"), "{}", synthetic(&["list"]).1);
    let file = folder.path().join("checks/my-check.yaml");
    assert_eq!(synthetic(&["validate", file.to_str().unwrap()]).0, 0);
    let (code, _, wrong) = synthetic(&["validate", "absent.yaml"]);
    assert!(code == 1 && wrong.contains("there is no absent.yaml"), "{wrong}");

    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (code, said, _) = synthetic(&["run", "my-check", "--web-url", &format!("http://{nobody}")]);
    assert!(code == 1 && said.starts_with("!!  log in") && said.contains("\n--  main page"), "{said}");
    assert!(said.contains("Somebody finds a film: failed at `log in`"), "{said}");

    let running = Lab::up(folder.path(), &["--scenario", "healthy", "--users", "0", "--no-probe"]);
    let (code, said, wrong) = synthetic(&["run", "my-check"]);
    assert!(code == 0 && said.matches("ok  ").count() == 3, "{said}{wrong}");
    assert!(said.contains("POST /api/chat") && said.contains("Somebody finds a film: went well in "), "{said}");
    for (name, step, why) in [
        ("status", "{name: a, get: /api/startup, expect: {status: 200}}", "HTTP 401, not 200"),
        ("success", "{name: a, get: /no-such-page}", "HTTP 404, not a success"),
        ("wanted", "{name: a, get: /api/startup, expect: {status: 401}}", ""),
        ("contains", "{name: a, get: /, expect: {contains: no such words}}", "does not contain `no such words`"),
        ("followed", "{name: a, get: /, expect: {contains: Movie Guru}}", ""),
        ("within", "{name: a, post: /api/login, json: {user: s}, expect: {within: 1ms}}", "no answer within 1ms"),
    ] {
        write(folder.path(), &format!("{name}.yaml"), &format!("title: t\nsteps:\n- {step}\n"));
        let (code, said, wrong) = synthetic(&["run", name]);
        assert_eq!(code, i32::from(!why.is_empty()), "{name}: {said}{wrong}");
        assert!(said.contains(why), "{name}: {said}");
    }
    // A chat of this scenario takes seconds.
    assert!(lab(folder.path(), &["phase", "set", "challenge-1"]).status.success());
    write(
        folder.path(),
        "limit.yaml",
        "title: t\nlimit: 100ms\nsteps:\n- {name: log in, post: /api/login, json: {user: s}}\n\
         - {name: ask, post: /api/chat, json: {content: Something funny}}\n",
    );
    let late = synthetic(&["run", "limit"]).1;
    assert!(late.contains("no answer within the limit of 100ms for all steps"), "{late}");
    drop(running);
}

#[test]
fn help_has_examples() {
    for arguments in [["synthetic"].as_slice(), &["synthetic", "run"], &["synthetic", "new"]] {
        let help = lab(Path::new("."), &[arguments, &["--help"]].concat());
        let said = text(&help.stdout);
        let has_example = ["new", "run"].iter().any(|word| said.contains(&format!("lab synthetic {word} my-check")));
        assert!(help.status.success() && has_example, "{said}");
    }
}
