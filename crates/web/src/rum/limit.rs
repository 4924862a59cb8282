//! How much may be reported: a token bucket per client address and one for all.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Known clients above this number are gone through for those that have not reported for a while.
const MOST_CLIENTS: usize = 10_000;

/// A token bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How fast it fills up; at least 1.
    pub per_second: u32,
    /// How much it holds; at least 1.
    pub burst: u32,
}

impl Limit {
    fn quota(self) -> Quota {
        let at_least_one = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        Quota::per_second(at_least_one(self.per_second)).allow_burst(at_least_one(self.burst))
    }
}

pub(crate) struct Limits {
    per_client: DefaultKeyedRateLimiter<IpAddr>,
    in_all: DefaultDirectRateLimiter,
}

impl Limits {
    pub(crate) fn new(per_client: Limit, in_all: Limit) -> Self {
        Self { per_client: RateLimiter::keyed(per_client.quota()), in_all: RateLimiter::direct(in_all.quota()) }
    }

    /// Whether this client may report this much now.
    pub(crate) fn allow(&self, client: IpAddr, measurements: usize) -> bool {
        let size = u32::try_from(measurements).ok().and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MIN);
        if self.per_client.len() > MOST_CLIENTS {
            self.per_client.retain_recent();
        }
        // More at once than the bucket ever holds is too much as well.
        let within = matches!(self.per_client.check_key_n(&network(client), size), Ok(Ok(())));
        within && matches!(self.in_all.check_n(size), Ok(Ok(())))
    }
}

/// Who has one IPv6 address has 2^64 of them, so those of one /64 are one client.
fn network(client: IpAddr) -> IpAddr {
    match client {
        IpAddr::V4(_) => client,
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & !u128::from(u64::MAX)).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOW: Limit = Limit { per_second: 1, burst: 10 };
    const WIDE: Limit = Limit { per_second: 1000, burst: 1000 };

    fn client(last: u8) -> IpAddr {
        IpAddr::from([203, 0, 113, last])
    }

    #[test]
    fn one_client_does_not_use_up_what_another_may_report() {
        let limits = Limits::new(SLOW, WIDE);
        assert!(limits.allow(client(1), 10));
        assert!(!limits.allow(client(1), 5));
        assert!(limits.allow(client(2), 10));
    }

    #[test]
    fn all_together_are_limited_too() {
        let limits = Limits::new(WIDE, SLOW);
        assert!(limits.allow(client(1), 6));
        assert!(!limits.allow(client(2), 6));
    }

    #[test]
    fn the_addresses_of_one_network_are_one_client() {
        let limits = Limits::new(SLOW, WIDE);
        assert!(limits.allow("2001:db8::1".parse().unwrap(), 10));
        assert!(!limits.allow("2001:db8::ffff:2".parse().unwrap(), 5));
        assert!(limits.allow("2001:db8:0:1::1".parse().unwrap(), 5));
    }
}
