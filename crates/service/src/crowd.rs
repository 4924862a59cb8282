//! Who is connected: a bound in all and one for each address. Where a bound is reached, whoever has waited longest without
//! asking for anything gives way, so that clients that only hold connections keep nobody out.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::limits::Limits;

/// Those who are connected to one service.
pub(crate) struct Crowd {
    limits: Limits,
    opened: Instant,
    seats: Mutex<Seats>,
    /// Somebody left, or has stopped asking, while somebody else waits for a seat.
    freed: Notify,
    awaited: AtomicBool,
}

enum Admission {
    Taken(Taken),
    /// Everybody is using theirs.
    Full,
    /// This address has all that it may have, and is using them.
    TooMany,
}

#[derive(Default)]
struct Seats {
    taken: HashMap<u64, Arc<Seat>>,
    by_network: HashMap<IpAddr, usize>,
    next: u64,
}

/// One connection, as far as its limits are concerned. Moments are milliseconds since the service began.
pub(crate) struct Seat {
    number: u64,
    network: IpAddr,
    crowd: Arc<Crowd>,
    /// Requests in flight.
    running: AtomicUsize,
    /// Whether a whole request has come at all.
    has_asked: AtomicBool,
    waiting_since: AtomicU64,
    /// When a piece of an answer was handed over that has not been taken yet; 0 for none.
    offered: AtomicU64,
    gives_way: AtomicBool,
    told: Notify,
}

/// A seat that is left when this is dropped.
pub(crate) struct Taken(pub(crate) Arc<Seat>);

/// A request in flight, until this is dropped.
pub(crate) struct Running(Arc<Seat>);

impl Crowd {
    pub(crate) fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self {
            limits,
            opened: Instant::now(),
            seats: Mutex::default(),
            freed: Notify::new(),
            awaited: AtomicBool::new(false),
        })
    }

    /// A seat, once there is one; none where this address has all that it may have, and is using them.
    pub(crate) async fn seat(self: &Arc<Self>, address: IpAddr) -> Option<Taken> {
        let network = network(address);
        loop {
            let freed = self.freed.notified();
            match self.admit(network) {
                Admission::Taken(seat) => return Some(seat),
                Admission::TooMany => return None,
                Admission::Full => freed.await,
            }
        }
    }

    fn admit(self: &Arc<Self>, network: IpAddr) -> Admission {
        let mut seats = self.seats();
        if seats.of(network) >= self.bound_of(network) && !seats.dismiss(|seat| seat.network == network) {
            return Admission::TooMany;
        }
        if seats.taken.len() >= self.limits.connections && !seats.dismiss_from_the_largest() {
            self.awaited.store(true, Ordering::SeqCst);
            // Somebody may have stopped asking before this was said.
            if !seats.dismiss_from_the_largest() {
                return Admission::Full;
            }
        }
        Admission::Taken(seats.take(self, network))
    }

    /// Makes whoever has waited longest give way, where there is somebody.
    pub(crate) fn make_room(&self) {
        self.seats().dismiss_from_the_largest();
    }

    /// Tells everybody that the service ends.
    pub(crate) fn close(&self) {
        self.seats().taken.values().for_each(|seat| seat.told.notify_one());
    }

    /// This machine is one address for all people that are simulated on it, and for all that come through a proxy on it.
    fn bound_of(&self, network: IpAddr) -> usize {
        if network.is_loopback() { self.limits.connections } else { self.limits.per_address }
    }

    fn now(&self) -> u64 {
        // Never 0, which is "none".
        u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX).saturating_add(1)
    }

    fn seats(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_room_for_one_who_waits(&self) {
        if self.awaited.swap(false, Ordering::SeqCst) {
            self.freed.notify_one();
        }
    }
}

impl Seats {
    fn of(&self, network: IpAddr) -> usize {
        self.by_network.get(&network).copied().unwrap_or(0)
    }

    fn take(&mut self, crowd: &Arc<Crowd>, network: IpAddr) -> Taken {
        self.next += 1;
        *self.by_network.entry(network).or_default() += 1;
        let seat = Arc::new(Seat {
            number: self.next,
            network,
            crowd: Arc::clone(crowd),
            running: AtomicUsize::new(0),
            has_asked: AtomicBool::new(false),
            waiting_since: AtomicU64::new(crowd.now()),
            offered: AtomicU64::new(0),
            gives_way: AtomicBool::new(false),
            told: Notify::new(),
        });
        self.taken.insert(self.next, Arc::clone(&seat));
        Taken(seat)
    }

    fn leave(&mut self, number: u64) {
        let Some(seat) = self.taken.remove(&number) else { return };
        if let Some(count) = self.by_network.get_mut(&seat.network) {
            *count -= 1;
            if *count == 0 {
                self.by_network.remove(&seat.network);
            }
        }
    }

    fn dismiss_from_the_largest(&mut self) -> bool {
        let largest = self.by_network.iter().max_by_key(|(_, count)| **count).map(|(network, _)| *network);
        largest.is_some_and(|largest| self.dismiss(|seat| seat.network == largest)) || self.dismiss(|_| true)
    }

    /// Makes one of these give way: who has waited longest. Nobody is waiting: false.
    fn dismiss(&mut self, among: impl Fn(&Seat) -> bool) -> bool {
        let waiting = self.taken.values().filter(|seat| among(seat) && !seat.is_running());
        let Some(seat) = waiting.min_by_key(|seat| seat.waiting_since.load(Ordering::Relaxed)).cloned() else {
            return false;
        };
        self.leave(seat.number);
        seat.gives_way.store(true, Ordering::Relaxed);
        seat.told.notify_one();
        true
    }
}

impl Seat {
    /// Begins a request.
    pub(crate) fn run(self: &Arc<Self>) -> Running {
        self.running.fetch_add(1, Ordering::SeqCst);
        self.has_asked.store(true, Ordering::Relaxed);
        Running(Arc::clone(self))
    }

    pub(crate) fn is_running(&self) -> bool {
        self.running.load(Ordering::SeqCst) > 0
    }

    /// Whether the connection is to be closed unless a request is in flight on it.
    pub(crate) fn gives_way(&self) -> bool {
        self.gives_way.load(Ordering::Relaxed)
    }

    /// Done when the connection is to take no more requests.
    pub(crate) async fn told(&self) {
        self.told.notified().await;
    }

    /// When this connection will have taken too long, as far as is known now; `Err` where it has.
    pub(crate) fn patience(&self) -> Result<Duration, ()> {
        let limits = &self.crowd.limits;
        let (since, limit) = if !self.is_running() {
            let limit = if self.has_asked.load(Ordering::Relaxed) { limits.idle } else { limits.head };
            (self.waiting_since.load(Ordering::Relaxed), limit)
        } else {
            match self.offered.load(Ordering::Relaxed) {
                0 => return Ok(limits.head.min(limits.idle).min(limits.stalled)),
                offered => (offered, limits.stalled),
            }
        };
        let waited = Duration::from_millis(self.crowd.now().saturating_sub(since));
        // A timer's resolution is a millisecond.
        limit.checked_sub(waited).filter(|rest| !rest.is_zero()).map(|rest| rest + Duration::from_millis(1)).ok_or(())
    }
}

impl Running {
    /// A piece of the answer was handed over.
    pub(crate) fn offered(&self) {
        self.0.offered.store(self.0.crowd.now(), Ordering::Relaxed);
    }

    /// The next piece is asked for, so the last one was taken.
    pub(crate) fn taken(&self) {
        self.0.offered.store(0, Ordering::Relaxed);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let seat = &self.0;
        seat.offered.store(0, Ordering::Relaxed);
        seat.waiting_since.store(seat.crowd.now(), Ordering::Relaxed);
        if seat.running.fetch_sub(1, Ordering::SeqCst) == 1 {
            seat.crowd.has_room_for_one_who_waits();
        }
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.0.crowd.seats().leave(self.0.number);
        self.0.crowd.has_room_for_one_who_waits();
    }
}

/// What counts as one address: whoever has an IPv6 address has a whole network of them.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) if !v6.is_loopback() => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowd(connections: usize, per_address: usize) -> Arc<Crowd> {
        Crowd::new(Limits { connections, per_address, ..Limits::shared_by(1) })
    }

    async fn seated(crowd: &Arc<Crowd>, address: &str) -> Taken {
        tokio::time::advance(Duration::from_millis(5)).await;
        crowd.seat(address.parse().unwrap()).await.unwrap()
    }

    fn give_way(seats: &[&Taken]) -> Vec<bool> {
        seats.iter().map(|seat| seat.0.gives_way()).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn an_address_with_all_it_may_have_makes_room_for_itself_and_an_ipv6_network_is_one_address() {
        for addresses in [["192.0.2.1"; 3], ["2001:db8::1", "2001:db8::2", "2001:db8::ffff:1"]] {
            let crowd = crowd(10, 2);
            let other = seated(&crowd, "192.0.2.9").await;
            let (first, second) = (seated(&crowd, addresses[0]).await, seated(&crowd, addresses[1]).await);
            let _asks = first.0.run();
            let third = seated(&crowd, addresses[2]).await;
            assert_eq!(give_way(&[&other, &first, &second, &third]), [false, false, true, false]);
            let _asks_too = third.0.run();
            assert!(crowd.seat(addresses[0].parse().unwrap()).await.is_none(), "both are in use");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn this_machine_may_have_all_connections_there_are() {
        let crowd = crowd(3, 1);
        for addresses in [["127.0.0.1"; 3], ["::1"; 3], ["::ffff:127.0.0.1"; 3]] {
            let mut seats = Vec::new();
            for address in addresses {
                seats.push(seated(&crowd, address).await);
            }
            assert!(seats.iter().all(|seat| !seat.0.gives_way()), "{addresses:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn where_all_are_taken_the_address_with_most_gives_way_and_there_who_waited_longest() {
        let crowd = crowd(3, 3);
        let alone = seated(&crowd, "192.0.2.1").await;
        let (first, second) = (seated(&crowd, "192.0.2.2").await, seated(&crowd, "192.0.2.2").await);
        let _new = seated(&crowd, "192.0.2.3").await;
        assert_eq!(give_way(&[&alone, &first, &second]), [false, true, false]);
    }

    #[tokio::test(start_paused = true)]
    async fn where_all_are_in_use_the_next_one_waits_until_one_is_not() {
        let crowd = crowd(1, 1);
        let first = seated(&crowd, "192.0.2.1").await;
        let asks = first.0.run();
        let mut next = std::pin::pin!(crowd.seat("192.0.2.2".parse().unwrap()));
        assert!(tokio::time::timeout(Duration::from_secs(60), next.as_mut()).await.is_err());
        drop(asks);
        assert!(next.await.is_some() && first.0.gives_way());
    }
}
