//! The curriculum, played on a real lab: the model attendee passes every challenge, and what only looks right fails where it
//! should, with the right next step.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use movie_guru_test_support::client;
use movie_guru_workshop::challenge::{Challenge, WrongAnswer};
use movie_guru_workshop::check::Verdict;
use movie_guru_workshop::workbook::Page;
use movie_guru_workshop::{Answer, ChallengeState, CriterionState, Library};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::running::{Lab, lab, text};

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(300);

struct Attendee {
    folder: TempDir,
    running: Lab,
}

impl Attendee {
    async fn post(&self, path: &str, body: Value) -> Value {
        let answer = client().post(self.running.url("web", path)).json(&body).send().await.unwrap();
        let status = answer.status();
        let body = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {body}");
        serde_json::from_str(&body).unwrap_or_default()
    }

    async fn check(&self, challenge: &Challenge) -> ChallengeState {
        let state = self.post(&format!("api/workshop/challenges/{}/check", challenge.slug), json!({})).await;
        serde_json::from_value(state).unwrap()
    }

    /// Types answers, as the page does: with what stood there before.
    async fn write(&self, challenge: &Challenge, page: &Page) {
        let path = format!("api/workshop/workbook/{}", challenge.slug);
        let there = client().get(self.running.url("web", &path)).send().await.unwrap().json::<Value>().await.unwrap();
        for (field, answer) in page {
            let body =
                json!({"value": answer, "was": there["fields"].get(field).cloned().unwrap_or_else(|| json!(""))});
            let written =
                client().put(self.running.url("web", &format!("{path}/{field}"))).json(&body).send().await.unwrap();
            assert!(written.status().is_success(), "{field}: {} {}", written.status(), written.text().await.unwrap());
        }
    }

    /// Takes all SLOs and alerts off the board, and puts these on it.
    async fn put_on_board(&self, openslo: &str) {
        self.clear_board().await;
        let (status, said) = self.apply(openslo).await;
        assert!(status.is_success(), "{said}");
    }

    async fn apply(&self, openslo: &str) -> (StatusCode, String) {
        let request = client().post(self.running.url("monitor", "api/slos")).header("content-type", "application/yaml");
        let answer = request.body(openslo.to_owned()).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }

    async fn clear_board(&self) {
        let slos =
            client().get(self.running.url("monitor", "api/slos")).send().await.unwrap().json::<Value>().await.unwrap();
        let alerts = client()
            .get(self.running.url("monitor", "api/alerts"))
            .send()
            .await
            .unwrap()
            .json::<Value>()
            .await
            .unwrap();
        for slo in slos["slos"].as_array().unwrap() {
            self.delete(&format!("api/slos/{}", slo["name"].as_str().unwrap())).await;
        }
        for policy in alerts["policies"].as_array().unwrap() {
            self.delete(&format!("api/alerts/{}?detach=true", policy.as_str().unwrap())).await;
        }
    }

    async fn delete(&self, path: &str) {
        let answer = client().delete(self.running.url("monitor", path)).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
    }

    fn set_phase(&self, name: &str) {
        let set = lab(self.folder.path(), &["phase", "set", name]);
        assert!(set.status.success(), "{}", text(&set.stderr));
    }

    /// Checks until all hold that a machine can check, but those in `but`.
    async fn until_all_hold(&self, challenge: &Challenge, but: &[&str]) {
        let begin = Instant::now();
        loop {
            let state = self.check(challenge).await;
            let open = state
                .criteria
                .iter()
                .filter(|criterion| criterion.is_checked && !but.contains(&criterion.name.as_str()));
            let open = open.filter(|criterion| verdict(criterion) != Verdict::Holds).collect::<Vec<_>>();
            if open.is_empty() {
                return;
            }
            assert!(begin.elapsed() < PATIENCE, "{}: {open:#?}", challenge.slug);
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    /// Waits until the alerts that a challenge expects fire, as `SLO/policy`.
    async fn until_expected_alerts_fire(&self, challenge: &Challenge) {
        let begin = Instant::now();
        loop {
            let alerts = self.running.url("monitor", "api/alerts");
            let alerts = client().get(alerts).send().await.unwrap().json::<Value>().await.unwrap();
            let active = alerts["active"].as_array().unwrap().iter().filter(|alert| alert["fired_at"].is_string());
            let name = |alert: &Value| {
                let subject = &alert["subject"];
                format!("{}/{}", subject["slo"].as_str().unwrap(), subject["policy"].as_str().unwrap())
            };
            let firing = active.map(name).collect::<BTreeSet<_>>();
            let expected = &challenge.sheet.as_ref().unwrap().alerts;
            if expected.iter().all(|alert| firing.contains(alert)) {
                return;
            }
            assert!(begin.elapsed() < PATIENCE, "{}: {firing:?}, not {expected:?}", challenge.slug);
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    /// Answers wrongly, and sees the criterion fail with the next step that helps.
    async fn answer_wrongly(&self, challenge: &Challenge, name: &str, wrong: &WrongAnswer) {
        if !wrong.workbook.is_empty() {
            self.write(challenge, &wrong.workbook).await;
        }
        if let Some(openslo) = &wrong.openslo {
            match &wrong.refused {
                Some(words) => {
                    self.clear_board().await;
                    let (status, said) = self.apply(openslo).await;
                    assert!(status == 422 && said.contains(words), "{}/{name}: {status} {said}", challenge.slug);
                }
                None => self.put_on_board(openslo).await,
            }
        }
        let begin = Instant::now();
        loop {
            let state = self.check(challenge).await;
            let failed = state.criteria.iter().find(|criterion| criterion.name == wrong.fails).unwrap();
            let finding = failed.finding.as_ref().unwrap();
            if finding.verdict == Verdict::DoesNotHold {
                let next = finding.next.as_deref().unwrap();
                assert!(next.contains(&wrong.says), "{}/{name}: {finding:#?}, not “{}”", challenge.slug, wrong.says);
                break;
            }
            let waits = finding.verdict == Verdict::NotYet && begin.elapsed() < PATIENCE;
            assert!(waits, "{}/{name} ({}): {finding:#?}", challenge.slug, wrong.title);
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    async fn restore(&self, challenge: &Challenge) {
        let model = challenge.model.as_ref().unwrap();
        self.write(challenge, &model.workbook).await;
        if challenge.wrong.values().any(|wrong| wrong.openslo.is_some()) {
            self.put_model_on_board(challenge).await;
        }
    }

    async fn put_model_on_board(&self, challenge: &Challenge) {
        let openslo = challenge.model.as_ref().unwrap().openslo(&BTreeSet::new()).unwrap();
        self.put_on_board(&openslo).await;
    }
}

fn verdict(criterion: &CriterionState) -> Verdict {
    criterion.finding.as_ref().unwrap().verdict
}

#[tokio::test(flavor = "multi_thread")]
async fn the_model_attendee_passes_and_what_only_looks_right_does_not() {
    let folder = TempDir::new().unwrap();
    // Windows in a tenth of the workshop's time, and as many people as make figures soon.
    let running = Lab::up(folder.path(), &["--users", "30", "--time-scale", "240", "--seed", "4"]);
    let attendee = Attendee { folder, running };
    let library = Library::embedded().unwrap();
    for challenge in library.challenges() {
        let begin = Instant::now();
        let model = challenge.model.as_ref().unwrap();
        attendee.post(&format!("api/workshop/challenges/{}/start", challenge.slug), json!({})).await;
        let before = attendee.check(challenge).await;
        let checked = before.criteria.iter().filter(|criterion| criterion.is_checked).collect::<Vec<_>>();
        assert!(
            checked.iter().any(|criterion| verdict(criterion) != Verdict::Holds),
            "{} holds by itself",
            challenge.slug
        );
        attendee.write(challenge, &model.workbook).await;
        if !model.slos.is_empty() {
            attendee.put_model_on_board(challenge).await;
        }
        let release = challenge.slug.starts_with("07").then_some("inbox");
        attendee.until_all_hold(challenge, release.as_slice()).await;
        if release.is_some() {
            attendee.set_phase("challenge-7");
            attendee.until_all_hold(challenge, &[]).await;
        }
        attendee.until_expected_alerts_fire(challenge).await;
        for (name, wrong) in &challenge.wrong {
            attendee.answer_wrongly(challenge, name, wrong).await;
            attendee.restore(challenge).await;
        }
        let state = attendee.check(challenge).await;
        assert!(state.is_done(), "{}: a pass is kept: {state:#?}", challenge.slug);
        eprintln!("{}: {:.0} s", challenge.slug, begin.elapsed().as_secs_f64());
    }
    let all = lab(attendee.folder.path(), &["check", "2"]);
    assert!(all.status.success(), "{}", text(&all.stdout));
    // No figures are kept of what was not there: a criterion that needs a lab says so once it is gone.
    let Attendee { folder, running } = attendee;
    drop(running);
    assert_eq!(lab(folder.path(), &["check", "2"]).status.code(), Some(3));
}

#[test]
fn an_answer_without_a_value_is_an_empty_one() {
    assert_eq!(serde_json::from_value::<Answer>(Value::Null).unwrap(), Answer::default());
}
