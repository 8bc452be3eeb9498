//! What a model is used for: to point at words the built-in listener missed, and to word a reply anew. Both are held against rules of
//! `language` before anyone sees them. What must not live here: those rules.

use std::time::Instant;

use facts::Language;
use language::{Claimed, Ears, Hearing, Proposal, Tone, Utterance, Wording, check};
use serde::Deserialize;
use serde_json::json;

use crate::{Ask, Failure, Model};

/// Tokens of an answer.
const MOST_TOKENS: u32 = 400;

/// A model at work for a practice.
pub struct Assistant {
    model: Box<dyn Model>,
    rewords: bool,
}

#[derive(Deserialize)]
struct Found {
    found: Vec<Claimed>,
}

impl Assistant {
    /// An assistant that only listens, or also words replies anew.
    pub fn new(model: Box<dyn Model>, rewords: bool) -> Assistant {
        Assistant { model, rewords }
    }

    /// The model's name.
    pub fn name(&self) -> &str {
        self.model.name()
    }

    /// Findings the built-in listener missed, each with words that stand in the message.
    ///
    /// # Errors
    /// Fails as the model does; whoever asks goes on without it.
    pub async fn proposals(&self, ears: &Ears, text: &str, context: &Hearing<'_>) -> Result<Vec<Proposal>, Failure> {
        let Some(prompt) = ears.prompt(text, context) else { return Ok(Vec::new()) };
        let terms: Vec<&str> = prompt.candidates.iter().map(|candidate| candidate.name.as_str()).collect();
        let item = json!({
            "type": "object",
            "properties": { "quote": { "type": "string" }, "term": { "type": "string", "enum": terms } },
            "required": ["quote", "term"],
            "additionalProperties": false,
        });
        let schema = json!({
            "type": "object",
            "properties": { "found": { "type": "array", "maxItems": language::MOST_PROPOSED, "items": item } },
            "required": ["found"],
            "additionalProperties": false,
        });
        let ask = Ask {
            instructions: prompt.instructions.to_owned(),
            text: prompt.message.clone(),
            schema: Some(schema),
            most_tokens: MOST_TOKENS,
            within: None,
        };
        let answer = self.model.answer(&ask).await?;
        let found: Found = serde_json::from_str(answer.trim()).map_err(|_| Failure::Malformed)?;
        Ok(prompt.proposals(&found.found))
    }

    /// Other words for the parts of a reply that may be worded anew, as far as they come until then; those that fail the check are left out.
    pub async fn wordings(&self, ears: &Ears, language: Language, reply: &[Utterance], until: Instant) -> Vec<Wording> {
        let mut wordings = Vec::new();
        if !self.rewords {
            return wordings;
        }
        for (at, utterance) in reply.iter().enumerate().filter(|(_, utterance)| matches!(utterance.tone, Tone::Plain | Tone::Question)) {
            let tongue = if language == Language::Zh { "Chinese" } else { "English" };
            let instructions = format!(
                "Say the user's sentence again in {tongue}, warmly and plainly. Keep every fact, number, name and question; add nothing, leave \
                 nothing out. Answer with the sentence alone."
            );
            let within = Some(until.saturating_duration_since(Instant::now()));
            let ask = Ask { instructions, text: utterance.text.clone(), schema: None, most_tokens: MOST_TOKENS, within };
            // The first failure ends it: a reply does not wait for every sentence to fail.
            let Ok(draft) = self.model.answer(&ask).await else { break };
            if check(ears, utterance, &draft).is_ok() {
                wordings.push(Wording { at, text: draft.trim().to_owned(), model: self.name().to_owned() });
            }
        }
        wordings
    }
}
