//! Prometheus' HTTP API: the monitor over its own store, the monitor over a Prometheus, and that Prometheus itself answer
//! the same, to the status and the words of an error. Then a client made for Prometheus asks.

use jiff::Timestamp;
use movie_guru_monitor::service::{Config, Metrics};
use movie_guru_test_support::{Server, backfill, skipped};
use serde_json::Value;
use tsdb::StoreConfig;
use url::Url;

use crate::lab::Lab;
use crate::samples::{self, open_metrics};

/// A request: path and parameters.
type Request = (String, Vec<(&'static str, String)>);

/// What is asked where errors must be the same to the word, and where only their kind.
fn requests(start: i64) -> (Vec<Request>, Vec<Request>) {
    let seconds = |ms: i64| format!("{}.{:03}", ms / 1000, ms % 1000);
    let at = start + 20 * 60_000;
    let rfc = Timestamp::from_millisecond(at).unwrap().to_string();
    let ask = |path: &str, pairs: &[(&'static str, &str)]| {
        let pairs = pairs.iter().map(|(name, value)| {
            let value = value.replace("AT", &seconds(at)).replace("RFC", &rfc).replace("LATER", &seconds(at + 600_000));
            (*name, value.replace("BEFORE", &seconds(start - 3_600_000)))
        });
        (path.to_owned(), pairs.collect())
    };
    let same_words = vec![
        ask("query", &[("query", "odd_limit"), ("time", "AT")]),
        ask("query", &[("query", "odd_limit"), ("time", "RFC")]),
        ask("query", &[("query", "odd_constant[20s]"), ("time", "AT")]),
        ask("query", &[("query", "1 / 0"), ("time", "AT")]),
        ask("query", &[("query", "0 / 0"), ("time", "1.5")]),
        ask("query", &[("query", "-1 / 0"), ("time", "-1.25")]),
        ask("query", &[("query", "\"text\""), ("time", "AT"), ("timeout", "5s")]),
        ask("query", &[("query", "vector(1e-7)"), ("time", "AT"), ("timeout", "5")]),
        ask("query", &[("query", "vector(123456789012345678901234567890)"), ("time", "AT")]),
        ask("query", &[("query", "up"), ("time", "yesterday")]),
        ask("query", &[("query", "odd_gauge + on (group) odd_info"), ("time", "AT"), ("timeout", "soon")]),
        ask("query", &[("query", "label_replace(odd_limit, \"zone\", \"\", \"zone\", \".*\")"), ("time", "AT")]),
        ask("query", &[("query", "odd_limit + on (group) group_left odd_limit"), ("time", "AT")]),
        ask("query_range", &[("query", "odd_limit"), ("start", "AT"), ("end", "LATER"), ("step", "60")]),
        ask("query_range", &[("query", "odd_constant"), ("start", "AT"), ("end", "LATER"), ("step", "1m30s")]),
        ask("query_range", &[("query", "time()"), ("start", "AT"), ("end", "AT"), ("step", "0.5")]),
        ask("query_range", &[("query", "1"), ("start", "AT"), ("end", "BEFORE"), ("step", "1")]),
        ask("query_range", &[("query", "1"), ("start", "AT"), ("end", "LATER"), ("step", "0")]),
        ask("query_range", &[("query", "1"), ("start", "AT"), ("end", "LATER"), ("step", "-1s")]),
        ask("query_range", &[("query", "1"), ("start", "AT"), ("end", "LATER"), ("step", "often")]),
        ask("query_range", &[("query", "1"), ("start", "AT"), ("end", "LATER"), ("step", "0.05")]),
        ask("query_range", &[("query", "1"), ("start", "AT"), ("end", "LATER")]),
        ask("query_range", &[("query", "1"), ("start", "then"), ("end", "LATER"), ("step", "1")]),
        ask("query_range", &[("query", "1"), ("end", "LATER"), ("step", "1")]),
        ask("query_range", &[("query", "odd_limit[1m]"), ("start", "AT"), ("end", "LATER"), ("step", "60")]),
        ask("query_range", &[("query", "\"text\""), ("start", "AT"), ("end", "LATER"), ("step", "60")]),
        ask("series", &[("match[]", "odd_limit")]),
        ask(
            "series",
            &[("match[]", "odd_info"), ("match[]", "{group=\"c\",zone=~\".+\"}"), ("start", "AT"), ("end", "LATER")],
        ),
        ask("series", &[("match[]", "odd_limit"), ("start", "1"), ("end", "2")]),
        ask("series", &[]),
        ask("series", &[("match[]", "odd_limit"), ("start", "never")]),
        ask("labels", &[]),
        ask("labels", &[("match[]", "odd_info")]),
        ask("label/group/values", &[]),
        ask("label/__name__/values", &[("match[]", "{zone=\"z\"}")]),
        ask("label/nothing/values", &[]),
        ask("label/not-a-name/values", &[]),
        ask("metadata", &[("limit", "2")]),
        ask("metadata", &[("limit", "many")]),
        ask("rules", &[("type", "alert")]),
        ask("rules", &[("type", "other")]),
        ask("alerts", &[]),
        ask("targets", &[("state", "dropped")]),
    ];
    let same_kind = vec![
        ask("query", &[("query", "odd_limit{")]),
        ask("query", &[("query", "")]),
        ask("query", &[]),
        ask("query", &[("query", "no_function(odd_limit)")]),
        ask("query", &[("query", "sum(odd_limit[1m])")]),
        ask("query", &[("query", "rate(odd_limit)")]),
        ask("query", &[("query", "{}")]),
        ask("query", &[("query", "odd_limit{zone=~\"(\"}")]),
        ask("series", &[("match[]", "{")]),
        ask("series", &[("match[]", "{zone=~\".*\"}")]),
        ask("labels", &[("match[]", "rate(odd_limit[1m])")]),
    ];
    (same_words, same_kind)
}

/// The answer of a server: its status, and what it says, sorted where the order means nothing.
async fn answer(server: &Url, (path, pairs): &Request, post: bool) -> (u16, Value) {
    let client = reqwest::Client::new();
    let mut url = server.join(&format!("api/v1/{path}")).unwrap();
    let request = if post {
        client.post(url).form(pairs)
    } else {
        url.query_pairs_mut().extend_pairs(pairs);
        client.get(url)
    };
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let mut said: Value = response.json().await.unwrap();
    for list in ["/data/result", "/data"] {
        if let Some(list) = said.pointer_mut(list).and_then(Value::as_array_mut) {
            list.sort_by_key(ToString::to_string);
        }
    }
    (status, said)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_prometheus_answer() {
    let folder = tempfile::tempdir().unwrap();
    let start = samples::beginning();
    let lines = samples::odd_ones(start, 5);
    if !backfill(folder.path(), &open_metrics(&lines)) {
        return;
    }
    let Some(prometheus) = Server::prometheus(folder.path(), &[]).await else { return };
    samples::store(folder.path(), &lines).settle();
    let own = Metrics::Embedded { store: StoreConfig::new(folder.path().join("store")), scrape: Default::default() };
    let own = Lab::start(Config { own_job: None, ..Config::new(own, folder.path().to_owned()) }).await;
    let theirs = Metrics::Elsewhere { url: prometheus.url.clone(), token: None };
    let theirs = Lab::start(Config::new(theirs, folder.path().join("theirs"))).await;

    let (same_words, same_kind) = requests(start);
    let mut wrong = Vec::new();
    for (request, words) in
        same_words.iter().map(|request| (request, true)).chain(same_kind.iter().map(|request| (request, false)))
    {
        for post in [false, true] {
            if post && !matches!(request.0.as_str(), "query" | "query_range" | "series" | "labels") {
                continue;
            }
            let (status, wanted) = answer(&prometheus.url, request, post).await;
            for (name, server) in [("embedded", &own.url), ("elsewhere", &theirs.url)] {
                let mut wanted = wanted.clone();
                let (our_status, mut said) = answer(server, request, post).await;
                if !words {
                    assert_eq!(wanted["status"], "error", "{request:?}");
                    for answer in [&mut wanted, &mut said] {
                        answer.as_object_mut().unwrap().remove("error").unwrap();
                    }
                }
                if (our_status, &said) != (status, &wanted) {
                    wrong.push(format!(
                        "{name}, POST {post}: {request:?}\n  ours {our_status} {said}\n  theirs {status} {wanted}"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    own.stop().await;
    theirs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_made_for_prometheus_is_content() {
    let folder = tempfile::tempdir().unwrap();
    let start = samples::beginning();
    samples::store(folder.path(), &samples::odd_ones(start, 5)).settle();
    let lab = Lab::scraping(folder.path(), Vec::new()).await;
    let client = prometheus_http_query::Client::try_from(lab.url.as_str()).unwrap();
    let at = start / 1000 + 600;
    let vector = client.query("sum by (group) (odd_limit)").at(at).post().await.unwrap();
    assert_eq!(vector.data().as_vector().unwrap().len(), 2);
    let matrix = client.query_range("odd_constant", at, at + 60, 5.0).get().await.unwrap();
    assert_eq!(matrix.data().as_matrix().unwrap()[0].samples().len(), 13);
    let error = client.query("sum(").at(at).get().await.unwrap_err();
    assert!(error.to_string().contains("bad_data") || error.to_string().contains("parse error"), "{error}");
    let selector = prometheus_http_query::Selector::new().metric("odd_info");
    assert_eq!(client.series(&[selector]).unwrap().get().await.unwrap().len(), 2);
    assert!(client.label_names().get().await.unwrap().contains(&"zone".to_owned()));
    assert_eq!(client.label_values("group").get().await.unwrap(), ["a", "b", "c"]);
    assert_eq!(client.targets(None).await.unwrap().active().len(), 0);
    assert!(client.rules().get().await.unwrap().is_empty());
    assert!(client.alerts().await.unwrap().is_empty());
    assert!(client.metric_metadata().get().await.unwrap().is_empty());
    assert_eq!(client.build_information().await.unwrap().version(), "2.42.0");
    lab.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_our_own_names_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let lab = Lab::scraping(folder.path(), Vec::new()).await;
    let ask =
        |host: &'static str| reqwest::Client::new().get(lab.url.join("readyz").unwrap()).header("Host", host).send();
    assert_eq!(ask("localhost:9090").await.unwrap().status(), 200);
    assert_eq!(ask("evil.example").await.unwrap().status(), 421);
    lab.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn promtool_is_content() {
    let folder = tempfile::tempdir().unwrap();
    let start = samples::beginning();
    samples::store(folder.path(), &samples::odd_ones(start, 5)).settle();
    let lab = Lab::scraping(folder.path(), Vec::new()).await;
    let seconds = |minutes: i64| (start / 1000 + minutes * 60).to_string();
    let time = format!("--time={}", seconds(10));
    let (from, to) = (format!("--start={}", seconds(10)), format!("--end={}", seconds(11)));
    let server = lab.url.as_str().trim_end_matches('/');
    let asked: [(&[&str], &str); 4] = [
        (&["instant", &time, server, "odd_constant"], "odd_constant{group=\"a\"} => 42"),
        (&["range", &from, &to, "--step=30s", server, "odd_constant"], "42 @["),
        (&["series", "--match=odd_info", &from, &to, server], "team-a"),
        (&["labels", server, "group"], "c\n"),
    ];
    for (arguments, wanted) in asked {
        let Ok(output) = tokio::process::Command::new("promtool").arg("query").args(arguments).output().await else {
            skipped("promtool is not installed");
            return;
        };
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(output.status.success() && said.contains(wanted), "{arguments:?}: {said}");
    }
    lab.stop().await;
}
