//! Names of teams.

/// Friendly ones, for teams that have none yet. The first is the guide's own.
const SNACKS: [&str; 40] = [
    "popcorn",
    "nachos",
    "pretzels",
    "cookies",
    "crackers",
    "peanuts",
    "almonds",
    "cashews",
    "raisins",
    "waffles",
    "muffins",
    "brownies",
    "bagels",
    "donuts",
    "pancakes",
    "noodles",
    "dumplings",
    "tacos",
    "pickles",
    "olives",
    "apples",
    "cherries",
    "grapes",
    "mangos",
    "melons",
    "peaches",
    "plums",
    "lemons",
    "berries",
    "bananas",
    "pistachios",
    "walnuts",
    "hazelnuts",
    "granola",
    "licorice",
    "marzipan",
    "nougat",
    "toffee",
    "sorbet",
    "lollipops",
];

/// Whether this is a DNS label (RFC 1123).
pub(crate) fn is_name(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.len() <= 63 && text.chars().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

/// So many names: these first, then snacks that are not among them, then numbers.
pub(crate) fn named(own: &[String], count: usize) -> Vec<String> {
    let snacks = SNACKS.iter().map(|name| (*name).to_owned()).filter(|name| !own.contains(name));
    let numbers = (SNACKS.len() + 1..).map(|number| format!("team-{number}")).filter(|name| !own.contains(name));
    own.iter().cloned().chain(snacks).chain(numbers).take(count).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_names_and_each_is_there_once() {
        let own = ["nachos".to_owned(), "red".to_owned()];
        let names = named(&own, 60);
        assert_eq!(names[..4], ["nachos", "red", "popcorn", "pretzels"]);
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), 60);
        assert!(names.iter().all(|name| is_name(name)), "{names:?}");
        assert!(["", "-a", "a-", "A", "a_b", "ä", &"a".repeat(64)].iter().all(|name| !is_name(name)));
    }
}
