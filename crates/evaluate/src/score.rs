//! Predictions against gold. What must not live here: predicting.

use std::fmt::Write;

use facts::Urgency;
use serde::Deserialize;

use crate::names::Names;
use crate::predict::Prediction;

/// What a case's author says of it; any of it may be absent.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Gold {
    pub id: String,
    #[serde(default)]
    pub diagnosis: Vec<String>,
    #[serde(default)]
    pub urgency: Option<String>,
}

/// Plain counts.
#[derive(Clone, Debug, Default)]
pub struct Score {
    pub cases: usize,
    pub with_gold: usize,
    /// Whose primary diagnosis is among our conditions.
    pub covered: usize,
    /// Ranked first, in three, in five, in ten.
    pub within: [usize; 4],
    /// Of the emergencies in gold: how many were called at least an emergency.
    pub emergencies: (usize, usize),
    /// Of the cases for self-care: how many were sent to an emergency.
    pub alarmed: (usize, usize),
    pub questions: usize,
    pub micros: Vec<u64>,
    /// Names not among our conditions, and cases not in three with what led instead.
    pub not_covered: Vec<String>,
    pub missed: Vec<String>,
}

const RANKS: [usize; 4] = [1, 3, 5, 10];

/// Scores predictions; each needs its gold in the same place.
pub fn score(names: &Names, predictions: &[Prediction], gold: &[Gold], conditions: &dyn Fn(usize) -> String) -> Score {
    let mut score = Score { cases: predictions.len(), ..Score::default() };
    for (prediction, gold) in predictions.iter().zip(gold) {
        score.questions += prediction.questions;
        score.micros.push(prediction.micros);
        let emergency = prediction.urgency.is_some_and(|urgency| urgency >= Urgency::EmergencyNow);
        match gold.urgency.as_deref() {
            Some("emergency") => score.emergencies = (score.emergencies.0 + usize::from(emergency), score.emergencies.1 + 1),
            Some("self_care") => score.alarmed = (score.alarmed.0 + usize::from(emergency), score.alarmed.1 + 1),
            _ => {}
        }
        let Some(primary) = gold.diagnosis.first() else { continue };
        score.with_gold += 1;
        let right: Vec<String> = names.find(primary).into_iter().map(conditions).collect();
        if right.is_empty() {
            score.not_covered.push(format!("{}: {primary}", gold.id));
            continue;
        }
        score.covered += 1;
        let rank = prediction.differential.iter().position(|predicted| right.contains(&predicted.id)).map(|at| at + 1);
        for (count, within) in score.within.iter_mut().zip(RANKS) {
            *count += usize::from(rank.is_some_and(|rank| rank <= within));
        }
        if rank.is_none_or(|rank| rank > 3) {
            let led: Vec<&str> = prediction.differential.iter().take(3).map(|predicted| predicted.id.as_str()).collect();
            score.missed.push(format!("{}: {} at {rank:?}; led {}", gold.id, right.join("|"), led.join(", ")));
        }
    }
    score
}

impl Score {
    /// The report for people.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let _ = writeln!(text, "cases {}, with a diagnosis {}", self.cases, self.with_gold);
        let _ = writeln!(text, "coverage      {}", rate(self.covered, self.with_gold));
        for (hits, rank) in self.within.iter().zip(RANKS) {
            let _ = writeln!(text, "top-{rank:<2} covered {}   of all {}", rate(*hits, self.covered), rate(*hits, self.with_gold));
        }
        if self.emergencies.1 > 0 {
            let _ = writeln!(text, "emergencies called so {}", rate(self.emergencies.0, self.emergencies.1));
        }
        if self.alarmed.1 > 0 {
            let _ = writeln!(text, "self-care alarmed {}", rate(self.alarmed.0, self.alarmed.1));
        }
        let mut micros = self.micros.clone();
        micros.sort_unstable();
        let _ = writeln!(
            text,
            "questions a case {:.1}; time p50 {} us, p99 {} us",
            self.questions as f64 / self.cases.max(1) as f64,
            within(&micros, 0.5),
            within(&micros, 0.99)
        );
        text
    }
}

/// The time within which a share of the sorted times lies; 0 of none.
pub fn within(sorted: &[u64], share: f64) -> u64 {
    sorted.get(((sorted.len() as f64 - 1.0) * share).max(0.0) as usize).copied().unwrap_or(0)
}

/// Microseconds since a start.
pub fn micros_since(start: std::time::Instant) -> u64 {
    u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX)
}

/// A share in words, with its 95% Wilson interval: "8/10 = 80.0% (49.0-94.3)".
pub fn rate(hits: usize, of: usize) -> String {
    let (low, high) = wilson(hits, of);
    format!("{hits}/{of} = {:.1}% ({:.1}-{:.1})", percent(hits, of), 100.0 * low, 100.0 * high)
}

fn percent(hits: usize, of: usize) -> f64 {
    if of == 0 { 0.0 } else { 100.0 * hits as f64 / of as f64 }
}

/// The 95% Wilson interval of a share.
pub fn wilson(hits: usize, of: usize) -> (f64, f64) {
    if of == 0 {
        return (0.0, 1.0);
    }
    let (n, z) = (of as f64, 1.96_f64);
    let p = hits as f64 / n;
    let centre = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + z * z / n;
    (((centre - half) / whole).max(0.0), ((centre + half) / whole).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::wilson;

    #[test]
    fn an_interval_holds_its_share_and_stays_within_bounds() {
        let (low, high) = wilson(8, 10);
        assert!((low - 0.490).abs() < 0.001 && (high - 0.943).abs() < 0.001);
        assert_eq!(wilson(0, 0), (0.0, 1.0));
        assert_eq!(wilson(5, 5).1, 1.0);
    }
}
