//! The differential: prior odds, likelihood ratios, and the competition of single, paired and triple explanations.
//! What must not live here: what to do about it.
//!
//! ln odds(d) = w ln prior(d) + sum over known findings of ln P(f | d) / leak(f); P(f | several) is a leaky noisy-OR,
//! 1 - (1 - leak)(1 - l1)(1 - l2), so a pair's score is the sum of its members' with a correction for each finding
//! that both can cause.

use std::cmp::Ordering;

use facts::{Demographics, Shape, Told};
use knowledge::{Condition, Finding, FindingIndex, Knowledge, Seen, View, Weights, bit};
use libm::{exp, log};
use serde::Serialize;

use crate::tables::{Effect, Ratios, Tables};

/// What may explain the case, likeliest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Differential {
    pub hypotheses: Vec<Hypothesis>,
    /// The chance that none of our conditions explains it.
    pub something_else: f64,
    /// Present findings that the leading explanations do not cover.
    pub unexplained: Vec<FindingIndex>,
}

impl Differential {
    /// The chance of one condition, 0 where it is not among the hypotheses.
    pub fn probability(&self, condition: usize) -> f64 {
        self.hypotheses.iter().find(|hypothesis| hypothesis.condition == condition).map_or(0.0, |hypothesis| hypothesis.probability)
    }

    /// The place of one condition, from 1; `None` where it is not among the hypotheses.
    pub fn rank(&self, condition: usize) -> Option<usize> {
        self.hypotheses.iter().position(|hypothesis| hypothesis.condition == condition).map(|at| at + 1)
    }
}

/// One condition with its chance and its reasons.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hypothesis {
    /// Index in the knowledge.
    pub condition: usize,
    pub probability: f64,
    /// ln odds against "none of our conditions".
    pub score: f64,
    /// ln of the prior.
    pub prior: f64,
    /// What each finding adds, the weightiest first; for the leading ones only.
    pub reasons: Vec<Contribution>,
}

/// What one finding adds to one condition, in nats.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Contribution {
    pub finding: FindingIndex,
    pub nats: f64,
}

/// How many are reported.
const REPORTED: usize = 40;
/// How many of them come with their reasons.
const EXPLAINED: usize = 12;
/// Pairs are formed among so many leading conditions, triples among fewer (figures: DESIGN 5).
const PAIRED: usize = 40;
const TRIPLED: usize = 10;
/// Nats below the best explanation at which a combination no longer counts.
const NEGLIGIBLE: f64 = 14.0;
/// What the silence of a brief complaint counts beside that of a story (arbitrary; tuned on practice cases).
const BRIEF: f64 = 0.35;
/// A second disease at the same visit must earn its place beyond its own rarity, nats.
const COMPANY: f64 = 1.5;

/// What a combination counts for its lesser members.
const SECOND: f64 = 0.1;

/// Ranks every condition and gives the reasons of the leading ones; `priors` as [`priors`] gives them.
pub fn differential(knowledge: &Knowledge, tables: &Tables, view: &View, priors: &[Prior]) -> Differential {
    let mut ranked = ranked(knowledge, &tables.ratios, view, priors);
    for hypothesis in ranked.hypotheses.iter_mut().take(EXPLAINED) {
        hypothesis.reasons = reasons(knowledge, tables, view, hypothesis.condition);
    }
    ranked.unexplained = unexplained(&tables.ratios, view, &ranked.hypotheses);
    ranked
}

/// What is known of a condition before any complaint, in nats; minus infinity where it cannot concern the person.
#[derive(Clone, Copy, Debug)]
pub struct Prior {
    /// Its share of visits, with age, sex, place and season.
    visits: f64,
    /// What the risks that the person has, or has not, add.
    risks: f64,
}

impl Prior {
    /// ln of the prior odds.
    fn nats(&self) -> f64 {
        self.visits + self.risks
    }

    fn weighed(&self, weights: &Weights) -> f64 {
        weights.prior_weight * self.visits + weights.risk_weight * self.risks
    }
}

/// By condition, what is known of it before any complaint.
pub fn priors(knowledge: &Knowledge, tables: &Tables, view: &View) -> Vec<Prior> {
    let place = PlaceAndTime::of(knowledge, view);
    (0..knowledge.conditions.len()).map(|condition| prior(knowledge, tables, condition, view, &place)).collect()
}

/// Ranks every condition.
pub fn ranked(knowledge: &Knowledge, ratios: &Ratios, view: &View, priors: &[Prior]) -> Differential {
    let mut scores: Vec<f64> = priors.iter().map(|prior| prior.weighed(&ratios.weights)).collect();
    add_findings(knowledge, ratios, view, &mut scores);
    match view.told {
        Told::Nothing => {}
        Told::Briefly => add_unmentioned(ratios, view, BRIEF, &mut scores),
        Told::Fully => add_unmentioned(ratios, view, 1.0, &mut scores),
    }
    let mut order = leading(&scores);
    let (probability, something_else) = weigh(knowledge, ratios, view, &scores, &order);
    order.sort_by(|a, b| descending(probability[*a], probability[*b]).then(a.cmp(b)));
    order.truncate(REPORTED);
    let hypothesis = |condition: usize| Hypothesis {
        condition,
        probability: probability[condition],
        score: scores[condition],
        prior: priors[condition].nats(),
        reasons: Vec::new(),
    };
    Differential { hypotheses: order.into_iter().map(hypothesis).collect(), something_else, unexplained: Vec::new() }
}

/// The conditions that may concern the person and score best, best first.
fn leading(scores: &[f64]) -> Vec<usize> {
    let most = REPORTED.max(PAIRED);
    let better = |a: &usize, b: &usize| descending(scores[*a], scores[*b]).then(a.cmp(b));
    let mut order: Vec<usize> = (0..scores.len()).filter(|at| scores[*at].is_finite()).collect();
    if order.len() > most {
        order.select_nth_unstable_by(most, better);
        order.truncate(most);
    }
    order.sort_unstable_by(better);
    order
}

fn descending(a: f64, b: f64) -> Ordering {
    b.total_cmp(&a)
}

fn prior(knowledge: &Knowledge, tables: &Tables, condition: usize, view: &View, place: &PlaceAndTime) -> Prior {
    let person = view.person;
    let (condition, priors) = (&knowledge.conditions[condition], &tables.priors[condition]);
    if !condition.applies.may_concern(&person) {
        return Prior { visits: f64::NEG_INFINITY, risks: 0.0 };
    }
    let by_person = log(condition.prior.sex.of(person.sex)) + log(age_ratio(condition, &person));
    let risks = condition.risks.iter().zip(&priors.risks).map(|(risk, (present, absent))| match view.seen(risk.finding) {
        Seen::Present { levels, .. } if risk.level.is_none_or(|level| levels & bit(usize::from(level)) != 0) => *present,
        Seen::Absent => *absent,
        _ => 0.0,
    });
    Prior { visits: priors.per_visit + by_person + log(place.ratio(condition)), risks: risks.sum() }
}

/// Where the person lives and the season it began in, as far as they are known; looked up once for all conditions.
struct PlaceAndTime<'a> {
    region: Option<&'a str>,
    season: Option<&'a str>,
}

impl<'a> PlaceAndTime<'a> {
    fn of(knowledge: &'a Knowledge, view: &View) -> PlaceAndTime<'a> {
        let level = |id: &str| -> Option<&'a str> {
            let index = knowledge.finding_index(id)?;
            let Seen::Present { levels, .. } = view.seen(index) else { return None };
            let known = knowledge.finding(index).levels.iter().enumerate().filter(|(at, _)| levels & bit(*at) != 0);
            known.map(|(_, level)| level.id.as_str()).next()
        };
        PlaceAndTime { region: level("c_region_of_residence"), season: level("c_season_of_onset") }
    }

    /// Rate ratio for a condition; 1 where nothing is known.
    fn ratio(&self, condition: &Condition) -> f64 {
        let region = self.region.and_then(|region| condition.prior.region.get(region)).copied();
        let season = self.season.and_then(|id| {
            let season = condition.prior.season.iter().find(|(season, _)| season.id() == id);
            season.map(|(_, ratio)| *ratio)
        });
        region.unwrap_or(1.0).max(0.01) * season.unwrap_or(1.0).max(0.01)
    }
}

fn age_ratio(condition: &Condition, person: &Demographics) -> f64 {
    let Some(age) = person.age_years else { return 1.0 };
    condition.prior.age.iter().find(|band| age >= band.from && age < band.to).map_or(1.0, |band| band.rr.max(0.001))
}

/// What a known finding says through an effect; `None` where it says nothing. The complaint told first is what the visit is for.
fn nats(knowledge: &Knowledge, ratios: &Ratios, view: &View, index: FindingIndex, effect: &Effect) -> Option<f64> {
    let chief = if view.is_chief(index) { ratios.weights.chief_weight } else { 1.0 };
    match view.seen(index) {
        Seen::Present { levels, .. } => Some(chief * effect.present + level_nats(knowledge.finding(index), effect, levels)),
        Seen::Absent => Some(effect.absent),
        Seen::Uncertain | Seen::NotAsked => None,
    }
}

/// One level of several: the average of those it can be; several at once: the sum of what each says.
fn level_nats(finding: &Finding, effect: &Effect, levels: u32) -> f64 {
    let told = || effect.levels.iter().enumerate().filter(|(at, _)| levels & bit(*at) != 0).map(|(_, nats)| *nats);
    let count = told().count();
    match (count, finding.shape) {
        (0, _) => 0.0,
        (_, Shape::Multi) => told().sum::<f64>() / libm::sqrt(count as f64),
        _ => told().sum::<f64>() / count as f64,
    }
}

/// Whether a finding is counted: stated itself, and for an attribute, its parent present.
fn counted(knowledge: &Knowledge, view: &View, index: FindingIndex) -> bool {
    let finding = knowledge.finding(index);
    let parent_present = finding.of.is_none_or(|parent| matches!(view.seen(parent), Seen::Present { .. }));
    parent_present && finding.applies.may_concern(&view.person)
}

/// Known findings in order of index, with those that follow from others and have a word of their own.
fn known<'v>(knowledge: &'v Knowledge, view: &'v View) -> impl Iterator<Item = FindingIndex> + 'v {
    (0..knowledge.findings.len()).filter_map(|at| FindingIndex::try_from(at).ok()).filter(move |index| {
        let seen = view.seen(*index);
        let told = matches!(seen, Seen::Present { .. }) || (seen == Seen::Absent && !view.is_derived(*index));
        told && counted(knowledge, view, *index)
    })
}

fn add_findings(knowledge: &Knowledge, ratios: &Ratios, view: &View, scores: &mut [f64]) {
    let mut blocks: std::collections::BTreeMap<u16, Vec<FindingIndex>> = std::collections::BTreeMap::new();
    let mut background = vec![0.0; scores.len()];
    let mut complaint = vec![0.0; scores.len()];
    for index in known(knowledge, view) {
        let finding = knowledge.finding(index);
        let seen = view.seen(index);
        let mut sums = match speaks_of(finding, seen) {
            Some(Said::Background) => Some(&mut background),
            Some(Said::Complaint) => Some(&mut complaint),
            None => None,
        };
        // Of a block the strongest counts in full and the rest is shrunk, once all are known.
        if let Some(block) = finding.block {
            blocks.entry(block).or_default().push(index);
        }
        for effect in speaking(ratios, view, index) {
            let nats = nats(knowledge, ratios, view, index, effect).unwrap_or(0.0);
            if let Some(sums) = &mut sums {
                sums[usize::from(effect.condition)] += nats.max(0.0);
            }
            if finding.block.is_none() {
                scores[usize::from(effect.condition)] += nats;
            }
        }
    }
    for members in blocks.values() {
        add_block(knowledge, ratios, view, members, scores);
    }
    if view.complains() {
        for ((score, background), complaint) in scores.iter_mut().zip(background).zip(complaint) {
            *score -= (background - complaint).max(0.0);
        }
    }
}

/// Whether a finding only follows from a narrower one that speaks of the same condition: galactorrhoea of a prolactinoma says all that
/// a discharge of the nipple would.
fn is_said_already(ratios: &Ratios, view: &View, index: FindingIndex, effect: &Effect) -> bool {
    let said = |narrower| ratios.effect(narrower, usize::from(effect.condition), view.person.age_years).is_some();
    view.narrower(index).is_some_and(said)
}

/// What a finding says that no narrower one has said.
fn speaking<'t>(ratios: &'t Ratios, view: &'t View, index: FindingIndex) -> impl Iterator<Item = &'t Effect> {
    ratios.effects(index, view.person.age_years).filter(move |effect| !is_said_already(ratios, view, index, effect))
}

/// What a present finding tells of: how things stood before, or what is wrong now.
#[derive(Clone, Copy, PartialEq)]
enum Said {
    Background,
    Complaint,
}

/// Measures that tell how a person is built, not what is wrong today.
const STANDING: [&str; 4] = ["v_body_mass_index", "v_waist_circumference", "v_height", "c_body_weight"];

/// A disease told of explains today's visit only as far as it explains today's complaint; `None` for what is absent or of context.
fn speaks_of(finding: &Finding, seen: Seen) -> Option<Said> {
    let id = finding.id.as_str();
    match seen {
        Seen::Present { .. } if id.starts_with("r_") || STANDING.contains(&id) => Some(Said::Background),
        Seen::Present { .. } if !id.starts_with("c_") => Some(Said::Complaint),
        _ => None,
    }
}

/// Correlated findings: the one that says most in full, the rest shrunk.
fn add_block(knowledge: &Knowledge, ratios: &Ratios, view: &View, members: &[FindingIndex], scores: &mut [f64]) {
    let mut sums: std::collections::BTreeMap<u16, (f64, f64)> = std::collections::BTreeMap::new();
    for index in members {
        for effect in speaking(ratios, view, *index) {
            let nats = nats(knowledge, ratios, view, *index, effect).unwrap_or(0.0);
            let (sum, strongest) = sums.entry(effect.condition).or_insert((0.0, 0.0));
            *sum += nats;
            if nats.abs() > strongest.abs() {
                *strongest = nats;
            }
        }
    }
    let shrink = ratios.weights.block_weight;
    for (condition, (sum, strongest)) in sums {
        scores[usize::from(condition)] += strongest + shrink * (sum - strongest);
    }
}

/// What a freely told story did not mention speaks a little against what usually would be mentioned.
fn add_unmentioned(ratios: &Ratios, view: &View, share: f64, scores: &mut [f64]) {
    for (score, nats) in scores.iter_mut().zip(&ratios.unmentioned) {
        *score += share * nats;
    }
    for at in 0..ratios.leak.len() {
        let Ok(finding) = FindingIndex::try_from(at) else { break };
        if view.seen(finding) == Seen::NotAsked {
            continue;
        }
        for effect in ratios.effects(finding, view.person.age_years) {
            scores[usize::from(effect.condition)] -= share * effect.unmentioned;
        }
    }
}

/// The chance of each condition over all explanations, and of none.
fn weigh(knowledge: &Knowledge, ratios: &Ratios, view: &View, scores: &[f64], leading: &[usize]) -> (Vec<f64>, f64) {
    let temperature = ratios.weights.temperature;
    let none = ratios.weights.prior_weight * log(ratios.weights.none_of_ours);
    let top = leading.first().map_or(none, |at| scores[*at].max(none));
    let weight = |score: f64| exp((score - top) / temperature);
    let mut mass: Vec<f64> = scores.iter().map(|score| weight(*score)).collect();
    let mut total = weight(none) + mass.iter().sum::<f64>();
    let leading = &leading[..leading.len().min(PAIRED)];
    let shared: Vec<FindingIndex> = known(knowledge, view).filter(|index| matches!(view.seen(*index), Seen::Present { .. })).collect();
    let causes: Vec<Vec<Cause>> = leading.iter().map(|condition| causes(ratios, view, *condition, &shared)).collect();
    let leaks: Vec<f64> = shared.iter().map(|index| ratios.leak[usize::from(*index)]).collect();
    let mut together = |members: &[usize]| {
        let apart = members.iter().map(|at| scores[leading[*at]]).sum::<f64>() - COMPANY * (members.len() - 1) as f64;
        // What they share only lowers a joint score: what is out of sight before it is left out.
        if (apart - top) / temperature < -NEGLIGIBLE {
            return;
        }
        let together: Vec<&Vec<Cause>> = members.iter().map(|at| &causes[*at]).collect();
        let joint = weight(apart + overlap(&together, &leaks));
        // Members come in order of score: the first is what the visit is for, the rest keep it company.
        members.iter().enumerate().for_each(|(place, at)| mass[leading[*at]] += if place == 0 { joint } else { SECOND * joint });
        total += joint;
    };
    for first in 0..leading.len() {
        for second in first + 1..leading.len() {
            together(&[first, second]);
            if second < TRIPLED {
                (second + 1..leading.len().min(TRIPLED)).for_each(|third| together(&[first, second, third]));
            }
        }
    }
    let something_else = weight(none) / total;
    (mass.into_iter().map(|mass| mass / total).collect(), something_else)
}

/// How strongly a condition causes one finding by itself, l = (p - leak) / (1 - leak), and ln P(f | it alone) / leak.
#[derive(Clone, Copy, Debug)]
struct Cause {
    strength: f64,
    alone: f64,
}

fn causes(ratios: &Ratios, view: &View, condition: usize, shared: &[FindingIndex]) -> Vec<Cause> {
    let cause = |index: &FindingIndex| {
        let leak = ratios.leak[usize::from(*index)];
        let effect = ratios.effect(*index, condition, view.person.age_years);
        let strength = effect.map_or(0.0, |effect| ((effect.p - leak) / (1.0 - leak)).max(0.0));
        Cause { strength, alone: if strength > 0.0 { log((1.0 - (1.0 - leak) * (1.0 - strength)) / leak) } else { 0.0 } }
    };
    shared.iter().map(cause).collect()
}

/// What the sum of the members' scores counts twice.
fn overlap(members: &[&Vec<Cause>], leaks: &[f64]) -> f64 {
    let mut nats = 0.0;
    for (at, leak) in leaks.iter().enumerate() {
        if members.iter().filter(|member| member[at].strength > 0.0).count() < 2 {
            continue;
        }
        let missed: f64 = members.iter().map(|member| 1.0 - member[at].strength).product();
        nats += log((1.0 - (1.0 - leak) * missed) / leak) - members.iter().map(|member| member[at].alone).sum::<f64>();
    }
    nats
}

fn reasons(knowledge: &Knowledge, tables: &Tables, view: &View, condition: usize) -> Vec<Contribution> {
    let (age, ratios) = (view.person.age_years, &tables.ratios);
    let mut reasons: Vec<Contribution> = tables
        .findings_of(condition)
        .iter()
        .filter(|index| view.seen(**index) != Seen::NotAsked && !(view.seen(**index) == Seen::Absent && view.is_derived(**index)))
        .filter(|index| counted(knowledge, view, **index))
        .filter_map(|index| {
            let effect = ratios.effect(*index, condition, age).filter(|effect| !is_said_already(ratios, view, *index, effect))?;
            Some(Contribution { finding: *index, nats: nats(knowledge, ratios, view, *index, effect)? })
        })
        .collect();
    scale_background(knowledge, view, &mut reasons);
    reasons.sort_by(|a, b| descending(a.nats.abs(), b.nats.abs()).then(a.finding.cmp(&b.finding)));
    reasons
}

/// What was known before counts no more than what is explained now: its reasons are scaled to what they add to the score.
fn scale_background(knowledge: &Knowledge, view: &View, reasons: &mut [Contribution]) {
    if !view.complains() {
        return;
    }
    let said = |reason: &Contribution| speaks_of(knowledge.finding(reason.finding), view.seen(reason.finding));
    let sum =
        |wanted: Said| -> f64 { reasons.iter().filter(|reason| said(reason) == Some(wanted)).map(|reason| reason.nats.max(0.0)).sum() };
    let (background, complaint) = (sum(Said::Background), sum(Said::Complaint));
    if background > complaint {
        for reason in reasons.iter_mut().filter(|reason| reason.nats > 0.0 && said(reason) == Some(Said::Background)) {
            reason.nats *= complaint / background;
        }
    }
}

/// Stated present findings that none of the three leading hypotheses makes likelier.
fn unexplained(ratios: &Ratios, view: &View, hypotheses: &[Hypothesis]) -> Vec<FindingIndex> {
    let explains = |index: FindingIndex, hypothesis: &Hypothesis| {
        ratios
            .effect(index, hypothesis.condition, view.person.age_years)
            .is_some_and(|effect| effect.present > 0.0 || !effect.levels.is_empty())
    };
    let present = |index: &&FindingIndex| matches!(view.seen(**index), Seen::Present { .. });
    view.stated()
        .iter()
        .filter(present)
        .filter(|index| !hypotheses.iter().take(3).any(|hypothesis| explains(**index, hypothesis)))
        .copied()
        .collect()
}
