//! What people type first, invented by hands that had not seen the lexicon: emergencies of all fields, look-alikes and ordinary complaints.
//! Not all are caught; the bounds say how many are not, and may only be lowered.

mod common;

use common::practice;
use consult::{Event, Visit};
use facts::{Language, Urgency};
use serde_json::Value;

/// Emergencies answered below "emergency department now", or not at all.
const MOST_MISSED: usize = 1;
/// Others sent to an emergency department.
const MOST_ALARMED: usize = 80;

/// A message with its kind, its least and its greatest urgency that are right.
struct First {
    language: Language,
    messages: Vec<String>,
    kind: String,
    at_least: Option<Urgency>,
    at_most: Option<Urgency>,
}

fn first(line: &str) -> First {
    let row: Value = serde_json::from_str(line).expect("a line of JSON");
    let text = |name: &str| row[name].as_str().expect("a text").to_owned();
    let bound = |name: &str| serde_json::from_value(row[name].clone()).expect("an urgency, or null");
    let messages = row["messages"].as_array().expect("messages").iter().map(|text| text.as_str().expect("a message").to_owned());
    First {
        language: Language::parse(&text("language")).expect("a language"),
        messages: messages.collect(),
        kind: text("kind"),
        at_least: bound("at_least"),
        at_most: bound("at_most"),
    }
}

fn urgency(first: &First) -> Option<Urgency> {
    let mut visit = Visit::default();
    practice().turn(&mut visit, &Event::Begin { language: first.language });
    let say = |text: &String| practice().turn(&mut visit, &Event::say(text)).urgency;
    let last = first.messages.iter().map(say).last().flatten();
    last.max(visit.standing)
}

#[test]
fn emergencies_are_caught_at_the_first_message_and_others_rarely_alarmed() {
    let (mut missed, mut alarmed, mut counts) = (Vec::new(), Vec::new(), [0, 0]);
    for first in include_str!("first_messages.jsonl").lines().map(first) {
        let sent = urgency(&first) >= Some(Urgency::EmergencyNow);
        let emergency = first.at_least >= Some(Urgency::EmergencyNow);
        counts[usize::from(emergency)] += 1;
        match (emergency, sent) {
            (true, false) => missed.push(first.kind),
            (false, true) if first.at_most < Some(Urgency::EmergencyNow) => alarmed.push(first.kind),
            _ => {}
        }
    }
    println!("missed {} of {}: {missed:?}\nalarmed {} of {}: {alarmed:?}", missed.len(), counts[1], alarmed.len(), counts[0]);
    assert!(counts[1] > 2_100 && counts[0] > 1_350, "{counts:?}");
    assert!(missed.len() <= MOST_MISSED, "missed: {missed:?}");
    assert!(alarmed.len() <= MOST_ALARMED, "alarmed: {alarmed:?}");
}
