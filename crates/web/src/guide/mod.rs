//! The guide: challenges, pages about the workshop, and pages for coaches, with the addresses of this lab in them.

mod addresses;
pub(crate) mod docs;
mod markdown;
pub(crate) mod pages;

use movie_guru_pages::{Assets, below};
use movie_guru_workshop::{Challenge, Library};

pub use addresses::LabAddresses;
use markdown::{Around, Heading, Rendered};

/// The pages about the workshop whose links stand at the beginning, in their order, and what these say.
const FIRST: [(&str, &str); 3] =
    [("start", "How this works"), ("user-journeys", "What is a user journey"), ("glossary", "Glossary")];

/// The page of synthetic checks is made here; in the repository it is this file.
const CHECKS: &str = "synthetic.md";

/// The guide as it is shown.
pub(crate) struct Guide {
    library: Library,
    challenges: Vec<Shown>,
    /// `docs/guide/`
    about: Vec<Shown>,
    /// `docs/coach/`
    coach: Vec<Shown>,
    /// The challenges' pages for coaches.
    behind: Vec<Shown>,
}

/// A page as it is shown.
pub(crate) struct Shown {
    /// The last part of its address.
    name: String,
    title: String,
    /// Its file below `docs/`, from which its links lead.
    file: String,
    /// With this lab's addresses. It becomes HTML for each visit, whose links are below the path of that visit.
    markdown: String,
    headings: Vec<Heading>,
}

impl Shown {
    fn new(name: &str, file: String, markdown: &str, addresses: &LabAddresses) -> Self {
        let markdown = addresses.fill_in(markdown);
        let Rendered { title, headings, .. } = markdown::render(&markdown, &Around::nothing(&file));
        Self { name: name.to_owned(), title: title.unwrap_or_else(|| name.to_owned()), file, markdown, headings }
    }
}

impl Guide {
    /// These challenges, and the pages that travel in the binary.
    pub(crate) fn new(library: Library, addresses: &LabAddresses) -> Self {
        let shown = |name: &str, file: String, markdown: &str| Shown::new(name, file, markdown, addresses);
        let challenges = library.challenges().iter();
        let of_guide = |challenge: &Challenge| {
            let page = shown(&challenge.slug, format!("challenges/{}/guide.md", challenge.slug), &challenge.guide);
            Shown { title: challenge.title().to_owned(), ..page }
        };
        let of_coach = |challenge: &Challenge| {
            let page = shown(&challenge.slug, format!("challenges/{}/coach.md", challenge.slug), &challenge.coach);
            let title = if challenge.coach.is_empty() { challenge.title().to_owned() } else { page.title };
            Shown { title, ..page }
        };
        let pages = |folder: &str, written: Vec<docs::Written>| {
            let page = |(name, text): &docs::Written| shown(name, format!("{folder}/{name}.md"), text);
            written.iter().map(page).collect::<Vec<_>>()
        };
        let mut about = pages("guide", docs::for_everybody());
        let rank = |name: &str| FIRST.iter().position(|(first, _)| *first == name).unwrap_or(FIRST.len());
        about.sort_by_key(|page| rank(&page.name));
        Self {
            challenges: challenges.clone().map(of_guide).collect(),
            behind: challenges.map(of_coach).collect(),
            about,
            coach: pages("coach", docs::for_coaches()),
            library,
        }
    }

    /// The page's text as HTML, for whoever asked.
    fn html(&self, page: &Shown, assets: &Assets, for_coach: bool) -> String {
        let around = Around {
            file: &page.file,
            page: &|file| self.address(file, for_coach),
            picture: &|file| docs::picture(file).map(|picture| picture.html(file, assets)),
        };
        markdown::render(&page.markdown, &around).html
    }

    /// The address of the page that this file of `docs/` is, for whom may read it.
    fn address(&self, file: &str, for_coach: bool) -> Option<String> {
        if file == CHECKS {
            return Some(below("/guide/checks"));
        }
        let is = |page: &Shown| page.file == file;
        let find = |pages: &[Shown], prefix: &str| {
            let page = pages.iter().find(|page| is(page))?;
            Some(below(&format!("{prefix}/{}", page.name)))
        };
        find(&self.challenges, "/guide")
            .or_else(|| find(&self.about, "/guide"))
            .or_else(|| find(&self.coach, "/guide/coach").filter(|_| for_coach))
            .or_else(|| find(&self.behind, "/guide/coach").filter(|_| for_coach))
    }
}
