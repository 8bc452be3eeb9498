//! Time of one assessment with its next question, on one core, at 120 conditions, at all of ours, and padded to 750.
//! Run with `cargo bench -p reasoner`. The padding mixes the links of two real conditions, so that it is as dense as they are.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use facts::Case;
use knowledge::{Condition, Knowledge};
use reasoner::Reasoner;

const ROUNDS: usize = 3;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    let (knowledge, _) = knowledge::read(&folder).expect("the knowledge can be read");
    let knowledge = knowledge.expect("knowledge without errors");
    let cases: Vec<Case> =
        knowledge.conditions.iter().flat_map(|condition| &condition.cases).map(|vignette| vignette.case(&knowledge)).collect();
    let all = knowledge.conditions.len();
    println!("{} cases, {ROUNDS} rounds; microseconds", cases.len());
    println!("{:>12}{:>10}{:>10}{:>10}{:>22}", "conditions", "p50", "p99", "longest", "p50 to that at 120");
    let mut base = None;
    for count in [120, all, 750] {
        let micros = measured(&sized(&knowledge, count), &cases);
        let at = |share: f64| micros[((micros.len() - 1) as f64 * share) as usize];
        let base = *base.get_or_insert(at(0.5));
        println!("{count:>12}{:>10.0}{:>10.0}{:>10.0}{:>21.2}x", at(0.5), at(0.99), at(1.0), at(0.5) / base);
    }
}

/// Times of every case, shortest first, after a round that warms up.
fn measured(knowledge: &Knowledge, cases: &[Case]) -> Vec<f64> {
    let reasoner = Reasoner::new(Arc::new(knowledge.clone()));
    let mut micros = Vec::with_capacity(cases.len() * ROUNDS);
    for round in 0..=ROUNDS {
        for case in cases {
            let began = Instant::now();
            black_box(reasoner.assess(black_box(case), &[]));
            if round > 0 {
                micros.push(began.elapsed().as_secs_f64() * 1e6);
            }
        }
    }
    micros.sort_by(f64::total_cmp);
    micros
}

/// The knowledge with so many conditions: the first ones, or all and mixtures of them.
fn sized(knowledge: &Knowledge, count: usize) -> Knowledge {
    let mut sized = knowledge.clone();
    let real = &knowledge.conditions;
    sized.conditions.truncate(count);
    for at in 0..count.saturating_sub(real.len()) {
        let (one, other) = (&real[at % real.len()], &real[(at * 7 + 3) % real.len()]);
        let links = one.links.iter().step_by(2).chain(other.links.iter().skip(1).step_by(2)).cloned();
        let mut links: Vec<_> = links.collect();
        links.sort_by_key(|link| link.finding);
        links.dedup_by_key(|link| link.finding);
        sized.conditions.push(Condition { id: format!("{}_padded_{at}", one.id), links, ..one.clone() });
    }
    sized.conditions.sort_by(|a, b| a.id.cmp(&b.id));
    sized
}
