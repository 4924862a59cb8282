//! What must hold of the rows, whoever adds one.

use std::collections::BTreeSet;

use movie_guru_contract::{
    HTTP_SERVER_DURATION, Kind, Operation, PROCESS_CPU, calls, label, metric_of, metrics, status,
};

#[test]
fn exposed_names_carry_unit_and_total() {
    assert_eq!(Operation::Chat.metrics().attempts.exposed(), "movieguru_chat_calls_total");
    assert_eq!(Operation::PrefGet.metrics().latency.exposed(), "movieguru_prefGet_latency_milliseconds");
    assert_eq!(HTTP_SERVER_DURATION.exposed(), "http_server_request_duration_seconds");
    assert_eq!(PROCESS_CPU.exposed(), "process_cpu_seconds_total");
}

#[test]
fn a_name_in_a_query_is_found_in_whichever_form() {
    let latency = Operation::Chat.metrics().latency;
    for series in latency.series().into_iter().chain([latency.exposed()]) {
        assert_eq!(metric_of(&series), Some(latency), "{series}");
    }
    assert_eq!(metric_of(&(PROCESS_CPU.exposed() + "_count")), None, "a counter has no count");
}

#[test]
fn no_two_metrics_share_a_name() {
    let names: BTreeSet<_> = metrics().iter().flat_map(|metric| metric.series()).collect();
    assert_eq!(names.len(), metrics().iter().map(|metric| metric.series().len()).sum::<usize>());
}

#[test]
fn every_metric_is_told_of_and_has_labels_of_the_contract() {
    for metric in metrics() {
        assert!(metric.about.ends_with('.') && !metric.help.is_empty(), "{} says nothing", metric.instrument);
        for name in metric.labels {
            assert!(label::ALL.iter().any(|(known, _)| known == name), "{}: no label {name}", metric.instrument);
        }
    }
}

#[test]
fn bounds_rise_and_stand_where_there_are_buckets() {
    for metric in metrics() {
        assert_eq!(matches!(metric.kind, Kind::Histogram(_)), !metric.bounds().is_empty(), "{}", metric.instrument);
        assert!(metric.bounds().is_sorted_by(|one, next| one < next), "{}", metric.instrument);
    }
}

#[test]
fn no_two_calls_share_a_name_or_a_method_of_a_path() {
    let names: BTreeSet<_> = calls().map(|call| call.name).collect();
    assert_eq!(names.len(), calls().count());
    let ways: Vec<_> = calls().flat_map(|call| call.methods.iter().map(move |method| (call.path, *method))).collect();
    assert_eq!(ways.iter().collect::<BTreeSet<_>>().len(), ways.len(), "{ways:?}");
}

#[test]
fn browsers_report_only_what_reaches_the_backend_through_the_edge() {
    assert!(calls().all(|call| call.edge || !call.browser));
    assert!(status::NOT_REPORTED.iter().all(|status| status::CLIENT_ERRORS.contains(status)));
}
