//! System 1: what people write becomes facts with quotes, without any model.
//! What must not live here: any number of the knowledge, any decision, any network.

mod book;
mod check;
mod cue;
mod denial;
mod disease;
mod ellipsis;
mod hear;
mod heard;
mod laboratory;
mod measure;
mod others;
mod pattern;
mod person;
mod propose;
mod quantity;
mod relation;
mod say;
mod scope;
mod shared;
mod sound;
mod text;
mod turned;

pub use check::{Fault, Wording, check};
pub use hear::{Ears, detect};
pub use heard::{Alarm, AlarmKind, Answer, Heard, Hearing, Intents, Refused, Span, Subject};
pub use propose::{Candidate, Claimed, MOST_PROPOSED, Prompt, Proposal};
pub use say::{Act, Fit, Open, Tone, Utterance, addressed, say, urgency};
pub use text::{HEARD_CHARACTERS, last_words};
