//! What hearing one message gives: facts with quotes, and what was not understood.
//! What must not live here: how it is found.

use facts::{Demographics, Fact, FindingId, Language};
use serde::{Deserialize, Serialize};

pub use crate::person::Subject;

/// What the listener is told about the moment.
#[derive(Clone, Debug, Default)]
pub struct Hearing<'a> {
    /// Chosen by the visit; detected where absent.
    pub language: Option<Language>,
    /// The language spoken so far: in Chinese, a word or two of pinyin are enough to be read so.
    pub spoken: Language,
    pub turn: u32,
    /// Questions just asked, in order.
    pub asked: &'a [FindingId],
    /// Findings already known to be present.
    pub known: &'a [FindingId],
    pub person: Demographics,
    /// The message before this one, in which what this one ends may have begun: "Nan got a stronger patch", and then "she only grunts".
    pub before: Option<&'a str>,
    /// Whether the one who writes is not the patient: a mother named may then be the patient.
    pub for_another: bool,
}

impl Hearing<'_> {
    /// Whether complaints are known that are the writer's own.
    pub(crate) fn of_myself(&self) -> bool {
        !self.for_another && !self.known.is_empty()
    }

    /// The patient, where another speaks for them.
    pub(crate) fn spoken_for(&self) -> Option<Demographics> {
        self.for_another.then_some(self.person)
    }
}

/// A stretch of the message, in characters, end excluded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub start: u32,
    pub end: u32,
    pub text: String,
}

/// A short answer to the question just asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Yes,
    No,
    DontKnow,
}

/// What must be acted on whatever else was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    SelfHarm,
    SelfHarmNow,
    HarmToOthers,
    Abuse,
    Emergency,
}

impl AlarmKind {
    /// The kind by its name in the lexicon.
    pub fn parse(name: &str) -> Option<AlarmKind> {
        Some(match name {
            "self_harm" => AlarmKind::SelfHarm,
            "self_harm_now" => AlarmKind::SelfHarmNow,
            "harm_to_others" => AlarmKind::HarmToOthers,
            "abuse" => AlarmKind::Abuse,
            "emergency" => AlarmKind::Emergency,
            _ => return None,
        })
    }
}

/// An alarm and the words that gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    pub kind: AlarmKind,
    pub span: Span,
}

/// What the patient does with the words besides reporting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Intents {
    pub greeting: bool,
    pub thanks: bool,
    pub stop: bool,
    pub question: bool,
    /// The word itself, as in "is it cancer?".
    pub cancer: bool,
    /// A word of denial.
    pub no: bool,
    pub correction: bool,
    pub insult: bool,
    pub injection: bool,
    pub skip: bool,
}

/// A number that cannot be taken as said: it is asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub finding: FindingId,
    pub span: Span,
}

/// Everything heard in one message.
#[derive(Clone, Debug)]
pub struct Heard {
    pub language: Language,
    /// One a finding and person, as the whole message has it.
    pub facts: Vec<Fact>,
    /// Every mention by itself.
    pub mentions: Vec<Fact>,
    pub demographics: Demographics,
    pub unheard: Vec<Span>,
    pub answer: Option<Answer>,
    /// Words that tell of a finding without naming it: short answers to what was asked, functions said to be well.
    pub unnamed: Vec<Span>,
    pub alarms: Vec<Alarm>,
    pub intents: Intents,
    pub subject: Option<Subject>,
    pub refused: Vec<Refused>,
}
