//! What every service of the lab does alike, so that it is right in one place: it takes its port, bears slow and hostile
//! clients, answers only to its own names, and ends kindly when it is told to.

mod bind;
mod connection;
mod crowd;
mod drain;
mod files;
mod gate;
mod limits;
mod names;
mod server;
mod slow_body;
mod stop;
mod trouble;

pub use bind::{ListenError, bind};
pub use drain::Drain;
pub use files::raise_open_files;
pub use gate::{Gate, is_from_another_site};
pub use limits::Limits;
pub use names::Names;
pub use server::serve;
pub use stop::listen;
