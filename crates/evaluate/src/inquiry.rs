//! Cases that are lists of symptoms: some told at first, the rest found only by asking. Symptoms and diagnoses are mapped by name.
//! What must not live here: another way to ask or decide.

use std::collections::BTreeMap;

use consult::{Event, Practice, Visit};
use facts::{About, Demographics, Fact, FindingId, Language, State};
use language::Hearing;
use serde::Deserialize;

use crate::names::Names;

/// One case of the exchange format: `"1"` is present, `"0"` denied, anything else not sure.
#[derive(Clone, Debug, Deserialize)]
pub struct Inquiry {
    pub id: String,
    /// Told at first.
    pub explicit: BTreeMap<String, String>,
    /// Told when asked.
    pub implicit: BTreeMap<String, String>,
    pub diagnosis: String,
}

/// What came of the cases of a set.
#[derive(Clone, Debug, Default)]
pub struct Inquired {
    pub cases: usize,
    /// Whose diagnosis is one of our conditions, and whose told symptoms name a finding.
    pub covered: usize,
    /// From what was told at first, and after asking.
    pub told: Ranked,
    pub asked: Ranked,
    pub questions: usize,
    /// Questions that the case knew the answer of.
    pub answered: usize,
    /// Mentions of symptoms, and of those the ones that name no finding.
    pub symptoms: (usize, usize),
    /// Diagnoses that are none of ours, with their cases.
    pub unknown: BTreeMap<String, usize>,
    /// By diagnosis and what led among the labels of the set, after asking.
    pub confused: BTreeMap<(String, String), usize>,
}

/// Places of the right diagnosis, over the covered cases.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ranked {
    /// First of all conditions, among three, among five.
    pub within: [usize; 3],
    /// Likeliest among the diagnoses of the set alone.
    pub of_labels: usize,
}

/// Leads every case through a visit with a patient who tells the explicit symptoms, then answers questions.
pub fn inquire(practice: &Practice, names: &Names, cases: &[Inquiry], person: Demographics) -> Inquired {
    let mut labels: Vec<(&str, Vec<usize>)> = Vec::new();
    for case in cases {
        if !labels.iter().any(|(label, _)| *label == case.diagnosis) {
            labels.push((&case.diagnosis, names.find(&case.diagnosis)));
        }
    }
    let mut heard: BTreeMap<&str, Vec<Fact>> = BTreeMap::new();
    let mut result = Inquired { cases: cases.len(), ..Inquired::default() };
    for case in cases {
        for symptom in case.explicit.keys().chain(case.implicit.keys()) {
            let facts = heard.entry(symptom).or_insert_with(|| named(practice, symptom));
            result.symptoms.0 += 1;
            result.symptoms.1 += usize::from(facts.is_empty());
        }
        let right = labels.iter().find(|(label, _)| *label == case.diagnosis).map_or(&[][..], |(_, right)| right.as_slice());
        if right.is_empty() {
            *result.unknown.entry(case.diagnosis.clone()).or_default() += 1;
            continue;
        }
        let facts = |symptoms: &BTreeMap<String, String>| -> Vec<Fact> {
            let stated = symptoms.iter().filter_map(|(symptom, state)| Some((heard.get(symptom.as_str())?, stated(state))));
            stated.flat_map(|(facts, state)| facts.iter().map(move |fact| Fact { state, ..fact.clone() })).collect()
        };
        one(practice, case, &labels, right, (facts(&case.explicit), facts(&case.implicit)), person, &mut result);
    }
    result
}

fn stated(state: &str) -> State {
    match state {
        "1" => State::Present,
        "0" => State::Absent,
        _ => State::Uncertain,
    }
}

/// The findings that a symptom's name says.
fn named(practice: &Practice, symptom: &str) -> Vec<Fact> {
    let hearing = Hearing { language: Some(Language::Zh), ..Hearing::default() };
    let facts = practice.ears().hear(symptom, &hearing).facts;
    facts.into_iter().filter(|fact| fact.about == About::Patient && fact.state == State::Present).collect()
}

fn one(
    practice: &Practice,
    case: &Inquiry,
    labels: &[(&str, Vec<usize>)],
    right: &[usize],
    (explicit, implicit): (Vec<Fact>, Vec<Fact>),
    person: Demographics,
    result: &mut Inquired,
) {
    let mut visit = Visit::default();
    practice.turn(&mut visit, &Event::Begin { language: Language::Zh });
    let mut report = practice.turn(&mut visit, &Event::Person { person });
    for fact in &explicit {
        report = practice.turn(&mut visit, &answer(fact));
    }
    result.covered += 1;
    rank(practice, &visit, labels, (case, right), &mut result.told);
    for _ in 0..TURNS {
        if report.concluded {
            break;
        }
        let event = match &report.question {
            Some(question) => match explicit.iter().chain(&implicit).find(|fact| fact.finding == question.finding) {
                Some(fact) => {
                    result.answered += 1;
                    answer(fact)
                }
                None => Event::Answer { finding: question.finding.clone(), state: Some(State::Uncertain), value: None },
            },
            None if report.open.is_some() => Event::say("没有了"),
            None => break,
        };
        report = practice.turn(&mut visit, &event);
    }
    result.questions += report.questions;
    if let Some(led) = rank(practice, &visit, labels, (case, right), &mut result.asked) {
        *result.confused.entry((case.diagnosis.clone(), led)).or_default() += 1;
    }
}

/// Answers at most; up to four to each time something is asked.
const TURNS: usize = 80;

fn answer(fact: &Fact) -> Event {
    let value = if fact.state == State::Present { fact.value.clone() } else { None };
    Event::Answer { finding: FindingId::new(fact.finding.as_str()), state: Some(fact.state), value }
}

/// Counts where the right diagnosis stands; gives the label that leads among those of the set.
fn rank(
    practice: &Practice,
    visit: &Visit,
    labels: &[(&str, Vec<usize>)],
    (case, right): (&Inquiry, &[usize]),
    into: &mut Ranked,
) -> Option<String> {
    let differential = practice.reasoner().assess(&visit.case, &[]).differential;
    let place = differential.hypotheses.iter().position(|hypothesis| right.contains(&hypothesis.condition));
    for (count, most) in into.within.iter_mut().zip([1, 3, 5]) {
        *count += usize::from(place.is_some_and(|place| place < most));
    }
    let mut best: Option<(&str, f64)> = None;
    for (label, of) in labels.iter().filter(|(_, of)| !of.is_empty()) {
        let chance: f64 = of.iter().map(|at| differential.probability(*at)).sum();
        if chance > best.map_or(0.0, |(_, most)| most) {
            best = Some((label, chance));
        }
    }
    let led = best.map(|(label, _)| label.to_owned());
    into.of_labels += usize::from(led.as_deref() == Some(&case.diagnosis));
    led
}
