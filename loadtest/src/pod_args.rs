//! The flags of a load generator that is one of many, as a pod of an Indexed Job is, and of the one whose page counts them.

use std::time::Duration;

use anyhow::Context;
use clap::Args;
use movie_guru_loadtest::{PeerName, RunSettings, SettingsError, Share};

#[derive(Debug, Args)]
#[command(next_help_heading = "Load from many pods")]
pub(crate) struct PodArgs {
    /// Take one share of a run that so many load generators play together: of people, of how fast they come, of the rate
    #[arg(long, env = "LOADTEST_PODS", value_name = "N", requires = "pod", value_parser = number)]
    pods: Option<usize>,
    /// Which of them this is, counted from 0; Kubernetes says so to each pod of an Indexed Job
    #[arg(long, env = "JOB_COMPLETION_INDEX", value_name = "INDEX", requires = "pods", value_parser = number)]
    pod: Option<usize>,
    /// Begin once Prometheus has asked for /metrics, and end once it has asked again after the run, so that nothing is
    /// missing from its sums; wait no longer than this for either
    #[arg(long, env = "LOADTEST_AWAIT_SCRAPE", value_name = "TIME", value_parser = length_of_time)]
    pub(crate) await_scrape: Option<Duration>,
    /// Say on the page how many pods take part: as many as these names have addresses, as a headless Service has
    #[arg(long, env = "LOADTEST_PEERS", value_name = "NAME", value_delimiter = ',')]
    pub(crate) peers: Vec<PeerName>,
}

fn number(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| format!("`{text}` is no whole number; pods are counted like 0, 1, 2"))
}

fn length_of_time(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|_| format!("`{text}` is no length of time; write it like 30s"))
}

impl PodArgs {
    /// Whether there is to be a share at all.
    pub(crate) fn has_share(&self) -> bool {
        self.pods.is_some()
    }

    /// What of the run is for this load generator; none where nobody is left for it.
    pub(crate) fn share_of(&self, whole: &RunSettings) -> anyhow::Result<Option<RunSettings>> {
        let share = match (self.pod, self.pods) {
            (Some(pod), Some(pods)) => Share::new(pod, pods).context("--pod, --pods")?,
            _ => Share::WHOLE,
        };
        let Some(settings) = whole.shared(share) else { return Ok(None) };
        settings.check().map_err(|error| {
            let flag = match error {
                SettingsError::Users(_) => "--users: ",
                SettingsError::SpawnRate(_) => "--spawn-rate: ",
                SettingsError::Rate(_) => "--rate: ",
                SettingsError::Shape(_) => "--shape: ",
                _ => "",
            };
            let of = if share.is_whole() { String::new() } else { format!("the share of {share}: ") };
            anyhow::anyhow!("{flag}{of}{error}")
        })?;
        Ok(Some(settings))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(pod: usize, pods: usize, change: impl FnOnce(&mut RunSettings)) -> Result<Option<usize>, String> {
        let mut whole = RunSettings::new("http://127.0.0.1:8081".parse().unwrap());
        change(&mut whole);
        let args = PodArgs { pods: Some(pods), pod: Some(pod), await_scrape: None, peers: Vec::new() };
        let settings = args.share_of(&whole).map_err(|error| format!("{error:#}"))?;
        Ok(settings.map(|settings| settings.users))
    }

    #[test]
    fn what_is_too_much_for_one_is_fine_for_many_and_the_other_way_round() {
        assert_eq!(share(2, 3, |whole| whole.users = 50_000), Ok(Some(16_666)));
        assert_eq!(share(4, 9, |whole| whole.users = 4), Ok(None));
        let crowd = share(1, 2, |whole| whole.users = 50_000).unwrap_err();
        assert!(crowd.starts_with("--users: the share of pod 1 of 2, counted from 0: users must"), "{crowd}");
        let slow = share(0, 5, |whole| whole.spawn_rate = 0.03125).unwrap_err();
        assert!(slow.contains("--spawn-rate: the share of") && slow.contains("not 0.00625"), "{slow}");
        let rare = share(0, 5, |whole| whole.rate = Some(0.2)).unwrap_err();
        assert!(rare.contains("--rate: the share of") && rare.contains("not 0.04"), "{rare}");
        assert!(share(3, 3, |_| ()).unwrap_err().contains("--pod, --pods: pods are counted from 0"));
        assert!(share(0, 0, |_| ()).unwrap_err().contains("between 1 and 1000"));
    }
}
