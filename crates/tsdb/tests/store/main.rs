//! What the store survives: damage, another lab's hand on it, too many series, and more samples than fit into memory.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by panicking")]

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use movie_guru_telemetry::{Telemetry, otlp::Otlp};
use movie_guru_test_prometheus::samples::labels;
use promql::{Answer, Budget, Limits, Queryable};
use tsdb::{Store, StoreConfig};

fn open(config: &StoreConfig) -> Store {
    let telemetry = Telemetry::new("test", &Otlp::off()).unwrap();
    Store::open(config, telemetry.meter()).unwrap()
}

/// What a query answers at a moment.
fn query(store: &Store, query: &str, at: i64) -> Answer {
    let abandoned = AtomicBool::new(false);
    let budget = Budget::new(Limits::default(), &abandoned);
    promql::instant(&store.snapshot(), query, Timestamp::from_millisecond(at).unwrap(), &budget).unwrap()
}

/// Three hours of a series, of which two have been moved on.
fn filled(config: &StoreConfig) -> i64 {
    let store = open(config);
    let start = Timestamp::now().as_millisecond() - 3 * 3_600_000;
    for index in 0..1000 {
        store.append([(labels("kept", &[]), start + index * 10_800, index as f64)]).unwrap();
    }
    store.settle();
    start
}

#[test]
fn what_is_moved_from_memory_to_disk_is_all_there() {
    let folder = tempfile::tempdir().unwrap();
    let config = StoreConfig::new(folder.path().join("store"));
    let start = filled(&config);
    for _ in 0..2 {
        let Answer::Matrix(series) = query(&open(&config), "kept[4h]", start + 3 * 3_600_000) else {
            panic!("a matrix")
        };
        let values: Vec<_> = series[0].samples.iter().map(|sample| sample.value).collect();
        assert_eq!(values, (0..1000).map(f64::from).collect::<Vec<_>>());
    }
    let moved = rusqlite::Connection::open(folder.path().join("store/blocks/samples.db")).unwrap();
    assert_eq!(moved.query_row("SELECT count(*) FROM block", [], |row| row.get::<_, i64>(0)), Ok(1));
}

#[test]
fn what_is_appended_together_is_seen_together() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&StoreConfig::new(folder.path().join("store")));
    let start = Timestamp::now().as_millisecond() - 60_000;
    let scrape = |at: i64, value: f64| {
        let series = |index: usize| (labels("told", &[("of", &index.to_string())]), at, value);
        store.append((0..500).map(series)).unwrap();
    };
    scrape(start, 0.0);
    let told = |storage: &dyn Queryable, at: i64| {
        let abandoned = AtomicBool::new(false);
        let budget = Budget::new(Limits::default(), &abandoned);
        // The last series are read some time after the first.
        let query = "min(told) or label_replace(max(told), 'of', 'max', '', '')";
        match promql::instant(storage, query, Timestamp::from_millisecond(at).unwrap(), &budget).unwrap() {
            Answer::Vector(both) => (both[0].1.value, both[1].1.value),
            other => panic!("{other:?}"),
        }
    };
    let old = store.snapshot();
    let is_done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            (1..=300).for_each(|round| scrape(start + round, round as f64));
            is_done.store(true, Ordering::Relaxed);
        });
        while !is_done.load(Ordering::Relaxed) {
            let (least, most) = told(&store.snapshot(), start + 300);
            assert_eq!(least, most);
            assert_eq!(told(&old, start + 300), (0.0, 0.0));
        }
    });
    assert_eq!(told(&store.snapshot(), start + 300), (300.0, 300.0));
    assert_eq!(told(&old, start + 300), (0.0, 0.0));
}

#[test]
fn a_damaged_store_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    filled(&StoreConfig::new(folder.path().join("store")));
    damage(&folder.path().join("store"));
    let config = StoreConfig::new(folder.path().join("store"));
    let store = open(&config);
    let now = Timestamp::now().as_millisecond();
    assert_eq!(query(&store, "count_over_time(kept[4h]) > 999", now), Answer::Vector(Vec::new()));
    let names = std::fs::read_dir(folder.path().join("store")).unwrap();
    let names: Vec<_> = names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    for damaged in ["blocks.damaged-", "recent-"] {
        let aside = names.iter().filter(|name| name.starts_with(damaged) && name.contains(".damaged-")).count();
        assert_eq!(aside, 1, "{damaged}: {names:?}");
    }
    drop(store);
    // It works, and another start finds nothing more to set aside.
    filled(&StoreConfig::new(folder.path().join("store")));
    drop(open(&StoreConfig::new(folder.path().join("store"))));
    assert_eq!(
        std::fs::read_dir(folder.path().join("store"))
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().file_name().to_str().unwrap().contains(".damaged-"))
            .count(),
        2
    );
}

/// Writes over the middle of every file.
fn damage(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            damage(&path);
        } else {
            let mut content = std::fs::read(&path).unwrap();
            let length = content.len();
            content[length / 4..].fill(0xaa);
            std::fs::write(&path, content).unwrap();
        }
    }
}

#[test]
fn a_store_in_use_is_not_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let config = StoreConfig::new(folder.path().join("store"));
    let first = open(&config);
    let telemetry = Telemetry::new("test", &Otlp::off()).unwrap();
    let Err(error) = Store::open(&config, telemetry.meter()) else { panic!("two at a time") };
    assert!(error.to_string().contains("another lab"), "{error}");
    first.settle();
}

#[test]
fn a_store_of_a_newer_lab_is_refused_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let config = StoreConfig::new(folder.path().join("store"));
    filled(&config);
    let table = config.folder.join("blocks/samples.db");
    rusqlite::Connection::open(&table).unwrap().execute_batch("PRAGMA user_version = 2").unwrap();
    let telemetry = Telemetry::new("test", &Otlp::off()).unwrap();
    let Err(error) = Store::open(&config, telemetry.meter()) else { panic!("it is newer") };
    assert!(error.to_string().contains("newer version of the lab"), "{error}");
    assert!(table.exists());
}

#[test]
fn series_too_many_and_samples_too_old_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&StoreConfig { most_series: 2, ..StoreConfig::new(folder.path().join("store")) });
    let now = Timestamp::now().as_millisecond();
    let series = |index: usize| labels("many", &[("index", &index.to_string())]);
    let outcome = store.append((0..5).map(|index| (series(index), now, 1.0))).unwrap();
    assert_eq!((outcome.stored, outcome.too_many_series), (2, 3));
    let month = 30 * 24 * 3_600_000;
    assert!(store.append([(labels("many", &[("index", "0")]), now + 1, 1.0)]).is_ok());
    assert!(store.append([(series(1), now - month, 1.0)]).unwrap().not_newer == 1);
    store.settle();
}

#[test]
fn what_does_not_fit_into_memory_is_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&StoreConfig { recent: 10_000, ..StoreConfig::new(folder.path().join("store")) });
    let start = Timestamp::now().as_millisecond() - 3_600_000;
    let series: Vec<_> = (0..100).map(|index| labels("many", &[("index", &index.to_string())])).collect();
    let (mut stored, mut scrape) = (0, 0);
    while stored < 30_000 {
        scrape += 1;
        assert!(scrape < 3_000, "nothing is moved on");
        let at = start + scrape * 1_000;
        match store.append(series.iter().map(|labels| (labels.clone(), at, scrape as f64))) {
            Ok(outcome) => stored += outcome.stored,
            // Faster than any scraper.
            Err(_) => std::thread::sleep(Duration::from_millis(50)),
        }
    }
    let Answer::Vector(values) = query(&store, "sum(count_over_time(many[4h]))", start + scrape * 1_000) else {
        panic!("a number")
    };
    assert_eq!(values[0].1.value, stored as f64);
}
