//! The order of a turn, of a visit, and the record of each.
//! What must not live here: storage, HTTP, a clock, a clinical rule, the words of either language.

mod answer;
mod report;
mod turn;
mod visit;

pub use reasoner::{Assessment, Hypothesis, Setting};
pub use report::{Asked, Choice, Finding, Likely, Report, Why, fact_name, open_questions};
pub use turn::{Practice, QUESTIONS};
pub use visit::{Event, Visit, Who};
