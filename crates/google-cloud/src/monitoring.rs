//! What is ours in the Cloud Monitoring of a project, for one team: dashboards, channels, SLOs and alerts. Nothing without the
//! team's label is ever changed or deleted.

mod bodies;
mod marks;
mod same;
mod scope;
mod settle;
mod site;

use movie_guru_slo::SloSet;
use movie_guru_slo::render::gcp;
use serde_json::json;

pub use self::bodies::{Channel, Dashboard};
pub use self::scope::Scope;
use self::settle::{Wanted, delete, ensure, prune};
use self::site::{Found, Kind, Site};
use crate::change::{Change, Did, Stopped};
use crate::google::Google;
use crate::project::checked_id;
use crate::trouble::Trouble;

/// A team's part of a project's Cloud Monitoring.
#[derive(Clone, Debug)]
pub struct Monitoring {
    site: Site,
    scope: Scope,
}

/// What was done so far.
type Ledger = Vec<Change>;

impl Monitoring {
    /// Of a project, for a team whose series come from there.
    ///
    /// # Errors
    /// [`Trouble::Config`] where the project's id or the team's name is none (a DNS label, RFC 1123: it becomes a label).
    pub fn new(google: &Google, project: &str, team: &str, scope: Scope) -> Result<Self, Trouble> {
        checked_id(project)?;
        let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if team.is_empty() || team.len() > 63 || !team.bytes().all(is_part) {
            let shown: String = team.chars().filter(|c| !c.is_control()).take(70).collect();
            return Err(Trouble::Config(format!("`{shown}` is no team's name: small letters, digits and hyphens")));
        }
        let (google, project, team) = (google.clone(), project.to_owned(), team.to_owned());
        Ok(Self { site: Site { google, project, team, is_dry: false }, scope })
    }

    /// Says what would be done, and writes nothing.
    #[must_use]
    pub fn dry(mut self) -> Self {
        self.site.is_dry = true;
        self
    }

    /// Makes the project have these dashboards, and of the team's no others.
    ///
    /// # Errors
    /// What was done before, and why it stopped.
    pub async fn dashboards(&self, dashboards: &[Dashboard]) -> Result<Vec<Change>, Stopped> {
        let mut ledger = Vec::new();
        let why = self.settle_dashboards(dashboards, &mut ledger).await;
        ended(ledger, why)
    }

    /// Makes alerts of the team go to these channels, and to none other that this made before. What persons added to a policy
    /// stays.
    ///
    /// # Errors
    /// What was done before, and why it stopped.
    pub async fn channels(&self, channels: &[Channel]) -> Result<Vec<Change>, Stopped> {
        let mut ledger = Vec::new();
        let why = self.settle_channels(channels, &mut ledger).await;
        ended(ledger, why)
    }

    /// Makes the project have these SLOs and their alerts, which go to the team's channels, and of the team's no others.
    ///
    /// # Errors
    /// What was done before, and why it stopped.
    pub async fn slos(&self, set: &SloSet) -> Result<Vec<Change>, Stopped> {
        let mut ledger = Vec::new();
        let why = self.settle_slos(set, &mut ledger).await;
        ended(ledger, why)
    }

    /// Deletes all that any of these made for the team.
    ///
    /// # Errors
    /// What was done before, and why it stopped.
    pub async fn remove(&self) -> Result<Vec<Change>, Stopped> {
        let mut ledger = Vec::new();
        let why = self.remove_all(&mut ledger).await;
        ended(ledger, why)
    }

    async fn settle_dashboards(&self, dashboards: &[Dashboard], ledger: &mut Ledger) -> Result<(), Trouble> {
        let (site, kind) = (&self.site, Kind::dashboards());
        let wanted = bodies::dashboards(site, &self.scope, dashboards)?;
        ensure(site, &kind, &wanted, ledger).await?;
        prune(site, &kind, &is_of(&wanted), ledger).await.map(|_| ())
    }

    async fn settle_channels(&self, channels: &[Channel], ledger: &mut Ledger) -> Result<(), Trouble> {
        let (site, kind) = (&self.site, Kind::channels());
        let wanted = bodies::channels(site, channels);
        let there = ensure(site, &kind, &wanted, ledger).await?;
        let (to, from): (Vec<_>, Vec<_>) = there.iter().partition(|found| is_of(&wanted)(&found.item));
        let policies = site.look(&Kind::policies()).await?.ours;
        self.point(&policies, &to, &from, ledger).await?;
        prune(site, &kind, &is_of(&wanted), ledger).await.map(|_| ())
    }

    async fn settle_slos(&self, set: &SloSet, ledger: &mut Ledger) -> Result<(), Trouble> {
        let site = &self.site;
        let rendered = gcp::resources(set, &site.project).map_err(|error| Trouble::Config(error.to_string()))?;
        let wanted = bodies::objectives(site, &self.scope, &rendered);
        ensure(site, &Kind::services(), &wanted.services, ledger).await?;
        for (service, slos) in &wanted.slos {
            ensure(site, &Kind::slos_of(service), slos, ledger).await?;
        }
        let channels = site.look(&Kind::channels()).await?.ours;
        let policies = ensure(site, &Kind::policies(), &wanted.policies, ledger).await?;
        self.point(&policies, &channels.iter().collect::<Vec<_>>(), &[], ledger).await?;
        prune(site, &Kind::policies(), &is_of(&wanted.policies), ledger).await?;
        for (service, slos) in &wanted.slos {
            prune(site, &Kind::slos_of(service), &is_of(slos), ledger).await?;
        }
        self.remove_services(&is_of(&wanted.services), ledger).await
    }

    async fn remove_all(&self, ledger: &mut Ledger) -> Result<(), Trouble> {
        let none = |_: &str| false;
        // Policies name SLOs and channels, and services have SLOs.
        prune(&self.site, &Kind::policies(), &none, ledger).await?;
        self.remove_services(&none, ledger).await?;
        prune(&self.site, &Kind::dashboards(), &none, ledger).await?;
        prune(&self.site, &Kind::channels(), &none, ledger).await.map(|_| ())
    }

    async fn remove_services(&self, is_kept: &dyn Fn(&str) -> bool, ledger: &mut Ledger) -> Result<(), Trouble> {
        let kind = Kind::services();
        let services = self.site.look(&kind).await?.ours;
        for service in services.iter().filter(|service| !is_kept(&service.item)) {
            let left = prune(&self.site, &Kind::slos_of(service.id()), &|_| false, ledger).await?;
            if !left.others.is_empty() {
                let why = format!("it has SLOs that a person made ({}); delete them first", left.others.join(", "));
                return Err(Trouble::NotOurs { object: format!("{}/{}", kind.what, service.id()), why });
            }
            delete(&self.site, &kind, service, ledger).await?;
        }
        Ok(())
    }

    /// Lets policies of ours tell these channels, and those no more; what others added stays.
    async fn point(
        &self,
        policies: &[Found],
        to: &[&Found],
        from: &[&Found],
        ledger: &mut Ledger,
    ) -> Result<(), Trouble> {
        const FIELD: &str = "notificationChannels";
        let (kind, last) = (Kind::policies(), |name: &str| name.rsplit('/').next().map(str::to_owned));
        for policy in policies {
            let there = policy.body[FIELD].as_array().into_iter().flatten().filter_map(|name| name.as_str());
            let there: Vec<&str> = there.collect();
            let is_in = |channels: &[&Found], name: &str| {
                channels.iter().any(|channel| last(name).as_deref() == Some(channel.id()))
            };
            let kept = there.iter().copied().filter(|name| !is_in(from, name));
            let missing = to.iter().filter(|channel| !there.iter().any(|name| is_in(&[channel], name)));
            let told: Vec<&str> = kept.chain(missing.map(|channel| channel.name())).collect();
            if told == there {
                continue;
            }
            match self.site.update(&kind, policy, &json!({ FIELD: told }), &[FIELD]).await {
                // Another run at the same time took it for a second copy, and lets the first tell them.
                Err(Trouble::NotThere { .. }) => continue,
                updated => updated?,
            }
            let change = Change { fields: vec![FIELD.to_owned()], ..Change::of(kind.what, &policy.item, Did::Changed) };
            match ledger.iter_mut().find(|noted| noted.object == change.object) {
                Some(noted) if noted.did == Did::Unchanged => *noted = change,
                Some(noted) if noted.did == Did::Changed => noted.fields.extend(change.fields),
                Some(_) => {}
                None => ledger.push(change),
            }
        }
        Ok(())
    }
}

fn is_of(wanted: &[Wanted]) -> impl Fn(&str) -> bool {
    |item| wanted.iter().any(|one| one.item == item)
}

fn ended(done: Ledger, why: Result<(), Trouble>) -> Result<Vec<Change>, Stopped> {
    match why {
        Ok(()) => Ok(done),
        Err(why) => Err(Stopped { done, why }),
    }
}
