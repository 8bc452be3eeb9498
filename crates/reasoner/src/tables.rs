//! The knowledge laid out by finding: for each, the conditions that change its chance and by how much, in nats.
//! What must not live here: anything about a particular case.
//!
//! All ratios are relative to the leak, the chance of a finding in people with none of our conditions, so that a
//! condition without a link to a finding needs no entry: its ratio is 1.

use facts::Shape;
use knowledge::{Condition, Finding, FindingIndex, Knowledge, Link, Risk, Weights};
use libm::log;

/// How one condition changes one finding.
#[derive(Clone, Debug)]
pub struct Effect {
    pub condition: u16,
    /// Years, for an effect that holds in one band only.
    pub band: Option<(f64, f64)>,
    /// Chance that the finding is present.
    pub p: f64,
    /// Of that chance, nats.
    pub entropy: f64,
    /// ln P(present | condition) / leak, weighted and bounded.
    pub present: f64,
    /// ln (1 - p) / (1 - leak), weighted.
    pub absent: f64,
    /// ln (1 - m p) / (1 - m leak), weighted.
    pub unmentioned: f64,
    /// ln of each level's share over its background share, weighted.
    pub levels: Vec<f64>,
}

impl Effect {
    fn holds_at(&self, age: Option<f64>) -> bool {
        match (self.band, age) {
            (None, _) => true,
            (Some((from, to)), Some(age)) => age >= from && age < to,
            (Some(_), None) => false,
        }
    }
}

/// Logarithms of a prior's parts, taken once.
#[derive(Clone, Debug)]
pub struct Priors {
    /// ln of the share of visits.
    pub per_visit: f64,
    /// By risk: what its presence and its absence add. The share of visits holds for everyone, those with the risk among them.
    pub risks: Vec<(f64, f64)>,
}

impl Priors {
    fn of(knowledge: &Knowledge, condition: &Condition) -> Priors {
        let risk = |risk: &Risk| {
            let finding = knowledge.finding(risk.finding);
            let rate = finding.rate * risk.level.map_or(1.0, |level| finding.levels[usize::from(level)].share);
            let mean = log(1.0 - rate + rate * risk.odds_ratio);
            (log(risk.odds_ratio) - mean, -mean)
        };
        Priors { per_visit: log(condition.prior.per_visit), risks: condition.risks.iter().map(risk).collect() }
    }
}

/// Every ratio, taken once with one set of weights.
pub struct Ratios {
    /// Those that the ratios were taken with.
    pub weights: Weights,
    /// Effects by finding, in order of condition.
    by_finding: Vec<Vec<Effect>>,
    /// Sum of `unmentioned` over a condition's findings.
    pub unmentioned: Vec<f64>,
    /// By finding: its chance without any of our conditions, as it is reckoned with; see [`reckoned`].
    pub leak: Vec<f64>,
}

/// What conditions are ranked and questions chosen with.
pub struct Tables {
    /// With the weights of rank.
    pub ratios: Ratios,
    by_condition: Vec<Vec<FindingIndex>>,
    /// In the same order, chances and their nats; `None` where they turn on age.
    chances: Vec<Vec<Option<(f64, f64)>>>,
    /// By finding: conditions of which it is a risk, with its chance among those who have them and that chance's nats.
    risks: Vec<Vec<(u16, f64, f64)>>,
    /// By condition, what its prior is made of; see [`Priors`].
    pub priors: Vec<Priors>,
    /// By finding: of its leak, nats.
    pub leak_entropy: Vec<f64>,
    /// By finding: how surely a person knows the answer; see [`answerable`].
    pub answerable: Vec<f64>,
    /// By red flag: the places of its conditions.
    pub suspects: Vec<Vec<usize>>,
}

impl Ratios {
    /// Computes every ratio once.
    pub fn new(knowledge: &Knowledge, weights: &Weights) -> Ratios {
        let leak = reckoned(knowledge, weights.most_per_finding);
        let mut by_finding: Vec<Vec<Effect>> = vec![Vec::new(); knowledge.findings.len()];
        let mut unmentioned = Vec::with_capacity(knowledge.conditions.len());
        for (index, condition) in knowledge.conditions.iter().enumerate() {
            let mut sum = 0.0;
            for link in &condition.links {
                let effect = effect(index, link, knowledge.finding(link.finding), leak[usize::from(link.finding)], weights);
                if effect.band.is_none() {
                    sum += effect.unmentioned;
                }
                by_finding[usize::from(link.finding)].push(effect);
            }
            unmentioned.push(sum);
        }
        for effects in &mut by_finding {
            effects.sort_by_key(|effect| (effect.condition, effect.band.is_none()));
        }
        Ratios { weights: weights.clone(), by_finding, unmentioned, leak }
    }

    /// The effects on a finding at an age, one a condition at most: that of the band before the general one.
    pub fn effects(&self, finding: FindingIndex, age: Option<f64>) -> impl Iterator<Item = &Effect> {
        let mut last = None;
        self.by_finding.get(usize::from(finding)).into_iter().flatten().filter(move |effect| {
            let first = effect.holds_at(age) && last != Some(effect.condition);
            if first {
                last = Some(effect.condition);
            }
            first
        })
    }

    /// The effect of one condition on a finding.
    pub fn effect(&self, finding: FindingIndex, condition: usize, age: Option<f64>) -> Option<&Effect> {
        let effects = self.by_finding.get(usize::from(finding))?;
        let start = effects.partition_point(|effect| usize::from(effect.condition) < condition);
        effects[start..].iter().take_while(|effect| usize::from(effect.condition) == condition).find(|effect| effect.holds_at(age))
    }
}

impl Tables {
    /// Lays the knowledge out.
    pub fn new(knowledge: &Knowledge) -> Tables {
        let ratios = Ratios::new(knowledge, &knowledge.calibration.rank);
        let mut by_condition = Vec::with_capacity(knowledge.conditions.len());
        let mut risks = vec![Vec::new(); knowledge.findings.len()];
        for (index, condition) in knowledge.conditions.iter().enumerate() {
            for risk in &condition.risks {
                let rate = knowledge.finding(risk.finding).rate;
                let p = (rate * risk.odds_ratio / (1.0 - rate + rate * risk.odds_ratio)).clamp(0.002, 0.99);
                risks[usize::from(risk.finding)].push((index as u16, p, entropy(p)));
            }
            let linked = condition.links.iter().map(|link| link.finding);
            let mut findings: Vec<FindingIndex> = linked.chain(condition.risks.iter().map(|risk| risk.finding)).collect();
            findings.sort_unstable();
            findings.dedup();
            by_condition.push(findings);
        }
        let priors = knowledge.conditions.iter().map(|condition| Priors::of(knowledge, condition)).collect();
        let leak_entropy = ratios.leak.iter().map(|leak| entropy(*leak)).collect();
        let answerable = knowledge.findings.iter().map(answerable).collect();
        let of = |flag: &knowledge::RedFlag| flag.conditions.iter().filter_map(|id| knowledge.condition_index(id)).collect();
        let suspects = knowledge.red_flags.iter().map(of).collect();
        let mut tables = Tables { ratios, by_condition, chances: Vec::new(), risks, priors, leak_entropy, answerable, suspects };
        tables.chances = (0..knowledge.conditions.len()).map(|condition| tables.ageless(condition)).collect();
        tables
    }

    /// The chances of a condition's findings that no band of age changes.
    fn ageless(&self, condition: usize) -> Vec<Option<(f64, f64)>> {
        let banded = |finding: FindingIndex| {
            let effects = &self.ratios.by_finding[usize::from(finding)];
            effects.iter().any(|effect| usize::from(effect.condition) == condition && effect.band.is_some())
        };
        let chance = |finding: &FindingIndex| if banded(*finding) { None } else { self.chance(*finding, condition, None) };
        self.findings_of(condition).iter().map(chance).collect()
    }

    /// Every finding a condition has a word about with its chance at an age and that chance's nats, in order.
    pub fn chances_of(&self, condition: usize, age: Option<f64>) -> impl Iterator<Item = (FindingIndex, f64, f64)> {
        let known = self.chances.get(condition).map_or(&[][..], Vec::as_slice);
        self.findings_of(condition).iter().zip(known).filter_map(move |(finding, chance)| {
            let (p, nats) = (*chance).or_else(|| self.chance(*finding, condition, age))?;
            Some((*finding, p, nats))
        })
    }

    /// The chance of a finding in one condition, as a link or a risk has it, and that chance's nats.
    pub fn chance(&self, finding: FindingIndex, condition: usize, age: Option<f64>) -> Option<(f64, f64)> {
        if let Some(effect) = self.ratios.effect(finding, condition, age) {
            return Some((effect.p, effect.entropy));
        }
        let risks = self.risks.get(usize::from(finding))?;
        let at = risks.binary_search_by_key(&condition, |risk| usize::from(risk.0)).ok()?;
        Some((risks[at].1, risks[at].2))
    }

    /// The findings a condition has a word about, its risks among them, in order.
    pub fn findings_of(&self, condition: usize) -> &[FindingIndex] {
        self.by_condition.get(condition).map_or(&[], Vec::as_slice)
    }
}

/// Leaks as they are reckoned with. An attribute is asked only where its parent is present, so its leak is taken among
/// those; and no leak lies so far below the greatest chance that a condition gives that bounding the ratios of single
/// conditions would wipe out the difference between them.
fn reckoned(knowledge: &Knowledge, most_per_finding: f64) -> Vec<f64> {
    let mut greatest = vec![0.0f64; knowledge.findings.len()];
    for link in knowledge.conditions.iter().flat_map(|condition| &condition.links) {
        let at = usize::from(link.finding);
        greatest[at] = greatest[at].max(link.p);
    }
    let least = libm::exp(-most_per_finding);
    let leak = |(finding, greatest): (&Finding, f64)| {
        let among = finding.of.map_or(1.0, |parent| knowledge.finding(parent).leak);
        (finding.leak / among).min(0.5).max(greatest * least).max(finding.leak)
    };
    knowledge.findings.iter().zip(greatest).map(leak).collect()
}

/// No complaint counts as better known than one so common; what everyone has, such as a speed of onset, gains nothing by it.
const COMMON: f64 = 0.01;

/// How surely a person knows the answer: common and striking complaints are known, rare ones are often answered "I don't know".
/// Exponents are arbitrary, tuned on interviews.
fn answerable(finding: &Finding) -> f64 {
    libm::pow(finding.leak.min(COMMON), 0.35) * libm::pow(finding.mention, 0.8)
}

/// Of a chance, nats.
pub fn entropy(p: f64) -> f64 {
    let term = |p: f64| if p <= 0.0 { 0.0 } else { -p * log(p) };
    term(p) + term(1.0 - p)
}

fn effect(condition: usize, link: &Link, finding: &Finding, leak: f64, weights: &Weights) -> Effect {
    let most = weights.most_per_finding;
    let bounded = |nats: f64| nats.clamp(-most, most);
    let p = link.p.clamp(0.002, 0.99);
    let (present, absent, unmentioned) = if finding.always() {
        (0.0, 0.0, 0.0)
    } else {
        let spoken = finding.mention;
        (
            weights.present_weight * bounded(log(p / leak)),
            weights.absent_weight * bounded(log((1.0 - p) / (1.0 - leak))),
            weights.unmentioned_weight * bounded(log((1.0 - spoken * p) / (1.0 - spoken * leak))),
        )
    };
    let band = match (link.from, link.to) {
        (None, None) => None,
        (from, to) => Some((from.unwrap_or(0.0), to.unwrap_or(200.0))),
    };
    let levels = level_ratios(link, finding).iter().map(|ratio| weights.level_weight * bounded(log(*ratio))).collect();
    Effect { condition: condition as u16, band, p, entropy: entropy(p), present, absent, unmentioned, levels }
}

/// Whether neighbouring levels are easily taken for each other: bins of a number, and "all at once" for "within minutes".
fn in_order(finding: &Finding) -> bool {
    finding.shape == Shape::Number || finding.id.as_str() == "c_onset_speed"
}

/// Each level's share in the condition over its share in the background. A tenth of the background is mixed in, so that
/// a level the author did not name is unlikely, not impossible; neighbours in order lend each other a tenth.
fn level_ratios(link: &Link, finding: &Finding) -> Vec<f64> {
    let count = finding.levels.len();
    if link.levels.len() != count {
        return vec![1.0; count];
    }
    let lent = |at: usize| -> f64 {
        if !in_order(finding) {
            return link.levels[at];
        }
        let neighbours = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|near| link.levels.get(near));
        0.8 * link.levels[at] + 0.1 * neighbours.sum::<f64>()
    };
    (0..count)
        .map(|at| {
            let background = finding.levels[at].share.max(0.01);
            (0.9 * lent(at) + 0.1 * background) / background
        })
        .collect()
}
