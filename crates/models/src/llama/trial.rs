//! What a model in this process is tried with: a self-test before it is trusted with anything, and its speed.
//! What must not live here: the process of its own that a self-test needs, for what it may bring down.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Bare, Local, Worked};
use crate::{Ask, Failure};

/// Tokens of a prompt that needs more than one step.
const LONG_PROMPT: usize = 700;
/// Tokens of a short sentence, amply.
const SENTENCE: u32 = 60;
/// Tokens read and written to measure the speed, as llama.cpp's own tool does.
const READ: usize = 256;
const WRITTEN: usize = 128;
/// Times each is measured; the middle one counts.
const ROUNDS: usize = 3;

/// One part of the self-test.
#[derive(Clone, Debug, PartialEq)]
pub struct Tested {
    pub part: &'static str,
    /// What it answered, or why it failed.
    pub outcome: Result<String, Failure>,
    pub took: Duration,
}

/// Tries a long prompt, an answer of a given shape, and an answer in each language. Tells each part before the next is begun.
pub async fn self_test(model: &Local, tell: &mut dyn FnMut(&Tested)) -> bool {
    let mut passed = true;
    let mut part = |part, outcome: Result<String, Failure>, begun: Instant| {
        passed &= outcome.is_ok();
        tell(&Tested { part, outcome, took: begun.elapsed() });
    };
    let begun = Instant::now();
    let long = model.trials(1, LONG_PROMPT, 8).await;
    part("long prompt", long.map(|worked| worked.iter().map(|worked| format!("{} tokens read", worked.prompt_tokens)).collect()), begun);
    let begun = Instant::now();
    part("answer of a shape", shaped(model).await, begun);
    for (name, instructions, text) in [
        ("English", "Answer in one short English sentence.", "Where does the heart lie?"),
        ("Chinese", "用一句简短的中文回答。", "心脏在身体的哪里？"),
    ] {
        let begun = Instant::now();
        let ask = Ask { instructions: instructions.to_owned(), text: text.to_owned(), schema: None, most_tokens: SENTENCE, within: None };
        let outcome = match model.work(&ask).await {
            // A model that lacks the language may go on for ever; that is for whoever reads the report to judge.
            Err(Failure::TooLong) => Ok(format!("did not end within {SENTENCE} tokens")),
            other => other.map(|worked| worked.text.trim().to_owned()),
        };
        part(name, outcome, begun);
    }
    passed
}

async fn shaped(model: &Local) -> Result<String, Failure> {
    let item = json!({ "type": "object", "properties": { "id": { "type": "string", "enum": ["cough", "fever"] } }, "required": ["id"] });
    let list = json!({ "type": "array", "maxItems": 2, "items": item });
    let schema = json!({ "type": "object", "properties": { "found": list }, "required": ["found"] });
    let instructions = "Name what the patient has: cough, fever. Answer with JSON.".to_owned();
    let ask =
        Ask { instructions, text: "I have been coughing, 还发烧.".to_owned(), schema: Some(schema), most_tokens: 60, within: None };
    let text = model.work(&ask).await?.text;
    let answer: Value = serde_json::from_str(&text).map_err(|_| Failure::Malformed)?;
    answer["found"].is_array().then_some(text).ok_or(Failure::Malformed)
}

/// Tokens a second, of llama.cpp by itself, of one chat and of several side by side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed {
    pub bare: f64,
    pub one: f64,
    pub together: f64,
}

impl Speed {
    /// How many times as much is done side by side.
    pub fn ratio(&self) -> f64 {
        self.together / self.one
    }

    /// How much of what llama.cpp does by itself one chat does.
    pub fn share(&self) -> f64 {
        self.one / self.bare
    }
}

/// Measures reading and writing of llama.cpp by itself, one chat and so many in turn, all in this one run.
///
/// # Errors
/// Fails where the model does.
pub async fn bench(bare: &Bare, model: &Local, chats: u16) -> Result<[Speed; 2], Failure> {
    model.trials(1, READ, 8).await?;
    let mut alone = (Vec::new(), Vec::new());
    let mut reading = (Vec::new(), Vec::new());
    let mut writing = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let [read, written] = bare.rates(READ, WRITTEN)?;
        alone.0.push(read);
        alone.1.push(written);
        reading.0.push(rate(model, 1, READ, 1, |worked| worked.prompt_tokens).await?);
        reading.1.push(rate(model, chats, READ, 1, |worked| worked.prompt_tokens).await?);
        writing.0.push(rate(model, 1, 1, WRITTEN, |worked| worked.answer_tokens).await?);
        writing.1.push(rate(model, chats, 1, WRITTEN, |worked| worked.answer_tokens).await?);
    }
    let of = |bare, (one, together)| Speed { bare: middle(bare), one: middle(one), together: middle(together) };
    Ok([of(alone.0, reading), of(alone.1, writing)])
}

async fn rate(model: &Local, chats: u16, prompt: usize, answer: usize, count: fn(&Worked) -> usize) -> Result<f64, Failure> {
    let begun = Instant::now();
    let worked = model.trials(chats, prompt, answer).await?;
    let tokens: usize = worked.iter().map(count).sum();
    Ok(tokens as f64 / begun.elapsed().as_secs_f64())
}

fn middle(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or(f64::NAN)
}
