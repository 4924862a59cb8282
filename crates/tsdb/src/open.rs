//! Opening the store's folder. A store that cannot be read any more is no reason not to start: it is renamed, never
//! deleted, and a new one begun.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use crate::blocks::{Blocks, Found, is_damage};

/// Where the store is, and what it may use.
#[derive(Clone, Debug)]
pub struct StoreConfig {
    /// Its folder; made where it is not there.
    pub folder: PathBuf,
    /// How long samples are kept, counted by the clock on the wall: a sample from before is refused. None keeps all.
    pub retention: Option<Duration>,
    /// How many samples there may be in memory, 16 bytes each; at half of that they are moved to the disk.
    pub recent: usize,
    /// How many series there may be.
    pub most_series: usize,
}

impl StoreConfig {
    /// In this folder, for 15 days, with 128 MB of recent samples and 20,000 series.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            retention: Some(Duration::from_secs(15 * 24 * 3600)),
            recent: 8_000_000,
            most_series: 20_000,
        }
    }
}

/// The store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Something keeps us from the folder: another lab, or its rights.
    #[error(
        "the store of metrics in {folder} cannot be opened: {reason}; another lab may be using it, or it is not ours to write"
    )]
    Unavailable {
        /// The folder.
        folder: PathBuf,
        /// Why.
        reason: rusqlite::Error,
    },
    /// Its folder cannot be made.
    #[error("the folder {folder} cannot be made: {reason}")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        reason: std::io::Error,
    },
    /// Written by a lab that knows more.
    #[error(
        "the store of metrics in {folder} was written by a newer version of the lab; use that one, or move the folder away"
    )]
    Newer {
        /// The folder.
        folder: PathBuf,
    },
    /// A damaged store could not be moved out of the way.
    #[error("the store of metrics in {folder} is damaged and cannot be set aside: {reason}; move it away")]
    NotSetAside {
        /// The folder.
        folder: PathBuf,
        /// Why.
        reason: std::io::Error,
    },
    /// The log of recent samples cannot be read or begun.
    #[error("the log of recent metrics in {folder} cannot be read or written: {reason}")]
    Log {
        /// The folder.
        folder: PathBuf,
        /// Why.
        reason: std::io::Error,
    },
}

/// The table, and the series that are in it.
pub(crate) fn open(config: &StoreConfig) -> Result<(Blocks, Vec<Found>), OpenError> {
    let folder = &config.folder.join("blocks");
    let unavailable = |reason| OpenError::Unavailable { folder: folder.clone(), reason };
    match opened(folder)? {
        Ok(store) => Ok(store),
        Err(damage) if is_damage(&damage) => {
            let aside =
                set_aside(folder).map_err(|reason| OpenError::NotSetAside { folder: folder.clone(), reason })?;
            tracing::error!(%damage, folder = %folder.display(), set_aside = %aside.display(),
                "the store of metrics is damaged; it was set aside and a new one begun");
            opened(folder)?.map_err(unavailable)
        }
        Err(reason) => Err(unavailable(reason)),
    }
}

fn opened(folder: &Path) -> Result<rusqlite::Result<(Blocks, Vec<Found>)>, OpenError> {
    std::fs::create_dir_all(folder).map_err(|reason| OpenError::Folder { folder: folder.to_owned(), reason })?;
    let blocks = match Blocks::open(folder) {
        Ok(blocks) => blocks,
        Err(error) => return Ok(Err(error)),
    };
    if let Ok(true) = blocks.is_newer() {
        return Err(OpenError::Newer { folder: folder.to_owned() });
    }
    Ok(blocks.series().map(|found| (blocks, found)))
}

fn set_aside(folder: &Path) -> std::io::Result<PathBuf> {
    let aside = damaged_name(folder);
    std::fs::rename(folder, &aside)?;
    Ok(aside)
}

/// What stands in the name of everything that was set aside.
pub(crate) const DAMAGED: &str = ".damaged-";

/// What something damaged is called from now on: `blocks` becomes `blocks.damaged-20260101T120000.000Z`.
pub(crate) fn damaged_name(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!("{DAMAGED}{}", Timestamp::now().strftime("%Y%m%dT%H%M%S%.3fZ")));
    path.with_file_name(name)
}
