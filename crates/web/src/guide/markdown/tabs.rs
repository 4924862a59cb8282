//! Parts of a page that are for one place each: lines `::: laptop` and `::: cloud` begin one, a line `:::` ends them.

/// A part of a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// For everybody.
    Text(String),
    /// For one place each: its name and its text.
    Tabs(Vec<(&'a str, String)>),
}

/// The pieces of a page. Groups with nothing between them are one; within a block of code such lines are code.
pub(super) fn pieces(markdown: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut is_within = false;
    let mut fence = None;
    for line in markdown.split_inclusive('\n') {
        let bare = line.trim();
        fence = match fence {
            None => ["```", "~~~"].into_iter().find(|fence| bare.starts_with(fence)),
            Some(fence) if bare.starts_with(fence) && bare.trim_matches(['`', '~']).is_empty() => None,
            still => still,
        };
        let name = bare.strip_prefix(":::").map(str::trim).filter(|name| fence.is_none() && is_name(name));
        match (name, pieces.last_mut()) {
            (Some(""), _) => is_within = false,
            (Some(name), Some(Piece::Tabs(tabs))) => {
                is_within = true;
                tabs.push((name, String::new()));
            }
            (Some(name), _) => {
                is_within = true;
                pieces.push(Piece::Tabs(vec![(name, String::new())]));
            }
            (None, Some(Piece::Tabs(tabs))) if is_within => {
                if let Some((_, text)) = tabs.last_mut() {
                    text.push_str(line);
                }
            }
            (None, Some(Piece::Tabs(_))) if bare.is_empty() => {}
            (None, Some(Piece::Text(text))) => text.push_str(line),
            (None, _) => pieces.push(Piece::Text(line.to_owned())),
        }
    }
    pieces
}

fn is_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// What the tab of a place says.
pub(super) fn label(name: &str) -> String {
    match name {
        "laptop" => "On a laptop".to_owned(),
        "cloud" => "In the cloud".to_owned(),
        other => other.replace('-', " "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_apart() {
        let page = "before\n\n::: laptop\n\nhere\n\n::: cloud\nthere\n:::\n\nafter\n";
        let expected = [
            Piece::Text("before\n\n".to_owned()),
            Piece::Tabs(vec![("laptop", "\nhere\n\n".to_owned()), ("cloud", "there\n".to_owned())]),
            Piece::Text("after\n".to_owned()),
        ];
        assert_eq!(pieces(page), expected);
        let closed_each = "before\n\n::: laptop\n\nhere\n\n:::\n\n::: cloud\nthere\n:::\n\nafter\n";
        assert_eq!(pieces(closed_each), expected, "each may be closed by itself");
    }

    #[test]
    fn what_only_looks_like_it_is_text() {
        for page in ["a ::: b\n", "```\n::: laptop\n:::\n```\n", "::: <script>\n", "a\n"] {
            assert_eq!(pieces(page), [Piece::Text(page.to_owned())], "{page}");
        }
        assert_eq!(pieces("::: laptop\nnever closed"), [Piece::Tabs(vec![("laptop", "never closed".to_owned())])]);
        assert_eq!(pieces(""), []);
    }
}
