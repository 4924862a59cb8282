//! A run's figures as tables that a spreadsheet reads (RFC 4180).

use std::fmt::{Display, Write as _};
use std::time::{Duration, SystemTime};

use crate::figures::call_figures::CallFigures;
use crate::figures::failure_kind::FailureKind;
use crate::figures::progress::{FailureRow, Progress};
use crate::figures::stats::time_of;
use crate::figures::timeline::Seconds;
use crate::plan::in_seconds::to_a_thousandth;

/// The window of the rate in the run's table.
const RATE_WINDOW: usize = 10;

/// One row for all requests, one per request, one per journey.
pub(crate) fn stats(progress: Option<&Progress>) -> String {
    let kinds = FailureKind::ALL.map(FailureKind::name).join(",");
    let mut text = format!(
        "of,name,count,failures,{kinds},rate,mean_rate,mean_ms,min_ms,max_ms,p50_ms,p90_ms,p95_ms,p99_ms,mean_body_bytes,service_p50_ms,service_p95_ms,service_p99_ms,late_p50_ms,late_p99_ms"
    );
    // At the end, where no reader of the usual columns is in their way.
    for percentile in progress.iter().flat_map(|progress| progress.total.percentiles_ms.keys()) {
        let _ = write!(text, ",{percentile}_ms");
    }
    text.push_str("\r\n");
    let Some(progress) = progress else { return text };
    figures(&mut text, "all", "all", &progress.total);
    for row in &progress.requests {
        figures(&mut text, "request", row.request.name(), &row.figures);
    }
    for row in &progress.journeys {
        figures(&mut text, "journey", row.journey.name(), &row.figures);
    }
    text
}

fn figures(text: &mut String, of: &str, name: &str, figures: &CallFigures) {
    let kinds = FailureKind::ALL.map(|kind| figures.failures_by_kind.get(&kind).copied().unwrap_or_default());
    let times = [
        figures.rate,
        figures.mean_rate,
        figures.mean_ms,
        figures.min_ms,
        figures.max_ms,
        figures.p50_ms,
        figures.p90_ms,
        figures.p95_ms,
        figures.p99_ms,
    ];
    let body = figures.mean_body_bytes.map(|bytes| bytes.to_string()).unwrap_or_default();
    let open = match (figures.service, figures.late) {
        (Some(service), Some(late)) => {
            list(&[service.p50_ms, service.p95_ms, service.p99_ms, late.p50_ms, late.p99_ms])
        }
        // Without a schedule nothing is late.
        _ => ",,,,".to_owned(),
    };
    let (kinds, times) = (list(&kinds), list(&times));
    // A `String` takes everything that is written to it.
    let _ = write!(text, "{of},{name},{},{},{kinds},{times},{body},{open}", figures.count, figures.failures);
    for ms in figures.percentiles_ms.values() {
        let _ = write!(text, ",{ms}");
    }
    text.push_str("\r\n");
}

fn list(values: &[impl Display]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// What failed, one row per message.
pub(crate) fn failures(failed: &[FailureRow]) -> String {
    let mut text = "journey,request,kind,message,count\r\n".to_owned();
    for row in failed {
        let request = row.request.map_or("", |request| request.name());
        let message = quoted(&row.message);
        let _ = write!(text, "{},{request},{},{message},{}\r\n", row.journey.name(), row.kind.name(), row.count);
    }
    text
}

/// The run second by second.
pub(crate) fn run(started: SystemTime, seconds: &Seconds) -> String {
    let mut text = header_of_run();
    for (place, second) in seconds.rows.iter().enumerate() {
        let time = time_of(started + Duration::from_secs(seconds.first + place as u64));
        let window = &seconds.rows[(place + 1).saturating_sub(RATE_WINDOW)..=place];
        let counted: u64 = window.iter().map(|second| u64::from(second.requests)).sum();
        let rate = to_a_thousandth(counted as f64 / window.len() as f64);
        let ms = |us: u32| if second.requests == 0 { String::new() } else { (f64::from(us) / 1000.0).to_string() };
        let (users, requests, failures) = (second.users, second.requests, second.failures);
        let (p50, p95) = (ms(second.p50_us), ms(second.p95_us));
        let _ = write!(text, "{time},{users},{requests},{failures},{rate},{p50},{p95}\r\n");
    }
    text
}

/// The run's table without a row.
pub(crate) fn header_of_run() -> String {
    "time,users,requests,failures,rate,p50_ms,p95_ms\r\n".to_owned()
}

/// Messages come from servers: quoted, and never a formula of a spreadsheet.
fn quoted(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::timeline::Second;
    use crate::plan::journey::{Journey, Request};

    #[test]
    fn a_message_cannot_break_its_row_or_become_a_formula() {
        let row = |message: &str| FailureRow {
            journey: Journey::MainPage,
            request: Some(Request::Startup),
            kind: FailureKind::WrongContent,
            message: message.to_owned(),
            count: 2,
        };
        assert_eq!(
            failures(&[row("not \"it\", but\r\nthis"), row("=1+1")]),
            "journey,request,kind,message,count\r\n\
             main-page,startup,wrong-content,\"not \"\"it\"\", but\r\nthis\",2\r\n\
             main-page,startup,wrong-content,\"'=1+1\",2\r\n"
        );
    }

    #[test]
    fn the_run_has_a_row_a_second_with_its_time_and_the_rate_of_ten() {
        let second = |requests| Second { users: 4, requests, failures: 1, p50_us: 1500, p95_us: 2500 };
        let seconds = Seconds { first: 3600, rows: (0..12).map(|place| second(place * 2)).collect() };
        let text = run(SystemTime::UNIX_EPOCH, &seconds);
        let rows: Vec<_> = text.split("\r\n").collect();
        assert_eq!((rows.len(), rows[0]), (14, "time,users,requests,failures,rate,p50_ms,p95_ms"));
        assert_eq!(rows[1], "1970-01-01T01:00:00Z,4,0,1,0,,");
        assert_eq!(rows[2], "1970-01-01T01:00:01Z,4,2,1,1,1.5,2.5");
        assert_eq!(rows[12], "1970-01-01T01:00:11Z,4,22,1,13,1.5,2.5");
    }
}
