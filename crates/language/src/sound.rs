//! What is typed by its sound: Chinese in the letters of pinyin ("xiong kou teng"), and characters that stand for others of the same sound
//! (`上不来七`). Each is read as the words of the lexicon that sound so; what already says something is left as it is.
//! What must not live here: what any word means.

use facts::{Language, Lexicon, Phrases};
use pinyin::{ToPinyin, ToPinyinMulti};
use rustc_hash::FxHashMap as HashMap;

use crate::text::{Kind, Token, is_han};

/// Syllables of a phrase at most: as many fit into one key.
const LONGEST: usize = 7;
/// Ways to read a phrase that are kept.
const READINGS: usize = 4;
/// Syllables of a run of Latin words from which on it is read as pinyin.
const RUN: usize = 2;
/// Latin words of a message from which on its language can be told by their sound.
const FEW: usize = 3;
/// Of a message without Chinese characters, one in so many Latin words at most may be no pinyin.
const STRANGERS: usize = 5;

/// Costs of a piece of pinyin: a phrase of the lexicon, a character, a syllable that stands in no phrase.
const PHRASE: u32 = 10;
const CHARACTER: u32 = 14;
const STRANGE: u32 = 20;

/// Characters of a phrase from which on one of them may be any other of its sound.
const CERTAIN: usize = 4;
/// Characters of a phrase from which on it is known without a list.
const SHORTEST: usize = 3;
/// How often the lexicon has a character at most that may be meant for another in a long phrase, and in a short one.
const OFTEN: u32 = 500;
const HARDLY: u32 = 2;
/// Characters of grammar, which are written for no other.
const GRAMMAR: &str = "的得地了是有又也不在再和个时会还要呀吗吧呢啊一十这那都就我你他她来去上下连于对从把被";
/// Of these, those that are written for each other.
const PARTICLES: &str = "的得地";

/// A syllable without its tone.
type Syllable = u16;

/// The words of the lexicon by their sound.
pub struct Sounds {
    syllables: HashMap<String, Syllable>,
    /// The syllables a character can be read as.
    readings: HashMap<char, Vec<Syllable>>,
    /// Phrases in the order of their sound, the commonest of those that sound alike first.
    phrases: Vec<Phrase>,
    /// By key, where the phrases of one sound begin, and how many they are.
    sounding: HashMap<u128, (u32, u32)>,
    /// Of each syllable, the character that the lexicon has most often.
    commonest: HashMap<Syllable, char>,
    /// How often the lexicon has a character.
    counts: HashMap<char, u32>,
    /// What is typed for a word so often that its sound alone is enough, by the word meant.
    typed: HashMap<Vec<char>, Vec<char>>,
}

/// Where a phrase is meant by what is written, and whether the lexicon lists it for that.
struct Mend<'a> {
    from: usize,
    meant: &'a [char],
    listed: bool,
}

/// A phrase of the lexicon, and whether it tells of a finding or a place of the body.
#[derive(Clone)]
struct Phrase {
    letters: Box<[char]>,
    clinical: bool,
}

impl Sounds {
    /// Compiles the Chinese words of a lexicon.
    pub fn new(lexicon: &Lexicon) -> Sounds {
        let mut sounds = Sounds {
            syllables: HashMap::default(),
            readings: HashMap::default(),
            phrases: Vec::new(),
            sounding: HashMap::default(),
            commonest: HashMap::default(),
            counts: HashMap::default(),
            typed: HashMap::default(),
        };
        let mut phrases: HashMap<&str, bool> = HashMap::default();
        clinical(lexicon).for_each(|phrase| _ = phrases.insert(phrase, true));
        others(lexicon).for_each(|phrase| _ = phrases.entry(phrase).or_default());
        phrases.retain(|phrase, _| phrase.chars().all(is_han));
        // A word said in many ways and parts counts as often as it is written.
        for letter in clinical(lexicon).chain(others(lexicon)).flat_map(|phrase| phrase.chars()).filter(|letter| is_han(*letter)) {
            *sounds.counts.entry(letter).or_default() += 1;
        }
        let mut counted: Vec<(char, u32)> = sounds.counts.iter().map(|(letter, count)| (*letter, *count)).collect();
        counted.sort_unstable_by_key(|(letter, count)| (std::cmp::Reverse(*count), *letter));
        for (letter, _) in counted {
            if let Some(syllable) = sounds.read(letter).first() {
                sounds.commonest.entry(*syllable).or_insert(letter);
            }
        }
        let mut keyed: Vec<(u128, std::cmp::Reverse<u32>, Phrase)> = Vec::new();
        for (phrase, clinical) in phrases {
            let letters: Box<[char]> = phrase.chars().collect();
            if (2..=LONGEST).contains(&letters.len()) {
                let common = letters.iter().filter_map(|letter| sounds.counts.get(letter)).min().copied().unwrap_or(0);
                let keys = sounds.keys(&letters);
                keyed.extend(keys.into_iter().map(|key| (key, std::cmp::Reverse(common), Phrase { letters: letters.clone(), clinical })));
            }
        }
        keyed.sort_unstable_by(|a, b| (a.0, a.1, &a.2.letters).cmp(&(b.0, b.1, &b.2.letters)));
        for (at, (key, _, _)) in (0u32..).zip(&keyed) {
            sounds.sounding.entry(*key).or_insert((at, 0)).1 += 1;
        }
        sounds.sounding.shrink_to_fit();
        sounds.phrases = keyed.into_iter().map(|(_, _, phrase)| phrase).collect();
        for word in lexicon.words.get(&Language::Zh).into_iter().flat_map(|words| &words.sounded) {
            let meant: Vec<char> = word.id.chars().collect();
            let typed = word.words.iter().map(|typed| typed.chars().collect::<Vec<char>>());
            sounds.typed.extend(typed.filter(|typed| typed.len() == meant.len()).map(|typed| (typed, meant.clone())));
        }
        sounds
    }

    /// The phrases that sound so.
    fn like(&self, key: u128) -> &[Phrase] {
        self.sounding.get(&key).and_then(|&(at, count)| self.phrases.get(at as usize..(at + count) as usize)).unwrap_or_default()
    }

    /// The syllables of a character, the commonest first; learned at compiling only.
    fn read(&mut self, letter: char) -> Vec<Syllable> {
        if let Some(known) = self.readings.get(&letter) {
            return known.clone();
        }
        let mut read: Vec<Syllable> = Vec::new();
        let first = letter.to_pinyin().into_iter();
        let others = letter.to_pinyin_multi().into_iter().flatten();
        for spelled in first.chain(others).map(|reading| reading.plain().replace('ü', "v")) {
            let next = Syllable::try_from(self.syllables.len()).unwrap_or(Syllable::MAX);
            let syllable = *self.syllables.entry(spelled).or_insert(next);
            if !read.contains(&syllable) {
                read.push(syllable);
            }
        }
        self.readings.insert(letter, read.clone());
        read
    }

    /// The keys of a phrase, one a way to read it.
    fn keys(&mut self, letters: &[char]) -> Vec<u128> {
        let mut keys = vec![0u128];
        for letter in letters {
            let read = self.read(*letter);
            keys = keys.iter().flat_map(|key| read.iter().map(move |syllable| join(*key, *syllable))).take(READINGS).collect();
        }
        keys
    }

    /// Whether a message in Latin letters is Chinese: all of it is pinyin, and most of it no word of another language.
    /// Of a conversation in Chinese so far, a word is enough.
    pub fn is_pinyin(&self, tokens: &[Token], spoken: Language, known: &dyn Fn(&Token) -> bool) -> bool {
        let words: Vec<&Token> = tokens.iter().filter(|token| token.kind == Kind::Word).collect();
        let strange = words.iter().filter(|token| !known(token)).count();
        let spelled = |token: &&Token| self.syllables_of(&token.text).is_some();
        let enough = if spoken == Language::Zh { 1 } else { FEW };
        words.len() >= enough && strange * 2 > words.len() && words.iter().all(spelled)
    }

    /// A message's tokens, with what is typed by its sound read as words. `known` are words of another language, which stay.
    pub fn read_out(&self, tokens: Vec<Token>, known: &dyn Fn(&Token) -> bool) -> Vec<Token> {
        self.by_character(self.by_letters(tokens, known))
    }

    /// Pinyin as characters.
    fn by_letters(&self, tokens: Vec<Token>, known: &dyn Fn(&Token) -> bool) -> Vec<Token> {
        let word = |token: &Token| token.kind == Kind::Word;
        if !tokens.iter().any(word) {
            return tokens;
        }
        let spelled: Vec<Option<Vec<Syllable>>> =
            tokens.iter().map(|token| word(token).then(|| self.syllables_of(&token.text)).flatten()).collect();
        let chinese = tokens.iter().any(|token| token.kind == Kind::Han);
        let latin = tokens.iter().filter(|token| word(token)).count();
        let strangers = latin - spelled.iter().flatten().count();
        if !chinese && strangers * STRANGERS > latin {
            return tokens;
        }
        let mut read = Vec::with_capacity(tokens.len());
        let mut at = 0;
        while at < tokens.len() {
            let to = (at..tokens.len()).find(|&to| spelled[to].is_none()).unwrap_or(tokens.len());
            let run = &tokens[at..to];
            let syllables: usize = spelled[at..to].iter().flatten().map(Vec::len).sum();
            let beside = |place: Option<&Token>| place.is_some_and(|token| matches!(token.kind, Kind::Han | Kind::Number));
            let joined = chinese && (at.checked_sub(1).is_some_and(|at| beside(tokens.get(at))) || beside(tokens.get(to)));
            if run.iter().any(|token| !known(token)) && (syllables >= RUN || joined || (!chinese && syllables > 0)) {
                self.spell(run, &spelled[at..to], &mut read);
            } else {
                read.extend_from_slice(run);
            }
            read.extend(tokens.get(to).cloned());
            at = to + 1;
        }
        read
    }

    /// A run of pinyin as the characters of the likeliest phrases, each over the letters of its word.
    fn spell(&self, run: &[Token], spelled: &[Option<Vec<Syllable>>], read: &mut Vec<Token>) {
        let of_token: Vec<(usize, Syllable)> = spelled
            .iter()
            .enumerate()
            .flat_map(|(at, syllables)| syllables.iter().flatten().map(move |syllable| (at, *syllable)))
            .collect();
        let count = of_token.len();
        let key = |at: usize, length: usize| of_token[at..at + length].iter().fold(0, |key, (_, syllable)| join(key, *syllable));
        // From the end: the least cost from here, and how many syllables its first piece takes.
        let mut best: Vec<(u32, usize)> = vec![(0, 0); count + 1];
        for at in (0..count).rev() {
            let single = if self.commonest.contains_key(&of_token[at].1) { CHARACTER } else { STRANGE };
            best[at] = (best[at + 1].0 + single, 1);
            for length in 2..=LONGEST.min(count - at) {
                if self.sounding.contains_key(&key(at, length)) && best[at + length].0 + PHRASE < best[at].0 {
                    best[at] = (best[at + length].0 + PHRASE, length);
                }
            }
        }
        let mut at = 0;
        while at < count {
            let length = best[at].1;
            let phrase = self.like(key(at, length)).first().filter(|_| length > 1).map(|phrase| &phrase.letters);
            for step in 0..length {
                let (token, syllable) = of_token[at + step];
                let letter = phrase.and_then(|phrase| phrase.get(step)).or_else(|| self.commonest.get(&syllable));
                let spoken = &run[token];
                read.push(match letter {
                    Some(letter) => Token { text: letter.to_string(), kind: Kind::Han, ..spoken.clone() },
                    None => spoken.clone(),
                });
            }
            at += length;
        }
    }

    /// A word as syllables, as few as it can be; none where it is no pinyin.
    fn syllables_of(&self, word: &str) -> Option<Vec<Syllable>> {
        const SPELLED: usize = 6;
        if !word.bytes().all(|letter| letter.is_ascii_lowercase()) {
            return None;
        }
        let mut best: Vec<Option<Vec<Syllable>>> = vec![None; word.len() + 1];
        best[word.len()] = Some(Vec::new());
        for from in (0..word.len()).rev() {
            for to in (from + 1..=word.len().min(from + SPELLED)).rev() {
                let (Some(rest), Some(syllable)) = (&best[to], self.syllables.get(&word[from..to])) else { continue };
                if best[from].as_ref().is_none_or(|known| rest.len() + 1 < known.len()) {
                    best[from] = Some([&[*syllable][..], rest].concat());
                }
            }
        }
        // A lone vowel is a word of pinyin too seldom.
        best.swap_remove(0).filter(|_| word.len() > 1)
    }

    /// Characters that stand for others of the same sound, in phrases that the rest makes certain.
    fn by_character(&self, mut tokens: Vec<Token>) -> Vec<Token> {
        let letters: Vec<Option<char>> = tokens.iter().map(|token| token.text.chars().next().filter(|_| token.kind == Kind::Han)).collect();
        // Characters of a phrase that is written as it is meant.
        let mut said = vec![false; letters.len()];
        let mut mends: Vec<Mend> = Vec::new();
        for from in 0..letters.len() {
            let mut key = 0;
            let mut written = Vec::with_capacity(LONGEST);
            for letter in letters[from..].iter().take(LONGEST) {
                let Some(letter) = letter else { break };
                let Some(syllable) = self.readings.get(letter).and_then(|read| read.first()) else { break };
                written.push(*letter);
                key = join(key, *syllable);
                if let Some(meant) = self.typed.get(&written) {
                    mends.push(Mend { from, meant, listed: true });
                }
                let same = if written.len() > 1 { self.like(key) } else { &[] };
                if same.iter().any(|phrase| *phrase.letters == *written) {
                    said[from..from + written.len()].fill(true);
                } else if let Some(phrase) = same.iter().find(|phrase| self.stands_for(&written, phrase)) {
                    mends.push(Mend { from, meant: &phrase.letters, listed: false });
                }
            }
        }
        mends.sort_by_key(|mend| std::cmp::Reverse(mend.meant.len()));
        for Mend { from, meant, listed } in mends {
            let right = |(at, letter): (usize, &char)| letters[from + at] == Some(*letter) || !said[from + at];
            if listed || meant.iter().enumerate().all(right) {
                for (token, letter) in tokens[from..].iter_mut().zip(meant) {
                    token.text = letter.to_string();
                }
                said[from..from + meant.len()].fill(true);
            }
        }
        tokens
    }

    /// Whether what is written can only be meant for a phrase that sounds alike: one character differs, in a long phrase, or one that the
    /// lexicon hardly has in a short one.
    fn stands_for(&self, written: &[char], phrase: &Phrase) -> bool {
        let mut differing = written.iter().zip(&phrase.letters).filter(|(a, b)| a != b);
        let (Some((wrong, meant)), None) = (differing.next(), differing.next()) else { return false };
        let particle = GRAMMAR.contains(*wrong) && !(PARTICLES.contains(*wrong) && PARTICLES.contains(*meant));
        let count = self.counts.get(wrong).copied().unwrap_or(0);
        let alone = count <= if written.len() >= CERTAIN { OFTEN } else { HARDLY };
        phrase.clinical && !particle && written.len() >= SHORTEST && (alone || PARTICLES.contains(*wrong))
    }
}

/// A key with one syllable more.
fn join(key: u128, syllable: Syllable) -> u128 {
    (key << 16) | (u128::from(syllable) + 1)
}

/// Chinese phrases that tell of a finding or a place of the body.
fn clinical(lexicon: &Lexicon) -> impl Iterator<Item = &String> {
    let findings = lexicon.findings.iter().flat_map(|words| {
        let levels = words.levels.iter().flat_map(|level| zh(&level.lay).iter().chain(zh(&level.more)));
        zh(&words.lay).iter().chain(zh(&words.more)).chain([&words.name.zh]).chain(levels)
    });
    let words = lexicon.words.get(&Language::Zh).into_iter().flat_map(|words| {
        let told = words.idiom.iter().filter(|idiom| !idiom.means.is_empty()).flat_map(|idiom| &idiom.phrases);
        told.chain(words.site.iter().chain(&words.sensation).flat_map(|named| &named.words))
    });
    findings.chain(words).chain(lexicon.diseases.iter().flat_map(|disease| zh(&disease.names))).chain(lexicon.medicines.iter().flat_map(zh))
}

/// All other Chinese phrases of a lexicon.
fn others(lexicon: &Lexicon) -> impl Iterator<Item = &String> {
    let findings =
        lexicon.findings.iter().flat_map(|words| zh(&words.not_lay).iter().chain(words.levels.iter().map(|level| &level.name.zh)));
    let words = lexicon.words.get(&Language::Zh).into_iter().flat_map(|words| {
        let idioms = [&words.group, &words.function, &words.well, &words.inherited];
        let idioms = idioms.into_iter().flatten().chain(words.idiom.iter().filter(|idiom| idiom.means.is_empty()));
        let parts = words.pattern.iter().flat_map(|pattern| pattern.parts.iter().flatten().chain(&pattern.unless));
        let named = words.trigger.iter().flat_map(|named| &named.words);
        words.cue.values().flatten().chain(idioms.flat_map(|idiom| &idiom.phrases)).chain(parts).chain(named)
    });
    findings.chain(words)
}

fn zh(phrases: &Phrases) -> &[String] {
    phrases.get(Language::Zh)
}
