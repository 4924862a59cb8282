//! Selectors of an SLO that no series matches. An SLO with a mistyped label has a number all the same, none good or all good;
//! so it is said wherever the SLO is, with what may have been meant. It is no error: a series may come later.

use std::time::Duration;

use movie_guru_slo::promql::Counters;
use movie_guru_slo::{Count, MatchOp, Matcher, Measure, Period, Selector, nearest};
use promql::QueryError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::source::MetricsSource;

/// So many values of a label are named.
const NAMED: usize = 5;
/// So long a page or a change waits for a source that does not answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// A selector that no series matches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unmatched {
    /// Which of the SLO's: `good`, `bad` or `total`; of a histogram `bucket` or `count`.
    pub part: String,
    /// The selector, in PromQL.
    pub selector: String,
    /// That nothing matches, what follows, and why, in a sentence or two.
    pub detail: String,
    /// The name or the value that may have been meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub did_you_mean: Option<String>,
}

/// Whether both parts of a measure were counted.
pub(super) fn both_counted(measure: &Measure, Count { good, total }: Count) -> bool {
    let part = if measure.counters().part_is_good { good } else { total - good };
    total > 0.0 && part > 0.0
}

/// The selectors of a measure that no series matches in a period; none where the source cannot be asked.
pub(super) async fn unmatched(source: &dyn MetricsSource, measure: &Measure, period: Period) -> Vec<Unmatched> {
    match tokio::time::timeout(PATIENCE, asked(source, measure, period)).await {
        Ok(Ok(unmatched)) => unmatched,
        // The evaluation says the same of the same source.
        Ok(Err(_)) | Err(_) => Vec::new(),
    }
}

async fn asked(source: &dyn MetricsSource, measure: &Measure, period: Period) -> Result<Vec<Unmatched>, QueryError> {
    let Counters { part, part_is_good, all } = measure.counters();
    let [part_name, all_name] = match measure {
        Measure::Good { .. } => ["good", "total"],
        Measure::Bad { .. } => ["bad", "total"],
        Measure::Threshold { .. } => ["bucket", "count"],
    };
    let of = Asked { source, period };
    let mut found = Vec::new();
    let counts_all = of.any(&all).await?;
    if !counts_all {
        found.push(of.told(all_name, &all, ", so no request is counted").await?);
    }
    if !of.any(&part).await? {
        let follows = match (counts_all, part_is_good) {
            (false, _) => "",
            (true, true) => ", so every request counts as bad",
            (true, false) => ", so every request counts as good: right only if none has been bad yet",
        };
        found.push(of.told(part_name, &part, follows).await?);
    }
    Ok(found)
}

/// A source, and the time it is asked about.
struct Asked<'a> {
    source: &'a dyn MetricsSource,
    period: Period,
}

impl Asked<'_> {
    async fn any(&self, selector: &Selector) -> Result<bool, QueryError> {
        Ok(!self.source.series(&[selector.to_string()], self.period).await?.is_empty())
    }

    async fn told(&self, part: &str, selector: &Selector, follows: &str) -> Result<Unmatched, QueryError> {
        let (reason, near) = self.reason(selector).await?;
        let asked = near.as_ref().map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        let end = if near.is_some() { "" } else { "." };
        Ok(Unmatched {
            part: part.to_owned(),
            selector: selector.to_string(),
            detail: format!("No series matches `{selector}` ({part}){follows}. {reason}{asked}{end}"),
            did_you_mean: near,
        })
    }

    /// Why nothing matches, and what would.
    async fn reason(&self, selector: &Selector) -> Result<(String, Option<String>), QueryError> {
        let metric = Selector { metric: selector.metric.clone(), matchers: Vec::new() };
        if !self.any(&metric).await? {
            let names = self.source.label_values("__name__", &[], self.period).await?;
            let near = nearest(&metric.metric, names.iter().map(String::as_str));
            return Ok((format!("Nothing was measured under the name `{metric}`"), near.map(str::to_owned)));
        }
        let of_metric = [metric.to_string()];
        for matcher in &selector.matchers {
            if self.any(&Selector { matchers: vec![matcher.clone()], ..metric.clone() }).await? {
                continue;
            }
            let label = &matcher.label;
            let values = self.source.label_values(label, &of_metric, self.period).await?;
            if values.is_empty() {
                let labels = self.source.label_names(&of_metric, self.period).await?;
                let near = nearest(label, labels.iter().map(String::as_str).filter(|name| *name != "__name__"));
                return Ok((format!("`{metric}` has no label `{label}`"), near.map(str::to_owned)));
            }
            let near = nearest_value(matcher, &values);
            return Ok((format!("The label `{label}` of `{metric}` is {}", listed(&values)), near));
        }
        Ok((format!("Series of `{metric}` have each of these labels, and none has all of them"), None))
    }
}

/// The value that is most like one that a matcher wants and that is not there: as a number where both are one.
fn nearest_value(matcher: &Matcher, values: &[String]) -> Option<String> {
    if !matches!(matcher.op, MatchOp::Equal | MatchOp::Matches) {
        return None;
    }
    let wanted = matcher.value.replace(r"(\.0)?", "");
    if let Ok(wanted) = wanted.parse::<f64>() {
        let numbers = values.iter().filter_map(|value| Some((value, value.parse::<f64>().ok()?)));
        let apart = |number: f64| (number - wanted).abs();
        let near = numbers.filter(|(_, number)| number.is_finite()).min_by(|a, b| apart(a.1).total_cmp(&apart(b.1)));
        return near.map(|(value, _)| value.clone());
    }
    let known = || values.iter().map(String::as_str);
    wanted.split('|').find_map(|word| nearest(word, known())).map(str::to_owned)
}

fn listed(values: &[String]) -> String {
    let named: Vec<String> = values.iter().take(NAMED).map(|value| format!("\"{value}\"")).collect();
    match values.len().saturating_sub(NAMED) {
        0 => named.join(" or "),
        more => format!("{} or one of {more} others", named.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_value_is_near_as_a_word_or_as_a_number() {
        let near = |op, value: &str, values: &[&str]| {
            let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
            nearest_value(&Matcher { label: "x".to_owned(), op, value: value.to_owned() }, &values)
        };
        let outcomes = ["Engaged", "Acknowledged", "Rejected"];
        assert_eq!(near(MatchOp::Equal, "Engagd", &outcomes).as_deref(), Some("Engaged"));
        assert_eq!(near(MatchOp::Equal, "engaged", &outcomes).as_deref(), Some("Engaged"));
        assert_eq!(near(MatchOp::Matches, "Aknowledged|Engagd", &outcomes).as_deref(), Some("Acknowledged"));
        assert_eq!(near(MatchOp::Equal, "quite different", &outcomes), None);
        assert_eq!(near(MatchOp::NotEqual, "Engaged", &["Engaged"]), None);
        assert_eq!(near(MatchOp::Matches, r"5000(\.0)?", &["+Inf", "1000.0", "4000.0"]).as_deref(), Some("4000.0"));
        assert_eq!(listed(&["a".to_owned(), "b".to_owned()]), "\"a\" or \"b\"");
        let many: Vec<String> = (0..9).map(|n| n.to_string()).collect();
        assert_eq!(listed(&many), "\"0\", \"1\", \"2\", \"3\", \"4\" or one of 4 others");
    }
}
