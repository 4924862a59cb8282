//! A file that is new among the embedded ones makes the crate anew; cargo sees only changes of those it knows.

fn main() {
    println!("cargo:rerun-if-changed=assets");
}
