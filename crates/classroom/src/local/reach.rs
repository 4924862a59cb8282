//! The way to a lab on this machine: its ports on the loopback.

use async_trait::async_trait;
use tokio::net::TcpStream;

use super::kept::Kept;
use super::lab::{LocalLab, Seen};
use crate::reach::{Away, Health, Reach, Service, Stream};

/// The way to a lab on this machine. It may be started and ended meanwhile.
#[derive(Clone, Debug)]
pub struct LocalReach(LocalLab);

impl LocalReach {
    /// The way to this lab.
    pub fn new(lab: LocalLab) -> Self {
        Self(lab)
    }

    fn kept(&self) -> Result<Kept, Away> {
        let team = self.0.team();
        let kept = self.0.kept().map_err(|error| Away::Unreachable(error.to_string()))?;
        kept.ok_or_else(|| Away::Unreachable(format!("no lab runs for {team}; `coach up {team}` starts it")))
    }

    /// Why it does not answer: it died, or it is not ready yet.
    fn why(&self, kept: &Kept) -> Away {
        Away::Unreachable(match self.0.seen() {
            Ok(Seen::Died(_)) => self.died(),
            _ if kept.addresses.is_none() => format!("the lab is not ready yet; see {}", self.0.log().display()),
            _ => format!("the lab runs and does not answer; see {}", self.0.log().display()),
        })
    }

    fn died(&self) -> String {
        let (team, log) = (self.0.team(), self.0.log());
        let said = self.0.last_words().map(|words| format!(" It said last: {words}")).unwrap_or_default();
        let said = if said.is_empty() || said.ends_with(['.', '!', '?']) { said } else { format!("{said}.") };
        format!("The lab has ended by itself.{said} Its log is {}; `coach up {team}` starts it again.", log.display())
    }
}

#[async_trait]
impl Reach for LocalReach {
    async fn connect(&self, service: Service) -> Result<Box<dyn Stream>, Away> {
        let kept = self.kept()?;
        let address = kept.addresses.as_ref().and_then(|addresses| {
            let url = addresses.of(service);
            Some((url.host_str()?.to_owned(), url.port_or_known_default()?))
        });
        let Some((host, port)) = address else { return Err(self.why(&kept)) };
        match TcpStream::connect((host.trim_matches(['[', ']']), port)).await {
            Ok(stream) => {
                // Questions are small, and nobody is to wait for more of them.
                let _ = stream.set_nodelay(true);
                Ok(Box::new(stream))
            }
            Err(_) => Err(self.why(&kept)),
        }
    }

    async fn admin_token(&self) -> Result<Option<String>, Away> {
        Ok(Some(self.kept()?.admin_token))
    }

    async fn load_password(&self) -> Result<Option<String>, Away> {
        Ok(None)
    }

    async fn health(&self) -> Result<Health, Away> {
        let lab = self.0.clone();
        // Looking at a process reads files of the system.
        let seen = tokio::task::spawn_blocking(move || lab.seen()).await;
        let seen = seen.map_err(|error| Away::Unreachable(error.to_string()))?;
        let stuck = match seen.map_err(|error| Away::Unreachable(error.to_string()))? {
            Seen::Runs(Kept { addresses: Some(_), .. }) => return Ok(Health { ready: 1, of: 1, stuck: Vec::new() }),
            Seen::Runs(kept) => self.why(&kept).to_string(),
            Seen::Died(_) => self.died(),
            Seen::None => format!("No lab runs for {0}; `coach up {0}` starts it.", self.0.team()),
        };
        Ok(Health { ready: 0, of: 1, stuck: vec![stuck] })
    }
}
