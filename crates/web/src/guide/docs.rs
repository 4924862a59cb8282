//! What travels in the binary besides the challenges: pages for everybody, pages for coaches, pictures.

use std::borrow::Cow;

use movie_guru_pages::Assets;
use rust_embed::RustEmbed;

use super::markdown::PictureHtml;

#[derive(RustEmbed)]
#[folder = "../../docs/guide"]
#[include = "*.md"]
#[allow_missing = true]
struct ForEverybody;

#[derive(RustEmbed)]
#[folder = "../../docs/coach"]
#[include = "*.md"]
#[allow_missing = true]
struct ForCoaches;

/// Pictures of pages in a wide window, light and dark; they are served beside the assets.
#[derive(RustEmbed)]
#[folder = "../../docs/images"]
#[prefix = "images/"]
#[include = "*-wide-*.webp"]
#[allow_missing = true]
pub(crate) struct Pictures;

/// A page by its name, as it was written.
pub(super) type Written = (String, String);

/// The pages of `docs/guide/`.
pub(super) fn for_everybody() -> Vec<Written> {
    pages::<ForEverybody>()
}

/// The pages of `docs/coach/`.
pub(super) fn for_coaches() -> Vec<Written> {
    pages::<ForCoaches>()
}

fn pages<Files: RustEmbed>() -> Vec<Written> {
    let page = |file: Cow<'static, str>| {
        let name = file.strip_suffix(".md").filter(|name| is_name(name))?.to_owned();
        Some((name, String::from_utf8_lossy(&Files::get(&file)?.data).into_owned()))
    };
    let mut pages: Vec<_> = Files::iter().filter_map(page).collect();
    pages.sort();
    pages
}

/// Becomes a part of an address.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// A picture that is there.
pub(super) struct Picture {
    /// Width and height in pixels.
    pub(super) size: Option<(u32, u32)>,
    /// The file for dark schemes, where there is one.
    pub(super) dark: Option<String>,
}

impl Picture {
    /// The picture of this file for whoever asked, but for its description.
    pub(super) fn html(&self, file: &str, assets: &Assets) -> PictureHtml {
        let dark = self.dark.as_ref().map(|dark| {
            let source = assets.url(dark);
            format!("<source srcset=\"{source}\" media=\"(prefers-color-scheme: dark)\">")
        });
        let size = self.size.map(|(width, height)| format!(" width=\"{width}\" height=\"{height}\""));
        let attributes = format!("src=\"{}\"{}", assets.url(file), size.unwrap_or_default());
        PictureHtml { sources: dark.unwrap_or_default(), attributes }
    }
}

/// The picture of this file below `docs/`.
pub(super) fn picture(file: &str) -> Option<Picture> {
    let found = Pictures::get(file)?;
    let dark = file.strip_suffix("-light.webp").map(|name| format!("{name}-dark.webp"));
    Some(Picture { size: size(&found.data), dark: dark.filter(|dark| Pictures::get(dark).is_some()) })
}

/// Width and height, as the header of a WebP file says them (RFC 9649, sections 2.5 to 2.7).
fn size(webp: &[u8]) -> Option<(u32, u32)> {
    let byte = |at: usize| webp.get(at).map(|byte| u32::from(*byte));
    let two = |at: usize| Some(byte(at)? | byte(at + 1)? << 8);
    match webp.get(12..16)? {
        b"VP8 " => Some((two(26)? & 0x3fff, two(28)? & 0x3fff)),
        b"VP8L" => {
            let bits = two(21)? | two(23)? << 16;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => Some(((two(24)? | byte(26)? << 16) + 1, (two(27)? | byte(29)? << 16) + 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_of_the_docs_are_there_with_their_size_and_their_dark_side() {
        let picture = picture("images/monitor-slo-wide-light.webp").unwrap();
        assert_eq!(picture.size, Some((1440, 1000)));
        assert_eq!(picture.dark.as_deref(), Some("images/monitor-slo-wide-dark.webp"));
        assert!(super::picture("images/nothing-wide-light.webp").is_none());
        assert!(
            super::picture("images/monitor-slo-narrow-light.webp").is_none(),
            "it would only make the binary larger"
        );
    }

    #[test]
    fn a_name_leads_nowhere_else() {
        for (name, is) in [
            ("start", true),
            ("user-journeys", true),
            ("01-before", true),
            ("-", false),
            ("../x", false),
            ("", false),
            ("a.b", false),
        ] {
            assert_eq!(is_name(name), is, "{name}");
        }
    }
}
