//! The next token: the likeliest that the grammar allows. No lot is drawn and nothing is held against repetition, which would break
//! JSON. What must not live here: when an answer ends.

use llama_cpp_2::sampling::LlamaSampler;
use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::token::data::LlamaTokenData;
use llama_cpp_2::token::data_array::LlamaTokenDataArray;

/// Candidates put to the grammar before all of the vocabulary is; the likeliest alone is allowed nearly always.
const LIKELY: usize = 64;

/// Values compared side by side.
const LANES: usize = 16;

/// The likeliest token, or the likeliest the grammar allows; none where it allows none.
pub fn pick(logits: &[f32], grammar: Option<&mut LlamaSampler>) -> Option<LlamaToken> {
    let likeliest = likeliest(logits)?;
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

/// Where the highest value first stands. Found in two passes, each many values at once: this is done for every token written.
fn likeliest(logits: &[f32]) -> Option<usize> {
    let mut lanes = [f32::NEG_INFINITY; LANES];
    let (whole, rest) = logits.as_chunks::<LANES>();
    for values in whole {
        for (lane, value) in lanes.iter_mut().zip(values) {
            *lane = lane.max(*value);
        }
    }
    let highest = lanes.iter().chain(rest).copied().fold(f32::NEG_INFINITY, f32::max);
    logits.iter().position(|value| *value == highest)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_the_highest_is_the_likeliest() {
        let values = |at: &[(usize, f32)]| {
            let mut logits = vec![-3.0f32; 53];
            at.iter().for_each(|(at, value)| logits[*at] = *value);
            logits
        };
        for at in [0, 15, 16, 31, 48, 52] {
            assert_eq!(likeliest(&values(&[(at, 0.5)])), Some(at));
        }
        assert_eq!(likeliest(&values(&[(7, 2.0), (40, 2.0)])), Some(7));
        assert_eq!(likeliest(&values(&[(3, f32::NAN), (9, 1.0)])), Some(9), "what is no number is never the highest");
        assert_eq!(likeliest(&[]), None);
    }
}
