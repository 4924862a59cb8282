//! `label_replace` and `label_join`.

use std::sync::Arc;

use series::{Labels, is_label_name};

use crate::error::QueryError;
use crate::re2::Pattern;
use crate::rows::{Row, SAME_LABELSET, merged};

fn named(name: &str, what: &str) -> Result<(), QueryError> {
    match is_label_name(name) {
        true => Ok(()),
        false => Err(QueryError::Execution(format!("invalid {what} label name in {name:?}"))),
    }
}

/// The row with another value of a label; an empty one takes it away.
fn relabelled(row: Row, label: &str, value: String) -> Row {
    let mut labels: Labels = row.labels.as_ref().clone();
    if value.is_empty() {
        labels.remove(label);
    } else {
        labels.insert(label.to_owned(), value);
    }
    Row { labels: Arc::new(labels), ..row }
}

/// `label_replace(rows, to, replacement, from, regex)`
pub(super) fn replace(rows: Vec<Row>, texts: &[String]) -> Result<Vec<Row>, QueryError> {
    let [to, replacement, from, pattern] = texts else {
        return Err(QueryError::BadData("label_replace takes four texts".to_owned()));
    };
    let regex = Pattern::anchored(pattern)
        .map_err(|_| QueryError::Execution(format!("invalid regular expression in label_replace(): {pattern}")))?;
    named(to, "destination")?;
    let replaced = |row: Row| {
        let value = row.labels.get(from).map_or("", String::as_str);
        match regex.replaced(value, replacement) {
            Some(text) => relabelled(row, to, text),
            None => row,
        }
    };
    merged(rows.into_iter().map(replaced).collect(), SAME_LABELSET)
}

/// `label_join(rows, to, separator, from, …)`
pub(super) fn join(rows: Vec<Row>, texts: &[String]) -> Result<Vec<Row>, QueryError> {
    let [to, separator, from @ ..] = texts else {
        return Err(QueryError::BadData("label_join takes at least two texts".to_owned()));
    };
    named(to, "destination")?;
    from.iter().try_for_each(|name| named(name, "source"))?;
    let joined = |row: Row| {
        let values: Vec<_> = from.iter().map(|name| row.labels.get(name).map_or("", String::as_str)).collect();
        let text = values.join(separator);
        relabelled(row, to, text)
    };
    merged(rows.into_iter().map(joined).collect(), SAME_LABELSET)
}
