//! What follows a backslash.

use super::{Translator, itself, wrong};

impl Translator<'_> {
    /// A backslash outside of brackets.
    pub(super) fn escape(&mut self) -> Result<(), String> {
        if let Some(class) = self.class_escape()? {
            self.part(&class);
            return Ok(());
        }
        let text = match self.left.chars().nth(1) {
            Some('A') => r"\A",
            Some('z') => r"\z",
            Some('b') => r"(?-u:\b)",
            Some('B') => r"(?-u:\B)",
            Some('Q') => {
                self.quoted();
                return Ok(());
            }
            _ => {
                let character = self.escaped()?;
                self.part(&itself(character));
                return Ok(());
            }
        };
        self.skip(2);
        self.part(text);
        Ok(())
    }

    /// `\Q…\E`, or up to the end.
    fn quoted(&mut self) {
        self.skip(2);
        let (inside, read) = match self.left.find("\\E") {
            Some(end) => (&self.left[..end], end + 2),
            None => (self.left, self.left.len()),
        };
        self.left = &self.left[read..];
        inside.chars().for_each(|character| self.part(&itself(character)));
    }

    /// The one character that an escape stands for.
    pub(super) fn escaped(&mut self) -> Result<char, String> {
        let before = self.left;
        let Some(letter) = before[1..].chars().next() else {
            return Err("error parsing regexp: trailing backslash at end of expression: ``".to_owned());
        };
        let digits = &before[1..];
        self.skip(1 + letter.len_utf8());
        let code = match letter {
            '0'..='7' => {
                let count = digits.bytes().take(3).take_while(|digit| matches!(digit, b'0'..=b'7')).count();
                self.left = &digits[count..];
                // One digit would be a reference back to a group.
                (letter == '0' || count > 1).then(|| u32::from_str_radix(&digits[..count], 8).ok()).flatten()
            }
            'x' => self.hexadecimal(),
            'a' => Some(0x07),
            'f' => Some(0x0c),
            'n' => Some(0x0a),
            'r' => Some(0x0d),
            't' => Some(0x09),
            'v' => Some(0x0b),
            other if other.is_ascii() && !other.is_ascii_alphanumeric() => Some(u32::from(other)),
            _ => None,
        };
        code.and_then(char::from_u32).ok_or_else(|| wrong("invalid escape sequence", self.since(before)))
    }

    /// `7F` or `{1F600}`
    fn hexadecimal(&mut self) -> Option<u32> {
        let (digits, read) = match self.left.strip_prefix('{') {
            Some(open) => open.find('}').map(|end| (&open[..end], end + 2))?,
            None => (self.left.get(..2)?, 2),
        };
        let plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let code = u32::from_str_radix(digits, 16).ok().filter(|_| plain)?;
        self.skip(read);
        Some(code)
    }
}
