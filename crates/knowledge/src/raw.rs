//! The files as they are written. What must not live here: indices, or any meaning beyond the spelling.

use std::collections::BTreeMap;

use facts::{Applies, By, Phrases, Sex, Shape, Text, Urgency};
use serde::Deserialize;

use crate::model::{Course, Evidence, Kind, Prior, Source, Status};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grounds {
    pub kind: Kind,
    pub source: String,
    pub grade: String,
    #[serde(default)]
    #[allow(dead_code, reason = "for the reader of the file")]
    pub why: String,
}

impl From<Grounds> for Evidence {
    fn from(grounds: Grounds) -> Evidence {
        Evidence { kind: grounds.kind, source: grounds.source, grade: grounds.grade }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    pub id: String,
    pub name: Text,
    #[serde(rename = "type")]
    pub shape: Shape,
    #[serde(default)]
    pub levels: Vec<Level>,
    pub rate: f64,
    pub leak: f64,
    pub mention: f64,
    pub ask: Text,
    pub by: By,
    pub cost: f64,
    #[serde(default)]
    pub lay: Phrases,
    #[serde(default)]
    pub more: Phrases,
    #[serde(default)]
    pub not_lay: Phrases,
    /// Conditions of whose history it is what is asked.
    #[serde(default)]
    pub had: Vec<String>,
    pub of: Option<String>,
    #[serde(default)]
    pub implies: Vec<String>,
    #[serde(default)]
    pub excludes: Vec<String>,
    #[serde(default)]
    pub becomes: Vec<Becomes>,
    pub block: Option<String>,
    #[serde(default)]
    pub applies: Applies,
    pub unit: Option<String>,
    pub plausible: Option<(f64, f64)>,
    pub present_means: Option<f64>,
    #[serde(default)]
    pub ionising: bool,
    pub kind: Option<Kind>,
    pub source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Becomes {
    pub id: String,
    pub with: Option<String>,
    pub from: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    pub id: String,
    pub name: Text,
    #[serde(default)]
    pub share: f64,
    #[serde(default)]
    pub lay: Phrases,
    #[serde(default)]
    pub more: Phrases,
    #[serde(default)]
    pub normal: bool,
    pub from: Option<f64>,
    pub to: Option<f64>,
    #[serde(default)]
    pub implies: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub id: String,
    pub name: Text,
    #[serde(default)]
    pub also: Phrases,
    pub icd10: String,
    pub specialty: String,
    pub group: String,
    pub course: Course,
    #[serde(default)]
    pub cant_miss: bool,
    pub urgency: Urgency,
    pub status: Status,
    #[serde(default)]
    pub redflags: Vec<String>,
    #[serde(default)]
    pub mimics: Vec<String>,
    pub what: Text,
    pub do_now: Phrases,
    pub watch_for: Phrases,
    #[serde(default)]
    pub tests: Vec<String>,
    pub findings: Vec<Link>,
    #[serde(default)]
    pub risks: Vec<Risk>,
    #[serde(default)]
    pub applies: Applies,
    pub prior: Prior,
    pub evidence: Grounds,
    #[serde(default)]
    pub source: Vec<Source>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    pub id: String,
    pub p: Option<f64>,
    #[serde(default)]
    pub levels: BTreeMap<String, f64>,
    pub from: Option<f64>,
    pub to: Option<f64>,
    #[serde(default)]
    pub lowers: bool,
    pub kind: Option<Kind>,
    pub source: Option<String>,
    pub grade: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    pub id: String,
    pub or: f64,
    pub level: Option<String>,
    pub kind: Option<Kind>,
    pub source: Option<String>,
    pub grade: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cases {
    #[serde(rename = "case", default)]
    pub cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub name: String,
    #[serde(default)]
    pub story: Story,
    pub age_years: Option<f64>,
    pub sex: Option<Sex>,
    #[serde(default)]
    pub has: Vec<String>,
    #[serde(default)]
    pub hasnt: Vec<String>,
    pub at_least: Urgency,
    pub at_most: Option<Urgency>,
    pub top: usize,
    #[serde(default)]
    pub blind: bool,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    #[serde(default)]
    pub en: String,
    #[serde(default)]
    pub zh: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedFlag {
    pub id: String,
    pub name: Text,
    pub when: String,
    #[serde(default)]
    pub conditions: Vec<String>,
    pub urgency: Urgency,
    pub action: Text,
    #[serde(default)]
    pub fires: Vec<Example>,
    #[serde(default)]
    pub nearly: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    pub age_years: Option<f64>,
    pub sex: Option<Sex>,
    #[serde(default)]
    pub has: Vec<String>,
    #[serde(default)]
    pub hasnt: Vec<String>,
}
