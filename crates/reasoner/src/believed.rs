//! How far the chances of a told story may be believed: what practice cases say of them. What must not live here: ranking, urgency;
//! neither turns on it.

use knowledge::Calibration;

use crate::differential::Differential;

/// Chances as practice bears them out, in the order of the hypotheses.
#[derive(Clone, Debug, PartialEq)]
pub struct Believed {
    pub chances: Vec<f64>,
    /// So many of the first hold the right condition as often as the calibration promises; all of them where that was not fitted.
    pub set: usize,
}

/// Mixes each chance with how often the condition at that place was the right one: p' = t p + (1 - t) s, with t the trust in the
/// chance and s the share of its rank. The order stays, since neither rises with the rank, and the sum stays at most 1 where that of the
/// chances does.
///
/// ```
/// use knowledge::Calibration;
/// use reasoner::{Differential, Hypothesis, believed};
/// let hypothesis = |probability| Hypothesis { condition: 0, probability, score: 0.0, prior: 0.0, reasons: Vec::new() };
/// let differential = Differential { hypotheses: vec![hypothesis(0.875), hypothesis(0.25)], ..Differential::default() };
/// let calibration = Calibration { trust: 0.5, by_rank: vec![0.625, 0.125], set_chance: 0.2, ..Calibration::default() };
/// let believed = believed(&calibration, &differential);
/// assert_eq!(believed.chances, [0.75, 0.1875]);
/// assert_eq!(believed.set, 1);
/// ```
pub fn believed(calibration: &Calibration, differential: &Differential) -> Believed {
    let share = |rank: usize| calibration.by_rank.get(rank).copied().unwrap_or(0.0);
    let mixed = |(rank, probability): (usize, f64)| calibration.trust * probability + (1.0 - calibration.trust) * share(rank);
    let chances: Vec<f64> = differential.hypotheses.iter().map(|hypothesis| hypothesis.probability).enumerate().map(mixed).collect();
    let set = chances.iter().take_while(|chance| **chance >= calibration.set_chance).count().max(1).min(chances.len());
    Believed { chances, set }
}
