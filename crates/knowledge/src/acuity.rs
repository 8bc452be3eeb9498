//! Levels of an emergency department by rule. What must not live here: urgency at first contact, which the red flags decide.

use facts::Text;
use serde::{Deserialize, Serialize};

use crate::assemble::entries;
use crate::model::Knowledge;
use crate::parse_rule::read;
use crate::problem::{File, Problems};
use crate::rule::Rule;

/// A rule and the level it asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Acuity {
    /// From 1, life in danger now, to 5, not urgent.
    pub level: u8,
    pub name: Text,
    pub when: String,
    pub rule: Rule,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAcuity {
    level: u8,
    name: Text,
    when: String,
}

/// Reads `acuity.toml`, the most urgent rules first.
pub fn acuity(files: &[File], knowledge: &Knowledge, problems: &mut Problems) -> Vec<Acuity> {
    let Some(file) = files.iter().find(|file| file.path == "acuity.toml") else { return Vec::new() };
    let mut all = Vec::new();
    for raw in entries::<RawAcuity>(file, "acuity", problems).0 {
        if !(1..=5).contains(&raw.level) {
            problems.error(file, &raw.when, format!("there is no level {}", raw.level), "write 1 to 5");
        }
        if let Some(rule) = read(&raw.when, &raw.name.en, knowledge, file, problems) {
            all.push(Acuity { level: raw.level, name: raw.name, when: raw.when, rule });
        }
    }
    all.sort_by_key(|acuity| acuity.level);
    all
}
