//! One run by several load generators: each plays its share of the people, and all shares together are the whole, to the
//! last person. Nobody tells them how they do: a share follows from its number and how many there are, which Kubernetes
//! says to each pod of an Indexed Job.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which share of a run, of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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
        /// The number of pods, of which the last is one less.
        pods: usize,
    },
}

impl Share {
    /// More than this would be a mistake.
    pub const MOST_PODS: usize = 1000;
    /// The run of a load generator that is alone.
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
    pub(crate) fn before(self, people: usize) -> usize {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(pods: usize) -> impl Iterator<Item = Share> {
        (0..pods).map(move |pod| Share::new(pod, pods).unwrap())
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
    fn what_is_no_share_is_said() {
        assert!(Share::new(0, 0).unwrap_err().to_string().contains("between 1 and 1000, not 0"));
        assert!(Share::new(3, 3).unwrap_err().to_string().contains("of 3, the last is 2, and there is no 3"));
        assert_eq!(Share::new(1, 3).unwrap().name("Ada".to_owned()), "Ada of pod 1");
        assert_eq!(Share::WHOLE.name("Ada".to_owned()), "Ada");
    }
}
