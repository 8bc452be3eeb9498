//! The thread that owns weights and cache. Each step computes one batch: the next token of every answer in hand, and as much of new
//! prompts as there is room for. What must not live here: which token is taken; where a prompt is begun.

use std::num::NonZeroU32;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError};
use std::time::Instant;

use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::context::params::LlamaContextParams;
use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::model::params::LlamaModelParams;
use llama_cpp_2::sampling::LlamaSampler;
use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::{LogOptions, send_logs_to_tracing};
use tokio::sync::oneshot;

use super::frame::Frame;
use super::place::{Begin, Held, begin};
use super::{Room, Unopened, Worked};
use super::{grammar, pick};
use crate::{Ask, Failure};

/// Tokens of a step at most. Larger steps read no faster on a processor, and nobody is let go within one.
const STEP: usize = 128;

/// One request, and where its answer goes.
pub struct Request {
    pub wanted: Wanted,
    pub reply: oneshot::Sender<Result<Worked, Failure>>,
}

/// What is wanted.
pub enum Wanted {
    Answer(Ask),
    /// Tokens that mean nothing, for measuring.
    Trial {
        prompt_tokens: usize,
        answer_tokens: usize,
    },
}

/// A request in the model's tokens.
struct Asked {
    tokens: Vec<LlamaToken>,
    grammar: Option<LlamaSampler>,
    most_tokens: usize,
    /// Whether it is an answer, which ends of itself, or a trial, which does not.
    ends: bool,
}

/// An answer in hand.
struct Chat {
    reply: oneshot::Sender<Result<Worked, Failure>>,
    grammar: Option<LlamaSampler>,
    ends: bool,
    prompt_tokens: usize,
    reused_tokens: usize,
    most_tokens: usize,
    text: Vec<u8>,
    begun: Instant,
    first: Option<Instant>,
}

/// A place of the cache: the tokens that belong there, how many of them are there, and the chat they are of.
#[derive(Default)]
struct Slot {
    tokens: Vec<LlamaToken>,
    cached: usize,
    used: u64,
    chat: Option<Chat>,
}

struct Worker<'a> {
    model: &'a LlamaModel,
    context: LlamaContext<'a>,
    frame: Frame,
    batch: LlamaBatch<'static>,
    slots: Vec<Slot>,
    room: Room,
    /// Whether a part of what is cached may be kept; models with a running state cannot.
    shares: bool,
    begun: u64,
}

/// Loads the model, says so, and answers until nobody can ask any more.
pub fn run(path: &Path, room: Room, ready: &SyncSender<Result<(), Unopened>>, requests: &Receiver<Request>) {
    let say = |opened| ready.send(opened).is_ok();
    let model = match load(path) {
        Ok(model) => model,
        Err(unopened) => {
            say(Err(unopened));
            return;
        }
    };
    match Worker::new(&model, room) {
        Ok(mut worker) => {
            if say(Ok(())) {
                worker.work(requests);
            }
        }
        Err(unopened) => {
            say(Err(unopened));
        }
    }
}

/// llama.cpp, started once a process.
pub fn backend() -> Result<&'static LlamaBackend, Unopened> {
    static BACKEND: OnceLock<Option<LlamaBackend>> = OnceLock::new();
    let start = || {
        send_logs_to_tracing(LogOptions::default().with_logs_enabled(false));
        LlamaBackend::init().ok()
    };
    BACKEND.get_or_init(start).as_ref().ok_or(Unopened::Backend)
}

/// The weights of a file.
pub fn load(path: &Path) -> Result<LlamaModel, Unopened> {
    LlamaModel::load_from_file(backend()?, path, &LlamaModelParams::default()).map_err(|_| Unopened::File(path.to_owned()))
}

impl<'a> Worker<'a> {
    fn new(model: &'a LlamaModel, room: Room) -> Result<Worker<'a>, Unopened> {
        let chats = room.chats.max(1);
        let step = u32::try_from(STEP).unwrap_or(u32::MAX);
        let params = LlamaContextParams::default()
            .with_n_ctx(NonZeroU32::new(room.context_tokens.saturating_mul(u32::from(chats))))
            .with_n_seq_max(u32::from(chats))
            .with_n_batch(step)
            .with_n_ubatch(step)
            .with_n_threads(i32::from(room.threads.max(1)))
            .with_n_threads_batch(i32::from(room.threads.max(1)))
            // A cache a place: what other places keep would else be gone through for every token of this one.
            .with_kv_unified(false)
            .with_swa_full(true)
            .with_no_perf(true);
        let context = model.new_context(backend()?, params).map_err(|_| Unopened::Memory)?;
        let frame = Frame::of(model).ok_or(Unopened::Template)?;
        let slots = (0..chats).map(|_| Slot::default()).collect();
        let shares = !model.is_recurrent() && !model.is_hybrid();
        Ok(Worker { model, context, frame, batch: LlamaBatch::new(STEP, 1), slots, room, shares, begun: 0 })
    }

    fn work(&mut self, requests: &Receiver<Request>) {
        while self.admit(requests) {
            self.let_go();
            self.step();
        }
    }

    /// Begins what waits as far as there are places; with nothing in hand waits for it. False once nobody can ask any more.
    fn admit(&mut self, requests: &Receiver<Request>) -> bool {
        while self.slots.iter().any(|slot| slot.chat.is_none()) {
            let idle = self.slots.iter().all(|slot| slot.chat.is_none());
            let next = if idle { requests.recv().map_err(|_| TryRecvError::Disconnected) } else { requests.try_recv() };
            match next {
                Ok(request) => self.take(request),
                Err(TryRecvError::Disconnected) if idle => return false,
                Err(_) => return true,
            }
        }
        true
    }

    fn take(&mut self, request: Request) {
        if request.reply.is_closed() {
            return;
        }
        let asked = match self.read(request.wanted) {
            Ok(asked) => asked,
            Err(failure) => {
                let _ = request.reply.send(Err(failure));
                return;
            }
        };
        let Some(begin) = self.share(&asked.tokens) else { return };
        self.begun += 1;
        let Some(slot) = self.slots.get_mut(begin.place) else { return };
        let chat = Chat {
            reply: request.reply,
            grammar: asked.grammar,
            ends: asked.ends,
            prompt_tokens: asked.tokens.len(),
            reused_tokens: begin.shared,
            most_tokens: asked.most_tokens,
            text: Vec::new(),
            begun: Instant::now(),
            first: None,
        };
        *slot = Slot { tokens: asked.tokens, cached: begin.shared, used: self.begun, chat: Some(chat) };
    }

    /// What is wanted in the model's tokens.
    fn read(&self, wanted: Wanted) -> Result<Asked, Failure> {
        let asked = match wanted {
            Wanted::Answer(ask) => Asked {
                tokens: self.frame.prompt(self.model, &ask.instructions, &ask.text),
                grammar: self.sampler(&ask)?,
                most_tokens: usize::try_from(ask.most_tokens).unwrap_or(usize::MAX),
                ends: true,
            },
            Wanted::Trial { prompt_tokens, answer_tokens } => {
                Asked { tokens: self.babble(prompt_tokens), grammar: None, most_tokens: answer_tokens, ends: false }
            }
        };
        let all = asked.tokens.len().saturating_add(asked.most_tokens);
        if asked.tokens.is_empty() || all > usize::try_from(self.room.context_tokens).unwrap_or(usize::MAX) {
            return Err(Failure::TooLong);
        }
        Ok(asked)
    }

    fn sampler(&self, ask: &Ask) -> Result<Option<LlamaSampler>, Failure> {
        let Some(schema) = &ask.schema else { return Ok(None) };
        let grammar = grammar::grammar(schema).ok_or(Failure::Malformed)?;
        LlamaSampler::grammar(self.model, &grammar, "root").map(Some).map_err(|_| Failure::Malformed)
    }

    /// Tokens that no earlier trial began with.
    fn babble(&self, count: usize) -> Vec<LlamaToken> {
        let words = u64::try_from(self.model.vocab().n_tokens()).unwrap_or(1).clamp(1, 5_000);
        let token = |at: u64| LlamaToken(i32::try_from((self.begun * 131 + at * 7 + 1) % words).unwrap_or(0));
        (0..).map(token).take(count).collect()
    }

    /// Finds a place and makes the cache of it what the prompt shares.
    fn share(&mut self, tokens: &[LlamaToken]) -> Option<Begin> {
        let places: Vec<_> = self.slots.iter().map(Slot::held).collect();
        let begin = begin(&places, tokens)?;
        let begin = if self.shares { begin } else { Begin { from: begin.place, shared: 0, ..begin } };
        let place = u32::try_from(begin.place).ok()?;
        let shared = u32::try_from(begin.shared).ok()?;
        let own = begin.from == begin.place;
        let kept = self.context.clear_kv_cache_seq(Some(place), own.then_some(shared), None).unwrap_or(false);
        if own && !kept {
            self.context.clear_kv_cache_seq(Some(place), None, None).ok()?;
            return Some(Begin { shared: 0, ..begin });
        }
        if !own {
            // Only a whole cache can be copied to another; what is not shared goes again.
            self.context.copy_kv_cache_seq(i32::try_from(begin.from).ok()?, i32::try_from(begin.place).ok()?, None, None).ok()?;
            self.context.clear_kv_cache_seq(Some(place), Some(shared), None).ok()?;
        }
        Some(begin)
    }

    /// Leaves the answers nobody waits for any more.
    fn let_go(&mut self) {
        for slot in &mut self.slots {
            if slot.chat.as_ref().is_some_and(|chat| chat.reply.is_closed()) {
                slot.chat = None;
            }
        }
    }

    /// Computes one batch and takes the tokens it led to.
    fn step(&mut self) {
        let ends = self.fill();
        if self.batch.n_tokens() == 0 {
            return;
        }
        if self.context.decode(&mut self.batch).is_err() {
            self.give_up();
            return;
        }
        for (place, index) in ends {
            let Some(slot) = self.slots.get_mut(place) else { continue };
            if let Some(outcome) = said(self.model, &self.context, slot, index) {
                slot.finish(outcome);
            }
        }
    }

    /// Fills the batch, those with least to read first: a long prompt holds up no sentence half written. Returns the places whose next
    /// token the batch leads to, with their index in it.
    fn fill(&mut self) -> Vec<(usize, i32)> {
        self.batch.clear();
        let mut order: Vec<usize> = (0..self.slots.len()).collect();
        order.retain(|at| self.slots.get(*at).is_some_and(|slot| slot.chat.is_some()));
        order.sort_by_key(|at| self.slots.get(*at).map(Slot::unread));
        let mut ends = Vec::new();
        let mut left = STEP;
        for place in order {
            let Some(slot) = self.slots.get_mut(place) else { continue };
            let take = slot.unread().min(left);
            for at in slot.cached..slot.cached + take {
                let (Some(token), Ok(position), Ok(sequence)) = (slot.tokens.get(at), i32::try_from(at), i32::try_from(place)) else {
                    break;
                };
                let last = at + 1 == slot.tokens.len();
                if self.batch.add(*token, position, &[sequence], last).is_ok() && last {
                    ends.push((place, self.batch.n_tokens() - 1));
                }
            }
            slot.cached += take;
            left -= take;
        }
        ends
    }

    /// After a failed step the cache is in an unknown state: everything in hand fails, and all is read anew.
    fn give_up(&mut self) {
        self.context.clear_kv_cache();
        for slot in &mut self.slots {
            slot.finish(Err(Failure::Unreachable));
            slot.cached = 0;
        }
    }
}

impl Slot {
    fn held(&self) -> Held<'_, LlamaToken> {
        Held { tokens: self.tokens.get(..self.cached).unwrap_or_default(), busy: self.chat.is_some(), used: self.used }
    }

    fn unread(&self) -> usize {
        self.tokens.len().saturating_sub(self.cached)
    }

    /// Sends the outcome and frees the place; what is cached stays for the next prompt that begins alike.
    fn finish(&mut self, outcome: Result<(), Failure>) {
        let Some(chat) = self.chat.take() else { return };
        let first = chat.first.unwrap_or(chat.begun);
        let answer_tokens = self.tokens.len().saturating_sub(chat.prompt_tokens);
        let worked = |text| Worked {
            text,
            prompt_tokens: chat.prompt_tokens,
            reused_tokens: chat.reused_tokens,
            answer_tokens,
            reading: first.duration_since(chat.begun),
            writing: first.elapsed(),
        };
        let text =
            outcome.and_then(|()| if chat.ends { String::from_utf8(chat.text).map_err(|_| Failure::Malformed) } else { Ok(String::new()) });
        let _ = chat.reply.send(text.map(worked));
    }
}

/// Takes the next token of a chat; tells whether that was the last, and how it ended.
fn said(model: &LlamaModel, context: &LlamaContext<'_>, slot: &mut Slot, index: i32) -> Option<Result<(), Failure>> {
    let chat = slot.chat.as_mut()?;
    let Some(token) = pick::pick(context.get_logits_ith(index), chat.grammar.as_mut()) else { return Some(Err(Failure::Malformed)) };
    chat.first.get_or_insert_with(Instant::now);
    if chat.ends {
        if model.vocab().is_eog(token) {
            return Some(Ok(()));
        }
        chat.text.extend(model.vocab().token_to_piece(token, false, None));
        if let Some(grammar) = &mut chat.grammar {
            if grammar.try_accept(token).is_err() {
                return Some(Err(Failure::Malformed));
            }
            // Whole JSON needs no token to say that it ends.
            if serde_json::from_slice::<serde::de::IgnoredAny>(&chat.text).is_ok() {
                return Some(Ok(()));
            }
        }
    }
    slot.tokens.push(token);
    if slot.tokens.len() - chat.prompt_tokens < chat.most_tokens {
        return None;
    }
    Some(if chat.ends { Err(Failure::TooLong) } else { Ok(()) })
}
