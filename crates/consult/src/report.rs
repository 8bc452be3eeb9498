//! What a turn shows: reply, urgency, what was understood, the differential with its evidence. The same for terminal, page and record.
//! What must not live here: how it is drawn.

use facts::{Fact, FindingId, Language, State, Urgency, Value};
use knowledge::Knowledge;
use language::{Act, Open, Span, Utterance};
use reasoner::{Assessment, Hypothesis, Next};
use serde::{Deserialize, Serialize};

use crate::turn::Practice;
use crate::visit::Visit;

/// What one turn shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub turn: u32,
    pub language: Language,
    /// If the visit ended now; none while nothing is known and nothing stands.
    pub urgency: Option<Urgency>,
    /// What rules, alarms and conclusions have demanded so far; it never falls.
    #[serde(default)]
    pub standing: Option<Urgency>,
    /// What demands it, for people.
    pub because: Vec<String>,
    pub reply: Vec<Utterance>,
    pub person: facts::Demographics,
    pub understood: Vec<Finding>,
    pub unheard: Vec<Span>,
    pub differential: Vec<Likely>,
    /// So many of the first hold the right one nine times in ten, as far as practice cases tell; 0 before the story is told.
    #[serde(default, skip_serializing_if = "none")]
    pub set: usize,
    /// What follows, once the visit has concluded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub care: Option<crate::Care>,
    /// The chance of none of the conditions known.
    pub something_else: f64,
    /// The finding asked, with its possible answers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub question: Option<Asked>,
    /// The others put in the same breath and still open.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub also: Vec<Asked>,
    /// What was asked in open words, to be answered in the patient's own.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub open: Option<Open>,
    /// Times something was asked.
    pub questions: usize,
    pub concluded: bool,
    /// Of the knowledge that decided.
    pub fingerprint: String,
}

/// A fact as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub id: FindingId,
    pub name: String,
    pub state: State,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<Value>,
    /// The patient's words; empty where an answer was tapped.
    pub quote: String,
    pub message: u32,
}

/// A condition that may explain the case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Likely {
    pub id: String,
    pub name: String,
    pub icd10: String,
    pub probability: f64,
    pub evidence_for: Vec<Why>,
    pub evidence_against: Vec<Why>,
}

/// What one finding adds, in nats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Why {
    pub finding: FindingId,
    pub name: String,
    pub nats: f64,
}

/// A question with the answers that can be tapped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    pub finding: FindingId,
    pub text: String,
    pub choices: Vec<Choice>,
}

/// One answer that can be tapped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    pub label: String,
    pub state: State,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<Value>,
}

/// Gathers what a turn shows.
pub fn report(practice: &Practice, visit: &Visit, assessment: &Assessment, acts: &[Act], unheard: Vec<Span>) -> Report {
    let knowledge = practice.knowledge();
    let language = visit.language;
    let known = visit.case.facts().any(|fact| fact.state == State::Present);
    let provisional = known.then_some(assessment.urgency);
    // A question that a model led to keeps a visit open, and must not change what is believed of it.
    let settled = visit.concluded || !matches!(assessment.next, reasoner::Next::Ask { .. });
    let told = known && (settled || visit.case.told == facts::Told::Fully);
    let believed = told.then(|| reasoner::believed(&knowledge.calibration, &assessment.differential));
    let because =
        assessment.standing.reasons.iter().filter_map(|reason| knowledge.red_flags.iter().find(|flag| flag.id == reason.red_flag));
    Report {
        turn: visit.turn,
        language,
        urgency: visit.standing.max(provisional),
        standing: visit.standing,
        because: because.take(5).map(|flag| flag.name.get(language).to_owned()).collect(),
        reply: language::say(language, visit.speaks_of(), acts),
        person: visit.case.demographics,
        understood: visit.case.facts().map(|fact| finding(knowledge, fact, language)).collect(),
        unheard,
        differential: if known {
            let shown = assessment.differential.hypotheses.iter().take(10).enumerate();
            let chance = |at: usize, hypothesis: &Hypothesis| {
                let believed = believed.as_ref().and_then(|believed| believed.chances.get(at));
                believed.copied().unwrap_or(hypothesis.probability)
            };
            shown.map(|(at, hypothesis)| likely(knowledge, hypothesis, chance(at, hypothesis), language)).collect()
        } else {
            Vec::new()
        },
        care: (visit.concluded && known).then(|| crate::care_for_patient(practice.reasoner(), &visit.case, assessment, language)),
        set: believed.as_ref().map_or(0, |believed| believed.set),
        something_else: assessment.differential.something_else,
        question: visit.pending.first().and_then(|id| asked(knowledge, id, visit)),
        also: visit.pending.iter().skip(1).filter_map(|id| asked(knowledge, id, visit)).collect(),
        open: visit.open,
        questions: visit.rounds,
        concluded: visit.concluded,
        fingerprint: assessment.fingerprint.clone(),
    }
}

fn finding(knowledge: &Knowledge, fact: &Fact, language: Language) -> Finding {
    let (quote, message) = fact.provenance.as_ref().map_or((String::new(), 0), |provenance| (provenance.quote.clone(), provenance.turn));
    Finding {
        id: fact.finding.clone(),
        name: fact_name(knowledge, fact, language),
        state: fact.state,
        value: fact.value.clone(),
        quote,
        message,
    }
}

/// A fact's name with its value: "Cough (dry)".
pub fn fact_name(knowledge: &Knowledge, fact: &Fact, language: Language) -> String {
    let Some(words) = knowledge.lexicon.finding(fact.finding.as_str()) else { return fact.finding.to_string() };
    let level =
        |id: &String| words.levels.iter().find(|level| &level.id == id).map_or(id.clone(), |level| level.name.get(language).to_owned());
    if fact.attributes.get("time") == Some(&Value::Level("resolved".to_owned())) {
        return match language {
            Language::En => format!("{} (has gone)", words.name.en),
            Language::Zh => format!("{}（已消失）", words.name.zh),
        };
    }
    let value = match &fact.value {
        None => return words.name.get(language).to_owned(),
        Some(Value::Level(id)) => level(id),
        Some(Value::Levels(ids)) => ids.iter().map(level).collect::<Vec<_>>().join(if language == Language::Zh { "、" } else { ", " }),
        Some(Value::Number(number)) if words.unit.as_deref() == Some("d") => duration(*number, language),
        Some(Value::Number(number)) => {
            format!("{} {}", (number * 100.0).round() / 100.0, words.unit.as_deref().map_or("", plain_unit)).trim_end().to_owned()
        }
    };
    match language {
        Language::En => format!("{} ({value})", words.name.en),
        Language::Zh => format!("{}（{value}）", words.name.zh),
    }
}

/// A UCUM unit as people write it.
fn plain_unit(unit: &str) -> &str {
    match unit {
        "Cel" => "°C",
        "mm[Hg]" => "mmHg",
        "1" | "{score}" => "",
        other => other,
    }
}

/// Days in the unit that a person would use.
fn duration(days: f64, language: Language) -> String {
    let (number, en, zh) = match days {
        days if days < 1.0 / 24.0 => (days * 1_440.0, "min", "分钟"),
        days if days < 1.0 => (days * 24.0, "h", "小时"),
        days if days < 60.0 => (days, "days", "天"),
        days if days < 730.0 => (days / 30.0, "months", "个月"),
        days => (days / 365.0, "years", "年"),
    };
    let number = (number * 10.0).round() / 10.0;
    if language == Language::Zh { format!("{number}{zh}") } else { format!("{number} {en}") }
}

fn none(count: &usize) -> bool {
    *count == 0
}

fn likely(knowledge: &Knowledge, hypothesis: &Hypothesis, probability: f64, language: Language) -> Likely {
    let condition = &knowledge.conditions[hypothesis.condition];
    let why = |wanted: fn(f64) -> bool| -> Vec<Why> {
        let strong = hypothesis.reasons.iter().filter(|reason| wanted(reason.nats)).take(6);
        strong
            .map(|reason| Why {
                finding: knowledge.finding(reason.finding).id.clone(),
                name: knowledge.name(reason.finding, language).to_owned(),
                nats: reason.nats,
            })
            .collect()
    };
    Likely {
        id: condition.id.clone(),
        name: condition.name.get(language).to_owned(),
        icd10: condition.icd10.clone(),
        probability,
        evidence_for: why(|nats| nats > 0.05),
        evidence_against: why(|nats| nats < -0.05),
    }
}

fn asked(knowledge: &Knowledge, id: &FindingId, visit: &Visit) -> Option<Asked> {
    let language = visit.language;
    let words = knowledge.lexicon.finding(id.as_str())?;
    let plain =
        |en: &str, zh: &str, state: State| Choice { label: if language == Language::Zh { zh } else { en }.to_owned(), state, value: None };
    let mut choices = Vec::new();
    let always = words.shape == facts::Shape::Category;
    if words.shape == facts::Shape::Flag {
        choices.push(plain("Yes", "有", State::Present));
    }
    for level in words.levels.iter().filter(|level| !level.normal).take(8) {
        let value = match words.shape {
            facts::Shape::Multi => Value::Levels(vec![level.id.clone()]),
            facts::Shape::Number => match (level.from, level.to) {
                (Some(from), Some(to)) => Value::Number((from + to) / 2.0),
                (Some(edge), None) | (None, Some(edge)) => Value::Number(edge),
                (None, None) => continue,
            },
            _ => Value::Level(level.id.clone()),
        };
        choices.push(Choice { label: level.name.get(language).to_owned(), state: State::Present, value: Some(value) });
    }
    if !always {
        choices.push(plain("No", "没有", State::Absent));
    }
    choices.push(plain("Don't know", "不清楚", State::Uncertain));
    Some(Asked { finding: id.clone(), text: visit.question(words), choices })
}

/// Questions the reasoner would put next, most useful first.
pub fn open_questions(assessment: &Assessment) -> Vec<FindingId> {
    match &assessment.next {
        Next::Ask { questions, .. } => questions.iter().map(|question| question.finding.clone()).collect(),
        Next::Conclude => Vec::new(),
    }
}
