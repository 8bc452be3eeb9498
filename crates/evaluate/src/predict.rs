//! One case through a visit: the whole text at once, or an interview with a patient simulated from that text.

use std::time::Instant;

use consult::{Event, Practice, Report, Visit};
use facts::{About, Fact, Language, State, Urgency};
use language::{Ears, Hearing, Open};
use serde::{Deserialize, Serialize};

/// What a predictor may see of a case.
#[derive(Clone, Debug, Deserialize)]
pub struct Given {
    pub id: String,
    pub language: Language,
    pub text: String,
    #[serde(default)]
    pub demographics: Option<String>,
    #[serde(default)]
    pub chief_complaint: Option<String>,
}

/// How a case is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The whole text as one message.
    Whole,
    /// Opens with the chief complaint and who the patient is; the rest must be asked. A clinician is there, so that the
    /// signs and results that stand in the text can be asked as well.
    Interview,
    /// The same without a clinician: only what a patient knows is asked.
    InterviewAlone,
}

/// A condition predicted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Predicted {
    pub id: String,
    pub en: String,
    pub zh: String,
    pub icd10: String,
    pub probability: f64,
}

/// A prediction line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Prediction {
    pub id: String,
    pub urgency: Option<Urgency>,
    pub differential: Vec<Predicted>,
    /// Of all that the reasoner reports, believed.
    #[serde(skip)]
    pub chances: Vec<(usize, f64)>,
    pub questions: usize,
    /// Ids of the findings heard, with their states.
    pub heard: Vec<(String, State)>,
    /// Characters that no phrase covered.
    pub unheard: usize,
    pub micros: u64,
}

/// Events at most: three answers to each time a visit asks, and a few for greetings and contradictions.
const TURNS: usize = 80;

/// Times the simulated patient says again what is wrong where nothing was asked: after every alert the interview goes on.
const REPEATS: usize = 8;

/// Predicts one case.
pub fn predict(practice: &Practice, given: &Given, mode: Mode) -> Prediction {
    let start = Instant::now();
    let mut visit = Visit::default();
    practice.turn(&mut visit, &Event::Begin { language: given.language });
    let opening = match (mode, &given.chief_complaint) {
        (Mode::Interview | Mode::InterviewAlone, Some(complaint)) => {
            format!("{}. {complaint}", given.demographics.as_deref().unwrap_or(""))
        }
        _ => given.text.clone(),
    };
    if mode == Mode::Interview {
        practice.turn(&mut visit, &Event::Attend { setting: consult::Setting::Clinic });
    }
    let mut report = practice.turn(&mut visit, &Event::say(opening));
    let unheard = report.unheard.iter().map(|span| span.text.chars().count()).sum();
    if mode != Mode::Whole {
        let knows = SimulatedPatient::new(practice.ears(), given);
        let mut repeated = 0;
        for _ in 0..TURNS {
            if report.concluded || repeated > REPEATS {
                break;
            }
            let event = match (&report.question, report.open) {
                (Some(question), _) => knows.answers(question.finding.as_str()),
                (None, Some(open)) => knows.tells(open, &report),
                // Told to call for help, or asked what the text may not say: the patient says again what is wrong.
                (None, None) => {
                    repeated += 1;
                    Event::say(given.chief_complaint.clone().unwrap_or_default())
                }
            };
            report = practice.turn(&mut visit, &event);
        }
    }
    let prediction = made(practice, given, &report, unheard, start);
    Prediction { chances: chances(practice, &visit, report.set > 0), ..prediction }
}

/// Every condition that the reasoner reports, with its chance: believed once the story is told, as in the report.
fn chances(practice: &Practice, visit: &Visit, told: bool) -> Vec<(usize, f64)> {
    let differential = practice.reasoner().assess_in(visit.setting, &visit.case, &[]).differential;
    let hypotheses = differential.hypotheses.iter().map(|hypothesis| (hypothesis.condition, hypothesis.probability));
    if !told {
        return hypotheses.collect();
    }
    let believed = consult::believed(&practice.knowledge().calibration, &differential).chances;
    hypotheses.zip(believed).map(|((condition, _), chance)| (condition, chance)).collect()
}

/// Answers from what the text says; what it does not mention is not known. Asked in open words it says one sentence of the text: for
/// the story the first that says more of what was already told, for anything else the first that names a new complaint.
struct SimulatedPatient<'a> {
    ears: &'a Ears,
    language: Language,
    facts: Vec<Fact>,
    sentences: Vec<&'a str>,
}

/// A story sentence by sentence.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '。', '；', ';', '!', '?', '\n']).map(str::trim).filter(|sentence| !sentence.is_empty())
}

impl<'a> SimulatedPatient<'a> {
    fn new(ears: &'a Ears, given: &'a Given) -> SimulatedPatient<'a> {
        let patient = SimulatedPatient { ears, language: given.language, facts: Vec::new(), sentences: sentences(&given.text).collect() };
        SimulatedPatient { facts: patient.facts_of(&given.text), ..patient }
    }

    fn facts_of(&self, text: &str) -> Vec<Fact> {
        let hearing = Hearing { language: Some(self.language), ..Hearing::default() };
        let facts = self.ears.hear(text, &hearing).facts;
        facts.into_iter().filter(|fact| fact.about == About::Patient).collect()
    }

    fn answers(&self, finding: &str) -> Event {
        match self.facts.iter().find(|fact| fact.finding.as_str() == finding) {
            Some(fact) => Event::Answer { finding: fact.finding.clone(), state: Some(fact.state), value: fact.value.clone() },
            None => Event::Answer { finding: facts::FindingId::new(finding), state: Some(State::Uncertain), value: None },
        }
    }

    fn tells(&self, open: Open, report: &Report) -> Event {
        let told = |fact: &Fact| report.understood.iter().any(|known| known.id == fact.finding && known.state == fact.state);
        let complaint = |fact: &Fact| fact.finding.as_str().starts_with("s_") && fact.state == State::Present;
        let wanted = |sentence: &&&str| {
            let facts = self.facts_of(sentence);
            match open {
                Open::Story => facts.iter().any(|fact| complaint(fact) && told(fact)) && facts.iter().any(|fact| !told(fact)),
                Open::Else => facts.iter().any(|fact| complaint(fact) && !told(fact)),
            }
        };
        let nothing = if self.language == Language::Zh { "没有了" } else { "no, nothing else" };
        Event::say(self.sentences.iter().find(wanted).map_or(nothing, |sentence| *sentence))
    }
}

fn made(practice: &Practice, given: &Given, report: &Report, unheard: usize, start: Instant) -> Prediction {
    let conditions = &practice.knowledge().conditions;
    let predicted = |likely: &consult::Likely| {
        let condition = conditions.iter().find(|condition| condition.id == likely.id)?;
        Some(Predicted {
            id: likely.id.clone(),
            en: condition.name.en.clone(),
            zh: condition.name.zh.clone(),
            icd10: likely.icd10.clone(),
            probability: likely.probability,
        })
    };
    Prediction {
        id: given.id.clone(),
        urgency: report.urgency,
        differential: report.differential.iter().take(10).filter_map(predicted).collect(),
        chances: Vec::new(),
        questions: report.questions,
        heard: report.understood.iter().map(|fact| (fact.id.to_string(), fact.state)).collect(),
        unheard,
        micros: crate::score::micros_since(start),
    }
}
