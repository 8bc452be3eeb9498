//! Every phrase of both languages in one trie over folded tokens, with what each means.
//! What must not live here: how phrases act on each other (negation, time, sites).

use std::collections::BTreeSet;

use rustc_hash::FxHashMap as HashMap;

use facts::{FindingWords, Language, LevelWords, Lexicon, Phrases, Same, Shape};

use crate::cue::Cue;
use crate::text::{Kind, Token, is_han, simplified, stem, tokens};

/// A finding, and the level said with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Meaning {
    /// Place in the lexicon's findings.
    pub finding: usize,
    pub level: Option<usize>,
}

/// What a phrase is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// Its own words, or an idiom's.
    Finding(Meaning),
    /// Words of a level, which count only beside the finding they describe.
    Level(Meaning),
    /// Contains a lay word without meaning it.
    Blocked,
    Cue(Cue),
    Site(usize),
    Sensation(usize),
    /// A group of complaints, of which only a denial says something.
    Group(Meaning),
    /// What the body does when well: said to be normal, it denies its complaint.
    Function(Meaning),
    /// Says that a complaint is not there: "afebrile".
    Well(Meaning),
    /// What a disease means when it is said of the family.
    Inherited(Meaning),
    /// What may provoke or relieve.
    Trigger(usize),
    /// A disease by name, which is heard beside the other phrases.
    Disease,
}

/// A phrase found in a message: tokens from `from` to `to`, end excluded.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    pub from: usize,
    pub to: usize,
    /// Place in the book's senses.
    pub node: u32,
}

/// The words of the lexicon, ready to be looked up.
pub struct Book {
    ids: HashMap<String, u32>,
    next: HashMap<(u32, u32), u32>,
    senses: Vec<Vec<Sense>>,
    /// A word with one letter left out, to the only vocabulary word it can come from.
    near: HashMap<String, Option<u32>>,
    /// Ids of what may provoke or relieve.
    triggers: Vec<String>,
    /// Further words of findings, heard only where this book has none.
    further: Option<Box<Book>>,
    /// What a sensation means with no site near.
    pub alone: HashMap<usize, Vec<Meaning>>,
    /// What a sensation at a site means.
    pub combined: HashMap<(usize, usize), Vec<Meaning>>,
    /// The sites that a finding of a sensation can sit at.
    pub sites: HashMap<usize, Vec<usize>>,
    /// Sensations that are felt, whose site may be left unsaid.
    pub feelings: BTreeSet<usize>,
}

/// Ids of sensations that are felt; the others are done, swallowed or seen.
const FEELINGS: [&str; 8] = ["pain", "burning", "itch", "swelling", "numb", "stiff", "red", "warm"];
const UNKNOWN: u32 = u32::MAX;
/// The place of [`Sense::Disease`].
pub const DISEASE: u32 = 1;
/// Marks a place in the book of further words.
const FURTHER: u32 = 1 << 31;
/// Gaps stepped over inside one phrase, and tokens in each.
const GAPS: usize = 2;
/// Letters from which a misspelt word is looked up.
const TYPO_FROM: usize = 6;
/// Letters from which on a word may have lost the last of its "-ing".
const DROPPED_FROM: usize = 5;

impl Book {
    /// A book without words.
    pub fn empty() -> Book {
        Book {
            ids: HashMap::default(),
            next: HashMap::default(),
            senses: vec![Vec::new(), vec![Sense::Disease]],
            near: HashMap::default(),
            triggers: Vec::new(),
            further: None,
            alone: HashMap::default(),
            combined: HashMap::default(),
            sites: HashMap::default(),
            feelings: BTreeSet::new(),
        }
    }

    /// Compiles a lexicon.
    pub fn new(lexicon: &Lexicon) -> Book {
        let mut book = Book::empty();
        for (at, words) in lexicon.findings.iter().enumerate() {
            book.add_finding(at, words);
        }
        let mut sites = HashMap::default();
        let mut sensations = HashMap::default();
        for words in lexicon.words.values() {
            for (group, phrases) in &words.cue {
                if let Some(cue) = Cue::parse(group) {
                    phrases.iter().for_each(|phrase| book.add(phrase, Sense::Cue(cue)));
                }
            }
            for site in &words.site {
                let next = sites.len();
                let id = *sites.entry(site.id.clone()).or_insert(next);
                site.words.iter().for_each(|phrase| book.add(phrase, Sense::Site(id)));
            }
            for sensation in &words.sensation {
                let next = sensations.len();
                let id = *sensations.entry(sensation.id.clone()).or_insert(next);
                sensation.words.iter().for_each(|phrase| book.add(phrase, Sense::Sensation(id)));
            }
            for idiom in &words.idiom {
                if idiom.means.is_empty() {
                    idiom.phrases.iter().for_each(|phrase| book.add(phrase, Sense::Blocked));
                }
                for meaning in idiom.means.iter().filter_map(|means| resolve(lexicon, means)) {
                    idiom.phrases.iter().for_each(|phrase| book.add(phrase, Sense::Finding(meaning)));
                }
            }
            for (idioms, sense) in [
                (&words.group, Sense::Group as fn(Meaning) -> Sense),
                (&words.function, Sense::Function),
                (&words.well, Sense::Well),
                (&words.inherited, Sense::Inherited),
            ] {
                for idiom in idioms {
                    for meaning in idiom.means.iter().filter_map(|means| resolve(lexicon, means)) {
                        idiom.phrases.iter().for_each(|phrase| book.add(phrase, sense(meaning)));
                    }
                }
            }
            for trigger in &words.trigger {
                let id = book.triggers.iter().position(|known| *known == trigger.id).unwrap_or_else(|| {
                    book.triggers.push(trigger.id.clone());
                    book.triggers.len() - 1
                });
                for phrase in &trigger.words {
                    book.add(phrase, Sense::Trigger(id));
                    // With the particles that a phrase of another sense may end in.
                    let complaint = book.means_finding(phrase);
                    for particle in ["时", "后"].iter().filter(|_| !phrase.is_ascii() && !complaint) {
                        book.add(&format!("{phrase}{particle}"), Sense::Trigger(id));
                    }
                }
            }
        }
        for words in lexicon.words.values() {
            for combination in &words.combination {
                let meanings: Vec<Meaning> = combination.means.iter().filter_map(|means| resolve(lexicon, means)).collect();
                if combination.site.is_empty() {
                    for sensation in combination.sensation.iter().filter_map(|id| sensations.get(id)) {
                        book.alone.entry(*sensation).or_default().extend(&meanings);
                    }
                }
                // The words of a site tell where a pain sits that was named elsewhere: "it is in the lower right abdomen".
                for place in meanings.iter().filter(|meaning| meaning.level.is_some() && lexicon.findings[meaning.finding].of.is_some()) {
                    let named = words.site.iter().filter(|site| combination.site.contains(&site.id));
                    named.flat_map(|site| &site.words).for_each(|phrase| book.add(phrase, Sense::Level(*place)));
                }
                for site in combination.site.iter().filter_map(|id| sites.get(id)) {
                    for sensation in combination.sensation.iter().filter_map(|id| sensations.get(id)) {
                        let known = book.combined.entry((*site, *sensation)).or_default();
                        known.extend(&meanings);
                        known.extend(combination.character.iter().filter_map(|means| resolve(lexicon, means)));
                        known.sort_unstable();
                        known.dedup();
                    }
                }
            }
        }
        book.feelings = FEELINGS.iter().filter_map(|id| sensations.get(*id)).copied().collect();
        let seated: BTreeSet<(usize, usize)> =
            book.combined.iter().flat_map(|((site, _), meanings)| meanings.iter().map(|meaning| (meaning.finding, *site))).collect();
        seated.into_iter().for_each(|(finding, site)| book.sites.entry(finding).or_default().push(site));
        for (phrase, meaning) in book.whole_sayings(lexicon, |level| &level.lay) {
            book.add(phrase, Sense::Finding(meaning));
        }
        book.add_same(lexicon);
        for key in lexicon.words.values().flat_map(|words| &words.plain).flat_map(|word| keys(word)) {
            let fresh = book.ids.len() as u32;
            book.ids.entry(key).or_insert(fresh);
        }
        book.index_typos();
        book
    }

    /// Takes a book of further words, heard only where this one has none.
    pub fn followed_by(mut self, mut further: Book, lexicon: &Lexicon) -> Book {
        for (phrase, meaning) in self.whole_sayings(lexicon, |level| &level.more) {
            further.add(phrase, Sense::Finding(meaning));
        }
        self.further = Some(Box::new(further));
        self
    }

    /// Words of an attribute's level that say its complaint as well: "rash on the face", "outer thigh numb". They need nothing beside them.
    fn whole_sayings<'a>(&self, lexicon: &'a Lexicon, words: fn(&LevelWords) -> &Phrases) -> Vec<(&'a str, Meaning)> {
        let mut whole = Vec::new();
        for (finding, of) in lexicon.findings.iter().enumerate().filter_map(|(at, words)| Some((at, words.of.as_ref()?))) {
            let Ok(parent) = lexicon.findings.binary_search_by(|words| words.id.cmp(of)) else { continue };
            for (level, spoken) in lexicon.findings[finding].levels.iter().enumerate().filter(|(_, level)| !level.normal) {
                for phrase in [Language::En, Language::Zh].into_iter().flat_map(|language| words(spoken).get(language)) {
                    if self.tells(phrase, parent) {
                        whole.push((phrase.as_str(), Meaning { finding, level: Some(level) }));
                    }
                }
            }
        }
        whole
    }

    /// Whether a phrase has words of a finding inside, or a site and a sensation that mean it.
    fn tells(&self, phrase: &str, finding: usize) -> bool {
        let all = tokens(phrase);
        let numbers = self.numbers(&all);
        let inside: Vec<Sense> = (0..numbers.len())
            .flat_map(|at| self.every(&numbers, at))
            .filter(|hit| hit.to - hit.from < numbers.len())
            .flat_map(|hit| self.senses(&hit).iter().copied())
            .collect();
        let means = |meaning: &Meaning| meaning.finding == finding && meaning.level.is_none();
        let felt = |site: usize| {
            let sensations = inside.iter().filter_map(|sense| if let Sense::Sensation(felt) = sense { Some(*felt) } else { None });
            sensations.filter_map(move |felt| self.combined.get(&(site, felt))).flatten().any(means)
        };
        inside.iter().any(|sense| match sense {
            Sense::Finding(meaning) => means(meaning),
            Sense::Site(site) => felt(*site),
            _ => false,
        })
    }

    /// The further words of findings: as they are written, without misspellings or words of the same meaning.
    pub fn further(lexicon: &Lexicon) -> Book {
        let mut book = Book::empty();
        for (at, words) in lexicon.findings.iter().enumerate() {
            for language in [Language::En, Language::Zh] {
                let whole = Sense::Finding(Meaning { finding: at, level: None });
                words.more.get(language).iter().for_each(|phrase| book.add(phrase, whole));
                for (level, spoken) in words.levels.iter().enumerate().filter(|(_, level)| !level.normal) {
                    let sense = level_sense(words, Meaning { finding: at, level: Some(level) });
                    spoken.more.get(language).iter().for_each(|phrase| book.add(phrase, sense));
                }
            }
        }
        book
    }

    /// Further words on tokens that say nothing strong yet, the longest first from the left; [`Book::senses`] knows them by a mark.
    pub fn beyond(&self, tokens: &[Token], gap: &dyn Fn(usize) -> usize, free: &dyn Fn(usize) -> bool) -> Vec<Hit> {
        let Some(further) = &self.further else { return Vec::new() };
        let numbers = further.numbers(tokens);
        let (mut hits, mut at) = (Vec::new(), 0);
        while at < numbers.len() {
            let longest = further.longest(&numbers, gap, at).filter(|hit| (hit.from..hit.to).all(free));
            match longest {
                Some(hit) => {
                    at = hit.to;
                    hits.push(Hit { node: hit.node | FURTHER, ..hit });
                }
                None => at += 1,
            }
        }
        hits
    }

    /// Phrases of findings said with another word of the same meaning, where that is not already a phrase of its own.
    fn add_same(&mut self, lexicon: &Lexicon) {
        let mut others: Vec<(String, Sense)> = Vec::new();
        let groups: Vec<(Language, Groups)> = lexicon.words.iter().map(|(language, words)| (*language, Groups::new(&words.same))).collect();
        for (at, words) in lexicon.findings.iter().enumerate() {
            for (language, same) in &groups {
                let language = *language;
                let whole = Sense::Finding(Meaning { finding: at, level: None });
                let lay = words.lay.get(language).iter().map(String::as_str).chain([words.name.get(language)]);
                others.extend(lay.flat_map(|phrase| same.exchanged(phrase)).map(|phrase| (phrase, whole)));
                for (level, spoken) in words.levels.iter().enumerate().filter(|(_, level)| !level.normal) {
                    let sense = level_sense(words, Meaning { finding: at, level: Some(level) });
                    let lay = spoken.lay.get(language).iter();
                    others.extend(lay.flat_map(|phrase| same.exchanged(phrase)).map(|phrase| (phrase, sense)));
                }
            }
        }
        for (words, (_, same)) in lexicon.words.values().zip(&groups) {
            for idiom in &words.idiom {
                let meanings: Vec<Sense> = idiom.means.iter().filter_map(|means| resolve(lexicon, means)).map(Sense::Finding).collect();
                for phrase in idiom.phrases.iter().flat_map(|phrase| same.exchanged(phrase)) {
                    others.extend(meanings.iter().map(|sense| (phrase.clone(), *sense)));
                }
            }
        }
        others.retain(|(phrase, _)| self.means(phrase).is_empty());
        others.iter().for_each(|(phrase, sense)| self.add(phrase, *sense));
    }

    fn add_finding(&mut self, at: usize, words: &FindingWords) {
        let whole = Meaning { finding: at, level: None };
        for language in [Language::En, Language::Zh] {
            self.add(words.name.get(language), Sense::Finding(whole));
            words.lay.get(language).iter().for_each(|phrase| self.add(phrase, Sense::Finding(whole)));
            words.not_lay.get(language).iter().for_each(|phrase| self.add(phrase, Sense::Blocked));
            for (level, spoken) in words.levels.iter().enumerate().filter(|(_, level)| !level.normal) {
                let meaning = Meaning { finding: at, level: Some(level) };
                let sense = level_sense(words, meaning);
                spoken.lay.get(language).iter().for_each(|phrase| self.add(phrase, sense));
                self.add(spoken.name.get(language), Sense::Level(meaning));
            }
        }
    }

    /// What exactly this phrase means so far.
    fn means(&self, phrase: &str) -> &[Sense] {
        let step = |node: u32, key: String| self.next.get(&(node, *self.ids.get(&key)?)).copied();
        keys(phrase).into_iter().try_fold(0u32, step).map_or(&[], |node| &self.senses[node as usize])
    }

    fn means_finding(&self, phrase: &str) -> bool {
        self.means(phrase).iter().any(|sense| matches!(sense, Sense::Finding(_)))
    }

    pub fn add(&mut self, phrase: &str, sense: Sense) {
        let mut node = 0u32;
        for key in keys(phrase) {
            let fresh = self.ids.len() as u32;
            let id = *self.ids.entry(key).or_insert(fresh);
            let fresh = self.senses.len() as u32;
            node = *self.next.entry((node, id)).or_insert(fresh);
            if node == fresh {
                self.senses.push(Vec::new());
            }
        }
        if node != 0 && !self.senses[node as usize].contains(&sense) {
            self.senses[node as usize].push(sense);
        }
    }

    fn index_typos(&mut self) {
        let words: Vec<(String, u32)> = self
            .ids
            .iter()
            .filter(|(word, _)| word.is_ascii() && word.len() + 1 >= TYPO_FROM)
            .map(|(word, id)| (word.clone(), *id))
            .collect();
        for (word, id) in words {
            for shorter in shortened(&word).chain([word.clone()]) {
                self.near.entry(shorter).and_modify(|known| *known = known.filter(|&other| other == id)).or_insert(Some(id));
            }
        }
    }

    /// What a phrase found at a node means.
    pub fn senses(&self, hit: &Hit) -> &[Sense] {
        let book = if hit.node & FURTHER == 0 { self } else { self.further.as_deref().unwrap_or(self) };
        book.senses.get((hit.node & !FURTHER) as usize).map_or(&[], Vec::as_slice)
    }

    /// The id of what may provoke or relieve.
    pub fn trigger(&self, at: usize) -> &str {
        self.triggers.get(at).map_or("", String::as_str)
    }

    /// The phrase that stands on exactly these tokens.
    pub fn exactly(&self, numbers: &[u32], from: usize, to: usize) -> Option<Hit> {
        let step = |node: u32, number: &u32| self.next.get(&(node, *number)).copied();
        let node = numbers.get(from..to)?.iter().try_fold(0u32, step)?;
        Some(Hit { from, to, node }).filter(|hit| !self.senses(hit).is_empty())
    }

    /// The vocabulary number of each token; misspelt words find the one they stand for.
    pub fn numbers(&self, tokens: &[Token]) -> Vec<u32> {
        tokens.iter().map(|token| self.number(token)).collect()
    }

    /// Whether a token is a word of some phrase as it is written.
    pub fn knows(&self, token: &Token) -> bool {
        self.ids.contains_key(&key(token))
    }

    fn number(&self, token: &Token) -> u32 {
        let key = key(token);
        if let Some(&id) = self.ids.get(&key) {
            return id;
        }
        // "Droopin", "can't stop shakin".
        let dropped = token.kind == Kind::Word && token.text.ends_with("in") && token.text.len() >= DROPPED_FROM;
        if let Some(&id) = Some(&token.text).filter(|_| dropped).and_then(|word| self.ids.get(&stem(&format!("{word}g")))) {
            return id;
        }
        if token.kind != Kind::Word || !token.text.is_ascii() || token.text.len() < TYPO_FROM {
            return UNKNOWN;
        }
        let mut found = None;
        for candidate in shortened(&key).chain([key.clone()]).filter_map(|shorter| self.near.get(&shorter).copied().flatten()) {
            if found.is_some_and(|other| other != candidate) {
                return UNKNOWN;
            }
            found = Some(candidate);
        }
        found.unwrap_or(UNKNOWN)
    }

    /// The longest phrase that starts at a token, stepping over gap words inside it.
    pub fn longest(&self, numbers: &[u32], gap: &dyn Fn(usize) -> usize, from: usize) -> Option<Hit> {
        let mut best: Option<Hit> = None;
        self.walk(numbers, gap, Hit { from, to: from, node: 0 }, 0, &mut best);
        best
    }

    /// The sites that a phrase names.
    pub fn sites_of<'a>(&'a self, hit: &Hit) -> impl Iterator<Item = usize> + 'a {
        self.senses(hit).iter().filter_map(|sense| if let Sense::Site(site) = sense { Some(*site) } else { None })
    }

    /// The sensations that a phrase names.
    pub fn sensations_of<'a>(&'a self, hit: &Hit) -> impl Iterator<Item = usize> + 'a {
        self.senses(hit).iter().filter_map(|sense| if let Sense::Sensation(felt) = sense { Some(*felt) } else { None })
    }

    /// Every phrase that starts at a token, the shorter ones too, without stepping over anything.
    pub fn every(&self, numbers: &[u32], from: usize) -> Vec<Hit> {
        let mut found = Vec::new();
        let mut hit = Hit { from, to: from, node: 0 };
        while let Some(&node) = numbers.get(hit.to).and_then(|number| self.next.get(&(hit.node, *number))) {
            hit = Hit { to: hit.to + 1, node, ..hit };
            if !self.senses(&hit).is_empty() {
                found.push(hit);
            }
        }
        found
    }

    fn walk(&self, numbers: &[u32], gap: &dyn Fn(usize) -> usize, so_far: Hit, gaps: usize, best: &mut Option<Hit>) {
        let Some(&number) = numbers.get(so_far.to) else { return };
        if let Some(&node) = self.next.get(&(so_far.node, number)) {
            let next = Hit { to: so_far.to + 1, node, ..so_far };
            // A phrase ends with a word of its own, not with one stepped over.
            if !self.senses(&next).is_empty() && best.is_none_or(|known| next.to > known.to) {
                *best = Some(next);
            }
            self.walk(numbers, gap, next, gaps, best);
        }
        if so_far.node != 0 && gaps < GAPS {
            let skipped = gap(so_far.to);
            if skipped > 0 {
                self.walk(numbers, gap, Hit { to: so_far.to + skipped, ..so_far }, gaps + 1, best);
            }
        }
    }
}

/// The finding and level that `id` or `id=level` names.
pub fn resolve(lexicon: &Lexicon, means: &str) -> Option<Meaning> {
    let (id, level) = means.split_once('=').map_or((means, None), |(id, level)| (id, Some(level)));
    let finding = lexicon.findings.binary_search_by(|words| words.id.as_str().cmp(id)).ok()?;
    let level = match level {
        None => None,
        Some(level) => Some(lexicon.findings[finding].levels.iter().position(|known| known.id == level)?),
    };
    Some(Meaning { finding, level })
}

/// What the words of a level are: words that count only beside what they describe, or the finding itself.
fn level_sense(words: &FindingWords, meaning: Meaning) -> Sense {
    if words.of.is_some() || words.shape == Shape::Category { Sense::Level(meaning) } else { Sense::Finding(meaning) }
}

/// The forms under which the words of a phrase are looked up, articles and marks left out.
fn keys(phrase: &str) -> Vec<String> {
    plain_keys(phrase).unwrap_or_else(|| cut_keys(phrase))
}

/// The same of a phrase of small letters and spaces, or of Chinese characters, as nearly all are: no need to cut it into tokens.
fn plain_keys(phrase: &str) -> Option<Vec<String>> {
    if phrase.chars().all(is_han) {
        return Some(phrase.chars().map(|letter| simplified(letter).to_string()).collect());
    }
    if !phrase.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b' ') || phrase.ends_with("her") {
        return None;
    }
    let kept: Vec<String> = phrase.split_ascii_whitespace().filter(|word| !is_article(word)).map(stem).collect();
    Some(kept).filter(|kept| !kept.is_empty())
}

fn cut_keys(phrase: &str) -> Vec<String> {
    let all = tokens(phrase);
    let words = || all.iter().filter(|token| token.kind != Kind::Mark);
    // "Her" at the end is somebody: "stab her" is not "stab".
    let last = words().next_back().filter(|token| token.text == "her").map(|token| token.start);
    let kept: Vec<String> = words().filter(|token| !is_article(&token.text) || last == Some(token.start)).map(key).collect();
    if kept.is_empty() { words().map(key).collect() } else { kept }
}

/// Groups of words of the same meaning, found by how one of their words begins.
struct Groups<'a> {
    groups: &'a [Same],
    by_beginning: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Groups<'a> {
    fn new(groups: &'a [Same]) -> Groups<'a> {
        let mut by_beginning: HashMap<&str, Vec<usize>> = HashMap::default();
        for (at, group) in groups.iter().enumerate() {
            group
                .words
                .iter()
                .filter_map(|word| beginnings(word).next())
                .for_each(|begins| by_beginning.entry(begins).or_default().push(at));
        }
        Groups { groups, by_beginning }
    }

    /// A phrase with each word that has others of the same meaning exchanged for each of them.
    fn exchanged(&self, phrase: &str) -> Vec<String> {
        let near: BTreeSet<usize> = beginnings(phrase).filter_map(|word| self.by_beginning.get(word)).flatten().copied().collect();
        let mut all = Vec::new();
        for group in near.into_iter().map(|at| &self.groups[at]) {
            // The longest, so that "problems" does not hide in "problems with".
            let Some(found) = group.words.iter().filter(|word| stands_in(phrase, word)).max_by_key(|word| word.len()) else { continue };
            all.extend(group.words.iter().filter(|word| *word != found).map(|word| phrase.replace(found.as_str(), word)));
        }
        all
    }
}

/// Where a word may begin in a phrase: each run of letters, digits and apostrophes, and each letter of other scripts.
fn beginnings(phrase: &str) -> impl Iterator<Item = &str> {
    let part = |letter: char| letter.is_ascii_alphanumeric() || letter == '\'';
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &phrase[at..];
        let skipped = rest.find(|letter: char| !letter.is_ascii() || part(letter))?;
        let rest = &rest[skipped..];
        let length = rest
            .find(|letter: char| !part(letter))
            .filter(|length| *length > 0)
            .or_else(|| rest.chars().next().filter(|first| !part(*first)).map(char::len_utf8))
            .unwrap_or(rest.len());
        at += skipped + length;
        Some(&rest[..length])
    })
}

/// Whether a word stands in a phrase, not inside another word.
fn stands_in(phrase: &str, word: &str) -> bool {
    let part = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric() || letter == '\'');
    phrase.match_indices(word).any(|(at, _)| {
        let (before, after) = (phrase[..at].chars().next_back(), phrase[at + word.len()..].chars().next());
        !word.is_ascii() || (!part(before) && !part(after))
    })
}

/// The form under which a token is looked up.
fn key(token: &Token) -> String {
    if token.kind == Kind::Word { stem(&token.text) } else { token.text.clone() }
}

/// Words that phrases are stored without, and that a message may put anywhere inside one.
pub fn is_article(word: &str) -> bool {
    matches!(word, "the" | "a" | "an" | "my" | "his" | "her" | "your" | "our" | "their" | "its" | "some")
}

/// A word with each of its letters but the first left out in turn: people rarely mistype the first.
fn shortened(word: &str) -> impl Iterator<Item = String> + '_ {
    (1..word.len()).map(move |at| word.char_indices().filter(|&(other, _)| other != at).map(|(_, letter)| letter).collect())
}

impl Book {
    /// Tokens of the longest phrase at a place that carries a cue, without gaps; 0 where there is none.
    pub fn cue_length(&self, numbers: &[u32], from: usize, cue: Cue) -> usize {
        let (mut node, mut at, mut longest) = (0u32, from, 0);
        while let Some(&next) = numbers.get(at).and_then(|&number| self.next.get(&(node, number))) {
            node = next;
            at += 1;
            if self.senses.get(node as usize).is_some_and(|senses| senses.contains(&Sense::Cue(cue))) {
                longest = at - from;
            }
        }
        longest
    }
}
