//! What the program pushes over OTLP and logs, as a collector and a log reader see it.

mod away;
mod metrics;
mod prometheus;
mod rotel;
mod traces;

use std::path::Path;
use std::process::Command;

use crate::app_under_test::Person;
use crate::binary::{ANY_PORT, Binary, command};

/// The program as it pushes to `endpoint`: often, and every trace.
fn pushing(folder: &Path, endpoint: &str) -> Command {
    let mut program = command(folder, ANY_PORT);
    program.env("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint).env("OTEL_TRACES_SAMPLER", "always_on");
    program.env("OTEL_METRIC_EXPORT_INTERVAL", "100").env("OTEL_BSP_SCHEDULE_DELAY", "50");
    program
}

/// The program once it listens, and somebody without a session.
async fn started(program: Command) -> (Binary, Person) {
    let binary = tokio::task::spawn_blocking(|| Binary::start(program)).await.unwrap();
    let person = Person::at(binary.address);
    (binary, person)
}
