//! One run by several load generators: each plays its share of the people, and all shares together are the whole, to the
//! last person. Nobody tells them how they do: a share follows from its number and how many there are, which Kubernetes
//! says to each pod of an Indexed Job.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::plan::settings::RunSettings;

/// Which share of a run, of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Which pod plays it, counted from 0.
    pod: usize,
    /// How many pods there are.
    pods: usize,
}

/// Not a share of anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// No pods, or more than anybody has.
    #[error("the number of pods must be between 1 and {most}, not {0}", most = Share::MOST_PODS)]
    Pods(usize),
    /// There is no such pod.
    #[error("pods are counted from 0: of {pods}, the last is {last}, and there is no {pod}", last = pods - 1)]
    Pod {
        /// The one that was named.
        pod: usize,
        /// How many there are.
        pods: usize,
    },
}

impl Share {
    /// More than this would be a mistake.
    pub const MOST_PODS: usize = 1000;
    /// All of it.
    pub const WHOLE: Self = Self { pod: 0, pods: 1 };

    /// The share of the pod of this number, counted from 0.
    pub fn new(pod: usize, pods: usize) -> Result<Self, ShareError> {
        if pods == 0 || pods > Self::MOST_PODS {
            return Err(ShareError::Pods(pods));
        }
        if pod >= pods {
            return Err(ShareError::Pod { pod, pods });
        }
        Ok(Self { pod, pods })
    }

    /// Whether there is no other.
    pub fn is_whole(&self) -> bool {
        self.pods == 1
    }

    /// Which pod plays it, counted from 0.
    pub fn pod(self) -> usize {
        self.pod
    }

    /// How many of so many people it has; those that are left over go to the first pods.
    pub fn of(self, people: usize) -> usize {
        people / self.pods + usize::from(self.pod < people % self.pods)
    }

    /// How many of so many people are in the shares before it.
    fn before(self, people: usize) -> usize {
        people / self.pods * self.pod + self.pod.min(people % self.pods)
    }

    /// What somebody of this share is called: by no name that another pod, or a run without shares, has as well.
    pub(crate) fn name(self, name: String) -> String {
        if self.is_whole() { name } else { format!("{name} of pod {}", self.pod) }
    }
}

impl Default for Share {
    fn default() -> Self {
        Self::WHOLE
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pod {} of {}, counted from 0", self.pod, self.pods)
    }
}

impl RunSettings {
    /// This share of the run; none where nobody is in it. People are dealt out one by one, at each step of a shape too; how
    /// fast they come, and the rate of an open model, go by how many of them there are.
    pub fn shared(&self, share: Share) -> Option<Self> {
        let mut settings = Self { share, ..self.clone() };
        if let Some(shape) = &self.shape {
            let part = shape.map_users(|users| share.of(users));
            settings.first = share.before(shape.most_users());
            let is_empty = part.most_users() == 0;
            settings.shape = Some(part);
            return (!is_empty).then_some(settings);
        }
        settings.users = share.of(self.users);
        settings.first = share.before(self.users);
        settings.spawn_rate = self.spawn_rate * settings.users as f32 / self.users as f32;
        settings.rate = self.rate.map(|rate| rate * settings.users as f64 / self.users as f64);
        (settings.users > 0).then_some(settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(pods: usize) -> impl Iterator<Item = Share> {
        (0..pods).map(move |pod| Share::new(pod, pods).unwrap())
    }

    fn whole(change: impl FnOnce(&mut RunSettings)) -> RunSettings {
        let mut settings = RunSettings::new("http://127.0.0.1:8081".parse().unwrap());
        change(&mut settings);
        settings
    }

    #[test]
    fn shares_are_the_whole_and_nobody_is_in_two() {
        assert_eq!(shares(3).map(|share| share.of(10)).collect::<Vec<_>>(), [4, 3, 3]);
        for (pods, people) in (1..=30).flat_map(|pods| (0..=100).map(move |people| (pods, people))) {
            let mut next = 0;
            for share in shares(pods) {
                assert_eq!(share.before(people), next, "{people} people, {share}");
                next += share.of(people);
            }
            assert_eq!(next, people, "{pods} pods");
        }
    }

    #[test]
    fn rates_add_up_and_who_has_nobody_has_no_run() {
        let run = whole(|run| {
            run.users = 10;
            run.spawn_rate = 5.0;
            run.rate = Some(50.0);
        });
        let parts: Vec<_> = shares(3).map(|share| run.shared(share).unwrap()).collect();
        assert_eq!(parts.iter().map(|part| (part.users, part.first)).collect::<Vec<_>>(), [(4, 0), (3, 4), (3, 7)]);
        assert!((parts.iter().map(|part| part.spawn_rate).sum::<f32>() - 5.0).abs() < 1e-5);
        assert!((parts.iter().filter_map(|part| part.rate).sum::<f64>() - 50.0).abs() < 1e-9);
        let two = whole(|run| run.users = 2);
        let has: Vec<_> = shares(3).map(|share| two.shared(share).is_some()).collect();
        assert_eq!(has, [true, true, false]);
        assert_eq!(two.shared(Share::WHOLE), Some(two.clone()));
    }

    #[test]
    fn a_shape_is_divided_step_by_step() {
        let run = whole(|run| run.shape = Some("steps:10,1,2s".parse().unwrap()));
        let plans: Vec<_> = shares(3).map(|share| run.shared(share).unwrap().shape.unwrap().plan()).collect();
        assert_eq!(plans, ["4,0s;4,2s;1,0s;1,2s", "3,0s;3,2s;0,0s;0,2s", "3,0s;3,2s;0,0s;0,2s"]);
        let day = whole(|run| run.shape = Some("sine:0,2,8h".parse().unwrap()));
        assert_eq!(day.shared(Share::new(2, 3).unwrap()), None);
        // As it was asked for, so that a kept run can be read again.
        assert_eq!(run.shared(Share::new(1, 3).unwrap()).unwrap().shape.unwrap().to_string(), "steps:10,1,2s");
    }

    #[test]
    fn what_is_no_share_is_said() {
        assert!(Share::new(0, 0).unwrap_err().to_string().contains("between 1 and 1000, not 0"));
        assert!(Share::new(3, 3).unwrap_err().to_string().contains("of 3, the last is 2, and there is no 3"));
        assert_eq!(Share::new(1, 3).unwrap().name("Ada".to_owned()), "Ada of pod 1");
        assert_eq!(Share::WHOLE.name("Ada".to_owned()), "Ada");
    }
}
