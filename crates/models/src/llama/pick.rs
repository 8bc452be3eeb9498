//! The next token: the likeliest that the grammar allows. No lot is drawn and nothing is held against repetition, which would break
//! JSON. What must not live here: when an answer ends.

use llama_cpp_2::sampling::LlamaSampler;
use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::token::data::LlamaTokenData;
use llama_cpp_2::token::data_array::LlamaTokenDataArray;

/// Candidates put to the grammar before all of the vocabulary is; the likeliest alone is allowed nearly always.
const LIKELY: usize = 64;

/// The likeliest token, or the likeliest the grammar allows; none where it allows none.
pub fn pick(logits: &[f32], grammar: Option<&mut LlamaSampler>) -> Option<LlamaToken> {
    let likeliest = logits.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(at, _)| at)?;
    let Some(grammar) = grammar else { return token(likeliest) };
    if let Some(token) = allowed(grammar, vec![candidate(likeliest, logits)?]) {
        return Some(token);
    }
    let mut order: Vec<usize> = (0..logits.len()).collect();
    if order.len() > LIKELY {
        order.select_nth_unstable_by(LIKELY, |a, b| logits.get(*b).unwrap_or(&f32::MIN).total_cmp(logits.get(*a).unwrap_or(&f32::MIN)));
    }
    let likely = order.iter().take(LIKELY).filter_map(|at| candidate(*at, logits)).collect();
    allowed(grammar, likely).or_else(|| allowed(grammar, (0..logits.len()).filter_map(|at| candidate(at, logits)).collect()))
}

fn token(at: usize) -> Option<LlamaToken> {
    i32::try_from(at).ok().map(LlamaToken)
}

fn candidate(at: usize, logits: &[f32]) -> Option<LlamaTokenData> {
    Some(LlamaTokenData::new(token(at)?, *logits.get(at)?, 0.0))
}

/// The likeliest of these that the grammar allows; it marks the others with an infinitely low value.
fn allowed(grammar: &mut LlamaSampler, candidates: Vec<LlamaTokenData>) -> Option<LlamaToken> {
    let mut candidates = LlamaTokenDataArray::new(candidates, false);
    candidates.apply_sampler(grammar);
    let left = candidates.data.iter().filter(|candidate| candidate.logit() > f32::NEG_INFINITY);
    left.max_by(|a, b| a.logit().total_cmp(&b.logit()).then(b.id().cmp(&a.id()))).map(LlamaTokenData::id)
}
