//! What a poster promises to the page that shows it.

use std::sync::Arc;

use super::*;
use guru::catalogue::Catalogue;

fn films() -> Vec<Arc<Film>> {
    Catalogue::embedded().expect("the catalogue can be read").films().to_vec()
}

/// The names of the elements, all closed in the order they were opened.
fn elements(document: &str) -> Vec<&str> {
    let mut open = Vec::new();
    let mut seen = Vec::new();
    for piece in document.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("every tag ends");
        assert!(!text.contains('>'), "a bare > in {text}");
        assert_eq!(tag.matches('"').count() % 2, 0, "every quotation ends in {tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
            continue;
        }
        let name = tag.split([' ', '/']).next().expect("a tag has a name");
        seen.push(name);
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
    seen
}

#[test]
fn a_title_full_of_markup_stays_text() {
    let mut film = Film::clone(&films()[0]);
    film.title = r#"<script>&">'</title>"#.to_owned();
    film.director = "<&>".to_owned();
    film.tconst = r#"tt"><x"#.to_owned();
    let document = svg(&film);
    elements(&document);
    assert!(!document.contains("<script") && document.contains("&lt;script&gt;&amp;&quot;&gt;&#39;&lt;/title&gt;"));
}

#[test]
fn every_poster_is_small_well_formed_and_obeys_the_content_security_policy() {
    for film in films() {
        let document = svg(&film);
        assert!(document.len() < 8 * 1024, "{}: {} bytes", film.tconst, document.len());
        let allowed = "svg title defs linearGradient stop g rect circle ellipse polygon path text";
        for element in elements(&document) {
            assert!(allowed.split(' ').any(|name| name == element), "{}: {element}", film.tconst);
        }
        for refused in [" style=", "href", " on", "NaN", "inf"] {
            let attributes = document.split('<').filter_map(|piece| piece.split_once('>'));
            assert!(attributes.into_iter().all(|(tag, _)| !tag.contains(refused)), "{}: {refused}", film.tconst);
        }
    }
}

#[test]
fn every_title_of_the_catalogue_fits_without_being_squeezed() {
    for film in films() {
        for genre in Genre::ALL {
            let block = Block::fit(&film.title, &Face::of(genre), TITLE);
            assert!(block.lines.len() <= TITLE.lines && block.height() <= TITLE.height, "{}", film.title);
            assert!(block.lines.iter().all(|line| line.length <= TITLE.width), "{}", film.title);
            assert!(block.size >= 16.0, "{}: {}", film.title, block.size);
        }
    }
}

#[test]
fn the_same_film_has_the_same_poster_and_no_other_film_has_it() {
    let posters: std::collections::BTreeSet<String> = films().iter().map(|film| svg(film)).collect();
    let again: std::collections::BTreeSet<String> = films().iter().map(|film| svg(film)).collect();
    assert_eq!(posters, again);
    assert_eq!(posters.len(), films().len());
}
