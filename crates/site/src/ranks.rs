//! How every vignette ranks, and which conditions stand before or beside the right one. What must not live here: pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use facts::Urgency;
use knowledge::Knowledge;
use reasoner::Reasoner;

/// One vignette as it comes out.
pub struct Outcome {
    pub rank: Option<usize>,
    pub urgency: Urgency,
    /// Places of the three that lead, with their chances.
    pub leading: Vec<(usize, f64)>,
}

/// By condition: its vignettes in order, and how often each other condition is among the three that lead them.
pub struct Ranks {
    pub outcomes: Vec<Vec<Outcome>>,
    pub confused: Vec<Vec<(usize, usize)>>,
}

/// Ranks every vignette.
pub fn ranks(knowledge: &Arc<Knowledge>) -> Ranks {
    let reasoner = Reasoner::new(Arc::clone(knowledge));
    let mut all = Ranks { outcomes: Vec::new(), confused: Vec::new() };
    for (at, condition) in knowledge.conditions.iter().enumerate() {
        let mut confused: BTreeMap<usize, usize> = BTreeMap::new();
        let mut outcomes = Vec::new();
        for vignette in &condition.cases {
            let assessment = reasoner.assess(&vignette.case(knowledge), &[]);
            let leading: Vec<(usize, f64)> =
                assessment.differential.hypotheses.iter().take(3).map(|one| (one.condition, one.probability)).collect();
            leading.iter().filter(|(other, _)| *other != at).for_each(|(other, _)| *confused.entry(*other).or_default() += 1);
            outcomes.push(Outcome { rank: assessment.differential.rank(at), urgency: assessment.urgency, leading });
        }
        let mut confused: Vec<(usize, usize)> = confused.into_iter().collect();
        confused.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        all.outcomes.push(outcomes);
        all.confused.push(confused);
    }
    all
}
