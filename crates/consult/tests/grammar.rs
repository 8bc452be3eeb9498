//! What the grammar of a message makes of common complaints: denials, exceptions, double negatives, the past, other people, questions,
//! numbers and times, in sentences invented by hands that had not seen the listener. The bounds may only rise.

mod common;

use std::collections::BTreeMap;

use common::practice;
use facts::{About, Fact, Language, State, Value as Known};
use language::{Heard, Hearing};
use serde_json::Value;

/// Statements of the sentences that are heard as they are meant.
const LEAST_EN: usize = 1_079;
const LEAST_ZH: usize = 1_121;

/// Findings that say a complaint as well.
const ALSO: [(&str, &[&str]); 16] = [
    ("s_abdominal_pain", &["s_abdominal_pain_location", "s_period_pain"]),
    ("s_chest_pain", &["s_chest_tightness"]),
    ("s_cough", &["s_nocturnal_cough", "s_cough_duration", "s_cough_character"]),
    ("s_diarrhoea", &["s_symptoms_after_milk", "s_bloody_diarrhoea"]),
    ("s_dyspnoea", &["s_exertional_dyspnoea", "s_orthopnoea", "s_wheeze"]),
    ("s_fatigue", &["s_malaise"]),
    ("s_fever", &["v_body_temperature"]),
    ("s_generalised_pruritus", &["s_itching_of_rash", "s_localised_itching"]),
    ("s_headache", &["s_headache_character"]),
    ("s_insomnia", &["s_sleep_disturbance", "s_early_morning_waking"]),
    ("s_joint_pain", &["s_knee_pain", "s_hip_pain", "s_shoulder_pain", "s_ankle_pain"]),
    ("s_leg_swelling", &["s_unilateral_leg_swelling", "s_bilateral_leg_swelling", "s_joint_swelling"]),
    ("s_light_headedness", &["s_vertigo", "s_dizzy_on_standing_up"]),
    ("s_low_back_pain", &["s_back_pain", "s_flank_pain"]),
    ("s_rash", &["s_rash_morphology", "s_rash_distribution"]),
    ("s_syncope", &["s_loss_of_consciousness"]),
];

/// Numbers by their names in the sentences: finding and how far off they may be.
const NUMBERS: [(&str, &str, f64); 6] = [
    ("temperature_c", "v_body_temperature", 0.35),
    ("systolic", "v_systolic_blood_pressure", 0.5),
    ("diastolic", "v_diastolic_blood_pressure", 0.5),
    ("oxygen_saturation", "v_oxygen_saturation", 0.5),
    ("pulse", "v_heart_rate", 0.5),
    ("glucose_mmol", "l_random_glucose", 0.3),
];

/// How far an onset may be off, as a ratio either way: "a few", "some two weeks".
const ONSET: f64 = 1.8;

/// Whether one statement of a sentence is heard as it is meant.
fn right(heard: &Heard, name: &str, meant: &Value) -> bool {
    let number = |fact: &Fact| match fact.value {
        Some(Known::Number(number)) => Some(number),
        _ => None,
    };
    let numbers = |id: &str| heard.facts.iter().filter(|fact| fact.finding.as_str() == id).filter_map(number).collect::<Vec<f64>>();
    if let Some(meant) = meant.as_f64() {
        return match (name, NUMBERS.iter().find(|(known, ..)| *known == name)) {
            (_, Some((_, id, off))) => numbers(id).iter().any(|told| (told - meant).abs() <= *off),
            ("age_years", _) => heard.demographics.age_years.is_some_and(|told| (told - meant).abs() <= 1.0),
            _ => {
                let near = |told: &f64| (1.0 / ONSET..=ONSET).contains(&((told + 0.3) / (meant + 0.3)));
                let named = heard
                    .facts
                    .iter()
                    .any(|fact| fact.finding.as_str() == "c_time_since_symptom_onset" && matches!(fact.value, Some(Known::Level(_))));
                named || numbers("c_time_since_symptom_onset").iter().any(near)
            }
        };
    }
    let also = ALSO.iter().find(|(known, _)| *known == name).map_or(&[][..], |(_, also)| also);
    let of = |fact: &&Fact| fact.finding.as_str() == name || also.contains(&fact.finding.as_str());
    let gone = |fact: &Fact| fact.attributes.get("time") == Some(&Known::Level("resolved".to_owned()));
    let hedged = |fact: &Fact| fact.attributes.contains_key("certainty");
    let told: Vec<&Fact> = heard.facts.iter().filter(|fact| fact.about == About::Patient).filter(of).collect();
    let present = told.iter().any(|fact| fact.state == State::Present && !gone(fact));
    let absent = told.iter().any(|fact| fact.state == State::Absent || gone(fact));
    match meant.as_str().expect("a state") {
        "present" => present,
        "absent" => absent && !present,
        "uncertain" => !absent && told.iter().all(|fact| fact.state != State::Present || hedged(fact)),
        _ => !present,
    }
}

#[test]
fn grammar_is_heard_as_it_is_meant() {
    let ears = practice().ears();
    let mut counts: BTreeMap<Language, (usize, usize)> = BTreeMap::new();
    let mut wrong: Vec<String> = Vec::new();
    for line in include_str!("grammar.jsonl").lines() {
        let row: Value = serde_json::from_str(line).expect("a line of JSON");
        let language = row["language"].as_str().and_then(Language::parse).expect("a language");
        let text = row["text"].as_str().expect("a text");
        let heard = ears.hear(text, &Hearing { language: Some(language), ..Hearing::default() });
        for (name, meant) in row["expect"].as_object().expect("what is meant") {
            let count = counts.entry(language).or_default();
            count.1 += 1;
            if right(&heard, name, meant) {
                count.0 += 1;
            } else {
                wrong.push(format!("{text}: {name} {meant}"));
            }
        }
    }
    wrong.iter().for_each(|wrong| println!("{wrong}"));
    println!("{counts:?}");
    assert!(counts[&Language::En].0 >= LEAST_EN, "English: {counts:?}");
    assert!(counts[&Language::Zh].0 >= LEAST_ZH, "Chinese: {counts:?}");
}
