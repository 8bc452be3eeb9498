//! Numbers with units as findings: temperature, pressure, pulse, saturation, scores; impossible ones are refused and said.
//! What must not live here: what a value means for a disease.

use facts::Lexicon;

use crate::quantity::Number;
use crate::text::{Kind, Token, said as text};

/// A measurement in the finding's own unit, over the tokens it was said with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    pub finding: &'static str,
    pub from: usize,
    pub to: usize,
    pub value: f64,
}

/// A number that cannot be taken as said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Impossible {
    pub finding: &'static str,
    pub from: usize,
    pub to: usize,
}

/// Words that announce a measurement within the few tokens before its number.
const ANNOUNCED: &[(&str, &[&str])] = &[
    (
        "v_body_temperature",
        &[
            "t",
            "temp",
            "temperature",
            "fever",
            "rectal",
            "rectally",
            "axillary",
            "thermometer",
            "体温",
            "肛温",
            "耳温",
            "腋温",
            "额温",
            "发烧",
            "高烧",
            "烧到",
            "发热",
            "烧",
            "温度",
        ],
    ),
    (SYSTOLIC, &["bp", "blood pressure", "systolic", "top number", "upper number", "血压", "高压", "收缩压"]),
    ("v_diastolic_blood_pressure", &["diastolic", "bottom number", "lower number", "低压", "舒张压"]),
    (
        "v_heart_rate",
        &["pulse", "heart rate", "hr", "bpm", "心率", "脉搏", "心跳", "手环上", "手表上", "摸脉", "把脉", "脉才", "脉只", "脉跳"],
    ),
    (
        "v_oxygen_saturation",
        &[
            "spo2",
            "o2 sat",
            "oxygen",
            "oxygens",
            "oximeter",
            "sats",
            "sat",
            "saturation",
            "pulse ox",
            "finger clip",
            "the clip",
            "clip on his finger",
            "clip on her finger",
            "clip on my finger",
            "血氧",
            "氧饱和度",
            "指脉氧",
            "夹手指",
            "指夹",
            "氧掉",
        ],
    ),
    ("v_respiratory_rate", &["respiratory rate", "respirations", "resp rate", "resps", "rr", "breaths", "呼吸频率", "呼吸"]),
    ("v_body_mass_index", &["bmi", "body mass index", "体重指数", "体质指数"]),
    ("v_pain_score", &["pain", "score", "疼痛评分", "疼痛"]),
];

/// The upper blood pressure.
const SYSTOLIC: &str = "v_systolic_blood_pressure";

/// Everything measured in a message.
pub fn measured(lexicon: &Lexicon, tokens: &[Token], numbers: &[Number]) -> (Vec<Measured>, Vec<Impossible>) {
    let (mut found, mut refused) = (Vec::new(), Vec::new());
    let mut taken = 0;
    for (place, number) in numbers.iter().enumerate() {
        // `能退到三十七度多`: what a medicine brings it down to.
        let brought = window(tokens, number.from, 2)..number.from;
        let down =
            brought.into_iter().any(|at| matches!((text(tokens, at), text(tokens, at + 1)), ("退" | "降", "到" | "至") | ("down", "to")));
        let hotter = |other: &Number| other.value > number.value && (37.0..43.0).contains(&other.value);
        let eased = down && (text(tokens, number.to) == "度" || numbers.iter().any(hotter));
        if number.from < taken || eased {
            continue;
        }
        for mut one in one(tokens, number, numbers.get(place + 1)) {
            // `血压一百六，一百`: the lower of two pressures behind one name.
            let upper = found.last().filter(|upper: &&Measured| upper.finding == SYSTOLIC && one.finding == SYSTOLIC);
            let apart =
                upper.is_some_and(|upper| tokens[upper.to..one.from].iter().all(|token| matches!(token.text.as_str(), "," | "、" | "和")));
            if apart && upper.is_some_and(|upper| one.value < upper.value) {
                one.finding = "v_diastolic_blood_pressure";
            }
            let plausible = lexicon.finding(one.finding).and_then(|words| words.plausible);
            taken = one.to;
            match plausible {
                Some((low, high)) if !(low..=high).contains(&one.value) => {
                    refused.push(Impossible { finding: one.finding, from: one.from, to: one.to })
                }
                _ => found.push(one),
            }
        }
    }
    (found, refused)
}

/// What one number measures; two findings for a blood pressure.
fn one(tokens: &[Token], number: &Number, next: Option<&Number>) -> Vec<Measured> {
    let Number { from, to, value } = *number;
    let unit = text(tokens, to);
    let made = |finding, to, value| vec![Measured { finding, from, to, value }];
    if let Some(second) = next.filter(|second| matches!((unit, second.from.checked_sub(to)), ("/" | "over", Some(1)))) {
        let pressure = (50.0..300.0).contains(&value) && (20.0..200.0).contains(&second.value) && value > second.value;
        if pressure {
            let diastolic = Measured { finding: "v_diastolic_blood_pressure", from, to: second.to, value: second.value };
            return vec![Measured { finding: SYSTOLIC, from, to: second.to, value }, diastolic];
        }
        if second.value == 10.0 && value <= 10.0 {
            return made("v_pain_score", second.to, value);
        }
    }
    if unit == "out" && text(tokens, to + 1) == "of" && text(tokens, to + 2) == "10" {
        return made("v_pain_score", to + 3, value);
    }
    // `华氏104度`, `104华氏度`.
    let fahrenheit = |at: usize| text(tokens, at) == "华" && text(tokens, at + 1) == "氏";
    if value >= 90.0 && from.checked_sub(2).is_some_and(fahrenheit) {
        return made("v_body_temperature", to + usize::from(unit == "度"), celsius(value));
    }
    if value >= 90.0 && fahrenheit(to) {
        return made("v_body_temperature", to + 2, celsius(value));
    }
    if unit == "度" {
        // `直腿抬高40度`: an angle.
        if angled(tokens, from) {
            return Vec::new();
        }
        let tenth = tokens.get(to + 1).and_then(|_| small(tokens, to + 1));
        return match tenth {
            Some(tenth) if (34.0..43.0).contains(&value) && value.fract() == 0.0 => {
                made("v_body_temperature", to + 2, value + tenth / 10.0)
            }
            _ if (30.0..46.0).contains(&value) => made("v_body_temperature", to + 1, value),
            _ => Vec::new(),
        };
    }
    let degrees = unit == "°" || matches!(unit, "degrees" | "degree" | "deg");
    let scale = if degrees { text(tokens, to + 1) } else { unit };
    let end = to + usize::from(degrees) + usize::from(matches!(scale, "c" | "f" | "celsius" | "fahrenheit" | "℃"));
    match scale {
        // "39 degrees", of a body: no joint bends so far and no weather is meant.
        _ if degrees && unit != "°" && (37.5..=42.5).contains(&value) && !bends(tokens, from) => {
            return made("v_body_temperature", end, value);
        }
        "c" | "celsius" | "℃" if value > 20.0 => return made("v_body_temperature", end, value),
        "f" | "fahrenheit" if value >= 90.0 => return made("v_body_temperature", end, celsius(value)),
        "bpm" => return made("v_heart_rate", to + 1, value),
        _ => {}
    }
    if let Some((end, metres)) = height(tokens, number) {
        return made("c_altitude", end, metres);
    }
    // `一分钟才三十几下`: beats, where a pulse is spoken of.
    if beats(tokens, number) || of_the_heart(tokens, number) {
        return made("v_heart_rate", to, value);
    }
    let named = if unit == "for" { None } else { announced(tokens, from) };
    match named.or_else(|| said_after(tokens, number)).or_else(|| announced(tokens, from)) {
        // An age stands behind the sex: 胸口烧得慌，女40.
        Some("v_body_temperature") if !degrees && number.from.checked_sub(1).is_some_and(|at| matches!(text(tokens, at), "男" | "女")) => {
            Vec::new()
        }
        Some("v_body_temperature") if degrees || (34.0..=43.5).contains(&value) || cold(value) || value >= 90.0 => {
            // Above 90 only Fahrenheit can be meant, up to what a body can reach; the rest is impossible and refused.
            let body = if (90.0..=115.0).contains(&value) { celsius(value) } else { value };
            made("v_body_temperature", end, body)
        }
        Some(SYSTOLIC) if value >= 40.0 => made(SYSTOLIC, to, value),
        Some("v_diastolic_blood_pressure") if value >= 20.0 => made("v_diastolic_blood_pressure", to, value),
        Some("v_heart_rate") if (20.0..=300.0).contains(&value) && !counts(text(tokens, to)) && !time_follows(tokens, number) => {
            made("v_heart_rate", to, value)
        }
        Some("v_oxygen_saturation") if value >= 30.0 => made("v_oxygen_saturation", to, value),
        Some("v_body_mass_index") if (8.0..=100.0).contains(&value) => made("v_body_mass_index", to, value),
        Some("v_respiratory_rate") if value >= 4.0 && !time_follows(tokens, number) => made("v_respiratory_rate", to, value),
        None if bare_temperature(tokens, number) => made("v_body_temperature", to, value),
        _ => Vec::new(),
    }
}

/// Metres from which a height is one that tells of thin air, not of a race.
const THIN_AIR: f64 = 2_400.0;
/// Metres of a foot.
const FOOT: f64 = 0.3048;

/// The height somebody is at, in metres, and where its unit ends: "at 4900m", `海拔4200`, "above 14,000 ft".
fn height(tokens: &[Token], number: &Number) -> Option<(usize, f64)> {
    let word = |at: usize| text(tokens, at);
    let back = |steps: usize| number.from.checked_sub(steps).map_or("", word);
    let above_sea = back(1) == "拔" || matches!(back(1), "altitude" | "elevation") || (back(1) == "of" && back(2) == "altitude");
    let placed = above_sea || matches!(back(1), "at" | "above" | "over" | "to" | "reached" | "到" | "在");
    let unit_at = number.to + usize::from(matches!(word(number.to), "多" | "几" | "来"));
    let metres = match word(unit_at) {
        "m" | "metres" | "meters" | "米" => Some(number.value),
        "ft" | "feet" | "foot" => Some(number.value * FOOT),
        _ if above_sea => Some(number.value),
        _ => None,
    }?;
    let raced = matches!(word(unit_at + 1), "race" | "run" | "row" | "swim" | "跑" | "长");
    let end = if word(unit_at).starts_with(|letter: char| letter.is_alphabetic()) && !above_sea { unit_at + 1 } else { number.to };
    (placed && !raced && (THIN_AIR..=8_900.0).contains(&metres)).then_some((end, metres))
}

/// Millimetres of mercury between two arms from which the difference is a finding.
const BETWEEN_ARMS: f64 = 20.0;

/// How far two pressures lie apart, one of each arm, where that is too far: `血压右胳膊190左胳膊才130`.
pub fn between_arms(tokens: &[Token], numbers: &[Number]) -> Option<Measured> {
    let word = |at: usize| text(tokens, at);
    let any = |said: &dyn Fn(usize) -> bool| (0..tokens.len()).any(said);
    let pressure = any(&|at| matches!(word(at), "bp" | "pressure" | "cuff" | "systolic") || (word(at) == "血" && word(at + 1) == "压"));
    let arms = any(&|at| {
        matches!(word(at), "arm" | "arms" | "胳" | "臂") || matches!((word(at), word(at + 1)), ("上", "肢") | ("左" | "右", "手"))
    }) && any(&|at| matches!(word(at), "left" | "左"))
        && any(&|at| matches!(word(at), "right" | "右"));
    let upper = |number: &&Number| {
        let lower = number.from.checked_sub(1).is_some_and(|at| matches!(word(at), "/" | "over"));
        (60.0..=280.0).contains(&number.value)
            && !lower
            && (word(number.to) == "/" || !counts(word(number.to)))
            && !time_follows(tokens, number)
    };
    let told: Vec<&Number> = numbers.iter().filter(upper).collect();
    let [one, other] = told[..] else { return None };
    let value = (one.value - other.value).abs();
    let finding = "v_blood_pressure_difference_between_arms";
    (pressure && arms && value >= BETWEEN_ARMS).then_some(Measured { finding, from: one.from, to: other.to, value })
}

/// A temperature of the body below those that are written without their tenth.
fn cold(value: f64) -> bool {
    (24.0..34.0).contains(&value) && value.fract() > 0.0
}

/// Tokens before a number in which its measurement is announced.
const ANNOUNCED_WITHIN: usize = 6;

/// Where the tokens begin that stand before one in its sentence, so many at most.
fn window(tokens: &[Token], at: usize, reach: usize) -> usize {
    let first = at.saturating_sub(reach);
    (first..at).rev().find(|&at| tokens[at].ends_sentence()).map_or(first, |at| at + 1)
}

/// Tokens before a number of degrees in which a movement makes it an angle.
const ANGLE_REACH: usize = 10;

/// Whether degrees are those of a joint.
fn angled(tokens: &[Token], from: usize) -> bool {
    let start = window(tokens, from, ANGLE_REACH);
    (start..from).any(|at| matches!(text(tokens, at), "抬" | "屈" | "伸" | "旋" | "弯" | "角" | "倾") && text(tokens, at + 1) != "温")
}

/// Whether degrees are of the weather, or of a joint: "39 degrees outside", "bends to 40 degrees".
fn bends(tokens: &[Token], from: usize) -> bool {
    let (start, end) = (window(tokens, from, ANGLE_REACH), (from + ANGLE_REACH).min(tokens.len()));
    (start..end).any(|at| {
        matches!(
            text(tokens, at),
            "outside"
                | "weather"
                | "heat"
                | "heatwave"
                | "oven"
                | "room"
                | "bend"
                | "bends"
                | "flex"
                | "flexion"
                | "raise"
                | "lift"
                | "lifts"
                | "angle"
        )
    })
}

/// Words of a time or of heat beside which a bare number is a temperature.
const BESIDE_DEGREES: [&str; 14] = [
    "now",
    "today",
    "tonight",
    "still",
    "yesterday",
    "morning",
    "evening",
    "night",
    "again",
    "hot",
    "boiling",
    "burning",
    "shakes",
    "shivering",
];

/// Whether a word is a unit of something else.
fn counts(word: &str) -> bool {
    let units = [
        "kg", "kgs", "kilos", "lb", "lbs", "pounds", "stone", "cm", "mm", "km", "miles", "mg", "g", "ml", "mmol", "weeks", "wks", "months",
        "years", "hours", "hrs", "percent",
    ];
    units.contains(&word) || matches!(word, "%" | "/")
}

/// Whether a number can only be a temperature: `现在37.8` among Chinese words, with its tenth, no unit and no test before it.
fn bare_temperature(tokens: &[Token], number: &Number) -> bool {
    let Number { from, to, value } = *number;
    let tenth = from + 1 == to && text(tokens, from).contains('.');
    let han = |token: Option<&Token>| token.is_some_and(|token| token.kind == Kind::Han);
    let comma = |token: Option<&Token>| token.is_some_and(|token| matches!(token.text.as_str(), "," | "." | ";"));
    let before = from.checked_sub(1).and_then(|at| tokens.get(at));
    let hot = tenth && (37.5..=42.0).contains(&value);
    // In a note a clause of its own: "cough for two days, 38.6, off food".
    if hot && comma(before) && tokens.get(to).is_none_or(|token| comma(Some(token))) {
        return true;
    }
    // Told by its time or by what it is of: "now 39.4", "38.4 tonight", "hot 39.1".
    let timed = |token: Option<&Token>| token.is_some_and(|token| BESIDE_DEGREES.contains(&token.text.as_str()));
    if hot && (timed(before) && !counts(text(tokens, to)) || (before.is_none() || comma(before)) && timed(tokens.get(to))) {
        return true;
    }
    let counted = matches!(
        text(tokens, to),
        "斤" | "公"
            | "千"
            | "克"
            | "厘"
            | "米"
            | "岁"
            | "天"
            | "周"
            | "个"
            | "万"
            | "元"
            | "块"
            | "小"
            | "次"
            | "毫"
            | "分"
            | "倍"
            | "%"
            | "/"
            | "*"
            | "x"
    );
    let unnamed = before.is_none_or(|token| token.kind != Kind::Word) && tokens.get(to).is_none_or(|token| token.kind != Kind::Word);
    tenth && (36.0..=42.0).contains(&value) && unnamed && !counted && (han(before) || han(tokens.get(to)))
}

fn time_follows(tokens: &[Token], number: &Number) -> bool {
    crate::quantity::stretch(tokens, number).is_some()
}

fn small(tokens: &[Token], at: usize) -> Option<f64> {
    let token = tokens.get(at)?;
    let value = match token.text.as_str() {
        "半" => 5.0,
        "一" => 1.0,
        "二" => 2.0,
        "三" => 3.0,
        "四" => 4.0,
        "五" => 5.0,
        "六" => 6.0,
        "七" => 7.0,
        "八" => 8.0,
        "九" => 9.0,
        digits => digits.parse().ok()?,
    };
    (value < 10.0).then_some(value)
}

fn celsius(fahrenheit: f64) -> f64 {
    ((fahrenheit - 32.0) * 50.0 / 9.0).round() / 10.0
}

/// Tokens between "a minute" and the beats counted in it, and between a word for the pulse and both.
const A_MINUTE: usize = 4;
const OF_THE_PULSE: usize = 16;

/// Whether a number counts beats in a minute: `摸脉一分钟才三十几下`.
fn beats(tokens: &[Token], number: &Number) -> bool {
    let after = number.to + usize::from(matches!(text(tokens, number.to), "几" | "多" | "来"));
    let before = |reach: usize| window(tokens, number.from, reach)..number.from;
    let minute = before(A_MINUTE).any(|at| text(tokens, at) == "分" && text(tokens, at + 1) == "钟");
    let pulse = before(OF_THE_PULSE).any(|at| matches!(text(tokens, at), "脉" | "心"));
    text(tokens, after) == "下" && minute && pulse && number.value >= 20.0
}

/// The measurement named after its number: "34 for pulse", "91 for her oxygen", "40.3 temp".
fn said_after(tokens: &[Token], number: &Number) -> Option<&'static str> {
    let to = number.to;
    let named = to + 1 + usize::from(matches!(text(tokens, to + 1), "the" | "my" | "his" | "her"));
    let of = |at: usize| ANNOUNCED.iter().find(|(_, words)| words.contains(&text(tokens, at))).map(|(finding, _)| *finding);
    let counted = |finding: &&str| !matches!(*finding, "v_body_temperature" | "v_pain_score");
    if text(tokens, to) == "for" {
        return of(named).filter(counted);
    }
    let taken = match text(tokens, to) {
        "on" => text(tokens, named) == "thermometer",
        "under" => matches!(text(tokens, named), "arm" | "armpit" | "tongue"),
        "in" => matches!(text(tokens, named), "ear" | "armpit"),
        "rectal" | "rectally" | "axillary" => true,
        _ => false,
    };
    if taken {
        return Some("v_body_temperature");
    }
    if text(tokens, to) == "breaths" {
        return Some("v_respiratory_rate");
    }
    // `七十几的高压`, `一百六的血压`.
    let named = to + usize::from(matches!(text(tokens, to), "几" | "多" | "来"));
    if text(tokens, named) == "的" {
        match (text(tokens, named + 1), text(tokens, named + 2)) {
            ("高", "压") | ("血", "压") => return Some(SYSTOLIC),
            ("低", "压") => return Some("v_diastolic_blood_pressure"),
            ("心", "率" | "跳") => return Some("v_heart_rate"),
            _ => {}
        }
    }
    // "she is 40, temp 39", "at 40 temp was 39": the name belongs to what follows it.
    let right_behind = matches!(text(tokens, to), "temp" | "temperature" | "pulse" | "sats" | "spo2");
    let leads_on = |at: usize| matches!(text(tokens, at), "is" | "was" | "of" | "at" | "s" | ":" | "-" | "=") || digits(tokens, at);
    (right_behind && !leads_on(to + 1)).then(|| of(to)).flatten()
}

fn digits(tokens: &[Token], at: usize) -> bool {
    text(tokens, at).starts_with(|letter: char| letter.is_ascii_digit())
}

/// Tokens between the heart and the beats told of it.
const OF_THE_HEART: usize = 4;

/// Whether a number tells the beats of a heart named before it: "heart is 165", "heart going at 150".
fn of_the_heart(tokens: &[Token], number: &Number) -> bool {
    let between = [
        "is", "was", "been", "has", "at", "to", "about", "around", "over", "only", "just", "like", "going", "doing", "running", "beating",
        "hitting", "up",
    ];
    let mut before = (window(tokens, number.from, OF_THE_HEART)..number.from).rev().map(|at| text(tokens, at));
    let heart = before.find(|word| !between.contains(word)).is_some_and(|word| matches!(word, "heart" | "hearts"));
    let bare = !counts(text(tokens, number.to)) && !time_follows(tokens, number);
    heart && bare && (20.0..=300.0).contains(&number.value)
}

/// The measurement announced in the six tokens before a number, nearest first.
fn announced(tokens: &[Token], number: usize) -> Option<&'static str> {
    let window = &tokens[window(tokens, number, ANNOUNCED_WITHIN)..number];
    let latin: String = window.iter().map(|token| format!(" {}", token.text)).collect::<String>() + " ";
    let han: String = window.iter().map(|token| token.text.as_str()).collect();
    let place = |word: &str| {
        if word.is_ascii() {
            latin.rfind(&format!(" {word} ")).map(|at| latin.len() - at)
        } else {
            han.rfind(word).map(|at| han.len() - at)
        }
    };
    ANNOUNCED
        .iter()
        .filter_map(|(finding, words)| words.iter().filter_map(|word| place(word)).min().map(|distance| (distance, *finding)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, finding)| finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::numbers;
    use crate::text::tokens;

    fn apart(message: &str) -> Option<f64> {
        let tokens = tokens(message);
        between_arms(&tokens, &numbers(&tokens)).map(|measured| measured.value)
    }

    #[test]
    fn pressures_of_two_arms_are_compared() {
        assert_eq!(apart("bp right arm 190/100, left arm 130/80"), Some(60.0));
        assert_eq!(apart("家里血压计右胳膊190 左胳膊才130"), Some(60.0));
        assert_eq!(apart("bp 138/80 left arm, 140/85 right arm"), None);
        assert_eq!(apart("left arm aches, bp 150 then 120 after my tablet"), None);
    }

    #[test]
    fn a_measurement_may_be_named_after_its_number() {
        let named = |text: &str, place: usize| {
            let tokens = tokens(text);
            said_after(&tokens, &numbers(&tokens)[place])
        };
        assert_eq!(named("the clip says 34 for pulse", 0), Some("v_heart_rate"));
        assert_eq!(named("shaking and 40.3 temp", 0), Some("v_body_temperature"));
        assert_eq!(named("drenched, 40.2 on the thermometer", 0), Some("v_body_temperature"));
        assert_eq!(named("38.6 under the arm", 0), Some("v_body_temperature"));
        assert_eq!(named("thirty one breaths a minute", 0), Some("v_respiratory_rate"));
        assert_eq!(named("七十几的高压", 0), Some("v_systolic_blood_pressure"));
        assert_eq!(named("she is 40 temp 39", 0), None, "the name belongs to what follows");
        assert_eq!(named("at 65 pulse is 110", 0), None);
        assert_eq!(named("24 hr tape was normal", 0), None, "hours");
    }

    #[test]
    fn a_height_is_told_with_its_unit_or_as_above_the_sea() {
        let told = |text: &str| {
            let tokens = tokens(text);
            numbers(&tokens).iter().find_map(|number| height(&tokens, number)).map(|(_, metres)| metres.round())
        };
        assert_eq!(told("at 4900m on a trek"), Some(4900.0));
        assert_eq!(told("camped at 14000 feet"), Some(4267.0));
        assert_eq!(told("海拔4200 头疼"), Some(4200.0));
        assert_eq!(told("在四千多米的地方"), Some(4000.0));
        assert_eq!(told("ran 5000m yesterday"), None);
        assert_eq!(told("at 3000 m race pace"), None);
    }

    #[test]
    fn beats_may_be_told_of_the_heart() {
        let told = |text: &str| {
            let tokens = tokens(text);
            numbers(&tokens).iter().any(|number| of_the_heart(&tokens, number))
        };
        assert!(told("my heart is 165 and jumping"));
        assert!(told("her heart's been over 140"));
        assert!(!told("his heart is 50 years old"));
        assert!(!told("heart attack at 50"));
        assert!(!told("my heart is racing since 20 minutes"));
    }
}
