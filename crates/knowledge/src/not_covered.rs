//! Diagnoses that are not among the conditions, with the reason and what will lead in their stead. What must not live here: conditions.

use facts::Text;
use serde::{Deserialize, Serialize};

use crate::assemble::entries;
use crate::model::Knowledge;
use crate::problem::{File, Problems};

/// A diagnosis left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotCovered {
    pub name: Text,
    /// The list that asks for it: `icpc`, `cn_exam` or `usmle`.
    pub of: String,
    pub why: Text,
    /// Conditions that will lead in its stead; none: the reasoner says "something else".
    pub instead: Vec<String>,
}

/// Reads `not-covered.toml`. What has become a condition must leave the list.
pub fn not_covered(files: &[File], knowledge: &Knowledge, problems: &mut Problems) -> Vec<NotCovered> {
    let Some(file) = files.iter().find(|file| file.path == "not-covered.toml") else { return Vec::new() };
    let all = entries::<NotCovered>(file, "not_covered", problems).0;
    for one in &all {
        for id in one.instead.iter().filter(|id| knowledge.condition_index(id).is_none()) {
            problems.error(file, id, format!("{}: there is no condition {id}", one.name.en), "name a condition");
        }
        let covered = knowledge.conditions.iter().find(|condition| condition.name.en == one.name.en || condition.name.zh == one.name.zh);
        if let Some(condition) = covered {
            let message = format!("{} is covered by {}", one.name.en, condition.id);
            problems.error(file, &one.name.en, message, "take it off the list");
        }
        if !["icpc", "cn_exam", "usmle"].contains(&one.of.as_str()) {
            problems.error(file, &one.name.en, format!("{}: there is no list {:?}", one.name.en, one.of), "write icpc, cn_exam or usmle");
        }
    }
    all
}
