//! How many whole consultations a core holds in a second: openings and answers from the knowledge's own vignettes.

use std::time::{Duration, Instant};

use consult::{Event, Practice, Visit};
use facts::{FindingId, State};

use crate::score::{micros_since, within};

/// What was measured.
#[derive(Clone, Debug)]
pub struct Throughput {
    pub consultations: usize,
    pub turns: usize,
    pub elapsed: Duration,
    /// Of one turn, microseconds.
    pub p50: u64,
    pub p99: u64,
}

/// Turns of one consultation.
const TURNS: usize = 15;

/// Holds consultations one after another on this core for about so long.
pub fn throughput(practice: &Practice, lasting: Duration) -> Throughput {
    let knowledge = practice.knowledge();
    let vignettes: Vec<_> = knowledge.conditions.iter().flat_map(|condition| &condition.cases).collect();
    let mut micros = Vec::new();
    let (start, mut consultations) = (Instant::now(), 0);
    for vignette in vignettes.iter().cycle() {
        if start.elapsed() >= lasting {
            break;
        }
        let mut visit = Visit::default();
        let mut turn = |visit: &mut Visit, event: Event| {
            let began = Instant::now();
            let report = practice.turn(visit, &event);
            micros.push(micros_since(began));
            report
        };
        turn(&mut visit, Event::Begin { language: facts::Language::En });
        turn(&mut visit, Event::Person { person: vignette.person });
        let names: Vec<&str> = vignette.has.iter().take(3).map(|stated| knowledge.name(stated.finding, facts::Language::En)).collect();
        let mut report = turn(&mut visit, Event::say(names.join(", ")));
        for _ in 3..TURNS {
            let finding = report.question.as_ref().map_or_else(|| FindingId::new("s_fatigue"), |question| question.finding.clone());
            let has = vignette.has.iter().any(|stated| knowledge.finding(stated.finding).id == finding);
            let state = if has { State::Present } else { State::Absent };
            report = turn(&mut visit, Event::Answer { finding, state: Some(state), value: None });
        }
        consultations += 1;
    }
    micros.sort_unstable();
    Throughput { consultations, turns: micros.len(), elapsed: start.elapsed(), p50: within(&micros, 0.5), p99: within(&micros, 0.99) }
}
