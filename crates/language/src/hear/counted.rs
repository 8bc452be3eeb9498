//! What is told in numbers: measures, results, tablets, weight, counts of nought.
//! What must not live here: numbers that tell a time.

use facts::{FindingId, Shape};

use super::Listening;
use crate::heard::Refused;
use crate::quantity::Number;
use crate::scope::Mood;
use crate::{laboratory, measure};

/// Degrees Celsius from which a measured temperature is a fever.
const FEVER: f64 = 38.0;
/// Tokens between a number and the tablets it counts: "40 of her heart tablets".
const TABLETS_REACH: usize = 4;

impl Listening<'_> {
    /// Numbers with units; those that cannot be are returned.
    pub(super) fn measures(&mut self) -> Vec<Refused> {
        let (mut found, refused) = measure::measured(self.lexicon, self.reading.tokens, &self.numbers);
        found.extend(measure::between_arms(self.reading.tokens, &self.numbers));
        for one in found {
            if let Some(meaning) = crate::book::resolve(self.lexicon, one.finding) {
                let mood = Mood { denied: false, ..self.mood(one.from) };
                self.claim(meaning, Some(one.value), one.from, one.to, mood);
                if one.finding == "v_body_temperature" && one.value >= FEVER {
                    self.fever(one.value, one.from, one.to, mood);
                }
            }
        }
        refused.into_iter().map(|one| Refused { finding: FindingId::new(one.finding), span: self.span(one.from, one.to) }).collect()
    }

    /// A temperature that is a fever says so, where nothing else does.
    fn fever(&mut self, degrees: f64, from: usize, to: usize, mood: Mood) {
        let level = match degrees {
            low if low <= 38.0 => "low_37.3-38",
            moderate if moderate <= 39.0 => "moderate_38.1-39",
            high if high <= 41.0 => "high_>39",
            _ => "hyperpyrexia_>41",
        };
        if let Some(meaning) = crate::book::resolve(self.lexicon, &format!("s_fever={level}"))
            && !self.claims.iter().any(|claim| claim.meaning.finding == meaning.finding)
        {
            self.claim(meaning, None, from, to, mood);
        }
    }

    /// Laboratory results, as numbers or as high or low.
    pub(super) fn results(&mut self) {
        for result in laboratory::results(self.reading.tokens, &self.numbers) {
            let level = result.level.map_or(String::new(), |level| format!("={level}"));
            let end = result.to.min(self.reading.tokens.len());
            if let Some(meaning) = crate::book::resolve(self.lexicon, &format!("{}{level}", result.finding)) {
                let mood = Mood { denied: false, ..self.mood(result.from) };
                self.claim(meaning, result.value, result.from, end, mood);
            }
        }
    }

    /// More tablets than any packet allows: of paracetamol in a day, or of anything swallowed at once.
    pub(super) fn tablets(&mut self) {
        let word = |at: usize| self.reading.text(at);
        let said = |words: &[&str]| (0..self.reading.tokens.len()).any(|at| words.contains(&word(at)));
        let chinese = |phrase: &str| self.text.contains(phrase);
        let paracetamol = said(&["paracetamol", "acetaminophen", "tylenol", "panadol", "lemsip"])
            || chinese("对乙酰氨基酚")
            || chinese("扑热息痛")
            || chinese("泰诺")
            || chinese("必理通");
        let swallowed = said(&["took", "taken", "swallowed", "taking"]) || chinese("吃了") || chinese("吞了");
        let drug = |at: usize| {
            matches!(
                word(at),
                "paracetamol"
                    | "acetaminophen"
                    | "tylenol"
                    | "panadol"
                    | "ibuprofen"
                    | "advil"
                    | "aspirin"
                    | "codeine"
                    | "xanax"
                    | "valium"
                    | "ambien"
                    | "antidepressants"
                    | "antidepressant"
                    | "painkillers"
                    | "sertraline"
                    | "fluoxetine"
                    | "amitriptyline"
                    | "propranolol"
                    | "melatonin"
            )
        };
        let unit = |at: usize| drug(at) || matches!(word(at), "tablets" | "tablet" | "pills" | "pill" | "capsules" | "片" | "粒" | "颗");
        // "I'm 19. Is ibuprofen better": an age.
        let age = |number: &Number| number.from.checked_sub(1).is_some_and(|at| matches!(word(at), "im" | "am" | "is"));
        let many = |number: &&Number| {
            !age(number)
                && (0..=TABLETS_REACH).any(|on| unit(number.to + on))
                && ((paracetamol && number.value > 8.0) || (swallowed && number.value >= 15.0))
        };
        if let Some(number) = self.numbers.iter().find(many).copied()
            && let Some(meaning) = crate::book::resolve(self.lexicon, "r_too_many_tablets")
        {
            let mood = Mood { denied: false, ..self.mood(number.from) };
            self.claim(meaning, None, number.from, number.to, mood);
        }
    }

    /// Weight lost or gained in numbers: "lost 8 kg", "胖了十斤". Four kilograms are taken as a twentieth of the body.
    pub(super) fn weight(&mut self) {
        let word = |at: usize| self.reading.text(at);
        let mut found = Vec::new();
        for number in &self.numbers {
            let kilograms = match word(number.to) {
                "kg" | "kgs" | "kilo" | "kilos" | "kilograms" | "公" => number.value,
                "lb" | "lbs" | "pound" | "pounds" => number.value * 0.4536,
                "stone" => number.value * 6.35,
                "斤" => number.value * 0.5,
                _ => continue,
            };
            // "重了5公斤" is a gain, "体重5公斤" a weight.
            let weighs = |at: usize| word(at) == "重" && at.checked_sub(1).is_some_and(|before| word(before) == "体");
            let before = |words: &[&str]| {
                (1..=3).filter_map(|back| number.from.checked_sub(back)).any(|at| words.contains(&word(at)) && !weighs(at))
            };
            let after = |words: &[&str]| (1..=2).any(|on| words.contains(&word(number.to + on)));
            let means = if after(&["lost", "lighter"])
                || before(&["lost", "lose", "losing", "dropped", "shed", "瘦", "掉", "轻", "减", "降"])
            {
                if kilograms >= 4.0 { "s_unintentional_weight_loss=>=5pct_6mo" } else { "s_unintentional_weight_loss" }
            } else if after(&["gained", "heavier"]) || before(&["gained", "gain", "put", "胖", "重", "长", "增"]) {
                "s_weight_gain"
            } else {
                continue;
            };
            found.extend(crate::book::resolve(self.lexicon, means).map(|meaning| (meaning, number.from, number.to + 1)));
        }
        for (meaning, from, to) in found {
            let (mood, end) = (self.mood(from), to.min(self.reading.tokens.len()));
            self.claim(meaning, None, from, end, mood);
        }
    }

    /// A count of nought denies what it counts: 人流0次, "miscarriages: 0".
    pub(super) fn nought(&mut self) {
        let noughts: Vec<usize> = self.numbers.iter().filter(|number| number.value == 0.0).map(|number| number.from).collect();
        let shape = |finding: usize| self.lexicon.findings[finding].shape;
        for claim in &mut self.claims {
            let counted = noughts.iter().any(|at| *at == claim.to || (*at == claim.to + 1 && self.reading.text(claim.to) == ":"));
            if counted && shape(claim.meaning.finding) != Shape::Number {
                claim.mood.denied = true;
            }
        }
    }
}
