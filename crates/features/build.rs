//! A build script is what makes Cargo select features for build scripts.
fn main() {}
