//! `xinglin knowledge`: problems, counts, and how the vignettes rank.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use knowledge::{Condition, Kind, Knowledge, Severity};
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

/// Counts by specialty, and where the numbers come from.
pub fn stats(knowledge: &Knowledge) -> anyhow::Result<()> {
    let mut by_specialty: BTreeMap<&str, Vec<&Condition>> = BTreeMap::new();
    for condition in &knowledge.conditions {
        by_specialty.entry(&condition.specialty).or_default().push(condition);
    }
    println!(
        "{:<22}{:>11}{:>20}{:>11}{:>8}{:>22}",
        "specialty", "conditions", "findings (median)", "vignettes", "plans", "numbers published"
    );
    let all: Vec<&Condition> = knowledge.conditions.iter().collect();
    for (specialty, conditions) in by_specialty.iter().map(|(name, of)| (*name, of)).chain([("all", &all)]) {
        let mut links: Vec<usize> = conditions.iter().map(|condition| condition.links.len()).collect();
        links.sort_unstable();
        let vignettes: usize = conditions.iter().map(|condition| condition.cases.len()).sum();
        let plans = conditions.iter().filter(|condition| knowledge.plan(&condition.id).is_some()).count();
        let (published, numbers) = conditions.iter().fold((0, 0), |(published, numbers), condition| {
            let (of, all) = published_of(condition);
            (published + of, numbers + all)
        });
        println!(
            "{specialty:<22}{:>11}{:>20}{vignettes:>11}{plans:>8}{:>22}",
            links.len(),
            links[links.len() / 2],
            format!("{published} of {numbers}")
        );
    }
    println!(
        "findings {}, red flags {}, drugs {}, interactions {}, preventions {}, risk scores {}, left out with a reason {}",
        knowledge.findings.iter().filter(|finding| !finding.is_diagnosed()).count(),
        knowledge.red_flags.len(),
        knowledge.drugs.len(),
        knowledge.interactions.all.len(),
        knowledge.preventions.len(),
        knowledge.scores.len(),
        knowledge.not_covered.len()
    );
    let cited: std::collections::BTreeSet<&str> = knowledge
        .conditions
        .iter()
        .flat_map(|condition| &condition.sources)
        .chain(knowledge.preventions.iter().map(|one| &one.source))
        .chain(knowledge.scores.iter().map(|one| &one.source))
        .map(|source| source.cite.as_str())
        .collect();
    println!("sources cited: {}", cited.len());
    println!("entries reviewed by a named person: {}", knowledge.reviews.len());
    println!("fingerprint {}", knowledge.fingerprint);
    Ok(())
}

/// Numbers of a condition that are published, and all of them: its prior, its chances, its risks.
fn published_of(condition: &Condition) -> (usize, usize) {
    let own = std::iter::once(None).chain(condition.links.iter().map(|link| link.evidence.as_ref()));
    let all = own.chain(condition.risks.iter().map(|risk| risk.evidence.as_ref()));
    let kinds: Vec<Kind> = all.map(|evidence| evidence.unwrap_or(&condition.evidence).kind).collect();
    (kinds.iter().filter(|kind| **kind == Kind::Published).count(), kinds.len())
}

/// What came of vignettes of one kind.
#[derive(Default)]
struct Ranked {
    cases: usize,
    first: usize,
    third: usize,
    within: usize,
    too_low: usize,
    too_high: usize,
    /// Those that need an emergency department, and of them those not sent there.
    emergencies: (usize, usize),
    /// Those for which an appointment or care at home is enough, and of them those sent to an emergency department.
    calm: (usize, usize),
}

/// Ranks every vignette; those written without sight of the entry are counted apart, as they alone measure it.
pub fn vignettes(knowledge: Arc<Knowledge>, misses: bool) -> anyhow::Result<()> {
    let reasoner = Reasoner::new(Arc::clone(&knowledge));
    let (mut own, mut blind) = (Ranked::default(), Ranked::default());
    for (index, condition) in knowledge.conditions.iter().enumerate() {
        for vignette in &condition.cases {
            let assessment = reasoner.assess(&vignette.case(&knowledge), &[]);
            let passes = if vignette.blind { &mut blind } else { &mut own }.add(index, vignette, &assessment);
            if misses && !passes {
                let leader = assessment.differential.hypotheses.first();
                println!(
                    "{} {}{}: rank {:?} behind {}, urgency {:?}, at least {:?}",
                    condition.id,
                    vignette.name,
                    if vignette.blind { " (blind)" } else { "" },
                    assessment.differential.rank(index),
                    leader.map_or("nothing", |hypothesis| &knowledge.conditions[hypothesis.condition].id),
                    assessment.urgency,
                    vignette.at_least
                );
            }
        }
    }
    own.print("by the author of the entry");
    blind.print("without sight of the entry");
    Ok(())
}

impl Ranked {
    /// Counts one; whether it passes its own bounds.
    fn add(&mut self, index: usize, vignette: &knowledge::Vignette, assessment: &reasoner::Assessment) -> bool {
        let rank = assessment.differential.rank(index);
        let sent = assessment.urgency >= facts::Urgency::EmergencyNow;
        let within = rank.is_some_and(|rank| rank <= vignette.top);
        let too_low = assessment.urgency < vignette.at_least;
        let too_high = vignette.at_most.is_some_and(|most| assessment.urgency > most);
        self.cases += 1;
        self.first += usize::from(rank == Some(1));
        self.third += usize::from(rank.is_some_and(|rank| rank <= 3));
        self.within += usize::from(within);
        self.too_low += usize::from(too_low);
        self.too_high += usize::from(too_high);
        match vignette.at_least {
            least if least >= facts::Urgency::EmergencyNow => {
                self.emergencies = (self.emergencies.0 + 1, self.emergencies.1 + usize::from(!sent));
            }
            least if least <= facts::Urgency::Routine => self.calm = (self.calm.0 + 1, self.calm.1 + usize::from(sent)),
            _ => {}
        }
        within && !too_low && !too_high
    }

    fn print(&self, by: &str) {
        let share = |hits: usize, of: usize| {
            if of == 0 { format!("{hits} of {of}") } else { format!("{hits} of {of} ({:.1}%)", 100.0 * hits as f64 / of as f64) }
        };
        println!("vignettes {by}: {}", self.cases);
        println!(
            "  first {}, in three {}, within their own bound {}",
            share(self.first, self.cases),
            share(self.third, self.cases),
            share(self.within, self.cases)
        );
        println!(
            "  urgency too low {}, too high {}; emergencies not sent {}; others sent to an emergency department {}",
            self.too_low,
            self.too_high,
            share(self.emergencies.1, self.emergencies.0),
            share(self.calm.1, self.calm.0)
        );
    }
}
