//! Phrases in a row of tokens: the longest that the book has, cut where two say more.
//! What must not live here: what they mean.

use super::{Ears, REACH};
use crate::book::{Hit, Sense, is_article};
use crate::cue::Cue;
use crate::text::Token;

impl Ears {
    /// How much each token is stepped over inside a phrase, and the longest phrases.
    pub(super) fn phrases(&self, tokens: &[Token]) -> (Vec<usize>, Vec<Hit>) {
        let numbers = self.book.numbers(tokens);
        let gaps: Vec<usize> = (0..tokens.len()).map(|at| self.gap(tokens, &numbers, at)).collect();
        let hits = self.hits(&numbers, &gaps);
        (gaps, hits)
    }

    /// The longest phrases, left to right, none overlapping.
    fn hits(&self, numbers: &[u32], gaps: &[usize]) -> Vec<Hit> {
        let gap = |at: usize| gaps.get(at).copied().unwrap_or(0);
        let mut hits = Vec::new();
        let mut at = 0;
        while at < numbers.len() {
            match self.book.longest(numbers, &gap, at) {
                Some(longest) => {
                    if let Some(later) = self.better_from(numbers, &gap, longest) {
                        at = later;
                        continue;
                    }
                    let hit = self.cut(numbers, &gap, longest).unwrap_or(longest);
                    at = hit.to;
                    hits.push(hit);
                }
                None => at += 1,
            }
        }
        hits
    }

    /// Where a phrase begins inside an answer and reaches beyond it: "don't have" in "I don't have", "hasn't urinated" in
    /// "she hasn't urinated".
    fn better_from(&self, numbers: &[u32], gap: &dyn Fn(usize) -> usize, answer: Hit) -> Option<usize> {
        let senses = self.book.senses(&answer);
        let only_answers = senses.iter().all(|sense| matches!(sense, Sense::Cue(Cue::No | Cue::Yes | Cue::DontKnow)));
        let says = |hit: &Hit| {
            let says = |sense: &Sense| matches!(sense, Sense::Finding(_) | Sense::Cue(Cue::NegationBefore | Cue::Uncertain | Cue::Hedge));
            self.book.senses(hit).iter().any(says)
        };
        // `也不` before `不怎么吃饭`, "is not" before "not sleeping": the denial belongs to the longer phrase that it begins.
        let only_denies = senses.iter().all(|sense| matches!(sense, Sense::Cue(Cue::NegationBefore)));
        let denial = |part: usize| self.book.cue_length(numbers, part, Cue::NegationBefore) > 0;
        let inside = answer.from + 1..answer.to;
        inside.into_iter().find(|&part| {
            (only_answers || (only_denies && denial(part)))
                && self.book.longest(numbers, gap, part).is_some_and(|hit| hit.to > answer.to && says(&hit))
        })
    }

    /// The first part of a phrase where two say more: "no" and "change in bowel habits" more than "no change"; `饭后` and
    /// `右上腹疼` more than `饭后腹疼` with words stepped over.
    fn cut(&self, numbers: &[u32], gap: &dyn Fn(usize) -> usize, longest: Hit) -> Option<Hit> {
        let Hit { from, to, .. } = longest;
        let says = |hit: &Hit| self.book.senses(hit).iter().any(|sense| matches!(sense, Sense::Finding(_) | Sense::Group(_)));
        let denial = self.book.cue_length(numbers, from, Cue::NegationBefore);
        if denial > 0 && from + denial < to {
            let beyond = self.book.longest(numbers, gap, from + denial).is_some_and(|next| next.to > to && says(&next));
            return self.book.exactly(numbers, from, from + denial).filter(|_| beyond);
        }
        if self.book.exactly(numbers, from, to).is_some() {
            return None;
        }
        (from + 1..to).find_map(|part| {
            let whole = |hit: &Hit| self.book.exactly(numbers, hit.from, hit.to).is_some() && says(hit);
            self.book.longest(numbers, gap, part).filter(|next| next.to >= to && whole(next))?;
            self.book.exactly(numbers, from, part)
        })
    }

    fn gap(&self, tokens: &[Token], numbers: &[u32], at: usize) -> usize {
        if is_article(&tokens[at].text) { 1 } else { self.book.cue_length(numbers, at, Cue::Gap) }
    }

    /// Adds the further words of findings where nothing strong stands; sites and levels inside one of them are its own words.
    pub(super) fn add_further(&self, tokens: &[Token], gaps: &[usize], hits: &mut Vec<Hit>) {
        let weak = |sense: &Sense| {
            matches!(sense, Sense::Site(_) | Sense::Sensation(_) | Sense::Function(_) | Sense::Level(_) | Sense::Trigger(_))
                || matches!(sense, Sense::Cue(Cue::Gap | Cue::StopWord | Cue::Intensifier | Cue::NegationBefore | Cue::No | Cue::Normal))
        };
        let mut free = vec![true; tokens.len()];
        for hit in hits.iter().filter(|hit| !self.book.senses(hit).iter().all(weak)) {
            free[hit.from..hit.to].iter_mut().for_each(|free| *free = false);
        }
        let mut found = self.book.beyond(tokens, &|at| gaps.get(at).copied().unwrap_or(0), &|at| free[at]);
        // A sensation, a function or a denial is taken whole or not at all, and no sensation from the site it is felt at.
        let is = |hit: &Hit, office: fn(&Sense) -> bool| self.book.senses(hit).iter().any(office);
        let sited = |felt: &Hit, further: &Hit| {
            hits.iter().filter(|site| is(site, |sense| matches!(sense, Sense::Site(_)))).any(|site| {
                let (from, to) = if site.from < felt.from { (site.to, felt.from) } else { (felt.to, site.from) };
                let outside = site.to <= further.from || further.to <= site.from;
                outside && to.saturating_sub(from) <= REACH && !tokens[from.min(to)..to].iter().any(Token::ends_clause)
            })
        };
        found.retain(|further| {
            let mut touched = hits.iter().filter(|hit| hit.from < further.to && further.from < hit.to);
            touched.all(|hit| {
                let within = further.from <= hit.from && hit.to <= further.to && further.to - further.from > hit.to - hit.from;
                // A denial belongs to a phrase that it begins: "not eating much".
                let denies = is(hit, |sense| matches!(sense, Sense::Cue(Cue::NegationBefore | Cue::No)));
                let felt = is(hit, |sense| matches!(sense, Sense::Sensation(_)));
                let whole = denies || felt || is(hit, |sense| matches!(sense, Sense::Function(_) | Sense::Cue(Cue::Normal)));
                let begins = denies && hit.from <= further.from && hit.to < further.to;
                (within || begins || !whole) && !(felt && sited(hit, further)) && (!denies || begins)
            })
        });
        // "Not feeling" before "feeling sick": the denial stays, as far as the phrase leaves it.
        for hit in hits.iter_mut().filter(|hit| is(hit, |sense| matches!(sense, Sense::Cue(Cue::NegationBefore | Cue::No)))) {
            if let Some(further) = found.iter().find(|further| hit.from < further.from && further.from < hit.to) {
                hit.to = further.from;
            }
        }
        hits.retain(|hit| !found.iter().any(|further| hit.from < further.to && further.from < hit.to));
        hits.extend(found);
        hits.sort_by_key(|hit| hit.from);
    }
}
