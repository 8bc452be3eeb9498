//! A short answer to the question just asked.
//! What must not live here: what is told without being asked.

use facts::Shape;

use super::{Claim, Listening};
use crate::book::{Hit, Meaning};
use crate::cue::Cue;
use crate::heard::Answer;
use crate::quantity;
use crate::scope::Mood;
use crate::text::Kind;

/// What may follow a "no" that answers all that was asked: "no, nothing like that".
const NONE_OF_THESE: [&str; 22] = [
    "of", "these", "those", "them", "that", "like", "nothing", "none", "any", "all", "it", "not", "really", "sir", "doc", "doctor",
    "sorry", "so", "such", "at", "either", "else",
];
const NONE_OF_THESE_ZH: &str = "的了啊吧呢吗呀哦嗯都这些那种个情况症状问题什么其他别也没有过以上不是医生";

impl Listening<'_> {
    /// A short answer to the question just asked, applied to it.
    pub(super) fn answer(&mut self) -> Option<Answer> {
        if self.context.asked.is_empty() {
            return None;
        }
        let mut answers: Vec<(Answer, usize, usize)> = Vec::new();
        let mut last_end = 0;
        for hit in self.reading.hits {
            let kind = if self.reading.is(hit, Cue::DontKnow) || self.reading.is(hit, Cue::Uncertain) {
                Answer::DontKnow
            } else if self.reading.is(hit, Cue::No) || (hit.from == 0 && self.reading.is(hit, Cue::NegationBefore)) {
                Answer::No
            } else if self.reading.is(hit, Cue::Yes) {
                Answer::Yes
            } else {
                continue;
            };
            // An answer stands at the start of a clause, and the "no" of "no fever" is none to what else was asked.
            let opens = self.reading.clause_start(hit.from) == hit.from || hit.from <= 1;
            let other = kind == Answer::No && (self.denies(hit) || (self.context.asked.len() > 1 && self.goes_on(hit)));
            if opens && !other && (answers.is_empty() || hit.from > last_end) {
                answers.push((kind, hit.from, hit.to));
                last_end = hit.to;
            }
        }
        let first = answers.first().map(|answer| answer.0);
        let several = answers.len() >= 2 && answers.len() == self.context.asked.len();
        for (place, id) in self.context.asked.iter().enumerate() {
            let said = if several {
                answers.get(place).copied()
            } else if self.context.asked.len() == 1 {
                answers.first().copied()
            } else if answers.iter().all(|answer| Some(answer.0) == first) {
                // One "no", or "no, none", answers all that was asked together; one "yes" leaves open to which.
                answers.first().filter(|answer| answer.0 != Answer::Yes).copied()
            } else {
                None
            };
            let Some(finding) = self.lexicon.findings.iter().position(|words| &words.id == id) else { continue };
            if self.claims.iter().any(|claim| claim.meaning.finding == finding) {
                continue;
            }
            if let Some((answer, from, to)) = said {
                let words = &self.lexicon.findings[finding];
                let needs_value =
                    words.shape == Shape::Category && answer != Answer::DontKnow || answer == Answer::Yes && words.shape == Shape::Number;
                if !needs_value {
                    let mood = Mood { denied: answer == Answer::No, doubted: answer == Answer::DontKnow, ..Mood::default() };
                    self.claim(Meaning { finding, level: None }, None, from, to, mood);
                    self.unnamed.push((from, to));
                }
            } else {
                self.bare_number(finding);
            }
        }
        first
    }

    /// Whether a "no" goes on to say what of, so that it is none to all that was asked: "no temperature", "no plan".
    fn goes_on(&self, hit: &Hit) -> bool {
        let rest = hit.to..self.reading.clause_end(hit.to);
        let empty = |hit: &Hit| {
            [Cue::Gap, Cue::StopWord, Cue::No, Cue::Yes, Cue::DontKnow, Cue::NegationBefore, Cue::Thanks]
                .iter()
                .any(|cue| self.reading.is(hit, *cue))
        };
        let said = |at: usize| match self.reading.tokens[at].kind {
            Kind::Word => {
                !NONE_OF_THESE.contains(&self.reading.text(at))
                    && !self.reading.hits.iter().any(|hit| hit.from <= at && at < hit.to && empty(hit))
            }
            Kind::Han => !NONE_OF_THESE_ZH.contains(self.reading.text(at)),
            _ => false,
        };
        rest.filter(|at| said(*at)).count() >= if self.reading.tokens[hit.from].kind == Kind::Han { 2 } else { 1 }
    }

    /// Whether a "no" denies something named in the same breath.
    fn denies(&self, hit: &Hit) -> bool {
        let clause = self.reading.clause_start(hit.from);
        let named = |claim: &Claim| claim.mood.denied && claim.from >= hit.to && self.reading.clause_start(claim.from) == clause;
        self.claims.iter().any(named)
    }

    /// "38.5", answering a question for a number.
    fn bare_number(&mut self, finding: usize) {
        let words = &self.lexicon.findings[finding];
        let plausible = |value: f64| words.plausible.is_none_or(|(low, high)| (low..=high).contains(&value));
        if words.shape != Shape::Number || self.context.asked.len() != 1 {
            return;
        }
        let as_days = words.unit.as_deref() == Some("d");
        let Some(number) = self.numbers.first().copied() else { return };
        let value = if as_days {
            quantity::stretch(self.reading.tokens, &number).map_or(number.value, |stretch| stretch.days)
        } else {
            number.value
        };
        if plausible(value) {
            self.claim(Meaning { finding, level: None }, Some(value), number.from, number.to, Mood::default());
        }
    }
}
