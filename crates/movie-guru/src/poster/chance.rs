//! What differs from film to film: a stream of choices that is always the same for the same film, so that a poster
//! may be cached for ever and looks alike in every lab.

/// Choices, started from a film's identity.
pub(super) struct Chance {
    state: u64,
}

impl Chance {
    pub(super) fn of(identity: &str) -> Self {
        // Xorshift stays at zero for ever if it starts there.
        Self { state: fnv1a(identity.as_bytes()).max(1) }
    }

    /// Xorshift64* (Vigna, 2016): FNV alone leaves the high bits of neighbouring identities alike.
    fn next(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        let share = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        low + (high - low) * share
    }

    /// A whole number, both ends included.
    pub(super) fn count(&mut self, low: u64, high: u64) -> u64 {
        low + (self.next() >> 32) % (high - low + 1)
    }

    pub(super) fn coin(&mut self) -> bool {
        self.count(0, 1) == 0
    }

    /// 1 or -1: which way something leans.
    pub(super) fn side(&mut self) -> f64 {
        if self.coin() { 1.0 } else { -1.0 }
    }
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo): unlike the standard library's hasher, the same in every release.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
