//! Where a link of a page may lead.

/// What stands around a page: other pages and pictures, by their files below `docs/`.
pub(crate) struct Around<'a> {
    /// The page's own file.
    pub(crate) file: &'a str,
    /// The address of a page; none where it is no page, or none for whoever asked.
    pub(crate) page: &'a dyn Fn(&str) -> Option<String>,
    /// A picture's sources as HTML, and its own attributes; none where it is none.
    pub(crate) picture: &'a dyn Fn(&str) -> Option<PictureHtml>,
}

/// A picture, but for its description.
pub(crate) struct PictureHtml {
    /// What stands before the `<img>`.
    pub(crate) sources: String,
    /// The attributes of the `<img>`.
    pub(crate) attributes: String,
}

impl<'a> Around<'a> {
    /// Neither other pages nor pictures.
    pub(crate) fn nothing(file: &'a str) -> Self {
        Self { file, page: &|_| None, picture: &|_| None }
    }

    /// Where a link leads: to the web, within the page, to another page of the guide. None: nowhere.
    pub(super) fn target(&self, destination: &str) -> Option<String> {
        if destination.starts_with('#') || destination.starts_with("http://") || destination.starts_with("https://") {
            return Some(destination.to_owned());
        }
        let (file, fragment) = destination.split_once('#').unwrap_or((destination, ""));
        let address = (self.page)(&self.beside(file)?)?;
        Some(if fragment.is_empty() { address } else { format!("{address}#{fragment}") })
    }

    /// The file below `docs/` that a relative path leads to from this page.
    pub(super) fn beside(&self, path: &str) -> Option<String> {
        let mut parts: Vec<_> = self.file.split('/').collect();
        parts.pop();
        for part in path.split('/') {
            match part {
                "" => return None,
                "." => {}
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        Some(parts.join("/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_from_the_page_and_never_out_of_the_docs() {
        let around = Around::nothing("challenges/01-a/guide.md");
        for (path, file) in [
            ("../02-b/guide.md", Some("challenges/02-b/guide.md")),
            ("../../guide/glossary.md", Some("guide/glossary.md")),
            ("coach.md", Some("challenges/01-a/coach.md")),
            ("./x.md", Some("challenges/01-a/x.md")),
            ("../../../etc/passwd", None),
            ("/etc/passwd", None),
            ("//evil.example", None),
            ("javascript:alert(1)", Some("challenges/01-a/javascript:alert(1)")),
        ] {
            assert_eq!(around.beside(path).as_deref(), file, "{path}");
        }
    }
}
