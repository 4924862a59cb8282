//! Numbers, texts, durations and bounds of buckets, as a dice writes them: read here as in Prometheus, or refused in both.

use jiff::Timestamp;
use movie_guru_test_prometheus::samples::{self, Line, labels};
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::compare::instant;
use super::wild::is_compared;
use super::{both, must_agree, seed};

const OF_NUMBERS: &str = r"
    0 1 7 8 9 42 0x 0X 0b 0o x a f e E e+ e- e5 e308 e309 e-400 p p3 P-1 . .5 _ + - inf Inf Infinity nan NaN
    99999999999 00
";
const OF_TEXTS: &str = r#"
    a é " ' ` \ \n \t \a \b \f \r \v \\ \" \' \` \0 \12 \101 \377 \400 \x \x4 \x41 \xff \xe2\x82\xac \u00e9
    \u12 \ud83d \U0001F600 \U00110000 \d \w \q # { 1
"#;
const OF_DURATIONS: &str = r"
    0 1 5 30 292 293 99999999999 ms s m h d w y . - _ 1h 5m
";

#[tokio::test(flavor = "multi_thread")]
async fn literals_are_read_as_prometheus_reads_them() {
    let folder = tempfile::tempdir().unwrap();
    let start = samples::beginning();
    let mut dice = ChaCha8Rng::seed_from_u64(seed(4));
    let mut made = |pieces: &str, most: usize| -> String {
        let pieces: Vec<_> = pieces.split_whitespace().chain([" "]).collect();
        (0..dice.random_range(1..=most)).filter_map(|_| pieces.choose(&mut dice).copied()).collect()
    };
    // Bounds are read otherwise than numbers in a query: hexadecimal points, underscores.
    let mut lines: Vec<Line> = Vec::new();
    for histogram in 0..150 {
        let own = histogram.to_string();
        let bound = if histogram % 3 == 0 { format!("0x{}p2", made(OF_NUMBERS, 2)) } else { made(OF_NUMBERS, 4) };
        for (le, count) in [("-1e300", 1.0), (bound.as_str(), 3.0), ("+Inf", 9.0)] {
            lines.push((labels("made_bucket", &[("of", &own), ("le", le)]), vec![(start, count)]));
        }
    }
    lines.sort_by(|(one, _), (other, _)| one.cmp(other));
    lines.dedup_by(|(one, _), (other, _)| one == other);
    let mut queries = vec!["histogram_quantile(0.3, made_bucket)".to_owned()];
    for _ in 0..250 {
        let quote = ["\"", "'", "`"].choose(&mut ChaCha8Rng::seed_from_u64(queries.len() as u64)).unwrap();
        queries.push(made(OF_NUMBERS, 4));
        queries.push(format!("made_bucket{{of=\"1\"}} @ {}", made(OF_NUMBERS, 3)));
        queries.push(format!("{quote}{}{quote}", made(OF_TEXTS, 4)));
        queries.push(format!("made_bucket{{of!={quote}{}{quote},le=~'-.*',of=~`1.`}}", made(OF_TEXTS, 3)));
        queries.push(format!("count_over_time(made_bucket[{}])", made(OF_DURATIONS, 4)));
        queries.push(format!("made_bucket offset {}", made(OF_DURATIONS, 4)));
    }
    queries.retain(|query| is_compared(query));
    let Some((ours, theirs, _prometheus)) = both(folder.path(), &lines).await else { return };
    let at = Timestamp::from_millisecond(start + 1000).unwrap();
    let mut found = Vec::new();
    for query in &queries {
        found.extend(instant(&ours, &theirs, query, at).await);
    }
    must_agree(&found, queries.len());
}
