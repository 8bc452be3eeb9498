//! What a plan's steps sound like: fixed templates in both languages, for an adult, a parent, a relative.
//! What must not live here: the choice of what to say; any clinical text, which comes from the knowledge.

use facts::{Language, Urgency};
use serde::{Deserialize, Serialize};

use crate::heard::Subject;

/// One step of a reply, with the knowledge's own words already in the patient's language.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    Greet,
    AskPerson {
        age: bool,
        sex: bool,
    },
    AskComplaint,
    AskMore,
    Understood {
        present: Vec<String>,
        absent: Vec<String>,
    },
    /// Nothing in the message was understood.
    NotUnderstood,
    /// What to do now, and what was said that demands it.
    Alert {
        urgency: Urgency,
        action: String,
        because: Vec<String>,
    },
    SelfHarm,
    HarmToOthers,
    Abuse,
    Emergency,
    Refused {
        quote: String,
        name: String,
    },
    Contradiction {
        name: String,
    },
    Ask {
        question: String,
    },
    Open {
        open: Open,
    },
    Conclude {
        urgency: Urgency,
        likely: Vec<String>,
        do_now: Vec<String>,
        watch_for: Vec<String>,
        missing: Vec<String>,
        /// What a doctor may examine or order.
        workup: Vec<String>,
    },
    NotEnough {
        urgency: Urgency,
    },
    Thanked,
    Insulted,
    /// The message tries to give orders to the system.
    Unmoved,
    /// The patient asks whether it is this condition.
    AboutCondition {
        name: String,
        what: String,
        fit: Fit,
        speaks_for: Vec<String>,
        speaks_against: Vec<String>,
        /// Of the knowledge.
        entry: String,
    },
    /// The patient asks about a medicine.
    AboutMedicine {
        name: String,
        against: Vec<String>,
        unknown: Vec<String>,
        /// No dose in the knowledge is for such a patient.
        not_for_them: bool,
        entry: String,
    },
    /// Two things taken together.
    Together {
        one: String,
        other: String,
        /// They must not be taken together.
        never: bool,
        effect: String,
        entry: String,
    },
    /// A finding that only a language model has heard, with the words it heard it in.
    Proposed {
        quote: String,
        question: String,
    },
    /// A question whose answer is not in the reach of the visit.
    CannotAnswer,
    TooLong,
    Noted,
}

/// A question in open words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Open {
    /// How it began and what it is like.
    Story,
    /// Whether there is anything else.
    Else,
}

/// How well a condition fits what was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Nothing was told yet.
    Unknown,
    Likely,
    Possible,
    Less,
}

/// What kind of sentence it is, for the page and the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    Plain,
    Question,
    Alert,
    Conclusion,
}

/// A sentence or paragraph as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Utterance {
    pub tone: Tone,
    /// The template's words, which are the ones that count.
    pub text: String,
    /// Other words for the same, checked against it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub worded: Option<crate::check::Wording>,
}

impl Utterance {
    /// What is shown.
    pub fn shown(&self) -> &str {
        self.worded.as_ref().map_or(&self.text, |wording| &wording.text)
    }

    /// Where each sentence of what is shown ends, in bytes; the last is its end.
    pub fn sentences(&self) -> Vec<usize> {
        let text = self.shown();
        let mut ends = Vec::new();
        let mut marks = text.char_indices().peekable();
        while let Some((at, mark)) = marks.next() {
            let next = marks.peek().map(|(_, next)| *next);
            let ended = match mark {
                '。' | '！' | '？' | '\n' => true,
                '.' | '!' | '?' => next.is_none_or(char::is_whitespace),
                _ => false,
            };
            if ended && next.is_some_and(|next| next != '\n') {
                ends.push(at + mark.len_utf8());
            }
        }
        if !text.is_empty() {
            ends.push(text.len());
        }
        ends
    }
}

/// Words a whole plan.
pub fn say(language: Language, subject: Subject, acts: &[Act]) -> Vec<Utterance> {
    acts.iter()
        .map(|act| {
            let text = match language {
                Language::En => english(act, subject),
                Language::Zh => chinese(act, subject),
            };
            Utterance { tone: tone(act), text, worded: None }
        })
        .collect()
}

/// A question of the knowledge, which speaks to the patient, put to the one who writes for another: "Do you have a cough?" of a child is "Does
/// your child have a cough?", `您咳嗽吗` is `孩子咳嗽吗`. One that names the child already stays.
pub fn addressed(question: &str, language: Language, subject: Subject) -> String {
    let lower = question.to_lowercase();
    let names = ["child", "baby", "patient", "person", "孩子", "宝宝", "病人", "患者"].iter().any(|name| lower.contains(name));
    match (language, subject) {
        (_, Subject::Myself) => question.to_owned(),
        _ if names => question.to_owned(),
        (Language::Zh, Subject::Child) => question.replace('您', "孩子"),
        (Language::Zh, _) => question.replace('您', "患者"),
        (Language::En, Subject::Child) => spoken_of(question, "your child"),
        (Language::En, _) => spoken_of(question, "the patient"),
    }
}

/// An English question to "you" as one about somebody: named where the verb before allows it, "they" from there on.
fn spoken_of(question: &str, who: &str) -> String {
    const VERBS: [(&str, &str); 5] = [("do", "does"), ("are", "is"), ("have", "has"), ("were", "was"), ("can", "can")];
    let mut words: Vec<String> = question.split(' ').map(str::to_owned).collect();
    let bare = |word: &str| word.trim_matches(|letter: char| !letter.is_ascii_alphabetic()).to_lowercase();
    let mut named = false;
    for at in 0..words.len() {
        let (word, before) = (bare(&words[at]), at.checked_sub(1).map(|before| bare(&words[before])).unwrap_or_default());
        let aux = VERBS.iter().find(|(verb, _)| *verb == before).map(|(_, verb)| *verb);
        let auxiliary = aux.or_else(|| ["did", "could", "would", "will", "has", "had"].contains(&before.as_str()).then_some(""));
        let new = match word.as_str() {
            "you" if !named && auxiliary.is_some() => {
                named = true;
                if let Some(verb) = aux {
                    let capital = words[at - 1].starts_with(|letter: char| letter.is_ascii_uppercase());
                    words[at - 1] = if capital { verb[..1].to_uppercase() + &verb[1..] } else { verb.to_owned() };
                }
                who.to_owned()
            }
            "you" => "they".to_owned(),
            "your" if !named => {
                named = true;
                format!("{who}'s")
            }
            "your" => "their".to_owned(),
            "yours" => "theirs".to_owned(),
            "yourself" => "themselves".to_owned(),
            _ => continue,
        };
        let written = words[at].clone();
        let mark = |letter: char| !letter.is_ascii_alphabetic();
        let core = written.trim_matches(mark);
        let capital = core.starts_with(|letter: char| letter.is_ascii_uppercase());
        let new = if capital { new[..1].to_uppercase() + &new[1..] } else { new };
        words[at] = written.replacen(core, &new, 1);
    }
    words.join(" ")
}

fn tone(act: &Act) -> Tone {
    match act {
        Act::Alert { .. } | Act::SelfHarm | Act::HarmToOthers | Act::Abuse | Act::Emergency => Tone::Alert,
        Act::Ask { .. }
        | Act::Open { .. }
        | Act::Proposed { .. }
        | Act::AskPerson { .. }
        | Act::AskComplaint
        | Act::AskMore
        | Act::Contradiction { .. }
        | Act::Refused { .. } => Tone::Question,
        Act::Conclude { .. } | Act::NotEnough { .. } | Act::AboutCondition { .. } | Act::AboutMedicine { .. } | Act::Together { .. } => {
            Tone::Conclusion
        }
        _ => Tone::Plain,
    }
}

/// An urgency in words.
pub fn urgency(language: Language, urgency: Urgency) -> &'static str {
    match (language, urgency) {
        (Language::En, Urgency::CallAmbulance) => "Call an ambulance now",
        (Language::En, Urgency::EmergencyNow) => "Go to an emergency department now",
        (Language::En, Urgency::UrgentWithin24h) => "See a doctor within 24 hours",
        (Language::En, Urgency::ReferralWithin2Weeks) => "See a specialist within two weeks",
        (Language::En, Urgency::Routine) => "Make an ordinary appointment with a doctor",
        (Language::En, Urgency::SelfCare) => "Care at home, watching for the signs below",
        (Language::Zh, Urgency::CallAmbulance) => "请立即拨打120",
        (Language::Zh, Urgency::EmergencyNow) => "请马上去急诊",
        (Language::Zh, Urgency::UrgentWithin24h) => "请在24小时内看医生",
        (Language::Zh, Urgency::ReferralWithin2Weeks) => "请在两周内看专科",
        (Language::Zh, Urgency::Routine) => "请预约普通门诊",
        (Language::Zh, Urgency::SelfCare) => "可以先在家护理，并留意下面的情况",
    }
}

fn bullets(lines: &[String]) -> String {
    lines.iter().map(|line| format!("\n• {line}")).collect()
}

fn english(act: &Act, subject: Subject) -> String {
    let (who, whose) = match subject {
        Subject::Myself => ("you", "your"),
        Subject::Child => ("your child", "your child's"),
        Subject::Parent | Subject::Other => ("the patient", "the patient's"),
    };
    match act {
        Act::Greet => "Hello, I am Xinglin. I am an AI, not a doctor, and no doctor has reviewed the medical knowledge I use: it is a draft. What you write is kept in this visit's record. If this is an emergency, call an ambulance now (120 in China, or your local emergency number) and do not wait for me. What is troubling you today? Please tell me in your own words, with age and sex.".to_owned(),
        Act::AskPerson { age: true, sex: true } => format!("How old {are} {who}, and what is {whose} sex at birth?", are = if who == "you" { "are" } else { "is" }),
        Act::AskPerson { age: true, .. } => format!("How old {are} {who}?", are = if who == "you" { "are" } else { "is" }),
        Act::AskPerson { .. } => format!("What is {whose} sex at birth, female or male?"),
        Act::AskComplaint => "What is troubling you most? Say it in your own words: where it is, when it began, what it is like.".to_owned(),
        Act::AskMore => "Please tell me a little more: what do you feel, where, and since when?".to_owned(),
        Act::Understood { present, absent } => {
            let mut parts = Vec::new();
            if !present.is_empty() {
                parts.push(format!("I understood: {}.", present.join(", ")));
            }
            if !absent.is_empty() {
                parts.push(format!("Not: {}.", absent.join(", ")));
            }
            parts.push("If something is wrong, correct it.".to_owned());
            parts.join(" ")
        }
        Act::NotUnderstood => "I did not understand that. I keep your words in the record, but I could take no medical fact from them.".to_owned(),
        Act::Alert { action, because, .. } => format!("{action} Why: {}.", because.join("; ")),
        Act::SelfHarm => "Thank you for telling me; I take it seriously. If you may act on it now or have already hurt yourself or taken something, call an ambulance now (120 in China, or your local emergency number). Please do not stay alone: go to someone you trust, move away from anything you could use to hurt yourself, and call a crisis line (China: 12356; US: 988; UK and Ireland: 116 123).".to_owned(),
        Act::HarmToOthers => "I take this seriously. If anyone is in danger now, call the police (110 in China, or your local emergency number). Step away from the other person and from anything that could be used as a weapon, and go to an emergency department or ask someone you trust to take you.".to_owned(),
        Act::Abuse => "I am sorry this is happening; it is not your fault. If you are in danger now, get to a safe place and call the police (110 in China, or your local emergency number). A hospital can treat injuries and record them. In China you can also call 12338 (women) or 12355 (young people).".to_owned(),
        Act::Emergency => "This sounds like an emergency. Call an ambulance now (120 in China, or your local emergency number) and stay with the person.".to_owned(),
        Act::Refused { quote, name } => format!("I cannot take \u{201c}{quote}\u{201d} as {name}: the number or its unit cannot be right. What was measured, and in which unit?"),
        Act::Contradiction { name } => format!("I have two different answers about this: {name}. Which is right: is it there now, or not?"),
        Act::Ask { question } => question.clone(),
        Act::Open { open: Open::Story } => "Please tell me more about it in your own words: when and how did it begin, where is it, what is it like, and what makes it better or worse?".to_owned(),
        Act::Open { open: Open::Else } => "Is there anything else you have noticed, even if it seems to have nothing to do with it?".to_owned(),
        Act::Conclude { urgency: level, likely, do_now, watch_for, missing, workup } => {
            let mut text = format!("{}.", urgency(Language::En, *level));
            if !likely.is_empty() {
                text += &format!("\nWhat could explain it, most likely first (not a diagnosis): {}.", likely.join("; "));
            }
            if !do_now.is_empty() {
                text += &format!("\nWhat to do now:{}", bullets(do_now));
            }
            if !watch_for.is_empty() {
                text += &format!("\nGet help at once if:{}", bullets(watch_for));
            }
            if !missing.is_empty() {
                text += &format!("\nWhat I still do not know: {}.", missing.join(", "));
            }
            if !workup.is_empty() {
                text += &format!("\nTo settle it, a doctor may look for or order: {}. If you have results, write them here.", workup.join(", "));
            }
            text + "\nThis comes from an AI with unreviewed draft knowledge. A doctor decides."
        }
        Act::NotEnough { urgency: level } => format!("I do not know enough to say what this is. That is not a sign that all is well. {}, sooner if it gets worse. This comes from an AI with unreviewed draft knowledge.", urgency(Language::En, *level)),
        Act::AboutCondition { name, what, fit, speaks_for, speaks_against, entry } => {
            let fits = match fit {
                Fit::Unknown => "I know too little yet to say how well it fits.",
                Fit::Likely => "It is among what fits best so far; that is not a diagnosis.",
                Fit::Possible => "It is possible; other things fit as well or better.",
                Fit::Less => "It fits less well than other things so far. That does not rule it out.",
            };
            let mut text = if what.is_empty() { format!("{name}: {fits}") } else { format!("{name}: {what} {fits}") };
            if !speaks_for.is_empty() {
                text += &format!(" For it: {}.", speaks_for.join(", "));
            }
            if !speaks_against.is_empty() {
                text += &format!(" Against it: {}.", speaks_against.join(", "));
            }
            text + &format!(" Talking cannot settle it; a doctor can. (From an AI. Source: draft knowledge, entry {entry}, not reviewed.)")
        }
        Act::AboutMedicine { name, against, unknown, not_for_them, entry } => {
            let mut text = name.clone() + ": ";
            if *not_for_them {
                text += "my knowledge has no dose of it for such a patient. ";
            }
            text += &if against.is_empty() { "nothing you told me so far speaks against it.".to_owned() } else { format!("what you told me speaks against it: {}", against.join(" ")) };
            if !unknown.is_empty() {
                text += &format!(" I do not know whether this concerns you: {}", unknown.join(" "));
            }
            text + &format!(" I do not say whether or how much to take: ask a doctor or pharmacist first. (From an AI. Source: draft knowledge, entry {entry}, not reviewed.)")
        }
        Act::Together { one, other, never, effect, entry } => {
            let how = if *never { "must not be taken together" } else { "can harm together" };
            format!("{one} and {other} {how}: {effect}. Do not stop or change a prescribed medicine on your own; ask a doctor or pharmacist. (From an AI. Source: draft knowledge, entry {entry}, not reviewed.)")
        }
        Act::Proposed { quote, question } => format!("You wrote \u{201c}{quote}\u{201d}. {question}"),
        Act::Thanked => "You are welcome.".to_owned(),
        Act::Insulted => "I am sorry this is hard. I would still like to help.".to_owned(),
        Act::Unmoved => "I treat every message as a patient's words, and nothing in a message changes how I decide.".to_owned(),
        Act::CannotAnswer => "I cannot answer that with what I know, and I will not guess; a doctor can.".to_owned(),
        Act::TooLong => "Your message was very long. I read the first 8,000 characters; please send the most important of the rest again.".to_owned(),
        Act::Noted => "Noted.".to_owned(),
    }
}

fn chinese(act: &Act, subject: Subject) -> String {
    let who = match subject {
        Subject::Myself => "您",
        Subject::Child => "孩子",
        Subject::Parent | Subject::Other => "患者",
    };
    match act {
        Act::Greet => "您好，我是杏林。我是人工智能，不是医生；我用的医学知识是草稿，还没有医生审核。您写的内容会保存在这次就诊的记录里。如果情况紧急，请立即拨打120，不要等我。您今天哪里不舒服？请用自己的话说，并告诉我年龄和性别。".to_owned(),
        Act::AskPerson { age: true, sex: true } => format!("{who}多大年纪？是男是女？"),
        Act::AskPerson { age: true, .. } => format!("{who}多大年纪？"),
        Act::AskPerson { .. } => format!("{who}是男是女？"),
        Act::AskComplaint => "最难受的是什么？请用自己的话说说：哪里不舒服，什么时候开始的，是什么样的感觉。".to_owned(),
        Act::AskMore => "请再多说一点：有什么感觉，在哪里，多久了？".to_owned(),
        Act::Understood { present, absent } => {
            let mut text = String::new();
            if !present.is_empty() {
                text += &format!("我听到的是：{}。", present.join("、"));
            }
            if !absent.is_empty() {
                text += &format!("没有：{}。", absent.join("、"));
            }
            text + "如果不对，请纠正我。"
        }
        Act::NotUnderstood => "这句话我没有听懂。您的原话会保留在记录里，但我没能从中得到医学信息。".to_owned(),
        Act::Alert { action, because, .. } => format!("{action}原因：{}。", because.join("；")),
        Act::SelfHarm => "谢谢您告诉我，我很重视。如果您现在可能会这样做，或者已经伤害了自己、吃了什么，请立即拨打120。请不要一个人待着：去找一个信任的人，远离可能用来伤害自己的东西，也可以拨打全国心理援助热线12356。".to_owned(),
        Act::HarmToOthers => "我很重视您说的话。如果现在有人有危险，请立即拨打110。请先离开对方，远离可以伤人的东西，并马上去急诊，或请信任的人陪您去。".to_owned(),
        Act::Abuse => "发生这样的事我很难过，这不是您的错。如果现在有危险，请先到安全的地方并拨打110。医院可以处理伤情并留下记录。也可以拨打妇女热线12338或青少年热线12355。".to_owned(),
        Act::Emergency => "这听起来是紧急情况。请立即拨打120，并守在患者身边。".to_owned(),
        Act::Refused { quote, name } => format!("“{quote}”不能作为{name}：数字或单位不对。请告诉我测的是什么、单位是什么。"),
        Act::Contradiction { name } => format!("关于“{name}”，前后说法不一样。到底现在有还是没有？"),
        Act::Ask { question } => question.clone(),
        Act::Open { open: Open::Story } => "请用自己的话再多说说：什么时候、怎么开始的，在哪里，是什么样的感觉，什么情况下会加重或减轻？".to_owned(),
        Act::Open { open: Open::Else } => "还有没有其他不舒服？哪怕看起来没有关系也可以说。".to_owned(),
        Act::Conclude { urgency: level, likely, do_now, watch_for, missing, workup } => {
            let mut text = format!("{}。", urgency(Language::Zh, *level));
            if !likely.is_empty() {
                text += &format!("\n可能的原因，最可能的在前（不是诊断）：{}。", likely.join("；"));
            }
            if !do_now.is_empty() {
                text += &format!("\n现在要做的：{}", bullets(do_now));
            }
            if !watch_for.is_empty() {
                text += &format!("\n出现下列情况请立即就医：{}", bullets(watch_for));
            }
            if !missing.is_empty() {
                text += &format!("\n我还不知道的：{}。", missing.join("、"));
            }
            if !workup.is_empty() {
                text += &format!("\n要弄清楚，医生可能会检查：{}。如果有结果，可以写在这里。", workup.join("、"));
            }
            text + "\n以上由人工智能给出，所用知识是未经审核的草稿，由医生作最后决定。"
        }
        Act::NotEnough { urgency: level } => format!("我知道的还不够，说不出是什么问题。这并不表示没事。{}，加重时更早。以上由人工智能给出，所用知识是未经审核的草稿。", urgency(Language::Zh, *level)),
        Act::AboutCondition { name, what, fit, speaks_for, speaks_against, entry } => {
            let fits = match fit {
                Fit::Unknown => "目前了解得太少，还说不出是否符合。",
                Fit::Likely => "目前它属于比较符合的几种之一，但这不是诊断。",
                Fit::Possible => "有这个可能，但也有别的情况同样符合或更符合。",
                Fit::Less => "目前不如别的情况符合，但这并不能排除它。",
            };
            let mut text = format!("{name}：{what}{fits}");
            if !speaks_for.is_empty() {
                text += &format!("支持的：{}。", speaks_for.join("、"));
            }
            if !speaks_against.is_empty() {
                text += &format!("不支持的：{}。", speaks_against.join("、"));
            }
            text + &format!("光靠对话不能确定，要由医生判断。（由人工智能给出，依据未经审核的知识草稿，条目{entry}）")
        }
        Act::AboutMedicine { name, against, unknown, not_for_them, entry } => {
            let mut text = name.clone() + "：";
            if *not_for_them {
                text += "我的知识里没有适合这样的患者的用法。";
            }
            text += &if against.is_empty() { "您目前说的情况里没有发现不能用的理由。".to_owned() } else { format!("您说的情况里有不宜使用的理由：{}", against.join("")) };
            if !unknown.is_empty() {
                text += &format!("我还不知道您是否有这些情况：{}", unknown.join(""));
            }
            text + &format!("能不能吃、吃多少，请先问医生或药师。（由人工智能给出，依据未经审核的知识草稿，条目{entry}）")
        }
        Act::Together { one, other, never, effect, entry } => {
            let how = if *never { "不能同时用" } else { "同时用可能有害" };
            format!("{one}和{other}{how}：{effect}。不要自行停药或改药，请问医生或药师。（由人工智能给出，依据未经审核的知识草稿，条目{entry}）")
        }
        Act::Proposed { quote, question } => format!("您写了“{quote}”。{question}"),
        Act::Thanked => "不客气。".to_owned(),
        Act::Insulted => "让您不好受了，很抱歉。我还是希望能帮到您。".to_owned(),
        Act::Unmoved => "我把每条消息都当作患者的话，消息里的任何内容都不会改变我的判断方式。".to_owned(),
        Act::CannotAnswer => "以我所知，这个问题我答不了，也不会猜；请问医生。".to_owned(),
        Act::TooLong => "您的消息很长，我读了前8000个字，请把剩下最重要的再发一次。".to_owned(),
        Act::Noted => "记下了。".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<String> {
        let utterance = Utterance { tone: Tone::Plain, text: text.to_owned(), worded: None };
        let mut start = 0;
        let mut parts = Vec::new();
        for end in utterance.sentences() {
            parts.push(text[start..end].to_owned());
            start = end;
        }
        parts
    }

    #[test]
    fn a_reply_is_cut_between_its_sentences_and_loses_nothing() {
        assert_eq!(parts("Call 120 now. Why: 38.5 °C!\n\nWait."), ["Call 120 now.", " Why: 38.5 °C!\n\n", "Wait."]);
        assert_eq!(parts("请拨打120。为什么？冷汗"), ["请拨打120。", "为什么？", "冷汗"]);
        assert!(parts("").is_empty());
    }
}
