//! The program `lab`: named, or beside this one, or in a folder of PATH.

use std::env;
use std::path::{Path, PathBuf};

use super::error::LocalError;

const NAME: &str = "lab";

/// The program `lab`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program(PathBuf);

impl Program {
    /// The one that is named; without a name the one beside this program, or the first in PATH.
    ///
    /// # Errors
    /// Where there is none.
    pub fn find(named: Option<&Path>) -> Result<Self, LocalError> {
        if let Some(named) = named {
            // A shell would look for it here, not in PATH.
            let program = named.canonicalize().ok().filter(|program| program.is_file());
            let looked = || LocalError::NoProgram { looked: format!("at {}", named.display()) };
            return program.map(Self).ok_or_else(looked);
        }
        let beside = env::current_exe().ok().and_then(|own| Some(own.parent()?.join(NAME)));
        let path = env::var_os("PATH").unwrap_or_default();
        let in_path = env::split_paths(&path).map(|folder| folder.join(NAME));
        let found = beside.into_iter().chain(in_path).find(|program| program.is_file());
        let looked = || LocalError::NoProgram { looked: "beside this one or in PATH".to_owned() };
        found.map(Self).ok_or_else(looked)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}
