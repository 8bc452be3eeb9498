//! Words without weights: names, what patients say, questions and cues. `knowledge` fills it; `language` reads nothing else.
//! What must not live here: a likelihood, a prior, a rule or a dose.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::FindingId;

/// A language Xinglin speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    #[default]
    En,
    Zh,
}

impl Language {
    /// Reads `en`, `zh` and their regional forms, `zh-CN`, `en_GB`.
    pub fn parse(tag: &str) -> Option<Language> {
        match tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "en" => Some(Language::En),
            "zh" => Some(Language::Zh),
            _ => None,
        }
    }

    /// The two-letter tag.
    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Zh => "zh",
        }
    }
}

/// One text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub en: String,
    pub zh: String,
}

impl Text {
    /// The text in a language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Zh => &self.zh,
        }
    }
}

/// Several phrases in each language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    #[serde(default)]
    pub en: Vec<String>,
    #[serde(default)]
    pub zh: Vec<String>,
}

impl Phrases {
    /// The phrases in a language.
    pub fn get(&self, language: Language) -> &[String] {
        match language {
            Language::En => &self.en,
            Language::Zh => &self.zh,
        }
    }
}

/// The shape of a finding's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Present or absent.
    Flag,
    /// One level of several.
    Enum,
    /// Any number of levels at once.
    Multi,
    /// Always exactly one level, never absent.
    Category,
    /// Measured; levels are bins.
    Number,
}

/// Who can know a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    Patient,
    Clinician,
    Test,
}

/// Whom a finding can be asked of. Absent bounds are open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applies {
    #[serde(default)]
    pub sex: Option<crate::Sex>,
    /// Years, included.
    #[serde(default)]
    pub from: Option<f64>,
    /// Years, excluded.
    #[serde(default)]
    pub to: Option<f64>,
}

impl Applies {
    /// Whether it can concern this person: `false` only where it is known not to.
    pub fn may_concern(&self, person: &crate::Demographics) -> bool {
        let sex_fits = match (self.sex, person.sex) {
            (Some(wanted), Some(sex)) => wanted == sex || sex == crate::Sex::Intersex,
            _ => true,
        };
        let old_enough = !matches!((self.from, person.age_years), (Some(from), Some(age)) if age < from);
        let young_enough = !matches!((self.to, person.age_years), (Some(to), Some(age)) if age >= to);
        sex_fits && old_enough && young_enough
    }
}

/// A level's id, name, words and, for a number, its bin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LevelWords {
    pub id: String,
    pub name: Text,
    pub lay: Phrases,
    /// Further words, heard only where no others are.
    pub more: Phrases,
    /// The level that means "absent": a normal or negative result.
    pub normal: bool,
    /// Included.
    pub from: Option<f64>,
    /// Excluded.
    pub to: Option<f64>,
}

/// A finding's words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FindingWords {
    pub id: FindingId,
    pub name: Text,
    pub shape: Shape,
    pub levels: Vec<LevelWords>,
    pub ask: Text,
    pub lay: Phrases,
    /// Further words, heard only where no others are.
    pub more: Phrases,
    /// Words that contain a lay word without meaning it.
    pub not_lay: Phrases,
    /// The finding it describes more closely.
    pub of: Option<FindingId>,
    pub by: By,
    pub applies: Applies,
    /// UCUM.
    pub unit: Option<String>,
    /// A number outside is refused and asked again.
    pub plausible: Option<(f64, f64)>,
}

impl FindingWords {
    /// The bin a number falls in.
    pub fn bin(&self, number: f64) -> Option<&LevelWords> {
        self.levels.iter().find(|level| level.from.is_none_or(|from| number >= from) && level.to.is_none_or(|to| number < to))
    }
}

/// A body site with the ways it is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    pub id: String,
    pub words: Vec<String>,
}

/// A sensation at a site: what it means, as `s_chest_pain` or `s_abdominal_pain_location=RUQ`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Combination {
    /// Ids of sites; any of them.
    pub site: Vec<String>,
    /// Ids of sensations; any of them.
    pub sensation: Vec<String>,
    pub means: Vec<String>,
    /// What the sensation tells beside, so that the site's words alone never stand for it.
    #[serde(default)]
    pub character: Vec<String>,
}

/// Phrases that mean several things at once, or something other than what they say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Idiom {
    pub phrases: Vec<String>,
    pub means: Vec<String>,
}

/// What follows when something provokes or relieves a complaint: chest pain by exertion, belly pain by a meal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// Findings any of which is complained of.
    pub complaint: Vec<String>,
    /// Ids of triggers, any of them.
    pub by: Vec<String>,
    pub means: Vec<String>,
}

/// Words that may stand for each other inside any phrase of a finding: "difficulty", "trouble", "problems with".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Same {
    pub words: Vec<String>,
}

/// The listener's words in one language beyond the findings' own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Groups of words by their grammatical office: `negation_before`, `uncertain`, `family`, `clause_break`.
    #[serde(default)]
    pub cue: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub site: Vec<Named>,
    #[serde(default)]
    pub sensation: Vec<Named>,
    #[serde(default)]
    pub combination: Vec<Combination>,
    #[serde(default)]
    pub idiom: Vec<Idiom>,
    /// Words for a group of complaints, whose denial denies each and whose report says nothing of any: "urinary symptoms".
    #[serde(default)]
    pub group: Vec<Idiom>,
    /// Words of several kinds that say something together.
    #[serde(default)]
    pub pattern: Vec<Pattern>,
    /// Words for what the body does when well: said to be normal they deny its complaints, otherwise they say nothing.
    #[serde(default)]
    pub function: Vec<Idiom>,
    /// Words that say that a complaint is not there: "afebrile", "teetotal". Denied or supposed they say nothing.
    #[serde(default)]
    pub well: Vec<Idiom>,
    /// Diseases which, said of the family, mean a finding of the patient.
    #[serde(default)]
    pub inherited: Vec<Idiom>,
    /// What provokes or relieves, with the ways it is said.
    #[serde(default)]
    pub trigger: Vec<Named>,
    #[serde(default)]
    pub provoked: Vec<Relation>,
    #[serde(default)]
    pub relieved: Vec<Relation>,
    /// Common words that are no misspelling of another.
    #[serde(default)]
    pub plain: Vec<String>,
    /// Groups of words any of which may stand for the others inside a phrase.
    #[serde(default)]
    pub same: Vec<Same>,
    /// Words that are often typed with other characters of the same sound: the word meant as `id`, what is typed for it.
    #[serde(default)]
    pub sounded: Vec<Named>,
}

/// Everything the listener and the speaker know.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lexicon {
    /// In order of id.
    pub findings: Vec<FindingWords>,
    /// Every condition by its names, in order of id.
    #[serde(default)]
    pub diseases: Vec<Disease>,
    /// The names of each medicine: the drugs, then other substances.
    #[serde(default)]
    pub medicines: Vec<Phrases>,
    pub words: BTreeMap<Language, Words>,
}

/// Parts that say something where they stand in this order and near each other: an alarm, or findings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// Alternatives of each part.
    pub parts: Vec<Vec<String>>,
    /// Tokens between two parts at most.
    #[serde(default)]
    pub reach: Option<usize>,
    /// Words which, in the same sentence, undo it.
    #[serde(default)]
    pub unless: Vec<String>,
    /// The parts make one phrase, in any order: nothing parts them, and a denial of one denies what they mean.
    #[serde(default)]
    pub together: bool,
    /// Parts may stand in sentences that follow each other; `reach` still counts tokens.
    #[serde(default)]
    pub across: bool,
    /// `self_harm`, `self_harm_now`, `harm_to_others`, `abuse`, `emergency`.
    #[serde(default)]
    pub alarm: Option<String>,
    /// `id` or `id=level`.
    #[serde(default)]
    pub means: Vec<String>,
}

/// A condition's names, and the finding that it was diagnosed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Disease {
    pub condition: String,
    /// None where the history has a finding of its own for it.
    pub finding: Option<FindingId>,
    /// What a written finding of the history says of whoever had it.
    pub had: Vec<FindingId>,
    pub names: Phrases,
    /// One that is had for long: whoever says to have it was told so.
    pub lasting: bool,
}

impl Lexicon {
    /// A finding's words.
    pub fn finding(&self, id: &str) -> Option<&FindingWords> {
        self.findings.binary_search_by(|words| words.id.as_str().cmp(id)).ok().map(|at| &self.findings[at])
    }
}
