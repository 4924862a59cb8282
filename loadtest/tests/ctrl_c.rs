//! Alone in its process: who listens for Ctrl-C is a matter of the whole process and of the order.

use movie_guru_loadtest::{CtrlCTaken, LoadTest, NewError};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::otlp::Otlp;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::test]
async fn a_program_that_listens_already_is_told_so_and_keeps_its_ctrl_c() {
    let mut interrupt = signal(SignalKind::interrupt()).unwrap();
    let telemetry = Telemetry::new("loadtest", &Otlp::off()).unwrap();
    let refused = LoadTest::new(&telemetry).err().unwrap();
    assert!(matches!(refused, NewError::CtrlC(CtrlCTaken)), "{refused}");
    assert!(refused.to_string().contains("before the program first listens"));
    let id = std::process::id().to_string();
    assert!(tokio::process::Command::new("kill").args(["-INT", &id]).status().await.unwrap().success());
    assert_eq!(interrupt.recv().await, Some(()));
}
