//! What a form of a check sends.

use movie_guru_workshop::synthetic::{Typed, TypedStep};
use url::form_urlencoded;

/// Steps of a form, blank ones too, of which a check can have a tenth.
const MOST_ROWS: usize = 200;

/// Which of the form's buttons was pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Wish {
    /// Save it, where the file is what the form was opened with.
    #[default]
    Save,
    /// Save it, where the file is what the conflict showed.
    Keep,
    /// One more step.
    Add,
    /// The step at this place, from 0, goes.
    Remove(usize),
}

/// What was typed, and what is to become of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Posted {
    pub(super) name: String,
    pub(super) typed: Typed,
    /// The file as the form was opened; none: there was none.
    pub(super) was: Option<String>,
    /// The file as the conflict showed it.
    pub(super) now: Option<String>,
    pub(super) wish: Wish,
}

/// The file that a hidden field remembers: JSON, for a field of a form keeps no line breaks as they are.
fn remembered(value: &str) -> Option<String> {
    serde_json::from_str(value).ok().flatten()
}

impl Posted {
    /// Reads a body in `application/x-www-form-urlencoded`. Each step begins with its name.
    pub(super) fn read(body: &[u8]) -> Self {
        let mut read = Self::default();
        for (field, value) in form_urlencoded::parse(body) {
            let value = value.replace("\r\n", "\n");
            match field.as_ref() {
                "name" => read.name = value.trim().to_owned(),
                "was" => read.was = remembered(&value),
                "now" => read.now = remembered(&value),
                "do" => read.wish = wish(&value),
                "title" => read.typed.title = value,
                "every" => read.typed.every = value,
                "limit" => read.typed.limit = value,
                "as" => read.typed.acts = value,
                "step.name" if read.typed.steps.len() == MOST_ROWS => break,
                "step.name" => read.typed.steps.push(TypedStep { name: value, ..TypedStep::default() }),
                field => read.of_last_step(field, value),
            }
        }
        read
    }

    fn of_last_step(&mut self, field: &str, value: String) {
        let Some(step) = self.typed.steps.last_mut() else { return };
        match field {
            "step.method" => step.method = value,
            "step.path" => step.path = value,
            "step.json" => step.json = value,
            "step.status" => step.status = value,
            "step.contains" => step.contains = value,
            "step.within" => step.within = value,
            _ => {}
        }
    }
}

fn wish(value: &str) -> Wish {
    match value.split_once(' ') {
        Some(("remove", at)) => at.parse().map(Wish::Remove).unwrap_or_default(),
        _ if value == "add" => Wish::Add,
        _ if value == "keep" => Wish::Keep,
        _ => Wish::Save,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_has_what_follows_its_name() {
        let body = "title=A+%23+b&name=+my-check+&was=%22a%5Cnb%22&step.path=lost&step.name=one&step.path=%2F\
                    &step.name=two&step.json=%7B%7D%0D%0A&do=remove+1&other=x";
        let read = Posted::read(body.as_bytes());
        assert_eq!(
            (read.name.as_str(), read.typed.title.as_str(), read.was.as_deref()),
            ("my-check", "A # b", Some("a\nb"))
        );
        let steps: Vec<_> = read.typed.steps.iter().map(|step| [&step.name, &step.path, &step.json]).collect();
        assert_eq!(steps, [["one", "/", ""], ["two", "", "{}\n"]]);
        assert_eq!(read.wish, Wish::Remove(1));
        let many = Posted::read("step.name=a&".repeat(500).as_bytes());
        assert_eq!((many.typed.steps.len(), many.wish), (MOST_ROWS, Wish::Save));
        assert_eq!(Posted::read(b"was=nothing&now=null&\xff=%"), Posted::default());
    }
}
