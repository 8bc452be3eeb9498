//! A budget for every answer, and rest for a model that fails again and again.
//! What must not live here: how a model is reached.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::{Answering, Ask, Failure, Model};

/// Failures in a row after which the model is left alone.
const FAILURES: u32 = 3;
/// How long it is left alone before one request tries it again.
const REST: Duration = Duration::from_secs(30);

/// A model with a budget and a breaker.
pub struct Guarded {
    model: Box<dyn Model>,
    budget: Duration,
    rest: Duration,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    failures: u32,
    left_alone_until: Option<Instant>,
}

impl Guarded {
    /// Guards a model: `budget` is the longest any answer may take.
    pub fn new(model: Box<dyn Model>, budget: Duration) -> Guarded {
        Guarded::resting(model, budget, REST)
    }

    /// The same with another time of rest.
    pub fn resting(model: Box<dyn Model>, budget: Duration, rest: Duration) -> Guarded {
        Guarded { model, budget, rest, state: Mutex::default() }
    }

    /// Whether the model is left alone now.
    pub fn is_open(&self) -> bool {
        self.lock().left_alone_until.is_some_and(|until| Instant::now() < until)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this request may try. After the rest only one does, until it has come back.
    fn admits(&self) -> bool {
        let mut state = self.lock();
        match state.left_alone_until {
            Some(until) if Instant::now() < until => false,
            Some(_) => {
                state.left_alone_until = Some(Instant::now() + self.rest);
                true
            }
            None => true,
        }
    }

    fn came_back(&self, answered: bool) {
        let mut state = self.lock();
        if answered {
            *state = State::default();
            return;
        }
        state.failures = state.failures.saturating_add(1);
        if state.failures >= FAILURES {
            state.left_alone_until = Some(Instant::now() + self.rest);
        }
    }

    async fn guarded(&self, ask: &Ask) -> Result<String, Failure> {
        if !self.admits() {
            return Err(Failure::LeftAlone);
        }
        let budget = ask.within.map_or(self.budget, |within| within.min(self.budget));
        let answer = tokio::time::timeout(budget, self.model.answer(ask)).await.unwrap_or(Err(Failure::TimedOut));
        self.came_back(answer.is_ok());
        answer
    }
}

impl Model for Guarded {
    fn name(&self) -> &str {
        self.model.name()
    }

    fn answer<'a>(&'a self, ask: &'a Ask) -> Answering<'a> {
        Box::pin(self.guarded(ask))
    }
}
