//! A world that a lab has lived.

use std::time::Duration;

use jiff::Timestamp;
use movie_guru_grader::World;
use movie_guru_grader::truth::Truth;
use series::{Labels, METRIC_NAME, STALE, Sample, Series};

use crate::series as all;

fn line(name: &str, samples: &[(i64, f64)]) -> Series {
    let sample = |(ms, value): &(i64, f64)| Sample { at: Timestamp::from_millisecond(*ms).unwrap(), value: *value };
    let labels =
        Labels::from([(METRIC_NAME.to_owned(), name.to_owned()), ("path".to_owned(), "a \"b\"\\\n".to_owned())]);
    Series { labels, samples: samples.iter().map(sample).collect() }
}

#[test]
fn it_keeps_its_moments_and_lasts_from_its_first_sample_to_its_last() {
    let every = Duration::from_secs(5);
    let lines = vec![line("late", &[(14_980, 1.0), (19_990, STALE)]), line("early", &[(5_003, 1.5), (10_001, 2.5)])];
    let world = World::recorded(lines, every, 24.0, Truth::default());
    assert_eq!((world.start.as_millisecond(), world.scrapes, world.pace), (5_003, 3, 24.0));
    assert_eq!(world.moment(2).as_millisecond(), 15_003);
    let series: Vec<_> = all(&world).into_iter().map(|(name, points)| (name, points.at)).collect();
    assert_eq!(series[0].1, [5_003, 10_001]);
    assert_eq!(series[1].1, [14_980, 19_990]);
    let text = world.open_metrics();
    let wanted = "early{path=\"a \\\"b\\\"\\\\\\n\"} 1.5 5.003\n";
    assert!(text.starts_with(wanted) && text.ends_with("1 14.980\n# EOF\n"), "{text}");
}

#[test]
fn one_without_series_is_empty() {
    let world = World::recorded(Vec::new(), Duration::ZERO, 1.0, Truth::default());
    assert_eq!((world.scrapes, world.open_metrics().as_str()), (0, "# EOF\n"));
}
