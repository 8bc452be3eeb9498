//! The model's own chat template, as the tokens around instructions and message. The words themselves are read as plain text: a patient
//! who writes a template's marks ends no turn. What must not live here: the words.

use llama_cpp_2::model::{LlamaChatMessage, LlamaChatTemplate, LlamaModel};
use llama_cpp_2::token::LlamaToken;

/// Stand where instructions and message will.
const INSTRUCTIONS: &str = "(the instructions stand here)";
const MESSAGE: &str = "(the message stands here)";

/// What a model that can think aloud is told to leave out: the thought, empty.
const NO_THOUGHT: &str = "<think>\n\n</think>\n\n";

/// The tokens before, between and after.
pub struct Frame {
    before: Vec<LlamaToken>,
    between: Vec<LlamaToken>,
    after: Vec<LlamaToken>,
}

impl Frame {
    /// The frame of a model; a model without a template gets the commonest one.
    pub fn of(model: &LlamaModel) -> Option<Frame> {
        let template = model.chat_template(None).or_else(|_| LlamaChatTemplate::new("chatml")).ok()?;
        let message = |role: &str, content: &str| LlamaChatMessage::new(role.to_owned(), content.to_owned()).ok();
        let chat = [message("system", INSTRUCTIONS)?, message("user", MESSAGE)?];
        let mut text = model.apply_chat_template(&template, &chat, true).ok()?;
        if template.to_str().is_ok_and(|template| template.contains("enable_thinking")) {
            text.push_str(NO_THOUGHT);
        }
        let [before, between, after] = split(&text)?;
        let tokens = |text: &str, first: bool| model.vocab().tokenize(text.as_bytes(), first, true);
        Some(Frame { before: tokens(before, true), between: tokens(between, false), after: tokens(after, false) })
    }

    /// A whole prompt.
    pub fn prompt(&self, model: &LlamaModel, instructions: &str, message: &str) -> Vec<LlamaToken> {
        let plain = |text: &str| model.vocab().tokenize(text.as_bytes(), false, false);
        let mut tokens = self.before.clone();
        tokens.extend(plain(instructions));
        tokens.extend(&self.between);
        tokens.extend(plain(message));
        tokens.extend(&self.after);
        tokens
    }
}

fn split(text: &str) -> Option<[&str; 3]> {
    let (before, rest) = text.split_once(INSTRUCTIONS)?;
    let (between, after) = rest.split_once(MESSAGE)?;
    Some([before, between, after])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_parted_at_instructions_and_message() {
        let text = format!("<|system|>{INSTRUCTIONS}<|user|>{MESSAGE}<|assistant|>");
        assert_eq!(split(&text), Some(["<|system|>", "<|user|>", "<|assistant|>"]));
        assert_eq!(split(&format!("{MESSAGE}{INSTRUCTIONS}")), None, "a template that turns them round is refused");
        assert_eq!(split("<|user|>"), None);
    }
}
