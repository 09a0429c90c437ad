//! How much the centre takes on, and from whom.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

/// The limits of a running centre.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Requests a minute from one counter.
    pub counter_per_minute: u32,
    /// Requests a minute from one address; a comune may have all its counters behind one.
    pub address_per_minute: u32,
    /// Connections open at once.
    pub connections: usize,
    /// Connections open at once from one address.
    pub connections_per_address: usize,
    /// Requests in work at once; more are told to come back.
    pub requests: usize,
    /// Threads that compute and wait for the storage.
    pub workers: usize,
    /// How long a request waits for a thread.
    pub wait: Duration,
    /// How long a body may take whatever its size.
    pub body_grace: Duration,
    /// How slow a body may come after that, in bytes a second on average.
    pub body_rate: u64,
    /// The most bytes of bodies held at once.
    pub body_bytes_held: usize,
    /// How long an idle connection stays, or one that sends its header drop by drop.
    pub idle: Duration,
    /// How long a TLS handshake may take.
    pub handshake: Duration,
    /// How long open requests may take once the centre is told to stop.
    pub stop: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            counter_per_minute: 1_200,
            address_per_minute: 12_000,
            connections: 4_096,
            connections_per_address: 256,
            requests: 1_024,
            workers: 16,
            wait: Duration::from_secs(20),
            body_grace: Duration::from_secs(30),
            // A line of 64 kbit/s that loses packets brings about 4 KB/s.
            body_rate: 1_024,
            body_bytes_held: 256 << 20,
            idle: Duration::from_secs(75),
            handshake: Duration::from_secs(20),
            stop: Duration::from_secs(30),
        }
    }
}

/// The most bytes of a request's header, and the most lines.
pub(super) const HEADER_BYTES_MAX: usize = 16 << 10;
pub(super) const HEADERS_MAX: usize = 64;

/// The window of the rate limits, in seconds.
const WINDOW_SECONDS: i64 = 60;

/// The most keys that are counted at once. Beyond it newcomers share one count: an attacker with many addresses
/// then meets the limit of one, and memory is bounded.
const KEYS_MAX: usize = 50_000;

/// Requests counted by key in windows of a minute.
#[derive(Debug)]
pub(super) struct Rates<K> {
    limit: u32,
    window: Mutex<Window<K>>,
}

#[derive(Debug)]
struct Window<K> {
    number: i64,
    counts: HashMap<K, u32>,
    /// Of all for whom there was no room.
    others: u32,
}

/// Where somebody stands in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) limit: u32,
    pub(super) remaining: u32,
    /// Seconds until the next window.
    pub(super) reset: u64,
}

impl<K: Hash + Eq> Rates<K> {
    pub(super) fn new(limit: u32) -> Self {
        Self {
            limit,
            window: Mutex::new(Window {
                number: 0,
                counts: HashMap::new(),
                others: 0,
            }),
        }
    }

    /// Counts one request.
    ///
    /// # Errors
    /// It is one too many.
    pub(super) fn count(&self, key: K, now: DateTime<Utc>) -> Result<Standing, Standing> {
        let now = now.timestamp();
        let number = now.div_euclid(WINDOW_SECONDS);
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if window.number != number {
            *window = Window {
                number,
                counts: HashMap::new(),
                others: 0,
            };
        }
        let full = window.counts.len() >= KEYS_MAX && !window.counts.contains_key(&key);
        let count = if full {
            &mut window.others
        } else {
            window.counts.entry(key).or_default()
        };
        *count = count.saturating_add(1);
        let standing = Standing {
            limit: self.limit,
            remaining: self.limit.saturating_sub(*count),
            reset: (WINDOW_SECONDS - now.rem_euclid(WINDOW_SECONDS)).unsigned_abs(),
        };
        if *count <= self.limit {
            Ok(standing)
        } else {
            Err(standing)
        }
    }
}

/// Returns what stands for an address: whoever has an IPv6 address has the other 2^64 of its network too.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let bits = address.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from_bits(bits))
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn each_key_has_its_own_count_until_the_window_ends() {
        let rates = Rates::new(2);
        let standing = rates.count("a", at(120)).unwrap();
        assert_eq!((standing.remaining, standing.reset), (1, 60));
        assert!(rates.count("a", at(130)).is_ok());
        let refused = rates.count("a", at(150)).unwrap_err();
        assert_eq!((refused.remaining, refused.reset), (0, 30));
        assert!(rates.count("b", at(150)).is_ok(), "another key");
        assert!(rates.count("a", at(180)).is_ok(), "the next window");
    }

    #[test]
    fn memory_is_bounded() {
        let rates = Rates::new(1);
        for key in 0..KEYS_MAX {
            assert!(rates.count(key, at(0)).is_ok());
        }
        assert!(rates.count(KEYS_MAX, at(0)).is_ok());
        assert!(rates.count(KEYS_MAX + 1, at(0)).is_err(), "they share one");
        assert!(rates.window.lock().unwrap().counts.len() <= KEYS_MAX);
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let parse = |text: &str| network(text.parse().unwrap());
        assert_eq!(parse("2001:db8::1"), parse("2001:db8::ffff:1"));
        assert_ne!(parse("2001:db8::1"), parse("2001:db8:0:1::1"));
        assert_eq!(parse("::ffff:192.0.2.1"), parse("192.0.2.1"));
    }
}
