//! SLOs on metrics that the lab does not measure itself: those of another target, and of a Prometheus elsewhere.

use movie_guru_monitor::service::{Config, Metrics};
use movie_guru_test_support::{Server, backfill};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::lab::{Lab, Target};

const EXPOSED: &str = "# TYPE shop_orders_total counter\nshop_orders_total{state=\"paid\"} 7\n\
                       shop_orders_total{state=\"lost\"} 3\n# TYPE shop_queue gauge\nshop_queue 2\n\
                       # TYPE shop_wait_seconds histogram\nshop_wait_seconds_bucket{le=\"0.5\"} 6\n\
                       shop_wait_seconds_bucket{le=\"2\"} 9\nshop_wait_seconds_bucket{le=\"+Inf\"} 10\n\
                       shop_wait_seconds_sum 12\nshop_wait_seconds_count 10\n";

fn slo(name: &str, measure: &Value, objective: &Value) -> String {
    json!({
        "apiVersion": "openslo/v1", "kind": "SLO", "metadata": {"name": name},
        "spec": {
            "service": "movie-guru",
            "indicator": {"metadata": {"name": name}, "spec": measure},
            "timeWindow": [{"duration": "24h", "isRolling": true}],
            "budgetingMethod": "Occurrences",
            "objectives": [objective],
        },
    })
    .to_string()
}

fn metric(query: &str) -> Value {
    json!({"metricSource": {"type": "Prometheus", "spec": {"query": query}}})
}

fn ratio(good: &str, total: &str) -> String {
    let measure = json!({"ratioMetric": {"counter": true, "good": metric(good), "total": metric(total)}});
    slo("orders", &measure, &json!({"target": 0.9}))
}

fn threshold(histogram: &str, bound: f64) -> String {
    slo("waits", &json!({"thresholdMetric": metric(histogram)}), &json!({"target": 0.9, "op": "lte", "value": bound}))
}

async fn put(lab: &Lab, name: &str, text: String) -> (StatusCode, Value) {
    let url = lab.url.join(&format!("api/slos/{name}")).unwrap();
    let response = reqwest::Client::new().request(Method::PUT, url).body(text).send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

/// What is known is taken, and nothing else.
async fn holds(lab: &Lab) {
    let (status, made) = put(lab, "orders", ratio("shop_orders_total{state=\"paid\"}", "shop_orders_total")).await;
    assert_eq!((status, &made["unmatched"]), (StatusCode::CREATED, &json!([])), "{made}");
    let (status, made) = put(lab, "waits", threshold("shop_wait_seconds", 0.5)).await;
    assert_eq!((status, &made["unmatched"]), (StatusCode::CREATED, &json!([])), "{made}");
    let (status, _) = put(lab, "orders", ratio("shop_wait_seconds_bucket{le=\"2\"}", "shop_wait_seconds_count")).await;
    assert_eq!(status, StatusCode::OK, "parts of a histogram are counters");

    let refused = async |name: &str, text: String| {
        let (status, problem) = put(lab, name, text).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        problem["errors"][0]["detail"].as_str().unwrap().to_owned()
    };
    let detail = refused("orders", ratio("shop_order_total", "shop_orders_total")).await;
    assert!(detail.contains("not measured: `shop_order_total`; did you mean `shop_orders_total`?"), "{detail}");
    let detail = refused("waits", threshold("shop_wait_second", 0.5)).await;
    assert!(detail.contains("did you mean `shop_wait_seconds`?"), "{detail}");
    let detail = refused("waits", threshold("shop_wait_seconds", 1.0)).await;
    assert!(detail.contains("0.5 or 2 would do"), "{detail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_slo_on_what_another_target_brings_is_taken_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let target = Target::answering(EXPOSED).await;
    let lab = Lab::scraping(folder.path(), vec![target.job()]).await;
    let (status, problem) = put(&lab, "x", ratio("nobody_knows_this_total", "nor_this_total")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
    lab.until("shop_queue", 2.0).await;
    holds(&lab).await;
    let (status, problem) = put(&lab, "x", ratio("shop_queue", "shop_orders_total")).await;
    assert!(status == 422 && problem.to_string().contains("`shop_queue` is a gauge"), "{problem}");
    lab.stop().await;

    // The target is away for good, and so is its metadata; what was taken stays, and something else can be changed.
    let lab = Lab::scraping(folder.path(), Vec::new()).await;
    assert_eq!(lab.get("api/slos").await["slos"].as_array().unwrap().len(), 2);
    let loads = include_str!("../../../../slos/achievable.yaml").split("\n---\n").next().unwrap();
    let loads = loads.split("  alertPolicies:").next().unwrap().to_owned();
    let name = loads.lines().find_map(|line| line.strip_prefix("  name: ")).unwrap().to_owned();
    let (status, made) = put(&lab, &name, loads).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    lab.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_slo_on_what_a_prometheus_elsewhere_knows_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let now = jiff::Timestamp::now().as_second() - 600;
    // OpenMetrics: a counter is named without its `_total`, samples have times, and the text has an end.
    let text = EXPOSED.replace("# TYPE shop_orders_total", "# TYPE shop_orders");
    let timed: Vec<String> = text
        .lines()
        .map(|line| if line.starts_with('#') { line.to_owned() } else { format!("{line} {now}") })
        .collect();
    if !backfill(folder.path(), &format!("{}\n# EOF\n", timed.join("\n"))) {
        return;
    }
    let Some(prometheus) = Server::prometheus(folder.path(), &[]).await else { return };
    let elsewhere = Metrics::Elsewhere { url: prometheus.url.clone(), token: None };
    let lab = Lab::start(Config::new(elsewhere, folder.path().join("lab"))).await;
    holds(&lab).await;
    lab.stop().await;

    drop(prometheus);
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let elsewhere = Metrics::Elsewhere { url: format!("http://{nobody}").parse().unwrap(), token: None };
    let lab = Lab::start(Config::new(elsewhere, folder.path().join("lab"))).await;
    assert_eq!(lab.get("api/slos").await["slos"].as_array().unwrap().len(), 2, "what was taken stays");
    let (status, problem) = put(&lab, "x", ratio("a_total", "b_total")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(problem.to_string().contains("the source of metrics cannot be asked for more"), "{problem}");
    lab.stop().await;
}
