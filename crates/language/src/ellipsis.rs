//! What is left unsaid because it was said before: "my knee has been bad for a week. It hurts, and there is some swelling." A sensation
//! that names no site is felt at the last site of its sentence, or where the complaint sits that is spoken of, asked about or known.
//! What must not live here: sites and sensations said together.

use crate::book::{Hit, Meaning, Sense};
use crate::scope::Reading;
use crate::text::Kind;

/// Tokens back to a site of the same sentence (arbitrary: two short clauses).
const SITE_REACH: usize = 14;
/// Tokens back to a complaint of the same message (arbitrary: three sentences).
const COMPLAINT_REACH: usize = 45;
/// Sites beyond which a finding sits nowhere in particular: a rash, a lump.
const SITES: usize = 9;

/// Sites of a finding from which it is told what else is felt there: more are no place.
const PLACES: usize = 3;

/// A complaint of this message: finding and first token.
pub type Told = (usize, usize);

/// What was said before a sensation that names no site.
pub struct Before<'a> {
    /// Tokens that complaints have taken.
    pub taken: &'a [(usize, usize)],
    pub told: &'a [Told],
    pub asked: &'a [usize],
    pub known: &'a [usize],
    /// Whether the sensation is denied.
    pub denied: bool,
}

/// Words after a sensation that it does not describe.
const CONNECTORS: [&str; 28] = [
    "and", "or", "but", "to", "when", "for", "in", "on", "after", "at", "with", "now", "still", "as", "if", "right", "than", "there",
    "again", "today", "all", "the", "this", "since", "because", "so", "only", "during",
];
/// Characters of a Chinese sensation that is one wherever no longer word takes it; not `难受`, which sits nowhere.
const SENSATIONS: &str = "疼痛肿痒麻";

/// Whether a sensation by itself leaves its site unsaid. One that describes the next word does not: "burning pain", "painful ejaculation".
pub fn leaves_unsaid(reading: &Reading, place: usize) -> bool {
    let Some(hit) = reading.hits.get(place) else { return false };
    if reading.tokens[hit.from].kind == Kind::Han {
        // One character is too often part of something else, but for the pain itself.
        let before = hit.from.checked_sub(1).map_or("", |at| reading.text(at));
        let next = reading.text(hit.to);
        let free = matches!(next, "" | "," | "." | ";" | "!" | "?" | "死" | "得" | "了" | "没" | "吗" | "的" | "着" | "到" | "极")
            && !"止怕挠抓技瘙搔".contains(before);
        let itch = reading.text(hit.from) == "痒" && (before.is_empty() || free);
        let single = hit.to - hit.from == 1 && !matches!(reading.text(hit.from), "疼" | "痛") && !itch;
        return !single && (hit.from..hit.to).any(|at| SENSATIONS.contains(reading.text(at)));
    }
    let described = reading.hits.get(place + 1).is_some_and(|next| {
        next.from == hit.to && reading.book.senses(next).iter().any(|sense| matches!(sense, Sense::Sensation(_) | Sense::Site(_)))
    });
    let adjective = matches!(reading.text(hit.to - 1), "painful" | "burning" | "stinging" | "red");
    let noun = reading.tokens.get(hit.to).is_some_and(|token| token.kind == Kind::Word) && !CONNECTORS.contains(&reading.text(hit.to));
    !(described || (adjective && noun))
}

/// What a sensation without a site means, and whether that is only said again.
pub fn felt(reading: &Reading, hit: &Hit, sensations: &[usize], before: &Before) -> Vec<(Meaning, bool)> {
    let Before { taken, told, asked, known, denied } = *before;
    let at_site = |site: usize| -> Vec<Meaning> {
        let pairs = sensations.iter().filter_map(|felt| reading.book.combined.get(&(site, *felt)));
        pairs.flatten().copied().collect()
    };
    let said = |finding: usize| known.contains(&finding) || told.iter().any(|told| told.0 == finding);
    // "No radiation of the pain" denies no pain.
    let pointed = |word: &str| matches!(word, "of" | "the" | "this" | "that" | "similar" | "such" | "same");
    let points_back = hit.from.checked_sub(1).is_some_and(|at| pointed(reading.text(at)));
    let named = sites_before(reading, hit, taken).chain(site_after(reading, hit, taken));
    if let Some(meanings) = named.map(at_site).find(|meanings| !meanings.is_empty()) {
        return meanings.into_iter().map(|meaning| (meaning, false)).collect();
    }
    let mut near: Vec<Told> = told.iter().copied().filter(|told| hit.from - told.1 <= COMPLAINT_REACH).collect();
    near.sort_by_key(|told| hit.from - told.1);
    let near: Vec<usize> = near.into_iter().map(|told| told.0).collect();
    for complaints in [&near[..], asked, known] {
        let sites =
            |most: usize| complaints.iter().filter_map(|finding| reading.book.sites.get(finding)).filter(move |sites| sites.len() <= most);
        let meanings = |most: usize| -> Vec<Meaning> {
            sites(most).flatten().flat_map(|site| at_site(*site)).map(|meaning| Meaning { level: None, ..meaning }).collect()
        };
        if let Some(again) = meanings(SITES).iter().find(|meaning| said(meaning.finding)) {
            return if denied && points_back { Vec::new() } else { vec![(*again, true)] };
        }
        let mut meant = meanings(PLACES);
        meant.sort_unstable();
        meant.dedup();
        if let [only] = meant[..] {
            return vec![(only, false)];
        }
    }
    Vec::new()
}

/// The site behind a hit in its sentence, where a preposition leads to it: "stiffness when I wake up, in my hips".
fn site_after<'a>(reading: &'a Reading, hit: &'a Hit, taken: &'a [(usize, usize)]) -> impl Iterator<Item = usize> + 'a {
    let end = reading.sentence(hit.from).1.min(hit.to + SITE_REACH);
    let led_to = move |other: &&Hit| {
        let word = |back: usize| other.from.checked_sub(back).map_or("", |at| reading.text(at));
        let preposition = |word: &str| matches!(word, "in" | "on" | "at" | "around" | "over" | "behind" | "under" | "across");
        preposition(word(1)) || (crate::book::is_article(word(1)) && preposition(word(2)))
    };
    let after = reading.hits.iter().filter(move |other| other.from >= hit.to && other.to <= end);
    let free = after.filter(move |other| !taken.iter().any(|taken| taken.0 <= other.from && other.to <= taken.1));
    free.filter(led_to).flat_map(|other| reading.book.sites_of(other))
}

/// The sites before a hit in its sentence that no complaint has taken, nearest first.
fn sites_before<'a>(reading: &'a Reading, hit: &'a Hit, taken: &'a [(usize, usize)]) -> impl Iterator<Item = usize> + 'a {
    let start = reading.sentence(hit.from).0.max(hit.from.saturating_sub(SITE_REACH));
    let before = reading.hits.iter().rev().filter(move |other| {
        other.to <= hit.from && other.from >= start && !taken.iter().any(|taken| taken.0 <= other.from && other.to <= taken.1)
    });
    before.flat_map(|other| reading.book.sites_of(other))
}
