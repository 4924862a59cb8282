//! What a coach keeps of a lab on this machine: its process, where it listens, and what opens it. It is the coach's alone.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use url::Url;

use super::error::LocalError;
use crate::reach::Service;

/// Where the parts of a lab listen, as `lab up --ready-file` says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addresses {
    /// The app, the guide.
    pub web: Url,
    /// `/phase`
    pub backend: Url,
    /// The load generator.
    pub load: Url,
    /// The monitor.
    pub monitor: Url,
}

impl Addresses {
    /// Where this service is.
    pub const fn of(&self, service: Service) -> &Url {
        match service {
            Service::Web => &self.web,
            Service::Backend => &self.backend,
            Service::Load => &self.load,
            Service::Metrics => &self.monitor,
        }
    }
}

/// What a coach keeps of a lab.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Its process.
    pub pid: u32,
    /// When that began, in seconds since 1970: a number of a process is given again.
    pub began: u64,
    /// Where it listens; none until it is ready.
    pub addresses: Option<Addresses>,
    /// What opens it.
    pub admin_token: String,
}

impl std::fmt::Debug for Kept {
    /// Without the token.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Kept")
            .field("pid", &self.pid)
            .field("addresses", &self.addresses)
            .finish_non_exhaustive()
    }
}

impl Kept {
    /// Reads it; none where there is none.
    pub(super) fn read(file: &Path) -> Result<Option<Self>, LocalError> {
        match fs::read(file) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|error| LocalError::Unreadable { file: file.to_owned(), reason: error.to_string() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(LocalError::file(file)(error)),
        }
    }

    /// Writes it, whole or not at all, for nobody else to read.
    pub(super) fn write(&self, file: &Path) -> Result<(), LocalError> {
        let unfinished = file.with_extension("unfinished");
        let write = || -> io::Result<()> {
            // One that was left behind may be anybody's to read.
            let _ = fs::remove_file(&unfinished);
            let mut out = File::options().write(true).create_new(true).mode(0o600).open(&unfinished)?;
            out.write_all(&serde_json::to_vec_pretty(self)?)?;
            out.sync_all()?;
            fs::rename(&unfinished, file)
        };
        write().map_err(LocalError::file(file))
    }
}
