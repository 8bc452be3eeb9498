//! What must hold over the whole knowledge: words of one finding only, rates that fit, units of UCUM, licences that allow use.
//! What must not live here: reading files; what an entry means.

use std::collections::BTreeMap;

use facts::{Language, Shape};

use crate::assemble::under;
use crate::model::{Finding, Knowledge};
use crate::problem::{File, Problems};

/// Reports every problem of this kind.
pub fn lint(files: &[File], knowledge: &Knowledge, problems: &mut Problems) {
    shared_words(files, knowledge, problems);
    units(files, knowledge, problems);
    rates(files, knowledge, problems);
    attributes(files, knowledge, problems);
    licences(files, knowledge, problems);
}

/// Where a finding is written, and the words that find its line.
pub fn place<'f>(files: &'f [File], finding: &str) -> Option<(&'f File, String)> {
    let needle = format!("id = \"{finding}\"");
    under(files, "findings/").find(|file| file.text.contains(&needle)).map(|file| (file, needle))
}

/// A lay word of two findings, or one that is both lay and not lay.
fn shared_words(files: &[File], knowledge: &Knowledge, problems: &mut Problems) {
    for language in [Language::En, Language::Zh] {
        let mut owner: BTreeMap<String, &str> = BTreeMap::new();
        for words in &knowledge.lexicon.findings {
            for word in words.lay.get(language).iter().chain(words.more.get(language)) {
                let folded = word.to_lowercase();
                let not_lay = words.not_lay.get(language).iter().any(|other| other.to_lowercase() == folded);
                let other = owner.insert(folded, words.id.as_str()).filter(|other| *other != words.id.as_str());
                let mut report = |message: String, remedy: &str| {
                    if let Some((file, needle)) = place(files, words.id.as_str()) {
                        problems.error(file, &needle, message, remedy);
                    }
                };
                if not_lay {
                    report(format!("{}: {word:?} is both a lay word and not one", words.id), "keep it in one of the lists");
                }
                if let Some(other) = other {
                    let message = format!("{word:?} is a lay word of {} and of {other}", words.id);
                    report(message, "leave it to one; what means both belongs to an idiom of the lexicon");
                }
            }
        }
    }
}

/// Units outside UCUM.
fn units(files: &[File], knowledge: &Knowledge, problems: &mut Problems) {
    for words in &knowledge.lexicon.findings {
        let Some(unit) = words.unit.as_deref().filter(|unit| !is_ucum(unit)) else { continue };
        if let Some((file, needle)) = place(files, words.id.as_str()) {
            let message = format!("{}: the unit {unit:?} is not one of UCUM", words.id);
            problems.error(file, &needle, message, "write it as ucum.org has it: mmol/L, mm[Hg], Cel, 10*9/L");
        }
    }
}

/// Atoms of UCUM that medicine uses; those that take a prefix first.
const METRIC: [&str; 13] = ["g", "L", "l", "mol", "m", "s", "U", "[IU]", "kat", "Pa", "eq", "J", "cal"];
const PLAIN: [&str; 16] = ["min", "h", "d", "wk", "mo", "a", "Cel", "[degF]", "%", "mm[Hg]", "[pH]", "1", "10*9", "10*12", "10*6", "[drp]"];
const PREFIXES: [&str; 9] = ["n", "u", "m", "c", "d", "k", "p", "f", "M"];

/// Whether a unit is one of UCUM's case-sensitive form, as far as medicine needs it: atoms with prefix, exponent and
/// annotation, joined by `.` and `/`.
pub fn is_ucum(unit: &str) -> bool {
    let unit = unit.strip_prefix('/').unwrap_or(unit);
    let dotted = unit.contains('.') && !unit.contains('{');
    !unit.is_empty() && unit.split('/').all(|part| if dotted { part.split('.').all(term) } else { term(part) })
}

fn term(term: &str) -> bool {
    if let Some(rest) = term.strip_prefix('{') {
        return rest.len() > 1 && rest.ends_with('}') && rest[..rest.len() - 1].chars().all(|letter| letter.is_ascii() && letter != '{');
    }
    if PLAIN.contains(&term) {
        return true;
    }
    let atom = term.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let prefixed = || PREFIXES.iter().filter_map(|prefix| atom.strip_prefix(prefix)).any(|rest| METRIC.contains(&rest));
    METRIC.contains(&atom) || prefixed()
}

/// How much more a population rate may be implied by the conditions than is written: rates are rounded.
const ROUNDED: f64 = 1.02;

/// A finding commoner among the conditions' visits than among all visits.
fn rates(files: &[File], knowledge: &Knowledge, problems: &mut Problems) {
    let mut implied = vec![0.0; knowledge.findings.len()];
    for condition in &knowledge.conditions {
        for link in condition.links.iter().filter(|link| !knowledge.finding(link.finding).always()) {
            implied[usize::from(link.finding)] += condition.prior.per_visit * link.p;
        }
    }
    for (finding, implied) in knowledge.findings.iter().zip(implied) {
        if implied > finding.rate * ROUNDED
            && let Some((file, needle)) = place(files, finding.id.as_str())
        {
            let message = format!("{}: the rate {} is below the {implied:.4} that the conditions imply", finding.id, finding.rate);
            problems.error(file, &needle, message, "raise the rate, or lower what is too common");
        }
    }
}

/// An attribute that a person without our conditions has more often than the complaint it belongs to.
fn attributes(files: &[File], knowledge: &Knowledge, problems: &mut Problems) {
    let flags = knowledge.findings.iter().filter(|finding| finding.shape == Shape::Flag);
    for (child, parent) in flags.filter_map(|finding| Some((finding, knowledge.finding(finding.of?)))) {
        let rarer = |name: &str, of: fn(&Finding) -> f64| (of(child) > of(parent)).then(|| (name.to_owned(), of(child), of(parent)));
        for (name, own, parents) in [rarer("leak", |finding| finding.leak), rarer("rate", |finding| finding.rate)].into_iter().flatten() {
            if let Some((file, needle)) = place(files, child.id.as_str()) {
                let message = format!("{}: its {name} {own} is above the {parents} of {}", child.id, parent.id);
                problems.error(file, &needle, message, "write both of all visitors, not of those with the complaint");
            }
        }
    }
}

/// Words of licences under which nothing may be taken over into an open knowledge.
const FORBIDDING: [&str; 7] = ["-nc", "noncommercial", "non-commercial", "-nd", "no derivatives", "proprietary", "all rights reserved"];

fn licences(files: &[File], knowledge: &Knowledge, problems: &mut Problems) {
    for condition in &knowledge.conditions {
        for source in &condition.sources {
            let licence = source.licence.to_lowercase();
            let Some(file) = files.iter().find(|file| file.path == condition.file) else { continue };
            if FORBIDDING.iter().any(|word| licence.contains(word)) {
                let message = format!("{}: the licence {:?} of {} forbids use", condition.id, source.licence, source.id);
                problems.error(file, &source.id, message, "take the number from a source that may be used, or write an estimate");
            }
            if source.cite.trim().is_empty() {
                problems.error(file, &source.id, format!("{}: the source {} cites nothing", condition.id, source.id), "cite it");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_those_of_ucum() {
        for unit in
            ["mmol/L", "mm[Hg]", "Cel", "10*9/L", "/min", "m[IU]/L", "mL/min/{1.73_m2}", "kg/m2", "{score}", "1", "ug/L", "U/mL", "%"]
        {
            assert!(is_ucum(unit), "{unit}");
        }
        for unit in ["mmHg", "°C", "mcg/L", "IU/L", "bpm", "", "mmol/ltr", "x10^9/L"] {
            assert!(!is_ucum(unit), "{unit}");
        }
    }
}
