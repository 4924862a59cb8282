//! What is wrong in a timeline's file is told with line, column, field and what would be right.

use std::time::Duration;

use movie_guru_grader::Timeline;
use movie_guru_grader::timeline::{Amount, Calm, Harm, Shape, Traffic, Trouble};

const WHOLE: &str = "\
title: A bad week
story: >-
  It leaks,
  and then it flaps.
length: 7d12h
every: 30s
seed: 18446744073709551615
traffic: {per_second: 0.5, at_night: 0.1, instances: 3}
calm: {failing: 0.001, slow: 0, displeasing: 0.05}
troubles:
- title: It flaps
  from: 5d
  lasts: 10h
  harms: [failing, slow]
  share: 1
  shape: {spikes: {every: 8m, each: 4m}}
  instances: 1
- {title: It leaks, from: 1h30m, lasts: 2d3h, harms: [displeasing], burn: 2.5, shape: rising}
restarts: [2d, 30m]
";

#[test]
fn a_whole_timeline_is_read() {
    let hours = Duration::from_hours;
    let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
    let leak = Trouble {
        title: "It leaks".into(),
        from: minutes(90),
        lasts: hours(51),
        harms: vec![Harm::Displeasing],
        amount: Amount::Burn(2.5),
        shape: Shape::Rising,
        instances: None,
    };
    let flapping = Trouble {
        title: "It flaps".into(),
        from: hours(120),
        lasts: hours(10),
        harms: vec![Harm::Failing, Harm::Slow],
        amount: Amount::Share(1.0),
        shape: Shape::Spikes { every: minutes(8), each: minutes(4) },
        instances: Some(1),
    };
    let wanted = Timeline {
        name: "bad-week".into(),
        title: "A bad week".into(),
        story: "It leaks, and then it flaps.".into(),
        length: hours(180),
        every: Duration::from_secs(30),
        seed: u64::MAX,
        traffic: Traffic { per_second: 0.5, at_night: 0.1, instances: 3, is_exact: false },
        calm: Calm { failing: 0.001, slow: 0.0, displeasing: 0.05 },
        troubles: vec![leak, flapping],
        restarts: vec![minutes(30), hours(48)],
    };
    assert_eq!(Timeline::parse("bad-week", WHOLE), Ok(wanted));
    let least = "title: t\nstory: s\nlength: 30s\nevery: 30s\nseed: 0\ntraffic: {per_second: 1}\n";
    let least = Timeline::parse("t", least).unwrap();
    assert_eq!((least.calm, least.traffic.at_night, least.traffic.instances), (Calm::default(), 1.0, 1));
}

#[test]
fn each_mistake_is_told_with_its_place_and_what_would_be_right() {
    let cases = [
        ("title: A bad week", "title: ' '", "line 1, column 8: title must be words"),
        ("length: 7d12h", "length: soon", "line 5, column 9: `soon` is not a time such as 30s, 45m or 2d3h"),
        ("length: 7d12h", "length: 0", "line 5, column 9: length must be above 0"),
        ("length: 7d12h", "length: 29s", "line 5, column 9: length must have two scrapes at least: 30s or more"),
        ("length: 7d12h", "length: 150d", "line 5, column 9: length has 432001 scrapes of 3 instances; at most 333333"),
        ("every: 30s", "every: 2h", "line 6, column 8: every must be from 100ms to 1h, not 2h"),
        ("every: 30s", "evry: 30s", "line 6, column 1: unknown field `evry`"),
        ("every: 30s\n", "", "missing field `every`"),
        ("every: 30s", "every: 30s\nevery: 30s", "every is there twice; once is right"),
        ("seed: 18446744073709551615", "seed: -1", "line 7, column 7: `-1` is not a whole number such as 10"),
        (
            "per_second: 0.5",
            "per_second: -0.5",
            "line 8, column 23: traffic.per_second must be from 0 to 100000, not -0.5",
        ),
        ("per_second: 0.5", "per_second: .nan", "line 8, column 23: `.nan` is not a number such as 0.5"),
        ("per_second: 0.5", "per_second: .inf", "line 8, column 23: `.inf` is not a number such as 0.5"),
        ("per_second: 0.5", "per_second: many", "line 8, column 23: `many` is not a number such as 0.5"),
        ("at_night: 0.1", "at_night: 1.1", "line 8, column 38: traffic.at_night must be from 0 to 1, not 1.1"),
        ("instances: 3}", "instances: 51}", "line 8, column 54: traffic.instances must be from 1 to 50, not 51"),
        ("failing: 0.001", "failing: 2", "line 9, column 17: calm.failing must be from 0 to 1, not 2"),
        ("from: 5d", "from: 7d12h", "line 12, column 9: troubles[0].from must be before the end, which is at 180h"),
        ("from: 5d", "from: 7d3h", "line 13, column 10: troubles[0].lasts must be 9h at most, or it would go on"),
        ("lasts: 10h", "lasts: 0", "line 13, column 10: troubles[0].lasts must be above 0"),
        (
            "[failing, slow]",
            "[]",
            "line 14, column 10: troubles[0].harms: failing, slow, lost or displeasing must be there",
        ),
        ("[failing, slow]", "[slow, slow]", "line 14, column 17: troubles[0].harms: each harm can be there once"),
        ("[failing, slow]", "[broken]", "unknown variant `broken`"),
        ("share: 1", "share: 1.5", "line 15, column 10: troubles[0].share must be from 0 to 1, not 1.5"),
        ("share: 1", "share: 1\n  burn: 2", "line 11, column 3: troubles[0] must have one of share"),
        ("  share: 1\n", "", "line 11, column 3: troubles[0] must have one of share"),
        ("burn: 2.5", "burn: -1", "troubles[1].burn must be from 0 to 100000, not -1"),
        ("each: 4m", "each: 8m", "line 16, column 37: troubles[0].shape.spikes.each must be shorter than every, 8m"),
        ("each: 4m", "each: 0s", "troubles[0].shape.spikes.each must be above 0"),
        ("shape: rising", "shape: falling", "unknown variant `falling`"),
        ("  instances: 1", "  instances: 4", "line 17, column 14: troubles[0].instances must be from 1 to 3, not 4"),
        (
            "[2d, 30m]",
            "[0s, 30m]",
            "line 19, column 12: restarts[0] must be after the beginning and before the end, at 180h",
        ),
        ("[2d, 30m]", "[2d, 8d]", "line 19, column 16: restarts[1] must be after the beginning"),
    ];
    for (right, wrong, told) in cases {
        assert!(WHOLE.contains(right), "{right}");
        let error = Timeline::parse("bad-week", &WHOLE.replacen(right, wrong, 1)).unwrap_err();
        assert!(error.contains(told), "{wrong}: {error}");
        // Where the end is wrong, so is what comes after it.
        let is_of_end = right.starts_with("length");
        assert!(is_of_end || error.lines().count() == 1, "{wrong}: {error}");
    }
}

#[test]
fn all_mistakes_are_told_at_once() {
    let text = WHOLE.replace("share: 1", "share: 2").replace("at_night: 0.1", "at_night: 3").replace("5d", "9d");
    let told = Timeline::parse("a b", &text).unwrap_err();
    assert_eq!(told.lines().count(), 4, "{told}");
    assert!(told.starts_with("`a b` is no name: 1 to 60 letters, digits and `-` are\n"), "{told}");
}

#[test]
fn what_is_far_too_large_is_refused_before_it_is_read() {
    let told = |text: &str| Timeline::parse("t", text).unwrap_err();
    assert!(told(&" ".repeat(65_537)).contains("at most 65536 are read"));
    assert!(told(" \n").contains("docs/timelines.md has the form"));
    assert!(told("[").starts_with("line 1, column "));
    assert!(told(&format!("{WHOLE}---\n{WHOLE}")).contains("one timeline"));
    let trouble = "- {title: t, from: 1h, lasts: 1h, harms: [slow], share: 1}\n";
    let many = WHOLE.replace("restarts", &format!("{}restarts", trouble.repeat(49)));
    assert!(told(&many).contains("there are 51 troubles; at most 50 can be"), "{}", told(&many));
}

#[test]
fn a_word_on_the_file_is_all_that_a_deep_one_gets() {
    let deep = format!("title: {}x{}", "[".repeat(20_000), "]".repeat(20_000));
    assert!(!Timeline::parse("t", &deep).unwrap_err().is_empty());
}

#[test]
fn the_document_has_every_timeline_and_an_example_that_is_read() {
    let document = include_str!("../../../../docs/timelines.md");
    let (_, example) = document.split_once("```yaml\n").unwrap();
    let example = Timeline::parse("example", example.split("```").next().unwrap()).unwrap();
    assert_eq!((example.troubles.len(), example.restarts.len()), (2, 1));
    for timeline in Timeline::all() {
        assert!(document.contains(&format!("\n| `{}` | ", timeline.name)), "{}", timeline.name);
    }
}
