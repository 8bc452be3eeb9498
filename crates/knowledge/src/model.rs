//! The knowledge after it has been read and checked: ids are indices, levels are indices, rules are trees.
//! What must not live here: how files are written, or what is concluded from a case.

use facts::{Applies, By, Case, Fact, FindingId, Language, Lexicon, Sex, Shape, State, Text, Urgency, Value};
use serde::{Deserialize, Serialize};

use crate::rule::Rule;

/// Index of a finding in [`Knowledge::findings`], and of its words in the lexicon.
pub type FindingIndex = u16;

/// Everything the reasoner reasons with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Knowledge {
    /// SHA-256 over every file's path and content, in hexadecimal.
    pub fingerprint: String,
    /// In order of id; the same order as `lexicon.findings`.
    pub findings: Vec<Finding>,
    /// In order of id.
    pub conditions: Vec<Condition>,
    /// In order of id.
    pub red_flags: Vec<RedFlag>,
    /// In order of id.
    pub drugs: Vec<crate::Drug>,
    pub interactions: crate::Interactions,
    pub not_covered: Vec<crate::NotCovered>,
    /// The most urgent first.
    pub acuity: Vec<crate::Acuity>,
    /// In order of the condition.
    pub plans: Vec<crate::Plan>,
    /// In order of id.
    pub preventions: Vec<crate::Prevention>,
    /// In order of id.
    pub scores: Vec<crate::Score>,
    pub calibration: Calibration,
    /// Those that hold.
    pub reviews: Vec<crate::Review>,
    pub lexicon: Lexicon,
}

/// Where a number comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    pub kind: Kind,
    pub source: String,
    pub grade: String,
}

/// Whether a number was published or is the authors' estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Published,
    Estimate,
}

/// A finding's numbers; its words are in the lexicon at the same index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub id: FindingId,
    pub shape: Shape,
    pub levels: Vec<Level>,
    /// Share of first-contact visits in which it is present.
    pub rate: f64,
    /// Share among visitors with none of our conditions.
    pub leak: f64,
    /// Chance that one who has it says so unasked.
    pub mention: f64,
    pub cost: f64,
    pub by: By,
    pub of: Option<FindingIndex>,
    pub implies: Vec<Implied>,
    pub excludes: Vec<FindingIndex>,
    /// What the same complaint is called in some patients.
    pub becomes: Vec<Becomes>,
    /// What its denial denies: its attributes, and whatever would imply it.
    pub denies: Vec<FindingIndex>,
    /// Correlated findings share a number.
    pub block: Option<u16>,
    pub applies: Applies,
    /// The number rules take when the finding is present without one.
    pub present_means: Option<f64>,
    /// Finding it takes rays.
    pub ionising: bool,
    /// Some red flag turns on it.
    pub discriminates: bool,
    pub evidence: Evidence,
}

impl Finding {
    /// Whether it always has some level, so that only the level tells: speed of onset, duration, where a present pain is.
    pub fn always(&self) -> bool {
        if self.of.is_some() && matches!(self.shape, Shape::Enum | Shape::Multi) && !self.levels.is_empty() {
            return true;
        }
        match self.shape {
            Shape::Category => true,
            Shape::Number => !self.levels.is_empty() && !self.levels.iter().any(|level| level.normal),
            Shape::Flag | Shape::Enum | Shape::Multi => false,
        }
    }

    /// The index of a level by its id.
    pub fn level(&self, id: &str) -> Option<usize> {
        self.levels.iter().position(|level| level.id == id)
    }

    /// The index of the bin a number falls in.
    pub fn bin(&self, number: f64) -> Option<usize> {
        self.levels.iter().position(|level| level.from.is_none_or(|from| number >= from) && level.to.is_none_or(|to| number < to))
    }
}

/// A level's numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Level {
    pub id: String,
    /// Share among background cases in which the finding is present.
    pub share: f64,
    pub normal: bool,
    pub from: Option<f64>,
    pub to: Option<f64>,
    pub implies: Vec<Implied>,
}

/// Another name of a complaint in some patients: bleeding between periods is bleeding in pregnancy in one who is pregnant.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Becomes {
    pub into: Implied,
    /// Where this is present at this level.
    pub with: Option<Implied>,
    /// From this age on, years.
    pub from: Option<f64>,
}

/// What a present finding or level entails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Implied {
    pub finding: FindingIndex,
    pub level: Option<u8>,
}

/// One disease or state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    pub id: String,
    pub name: Text,
    pub also: facts::Phrases,
    pub icd10: String,
    pub specialty: String,
    pub group: String,
    pub course: Course,
    pub cant_miss: bool,
    pub urgency: Urgency,
    pub status: Status,
    pub red_flags: Vec<String>,
    pub mimics: Vec<String>,
    pub what: Text,
    pub do_now: facts::Phrases,
    pub watch_for: facts::Phrases,
    pub tests: Vec<FindingIndex>,
    pub links: Vec<Link>,
    pub risks: Vec<Risk>,
    pub applies: Applies,
    pub prior: Prior,
    pub evidence: Evidence,
    pub sources: Vec<Source>,
    pub cases: Vec<Vignette>,
    /// The file it was read from, relative to the knowledge folder.
    pub file: String,
}

impl Condition {
    /// The name and every synonym in a language.
    pub fn names(&self, language: Language) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.get(language)).chain(self.also.get(language).iter().map(String::as_str))
    }
}

/// How a condition runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    Acute,
    Chronic,
    Flare,
    Event,
    State,
}

/// Whether a named doctor has reviewed the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Draft,
    Reviewed,
    Retired,
}

/// How often a condition shows a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    pub finding: FindingIndex,
    /// Chance that it is present when first seen.
    pub p: f64,
    /// Its distribution over the finding's levels, given present; empty: the finding's own shares.
    pub levels: Vec<f64>,
    /// Years, for a value that holds in one band only.
    pub from: Option<f64>,
    pub to: Option<f64>,
    pub evidence: Option<Evidence>,
}

/// What makes a condition likelier beforehand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Risk {
    pub finding: FindingIndex,
    pub level: Option<u8>,
    pub odds_ratio: f64,
    pub evidence: Option<Evidence>,
}

/// How common a condition is among first-contact visits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prior {
    pub per_visit: f64,
    #[serde(default)]
    pub age: Vec<Band>,
    #[serde(default)]
    pub sex: SexRatio,
    #[serde(default)]
    pub season: std::collections::BTreeMap<Season, f64>,
    #[serde(default)]
    pub region: std::collections::BTreeMap<String, f64>,
}

/// A rate ratio in an age band, years, end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    pub from: f64,
    pub to: f64,
    pub rr: f64,
}

/// Rate ratios by sex.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SexRatio {
    pub female: f64,
    pub male: f64,
}

impl Default for SexRatio {
    fn default() -> SexRatio {
        SexRatio { female: 1.0, male: 1.0 }
    }
}

impl SexRatio {
    /// The ratio for a sex; 1 where it is not one of the two.
    pub fn of(&self, sex: Option<Sex>) -> f64 {
        match sex {
            Some(Sex::Female) => self.female,
            Some(Sex::Male) => self.male,
            Some(Sex::Intersex) | None => 1.0,
        }
    }
}

/// A season of the northern year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Season {
    Winter,
    Spring,
    Summer,
    Autumn,
}

impl Season {
    /// As findings name it.
    pub fn id(self) -> &'static str {
        match self {
            Season::Winter => "winter",
            Season::Spring => "spring",
            Season::Summer => "summer",
            Season::Autumn => "autumn",
        }
    }
}

/// Where published numbers come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub id: String,
    pub cite: String,
    #[serde(default)]
    pub url: String,
    #[serde(default)]
    pub licence: String,
}

/// An invented patient beside a condition, with what must come of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Vignette {
    pub name: String,
    pub story: facts::Text,
    #[serde(with = "whole")]
    pub person: facts::Demographics,
    pub has: Vec<Stated>,
    pub hasnt: Vec<FindingIndex>,
    pub at_least: Urgency,
    pub at_most: Option<Urgency>,
    pub top: usize,
    /// Written without sight of the condition's entry.
    pub blind: bool,
}

impl Vignette {
    /// The vignette as a case to assess.
    pub fn case(&self, knowledge: &Knowledge) -> Case {
        let mut case = Case::new(self.person);
        for stated in &self.has {
            case.merge(stated.fact(knowledge));
        }
        for finding in &self.hasnt {
            case.merge(Fact::new(knowledge.finding(*finding).id.as_str(), State::Absent));
        }
        case
    }
}

/// A finding stated in a vignette: `s_cough`, `s_cough=dry`, `v_body_temperature=38.5`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stated {
    pub finding: FindingIndex,
    pub levels: Vec<u8>,
    pub number: Option<f64>,
}

impl Stated {
    /// What is stated as a fact.
    pub fn fact(&self, knowledge: &Knowledge) -> Fact {
        let finding = knowledge.finding(self.finding);
        let fact = Fact::new(finding.id.as_str(), State::Present);
        let level = |at: &u8| finding.levels.get(usize::from(*at)).map(|level| level.id.clone());
        match (self.number, self.levels.as_slice()) {
            (Some(number), _) => fact.valued(Value::Number(number)),
            (None, []) => fact,
            (None, levels) => fact.valued(Value::Levels(levels.iter().filter_map(level).collect())),
        }
    }
}

/// A rule that says "now".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RedFlag {
    pub id: String,
    pub name: Text,
    /// As written, for explanations.
    pub when: String,
    pub rule: Rule,
    pub conditions: Vec<String>,
    pub urgency: Urgency,
    pub action: Text,
    pub fires: Vec<Example>,
    pub nearly: Vec<Example>,
    pub file: String,
}

/// A small case that tests a rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Example {
    #[serde(with = "whole")]
    pub person: facts::Demographics,
    pub has: Vec<Stated>,
    pub hasnt: Vec<FindingIndex>,
}

/// The few global numbers of the reasoner, fitted on practice cases and stored with the knowledge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// With these conditions are ranked and questions chosen.
    pub rank: Weights,
    /// With these the chances are weighed that urgency turns on.
    pub urgency: Weights,
    /// How far a chance is believed once the story is told, against how often its rank was right.
    pub trust: f64,
    /// How often the condition at each place was the right one.
    pub by_rank: Vec<f64>,
    /// The least believed chance in a set that holds the right condition nine times in ten.
    pub set_chance: f64,
    /// Where the numbers come from.
    pub why: String,
}

impl Default for Calibration {
    fn default() -> Calibration {
        Calibration {
            rank: Weights::default(),
            urgency: Weights::default(),
            trust: 1.0,
            by_rank: Vec::new(),
            set_chance: 0.0,
            why: "not fitted".to_owned(),
        }
    }
}

/// What each part of a score counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Exponent on the share of visits, with age, sex, place and season.
    pub prior_weight: f64,
    /// Exponent on what risks add to it.
    pub risk_weight: f64,
    /// Weight of the log ratio of a present finding.
    pub present_weight: f64,
    /// What the complaint told first counts beside the others.
    pub chief_weight: f64,
    /// Weight of the log ratio of a denied finding.
    pub absent_weight: f64,
    /// Weight of not having mentioned a finding in one's own story.
    pub unmentioned_weight: f64,
    /// No single finding counts for more, nats.
    pub most_per_finding: f64,
    /// What the second and later members of a block of correlated findings count.
    pub block_weight: f64,
    /// Weight of a level given its finding.
    pub level_weight: f64,
    /// Divides the final log odds.
    pub temperature: f64,
    /// Share of visits with none of our conditions.
    pub none_of_ours: f64,
}

impl Default for Weights {
    fn default() -> Weights {
        Weights {
            prior_weight: 0.7,
            risk_weight: 0.7,
            present_weight: 1.0,
            chief_weight: 1.0,
            absent_weight: 0.8,
            unmentioned_weight: 0.3,
            most_per_finding: 5.0,
            block_weight: 0.5,
            level_weight: 0.8,
            temperature: 1.0,
            none_of_ours: 0.1,
        }
    }
}

impl Knowledge {
    /// A finding's index.
    pub fn finding_index(&self, id: &str) -> Option<FindingIndex> {
        let at = self.findings.binary_search_by(|finding| finding.id.as_str().cmp(id)).ok()?;
        FindingIndex::try_from(at).ok()
    }

    /// The plan of a condition, by id.
    pub fn plan(&self, condition: &str) -> Option<&crate::Plan> {
        let at = self.plans.binary_search_by(|plan| plan.of.as_str().cmp(condition)).ok()?;
        self.plans.get(at)
    }

    /// A finding by its index.
    pub fn finding(&self, index: FindingIndex) -> &Finding {
        &self.findings[usize::from(index)]
    }

    /// A condition's index.
    pub fn condition_index(&self, id: &str) -> Option<usize> {
        self.conditions.binary_search_by(|condition| condition.id.as_str().cmp(id)).ok()
    }

    /// A finding's name in a language; its id where the index is not ours.
    pub fn name(&self, index: FindingIndex, language: Language) -> &str {
        self.lexicon.findings.get(usize::from(index)).map_or("", |words| words.name.get(language))
    }
}

/// A person with every field written: the embedded form has no names to leave out.
mod whole {
    use facts::{Demographics, Sex};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(person: &Demographics, serializer: S) -> Result<S::Ok, S::Error> {
        (person.age_years, person.sex).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Demographics, D::Error> {
        let (age_years, sex): (Option<f64>, Option<Sex>) = Deserialize::deserialize(deserializer)?;
        Ok(Demographics { age_years, sex })
    }
}
