//! Where SLOs and alerts are kept: `slos.yaml`, which is OpenSLO and nothing else, `slos-since.json` and `alerts.json`.
//!
//! A file that cannot be read is set aside, and said: a lab that has lost its SLOs still comes up.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use movie_guru_slo::Catalogue;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::documents::Documents;
use crate::durable;

const SLOS: &str = "slos.yaml";
const SINCE: &str = "slos-since.json";
const ALERTS: &str = "alerts.json";

/// The names of all files that SLOs and alerts leave in the data folder, for whoever resets it.
pub const FILES: [&str; 3] = [SLOS, SINCE, ALERTS];

/// The folder.
#[derive(Clone, Debug)]
pub(crate) struct Kept(PathBuf);

impl Kept {
    /// In a folder, which is made where there is none.
    pub(crate) fn in_folder(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self(folder.to_owned()))
    }

    /// The SLOs, and what had to be set aside to read them.
    pub(crate) fn slos(&self, catalogue: &Catalogue, now: Timestamp) -> io::Result<(Documents, Vec<String>)> {
        let mut said = Vec::new();
        let since: BTreeMap<String, Timestamp> = self.json(SINCE, &mut said)?.unwrap_or_default();
        let nothing = || {
            Documents::read(None, BTreeMap::new(), catalogue, now)
                .map_err(|problems| io::Error::other(problems.to_string()))
        };
        let Some(bytes) = self.bytes(SLOS)? else { return Ok((nothing()?, said)) };
        let read = String::from_utf8(bytes).map_err(|error| error.to_string()).and_then(|text| {
            let kept = Some(text.as_str()).filter(|text| !text.trim().is_empty()).ok_or("it is empty")?;
            Documents::read(Some(kept), since, catalogue, now).map_err(|problems| problems.to_string())
        });
        match read {
            Ok(documents) => Ok((documents, said)),
            Err(reason) => {
                self.set_aside(SLOS, &reason, &mut said)?;
                Ok((nothing()?, said))
            }
        }
    }

    /// Keeps the SLOs. Their beginnings first: one without its SLO means nothing.
    pub(crate) fn keep_slos(&self, documents: &Documents) -> io::Result<()> {
        durable::write(&self.0.join(SINCE), &serde_json::to_vec_pretty(documents.beginnings())?)?;
        durable::write(&self.0.join(SLOS), documents.yaml().map_err(io::Error::other)?.as_bytes())
    }

    /// What was kept of alerts.
    pub(crate) fn alerts<T: DeserializeOwned>(&self, said: &mut Vec<String>) -> io::Result<Option<T>> {
        self.json(ALERTS, said)
    }

    /// Keeps what is to be known of alerts.
    pub(crate) fn keep_alerts(&self, alerts: &impl Serialize) -> io::Result<()> {
        durable::write(&self.0.join(ALERTS), &serde_json::to_vec(alerts)?)
    }

    fn bytes(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.0.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn json<T: DeserializeOwned>(&self, name: &str, said: &mut Vec<String>) -> io::Result<Option<T>> {
        let Some(bytes) = self.bytes(name)? else { return Ok(None) };
        match serde_json::from_slice(&bytes) {
            Ok(value) => Ok(Some(value)),
            Err(error) => {
                self.set_aside(name, &error.to_string(), said)?;
                Ok(None)
            }
        }
    }

    fn set_aside(&self, name: &str, reason: &str, said: &mut Vec<String>) -> io::Result<()> {
        let aside = durable::set_aside(&self.0.join(name))?;
        let aside = aside.file_name().unwrap_or_default().to_string_lossy().into_owned();
        tracing::error!(file = name, reason, aside, "a damaged file is set aside");
        said.push(format!("{name} in the data folder could not be read and is now {aside}: {reason}"));
        Ok(())
    }
}
