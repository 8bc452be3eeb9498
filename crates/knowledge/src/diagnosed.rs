//! That a doctor has named a lasting disease to the patient: one finding a condition, made from its names.
//! What must not live here: how such words are heard.

use std::collections::BTreeSet;

use facts::{Applies, By, Disease, FindingId, Language, Phrases, Shape, Text};
use serde::Deserialize;

use crate::assemble::under;
use crate::model::{Course, Evidence, Kind, Prior};
use crate::problem::File;
use crate::raw;

/// The id of the finding that says so.
pub fn id(condition: &str) -> String {
    format!("r_diagnosed_{condition}")
}

/// Share of those who have the condition, and come for it, who say that it was diagnosed before (arbitrary).
pub const TOLD: f64 = 0.5;
/// The same of all visitors, as a multiple of the condition's share of visits: a lasting disease is had by more than come for it
/// (arbitrary), within bounds.
const CARRIED: f64 = 2.0;
const LEAST: f64 = 0.002;
const MOST: f64 = 0.03;
/// Chance that it is told unasked (arbitrary).
const MENTION: f64 = 0.4;

#[derive(Deserialize)]
struct Named {
    id: String,
    name: Text,
    #[serde(default)]
    also: Phrases,
    course: Course,
    #[serde(default)]
    applies: Applies,
    prior: Prior,
}

/// The findings, with the names by which each is heard. A disease that a written finding of the history has words for is left to it.
pub fn findings<'a>(files: &[File], written: impl Iterator<Item = &'a raw::Finding>) -> Vec<(raw::Finding, Evidence, Disease)> {
    let history = written.filter(|finding| finding.id.starts_with("r_"));
    let owned: BTreeSet<String> =
        history.flat_map(|finding| finding.lay.en.iter().chain(&finding.lay.zh)).map(|word| word.to_lowercase()).collect();
    let mut all = Vec::new();
    for file in under(files, "conditions/").filter(|file| !file.path.ends_with(".cases.toml")) {
        let Ok(named) = toml::from_str::<Named>(&file.text) else { continue };
        let names = |language: Language| -> Vec<String> {
            std::iter::once(named.name.get(language))
                .chain(named.also.get(language).iter().map(String::as_str))
                .map(str::to_lowercase)
                .collect()
        };
        let (en, zh) = (names(Language::En), names(Language::Zh));
        let lasting = matches!(named.course, Course::Chronic | Course::Flare);
        if !lasting || en.iter().chain(&zh).any(|name| owned.contains(name)) {
            continue;
        }
        all.push(finding(&named, Phrases { en, zh }));
    }
    all
}

fn finding(named: &Named, names: Phrases) -> (raw::Finding, Evidence, Disease) {
    let leak = (CARRIED * named.prior.per_visit).clamp(LEAST, MOST);
    let finding = raw::Finding {
        id: id(&named.id),
        name: Text { en: format!("Diagnosed before: {}", named.name.en), zh: format!("曾诊断{}", named.name.zh) },
        shape: Shape::Flag,
        levels: Vec::new(),
        rate: leak + TOLD * named.prior.per_visit,
        leak,
        mention: MENTION,
        ask: Text {
            en: format!("Has a doctor ever told you that you have this: {}?", named.name.en),
            zh: format!("以前有医生诊断过您有{}吗？", named.name.zh),
        },
        by: By::Patient,
        cost: 1.0,
        lay: Phrases::default(),
        not_lay: Phrases::default(),
        of: None,
        implies: Vec::new(),
        excludes: Vec::new(),
        block: None,
        applies: named.applies,
        unit: None,
        plausible: None,
        present_means: None,
        kind: None,
        source: None,
    };
    let evidence = Evidence { kind: Kind::Estimate, source: "draft".to_owned(), grade: "D".to_owned() };
    let disease = Disease { finding: FindingId::new(&finding.id), names };
    (finding, evidence, disease)
}
