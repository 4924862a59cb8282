//! What every service of the lab does alike, so that it is right in one place: it takes its port, bears slow and hostile
//! clients, answers only to its own names, tells probes how it is and clients what is wrong, knows who may change it, and ends
//! kindly when it is told to.

pub mod asked;
mod bind;
mod connection;
mod crowd;
mod drain;
mod files;
mod gate;
mod limits;
mod names;
pub mod openapi;
mod probes;
mod problem;
mod program;
mod server;
mod slow_body;
mod stop;
mod token;
mod trouble;

pub use bind::{ListenError, bind};
pub use drain::{Drain, Draining};
pub use files::raise_open_files;
pub use gate::{Gate, in_words, is_from_another_site};
pub use limits::Limits;
pub use names::Names;
pub use probes::{ProbeWords, probes};
pub use problem::{Problem, as_problem, problem};
pub use program::{Program, choose_tls, main};
pub use server::serve;
pub use stop::listen;
pub use token::{AdminToken, Secret, bearer, password};
