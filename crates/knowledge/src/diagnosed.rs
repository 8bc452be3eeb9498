//! That a doctor has named a disease to the patient: one finding a condition, made from its names.
//! What must not live here: how such words are heard.

use std::collections::{BTreeMap, BTreeSet};

use facts::{Applies, By, Disease, FindingId, Language, Phrases, Shape, Text};
use serde::Deserialize;

use crate::assemble::under;
use crate::model::{Course, Evidence, Finding, Kind, Prior};
use crate::problem::File;
use crate::raw;

const PREFIX: &str = "r_diagnosed_";

/// The id of the finding that says so.
pub fn id(condition: &str) -> String {
    format!("{PREFIX}{condition}")
}

impl Finding {
    /// Whether it was made from a condition's names, written by nobody.
    pub fn is_diagnosed(&self) -> bool {
        self.id.as_str().starts_with(PREFIX)
    }
}

/// How often it was named (all arbitrary).
struct Told {
    /// To those who have it and come for it.
    had: f64,
    /// To all visitors, as a multiple of its share of visits, within bounds: a lasting disease is had by more than come for it,
    /// and a doctor's first guess is wrong at times.
    others: f64,
    least: f64,
    most: f64,
    /// Cost of asking.
    cost: f64,
}

const LASTING: Told = Told { had: 0.5, others: 2.0, least: 0.002, most: 0.03, cost: 8.0 };
/// Of a disease that comes and goes it is heard, and never asked.
const PASSING: Told = Told { had: 0.2, others: 1.0, least: 0.01, most: 0.03, cost: 1_000.0 };

impl Told {
    fn of(course: Course) -> Told {
        if is_lasting(course) { LASTING } else { PASSING }
    }
}

fn is_lasting(course: Course) -> bool {
    matches!(course, Course::Chronic | Course::Flare)
}

/// The chance in those who have the condition.
pub fn chance(course: Course) -> f64 {
    Told::of(course).had
}

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

/// Words before a complaint that make it no disease: "chronic cough".
const LONG_OR_SHORT: [&str; 12] = [
    "acute ",
    "chronic ",
    "persistent ",
    "recurrent ",
    "long-standing ",
    "unexplained ",
    "ongoing ",
    "急性",
    "慢性",
    "持续性",
    "长期",
    "反复",
];

/// Every condition's names, with the finding that it was diagnosed. A disease that a written finding of the history has words for is
/// left to that.
pub fn diseases<'a>(files: &[File], written: impl Iterator<Item = &'a raw::Finding>) -> Vec<(Disease, Option<raw::Finding>)> {
    let (mut history, mut complaints) = (BTreeSet::new(), BTreeSet::new());
    let mut had: BTreeMap<&str, Vec<FindingId>> = BTreeMap::new();
    for finding in written {
        let words = finding.lay.en.iter().chain(&finding.lay.zh).chain([&finding.name.en, &finding.name.zh]);
        let owned = if finding.id.starts_with("r_") { &mut history } else { &mut complaints };
        owned.extend(words.map(|word| word.to_lowercase()));
        finding.had.iter().for_each(|condition| had.entry(condition).or_default().push(FindingId::new(&finding.id)));
    }
    let complaint = |name: &str| {
        let bare = LONG_OR_SHORT.iter().find_map(|word| name.strip_prefix(word)).unwrap_or(name);
        complaints.contains(name) || complaints.contains(bare)
    };
    let mut all = Vec::new();
    for file in under(files, "conditions/").filter(|file| !file.path.ends_with(".cases.toml")) {
        let Ok(named) = toml::from_str::<Named>(&file.text) else { continue };
        let names = |language: Language| -> Vec<String> {
            let all = std::iter::once(named.name.get(language)).chain(named.also.get(language).iter().map(String::as_str));
            // "Back pain" names a disease and is a complaint: as a complaint it is heard.
            all.map(str::to_lowercase).filter(|name| !complaint(name)).collect()
        };
        let names = Phrases { en: names(Language::En), zh: names(Language::Zh) };
        let finding = (!names.en.iter().chain(&names.zh).any(|name| history.contains(name))).then(|| finding(&named));
        let id = finding.as_ref().map(|finding| FindingId::new(&finding.id));
        let had = had.get(named.id.as_str()).cloned().unwrap_or_default();
        all.push((Disease { condition: named.id, finding: id, had, names, lasting: is_lasting(named.course) }, finding));
    }
    all.sort_by(|a, b| a.0.condition.cmp(&b.0.condition));
    all
}

/// What the numbers of these findings rest on.
pub fn evidence() -> Evidence {
    Evidence { kind: Kind::Estimate, source: "draft".to_owned(), grade: "D".to_owned() }
}

fn finding(named: &Named) -> raw::Finding {
    let told = Told::of(named.course);
    let leak = (told.others * named.prior.per_visit).clamp(told.least, told.most);
    raw::Finding {
        id: id(&named.id),
        name: Text { en: format!("Diagnosed before: {}", named.name.en), zh: format!("曾诊断{}", named.name.zh) },
        shape: Shape::Flag,
        levels: Vec::new(),
        rate: leak + told.had * named.prior.per_visit,
        leak,
        mention: MENTION,
        ask: Text {
            en: format!("Has a doctor ever told you that you have this: {}?", named.name.en),
            zh: format!("以前有医生诊断过您有{}吗？", named.name.zh),
        },
        by: By::Patient,
        cost: told.cost,
        lay: Phrases::default(),
        more: Phrases::default(),
        not_lay: Phrases::default(),
        had: Vec::new(),
        of: None,
        implies: Vec::new(),
        excludes: Vec::new(),
        becomes: Vec::new(),
        block: None,
        applies: named.applies,
        unit: None,
        plausible: None,
        present_means: None,
        ionising: false,
        kind: None,
        source: None,
    }
}
