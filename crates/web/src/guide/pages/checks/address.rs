//! Where a check's form is.

use movie_guru_pages::below;

/// Names whose addresses are other pages'.
pub(super) const TAKEN: [&str; 2] = ["new", "now"];

/// The address of a check's form.
pub(super) fn address_of(name: &str) -> String {
    below(&format!("/guide/checks/{name}"))
}
