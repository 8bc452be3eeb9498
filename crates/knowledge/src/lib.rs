//! The knowledge folder: read, checked, fingerprinted. Every problem is reported at once, with file, line and remedy.
//! What must not live here: what is concluded from a case.

mod acuity;
mod assemble;
mod diagnosed;
mod drug;
mod interaction;
mod lint;
mod model;
mod not_covered;
mod parse_rule;
mod plan;
mod prevention;
mod problem;
mod raw;
mod review;
mod rule;
mod view;

pub use acuity::Acuity;
pub use assemble::{files, read, read_files};
pub use drug::{Advice, Change, Contraindication, Dose, Drug, Verdict};
pub use interaction::{Agent, Harm, Interaction, Interactions, Substance, Taken};
pub use model::*;
pub use not_covered::NotCovered;
pub use plan::{Plan, Treatment};
pub use prevention::{Factor, Linear, Prevention, PreventionKind, Score, ScoreBand};
pub use problem::{File, Problem, Severity};
pub use review::{FILE as REVIEWS, Review, contents};
pub use rule::{Comparison, Rule, Truth};
pub use view::{Caveat, Seen, View, bit};

impl Knowledge {
    /// The knowledge as bytes, to be embedded in a program.
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_stdvec(self)
    }

    /// The knowledge from [`Knowledge::to_bytes`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Knowledge, postcard::Error> {
        postcard::from_bytes(bytes)
    }
}
