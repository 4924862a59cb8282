//! The challenges that travel in the binary: sound, and each with pages, criteria and answers that go together.

use movie_guru_workshop::Library;

/// The bullets of the guide's success criteria.
fn bullets(guide: &str) -> Vec<&str> {
    let after = guide.lines().skip_while(|line| *line != "## Success criteria").skip(1);
    after.take_while(|line| !line.starts_with("## ")).filter_map(|line| line.strip_prefix("- ")).collect()
}

#[test]
fn they_are_sound() {
    if let Err(error) = Library::embedded() {
        panic!("{error}");
    }
}

#[test]
fn each_has_a_criterion_for_each_bullet_of_its_guide() {
    let library = Library::embedded().unwrap();
    assert_eq!(library.challenges().len(), 8);
    for challenge in library.challenges() {
        let bullets = bullets(&challenge.guide);
        let titles = challenge.criteria().iter().map(|criterion| &criterion.title).collect::<Vec<_>>();
        assert_eq!(titles.len(), bullets.len(), "{}: {titles:#?} {bullets:#?}", challenge.slug);
        assert!(challenge.criteria().iter().any(|criterion| criterion.check.is_some()), "{}", challenge.slug);
    }
}

#[test]
fn each_has_a_model_answer_and_one_that_only_looks_right() {
    for challenge in Library::embedded().unwrap().challenges() {
        assert!(challenge.model.is_some(), "{}", challenge.slug);
        assert!(!challenge.wrong.is_empty(), "{}", challenge.slug);
        assert!(!challenge.coach.is_empty(), "{}", challenge.slug);
    }
}
