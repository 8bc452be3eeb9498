//! What keeps the well well: screening, vaccination and habits by rule, and risk scores by points. What must not live here: the care
//! of a disease (plans), or what is due for a person (the reasoner).

use std::collections::BTreeMap;

use facts::Text;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::assemble::{entries, under};
use crate::model::{FindingIndex, Knowledge, Source};
use crate::parse_rule::read;
use crate::problem::{File, Problems};
use crate::rule::Rule;

/// One thing to do before anything is wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prevention {
    pub id: String,
    pub name: Text,
    pub kind: PreventionKind,
    /// Whose guidance: `CN`, or `international`.
    pub region: String,
    /// As written.
    pub when: String,
    pub rule: Rule,
    pub advice: Text,
    /// How often, months; once where absent.
    pub every_months: Option<f64>,
    pub source: Source,
    pub file: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PreventionKind {
    Screening,
    Vaccination,
    Habit,
}

/// A risk score as published: points by factor, or a sum of measured numbers, and what the total means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    pub id: String,
    pub name: Text,
    pub region: String,
    /// Of whom it was made; a rule.
    pub when: String,
    pub rule: Rule,
    pub factors: Vec<Factor>,
    /// Added to the points: a number measured, times a weight.
    pub linear: Vec<Linear>,
    pub bands: Vec<ScoreBand>,
    pub source: Source,
    pub file: String,
}

/// One factor: the first row whose rule holds gives the points; the last row has no rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Factor {
    pub name: Text,
    pub rows: Vec<(Option<Rule>, f64)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Linear {
    /// The finding measured; none: age in years.
    pub of: Option<FindingIndex>,
    pub name: Text,
    pub times: f64,
}

/// A total from `from` (included) to `to` (excluded).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreBand {
    pub from: f64,
    pub to: f64,
    pub says: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPrevention {
    id: String,
    name: Text,
    kind: PreventionKind,
    region: String,
    when: String,
    advice: Text,
    every_months: Option<f64>,
    source: Source,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScore {
    id: String,
    name: Text,
    region: String,
    when: String,
    #[serde(default)]
    factor: Vec<RawFactor>,
    #[serde(default)]
    linear: Vec<RawLinear>,
    band: Vec<RawBand>,
    source: Source,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFactor {
    name: Text,
    rows: Vec<RawRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRow {
    when: Option<String>,
    points: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLinear {
    of: String,
    name: Text,
    times: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBand {
    from: Option<f64>,
    to: Option<f64>,
    says: Text,
}

/// The entries of every file, in order of id; an id twice is a problem.
fn all<R: DeserializeOwned, T>(
    files: &[File],
    key: &str,
    problems: &mut Problems,
    mut entry_of: impl FnMut(R, &File, &mut Problems) -> Option<(String, T)>,
) -> Vec<T> {
    let mut found: BTreeMap<String, T> = BTreeMap::new();
    for file in under(files, "prevention/") {
        for raw in entries::<R>(file, key, problems).0 {
            if let Some((id, entry)) = entry_of(raw, file, problems)
                && found.insert(id.clone(), entry).is_some()
            {
                problems.error(file, &id, format!("{id} is there twice"), "keep one of them");
            }
        }
    }
    found.into_values().collect()
}

fn sourced(source: &Source, region: &str, id: &str, file: &File, problems: &mut Problems) {
    if source.cite.trim().is_empty() {
        problems.error(file, id, format!("{id} cites nothing"), "cite the guidance or the paper");
    }
    if !["CN", "international"].contains(&region) {
        problems.error(file, id, format!("{id}: no region {region:?}"), "write CN or international");
    }
}

/// Reads the preventions of `prevention/*.toml`.
pub fn preventions(files: &[File], knowledge: &Knowledge, problems: &mut Problems) -> Vec<Prevention> {
    all(files, "prevention", problems, |raw: RawPrevention, file, problems| {
        sourced(&raw.source, &raw.region, &raw.id, file, problems);
        let rule = read(&raw.when, &raw.id, knowledge, file, problems)?;
        let RawPrevention { id, name, kind, region, when, advice, every_months, source } = raw;
        Some((id.clone(), Prevention { id, name, kind, region, when, rule, advice, every_months, source, file: file.path.clone() }))
    })
}

/// Reads the scores of `prevention/*.toml`.
pub fn scores(files: &[File], knowledge: &Knowledge, problems: &mut Problems) -> Vec<Score> {
    all(files, "score", problems, |raw: RawScore, file, problems| {
        let id = raw.id;
        sourced(&raw.source, &raw.region, &id, file, problems);
        let whose = read(&raw.when, &id, knowledge, file, problems)?;
        let mut factors = Vec::new();
        for factor in raw.factor {
            let last = factor.rows.len().saturating_sub(1);
            if factor.rows.iter().enumerate().any(|(at, row)| row.when.is_none() != (at == last)) {
                let message = format!("{id}: the last row of {}, and only that, is for all others", factor.name.en);
                problems.error(file, &id, message, "leave `when` out in the last row, and write it in the others");
            }
            let mut rows = Vec::new();
            for row in factor.rows {
                let when = match row.when {
                    Some(text) => Some(read(&text, &id, knowledge, file, problems)?),
                    None => None,
                };
                rows.push((when, row.points));
            }
            factors.push(Factor { name: factor.name, rows });
        }
        let mut linear = Vec::new();
        for term in raw.linear {
            let of = if term.of == "c_age" { None } else { knowledge.finding_index(&term.of) };
            if of.is_none() && term.of != "c_age" {
                problems.error(file, &id, format!("{id}: there is no finding {}", term.of), "name a number among the findings, or c_age");
            }
            linear.push(Linear { of, name: term.name, times: term.times });
        }
        let bands: Vec<ScoreBand> = raw
            .band
            .into_iter()
            .map(|band| ScoreBand { from: band.from.unwrap_or(f64::MIN), to: band.to.unwrap_or(f64::MAX), says: band.says })
            .collect();
        if bands.is_empty() || bands.windows(2).any(|pair| pair[0].to != pair[1].from) {
            problems.error(file, &id, format!("{id}: the bands have gaps or overlap"), "let each begin where the last ends");
        }
        let score = Score {
            id: id.clone(),
            name: raw.name,
            region: raw.region,
            when: raw.when,
            rule: whose,
            factors,
            linear,
            bands,
            source: raw.source,
            file: file.path.clone(),
        };
        Some((id, score))
    })
}
