//! The teams, as `teams.yaml` has them: read strictly, and written anew.

mod draft;
mod names;
mod node;
mod read;
mod roster;
mod strict;
mod terraform;

pub(crate) use draft::draft;
pub(crate) use names::{is_name, named};
pub(crate) use roster::{ClusterPlace, Override, Place, Team, Teams, Way};
pub(crate) use terraform::of_terraform;
