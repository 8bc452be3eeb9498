//! What the patient asks back: "is it pneumonia?", "can I take ibuprofen?". Answered from the case and the knowledge, with its source,
//! or not at all. What must not live here: a dose; a verdict that something is ruled out.

use facts::{About, Language};
use knowledge::{Agent, Condition, Drug, Truth, Verdict, View};
use language::{Act, Fit, Heard};
use reasoner::Assessment;

use crate::turn::Practice;
use crate::visit::Visit;

/// Things answered about in one message.
const MOST: usize = 2;
/// Chance from which a condition is among the likeliest, and from which it is possible (arbitrary).
const LIKELY: f64 = 0.25;
const POSSIBLE: f64 = 0.03;
/// The specialty of cancers.
const CANCERS: &str = "oncology";
/// Reasons named for or against.
const REASONS: usize = 4;

/// What to say to the questions of a message; empty where it asks nothing that the knowledge can answer.
pub fn answers(practice: &Practice, visit: &Visit, heard: &Heard, text: &str, assessment: &Assessment) -> Vec<Act> {
    if !heard.intents.question {
        return Vec::new();
    }
    let knowledge = practice.knowledge();
    let conditions = practice.ears().diseases_named(text).into_iter().filter_map(|at| knowledge.lexicon.diseases.get(at));
    let conditions = conditions.filter_map(|disease| knowledge.condition_index(&disease.condition));
    let of_conditions = conditions.map(|at| of_condition(practice, visit, assessment, at));
    let named = practice.ears().medicines_named(text);
    let pairs = of_pairs(practice, visit, &named);
    let alone = pairs.is_empty();
    // Where two do not go together, "nothing speaks against" either would unsay it.
    let drugs = named.iter().filter_map(|at| knowledge.drugs.get(*at)).filter(|_| alone);
    let singly = drugs.map(|drug| of_drug(practice, visit, drug)).chain(of_conditions).take(MOST);
    let mut answers: Vec<Act> = pairs.into_iter().chain(singly).collect();
    if answers.is_empty() && heard.intents.cancer {
        answers.push(of_cancer(practice, visit, assessment));
    }
    answers
}

/// How well it fits, by its chance.
fn fit(visit: &Visit, chance: f64) -> Fit {
    let known = visit.case.facts().any(|fact| fact.about == About::Patient && fact.state == facts::State::Present);
    match chance {
        _ if !known => Fit::Unknown,
        chance if chance >= LIKELY => Fit::Likely,
        chance if chance >= POSSIBLE => Fit::Possible,
        _ => Fit::Less,
    }
}

/// Of all cancers together, with the reasons of the likeliest.
fn of_cancer(practice: &Practice, visit: &Visit, assessment: &Assessment) -> Act {
    let is_cancer = |at: usize| practice.knowledge().conditions[at].specialty == CANCERS;
    let hypotheses = &assessment.differential.hypotheses;
    let chance: f64 = hypotheses.iter().filter(|hypothesis| is_cancer(hypothesis.condition)).map(|hypothesis| hypothesis.probability).sum();
    let first = hypotheses.iter().map(|hypothesis| hypothesis.condition).find(|at| is_cancer(*at));
    let (speaks_for, speaks_against, entry) = match first.map(|at| of_condition(practice, visit, assessment, at)) {
        Some(Act::AboutCondition { speaks_for, speaks_against, entry, .. }) => (speaks_for, speaks_against, entry),
        _ => (Vec::new(), Vec::new(), CANCERS.to_owned()),
    };
    let name = if visit.language == Language::Zh { "癌症" } else { "Cancer" }.to_owned();
    Act::AboutCondition { name, what: String::new(), fit: fit(visit, chance), speaks_for, speaks_against, entry }
}

fn of_condition(practice: &Practice, visit: &Visit, assessment: &Assessment, at: usize) -> Act {
    let knowledge = practice.knowledge();
    let (condition, language): (&Condition, Language) = (&knowledge.conditions[at], visit.language);
    let hypothesis = assessment.differential.hypotheses.iter().find(|hypothesis| hypothesis.condition == at);
    let chance = hypothesis.map_or(0.0, |hypothesis| hypothesis.probability);
    let why = |wanted: fn(f64) -> bool| -> Vec<String> {
        let reasons = hypothesis.into_iter().flat_map(|hypothesis| &hypothesis.reasons).filter(|reason| wanted(reason.nats));
        reasons.take(REASONS).map(|reason| knowledge.name(reason.finding, language).to_owned()).collect()
    };
    Act::AboutCondition {
        name: condition.name.get(language).to_owned(),
        what: condition.what.get(language).to_owned(),
        fit: fit(visit, chance),
        speaks_for: why(|nats| nats > 0.3),
        speaks_against: why(|nats| nats < -0.3),
        entry: condition.id.clone(),
    }
}

/// What the medicines named do with each other and with what is taken already, the gravest first.
fn of_pairs(practice: &Practice, visit: &Visit, named: &[usize]) -> Vec<Act> {
    let knowledge = practice.knowledge();
    let language = visit.language;
    let all: Vec<Agent> = knowledge.agents().collect();
    let asked: Vec<&Agent> = named.iter().filter_map(|at| all.get(*at)).collect();
    let present = visit.case.facts().filter(|fact| fact.state == facts::State::Present && fact.about == About::Patient);
    let taken: Vec<Agent> = present.filter_map(|fact| knowledge.taken(fact.finding.as_str())).collect();
    let mut found = Vec::new();
    for (at, one) in asked.iter().enumerate() {
        // A medicine asked about was also heard as taken: `能吃布洛芬吗` is no second painkiller.
        let others = asked[at + 1..].iter().copied().chain(taken.iter().filter(|other| !other.tells_of(one)));
        found.extend(others.filter_map(|other| Some((*one, other, *knowledge.together(one, other).first()?))));
    }
    found.sort_by_key(|(_, _, row)| std::cmp::Reverse(row.severity));
    let act = |(one, other, row): (&Agent, &Agent, &knowledge::Interaction)| Act::Together {
        one: one.name.get(language).to_owned(),
        other: other.name.get(language).to_owned(),
        never: row.severity == knowledge::Harm::Contraindicated,
        effect: row.effect.get(language).to_owned(),
        entry: row.id.clone(),
    };
    found.into_iter().take(MOST).map(act).collect()
}

fn of_drug(practice: &Practice, visit: &Visit, drug: &Drug) -> Act {
    let knowledge = practice.knowledge();
    let language = visit.language;
    let (view, _) = View::of(knowledge, &visit.case);
    let mut against = Vec::new();
    let mut unknown = Vec::new();
    let mut weigh = |rule: &knowledge::Rule, why: &facts::Text| match rule.truth(&view) {
        Truth::True => against.push(why.get(language).to_owned()),
        Truth::Unknown => unknown.push(why.get(language).to_owned()),
        Truth::False => {}
    };
    drug.contraindications.iter().for_each(|one| weigh(&one.rule, &one.why));
    for change in drug.renal.iter().chain(&drug.hepatic) {
        if let Some(rule) = &change.when {
            weigh(rule, &change.then);
        }
    }
    let person = visit.case.demographics;
    let fertile = person.sex != Some(facts::Sex::Male) && person.age_years.is_none_or(|age| (12.0..55.0).contains(&age));
    if fertile && drug.pregnancy.level != Verdict::Acceptable {
        unknown.push(drug.pregnancy.why.get(language).to_owned());
    }
    for lines in [&mut against, &mut unknown] {
        let mut seen = std::collections::BTreeSet::new();
        lines.retain(|line| seen.insert(line.clone()));
    }
    let not_for_them = drug.doses.iter().all(|dose| dose.rule.truth(&view) == Truth::False);
    Act::AboutMedicine { name: drug.name.get(language).to_owned(), against, unknown, not_for_them, entry: drug.id.clone() }
}
