//! The SLOs as they are now: in memory for whoever asks, and in the data folder as `slos.yaml`, which is OpenSLO and nothing
//! else, and `slos-since.json`.
//!
//! A file that cannot be read is set aside, and said: a lab that has lost its SLOs still comes up.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use movie_guru_slo::KnownMetrics;

use super::documents::Documents;
use super::known::Known;
use super::refused::Refused;
use crate::durable::Folder;

/// The file of SLOs.
pub(crate) const SLOS: &str = "slos.yaml";
/// The file of their beginnings.
pub(crate) const SINCE: &str = "slos-since.json";

/// See the module.
pub(crate) struct Register {
    folder: Folder,
    /// What is measured whatever the source knows.
    contract: KnownMetrics,
    held: Mutex<Arc<Documents>>,
}

/// A change that was made.
pub(crate) struct Changed<T> {
    pub(crate) before: Arc<Documents>,
    pub(crate) after: Arc<Documents>,
    /// When.
    pub(crate) at: Timestamp,
    /// What is told of it.
    pub(crate) outcome: T,
}

impl Register {
    /// With what the folder holds; what had to be set aside is said.
    pub(crate) fn open(
        folder: Folder,
        contract: KnownMetrics,
        now: Timestamp,
        said: &mut Vec<String>,
    ) -> io::Result<Self> {
        // What was taken once stays: the source may not answer yet, or know a metric no more.
        let documents = read(&folder, &contract.clone().open(), now, said)?;
        Ok(Self { folder, contract, held: Mutex::new(Arc::new(documents)) })
    }

    /// The SLOs as they are now.
    pub(crate) fn documents(&self) -> Arc<Documents> {
        Arc::clone(&self.held())
    }

    /// What is measured whatever the source knows.
    pub(crate) const fn contract(&self) -> &KnownMetrics {
        &self.contract
    }

    /// Changes the SLOs, one change after the other: on the disk first, then here. An error changes nothing. `known` is what
    /// the source knows beside the contract. Blocks.
    pub(crate) fn change<T>(
        &self,
        known: &Known,
        clock: impl Fn() -> Timestamp,
        change: impl FnOnce(&Documents, &KnownMetrics, Timestamp) -> Result<(Documents, T), Refused>,
    ) -> Result<Changed<T>, Refused> {
        let mut held = self.held();
        let at = clock();
        let catalogue = known.catalogue(&self.contract, &held.set());
        let (after, outcome) = change(&held, &catalogue, at)?;
        self.keep(&after).map_err(|error| not_kept(&error))?;
        let after = Arc::new(after);
        let before = std::mem::replace(&mut *held, Arc::clone(&after));
        Ok(Changed { before, after, at, outcome })
    }

    /// Keeps the SLOs. Their beginnings first: one without its SLO means nothing.
    fn keep(&self, documents: &Documents) -> io::Result<()> {
        self.folder.write(SINCE, &serde_json::to_vec_pretty(documents.beginnings())?)?;
        self.folder.write(SLOS, documents.yaml().map_err(io::Error::other)?.as_bytes())
    }

    fn held(&self) -> MutexGuard<'_, Arc<Documents>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(folder: &Folder, catalogue: &KnownMetrics, now: Timestamp, said: &mut Vec<String>) -> io::Result<Documents> {
    let since: BTreeMap<String, Timestamp> = folder.json(SINCE, said)?.unwrap_or_default();
    let nothing = || {
        Documents::read(None, BTreeMap::new(), catalogue, now)
            .map_err(|problems| io::Error::other(problems.to_string()))
    };
    let Some(bytes) = folder.bytes(SLOS)? else { return nothing() };
    let read = String::from_utf8(bytes).map_err(|error| error.to_string()).and_then(|text| {
        let kept = Some(text.as_str()).filter(|text| !text.trim().is_empty()).ok_or("it is empty")?;
        Documents::read(Some(kept), since, catalogue, now).map_err(|problems| problems.to_string())
    });
    match read {
        Ok(documents) => Ok(documents),
        Err(reason) => {
            folder.set_aside(SLOS, &reason, said)?;
            nothing()
        }
    }
}

fn not_kept(error: &io::Error) -> Refused {
    tracing::error!(%error, "SLOs cannot be kept in the data folder");
    Refused::NotKept(match error.kind() {
        io::ErrorKind::StorageFull => "the disk is full",
        _ => "the data folder cannot be written; the log says why",
    })
}
