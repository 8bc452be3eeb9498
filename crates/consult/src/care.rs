//! What follows from an assessment: what to examine and test, the plan of what leads, and what keeps well. The same for terminal, page, API.
//! What must not live here: weighing it (the reasoner), a choice of treatment or a dose.

use facts::{By, Case, FindingId, Language};
use knowledge::{Knowledge, Truth, View};
use reasoner::{Assessment, Change, Reasoner};
use serde::{Deserialize, Serialize};

/// What to do next about a case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Care {
    pub workup: Vec<Step>,
    /// Of the leading condition, where one leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Planned>,
    pub prevention: Vec<Prevented>,
    pub scores: Vec<Scored>,
}

/// An examination or test, with the reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub finding: FindingId,
    pub name: String,
    pub by: By,
    /// Expected information, nats, and its price in easy questions.
    pub gain: f64,
    pub cost: f64,
    pub why: String,
}

/// A plan as it applies to a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Planned {
    pub of: String,
    pub name: String,
    /// For the clinician; empty where a patient reads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub treatment: Vec<Treatment>,
    pub follow_up: Vec<String>,
    pub rehabilitation: Vec<String>,
    pub prevention: Vec<String>,
    pub source: String,
}

/// One option of treatment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Treatment {
    pub option: String,
    /// What must be known before it can be said to apply; empty where it does.
    pub depends: String,
    pub drugs: Vec<String>,
}

/// Something due.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prevented {
    pub id: String,
    pub name: String,
    pub advice: String,
    pub region: String,
    pub cite: String,
}

/// A risk score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    pub id: String,
    pub name: String,
    pub least: f64,
    pub greatest: f64,
    /// What the total means; empty while what is missing leaves that open.
    pub says: String,
    pub missing: Vec<String>,
    pub cite: String,
}

/// Chance from which the plan of the leading condition is shown (arbitrary: below it nothing leads).
const LEADS: f64 = 0.2;

/// For a clinician: everything.
pub fn care(reasoner: &Reasoner, case: &Case, assessment: &Assessment, language: Language) -> Care {
    let knowledge = reasoner.knowledge();
    let (view, _) = View::of(knowledge, case);
    let steps = reasoner.workup(case, &assessment.differential);
    let step = |proposed: reasoner::Proposed| {
        let index = knowledge.finding_index(proposed.finding.as_str());
        Step {
            name: index.map_or_else(|| proposed.finding.to_string(), |index| knowledge.name(index, language).to_owned()),
            why: why(knowledge, &proposed.changes, language),
            finding: proposed.finding,
            by: proposed.by,
            gain: proposed.gain,
            cost: proposed.cost,
        }
    };
    let leads = assessment.differential.hypotheses.first().filter(|hypothesis| hypothesis.probability >= LEADS);
    Care {
        workup: steps.into_iter().map(step).collect(),
        plan: leads.and_then(|hypothesis| planned(knowledge, hypothesis.condition, &view, language)),
        prevention: prevention(knowledge, &view, language),
        scores: reasoner::scored(knowledge, &view).iter().map(|scored| score(scored, language)).collect(),
    }
}

/// For a patient: no treatment is named before a doctor has chosen it.
pub fn care_for_patient(reasoner: &Reasoner, case: &Case, assessment: &Assessment, language: Language) -> Care {
    let mut care = care(reasoner, case, assessment, language);
    if let Some(plan) = &mut care.plan {
        plan.treatment.clear();
    }
    care
}

/// "Gout 30% -> 85% if present, 12% if not": what a result changes, for the conditions it changes most.
fn why(knowledge: &Knowledge, changes: &[Change], language: Language) -> String {
    let percent = |share: f64| match share {
        share if share < 0.01 => "<1%".to_owned(),
        share => format!("{:.0}%", 100.0 * share.min(1.0)),
    };
    let one = |change: &Change| {
        let name = knowledge.conditions[change.condition].name.get(language);
        let (now, present, absent) = (percent(change.now), percent(change.present), percent(change.absent));
        match language {
            Language::En => format!("{name}: {now} now, {present} if found, {absent} if not"),
            Language::Zh => format!("{name}：现在{now}，有则{present}，无则{absent}"),
        }
    };
    changes.iter().map(one).collect::<Vec<_>>().join(if language == Language::Zh { "；" } else { "; " })
}

fn planned(knowledge: &Knowledge, condition: usize, view: &View, language: Language) -> Option<Planned> {
    let condition = knowledge.conditions.get(condition)?;
    let plan = knowledge.plan(&condition.id)?;
    let drug =
        |id: &String| knowledge.drugs.iter().find(|drug| drug.id == *id).map_or(id.clone(), |drug| drug.name.get(language).to_owned());
    let option = |(treatment, truth): (&knowledge::Treatment, Truth)| Treatment {
        option: treatment.option.get(language).to_owned(),
        depends: if truth == Truth::Unknown { treatment.when.clone() } else { String::new() },
        drugs: treatment.drugs.iter().map(drug).collect(),
    };
    Some(Planned {
        of: condition.id.clone(),
        name: condition.name.get(language).to_owned(),
        treatment: plan.applying(view).into_iter().map(option).collect(),
        follow_up: plan.follow_up.get(language).to_vec(),
        rehabilitation: plan.rehabilitation.get(language).to_vec(),
        prevention: plan.prevention.get(language).to_vec(),
        source: format!("{}, {}", plan.evidence.source, plan.evidence.grade),
    })
}

/// What holds for the person; of the same name the Chinese guidance where Chinese is spoken, else the international one.
fn prevention(knowledge: &Knowledge, view: &View, language: Language) -> Vec<Prevented> {
    let wanted = if language == Language::Zh { "CN" } else { "international" };
    let mut all: Vec<&knowledge::Prevention> =
        reasoner::due(knowledge, view).into_iter().filter(|due| due.truth == Truth::True).map(|due| due.prevention).collect();
    all.sort_by_key(|prevention| prevention.region != wanted);
    let mut shown: Vec<Prevented> = Vec::new();
    for prevention in all {
        let name = prevention.name.get(language);
        if shown.iter().all(|known| known.name != name) && (prevention.region == wanted || prevention.region == "international") {
            shown.push(Prevented {
                id: prevention.id.clone(),
                name: name.to_owned(),
                advice: prevention.advice.get(language).to_owned(),
                region: prevention.region.clone(),
                cite: prevention.source.cite.clone(),
            });
        }
    }
    shown
}

fn score(scored: &reasoner::Scored, language: Language) -> Scored {
    Scored {
        id: scored.score.id.clone(),
        name: scored.score.name.get(language).to_owned(),
        least: scored.least,
        greatest: scored.greatest,
        says: scored.band.map_or(String::new(), |band| band.says.get(language).to_owned()),
        missing: scored.missing.iter().map(|name| name.get(language).to_owned()).collect(),
        cite: scored.score.source.cite.clone(),
    }
}
