//! The process as the operating system sees it, under the names that Prometheus' own clients use. Read through
//! `sysinfo`, so that macOS tells the same as Linux.

use std::sync::{Arc, Mutex, PoisonError};

use movie_guru_contract::{Metric, PROCESS_CPU, PROCESS_OPEN_FDS, PROCESS_RESIDENT_MEMORY, PROCESS_START_TIME};
use opentelemetry::metrics::Meter;
use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};

struct Watched {
    system: System,
    pid: Pid,
}

impl Watched {
    fn read(&mut self, value: fn(&sysinfo::Process) -> Option<f64>) -> Option<f64> {
        let kind = ProcessRefreshKind::nothing().with_cpu().with_memory().without_tasks();
        self.system.refresh_processes_specifics(ProcessesToUpdate::Some(&[self.pid]), false, kind);
        self.system.process(self.pid).and_then(value)
    }
}

/// Registers the process metrics; they are read at each scrape.
pub(crate) fn observe(meter: &Meter) {
    let (Ok(pid), Ok(system)) = (sysinfo::get_current_pid(), System::new()) else { return };
    let watched = Arc::new(Mutex::new(Watched { system, pid }));
    observe_one(meter, PROCESS_RESIDENT_MEMORY, &watched, |process| Some(process.memory() as f64));
    observe_one(meter, PROCESS_START_TIME, &watched, |process| Some(process.start_time() as f64));
    observe_one(meter, PROCESS_OPEN_FDS, &watched, |process| process.open_files().map(|open| open as f64));
    let cpu = Arc::clone(&watched);
    meter
        .f64_observable_counter(PROCESS_CPU.instrument)
        .with_unit(PROCESS_CPU.unit.code())
        .with_description(PROCESS_CPU.help)
        .with_callback(move |observer| {
            let seconds = read(&cpu, |process| Some(process.accumulated_cpu_time() as f64 / 1000.0));
            if let Some(seconds) = seconds {
                observer.observe(seconds, &[]);
            }
        })
        .build();
}

fn observe_one(
    meter: &Meter,
    metric: Metric,
    watched: &Arc<Mutex<Watched>>,
    value: fn(&sysinfo::Process) -> Option<f64>,
) {
    let watched = Arc::clone(watched);
    meter
        .f64_observable_gauge(metric.instrument)
        .with_unit(metric.unit.code())
        .with_description(metric.help)
        .with_callback(move |observer| {
            if let Some(value) = read(&watched, value) {
                observer.observe(value, &[]);
            }
        })
        .build();
}

fn read(watched: &Mutex<Watched>, value: fn(&sysinfo::Process) -> Option<f64>) -> Option<f64> {
    watched.lock().unwrap_or_else(PoisonError::into_inner).read(value)
}
