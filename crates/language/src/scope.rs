//! How far a "no", a "not sure", a "could it be" or a "used to" reaches.
//! What must not live here: findings' meanings; numbers.

use crate::book::{Book, Hit, Sense};
use crate::cue::Cue;
use crate::text::{Kind, Token, said};

/// What is said of the words at one token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mood {
    pub denied: bool,
    pub doubted: bool,
    pub hedged: bool,
    /// Asked or supposed, not reported.
    pub supposed: bool,
    pub past: bool,
    /// A function said to be as it should be.
    pub normal: bool,
    /// Said of a relative's history.
    pub family: bool,
}

/// A message cut into hits, with the tokens they stand on.
pub struct Reading<'a> {
    pub book: &'a Book,
    pub tokens: &'a [Token],
    pub hits: &'a [Hit],
}

impl Reading<'_> {
    /// Whether a hit carries a cue.
    pub fn is(&self, hit: &Hit, cue: Cue) -> bool {
        self.book.senses(hit).contains(&Sense::Cue(cue))
    }

    /// Whether any hit carries a cue.
    pub fn has(&self, cue: Cue) -> bool {
        self.hits.iter().any(|hit| self.is(hit, cue))
    }

    /// Whether a hit says something clinical.
    pub fn is_content(&self, hit: &Hit) -> bool {
        let senses = self.book.senses(hit);
        // "没有" is a denial before it is the level "none".
        let cue = senses.iter().any(|sense| matches!(sense, Sense::Cue(_)));
        senses.iter().any(|sense| match sense {
            Sense::Finding(_) | Sense::Site(_) | Sense::Sensation(_) | Sense::Group(_) | Sense::Inherited(_) | Sense::Disease => true,
            Sense::Level(_) => !cue,
            Sense::Blocked | Sense::Cue(_) | Sense::Trigger(_) | Sense::Function(_) => false,
        })
    }

    /// The text of a token; nothing beyond the end.
    pub fn text(&self, at: usize) -> &str {
        said(self.tokens, at)
    }

    fn said(&self, hit: &Hit) -> String {
        self.tokens[hit.from..hit.to].iter().map(|token| token.text.as_str()).collect()
    }

    /// The end of the clause a token is in.
    pub fn clause_end(&self, at: usize) -> usize {
        (at..self.tokens.len()).find(|&at| self.tokens[at].ends_clause()).unwrap_or(self.tokens.len())
    }

    /// The start of the clause a token is in.
    pub fn clause_start(&self, at: usize) -> usize {
        (0..at.min(self.tokens.len())).rev().find(|&at| self.tokens[at].ends_clause()).map_or(0, |at| at + 1)
    }

    /// The bounds of the sentence a token is in.
    pub fn sentence(&self, at: usize) -> (usize, usize) {
        let start = (0..at.min(self.tokens.len())).rev().find(|&at| self.tokens[at].ends_sentence()).map_or(0, |at| at + 1);
        let end = (at..self.tokens.len()).find(|&at| self.tokens[at].ends_sentence()).unwrap_or(self.tokens.len());
        (start, end)
    }
}

/// Words after "worse with" that name what provokes.
const PROVOKES: usize = 4;

/// Tokens between `不` and what it denies: `不会再发烧`.
const NEXT: usize = 2;

/// How a denial reaches on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Denial {
    /// The next thing said only: `不`.
    Next,
    /// Until a conjunction: `not`, `don't`.
    Verb,
    /// A list: `no`, `denies`, `没有`, `无`.
    List,
    /// A list of a chart, whose items commas part: `无`, `否认`.
    Chart,
    /// A list after a colon, to the end of the sentence.
    Listing,
}

/// Verbs that deny: what they deny ends at an "and".
const VERBS: [&str; 12] = ["not", "dont", "doesnt", "didnt", "isnt", "wasnt", "arent", "never", "aint", "havent", "hasnt", "hadnt"];

/// The mood of every token.
pub fn moods(reading: &Reading) -> Vec<Mood> {
    let mut moods = vec![Mood::default(); reading.tokens.len()];
    denials_before(reading, &mut moods);
    denials_after(reading, &mut moods);
    for hit in reading.hits {
        let end = reading.clause_end(hit.to);
        let mut mark = |from: usize, to: usize, set: fn(&mut Mood)| moods[from.min(to)..to].iter_mut().for_each(set);
        if reading.is(hit, Cue::Uncertain) {
            mark(hit.from, end, |mood| mood.doubted = true);
        }
        if reading.is(hit, Cue::Hedge) {
            mark(hit.from, end, |mood| mood.hedged = true);
        }
        if reading.is(hit, Cue::Question) || reading.is(hit, Cue::Hypothetical) {
            mark(hit.to, end, |mood| mood.supposed = true);
        }
        // What makes a pain worse is no complaint: "worse with coughing".
        if reading.is(hit, Cue::Worsening) {
            mark(hit.to, end.min(hit.to + PROVOKES), |mood| mood.supposed = true);
            // And so for what else is listed after it: "worse with sitting, coughing and sneezing".
            for other in reading.hits.iter().filter(|other| other.from >= hit.to && other.to <= reading.sentence(hit.from).1) {
                if reading.book.senses(other).iter().any(|sense| matches!(sense, Sense::Trigger(_))) {
                    mark(other.from, other.to, |mood| mood.supposed = true);
                }
            }
        }
        if reading.is(hit, Cue::Quiz) {
            mark(0, reading.tokens.len(), |mood| mood.supposed = true);
        }
        if reading.is(hit, Cue::General) {
            let (start, end) = reading.sentence(hit.from);
            mark(start, end, |mood| mood.supposed = true);
        }
        if reading.is(hit, Cue::Past) && !lasting(reading, hit) {
            mark(reading.clause_start(hit.from), end, |mood| mood.past = true);
        }
        if reading.is(hit, Cue::Family) {
            // A heading holds to the end of its line: "Family history: father had ...".
            let end = if reading.text(hit.to) == ":" { reading.sentence(hit.from).1 } else { end };
            mark(hit.from, end, |mood| mood.family = true);
        }
    }
    moods
}

/// Whether what looks past is how long it has lasted: "a six week history of", "for the past two days".
fn lasting(reading: &Reading, hit: &Hit) -> bool {
    let word = |at: Option<usize>| at.map_or("", |at| reading.text(at));
    let unit = |word: &str| {
        matches!(
            word.trim_end_matches('s'),
            "day" | "week" | "wk" | "month" | "year" | "yr" | "hour" | "hr" | "minute" | "min" | "night" | "decade"
        )
    };
    let said = (hit.from..hit.to).map(|at| reading.text(at)).collect::<Vec<_>>();
    let before = (1..=2).any(|back| unit(word(hit.from.checked_sub(back))));
    let after = (hit.to..hit.to + 3).any(|at| unit(reading.text(at)));
    (said.contains(&"history") && before) || (matches!(said.last(), Some(&("past" | "last" | "previous"))) && after)
}

/// The kind of denial a cue starts.
fn denial(reading: &Reading, hit: &Hit) -> Denial {
    if reading.text(hit.to) == ":" {
        return Denial::Listing;
    }
    match reading.said(hit).as_str() {
        "不" | "不太" | "别" => Denial::Next,
        "无" | "否认" | "未见" | "不伴" | "不伴有" | "未诉" | "无明显" | "均无" | "未出现" => Denial::Chart,
        said if VERBS.iter().any(|verb| said.ends_with(verb)) => Denial::Verb,
        _ => Denial::List,
    }
}

fn denials_before(reading: &Reading, moods: &mut [Mood]) {
    let mut hits = reading.hits.iter().peekable();
    let mut open: Option<Denial> = None;
    let mut opened_to = 0;
    let near = |denial: Option<Denial>, opened_to: usize, hit: &Hit| denial != Some(Denial::Next) || hit.from <= opened_to + NEXT;
    let mut at = 0;
    while at < reading.tokens.len() {
        let token = &reading.tokens[at];
        if let Some(hit) = hits.next_if(|hit| hit.from <= at) {
            let content = reading.is_content(hit);
            // "I don't" answers by itself and denies what follows it.
            let answers_no = reading.is(hit, Cue::No) && hit.to - hit.from > 1;
            if (reading.is(hit, Cue::NegationBefore) || answers_no) && !content {
                open = match open {
                    // Two denials side by side cancel: `不是没有`.
                    Some(Denial::Verb | Denial::Next) if opened_to == hit.from => None,
                    _ => Some(denial(reading, hit)),
                };
                opened_to = hit.to;
            } else if reading.is(hit, Cue::NegationEnd) && !content {
                open = None;
            } else if content && open.is_some() && near(open, opened_to, hit) {
                moods[hit.from..hit.to].iter_mut().for_each(|mood| mood.denied = true);
                if open == Some(Denial::Next) {
                    open = None;
                }
            } else if !content {
                open = open.filter(|&denial| (hit.from..hit.to).all(|at| survives(reading, denial, &reading.tokens[at], at)));
            }
            at = hit.to;
            continue;
        }
        // A denial that a mark follows at once answers something before it: `饮酒史：无，吐血`.
        let ended = at == opened_to && token.kind == Kind::Mark && !token.joins_list() && open != Some(Denial::Listing);
        open = open.filter(|&denial| !ended && survives(reading, denial, token, at));
        at += 1;
    }
}

/// Whether a denial goes on past a token that no phrase covers.
fn survives(reading: &Reading, denial: Denial, token: &Token, at: usize) -> bool {
    if token.ends_sentence() {
        return false;
    }
    if denial == Denial::Listing || token.joins_list() {
        return true;
    }
    if token.kind == Kind::Mark && token.ends_clause() {
        // "The jaw will not open, neck and back stiff": a verb denies no list, unless an "or" ends it.
        let lists = denial != Denial::Next && (denial != Denial::Verb || matches!(reading.text(at + 1), "or" | "nor"));
        return token.text == "," && lists && bare_item_follows(reading, at + 1, denial == Denial::Chart);
    }
    match token.text.as_str() {
        "and" => denial == Denial::List && !subject_follows(reading, at + 1),
        "because" | "since" | "so" | "then" => false,
        // `没改善吐奶`: what has not got better is there.
        "有" | "就" | "但" | "却" | "只" | "改" | "缓" | "效" => false,
        _ => true,
    }
}

/// Tokens of a subject before what is said of it: "and both calves are sore".
const SUBJECT: usize = 3;

/// Whether a new subject follows: "and my throat hurts", "and calves too sore to touch".
fn subject_follows(reading: &Reading, at: usize) -> bool {
    let end = reading.clause_end(at).min(at + 1 + SUBJECT);
    let said_of =
        |at: usize| matches!(reading.text(at), "is" | "are" | "was" | "were" | "too" | "feels" | "felt" | "hurts" | "aches" | "keeps");
    (at + 1..end).any(said_of)
        || matches!(
            reading.text(at),
            "i" | "my"
                | "he"
                | "she"
                | "his"
                | "her"
                | "it"
                | "there"
                | "we"
                | "they"
                | "now"
                | "also"
                | "has"
                | "have"
                | "had"
                | "am"
                | "is"
        )
}

/// Adjectives that say something of a person, and are no item of a list of what is missing.
const PREDICATES: [&str; 18] = [
    "tired",
    "exhausted",
    "dizzy",
    "pale",
    "breathless",
    "weak",
    "drowsy",
    "confused",
    "itchy",
    "sweaty",
    "nauseous",
    "unwell",
    "thirsty",
    "sleepy",
    "hoarse",
    "lethargic",
    "bloated",
    "restless",
];

/// Whether nothing but one more item of the list follows: connectors, a phrase, and then a mark, a connector or the end.
fn bare_item_follows(reading: &Reading, from: usize, chart: bool) -> bool {
    let connector = |at: usize| matches!(reading.text(at), "or" | "and" | "nor" | "any" | "和" | "或" | "及");
    let mut at = from;
    while connector(at) || reading.tokens.get(at).is_some_and(|token| crate::book::is_article(&token.text)) {
        at += 1;
    }
    let chinese = reading.tokens.get(at).is_some_and(|token| token.kind == Kind::Han);
    if chinese && at == from && !chart {
        return false;
    }
    let Some(item) = reading.hits.iter().find(|hit| hit.from == at && reading.is_content(hit)) else { return false };
    // "Without rash, tired": nobody is without tired.
    if item.to - item.from == 1 && PREDICATES.contains(&reading.text(item.from)) {
        return false;
    }
    reading.tokens.get(item.to).is_none_or(|token| token.kind == Kind::Mark || connector(item.to))
}

/// Tokens between a function and the word that it is as it should be: "appetite has been good".
const FUNCTION_REACH: usize = 3;

/// `精神、食欲尚可`, "sleep and appetite are fine": what is as it should be has none of its complaints.
fn functions_normal(reading: &Reading, moods: &mut [Mood]) {
    let is_function = |hit: &Hit| reading.book.senses(hit).iter().any(|sense| matches!(sense, Sense::Function(_)));
    for (place, hit) in reading.hits.iter().enumerate().filter(|(_, hit)| reading.is(hit, Cue::Normal)) {
        let mut until = hit.from;
        for earlier in reading.hits[..place].iter().rev() {
            let between = &reading.tokens[earlier.to.min(until)..until];
            let first = until == hit.from;
            let near = first && between.len() <= FUNCTION_REACH && !between.iter().any(Token::ends_clause);
            let listed = !first && between.iter().all(|token| token.joins_list() || token.text == "and");
            // "Vision is not good".
            let denied = reading.is(earlier, Cue::NegationBefore) || reading.is(earlier, Cue::Hedge);
            if denied || !(near || listed) {
                break;
            }
            if is_function(earlier) {
                moods[earlier.from..earlier.to].iter_mut().for_each(|mood| mood.normal = true);
                until = earlier.from;
            } else if reading.is_content(earlier) {
                break;
            }
        }
    }
}

/// "Fever: none", "发烧没有": a denial behind the thing denied, with nothing clinical after it in the clause.
fn denials_after(reading: &Reading, moods: &mut [Mood]) {
    // "流产0次": none.
    for hit in reading.hits.iter().filter(|hit| reading.is_content(hit)) {
        if reading.text(hit.to) == "0" && matches!(reading.text(hit.to + 1), "次" | "例" | "个" | "times") {
            moods[hit.from..hit.to].iter_mut().for_each(|mood| mood.denied = true);
        }
    }
    functions_normal(reading, moods);
    for (place, hit) in reading.hits.iter().enumerate() {
        if !reading.is(hit, Cue::NegationAfter) {
            continue;
        }
        let end = reading.clause_end(hit.from);
        // What has not gone is there: `黄疸还没退`, `鼻塞没那么严重`.
        let remains = ["退", "好", "消", "缓", "减", "加", "那", "这", "断", "停", "止", "超", "改", "见"].contains(&reading.text(hit.to));
        if remains {
            continue;
        }
        let free = !reading.hits[place + 1..].iter().take_while(|later| later.from < end).any(|later| reading.is_content(later));
        let Some(thing) = reading.hits[..place].iter().rev().find(|earlier| reading.is_content(earlier)) else { continue };
        let between = &reading.tokens[thing.to..hit.from];
        let said = |token: &Token| token.text == "史" || token.text == ":";
        let close = between.iter().filter(|token| !said(token)).count() <= 1
            && between.len() <= 3
            && between.iter().all(|token| !token.ends_sentence() && token.text != ",");
        if free && close {
            moods[thing.from..thing.to].iter_mut().for_each(|mood| mood.denied = true);
        }
    }
}
