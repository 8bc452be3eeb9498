//! What is said in words of its own: phrases that are a finding, diseases, relations, and patterns of one phrase.
//! What must not live here: sensations at sites, numbers, times.

use facts::{FindingId, Shape};

use super::settled::keeps_past;
use super::{Claim, Listening};
use crate::book::{Hit, Meaning, Sense};
use crate::cue::Cue;
use crate::disease::Diseases;
use crate::pattern::{Found, Said};
use crate::person::Subject;
use crate::scope::Mood;
use crate::text::Kind;
use crate::{denial, pattern, relation};

/// Tokens before a disease in which a word makes it only feared or prevented.
const WONDER: usize = 4;
/// Tokens that tell the side at the head of a name.
const SIDE: usize = 2;

/// Years from which on being listless is being tired.
const GROWN: std::ops::RangeFrom<f64> = 16.0..;

impl Listening<'_> {
    /// Phrases that mean a finding by themselves.
    pub(super) fn direct(&mut self) {
        for hit in self.reading.hits {
            let senses = self.reading.book.senses(hit);
            // A phrase that is not one finding's may be another's own.
            let mut mood = self.mood(hit.from);
            mood.supposed |= self.asks_back(hit, senses);
            for sense in senses {
                match sense {
                    // A disease or a medicine that is only asked about is not had: `是肺炎吗`.
                    Sense::Finding(meaning) if self.is_background(*meaning) && self.wondered(hit) => {
                        self.claim(*meaning, None, hit.from, hit.to, Mood { supposed: true, ..mood });
                    }
                    // Of a course, of a rash's looks, nothing is denied but one of its kinds: "no scale".
                    Sense::Finding(meaning) if mood.denied && meaning.level.is_some() && self.has_kinds(*meaning) => {}
                    // What was not there before may be here now: `没有偏头痛史`.
                    Sense::Finding(meaning) if mood.denied && self.reading.text(hit.to) == "史" && !self.is_history(*meaning) => {
                        self.cover(hit.from, hit.to);
                    }
                    Sense::Finding(meaning) => {
                        self.denied_within(*meaning, hit, mood);
                        self.claim(*meaning, None, hit.from, hit.to, mood);
                    }
                    Sense::Group(meaning) if mood.denied => self.claim(*meaning, None, hit.from, hit.to, mood),
                    Sense::Function(meaning) if mood.normal => {
                        self.claim(*meaning, None, hit.from, hit.to, Mood { denied: true, ..mood });
                        self.unnamed.push((hit.from, hit.to));
                    }
                    // `没有一天不头疼`.
                    Sense::Well(meaning) if denial::always(&self.reading, hit) => {
                        self.claim(*meaning, None, hit.from, hit.to, Mood { denied: false, ..mood });
                    }
                    Sense::Well(meaning) if !mood.denied && !mood.supposed && !denial::stands_before(&self.reading, hit) => {
                        // `以前从来不头疼` says nothing of today.
                        let past = mood.past || denial::once(&self.reading, hit.from + 1);
                        self.claim(*meaning, None, hit.from, hit.to, Mood { denied: true, past, ..mood });
                        self.unnamed.push((hit.from, hit.to));
                    }
                    Sense::Inherited(meaning) if mood.family => {
                        self.claim(*meaning, None, hit.from, hit.to, Mood { family: false, past: false, ..mood });
                    }
                    _ => {}
                }
            }
            if senses.iter().any(|sense| matches!(sense, Sense::Cue(_) | Sense::Blocked)) {
                self.cover(hit.from, hit.to);
            }
        }
    }

    /// Words that are asked about, not told: given back to the doctor as a question (`拉肚子？`), asked what they are (`脱水是什么`),
    /// or whether this is such a thing (`这算拉肚子吗`).
    fn asks_back(&self, hit: &Hit, senses: &[Sense]) -> bool {
        let asked = |sense: &Sense| match sense {
            Sense::Finding(meaning) => self.context.asked.contains(&self.lexicon.findings[meaning.finding].id),
            _ => false,
        };
        let word = |at: usize| self.reading.text(at);
        if self.reading.tokens[hit.from].kind != Kind::Han {
            return false;
        }
        let then: String = (hit.to..hit.to + 5).map(word).collect();
        // What has a cause is there: `肚子疼是什么原因`.
        let of_its_cause = ["是什么原", "是啥原", "是什么引", "是怎么引"].iter().any(|cause| then.starts_with(cause));
        if of_its_cause {
            return false;
        }
        if ["是什么", "怎么看", "是怎样", "是啥", "咋看"].iter().any(|what| then.starts_with(what)) {
            return true;
        }
        let asks = |at: usize| {
            matches!(word(at), "吗" | "么" | "嘛") && self.reading.tokens.get(at + 1).is_none_or(|token| token.kind == Kind::Mark)
        };
        let before = hit.from.checked_sub(1).map_or("", word);
        if asks(hit.to) && matches!(before, "是" | "于" | "算" | "会" | "种") {
            return true;
        }
        let opens = (0..hit.from).all(|at| matches!(word(at), "是" | "有"));
        let closes = (hit.to..self.reading.tokens.len()).all(|at| matches!(word(at), "?" | "吗" | "么" | "嘛"));
        opens && closes && hit.to < self.reading.tokens.len() && senses.iter().any(asked)
    }

    /// A phrase that means one level by denying another: `没有痰` is a dry cough, and no phlegm.
    fn denied_within(&mut self, meaning: Meaning, hit: &Hit, mood: Mood) {
        if meaning.level.is_none() || mood.denied || self.reading.tokens[hit.from].kind != Kind::Han {
            return;
        }
        let numbers = self.reading.book.numbers(&self.reading.tokens[hit.from..hit.to]);
        let denial = (0..numbers.len())
            .map(|at| (at, self.reading.book.cue_length(&numbers, at, Cue::NegationBefore)))
            .find(|(_, length)| *length > 0);
        let Some((at, length)) = denial.filter(|(at, length)| at + length < numbers.len()) else { return };
        let Some(rest) = self.reading.book.exactly(&numbers, at + length, numbers.len()) else { return };
        let other = |sense: &Sense| matches!(sense, Sense::Finding(other) if other.finding == meaning.finding && other.level.is_some() && other.level != meaning.level);
        if let Some(Sense::Finding(other)) = self.reading.book.senses(&rest).iter().copied().find(|sense| other(sense)) {
            self.echo(other, hit.from, hit.to, Mood { denied: true, ..mood });
        }
    }

    /// A disease or a medicine; not an exposure, which counts even where it is only feared: "could she have swallowed it?".
    pub(super) fn is_background(&self, meaning: Meaning) -> bool {
        self.lexicon.findings.get(meaning.finding).is_some_and(|words| {
            let id = words.id.as_str();
            let medicine = id.ends_with("_use");
            id.starts_with("r_")
                && (id.ends_with("_history") || medicine || id.contains("infection") || id == "r_active_cancer" || id == "r_atopy")
        })
    }

    /// Whether the clause is a question, or speaks of what is feared, suspected, prevented or treated.
    fn wondered(&self, hit: &Hit) -> bool {
        let word = |at: usize| self.reading.text(at);
        let end = self.reading.clause_end(hit.to);
        let asked = word(end) == "?" || (hit.to..end).any(|at| matches!(word(at), "吗" | "么" | "吧" | "怎" | "哪" | "啥"));
        // Whoever asks what to take for a cold has one.
        let treated = (hit.to..end).any(|at| matches!(word(at), "吃" | "喝" | "用" | "药" | "办" | "治"));
        let asked = asked && !treated;
        let start = self.reading.clause_start(hit.from).max(hit.from.saturating_sub(WONDER));
        let feared = (start..hit.from).any(|at| matches!(word(at), "怕" | "防" | "治" | "像" | "引" | "致" | "成" | "疑"));
        asked || feared || self.mood(hit.from).hedged
    }

    /// Whether its levels are kinds of which one can be missing while others are there.
    pub(super) fn has_kinds(&self, meaning: Meaning) -> bool {
        let kinds = |words: &facts::FindingWords| {
            matches!(words.shape, Shape::Category | Shape::Multi) || words.of.is_some() || words.id.as_str().starts_with("c_")
        };
        self.lexicon.findings.get(meaning.finding).is_some_and(kinds)
    }

    fn is_history(&self, meaning: Meaning) -> bool {
        self.lexicon.findings.get(meaning.finding).is_some_and(|words| keeps_past(words.id.as_str()))
    }

    /// What provokes or relieves which complaint.
    pub(super) fn related(&mut self) {
        let heard: Vec<relation::Heard> = self
            .claims
            .iter()
            .filter(|claim| !claim.mood.denied && !claim.mood.supposed && !claim.mood.family)
            .map(|claim| (claim.meaning.finding, claim.from))
            .collect();
        let place = |id: &FindingId| self.lexicon.findings.binary_search_by(|words| words.id.as_str().cmp(id.as_str())).ok();
        let known: Vec<usize> = self.context.known.iter().filter_map(place).collect();
        for (meaning, from, to) in relation::related(self.lexicon, &self.reading, &heard, &known) {
            self.claim(meaning, None, from, to, Mood::default());
        }
    }

    /// Findings that patterns make of one phrase, where no words of their own have told of them.
    pub(super) fn phrases(&mut self, patterns: &Found) {
        let phrases: Vec<&Said> = patterns.findings.iter().filter(|said| said.phrase.is_some()).collect();
        if phrases.is_empty() {
            return;
        }
        let moods = pattern::moods(&self.reading, patterns);
        for said in phrases {
            // What was denied in its own words is not there in others.
            let same =
                |claim: &Claim| claim.meaning == said.meaning || (claim.mood.denied && claim.meaning.finding == said.meaning.finding);
            let heard = |claim: &Claim| same(claim) && claim.from < said.to && said.from < claim.to;
            let mood = moods.get(said.from).copied().unwrap_or_default();
            let denied = mood.denied || said.denied_within(&self.reading);
            // Of a place or a kind, one that is denied leaves the others.
            let leaves = denied && said.meaning.level.is_some() && self.has_kinds(said.meaning);
            if !leaves && !self.claims.iter().any(heard) {
                let family = mood.family && self.is_history(said.meaning);
                self.claim(said.meaning, None, said.from, said.to, Mood { family, kin: false, denied, ..mood });
            }
        }
    }

    /// Diseases the patient has been told of.
    pub(super) fn diagnosed(&mut self, diseases: &Diseases, named: &[Hit]) {
        let inherited = self.told_at(|id, _| id.starts_with("r_family_history"));
        for hit in named.iter().filter(|hit| inherited.iter().all(|&(from, to)| to <= hit.from || hit.to <= from)) {
            let denied = (hit.from..hit.to).any(|at| self.mood(at).denied);
            let mood = Mood { past: false, denied, ..self.mood(hit.from) };
            for meaning in diseases.told(&self.reading, hit, denied) {
                self.claim(meaning, None, hit.from, hit.to, mood);
            }
        }
    }

    /// `没精神`, "lethargic": a sign of danger in a child, and the word of any adult for being tired.
    pub(super) fn weary(&mut self, heard: &facts::Demographics) {
        let age = self.context.person.age_years.or(heard.age_years);
        let child = self.reading.has(Cue::Child)
            || (0..self.reading.tokens.len()).any(|at| matches!(self.reading.text(at), "奶" | "娃" | "宝" | "孩"));
        let grown = age.map_or(!child && (!self.context.for_another || self.reading.has(Cue::Parent)), |age| GROWN.contains(&age));
        let (Some(drowsy), Some(tired)) =
            (crate::book::resolve(self.lexicon, "s_lethargy"), crate::book::resolve(self.lexicon, "s_fatigue"))
        else {
            return;
        };
        let reading = &self.reading;
        let said =
            |claim: &Claim| reading.hits.iter().any(|hit| hit.from < claim.to && claim.from < hit.to && reading.is(hit, Cue::Listless));
        if grown {
            self.claims.iter_mut().filter(|claim| claim.meaning == drowsy && said(claim)).for_each(|claim| claim.meaning = tired);
        }
    }

    /// A relative who coughs and is the patient is nobody's contact: "my mother has a cough".
    pub(super) fn no_contact(&mut self, subject: Option<Subject>) {
        let reading = &self.reading;
        let person = |hit: &&Hit| reading.is_person(hit);
        let patient =
            reading.hits.iter().find(person).filter(|_| matches!(subject, Some(Subject::Child | Subject::Parent | Subject::Other)));
        let (Some(patient), Some(contact)) = (patient.copied(), crate::book::resolve(self.lexicon, "r_sick_contact")) else { return };
        self.claims.retain(|claim| claim.meaning.finding != contact.finding || !(claim.from <= patient.from && patient.to <= claim.to));
    }

    /// What imaging shows is the picture's finding, not a diagnosis beside it: `彩超：右肾积水`.
    pub(super) fn pictured(&mut self) {
        let shown = self.told_at(|id, meaning| id.starts_with("i_") && meaning.level.is_some());
        let lexicon = self.lexicon;
        self.claims.retain(|claim| {
            let named = lexicon.findings[claim.meaning.finding].id.as_str().starts_with("r_diagnosed_");
            // The name may begin with the side: `右肾积水`.
            !named || !shown.iter().any(|&(from, to)| from <= claim.from + SIDE && claim.to <= to)
        });
    }

    /// The tokens on which findings of a kind were told.
    fn told_at(&self, kind: impl Fn(&str, Meaning) -> bool) -> Vec<(usize, usize)> {
        let of_kind = |claim: &&Claim| kind(self.lexicon.findings[claim.meaning.finding].id.as_str(), claim.meaning);
        self.claims.iter().filter(of_kind).map(|claim| (claim.from, claim.to)).collect()
    }
}
