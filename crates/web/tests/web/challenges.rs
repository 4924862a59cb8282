//! The rules for authors in `docs/challenges/README.md`, held against every page that travels in the binary.

use movie_guru_workshop::{Challenge, Library};

const SECTIONS: [&str; 6] =
    ["Goals", "Set the stage", "Success criteria", "Tips", "Learning resources", "Advanced goals"];

fn chapters() -> Vec<Challenge> {
    Library::embedded().unwrap().challenges().to_vec()
}

/// The lines of a section of the second rank.
fn section<'a>(chapter: &'a Challenge, name: &str) -> Vec<&'a str> {
    let heading = format!("## {name}");
    let after = chapter.guide.lines().skip_while(|line| *line != heading).skip(1);
    after.take_while(|line| !line.starts_with("## ")).collect()
}

/// Bullets, each with the lines that go on with it.
fn bullets(lines: &[&str]) -> Vec<String> {
    let mut bullets = Vec::<String>::new();
    for line in lines {
        match (line.strip_prefix("- "), bullets.last_mut()) {
            (Some(begin), _) => bullets.push(begin.to_owned()),
            (None, Some(bullet)) if line.starts_with("  ") => *bullet = format!("{bullet} {}", line.trim_start()),
            (None, _) => {}
        }
    }
    bullets
}

/// Text and destination of each link that is written `[text](destination)`; of no picture.
fn links(markdown: &str) -> Vec<(&str, &str)> {
    let pieces = markdown.split("](").collect::<Vec<_>>();
    let pairs = pieces.windows(2).filter_map(|pair| {
        let (before, text) = pair[0].rsplit_once('[')?;
        if before.ends_with('!') {
            return None;
        }
        Some((text, pair[1].split_once(')')?.0))
    });
    pairs.collect()
}

#[test]
fn there_are_the_eight_of_track_one_in_their_order() {
    let mut slugs = chapters().into_iter().map(|chapter| chapter.slug).collect::<Vec<_>>();
    slugs.sort();
    let numbers = slugs.iter().map(|slug| slug.split_once('-').unwrap().0.to_owned()).collect::<Vec<_>>();
    assert_eq!(numbers, ["01", "02", "03", "04", "05", "06", "07", "08"], "{slugs:?}");
}

#[test]
fn every_page_has_its_minutes_its_story_and_its_sections_in_order() {
    let mut minutes = Vec::new();
    for chapter in chapters() {
        let text = &chapter.guide;
        let at = SECTIONS
            .map(|name| text.find(&format!("\n## {name}\n")).unwrap_or_else(|| panic!("{}: {name}", chapter.slug)));
        assert!(at.is_sorted(), "{}: {at:?}", chapter.slug);
        let begin = text.lines().nth(2).unwrap();
        let number = begin.strip_prefix('*').and_then(|rest| rest.split_once(" minutes.* "));
        minutes.push(number.unwrap_or_else(|| panic!("{}: {begin}", chapter.slug)).0.parse::<u32>().unwrap());
        assert!(at[0] > begin.len() + 100, "{} has no story", chapter.slug);
    }
    assert_eq!(minutes.iter().sum::<u32>(), 235, "about four hours");
}

#[test]
fn goals_are_bullets_and_criteria_say_what_to_do_with_them() {
    for chapter in chapters() {
        let goals = section(&chapter, "Goals");
        assert!((2..=4).contains(&bullets(&goals).len()), "{}: {goals:?}", chapter.slug);
        let numbered =
            |line: &&str| line.trim_start().split_once(". ").is_some_and(|(number, _)| number.parse::<u32>().is_ok());
        assert_eq!(goals.iter().find(|line| numbered(line)), None, "{}", chapter.slug);
        let criteria = bullets(&section(&chapter, "Success criteria"));
        assert!(criteria.len() >= 3, "{}: {criteria:?}", chapter.slug);
        for criterion in criteria {
            let word = criterion.split_whitespace().next().unwrap();
            assert!(["**Verify**", "**Show**", "**Demonstrate**"].contains(&word), "{}: {criterion}", chapter.slug);
        }
    }
}

#[test]
fn links_say_where_they_lead_and_none_leads_into_the_repository() {
    let chapters = chapters();
    for chapter in &chapters {
        let links = links(&chapter.guide);
        assert!(!section(chapter, "Learning resources").is_empty() && !links.is_empty(), "{}", chapter.slug);
        for (text, destination) in links {
            assert!(text.split_whitespace().count() >= 3, "{}: [{text}]({destination})", chapter.slug);
            let page = destination.strip_prefix("../").and_then(|rest| rest.strip_suffix("/guide.md"));
            let known = page.is_some_and(|page| chapters.iter().any(|chapter| chapter.slug == page));
            let about = destination.strip_prefix("../../").is_some_and(|file| docs().join(file).is_file());
            // The page of synthetic checks is the guide's own; in the repository it is that file.
            let is_about = about && (destination.starts_with("../../guide/") || destination == "../../synthetic.md");
            assert!(
                known || is_about || destination.starts_with("https://"),
                "{}: [{text}]({destination})",
                chapter.slug
            );
        }
    }
}

#[test]
fn commands_are_one_line() {
    for chapter in chapters() {
        assert!(!chapter.guide.contains(" \\\n"), "{} has a command over several lines", chapter.slug);
        for block in chapter.guide.split("```").skip(1).step_by(2) {
            assert!(block.trim_end().lines().count() <= 2, "{}: {block}", chapter.slug);
        }
    }
}

fn docs() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

#[test]
fn each_has_a_page_for_the_coach() {
    for chapter in chapters() {
        let text = &chapter.coach;
        let title = chapter.guide.lines().next().unwrap().trim_start_matches("# ");
        assert!(text.starts_with(&format!("# Coach: {title}\n")), "{}", chapter.slug);
        for name in ["What is really going on", "How to guide the talk", "Model answers", "What usually goes wrong"] {
            assert!(text.contains(&format!("\n## {name}\n")), "{}: {name}", chapter.slug);
        }
    }
}

#[test]
fn pictures_are_there_light_and_dark() {
    for chapter in chapters() {
        for picture in chapter.guide.split("](../../images/").skip(1).filter_map(|rest| rest.split(')').next()) {
            let dark = picture.replace("-light.webp", "-dark.webp");
            assert!(picture.ends_with("-wide-light.webp"), "{}: {picture}", chapter.slug);
            for file in [picture, &dark] {
                assert!(docs().join("images").join(file).is_file(), "{}: {file}", chapter.slug);
            }
        }
    }
}
