//! Weeks of a pregnancy and a period that is late.
//! What must not live here: any other time.

use facts::Sex;

use super::{Claim, Listening};
use crate::cue::Cue;
use crate::quantity;
use crate::quantity::{Number, Stretch};
use crate::scope::Mood;
use crate::text::Token;

/// Tokens between the word for a period and when the last one was.
const PERIOD_REACH: usize = 12;
/// Tokens between a test for a pregnancy and its result.
const NEGATIVE_REACH: usize = 6;

/// Tokens between how often someone was pregnant and the weeks of this time: "G2P1 at 36 weeks".
const GRAVIDITY_REACH: usize = 3;

impl Listening<'_> {
    /// Whether a child is told to be on its way, or just born.
    pub(super) fn expecting(&self) -> bool {
        let id = |claim: &Claim| self.lexicon.findings[claim.meaning.finding].id.as_str();
        // "My first baby is five weeks old": the weeks are the baby's.
        let first = self.claims.iter().any(|claim| id(claim) == "r_first_pregnancy");
        let early = |claim: &Claim| {
            let level = claim.meaning.level.and_then(|level| self.lexicon.findings[claim.meaning.finding].levels.get(level));
            level.is_some_and(|level| level.id == "trimester1")
        };
        let tells = |claim: &Claim| match id(claim) {
            "c_pregnancy_status" => claim.mood.reports() && !(first && early(claim)),
            "s_reduced_fetal_movement" => claim.mood.reports(),
            _ => false,
        };
        self.claims.iter().any(tells)
    }

    /// A period whose last day is told and that is late by now. Gives the number's first token.
    pub(super) fn last_period(&mut self) -> Option<usize> {
        let tokens = self.reading.tokens;
        let word = |at: usize| self.reading.text(at);
        let period = |at: usize| {
            matches!(word(at), "period" | "periods" | "lmp" | "menses" | "menstruation")
                || matches!((word(at), word(at + 1)), ("月", "经") | ("例", "假") | ("姨", "妈"))
        };
        let at = (0..tokens.len()).find(|&at| period(at))?;
        let numbers = self.numbers.iter().filter(|number| number.from > at && number.from - at <= PERIOD_REACH);
        let stretch =
            numbers.filter_map(|number| quantity::stretch(tokens, number)).find(|stretch| matches!(word(stretch.to), "ago" | "前"))?;
        if (35.0..=300.0).contains(&stretch.days)
            && !self.mood(at).past
            && let Some(meaning) = crate::book::resolve(self.lexicon, "s_missed_period")
        {
            self.claim(meaning, Some(stretch.days - 28.0), at, stretch.to, Mood::default());
        }
        Some(stretch.from)
    }

    /// Weeks or months of pregnancy: said so, or a stretch in a message that speaks of one. Gives the number's first token.
    pub(super) fn gestation(&mut self) -> Option<usize> {
        let finding = crate::book::resolve(self.lexicon, "c_pregnancy_status")?.finding;
        let level = |claim: &Claim| claim.meaning.level.and_then(|level| self.lexicon.findings[finding].levels.get(level));
        // "Did a preg test today and its negative".
        let negative =
            |claim: &Claim| (claim.to..claim.to + NEGATIVE_REACH).any(|at| matches!(self.reading.text(at), "negative" | "neg" | "阴"));
        let spoken = self.claims.iter().filter(|claim| claim.meaning.finding == finding && !claim.mood.denied && !negative(claim));
        let first = |claim: &Claim| self.lexicon.findings[claim.meaning.finding].id.as_str() == "r_first_pregnancy" && !claim.mood.denied;
        let pregnant = (spoken.clone().count() > 0 || self.claims.iter().any(first))
            && !spoken.clone().any(|claim| level(claim).is_some_and(|level| level.id.starts_with("postpartum")));
        // Words of a pregnancy that go with its weeks: "36 weeks headache bp 150/100", `38周肚里娃不动`.
        let expectant = || self.reading.has(Cue::Expectant) || (0..self.reading.tokens.len()).any(|at| is_gravidity(self.reading.text(at)));
        let bears =
            self.context.person.sex != Some(Sex::Male) && self.context.person.age_years.is_none_or(|age| (12.0..53.0).contains(&age));
        let (number, stretch) = self.numbers.iter().find_map(|number| {
            let word = |at: usize| self.reading.text(at);
            let back = |steps: usize| number.from.checked_sub(steps).map_or("", &word);
            // "She is in week 30."
            let nth = pregnant && matches!(back(1), "week" | "wk");
            // "37+2": weeks and days as mothers write them.
            let dated = bears && self.weeks_and_days(number);
            let nth = (nth || dated).then_some(Stretch { from: number.from, to: number.to, days: number.value * 7.0 });
            let stretch = quantity::stretch(self.reading.tokens, number).or(nth)?;
            let after = |on: usize| word(stretch.to + on);
            // "34 weeks, pain under my ribs": so many weeks at the head of a message are those of a pregnancy, and at the head of a
            // clause where more speaks of one.
            let heads = number.from == 0 && self.reading.tokens.get(stretch.to).is_some_and(Token::ends_clause);
            let headed = (heads || self.reading.clause_start(number.from) == number.from)
                && (16.0..=42.0).contains(&number.value)
                && bears
                && !matches!(after(0), "old" | "大" | "ago" | "前")
                && (heads || expectant());
            let said = matches!(after(0), "pregnant" | "along" | "gestation" | "gestational" | "gone" | "孕")
                || (matches!(after(0), "of" | "into") && matches!(after(1), "gestation" | "pregnancy" | "my" | "her"))
                || (back(1) == "孕" && !matches!(back(2), "备" | "如" | "似" | "像" | "同"))
                || (back(1) == "了" && back(2) == "孕" && back(3) != "备")
                || nth.is_some();
            let weeks = (28.0..=310.0).contains(&stretch.days) && matches!(word(number.to), "weeks" | "week" | "wks" | "wk" | "周");
            // "I'm 36 weeks and my head hurts": nobody is so many weeks of anything else.
            let is = matches!(back(1), "am" | "im" | "shes") || (back(1) == "is" && back(2) == "she");
            let else_counted =
                ["old", "post", "clean", "sober", "out", "away", "late", "off", "without", "since", "after", "into", "in", "on", "from"];
            let i_am = bears && weeks && is && number.value <= 42.0 && !else_counted.contains(&after(0));
            let noted = weeks && (1..=GRAVIDITY_REACH).any(|steps| is_gravidity(back(steps)));
            (said || noted || i_am || (weeks && (pregnant || headed))).then_some((*number, stretch))
        })?;
        let id = match stretch.days / 7.0 {
            weeks if weeks < 14.0 => "c_pregnancy_status=trimester1",
            weeks if weeks < 28.0 => "c_pregnancy_status=trimester2",
            _ => "c_pregnancy_status=trimester3",
        };
        let meaning = crate::book::resolve(self.lexicon, id)?;
        self.claims.retain(|claim| claim.meaning.finding != finding);
        self.claim(meaning, None, number.from, stretch.to, Mood::default());
        Some(number.from)
    }

    /// "37+2", "36 + 5": weeks of a pregnancy with days of the next.
    fn weeks_and_days(&self, number: &Number) -> bool {
        let days = self.numbers.iter().find(|days| days.from == number.to + 1).is_some_and(|days| days.value < 7.0);
        (12.0..=42.0).contains(&number.value) && self.reading.text(number.to) == "+" && days
    }
}

/// How often someone was pregnant and gave birth, in a note: "g2p1", "primigravida".
fn is_gravidity(word: &str) -> bool {
    let noted = word.strip_prefix('g').and_then(|rest| rest.split_once('p'));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|letter| letter.is_ascii_digit());
    noted.is_some_and(|(pregnant, born)| digits(pregnant) && digits(born)) || matches!(word, "primigravida" | "multigravida" | "gravida")
}
