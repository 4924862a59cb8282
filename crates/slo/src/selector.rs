//! The one form of query that an SLI may name: a Prometheus instant vector selector, `name{label="value"}`.
//!
//! A selector, and not a whole PromQL expression, because the lab puts its own window around it, and because the same
//! series have to be found as a filter in Cloud Monitoring.

use std::fmt;
use std::str::FromStr;

/// How a label is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MatchOp {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `=~`, anchored at both ends
    Matches,
    /// `!~`, anchored at both ends
    NotMatches,
}

impl MatchOp {
    const ALL: [(&'static str, Self); 4] =
        [("=~", Self::Matches), ("!~", Self::NotMatches), ("!=", Self::NotEqual), ("=", Self::Equal)];

    const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Matches => "=~",
            Self::NotMatches => "!~",
        }
    }
}

/// One condition on a label.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Matcher {
    /// The label's name.
    pub label: String,
    /// How it is compared.
    pub op: MatchOp,
    /// With what.
    pub value: String,
}

/// The series of one metric, all or some.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Selector {
    /// The metric's name, as Prometheus shows it.
    pub metric: String,
    /// What its labels must be; all must hold.
    pub matchers: Vec<Matcher>,
}

/// Not a selector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "must select series of one metric, such as `name` or `name{{label=\"value\"}}`: sums, rates and windows are added \
     by the SLO ({0})"
)]
pub struct SelectorError(String);

impl Selector {
    /// Another metric under the same conditions, and one more: `le` of a bucket, say.
    pub(crate) fn series(&self, suffix: &str, and: Option<Matcher>) -> Self {
        let matchers = self.matchers.iter().cloned().chain(and).collect();
        Self { metric: format!("{}{suffix}", self.metric), matchers }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.metric)?;
        if self.matchers.is_empty() {
            return Ok(());
        }
        let each = self.matchers.iter().map(|m| format!("{}{}{}", m.label, m.op.sign(), quoted(&m.value)));
        write!(f, "{{{}}}", each.collect::<Vec<_>>().join(","))
    }
}

/// A string literal of PromQL, and of Cloud Monitoring's filters.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

impl FromStr for Selector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut rest = Rest(text.trim());
        let metric = rest.name(true)?;
        let mut matchers = Vec::new();
        if rest.take("{") {
            while !rest.take("}") {
                let label = rest.name(false)?;
                let found = MatchOp::ALL.into_iter().find(|(sign, _)| rest.take(sign));
                let (_, op) = found.ok_or_else(|| rest.complaint("one of = != =~ !~"))?;
                matchers.push(Matcher { label, op, value: rest.string()? });
                if !rest.take(",") && !rest.0.starts_with('}') {
                    return Err(rest.complaint("`,` or `}`"));
                }
            }
        }
        if rest.0.is_empty() { Ok(Self { metric, matchers }) } else { Err(rest.complaint("the end")) }
    }
}

/// What is still to be read.
struct Rest<'t>(&'t str);

impl Rest<'_> {
    fn complaint(&self, wanted: &str) -> SelectorError {
        let found: String = self.0.chars().take(20).collect();
        SelectorError(if found.is_empty() {
            format!("{wanted} is missing at the end")
        } else {
            format!("expected {wanted} at `{found}`")
        })
    }

    fn advance(&mut self, bytes: usize) {
        self.0 = self.0[bytes..].trim_start();
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = self.0.starts_with(sign);
        if found {
            self.advance(sign.len());
        }
        found
    }

    fn name(&mut self, colons: bool) -> Result<String, SelectorError> {
        let inner = |c: char| c.is_ascii_alphanumeric() || c == '_' || (colons && c == ':');
        let length = self.0.find(|c| !inner(c)).unwrap_or(self.0.len());
        let name = self.0[..length].to_owned();
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(self.complaint("a name"));
        }
        self.advance(length);
        Ok(name)
    }

    fn string(&mut self) -> Result<String, SelectorError> {
        let quote = self.0.chars().next().filter(|c| matches!(c, '"' | '\''));
        let quote = quote.ok_or_else(|| self.complaint("a quoted value"))?;
        let mut value = String::new();
        let mut characters = self.0.char_indices().skip(1);
        while let Some((at, c)) = characters.next() {
            match c {
                c if c == quote => {
                    self.advance(at + 1);
                    return Ok(value);
                }
                '\\' => match characters.next() {
                    Some((_, 'n')) => value.push('\n'),
                    Some((_, 't')) => value.push('\t'),
                    Some((_, 'r')) => value.push('\r'),
                    Some((_, c @ ('\\' | '"' | '\''))) => value.push(c),
                    _ => return Err(SelectorError(format!("an unknown escape in `{}`", self.0))),
                },
                c => value.push(c),
            }
        }
        Err(SelectorError("a quoted value has no end".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn selectors_are_read() {
        let selector: Selector = " a:b_total { x = \"1\", y!~'a|\\'b\\\\d', } ".parse().unwrap();
        assert_eq!(selector.to_string(), r#"a:b_total{x="1",y!~"a|'b\\d"}"#);
        assert_eq!("up".parse::<Selector>().unwrap().to_string(), "up");
        assert_eq!("up{}".parse::<Selector>().unwrap().to_string(), "up");
    }

    #[test]
    fn expressions_are_refused_with_what_to_write() {
        for text in
            ["sum(a_total)", "rate(a_total[5m])", "a_total[5m]", "a / b", "", "{a=\"b\"}", "a{b}", "a{b=\"c}", "1a"]
        {
            let error = text.parse::<Selector>().unwrap_err().to_string();
            assert!(error.contains("are added by the SLO"), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(metric in "[a-zA-Z_:][a-zA-Z0-9_:]{0,9}",
            pairs in prop::collection::vec(("[a-zA-Z_][a-z0-9_]{0,5}", 0usize..4, any::<String>()), 0..4)) {
            let matchers = pairs.into_iter()
                .map(|(label, op, value)| Matcher { label, op: MatchOp::ALL[op].1, value }).collect();
            let selector = Selector { metric, matchers };
            prop_assert_eq!(selector.to_string().parse::<Selector>().unwrap(), selector);
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = text.parse::<Selector>();
        }
    }
}
