//! What the pages of the lab's services stand on, so that each is served under the same rules: files under an address
//! made from their content, and security headers.

mod assets;
mod guard;

pub use assets::{Assets, FOR_GOOD, content_type};
pub use guard::secured;
