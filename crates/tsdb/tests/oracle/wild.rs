//! Queries grown from a grammar, deeper than those of `queries.rs`, and texts that are nearly queries: what one refuses the
//! other refuses.

use std::sync::LazyLock;

use movie_guru_test_prometheus::queries::{OF_NUMBERS, OVER_TIME};
use movie_guru_test_prometheus::samples;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use regex::Regex;

use super::{both, disagreements, must_agree};

const SELECTORS: &[&str] = &[
    "odd_total",
    "odd_gauge",
    "odd_sparse",
    "odd_limit",
    "odd_strange",
    "odd_falling",
    "odd_constant",
    "odd_info",
    "odd_bucket",
    "odd_gauge{group=\"a\"}",
    "odd_gauge{group=~\"a|b\"}",
    "odd_total{zone!~`x|\\d`}",
    "{__name__=~\"odd_(total|limit)\"}",
    "{__name__=~'odd_.*',group=\"c\"}",
    "odd_nothing{group='a'}",
    "{zone=\"y\"}",
];
const MODIFIERS: &[&str] = &[
    "",
    "",
    "",
    " offset 1m",
    " offset -17s",
    " @ end()",
    " @ start()",
    " @ start() offset 90s",
    " offset 30s @ end()",
];
const WINDOWS: &[&str] = &["12s", "1m", "2m30s", "10m"];
const STEPS: &[&str] = &["", "7s", "30s", "1m"];
const NUMBERS: &[&str] = &["0", "1", "-2", "0.5", "3.7", "1e3", "0x1F", "010", "Inf", "-Inf", "NaN", "time()", "pi()"];
/// What can stand before a vector in brackets.
static PLAIN: LazyLock<Vec<&str>> = LazyLock::new(|| [OF_NUMBERS, &["sort_desc", "-", "+", ""]].concat());
const TWO: &[&str] = &["clamp_min", "clamp_max", "round"];
const AGGREGATIONS: &[&str] = &["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar"];
const GROUPINGS: &[&str] = &[
    "",
    " by (group)",
    " by (zone, group)",
    " without (zone)",
    " without ()",
    " by ()",
    " by (__name__)",
    " by (le)",
    " without (group, zone, le)",
];
const OPERATORS: &[&str] = &[
    "+", "-", "*", "/", "%", "^", "atan2", "==", "!=", "<", "<=", ">", ">=", "== bool", "< bool", ">= bool", "and",
    "or", "unless",
];
const MATCHING: &[&str] = &[
    "",
    "",
    "",
    " on (group)",
    " on (group, zone)",
    " ignoring (zone)",
    " on ()",
    " on (group) group_left",
    " on (group) group_left (team)",
    " ignoring (team) group_left ()",
    " on (group) group_right (zone)",
    " on (zone) group_right",
    " ignoring (group)",
];

/// Tokens that may come to stand anywhere.
const MORE: &str = r#"
    ( ) { } [ ] , "a" = =~ !~ == on by bool offset @ group_left ignoring and or sum inf 1 1m : - rate start()
    odd_gauge anchored without # ` {} () [1m] [1m:] atan2
"#;

struct Grower(ChaCha8Rng);

impl Grower {
    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        from.choose(&mut self.0).unwrap()
    }

    fn vector(&mut self, depth: u32) -> String {
        let deeper = depth.saturating_sub(1);
        match self.0.random_range(0..if depth == 0 { 2 } else { 13 }) {
            0 => format!("{}{}", self.pick(SELECTORS), self.pick(MODIFIERS)),
            1 => format!("{}({})", self.pick(OVER_TIME), self.window(0)),
            2 => format!("{}({})", self.pick(OVER_TIME), self.window(deeper)),
            3 => format!("{}({})", self.pick(&PLAIN), self.vector(deeper)),
            4 => format!("{}({}, {})", self.pick(TWO), self.vector(deeper), self.number(deeper)),
            5 | 6 => format!("{}{} ({})", self.pick(AGGREGATIONS), self.pick(GROUPINGS), self.vector(deeper)),
            7 => format!(
                "({}) {}{} ({})",
                self.vector(deeper),
                self.pick(OPERATORS),
                self.pick(MATCHING),
                self.vector(deeper)
            ),
            8 => format!("{} {} {}", self.vector(deeper), self.pick(&OPERATORS[..16]), self.number(deeper)),
            9 => format!("{} {} ({})", self.number(deeper), self.pick(&OPERATORS[..16]), self.vector(deeper)),
            10 => format!("vector({})", self.number(deeper)),
            11 => {
                let label = self.pick(&["zone", "group", "new", "__name__"]);
                let text = self.pick(&["", "$1", "x$0", "${1}y"]);
                format!("label_replace({}, \"{label}\", \"{text}\", \"group\", \"(.).*|\")", self.vector(deeper))
            }
            _ => format!("quantile({}, {})", self.number(0), self.vector(deeper)),
        }
    }

    fn window(&mut self, depth: u32) -> String {
        if depth == 0 {
            return format!("{}[{}]{}", self.pick(SELECTORS), self.pick(WINDOWS), self.pick(MODIFIERS));
        }
        let (inner, modifier) = (self.vector(depth - 1), self.pick(MODIFIERS));
        // Where such a sub-query begins when the query does, Prometheus moves what `@` holds in it by the offset.
        let modifier = if inner.contains('@') && modifier.contains("offset -") { "" } else { modifier };
        format!("({inner})[{}:{}]{modifier}", self.pick(&WINDOWS[1..]), self.pick(STEPS))
    }

    fn number(&mut self, depth: u32) -> String {
        match self.0.random_range(0..if depth == 0 { 3 } else { 5 }) {
            3 => format!("scalar({})", self.vector(depth - 1)),
            4 => format!(
                "({} {} {})",
                self.number(depth - 1),
                self.pick(&["+", "*", "^", "%", "> bool", "== bool"]),
                self.number(depth - 1)
            ),
            _ => self.pick(NUMBERS).to_owned(),
        }
    }

    fn token(&mut self) -> &'static str {
        let tokens: Vec<_> = MORE.split_whitespace().collect();
        self.pick(&tokens)
    }

    /// Another token somewhere, one token less, or two in the other order.
    fn spoiled(&mut self, query: &str) -> String {
        let mut tokens: Vec<String> = Vec::new();
        let kind = |character: char| match character {
            letter if letter.is_alphanumeric() || letter == '_' || letter == '.' => 0,
            ' ' => 1,
            '=' | '!' | '~' | '<' | '>' => 2,
            _ => 3,
        };
        let mut before = 3;
        for character in query.chars() {
            let now = kind(character);
            match tokens.last_mut().filter(|_| now == before && now < 3) {
                Some(last) => last.push(character),
                None => tokens.push(character.to_string()),
            }
            before = now;
        }
        let place = self.0.random_range(0..tokens.len());
        match self.0.random_range(0..4) {
            0 => {
                tokens.remove(place);
            }
            1 => tokens.insert(place, format!(" {} ", self.token())),
            2 => tokens[place] = format!(" {} ", self.token()),
            _ => {
                let other = self.0.random_range(0..tokens.len());
                tokens.swap(place, other);
            }
        }
        tokens.concat()
    }
}

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap()
}

static NEWER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"\[\s*[\d.]+\s*[\]:]|:\s*[\d.]+\s*\]|offset\s+[-+]?\s*[\d.]+\s*(\W|$)|[{,]\s*["'`][^"'`]*["'`]\s*[,}=!]"#)
});
static DURATIONS_IN_PLACE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\[[^\]]*\]|[\w)}\]]\s+offset\s*[-+]?\s*\w+"));
static DURATION: LazyLock<Regex> = LazyLock::new(|| pattern(r"(^|\W)\d+(ms|[smhdwy])"));
static LETTERS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\[\s*\w+\s+[a-zA-Z]"));
static HELD: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\(+[^()]*\[[^\]:]*\][^()]*@"));

/// Not what is read here and newer than 2.42: a duration as a number, a number as a duration, a name in quotes. Nor what is
/// an error of its own there, a range vector in brackets that `@` holds, and what is none: letters after a duration.
pub(super) fn is_compared(query: &str) -> bool {
    let newer = NEWER.is_match(query) || DURATION.is_match(&DURATIONS_IN_PLACE.replace_all(query, ""));
    !newer && !HELD.is_match(query) && !LETTERS.is_match(query)
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_grown_from_a_grammar_have_prometheus_answer() {
    let folder = tempfile::tempdir().unwrap();
    let start = samples::beginning();
    let Some((ours, theirs, _prometheus)) = both(folder.path(), &samples::odd_ones(start, 2)).await else { return };
    let mut grower = Grower(ChaCha8Rng::seed_from_u64(super::seed(6)));
    let grown: Vec<String> = (0..400).map(|_| grower.vector(3)).collect();
    let mut queries: Vec<String> = grown.iter().map(|query| grower.spoiled(query)).collect();
    queries.retain(|query| is_compared(query));
    queries.extend(grown);
    let found = disagreements(&ours, &theirs, &queries, start).await;
    must_agree(&found, queries.len());
}
