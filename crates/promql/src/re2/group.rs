//! Groups: `(a)`, `(?P<name>a)`, `(?i:a)`, and the flags that RE2 knows.

use super::{Translator, wrong};

impl Translator<'_> {
    /// `(`, and what may follow: a name, flags.
    pub(super) fn open(&mut self) -> Result<(), String> {
        let before = self.left;
        if let Some(named) = before.strip_prefix("(?P<") {
            let end = named.find('>').ok_or_else(|| wrong("invalid named capture", before))?;
            let name = &named[..end];
            let word = |character: char| character.is_ascii_alphanumeric() || character == '_';
            self.skip("(?P<>".len() + end);
            if name.is_empty() || !name.chars().all(word) {
                return Err(wrong("invalid named capture", self.since(before)));
            }
            self.captures += 1;
            // A name of digits is none for the other side, nor one that is there twice.
            self.names.push((name.to_owned(), self.captures));
            self.write("(");
        } else if before.starts_with("(?") {
            return self.flags();
        } else {
            self.skip(1);
            self.captures += 1;
            self.write("(");
        }
        self.groups.push(1);
        self.last = None;
        Ok(())
    }

    /// `(?i)`, `(?i-s:`, `(?:`: the flags of RE2, each once.
    fn flags(&mut self) -> Result<(), String> {
        let before = self.left;
        let (mut on, mut off, mut negated, mut since_sign) = (String::new(), String::new(), false, false);
        self.skip("(?".len());
        loop {
            let Some(flag) = self.left.chars().next() else { return Err(wrong("missing closing )", before)) };
            self.skip(flag.len_utf8());
            match flag {
                'i' | 'm' | 's' | 'U' => {
                    on.retain(|known| known != flag);
                    off.retain(|known| known != flag);
                    if negated { &mut off } else { &mut on }.push(flag);
                    since_sign = true;
                }
                '-' if !negated => (negated, since_sign) = (true, false),
                ':' | ')' if !negated || since_sign => {
                    let off = if off.is_empty() { off } else { format!("-{off}") };
                    if flag == ':' {
                        self.write(&format!("(?{on}{off}:"));
                        self.groups.push(1);
                        self.last = None;
                    } else if !on.is_empty() || !off.is_empty() {
                        self.flags.push_str(&format!("(?{on}{off})"));
                    }
                    return Ok(());
                }
                _ => return Err(wrong("invalid or unsupported Perl syntax", self.since(before))),
            }
        }
    }

    pub(super) fn close(&mut self, whole: &str) -> Result<(), String> {
        let inside = self.groups.pop().filter(|_| !self.groups.is_empty());
        let inside = inside.ok_or_else(|| wrong("unexpected )", whole))?;
        self.skip(1);
        self.write(")");
        self.has_repeated(inside);
        Ok(())
    }
}
