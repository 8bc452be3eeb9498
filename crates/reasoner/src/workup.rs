//! What to examine and which tests to order: expected information per cost and harm, with what either result would change.
//! What must not live here: asking the patient; how it is worded.

use facts::{By, FindingId};
use knowledge::{FindingIndex, Knowledge, Seen, View};
use serde::Serialize;

use crate::differential::Differential;
use crate::tables::Tables;

/// An examination or a test worth making.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proposed {
    pub finding: FindingId,
    /// An examination at the bedside, or a test that must be ordered.
    pub by: By,
    /// Expected information about the diagnosis, nats.
    pub gain: f64,
    /// What it costs and harms, in units of an easy question.
    pub cost: f64,
    /// Conditions whose chance changes most, with their chance now, if the finding is there, and if it is not.
    pub changes: Vec<Change>,
}

/// What a result does to one condition.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Index in the knowledge.
    pub condition: usize,
    pub now: f64,
    pub present: f64,
    pub absent: f64,
}

/// Leading hypotheses that tests are weighed over.
const WEIGHED: usize = 12;
/// Proposals at most of each kind.
const MOST: usize = 6;
/// Gain below which nothing is worth a needle or an appointment, nats (arbitrary).
const WORTH: f64 = 0.01;
/// How much rays weigh in pregnancy and under eighteen (arbitrary; that they weigh more is the rule of every guideline).
const RAYS_IN_PREGNANCY: f64 = 6.0;
const RAYS_IN_CHILDHOOD: f64 = 2.0;

/// Examinations and then tests, the most useful per cost first.
pub fn workup(knowledge: &Knowledge, tables: &Tables, view: &View, differential: &Differential) -> Vec<Proposed> {
    let rays = rays(knowledge, view);
    let mut proposed: Vec<(f64, Proposed)> = candidates(knowledge, tables, view, differential)
        .into_iter()
        .filter_map(|index| {
            let finding = knowledge.finding(index);
            let cost = finding.cost.max(0.5) * if finding.ionising { rays } else { 1.0 };
            let proposed = propose(knowledge, tables, view, differential, index, cost)?;
            (proposed.gain >= WORTH).then(|| (proposed.gain / proposed.cost, proposed))
        })
        .collect();
    proposed.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.finding.cmp(&b.1.finding)));
    let of = |by: By| proposed.iter().filter(move |(_, one)| one.by == by).take(MOST).map(|(_, one)| one.clone());
    of(By::Clinician).chain(of(By::Test)).collect()
}

/// What the leading conditions have a word about or name as their tests, is not known yet, and is no patient's to answer.
fn candidates(knowledge: &Knowledge, tables: &Tables, view: &View, differential: &Differential) -> Vec<FindingIndex> {
    let leading = differential.hypotheses.iter().take(WEIGHED).map(|hypothesis| hypothesis.condition);
    let mut all: Vec<FindingIndex> =
        leading.flat_map(|at| tables.findings_of(at).iter().chain(&knowledge.conditions[at].tests)).copied().collect();
    all.sort_unstable();
    all.dedup();
    let open = |index: &FindingIndex| {
        let finding = knowledge.finding(*index);
        finding.by != By::Patient
            && view.seen(*index) == Seen::NotAsked
            && finding.of.is_none()
            && finding.applies.may_concern(&view.person)
    };
    all.into_iter().filter(open).collect()
}

fn propose(
    knowledge: &Knowledge,
    tables: &Tables,
    view: &View,
    differential: &Differential,
    index: FindingIndex,
    cost: f64,
) -> Option<Proposed> {
    let finding = knowledge.finding(index);
    if finding.always() {
        return None;
    }
    let leak = tables.ratios.leak[usize::from(index)];
    let chance = |condition: usize| tables.chance(index, condition, view.person.age_years).map_or(leak, |(p, _)| p);
    let weighed: Vec<(usize, f64, f64)> = differential
        .hypotheses
        .iter()
        .take(WEIGHED)
        .map(|hypothesis| (hypothesis.condition, hypothesis.probability, chance(hypothesis.condition)))
        .collect();
    // What is none of the leading ones is taken to show the finding as everyone does.
    let total = weighed.iter().map(|(_, weight, _)| weight).sum::<f64>() + differential.something_else;
    let present = (weighed.iter().map(|(_, weight, p)| weight * p).sum::<f64>() + differential.something_else * leak) / total;
    if present <= 0.0 || present >= 1.0 {
        return None;
    }
    let mut gain = crate::tables::entropy(present) - differential.something_else / total * crate::tables::entropy(leak);
    let mut changes = Vec::new();
    for (condition, weight, p) in &weighed {
        gain -= weight / total * crate::tables::entropy(*p);
        let now = weight / total;
        changes.push(Change { condition: *condition, now: *weight, present: now * p / present, absent: now * (1.0 - p) / (1.0 - present) });
    }
    changes.sort_by(|a, b| (b.present - b.absent).abs().total_cmp(&(a.present - a.absent).abs()).then(a.condition.cmp(&b.condition)));
    changes.truncate(2);
    Some(Proposed { finding: finding.id.clone(), by: finding.by, gain, cost, changes })
}

/// How many times its cost an examination with rays weighs for this person.
fn rays(knowledge: &Knowledge, view: &View) -> f64 {
    let pregnant = knowledge.finding_index("c_pregnancy_status").is_some_and(|index| matches!(view.seen(index), Seen::Present { .. }));
    let child = view.person.age_years.is_some_and(|age| age < 18.0);
    match (pregnant, child) {
        (true, _) => RAYS_IN_PREGNANCY,
        (false, true) => RAYS_IN_CHILDHOOD,
        (false, false) => 1.0,
    }
}
