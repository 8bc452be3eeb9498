//! Drugs: doses with their caps, and what forbids or changes them. Rules are those of the red flags, three-valued.
//! What must not live here: a choice of a drug for a patient.

use std::collections::BTreeMap;

use facts::{Phrases, Text};
use serde::{Deserialize, Serialize};

use crate::assemble::{syntax, under};
use crate::model::{Evidence, Knowledge, Status};
use crate::parse_rule::read;
use crate::problem::{File, Problems};
use crate::raw::Grounds;
use crate::review::status;
use crate::rule::Rule;

/// A drug with everything that a check of a prescription needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drug {
    pub id: String,
    pub name: Text,
    pub also: Phrases,
    /// Anatomical Therapeutic Chemical code.
    pub atc: String,
    pub class: Vec<String>,
    /// What interactions are keyed on.
    pub tags: Vec<String>,
    pub status: Status,
    /// Allergies that forbid it.
    pub allergy: Vec<String>,
    pub doses: Vec<Dose>,
    pub renal: Vec<Change>,
    pub hepatic: Vec<Change>,
    pub pregnancy: Advice,
    pub lactation: Advice,
    pub contraindications: Vec<Contraindication>,
    pub evidence: Evidence,
    pub file: String,
}

/// One dose for some patients.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dose {
    pub id: String,
    /// For whom; a rule.
    pub who: String,
    pub rule: Rule,
    /// Least and greatest single dose, or per kilogram of body weight.
    pub amount: (f64, f64),
    /// UCUM.
    pub unit: String,
    pub per_kg: bool,
    /// Hours between doses, least and greatest.
    pub every_h: (f64, f64),
    /// The cap of a day, in the same unit.
    pub most_a_day: f64,
    /// The cap of a day per kilogram.
    pub most_a_day_per_kg: Option<f64>,
    /// Least body weight, kilograms.
    pub from_kg: Option<f64>,
}

/// What to do with the dose when a rule holds; without a rule, always.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub when: Option<Rule>,
    /// The drug must not be given then.
    pub forbids: bool,
    pub then: Text,
}

/// Whether it may be given in pregnancy or while breast-feeding, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Advice {
    pub level: Verdict,
    pub why: Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Acceptable,
    /// Only where the benefit is clear.
    Caution,
    Avoid,
    Forbidden,
}

/// What forbids the drug, wholly or unless there is nothing better.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contraindication {
    pub rule: Rule,
    pub absolute: bool,
    pub why: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDrug {
    id: String,
    name: Text,
    #[serde(default)]
    also: Phrases,
    atc: String,
    class: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
    status: Status,
    allergy: Option<Vec<String>>,
    #[serde(default)]
    dose: Vec<RawDose>,
    renal: Option<Vec<RawChange>>,
    hepatic: Option<Vec<RawChange>>,
    pregnancy: Option<Advice>,
    lactation: Option<Advice>,
    #[serde(default)]
    contraindication: Vec<RawContraindication>,
    evidence: Grounds,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDose {
    id: String,
    who: String,
    amount: (f64, f64),
    unit: String,
    #[serde(default)]
    per_kg: bool,
    every_h: (f64, f64),
    most_a_day: Option<f64>,
    most_a_day_per_kg: Option<f64>,
    from_kg: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChange {
    when: Option<String>,
    #[serde(default)]
    forbids: bool,
    then: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawContraindication {
    when: String,
    absolute: bool,
    why: Text,
}

/// Every name, by language.
pub fn names(name: &Text, also: &Phrases) -> Phrases {
    let of = |name: &str, also: &[String]| std::iter::once(name.to_owned()).chain(also.iter().cloned()).collect();
    Phrases { en: of(&name.en, &also.en), zh: of(&name.zh, &also.zh) }
}

/// Reads `drugs/*.toml`; what a check could not do without is an error.
pub fn drugs(files: &[File], knowledge: &Knowledge, problems: &mut Problems) -> Vec<Drug> {
    let mut all: BTreeMap<String, Drug> = BTreeMap::new();
    for file in under(files, "drugs/") {
        match toml::from_str::<RawDrug>(&file.text) {
            Ok(raw) => {
                if let Some(drug) = drug(raw, knowledge, file, problems)
                    && let Some(first) = all.insert(drug.id.clone(), drug)
                {
                    problems.error(file, "id", format!("{} is already in {}", first.id, first.file), "keep one of them");
                }
            }
            Err(error) => syntax(file, &error, problems),
        }
    }
    all.into_values().collect()
}

fn drug(raw: RawDrug, knowledge: &Knowledge, file: &File, problems: &mut Problems) -> Option<Drug> {
    let id = raw.id.clone();
    let mut lacks = |field: &str| {
        problems.error(file, "id", format!("{id}: no `{field}`"), "write it: a check that cannot run stops the prescription");
    };
    if raw.dose.is_empty() {
        lacks("dose");
    }
    for (field, there) in [
        ("allergy", raw.allergy.is_some()),
        ("renal", raw.renal.is_some()),
        ("hepatic", raw.hepatic.is_some()),
        ("pregnancy", raw.pregnancy.is_some()),
        ("lactation", raw.lactation.is_some()),
    ] {
        if !there {
            lacks(field);
        }
    }
    let status = status(file, &id, raw.status, &knowledge.reviews, problems);
    let mut rule = |text: &str| read(text, &id, knowledge, file, problems);
    let contraindications: Vec<Contraindication> = raw
        .contraindication
        .into_iter()
        .filter_map(|one| Some(Contraindication { rule: rule(&one.when)?, absolute: one.absolute, why: one.why }))
        .collect();
    let mut changes = |all: Option<Vec<RawChange>>| -> Vec<Change> {
        let change = |one: RawChange| {
            let when = match one.when {
                Some(when) => Some(rule(&when)?),
                None => None,
            };
            Some(Change { when, forbids: one.forbids, then: one.then })
        };
        all.unwrap_or_default().into_iter().filter_map(change).collect()
    };
    let (renal, hepatic) = (changes(raw.renal), changes(raw.hepatic));
    let rules: Vec<Option<Rule>> = raw.dose.iter().map(|dose| rule(&dose.who)).collect();
    let mut doses = Vec::new();
    for (dose, rule) in raw.dose.into_iter().zip(rules) {
        if let (Some(rule), Some(most_a_day)) = (rule, checked(&id, &dose, file, problems)) {
            doses.push(Dose {
                id: dose.id,
                who: dose.who,
                rule,
                amount: dose.amount,
                unit: dose.unit,
                per_kg: dose.per_kg,
                every_h: dose.every_h,
                most_a_day,
                most_a_day_per_kg: dose.most_a_day_per_kg,
                from_kg: dose.from_kg,
            });
        }
    }
    Some(Drug {
        id: raw.id,
        name: raw.name,
        also: raw.also,
        atc: raw.atc,
        class: raw.class,
        tags: raw.tags,
        status,
        allergy: raw.allergy?,
        doses,
        renal,
        hepatic,
        pregnancy: raw.pregnancy?,
        lactation: raw.lactation?,
        contraindications,
        evidence: raw.evidence.into(),
        file: file.path.clone(),
    })
}

/// The cap of a day where the dose is whole: with a cap, by weight or from a weight, in order, in a unit of UCUM, and not
/// over its own cap when given as often as it says.
fn checked(drug: &str, dose: &RawDose, file: &File, problems: &mut Problems) -> Option<f64> {
    let name = format!("{drug}, dose {}", dose.id);
    let needle = format!("id = \"{}\"", dose.id);
    let mut wrong = |message: String, remedy: &str| problems.error(file, &needle, message, remedy);
    if !crate::lint::is_ucum(&dose.unit) {
        wrong(format!("{name}: the unit {:?} is not one of UCUM", dose.unit), "write mg, g, ug, mL, [IU]");
    }
    if dose.amount.0 <= 0.0 || dose.amount.1 < dose.amount.0 || dose.every_h.0 <= 0.0 || dose.every_h.1 < dose.every_h.0 {
        wrong(format!("{name}: amount or interval out of order"), "write [least, greatest], above 0");
    }
    if !dose.per_kg && dose.from_kg.is_none() {
        wrong(format!("{name}: no weight"), "write per_kg = true, or the least weight as from_kg");
    }
    if dose.per_kg && dose.most_a_day_per_kg.is_none() {
        wrong(format!("{name}: no cap per kilogram"), "write most_a_day_per_kg");
    }
    let Some(cap) = dose.most_a_day else {
        wrong(format!("{name}: no cap of a day"), "write most_a_day");
        return None;
    };
    if !dose.per_kg && dose.amount.0 * 24.0 / dose.every_h.1 > cap * 1.001 {
        wrong(format!("{name}: the least dose as seldom as written exceeds {cap} a day"), "mend the dose or the cap");
    }
    Some(cap)
}
