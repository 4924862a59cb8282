//! Why a lab on this machine does not start or end.

use std::path::{Path, PathBuf};

/// Why a lab on this machine does not start or end.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// There is no such program.
    #[error(
        "there is no program `lab` {looked}; name it with --lab PATH, or put it beside `coach` or into a folder of PATH"
    )]
    NoProgram {
        /// Where it was looked for.
        looked: String,
    },
    /// It cannot be started.
    #[error("{} cannot be started: {reason}", .program.display())]
    NotStarted {
        /// The program.
        program: PathBuf,
        /// Why not.
        #[source]
        reason: std::io::Error,
    },
    /// It ended before it was ready.
    #[error("team {team}: the lab ended before it was ready{said}; all it said is in {}", .log.display())]
    Ended {
        /// The team.
        team: String,
        /// Its last words, after a colon; nothing where it had none.
        said: String,
        /// Its log.
        log: PathBuf,
    },
    /// It does not get ready.
    #[error("team {team}: the lab is not ready after {seconds} s; {} may say why, and `coach up {team}` waits for it once more", .log.display())]
    NotReady {
        /// The team.
        team: String,
        /// So long was waited.
        seconds: u64,
        /// Its log.
        log: PathBuf,
    },
    /// It does not end.
    #[error(
        "team {team}: the lab (process {pid}) does not end; `kill -9 {pid}` ends it, and what was written in the last seconds may be lost"
    )]
    NotEnded {
        /// The team.
        team: String,
        /// Its process.
        pid: u32,
    },
    /// Somebody runs a lab on the folder, and it is not one that a coach started.
    #[error("team {team}: a lab that no coach started runs on {}; end it there (Ctrl-C), and try again", .folder.display())]
    NotOurs {
        /// The team.
        team: String,
        /// Its data folder.
        folder: PathBuf,
    },
    /// Another coach starts or ends it just now.
    #[error("team {team}: another coach starts or ends this lab just now; try again in a moment")]
    Busy {
        /// The team.
        team: String,
    },
    /// A file cannot be read or written.
    #[error("{}: {reason}", .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What happened.
        #[source]
        reason: std::io::Error,
    },
    /// A file is not what a coach writes.
    #[error("{} is not what `coach up` writes ({reason}); see whether the lab still runs, and delete the file", .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl LocalError {
    pub(super) fn file(file: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |reason| Self::File { file: file.to_owned(), reason }
    }
}
