//! Urgency: the most urgent of the rules that hold, the expected loss, and the floor for the vulnerable.
//! What must not live here: a rule about a particular disease; those are in the knowledge.

use facts::Urgency;
use knowledge::{Knowledge, Truth, View};
use serde::Serialize;

use crate::differential::Differential;

/// What the red flags that hold demand.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing {
    /// Nothing, while no rule holds: that is not reassurance.
    pub urgency: Option<Urgency>,
    pub reasons: Vec<Reason>,
}

/// A rule that holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reason {
    pub red_flag: String,
    pub urgency: Urgency,
}

/// Every rule that holds, the most urgent first.
pub fn standing(knowledge: &Knowledge, view: &View) -> Standing {
    let holding = knowledge.red_flags.iter().filter(|flag| flag.rule.truth(view) == Truth::True);
    let mut reasons: Vec<Reason> = holding.map(|flag| Reason { red_flag: flag.id.clone(), urgency: flag.urgency }).collect();
    reasons.sort_by(|a, b| b.urgency.cmp(&a.urgency).then_with(|| a.red_flag.cmp(&b.red_flag)));
    Standing { urgency: reasons.first().map(|reason| reason.urgency), reasons }
}

/// The level of an emergency department, 1 to 5, and the rule that asks for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Level {
    pub level: u8,
    /// Index in [`Knowledge::acuity`]; none where no rule of it holds.
    pub because: Option<usize>,
}

/// The most urgent level whose rule holds; never less urgent than what stands. A complaint without a rule is level 4.
pub fn level(knowledge: &Knowledge, view: &View, standing: &Standing) -> Level {
    let stands = match standing.urgency {
        Some(Urgency::CallAmbulance) => 2,
        Some(Urgency::EmergencyNow) => 3,
        _ if view.complains() => 4,
        _ => 5,
    };
    let holding = knowledge.acuity.iter().enumerate().find(|(_, acuity)| acuity.rule.truth(view) == Truth::True);
    match holding.filter(|(_, acuity)| acuity.level <= stands) {
        Some((at, acuity)) => Level { level: acuity.level, because: Some(at) },
        None => Level { level: stands, because: None },
    }
}

/// How much each further step too low multiplies the loss.
const TOO_LOW: f64 = 2.0;

/// Scales the loss of saying too little against that of saying too much: the dangers that cannot wait have rules of their
/// own, which no scale weakens (arbitrary; measured on openings and own vignettes).
const EARNEST: f64 = 0.8;

/// The loss of saying `said` when `truth` was right, in arbitrary units: each step too low doubles the loss, each
/// step too high costs one. Two is arbitrary: with it, one chance in sixteen of an emergency outweighs sending the patient home.
fn loss(said: Urgency, truth: Urgency) -> f64 {
    let (said, truth) = (step(said), step(truth));
    if said >= truth { f64::from(said - truth) } else { (0..truth - said).fold(1.0, |loss, _| loss * TOO_LOW) * f64::from(truth) * EARNEST }
}

fn step(urgency: Urgency) -> u8 {
    match urgency {
        Urgency::SelfCare => 0,
        Urgency::Routine => 1,
        Urgency::ReferralWithin2Weeks => 2,
        Urgency::UrgentWithin24h => 3,
        Urgency::EmergencyNow => 4,
        Urgency::CallAmbulance => 5,
    }
}

const ALL: [Urgency; 6] = [
    Urgency::SelfCare,
    Urgency::Routine,
    Urgency::ReferralWithin2Weeks,
    Urgency::UrgentWithin24h,
    Urgency::EmergencyNow,
    Urgency::CallAmbulance,
];

/// Below this chance a condition is one of the many that nothing speaks for: a vague story leaves a long tail of rare
/// emergencies whose sum says nothing (arbitrary; measured on openings and own vignettes).
const SUSPECTED: f64 = 0.03;

/// The urgency of ending now: the least expected loss, never under a rule that holds nor under the floor. What is none of
/// ours counts as routine: an unexplained complaint is seen by a doctor, not sent home.
pub fn decide(knowledge: &Knowledge, view: &View, standing: &Standing, differential: &Differential) -> Urgency {
    let weighed: Vec<(f64, Urgency)> = differential
        .hypotheses
        .iter()
        .filter(|hypothesis| hypothesis.probability >= SUSPECTED)
        .map(|hypothesis| (hypothesis.probability, knowledge.conditions[hypothesis.condition].urgency))
        .collect();
    let rest = 1.0 - weighed.iter().map(|(probability, _)| probability).sum::<f64>().min(1.0);
    let expected = |said: Urgency| {
        weighed.iter().map(|(probability, urgency)| probability * loss(said, *urgency)).sum::<f64>() + rest * loss(said, Urgency::Routine)
    };
    let mut best = ALL[0];
    for said in ALL {
        if expected(said) <= expected(best) {
            best = said;
        }
    }
    if !view.complains() {
        best = Urgency::Routine;
    }
    let best = best.max(floor(view));
    standing.urgency.map_or(best, |urgency| urgency.max(best))
}

/// The very young and the very old are seen by a doctor whatever the odds.
fn floor(view: &View) -> Urgency {
    match view.person.age_years {
        Some(age) if age < 0.25 && view.complains() => Urgency::UrgentWithin24h,
        Some(age) if !(2.0..80.0).contains(&age) => Urgency::Routine,
        _ => Urgency::SelfCare,
    }
}
