//! Processes of this machine, by number and beginning.

use sysinfo::{Pid, ProcessRefreshKind, ProcessStatus, ProcessesToUpdate, Signal, System};

/// The system counts in ticks since it started; two readings of one beginning may be a second apart.
const TOLERANCE: u64 = 2;

/// When a process began, in seconds since 1970; none where there is none, or it has ended and nobody has asked how.
pub(super) fn began(pid: u32) -> Option<u64> {
    with(pid, |process| {
        let has_ended = matches!(process.status(), ProcessStatus::Zombie | ProcessStatus::Dead);
        (!has_ended).then(|| process.start_time())
    })
    .flatten()
}

/// Whether the process that began then is there.
pub(super) fn is_there(pid: u32, since: u64) -> bool {
    began(pid).is_some_and(|began| began.abs_diff(since) <= TOLERANCE)
}

/// Asks the process that began then to end; does nothing where it is gone.
pub(super) fn ask_to_end(pid: u32, since: u64) {
    with(pid, |process| {
        if process.start_time().abs_diff(since) <= TOLERANCE {
            process.kill_with(Signal::Term);
        }
    });
}

fn with<T>(pid: u32, look: impl FnOnce(&sysinfo::Process) -> T) -> Option<T> {
    let pid = Pid::from_u32(pid);
    let mut system = System::new().ok()?;
    system.refresh_processes_specifics(
        ProcessesToUpdate::Some(&[pid]),
        true,
        ProcessRefreshKind::nothing().without_tasks(),
    );
    system.process(pid).map(look)
}
