//! A disease that the patient has been told of: a lasting one that is said to be had, any that was diagnosed. One only feared, asked
//! about or treated in general is not.
//! What must not live here: what having it means.

use std::collections::HashSet;

use facts::{FindingId, Language, Lexicon};

use crate::book::{Book, Hit, Meaning, Sense};
use crate::cue::Cue;
use crate::scope::Reading;
use crate::text::{Token, said, tokens};

/// Letters of a name below which it is too often another word: "ms", "als".
const LETTERS: usize = 4;
/// The same of Chinese characters.
const CHARACTERS: usize = 2;
/// Tokens before or behind a name in which it is said to be had.
const REACH: usize = 5;
/// Tokens behind a name in which "for" or "since" say that it is had.
const HAD_WITHIN: usize = 2;
/// Tokens behind a name in which "ago" puts it into the past: "pneumonia two years ago".
const PAST_WITHIN: usize = 4;

/// Words before a name that say it is had.
const HAD: &[&str] = &[
    "diagnosed",
    "diagnosis",
    "history",
    "hx",
    "pmh",
    "known",
    "have",
    "has",
    "had",
    "having",
    "with",
    "ive",
    "suffer",
    "suffers",
    "suffering",
    "told",
    "my",
    "his",
    "her",
    "longstanding",
    "underlying",
    "previous",
    "prior",
    "past",
    "诊",
    "确",
    "患",
    "有",
    "得",
    "查",
    "史",
    "现",
];
/// Words before a name that say a doctor or a test has named it.
const DIAGNOSED: &[&str] = &[
    "diagnosed",
    "diagnosis",
    "confirmed",
    "confirming",
    "confirms",
    "showed",
    "shows",
    "showing",
    "shown",
    "revealed",
    "reveals",
    "revealing",
    "demonstrates",
    "demonstrated",
    "诊",
    "确",
    "示",
    "考",
    "查",
];
/// Words that put a diagnosis into the past.
const AGO: &[&str] = &["ago", "years", "year", "previous", "previously", "past", "history", "年", "曾", "以", "史"];
/// Words before a name that say it was had once.
const PAST: &[&str] =
    &["history", "hx", "pmh", "pmhx", "previous", "previously", "prior", "past", "had", "recurrent", "曾", "往", "史", "过"];
/// Words behind a name that say so.
const PAST_AFTER: &[&str] = &["ago", "before", "previously", "史"];
/// Words behind a name that say it is had.
const HAD_AFTER: &[&str] = &["史", "病", "diagnosed", "since", "for", "多", "年", "患"];
/// Words before a name that say it is only thought of.
const THOUGHT: &[&str] = &[
    "think",
    "thinking",
    "maybe",
    "might",
    "could",
    "worried",
    "afraid",
    "scared",
    "wonder",
    "wondering",
    "if",
    "whether",
    "rule",
    "exclude",
    "read",
    "googled",
    "about",
    "risk",
    "like",
    "causes",
    "cause",
    "怕",
    "疑",
    "像",
    "会",
    "能",
    "排",
    "防",
    "治",
    "引",
    "导",
    "致",
    "担",
];

/// What it says of a patient to have or have had a disease.
struct Told {
    /// That it was diagnosed.
    diagnosed: Option<usize>,
    /// What the history has for it.
    had: Vec<usize>,
    /// Whether it is had for long.
    lasting: bool,
}

/// The names of diseases, ready to be looked up; a meaning's finding is the disease's place in the lexicon.
pub struct Diseases {
    book: Book,
    /// By place.
    told: Vec<Told>,
    /// Names of one word, as they are written: "burning" is no burn.
    single: HashSet<String>,
}

impl Diseases {
    /// Compiles the names of a lexicon.
    pub fn new(lexicon: &Lexicon) -> Diseases {
        let mut book = Book::empty();
        let mut told = Vec::new();
        let mut single = HashSet::new();
        for (at, disease) in lexicon.diseases.iter().enumerate() {
            let place = |id: &FindingId| lexicon.findings.binary_search_by(|words| words.id.cmp(id)).ok();
            let had = disease.had.iter().filter_map(place).collect();
            told.push(Told { diagnosed: disease.finding.as_ref().and_then(place), had, lasting: disease.lasting });
            let sense = Sense::Finding(Meaning { finding: at, level: None });
            for (language, least) in [(Language::En, LETTERS), (Language::Zh, CHARACTERS)] {
                let long = disease.names.get(language).iter().filter(|name| name.chars().count() >= least);
                for name in long {
                    book.add(name, sense);
                    if let [only] = &tokens(name)[..] {
                        single.insert(only.text.clone());
                    }
                }
            }
        }
        Diseases { book, told, single }
    }

    /// Every disease named, with the tokens of its name.
    pub fn named(&self, tokens: &[Token]) -> Vec<Hit> {
        let mut named = all(&self.book, tokens);
        named.retain(|hit| hit.to - hit.from > 1 || self.single.contains(&tokens[hit.from].text));
        named
    }

    /// What a name stands for.
    pub fn meanings(&self, named: &Hit) -> impl Iterator<Item = Meaning> {
        findings(&self.book, named)
    }

    /// That it was diagnosed, or what the history has for it, where that is said or denied of the patient.
    pub fn told(&self, reading: &Reading, named: &Hit, denied: bool) -> Vec<Meaning> {
        if !is_said(reading, named) {
            return Vec::new();
        }
        let (had, diagnosed) = (is_had(reading, named), is_diagnosed(reading, named));
        let past = is_past(reading, named);
        let mut findings: Vec<usize> = Vec::new();
        for told in self.meanings(named).filter_map(|meaning| self.told.get(meaning.finding)) {
            let lasts = told.lasting && (denied || had || diagnosed);
            let holds = lasts || (!told.lasting && diagnosed && !denied);
            findings.extend(told.diagnosed.filter(|_| holds));
            findings.extend(told.had.iter().filter(|_| past || lasts));
        }
        findings.into_iter().map(|finding| Meaning { finding, level: None }).collect()
    }
}

/// The names of medicines; a meaning's finding is the medicine's place in the lexicon.
pub fn medicines(lexicon: &Lexicon) -> Book {
    let mut book = Book::empty();
    for (at, names) in lexicon.medicines.iter().enumerate() {
        let sense = Sense::Finding(Meaning { finding: at, level: None });
        names.en.iter().chain(&names.zh).for_each(|name| book.add(name, sense));
    }
    book
}

/// The longest names in a text, left to right.
pub fn all(book: &Book, tokens: &[Token]) -> Vec<Hit> {
    let numbers = book.numbers(tokens);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let hit = book.longest(&numbers, &|inside| side(tokens, inside), at);
        at = hit.map_or(at + 1, |hit| hit.to);
        found.extend(hit);
    }
    found
}

/// Tokens that tell inside a Chinese name which side or part it is: `输尿管中段结石`, `肾多发囊肿`.
fn side(tokens: &[Token], at: usize) -> usize {
    match (said(tokens, at), said(tokens, at + 1)) {
        ("左" | "右" | "双", "侧") | ("上" | "中" | "下", "段") | ("多" | "单", "发") => 2,
        ("左" | "右" | "双", _) => 1,
        _ => 0,
    }
}

/// The findings that a name stands for.
pub fn findings(book: &Book, named: &Hit) -> impl Iterator<Item = Meaning> {
    book.senses(named).iter().filter_map(|sense| match sense {
        Sense::Finding(meaning) => Some(*meaning),
        _ => None,
    })
}

/// Tokens before a name that belong to its clause and stand near.
fn before(reading: &Reading, hit: &Hit, words: &[&str]) -> bool {
    let start = reading.clause_start(hit.from).max(hit.from.saturating_sub(REACH));
    (start..hit.from).any(|at| words.contains(&said(reading.tokens, at)))
}

/// Whether something is said of the patient with it, not asked, feared, or told of another.
fn is_said(reading: &Reading, hit: &Hit) -> bool {
    let word = |at: usize| said(reading.tokens, at);
    let (start, end) = (reading.clause_start(hit.from), reading.clause_end(hit.to));
    let asked = word(end) == "?" || (hit.to..end).any(|at| matches!(word(at), "吗" | "么" | "吧" | "怎" | "哪" | "啥"));
    !asked && !is_anothers(reading, hit, start) && !before(reading, hit, THOUGHT)
}

/// Whether a relative has it: "my mother has psoriasis and I ...", "his father had colon cancer", "Family history: father died of ...".
fn is_anothers(reading: &Reading, hit: &Hit, start: usize) -> bool {
    let another = [Cue::Parent, Cue::Child, Cue::OtherPerson, Cue::Family];
    let relative = |other: &&Hit| other.from >= start && other.to <= hit.from && another.iter().any(|cue| reading.is(other, *cue));
    // Whose relative it is, is told of by another: "his father" is no patient, "my father" may be.
    let owned =
        |other: &Hit| (other.from.saturating_sub(1)..other.to).any(|at| matches!(said(reading.tokens, at), "his" | "her" | "their"));
    let mut relatives = reading.hits.iter().filter(relative);
    let dead = |other: &Hit| (other.to..hit.from).any(|at| matches!(said(reading.tokens, at), "died" | "世"));
    relatives.any(|other| reading.has(Cue::Myself) || reading.is(other, Cue::Family) || owned(other) || dead(other))
}

/// Whether one of some words stands within so many tokens behind a name, in its clause.
fn follows(reading: &Reading, hit: &Hit, within: usize, words: &[&str]) -> bool {
    (hit.to..reading.clause_end(hit.to).min(hit.to + within)).any(|at| words.contains(&said(reading.tokens, at)))
}

/// Whether words near it say that it is had.
fn is_had(reading: &Reading, hit: &Hit) -> bool {
    before(reading, hit, HAD) || follows(reading, hit, HAD_WITHIN, HAD_AFTER)
}

/// Whether words near it say that it was had once.
fn is_past(reading: &Reading, hit: &Hit) -> bool {
    before(reading, hit, PAST) || follows(reading, hit, PAST_WITHIN, PAST_AFTER)
}

/// Whether a doctor or a test is said to have named it of late.
fn is_diagnosed(reading: &Reading, hit: &Hit) -> bool {
    let clause = reading.clause_start(hit.from)..reading.clause_end(hit.to);
    let ago = clause.into_iter().any(|at| AGO.contains(&said(reading.tokens, at)));
    (before(reading, hit, DIAGNOSED) || is_reported(reading, hit)) && !ago
}

/// Examinations whose name heads what they found.
const EXAMINATIONS: [&str; 22] = [
    "超声",
    "b超",
    "彩超",
    "ct",
    "mri",
    "磁共振",
    "核磁",
    "胸片",
    "x线",
    "平片",
    "造影",
    "病理",
    "活检",
    "胃镜",
    "肠镜",
    "ultrasound",
    "scan",
    "xray",
    "biopsy",
    "histology",
    "endoscopy",
    "colonoscopy",
];

/// Whether an examination's name and a colon stand before it in the sentence: `超声：左肾结石`.
fn is_reported(reading: &Reading, hit: &Hit) -> bool {
    let (start, _) = reading.sentence(hit.from);
    let Some(colon) = (start..hit.from).rev().find(|&at| said(reading.tokens, at) == ":") else { return false };
    let head: String = (start..colon).map(|at| said(reading.tokens, at)).collect();
    EXAMINATIONS.iter().any(|name| head.contains(name))
}
