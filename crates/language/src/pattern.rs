//! Words of several kinds that together, in this order and near each other, say something: "I am going to" + "kill" + "him"; or that
//! make one phrase in any order: "ear" + "blocked".
//! What must not live here: the words, which are the lexicon's.

use std::collections::HashMap;

use facts::Lexicon;

use crate::book::{Book, DISEASE, Hit, Meaning, Sense, is_article};
use crate::cue::Cue;
use crate::heard::AlarmKind;
use crate::scope::{self, Mood, Reading};
use crate::text::{Kind, Token};

/// Tokens between two parts, where the pattern does not say.
const REACH: usize = 6;

/// What a pattern says.
enum Says {
    Alarm(AlarmKind),
    Findings(Vec<Meaning>),
}

struct Pattern {
    /// Numbers of its parts in the book, in each order that counts.
    orders: Vec<Vec<usize>>,
    reach: usize,
    /// The number of the words that undo it, in the book.
    unless: usize,
    together: bool,
    /// Whether its parts may stand in sentences that follow each other.
    across: bool,
    says: Says,
}

/// What a pattern of findings says, with the tokens it stands on.
pub struct Said {
    pub meaning: Meaning,
    pub from: usize,
    pub to: usize,
    /// Its parts, where they make one phrase, which can be denied.
    pub phrase: Option<Vec<(usize, usize)>>,
}

impl Said {
    /// Whether a denial stands right before the phrase or inside it, between its parts: "the ear is not blocked".
    pub fn denied_within(&self, reading: &Reading) -> bool {
        let Some(parts) = &self.phrase else { return false };
        let between =
            |hit: &Hit| hit.from >= self.from && hit.to <= self.to && parts.iter().all(|&(from, to)| hit.to <= from || to <= hit.from);
        let cue = |hit: &Hit| reading.is(hit, Cue::NegationBefore) || reading.is(hit, Cue::No);
        // `小腿不疼`: the denial may be taken for a part of the word behind it.
        let apart = |at: usize| parts.iter().all(|&(from, to)| at < from || to <= at);
        let word = |at: usize| matches!(reading.text(at), "不" | "没" | "无" | "未" | "not" | "no" | "never");
        // "Never drank any moonshine": the denial may belong to a longer word before the phrase.
        let before = self.from.checked_sub(1).is_some_and(|at| matches!(reading.text(at), "never" | "not" | "没" | "未"));
        before || reading.hits.iter().any(|hit| between(hit) && cue(hit)) || (self.from..self.to).any(|at| apart(at) && word(at))
    }
}

/// The patterns of a lexicon: the words of every part in one book.
pub struct Patterns {
    book: Book,
    all: Vec<Pattern>,
    parts: usize,
    /// By part: its pattern.
    pattern_of: Vec<usize>,
    /// By pattern: how many parts it has.
    lengths: Vec<usize>,
}

/// What the patterns of a message say, each with the tokens it stands on.
#[derive(Default)]
pub struct Found {
    pub alarms: Vec<(AlarmKind, usize, usize)>,
    pub findings: Vec<Said>,
}

impl Patterns {
    /// Compiles the patterns; one whose alarm or finding is not known says nothing.
    pub fn new(lexicon: &Lexicon) -> Patterns {
        let mut patterns = Patterns { book: Book::empty(), all: Vec::new(), parts: 0, pattern_of: Vec::new(), lengths: Vec::new() };
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
            let (parts, unless) = ((first..patterns.parts).collect::<Vec<usize>>(), patterns.parts);
            written.unless.iter().for_each(|word| patterns.book.add(word, Sense::Trigger(unless)));
            patterns.parts += 1;
            patterns.pattern_of.resize(patterns.parts, patterns.all.len());
            patterns.lengths.push(written.parts.len());
            let orders = if written.together { orders(&parts) } else { vec![parts] };
            let reach = written.reach.unwrap_or(REACH);
            patterns.all.push(Pattern {
                orders,
                reach,
                unless,
                together: written.together,
                across: written.across && !written.together,
                says,
            });
        }
        patterns
    }

    /// Everything the patterns find in a message. A denial before the first part, or between two, undoes one.
    pub fn find(&self, reading: &Reading) -> Found {
        self.standing(reading, None).iter().fold(Found::default(), |found, (pattern, parts)| found.with(pattern, parts, 0))
    }

    /// What begins in one message and ends in the next, read together; the next begins at a token, from which places count. Only
    /// patterns that may reach over sentences, and only what is told of the patient as it is.
    pub fn find_over(&self, reading: &Reading, next: usize) -> Found {
        let mut standing = self.standing(reading, Some(next));
        if !standing.is_empty() {
            let moods = scope::moods(reading);
            standing.retain(|(_, parts)| parts.iter().all(|part| moods.get(part.from).is_some_and(Mood::reports)));
        }
        standing.iter().fold(Found::default(), |found, (pattern, parts)| found.with(pattern, parts, next))
    }

    /// Every pattern that stands, with its parts; where another message begins, those that reach over its beginning.
    fn standing(&self, reading: &Reading, next: Option<usize>) -> Vec<(&Pattern, Vec<Hit>)> {
        let numbers = self.book.numbers(reading.tokens);
        let plain = (0..numbers.len()).flat_map(|at| self.book.every(&numbers, at));
        let hits: Vec<Hit> = plain.chain(self.over_articles(reading.tokens, &numbers)).collect();
        let whole = self.whole(&hits);
        let said = self.said(&hits, &whole);
        let hits_of = |part: usize| said.get(&part).map(Vec::as_slice).unwrap_or_default();
        let stands = |pattern: &Pattern| {
            pattern.orders.iter().find_map(|order| {
                let mut hits: Vec<&[Hit]> = order.iter().map(|part| hits_of(*part)).collect();
                if let (Some(next), [first, .., last]) = (next, &mut hits[..]) {
                    *first = &first[..first.partition_point(|hit| hit.from < next)];
                    *last = &last[last.partition_point(|hit| hit.from < next)..];
                }
                pattern.stands(reading, &hits, hits_of(pattern.unless))
            })
        };
        let wanted = whole.iter().filter_map(|at| self.all.get(*at)).filter(|pattern| next.is_none() || pattern.across);
        wanted.filter_map(|pattern| Some((pattern, stands(pattern)?))).collect()
    }
}

impl Found {
    /// With what a pattern says where its parts stand; places count from a token.
    fn with(mut self, pattern: &Pattern, parts: &[Hit], start: usize) -> Found {
        let (Some(first), Some(last)) = (parts.iter().find(|part| part.from >= start), parts.last()) else { return self };
        let (from, to) = (first.from - start, last.to - start);
        match &pattern.says {
            Says::Alarm(kind) => self.alarms.push((*kind, from, to)),
            Says::Findings(meanings) => {
                let phrase = pattern.together.then(|| parts.iter().map(|part| (part.from, part.to)).collect::<Vec<_>>());
                let said = |meaning: &Meaning| Said { meaning: *meaning, from, to, phrase: phrase.clone() };
                self.findings.extend(meanings.iter().map(said));
            }
        }
        self
    }

    /// Adds what else was found.
    pub fn join(&mut self, other: Found) {
        self.alarms.extend(other.alarms);
        self.findings.extend(other.findings);
    }
}

impl Patterns {
    /// The patterns of which every part is there, in order: of nearly all, one is not.
    fn whole(&self, hits: &[Hit]) -> Vec<usize> {
        let mut there = vec![false; self.parts];
        let mut missing = self.lengths.clone();
        let mut whole = Vec::new();
        for part in hits.iter().flat_map(|hit| self.parts_of(hit)) {
            if std::mem::replace(&mut there[part], true) {
                continue;
            }
            // The words that undo a pattern are no part of it.
            let of = self.pattern_of[part];
            if self.all[of].unless != part {
                missing[of] -= 1;
                if missing[of] == 0 {
                    whole.push(of);
                }
            }
        }
        whole.sort_unstable();
        whole
    }

    /// Where the parts of some patterns stand, and the words that undo them.
    fn said(&self, hits: &[Hit], whole: &[usize]) -> HashMap<usize, Vec<Hit>> {
        let mut wanted = vec![false; self.all.len()];
        whole.iter().for_each(|at| wanted[*at] = true);
        let mut said: HashMap<usize, Vec<Hit>> = HashMap::new();
        for hit in hits {
            for part in self.parts_of(hit).filter(|part| wanted[self.pattern_of[*part]]) {
                said.entry(part).or_default().push(*hit);
            }
        }
        said.values_mut().for_each(|hits| hits.sort_by_key(|hit| (hit.from, hit.to)));
        said
    }

    /// The parts that the words of a hit belong to.
    fn parts_of<'a>(&'a self, hit: &Hit) -> impl Iterator<Item = usize> + 'a {
        self.book.senses(hit).iter().filter_map(|sense| if let Sense::Trigger(part) = sense { Some(*part) } else { None })
    }

    /// Words of parts with articles inside that they are written without: "on her feet".
    fn over_articles(&self, tokens: &[Token], numbers: &[u32]) -> Vec<Hit> {
        let kept: Vec<usize> = (0..tokens.len()).filter(|&at| !is_article(&tokens[at].text)).collect();
        if kept.len() == tokens.len() {
            return Vec::new();
        }
        let close: Vec<u32> = kept.iter().map(|&at| numbers[at]).collect();
        let hits = (0..close.len()).flat_map(|at| self.book.every(&close, at));
        let stretched = hits.map(|hit| (hit.to - hit.from, Hit { from: kept[hit.from], to: kept[hit.to - 1] + 1, ..hit }));
        stretched.filter(|(length, hit)| hit.to - hit.from > *length).map(|(_, hit)| hit).collect()
    }
}

impl Pattern {
    /// The first place where its parts stand in an order and nothing undoes them, one hit a part.
    fn stands(&self, reading: &Reading, hits: &[&[Hit]], unless: &[Hit]) -> Option<Vec<Hit>> {
        let (first, rest) = hits.split_first()?;
        first.iter().find_map(|first| {
            let mut parts = self.follows(reading, rest, first.to)?;
            parts.insert(0, *first);
            let (start, _) = reading.sentence(first.from);
            let (_, end) = reading.sentence(parts.last().map_or(first.from, |last| last.from));
            let undone = unless.iter().any(|hit| hit.from >= start && hit.to <= end);
            let denied = !self.together && denied(reading, &parts, self.across);
            // Words that mean nothing of their own here mean nothing in a phrase either: `止咳化痰`; all of them, where they stand apart.
            let blocked = blocked(reading, &parts, self.together);
            (!undone && !denied && !blocked).then_some(parts)
        })
    }

    /// The parts, where each stands near behind the one before, in one sentence.
    fn follows(&self, reading: &Reading, parts: &[&[Hit]], from: usize) -> Option<Vec<Hit>> {
        let Some((next, rest)) = parts.split_first() else { return Some(Vec::new()) };
        // In order of place: a message of one word a thousand times is looked through once.
        let near = next[next.partition_point(|hit| hit.from < from)..].iter().take_while(|hit| hit.from - from <= self.reach);
        let whole = |hit: &&Hit| {
            if self.together { joined(reading, from, hit.from) } else { self.across || in_one(reading, from, hit.from) }
        };
        near.filter(whole).find_map(|hit| {
            let mut found = self.follows(reading, rest, hit.to)?;
            found.insert(0, *hit);
            Some(found)
        })
    }
}

/// Every order of some parts.
fn orders(parts: &[usize]) -> Vec<Vec<usize>> {
    let rest = |at: usize| -> Vec<usize> { parts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, part)| *part).collect() };
    match parts {
        [] => vec![Vec::new()],
        _ => (0..parts.len())
            .flat_map(|at| orders(&rest(at)).into_iter().map(move |order| std::iter::once(parts[at]).chain(order).collect()))
            .collect(),
    }
}

/// Whether no sentence ends between two tokens.
fn in_one(reading: &Reading, from: usize, to: usize) -> bool {
    !reading.tokens[from..to].iter().any(Token::ends_sentence)
}

/// Whether parts stand in words that contain them without meaning them: any of a phrase, all of what is said apart.
fn blocked(reading: &Reading, parts: &[Hit], together: bool) -> bool {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
    let mut blocks = beside(reading, first.from, last.to).filter(|hit| reading.book.senses(hit).contains(&Sense::Blocked));
    let touches = |hit: &Hit, part: &Hit| part.from < hit.to && hit.from < part.to;
    blocks.any(|hit| if together { parts.iter().any(|part| touches(hit, part)) } else { parts.iter().all(|part| touches(hit, part)) })
}

/// The hits that touch some tokens; hits stand in order and none overlaps another.
fn beside<'a>(reading: &Reading<'a>, from: usize, to: usize) -> impl Iterator<Item = &'a Hit> {
    let hits = reading.hits;
    hits[hits.partition_point(|hit| hit.to <= from)..].iter().take_while(move |hit| hit.from < to)
}

/// Words that begin another phrase.
const JOINS: [&str; 14] = ["and", "or", "but", "with", "then", "so", "和", "或", "但", "伴", "及", "而", "就", "才"];

/// Whether nothing parts two tokens: no mark, no word that joins, no other complaint.
fn joined(reading: &Reading, from: usize, to: usize) -> bool {
    let parts = |token: &Token| token.kind == Kind::Mark || JOINS.contains(&token.text.as_str());
    let complaint = |hit: &Hit| {
        let senses = reading.book.senses(hit);
        let says = |sense: &Sense| matches!(sense, Sense::Finding(_) | Sense::Group(_) | Sense::Disease);
        hit.from >= from && hit.to <= to && senses.iter().any(says) && !senses.iter().any(|sense| matches!(sense, Sense::Level(_)))
    };
    !reading.tokens[from..to].iter().any(parts) && !beside(reading, from, to).any(complaint)
}

/// The moods of a message where each phrase that patterns make is one thing said: "no full feeling in that ear".
pub fn moods(reading: &Reading, found: &Found) -> Vec<Mood> {
    let mut phrases: Vec<(usize, usize)> =
        found.findings.iter().filter(|said| said.phrase.is_some()).map(|said| (said.from, said.to)).collect();
    phrases.sort_unstable();
    let apart = |hit: &Hit| phrases.iter().all(|&(from, to)| hit.to <= from || to <= hit.from);
    // A denial that reaches into the phrase keeps what stands before it: "no new" and "new medicine".
    let before = |hit: &Hit| {
        let into = phrases.iter().find(|&&(from, to)| hit.from < from && from < hit.to && hit.to <= to)?;
        let cut = Hit { to: into.0, ..*hit };
        (reading.is(hit, Cue::NegationBefore) && apart(&cut)).then_some(cut)
    };
    let mut hits: Vec<Hit> = reading.hits.iter().filter_map(|hit| if apart(hit) { Some(*hit) } else { before(hit) }).collect();
    let mut taken = 0;
    for &(from, to) in &phrases {
        if from >= taken {
            hits.push(Hit { from, to, node: DISEASE });
            taken = to;
        }
    }
    hits.sort_by_key(|hit| hit.from);
    scope::moods(&Reading { hits: &hits, ..*reading })
}

/// Tokens before the first part in which a denial counts.
const BEFORE: usize = 3;

/// Whether a denial stands before the first part or between two; one that is of a part says what the part says.
fn denied(reading: &Reading, parts: &[Hit], across: bool) -> bool {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
    let start = reading.clause_start(first.from).max(first.from.saturating_sub(BEFORE));
    // "Not feeling" before "feeling sick" denies; "I can't" before "can't feel" does not, which is the part's own.
    let whole = |hit: &Hit, part: &Hit| {
        let says_so =
            |at: usize| matches!(reading.text(at), "not" | "no" | "never" | "dont" | "doesnt" | "didnt" | "isnt" | "arent" | "wasnt");
        hit.from < part.from && (hit.from..part.from).any(says_so)
    };
    let inside = |hit: &Hit| parts.iter().any(|part| hit.from < part.to && part.from < hit.to && !whole(hit, part));
    // Over sentences only what stands in the clause of a part denies it: "under my chest bone. The tablet did no good. Now my elbows, too".
    let reaches = |at: usize| !across || parts.iter().any(|part| at <= part.from && part.from < reading.clause_end(at));
    let denial = |hit: &Hit| {
        let denies = reading.is(hit, Cue::NegationBefore) || reading.is(hit, Cue::No);
        // One that a mark follows at once answers something before it.
        let open = reading.tokens.get(hit.to).is_none_or(|token| token.kind != Kind::Mark);
        denies && open && hit.from >= start && hit.from < last.from && !inside(hit)
    };
    // "Got no temperature": a bare denial between two parts counts, whatever longer phrase it begins.
    let apart = |at: usize| parts.iter().all(|part| at < part.from || part.to <= at);
    let bare = |at: usize| apart(at) && matches!(reading.text(at), "no" | "without" | "无");
    let never = |at: usize| apart(at) && reading.text(at) == "never";
    // `跳一下，不疼`: what stands right before a part denies it.
    let right_before = |part: &Hit| {
        part.from.checked_sub(1).is_some_and(|at| apart(at) && matches!(reading.text(at), "不" | "没" | "无" | "未"))
            && reading.tokens[part.from].kind == Kind::Han
    };
    reading.hits.iter().any(|hit| denial(hit) && reaches(hit.to))
        || (first.to..last.from).any(|at| bare(at) && reaches(at + 1))
        || (start..last.from).any(never)
        || parts.iter().any(right_before)
}
