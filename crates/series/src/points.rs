//! The samples of a series as they are stored and evaluated: two lists beside each other.

/// The bits of Prometheus' staleness marker. Arithmetic never makes these bits.
const STALE_BITS: u64 = 0x7ff0_0000_0000_0002;

/// Prometheus' staleness marker: the value of a sample that says that its series has ended. It is no number, so only
/// [`is_there`] tells it from others.
pub const STALE: f64 = f64::from_bits(STALE_BITS);

/// Whether a value is one, and not [`STALE`].
pub fn is_there(value: f64) -> bool {
    value.to_bits() != STALE_BITS
}

/// A series as it is stored: moments in milliseconds since 1970, rising, and values.
#[derive(Clone, Debug, Default)]
pub struct Points {
    /// The moments.
    pub at: Vec<i64>,
    /// A value for each of them.
    pub values: Vec<f64>,
}

impl Points {
    /// Adds a point that is newer than all others.
    pub fn push(&mut self, at: i64, value: f64) {
        self.at.push(at);
        self.values.push(value);
    }

    /// Adds a point where it belongs; at the same moment it takes the other's place.
    pub fn insert(&mut self, at: i64, value: f64) {
        if self.at.last().is_none_or(|last| *last < at) {
            return self.push(at, value);
        }
        match self.at.binary_search(&at) {
            Ok(place) => self.values[place] = value,
            Err(place) => {
                self.at.insert(place, at);
                self.values.insert(place, value);
            }
        }
    }

    /// Adds points, most of which are newer than what is here.
    pub fn extend(&mut self, more: &Self) {
        let overlap = more.at.iter().take_while(|at| self.at.last().is_some_and(|last| *at <= last)).count();
        more.at.iter().zip(&more.values).take(overlap).for_each(|(at, value)| self.insert(*at, *value));
        self.at.extend_from_slice(&more.at[overlap..]);
        self.values.extend_from_slice(&more.values[overlap..]);
    }

    /// Those from one moment to another, both included.
    pub fn between(&self, from: i64, to: i64) -> Self {
        let first = self.at.partition_point(|at| *at < from);
        let after = self.at.partition_point(|at| *at <= to).max(first);
        Self { at: self.at[first..after].to_vec(), values: self.values[first..after].to_vec() }
    }

    /// Those that are there: no markers.
    pub fn without_markers(mut self) -> Self {
        if !self.values.iter().all(|value| is_there(*value)) {
            let mut kept = Self::default();
            self.at
                .iter()
                .zip(&self.values)
                .filter(|(_, value)| is_there(**value))
                .for_each(|(at, value)| kept.push(*at, *value));
            self = kept;
        }
        self
    }
}
