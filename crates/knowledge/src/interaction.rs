//! Which medicines harm together. A row names drugs, classes or tags on either side, so that one covers many pairs.
//! What must not live here: a choice of a drug for a patient.

use std::collections::BTreeSet;

use facts::{Phrases, Text};
use serde::{Deserialize, Serialize};

use crate::assemble::syntax;
use crate::model::Knowledge;
use crate::problem::{File, Problems};

/// What people take that is no drug of the folder: alcohol, herbs, drugs not written yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Substance {
    pub id: String,
    pub name: Text,
    #[serde(default)]
    pub also: Phrases,
    #[serde(default)]
    pub tags: Vec<String>,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Harm {
    Moderate,
    Major,
    Contraindicated,
}

/// Two sides that harm together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interaction {
    pub id: String,
    /// Ids of drugs or substances, classes or tags.
    pub a: Vec<String>,
    pub b: Vec<String>,
    pub severity: Harm,
    pub effect: Text,
    pub action: Text,
}

/// A finding that says a medicine of a kind is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taken {
    pub finding: String,
    /// Classes or tags.
    pub means: Vec<String>,
}

/// Everything about medicines taken together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interactions {
    pub substances: Vec<Substance>,
    pub taken: Vec<Taken>,
    pub all: Vec<Interaction>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[allow(dead_code, reason = "for the reader of the file")]
    evidence: crate::raw::Grounds,
    #[serde(default)]
    substance: Vec<Substance>,
    #[serde(default)]
    taken: Vec<Taken>,
    #[serde(default)]
    interaction: Vec<Interaction>,
}

/// Something taken, by every name that an interaction may know it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// Its id, or the finding that tells of it.
    pub id: String,
    pub name: Text,
    keys: BTreeSet<String>,
}

impl Agent {
    /// Whether what a finding tells of may be this very medicine.
    pub fn tells_of(&self, other: &Agent) -> bool {
        self.keys.iter().any(|key| other.keys.contains(key))
    }

    /// Whether a side of an interaction names it.
    pub fn is_one_of(&self, side: &[String]) -> bool {
        side.iter().any(|key| self.keys.contains(key))
    }
}

impl Knowledge {
    /// Every drug and substance, in the order of the lexicon's medicines.
    pub fn agents(&self) -> impl Iterator<Item = Agent> {
        let drugs = self.drugs.iter().map(|drug| Agent {
            id: drug.id.clone(),
            name: drug.name.clone(),
            keys: std::iter::once(&drug.id).chain(&drug.class).chain(&drug.tags).cloned().collect(),
        });
        let substances = self.interactions.substances.iter().map(|substance| Agent {
            id: substance.id.clone(),
            name: substance.name.clone(),
            keys: std::iter::once(&substance.id).chain(&substance.tags).cloned().collect(),
        });
        drugs.chain(substances)
    }

    /// What a finding says is taken.
    pub fn taken(&self, finding: &str) -> Option<Agent> {
        let taken = self.interactions.taken.iter().find(|taken| taken.finding == finding)?;
        let name = self.lexicon.finding(finding)?.name.clone();
        Some(Agent { id: finding.to_owned(), name, keys: taken.means.iter().cloned().collect() })
    }

    /// What two agents do together, the gravest first.
    pub fn together(&self, one: &Agent, other: &Agent) -> Vec<&Interaction> {
        if one.id == other.id {
            return Vec::new();
        }
        let meets =
            |row: &&Interaction| (one.is_one_of(&row.a) && other.is_one_of(&row.b)) || (one.is_one_of(&row.b) && other.is_one_of(&row.a));
        let mut found: Vec<&Interaction> = self.interactions.all.iter().filter(meets).collect();
        found.sort_by(|a, b| b.severity.cmp(&a.severity).then(a.id.cmp(&b.id)));
        found
    }
}

/// The file, in the folder.
const FILE: &str = "interactions.toml";

/// Reads the file; a name that nothing has is an error.
pub fn interactions(files: &[File], knowledge: &Knowledge, problems: &mut Problems) -> Interactions {
    let Some(file) = files.iter().find(|file| file.path == FILE) else { return Interactions::default() };
    let raw: Raw = match toml::from_str(&file.text) {
        Ok(raw) => raw,
        Err(error) => {
            syntax(file, &error, problems);
            return Interactions::default();
        }
    };
    let drugs = knowledge.drugs.iter().flat_map(|drug| std::iter::once(&drug.id).chain(&drug.class).chain(&drug.tags));
    let substances = raw.substance.iter().flat_map(|substance| std::iter::once(&substance.id).chain(&substance.tags));
    let known: BTreeSet<&String> = drugs.chain(substances).collect();
    let mut seen = BTreeSet::new();
    for row in &raw.interaction {
        let needle = format!("id = \"{}\"", row.id);
        for key in row.a.iter().chain(&row.b).filter(|key| !known.contains(key)) {
            let message = format!("{}: nothing is called {key}, and no class or tag", row.id);
            problems.error(file, &needle, message, "name a drug, a substance, a class or a tag");
        }
        if row.a.is_empty() || row.b.is_empty() {
            problems.error(file, &needle, format!("{} has an empty side", row.id), "name what harms with what");
        }
        if !seen.insert(&row.id) {
            problems.error(file, &needle, format!("{} is written twice", row.id), "keep one of them");
        }
    }
    for taken in &raw.taken {
        let needle = format!("finding = \"{}\"", taken.finding);
        if knowledge.finding_index(&taken.finding).is_none() {
            problems.error(file, &needle, format!("there is no finding {}", taken.finding), "use an id of knowledge/findings");
        }
        for key in taken.means.iter().filter(|key| !known.contains(key)) {
            problems.error(file, &needle, format!("nothing is called {key}"), "name a class or a tag");
        }
    }
    Interactions { substances: raw.substance, taken: raw.taken, all: raw.interaction }
}
