//! The reasoner over the real knowledge: the order of facts and the number of threads do not matter; every red flag can fire.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use facts::{Case, Demographics, Fact, Sex, State, Value};
use proptest::prelude::*;
use reasoner::Reasoner;

fn reasoner() -> &'static Reasoner {
    static REASONER: OnceLock<Reasoner> = OnceLock::new();
    REASONER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
        let (knowledge, _) = knowledge::read(&folder).expect("the knowledge can be read");
        Reasoner::new(Arc::new(knowledge.expect("knowledge without errors")))
    })
}

fn fact() -> impl Strategy<Value = Fact> {
    let knowledge = reasoner().knowledge();
    (0..knowledge.lexicon.findings.len(), 0..3usize, 0..8usize).prop_map(move |(at, state, level)| {
        let words = &knowledge.lexicon.findings[at];
        let state = [State::Present, State::Absent, State::Uncertain][state];
        let mut fact = Fact::new(words.id.as_str(), state);
        if state == State::Present && words.unit.is_none() {
            fact.value = words.levels.get(level).map(|level| Value::Levels(vec![level.id.clone()]));
        }
        fact
    })
}

fn assessed(facts: &[Fact], person: Demographics) -> String {
    let mut case = Case::new(person);
    for fact in facts {
        case.merge(fact.clone());
    }
    serde_json::to_string(&reasoner().assess(&case, &[])).expect("an assessment")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_facts_does_not_matter(facts in proptest::collection::btree_map(any::<u16>(), fact(), 1..14), age in 0.0..100.0f64) {
        let mut given: Vec<Fact> = facts.into_values().collect();
        given.sort_by(|a, b| a.finding.cmp(&b.finding));
        given.dedup_by(|a, b| a.finding == b.finding);
        let person = Demographics { age_years: Some(age), sex: Some(Sex::Female) };
        let forwards = assessed(&given, person);
        given.reverse();
        prop_assert_eq!(&forwards, &assessed(&given, person));
        let half = given.len() / 2;
        given.rotate_left(half);
        prop_assert_eq!(&forwards, &assessed(&given, person));
    }

    #[test]
    fn chances_are_chances(facts in proptest::collection::vec(fact(), 0..20)) {
        let mut case = Case::new(Demographics::default());
        for fact in facts { case.merge(fact); }
        let assessment = reasoner().assess(&case, &[]);
        for hypothesis in &assessment.differential.hypotheses {
            prop_assert!((0.0..=1.0).contains(&hypothesis.probability));
        }
        prop_assert!((0.0..=1.0).contains(&assessment.differential.something_else));
    }
}

#[test]
fn threads_agree_to_the_byte() {
    let facts = [Fact::new("s_cough", State::Present), Fact::new("s_fever", State::Present), Fact::new("s_dyspnoea", State::Absent)];
    let person = Demographics { age_years: Some(44.0), sex: Some(Sex::Male) };
    let alone = assessed(&facts, person);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| assessed(&facts, person))).collect();
        for thread in threads {
            assert_eq!(thread.join().expect("a thread"), alone);
        }
    });
}

fn told(words: &[(&str, u32)]) -> Case {
    let mut case = Case::new(Demographics { age_years: Some(30.0), sex: Some(Sex::Female) });
    for (id, place) in words {
        let mut fact = Fact::new(id, State::Present);
        let span = (*place, *place + 1);
        fact.provenance = Some(facts::Provenance { listener: facts::Listener::BuiltIn, turn: 1, span, quote: (*id).to_owned() });
        case.merge(fact);
    }
    case
}

fn adds(case: &Case, condition: &str, finding: &str) -> f64 {
    let knowledge = reasoner().knowledge();
    let differential = reasoner().assess(case, &[]).differential;
    let hypothesis = differential.hypotheses.iter().find(|found| knowledge.conditions[found.condition].id == condition);
    let reasons = &hypothesis.expect("it is among the leading ones").reasons;
    let index = knowledge.finding_index(finding).expect("it is known");
    reasons.iter().find(|reason| reason.finding == index).map_or(0.0, |reason| reason.nats)
}

#[test]
fn the_complaint_told_first_counts_more() {
    let words = ["s_dysuria", "s_urinary_frequency", "s_urinary_urgency"];
    let first = told(&[(words[0], 0), (words[1], 10), (words[2], 20)]);
    let last = told(&[(words[0], 20), (words[1], 10), (words[2], 0)]);
    let of = |case: &Case, finding: &str| adds(case, "uncomplicated_cystitis", finding);
    let weight = reasoner().knowledge().calibration.rank.chief_weight;
    assert!((of(&first, "s_urinary_frequency") - of(&last, "s_urinary_frequency")).abs() < 1e-12);
    assert!(of(&first, "s_dysuria") > of(&last, "s_dysuria"), "weight {weight}");
    // Told alone nothing stands out.
    let alone = told(&[(words[0], 0)]);
    assert!((of(&alone, "s_dysuria") - of(&last, "s_dysuria")).abs() < 1e-12);
}

#[test]
fn bleeding_is_bleeding_in_pregnancy_where_the_patient_is_pregnant() {
    let knowledge = reasoner().knowledge();
    let seen = |case: &Case, id: &str| {
        let index = knowledge.finding_index(id).expect("it is known");
        matches!(knowledge::View::of(knowledge, case).0.seen(index), knowledge::Seen::Present { .. })
    };
    let mut case = told(&[("s_intermenstrual_bleeding", 0)]);
    assert!(seen(&case, "s_intermenstrual_bleeding") && !seen(&case, "s_vaginal_bleeding_in_pregnancy"));
    let mut pregnant = Fact::new("c_pregnancy_status", State::Present);
    pregnant.value = Some(Value::Level("trimester1".to_owned()));
    case.merge(pregnant);
    assert!(!seen(&case, "s_intermenstrual_bleeding") && seen(&case, "s_vaginal_bleeding_in_pregnancy"));
    let mut old = told(&[("s_intermenstrual_bleeding", 0)]);
    old.demographics.age_years = Some(70.0);
    assert!(seen(&old, "s_postmenopausal_bleeding"));
}
