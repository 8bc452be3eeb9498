//! Numbers as people write them, with what they count: digits, words, Chinese numerals; times and measurements.
//! What must not live here: which finding a number belongs to.

use crate::text::{Kind, Token, said as text};

/// A number in a message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    pub from: usize,
    pub to: usize,
    pub value: f64,
}

/// Every number of a message, left to right.
pub fn numbers(tokens: &[Token]) -> Vec<Number> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match number_at(tokens, at) {
            Some(number) => {
                at = number.to;
                found.push(number);
            }
            None => at += 1,
        }
    }
    found
}

fn number_at(tokens: &[Token], at: usize) -> Option<Number> {
    let token = tokens.get(at)?;
    let number = |to: usize, value: f64| Some(Number { from: at, to, value });
    match token.kind {
        Kind::Number => {
            let value: f64 = token.text.parse().ok()?;
            match text(tokens, at + 1) {
                "万" => number(at + 2, value * 10_000.0),
                "百" => number(at + 2, value * 100.0),
                // `38点8`.
                "点" if value.fract() == 0.0 && text(tokens, at + 2).len() == 1 && text(tokens, at + 2).parse::<u8>().is_ok() => {
                    number(at + 3, value + text(tokens, at + 2).parse::<f64>().unwrap_or_default() / 10.0)
                }
                _ => part(tokens, at + 1).map_or_else(|| number(at + 1, value), |(part, to)| number(to, value + part)),
            }
        }
        Kind::Han => chinese(tokens, at),
        Kind::Word => {
            let (value, to) = english(tokens, at)?;
            number(to, value)
        }
        Kind::Mark => None,
    }
}

/// An English number below twenty.
fn small(word: &str) -> Option<f64> {
    const SMALL: [&str; 19] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    (1u32..).zip(SMALL).find(|(_, small)| *small == word).map(|(value, _)| f64::from(value))
}

/// An English number below a hundred, and where it ends: "ninety", "eighty-five", "twelve".
fn below_hundred(tokens: &[Token], at: usize) -> Option<(f64, usize)> {
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let first = text(tokens, at);
    let Some((base, _)) = (2u32..).zip(TENS).find(|(_, tens)| *tens == first) else { return small(first).map(|value| (value, at + 1)) };
    let base = f64::from(base * 10);
    let next = if text(tokens, at + 1) == "-" { at + 2 } else { at + 1 };
    Some(small(text(tokens, next)).filter(|unit| *unit < 10.0).map_or((base, at + 1), |unit| (base + unit, next + 1)))
}

/// A number above a hundred as it is said: "a hundred and two", "two hundred", "one thirty", "one oh five".
fn hundreds(tokens: &[Token], at: usize) -> Option<(f64, usize)> {
    let first = text(tokens, at);
    let count = if matches!(first, "a" | "an") { Some(1.0) } else { small(first).filter(|count| *count < 10.0) };
    let (hundreds, to) = match (first, count) {
        ("hundred", _) => (1.0, at + 1),
        (_, Some(count)) if text(tokens, at + 1) == "hundred" => (count, at + 2),
        ("one" | "two", Some(count)) => {
            if matches!(text(tokens, at + 1), "oh" | "o" | "zero")
                && let Some(units) = small(text(tokens, at + 2)).filter(|units| *units < 10.0)
            {
                return Some((count * 100.0 + units, at + 3));
            }
            let (rest, to) = below_hundred(tokens, at + 1).filter(|(rest, _)| *rest >= 10.0)?;
            return Some((count * 100.0 + rest, to));
        }
        _ => return None,
    };
    let rest = below_hundred(tokens, to + usize::from(text(tokens, to) == "and"));
    Some(rest.map_or((hundreds * 100.0, to), |(rest, to)| (hundreds * 100.0 + rest, to)))
}

/// The part of a number that is said after it, and where it ends: "point eight", "and a half".
fn part(tokens: &[Token], at: usize) -> Option<(f64, usize)> {
    let word = |on: usize| text(tokens, at + on);
    match (word(0), word(1), word(2)) {
        ("and", "a", "half") => Some((0.5, at + 3)),
        ("point", tenth, _) => {
            let digit = tenth.parse().ok().or_else(|| small(tenth)).filter(|tenth| *tenth < 10.0);
            digit.map(|tenth| (tenth / 10.0, at + 2))
        }
        _ => None,
    }
}

fn english(tokens: &[Token], at: usize) -> Option<(f64, usize)> {
    let first = text(tokens, at);
    if let Some((whole, to)) = hundreds(tokens, at).or_else(|| below_hundred(tokens, at)) {
        return Some(part(tokens, to).map_or((whole, to), |(part, to)| (whole + part, to)));
    }
    if matches!(first, "a" | "an") {
        return match text(tokens, at + 1) {
            "couple" => Some((2.0, if text(tokens, at + 2) == "of" { at + 3 } else { at + 2 })),
            "few" => Some((3.0, at + 2)),
            "half" => Some((0.5, at + 2)),
            "whole" | "full" | "good" | "solid" if days_in(text(tokens, at + 2)).is_some() => Some((1.0, at + 2)),
            word if days_in(word).is_some() => Some((1.0, at + 1)),
            _ => None,
        };
    }
    match first {
        "half" => Some((0.5, if matches!(text(tokens, at + 1), "a" | "an") { at + 2 } else { at + 1 })),
        "couple" => Some((2.0, if text(tokens, at + 1) == "of" { at + 2 } else { at + 1 })),
        "several" | "few" => Some((3.0, at + 1)),
        _ => None,
    }
}

fn chinese(tokens: &[Token], at: usize) -> Option<Number> {
    let digit = |word: &str| {
        Some(match word {
            "零" | "〇" => 0.0,
            "一" => 1.0,
            "二" | "两" | "俩" => 2.0,
            "三" | "仨" => 3.0,
            "四" => 4.0,
            "五" => 5.0,
            "六" => 6.0,
            "七" => 7.0,
            "八" => 8.0,
            "九" => 9.0,
            _ => return None,
        })
    };
    let first = text(tokens, at);
    // `血糖一直高`: no one.
    if first == "一" && "直般定样些起切旦边会向律味度贯".contains(text(tokens, at + 1)) && !text(tokens, at + 1).is_empty()
    {
        return None;
    }
    if first == "半" {
        let to = if matches!(text(tokens, at + 1), "个" | "拉") { at + 2 } else { at + 1 };
        return Some(Number { from: at, to, value: 0.5 });
    }
    if first == "几" || (first == "好" && text(tokens, at + 1) == "几") {
        let to = if first == "几" { at + 1 } else { at + 2 };
        return Some(Number { from: at, to, value: 3.0 });
    }
    let (mut whole, mut current, mut last_unit, mut to) = (0.0, None::<f64>, 0.0, at);
    // `一百零三` is 103.
    let mut after_zero = false;
    loop {
        let word = text(tokens, to);
        after_zero |= word == "零" && last_unit > 0.0;
        if let Some(value) = digit(word) {
            // 两三天 is two or three days, not twenty-three, and 三四十 thirty or forty; 二三 of a number read out has nothing counted after it.
            let counted = || text(tokens, to - 1) == "两" || counts(tokens, to + 1);
            let either = |known: f64| word != "零" && value == known + 1.0 && whole == 0.0 && counted();
            current = Some(current.map_or(value, |known| if either(known) { known + 0.5 } else { known * 10.0 + value }));
        } else if let Some(unit) = match word {
            "十" => Some(10.0),
            "百" => Some(100.0),
            "千" => Some(1000.0),
            _ => None,
        } {
            whole += current.take().unwrap_or(1.0) * unit;
            last_unit = unit;
        } else {
            break;
        }
        to += 1;
    }
    if to == at {
        return None;
    }
    // 一百六 is 160: a last digit counts tenths of the unit before it.
    let rest = current.map_or(0.0, |value| if last_unit >= 100.0 && !after_zero { value * last_unit / 10.0 } else { value });
    let mut value = whole + rest;
    if text(tokens, to) == "点"
        && let Some(tenth) = digit(text(tokens, to + 1))
    {
        value += tenth / 10.0;
        to += 2;
    }
    Some(Number { from: at, to, value })
}

/// The days in an English unit of time.
fn days_in(word: &str) -> Option<f64> {
    Some(match word {
        "second" | "seconds" | "secs" | "sec" => 1.0 / 86_400.0,
        "minute" | "minutes" | "mins" | "min" => 1.0 / 1_440.0,
        "hour" | "hours" | "hrs" | "hr" | "h" => 1.0 / 24.0,
        "day" | "days" | "night" | "nights" => 1.0,
        "week" | "weeks" | "wk" | "wks" => 7.0,
        "month" | "months" => 30.0,
        "year" | "years" | "yrs" | "yr" => 365.0,
        _ => return None,
    })
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    pub from: usize,
    pub to: usize,
    pub days: f64,
}

/// Tokens between the word that something began and when.
const BEGUN: usize = 3;

/// How long ago the trouble began, as far as the message says: the first stretch that is not an age, a rhythm or a dose,
/// and of which `told` holds.
pub fn since_onset(tokens: &[Token], numbers: &[Number], told: impl Fn(&Stretch) -> bool) -> Option<Stretch> {
    let counted: Vec<Stretch> = numbers
        .iter()
        .filter_map(|number| stretch(tokens, number))
        .filter(|stretch| tells_onset(tokens, stretch) && told(stretch))
        .collect();
    // "On these pills for two years and the nausea started four days ago": what began then.
    let begun = |stretch: &&Stretch| {
        (1..=BEGUN).any(|back| stretch.from.checked_sub(back).is_some_and(|at| matches!(text(tokens, at), "started" | "began" | "since")))
    };
    let counted = counted.iter().find(begun).or(counted.first()).copied();
    counted.or_else(|| (0..tokens.len()).filter_map(|at| named(tokens, at)).find(|stretch| told(stretch)))
}

/// When something happened that is named at `at`: the stretch or the day nearest to it in its sentence, `reach` tokens away at most.
pub fn happened(tokens: &[Token], numbers: &[Number], at: usize, bounds: (usize, usize), reach: usize) -> Option<Stretch> {
    let counted = numbers.iter().filter_map(|number| stretch(tokens, number));
    let all = counted.chain((bounds.0..bounds.1).filter_map(|at| named(tokens, at)));
    let distance = |stretch: &Stretch| if stretch.from >= at { stretch.from - at } else { at.saturating_sub(stretch.to) };
    all.filter(|stretch| stretch.from >= bounds.0 && stretch.to <= bounds.1 && distance(stretch) <= reach).min_by_key(distance)
}

/// Where the next time is told between two places, or the end: "two years ago an operation, and last week a fall".
pub fn next_time(tokens: &[Token], numbers: &[Number], from: usize, end: usize) -> usize {
    let counted = numbers.iter().filter_map(|number| stretch(tokens, number));
    let all = counted.chain((from..end).filter_map(|at| named(tokens, at))).map(|stretch| stretch.from);
    all.filter(|at| (from..end).contains(at)).min().unwrap_or(end)
}

/// A number with a unit of time.
pub fn stretch(tokens: &[Token], number: &Number) -> Option<Stretch> {
    let Number { from, to, value } = *number;
    let found = |to: usize, unit: f64| Some(Stretch { from, to, days: value * unit });
    let to = if matches!(text(tokens, to), "-" | "to" | "or" | "~" | "多" | "来") { to + 1 } else { to };
    if let Some(unit) = days_in(text(tokens, to)) {
        return found(to + 1, unit);
    }
    let counter = usize::from(text(tokens, to) == "个");
    let to = to + counter;
    // `一个来月`, `一个半月`.
    let half = counter == 1 && text(tokens, to) == "半";
    let value = if half { value + 0.5 } else { value };
    let found = |to: usize, unit: f64| Some(Stretch { from, to, days: value * unit });
    let to = to + usize::from(counter == 1 && matches!(text(tokens, to), "半" | "来" | "多" | "把"));
    let pair = (text(tokens, to), text(tokens, to + 1));
    match pair {
        ("分", "钟") | ("分", _) => found(to + 1 + usize::from(pair.1 == "钟"), 1.0 / 1_440.0),
        ("秒", _) => found(to + 1, 1.0 / 86_400.0),
        ("小", "时") | ("钟", "头") => found(to + 2, 1.0 / 24.0),
        ("钟", _) if counter == 1 => found(to + 1, 1.0 / 24.0),
        ("天" | "日" | "晚" | "宿", _) => found(to + 1, 1.0),
        ("星", "期") | ("礼", "拜") => found(to + 2, 7.0),
        ("周", second) if second != "岁" => found(to + 1, 7.0),
        ("月", _) => found(to + 1, 30.0),
        // A year of the calendar is no stretch.
        ("年", _) if value < 1000.0 => found(to + 1, 365.0),
        _ => None,
    }
}

/// Words of what is counted, and of tens.
const COUNTED: &str = "岁十百千万粒片颗次个包口趟回杯瓶斤两碗块根";

/// Whether something counted stands here, or a unit of time.
fn counts(tokens: &[Token], at: usize) -> bool {
    let word = text(tokens, at);
    (!word.is_empty() && COUNTED.contains(word)) || stretch(tokens, &Number { from: at, to: at, value: 1.0 }).is_some()
}

/// Two minutes, in days.
const MOMENT: f64 = 0.0014;

/// Words before "a day" that make it a stretch, not a rhythm.
const BEFORE_A_STRETCH: [&str; 18] = [
    "for", "about", "after", "over", "nearly", "almost", "within", "just", "only", "past", "last", "around", "maybe", "than", "since",
    "been", "lasted", "and",
];

/// Whether a stretch tells when the trouble began, rather than an age, a rhythm or how long each bout lasts.
fn tells_onset(tokens: &[Token], stretch: &Stretch) -> bool {
    let before = |back: usize| stretch.from.checked_sub(back).map_or("", |at| text(tokens, at));
    let after = text(tokens, stretch.to);
    let age = matches!(after, "old" | "大" | "pregnant")
        || (after == "-" && text(tokens, stretch.to + 1) == "old")
        || before(1) == "孕"
        || before(1) == "怀";
    // "No appetite in three weeks".
    let none_in = || {
        (stretch.from.saturating_sub(NONE_IN)..stretch.from)
            .any(|at| matches!(text(tokens, at), "no" | "not" | "havent" | "hasnt" | "nothing" | "never" | "cant"))
    };
    let within = matches!(before(1), "in" | "within") && !none_in();
    let rhythm = within || matches!(before(1), "every" | "each" | "每" | "per" | "隔") || matches!(before(2), "每" | "every");
    // "Up twice a night", "twenty a day", "a bottle of wine a night".
    let one = matches!(text(tokens, stretch.from), "a" | "an");
    let shorter = days_in(text(tokens, stretch.from + 1)).is_some_and(|days| days <= 1.0);
    let counted = before(1).starts_with(|letter: char| letter.is_ascii_alphanumeric()) && !BEFORE_A_STRETCH.contains(&before(1));
    let ago = matches!(after, "ago" | "now" | "back" | "earlier" | "before" | "or" | "and");
    let rhythm = rhythm
        || (one && matches!(before(1), "once" | "twice" | "thrice" | "times" | "time" | "x"))
        || (one && shorter && counted && !ago)
        || (one && days_in(before(1)).is_some());
    let lasts = |word: &str| matches!(word, "lasts" | "lasting" | "lasted" | "last" | "持" | "续");
    let short = stretch.days < 0.04;
    let bout =
        matches!(before(1), "lasts" | "lasting") || (matches!(before(1), "for" | "about" | "only" | "续") && lasts(before(2)) && short);
    // "The room spins for about twenty seconds": so little is how long each time lasts.
    let moment =
        stretch.days < MOMENT && !matches!(after, "ago" | "now" | "前" | "earlier") && !matches!(before(1), "past" | "last" | "了" | "已");
    // `一天拉五次`, `一礼拜犯两三回`: how often.
    let often = text(tokens, stretch.from) == "一"
        && !matches!(after, "前" | "了" | "内" | "来")
        && (stretch.to..stretch.to + OFTEN_REACH).any(|at| {
            matches!(text(tokens, at), "次" | "回" | "趟" | "遍" | "包" | "瓶" | "支" | "顿" | "斤" | "泡")
                && at.checked_sub(1).is_some_and(|at| counted_before(tokens, at))
        });
    // "Four days a month", "an hour after eating", `过五六个小时又上来`, `一来就七八天`.
    let each = matches!(after, "a" | "per" | "each" | "every") && days_in(text(tokens, stretch.to + 1)).is_some();
    let meal = matches!(after, "after" | "before")
        && matches!(
            text(tokens, stretch.to + 1),
            "eating" | "meals" | "food" | "dinner" | "lunch" | "breakfast" | "lying" | "exercise" | "drinking" | "bed" | "i" | "every"
        );
    let again = (stretch.to..stretch.to + 2).any(|at| text(tokens, at) == "又");
    let back = (before(1) == "过" && again) || (before(1) == "就" && before(2) == "来");
    let rhythm = rhythm || often || each || meal || back;
    let next = matches!(before(1), "next") || matches!(after, "later" | "后");
    !(age || rhythm || bout || moment || next)
}

/// Tokens between a denial and the time it holds: "no bowel movement in five days".
const NONE_IN: usize = 8;
/// Tokens between a time and how often something comes in it.
const OFTEN_REACH: usize = 6;

/// Whether a number, or a word for many, ends at a token.
fn counted_before(tokens: &[Token], at: usize) -> bool {
    let word = text(tokens, at);
    tokens.get(at).is_some_and(|token| token.kind == Kind::Number) || (!word.is_empty() && "一二两三四五六七八九十几多百".contains(word))
}

/// "Yesterday", "昨晚": a beginning that is named, not counted.
fn named(tokens: &[Token], at: usize) -> Option<Stretch> {
    let found = |length: usize, days: f64| Some(Stretch { from: at, to: at + length, days });
    match (text(tokens, at), text(tokens, at + 1)) {
        ("just", "now") | ("刚", "刚") | ("刚", "才") => found(2, 0.01),
        ("suddenly", "now") => found(2, 0.01),
        ("this", "morning" | "afternoon" | "evening") | ("今", "天" | "早" | "晨") => found(2, 0.25),
        ("tonight" | "today", _) => found(1, 0.25),
        ("last", "night") | ("昨", "晚" | "夜") => found(2, 0.5),
        ("yesterday", _) if at >= 2 && text(tokens, at - 1) == "before" && text(tokens, at - 2) == "day" => found(1, 2.0),
        ("yesterday", _) => found(1, 1.0),
        ("昨", "天" | "日" | "儿") => found(2, 1.0),
        ("前", "天" | "晚") => found(2, 2.0),
        ("last", "week") | ("上", "周") => found(2, 7.0),
        ("last", "month") => found(2, 30.0),
        ("last", "year") | ("去", "年") => found(2, 365.0),
        // "Standing all day" is a habit.
        ("all", "day") if at > 0 && matches!(text(tokens, at - 1), "standing" | "sitting" | "working" | "feet" | "walking" | "driving") => {
            None
        }
        ("all" | "whole", "day") => found(2, 0.5),
        ("past", "week") => found(2, 7.0),
        ("past", "fortnight") => found(2, 14.0),
        ("past", "month") => found(2, 30.0),
        ("past", "year") => found(2, 365.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    fn values(text: &str) -> Vec<f64> {
        numbers(&tokens(text)).iter().map(|number| number.value).collect()
    }

    #[test]
    fn numerals_of_both_languages_are_read() {
        assert_eq!(values("39.5 and twenty-five"), [39.5, 25.0]);
        assert_eq!(values("一百六，三十九点五，二十"), [160.0, 39.5, 20.0]);
        assert_eq!(values("两三粒，三四十片，二三百"), [2.5, 35.0, 250.0]);
    }

    #[test]
    fn an_onset_is_told_from_an_age_and_a_rhythm() {
        let days = |text: &str| {
            let tokens = tokens(text);
            since_onset(&tokens, &numbers(&tokens), |_| true).map(|stretch| (stretch.days * 1440.0).round() / 1440.0)
        };
        assert_eq!(days("34 year old with cough for two weeks"), Some(14.0));
        assert_eq!(days("cramps every 10 minutes since yesterday"), Some(1.0));
        assert_eq!(days("up twice a night for a pee"), None);
        assert_eq!(days("胸口疼了三天"), Some(3.0));
        assert_eq!(days("头疼半个月"), Some(15.0));
        assert_eq!(days("20分钟前开始"), Some(20.0 / 1440.0));
    }
}
