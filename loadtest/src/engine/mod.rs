//! Goose, which plays a run, and the run as others meet it: started, watched, changed, stopped.

pub(crate) mod dashboard;
pub(crate) mod load_test;
pub(crate) mod play;
pub(crate) mod process;
pub(crate) mod rounds;
pub(crate) mod run;
pub(crate) mod run_error;
