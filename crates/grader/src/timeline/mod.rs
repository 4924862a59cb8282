//! What happens to the app, over some days: the truth that alerts are held against. Files of `scenarios/timelines/`.

mod library;
mod limits;
mod model;
mod read;
mod share;
mod written;

use std::path::Path;

pub use model::{Amount, Calm, Harm, Shape, Timeline, Traffic, Trouble};

impl Timeline {
    /// The lab's own, in the order in which they are shown.
    pub fn all() -> Vec<Self> {
        library::all().into_iter().filter_map(Result::ok).collect()
    }

    /// Those of a folder, its files `NAME.yaml` in the order of their names.
    ///
    /// # Errors
    /// Each mistake of each file, and where the folder cannot be read or has none.
    pub fn folder(folder: &Path) -> Result<Vec<Self>, Vec<String>> {
        library::folder(folder)
    }

    /// Reads a timeline. `name` is what its file is called.
    ///
    /// # Errors
    /// All that is wrong with it, with line and column: a line each.
    pub fn parse(name: &str, text: &str) -> Result<Self, String> {
        read::read(name, text).map_err(|mistakes| mistakes.join("\n"))
    }
}
