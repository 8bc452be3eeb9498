//! What is due for a person before anything is wrong: preventions whose rule holds, and risk scores. What must not live here: the rules.

use knowledge::{Factor, Knowledge, Prevention, Score, Seen, Truth, View};

/// A prevention that concerns the person, or may.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Due<'a> {
    pub prevention: &'a Prevention,
    /// True, or unknown where something not yet known decides.
    pub truth: Truth,
}

/// A score as far as it can be reckoned.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored<'a> {
    pub score: &'a Score,
    /// The least and the greatest total that what is unknown leaves open; the same where all is known.
    pub least: f64,
    pub greatest: f64,
    /// What the total means, where both ends mean the same.
    pub band: Option<&'a knowledge::ScoreBand>,
    /// Names of the factors not known.
    pub missing: Vec<&'a facts::Text>,
}

/// Every prevention that is not ruled out, those that hold first.
pub fn due<'a>(knowledge: &'a Knowledge, view: &View) -> Vec<Due<'a>> {
    let concerns = |prevention: &'a Prevention| match prevention.rule.truth(view) {
        Truth::False => None,
        truth => Some(Due { prevention, truth }),
    };
    let mut all: Vec<Due> = knowledge.preventions.iter().filter_map(concerns).collect();
    all.sort_by_key(|due| due.truth != Truth::True);
    all
}

/// Every score made for people like this one.
pub fn scored<'a>(knowledge: &'a Knowledge, view: &View) -> Vec<Scored<'a>> {
    knowledge.scores.iter().filter(|score| score.rule.truth(view) == Truth::True).filter_map(|score| reckon(score, view)).collect()
}

/// `None` where a measured number that the sum needs is not known: nothing can be said.
fn reckon<'a>(score: &'a Score, view: &View) -> Option<Scored<'a>> {
    let mut scored = Scored { score, least: 0.0, greatest: 0.0, band: None, missing: Vec::new() };
    for factor in &score.factors {
        let (least, greatest) = points(factor, view);
        scored.least += least;
        scored.greatest += greatest;
        if least != greatest {
            scored.missing.push(&factor.name);
        }
    }
    for term in &score.linear {
        let number = match term.of {
            None => view.person.age_years,
            Some(finding) => match view.seen(finding) {
                Seen::Present { number, .. } => number,
                _ => None,
            },
        }?;
        scored.least += number * term.times;
        scored.greatest += number * term.times;
    }
    let within = |total: f64| score.bands.iter().find(|band| total >= band.from && total < band.to);
    let (low, high) = (within(scored.least)?, within(scored.greatest)?);
    scored.band = std::ptr::eq(low, high).then_some(low);
    Some(scored)
}

/// The least and greatest points of a factor: those of the first row that holds, and of every row before it that still might.
fn points(factor: &Factor, view: &View) -> (f64, f64) {
    let (mut least, mut greatest) = (f64::INFINITY, f64::NEG_INFINITY);
    for (rule, points) in &factor.rows {
        let truth = rule.as_ref().map_or(Truth::True, |rule| rule.truth(view));
        if truth != Truth::False {
            (least, greatest) = (least.min(*points), greatest.max(*points));
        }
        if truth == Truth::True {
            return (least, greatest);
        }
    }
    if least.is_finite() { (least, greatest) } else { (0.0, 0.0) }
}
