//! What is wrong with somebody's files: all of it in one go, each with its place and what to do about it.

use std::fmt;

/// A place in a file; lines and columns count from 1, and 0 stands for the file as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u64,
    /// The column, in characters.
    pub column: u64,
}

/// One thing that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The name of the [`crate::Source`] it is in.
    pub source: String,
    /// Where in it.
    pub position: Position,
    /// The way to the field: `spec.objectives[0].target`; empty where the file cannot be read at all.
    pub field: String,
    /// What is wrong, and what would be right.
    pub detail: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.source)?;
        if self.position.line > 0 {
            write!(f, ":{}:{}", self.position.line, self.position.column)?;
        }
        if self.field.is_empty() {
            write!(f, ": {}", self.detail)
        } else {
            write!(f, ": {} {}", self.field, self.detail)
        }
    }
}

/// Everything that is wrong, in the order of sources and lines. Displayed as one mistake a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistakes(pub Vec<Mistake>);

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.0.iter().enumerate() {
            let line_end = if index == 0 { "" } else { "\n" };
            write!(f, "{line_end}{mistake}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Mistakes {}
