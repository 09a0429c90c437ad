//! A PIN in memory: for as long as somebody chose, then wiped.

use chrono::{DateTime, TimeDelta, Utc};
use zeroize::Zeroizing;

/// A card's PIN or a file's password; wiped when dropped, never shown.
#[derive(Clone)]
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// Takes up what was typed.
    #[must_use]
    pub fn new(typed: String) -> Self {
        Self(Zeroizing::new(typed))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Pin")
    }
}

/// Keeps one PIN until an instant. It has no clock: the caller says what time it is.
#[derive(Debug, Default)]
pub struct PinHolder {
    held: Option<(Pin, DateTime<Utc>, DateTime<Utc>)>,
}

impl PinHolder {
    /// Keeps a PIN from `now` for a time; one that was kept before is wiped.
    pub fn hold(&mut self, pin: Pin, now: DateTime<Utc>, time: TimeDelta) {
        let until = now.checked_add_signed(time).unwrap_or(now);
        self.held = Some((pin, now, until));
    }

    /// Returns the PIN while its time lasts; wipes it when the time is over, and when the clock has
    /// gone back before the moment it was typed.
    pub fn pin(&mut self, now: DateTime<Utc>) -> Option<&Pin> {
        self.held
            .take_if(|(_, from, until)| now < *from || now >= *until);
        self.held.as_ref().map(|(pin, _, _)| pin)
    }

    /// Returns when the PIN will be wiped, if one is kept.
    #[must_use]
    pub fn until(&self) -> Option<DateTime<Utc>> {
        self.held.as_ref().map(|(_, _, until)| *until)
    }

    /// Wipes the PIN now: after a wrong one, at log-out, when the card is taken out.
    pub fn wipe(&mut self) {
        self.held = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_kept_for_the_time_that_was_chosen_and_no_longer() {
        let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let minutes = TimeDelta::minutes;
        let mut holder = PinHolder::default();
        assert!(holder.pin(now).is_none());
        holder.hold(Pin::new("12345".to_owned()), now, minutes(10));
        assert_eq!(holder.until(), Some(now + minutes(10)));
        assert_eq!(holder.pin(now).map(Pin::expose), Some("12345"));
        assert!(holder.pin(now + minutes(9)).is_some());
        assert!(holder.pin(now + minutes(10)).is_none());
        assert!(holder.pin(now).is_none(), "wiped, not only hidden");

        holder.hold(Pin::new("12345".to_owned()), now, minutes(10));
        assert!(holder.pin(now - minutes(1)).is_none(), "a clock set back");

        holder.hold(Pin::new("12345".to_owned()), now, minutes(10));
        holder.wipe();
        assert!(holder.pin(now).is_none());
        assert_eq!(holder.until(), None);
    }

    #[test]
    fn a_pin_is_never_shown() {
        let mut holder = PinHolder::default();
        let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        holder.hold(Pin::new("98765".to_owned()), now, TimeDelta::minutes(1));
        assert!(!format!("{holder:?}").contains("98765"));
    }
}
