//! What is felt where, and how much: sensations at sites, and the words that grade them.
//! What must not live here: phrases that are a finding by themselves.

use facts::{FindingId, Shape};

use super::{Listening, REACH};
use crate::book::{Hit, Meaning, Sense};
use crate::cue::Cue;
use crate::scope::Mood;
use crate::text::{Kind, Token};
use crate::{denial, ellipsis, shared};

impl Listening<'_> {
    /// Sensations at sites: "my left arm is going numb".
    pub(super) fn combined(&mut self) {
        let hits = self.reading.hits;
        let book = self.reading.book;
        // "Severe pain", "stabbing pain": what tells how it is says also that it is there.
        let within = |hit: &Hit| -> Vec<usize> {
            let tells_how = |sense: &Sense| match sense {
                Sense::Finding(meaning) => {
                    let words = &self.lexicon.findings[meaning.finding];
                    words.of.is_some() || words.shape == Shape::Number
                }
                _ => matches!(sense, Sense::Level(_)),
            };
            if hit.to - hit.from < 2 || !self.reading.book.senses(hit).iter().all(tells_how) {
                return Vec::new();
            }
            let numbers = self.reading.book.numbers(&self.reading.tokens[hit.from..hit.to]);
            // `不疼` tells how it is, too.
            if (0..numbers.len()).any(|at| self.reading.book.cue_length(&numbers, at, Cue::NegationBefore) > 0) {
                return Vec::new();
            }
            let last = self.reading.book.exactly(&numbers, numbers.len() - 1, numbers.len());
            last.map(|last| book.sensations_of(&last).collect()).unwrap_or_default()
        };
        let mut found = Vec::new();
        let mut bare = Vec::new();
        for (place, sensation) in hits.iter().enumerate() {
            let mut felt: Vec<usize> = book.sensations_of(sensation).collect();
            if felt.is_empty() {
                felt = within(sensation);
            }
            if felt.is_empty() {
                continue;
            }
            let mut sites: Vec<(usize, usize)> = Vec::new();
            for (other, site) in hits.iter().enumerate().filter(|(other, _)| *other != place) {
                let (from, to) = if site.from < sensation.from { (site.to, sensation.from) } else { (sensation.to, site.from) };
                let near = to.saturating_sub(from) <= REACH && book.sites_of(site).next().is_some();
                if near && !self.reading.tokens[from.min(to)..to].iter().any(Token::ends_clause) {
                    sites.push((to.saturating_sub(from), other));
                }
            }
            sites.sort_unstable();
            let own = self.reading.book.senses(sensation).iter().any(|sense| matches!(sense, Sense::Finding(_)));
            // A single Chinese character is too often part of another word: `麻烦`.
            let whole = sensation.to - sensation.from > 1 || self.reading.tokens[sensation.from].kind != Kind::Han;
            if sites.is_empty() && !own {
                let meant: Vec<Meaning> =
                    felt.iter().filter_map(|felt| self.reading.book.alone.get(felt)).flatten().copied().filter(|_| whole).collect();
                let feeling = felt.iter().any(|felt| self.reading.book.feelings.contains(felt));
                if meant.is_empty() && feeling && ellipsis::leaves_unsaid(&self.reading, place) {
                    bare.push((place, felt.clone()));
                }
                let mood = self.mood(sensation.from);
                found.extend(meant.into_iter().map(|meaning| (meaning, sensation.from, sensation.to, mood)));
            }
            for (_, other) in sites.into_iter().take(2) {
                let site = &hits[other];
                let meanings: Vec<Meaning> = book
                    .sites_of(site)
                    .flat_map(|site| felt.iter().map(move |felt| (site, *felt)))
                    .filter_map(|pair| self.reading.book.combined.get(&pair))
                    .flatten()
                    .copied()
                    .collect();
                let first = if site.from < sensation.from { site } else { sensation };
                let mut mood = self.mood(sensation.from);
                mood.denied |= self.mood(first.from).denied;
                // `疼痛不向背部放散`: where it does not go nothing is felt.
                let last = if site.from < sensation.from { sensation } else { site };
                let turned = |hit: &Hit| {
                    let between = hit.from >= first.to && hit.to <= last.from;
                    between && self.reading.is(hit, Cue::NegationBefore) && !denial::denies_nothing(&self.reading, hit)
                };
                let not = |at: &usize| matches!(self.reading.text(*at), "not" | "never" | "doesnt" | "didnt" | "isnt");
                // "My back is never not hurting".
                let twice = mood.always || self.mood(first.from).always || (first.to..last.from).filter(not).count() == 2;
                mood.denied |= !twice && (hits.iter().any(turned) || (first.to..last.from).any(|at| not(&at)));
                mood.denied &= !twice;
                found.extend(meanings.into_iter().map(|meaning| (meaning, first.from, site.to.max(sensation.to), mood)));
            }
        }
        for one in shared::shared(self.lexicon, &self.reading) {
            let denied = self.mood(one.from).denied;
            let said = self.mood(one.said);
            found.push((one.meaning, one.from, one.to, Mood { denied: said.denied || denied, ..said }));
        }
        for (meaning, from, to, mood) in found {
            self.claim(meaning, None, from, to, mood);
        }
        bare.into_iter().for_each(|(place, felt)| self.elliptical(&hits[place], &felt));
    }

    /// A sensation that names no site: it is felt at the site of its sentence, or where the complaint sits.
    fn elliptical(&mut self, hit: &Hit, felt: &[usize]) {
        let place = |id: &FindingId| self.lexicon.findings.binary_search_by(|words| words.id.cmp(id)).ok();
        let told =
            self.claims.iter().filter(|claim| claim.from < hit.from && !claim.mood.denied && !claim.mood.supposed && !claim.mood.family);
        let told: Vec<ellipsis::Told> = told.map(|claim| (claim.meaning.finding, claim.from)).collect();
        let asked: Vec<usize> = self.context.asked.iter().filter_map(place).collect();
        let known: Vec<usize> = self.context.known.iter().filter_map(place).collect();
        let mood = self.mood(hit.from);
        let taken: Vec<(usize, usize)> = self.claims.iter().map(|claim| (claim.from, claim.to)).collect();
        let before = ellipsis::Before { taken: &taken, told: &told, asked: &asked, known: &known, denied: mood.denied };
        let meant = ellipsis::felt(&self.reading, hit, felt, &before);
        if meant.is_empty() && (hit.from..hit.to).any(|at| self.reading.text(at).starts_with("itch") || self.reading.text(at) == "痒") {
            self.itches(hit, mood);
        }
        for (meaning, echo) in meant {
            if echo { self.echo(meaning, hit.from, hit.to, mood) } else { self.claim(meaning, None, hit.from, hit.to, mood) }
        }
    }

    /// An itch that is nowhere in particular: of the rash that is told or known, or of the skin.
    fn itches(&mut self, hit: &Hit, mood: Mood) {
        let rash = |id: &str| id.starts_with("s_rash");
        let told = self.claims.iter().any(|claim| !claim.mood.denied && rash(self.lexicon.findings[claim.meaning.finding].id.as_str()));
        let known = self.context.known.iter().any(|id| rash(id.as_str()));
        let meant = if told || known { "s_itching_of_rash" } else { "s_generalised_pruritus" };
        if let Some(meaning) = crate::book::resolve(self.lexicon, meant) {
            self.claim(meaning, None, hit.from, hit.to, Mood { hedged: !mood.denied, ..mood });
        }
    }

    /// Words of levels, which count beside the finding they describe or as answers to its question.
    pub(super) fn levels(&mut self) {
        let mut found: Vec<(Meaning, usize, usize)> = Vec::new();
        for hit in self.reading.hits {
            if self.mood(hit.from).denied || self.mood(hit.from).supposed {
                continue;
            }
            let mut eligible: Vec<(usize, Meaning)> = Vec::new();
            for sense in self.reading.book.senses(hit) {
                let Sense::Level(meaning) = sense else { continue };
                if let Some(distance) = self.level_distance(*meaning, hit) {
                    eligible.push((distance, *meaning));
                }
            }
            eligible.sort_unstable();
            if let Some(&(distance, meaning)) = eligible.first()
                && eligible.iter().filter(|other| other.0 == distance).count() <= 2
            {
                found.push((meaning, hit.from, hit.to));
            }
        }
        for (meaning, from, to) in found {
            let mood = self.mood(from);
            // "A little" to "does it itch?" names nothing.
            let answers = self.context.asked.contains(&self.lexicon.findings[meaning.finding].id);
            if answers && !self.claims.iter().any(|claim| (claim.from, claim.to) == (from, to)) {
                self.unnamed.push((from, to));
            }
            self.claim(meaning, None, from, to, mood);
        }
    }

    /// How far a level's words stand from what they describe; `None` where they describe nothing here.
    fn level_distance(&self, meaning: Meaning, hit: &Hit) -> Option<usize> {
        let words = self.lexicon.findings.get(meaning.finding)?;
        if self.context.asked.contains(&words.id) {
            return Some(0);
        }
        if words.shape == Shape::Category || words.shape == Shape::Number {
            return None;
        }
        let parent = words.of.as_ref();
        let (start, end) = self.reading.sentence(hit.from);
        let beside = self
            .claims
            .iter()
            .filter(|claim| !claim.mood.denied)
            .filter(|claim| {
                let id = &self.lexicon.findings[claim.meaning.finding].id;
                claim.meaning.finding == meaning.finding || parent == Some(id)
            })
            .map(|claim| {
                let distance = claim.from.abs_diff(hit.from);
                if claim.from >= start && claim.to <= end { distance } else { distance + 1_000 }
            })
            .min();
        let known = parent.filter(|parent| self.context.known.contains(parent)).map(|_| 5_000);
        beside.map(|distance| distance + 1).or(known)
    }
}
