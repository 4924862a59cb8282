//! Where a query that cannot be read breaks: the library that parses says that it does, but not where.

use movie_guru_slo::nearest;

/// What stands where something else is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Break {
    /// In bytes from the beginning.
    at: usize,
    /// What is wrong there.
    pub(super) says: String,
    /// What was meant.
    pub(super) next: String,
}

const AGGREGATIONS: [&str; 12] =
    ["sum", "avg", "min", "max", "count", "topk", "bottomk", "quantile", "stddev", "stdvar", "group", "count_values"];
const FUNCTIONS: [&str; 30] = [
    "abs",
    "absent",
    "absent_over_time",
    "avg_over_time",
    "ceil",
    "changes",
    "clamp",
    "clamp_max",
    "clamp_min",
    "count_over_time",
    "delta",
    "deriv",
    "floor",
    "histogram_quantile",
    "idelta",
    "increase",
    "irate",
    "label_join",
    "label_replace",
    "last_over_time",
    "max_over_time",
    "min_over_time",
    "quantile_over_time",
    "rate",
    "resets",
    "round",
    "scalar",
    "sum_over_time",
    "time",
    "vector",
];
/// Words between expressions, and those that a list of labels follows.
const OPERATORS: [&str; 4] = ["and", "or", "unless", "atan2"];
const WITH_LABELS: [&str; 6] = ["by", "without", "on", "ignoring", "group_left", "group_right"];

impl Break {
    /// `column 12`, or `line 2, column 12` of several lines; both from 1.
    pub(super) fn place(&self, query: &str) -> String {
        let before = query.get(..self.at).unwrap_or(query);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        match query.trim_end().contains('\n') {
            true => format!("line {line}, column {column}"),
            false => format!("column {column}"),
        }
    }
}

/// What is expected next.
#[derive(Clone, Copy, PartialEq)]
enum Wanted {
    /// An expression.
    Operand,
    /// What joins expressions, or ends one.
    Operator,
}

struct Scan<'a> {
    query: &'a str,
    at: usize,
    open: Vec<(char, usize)>,
    wanted: Wanted,
    /// Where the last operator stands.
    operator: usize,
}

/// The first place at which a query breaks, by brackets, quotes, operators and the names of functions; none where that is all
/// right.
pub(super) fn breaks(query: &str) -> Option<Break> {
    let mut scan = Scan { query, at: 0, open: Vec::new(), wanted: Wanted::Operand, operator: 0 };
    while let Some(next) = scan.rest().chars().next() {
        if let Err(found) = scan.step(next) {
            return Some(found);
        }
    }
    if let Some((bracket, at)) = scan.open.pop() {
        let says = format!("`{bracket}` is never closed");
        return Some(Break { at, says, next: format!("Close it with `{}`.", closing(bracket)) });
    }
    let says = if query.trim().is_empty() { "there is no query" } else { "something must follow this operator" };
    (scan.wanted == Wanted::Operand).then(|| Break {
        at: scan.operator,
        says: says.to_owned(),
        next: "Write what it is compared with.".to_owned(),
    })
}

const fn closing(bracket: char) -> char {
    match bracket {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a str {
        self.query.get(self.at..).unwrap_or_default()
    }

    fn error<T>(&self, says: String, next: impl Into<String>) -> Result<T, Break> {
        Err(Break { at: self.at, says, next: next.into() })
    }

    fn step(&mut self, next: char) -> Result<(), Break> {
        match next {
            '#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
            _ if next.is_whitespace() => self.at += next.len_utf8(),
            '"' | '\'' | '`' => {
                self.quoted(next)?;
                self.operand("a text")?;
            }
            '{' => self.braces()?,
            '[' => self.range()?,
            '(' => {
                if self.wanted == Wanted::Operator {
                    return self.error("an operator is missing before `(`".to_owned(), "Write what joins the two.");
                }
                self.open.push(('(', self.at));
                self.at += 1;
            }
            ')' => self.close()?,
            ',' if self.open.is_empty() => {
                return self.error("a `,` joins nothing here".to_owned(), "Join conditions with `and`.");
            }
            ',' => self.after_operator(1),
            _ if next.is_ascii_digit() || next == '.' => {
                let length = self.length(|c| c.is_ascii_alphanumeric() || c == '.');
                self.operand("a number")?;
                self.at += length;
            }
            _ if next.is_ascii_alphabetic() || matches!(next, '_' | ':') => self.word()?,
            _ => self.sign(next)?,
        }
        Ok(())
    }

    fn length(&self, is_part: impl Fn(char) -> bool) -> usize {
        self.rest().find(|c| !is_part(c)).unwrap_or(self.rest().len())
    }

    fn operand(&mut self, what: &str) -> Result<(), Break> {
        if self.wanted == Wanted::Operator {
            return self.error(format!("an operator is missing before {what}"), "Write what joins the two.");
        }
        self.wanted = Wanted::Operator;
        Ok(())
    }

    fn after_operator(&mut self, length: usize) {
        self.operator = self.at;
        self.at += length;
        self.wanted = Wanted::Operand;
    }

    fn close(&mut self) -> Result<(), Break> {
        let called = self.query.get(..self.at).is_some_and(|before| before.trim_end().ends_with('('));
        if self.wanted == Wanted::Operand && !called {
            return self.error("something is missing before `)`".to_owned(), "Write it, or take the operator away.");
        }
        match self.open.pop() {
            Some(('(', _)) => {
                self.at += 1;
                self.wanted = Wanted::Operator;
                Ok(())
            }
            _ => self.error("`)` closes nothing".to_owned(), "Take it away."),
        }
    }

    /// A quoted text; the next character after it.
    fn quoted(&mut self, quote: char) -> Result<(), Break> {
        let mut escaped = false;
        for (index, character) in self.rest().char_indices().skip(1) {
            match character {
                _ if escaped => escaped = false,
                '\\' if quote != '`' => escaped = true,
                _ if character == quote => {
                    self.at += index + 1;
                    return Ok(());
                }
                _ => {}
            }
        }
        self.error(format!("a text that begins with {quote} has no end"), format!("Close it with {quote}."))
    }

    /// Matchers.
    fn braces(&mut self) -> Result<(), Break> {
        let open = self.at;
        self.at += 1;
        self.wanted = Wanted::Operator;
        loop {
            self.at += self.length(char::is_whitespace);
            if self.rest().starts_with('}') {
                self.at += 1;
                return Ok(());
            }
            let name = self.length(|c| c.is_ascii_alphanumeric() || c == '_');
            if name == 0 {
                self.at = if self.rest().is_empty() { open } else { self.at };
                return self.error("a label's name is missing".to_owned(), "Write `{label=\"value\"}`.");
            }
            self.at += name + self.rest().get(name..).map_or(0, |rest| rest.len() - rest.trim_start().len());
            let sign = ["=~", "!~", "!=", "="].into_iter().find(|sign| self.rest().starts_with(sign));
            let Some(sign) = sign.filter(|_| !self.rest().starts_with("==")) else {
                return self.error("one of = != =~ !~ is missing".to_owned(), "Write `{label=\"value\"}`.");
            };
            self.at += sign.len();
            self.at += self.length(char::is_whitespace);
            match self.rest().chars().next() {
                Some(quote @ ('"' | '\'' | '`')) => self.quoted(quote)?,
                _ => return self.error("a label's value must be in quotes".to_owned(), "Write `{label=\"value\"}`."),
            }
            self.at += self.length(char::is_whitespace);
            match self.rest().chars().next() {
                Some(',') => self.at += 1,
                Some('}') => {}
                _ => return self.error("`,` or `}` is missing".to_owned(), "Put a `,` between two labels."),
            }
        }
    }

    /// A range, or a sub-query's.
    fn range(&mut self) -> Result<(), Break> {
        let (open, inner) = (self.at, self.rest().find(']'));
        let Some(inner) = inner.and_then(|end| self.rest().get(1..end)) else {
            return self.error("`[` is never closed".to_owned(), "Close it with `]`.");
        };
        let is_range = |text: &str| {
            let text = text.trim();
            let units = text.trim_start_matches(|c: char| c.is_ascii_digit() || "smhdwy".contains(c));
            text.starts_with(|c: char| c.is_ascii_digit())
                && units.is_empty()
                && !text.ends_with(|c: char| c.is_ascii_digit())
        };
        let mut parts = inner.splitn(2, ':');
        let (range, step) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        if !is_range(range) || !(step.trim().is_empty() || is_range(step)) {
            self.at = open + 1;
            return self.error(format!("`{inner}` is no range"), "Write it as `[5m]`, `[1h30m]` or `[30s]`.");
        }
        self.at += inner.len() + 2;
        Ok(())
    }

    /// The list behind `by` and its like.
    fn labels(&mut self) -> Result<(), Break> {
        let Some(end) = self.rest().find(')') else {
            return self.error("`(` is never closed".to_owned(), "Close it with `)`.");
        };
        self.at += end + 1;
        Ok(())
    }

    fn word(&mut self) -> Result<(), Break> {
        let length = self.length(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':'));
        let word = self.rest().get(..length).unwrap_or_default();
        let lower = word.to_lowercase();
        let behind = self.query.get(self.at + length..).unwrap_or_default().trim_start();
        if WITH_LABELS.contains(&lower.as_str()) {
            // After `sum (…) by (…)` an operator follows, after `sum by (…)` and `/ on (…)` an expression: as before.
            self.at += length;
            if behind.starts_with('(') {
                self.labels()?;
            }
            return Ok(());
        }
        match lower.as_str() {
            "bool" | "offset" => {
                self.at += length;
                if lower == "offset" {
                    self.at += self.length(|c| c.is_whitespace() || c.is_ascii_alphanumeric() || c == '-');
                }
            }
            operator if OPERATORS.contains(&operator) => {
                if self.wanted == Wanted::Operand {
                    return self.error(format!("something is missing before `{word}`"), "Write what it joins.");
                }
                self.after_operator(length);
            }
            name if behind.starts_with('(') || AGGREGATIONS.contains(&name) => {
                let known = || AGGREGATIONS.into_iter().chain(FUNCTIONS);
                if promql::parse(&format!("{lower}()")).is_err_and(|problem| problem.contains("unknown function")) {
                    let near = nearest(&lower, known());
                    let next = near.map_or("Prometheus has no such function.".to_owned(), |near| {
                        format!("Did you mean `{near}`?")
                    });
                    return self.error(format!("there is no function `{word}`"), next);
                }
                if self.wanted == Wanted::Operator {
                    return self.error(format!("an operator is missing before `{word}`"), "Write what joins the two.");
                }
                self.at += length;
            }
            _ => {
                self.operand(&format!("`{word}`"))?;
                self.at += length;
            }
        }
        Ok(())
    }

    fn sign(&mut self, sign: char) -> Result<(), Break> {
        let two = ["==", "!=", ">=", "<="].into_iter().find(|two| self.rest().starts_with(two));
        let length = two.map_or(sign.len_utf8(), str::len);
        match sign {
            '+' | '-' if self.wanted == Wanted::Operand => self.at += 1,
            '@' => {
                self.at += 1;
                self.at += self.length(|c| c.is_whitespace() || c.is_ascii_digit() || matches!(c, '.' | '-'));
                self.wanted = Wanted::Operator;
            }
            _ if is_sign(sign) && (two.is_some() || !matches!(sign, '=' | '!')) => {
                if self.wanted == Wanted::Operand {
                    return self.error(format!("something is missing before `{sign}`"), "Write what it joins.");
                }
                self.after_operator(length);
            }
            '=' => return self.error("`=` compares nothing here".to_owned(), "Write `==`, or `>`."),
            '&' | '|' => return self.error(format!("`{sign}` is no operator"), "Write `and` or `or`."),
            _ => return self.error(format!("`{sign}` means nothing here"), "Take it away."),
        }
        Ok(())
    }
}

fn is_sign(character: char) -> bool {
    matches!(character, '+' | '-' | '*' | '/' | '%' | '^' | '<' | '>' | '=' | '!')
}
