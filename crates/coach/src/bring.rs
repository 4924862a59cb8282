//! One team's lab is brought up: its secrets, its objects, until they run; then where it is found.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use movie_guru_classroom::local::{LocalReach, Program, Settings};
use movie_guru_classroom::reach::Reach as _;
use movie_guru_cluster::{Bundle, Change, Cluster, Did, Trouble};
use rand::RngExt as _;
use tokio_util::sync::CancellationToken;

use crate::clusters::Clusters;
use crate::fault::Fault;
use crate::handout::{self, Lab};
use crate::manifests::{Entrance, Manifests, entrance};
use crate::place::{LOAD_PASSWORD, SECRET, local_lab};
use crate::progress::OfTeam;
use crate::team::{ClusterPlace, Place, Team, Teams};

/// The keys of a lab's secret, each a password that nobody has to know by heart.
const KEYS: [&str; 4] = ["postgres-password", "admin-token", LOAD_PASSWORD, "grafana-password"];
const PASSWORD_BYTES: usize = 24;
/// How long an address of a load balancer is waited for, once all runs.
const ADDRESS: Duration = Duration::from_secs(180);
const BETWEEN: Duration = Duration::from_secs(2);

/// What bringing labs up needs.
pub(crate) struct Bringing<'t> {
    pub(crate) teams: &'t Teams,
    /// None where no team's lab is on a cluster.
    pub(crate) manifests: Option<Manifests>,
    pub(crate) clusters: Clusters,
    /// The program `lab`, where it was named.
    pub(crate) program: Option<PathBuf>,
    /// How long a roll-out may take.
    pub(crate) limit: Duration,
    pub(crate) stop: CancellationToken,
}

/// A lab that is up.
pub(crate) struct Up {
    pub(crate) lab: Lab,
    /// What became of each object; empty for a lab on this machine.
    pub(crate) changes: Vec<Change>,
    /// The attendees' page.
    pub(crate) handout: PathBuf,
    /// What is still to come, with the next step.
    pub(crate) pending: Option<String>,
}

impl Bringing<'_> {
    /// Brings a team's lab up, or makes it what it should be. Running it again goes on where it was ended.
    ///
    /// # Errors
    /// Why it is not up, with the next step.
    pub(crate) async fn up(&self, team: &Team, progress: &OfTeam<'_>) -> Result<Up, Fault> {
        let (lab, changes, pending) = match &team.place {
            Place::Local => (self.local(team, progress).await?, Vec::new(), None),
            Place::Cluster(place) => self.cluster(team, place, progress).await?,
        };
        let handout = handout::write(self.teams, team, &lab);
        let failed = |error| Fault::new(format!("it is up, and its hand-out cannot be written: {error}"));
        Ok(Up { lab, changes, handout: handout.map_err(failed)?, pending })
    }

    /// What [`Bringing::up`] would change. For a lab on this machine, what would be started.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub(crate) async fn plan(&self, team: &Team) -> Result<Vec<Change>, Fault> {
        let Place::Cluster(place) = &team.place else { return self.plan_local(team).await };
        let bundle = self.bundle(team, place)?;
        let cluster = self.clusters.at(&place.way).await?;
        let mut changes = cluster.plan(&bundle).await?;
        if cluster.secret(&bundle.namespace, SECRET).await?.is_none() {
            changes.push(Change { object: format!("Secret/{SECRET}"), did: Did::Created, fields: Vec::new() });
        }
        Ok(changes)
    }

    async fn plan_local(&self, team: &Team) -> Result<Vec<Change>, Fault> {
        let health = LocalReach::new(local_lab(self.teams, team)).health().await;
        let health = health.map_err(|away| Fault::new(away.to_string()))?;
        let did = if health.ready == health.of { Did::Unchanged } else { Did::Created };
        Ok(vec![Change { object: "lab on this machine".to_owned(), did, fields: Vec::new() }])
    }

    async fn local(&self, team: &Team, progress: &OfTeam<'_>) -> Result<Lab, Fault> {
        progress.say("starts");
        let program = Program::find(self.program.as_deref())?;
        let lab = local_lab(self.teams, team);
        let settings = Settings::default();
        let started = tokio::select! {
            started = lab.start(&program, &settings) => started?,
            () = self.stop.cancelled() => return Err(Trouble::CalledOff.into()),
        };
        let [app, load, monitor] = [&started.addresses.web, &started.addresses.load, &started.addresses.monitor];
        let [app, load, monitor] = [app, load, monitor].map(|url| Some(url.to_string()));
        Ok(Lab { app, load, monitor, load_password: None })
    }

    fn bundle(&self, team: &Team, place: &ClusterPlace) -> Result<Bundle, Fault> {
        let none = || Fault::new("there are no manifests; --manifests DIR names a folder with some");
        Ok(self.manifests.as_ref().ok_or_else(none)?.bundle(team, place)?)
    }

    async fn cluster(
        &self,
        team: &Team,
        place: &ClusterPlace,
        progress: &OfTeam<'_>,
    ) -> Result<(Lab, Vec<Change>, Option<String>), Fault> {
        let bundle = self.bundle(team, place)?;
        progress.say(&format!("asks {}", place.way));
        let cluster = self.clusters.at(&place.way).await?;
        progress.say("makes what is to be kept secret");
        cluster.ensure_secret(&bundle, SECRET, &passwords()).await?;
        progress.say(&format!("applies {} objects", bundle.objects.len()));
        let changes = cluster.apply(&bundle, &self.stop).await?;
        cluster.wait(&bundle, self.limit, &|step| progress.roll_out(&step), &self.stop).await?;
        let secret = cluster.secret(&bundle.namespace, SECRET).await?.ok_or_else(|| {
            Fault::new(format!("somebody has deleted the secret {SECRET}; `coach up {}` makes it anew", team.name))
        })?;
        let mut lab = Lab { load_password: secret.get(LOAD_PASSWORD).cloned(), ..Lab::default() };
        let mut pending = None;
        if let Some(entrance) = entrance(&bundle.objects) {
            progress.say("waits for its address");
            lab.app = self.address(&cluster, &bundle.namespace, &entrance).await?;
            if lab.app.is_none() {
                pending = Some(format!(
                    "{} has no address yet: `kubectl -n {ns} get events` may say why, `coach up {}` asks again",
                    entrance.object,
                    team.name,
                    ns = bundle.namespace,
                ));
            }
        }
        Ok((lab, changes, pending))
    }

    /// None where the cluster gives none in time.
    async fn address(&self, cluster: &Cluster, namespace: &str, entrance: &Entrance) -> Result<Option<String>, Fault> {
        let until = tokio::time::Instant::now() + ADDRESS.min(self.limit);
        loop {
            let found = cluster.address(namespace, &entrance.object).await?;
            if let Some(address) = found.filter(|found| entrance.wanted.as_ref().is_none_or(|wanted| wanted == found)) {
                let host = if address.contains(':') { format!("[{address}]") } else { address };
                return Ok(Some(format!("{}://{host}/", entrance.scheme)));
            }
            tokio::select! {
                () = tokio::time::sleep(BETWEEN) => {}
                () = self.stop.cancelled() => return Err(Trouble::CalledOff.into()),
            }
            if tokio::time::Instant::now() >= until {
                return Ok(None);
            }
        }
    }
}

fn passwords() -> BTreeMap<String, String> {
    let password = || {
        let bytes: [u8; PASSWORD_BYTES] = rand::rng().random();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    };
    KEYS.iter().map(|key| ((*key).to_owned(), password())).collect()
}
