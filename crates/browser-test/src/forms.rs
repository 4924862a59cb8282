//! A page in four forms, wide and narrow, light and dark: nothing sticks out, nothing moves where less motion is wanted, an
//! accessibility audit finds nothing, and a picture is taken where `MOVIE_GURU_PICTURES` names a folder for it.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::Browser;

/// axe-core; its licence is beside it.
const AXE: &str = include_str!("../vendor/axe.min.js");

const FORMS: [(&str, u32, u32, &str); 4] = [
    ("wide-dark", 1440, 1000, "dark"),
    ("wide-light", 1440, 1000, "light"),
    ("narrow-dark", 390, 844, "dark"),
    ("narrow-light", 390, 844, "light"),
];

/// The elements beyond the right edge, where the page scrolls sideways.
const STICKS_OUT: &str = "const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const out = [...document.querySelectorAll('body *:not(svg *)')].filter((e) => e.getBoundingClientRect().right > width + 0.5);
    return ['the page itself', ...out.map((e) => `${e.tagName} #${e.id} .${e.className}`).slice(0, 10)];";

impl Browser {
    /// Looks at the page as it is now, in all forms. `first` is run in each before it is looked at: the body of an async
    /// function that brings the page into the state to be shown.
    pub async fn sound_in_all_forms(&self, name: &str, first: &str) {
        for (form, width, height, scheme) in FORMS {
            self.prefers(scheme, true).await;
            self.size(width, height).await;
            let settled = self.run_async(&format!("window.scrollTo(0, 0); {first}; await document.fonts.ready; await Promise.all([...document.images].map((i) => i.decode().catch(() => 0))); await new Promise((r) => requestAnimationFrame(() => setTimeout(r)));")).await;
            assert_eq!(settled, Value::Null, "{name} {form}");
            let sticks_out = self.run(STICKS_OUT).await;
            assert_eq!(sticks_out, json!([]), "{name} {form} scrolls sideways");
            let moving = self.run("return document.getAnimations().length;").await;
            assert_eq!(moving, 0, "{name} {form} moves, though less motion is wanted");
            self.picture(&format!("{name}-{form}"), width, height).await;
            let findings = self.audit().await;
            assert_eq!(findings, json!([]), "{name} {form}: {findings:#}");
        }
        for between in [320, 768, 1024, 1920] {
            self.size(between, 1080).await;
            let sticks_out = self.run(STICKS_OUT).await;
            assert_eq!(sticks_out, json!([]), "{name} scrolls sideways at {between} px");
            self.picture(&format!("between-{name}-{between}"), between, 1080).await;
        }
        self.size(1440, 1000).await;
    }

    /// What an accessibility audit finds: each rule with the elements that break it.
    pub async fn audit(&self) -> Value {
        self.run(AXE).await;
        self.run_async(
            "const { violations } = await axe.run(document, { resultTypes: ['violations'] });
             return violations.map((v) => [v.id, v.help, v.nodes.map((n) => n.html + ' ' + n.failureSummary)]);",
        )
        .await
    }

    /// A picture of the window, as PNG to look at and as WebP to keep, where a folder is named for them.
    pub async fn picture(&self, name: &str, width: u32, height: u32) {
        let Some(folder) = std::env::var_os("MOVIE_GURU_PICTURES").map(PathBuf::from) else { return };
        for (format, quality) in [("webp", 78), ("png", 0)] {
            let mut parameters = json!({
                "format": format,
                "clip": { "x": 0, "y": 0, "width": width, "height": height, "scale": 1 },
            });
            if quality > 0 {
                parameters["quality"] = json!(quality);
            }
            let taken = self.devtools("Page.captureScreenshot", parameters).await;
            let file = folder.join(format).join(format!("{name}.{format}"));
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, STANDARD.decode(taken["data"].as_str().unwrap()).unwrap()).unwrap();
        }
    }
}
