//! What one sensation shares among several sites: "chest and abdominal pain", "pain in the hands, knees and feet", "swollen legs and
//! belly". What must not live here: the nearest sites of a sensation, which are heard with it; what a sensation at a site means.

use facts::Lexicon;

use crate::book::{Book, Hit, Meaning, Sense, is_article};
use crate::scope::Reading;

/// Words that join two sites.
const JOINS: [&str; 8] = ["and", "or", "&", "/", "和", "及", "与", "或"];
/// Words beside a site that tell its side.
const SIDES: [&str; 6] = ["left", "right", "both", "upper", "lower", "bilateral"];
/// Tokens behind the last site in which a sensation of its own is looked for: "pain in the chest and arm numbness".
const OWN: usize = 2;
/// Tokens before the first site in which it belongs to another complaint: "numbness in the arm and chest pain".
const ANOTHERS: usize = 4;

/// A site that a sensation named elsewhere is felt at, too.
pub struct Shared {
    pub meaning: Meaning,
    pub from: usize,
    pub to: usize,
    /// The first token of the phrase with the sensation, whose mood holds.
    pub said: usize,
}

/// Every site that joins one of a phrase.
pub fn shared(lexicon: &Lexicon, reading: &Reading) -> Vec<Shared> {
    let mut found = Vec::new();
    let hits: Vec<&Hit> = reading.hits.iter().filter(|hit| reading.is_content(hit)).collect();
    for (place, &hit) in hits.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|at| hits.get(at)).is_some_and(|site| joined(reading, site.to, hit.from));
        let after = hits.get(place + 1).is_some_and(|site| joined(reading, hit.to, site.from));
        if !before && !after || !names_finding(reading.book, hit) {
            continue;
        }
        let inside = Inside::of(reading, hit);
        if before && inside.site_first {
            found.extend(listed_before(reading, &hits, place).into_iter().map(|site| (*site, hit, inside.felt.clone())));
        }
        if after && inside.site_last {
            let listed = listed_after(lexicon, reading, &hits, place).into_iter();
            found.extend(listed.map(|site| (with_earlier(reading, hit, site), hit, inside.felt.clone())));
        }
    }
    let meant = |(site, hit, felt): (Hit, &Hit, Vec<usize>)| {
        let pairs = reading.book.sites_of(&site).flat_map(|site| felt.iter().map(move |felt| (site, *felt))).collect::<Vec<_>>();
        let meanings = pairs.iter().filter_map(|pair| reading.book.combined.get(pair)).flatten();
        meanings.map(|meaning| Shared { meaning: *meaning, from: site.from, to: site.to, said: hit.from }).collect::<Vec<_>>()
    };
    found.into_iter().flat_map(meant).collect()
}

/// The site that the last site of a phrase and one behind it are together: "weakness of the right arm and leg".
fn with_earlier(reading: &Reading, hit: &Hit, site: &Hit) -> Hit {
    let numbers = reading.book.numbers(&reading.tokens[hit.from..site.to]);
    let whole = (0..hit.to - hit.from).find_map(|at| reading.book.exactly(&numbers, at, numbers.len()));
    match whole.filter(|whole| reading.book.sites_of(whole).next().is_some()) {
        Some(whole) => Hit { from: hit.from + whole.from, to: site.to, ..whole },
        None => *site,
    }
}

/// A site by itself, no finding's own words.
fn is_site(book: &Book, hit: &Hit) -> bool {
    book.sites_of(hit).next().is_some() && !names_finding(book, hit)
}

fn names_finding(book: &Book, hit: &Hit) -> bool {
    book.senses(hit).iter().any(|sense| matches!(sense, Sense::Finding(_)))
}

/// Whether a phrase is a complaint's or a sign's: a time or a cause may follow a site.
fn complains(lexicon: &Lexicon, book: &Book, hit: &Hit) -> bool {
    let complaint = |id: &str| id.starts_with("s_") || id.starts_with("g_");
    let told = |sense: &Sense| matches!(sense, Sense::Finding(meaning) if complaint(lexicon.findings[meaning.finding].id.as_str()));
    book.senses(hit).iter().any(told)
}

fn feels(book: &Book, hit: &Hit) -> bool {
    book.senses(hit).iter().any(|sense| matches!(sense, Sense::Finding(_) | Sense::Sensation(_)))
}

/// Whether nothing but joining words, marks of a list, articles and sides stand between two tokens, and one of them joins or lists.
fn joined(reading: &Reading, from: usize, to: usize) -> bool {
    let lists = |word: &str| JOINS.contains(&word) || matches!(word, "," | "、");
    let between = || (from..to).map(|at| reading.text(at));
    between().any(lists) && between().all(|word| lists(word) || is_article(word) || SIDES.contains(&word))
}

/// What a phrase of a finding is made of.
struct Inside {
    felt: Vec<usize>,
    /// Whether it begins, or ends, with a site.
    site_first: bool,
    site_last: bool,
}

impl Inside {
    fn of(reading: &Reading, hit: &Hit) -> Inside {
        let numbers = reading.book.numbers(&reading.tokens[hit.from..hit.to]);
        let parts: Vec<Hit> = (0..numbers.len()).flat_map(|at| reading.book.every(&numbers, at)).collect();
        let felt = parts.iter().flat_map(|part| reading.book.sensations_of(part));
        let site = |at_edge: &dyn Fn(&Hit) -> bool| parts.iter().any(|part| at_edge(part) && reading.book.sites_of(part).next().is_some());
        Inside {
            felt: felt.collect(),
            site_first: site(&|part| part.from == 0 && part.to < numbers.len()),
            site_last: site(&|part| part.from > 0 && part.to == numbers.len()),
        }
    }
}

/// The sites listed right before a phrase, if they are a list of sites and not another complaint's: "neck, shoulder and back pain".
fn listed_before<'r>(reading: &Reading, hits: &[&'r Hit], place: usize) -> Vec<&'r Hit> {
    let mut listed: Vec<&Hit> = Vec::new();
    let mut next = hits[place].from;
    for &site in hits[..place].iter().rev() {
        if !joined(reading, site.to, next) || !is_site(reading.book, site) {
            break;
        }
        listed.push(site);
        next = site.from;
    }
    let clause = reading.clause_start(next);
    let anothers = |hit: &&Hit| hit.to <= next && hit.from >= clause && next - hit.to < ANOTHERS && feels(reading.book, hit);
    let plain = hits[..place].iter().any(anothers);
    let joins = (listed.first().map_or(next, |site| site.to)..hits[place].from).any(|at| JOINS.contains(&reading.text(at)));
    if plain || !joins { Vec::new() } else { listed }
}

/// The sites listed right behind a phrase, as far as a joining word closes the list and none has a sensation of its own.
fn listed_after<'r>(lexicon: &Lexicon, reading: &Reading, hits: &[&'r Hit], place: usize) -> Vec<&'r Hit> {
    let mut listed: Vec<&Hit> = Vec::new();
    let mut closed = 0;
    let mut last = hits[place].to;
    for &site in &hits[place + 1..] {
        if !joined(reading, last, site.from) || !is_site(reading.book, site) {
            break;
        }
        let joins = (last..site.from).any(|at| JOINS.contains(&reading.text(at)));
        listed.push(site);
        last = site.to;
        if joins {
            closed = listed.len();
        }
    }
    listed.truncate(closed);
    let clause = reading.clause_end(last);
    let own = |site: &&Hit| {
        let near = |hit: &&Hit| {
            let felt = reading.book.sensations_of(hit).next().is_some();
            (hit.from == site.to && complains(lexicon, reading.book, hit))
                || (felt && hit.from > site.to && hit.from < (site.to + OWN).min(clause))
        };
        let is = matches!(reading.text(site.to), "is" | "are" | "was" | "were" | "feels" | "feel" | "has" | "have" | "look" | "looks");
        is || hits.iter().any(near)
    };
    let until = listed.iter().position(own).unwrap_or(listed.len());
    listed.truncate(until);
    listed
}
