//! Whether another wording says what the template says: nothing added, dropped, softened or changed. What does not pass is not sent.
//! What must not live here: the model; what the template says.

use std::collections::BTreeSet;

use facts::{Lexicon, State};
use serde::{Deserialize, Serialize};

use crate::book::{Book, Sense};
use crate::cue::Cue;
use crate::hear::Ears;
use crate::heard::Hearing;
use crate::say::{Tone, Utterance};
use crate::text::tokens;

/// Other words for one part of a reply, and the model they come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// Place in the reply.
    pub at: usize,
    pub text: String,
    pub model: String,
}

/// Why a wording is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Alerts and conclusions are never worded anew.
    Fixed,
    Empty,
    Long,
    Language,
    /// Characters that hide or turn text, links, marks of a program.
    Marks,
    Numbers,
    /// A finding, or its state or value.
    Findings,
    Diseases,
    Medicines,
    /// Words of urgency, danger or reassurance.
    Urgency,
    /// A question more or less.
    Questions,
}

/// Words that no wording may gain or lose, by what they do: how soon, reassurance, advice.
pub struct Weighty {
    groups: [Book; 3],
}

impl Weighty {
    /// Compiles the groups of a lexicon.
    pub fn new(lexicon: &Lexicon) -> Weighty {
        let group = |name: &str| {
            let mut book = Book::empty();
            let phrases = lexicon.words.values().filter_map(|words| words.cue.get(name)).flatten();
            phrases.for_each(|phrase| book.add(phrase, Sense::Blocked));
            book
        };
        Weighty { groups: ["urgent", "reassuring", "advice"].map(group) }
    }

    /// Which groups a text has a word of.
    pub fn of(&self, text: &str) -> [bool; 3] {
        let tokens = tokens(text);
        [0, 1, 2].map(|at| !crate::disease::all(&self.groups[at], &tokens).is_empty())
    }
}

/// Longest wording, as a multiple of the template, and characters beside.
const TIMES: usize = 2;
const BESIDE: usize = 40;

/// Holds a draft against the template it words anew.
///
/// # Errors
/// The first fault found; the template is sent instead.
pub fn check(ears: &Ears, template: &Utterance, draft: &str) -> Result<(), Fault> {
    if matches!(template.tone, Tone::Alert | Tone::Conclusion) {
        return Err(Fault::Fixed);
    }
    let (said, draft) = (template.text.as_str(), draft.trim());
    let length = |text: &str| text.chars().count();
    let hold = |right: bool, fault: Fault| if right { Ok(()) } else { Err(fault) };
    hold(!draft.is_empty(), Fault::Empty)?;
    hold(length(draft) <= TIMES * length(said) + BESIDE, Fault::Long)?;
    hold(!draft.chars().any(hidden) && !has_marks(draft), Fault::Marks)?;
    hold(crate::hear::detect(said) == crate::hear::detect(draft), Fault::Language)?;
    hold(numbers(said) == numbers(draft), Fault::Numbers)?;
    hold(questions(said) == questions(draft), Fault::Questions)?;
    hold(ears.diseases_named(said) == ears.diseases_named(draft), Fault::Diseases)?;
    hold(ears.medicines_named(said) == ears.medicines_named(draft), Fault::Medicines)?;
    let alarming = [Cue::Emergency, Cue::SelfHarm, Cue::SelfHarmNow, Cue::HarmToOthers, Cue::Abuse];
    let alarms = alarming.iter().all(|cue| ears.has(said, *cue) == ears.has(draft, *cue));
    hold(alarms && ears.weighty.of(said) == ears.weighty.of(draft), Fault::Urgency)?;
    hold(findings(ears, said) == findings(ears, draft), Fault::Findings)
}

/// Every finding a text names, with its state and value.
fn findings(ears: &Ears, text: &str) -> BTreeSet<String> {
    let sign = |state: State| match state {
        State::Present => "",
        State::Absent => "-",
        State::Uncertain => "?",
    };
    let facts = ears.hear(text, &Hearing::default()).mentions;
    facts.iter().map(|fact| format!("{}{}={:?} of {:?}", sign(fact.state), fact.finding, fact.value, fact.about)).collect()
}

/// Figures, and numbers in words.
fn numbers(text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let mut all: Vec<String> = crate::quantity::numbers(&tokens).iter().map(|number| number.value.to_string()).collect();
    all.extend(text.split(|letter: char| !letter.is_ascii_digit()).filter(|digits| !digits.is_empty()).map(str::to_owned));
    all.sort();
    all
}

fn questions(text: &str) -> usize {
    text.chars().filter(|letter| matches!(letter, '?' | '？')).count()
}

/// Zero-width, bidirectional and other control characters.
fn hidden(letter: char) -> bool {
    let invisible = matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
    invisible || (letter.is_control() && letter != '\n')
}

fn has_marks(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["http", "www.", "://", ".com", ".cn", "<", ">", "{", "}", "[", "]", "|", "`", "#", "*", "@", "\\"]
        .iter()
        .any(|mark| lower.contains(mark))
}
