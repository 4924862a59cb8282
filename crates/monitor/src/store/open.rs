//! Opening the store's folder. A store that cannot be read any more is no reason not to start: it is renamed, never
//! deleted, and a new one begun.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tsink::{Storage, StorageBuilder, TimestampPrecision, TsinkError, WalSyncMode};

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
        reason: TsinkError,
    },
    /// A damaged store could not be moved out of the way.
    #[error("the store of metrics in {folder} is damaged and cannot be set aside: {reason}; move it away")]
    NotSetAside {
        /// The folder.
        folder: PathBuf,
        /// Why.
        reason: std::io::Error,
    },
    /// It opened, but cannot be read.
    #[error("the store of metrics cannot be read: {0}")]
    Unreadable(#[from] TsinkError),
    /// The log of recent samples cannot be read or begun.
    #[error("the log of recent metrics in {folder} cannot be read or written: {reason}")]
    Log {
        /// The folder.
        folder: PathBuf,
        /// Why.
        reason: std::io::Error,
    },
}

pub(super) fn open(config: &StoreConfig) -> Result<Arc<dyn Storage>, OpenError> {
    let folder = &blocks(config);
    let unavailable = |reason| OpenError::Unavailable { folder: folder.clone(), reason };
    match build(config) {
        Ok(storage) => Ok(storage),
        Err(damage) if is_damage(&damage) => {
            let aside =
                set_aside(folder).map_err(|reason| OpenError::NotSetAside { folder: folder.clone(), reason })?;
            tracing::error!(%damage, folder = %folder.display(), set_aside = %aside.display(),
                "the store of metrics is damaged; it was set aside and a new one begun");
            build(config).map_err(unavailable)
        }
        Err(reason) => Err(unavailable(reason)),
    }
}

fn build(config: &StoreConfig) -> Result<Arc<dyn Storage>, TsinkError> {
    let builder = StorageBuilder::new()
        .with_data_path(blocks(config))
        .with_timestamp_precision(TimestampPrecision::Milliseconds)
        // No limit on its memory: it counts files that are mapped as memory, and would refuse samples after a day. What
        // it holds by itself grows with series and days, and both are limited.
        // What it has been given is in no other place any more.
        .with_wal_sync_mode(WalSyncMode::PerAppend)
        // A full disk is over some time: what cannot be stored meanwhile is lost, and only that.
        .with_background_fail_fast(false);
    match config.retention {
        Some(retention) => builder.with_retention(retention),
        None => builder.with_retention_enforced(false),
    }
    .build()
}

/// Whether an error speaks of what is in the folder, and not of the way to it.
fn is_damage(error: &TsinkError) -> bool {
    let of_content = |kind| matches!(kind, ErrorKind::InvalidData | ErrorKind::UnexpectedEof | ErrorKind::NotFound);
    match error {
        TsinkError::DataCorruption(_)
        | TsinkError::ChecksumMismatch { .. }
        | TsinkError::Bincode(_)
        | TsinkError::Json(_)
        | TsinkError::Utf8(_)
        | TsinkError::Codec(_)
        | TsinkError::Compression(_)
        | TsinkError::InvalidPartition { .. }
        | TsinkError::InvalidOffset { .. }
        | TsinkError::MemoryMap { .. }
        | TsinkError::Wal { .. } => true,
        TsinkError::IoWithPath { source, .. } => of_content(source.kind()),
        TsinkError::Io(source) => of_content(source.kind()),
        _ => false,
    }
}

/// tsink's folder in the store's.
fn blocks(config: &StoreConfig) -> PathBuf {
    config.folder.join("blocks")
}

fn set_aside(folder: &Path) -> std::io::Result<PathBuf> {
    let aside = damaged_name(folder);
    std::fs::rename(folder, &aside)?;
    Ok(aside)
}

/// What something damaged is called from now on: `blocks` becomes `blocks.damaged-20260101T120000.000Z`.
pub(super) fn damaged_name(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".damaged-{}", Timestamp::now().strftime("%Y%m%dT%H%M%S%.3fZ")));
    path.with_file_name(name)
}
