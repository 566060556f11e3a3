//! Chilean pesos. The peso has no minor unit, so an amount is a whole number and never a float.

use std::{fmt, iter::Sum};

use serde::{Deserialize, Serialize};

/// An amount of whole Chilean pesos.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Clp(i64);

impl Clp {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount of `pesos`.
    pub const fn new(pesos: i64) -> Self {
        Self(pesos)
    }

    /// The amount as a number of pesos.
    pub const fn pesos(self) -> i64 {
        self.0
    }

    /// The sum, or `None` when it does not fit.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The difference, or `None` when it does not fit.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(difference) => Some(Self(difference)),
            None => None,
        }
    }

    /// The nearest multiple of ten pesos; five is rounded up. Fares end in 0 because Fintoc's test mode reads the endings
    /// 01 to 09 as scenarios.
    pub const fn to_nearest_ten(self) -> Self {
        Self((self.0 + 5).div_euclid(10) * 10)
    }
}

impl std::ops::Neg for Clp {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl std::ops::Sub for Clp {
    type Output = Self;

    /// Stops at the limits, like a sum: what Fintoc says may be anything.
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Clp {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        Self(amounts.fold(0, |sum, amount| sum.saturating_add(amount.0)))
    }
}

/// As people in Chile write it: `$4.990`.
impl fmt::Display for Clp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        f.write_str(if self.0 < 0 { "-$" } else { "$" })?;
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                f.write_str(".")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pesos_are_printed_with_a_dot_before_every_three_digits() {
        let printed = [0, 50, 990, 4_990, 12_345, 9_999_990, -4_990].map(|pesos| Clp::new(pesos).to_string());
        assert_eq!(printed, ["$0", "$50", "$990", "$4.990", "$12.345", "$9.999.990", "-$4.990"]);
    }

    #[test]
    fn rounding_goes_to_the_nearest_ten() {
        let rounded = [6_484, 6_485, 6_487, 6_490].map(|pesos| Clp::new(pesos).to_nearest_ten().pesos());
        assert_eq!(rounded, [6_480, 6_490, 6_490, 6_490]);
    }

    #[test]
    fn a_sum_that_does_not_fit_is_none() {
        assert_eq!(Clp::new(i64::MAX).checked_add(Clp::new(1)), None);
    }
}
