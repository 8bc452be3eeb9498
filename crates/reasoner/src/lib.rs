//! System 2: facts and knowledge in, urgency, differential, next question and reasons out.
//! What must not live here: input or output, a clock, randomness, a language model, an order of addition that can vary.

mod believed;
mod differential;
mod next;
mod prevention;
mod tables;
mod urgency;
mod workup;

use facts::{Case, Urgency};
use knowledge::{Caveat, Knowledge, View};
use serde::Serialize;

pub use believed::{Believed, believed};
pub use differential::{Contribution, Differential, Hypothesis};
pub use next::{Next, Question};
pub use prevention::{Due, Scored, due, scored};
use tables::Ratios;
pub use tables::Tables;
pub use urgency::{Level, Reason, Standing};
pub use workup::{Change, Proposed};

/// What the reasoner makes of a case. It cannot fail: what could not be used is among the caveats.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Assessment {
    /// Of the knowledge it was made with.
    pub fingerprint: String,
    /// If the visit ended now.
    pub urgency: Urgency,
    /// From rules that hold: never falls as facts are added.
    pub standing: Standing,
    pub differential: Differential,
    pub next: Next,
    pub caveats: Vec<Caveat>,
}

/// Who can answer: decides what may be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// The patient alone: only what patients know.
    #[default]
    Home,
    /// A clinician is there: signs and results may be asked as well.
    Clinic,
}

/// The reasoner, made ready for one knowledge.
pub struct Reasoner {
    knowledge: std::sync::Arc<Knowledge>,
    tables: Tables,
    /// With the weights that urgency has of its own: what ranks best on stories need not weigh dangers best on one complaint.
    of_urgency: Ratios,
}

impl Reasoner {
    /// Lays the knowledge out for speed.
    pub fn new(knowledge: std::sync::Arc<Knowledge>) -> Reasoner {
        let tables = Tables::new(&knowledge);
        let of_urgency = Ratios::new(&knowledge, &knowledge.calibration.urgency);
        Reasoner { knowledge, tables, of_urgency }
    }

    /// The knowledge it reasons with.
    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// Assesses a case of a patient alone; `asked` are questions already put, not to be put again.
    pub fn assess(&self, case: &Case, asked: &[facts::FindingId]) -> Assessment {
        self.assess_in(Setting::Home, case, asked)
    }

    /// The level of an emergency department that a case has.
    pub fn level(&self, case: &Case) -> Level {
        let (view, _) = View::of(&self.knowledge, case);
        urgency::level(&self.knowledge, &view, &urgency::standing(&self.knowledge, &view))
    }

    /// What to examine and which tests to order, most useful per cost first, with what either result would change.
    pub fn workup(&self, case: &Case, differential: &Differential) -> Vec<Proposed> {
        let (view, _) = View::of(&self.knowledge, case);
        workup::workup(&self.knowledge, &self.tables, &view, differential)
    }

    /// Assesses a case where the setting decides what may be asked next; it changes nothing else.
    pub fn assess_in(&self, setting: Setting, case: &Case, asked: &[facts::FindingId]) -> Assessment {
        let (view, caveats) = View::of(&self.knowledge, case);
        let standing = urgency::standing(&self.knowledge, &view);
        let priors = differential::priors(&self.knowledge, &self.tables, &view);
        let differential = differential::differential(&self.knowledge, &self.tables, &view, &priors);
        let dangers = differential::ranked(&self.knowledge, &self.of_urgency, &view, &priors);
        let urgency = urgency::decide(&self.knowledge, &view, &standing, &dangers);
        let asked: Vec<_> = asked.iter().filter_map(|id| self.knowledge.finding_index(id.as_str())).collect();
        let next = next::next(&self.knowledge, &self.tables, &view, &differential, &standing, &next::Asking { asked: &asked, setting });
        Assessment { fingerprint: self.knowledge.fingerprint.clone(), urgency, standing, differential, next, caveats }
    }
}
