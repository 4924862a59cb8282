//! What the pages of the lab's services stand on, so that each is served under the same rules: files under an address
//! made from their content, security headers, and links that hold below a path.

mod assets;
mod base;
mod security_headers;

pub use assets::{Assets, FOR_GOOD, content_type};
pub use base::{Base, NotABase, Published, base, below};
pub use security_headers::secured;
