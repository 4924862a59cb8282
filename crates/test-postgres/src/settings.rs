//! What a server is to be.

/// What a server is to be.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Lines of its `postgresql.conf`.
    pub lines: Vec<String>,
    /// Files in its data folder, readable for it alone.
    pub files: Vec<(String, String)>,
}
