//! The program `movie-guru-web` by itself.

use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

use movie_guru_test_support::Running;

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_movie-guru-web"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LAB_") || name.starts_with("OTEL_")) {
        command.env_remove(name);
    }
    command.args(arguments).env_remove("RUST_LOG").stdin(Stdio::null());
    command
}

fn complaint(arguments: &[&str]) -> String {
    let Output { status, stderr, .. } = program(arguments).output().unwrap();
    assert!(!status.success());
    String::from_utf8_lossy(&stderr).into_owned()
}

#[test]
fn what_cannot_work_names_the_flag() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = complaint(&["--listen", &address]);
    assert!(said.contains(&address) && said.contains("--listen"), "{said}");
    let said = complaint(&["--listen", "127.0.0.1:0", "--backend", "https://backend:8081"]);
    assert!(said.contains("https://backend:8081") && said.contains("--backend"), "{said}");
    let said = complaint(&["--base-path", "//evil.example"]);
    assert!(said.contains("--base-path") && said.contains("write it like /team-7/monitor"), "{said}");
}

#[test]
fn it_says_where_it_listens_and_ends_when_told_to() {
    let mut web = Running::start(&mut program(&["--listen", "127.0.0.1:0"])).unwrap();
    let line = web.line("an address", |line| line.contains("listening").then(|| line.to_owned()));
    assert!(line.contains("127.0.0.1:"), "{line}");
    web.signal("-TERM");
    assert!(web.process.wait().unwrap().success());
}
