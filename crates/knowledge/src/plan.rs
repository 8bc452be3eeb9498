//! What is done about a condition: options of treatment by rule, follow-up, rehabilitation, prevention; and what keeps the well well.
//! What must not live here: a dose (those are the drugs'), or a choice for a patient.

use facts::{Phrases, Text};
use serde::{Deserialize, Serialize};

use crate::assemble::{entries, under};
use crate::model::{Evidence, Knowledge};
use crate::parse_rule::read;
use crate::problem::{File, Problems};
use crate::rule::{Rule, Truth};
use crate::view::View;

/// The plan of one condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The condition's id.
    pub of: String,
    /// In order: the first whose rule holds is the one that applies.
    pub treatment: Vec<Treatment>,
    pub follow_up: Phrases,
    pub rehabilitation: Phrases,
    pub prevention: Phrases,
    pub evidence: Evidence,
    pub file: String,
}

/// One way to treat, for those of whom its rule holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Treatment {
    /// As written; empty: for all others.
    pub when: String,
    pub rule: Option<Rule>,
    /// For the clinician.
    pub option: Text,
    /// Ids of drugs that belong to the option; their own rules decide on dose and use.
    pub drugs: Vec<String>,
}

impl Plan {
    /// The options that apply: the first that holds, and before it those that what is not known yet might still make apply.
    pub fn applying(&self, view: &View) -> Vec<(&Treatment, Truth)> {
        let mut applying = Vec::new();
        for treatment in &self.treatment {
            let truth = treatment.rule.as_ref().map_or(Truth::True, |rule| rule.truth(view));
            if truth != Truth::False {
                applying.push((treatment, truth));
            }
            if truth == Truth::True {
                break;
            }
        }
        applying
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPlan {
    of: String,
    treatment: Vec<RawTreatment>,
    follow_up: Phrases,
    #[serde(default)]
    rehabilitation: Phrases,
    #[serde(default)]
    prevention: Phrases,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTreatment {
    #[serde(default)]
    when: String,
    option: Text,
    #[serde(default)]
    drugs: Vec<String>,
}

/// Reads `plans/*.toml`, in order of the condition.
pub fn plans(files: &[File], knowledge: &Knowledge, problems: &mut Problems) -> Vec<Plan> {
    let mut all: Vec<Plan> = Vec::new();
    for file in under(files, "plans/") {
        let (raw, evidence) = entries::<RawPlan>(file, "plan", problems);
        let Some(evidence) = evidence else {
            problems.error(file, "[evidence]", "no [evidence] for the file's plans".to_owned(), "open the file with [evidence]");
            continue;
        };
        for raw in raw {
            if let Some(first) = all.iter().find(|plan| plan.of == raw.of) {
                problems.error(file, &raw.of, format!("the plan of {} is already in {}", raw.of, first.file), "keep one of them");
                continue;
            }
            all.push(plan(raw, knowledge, &evidence, file, problems));
        }
    }
    all.sort_by(|a, b| a.of.cmp(&b.of));
    all
}

fn plan(raw: RawPlan, knowledge: &Knowledge, evidence: &Evidence, file: &File, problems: &mut Problems) -> Plan {
    let of = raw.of;
    if knowledge.condition_index(&of).is_none() {
        problems.error(file, &of, format!("a plan of {of}, which is no condition"), "name a condition");
    }
    let last = raw.treatment.len().saturating_sub(1);
    if raw.treatment.is_empty() || raw.treatment.iter().enumerate().any(|(at, one)| one.when.trim().is_empty() != (at == last)) {
        let message = format!("{of}: the last treatment, and only that, is for all others");
        problems.error(file, &of, message, "leave `when` out in the last, and write it in the others");
    }
    for (part, lines) in [("follow_up", &raw.follow_up), ("rehabilitation", &raw.rehabilitation), ("prevention", &raw.prevention)] {
        if lines.en.len() != lines.zh.len() || (part == "follow_up" && lines.en.is_empty()) {
            problems.error(file, &of, format!("{of}: {part} differs between the languages, or is empty"), "write each line in both");
        }
    }
    let mut treatment = Vec::new();
    for one in raw.treatment {
        for drug in one.drugs.iter().filter(|id| !knowledge.drugs.iter().any(|drug| drug.id == **id)) {
            problems.error(
                file,
                drug,
                format!("{of}: there is no drug {drug}"),
                "name a file of knowledge/drugs, or leave it to the words",
            );
        }
        if one.option.en.trim().is_empty() || one.option.zh.trim().is_empty() {
            problems.error(file, &of, format!("{of}: an option is missing in a language"), "write it in English and Chinese");
        }
        let rule = match one.when.trim() {
            "" => None,
            text => match read(text, &of, knowledge, file, problems) {
                None => continue,
                rule => rule,
            },
        };
        treatment.push(Treatment { when: one.when, rule, option: one.option, drugs: one.drugs });
    }
    Plan {
        of,
        treatment,
        follow_up: raw.follow_up,
        rehabilitation: raw.rehabilitation,
        prevention: raw.prevention,
        evidence: evidence.clone(),
        file: file.path.clone(),
    }
}
