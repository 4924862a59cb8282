//! Labels of a sample as a set.

use series::Labels;

/// The labels of a metric. As in Prometheus, one that is empty somewhere is empty, however often it is there.
pub(super) fn of(metric: &str, pairs: Vec<(&str, String)>) -> Result<Labels, String> {
    let mut labels = Labels::from([("__name__".to_owned(), metric.to_owned())]);
    let mut twice = None;
    for (name, value) in pairs {
        match labels.get_mut(name) {
            _ if name == "__name__" => {
                return Err("the label `__name__` is the metric's name and cannot be written".to_owned());
            }
            None => {
                labels.insert(name.to_owned(), value);
            }
            Some(known) if known.is_empty() => {}
            Some(known) if value.is_empty() => known.clear(),
            Some(_) => twice = Some(name),
        }
    }
    match twice.filter(|name| labels.get(*name).is_some_and(|value| !value.is_empty())) {
        Some(name) => Err(format!("the label `{name}` is there twice")),
        None => Ok(labels),
    }
}

/// A text without its escapes: `\\`, `\n`, and `\"` where there are `quotes`. Other backslashes are what they are.
pub(super) fn unescaped(text: &str, quotes: bool) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let means = match (character, characters.peek()) {
            ('\\', Some('n')) => Some('\n'),
            ('\\', Some('\\')) => Some('\\'),
            ('\\', Some('"')) if quotes => Some('"'),
            _ => None,
        };
        if means.is_some() {
            characters.next();
        }
        plain.push(means.unwrap_or(character));
    }
    plain
}
