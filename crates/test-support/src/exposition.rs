//! A small matcher for Prometheus' text format, so that tests speak of series and values, not of lines.

use std::collections::BTreeMap;

/// One line of an exposition.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// What it is called.
    pub name: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// What it is worth.
    pub value: f64,
}

impl Sample {
    /// Name and labels in one order, whichever they came in.
    pub fn series(&self) -> String {
        let labels: Vec<_> = self.labels.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
        if labels.is_empty() { self.name.clone() } else { format!("{}{{{}}}", self.name, labels.join(",")) }
    }
}

/// What a service shows of itself.
#[derive(Clone, Debug, Default)]
pub struct Exposition {
    /// In the order of their lines.
    pub samples: Vec<Sample>,
    /// The kind that `# TYPE` gives each metric.
    pub types: BTreeMap<String, String>,
}

impl Exposition {
    /// Reads a text; panics where it is none, or declares a metric twice.
    pub fn parse(text: &str) -> Self {
        let mut exposition = Self::default();
        for line in text.lines() {
            if let Some(kind) = line.strip_prefix("# TYPE ") {
                let (name, kind) = kind.split_once(' ').unwrap();
                let twice = exposition.types.insert(name.to_owned(), kind.to_owned());
                assert_eq!(twice, None, "{name} is declared twice");
            } else if !line.starts_with('#') && !line.is_empty() {
                exposition.samples.push(sample(line));
            }
        }
        exposition
    }

    /// The sum of all series of `name` with these labels, and maybe others; none where there is none, for no data is not 0.
    pub fn get(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let is_asked_for = |sample: &&Sample| {
            let has = |(key, value): &(&str, &str)| sample.labels.get(*key).is_some_and(|own| own == value);
            sample.name == name && labels.iter().all(has)
        };
        self.samples.iter().filter(is_asked_for).map(|sample| sample.value).reduce(|sum, value| sum + value)
    }

    /// The same, where there must be one.
    pub fn value(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        self.get(name, labels).unwrap_or_else(|| panic!("no series {name} with {labels:?}"))
    }

    /// The value of the series that [`Sample::series`] writes so. Panics where there is none.
    pub fn series(&self, series: &str) -> f64 {
        let found = self.samples.iter().find(|sample| sample.series() == series);
        found.unwrap_or_else(|| panic!("no series {series} in {:#?}", self.samples)).value
    }
}

fn sample(line: &str) -> Sample {
    let (series, value) = line.rsplit_once(' ').unwrap();
    let (name, labels) = match series.split_once('{') {
        Some((name, labels)) => (name, labels.strip_suffix('}').unwrap()),
        None => (series, ""),
    };
    // No label value of ours holds a quote.
    let labels = labels.split_inclusive("\",").map(|label| {
        let (key, value) = label.trim_end_matches(',').split_once('=').unwrap();
        (key.to_owned(), value.trim_matches('"').to_owned())
    });
    Sample { name: name.to_owned(), labels: labels.collect(), value: value.parse().unwrap() }
}
