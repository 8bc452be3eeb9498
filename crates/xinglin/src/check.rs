//! `xinglin knowledge`: problems, counts, and how the vignettes rank.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use knowledge::{Knowledge, Severity};
use reasoner::Reasoner;

/// Prints every problem; fails if one is an error.
pub fn check(folder: &Path, errors_only: bool) -> anyhow::Result<()> {
    let (_, problems) = knowledge::read(folder).with_context(|| format!("failed to read {}", folder.display()))?;
    for problem in problems.iter().filter(|problem| problem.severity == Severity::Error || !errors_only) {
        println!("{problem}");
    }
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    println!("{errors} errors, {} warnings", problems.len() - errors);
    if errors > 0 {
        bail!("the knowledge cannot be used until its errors are mended");
    }
    Ok(())
}

/// Counts by specialty.
pub fn stats(knowledge: &Knowledge) -> anyhow::Result<()> {
    let mut by_specialty: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for condition in &knowledge.conditions {
        by_specialty.entry(&condition.specialty).or_default().push(condition.links.len());
    }
    println!("{:<24}{:>12}{:>24}", "specialty", "conditions", "findings (median)");
    for (specialty, mut links) in by_specialty {
        links.sort_unstable();
        println!("{specialty:<24}{:>12}{:>24}", links.len(), links[links.len() / 2]);
    }
    println!(
        "conditions {}, findings {}, red flags {}, drugs {}, interactions {}",
        knowledge.conditions.len(),
        knowledge.findings.iter().filter(|finding| !finding.is_diagnosed()).count(),
        knowledge.red_flags.len(),
        knowledge.drugs.len(),
        knowledge.interactions.all.len()
    );
    println!("entries reviewed by a named person: {}", knowledge.reviews.len());
    println!("fingerprint {}", knowledge.fingerprint);
    Ok(())
}

/// Assesses each vignette and counts ranks and urgency.
pub fn vignettes(knowledge: Arc<Knowledge>, misses: bool) -> anyhow::Result<()> {
    let reasoner = Reasoner::new(Arc::clone(&knowledge));
    let (mut cases, mut first, mut third, mut within, mut under, mut over) = (0, 0, 0, 0, 0, 0);
    for (index, condition) in knowledge.conditions.iter().enumerate() {
        for vignette in &condition.cases {
            let assessment = reasoner.assess(&vignette.case(&knowledge), &[]);
            let rank = assessment.differential.rank(index);
            cases += 1;
            first += usize::from(rank == Some(1));
            third += usize::from(rank.is_some_and(|rank| rank <= 3));
            within += usize::from(rank.is_some_and(|rank| rank <= vignette.top));
            let too_low = assessment.urgency < vignette.at_least;
            let too_high = vignette.at_most.is_some_and(|most| assessment.urgency > most);
            under += usize::from(too_low);
            over += usize::from(too_high);
            if misses && (too_low || too_high || rank.is_none_or(|rank| rank > vignette.top)) {
                let leader = assessment
                    .differential
                    .hypotheses
                    .first()
                    .map_or("nothing", |hypothesis| &knowledge.conditions[hypothesis.condition].id);
                println!(
                    "{} {}: rank {rank:?} behind {leader}, urgency {:?}, at least {:?}",
                    condition.id, vignette.name, assessment.urgency, vignette.at_least
                );
            }
        }
    }
    println!(
        "vignettes {cases}, first {first}, in three {third}, within their own bound {within}, urgency too low {under}, too high {over}"
    );
    Ok(())
}
