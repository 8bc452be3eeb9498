//! Denials that other words of the sentence turn round: exceptions, answers to one's own questions, denials told behind what they deny,
//! and what is only said not to have gone.
//! What must not live here: how far a "no" reaches by itself, which is `denial`'s.

use crate::book::Hit;
use crate::scope::{Mood, Reading};
use crate::text::Kind;

/// Words that except what follows them.
const EXCEPT: [&str; 6] = ["except", "excepting", "unless", "bar", "barring", "but"];
/// Words of a circumstance: "except when I climb stairs", "except in the car".
const CIRCUMSTANCES: [&str; 14] =
    ["when", "whenever", "if", "at", "in", "on", "after", "during", "while", "with", "before", "first", "sometimes", "occasionally"];
/// Words that say that something has gone.
const GONE: [&str; 12] =
    ["gone", "stopped", "disappeared", "cleared", "settled", "subsided", "vanished", "resolved", "eased", "lifted", "healed", "improved"];
/// Words before what is known already: "not the cough that worries me".
const KNOWN: [&str; 8] = ["the", "my", "this", "that", "his", "her", "these", "our"];
/// Words of health.
const WELL: [&str; 10] = ["fine", "ok", "okay", "well", "good", "normal", "clear", "happy", "great", "alright"];
/// Words of a question that asks only whether something is there.
const ASKS: [&str; 30] = [
    "any", "a", "an", "the", "do", "does", "did", "i", "he", "she", "they", "it", "have", "has", "had", "get", "got", "is", "are", "am",
    "there", "having", "been", "and", "or", "still", "feel", "feeling", "my", "of",
];
/// Words of denial that stand behind their subject: "he doesn't", "I'm not".
const AUXILIARIES: [&str; 12] = ["dont", "doesnt", "didnt", "havent", "hasnt", "hadnt", "isnt", "arent", "wasnt", "werent", "not", "never"];
/// Words that affirm behind their subject.
const AFFIRM: [&str; 9] = ["do", "does", "did", "have", "has", "am", "is", "are", "was"];

/// Tokens between what is denied and the words that turn it.
const NEAR: usize = 5;

/// Turns the moods that were set by denials and questions.
pub fn turn(reading: &Reading, moods: &mut [Mood]) {
    let contents: Vec<Hit> = reading.hits.iter().filter(|hit| reading.is_content(hit)).copied().collect();
    for hit in &contents {
        let denied = moods[hit.from].denied;
        if denied
            && (excepted(reading, hit)
                || nowhere_else(reading, hit)
                || judged(reading, hit)
                || not_gone(reading, hit)
                || known(reading, hit)
                || until_now(reading, hit))
        {
            set(moods, hit, |mood| mood.denied = false);
        }
    }
    for hit in contents.iter().filter(|hit| all_but(reading, hit)) {
        set(moods, hit, |mood| mood.denied = true);
    }
    denied_twice(reading, &contents, moods);
    told_behind(reading, &contents, moods);
    taken_back(reading, &contents, moods);
    answered(reading, &contents, moods);
    asked_before(reading, &contents, moods);
}

fn set(moods: &mut [Mood], hit: &Hit, change: fn(&mut Mood)) {
    moods[hit.from..hit.to].iter_mut().for_each(change);
}

/// Whether what is denied is there in one circumstance: "I don't get it except at night", "no pain except in my tummy".
fn excepted(reading: &Reading, hit: &Hit) -> bool {
    let end = reading.clause_end(hit.to).min(hit.to + NEAR);
    let end = if reading.text(end) == "," { end + 2 } else { end };
    // "Except when I climb stairs I'm not short of breath".
    let start = reading.clause_start(hit.from);
    let opens = EXCEPT.contains(&reading.text(start)) && CIRCUMSTANCES.contains(&reading.text(start + 1));
    opens
        || (hit.to..end)
            .any(|at| EXCEPT.contains(&reading.text(at)) && CIRCUMSTANCES.contains(&reading.text(at + 1)) && reading.text(at) != "but")
}

/// Whether it is denied of all places but one: "no pain anywhere aside from my back".
fn nowhere_else(reading: &Reading, hit: &Hit) -> bool {
    let end = reading.clause_end(hit.to).min(hit.to + NEAR);
    let but = |at: usize| {
        matches!(reading.text(at), "except" | "aside" | "apart" | "besides" | "but" | "bar")
            || (reading.text(at) == "other" && reading.text(at + 1) == "than")
    };
    (hit.to..end).find(|&at| reading.text(at) == "anywhere").is_some_and(|at| (at..end).any(but))
}

/// Whether only a judgement of it is denied: "didn't think his rash was serious".
fn judged(reading: &Reading, hit: &Hit) -> bool {
    let start = reading.clause_start(hit.from);
    let thought = (start..hit.from)
        .rev()
        .take(NEAR)
        .any(|at| matches!(reading.text(at), "think" | "thought" | "believe" | "realise" | "realize" | "know"));
    let was = matches!(reading.text(hit.to), "is" | "was" | "were" | "are");
    let bad = (hit.to + 1..hit.to + 3).any(|at| {
        matches!(reading.text(at), "serious" | "important" | "bad" | "relevant" | "worth" | "anything" | "urgent" | "related" | "dangerous")
    });
    thought && was && bad
}

/// Whether only its going is denied: "it isn't as if the rash had gone".
fn not_gone(reading: &Reading, hit: &Hit) -> bool {
    let end = reading.clause_end(hit.to).min(hit.to + NEAR);
    let gone = (hit.to..end).find(|&at| GONE.contains(&reading.text(at)));
    gone.is_some_and(|gone| !(hit.to..gone).any(|at| matches!(reading.text(at), "and" | "but" | "or" | "since" | "because" | "so")))
}

/// Whether something known is set apart from what matters: "it's not the cough that worries me".
fn known(reading: &Reading, hit: &Hit) -> bool {
    let back = |steps: usize| hit.from.checked_sub(steps).map_or("", |at| reading.text(at));
    let denied = matches!(back(2), "not" | "isnt" | "wasnt" | "arent");
    denied && KNOWN.contains(&back(1)) && matches!(reading.text(hit.to), "that" | "which" | "i" | "im" | "thats" | "who")
}

/// Whether it never was there before: "never had palpitations until now".
fn until_now(reading: &Reading, hit: &Hit) -> bool {
    let end = reading.clause_end(hit.to).min(hit.to + NEAR);
    let start = reading.clause_start(hit.from);
    let never = (start..hit.from).any(|at| matches!(reading.text(at), "never" | "not"));
    let now = |at: usize| matches!(reading.text(at), "now" | "today" | "this" | "yesterday" | "recently" | "last" | "tonight");
    never && (hit.to..end).any(|at| matches!(reading.text(at), "until" | "till" | "til" | "before") && now(at + 1))
}

/// Whether it alone is missing: "I've got everything except a fever"; not "everything is fine except the cough".
fn all_but(reading: &Reading, hit: &Hit) -> bool {
    let start = reading.clause_start(hit.from);
    let (from, end) = reading.sentence(hit.from);
    let word = |at: usize| reading.text(at);
    let Some(but) = (start..hit.from).rev().find(|&at| EXCEPT.contains(&word(at))) else { return false };
    let every = |at: &usize| matches!(word(*at), "every" | "everything" | "all");
    let Some(every) = (from..but).rev().find(every) else { return false };
    let had = |at: usize| matches!(word(at), "have" | "has" | "had" | "got" | "gets" | "get" | "ive" | "hes" | "shes" | "with");
    let near = hit.from - but <= 3 && (from..every).any(had);
    near && !(from..end).any(|at| WELL.contains(&word(at)))
}

/// The contents of the clause that ends at a token, where it names nothing else: "chest pain and breathlessness"; from the last "but" on.
fn listed<'a>(reading: &Reading, contents: &'a [Hit], end: usize) -> Vec<&'a Hit> {
    let start = reading.clause_start(end);
    let start = (start..end).rev().find(|&at| matches!(reading.text(at), "but" | "yes" | "no")).map_or(start, |at| at + 1);
    let within: Vec<&Hit> = contents.iter().filter(|hit| hit.from >= start && hit.to <= end).collect();
    let joined = |at: usize| {
        let word = reading.text(at);
        matches!(word, "and" | "or" | "nor" | "any" | "a" | "an" | "the" | "of" | "actual" | "actually" | "real" | "my") || word == "/"
    };
    let bare = (start..end).all(|at| within.iter().any(|hit| hit.from <= at && at < hit.to) || joined(at));
    if bare { within } else { Vec::new() }
}

/// Denials behind what they deny: "vomiting, no.", "a fever I do not have", "fever, rash - nothing like that".
fn told_behind(reading: &Reading, contents: &[Hit], moods: &mut [Mood]) {
    for at in 0..reading.tokens.len() {
        let start = reading.clause_start(at);
        let Some(length) = denial_behind(reading, at) else { continue };
        // "Chemo no. 3" numbers it.
        if reading.text(at + length) == "." && reading.tokens.get(at + length + 1).is_some_and(|token| token.kind == Kind::Number) {
            continue;
        }
        let end = at + length;
        let closes = reading.tokens.get(end).is_none_or(|token| token.ends_sentence() || token.text == ",");
        if !closes {
            continue;
        }
        if start < at {
            let list = listed(reading, contents, at);
            let all = reading.text(at) == "all" && !list.is_empty();
            list.into_iter().for_each(|hit| set(moods, hit, |mood| mood.denied = true));
            if all {
                deny_before(reading, contents, moods, start.checked_sub(1));
            }
            continue;
        }
        // A clause of its own denies the bare list before it, and only where nothing goes on behind it.
        let last = reading.tokens.get(end).is_none_or(|token| token.ends_sentence());
        deny_before(reading, contents, moods, at.checked_sub(1).filter(|_| last));
    }
}

/// Denies the bare lists that end at a mark, clause by clause.
fn deny_before(reading: &Reading, contents: &[Hit], moods: &mut [Mood], mark: Option<usize>) {
    let mut mark = mark.filter(|&mark| !reading.tokens[mark].ends_sentence());
    while let Some(end) = mark {
        let list = listed(reading, contents, end);
        let start = reading.clause_start(end);
        mark = start.checked_sub(1).filter(|&mark| !list.is_empty() && reading.text(mark) == "," && reading.text(start) != "but");
        list.into_iter().for_each(|hit| set(moods, hit, |mood| mood.denied = true));
    }
}

/// The length of a denial that can stand behind what it denies.
fn denial_behind(reading: &Reading, at: usize) -> Option<usize> {
    let word = |on: usize| reading.text(at + on);
    match (word(0), word(1), word(2)) {
        ("all" | "both", "absent" | "negative" | "denied", _) => Some(2),
        ("not", "at", "all") | ("not", "a", "bit" | "trace") | ("nothing", "like", "that") | ("none", "of", "that" | "those" | "these") => {
            Some(3)
        }
        ("no" | "nope" | "none", _, _) => Some(1),
        ("i" | "he" | "she" | "they" | "we", "do" | "does" | "have" | "has" | "am" | "is", "not") => {
            Some(3 + usize::from(matches!(word(3), "have" | "got" | "get")))
        }
        ("i" | "he" | "she" | "they" | "we", denied, _) if AUXILIARIES.contains(&denied) => {
            Some(2 + usize::from(matches!(word(2), "have" | "got" | "get" | "had")))
        }
        ("im" | "hes" | "shes", "not", _) => Some(2),
        _ => None,
    }
}

/// What is taken back at once: `头疼，不对，是牙疼`.
fn taken_back(reading: &Reading, contents: &[Hit], moods: &mut [Mood]) {
    for (from, to) in reading.clauses(0, reading.tokens.len()) {
        let said: String = (from..to).map(|at| reading.text(at)).collect();
        let back = matches!(said.as_str(), "不对" | "不对不对" | "说错了" | "我说错了" | "打错了" | "写错了");
        let Some(mark) = from.checked_sub(1).filter(|_| back && matches!(reading.text(to), "," | "是")) else { continue };
        let last = contents.iter().rev().find(|hit| hit.to == mark && hit.from >= reading.clause_start(mark));
        let again = contents.iter().any(|hit| hit.from > to && hit.to <= reading.clause_end(to + 1));
        if let Some(hit) = last.filter(|_| again) {
            set(moods, hit, |mood| mood.supposed = true);
        }
    }
}

/// What is meant by two denials of which the first speaks of a time or of saying: "not once have I had a pee that didn't burn", "there isn't a
/// day my back doesn't ache", "I'd be lying if I said I wasn't tired".
fn denied_twice(reading: &Reading, contents: &[Hit], moods: &mut [Mood]) {
    let word = |at: usize| reading.text(at);
    for (from, to) in reading.clauses(0, reading.tokens.len()) {
        let first = |at: &usize| {
            matches!(
                word(*at),
                "not"
                    | "isnt"
                    | "aint"
                    | "never"
                    | "rarely"
                    | "seldom"
                    | "hardly"
                    | "scarcely"
                    | "barely"
                    | "no"
                    | "nobody"
                    | "lying"
                    | "cant"
            )
        };
        let Some(first) = (from..to).find(first) else { continue };
        let occasion = |at: usize| {
            matches!(
                word(at),
                "day"
                    | "night"
                    | "week"
                    | "hour"
                    | "minute"
                    | "moment"
                    | "morning"
                    | "month"
                    | "meal"
                    | "once"
                    | "time"
                    | "say"
                    | "said"
                    | "remember"
                    | "recall"
            )
        };
        let second = |at: &usize| {
            matches!(
                word(*at),
                "dont" | "doesnt" | "didnt" | "isnt" | "wasnt" | "arent" | "werent" | "without" | "not" | "havent" | "hasnt"
            )
        };
        let Some(second) = (first + 1..to.min(first + TWICE)).find(second) else { continue };
        if word(first + 1) == "that" || (first + 1..second).any(occasion) {
            for hit in contents.iter().filter(|hit| hit.from >= first && hit.to <= to && hit.from < second + NEAR) {
                set(moods, hit, |mood| (mood.denied, mood.always) = (false, true));
            }
        }
    }
}

/// Tokens between the two denials of "not a day goes by that it doesn't".
const TWICE: usize = 14;

/// What a doctor or nurse asked and the one who writes denied: `医生问我有没有胸口疼，我说没有`.
fn asked_before(reading: &Reading, contents: &[Hit], moods: &mut [Mood]) {
    for (from, to) in reading.clauses(0, reading.tokens.len()) {
        let said: String = (from..to).map(|at| reading.text(at)).collect();
        let no = matches!(
            said.as_str(),
            "我说没有" | "我说没" | "说没有" | "我都说没有" | "答没有" | "我回答没有" | "isaidno" | "andisaidno" | "isaidididnt"
        );
        let Some(mark) = from.checked_sub(1).filter(|_| no) else { continue };
        let start = reading.clause_start(mark);
        let asks = |at: usize| matches!((reading.text(at), reading.text(at + 1)), ("有", "没") | ("是", "不") | ("asked", _) | ("问", _));
        if (start..mark).any(asks) {
            contents.iter().filter(|hit| hit.from >= start && hit.to <= mark).for_each(|hit| {
                set(moods, hit, |mood| (mood.denied, mood.supposed, mood.doubted) = (true, false, false));
            });
        }
    }
}

/// Questions that the one who writes answers: "Fever? No. Cough? Yes.", `发烧吗？不烧`.
fn answered(reading: &Reading, contents: &[Hit], moods: &mut [Mood]) {
    for mark in (0..reading.tokens.len()).filter(|&at| reading.text(at) == "?") {
        let start = reading.clause_start(mark);
        let within: Vec<&Hit> = contents.iter().filter(|hit| hit.from >= start && hit.to <= mark).collect();
        let inside = |at: usize| within.iter().any(|hit| hit.from <= at && at < hit.to);
        let asks = |at: usize| inside(at) || ASKS.contains(&reading.text(at)) || "吗么嘛呢哪啊有没冇是不还".contains(reading.text(at));
        if within.is_empty() || !(start..mark).all(asks) {
            continue;
        }
        match answer(reading, mark + 1, &within) {
            Some(false) => {
                within.iter().for_each(|hit| set(moods, hit, |mood| (mood.denied, mood.supposed, mood.doubted) = (true, false, false)))
            }
            Some(true) => {
                within.iter().for_each(|hit| set(moods, hit, |mood| (mood.denied, mood.supposed, mood.doubted) = (false, false, false)))
            }
            None => {}
        }
    }
}

/// What the words behind a question answer.
fn answer(reading: &Reading, at: usize, asked: &[&Hit]) -> Option<bool> {
    let word = |on: usize| reading.text(at + on);
    let stops = |on: usize| reading.tokens.get(at + on).is_none_or(|token| token.ends_clause());
    let goes_on = |on: usize| stops(on) || matches!(word(on), "not" | "just" | "but" | "only" | "and" | "though" | "thank");
    let person = matches!(word(0), "i" | "he" | "she" | "it" | "they" | "there");
    if reading.tokens.get(at).is_some_and(|token| token.kind == Kind::Han) {
        let again =
            |on: usize| asked.iter().any(|hit| (hit.from..hit.to).any(|place| !word(on).is_empty() && reading.text(place) == word(on)));
        return match (word(0), word(1)) {
            ("没" | "不" | "无" | "否" | "冇" | "勿", next) => (stops(1) || (next == "有" && stops(2)) || again(1)).then_some(false),
            ("有" | "是" | "对" | "会", _) => stops(1).then_some(true),
            _ => again(0).then_some(true),
        };
    }
    match word(0) {
        "no" | "nope" | "none" | "never" | "nah" if goes_on(1) => Some(false),
        "not" if word(1) == "since" => Some(false),
        "not" if stops(1) || (matches!(word(1), "at") && word(2) == "all") || (word(1) == "really" && stops(2)) => Some(false),
        "yes" | "yeah" | "yep" | "yup" | "always" | "definitely" | "absolutely" if goes_on(1) => Some(true),
        "that" if word(1) == "too" => Some(true),
        "also" | "again" if word(1) == "no" && stops(2) => Some(false),
        "im" | "hes" | "shes" | "its" if word(1) == "not" && stops(2) => Some(false),
        _ if person && AUXILIARIES.contains(&word(1)) && stops(2) => Some(false),
        _ if person && AFFIRM.contains(&word(1)) && word(2) == "not" && stops(3) => Some(false),
        _ if person && AFFIRM.contains(&word(1)) && stops(2) => Some(true),
        _ => None,
    }
}
