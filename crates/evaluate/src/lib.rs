//! Cases through the same turn that patients get, and scores. Gold is never read while predicting: a predictor sees [`Given`] only.
//! What must not live here: another way to hear, decide or ask.

mod calibration;
mod hostile;
mod inquiry;
mod names;
mod predict;
mod score;
mod spans;
mod throughput;
mod triage;

pub use calibration::{Bin, Coverage, Judged, by_rank, calibration_error, coverage, judge, least_chance, reliability};
pub use hostile::{Outcome, boundary, hostile};
pub use inquiry::{Inquired, Inquiry, Ranked, inquire};
pub use names::Names;
pub use predict::{Given, Mode, Predicted, Prediction, predict};
pub use score::{Gold, Score, rate, score, wilson};
pub use spans::{Conversation, Counts, Mark, Marked, Overheard, Points, Slip, Told, Written, conversation, name, spans};
pub use throughput::{Throughput, throughput};
pub use triage::{Agreement, Arrival, Triaged, triage};
