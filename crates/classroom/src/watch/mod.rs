//! All labs of a class, asked again and again. Each team's questions are of kinds, and of each there is one at a time: a
//! lab that is slow keeps only itself waiting, and is asked no more than it answers.

mod class;
mod parts;
mod told;
mod watched;

pub use class::{Watch, once};
pub use told::tell;
pub use watched::{Pace, Seen};
