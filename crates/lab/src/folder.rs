//! The data folder: one lab at a time uses it, and says there where it listens, so that the other commands find it.

use std::fs::{self, File, TryLockError};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use url::Url;

const LOCK: &str = "lab.lock";
const ADDRESSES: &str = "lab.json";

/// Where the parts of a running lab are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Addresses {
    pub(crate) web: Url,
    pub(crate) backend: Url,
    pub(crate) load: Url,
    pub(crate) monitor: Url,
}

impl Addresses {
    /// For listeners at these addresses, as a client on this machine reaches them.
    pub(crate) fn of(
        web: SocketAddr,
        backend: SocketAddr,
        load: SocketAddr,
        monitor: SocketAddr,
    ) -> anyhow::Result<Self> {
        let [web, backend, load, monitor] = [web, backend, load, monitor].map(reachable);
        Ok(Self { web: web?, backend: backend?, load: load?, monitor: monitor? })
    }

    /// The lab of this folder; the usual ports where it has none.
    pub(crate) fn read(folder: &Path) -> anyhow::Result<Self> {
        let file = folder.join(ADDRESSES);
        match fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .with_context(|| format!("{} is not what `lab up` writes", file.display())),
            Err(_) => {
                let port = |port| SocketAddr::from(([127, 0, 0, 1], port));
                Self::of(port(8080), port(8081), port(8089), port(9090))
            }
        }
    }

    /// Writes them whole or not at all.
    pub(crate) fn write(&self, file: &Path) -> anyhow::Result<()> {
        let unfinished = file.with_extension("unfinished");
        let write = || -> io::Result<()> {
            fs::write(&unfinished, serde_json::to_vec_pretty(self)?)?;
            fs::rename(&unfinished, file)
        };
        write().with_context(|| format!("{} cannot be written", file.display()))
    }
}

/// A listener on every address of the machine is reached by the loopback.
pub(crate) fn reachable(address: SocketAddr) -> anyhow::Result<Url> {
    let mut address = address;
    if address.ip().is_unspecified() {
        address.set_ip(if address.is_ipv4() { [127, 0, 0, 1].into() } else { std::net::Ipv6Addr::LOCALHOST.into() });
    }
    Url::parse(&format!("http://{address}/")).with_context(|| format!("{address} is no address for a URL"))
}

/// The data folder, held by this process.
#[derive(Debug)]
pub(crate) struct HeldFolder {
    path: PathBuf,
    /// The lock lasts as long as the file is open, however the process ends.
    _lock: File,
}

impl HeldFolder {
    /// Makes the folder where there is none, and takes it.
    pub(crate) fn take(path: &Path) -> anyhow::Result<Self> {
        let unusable = || format!("the data folder {} cannot be used; choose another with --data-dir", path.display());
        fs::create_dir_all(path).with_context(unusable)?;
        let lock =
            File::options().create(true).truncate(false).write(true).open(path.join(LOCK)).with_context(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => bail!(
                "another lab is running on the data folder {}; end it with Ctrl-C, or choose another with --data-dir",
                path.display()
            ),
            Err(TryLockError::Error(error)) => Err(error).with_context(unusable),
        }
    }

    pub(crate) fn publish(&self, addresses: &Addresses) -> anyhow::Result<()> {
        addresses.write(&self.path.join(ADDRESSES))
    }
}

impl Drop for HeldFolder {
    fn drop(&mut self) {
        // Not there if the lab never came up.
        let _ = fs::remove_file(self.path.join(ADDRESSES));
    }
}
