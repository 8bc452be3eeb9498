//! Invented stories with their diagnosis, by hands that had not seen the lexicon: how often the right condition leads. The bounds may only be raised.

use std::path::Path;
use std::sync::Arc;

use consult::Practice;
use evaluate::{Given, Gold, Mode, Names, predict, score};
use serde::de::DeserializeOwned;

/// Right in the first place, and among the first three, of 610.
const LEAST_FIRST: usize = 513;
const LEAST_IN_THREE: usize = 563;

fn rows<T: DeserializeOwned>() -> Vec<T> {
    include_str!("../data/stories.jsonl").lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[test]
fn stories_of_strangers_are_ranked_no_worse_than_before() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    let (knowledge, _) = knowledge::read(&folder).expect("the knowledge can be read");
    let knowledge = Arc::new(knowledge.expect("the knowledge has no error"));
    let practice = Practice::new(Arc::clone(&knowledge));
    let (given, gold): (Vec<Given>, Vec<Gold>) = (rows(), rows());
    let predictions: Vec<_> = given.iter().map(|given| predict(&practice, given, Mode::Whole)).collect();
    let found = score(&Names::new(&knowledge), &predictions, &gold, &|at| knowledge.conditions[at].id.clone());
    println!("first {}, in three {}, of {}", found.within[0], found.within[1], found.covered);
    assert_eq!(found.covered, 610, "a diagnosis is none of ours: {:?}", found.not_covered);
    assert!(found.within[0] >= LEAST_FIRST, "first {}", found.within[0]);
    assert!(found.within[1] >= LEAST_IN_THREE, "in three {}", found.within[1]);
}
