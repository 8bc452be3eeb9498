//! Claims settled into facts: one a finding and person, and every mention by itself.
//! What must not live here: hearing: no word of a message is read here.

use std::collections::BTreeMap;

use facts::{About, By, Demographics, Fact, Listener, Provenance, Sex, Shape, State, Value};

use super::{Claim, Listening};
use crate::book::Meaning;
use crate::cue::Cue;
use crate::scope::Mood;

/// Injuries that a feeling is likened to: "as if I had been hit on the head".
const INJURIES: [&str; 12] = [
    "g_amputated_part",
    "g_burn_extent",
    "g_burn_features",
    "g_penetrating_injury",
    "r_crush_injury",
    "r_dirty_wound",
    "r_electric_shock_or_lightning",
    "r_recent_fall_or_trauma",
    "r_recent_head_injury",
    "r_submersion_incident",
    "s_bite_or_sting",
    "s_deep_or_gaping_wound",
];
/// Wishes and acts against oneself.
const SELF_HARM: [&str; 2] = ["s_self_harm", "s_suicidal_ideation"];

/// Small complaints, which are somebody else's where the one who writes sets their own against them; what is grave is asked about rather than
/// lost.
const SMALL: [&str; 24] = [
    "s_constipation",
    "s_cough",
    "s_diarrhoea",
    "s_dysuria",
    "s_ear_pain",
    "s_fatigue",
    "s_fever",
    "s_generalised_pruritus",
    "s_headache",
    "s_hoarseness",
    "s_insomnia",
    "s_joint_pain",
    "s_knee_pain",
    "s_loss_of_appetite",
    "s_low_back_pain",
    "s_nasal_congestion",
    "s_nausea",
    "s_rash",
    "s_runny_nose",
    "s_sleep_disturbance",
    "s_sneezing",
    "s_sore_throat",
    "s_toothache",
    "s_vomiting",
];

impl Listening<'_> {
    /// Claims joined into one fact a finding and person.
    pub(super) fn facts(&self, heard: &Demographics) -> Vec<Fact> {
        let mut facts: BTreeMap<(usize, About), (Claim, Vec<usize>)> = BTreeMap::new();
        let later_wins = self.reading.has(Cue::Correction);
        let mut claims = self.claims.clone();
        claims.sort_by_key(|claim| (claim.from, claim.to));
        for claim in claims {
            let id = self.lexicon.findings[claim.meaning.finding].id.as_str();
            let kept = keeps_past(id) && !self.befalls(claim.meaning.finding);
            let past = claim.mood.past && !kept;
            let likened = claim.mood.likened && INJURIES.contains(&id);
            // As with alarms: whoever hides their own death in a tale is asked all the same.
            let supposed = claim.mood.supposed && !(claim.mood.tale && SELF_HARM.contains(&id));
            if supposed || past || likened || self.is_theirs(&claim) || claim.echo {
                continue;
            }
            let Some(about) = self.about(&claim, heard) else { continue };
            let levels = claim.meaning.level.into_iter().collect();
            match facts.get_mut(&(claim.meaning.finding, about)) {
                None => {
                    facts.insert((claim.meaning.finding, about), (claim, levels));
                }
                Some((known, known_levels)) => {
                    let rank = |mood: &Mood| {
                        if mood.doubted {
                            0
                        } else if mood.denied {
                            1
                        } else {
                            2
                        }
                    };
                    let replaces = rank(&claim.mood) > rank(&known.mood) || (later_wins && claim.mood.denied != known.mood.denied);
                    if replaces {
                        *known_levels = levels;
                        *known = claim;
                    } else if claim.mood.denied == known.mood.denied {
                        if later_wins && !levels.is_empty() {
                            *known_levels = levels;
                        } else {
                            known_levels.extend(levels);
                        }
                        // What is measured now counts before what was: "81 at night, now 98".
                        if claim.mood.now && !known.mood.now && known.value.is_some() && claim.value.is_some() {
                            *known = claim;
                            continue;
                        }
                        known.value = known.value.or(claim.value);
                        known.mood.over = claim.mood.over;
                    }
                }
            }
        }
        // What is said of a complaint says the complaint: "rice-water stools" are diarrhoea.
        let whole = |(finding, about): &(usize, About), claim: &Claim| {
            let parent = self.lexicon.findings[*finding].of.as_ref().filter(|_| !claim.mood.denied && !claim.mood.doubted)?;
            let parent = self.lexicon.findings.binary_search_by(|words| words.id.cmp(parent)).ok()?;
            Some(((parent, *about), Claim { meaning: Meaning { finding: parent, level: None }, value: None, ..claim.clone() }))
        };
        let implied: Vec<_> = facts.iter().filter_map(|(key, (claim, _))| whole(key, claim)).collect();
        for (key, claim) in implied {
            if !self.context.known.contains(&self.lexicon.findings[key.0].id) {
                facts.entry(key).or_insert((claim, Vec::new()));
            }
        }
        facts.into_iter().map(|((finding, about), (claim, levels))| self.fact(finding, about, &claim, levels)).collect()
    }

    /// Whether a claim is of a small complaint that is somebody else's.
    fn is_theirs(&self, claim: &Claim) -> bool {
        claim.mood.theirs && SMALL.contains(&self.lexicon.findings[claim.meaning.finding].id.as_str())
    }

    /// Every mention by itself, in order: past ones too, and as uncertain those only asked about or supposed.
    pub(super) fn mentions(&self, heard: &Demographics) -> Vec<Fact> {
        let mut claims = self.claims.clone();
        // Of a phrase that says two things, the denial comes first: the other follows from it.
        // What says more stands for what says less.
        claims
            .sort_by_key(|claim| (claim.from, claim.to, !claim.mood.denied, claim.meaning.finding, std::cmp::Reverse(claim.meaning.level)));
        claims.dedup_by_key(|claim| (claim.from, claim.to, claim.meaning.finding, claim.mood.denied));
        let mention = |mut claim: Claim| {
            claim.mood.doubted |= claim.mood.supposed || self.is_theirs(&claim);
            let about = self.about(&claim, heard)?;
            Some(self.fact(claim.meaning.finding, about, &claim, claim.meaning.level.into_iter().collect()))
        };
        claims.into_iter().filter_map(mention).collect()
    }

    /// Whom a claim is about; nobody where it says nothing: the bare name of a test, or what cannot concern the person.
    fn about(&self, claim: &Claim, heard: &Demographics) -> Option<About> {
        let words = &self.lexicon.findings[claim.meaning.finding];
        let (id, mood) = (words.id.as_str(), claim.mood);
        // The name of a test or of a measure is no result; a complaint that can be counted is one without its number.
        let complaint = id.starts_with("r_") || (id.starts_with("s_") && words.of.is_none());
        let measured = words.by == By::Test || (words.shape == Shape::Number && !complaint);
        let named_only = claim.value.is_none() && claim.meaning.level.is_none();
        if measured && named_only && !self.context.asked.contains(&words.id) && (words.shape == Shape::Number || !mood.denied) {
            return None;
        }
        // An illness or a medicine that a relative has; not what has just befallen them, for which help is asked.
        let kin = mood.kin && (self.is_background(claim.meaning) || id.starts_with("r_diagnosed_"));
        if (mood.family || kin) && !id.starts_with("c_") && !id.contains("family") {
            return Some(About::Family);
        }
        // Whom a message names beside may be of the other sex: `不好意思跟我妈讲`.
        let sex = self.context.person.sex.or(heard.sex).filter(|sex| *sex != Sex::Intersex);
        words.applies.may_concern(&Demographics { age_years: None, sex }).then_some(About::Patient)
    }

    fn fact(&self, finding: usize, about: About, claim: &Claim, mut levels: Vec<usize>) -> Fact {
        let words = &self.lexicon.findings[finding];
        let state = if claim.mood.doubted {
            State::Uncertain
        } else if claim.mood.denied {
            State::Absent
        } else {
            State::Present
        };
        levels.sort_unstable();
        levels.dedup();
        let mut names: Vec<String> = levels.iter().filter_map(|&level| words.levels.get(level)).map(|level| level.id.clone()).collect();
        names.sort();
        let value = match (state, claim.value) {
            (State::Present, Some(number)) => Some(Value::Number(number)),
            (State::Present, None) if words.shape == Shape::Multi && !names.is_empty() => Some(Value::Levels(names)),
            // Two different levels of one scale: the later in the scale, which is the graver, is kept; "other" only where none is named.
            (State::Present, None) if !names.is_empty() => {
                let of = |level: &usize| words.levels.get(*level).map(|level| level.id.clone());
                let named = levels.iter().rev().filter_map(of).find(|id| id != "other");
                named.or_else(|| levels.last().and_then(of)).map(Value::Level)
            }
            _ => None,
        };
        let (start, end) = self.characters(claim.from, claim.to);
        let provenance =
            Provenance { listener: Listener::BuiltIn, turn: self.context.turn, span: (start, end), quote: self.quote(start, end) };
        let mut fact = Fact { value, about, provenance: Some(provenance), ..Fact::new(words.id.as_str(), state) };
        if claim.mood.hedged && state == State::Present {
            fact.attributes.insert("certainty".to_owned(), Value::Level("hedged".to_owned()));
        }
        if claim.mood.over && state == State::Present {
            fact.attributes.insert("time".to_owned(), Value::Level("resolved".to_owned()));
        }
        if claim.mood.past {
            fact.attributes.insert("time".to_owned(), Value::Level("past".to_owned()));
        }
        fact
    }
}

/// Findings that a past mention establishes: histories and risks.
pub(super) fn keeps_past(id: &str) -> bool {
    id.starts_with("r_") || id.starts_with("c_")
}
