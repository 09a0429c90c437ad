//! Money, in cents.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use serde::{Deserialize, Serialize};

/// An amount in euro cents.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(transparent)]
pub struct Cents(pub i32);

impl Cents {
    /// Nothing to pay.
    pub const ZERO: Self = Self(0);

    /// Returns the amount rounded to five cents, for a total paid wholly in cash
    /// (DL 50/2017 art. 13-quater): 1 and 2 down, 3 and 4 up, 6 and 7 down, 8 and 9 up.
    #[must_use]
    pub fn rounded_to_five_cents(self) -> Self {
        Self((self.0 + 2).div_euclid(5) * 5)
    }
}

impl Add for Cents {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(
            self.0
                .checked_add(other.0)
                .expect("amounts at a counter stay far below 20 million euro"),
        )
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        items.fold(Self::ZERO, Add::add)
    }
}

/// Writes the Italian form without the sign of the currency: `1.234,50`.
impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (euro, cents) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        let digits = euro.to_string();
        let mut grouped = String::new();
        for (position, digit) in digits.chars().enumerate() {
            if position > 0 && (digits.len() - position).is_multiple_of(3) {
                grouped.push('.');
            }
            grouped.push(digit);
        }
        write!(f, "{sign}{grouped},{cents:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::Cents;

    #[test]
    fn cash_is_rounded_to_the_nearest_five_cents() {
        for (exact, rounded) in [
            (26, 25),
            (52, 50),
            (53, 55),
            (258, 260),
            (516, 515),
            (542, 540),
            (1626, 1625),
            (1652, 1650),
            (2221, 2220),
            (2273, 2275),
            (2737, 2735),
            (2, 0),
            (3, 5),
            (0, 0),
        ] {
            assert_eq!(
                Cents(exact).rounded_to_five_cents(),
                Cents(rounded),
                "{exact} cents"
            );
        }
    }

    #[test]
    fn amounts_are_written_as_italians_write_them() {
        for (cents, text) in [
            (0, "0,00"),
            (26, "0,26"),
            (1652, "16,52"),
            (123_456_789, "1.234.567,89"),
            (-5, "-0,05"),
        ] {
            assert_eq!(Cents(cents).to_string(), text, "{cents} cents");
        }
    }
}
