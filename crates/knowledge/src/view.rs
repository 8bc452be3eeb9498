//! A case as rules and reasoner see it: numbers in their bins, normal results as absent, what follows from what filled in.
//! What must not live here: probabilities.

use facts::{About, Case, Demographics, Fact, FindingId, Shape, State, Value};

use crate::model::{Becomes, Finding, FindingIndex, Implied, Knowledge, Stated};

/// What is known of one finding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Seen {
    NotAsked,
    Absent,
    Uncertain,
    /// `levels` is a set of bits; 0 where the level is not known.
    Present {
        levels: u32,
        number: Option<f64>,
    },
}

/// What was in a case that could not be used, and why.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Caveat {
    UnknownFinding { finding: FindingId },
    UnknownLevel { finding: FindingId, level: String },
    ImplausibleNumber { finding: FindingId },
    ImplausibleAge,
    Inconsistent { finding: FindingId, with: FindingId },
}

/// A case laid out over all findings.
#[derive(Clone)]
pub struct View<'k> {
    knowledge: &'k Knowledge,
    pub person: Demographics,
    seen: Vec<Seen>,
    /// Filled in from something else, so that it is not counted twice.
    derived: Vec<bool>,
    /// The narrower finding that it follows from, as "dysentery" says "diarrhoea".
    narrower: Vec<Option<FindingIndex>>,
    /// The stated findings, in order of index.
    stated: Vec<FindingIndex>,
    /// How much the patient has told freely: what was not mentioned says a little.
    pub told: facts::Told,
    /// The complaint told first: what the visit is for.
    chief: Option<FindingIndex>,
}

impl<'k> View<'k> {
    /// Lays out a case. Facts about others are left out; what cannot be used is named.
    pub fn of(knowledge: &'k Knowledge, case: &Case) -> (View<'k>, Vec<Caveat>) {
        let mut caveats = Vec::new();
        let mut view = View::about(knowledge, case.demographics, &mut caveats);
        view.told = case.told;
        for fact in case.facts().filter(|fact| fact.about == About::Patient) {
            view.take(fact, &mut caveats);
        }
        view.chief = chief(knowledge, case);
        view.rename();
        view.close(&mut caveats);
        (view, caveats)
    }

    /// Lays out the small case of an example or a vignette.
    pub fn of_example(knowledge: &'k Knowledge, person: Demographics, has: &[Stated], hasnt: &[FindingIndex]) -> View<'k> {
        let mut caveats = Vec::new();
        let mut view = View::about(knowledge, person, &mut caveats);
        for stated in has {
            let levels = stated.levels.iter().fold(0, |bits, level| bits | bit(usize::from(*level)));
            let finding = knowledge.finding(stated.finding);
            view.state(stated.finding, present(finding, levels, stated.number));
        }
        for finding in hasnt {
            view.state(*finding, Seen::Absent);
        }
        view.rename();
        view.close(&mut caveats);
        view
    }

    fn about(knowledge: &'k Knowledge, person: Demographics, caveats: &mut Vec<Caveat>) -> View<'k> {
        let count = knowledge.findings.len();
        let mut person = person;
        if person.age_years.is_some_and(|age| !(0.0..=130.0).contains(&age)) {
            caveats.push(Caveat::ImplausibleAge);
            person.age_years = None;
        }
        View {
            knowledge,
            person,
            seen: vec![Seen::NotAsked; count],
            derived: vec![false; count],
            narrower: vec![None; count],
            stated: Vec::new(),
            told: facts::Told::Nothing,
            chief: None,
        }
    }

    /// What is known of a finding.
    pub fn seen(&self, finding: FindingIndex) -> Seen {
        self.seen.get(usize::from(finding)).copied().unwrap_or(Seen::NotAsked)
    }

    /// The same for rules: what cannot concern this person, such as a pregnancy of a man, is absent.
    pub fn ruled(&self, finding: FindingIndex) -> Seen {
        match self.seen(finding) {
            Seen::NotAsked if !self.knowledge.finding(finding).applies.may_concern(&self.person) => Seen::Absent,
            seen => seen,
        }
    }

    /// Whether it was filled in from something else.
    pub fn is_derived(&self, finding: FindingIndex) -> bool {
        self.derived.get(usize::from(finding)).copied().unwrap_or(false)
    }

    /// The narrower finding that a derived one follows from; what it says of a condition is said by that, where that speaks of it.
    pub fn narrower(&self, finding: FindingIndex) -> Option<FindingIndex> {
        self.narrower.get(usize::from(finding)).copied().flatten().filter(|_| self.is_derived(finding))
    }

    /// What was stated itself, in order of index.
    pub fn stated(&self) -> &[FindingIndex] {
        &self.stated
    }

    /// Whether a finding is the complaint told first.
    pub fn is_chief(&self, finding: FindingIndex) -> bool {
        self.chief == Some(finding)
    }

    /// Whether anything is stated present beyond the circumstances: "for two days" alone is no complaint.
    pub fn complains(&self) -> bool {
        let circumstance = |index: FindingIndex| self.knowledge.finding(index).id.as_str().starts_with("c_");
        self.stated.iter().any(|&index| !circumstance(index) && matches!(self.seen(index), Seen::Present { .. }))
    }

    /// The least and greatest number it can be, where anything is known of it.
    pub fn range(&self, index: FindingIndex) -> Option<(f64, f64)> {
        let finding = self.knowledge.finding(index);
        let ends = |mask: u32| {
            let bins = || finding.levels.iter().enumerate().filter(move |(at, _)| mask & bit(*at) != 0).map(|(_, level)| level);
            let lowest = bins().map(|bin| bin.from.unwrap_or(f64::NEG_INFINITY)).reduce(f64::min)?;
            let highest = bins().map(|bin| bin.to.map_or(f64::INFINITY, |to| to - 1e-9)).reduce(f64::max)?;
            Some((lowest, highest))
        };
        match self.seen(index) {
            Seen::Present { number: Some(number), .. } => Some((number, number)),
            Seen::Present { levels: 0, .. } => finding.present_means.map(|number| (number, number)),
            Seen::Present { levels, .. } => ends(levels),
            Seen::Absent => {
                let normal = finding.levels.iter().enumerate().filter(|(_, level)| level.normal).fold(0, |bits, (at, _)| bits | bit(at));
                if normal == 0 { Some((0.0, 0.0)) } else { ends(normal) }
            }
            Seen::NotAsked | Seen::Uncertain => None,
        }
    }

    /// The same view with one finding otherwise.
    pub fn with(&self, finding: FindingIndex, seen: Seen) -> View<'k> {
        let mut view = self.clone();
        view.state(finding, seen);
        view.close(&mut Vec::new());
        view
    }

    fn take(&mut self, fact: &Fact, caveats: &mut Vec<Caveat>) {
        let Some(index) = self.knowledge.finding_index(fact.finding.as_str()) else {
            if !matches!(fact.finding.as_str(), "c_age" | "c_sex_at_birth") {
                caveats.push(Caveat::UnknownFinding { finding: fact.finding.clone() });
            }
            return;
        };
        let finding = self.knowledge.finding(index);
        let seen = match fact.state {
            State::Uncertain => Seen::Uncertain,
            State::Absent if finding.always() => Seen::Uncertain,
            State::Absent => Seen::Absent,
            State::Present => self.take_value(index, fact.value.as_ref(), caveats),
        };
        self.state(index, seen);
    }

    fn take_value(&self, index: FindingIndex, value: Option<&Value>, caveats: &mut Vec<Caveat>) -> Seen {
        let finding = self.knowledge.finding(index);
        let Some(value) = value else { return Seen::Present { levels: 0, number: None } };
        let names: Vec<&str> = match value {
            Value::Number(number) => {
                let plausible = self.knowledge.lexicon.findings.get(usize::from(index)).and_then(|words| words.plausible);
                if !number.is_finite() || plausible.is_some_and(|(least, most)| *number < least || *number > most) {
                    caveats.push(Caveat::ImplausibleNumber { finding: finding.id.clone() });
                    return Seen::Uncertain;
                }
                return present(finding, 0, Some(*number));
            }
            Value::Level(level) => vec![level],
            Value::Levels(levels) => levels.iter().map(String::as_str).collect(),
        };
        let mut bits = 0;
        for name in names {
            match finding.level(name) {
                Some(at) => bits |= bit(at),
                None if matches!(name, "none" | "no") => return Seen::Absent,
                None => caveats.push(Caveat::UnknownLevel { finding: finding.id.clone(), level: name.to_owned() }),
            }
        }
        present(finding, bits, None)
    }

    fn state(&mut self, finding: FindingIndex, seen: Seen) {
        let at = usize::from(finding);
        if let Some(slot) = self.seen.get_mut(at) {
            *slot = seen;
            self.derived[at] = false;
            if let Err(place) = self.stated.binary_search(&finding) {
                self.stated.insert(place, finding);
            }
        }
    }

    /// Calls complaints by the name they have in this person.
    fn rename(&mut self) {
        for index in self.stated.clone() {
            let Seen::Present { .. } = self.seen(index) else { continue };
            let other = self.knowledge.finding(index).becomes.iter().find(|other| self.renames(other));
            let Some(into) = other.map(|other| other.into) else { continue };
            self.seen[usize::from(index)] = Seen::NotAsked;
            self.stated.retain(|stated| *stated != index);
            if self.chief == Some(index) {
                self.chief = Some(into.finding);
            }
            if !matches!(self.seen(into.finding), Seen::Present { .. }) {
                let levels = into.level.map_or(0, |level| bit(usize::from(level)));
                self.state(into.finding, Seen::Present { levels, number: None });
            }
        }
    }

    fn renames(&self, other: &Becomes) -> bool {
        let with = other.with.is_none_or(|with| match self.seen(with.finding) {
            Seen::Present { levels, .. } => with.level.is_none_or(|level| levels == bit(usize::from(level))),
            _ => false,
        });
        with && other.from.is_none_or(|from| self.person.age_years.is_some_and(|age| age >= from))
    }

    /// Fills in what follows: implied findings and levels, and what a denied finding denies.
    fn close(&mut self, caveats: &mut Vec<Caveat>) {
        let mut open: Vec<FindingIndex> = self.stated.clone();
        while let Some(index) = open.pop() {
            let finding = self.knowledge.finding(index);
            if let Seen::Present { levels, .. } = self.seen(index) {
                let own = finding.implies.iter();
                let of_levels =
                    finding.levels.iter().enumerate().filter(|(at, _)| levels & bit(*at) != 0).flat_map(|(_, level)| &level.implies);
                let mut implied: Vec<Implied> = own.chain(of_levels).copied().collect();
                implied
                    .extend(finding.of.map(|parent| Implied { finding: parent, level: None }).filter(|_| !finding.always() || levels != 0));
                for one in implied {
                    if self.imply(index, one, caveats) {
                        let attribute = finding.of == Some(one.finding);
                        self.narrower[usize::from(one.finding)] = Some(index).filter(|_| !attribute);
                        open.push(one.finding);
                    }
                }
            }
        }
        self.deny();
    }

    /// Whether something new came of it.
    fn imply(&mut self, from: FindingIndex, implied: Implied, caveats: &mut Vec<Caveat>) -> bool {
        let at = usize::from(implied.finding);
        let more = implied.level.map_or(0, |level| bit(usize::from(level)));
        let normal = |level: u8| self.knowledge.finding(implied.finding).levels.get(usize::from(level)).is_some_and(|level| level.normal);
        if implied.level.is_some_and(normal) {
            return false;
        }
        match self.seen(implied.finding) {
            Seen::Present { levels, number } if levels & more == more || levels != 0 => {
                let _ = number;
                false
            }
            Seen::Present { number, .. } => {
                self.seen[at] = Seen::Present { levels: more, number };
                true
            }
            before => {
                if before == Seen::Absent && !self.derived[at] {
                    let id = |index: FindingIndex| self.knowledge.finding(index).id.clone();
                    caveats.push(Caveat::Inconsistent { finding: id(implied.finding), with: id(from) });
                }
                self.seen[at] = Seen::Present { levels: more, number: None };
                self.derived[at] = true;
                true
            }
        }
    }

    /// A denied finding denies its attributes and whatever would imply it.
    fn deny(&mut self) {
        let mut open: Vec<FindingIndex> = self.stated.iter().copied().filter(|&index| self.seen(index) == Seen::Absent).collect();
        while let Some(index) = open.pop() {
            for &denied in &self.knowledge.finding(index).denies {
                let at = usize::from(denied);
                if self.seen[at] == Seen::NotAsked {
                    self.seen[at] = Seen::Absent;
                    self.derived[at] = true;
                    open.push(denied);
                }
            }
        }
    }
}

/// Complaints below which none of them is the chief one: what is told alone cannot stand out.
const SEVERAL: usize = 3;

/// The first complaint in the order of telling: a symptom, sign or result stated present, not what was so before.
fn chief(knowledge: &Knowledge, case: &Case) -> Option<FindingIndex> {
    let complaint = |fact: &&Fact| {
        let id = fact.finding.as_str();
        fact.about == About::Patient && fact.state == State::Present && !id.starts_with("c_") && !id.starts_with("r_")
    };
    let place = |fact: &Fact| fact.provenance.as_ref().map(|provenance| (provenance.turn, provenance.span.0));
    let told = || case.facts().filter(complaint).filter_map(|fact| Some((place(fact)?, knowledge.finding_index(fact.finding.as_str())?)));
    if told().count() < SEVERAL {
        return None;
    }
    told().min().map(|(_, index)| index)
}

/// The bit of a level.
pub fn bit(level: usize) -> u32 {
    1u32.checked_shl(level as u32).unwrap_or(0)
}

/// A present value: a number in its bin, a normal result as absent.
fn present(finding: &Finding, levels: u32, number: Option<f64>) -> Seen {
    let levels = match number.and_then(|number| finding.bin(number)) {
        Some(at) => bit(at),
        None => levels,
    };
    let normal = finding.levels.iter().enumerate().filter(|(_, level)| level.normal).fold(0, |bits, (at, _)| bits | bit(at));
    let none = finding.shape == Shape::Number && number == Some(0.0) && normal == 0 && !finding.always() && levels == 0;
    if (levels != 0 && levels & !normal == 0) || none { Seen::Absent } else { Seen::Present { levels: levels & !normal, number } }
}
