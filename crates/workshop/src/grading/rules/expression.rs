//! What is wrong with an expression, where, and what was meant. The library that reads PromQL says for most mistakes only that
//! there is one: the place is the first token after which nothing that could follow makes it whole.

use movie_guru_slo::nearest;
use promql_parser::parser::value::ValueType;

use super::tokens::{Token, tokens};
use super::words::{MEANT, WORDS};

/// For so many wrong expressions of one reading the place is looked for; further ones have theirs as a whole.
pub(super) const COLUMNS: usize = 50;
/// The place is looked for among so many tokens.
const MOST_TOKENS: usize = 300;
/// What may follow a beginning: within its brackets, and behind them.
const WITHIN: [&str; 16] = [
    "", " x", " x[1m]", "[1m]", "(x)", "(x[1m])", "(l) (x)", "1m", "1", "=\"x\"", "\"x\"", ", x", ", x[1m]", ", 1, 1",
    "1, x", "m:1m",
];
const BEHIND: [&str; 3] = ["", "(x)", " x"];
/// What the library says where it knows no more.
const NO_MORE: [&str; 3] = ["invalid promql query", "unexpected character", "bad character"];

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// So many characters are before the place.
    pub(super) at: usize,
    pub(super) why: String,
    pub(super) next: String,
}

/// What is wrong with an expression, with its place where that is wanted; none where it is an alert or a recording that can be
/// evaluated.
pub(super) fn mistake(query: &str, is_place_wanted: bool) -> Option<Wrong> {
    let whole = |why: String, next: &str| Some(Wrong { at: 0, why, next: next.to_owned() });
    if query.trim().is_empty() {
        return whole("its expression is empty".to_owned(), "Write when it fires, or what it records.");
    }
    let said = match promql::parse(query) {
        Ok(expr) => {
            return match expr.value_type() {
                ValueType::Vector | ValueType::Scalar => None,
                ValueType::Matrix => whole(
                    "its expression is a range of samples, and no value".to_owned(),
                    "Put rate( … ) or another function around it.",
                ),
                ValueType::String => whole("its expression is a text".to_owned(), "Compare something with a number."),
            };
        }
        Err(said) => said.trim_start_matches("parse error: ").to_owned(),
    };
    let tokens = match tokens(query) {
        Ok(tokens) => tokens,
        Err(at) => return Some(wrong(query, at, "a text in quotes does not end".to_owned(), "Close the quotes.")),
    };
    if let Some(wrong) = brackets(query, &tokens) {
        return Some(wrong);
    }
    // What is too large is said by the library, and has no place.
    if !is_place_wanted || tokens.len() > MOST_TOKENS || query.len() > 16 * 1024 {
        return whole(sentence(&said), "Mend the expression; `promtool check rules` reads it too.");
    }
    if let Some(function) = unknown_function(&said, &tokens) {
        return Some(misspelt(query, function, format!("there is no function `{}`", function.text)));
    }
    if let Some(last) = tokens.last().filter(|_| can_go_on(query, &tokens)) {
        return Some(wrong(
            query,
            last.end(),
            "something is missing at its end".to_owned(),
            "Complete the expression.",
        ));
    }
    let whole_tokens = (0..tokens.len()).rev().find(|count| can_go_on(query, tokens.get(..*count).unwrap_or_default()));
    let offender = tokens.get(whole_tokens.unwrap_or_default());
    Some(match offender {
        Some(token) if NO_MORE.iter().any(|words| said.contains(words)) => {
            misspelt(query, token, format!("`{}` cannot stand here", token.text))
        }
        Some(token) => wrong(query, token.start, sentence(&said), hint(&said)),
        None => wrong(query, 0, sentence(&said), hint(&said)),
    })
}

fn wrong(query: &str, byte: usize, why: String, next: &str) -> Wrong {
    Wrong { at: query.get(..byte).map_or(0, |before| before.chars().count()), why, next: next.to_owned() }
}

/// On one line.
fn sentence(said: &str) -> String {
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn hint(said: &str) -> &'static str {
    if said.contains("type matrix") {
        "rate( … ) and its like take a range: write it behind the metric, as `name[5m]`."
    } else if said.contains("got matrix") {
        "Put rate( … ) around a range, or leave the range out."
    } else {
        "Mend the expression; `promtool check rules` reads it too."
    }
}

/// A bracket that is not closed, or that closes nothing.
fn brackets(query: &str, tokens: &[Token<'_>]) -> Option<Wrong> {
    let mut open: Vec<&Token<'_>> = Vec::new();
    for token in tokens {
        let opens = match token.text {
            "(" | "[" | "{" => {
                open.push(token);
                continue;
            }
            ")" => "(",
            "]" => "[",
            "}" => "{",
            _ => continue,
        };
        match open.pop() {
            Some(last) if last.text == opens => {}
            Some(last) => {
                let why = format!("`{}` is closed by `{}`", last.text, token.text);
                return Some(wrong(query, token.start, why, "Close each bracket by its own kind."));
            }
            None => {
                let why = format!("`{}` closes a bracket that was not opened", token.text);
                return Some(wrong(query, token.start, why, "Take it away, or open one."));
            }
        }
    }
    let last = open.pop()?;
    Some(wrong(query, last.start, format!("`{}` is not closed", last.text), "Close it."))
}

fn unknown_function<'t>(said: &str, tokens: &'t [Token<'t>]) -> Option<&'t Token<'t>> {
    let calls = tokens.iter().zip(tokens.iter().skip(1)).filter(|(name, next)| name.is_word() && next.text == "(");
    said.contains("unknown function").then(|| {
        calls
            .map(|(name, _)| name)
            .find(|name| said.contains(name.text) && !WORDS.contains(&name.text.to_lowercase().as_str()))
    })?
}

/// What was meant by a token that cannot stand where it is.
fn misspelt(query: &str, token: &Token<'_>, why: String) -> Wrong {
    let meant = MEANT.into_iter().find(|(sign, _)| *sign == token.text).map(|(_, meant)| meant);
    // Likeness says little of words as short as `and`.
    let swapped = || WORDS.into_iter().find(|word| letters(word) == letters(token.text));
    let near = || nearest(token.text, WORDS.into_iter()).or_else(swapped);
    let near = || near().filter(|word| token.is_word() && *word != token.text);
    let next = match meant.or_else(near) {
        _ if matches!(token.text, "by" | "without") => {
            format!("It belongs to the aggregation: `sum {} (label) ( … )`.", token.text)
        }
        Some(meant) => format!("Did you mean `{meant}`?"),
        None => "See what stands before it: an operator, a bracket or a range may be missing.".to_owned(),
    };
    wrong(query, token.start, why, &next)
}

fn letters(word: &str) -> Vec<char> {
    let mut letters: Vec<_> = word.chars().collect();
    letters.sort_unstable();
    letters
}

/// Whether something that follows makes it whole.
fn can_go_on(query: &str, tokens: &[Token<'_>]) -> bool {
    let end = tokens.last().map_or(0, Token::end);
    let beginning = query.get(..end).unwrap_or_default();
    let mut open = String::new();
    for token in tokens {
        match token.text {
            "(" => open.insert(0, ')'),
            "[" => open.insert(0, ']'),
            "{" => open.insert(0, '}'),
            ")" | "]" | "}" => drop((!open.is_empty()).then(|| open.remove(0))),
            _ => {}
        }
    }
    let follows = |within: &&str| {
        BEHIND.iter().any(|behind| promql::parse(&format!("{beginning}{within}{open}{behind}")).is_ok())
    };
    WITHIN.iter().any(follows)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The characters from the place on, why, and what to do.
    fn found(query: &str) -> (String, String, String) {
        let Wrong { at, why, next } = mistake(query, true).unwrap_or_else(|| panic!("{query} is read"));
        (query.chars().skip(at).take(6).collect(), why, next)
    }

    #[test]
    fn a_mistake_has_its_place_and_what_was_meant() {
        let cases = [
            ("sum(rat(x[5m])) > 1", "rat(x[", "no function `rat`", "`rate`"),
            ("rate(x[5m] > 1", "(x[5m]", "`(` is not closed", "Close it"),
            ("rate(x[5m])) > 1", ") > 1", "was not opened", "Take it away"),
            ("rate(x[5m)] > 1", ")] > 1", "`[` is closed by `)`", "own kind"),
            ("rate(x{a=\"b}[5m])", "\"b}[5m", "does not end", "Close the quotes"),
            ("a > 1 && b > 2", "&& b >", "cannot stand here", "`and`"),
            ("a > 1 adn b > 2", "adn b ", "cannot stand here", "`and`"),
            ("a => 1", "=> 1", "cannot stand here", "`>=`"),
            ("sum(rate(x[5m]) by (le)) > 5", "by (le", "cannot stand here", "`sum by (label)"),
            ("sum(rate(x[5m])) 5", "5", "cannot stand here", "operator"),
            ("", "", "is empty", "Write"),
            ("x[5m]", "x[5m]", "range of samples", "rate("),
        ];
        for (query, at, why, next) in cases {
            let wrong = found(query);
            assert!(wrong.0 == at && wrong.1.contains(why) && wrong.2.contains(next), "{query}: {wrong:?}");
        }
        let missing = found("sum(rate(x[5m])) >");
        assert!(missing.0.is_empty() && missing.1.contains("missing at its end"), "{missing:?}");
        let range = found("sum(rate(x)) > 1");
        assert!(range.0.starts_with(')') && range.2.contains("`name[5m]`"), "{range:?}");
    }

    #[test]
    fn what_can_be_evaluated_is_not_wrong() {
        for query in ["1", "vector(1)", "sum(rate(x[5m])) / sum(rate(y[5m])) > 0.1", "absent(x)", "# all\nx"] {
            assert_eq!(mistake(query, true), None, "{query}");
        }
        assert!(mistake(&"(".repeat(5000), true).unwrap().why.contains("not closed"));
        let large = format!("x{}", " + x".repeat(20_000));
        assert!(mistake(&large, true).unwrap().why.contains("longer"), "{:?}", mistake(&large, true));
    }

    proptest! {
        #[test]
        fn any_text_is_right_or_wrong_somewhere(query in "[a-z0-9()\\[\\]{}=~<>\"' +*/,.:—]{0,30}") {
            if let Some(wrong) = mistake(&query, true) {
                prop_assert!(wrong.at <= query.chars().count() && !wrong.why.is_empty() && !wrong.next.is_empty());
            }
        }
    }
}
