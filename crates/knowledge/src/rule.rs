//! Three-valued rules: their text, their tree, and what they say of a case. Unknown is never absent.
//! What must not live here: any particular rule.

use facts::Sex;
use serde::{Deserialize, Serialize};

use crate::model::FindingIndex;
use crate::view::{Seen, View};

/// True, false, or not known yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    True,
    False,
    Unknown,
}

impl Truth {
    fn of(holds: bool) -> Truth {
        if holds { Truth::True } else { Truth::False }
    }

    fn negated(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

/// A comparison of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
}

impl Comparison {
    fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Comparison::Less => left < right,
            Comparison::LessOrEqual => left <= right,
            Comparison::Greater => left > right,
            Comparison::GreaterOrEqual => left >= right,
            Comparison::Equal => (left - right).abs() < 1e-9,
            Comparison::NotEqual => (left - right).abs() >= 1e-9,
        }
    }
}

/// A rule as a tree over finding indices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Rule {
    All(Vec<Rule>),
    Any(Vec<Rule>),
    Not(Box<Rule>),
    AtLeast(u8, Vec<Rule>),
    Present(FindingIndex),
    /// Present at one of these levels (bits).
    Level(FindingIndex, u32),
    Number(FindingIndex, Comparison, f64),
    Unknown(FindingIndex),
    UnknownAge,
    Age(Comparison, f64),
    Sex(Sex),
}

impl Rule {
    /// What the rule says of what is known. Facts can only turn `Unknown` into an answer, never an answer into another.
    pub fn truth(&self, view: &View) -> Truth {
        match self {
            Rule::All(rules) => all(rules, view),
            Rule::Any(rules) => any(rules, view),
            Rule::Not(rule) => rule.truth(view).negated(),
            Rule::AtLeast(needed, rules) => at_least(usize::from(*needed), rules, view),
            Rule::Present(finding) => match view.ruled(*finding) {
                Seen::Present { .. } => Truth::True,
                Seen::Absent => Truth::False,
                Seen::NotAsked | Seen::Uncertain => Truth::Unknown,
            },
            Rule::Level(finding, wanted) => level(view.ruled(*finding), *wanted),
            Rule::Number(finding, comparison, than) => number(view, *finding, *comparison, *than),
            Rule::Unknown(finding) => Truth::of(matches!(view.ruled(*finding), Seen::NotAsked | Seen::Uncertain)),
            Rule::UnknownAge => Truth::of(view.person.age_years.is_none()),
            Rule::Age(comparison, than) => match view.person.age_years {
                Some(age) => Truth::of(comparison.holds(age, *than)),
                None => Truth::Unknown,
            },
            Rule::Sex(sex) => match view.person.sex {
                Some(known) => Truth::of(known == *sex),
                None => Truth::Unknown,
            },
        }
    }

    /// Every finding the rule reads.
    pub fn reads(&self, into: &mut Vec<FindingIndex>) {
        match self {
            Rule::All(rules) | Rule::Any(rules) | Rule::AtLeast(_, rules) => rules.iter().for_each(|rule| rule.reads(into)),
            Rule::Not(rule) => rule.reads(into),
            Rule::Present(finding) | Rule::Level(finding, _) | Rule::Number(finding, _, _) | Rule::Unknown(finding) => into.push(*finding),
            Rule::UnknownAge | Rule::Age(..) | Rule::Sex(_) => {}
        }
    }

    /// The unknown findings that alone would make the rule true, were they present: what to ask to decide it.
    pub fn would_decide(&self, view: &View, into: &mut Vec<FindingIndex>) {
        let mut reads = Vec::new();
        self.reads(&mut reads);
        reads.sort_unstable();
        reads.dedup();
        for finding in reads.into_iter().filter(|finding| matches!(view.seen(*finding), Seen::NotAsked)) {
            if self.supposing(finding, view) {
                into.push(finding);
            }
        }
    }

    /// Whether the rule would be true were this finding present in the way the rule asks for.
    fn supposing(&self, finding: FindingIndex, view: &View) -> bool {
        let mut wanted = u32::MAX;
        let mut number = None;
        self.wanted(finding, &mut wanted, &mut number);
        let supposed = view.with(finding, Seen::Present { levels: if wanted == u32::MAX { 0 } else { wanted }, number });
        self.truth(&supposed) == Truth::True
    }

    fn wanted(&self, finding: FindingIndex, levels: &mut u32, number: &mut Option<f64>) {
        match self {
            Rule::All(rules) | Rule::Any(rules) | Rule::AtLeast(_, rules) => {
                rules.iter().for_each(|rule| rule.wanted(finding, levels, number));
            }
            Rule::Level(read, wanted) if *read == finding => *levels = *wanted,
            Rule::Number(read, comparison, than) if *read == finding => {
                *number = Some(match comparison {
                    Comparison::Less | Comparison::LessOrEqual => than - 1e-6 * than.abs().max(1.0),
                    Comparison::Greater | Comparison::GreaterOrEqual => than + 1e-6 * than.abs().max(1.0),
                    Comparison::Equal => *than,
                    Comparison::NotEqual => than + 1.0,
                });
            }
            _ => {}
        }
    }
}

fn all(rules: &[Rule], view: &View) -> Truth {
    let mut truth = Truth::True;
    for rule in rules {
        match rule.truth(view) {
            Truth::False => return Truth::False,
            Truth::Unknown => truth = Truth::Unknown,
            Truth::True => {}
        }
    }
    truth
}

fn any(rules: &[Rule], view: &View) -> Truth {
    let mut truth = Truth::False;
    for rule in rules {
        match rule.truth(view) {
            Truth::True => return Truth::True,
            Truth::Unknown => truth = Truth::Unknown,
            Truth::False => {}
        }
    }
    truth
}

fn at_least(needed: usize, rules: &[Rule], view: &View) -> Truth {
    let count = |wanted: Truth| rules.iter().filter(|rule| rule.truth(view) == wanted).count();
    let holding = count(Truth::True);
    if holding >= needed {
        Truth::True
    } else if holding + count(Truth::Unknown) < needed {
        Truth::False
    } else {
        Truth::Unknown
    }
}

/// A level known to be another is false; a finding present without a level is unknown.
fn level(seen: Seen, wanted: u32) -> Truth {
    match seen {
        Seen::Present { levels: 0, .. } | Seen::NotAsked | Seen::Uncertain => Truth::Unknown,
        Seen::Present { levels, .. } => Truth::of(levels & wanted != 0),
        Seen::Absent => Truth::False,
    }
}

/// A bin is known by its ends: true where the whole of it is, unknown where only part of it is.
fn number(view: &View, finding: FindingIndex, comparison: Comparison, than: f64) -> Truth {
    let Some((lowest, highest)) = view.range(finding) else { return Truth::Unknown };
    match (comparison.holds(lowest, than), comparison.holds(highest, than)) {
        (true, true) => Truth::True,
        (false, false) => Truth::False,
        _ => Truth::Unknown,
    }
}
