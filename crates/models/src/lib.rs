//! Language models behind one trait: an endpoint that speaks OpenAI's chat API, a model in this process, or none. Every request has a
//! budget, every failure is named, and whoever fails again and again is left alone for a while. Also the files of models: known by name,
//! fetched, kept.
//! What must not live here: what a model may change, which `language` and `consult` decide.

mod assistant;
mod breaker;
mod endpoint;
mod fetch;
#[cfg(feature = "llama")]
mod llama;
mod registry;
mod store;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

pub use assistant::Assistant;
pub use breaker::Guarded;
pub use endpoint::Endpoint;
pub use fetch::fetch;
#[cfg(feature = "llama")]
pub use llama::{Bare, Local, Room, Speed, Tested, Unopened, Worked, bench, self_test};
pub use registry::{Known, known};
pub use store::{Kept, Store, Unkept, sha256};

/// One request: instructions, the text they apply to, and the shape of the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    pub instructions: String,
    pub text: String,
    /// A JSON schema, for models that can be held to one.
    pub schema: Option<serde_json::Value>,
    pub most_tokens: u32,
    /// The longest it may take where that is less than the model's budget.
    pub within: Option<std::time::Duration>,
}

/// Why there is no answer. No variant carries a patient's words or the model's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error("the model did not answer in time")]
    TimedOut,
    #[error("the model cannot be reached")]
    Unreachable,
    #[error("the model's server answered with status {0}")]
    Status(u16),
    #[error("the model's answer was too long")]
    TooLong,
    #[error("the model's answer could not be read")]
    Malformed,
    #[error("too many requests wait for the model")]
    Busy,
    #[error("the model has failed too often and is left alone for a while")]
    LeftAlone,
}

/// An answer to come.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Result<String, Failure>> + Send + 'a>>;

/// Something that answers in words.
pub trait Model: Send + Sync {
    /// Its name, for the record and the page.
    fn name(&self) -> &str;

    /// Answers once. The caller keeps the time.
    fn answer<'a>(&'a self, ask: &'a Ask) -> Answering<'a>;
}

impl<M: Model + ?Sized> Model for Arc<M> {
    fn name(&self) -> &str {
        (**self).name()
    }

    fn answer<'a>(&'a self, ask: &'a Ask) -> Answering<'a> {
        (**self).answer(ask)
    }
}
