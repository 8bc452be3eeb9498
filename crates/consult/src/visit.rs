//! A visit: everything a turn needs to know of the turns before it. It is rebuilt from its events, and so can be replayed.
//! What must not live here: the order of a turn; storage.

use std::collections::BTreeSet;

use facts::{Case, Contradiction, Demographics, Fact, FindingId, Language, Urgency};
use language::{Hearing, Open, Proposal, Subject, Wording};
use reasoner::Setting;
use serde::{Deserialize, Serialize};

/// What happens in a visit, from outside. The list of a visit's events and the knowledge give every reply to the byte.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The page is opened; `language` is the interface's.
    Begin { language: Language },
    /// The patient writes. `proposals` are what only a language model heard: put as questions, never facts.
    Say {
        text: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proposals: Vec<Proposal>,
        /// Other words for parts of the reply; each is checked again before it is used.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        wordings: Vec<Wording>,
    },
    /// The patient taps an answer, or corrects what was understood. Without a state the finding is forgotten.
    Answer {
        finding: FindingId,
        state: Option<facts::State>,
        #[serde(default)]
        value: Option<facts::Value>,
    },
    /// Age or sex are given or corrected by hand.
    Person { person: Demographics },
    /// The interface's language changes.
    Speak { language: Language },
    /// A clinician joins who can examine and read results, or leaves.
    Attend { setting: Setting },
    /// The patient wants the result now.
    Finish,
}

impl Event {
    /// A message heard without a model.
    pub fn say(text: impl Into<String>) -> Event {
        Event::Say { text: text.into(), proposals: Vec::new(), wordings: Vec::new() }
    }
}

/// The state of a visit between two events.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    pub language: Language,
    /// Whether the patient's own words have set the language.
    pub language_heard: bool,
    pub turn: u32,
    pub case: Case,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub subject: Option<Who>,
    /// Findings already asked.
    pub asked: Vec<FindingId>,
    /// Those asked last and not yet answered.
    pub pending: Vec<FindingId>,
    /// Times something was asked: related questions put together count once.
    #[serde(default)]
    pub rounds: usize,
    pub asked_person: bool,
    /// Open questions put so far, and the one put last and not yet answered.
    #[serde(default)]
    pub opened: u8,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub open: Option<Open>,
    /// What only a model heard and was put to the patient, and how often something was.
    #[serde(default)]
    pub proposed: BTreeSet<FindingId>,
    #[serde(default)]
    pub proposed_rounds: usize,
    /// Whether a clinician is there to examine and to read results.
    #[serde(default)]
    pub setting: Setting,
    /// The end of the patient's last message, in which what the next one ends may have begun.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub before: Option<String>,
    /// The highest urgency any rule or alarm has demanded: it never falls.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub standing: Option<Urgency>,
    /// Rules and alarms already told.
    pub told: BTreeSet<String>,
    pub contradictions: Vec<Contradiction>,
    /// Facts about relatives: kept for the record, no symptom of the patient.
    pub family: Vec<Fact>,
    pub concluded: bool,
}

/// Who the patient is, seen from the one who types; written form of [`Subject`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    Myself,
    Child,
    Parent,
    Other,
}

impl From<Subject> for Who {
    fn from(subject: Subject) -> Who {
        match subject {
            Subject::Myself => Who::Myself,
            Subject::Child => Who::Child,
            Subject::Parent => Who::Parent,
            Subject::Other => Who::Other,
        }
    }
}

impl From<Who> for Subject {
    fn from(who: Who) -> Subject {
        match who {
            Who::Myself => Subject::Myself,
            Who::Child => Subject::Child,
            Who::Parent => Subject::Parent,
            Who::Other => Subject::Other,
        }
    }
}

impl Visit {
    /// Raises what stands; nothing lowers it.
    pub fn raise(&mut self, urgency: Urgency) {
        self.standing = Some(self.standing.map_or(urgency, |standing| standing.raise(urgency)));
    }

    /// The person to speak of.
    pub fn speaks_of(&self) -> Subject {
        self.subject.map_or(Subject::Myself, Subject::from)
    }

    /// A finding's question, put to the one who writes.
    pub fn question(&self, words: &facts::FindingWords) -> String {
        language::addressed(words.ask.get(self.language), self.language, self.speaks_of())
    }

    /// What a message of this visit is heard with.
    pub fn hearing<'a>(&'a self, known: &'a [FindingId]) -> Hearing<'a> {
        let (person, for_another) = (self.case.demographics, self.speaks_of() != Subject::Myself);
        let spoken = self.language;
        Hearing {
            language: None,
            spoken,
            turn: self.turn,
            asked: &self.pending,
            known,
            person,
            before: self.before.as_deref(),
            for_another,
        }
    }

    /// Findings known to be present.
    pub fn present(&self) -> Vec<FindingId> {
        self.case.facts().filter(|fact| fact.state == facts::State::Present).map(|fact| fact.finding.clone()).collect()
    }
}
