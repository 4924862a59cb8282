//! "Any decade", "the length doesn't matter": conditions of the request before that are taken back.

use crate::request::Request;
use crate::words::text::Text;

const YEARS: &str = "decade|decades|year|years|era|age|time|period|date|century";
const LENGTH: &str = "length|runtime|duration|long|short";
const RATING: &str = "rating|ratings|score|reviews|rated";
const GENRE: &str = "genre|genres|kind|sort|type|category";

/// Whether a message takes back a condition on one of these.
fn frees(text: &Text, what: &str) -> bool {
    [
        format!("any|whatever|every|whichever {what} at? all?"),
        format!("no|not matter|mind|care * {what}"),
        format!("{what} * not matter|important|relevant|care|mind"),
        format!("not have|need to be|so? {what}"),
        format!("ignore|forget|drop|skip the {what}"),
    ]
    .iter()
    .any(|said| text.find(said).is_some())
}

/// Whether a message takes back any condition.
pub(crate) fn takes_back(text: &Text) -> bool {
    text.len() <= 9
        && [YEARS, LENGTH, RATING, GENRE].iter().any(|what| frees(text, what))
        && !text.has_any(&["any time|good|kind|sort|type of"])
}

/// Takes back what a message says no longer counts.
pub(crate) fn release(text: &Text, request: &mut Request) {
    if !takes_back(text) {
        return;
    }
    if frees(text, YEARS) {
        (request.min_year, request.max_year) = (None, None);
    }
    if frees(text, LENGTH) {
        (request.min_runtime, request.max_runtime) = (None, None);
    }
    if frees(text, RATING) {
        (request.min_rating, request.max_rating, request.best) = (None, None, false);
    }
    if frees(text, GENRE) {
        request.genres.clear();
    }
}
