//! How far a denial reaches: "no" before what it denies, "none" behind it, functions said to be well; and where words of denial deny
//! nothing: `没发烧之前`, `不怎么咳`, `咳不出痰`.
//! What must not live here: findings' meanings; doubt, questions and time, which are `scope`'s.

use crate::book::{Hit, Sense};
use crate::cue::Cue;
use crate::scope::{Mood, Reading};
use crate::text::{Kind, Token};

/// Tokens between `不` and what it denies: `不会再发烧`.
const NEXT: usize = 2;

/// Whether a "no" numbers something, "chemo no. 3", or an "n" joins two words, "cold n sweaty".
fn counts(reading: &Reading, hit: &Hit) -> bool {
    let kind = |at: usize| reading.tokens.get(at).map(|token| token.kind);
    let number = kind(hit.to) == Some(Kind::Number) || (reading.text(hit.to) == "." && kind(hit.to + 1) == Some(Kind::Number));
    let joins = kind(hit.to) == Some(Kind::Word) && hit.from > 0 && kind(hit.from - 1) == Some(Kind::Word);
    hit.to - hit.from == 1 && ((reading.text(hit.from) == "no" && number) || (reading.text(hit.from) == "n" && joins))
}

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

/// The kind of denial a cue starts.
fn denial(reading: &Reading, hit: &Hit) -> Denial {
    if reading.text(hit.to) == ":" {
        return Denial::Listing;
    }
    match reading.said(hit).as_str() {
        "不" | "不太" | "别" => Denial::Next,
        "否认" | "均无" | "否认有" => Denial::Chart,
        "无" | "未见" | "不伴" | "不伴有" | "未诉" | "无明显" | "未出现" => Denial::List,
        said if VERBS.iter().any(|verb| said.ends_with(verb)) => Denial::Verb,
        _ => Denial::List,
    }
}

/// Denials before what they deny.
pub fn before(reading: &Reading, moods: &mut [Mood]) {
    let mut hits = reading.hits.iter().peekable();
    let mut open: Option<Denial> = None;
    let mut opened_to = 0;
    // Where less is said, not none, and to where.
    let mut partly: Option<usize> = None;
    let near = |denial: Option<Denial>, opened_to: usize, hit: &Hit| denial != Some(Denial::Next) || hit.from <= opened_to + NEXT;
    let mut at = 0;
    while at < reading.tokens.len() {
        let token = &reading.tokens[at];
        if let Some(from) = partly.filter(|from| at >= *from) {
            let end = reading.clause_end(from);
            moods[from.min(end)..end].iter_mut().for_each(|mood| mood.hedged = true);
            partly = None;
        }
        if let Some(hit) = hits.next_if(|hit| hit.from <= at) {
            let content = reading.is_content(hit);
            // "I don't" answers by itself and denies what follows it.
            let answers_no = reading.is(hit, Cue::No) && hit.to - hit.from > 1;
            if (reading.is(hit, Cue::NegationBefore) || answers_no) && !content && !counts(reading, hit) && !denies_nothing(reading, hit) {
                partly = partly.or(degree(reading, hit));
                open = match open {
                    _ if unable(reading, hit) || degree(reading, hit).is_some() || answers_before_another(reading, hit) => None,
                    // Two denials side by side cancel: `不是没有`.
                    Some(Denial::Verb | Denial::Next) if opened_to == hit.from => None,
                    // `没有不疼的时候`.
                    Some(_) if opened_to == hit.from && reading.said(hit) == "不" => None,
                    Some(_) if no_time(reading, opened_to, hit.from) => None,
                    Some(_) if no_denial(reading, opened_to, hit.from) => None,
                    _ if never_without(reading, moods, hit) => None,
                    _ => Some(denial(reading, hit)),
                };
                opened_to = hit.to;
            } else if reading.is(hit, Cue::NegationBefore) && !content && !counts(reading, hit) {
                // "I don't deny", "no doubt": nothing is denied any more.
                open = None;
            } else if reading.is(hit, Cue::NegationEnd) && !content {
                open = None;
            } else if content && open.is_some() && near(open, opened_to, hit) {
                let then = reading.text(hit.to) == "了";
                // `没拉肚子之前发烧了`, `不吃一直哭`, "no fever tummy still hurts": the denial ends there.
                let ends = before_then(reading, hit) || goes_on(reading, hit, opened_to) || says_itself(reading, hit, opened_to);
                let once = once(reading, opened_to);
                for mood in &mut moods[hit.from..hit.to] {
                    // `没发烧之前` it was there; `以前不咳` it is now; `不咳了` it was.
                    mood.denied = !once && !ends && !how_much(reading, hit);
                    mood.past |= once || (then && reading.tokens[hit.from].kind == Kind::Han);
                }
                if ends || open == Some(Denial::Next) {
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

/// Tokens of a time that two denials take between them.
const NO_TIME: usize = 6;

/// Whether two denials say "always": `没有一天不头疼`, "not a day without it".
fn no_time(reading: &Reading, from: usize, to: usize) -> bool {
    let time = |at: usize| {
        matches!(
            reading.text(at),
            "天" | "晚" | "夜" | "次" | "刻" | "回" | "顿" | "day" | "night" | "hour" | "moment" | "morning" | "week"
        )
    };
    let one = matches!(reading.text(from), "一" | "哪" | "a" | "one" | "single");
    one && to > from && to - from <= NO_TIME && (from + 1..to).any(time) && !reading.tokens[from..to].iter().any(Token::ends_clause)
}

/// Tokens of what is not said between two denials.
const NOT_SAID: usize = 4;

/// Whether it is denied that something is denied: "can't say I'm not dizzy", "not that it doesn't hurt".
fn no_denial(reading: &Reading, from: usize, to: usize) -> bool {
    let said = |at: usize| {
        matches!(
            reading.text(at),
            "say" | "saying" | "claim" | "pretend" | "deny" | "denying" | "that" | "as" | "like" | "remember" | "recall" | "exactly"
        )
    };
    let reach = if matches!(reading.text(from), "remember" | "recall") { 2 * NOT_SAID } else { NOT_SAID };
    from < to && said(from) && to - from <= reach && !reading.tokens[from..to].iter().any(Token::ends_clause)
}

/// What a "no" before it does not deny: "no denying that my legs are swollen", "no relief from the cough", "no idea why I itch".
const NOTHINGS: [&str; 21] = [
    "denying",
    "doubt",
    "question",
    "mistaking",
    "escaping",
    "wonder",
    "joke",
    "relief",
    "improvement",
    "letup",
    "let",
    "end",
    "idea",
    "clue",
    "reason",
    "cure",
    "secret",
    "matter",
    "surprise",
    "stopping",
    "shortage",
];

/// Whether words of denial deny none of what follows: "no denying", "if it weren't for the toothache", "never fail to".
pub fn denies_nothing(reading: &Reading, hit: &Hit) -> bool {
    let said = |at: usize| reading.text(at);
    let back = hit.from.checked_sub(1).map_or("", said);
    if reading.tokens[hit.from].kind == Kind::Han {
        return more_than(reading, hit);
    }
    let no = matches!(said(hit.to - 1), "no");
    let content = reading.hits.iter().any(|next| next.from == hit.to && reading.is_content(next));
    let fails = said(hit.to - 1) == "never" && matches!(said(hit.to), "fail" | "fails" | "failed");
    // "Can't say I'm not dizzy", "nobody could say my ankles aren't swollen", "I can't deny that".
    let start = reading.clause_start(hit.from);
    let negated = |at: usize| NEVER.contains(&said(at)) || matches!(said(at), "nobody" | "lie" | "wouldnt" | "couldnt" | "shouldnt");
    let told = |at: usize| matches!(said(at), "say" | "claim" | "pretend");
    let denied_saying =
        (start..hit.from).rev().take(NOT_SAID).find(|&at| told(at)).is_some_and(|at| (start..at).rev().take(NOT_SAID).any(negated))
            || (matches!(said(hit.to - 1), "deny" | "denying") && (start..hit.from).rev().take(2).any(negated));
    if denied_saying {
        return true;
    }
    let but_for = said(hit.to) == "for" && (back == "it" || back == "if" || said(hit.from) == "it");
    (no && !content && NOTHINGS.contains(&said(hit.to))) || fails || but_for
}

/// Whether `不` says that there is more, or must be: `不光头疼`, `不是有点疼`, `要不是这腰疼`, `能不疼吗`, `哪天不咳`.
fn more_than(reading: &Reading, hit: &Hit) -> bool {
    let back = |steps: usize| hit.from.checked_sub(steps).map_or("", |at| reading.text(at));
    let (next, then) = (reading.text(hit.to), reading.text(hit.to + 1));
    let denial = reading.said(hit);
    let only = denial == "不" && matches!(next, "光" | "仅" | "只" | "单" | "但" | "止");
    let degree = denial == "不是" && matches!((next, then), ("有", "点") | ("一", "般") | ("光" | "仅" | "只" | "单", _));
    let but_for = denial == "不是" && back(1) == "要";
    let asked = |at: usize| matches!(reading.text(at), "吗" | "么" | "嘛" | "啊");
    let must = denial == "不" && matches!(back(1), "能" | "敢") && (hit.to..reading.sentence(hit.from).1).any(asked);
    let cannot_help = denial == "不" && matches!((back(1), next), ("免" | "少" | "忍" | "禁", "了" | "住"));
    // `怎么可能不痒`, `还能不痒`, `没少拉肚子`, `没等咳嗽好`, `不疼才怪`.
    let surely = denial == "不" && matches!((back(2), back(1)), ("可" | "还" | "哪", "能") | ("里" | "么", "会"));
    let time = (hit.to + 1..hit.to + 3).any(|at| matches!(reading.text(at), "天" | "久" | "会" | "小" | "分"));
    let soon = denial == "没" && matches!(next, "两" | "几" | "多" | "三" | "一") && time;
    let no_but = denial == "无" && matches!(next, "非" | "比" | "时" | "论");
    let much = (denial == "没" && matches!(next, "少" | "等")) || soon || no_but;
    let end = reading.clause_end(hit.to);
    let odd = (hit.to..end).any(|at| reading.text(at) == "才" && reading.text(at + 1) == "怪");
    only || degree || but_for || must || cannot_help || surely || much || odd || every_time(reading, hit.from)
}

/// Whether a denial at a place is asked of every time or said of no place: `哪天不咳`, `没有一处不痒`.
fn every_time(reading: &Reading, at: usize) -> bool {
    let back = |steps: usize| at.checked_sub(steps).map_or("", |at| reading.text(at));
    matches!((back(2), back(1)), ("哪", "天" | "次" | "回" | "晚" | "顿" | "里") | ("一", "处" | "块"))
        && (back(2) == "哪" || back(3) == "有" || back(3) == "没")
}

/// Words that deny, before a "without" that turns them round.
const NEVER: [&str; 16] = [
    "cant", "cannot", "couldnt", "never", "not", "no", "hardly", "barely", "rarely", "dont", "doesnt", "wont", "isnt", "unable", "nothing",
    "nor",
];

/// Whether a "without" says that something always comes with it: "can't eat without being sick".
fn never_without(reading: &Reading, moods: &[Mood], hit: &Hit) -> bool {
    let start = reading.clause_start(hit.from);
    let turns = reading.text(hit.from) == "without" || (reading.text(hit.to - 1) == "of" && reading.text(hit.from) == "free");
    let words = |at: usize| NEVER.contains(&reading.text(at));
    turns && (start..hit.from).any(words) && !moods[start..hit.from].iter().any(|mood| mood.denied)
}

/// What may follow a denial and makes it one of degree: `不怎么咳`, `不是一直吐`, `没有昨天咳得多`.
const DEGREES: [&str; 28] = [
    "天天",
    "是天天",
    "以前",
    "昨天",
    "之前",
    "上次",
    "怎么",
    "咋",
    "经常",
    "一直",
    "老是",
    "总是",
    "总",
    "常",
    "连续",
    "每次",
    "频繁",
    "是一直",
    "是老",
    "是每",
    "是总",
    "是经常",
    "是很",
    "会一直",
    "算太",
    "那么",
    "这么",
    "再那么",
];

/// Where what a denial of degree speaks of begins.
fn degree(reading: &Reading, hit: &Hit) -> Option<usize> {
    if reading.tokens[hit.from].kind != Kind::Han {
        return None;
    }
    let next: String = (hit.to..hit.to + 3).map(|at| reading.text(at)).collect();
    DEGREES.iter().find(|degree| next.starts_with(**degree)).map(|degree| hit.to + degree.chars().count())
}

/// Verbs of the body, after which `不` says what cannot be done: `咳不出痰`, `喘不上气`.
const BODY_VERBS: &str = "咳吐拉尿喘吸排流睡咽吞憋擤打";
/// What completes them.
const COMPLEMENTS: &str = "出上下来动掉着到完";

/// Whether a denial says only that something cannot be brought about.
fn unable(reading: &Reading, hit: &Hit) -> bool {
    let one_of = |set: &str, word: &str| !word.is_empty() && set.contains(word);
    let before = hit.from.checked_sub(1).map_or("", |at| reading.text(at));
    // `不喘不出汗` denies twice: what is not done is not failed at.
    let twice = hit.from.checked_sub(2).is_some_and(|at| reading.text(at) == "不");
    !twice && reading.text(hit.from) == "不" && one_of(BODY_VERBS, before) && one_of(COMPLEMENTS, reading.text(hit.to))
}

/// Whether a "no" that opens a clause answers what came before, and a new subject follows: `没有我宝宝拉肚子`.
fn answers_before_another(reading: &Reading, hit: &Hit) -> bool {
    let subject = matches!(reading.text(hit.to), "我" | "他" | "她" | "宝" | "孩" | "对");
    subject && reading.clause_start(hit.from) == hit.from && reading.tokens[hit.from].kind == Kind::Han
}

/// Whether what is denied is only not yet there: `没发烧之前`, `不咳的时候`.
fn before_then(reading: &Reading, hit: &Hit) -> bool {
    let word = |on: usize| reading.text(hit.to + on);
    match word(0) {
        "之" | "以" => word(1) == "前",
        "前" => !matches!(word(1), "天" | "几" | "两" | "些" | "段" | "年" | "后" | "一" | "面"),
        "的" => word(1) == "时",
        _ => false,
    }
}

/// Tokens behind a complaint in which it is said how bad it is.
const HOW_MUCH: usize = 4;

/// Whether only its degree is denied: `不是咳得很厉害`, `没有咳嗽加重`.
fn how_much(reading: &Reading, hit: &Hit) -> bool {
    let end = reading.clause_end(hit.to).min(hit.to + HOW_MUCH);
    let bad = |at: usize| matches!((reading.text(at), reading.text(at + 1)), ("厉", "害") | ("严", "重") | ("频", "繁"));
    let worse = matches!((reading.text(hit.to), reading.text(hit.to + 1)), ("加", "重") | ("恶", "化"));
    let linked = |at: usize| matches!(reading.text(at), "得" | "的" | "地" | "很" | "太" | "特" | "那" | "这");
    worse || ((linked(hit.to) || linked(hit.to - 1)) && (hit.to..end).any(bad))
}

/// Whether words behind a denial say what goes on all the time: `不吃一直哭`.
fn goes_on(reading: &Reading, hit: &Hit, opened_to: usize) -> bool {
    hit.from > opened_to && reading.text(hit.from) == "一" && reading.text(hit.from + 1) == "直"
}

/// Whether something behind a denial is the subject of words of its own: "no vomiting tummy still hurts".
fn says_itself(reading: &Reading, hit: &Hit, opened_to: usize) -> bool {
    let listed = hit.from.checked_sub(1).is_some_and(|at| reading.tokens[at].joins() || reading.tokens[at].ends_clause());
    let said = matches!(reading.text(hit.to), "still" | "is" | "are" | "hurts" | "aches" | "keeps" | "feels" | "really");
    hit.from > opened_to && !listed && said && reading.tokens[hit.from].kind == Kind::Word
}

/// Tokens between `以前` and the denial it puts into the past.
const ONCE: usize = 4;

/// Whether the denial that ends here is one of earlier times, so that what it denies is there now: `以前不咳`.
pub fn once(reading: &Reading, to: usize) -> bool {
    let start = reading.clause_start(to.saturating_sub(1)).max(to.saturating_sub(ONCE + 2));
    (start..to).any(|at| {
        matches!(
            (reading.text(at), reading.text(at + 1)),
            ("以" | "之" | "从", "前") | ("原", "来" | "先") | ("刚" | "一" | "最", "开" | "初")
        )
    }) && !(start..to).any(|at| matches!(reading.text(at), "现" | "今"))
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
        let item = |at: usize| bare_item_follows(reading, at, denial == Denial::Chart) || unknown_item_follows(reading, at);
        return token.text == "," && lists && ends_in_or(reading, at) && item(at + 1);
    }
    match token.text.as_str() {
        "and" => denial == Denial::List && !subject_follows(reading, at + 1),
        "because" | "since" | "so" | "then" | "why" => false,
        // "Don't understand where this rash came from", "no food in me makes the nausea worse", "it's not the milk that gives me diarrhoea".
        "where" => !known_follows(reading, at + 1),
        "makes" | "gives" | "brings" | "causes" => false,
        // "Not one bit of nausea with this headache", "paracetamol hasn't touched the fever": what is known is there.
        word if (denial == Denial::Verb && UNTOUCHED.contains(&word)) || matches!(word, "with" | "about" | "despite" | "difference") => {
            !known_follows(reading, at + 1) || (word == "with" && just_opened(reading, at))
        }
        // "When I don't eat I get dizzy": what is told on that condition is no part of it.
        "i" | "im" | "ive" | "my" | "he" | "hes" | "she" | "shes" | "it" | "its" | "they" | "theyre" | "we" | "his" | "her" => {
            !conditional(reading, at)
        }
        // `没改善吐奶`: what has not got better is there.
        "有" | "就" | "但" | "却" | "只" | "改" | "缓" | "效" => false,
        // What goes on is there.
        "直" => at.checked_sub(1).is_none_or(|before| reading.text(before) != "一"),
        // `没受凉怎么会拉肚子`, `为什么`.
        "怎" | "咋" => false,
        // `没输液前咳嗽`.
        "前" => matches!(reading.text(at + 1), "天" | "几" | "两" | "些" | "段" | "年" | "后" | "一" | "面"),
        "为" => reading.text(at + 1) != "什" && reading.text(at + 1) != "啥",
        _ => true,
    }
}

/// What is not done to a complaint that is there: "hasn't touched the fever", "not coping with the pain".
const UNTOUCHED: [&str; 40] = [
    "touched",
    "touch",
    "helped",
    "help",
    "helping",
    "stopped",
    "stop",
    "stopping",
    "eased",
    "ease",
    "easing",
    "shifted",
    "shift",
    "fixed",
    "cured",
    "reduced",
    "relieved",
    "relieve",
    "relieving",
    "mentioned",
    "mention",
    "told",
    "treated",
    "explained",
    "worked",
    "work",
    "coping",
    "cope",
    "bear",
    "stand",
    "ignore",
    "shake",
    "rid",
    "reason",
    "cause",
    "bothered",
    "worried",
    "concerned",
    "used",
    "settle",
];

/// Whether a complaint follows that is spoken of as known: "with the pain", "for my palpitations".
fn known_follows(reading: &Reading, at: usize) -> bool {
    let linked = matches!(reading.text(at), "with" | "from" | "of" | "for" | "about" | "on" | "by" | "to" | "off");
    matches!(reading.text(at + usize::from(linked)), "the" | "my" | "this" | "that" | "his" | "her" | "these" | "our" | "their")
}

/// Tokens from a denial in which what it denies must follow: "no problem with the knee".
const AT_ONCE: usize = 3;

/// Whether a denial stands just before, with nothing told between.
fn just_opened(reading: &Reading, at: usize) -> bool {
    let near = |hit: &&Hit| hit.to <= at && at - hit.to < AT_ONCE && reading.is(hit, Cue::NegationBefore);
    let Some(denial) = reading.hits.iter().find(near) else { return false };
    !reading.hits.iter().any(|hit| hit.from >= denial.to && hit.to <= at && reading.is_content(hit))
}

/// Words that put a condition or a reason before what is told.
const CONDITIONS: [&str; 13] =
    ["without", "when", "whenever", "if", "unless", "because", "cause", "cos", "cus", "since", "as", "until", "once"];

/// Whether a new subject begins what a clause of condition or reason leads to: "when I don't eat I", "because I don't sleep I'm".
fn conditional(reading: &Reading, at: usize) -> bool {
    let start = reading.clause_start(at);
    let opens = start + usize::from(matches!(reading.text(start), "and" | "but" | "so" | "even" | "just" | "only" | "maybe"));
    let thinks = at.checked_sub(1).is_some_and(|before| {
        matches!(
            reading.text(before),
            "think" | "thought" | "believe" | "feel" | "know" | "say" | "said" | "that" | "what" | "how" | "and" | "or"
        )
    });
    let subject = (opens + 1..at).any(|at| matches!(reading.text(at), "i" | "he" | "she" | "it" | "we" | "they" | "you" | "my"));
    CONDITIONS.contains(&reading.text(opens)) && (subject || reading.text(opens) == "without") && !thinks
}

/// Whether an English list that goes on behind a comma may be one of what is missing: "no fever, chills or cough"; not "no fever, no chills, a
/// cough and a rash", where each that is missing has its own "no", nor "without a knock, bleeding gums and a nosebleed".
fn ends_in_or(reading: &Reading, comma: usize) -> bool {
    if reading.tokens.get(comma + 1).is_none_or(|token| token.kind != Kind::Word) {
        return true;
    }
    let end = reading.sentence(comma).1;
    let joins = (comma..end).map(|at| reading.text(at)).find(|word| matches!(*word, "or" | "nor" | "and" | "but" | "with"));
    if matches!(joins, Some("or" | "nor")) {
        return true;
    }
    let start = reading.clause_start(comma);
    let own = (start..comma).rev().find(|&at| matches!(reading.text(at), "no" | "without"));
    let before = start.checked_sub(1).map(|mark| reading.clause_start(mark));
    let again = before.is_some_and(|before| (before..start).any(|at| reading.text(at) == "no"));
    own.is_none_or(|at| reading.text(at) == "no" && !again)
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
                | "feels"
                | "looks"
                | "seems"
                | "complains"
                | "reports"
                | "describes"
                | "gets"
                | "keeps"
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

/// Words that, behind what they are said of, make it a clause of its own: "no wind, belly swollen".
const STATES: [&str; 36] = [
    "swollen",
    "stiff",
    "sore",
    "tender",
    "red",
    "hard",
    "rigid",
    "tight",
    "numb",
    "painful",
    "blocked",
    "cold",
    "blue",
    "yellow",
    "hot",
    "warm",
    "puffy",
    "distended",
    "blurry",
    "blurred",
    "dry",
    "big",
    "bigger",
    "burning",
    "throbbing",
    "pounding",
    "racing",
    "black",
    "hurts",
    "aches",
    "swells",
    "itches",
    "burns",
    "bleeds",
    "throbs",
    "stings",
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
    let last = reading.text(item.to - 1);
    if PREDICATES.contains(&last) || (item.to - item.from > 1 && STATES.contains(&last)) {
        return false;
    }
    reading.tokens.get(item.to).is_none_or(|token| token.kind == Kind::Mark || connector(item.to))
}

/// Words of an item that no phrase knows.
const ITEM: usize = 3;

/// Whether an item that no phrase knows follows in a list that ends in "or": "no travel, surgery or immobilisation".
fn unknown_item_follows(reading: &Reading, from: usize) -> bool {
    let end = (from..reading.tokens.len())
        .find(|&at| reading.tokens[at].kind == Kind::Mark || matches!(reading.text(at), "or" | "nor" | "and" | "but" | "with"));
    let Some(end) = end.filter(|end| *end > from && *end - from <= ITEM) else { return false };
    let listed = matches!(reading.text(end), "or" | "nor") || (reading.text(end) == "," && ends_in_or(reading, end));
    let or_follows = (end..reading.sentence(from).1).any(|at| matches!(reading.text(at), "or" | "nor"));
    let plain =
        |at: usize| reading.tokens[at].kind == Kind::Word && !matches!(reading.text(at), "is" | "are" | "was" | "has" | "have" | "had");
    listed && or_follows && !subject_follows(reading, from) && (from..end).all(plain)
}

/// Tokens between a function and the word that it is as it should be: "appetite has been good".
const FUNCTION_REACH: usize = 3;

/// Whether a denial stands just before: "not sleeping well", `没有吃好`.
pub fn stands_before(reading: &Reading, hit: &Hit) -> bool {
    let adjacent = |other: &&Hit| other.to <= hit.from && hit.from - other.to <= 1;
    reading.hits.iter().filter(adjacent).any(|other| reading.is(other, Cue::NegationBefore) || reading.is(other, Cue::No))
}

/// Whether words of health are denied by no time without them: `没有一天不头疼`.
pub fn always(reading: &Reading, hit: &Hit) -> bool {
    let denies = matches!(reading.text(hit.from), "不" | "没");
    let asked = |at: usize| matches!(reading.text(at), "吗" | "么" | "嘛");
    let must = hit.from.checked_sub(1).is_some_and(|at| matches!(reading.text(at), "能" | "敢"));
    let surely = must && hit.from.checked_sub(2).is_some_and(|at| matches!(reading.text(at), "可" | "还" | "哪"));
    let odd = (hit.to..reading.clause_end(hit.to)).any(|at| reading.text(at) == "才" && reading.text(at + 1) == "怪");
    if denies && (surely || odd) {
        return true;
    }
    if denies && (every_time(reading, hit.from) || (must && (hit.to..reading.sentence(hit.from).1).any(asked))) {
        return true;
    }
    let mut denials = reading.hits.iter().rev().filter(|other| other.to < hit.from && reading.is(other, Cue::NegationBefore));
    denials.next().is_some_and(|denial| no_time(reading, denial.to, hit.from))
}

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
            if is_function(earlier) && !stands_before(reading, earlier) {
                moods[earlier.from..earlier.to].iter_mut().for_each(|mood| mood.normal = true);
                until = earlier.from;
            } else if reading.is_content(earlier) {
                break;
            }
        }
    }
}

/// What may follow a denial that then denies something else: what has not gone (`黄疸还没退`, `鼻塞没那么严重`), what was not done about it
/// (`拉肚子没有化验`), what there is beside it (`除了发烧没有别的`), and what it is compared with (`没有昨天厉害`).
const REMAINS: [&str; 62] = [
    "退", "好", "消", "缓", "减", "加", "那", "这", "断", "停", "止", "超", "改", "见", "化", "去", "吃", "喝", "敢", "查", "看", "做",
    "输", "用", "打", "拍", "测", "量", "给", "换", "管", "治", "其", "别", "任", "以", "之", "昨", "今", "前", "刚", "平", "什", "多",
    "全", "完", "彻", "根", "明", "太", "再", "像", "来", "顾", "戴", "系", "讲", "说", "告", "提", "法", "问",
];

/// Words between what is spoken of and its denial: `吐倒是没吐`, `咳嗽呢，不咳`, `胸口疼嘛从来没有`.
const LINKS: &str = "倒是嘛呢啊哪呀的话这那个方面情况早就已经也真都从来一点样毛病事儿种症状现象感觉吧,?:";
/// How many there are at most.
const TAKEN_UP: usize = 8;

/// Whether something is named and then denied by the same word, or by none: `疼是不疼`, `发烧的话没有`.
fn taken_up(reading: &Reading, hit: &Hit) -> bool {
    let word = |at: usize| reading.text(at);
    let link = |at: usize| !word(at).is_empty() && LINKS.contains(word(at));
    let denies = matches!(word(hit.from), "不" | "没" | "无");
    if !reading.is_content(hit) || reading.tokens[hit.from].kind != Kind::Han || denies {
        return false;
    }
    let Some(at) = (hit.to..=hit.to + TAKEN_UP).find(|&at| !link(at)).filter(|at| *at > hit.to) else { return false };
    let length = match (word(at), word(at + 1)) {
        ("没", "有") => 2,
        ("没" | "不" | "冇" | "勿" | "唔" | "无", _) => 1,
        _ => return false,
    };
    let to = at + length;
    let same = |place: usize| !word(to).is_empty() && word(place) == word(to) && !"是有会能爱肯想吃喝得".contains(word(to));
    let again = (same(hit.from) || same(hit.to - 1)) && !matches!(word(to + 1), "得" | "的");
    let ends = (length == 2 || word(at) == "冇") && !excepted(reading, hit);
    again || (ends && reading.tokens.get(to).is_none_or(Token::ends_clause))
}

/// Whether something is what there is and the rest is denied: `除了头疼其他都没有`, "apart from a headache nothing".
fn excepted(reading: &Reading, thing: &Hit) -> bool {
    let start = reading.clause_start(thing.from);
    let but = |at: &usize| match reading.text(*at) {
        "除" | "apart" | "aside" | "besides" | "except" | "excepting" | "barring" => true,
        "other" => reading.text(at + 1) == "than",
        _ => false,
    };
    let rest = |at: usize| match (reading.text(at), reading.text(at + 1)) {
        ("其", "他" | "它" | "余") | ("别" | "另", "的" | "外") | ("啥" | "什", _) => true,
        ("anything" | "everything" | "other" | "else", next) => next != "than",
        _ => false,
    };
    (start..thing.from).rev().find(but).is_some_and(|at| !(at..thing.from).any(rest))
}

/// "Fever: none", "发烧没有": a denial behind the thing denied, with nothing clinical after it in the clause.
pub fn after(reading: &Reading, moods: &mut [Mood]) {
    // "流产0次": none.
    for hit in reading.hits.iter().filter(|hit| reading.is_content(hit)) {
        if reading.text(hit.to) == "0" && matches!(reading.text(hit.to + 1), "次" | "例" | "个" | "times") {
            moods[hit.from..hit.to].iter_mut().for_each(|mood| mood.denied = true);
        }
    }
    functions_normal(reading, moods);
    for hit in reading.hits.iter().filter(|hit| taken_up(reading, hit)) {
        moods[hit.from..hit.to].iter_mut().for_each(|mood| mood.denied = true);
    }
    for (place, hit) in reading.hits.iter().enumerate() {
        if !reading.is(hit, Cue::NegationAfter) {
            continue;
        }
        let end = reading.clause_end(hit.from);
        // What has not gone is there: `黄疸还没退`, `鼻塞没那么严重`.
        let next = reading.text(hit.to);
        let asked =
            matches!(next, "吗" | "么" | "嘛") || (matches!(next, "的" | "吧") && matches!(reading.text(hit.to + 1), "吗" | "吧" | "?"));
        // `人也没劲`: the denial is part of what follows it.
        let part = reading.text(hit.to - 1) == "没"
            && reading.tokens.get(hit.to).is_some_and(|token| token.kind == Kind::Han)
            && !"有了过的啊呢吧呀哦哈嘛啦出事啥什么感".contains(next);
        // "Just my back and nothing else".
        let rest =
            reading.text(hit.from) == "nothing" && next == "else" && !reading.tokens[..hit.from].last().is_some_and(Token::ends_clause);
        if part || rest || REMAINS.contains(&next) || asked || (next == "吧" && reading.text(hit.from) != "没") {
            continue;
        }
        // "Bruises from nothing": that there is no cause denies nothing.
        let cause = hit.from.checked_sub(1).map_or("", |at| reading.text(at));
        if reading.text(hit.from) == "nothing" && matches!(cause, "from" | "for" | "over" | "at" | "after" | "with" | "by") {
            continue;
        }
        if counts(reading, hit) {
            continue;
        }
        // "Whistling that never stops": what never ends is there.
        if reading.text(hit.from) == "never" && reading.tokens.get(hit.to).is_some_and(|token| !token.ends_clause()) {
            continue;
        }
        let free = !reading.hits[place + 1..].iter().take_while(|later| later.from < end).any(|later| reading.is_content(later));
        let Some(thing) = reading.hits[..place].iter().rev().find(|earlier| reading.is_content(earlier)) else { continue };
        let between = &reading.tokens[thing.to..hit.from];
        if excepted(reading, thing) {
            continue;
        }
        let said = |token: &Token| {
            matches!(
                token.text.as_str(),
                "史" | ":" | "统" | "全" | "一" | "概" | "样" | "什" | "么" | "这" | "那" | "些" | "两" | "三" | "个" | "的" | "等"
            )
        };
        let close = between.iter().filter(|token| !said(token)).count() <= 1
            && (between.len() <= 3 || (between.len() <= 5 && between.iter().any(|token| matches!(token.text.as_str(), "样" | "么"))))
            && between.iter().all(|token| !token.ends_sentence() && token.text != ",");
        if free && close {
            moods[thing.from..thing.to].iter_mut().for_each(|mood| mood.denied = true);
            // `恶心呕吐没有`: said in one breath, denied in one. "Fever, cough and rash are denied": more than one thing is.
            let plural = |at: usize| matches!(reading.text(at), "are" | "were");
            let several = (plural(hit.from) || hit.from.checked_sub(1).is_some_and(plural))
                && reading.tokens[..thing.from].last().is_some_and(Token::joins);
            let mut first = thing.from;
            for earlier in reading.hits[..place].iter().rev().filter(|earlier| earlier.to <= thing.from) {
                let listed = |token: &Token| {
                    token.joins_list()
                        || matches!(token.text.as_str(), "和" | "跟" | "与" | "及" | "啊" | "呀" | "一" | "样")
                        || (several && (token.text == "," || token.joins()))
                };
                let joined = reading.tokens[earlier.to..first].iter().all(listed);
                let chinese = reading.tokens[earlier.from].kind == Kind::Han;
                if reading.tokens[earlier.from..earlier.to]
                    .iter()
                    .all(|token| (several && token.joins()) || (!token.joins() && listed(token)))
                {
                    continue;
                }
                if !(joined && reading.is_content(earlier) && (chinese || several)) {
                    break;
                }
                moods[earlier.from..earlier.to].iter_mut().for_each(|mood| mood.denied = true);
                first = earlier.from;
            }
        }
    }
}
