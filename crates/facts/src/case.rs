//! A case: who it is about and what is known so far, each fact with where it came from.
//! What must not live here: what a finding means for any disease.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A finding's permanent id, with its kind as prefix: `s_cough`, `v_heart_rate`, `r_current_smoking`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FindingId(Arc<str>);

impl FindingId {
    /// An id as written; whether it is known is for `knowledge` to say.
    pub fn new(id: &str) -> FindingId {
        FindingId(Arc::from(id))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for FindingId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is known of a finding. No fact at all means "not asked": that is not a state, and never `Absent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Reported or measured.
    Present,
    /// Asked, or volunteered, and denied.
    Absent,
    /// Asked and not known, or said with doubt.
    Uncertain,
}

/// The value that goes with a present finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A measured number in the finding's own unit.
    Number(f64),
    /// One of the finding's levels.
    Level(String),
    /// Several of the finding's levels, sorted, without repetition.
    Levels(Vec<String>),
}

/// Sex at birth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    Female,
    Male,
    Intersex,
}

/// Whom a statement is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// The person the visit is for, whoever types.
    #[default]
    Patient,
    /// A blood relation: family history, never a symptom of the patient.
    Family,
    /// Somebody else.
    Other,
}

/// Who or what turned words into the fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Listener {
    /// The deterministic listener.
    BuiltIn,
    /// A language model: provisional until the patient confirms.
    Model,
    /// The patient tapped an answer or corrected a fact.
    Patient,
    /// A professional entered it.
    Clinician,
    /// It follows from another fact by a rule of the knowledge.
    Implied,
}

/// Where a fact came from, to the character.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    pub listener: Listener,
    /// Number of the patient's message in the visit, from 0.
    pub turn: u32,
    /// Start and end of the quote in the message, in characters, end excluded.
    pub span: (u32, u32),
    /// The words themselves.
    pub quote: String,
}

/// An attribute's name and value, as heard: `duration_hours`, `side`, `severity`.
pub type Attributes = BTreeMap<String, Value>;

/// One thing known about one finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    pub finding: FindingId,
    pub state: State,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: Attributes,
    #[serde(default)]
    pub about: About,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
}

impl Fact {
    /// A fact without value, attributes or provenance, about the patient.
    pub fn new(finding: &str, state: State) -> Fact {
        Fact {
            finding: FindingId::new(finding),
            state,
            value: None,
            attributes: Attributes::new(),
            about: About::Patient,
            provenance: None,
        }
    }

    /// The same fact with a value.
    pub fn valued(mut self, value: Value) -> Fact {
        self.value = Some(value);
        self
    }
}

/// Who the visit is for. Every field may be unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Demographics {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_years: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
}

/// Two statements about one finding that cannot both be true: to be asked, never guessed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contradiction {
    pub finding: FindingId,
    pub earlier: Fact,
    pub later: Fact,
}

/// What merging a fact did.
#[derive(Clone, Debug, PartialEq)]
pub enum Merge {
    /// The finding was not known before.
    Added,
    /// The new fact says no more than the old one.
    Unchanged,
    /// The new fact adds a value, an attribute, or an answer where there was doubt.
    Refined,
    /// The new fact contradicts the old one, which stays until the patient is asked.
    Contradicted(Box<Contradiction>),
}

/// Everything known about one patient in one visit. At most one fact a finding; order of arrival does not matter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Case {
    #[serde(default)]
    pub demographics: Demographics,
    /// How much the patient has told in their own words: what was not mentioned then says a little.
    #[serde(default)]
    pub told: Told,
    #[serde(default)]
    facts: BTreeMap<FindingId, Fact>,
}

/// How much of the story a patient has told unasked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    #[default]
    Nothing,
    /// A complaint in a few words.
    Briefly,
    /// A story.
    Fully,
}

impl Case {
    /// A case of which nothing is known but who it is about.
    pub fn new(demographics: Demographics) -> Case {
        Case { demographics, told: Told::Nothing, facts: BTreeMap::new() }
    }

    /// What is known of a finding; `None` is "not asked".
    pub fn fact(&self, finding: &FindingId) -> Option<&Fact> {
        self.facts.get(finding)
    }

    /// Every fact, by finding id.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.facts.values()
    }

    /// Takes a fact in. A contradiction leaves the earlier fact in place.
    ///
    /// ```
    /// use facts::{Case, Fact, Merge, State};
    /// let mut case = Case::default();
    /// assert_eq!(case.merge(Fact::new("s_cough", State::Present)), Merge::Added);
    /// assert_eq!(case.merge(Fact::new("s_cough", State::Present)), Merge::Unchanged);
    /// assert!(matches!(case.merge(Fact::new("s_cough", State::Absent)), Merge::Contradicted(_)));
    /// ```
    pub fn merge(&mut self, fact: Fact) -> Merge {
        let Some(known) = self.facts.get_mut(&fact.finding) else {
            self.facts.insert(fact.finding.clone(), fact);
            return Merge::Added;
        };
        match (known.state, fact.state) {
            (State::Present, State::Absent) | (State::Absent, State::Present) => {
                Merge::Contradicted(Box::new(Contradiction { finding: fact.finding.clone(), earlier: known.clone(), later: fact }))
            }
            (State::Uncertain, State::Present | State::Absent) => {
                *known = fact;
                Merge::Refined
            }
            (State::Present | State::Absent, State::Uncertain) => Merge::Unchanged,
            _ => refine(known, fact),
        }
    }

    /// Puts a fact in the place of whatever was known: for the patient's own correction. What only says more of the same keeps its first
    /// words and their place.
    pub fn correct(&mut self, fact: Fact) {
        let says_more = |known: &&Fact| known.state == fact.state && (known.value.is_none() || known.value == fact.value);
        let first = self.facts.get(&fact.finding).filter(says_more).and_then(|known| known.provenance.clone());
        self.facts.insert(fact.finding.clone(), Fact { provenance: first.or_else(|| fact.provenance.clone()), ..fact });
    }

    /// Forgets a finding, which becomes "not asked" again.
    pub fn forget(&mut self, finding: &FindingId) -> Option<Fact> {
        self.facts.remove(finding)
    }
}

/// Adds to a known fact what a later one of the same state says more.
fn refine(known: &mut Fact, later: Fact) -> Merge {
    let before = (known.value.clone(), known.attributes.len());
    known.value = match (known.value.take(), later.value) {
        (Some(Value::Levels(earlier)), Some(Value::Levels(more))) => Some(Value::Levels(union(earlier, more))),
        (Some(earlier), None) => Some(earlier),
        (_, later) => later,
    };
    for (name, value) in later.attributes {
        known.attributes.entry(name).or_insert(value);
    }
    if before == (known.value.clone(), known.attributes.len()) { Merge::Unchanged } else { Merge::Refined }
}

/// The levels of both, sorted, without repetition.
fn union(earlier: Vec<String>, more: Vec<String>) -> Vec<String> {
    let all: std::collections::BTreeSet<String> = earlier.into_iter().chain(more).collect();
    all.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_more_keeps_its_first_words() {
        let said = |turn: u32, value: Option<Value>| {
            let span = (turn, turn + 1);
            let provenance = Provenance { listener: Listener::BuiltIn, turn, span, quote: String::new() };
            Fact { value, provenance: Some(provenance), ..Fact::new("s_fever", State::Present) }
        };
        let turn = |case: &Case| case.fact(&FindingId::new("s_fever")).and_then(|fact| fact.provenance.as_ref()).map(|told| told.turn);
        let level = |level: &str| Some(Value::Level(level.to_owned()));
        let mut case = Case::default();
        case.merge(said(1, None));
        case.correct(said(4, level("high")));
        assert_eq!(turn(&case), Some(1));
        assert_eq!(case.fact(&FindingId::new("s_fever")).and_then(|fact| fact.value.clone()), level("high"));
        case.correct(said(5, level("low")));
        assert_eq!(turn(&case), Some(5), "another value has words of its own");
    }

    #[test]
    fn doubt_never_overrides_an_answer() {
        let mut case = Case::default();
        case.merge(Fact::new("s_cough", State::Absent));
        case.merge(Fact::new("s_cough", State::Uncertain));
        assert_eq!(case.fact(&FindingId::new("s_cough")).map(|fact| fact.state), Some(State::Absent));
    }

    #[test]
    fn levels_of_a_finding_with_several_add_up() {
        let mut case = Case::default();
        let at = |site: &str| Fact::new("s_abdominal_pain_location", State::Present).valued(Value::Levels(vec![site.to_owned()]));
        case.merge(at("RUQ"));
        assert_eq!(case.merge(at("LLQ")), Merge::Refined);
        let sites = case.fact(&FindingId::new("s_abdominal_pain_location")).and_then(|fact| fact.value.clone());
        assert_eq!(sites, Some(Value::Levels(vec!["LLQ".to_owned(), "RUQ".to_owned()])));
    }

    #[test]
    fn a_contradiction_keeps_the_earlier_fact_until_it_is_asked() {
        let mut case = Case::default();
        case.merge(Fact::new("s_fever", State::Present));
        case.merge(Fact::new("s_fever", State::Absent));
        assert_eq!(case.fact(&FindingId::new("s_fever")).map(|fact| fact.state), Some(State::Present));
    }

    #[test]
    fn a_case_survives_being_written_and_read() {
        let mut case = Case::new(Demographics { age_years: Some(0.25), sex: Some(Sex::Female) });
        case.merge(Fact::new("v_body_temperature", State::Present).valued(Value::Number(38.2)));
        case.merge(Fact::new("s_cough", State::Present).valued(Value::Level("dry".to_owned())));
        let written = serde_json::to_string(&case).expect("a case serialises");
        assert_eq!(serde_json::from_str::<Case>(&written).expect("a case is read back"), case);
    }
}
