//! Clinical words as types: what a finding, its state and value, a case, an urgency, a probability are, and the words for them.
//! What must not live here: any knowledge of a particular disease, any file or network access, any decision.

mod case;
mod lexicon;
mod odds;
mod urgency;

pub use case::{
    About, Attributes, Case, Contradiction, Demographics, Fact, FindingId, Listener, Merge, Provenance, Sex, State, Told, Value,
};
pub use lexicon::{
    Applies, By, Combination, Disease, FindingWords, Idiom, Language, LevelWords, Lexicon, Named, Pattern, Phrases, Relation, Same, Shape,
    Text, Words,
};
pub use odds::{LogOdds, Probability, ProbabilityError};
pub use urgency::Urgency;
