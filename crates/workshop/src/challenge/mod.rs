//! A challenge as it is written: `docs/challenges/NN-name/`.

mod draft;
mod library;
mod mistakes;
mod slo_files;
mod written;

pub use draft::draft;
pub use library::{Library, LibraryError};
pub use mistakes::Mistake;
pub use slo_files::slo_file;
pub use written::{Challenge, Criterion, ModelAnswer, Sheet, Stage, WrongAnswer};
