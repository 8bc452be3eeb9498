//! A model in this process: a GGUF file by way of llama.cpp. One thread owns weights and cache; whoever asks sends it a request and
//! waits. Dropping the answer to come ends the work on it within one step.
//! What must not live here: what is asked; which file is trusted, which `check` of the command line finds out in a process of its own.

mod bare;
mod frame;
mod grammar;
mod pick;
mod place;
mod trial;
mod worker;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::{Answering, Ask, Failure, Model};
pub use bare::Bare;
pub use trial::{Speed, Tested, bench, self_test};
use worker::{Request, Wanted};

/// Requests that may wait for a place; more are turned away at once.
const QUEUE: usize = 64;

/// What a model may take of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    pub threads: u16,
    /// Chats that are answered side by side.
    pub chats: u16,
    /// Tokens of one chat, question and answer.
    pub context_tokens: u32,
}

impl Default for Room {
    /// Half the threads, four chats of 2,048 tokens. llama.cpp's threads wait for each other by spinning: where they do not all have a
    /// processor to themselves they come to a standstill, so the other half is left to all else (docs/models.md has the figures).
    fn default() -> Room {
        let threads = std::thread::available_parallelism().map_or(1, |threads| u16::try_from(threads.get() / 2).unwrap_or(u16::MAX));
        Room { threads: threads.max(1), chats: 4, context_tokens: 2_048 }
    }
}

/// Why a file did not become a model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unopened {
    #[error("there is no file {0}")]
    Missing(PathBuf),
    #[error("llama.cpp cannot be started")]
    Backend,
    #[error("{0} is no model that llama.cpp can read")]
    File(PathBuf),
    #[error("there is not enough memory for the chats")]
    Memory,
    #[error("the model's chat template has no place for instructions and message")]
    Template,
    #[error("the model's thread ended")]
    Ended,
}

/// What an answer cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Worked {
    pub text: String,
    /// Tokens of the question, and how many of them were in the cache.
    pub prompt_tokens: usize,
    pub reused_tokens: usize,
    pub answer_tokens: usize,
    /// From the begin of the work to the first token, and from there to the last.
    pub reading: Duration,
    pub writing: Duration,
}

/// A model in this process.
pub struct Local {
    name: String,
    requests: Option<SyncSender<Request>>,
    worker: Option<JoinHandle<()>>,
}

impl Local {
    /// Loads a GGUF file; returns when it can be asked.
    ///
    /// # Errors
    /// Fails where the file is none, or does not fit into memory.
    pub fn open(path: &Path, room: Room) -> Result<Local, Unopened> {
        if !path.is_file() {
            return Err(Unopened::Missing(path.to_owned()));
        }
        let name = path.file_stem().map_or_else(|| "model".to_owned(), |stem| stem.to_string_lossy().into_owned());
        let (requests, waiting) = sync_channel(QUEUE);
        let (ready, opened) = sync_channel(1);
        let path = path.to_owned();
        let work = move || worker::run(&path, room, &ready, &waiting);
        let worker = std::thread::Builder::new().name("model".to_owned()).spawn(work).map_err(|_| Unopened::Ended)?;
        let local = Local { name, requests: Some(requests), worker: Some(worker) };
        opened.recv().map_err(|_| Unopened::Ended)?.map(|()| local)
    }

    /// An answer with what it cost.
    ///
    /// # Errors
    /// Fails as [`Model::answer`] does.
    pub async fn work(&self, ask: &Ask) -> Result<Worked, Failure> {
        self.send(Wanted::Answer(ask.clone())).await
    }

    /// Reads and writes so many tokens that mean nothing, in so many chats side by side, for measuring.
    ///
    /// # Errors
    /// Fails where they do not fit into a chat.
    pub async fn trials(&self, chats: u16, prompt_tokens: usize, answer_tokens: usize) -> Result<Vec<Worked>, Failure> {
        let posted: Result<Vec<_>, _> = (0..chats).map(|_| self.post(Wanted::Trial { prompt_tokens, answer_tokens })).collect();
        let mut trials = Vec::new();
        for answer in posted? {
            trials.push(answer.await.unwrap_or(Err(Failure::Unreachable))?);
        }
        Ok(trials)
    }

    async fn send(&self, wanted: Wanted) -> Result<Worked, Failure> {
        self.post(wanted)?.await.unwrap_or(Err(Failure::Unreachable))
    }

    fn post(&self, wanted: Wanted) -> Result<oneshot::Receiver<Result<Worked, Failure>>, Failure> {
        let (reply, answer) = oneshot::channel();
        let requests = self.requests.as_ref().ok_or(Failure::Unreachable)?;
        requests.try_send(Request { wanted, reply }).map_err(|refused| match refused {
            TrySendError::Full(_) => Failure::Busy,
            TrySendError::Disconnected(_) => Failure::Unreachable,
        })?;
        Ok(answer)
    }
}

impl Drop for Local {
    /// The thread is waited for: a process must not end while llama.cpp computes in it.
    fn drop(&mut self) {
        self.requests = None;
        if let Some(worker) = self.worker.take() {
            let _ = worker.join();
        }
    }
}

impl Model for Local {
    fn name(&self) -> &str {
        &self.name
    }

    fn answer<'a>(&'a self, ask: &'a Ask) -> Answering<'a> {
        Box::pin(async move { self.work(ask).await.map(|worked| worked.text) })
    }
}
