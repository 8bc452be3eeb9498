//! What others have, told beside the patient: relatives' illnesses, what befell a neighbour, and who has a cough while "I" have a sore throat.
//! What must not live here: who the patient is, which is `person`'s.

use crate::book::Hit;
use crate::cue::Cue;
use crate::person::{self, Subject};
use crate::scope::{Mood, Reading, names_patient, turns_back};
use crate::text::Kind;

/// Marks what others have.
pub fn mark(reading: &Reading, moods: &mut [Mood]) {
    for (from, to) in others(reading) {
        moods[from..to].iter_mut().for_each(|mood| mood.supposed = true);
    }
    for (from, to) in kin(reading) {
        moods[from..to].iter_mut().for_each(|mood| mood.kin = true);
    }
    for Part { from, to, .. } in set_apart(reading) {
        moods[from..to].iter_mut().for_each(|mood| mood.theirs = true);
    }
}

/// Relatives, whose illnesses are told beside the patient's.
const KIN: [&str; 18] = [
    "mother",
    "father",
    "mum",
    "mom",
    "dad",
    "brother",
    "sister",
    "grandmother",
    "grandfather",
    "grandma",
    "grandpa",
    "nan",
    "aunt",
    "uncle",
    "cousin",
    "parents",
    "son",
    "daughter",
];

/// What a clause says a relative has: "his father has asthma"; "my mother has", `妈妈有` only where the patient is another: the one who
/// writes, or a child.
fn kin(reading: &Reading) -> Vec<(usize, usize)> {
    let word = |at: usize| reading.text(at);
    let myself = reading.of_myself || person::subject(reading) == Some(Subject::Myself);
    let child = reading.has(Cue::Child);
    let mut told = Vec::new();
    for at in 0..reading.tokens.len() {
        let has = match word(at) {
            "his" | "her" if KIN.contains(&word(at + 1)) => at + 2,
            "my" if myself && KIN.contains(&word(at + 1)) && !matches!(word(at + 1), "son" | "daughter") => at + 2,
            "他" | "她" if matches!(word(at + 1), "姐" | "哥" | "妹" | "弟" | "爸" | "妈" | "奶" | "爷") => {
                let end = reading.clause_end(at);
                told.push((at, end));
                continue;
            }
            "爸" | "妈" | "奶" | "爷" if (myself || child) && word(at + 1) == word(at) => at + 2,
            "父" | "母" if (myself || child) && word(at + 1) == "亲" => at + 2,
            _ => continue,
        };
        let has = has + usize::from(matches!(word(has), "also" | "both" | "也" | "都"));
        let tells = matches!(word(has), "has" | "had" | "have" | "takes" | "suffers" | "suffered" | "有" | "患") && word(has + 1) != "been";
        let named = reading.hits.iter().find(|hit| hit.from <= at && at < hit.to).is_some_and(|hit| names_patient(reading, hit));
        if tells && !named {
            told.push((at, turns_back(reading, has, reading.clause_end(has))));
        }
    }
    told
}

/// Clauses that tell what befell a neighbour or a colleague: where the one who writes says that nothing ails them and it is over
/// (`对门大姐前天脑梗了……我自己没啥不舒服`), or where they are in other hands by now (`隔壁老张嘴歪了，送去抢救了`). One who lies there still is
/// whom the message is for, and so is a relative always.
fn others(reading: &Reading) -> Vec<(usize, usize)> {
    let own = |clause: &(usize, usize)| reading.has_within(*clause, Cue::Myself);
    let strangers = |clause: &(usize, usize)| reading.has_within(*clause, Cue::Stranger) && !own(clause);
    let Some((from, _)) = reading.clauses(0, reading.tokens.len()).find(strangers) else { return Vec::new() };
    let later = |cue: Cue| reading.first_within((from + 1, reading.tokens.len()), cue);
    let well = later(Cue::Unharmed).map(|hit| reading.clause_start(hit.from));
    let over = well.filter(|to| reading.has_within((from, *to), Cue::Over));
    let taken = || later(Cue::Taken).map(|hit| reading.clause_end(hit.to)).filter(|to| *to <= reading.sentence(from).1);
    let Some(to) = over.or_else(taken) else { return Vec::new() };
    reading.clauses(from, to).filter(|clause| !own(clause)).collect()
}

/// Whose a part of a message is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// Of the one who writes, or of the child they write for.
    Own,
    /// Of somebody else named at its head.
    Theirs,
    /// Of one spoken of as "he" or "she".
    Spoken,
    Unsaid,
}

/// A clause, or what an "and" parts of it.
#[derive(Clone, Copy)]
pub struct Part {
    from: usize,
    to: usize,
    whose: Whose,
}

impl Part {
    /// Whether a hit stands in it.
    pub fn holds(&self, hit: &Hit) -> bool {
        self.from <= hit.from && hit.to <= self.to
    }
}

/// Tokens at the head of a part in which its subject stands.
const HEAD: usize = 5;

/// Words for others that no list of persons has.
const ANYBODY: [&str; 22] = [
    "cat",
    "dog",
    "horse",
    "puppy",
    "kitten",
    "猫",
    "狗",
    "婆",
    "everyone",
    "everybody",
    "people",
    "others",
    "flatmate",
    "roommate",
    "housemate",
    "twin",
    "kids",
    "children",
    "classmates",
    "class",
    "friend",
    "friends",
];

/// The parts that tell what somebody else has, where others tell what the one who writes has: "my husband has a cough but I only have a sore
/// throat". One who is spoken of on, as "he", may be the patient.
pub fn set_apart(reading: &Reading) -> Vec<Part> {
    let all = parts(reading);
    let of = |whose: Whose| all.iter().any(|part| part.whose == whose && tells(reading, part));
    if reading.spoken_for.is_some() || !of(Whose::Own) || of(Whose::Spoken) {
        return Vec::new();
    }
    all.into_iter().filter(|part| part.whose == Whose::Theirs).collect()
}

/// Whether a part tells of a complaint.
fn tells(reading: &Reading, part: &Part) -> bool {
    reading.hits.iter().any(|hit| part.holds(hit) && reading.is_content(hit))
}

/// What may follow `我` where it begins a part of its own; `管我叫`, `不认识我` do not.
const ITSELF: &str = "现自目只就倒反是这有没不呢今昨";

/// Words that set the child written for against others.
const ONLY: [&str; 7] = ["only", "just", "只", "就", "倒", "反", "光"];

fn parts(reading: &Reading) -> Vec<Part> {
    let mut parts = Vec::new();
    for (from, to) in reading.clauses(0, reading.tokens.len()) {
        let turns = |at: &usize| {
            let joins = matches!(reading.text(*at), "and" | "but" | "while" | "whereas");
            let speaks = |hit: &Hit| hit.from == *at && own(reading, hit) && ITSELF.contains(reading.text(hit.to));
            let myself = reading.tokens[*at].kind == Kind::Han && reading.hits.iter().any(speaks);
            *at > from && (joins || myself)
        };
        let mut starts: Vec<usize> = vec![from];
        starts.extend((from..to).filter(turns));
        starts.push(to);
        for bounds in starts.windows(2) {
            let (from, to) = (bounds[0], bounds[1]);
            let mut whose = whose(reading, from, to);
            // "Me and both kids have headaches": of both.
            let together = parts.last().is_some_and(|last: &Part| last.whose == Whose::Own && last.to == from && !tells(reading, last));
            if whose == Whose::Theirs && together {
                whose = Whose::Own;
            }
            parts.push(Part { from, to, whose });
        }
    }
    parts
}

/// Whether a hit is the one who writes.
fn own(reading: &Reading, hit: &Hit) -> bool {
    reading.is(hit, Cue::Myself) && !matches!(reading.text(hit.from), "my" | "自")
}

/// Whose a part is, by its first person.
fn whose(reading: &Reading, from: usize, to: usize) -> Whose {
    let head = to.min(from + HEAD);
    let spoken = |at: usize| matches!(reading.text(at), "he" | "she" | "hes" | "shes" | "him" | "her" | "they" | "them" | "他" | "她");
    let anybody = |at: usize| ANYBODY.contains(&reading.text(at));
    let me = |at: usize| matches!(reading.text(at), "i" | "im" | "ive" | "me" | "我" | "俺");
    let theirs = |at: usize| if (at + 1..to).any(me) { Whose::Unsaid } else { Whose::Theirs };
    for at in from..head {
        if anybody(at) {
            return theirs(at);
        }
        let Some(hit) = reading.hits.iter().find(|hit| hit.from == at) else {
            if spoken(at) {
                return Whose::Spoken;
            }
            continue;
        };
        let named = [Cue::Parent, Cue::OtherPerson, Cue::Stranger].iter().any(|cue| reading.is(hit, *cue));
        if own(reading, hit) {
            // "I think he": of him.
            let too = |at: usize| matches!(reading.text(at), "too" | "also" | "both" | "也" | "又" | "都");
            let itself = reading.tokens[at].kind != Kind::Han || ITSELF.contains(reading.text(hit.to));
            return match (at..to).any(spoken) {
                true => Whose::Spoken,
                false if itself && !(at..to).any(too) => Whose::Own,
                false => Whose::Unsaid,
            };
        }
        if reading.is(hit, Cue::Child) {
            let apart = hit.from == from && (hit.to..to).any(|at| ONLY.contains(&reading.text(at)));
            return if apart { Whose::Own } else { Whose::Unsaid };
        }
        if spoken(at) {
            return Whose::Spoken;
        }
        if named && !names_patient(reading, hit) {
            return theirs(hit.to);
        }
        if reading.is_content(hit) {
            return Whose::Unsaid;
        }
    }
    Whose::Unsaid
}
