//! As a page.

use movie_guru_grader::page::{SCRIPT, STYLE, answer, page, standalone, with_sliders};

use crate::made;

#[test]
fn a_page_that_stands_alone_asks_nothing_of_anybody_and_runs_nothing() {
    let page = standalone(&made::grade());
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("stands alone"), "{page}");
    for not in ["http:", "https:", "<script", "url(", "@import", "src=", "href=", "style=", "type=\"range\""] {
        assert!(!page.contains(not), "{not} in {page}");
    }
}

#[test]
fn the_picture_has_the_truth_and_a_lane_for_each_alert_and_says_so_in_words() {
    let page = page(&made::grade()).into_string();
    for part in [
        "<h2>Chat answers <span class=\"promise\">99.9 % over 30d</span></h2>",
        "<p class=\"headline\">You would be called 12 times a week for nothing.</p>",
        // Three of fourteen days from the left; half an hour is too short to be seen, and so drawn wider.
        "<rect class=\"event significant\" x=\"21.429%\" y=\"0\" width=\"0.250%\"",
        "<title>Everything &lt;fails&gt;, 30m</title>",
        "<rect class=\"firing own\" x=\"21.458%\"",
        "<title>fast-burn firing for 1h 29m</title>",
        "<title>many pending for 5m</title>",
        "fast-burn 14.4×</text>",
        "<polyline class=\"curve errors\" points=\"0,72 333.3,0 666.7,72 1000,72\"></polyline>",
        "Everything &lt;fails&gt; at 3d for 30m deserves a call. fast-burn fired once, at 3d. many never fired.",
        "Called after 6m, with 13 % of the budget spent.",
        "Nothing deserves a call. Called 12 times a week for nothing.",
        "<li><strong>rules.yaml:12:5, `TooMany`</strong>: a bracket is not closed",
    ] {
        assert!(page.contains(part), "{part} in\n{page}");
    }
    assert!(!page.contains("style=") && !page.contains("<script"), "nothing inline: {page}");
}

#[test]
fn numbers_can_be_changed_where_somebody_answers() {
    let grade = made::grade();
    let page = with_sliders(&grade, "/team-7/grade/what-if").into_string();
    assert!(
        page.contains("<form class=\"what-if\" action=\"/team-7/grade/what-if\" data-answer=\"what-if-0-answer\">"),
        "{page}"
    );
    // The query of the second alert has no numbers.
    let sliders: Vec<_> = page.split("data-name=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(sliders, ["target", "factor-0", "long-0", "short-0", "after-0"]);
    let (graded, before) = (&grade.subjects[0], &grade.subjects[0].timelines[1]);
    let answer = answer(graded, Some(before)).into_string();
    assert!(answer.starts_with("<div id=\"answer\"><p class=\"headline\">You would"), "{answer}");
    assert!(answer.contains("As it is") && answer.contains("<svg class=\"drawing\""), "{answer}");
}

#[test]
fn styles_and_script_reach_nobody_else() {
    for text in [STYLE, SCRIPT] {
        assert!(!text.contains("http:") && !text.contains("https:") && !text.contains("innerHTML"), "{text}");
    }
}
