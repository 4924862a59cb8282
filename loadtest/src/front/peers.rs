//! How many pods take part in a load that comes from many: as many as a name has addresses. A headless Service of
//! Kubernetes has one for each pod that is ready, so that nobody has to keep a list.

use std::collections::BTreeSet;
use std::str::FromStr;
use std::time::{Duration, Instant};

use dns_lookup::{LookupErrorKind, lookup_host};
use tokio::sync::Mutex;
use url::Host;

/// However many pages ask, names are looked up no more often, and never twice at once.
const FRESH: Duration = Duration::from_secs(2);

/// A name, or an address, of pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerName(String);

impl FromStr for PeerName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let wrong = |_| format!("`{text}` is no name of a host; write it like load-job, without a scheme or a port");
        Host::parse(text).map_err(wrong)?;
        Ok(Self(text.to_owned()))
    }
}

/// The pods that these names stand for.
pub(crate) struct Peers {
    names: Vec<PeerName>,
    last: Mutex<Option<(Instant, Count)>>,
}

/// How many there are, or why that cannot be said.
pub(crate) type Count = Result<usize, String>;

impl Peers {
    /// None where there is nobody to ask for.
    pub(crate) fn of(names: Vec<PeerName>) -> Option<Self> {
        (!names.is_empty()).then(|| Self { names, last: Mutex::new(None) })
    }

    pub(crate) async fn count(&self) -> Count {
        let mut last = self.last.lock().await;
        if let Some((when, count)) = &*last
            && when.elapsed() < FRESH
        {
            return count.clone();
        }
        let names = self.names.clone();
        let count = tokio::task::spawn_blocking(move || look_up(&names)).await.unwrap_or_else(|e| Err(e.to_string()));
        *last = Some((Instant::now(), count.clone()));
        count
    }
}

fn look_up(names: &[PeerName]) -> Count {
    let mut addresses = BTreeSet::new();
    for PeerName(name) in names {
        match lookup_host(name) {
            Ok(found) => addresses.extend(found),
            Err(error) if is_nobody(error.kind()) => {}
            Err(error) => return Err(format!("{name} cannot be looked up: {error}")),
        }
    }
    Ok(addresses.len())
}

/// A headless Service without a ready pod has no name either: Kubernetes' DNS-based service discovery, 2.4.1.
fn is_nobody(kind: LookupErrorKind) -> bool {
    matches!(kind, LookupErrorKind::NoName | LookupErrorKind::NoData)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn count(names: &[&str]) -> Count {
        Peers::of(names.iter().map(|name| name.parse().unwrap()).collect()).unwrap().count().await
    }

    #[tokio::test]
    async fn every_address_is_a_pod_and_a_name_that_is_not_there_is_none() {
        assert_eq!(count(&["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.2"]).await, Ok(3));
        assert!(count(&["localhost"]).await.unwrap() >= 1);
        assert!(Peers::of(Vec::new()).is_none());
        assert!(is_nobody(LookupErrorKind::NoName) && is_nobody(LookupErrorKind::NoData));
        assert!(!is_nobody(LookupErrorKind::Again) && !is_nobody(LookupErrorKind::Fail));
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for bad in ["", "http://load-job", "load-job:8089", "load job", "load-job/"] {
            assert!(bad.parse::<PeerName>().unwrap_err().contains("write it like load-job"), "{bad}");
        }
        assert!("load-job.movie-guru.svc.cluster.local".parse::<PeerName>().is_ok());
    }
}
