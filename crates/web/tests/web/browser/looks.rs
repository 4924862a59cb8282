//! Every page in four forms, wide and narrow, light and dark: nothing sticks out, an accessibility audit finds nothing
//! serious, and a picture is taken where `MOVIE_GURU_PICTURES` names a folder for it.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::Browser;
use crate::guide_pages::chapters;
use crate::lab::Lab;

/// axe-core, for tests only; its licence is beside it.
const AXE: &str = include_str!("../../vendor/axe.min.js");

const FORMS: [(&str, u32, u32, &str); 4] = [
    ("wide-dark", 1440, 1000, "dark"),
    ("wide-light", 1440, 1000, "light"),
    ("narrow-dark", 390, 844, "dark"),
    ("narrow-light", 390, 844, "light"),
];

const STICKS_OUT: &str = "return document.documentElement.scrollWidth - document.documentElement.clientWidth;";

/// Looks at the page as it is now, in all forms.
async fn looks(browser: &Browser, name: &str) {
    for (form, width, height, scheme) in FORMS {
        browser.prefers(scheme, true).await;
        browser.size(width, height).await;
        browser.run("window.scrollTo(0, 0); const log = document.querySelector('#log'); if (log) log.scrollTop = log.scrollHeight;").await;
        browser.run_async("await document.fonts.ready; await Promise.all([...document.images].map((i) => i.decode().catch(() => 0))); await new Promise((r) => requestAnimationFrame(() => setTimeout(r)));").await;
        let sticks_out = browser.run(STICKS_OUT).await;
        assert_eq!(sticks_out, 0, "{name} {form} scrolls sideways");
        picture(browser, &format!("{name}-{form}"), width, height).await;
        let findings = audit(browser).await;
        assert_eq!(findings, json!([]), "{name} {form}: {findings:#}");
    }
    for between in [320, 768, 1024, 1920] {
        browser.size(between, 1080).await;
        let sticks_out = browser.run(STICKS_OUT).await;
        assert_eq!(sticks_out, 0, "{name} scrolls sideways at {between} px");
        picture(browser, &format!("between-{name}-{between}"), between, 1080).await;
    }
    browser.size(1440, 1000).await;
}

async fn audit(browser: &Browser) -> Value {
    browser.run(AXE).await;
    browser
        .run_async(
            "const { violations } = await axe.run(document, { resultTypes: ['violations'] });
             return violations.filter((v) => ['serious', 'critical'].includes(v.impact))
                 .map((v) => [v.id, v.help, v.nodes.map((n) => n.html + ' ' + n.failureSummary)]);",
        )
        .await
}

async fn picture(browser: &Browser, name: &str, width: u32, height: u32) {
    let Some(folder) = std::env::var_os("MOVIE_GURU_PICTURES").map(PathBuf::from) else { return };
    for (format, quality) in [("webp", 78), ("png", 0)] {
        let mut parameters = json!({
            "format": format,
            "clip": { "x": 0, "y": 0, "width": width, "height": height, "scale": 1 },
        });
        if quality > 0 {
            parameters["quality"] = json!(quality);
        }
        let taken = browser.devtools("Page.captureScreenshot", parameters).await;
        let file = folder.join(format).join(format!("{name}.{format}"));
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, base64(taken["data"].as_str().unwrap())).unwrap();
    }
}

fn base64(text: &str) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    for four in text.trim_end_matches('=').as_bytes().chunks(4) {
        let bits =
            four.iter().enumerate().fold(0u32, |bits, (at, byte)| bits | u32::from(value(*byte)) << (18 - 6 * at));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..four.len()]);
    }
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_sound_in_four_forms() {
    let lab = Lab::with("healthy", |config| config.chapters = chapters()).await;
    let Some(browser) = Browser::open(lab.web.address).await else { return };
    browser.size(1440, 1000).await;
    browser.prefers("dark", true).await;
    browser.go("/login").await;
    looks(&browser, "login").await;
    browser.log_in("ada").await;
    looks(&browser, "first-visit").await;
    browser.say("I love movies with funny animals, but I hate horror").await;
    browser.say("Something with Orla Fennimore, please").await;
    browser.say("A comedy from the nineties under two hours").await;
    looks(&browser, "main").await;
    browser.click("#featured .film").await;
    looks(&browser, "film").await;
    browser.click("#film-close").await;
    browser.fill("#query", "ghost").await;
    browser.click("#search button").await;
    browser.until("document.querySelectorAll('#results .film').length > 0").await;
    looks(&browser, "search").await;
    browser.go("/guide").await;
    looks(&browser, "guide").await;
    browser.go("/guide/01-first-day").await;
    looks(&browser, "challenge").await;
    browser.go("/nowhere").await;
    looks(&browser, "not-found").await;
    lab.backend.stop().await;
    browser.until("fetch('/behaviour')").await;
    browser.go("/login").await;
    browser.until("document.querySelector('h1').textContent === 'Intermission'").await;
    looks(&browser, "away").await;
    browser.close(&["/nowhere", "/login - Failed to load", "503", "404"]).await;
}
