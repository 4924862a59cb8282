//! What lines and rows are called.

use series::Labels;

/// The name of a line or a row: its template with labels filled in, or its labels as PromQL writes them.
pub(super) fn legend(template: &str, labels: &Labels) -> String {
    if template.is_empty() {
        return crate::charts::written(labels);
    }
    let filled = |text: String, (label, value): (&String, &String)| text.replace(&format!("${{{label}}}"), value);
    labels.iter().fold(template.to_owned(), filled)
}
