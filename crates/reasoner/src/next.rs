//! What to ask next: expected information and danger averted, per cost. What must not live here: how a question is worded.

use facts::{By, FindingId, Shape};
use knowledge::{Finding, FindingIndex, Knowledge, Seen, Truth, View};
use serde::Serialize;

use crate::Setting;
use crate::differential::Differential;
use crate::tables::{Tables, entropy};
use crate::urgency::Standing;

/// The next step of the visit.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Next {
    /// Ask these, most useful first; `background` holds what of past illnesses, medicines and habits is worth one round.
    Ask { questions: Vec<Question>, background: Vec<Question> },
    /// Nothing left is worth asking.
    Conclude,
}

/// A finding worth asking.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Question {
    pub finding: FindingId,
    pub value: f64,
    /// It decides a red flag.
    pub danger: bool,
}

/// Below this value per cost a question is not worth a patient's time (nats; arbitrary, tuned on interviews).
const WORTH: f64 = 0.0015;
/// Where the leader is as clear as this, only what is worth several times as much is asked, and what decides a danger (arbitrary,
/// tuned on interviews).
const CLEAR: f64 = 0.95;
const WORTH_WHEN_CLEAR: f64 = 4.0 * WORTH;
/// The same for one of several questions about the background that are put as one list (arbitrary).
const WORTH_BESIDE: f64 = 0.001;
/// Questions about the background at most.
const BACKGROUND: usize = 6;
/// Weight of a red flag decided against information (arbitrary, tuned on interviews).
const DANGER: f64 = 0.2;
/// Hypotheses that questions are weighed over.
const WEIGHED: usize = 24;

/// What may be asked: not again what was, and only what someone there can answer.
pub struct Asking<'a> {
    pub asked: &'a [FindingIndex],
    pub setting: Setting,
}

/// Chooses the most useful questions that are still open.
pub fn next(
    knowledge: &Knowledge,
    tables: &Tables,
    view: &View,
    differential: &Differential,
    standing: &Standing,
    asking: &Asking,
) -> Next {
    let danger = dangers(knowledge, tables, view, differential, standing);
    let expected = Expected::of(tables, view, differential);
    let mut questions: Vec<(FindingIndex, f64)> = Vec::new();
    for index in candidates(tables, differential, &danger) {
        let finding = knowledge.finding(index);
        if !can_ask(view, finding, index, asking.setting) || asking.asked.contains(&index) {
            continue;
        }
        let bonus = danger.iter().find(|(decides, _)| *decides == index).map_or(0.0, |(_, weight)| *weight);
        let information = information(tables, view, finding, index, differential, &expected);
        let value = (information * tables.answerable[usize::from(index)] + DANGER * bonus) / finding.cost.max(0.5);
        if value >= WORTH_BESIDE {
            questions.push((index, value));
        }
    }
    questions.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let of_background = |(index, _): &&(FindingIndex, f64)| {
        let finding = knowledge.finding(*index);
        finding.id.as_str().starts_with("r_") && finding.shape == Shape::Flag
    };
    let background: Vec<_> = questions.iter().filter(of_background).take(BACKGROUND).copied().collect();
    let clear = differential.hypotheses.first().is_some_and(|leader| leader.probability >= CLEAR);
    let decides = |index: FindingIndex| danger.iter().any(|(finding, _)| *finding == index);
    questions.retain(|(index, value)| *value >= if clear && !decides(*index) { WORTH_WHEN_CLEAR } else { WORTH });
    questions.truncate(16);
    if questions.is_empty() {
        return Next::Conclude;
    }
    let question =
        |(index, value): (FindingIndex, f64)| Question { finding: knowledge.finding(index).id.clone(), value, danger: decides(index) };
    Next::Ask { questions: questions.into_iter().map(question).collect(), background: background.into_iter().map(question).collect() }
}

fn candidates(tables: &Tables, differential: &Differential, danger: &[(FindingIndex, f64)]) -> Vec<FindingIndex> {
    let leading = differential.hypotheses.iter().take(WEIGHED).flat_map(|hypothesis| tables.findings_of(hypothesis.condition)).copied();
    let mut all: Vec<FindingIndex> = leading.chain(danger.iter().map(|(finding, _)| *finding)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether it can be asked: not known, of this person, and for an attribute, of something present.
fn can_ask(view: &View, finding: &Finding, index: FindingIndex, setting: Setting) -> bool {
    let open = match view.seen(index) {
        Seen::NotAsked => true,
        Seen::Present { levels: 0, number: None } => matches!(finding.shape, Shape::Enum | Shape::Category) && !finding.levels.is_empty(),
        _ => false,
    };
    let parent_present = finding.of.is_none_or(|parent| matches!(view.seen(parent), Seen::Present { .. }));
    let answerable = finding.by == By::Patient || setting == Setting::Clinic;
    open && parent_present && answerable && finding.applies.may_concern(&view.person)
}

/// What the leading hypotheses, and none of them, say together of every finding. Only those that a hypothesis has a word
/// about differ from the background, so the sums start there and take up the differences.
struct Expected {
    total: f64,
    /// By finding: the sum over hypotheses of probability times what its chance is beyond the leak.
    present: Vec<f64>,
    /// The same of the entropy of that chance.
    within: Vec<f64>,
}

impl Expected {
    fn of(tables: &Tables, view: &View, differential: &Differential) -> Expected {
        let count = tables.ratios.leak.len();
        let mut sums = Expected { total: differential.something_else, present: vec![0.0; count], within: vec![0.0; count] };
        for hypothesis in differential.hypotheses.iter().take(WEIGHED) {
            sums.total += hypothesis.probability;
            for (index, p, entropy) in tables.chances_of(hypothesis.condition, view.person.age_years) {
                let at = usize::from(index);
                sums.present[at] += hypothesis.probability * (p - tables.ratios.leak[at]);
                sums.within[at] += hypothesis.probability * (entropy - tables.leak_entropy[at]);
            }
        }
        sums
    }
}

/// Mutual information of the finding with the diagnosis: H(F) - E[H(F | d)], over the leading hypotheses and none.
fn information(
    tables: &Tables,
    view: &View,
    finding: &Finding,
    index: FindingIndex,
    differential: &Differential,
    expected: &Expected,
) -> f64 {
    if finding.always() || matches!(view.seen(index), Seen::Present { .. }) {
        return spread(tables, view, index, differential);
    }
    let at = usize::from(index);
    if expected.total <= 0.0 {
        return 0.0;
    }
    let present = tables.ratios.leak[at] + expected.present[at] / expected.total;
    let within = tables.leak_entropy[at] + expected.within[at] / expected.total;
    (entropy(present) - within).max(0.0)
}

/// How far the hypotheses differ over the levels: half the mean squared log ratio about its mean, bounded.
fn spread(tables: &Tables, view: &View, index: FindingIndex, differential: &Differential) -> f64 {
    let mut weights = 0.0;
    let mut value = 0.0;
    for hypothesis in differential.hypotheses.iter().take(WEIGHED) {
        let Some(effect) = tables.ratios.effect(index, hypothesis.condition, view.person.age_years) else { continue };
        let count = effect.levels.len().max(1) as f64;
        let square: f64 = effect.levels.iter().map(|nats| nats * nats).sum::<f64>() / count;
        weights += hypothesis.probability;
        value += hypothesis.probability * (1.0 - hypothesis.probability) * square.min(1.0);
    }
    if weights <= 0.0 { 0.0 } else { 0.25 * value }
}

/// Findings that would by themselves make a red flag hold, with what knowing is worth.
fn dangers(
    knowledge: &Knowledge,
    tables: &Tables,
    view: &View,
    differential: &Differential,
    standing: &Standing,
) -> Vec<(FindingIndex, f64)> {
    let mut all: Vec<(FindingIndex, f64)> = Vec::new();
    for (flag, suspects) in knowledge.red_flags.iter().zip(&tables.suspects) {
        if standing.urgency.is_some_and(|urgency| flag.urgency <= urgency) {
            continue;
        }
        let suspicion: f64 = suspects.iter().map(|at| differential.probability(*at)).sum();
        if suspicion < 0.005 || flag.rule.truth(view) != Truth::Unknown {
            continue;
        }
        let mut decides = Vec::new();
        flag.rule.would_decide(view, &mut decides);
        for finding in decides {
            match all.iter_mut().find(|(known, _)| *known == finding) {
                Some((_, weight)) => *weight += suspicion.min(0.5),
                None => all.push((finding, suspicion.min(0.5))),
            }
        }
    }
    all
}
