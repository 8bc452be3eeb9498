//! Probabilities and odds as types, so that the one is never read as the other.

use serde::{Deserialize, Serialize};

/// A probability in [0, 1].
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Probability(f64);

/// A number that is no probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProbabilityError(pub f64);

impl std::fmt::Display for ProbabilityError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} is not a probability: it must lie between 0 and 1", self.0)
    }
}

impl std::error::Error for ProbabilityError {}

impl Probability {
    /// A probability, or the reason why the number is none.
    ///
    /// ```
    /// assert!(facts::Probability::new(0.3).is_ok());
    /// assert!(facts::Probability::new(1.2).is_err());
    /// assert!(facts::Probability::new(f64::NAN).is_err());
    /// ```
    pub fn new(value: f64) -> Result<Probability, ProbabilityError> {
        if (0.0..=1.0).contains(&value) { Ok(Probability(value)) } else { Err(ProbabilityError(value)) }
    }

    /// The number itself, in [0, 1].
    pub fn get(self) -> f64 {
        self.0
    }

    /// ln(p / (1 - p)); infinite at 0 and 1.
    pub fn log_odds(self) -> LogOdds {
        LogOdds(libm::log(self.0) - libm::log1p(-self.0))
    }
}

impl TryFrom<f64> for Probability {
    type Error = ProbabilityError;
    fn try_from(value: f64) -> Result<Probability, ProbabilityError> {
        Probability::new(value)
    }
}

impl From<Probability> for f64 {
    fn from(probability: Probability) -> f64 {
        probability.0
    }
}

/// Natural logarithm of odds, in nats.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct LogOdds(pub f64);

impl LogOdds {
    /// 1 / (1 + e^-x).
    ///
    /// ```
    /// assert_eq!(facts::LogOdds(0.0).probability().get(), 0.5);
    /// ```
    pub fn probability(self) -> Probability {
        let p = if self.0 >= 0.0 {
            1.0 / (1.0 + libm::exp(-self.0))
        } else {
            let e = libm::exp(self.0);
            e / (1.0 + e)
        };
        Probability(p)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odds_and_probability_are_inverse() {
        for k in 1..100 {
            let p = k as f64 / 100.0;
            let back = Probability::new(p).expect("in range").log_odds().probability().get();
            assert!((back - p).abs() < 1e-12, "{p} came back as {back}");
        }
    }
}
