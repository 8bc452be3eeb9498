//! Who the message is about: age and sex, and whether the one who types is the patient.
//! What must not live here: symptoms.

use facts::{Demographics, Sex};

use crate::book::Hit;
use crate::cue::Cue;
use crate::others;
use crate::quantity::{self, Number};
use crate::scope::Reading;
use crate::text::Token;

const DAYS_OF_YEAR: f64 = 365.25;

/// Words before the age of a child: `患者是22天男婴`, `我家2个月的宝宝`.
const OF_WHOM: [&str; 12] = ["是", "为", "才", "刚", "满", "个", "名", "家", "有", "儿", "生", "子"];

/// Who the patient is, seen from the one who types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Myself,
    Child,
    Parent,
    Other,
}

/// Age and sex, where the message says them.
pub fn demographics(reading: &Reading, numbers: &[Number], expecting: bool) -> Demographics {
    Demographics { age_years: age(reading, numbers), sex: sex(reading, numbers, expecting) }
}

fn word<'a>(reading: &'a Reading, at: usize) -> &'a str {
    reading.text(at)
}

fn back<'a>(reading: &'a Reading, at: usize, steps: usize) -> &'a str {
    at.checked_sub(steps).map_or("", |at| word(reading, at))
}

/// The age in years that a stretch of time tells by the child it stands beside: `宝宝8个月，拉肚子两天`, `患者是22天男婴`, `1岁2个月女孩`.
pub fn infants_age(reading: &Reading, number: &Number) -> Option<f64> {
    let stretch = quantity::stretch(reading.tokens, number)?;
    if stands_with_unit(reading, number, stretch.to - 1) {
        let years = matches!(word(reading, stretch.to - 1), "year" | "years" | "yr" | "yrs");
        return Some(if years { number.value } else { stretch.days / DAYS_OF_YEAR });
    }
    let stretch = Some(stretch).filter(|stretch| (0.5..1_100.0).contains(&stretch.days))?;
    let months = word(reading, stretch.to - 1) == "月";
    let years = if months { number.value / 12.0 } else { stretch.days / DAYS_OF_YEAR };
    // Months beside years of the same age.
    if months && back(reading, number.from, 1) == "岁" {
        return Some(years);
    }
    let ends =
        |at: usize| reading.tokens.get(at).is_none_or(|token| token.ends_clause()) || matches!(word(reading, at), "了" | "大" | "的");
    // `妹妹才两个月`: of a child, or one that is only so old.
    let only = matches!(back(reading, number.from, 1), "才" | "刚" | "满");
    let called =
        child_ends(reading, number.from) || (only && (child_ends(reading, number.from - 1) || sibling_ends(reading, number.from - 1)));
    let behind = months && called && ends(stretch.to);
    let tells = OF_WHOM.contains(&back(reading, number.from, 1)) || reading.clause_start(number.from) == number.from;
    let mut at = stretch.to;
    while matches!(word(reading, at), "大" | "的" | "小") {
        at += 1;
    }
    (behind || (tells && child_begins(reading, at))).then_some(years)
}

/// Whether the words before name a child.
fn child_ends(reading: &Reading, at: usize) -> bool {
    matches!(
        (back(reading, at, 2), back(reading, at, 1)),
        ("宝", "宝")
            | ("孩", "子")
            | ("娃", "娃")
            | ("男" | "女" | "幼", "婴")
            | ("婴" | "患" | "女" | "幼", "儿")
            | ("儿" | "孙", "子")
            | (_, "娃" | "孩")
    )
}

/// Whether the words before name a younger brother or sister.
fn sibling_ends(reading: &Reading, at: usize) -> bool {
    matches!((back(reading, at, 2), back(reading, at, 1)), ("妹", "妹") | ("弟", "弟") | ("老" | "二", "二" | "宝"))
}

/// Whether the words from here on name a child.
fn child_begins(reading: &Reading, at: usize) -> bool {
    matches!(
        (word(reading, at), word(reading, at + 1)),
        ("男" | "女", "婴" | "宝" | "孩" | "娃" | "童") | ("婴" | "宝" | "娃" | "孩", _) | ("新" | "早", "生" | "产")
    )
}

/// The first number said as an age.
fn age(reading: &Reading, numbers: &[Number]) -> Option<f64> {
    numbers.iter().find_map(|number| age_said(reading, number)).filter(|age| (0.0..=125.0).contains(age))
}

fn age_said(reading: &Reading, number: &Number) -> Option<f64> {
    if let Some(years) = infants_age(reading, number) {
        return Some(years);
    }
    // "出生三周", "生下来6天".
    let born = matches!((back(reading, number.from, 2), back(reading, number.from, 1)), ("出", "生") | ("生", "后") | ("下", "来"));
    if born && let Some(stretch) = quantity::stretch(reading.tokens, number).filter(|stretch| stretch.days < 100.0) {
        return Some(stretch.days / DAYS_OF_YEAR);
    }
    let skip = usize::from(word(reading, number.to) == "-");
    let unit_at = number.to + skip;
    let unit = word(reading, unit_at);
    let then = word(reading, unit_at + 1 + usize::from(word(reading, unit_at + 1) == "-"));
    let after_then = word(reading, unit_at + 2 + usize::from(word(reading, unit_at + 1) == "-"));
    // "Six weeks of age", not "five days of ear discharge".
    let old = then == "old" || (then == "of" && after_then == "age");
    let chinese_old = |at: usize| matches!(word(reading, at), "大") || (word(reading, at) == "的" && child_near(reading, at));
    let months = || number.value / 12.0;
    match unit {
        "岁" | "周" if unit == "岁" || then == "岁" => {
            let half = if word(reading, unit_at + 1) == "半" { 0.5 } else { 0.0 };
            Some(number.value + half + months_beside(reading, unit_at + 1))
        }
        "year" | "years" | "yr" | "yrs" if old => Some(number.value),
        "yo" | "y" | "yrs" | "yr" if unit == "yo" || matches!(then, "o" | "old" | "m" | "f" | "male" | "female" | "/") => {
            Some(number.value)
        }
        "month" | "months" | "mo" if old || then == "baby" => Some(months()),
        "week" | "weeks" | "wk" if old && !matches!(word(reading, unit_at + 2), "gestation" | "pregnancy") => {
            Some(number.value * 7.0 / DAYS_OF_YEAR)
        }
        "day" | "days" if old => Some(number.value / DAYS_OF_YEAR),
        "f" | "m" | "female" | "male" | "woman" | "man" if digits(reading, number) && number.value >= 1.0 && apart(reading, number) => {
            Some(number.value)
        }
        "周" if then == "大" => Some(number.value * 7.0 / DAYS_OF_YEAR),
        "个" if then == "月"
            && (chinese_old(unit_at + 2) || child_near(reading, number.from) || after_sex(reading, number, unit_at + 2)) =>
        {
            Some(months())
        }
        "月" if after_sex(reading, number, unit_at + 1) => Some(months()),
        "天" | "日" if after_sex(reading, number, unit_at + 1) => Some(number.value / DAYS_OF_YEAR),
        "小" | "分" if after_sex(reading, number, unit_at + 2) => Some(0.0),
        "天" if word(reading, unit_at + 1) == "大" || newborn(reading, number, unit_at + 1) => Some(number.value / DAYS_OF_YEAR),
        _ => age_before(reading, number),
    }
}

/// Years from which an age may stand alone at the head of a message.
const GROWN: f64 = 16.0;

/// Whether a stretch of time is an age: "5 months, girl", "boy 22 months about 12 kg", "baby is 19 days.", "68 yr, ramipril for years".
fn stands_with_unit(reading: &Reading, number: &Number, unit_at: usize) -> bool {
    let years = matches!(word(reading, unit_at), "year" | "years" | "yr" | "yrs");
    let months = matches!(word(reading, unit_at), "month" | "months" | "mths" | "week" | "weeks" | "wk" | "wks" | "day" | "days");
    let ends = reading.tokens.get(unit_at + 1).is_none_or(Token::ends_clause);
    let alone = ends || matches!(word(reading, unit_at + 1), "and" | "about" | "weighs" | "weighing");
    let child = |at: usize| {
        matches!(
            word(reading, at),
            "boy"
                | "girl"
                | "baby"
                | "infant"
                | "newborn"
                | "son"
                | "daughter"
                | "toddler"
                | "bub"
                | "niece"
                | "nephew"
                | "grandson"
                | "granddaughter"
                | "child"
                | "one"
                | "kid"
        )
    };
    let at = |steps: usize| number.from.checked_sub(steps);
    let named = at(1).is_some_and(child)
        || (matches!(back(reading, number.from, 1), "is" | "only" | "just" | "now")
            && (at(2).is_some_and(child) || at(3).is_some_and(child)));
    // "My son, 20 months, has a cough", "my niece (5 weeks)".
    let inserted = matches!(back(reading, number.from, 1), "," | "(") && at(2).is_some_and(child) && ends;
    let headed = number.from == 0 && years && number.value >= GROWN && ends;
    let sexed = sexed_next(reading, unit_at + 1) || child(unit_at + 1);
    (years || months) && (sexed || headed || inserted || (named && alone))
}

/// The months that stand right behind the years, in years: `1岁2个月`.
fn months_beside(reading: &Reading, at: usize) -> f64 {
    let months = quantity::numbers(reading.tokens).into_iter().find(|number| number.from == at);
    months.and_then(|number| infants_age(reading, &number)).filter(|years| *years < 1.0).unwrap_or(0.0)
}

/// "Age 45", "aged 45", "年龄45", "男，45", "f 34".
fn age_before(reading: &Reading, number: &Number) -> Option<f64> {
    let marks = |steps: usize| matches!(back(reading, number.from, steps), ":" | "," | "is" | "/" | "-");
    let near = |word: &str| back(reading, number.from, 1) == word || (marks(1) && back(reading, number.from, 2) == word);
    let aged = near("turned") || near("age") || near("aged") || near("龄");
    let person = matches!(
        back(reading, number.from, 2),
        "woman" | "man" | "girl" | "boy" | "lady" | "male" | "female" | "child" | "guy" | "bloke" | "chap" | "lass" | "lad" | "fella"
    );
    let aged = aged || (back(reading, number.from, 1) == "of" && person && number.value >= 1.0);
    let labelled = (near("woman")
        || near("man")
        || near("girl")
        || near("boy")
        || near("female")
        || near("male")
        || near("男")
        || near("女")
        || near("性"))
        && digits(reading, number);
    let then = reading.tokens.get(number.to);
    let alone = then.is_none_or(|token| token.ends_clause() || matches!(token.text.as_str(), "and" | "but" | "with" | "now"));
    // "I'm Karen, 34".
    let named_self = back(reading, number.from, 1) == ","
        && matches!(back(reading, number.from, 3), "im" | "is")
        && digits(reading, number)
        && alone
        && number.value >= 10.0;
    let myself = matches!(back(reading, number.from, 1), "am" | "im") && alone && number.value >= 10.0;
    let somebody = matches!(back(reading, number.from, 1), "is" | "hes" | "shes") && alone && person_near(reading, number.from);
    // `我今年六十七`, "my husband, 71, has".
    let this_year = back(reading, number.from, 1) == "年" && back(reading, number.from, 2) == "今" && then.is_none_or(Token::ends_clause);
    let beside = back(reading, number.from, 1) == ","
        && digits(reading, number)
        && then.is_some_and(|token| token.text == ",")
        && number.value.fract() == 0.0
        && reading.hits.iter().any(|hit| hit.to + 1 == number.from && reading.is_person(hit));
    let aged = aged || named_self || ((this_year || beside) && (1.0..=110.0).contains(&number.value));
    let headed = number.from == 0 && sexed_next(reading, number.to) && digits(reading, number);
    let unit_follows = quantity::stretch(reading.tokens, number).is_some();
    (aged || myself || somebody || headed || (labelled && !unit_follows && number.value >= 1.0 && number.value <= 110.0))
        .then_some(number.value)
}

/// Whether a hit says a cue, or has a word within that does: "my mother" is a person and female.
fn says(reading: &Reading, hit: &Hit, cue: Cue) -> bool {
    // "She has" denies no more and names her.
    let english = reading.tokens[hit.from].kind == crate::text::Kind::Word;
    let phrase = english && hit.to - hit.from > 1 && !reading.is_content(hit);
    if reading.is(hit, cue) || !(reading.is_person(hit) || phrase) {
        return reading.is(hit, cue);
    }
    reading.says_within(hit, cue)
}

/// "He is 70", "my son is 6".
fn person_near(reading: &Reading, at: usize) -> bool {
    let named = |hit: &Hit| reading.is_person(hit) || reading.is(hit, Cue::Female) || reading.is(hit, Cue::Male);
    (1..=2).any(|steps| matches!(back(reading, at, steps), "he" | "she" | "hes" | "shes"))
        || reading.hits.iter().any(|hit| hit.to < at && at - hit.to <= 1 && named(hit))
}

/// "22, female": a sex behind the mark that follows.
fn sexed_next(reading: &Reading, at: usize) -> bool {
    matches!(word(reading, at), "," | "/")
        && matches!(word(reading, at + 1), "f" | "m" | "female" | "male" | "woman" | "man" | "girl" | "boy" | "lady")
}

/// "男，22天。" at the head of a note: what follows the sex, and nothing after it, is the age.
fn after_sex(reading: &Reading, number: &Number, after: usize) -> bool {
    if !reading.tokens.get(after).is_none_or(crate::text::Token::ends_clause) {
        return false;
    }
    let sexed = |steps: usize| matches!(back(reading, number.from, steps), "男" | "女" | "婴");
    sexed(1) || (matches!(back(reading, number.from, 1), "," | "、") && sexed(2))
}

/// `出生42天`, `宝宝42天`, `42天的女婴`, `17天个小囡`: days that are an age.
fn newborn(reading: &Reading, number: &Number, after: usize) -> bool {
    let born = back(reading, number.from, 1) == "生" && matches!(back(reading, number.from, 2), "出" | "刚" | "才");
    let called = reading.hits.iter().any(|hit| hit.to == number.from && reading.is(hit, Cue::Child));
    let infant = word(reading, after) == "的" && (after + 1..after + 4).any(|at| word(reading, at) == "婴");
    let child = |at: usize| reading.hits.iter().any(|hit| hit.from == at && reading.is(hit, Cue::Child));
    let of = word(reading, after) == "个" && child(after + 1);
    born || called || infant || of
}

fn digits(reading: &Reading, number: &Number) -> bool {
    reading.tokens.get(number.from).is_some_and(|token| token.kind == crate::text::Kind::Number)
}

/// Whether "38 f" can be an age and not a temperature.
fn apart(reading: &Reading, number: &Number) -> bool {
    number.value < 95.0 && number.value.fract() == 0.0 && !matches!(back(reading, number.from, 1), "temp" | "temperature" | "fever" | "of")
}

/// Whether a child is spoken of close by.
fn child_near(reading: &Reading, at: usize) -> bool {
    let (start, end) = reading.sentence(at);
    reading.hits.iter().any(|hit| hit.from >= start && hit.to <= end && reading.is(hit, Cue::Child))
}

/// Tokens between a person and the age told of them.
const AGE_REACH: usize = 3;

/// The sex said outright, or carried by the word for the patient. A relative whom the patient names beside tells nothing; where a pregnancy is
/// told, "he" is the husband or the child to come.
fn sex(reading: &Reading, numbers: &[Number], expecting: bool) -> Option<Sex> {
    for number in numbers {
        let letters = [word(reading, number.to), word(reading, number.to + 1), word(reading, number.to + 2)];
        if age_said(reading, number).is_some() {
            for letter in letters {
                match letter {
                    "f" => return Some(Sex::Female),
                    "m" => return Some(Sex::Male),
                    _ => {}
                }
            }
            match (back(reading, number.from, 1), back(reading, number.from, 2)) {
                ("f", _) => return Some(Sex::Female),
                ("m", _) => return Some(Sex::Male),
                _ => {}
            }
        }
    }
    let myself = subject(reading) == Some(Subject::Myself);
    let another = |hit: &Hit| {
        let named = !outright(reading, numbers, hit);
        reading.is(hit, Cue::Family) || (named && (myself || beside(reading, hit) || (expecting && reading.is(hit, Cue::Male))))
    };
    reading.hits.iter().filter(|hit| !another(hit)).find_map(|hit| match (says(reading, hit, Cue::Female), says(reading, hit, Cue::Male)) {
        (true, false) => Some(Sex::Female),
        (false, true) => Some(Sex::Male),
        _ => None,
    })
}

/// Whether somebody is only named beside the patient: `跟女朋友`, `老公也痒`, "my husband says I".
fn beside(reading: &Reading, hit: &Hit) -> bool {
    let with = matches!(back(reading, hit.from, 1), "with" | "跟" | "和" | "与" | "同");
    let too = matches!(word(reading, hit.to), "also" | "too" | "也")
        || (word(reading, hit.to) == "and" && matches!(word(reading, hit.to + 1), "i" | "me" | "myself"));
    with || too || speaks_of_me(reading, hit)
}

/// Whether somebody speaks of the one who types: "my husband says I look pale", `我妈说我脸色差`.
fn speaks_of_me(reading: &Reading, hit: &Hit) -> bool {
    let at = hit.to;
    let says = matches!(
        word(reading, at),
        "says" | "said" | "thinks" | "reckons" | "swears" | "noticed" | "tells" | "told" | "说" | "讲" | "嫌" | "笑"
    );
    let felt = word(reading, at) == "觉" && word(reading, at + 1) == "得";
    let me = |at: usize| matches!(word(reading, at), "i" | "im" | "ive" | "my" | "me" | "我" | "俺");
    (says && me(at + 1)) || (felt && me(at + 2))
}

/// Whether a word of a sex is the patient's own and no relative's: "man", `女`, "a single mum"; or has the age beside it that is told: "a
/// five-day-old boy", "my husband is 49 years old".
fn outright(reading: &Reading, numbers: &[Number], hit: &Hit) -> bool {
    let next = || word(reading, hit.from + 1);
    let sexed = match word(reading, hit.from) {
        "male" | "female" | "man" | "woman" | "lady" | "gentleman" => true,
        "男" | "女" => hit.to == hit.from + 1 || matches!(next(), "性" | "士" | "生" | "的"),
        "girl" | "boy" | "guy" | "lass" | "lad" | "mum" | "mom" | "mother" | "dad" | "father" | "grandmother" | "grandfather" => {
            matches!(back(reading, hit.from, 1), "a" | "single" | "new" | "as")
        }
        _ => false,
    };
    let aged = |number: &Number| {
        let old = (number.to..number.to + 4).find(|&at| matches!(word(reading, at), "old" | "yo" | "岁"));
        let behind = number.from >= hit.to && number.from - hit.to <= AGE_REACH;
        old.is_some_and(|old| behind || (old < hit.from && hit.from - old <= AGE_REACH))
    };
    sexed || numbers.iter().any(aged)
}

/// Whether the one who types asks of their own lot: "my father has high blood pressure, am I at risk?".
fn asks_of_myself(reading: &Reading) -> bool {
    let asks = |at: usize| {
        matches!(word(reading, at), "am" | "do" | "should" | "will" | "could" | "would" | "can" | "might")
            && word(reading, at + 1) == "i"
            && matches!(word(reading, at + 2), "at" | "have" | "get" | "inherit" | "be" | "likely" | "going" | "more")
    };
    let spoken = |at: usize| matches!(word(reading, at), "he" | "she" | "hes" | "shes" | "him" | "her");
    (0..reading.tokens.len()).any(asks) && !(0..reading.tokens.len()).any(spoken)
}

/// For whom the one who types asks.
pub fn subject(reading: &Reading) -> Option<Subject> {
    // "My mother" is a mother and not "me"; one who is set against the patient's own complaint is not asked for.
    let apart = others::set_apart(reading);
    let set_apart = |hit: &Hit| apart.iter().any(|part| part.holds(hit));
    let of_another = |hit: &Hit| {
        let named = |next: &&Hit| next.from == hit.to && reading.is_person(next) && !speaks_of_me(reading, next);
        matches!(word(reading, hit.from), "my" | "our") && reading.hits.iter().find(named).is_some_and(|next| !set_apart(next))
    };
    let first = |cue: Cue| {
        // "My son gave me his cold".
        let gave =
            |hit: &Hit| matches!(word(reading, hit.to), "gave" | "passed" | "brought") && matches!(word(reading, hit.to + 1), "me" | "us");
        let another = |hit: &Hit| reading.is_person(hit) && (gave(hit) || set_apart(hit));
        let says = |hit: &&Hit| reading.is(hit, cue) && !speaks_of_me(reading, hit) && !of_another(hit) && !another(hit);
        // "I have" is a phrase of its own.
        let me = |at: &usize| cue == Cue::Myself && matches!(word(reading, *at), "i" | "im" | "ive");
        let spoken = reading.hits.iter().find(says).map(|hit| hit.from);
        (0..reading.tokens.len()).find(me).into_iter().chain(spoken).min()
    };
    let named =
        [(Cue::Child, Subject::Child), (Cue::Parent, Subject::Parent), (Cue::OtherPerson, Subject::Other), (Cue::Myself, Subject::Myself)];
    let mut named: Vec<(usize, Subject)> = named.iter().filter_map(|&(cue, subject)| first(cue).map(|at| (at, subject))).collect();
    named.sort_by_key(|(at, _)| *at);
    if asks_of_myself(reading) {
        return Some(Subject::Myself);
    }
    match named[..] {
        [(myself, Subject::Myself), (other, subject), ..] if asks_for(reading, myself, other) => Some(subject),
        [(_, subject), ..] => Some(subject),
        [] => None,
    }
}

/// Tokens between who asks and for whom: "I am a bit worried about my son".
const FOR_REACH: usize = 8;
/// Words of asking and worry.
const ASKING: [&str; 28] = [
    "worried",
    "worry",
    "worrying",
    "concerned",
    "calling",
    "asking",
    "ask",
    "writing",
    "want",
    "need",
    "help",
    "scared",
    "think",
    "brought",
    "found",
    "about",
    "noticed",
    "frightened",
    "担",
    "问",
    "询",
    "带",
    "帮",
    "替",
    "发",
    "怕",
    "为",
    "给",
];

/// Whether one who says "I" asks for another: "I'm worried about my son", `我想问一下我妈妈`. Not "I think my son gave me his cold".
fn asks_for(reading: &Reading, myself: usize, other: usize) -> bool {
    let start = reading.clause_start(other).max(other.saturating_sub(FOR_REACH));
    let given = (other + 1..other + 5).any(|at| matches!(word(reading, at), "me" | "我" | "传"));
    start <= myself && !given && (start..other).any(|at| ASKING.contains(&word(reading, at)))
}
