//! Whether chances can be believed: expected calibration error, and sets of conditions that hold the right one as often as they promise.
//! What must not live here: predicting.

use crate::names::Names;
use crate::predict::Prediction;
use crate::score::Gold;

/// A case as calibration sees it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Of all that were reported, the greatest first.
    pub chances: Vec<f64>,
    /// The place of the right condition, from 0.
    pub rank: Option<usize>,
}

impl Judged {
    /// Of the leading condition.
    pub fn confidence(&self) -> f64 {
        self.chances.first().copied().unwrap_or(0.0)
    }

    /// Of the right condition; 0 where it was not reported.
    pub fn chance(&self) -> f64 {
        self.rank.and_then(|rank| self.chances.get(rank)).copied().unwrap_or(0.0)
    }
}

/// Judges predictions; each needs its gold in the same place. Cases whose diagnosis is none of ours are left out: no chance was theirs.
pub fn judge(names: &Names, predictions: &[Prediction], gold: &[Gold]) -> Vec<Judged> {
    let mut judged = Vec::new();
    for (prediction, gold) in predictions.iter().zip(gold) {
        let right = gold.diagnosis.first().map(|primary| names.find(primary)).unwrap_or_default();
        if !right.is_empty() {
            let rank = prediction.chances.iter().position(|(condition, _)| right.contains(condition));
            judged.push(Judged { chances: prediction.chances.iter().map(|(_, chance)| *chance).collect(), rank });
        }
    }
    judged
}

/// How often the condition at each of the first places was the right one.
pub fn by_rank(judged: &[Judged], places: usize) -> Vec<f64> {
    let right = |place: usize| judged.iter().filter(|case| case.rank == Some(place)).count();
    (0..places).map(|place| right(place) as f64 / judged.len().max(1) as f64).collect()
}

/// Cases of one band of confidence.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    pub cases: usize,
    pub right: usize,
    /// Sum over its cases.
    pub confidence: f64,
}

/// Bins of equal width.
const BINS: usize = 10;

/// Cases by confidence, in ten bands of equal width.
pub fn reliability(judged: &[Judged]) -> Vec<Bin> {
    let mut bins = vec![Bin::default(); BINS];
    for case in judged {
        let bin = &mut bins[((case.confidence() * BINS as f64) as usize).min(BINS - 1)];
        bin.cases += 1;
        bin.right += usize::from(case.rank == Some(0));
        bin.confidence += case.confidence();
    }
    bins
}

/// Expected calibration error: the mean over cases of |share right - mean confidence| of their band (Naeini, Cooper and Hauskrecht
/// 2015, AAAI, equation 3). `None` without cases.
///
/// ```
/// use evaluate::{Judged, calibration_error};
/// let case = |rank| Judged { chances: vec![0.75, 0.2], rank };
/// assert_eq!(calibration_error(&[case(Some(0)), case(Some(0)), case(Some(0)), case(Some(1))]), Some(0.0));
/// assert_eq!(calibration_error(&[]), None);
/// ```
pub fn calibration_error(judged: &[Judged]) -> Option<f64> {
    let off: f64 = reliability(judged).iter().map(|bin| (bin.right as f64 - bin.confidence).abs()).sum();
    (!judged.is_empty()).then(|| off / judged.len() as f64)
}

/// The least chance that a condition of a set with `share` coverage may have: the split-conformal quantile of 1 - chance of the right
/// condition, at the ceil((n + 1) share)-th smallest (Vovk; Sadinle, Lei and Wasserman 2019, JASA 114:223). 0, everything, where n is
/// too small to promise it.
pub fn least_chance(chances_of_right: impl Iterator<Item = f64>, share: f64) -> f64 {
    let mut chances: Vec<f64> = chances_of_right.collect();
    chances.sort_by(|a, b| b.total_cmp(a));
    let rank = ((chances.len() as f64 + 1.0) * share).ceil() as usize;
    rank.checked_sub(1).and_then(|at| chances.get(at)).copied().unwrap_or(0.0)
}

/// How often sets fitted on the other cases hold the right condition of each, and the mean size of these sets.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Coverage {
    pub cases: usize,
    pub held: usize,
    pub members: usize,
}

/// Leaves each case out in turn.
pub fn coverage(judged: &[Judged], share: f64) -> Coverage {
    let mut coverage = Coverage { cases: judged.len(), ..Coverage::default() };
    for (at, case) in judged.iter().enumerate() {
        let others = judged.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other.chance());
        let least = least_chance(others, share);
        coverage.held += usize::from(case.chance() >= least && case.rank.is_some());
        coverage.members += case.chances.iter().filter(|chance| **chance >= least).count();
    }
    coverage
}

#[cfg(test)]
mod tests {
    use super::least_chance;

    /// Ten cases at 90%: the tenth smallest of 1 - chance, so the smallest chance; at 50% the sixth.
    #[test]
    fn the_quantile_is_that_of_split_conformal_prediction() {
        let chances = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05];
        assert_eq!(least_chance(chances.into_iter(), 0.9), 0.05);
        assert_eq!(least_chance(chances.into_iter(), 0.5), 0.4);
        assert_eq!(least_chance([0.9].into_iter(), 0.9), 0.0);
    }
}
