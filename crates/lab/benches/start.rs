//! What the lab needs: time from process start to ready, and resident memory after a minute with five people.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a benchmark prints, and stops where it cannot measure")]

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use movie_guru_contract::PROCESS_RESIDENT_MEMORY;
use movie_guru_test_support::{Exposition, client};

const STARTS: usize = 7;

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("run `just bench`");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut times: Vec<f64> = (0..STARTS).map(|start| timed_start(&folder.path().join(start.to_string()))).collect();
    times.sort_by(f64::total_cmp);
    println!(
        "from process start to ready, in a new data folder: median {:.2} s, most {:.2} s (wanted: under 1 s)",
        times[STARTS / 2],
        times[STARTS - 1]
    );
    println!(
        "resident memory after a minute with 5 people: {:.0} MB (wanted: under 100 MB)",
        memory_after_a_minute(&folder.path().join("minute"))
    );
}

fn timed_start(folder: &Path) -> f64 {
    let (mut process, took) = start(folder);
    let _ = process.kill();
    let _ = process.wait();
    took.as_secs_f64()
}

fn start(folder: &Path) -> (Child, Duration) {
    std::fs::create_dir_all(folder).expect("a folder");
    let ready = folder.join("ready.json");
    let started = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_lab"));
    command.arg("up").arg("--data-dir").arg(folder).arg("--ready-file").arg(&ready);
    for flag in ["--web", "--backend", "--load", "--monitor"] {
        command.args([flag, "127.0.0.1:0"]);
    }
    let process = command.stdout(Stdio::null()).spawn().expect("the lab starts");
    while !ready.exists() {
        assert!(started.elapsed() < Duration::from_secs(60), "the lab does not get ready");
        std::thread::sleep(Duration::from_millis(2));
    }
    (process, started.elapsed())
}

/// In MB, as the backend's own metric tells it.
fn memory_after_a_minute(folder: &Path) -> f64 {
    let (mut process, _) = start(folder);
    std::thread::sleep(Duration::from_secs(60));
    let addresses: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("ready.json")).expect("a ready file")).expect("JSON");
    let url = format!("{}metrics", addresses["backend"].as_str().expect("an address"));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let metrics = runtime.block_on(async {
        let answer = client().get(url).send().await.expect("an answer");
        Exposition::parse(&answer.text().await.expect("text"))
    });
    let _ = process.kill();
    let _ = process.wait();
    metrics.value(&PROCESS_RESIDENT_MEMORY.exposed(), &[]) / 1_000_000.0
}
