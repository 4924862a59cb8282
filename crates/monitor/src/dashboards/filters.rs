//! Template variables of a dashboard's filters. They keep their default values here: `${name}` stands for a matcher,
//! `${name.value}` for the value alone, as in Cloud Monitoring.

use serde::Deserialize;

/// A filter that people could change at Google's.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Filter {
    label_key: String,
    template_variable: String,
    string_value: String,
    string_array: Values,
    string_array_value: Values,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Values {
    values: Vec<String>,
}

impl Filter {
    /// A query with this filter's variable filled in.
    pub(super) fn fill(&self, query: &str) -> String {
        if self.template_variable.is_empty() {
            return query.to_owned();
        }
        let (name, value) = (&self.template_variable, self.value());
        let label = if self.label_key.is_empty() { name } else { &self.label_key };
        let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
        query
            .replace(&format!("${{{name}.value}}"), &quoted)
            .replace(&format!("${{{name}}}"), &format!("{label}=~\"{quoted}\""))
    }

    /// The default, as a regular expression; anything where there is none.
    fn value(&self) -> String {
        let lists = self.string_array.values.iter().chain(&self.string_array_value.values);
        let values: Vec<_> = lists.chain([&self.string_value]).filter(|value| !value.is_empty()).collect();
        if values.is_empty() || values.iter().any(|value| *value == "*") {
            return ".*".to_owned();
        }
        values.into_iter().map(|value| regex::escape(value)).collect::<Vec<_>>().join("|")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_its_default_or_anything() {
        let filter = |json: &str| serde_json::from_str::<Filter>(json).unwrap();
        let query = "up{${team}} or x{a=~\"${team.value}\"}";
        for (json, wanted) in [
            (r#"{"templateVariable": "team"}"#, "up{team=~\".*\"} or x{a=~\".*\"}"),
            (r#"{"templateVariable": "team", "stringValue": "*"}"#, "up{team=~\".*\"} or x{a=~\".*\"}"),
            (
                r#"{"templateVariable": "team", "labelKey": "job", "stringArrayValue": {"values": ["a.b", "c"]}}"#,
                "up{job=~\"a\\\\.b|c\"} or x{a=~\"a\\\\.b|c\"}",
            ),
            (r#"{"labelKey": "job", "stringValue": "web"}"#, query),
        ] {
            assert_eq!(filter(json).fill(query), wanted);
        }
    }
}
