//! What a team measures, where several teams share a project: series are narrowed to its cluster and namespace, as
//! `deploy/terraform/dashboards.tf` and `objectives.tf` do it.

use regex::{Captures, Regex};
use serde_json::Value;

use crate::trouble::Trouble;

/// The series of Movie Guru, with a quote that may stand before one and the bracket that may follow.
const SERIES: &str = r#"(["']?)\b((?:movieguru|loadtest|process|http_server)_[A-Za-z0-9_]+)\b(\s*\{)?"#;

/// Where a team's series come from. Without cluster and namespace the whole project is one team's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The name of its GKE cluster.
    pub cluster: Option<String>,
    /// Its namespace.
    pub namespace: Option<String>,
}

impl Scope {
    fn labels(&self) -> impl Iterator<Item = (&str, String)> {
        let pairs = [("cluster", &self.cluster), ("namespace", &self.namespace)];
        pairs.into_iter().filter_map(|(label, value)| Some((label, quoted(value.as_ref()?))))
    }

    /// A monitoring filter with the team's part of the resource.
    pub(super) fn filter(&self, filter: &str) -> String {
        let own = self.labels().map(|(label, value)| format!(" AND resource.labels.{label}={value}"));
        own.fold(filter.to_owned(), |filter, term| filter + &term)
    }

    /// Every query of a dashboard with the team's labels at each series.
    ///
    /// # Errors
    /// [`Trouble::Config`] where the pattern for series is none.
    pub(super) fn narrow(&self, dashboard: &mut Value) -> Result<(), Trouble> {
        let narrower = self.narrower()?;
        queries(dashboard, &|query| *query = narrower(query));
        Ok(())
    }

    /// A query with the team's labels at each series.
    ///
    /// # Errors
    /// As [`Scope::narrow`].
    pub(crate) fn narrowed(&self, query: &str) -> Result<String, Trouble> {
        Ok(self.narrower()?(query))
    }

    fn narrower(&self) -> Result<impl Fn(&str) -> String, Trouble> {
        let own = self.labels().map(|(label, value)| format!("{label}={value}")).collect::<Vec<_>>().join(",");
        let series = Regex::new(SERIES).map_err(|error| Trouble::Config(error.to_string()))?;
        Ok(move |query: &str| {
            let with_own = |found: &Captures<'_>| {
                // In quotes it is the value of a label.
                if own.is_empty() || !found[1].is_empty() {
                    return found[0].to_owned();
                }
                let end = if found.get(3).is_some() { "," } else { "}" };
                format!("{}{{{own}{end}", &found[2])
            };
            series.replace_all(query, with_own).into_owned()
        })
    }
}

/// All that is PromQL in a document.
fn queries(document: &mut Value, change: &dyn Fn(&mut String)) {
    match document {
        Value::Object(fields) => {
            for (field, value) in fields {
                match value {
                    Value::String(query) if field == "prometheusQuery" => change(query),
                    value => queries(value, change),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| queries(item, change)),
        _ => {}
    }
}

/// In double quotes, as PromQL and monitoring filters take it.
fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', r"\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use movie_guru_contract::CHAT_OUTCOME;

    use super::*;

    #[test]
    fn series_are_narrowed_and_values_of_labels_are_not() {
        let scope = Scope { cluster: Some("red".to_owned()), namespace: Some("movie-guru".to_owned()) };
        let chats = CHAT_OUTCOME.exposed();
        let query = format!(r#"sum(rate({chats}[1m])) / loadtest_x{{of="{chats}"}} + up"#);
        let mut document = json!({"a": [{"prometheusQuery": query}], "title": chats});
        scope.narrow(&mut document).unwrap();
        let own = r#"cluster="red",namespace="movie-guru""#;
        let wanted = format!(r#"sum(rate({chats}{{{own}}}[1m])) / loadtest_x{{{own},of="{chats}"}} + up"#);
        assert_eq!(document, json!({"a": [{"prometheusQuery": wanted}], "title": chats}));
        assert_eq!(
            scope.filter("a"),
            r#"a AND resource.labels.cluster="red" AND resource.labels.namespace="movie-guru""#
        );
    }
}
