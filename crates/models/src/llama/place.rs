//! Where a prompt is begun: in a free place of the cache, behind what it shares with a prompt that was read before, so that
//! instructions common to all are read once.
//! What must not live here: llama.cpp.

/// Tokens below which a shared beginning is nothing to keep a place for: that much of a template all prompts share.
const WORTH_KEEPING: usize = 16;

/// A place of the cache as it stands.
pub struct Held<'a, T> {
    /// Tokens whose values are in the cache.
    pub tokens: &'a [T],
    pub busy: bool,
    /// When it was last begun; lower is longer ago.
    pub used: u64,
}

/// Where to begin, and whose beginning to share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begin {
    pub place: usize,
    pub from: usize,
    pub shared: usize,
}

/// The best begin of a prompt; none where every place is busy. The last token is never shared: its values are asked for.
pub fn begin<T: PartialEq>(places: &[Held<'_, T>], prompt: &[T]) -> Option<Begin> {
    let shared = |held: &Held<'_, T>| common(held.tokens, prompt).min(prompt.len().saturating_sub(1));
    let kept = |held: &Held<'_, T>| Some(shared(held)).filter(|shared| *shared >= WORTH_KEEPING).unwrap_or(0);
    let free = places.iter().enumerate().filter(|(_, held)| !held.busy);
    let (place, own) = free.max_by_key(|(at, held)| (kept(held), std::cmp::Reverse((held.used, *at))))?;
    let (from, best) = places.iter().enumerate().max_by_key(|(at, held)| (shared(held), std::cmp::Reverse(*at)))?;
    if shared(own) >= shared(best) {
        return Some(Begin { place, from: place, shared: shared(own) });
    }
    Some(Begin { place, from, shared: shared(best) })
}

fn common<T: PartialEq>(a: &[T], b: &[T]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Instructions of a kind, and a message of its own.
    fn prompt(kind: u32, message: u32) -> Vec<u32> {
        [1, 2].into_iter().chain((0..40).map(|at| kind * 100 + at)).chain([message, message, 9]).collect()
    }

    fn held(tokens: &[u32], busy: bool, used: u64) -> Held<'_, u32> {
        Held { tokens, busy, used }
    }

    #[test]
    fn the_place_with_the_same_instructions_is_taken_again() {
        let (asked, worded) = (prompt(1, 7), prompt(2, 7));
        let places = [held(&asked, false, 5), held(&worded, false, 1)];
        assert_eq!(begin(&places, &prompt(1, 8)), Some(Begin { place: 0, from: 0, shared: 42 }));
        assert_eq!(begin(&places, &prompt(2, 8)), Some(Begin { place: 1, from: 1, shared: 42 }));
    }

    #[test]
    fn a_busy_place_lends_its_beginning() {
        let asked = prompt(1, 7);
        let places = [held(&asked, true, 1), held(&[], false, 0)];
        assert_eq!(begin(&places, &prompt(1, 8)), Some(Begin { place: 1, from: 0, shared: 42 }));
    }

    #[test]
    fn other_instructions_take_an_empty_place_before_a_full_one() {
        let asked = prompt(1, 7);
        let places = [held(&asked, false, 3), held(&[], false, 0)];
        assert_eq!(begin(&places, &prompt(2, 8)).map(|begin| begin.place), Some(1));
    }

    #[test]
    fn the_same_prompt_again_is_read_from_its_last_token() {
        let asked = prompt(1, 7);
        assert_eq!(begin(&[held(&asked, false, 1)], &asked).map(|begin| begin.shared), Some(asked.len() - 1));
        assert_eq!(begin(&[held(&asked, true, 1)], &asked), None, "no place is free");
        assert_eq!(begin::<u32>(&[], &asked), None);
    }
}
