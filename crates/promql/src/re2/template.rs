//! What is put in the place of a match: `$1`, `${name}`, `$$`, as Go's `Expand` reads them.

use regex::Captures;

use super::Pattern;

impl Pattern {
    /// The template with what its groups matched; none where the text does not match.
    pub(crate) fn replaced(&self, text: &str, template: &str) -> Option<String> {
        let captures = self.regex.captures(text)?;
        let mut replaced = String::new();
        let mut left = template;
        while let Some(dollar) = left.find('$') {
            replaced.push_str(&left[..dollar]);
            left = &left[dollar + 1..];
            if let Some(after) = left.strip_prefix('$') {
                replaced.push('$');
                left = after;
            } else if let Some((name, after)) = reference(left) {
                replaced.push_str(self.group(&captures, name));
                left = after;
            } else {
                replaced.push('$');
            }
        }
        replaced.push_str(left);
        Some(replaced)
    }

    /// What the group of a name or a number matched; of several of one name the first that matched.
    fn group<'t>(&self, captures: &Captures<'t>, name: &str) -> &'t str {
        let is_number = name.bytes().all(|digit| digit.is_ascii_digit()) && (name == "0" || !name.starts_with('0'));
        let group = match is_number {
            true => name.parse().ok().and_then(|place| captures.get(place)),
            false => {
                let mut named = self.names.iter().filter(|(known, _)| known == name);
                named.find_map(|(_, place)| captures.get(*place))
            }
        };
        group.map_or("", |group| group.as_str())
    }
}

/// The name after a dollar, and what follows it. Without braces a name is as long as it can be.
fn reference(text: &str) -> Option<(&str, &str)> {
    let of_name = |character: char| character.is_alphanumeric() || character == '_';
    let braced = text.strip_prefix('{');
    let text = braced.unwrap_or(text);
    let (name, after) = text.split_at(text.find(|character| !of_name(character)).unwrap_or(text.len()));
    let after = if braced.is_some() { after.strip_prefix('}')? } else { after };
    (!name.is_empty()).then_some((name, after))
}
