//! Words of several kinds that together, in this order and near each other, say something: "I am going to" + "kill" + "him".
//! What must not live here: the words, which are the lexicon's.

use facts::Lexicon;

use crate::book::{Book, Hit, Meaning, Sense};
use crate::cue::Cue;
use crate::heard::AlarmKind;
use crate::scope::Reading;
use crate::text::Kind;

/// Tokens between two parts, where the pattern does not say.
const REACH: usize = 6;

/// What a pattern says.
enum Says {
    Alarm(AlarmKind),
    Findings(Vec<Meaning>),
}

struct Pattern {
    /// Numbers of its parts in the book.
    parts: std::ops::Range<usize>,
    reach: usize,
    /// The number of the words that undo it, in the book.
    unless: usize,
    says: Says,
}

/// The patterns of a lexicon: the words of every part in one book.
pub struct Patterns {
    book: Book,
    all: Vec<Pattern>,
    parts: usize,
}

/// What the patterns of a message say, each with the tokens it stands on.
#[derive(Default)]
pub struct Found {
    pub alarms: Vec<(AlarmKind, usize, usize)>,
    pub findings: Vec<(Meaning, usize, usize)>,
}

impl Patterns {
    /// Compiles the patterns; one whose alarm or finding is not known says nothing.
    pub fn new(lexicon: &Lexicon) -> Patterns {
        let mut patterns = Patterns { book: Book::empty(), all: Vec::new(), parts: 0 };
        for written in lexicon.words.values().flat_map(|words| &words.pattern) {
            let says = match written.alarm.as_deref().and_then(AlarmKind::parse) {
                Some(kind) => Says::Alarm(kind),
                None => Says::Findings(written.means.iter().filter_map(|means| crate::book::resolve(lexicon, means)).collect()),
            };
            let first = patterns.parts;
            for words in &written.parts {
                words.iter().for_each(|word| patterns.book.add(word, Sense::Trigger(patterns.parts)));
                patterns.parts += 1;
            }
            let (parts, unless) = (first..patterns.parts, patterns.parts);
            written.unless.iter().for_each(|word| patterns.book.add(word, Sense::Trigger(unless)));
            patterns.parts += 1;
            patterns.all.push(Pattern { parts, reach: written.reach.unwrap_or(REACH), unless, says });
        }
        patterns
    }

    /// Everything the patterns find in a message. A denial before the first part, or between two, undoes one.
    pub fn find(&self, reading: &Reading) -> Found {
        let numbers = self.book.numbers(reading.tokens);
        let mut said: Vec<Vec<Hit>> = vec![Vec::new(); self.parts];
        for hit in (0..numbers.len()).flat_map(|at| self.book.every(&numbers, at)) {
            for sense in self.book.senses(&hit) {
                if let Sense::Trigger(part) = sense {
                    said[*part].push(hit);
                }
            }
        }
        let mut found = Found::default();
        for pattern in &self.all {
            let hits = &said[pattern.parts.clone()];
            if hits.iter().any(Vec::is_empty) {
                continue;
            }
            for first in &hits[0] {
                let Some(rest) = follows(reading, &hits[1..], first.to, pattern.reach) else { continue };
                let parts: Vec<Hit> = std::iter::once(*first).chain(rest).collect();
                let (start, end) = reading.sentence(first.from);
                let undone = said[pattern.unless].iter().any(|hit| hit.from >= start && hit.to <= end);
                if undone || denied(reading, &parts) {
                    continue;
                }
                let to = parts.last().map_or(first.to, |last| last.to);
                match &pattern.says {
                    Says::Alarm(kind) => found.alarms.push((*kind, first.from, to)),
                    Says::Findings(meanings) => found.findings.extend(meanings.iter().map(|meaning| (*meaning, first.from, to))),
                }
                break;
            }
        }
        found
    }
}

/// The parts, where each stands near behind the one before, in one sentence.
fn follows(reading: &Reading, parts: &[Vec<Hit>], from: usize, reach: usize) -> Option<Vec<Hit>> {
    let Some((next, rest)) = parts.split_first() else { return Some(Vec::new()) };
    let near = |hit: &&Hit| hit.from >= from && hit.from - from <= reach;
    let whole = |hit: &&Hit| !reading.tokens[from..hit.from].iter().any(|token| token.ends_sentence());
    next.iter().filter(near).filter(whole).find_map(|hit| {
        let mut found = follows(reading, rest, hit.to, reach)?;
        found.insert(0, *hit);
        Some(found)
    })
}

/// Tokens before the first part in which a denial counts.
const BEFORE: usize = 3;

/// Whether a denial stands before the first part or between two; one that is of a part says what the part says.
fn denied(reading: &Reading, parts: &[Hit]) -> bool {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
    let start = reading.clause_start(first.from).max(first.from.saturating_sub(BEFORE));
    let inside = |hit: &Hit| parts.iter().any(|part| hit.from < part.to && part.from < hit.to);
    let denial = |hit: &Hit| {
        let denies = reading.is(hit, Cue::NegationBefore) || reading.is(hit, Cue::No);
        // One that a mark follows at once answers something before it.
        let open = reading.tokens.get(hit.to).is_none_or(|token| token.kind != Kind::Mark);
        denies && open && hit.from >= start && hit.to <= last.from && !inside(hit)
    };
    reading.hits.iter().any(denial)
}
