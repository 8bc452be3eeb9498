//! What brings a complaint on or relieves it: "chest pain on exertion", "worse after eating", "better when I lean forward".
//! What must not live here: which findings follow, which the lexicon says.

use facts::{Lexicon, Relation};

use crate::book::{Hit, Meaning, Sense, resolve};
use crate::cue::Cue;
use crate::scope::Reading;

/// Tokens between "on" or "when" and what it speaks of: "when I am walking".
const NEAR: usize = 3;
/// Tokens between "relieved by", or `缓解` that follows, and what it speaks of.
const RELIEF: usize = 4;
/// Tokens before the cause in which every complaint is meant, as in "dizziness and dyspnoea brought on by effort".
const SHARED: usize = 8;

/// A complaint already heard: finding and first token.
pub type Heard = (usize, usize);

/// Findings that follow from what provokes or relieves which complaint, with the tokens that say so.
pub fn related(lexicon: &Lexicon, reading: &Reading, heard: &[Heard], known: &[usize]) -> Vec<(Meaning, usize, usize)> {
    let mut found = Vec::new();
    for hit in reading.hits {
        for sense in reading.book.senses(hit) {
            let Sense::Trigger(trigger) = *sense else { continue };
            let id = reading.book.trigger(trigger);
            let relieves = relief(reading, hit);
            let provokes = relieves.is_none() && provoked(reading, hit);
            if relieves == Some(false) || !(provokes || relieves == Some(true)) {
                continue;
            }
            for words in lexicon.words.values() {
                let relations = if provokes { &words.provoked } else { &words.relieved };
                for relation in relations.iter().filter(|relation| relation.by.iter().any(|by| by == id)) {
                    if complained(lexicon, reading, relation, heard, known, hit.from) {
                        found.extend(
                            relation.means.iter().filter_map(|means| resolve(lexicon, means)).map(|means| (means, hit.from, hit.to)),
                        );
                    }
                }
            }
        }
    }
    found
}

/// Whether a complaint of the relation is meant: near before in the sentence, else the nearest in it or in the one before.
fn complained(lexicon: &Lexicon, reading: &Reading, relation: &Relation, heard: &[Heard], known: &[usize], at: usize) -> bool {
    let of =
        |finding: usize| lexicon.findings.get(finding).is_some_and(|words| relation.complaint.iter().any(|id| id == words.id.as_str()));
    let (start, end) = reading.sentence(at);
    let here: Vec<&Heard> = heard.iter().filter(|(_, from)| (start..end).contains(from) && *from != at).collect();
    if here.iter().any(|(finding, from)| of(*finding) && *from < at && at - from <= SHARED) {
        return true;
    }
    let nearest = |all: &[&Heard]| all.iter().min_by_key(|(_, from)| from.abs_diff(at)).map(|(_, from)| *from);
    let said = |all: &[&Heard]| nearest(all).is_some_and(|place| all.iter().any(|(finding, from)| *from == place && of(*finding)));
    if !here.is_empty() {
        return said(&here);
    }
    let before: Vec<&Heard> = match start.checked_sub(1) {
        Some(end) => heard.iter().filter(|(_, from)| (reading.sentence(end).0..end).contains(from)).collect(),
        None => Vec::new(),
    };
    if before.is_empty() { known.iter().any(|finding| of(*finding)) } else { before.iter().any(|(finding, _)| of(*finding)) }
}

/// Whether words say that this relieves (`true`), that it does not (`false`), or nothing of it.
fn relief(reading: &Reading, hit: &Hit) -> Option<bool> {
    let clause = (reading.clause_start(hit.from), reading.clause_end(hit.to));
    let cue = reading.hits.iter().find(|other| {
        let before = other.to <= hit.from && hit.from - other.to <= RELIEF && other.from >= clause.0;
        let after = other.from >= hit.to && other.from - hit.to <= RELIEF && other.to <= clause.1;
        (before && reading.is(other, Cue::RelievedBy)) || (after && reading.is(other, Cue::Relieves))
    })?;
    Some(!refused(reading, cue))
}

/// Whether a denial stands just before.
fn refused(reading: &Reading, cue: &Hit) -> bool {
    reading.hits.iter().any(|other| other.to <= cue.from && cue.from - other.to <= 1 && reading.is(other, Cue::NegationBefore))
}

/// Whether words say that this provokes: "worse with" before it in the sentence, "on", "when" just before, or its own words do.
fn provoked(reading: &Reading, hit: &Hit) -> bool {
    let sentence = reading.sentence(hit.from).0;
    let worsening = reading.hits.iter().rev().find(|other| {
        other.to <= hit.from && other.from >= sentence && (reading.is(other, Cue::Worsening) || reading.is(other, Cue::RelievedBy))
    });
    if let Some(cue) = worsening {
        return reading.is(cue, Cue::Worsening) && !refused(reading, cue);
    }
    let when =
        |at: usize| matches!(reading.text(at), "on" | "with" | "during" | "when" | "whenever" | "while" | "after" | "upon" | "whilst");
    let preposition =
        (1..=NEAR).filter_map(|back| hit.from.checked_sub(back)).take_while(|at| !reading.tokens[*at].ends_clause()).find(|at| when(*at));
    let particle = |at: usize| matches!(reading.text(at), "后" | "时" | "就" | "的");
    let after = particle(hit.to) || particle(hit.to - 1) || hit.from.checked_sub(1).is_some_and(|at| reading.text(at) == "一");
    preposition.is_some_and(|at| at.checked_sub(1).is_none_or(|at| reading.text(at) != "not")) || after
}
