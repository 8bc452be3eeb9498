//! The listener on conversations whose symptoms somebody has marked: which mentions it finds, by span and by character, and whether it
//! takes them as present, absent or uncertain. Of a conversation only the patient's turns are scored; what the doctor said before is
//! heard as the question it answers. What must not live here: another way to hear; any word of a conversation in a report.

use std::collections::{BTreeMap, HashSet};
use std::time::Instant;

use consult::Practice;
use facts::{About, FindingId, Language, State};
use language::{Ears, Heard, Hearing, Proposal};
use serde::Deserialize;

use crate::score::{micros_since, within};

/// A marked stretch, in characters, end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Mark(pub u32, pub u32, pub State);

/// One turn of the patient, and what the doctor said just before.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Place among all turns of the conversation, from 0.
    pub turn: usize,
    pub question: Option<String>,
    pub text: String,
    pub marks: Vec<Mark>,
}

/// A conversation, as its patient's turns.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversation {
    pub id: String,
    pub language: Language,
    /// Whether illnesses are marked beside complaints and signs.
    pub illnesses: bool,
    pub told: Vec<Told>,
}

/// A line of either form: turns with labels by character (BIO), or a transcript whose lines begin `D:` and `P:`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Written {
    Labelled { id: String, turns: Vec<Labelled> },
    Transcript { id: String, text: String },
}

/// A turn as the labelled form has it.
#[derive(Debug, Deserialize)]
pub struct Labelled {
    speaker: String,
    text: String,
    labels: String,
    status: Vec<State>,
}

/// The marks of one transcript, in characters of its text.
#[derive(Clone, Debug, Deserialize)]
pub struct Marked {
    pub id: String,
    pub spans: Vec<Mark>,
}

/// Reads a conversation; `None` for a transcript without marks.
pub fn conversation(written: &Written, marked: &BTreeMap<String, Vec<Mark>>) -> Option<Conversation> {
    match written {
        Written::Labelled { id, turns } => {
            Some(Conversation { id: id.clone(), language: Language::Zh, illnesses: true, told: labelled(turns) })
        }
        Written::Transcript { id, text } => {
            let told = transcribed(text, marked.get(id)?);
            Some(Conversation { id: id.clone(), language: Language::En, illnesses: false, told })
        }
    }
}

fn labelled(turns: &[Labelled]) -> Vec<Told> {
    let mut question: Option<String> = None;
    let mut told = Vec::new();
    for (at, turn) in turns.iter().enumerate() {
        if turn.speaker != "患者" {
            question = Some(turn.text.clone());
            continue;
        }
        let marks = stretches(&turn.labels).into_iter().zip(&turn.status).map(|((from, to), state)| Mark(from, to, *state)).collect();
        told.push(Told { turn: at, question: question.take(), text: turn.text.clone(), marks });
    }
    told
}

/// Stretches of BIO labels, one letter a character: any label but O begins one, and I goes on.
fn stretches(labels: &str) -> Vec<(u32, u32)> {
    let mut found: Vec<(u32, u32)> = Vec::new();
    for (at, label) in labels.chars().enumerate() {
        let at = at as u32;
        match found.last_mut().filter(|last| label == 'I' && last.1 == at) {
            Some(last) => last.1 = at + 1,
            None if label != 'O' => found.push((at, at + 1)),
            None => {}
        }
    }
    found
}

/// The patient's turns of a transcript; a line that names no speaker goes on with the last. Marks move to their turn.
fn transcribed(text: &str, marks: &[Mark]) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    let mut question: Option<String> = None;
    let (mut patient, mut start) = (false, 0u32);
    for (at, line) in text.split('\n').enumerate() {
        let length = line.chars().count() as u32;
        let speaker = match line.trim_start() {
            said if said.starts_with("D:") => Some(false),
            said if said.starts_with("P:") => Some(true),
            _ => None,
        };
        patient = speaker.unwrap_or(patient);
        let said = speaker.map_or(0, |_| line.chars().take_while(|letter| *letter != ':').count() + 1);
        let words: String = line.chars().skip(said).collect();
        if patient && !words.trim().is_empty() {
            let (from, to) = (start + said as u32, start + length);
            let inside = marks.iter().filter(|mark| mark.0 >= from && mark.1 <= to);
            let marks = inside.map(|mark| Mark(mark.0 - from, mark.1 - from, mark.2)).collect();
            told.push(Told { turn: at, question: question.take(), text: words, marks });
        } else if !words.trim().is_empty() {
            question = Some(words);
        }
        start += length + 1;
    }
    told
}

/// Counts of right, heard and marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Of what was heard, how much is marked.
    pub right: usize,
    pub heard: usize,
    /// Of what is marked, how much was heard.
    pub found: usize,
    pub marked: usize,
}

impl Counts {
    /// Share of what was heard that is marked; `None` where nothing was heard.
    pub fn precision(&self) -> Option<f64> {
        share(self.right, self.heard)
    }

    /// Share of what is marked that was heard; `None` where nothing is marked.
    pub fn recall(&self) -> Option<f64> {
        share(self.found, self.marked)
    }

    /// The harmonic mean of both.
    pub fn f1(&self) -> Option<f64> {
        let (precision, recall) = (self.precision()?, self.recall()?);
        (precision + recall > 0.0).then(|| 2.0 * precision * recall / (precision + recall))
    }
}

fn share(part: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}

/// What went wrong with one stretch: its conversation and turn, and where it stands, without its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    pub id: String,
    pub turn: usize,
    pub from: u32,
    pub to: u32,
    pub what: String,
}

/// What came of all conversations.
#[derive(Clone, Debug, Default)]
pub struct Overheard {
    pub conversations: usize,
    pub turns: usize,
    /// A span counts where one of the other side overlaps it by a character.
    pub spans: Counts,
    pub characters: Counts,
    /// Of marks found, by marked and heard state.
    pub states: BTreeMap<(State, State), usize>,
    pub slips: Vec<Slip>,
    /// What hearing each turn took, microseconds.
    pub micros: Vec<u64>,
}

impl Overheard {
    /// The time below which a share of the turns was heard, microseconds.
    pub fn heard_within(&self, share: f64) -> u64 {
        let mut micros = self.micros.clone();
        micros.sort_unstable();
        within(&micros, share)
    }

    /// Marks found, and those of them whose state is right.
    pub fn state_right(&self) -> (usize, usize) {
        let all = self.states.values().sum();
        (self.states.iter().filter(|((marked, heard), _)| marked == heard).map(|(_, count)| count).sum(), all)
    }
}

/// One mention heard: characters, state, finding.
type Mention = (u32, u32, State, FindingId);

/// What a second listener points at in a turn beside what the first has heard.
pub type Points<'a> = &'a mut dyn FnMut(&str, &Hearing) -> Vec<Proposal>;

/// Listens to every conversation with the built-in listener, and once more with what a second one points at counted as heard.
pub fn spans(practice: &Practice, conversations: &[Conversation], points: Option<Points>) -> (Overheard, Option<Overheard>) {
    let fresh = || Overheard { conversations: conversations.len(), ..Overheard::default() };
    let mut alone = fresh();
    let mut both = points.map(|points| (points, fresh()));
    for conversation in conversations {
        let mut known: Vec<FindingId> = Vec::new();
        let mut before: Option<&str> = None;
        for told in &conversation.told {
            let asked = asked(practice.ears(), conversation, told);
            let hearing = Hearing { language: Some(conversation.language), asked: &asked, known: &known, before, ..Hearing::default() };
            before = Some(language::last_words(&told.text));
            let start = Instant::now();
            let heard = practice.ears().hear(&told.text, &hearing);
            let micros = micros_since(start);
            let mut mentions = mentions(conversation, &heard);
            count(&mut alone, &conversation.id, told, &mentions, micros);
            if let Some((points, both)) = &mut both {
                let start = Instant::now();
                let pointed = points(&told.text, &hearing);
                let micros = micros_since(start);
                let counted = pointed.into_iter().filter(|one| names_trouble(one.finding.as_str(), conversation.illnesses));
                mentions.extend(counted.map(|one| (one.span.start, one.span.end, State::Present, one.finding)));
                count(both, &conversation.id, told, &mentions, micros);
            }
            for fact in heard.facts.iter().filter(|fact| fact.state == State::Present && fact.about == About::Patient) {
                if !known.contains(&fact.finding) {
                    known.push(fact.finding.clone());
                }
            }
        }
    }
    (alone, both.map(|(_, both)| both))
}

fn count(all: &mut Overheard, id: &str, told: &Told, mentions: &[Mention], micros: u64) {
    all.turns += 1;
    all.micros.push(micros);
    score(all, id, told, mentions);
}

/// What the doctor's turn before asks for.
fn asked(ears: &Ears, conversation: &Conversation, told: &Told) -> Vec<FindingId> {
    let language = Some(conversation.language);
    // That a temperature is asked for is heard where its name alone counts.
    let measured = [FindingId::new("v_body_temperature")];
    let question =
        told.question.as_ref().map(|question| ears.hear(question, &Hearing { language, asked: &measured, ..Hearing::default() }));
    let mut asked: Vec<FindingId> = question.into_iter().flat_map(|heard| heard.mentions).map(|fact| fact.finding).collect();
    asked.sort();
    asked.dedup();
    asked
}

/// What is heard of one turn, and that a mark could stand for.
fn mentions(conversation: &Conversation, heard: &Heard) -> Vec<Mention> {
    // A "no" to a question, an appetite that is good: nothing that could be marked is named.
    let unnamed: HashSet<(u32, u32)> = heard.unnamed.iter().map(|span| (span.start, span.end)).collect();
    let marked = |fact: &facts::Fact| {
        let (from, to) = fact.provenance.as_ref()?.span;
        // The name of a measure without its value names no trouble.
        let bare = fact.finding.as_str().starts_with("v_") && fact.value.is_none();
        let counted = names_trouble(fact.finding.as_str(), conversation.illnesses) && !bare && !unnamed.contains(&(from, to)) && to > from;
        counted.then(|| (from, to, fact.state, fact.finding.clone()))
    };
    heard.mentions.iter().filter_map(marked).collect()
}

/// Parts of ids of illnesses had or diagnosed.
const ILLNESSES: [&str; 8] = ["infection", "disease", "diagnosed", "history", "atopy", "asthma", "hepatitis", "diabetes"];

/// Whether a finding is of a kind that is marked: a complaint, a sign, a measure; an illness or a result where those are marked, too.
/// How long a complaint has lasted is not, nor a medicine, an exposure or a habit.
fn names_trouble(id: &str, illnesses: bool) -> bool {
    match id.get(..2) {
        Some("s_" | "g_" | "v_") => !id.ends_with("_duration"),
        Some("r_") => illnesses && ILLNESSES.iter().any(|part| id.contains(part)),
        Some("l_") => illnesses,
        _ => false,
    }
}

fn score(all: &mut Overheard, id: &str, told: &Told, mentions: &[Mention]) {
    let overlap = |a: (u32, u32), b: (u32, u32)| a.1.min(b.1).saturating_sub(a.0.max(b.0));
    let mut stand: Vec<(u32, u32)> = mentions.iter().map(|mention| (mention.0, mention.1)).collect();
    stand.sort_unstable();
    stand.dedup();
    let mut slip = |from: u32, to: u32, what: String| all.slips.push(Slip { id: id.to_owned(), turn: told.turn, from, to, what });
    for &span in &stand {
        let right = told.marks.iter().any(|mark| overlap(span, (mark.0, mark.1)) > 0);
        all.spans.heard += 1;
        all.spans.right += usize::from(right);
        if let Some(mention) = mentions.iter().find(|mention| (mention.0, mention.1) == span).filter(|_| !right) {
            slip(span.0, span.1, format!("unmarked {}", mention.3));
        }
    }
    for mark in &told.marks {
        all.spans.marked += 1;
        let shared = |mention: &&Mention| overlap((mention.0, mention.1), (mark.0, mark.1));
        // The mention that covers most of it; of several alike, the first.
        let best = mentions.iter().rev().max_by_key(|mention| shared(mention)).filter(|mention| shared(mention) > 0);
        let Some(mention) = best else {
            slip(mark.0, mark.1, "missed".to_owned());
            continue;
        };
        all.spans.found += 1;
        *all.states.entry((mark.2, mention.2)).or_default() += 1;
        if mark.2 != mention.2 {
            slip(mark.0, mark.1, format!("{} heard {} {}", name(mark.2), name(mention.2), mention.3));
        }
    }
    let characters = |spans: &mut dyn Iterator<Item = (u32, u32)>| spans.flat_map(|(from, to)| from..to).collect::<HashSet<u32>>();
    let heard = characters(&mut stand.iter().copied());
    let marked = characters(&mut told.marks.iter().map(|mark| (mark.0, mark.1)));
    let both = heard.intersection(&marked).count();
    let counts = &mut all.characters;
    *counts = Counts {
        right: counts.right + both,
        heard: counts.heard + heard.len(),
        found: counts.found + both,
        marked: counts.marked + marked.len(),
    };
}

/// The state in one word.
pub fn name(state: State) -> &'static str {
    match state {
        State::Present => "present",
        State::Absent => "absent",
        State::Uncertain => "uncertain",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_become_stretches() {
        assert_eq!(stretches("OBIOBBI"), [(1, 3), (4, 5), (5, 7)]);
        assert_eq!(stretches("OIIO"), [(1, 3)]);
        assert!(stretches("").is_empty());
    }

    #[test]
    fn marks_of_a_transcript_move_to_the_turn_of_the_patient() {
        let text = "D: What is wrong?\n\nP: A cough.\nAnd a fever.";
        let told = transcribed(text, &[Mark(24, 29, State::Present), Mark(37, 42, State::Absent)]);
        assert_eq!(told.len(), 2);
        assert_eq!((told[0].question.as_deref(), told[0].text.as_str()), (Some(" What is wrong?"), " A cough."));
        assert_eq!(told[0].marks, [Mark(3, 8, State::Present)]);
        assert_eq!(told[1].marks, [Mark(6, 11, State::Absent)]);
    }

    #[test]
    fn what_is_heard_and_not_marked_costs_precision_and_what_is_missed_recall() {
        let told = Told {
            turn: 0,
            question: None,
            text: String::new(),
            marks: vec![Mark(0, 4, State::Present), Mark(6, 9, State::Absent), Mark(20, 22, State::Present)],
        };
        let heard = [(2, 5, State::Present, FindingId::new("s_a")), (6, 9, State::Present, FindingId::new("s_b"))];
        let far = (12, 14, State::Present, FindingId::new("s_c"));
        let mut all = Overheard::default();
        score(&mut all, "x", &told, &[&heard[..], &[far]].concat());
        assert_eq!(all.spans, Counts { right: 2, heard: 3, found: 2, marked: 3 });
        assert_eq!(all.characters, Counts { right: 5, heard: 8, found: 5, marked: 9 });
        assert_eq!(all.state_right(), (1, 2));
        assert_eq!(all.slips.len(), 3);
    }
}
