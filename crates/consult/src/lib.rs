//! The order of a turn, of a visit, and the record of each.
//! What must not live here: storage, HTTP, a clock, a clinical rule, the words of either language.

mod answer;
mod care;
mod report;
mod turn;
mod visit;

pub use care::{Care, Planned, Prevented, Scored, Step, Treatment, care, care_for_patient};
pub use reasoner::{Assessment, Believed, Differential, Hypothesis, Setting, believed};
pub use report::{Asked, Choice, Finding, Likely, Report, Why, fact_name, open_questions};
pub use turn::{Practice, QUESTIONS};
pub use visit::{Event, Visit, Who};
