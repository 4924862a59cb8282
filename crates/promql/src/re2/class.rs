//! Classes of characters: `[a-z]`, `[[:alpha:]]`, `\d`, `\p{Greek}`.

use super::{Translator, itself, wrong};

/// The general categories that Go knows, by the names that it knows.
const CATEGORIES: &[&str] = &[
    "C", "Cc", "Cf", "Co", "Cs", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N", "Nd", "Nl", "No", "P",
    "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So", "Z", "Zl", "Zp", "Zs",
];
/// The scripts of four letters. All other such words are short names of scripts, which Go does not know.
const SCRIPTS_OF_FOUR: &[&str] = &["Ahom", "Cham", "Lisu", "Modi", "Newa", "Thai"];
const POSIX: &[&str] = &[
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "word",
    "xdigit",
];

/// What `\d`, `\s` and `\w` stand for: ASCII only, and no vertical tab.
fn perl(letter: char) -> Option<&'static str> {
    Some(match letter.to_ascii_lowercase() {
        'd' => "0-9",
        's' => r"\t\n\x0C\r ",
        'w' => "0-9A-Za-z_",
        _ => return None,
    })
}

impl Translator<'_> {
    /// `[…]`
    pub(super) fn class(&mut self) -> Result<(), String> {
        let before = self.left;
        self.skip(1);
        let mut class = "[".to_owned();
        if self.left.starts_with('^') {
            self.skip(1);
            class.push('^');
        }
        let mut first = true;
        while first || !self.left.starts_with(']') {
            first = false;
            if self.left.starts_with("[:") && self.left[2..].contains(":]") {
                class.push_str(self.posix()?);
            } else if let Some(known) = self.class_escape()? {
                class.push_str(&known);
            } else {
                let range = self.left;
                let low = self.of_class(before)?;
                let mut high = low;
                if self.left.starts_with('-') && self.left.len() > 1 && !self.left.starts_with("-]") {
                    self.skip(1);
                    high = self.of_class(before)?;
                }
                if high < low {
                    return Err(wrong("invalid character class range", self.since(range)));
                }
                class.push_str(&itself(low));
                if high > low {
                    class.push('-');
                    class.push_str(&itself(high));
                }
            }
        }
        self.skip(1);
        class.push(']');
        self.part(&class);
        Ok(())
    }

    /// `\d` or `\pL`, for within brackets; none where something else is next.
    pub(super) fn class_escape(&mut self) -> Result<Option<String>, String> {
        let Some(letter) = self.left.strip_prefix('\\').and_then(|escaped| escaped.chars().next()) else {
            return Ok(None);
        };
        if matches!(letter, 'p' | 'P') {
            return self.unicode().map(Some);
        }
        let Some(inside) = perl(letter) else { return Ok(None) };
        self.skip(2);
        Ok(Some(format!("[{}{inside}]", if letter.is_ascii_uppercase() { "^" } else { "" })))
    }

    /// `[:alpha:]`, `[:^alpha:]`
    fn posix(&mut self) -> Result<&str, String> {
        let before = self.left;
        self.skip(before.find(":]").map_or(before.len(), |end| end + 2));
        let whole = self.since(before);
        let name = whole.trim_start_matches("[:").trim_end_matches(":]");
        match POSIX.contains(&name.strip_prefix('^').unwrap_or(name)) {
            true => Ok(whole),
            false => Err(wrong("invalid character class range", whole)),
        }
    }

    /// `\pL`, `\p{Greek}`, `\P{^Lu}`
    fn unicode(&mut self) -> Result<String, String> {
        let before = self.left;
        let unknown = |part| wrong("invalid character class range", part);
        let mut negated = before.starts_with("\\P");
        let name = &before[2..];
        let length = match name.chars().next() {
            Some('{') => name.find('}').ok_or_else(|| unknown(before))? + 1,
            other => other.map_or(0, char::len_utf8),
        };
        self.skip(2 + length);
        let whole = self.since(before);
        let mut name = name[..length].trim_start_matches('{').trim_end_matches('}');
        if let Some(opposite) = name.strip_prefix('^') {
            (name, negated) = (opposite, !negated);
        }
        let script = || {
            let capital = |word: &str| word.starts_with(|first: char| first.is_ascii_uppercase());
            let small = |word: &str| word.chars().skip(1).all(|letter| letter.is_ascii_lowercase());
            name.split('_').all(|word| capital(word) && small(word))
                && (name.len() != 4 || SCRIPTS_OF_FOUR.contains(&name))
                || name == "SignWriting"
        };
        let property = match name {
            "Any" => "Any".to_owned(),
            category if CATEGORIES.contains(&category) => format!("gc={category}"),
            _ if script() => format!("sc={name}"),
            _ => return Err(unknown(whole)),
        };
        Ok(format!("\\{}{{{property}}}", if negated { 'P' } else { 'p' }))
    }

    fn of_class(&mut self, class: &str) -> Result<char, String> {
        match self.left.chars().next() {
            None => Err(wrong("missing closing ]", class)),
            Some('\\') => self.escaped(),
            Some(character) => {
                self.skip(character.len_utf8());
                Ok(character)
            }
        }
    }
}
