//! llama.cpp by itself, in the way of its own `llama-bench`: a prompt read in one batch, tokens written one after another, nothing chosen.
//! What our own loop is measured against in the same run. What must not live here: anything that answers.

use std::num::NonZeroU32;
use std::path::Path;
use std::time::Instant;

use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::context::params::LlamaContextParams;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::token::LlamaToken;

use super::{Unopened, worker};
use crate::Failure;

/// Tokens of a batch and of what is computed at once, as `llama-bench` has them.
const BATCH: u32 = 2_048;
const AT_ONCE: u32 = 512;

/// Weights of their own, without a worker.
pub struct Bare {
    model: LlamaModel,
    threads: u16,
}

impl Bare {
    /// Loads a file a second time.
    ///
    /// # Errors
    /// Fails where the file is no model.
    pub fn open(path: &Path, threads: u16) -> Result<Bare, Unopened> {
        Ok(Bare { model: worker::load(path)?, threads })
    }

    /// Tokens a second, read and written.
    ///
    /// # Errors
    /// Fails where llama.cpp does.
    pub fn rates(&self, read: usize, written: usize) -> Result<[f64; 2], Failure> {
        let room = u32::try_from(read.max(written) + 1).map_err(|_| Failure::TooLong)?;
        let threads = i32::from(self.threads.max(1));
        let params = LlamaContextParams::default()
            .with_n_ctx(NonZeroU32::new(room))
            .with_n_batch(BATCH)
            .with_n_ubatch(AT_ONCE)
            .with_n_threads(threads)
            .with_n_threads_batch(threads)
            .with_no_perf(true);
        let backend = worker::backend().map_err(|_| Failure::Unreachable)?;
        let mut context = self.model.new_context(backend, params).map_err(|_| Failure::Unreachable)?;
        // What is touched for the first time is not measured.
        decode(&mut context, 0, 1)?;
        context.clear_kv_cache();
        let begun = Instant::now();
        decode(&mut context, 0, read)?;
        let reading = read as f64 / begun.elapsed().as_secs_f64();
        context.clear_kv_cache();
        let begun = Instant::now();
        for at in 0..written {
            decode(&mut context, at, 1)?;
        }
        Ok([reading, written as f64 / begun.elapsed().as_secs_f64()])
    }
}

/// Computes so many tokens from a place on, and waits for the last one's logits.
fn decode(context: &mut LlamaContext<'_>, from: usize, count: usize) -> Result<(), Failure> {
    let mut batch = LlamaBatch::new(count, 1);
    for at in from..from + count {
        let token = LlamaToken(i32::try_from((at * 7 + 1) % 5_000).unwrap_or(0));
        let position = i32::try_from(at).map_err(|_| Failure::TooLong)?;
        batch.add(token, position, &[0], at + 1 == from + count).map_err(|_| Failure::TooLong)?;
    }
    context.decode(&mut batch).map_err(|_| Failure::Unreachable)
}
