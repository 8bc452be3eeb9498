//! Cases through the same turn that patients get, and scores. Gold is never read while predicting: a predictor sees [`Given`] only.
//! What must not live here: another way to hear, decide or ask.

mod hostile;
mod names;
mod predict;
mod score;
mod throughput;

pub use hostile::{Outcome, hostile};
pub use names::Names;
pub use predict::{Given, Mode, Predicted, Prediction, predict};
pub use score::{Gold, Score, score, wilson};
pub use throughput::{Throughput, throughput};
