//! What is ours on a Kubernetes cluster: applied, waited for, looked at, reached, taken away.
//!
//! It knows nothing of Movie Guru. A [`Bundle`] is a set of objects in one namespace that belong together (an ApplySet,
//! KEP-3659); nothing outside of it is ever changed, taken over or deleted.

mod apply;
mod applyset;
mod ask;
mod bearer;
mod bundle;
mod calls;
mod cluster;
mod compare;
mod events;
mod failure;
mod foreign;
mod forward;
mod keep;
mod kind;
mod kubeconfig;
mod logs;
mod look;
mod object;
mod plan;
mod plugin;
mod progress;
mod pull;
mod quota;
mod remove;
mod rights;
mod rollout;
mod stuck;
mod trouble;
mod wait;
mod wire;

pub use bearer::Token;
pub use bundle::{Bundle, Change, Did};
pub use cluster::Cluster;
pub use forward::Stream;
pub use kind::is_cluster_wide;
pub use logs::{Line, LogQuery};
pub use look::Pods;
pub use progress::Progress;
pub use quota::Quota;
pub use rights::Right;
pub use trouble::{Stuck, Trouble};
