//! One team's lab is taken down: what the team did is kept, then what is ours goes, and nothing else.

use std::path::PathBuf;
use std::time::Duration;

use movie_guru_classroom::lab::Lab;
use movie_guru_classroom::local::Stopped;
use movie_guru_classroom::report::{ArchiveError, archive};
use movie_guru_cluster::{Did, Progress, Trouble};
use tokio_util::sync::CancellationToken;

use crate::clusters::Clusters;
use crate::fault::Fault;
use crate::handout;
use crate::manifests::BUNDLE;
use crate::place::{SECRET, local_lab, reach};
use crate::progress::OfTeam;
use crate::team::{ClusterPlace, Place, Team, Teams};

/// What taking labs down needs.
pub(crate) struct TakingDown<'t> {
    pub(crate) teams: &'t Teams,
    pub(crate) clusters: Clusters,
    /// The folder for what teams did; none keeps nothing.
    pub(crate) archive: Option<PathBuf>,
    /// How long it may take until a lab is gone.
    pub(crate) limit: Duration,
    pub(crate) stop: CancellationToken,
}

/// A lab that is gone.
pub(crate) struct Gone {
    /// How many objects were deleted.
    pub(crate) deleted: usize,
    /// Where what the team did is kept.
    pub(crate) archive: Option<PathBuf>,
    /// What stays on purpose.
    pub(crate) stays: Option<String>,
}

impl TakingDown<'_> {
    /// Keeps what the team did, takes its lab down and its hand-outs away.
    ///
    /// # Errors
    /// What is left and why, and where what the team did is kept, if that was done.
    pub(crate) async fn down(&self, team: &Team, progress: &OfTeam<'_>) -> Result<Gone, (Option<PathBuf>, Fault)> {
        let archive = self.archive(team, progress).await.map_err(|fault| (None, fault))?;
        let gone = match &team.place {
            Place::Local => self.local(team, progress).await,
            Place::Cluster(place) => self.cluster(place, progress).await.map(|deleted| (deleted, None)),
        };
        match gone {
            Ok((deleted, stays)) => {
                handout::remove(self.teams, team);
                Ok(Gone { deleted, archive, stays })
            }
            Err(fault) => Err((archive, fault)),
        }
    }

    /// Keeps what the team did; none where that is not asked for, or nothing is there.
    async fn archive(&self, team: &Team, progress: &OfTeam<'_>) -> Result<Option<PathBuf>, Fault> {
        let Some(folder) = &self.archive else { return Ok(None) };
        if !self.is_there(team).await? {
            return Ok(None);
        }
        progress.say("keeps what the team did");
        let lab = Lab::new(&*team.name, reach(self.teams, team, &self.clusters));
        let kept = tokio::select! {
            kept = archive(&lab, folder) => kept,
            () = self.stop.cancelled() => return Err(Trouble::CalledOff.into()),
        };
        kept.map(Some).map_err(|error| {
            let away = matches!(&error, ArchiveError::Lab { error, .. } if error.is_unreachable());
            let next = "nothing was taken down; --no-archive does it without";
            Fault { words: format!("what the team did cannot be kept: {error}; {next}"), away }
        })
    }

    /// Whether there is a lab. The data of one on this machine stay, so it is enough to look whether it runs.
    async fn is_there(&self, team: &Team) -> Result<bool, Fault> {
        match &team.place {
            Place::Local => {
                let health = reach(self.teams, team, &self.clusters).health().await;
                Ok(health.is_ok_and(|health| health.ready > 0))
            }
            Place::Cluster(place) => {
                let cluster = self.clusters.at(&place.way).await?;
                Ok(cluster.secret(&place.namespace, SECRET).await?.is_some())
            }
        }
    }

    async fn cluster(&self, place: &ClusterPlace, progress: &OfTeam<'_>) -> Result<usize, Fault> {
        let cluster = self.clusters.at(&place.way).await?;
        progress.say("is taken down");
        let tell = |step: Progress| progress.going(&step);
        let changes = cluster.remove(BUNDLE, &place.namespace, self.limit, &tell, &self.stop).await?;
        Ok(changes.iter().filter(|change| change.did == Did::Deleted).count())
    }

    async fn local(&self, team: &Team, progress: &OfTeam<'_>) -> Result<(usize, Option<String>), Fault> {
        progress.say("is told to end");
        let lab = local_lab(self.teams, team);
        let stopped = lab.stop().await?;
        let data = lab.data();
        let stays = data.exists().then(|| format!("its data stay in {}", data.display()));
        Ok((usize::from(stopped == Stopped::Ended), stays))
    }
}
