//! Numbers and durations of a query.

use std::time::Duration;

use series::duration;

use super::{Before, Speller, of_word};
use crate::go_number;

impl Speller<'_> {
    pub(super) fn number(&mut self) -> Result<(), String> {
        let number = &self.left[..number_length(self.left)];
        let before = std::mem::replace(&mut self.before, Before::Other);
        if self.left[number.len()..].starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_') {
            return self.duration();
        }
        let value = go_number::literal(number).ok_or_else(|| {
            let too_large = number.parse().is_ok_and(f64::is_infinite);
            let reason = if too_large { "value out of range" } else { "invalid syntax" };
            format!("error parsing number: strconv.ParseFloat: parsing \"{number}\": {reason}")
        })?;
        self.take(number.len());
        if before == Before::At && value >= i64::MAX as f64 {
            return Err(format!("timestamp out of bounds for @ modifier: {value:.6}"));
        }
        // In seconds, which is newer than 2.42.
        if (before == Before::Offset || self.in_brackets) && Duration::try_from_secs_f64(value).is_err() {
            return Err("duration out of range".to_owned());
        }
        if self.in_brackets && value == 0.0 {
            return Err("duration must be greater than 0".to_owned());
        }
        // Without its point it would go on what is before it.
        if self.spelled.text.ends_with(of_word) {
            self.write(" ");
        }
        // A 0 before other digits would be taken for octal.
        self.write(&if value == 0.0 { "0".to_owned() } else { format!("{value:e}") });
        Ok(())
    }

    fn duration(&mut self) -> Result<(), String> {
        let text = self
            .take(self.left.find(|character: char| !of_word(character) || character == ':').unwrap_or(self.left.len()));
        let ms = duration::parse(text).ok_or_else(|| format!("bad number or duration syntax: {text:?}"))?.as_millis();
        if ms == 0 {
            return Err("duration must be greater than 0".to_owned());
        }
        // Go counts nanoseconds.
        if ms > i64::MAX as u128 / 1_000_000 {
            return Err("duration out of range".to_owned());
        }
        // Each of the library's numbers is a small one.
        let parts = [(ms / 3_600_000, "h"), (ms / 1000 % 3600, "s"), (ms % 1000, "ms")];
        parts.iter().filter(|(count, _)| *count > 0).for_each(|(count, unit)| self.write(&format!("{count}{unit}")));
        Ok(())
    }
}

/// How much of a text is a number, as 2.42 takes it in.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    let of_number = |byte: &u8| if is_hexadecimal { byte.is_ascii_hexdigit() } else { byte.is_ascii_digit() };
    let run =
        |from: usize, digits: &dyn Fn(&u8) -> bool| from + bytes[from..].iter().take_while(|byte| digits(byte)).count();
    let mut end = run(if is_hexadecimal { 2 } else { 0 }, &of_number);
    if bytes.get(end) == Some(&b'.') {
        end = run(end + 1, &of_number);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        end += 1;
        end += usize::from(matches!(bytes.get(end), Some(b'+' | b'-')));
        end = run(end, &u8::is_ascii_digit);
    }
    end
}
