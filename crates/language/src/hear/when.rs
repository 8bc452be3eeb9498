//! When the trouble began, and what befell so long ago that it is none of today.
//! What must not live here: times of a pregnancy or a period.

use super::{Claim, Listening};
use crate::book::{Book, Hit};
use crate::cue::Cue;
use crate::quantity::{Number, Stretch};
use crate::scope::Mood;
use crate::{person, quantity};

/// Days for which an operation or an accident is a recent one; what befell before is no beginning of what is told.
const RECENT: f64 = 84.0;
/// Days after which what befell is no illness of today, whatever was felt with it.
const LONG_AGO: f64 = 365.0;
/// A year that is long gone whenever this is read.
const LAST_YEAR_GONE: f64 = 2023.0;
/// Days for which a medicine is a new one.
const NEW_MEDICINE: f64 = 56.0;
/// Tokens between a medicine, the word that it was begun, and when.
const BEGUN_REACH: usize = 6;
/// Tokens between an operation and when it was.
const OPERATION_REACH: usize = 8;
/// Findings that befall once.
const BEFALLS: [&str; 19] = [
    "r_baby_head_knock_or_fall",
    "r_blast_injury",
    "r_closed_room_with_coal_stove_or_gas_heater",
    "r_crush_injury",
    "r_electric_shock_or_lightning",
    "r_eye_injury",
    "r_hanging_or_strangulation",
    "r_heat_exposure",
    "r_high_pressure_injection_injury",
    "r_human_bite",
    "r_hydrocarbon_swallowed",
    "r_other_poison_swallowed",
    "r_submersion_incident",
    "r_swallowed_object",
    "r_swallowed_sedative_or_alcohol_deep_sleep",
    "r_toxic_exposure",
    "r_wild_mushroom_or_puffer_fish_ingestion",
    "s_easy_bruising",
    "s_falls",
];
/// Words of a beginning.
const BEGINNING: [&str; 8] = ["started", "start", "starts", "began", "begun", "since", "first", "onset"];

impl Listening<'_> {
    /// When the trouble began and how fast.
    pub(super) fn onset(&mut self) {
        let gestation = self.gestation();
        let period = self.last_period();
        let operation = self.operation();
        // An infant's months are an age, not how long it has been ill.
        let other =
            |number: &&Number| ![gestation, period].contains(&Some(number.from)) && person::infants_age(&self.reading, number).is_none();
        let others: Vec<Number> = self.numbers.iter().filter(other).copied().collect();
        // "Weeks ago" is left of "two weeks ago" where the number told of a pregnancy or the last period.
        let taken = |at: usize| [gestation, period].into_iter().flatten().any(|place| (place..=place + 2).contains(&at));
        let known = self.onset_known();
        let stray = |heard: &Self, at: usize| taken(at) || (known && !heard.begins(at));
        let Some(time) = crate::book::resolve(self.lexicon, "c_time_since_symptom_onset") else {
            self.speed();
            return;
        };
        // "Weeks ago" says no more than the number before it, which is weighed below.
        let counted: Vec<Stretch> = self.numbers.iter().filter_map(|number| quantity::stretch(self.reading.tokens, number)).collect();
        let is_counted = |claim: &Claim| counted.iter().any(|stretch| claim.from <= stretch.to && claim.to > stretch.from);
        let left_out = |claim: &Claim| is_counted(claim) || stray(self, claim.from);
        let strays: Vec<usize> = self.claims.iter().filter(|claim| left_out(claim)).map(|claim| claim.from).collect();
        self.claims.retain(|claim| claim.meaning.finding != time.finding || !strays.contains(&claim.from));
        let told = |stretch: &Stretch| {
            let mood = self.mood(stretch.from);
            let elsewhen = operation == Some(stretch.from) || self.dates_event(stretch);
            !mood.past && !mood.family && !elsewhen && !stray(self, stretch.from)
        };
        if let Some(Stretch { from, to, days }) = quantity::since_onset(self.reading.tokens, &others, told) {
            self.claim(time, Some(days), from, to, Mood::default());
        }
        self.speed();
    }

    /// Whether the onset was told before and is not asked about: then only words of beginning tell it anew.
    fn onset_known(&self) -> bool {
        let time = |id: &facts::FindingId| id.as_str() == "c_time_since_symptom_onset";
        self.context.known.iter().any(time) && !self.context.asked.iter().any(time)
    }

    /// Whether words of beginning stand in the sentence: "it started on Monday", `三天前开始的`.
    fn begins(&self, at: usize) -> bool {
        let (start, end) = self.reading.sentence(at);
        (start..end).any(|at| {
            let (here, next) = (self.reading.text(at), self.reading.text(at + 1));
            BEGINNING.contains(&here) || matches!((here, next), ("开", "始") | ("起", "病") | ("发", "病") | ("got", "it") | ("came", "on"))
        })
    }

    fn speed(&mut self) {
        let said = |cue: Cue| {
            self.reading
                .hits
                .iter()
                .find(|hit| self.reading.is(hit, cue) && !crate::denial::stands_before(&self.reading, hit))
                .map(|hit| (hit.from, hit.to))
        };
        let speed =
            said(Cue::Sudden).map(|at| ("c_onset_speed=sudden_seconds", at)).or(said(Cue::Gradual).map(|at| ("c_onset_speed=gradual", at)));
        if let Some((means, (from, to))) = speed
            && !self.mood(from).denied
            && !self.mood(from).supposed
            && let Some(meaning) = crate::book::resolve(self.lexicon, means)
        {
            self.claim(meaning, None, from, to, Mood::default());
        }
    }

    /// An operation not longer ago than [`RECENT`] days. Gives the first token of when it was.
    fn operation(&mut self) -> Option<usize> {
        let tokens = self.reading.tokens;
        let cut = |word: &str| ["ectomy", "ostomy", "otomy", "plasty"].iter().any(|end| word.len() > 8 && word.ends_with(end));
        let named = |at: usize| {
            let word = tokens[at].text.as_str();
            let next = self.reading.text(at + 1);
            cut(word)
                || matches!(word, "surgery" | "operation" | "operated" | "resection")
                || matches!((word, next), ("手", "术") | ("开", "刀"))
        };
        for at in (0..tokens.len()).filter(|&at| named(at)) {
            let start = self.reading.clause_start(at);
            let denied = self.reading.hits.iter().any(|hit| hit.from >= start && hit.to <= at && self.reading.is(hit, Cue::NegationBefore));
            let Some(when) = quantity::happened(tokens, &self.numbers, at, self.reading.sentence(at), OPERATION_REACH) else { continue };
            if !denied
                && when.days <= RECENT
                && let Some(meaning) = crate::book::resolve(self.lexicon, "r_recent_surgery_or_immobilisation")
            {
                self.claim(meaning, None, at, at + 1, Mood::default());
                return Some(when.from);
            }
        }
        None
    }

    /// A medicine begun not longer ago than [`NEW_MEDICINE`] days: "started the ferrous fumarate a week ago", `上周开始吃氨氯地平`.
    pub(super) fn begun(&mut self, medicines: &Book) {
        let Some(meaning) = crate::book::resolve(self.lexicon, "r_new_medication_in_last_8_weeks") else { return };
        if self.claims.iter().any(|claim| claim.meaning.finding == meaning.finding) {
            return;
        }
        let tokens = self.reading.tokens;
        let text = |at: usize| self.reading.text(at);
        let begins = |at: &usize| {
            matches!(text(*at), "started" | "starting" | "commenced" | "began" | "switched" | "prescribed")
                || matches!((text(*at), text(*at + 1)), ("put", "on") | ("开", "始") | ("新", "开") | ("换", "成") | ("加", "了"))
        };
        let begun = |named: &Hit| {
            let start = self.reading.clause_start(named.from).max(named.from.saturating_sub(BEGUN_REACH));
            let at = (start..named.from).find(begins)?;
            // "It started after ibuprofen" tells of a complaint that started.
            let other = (at..named.from).any(|at| matches!(text(at), "after" | "so" | "then" | "with" | "but" | "后"));
            let mood = self.mood(at);
            let lately = quantity::happened(tokens, &self.numbers, named.from, self.reading.sentence(named.from), BEGUN_REACH)
                .is_some_and(|when| when.days <= NEW_MEDICINE);
            (!other && lately && !mood.denied && !mood.supposed && !mood.family).then_some((at, named.to))
        };
        let found = crate::disease::all(medicines, tokens).iter().find_map(begun);
        if let Some((from, to)) = found {
            self.claim(meaning, None, from, to, Mood::default());
        }
    }

    /// Whether a stretch of time tells when something befell once, long ago, and not when a complaint began: "six months ago she was
    /// admitted for pneumonia".
    fn dates_event(&self, stretch: &Stretch) -> bool {
        let (start, end) = (self.reading.clause_start(stretch.from), self.reading.clause_end(stretch.to));
        let inside = |from: usize, to: usize| from >= start && to <= end;
        let ago = matches!(self.reading.text(stretch.to), "ago" | "前" | "earlier" | "before");
        let named = self.reading.has_within((start, end), Cue::Event);
        let told = || self.claims.iter().filter(|claim| inside(claim.from, claim.to)).map(|claim| claim.meaning.finding);
        let befell = named || told().any(|finding| self.befalls(finding));
        let complains = told().any(|finding| self.lexicon.findings[finding].id.as_str().starts_with("s_") && !self.befalls(finding));
        stretch.days >= RECENT && ago && befell && !complains && !self.begins(stretch.from)
    }

    /// What befell long ago is no fall or injury of today; it reaches to the next time that is told.
    pub(super) fn bygones(&mut self) {
        let stretches = || self.numbers.iter().filter_map(|number| quantity::stretch(self.reading.tokens, number));
        let reach = |stretch: Stretch| {
            let (_, end) = self.reading.sentence(stretch.from);
            let end = quantity::next_time(self.reading.tokens, &self.numbers, stretch.to, end);
            (self.reading.clause_start(stretch.from), end)
        };
        let dated: Vec<(usize, usize)> = stretches().filter(|stretch| self.dates_event(stretch)).map(reach).collect();
        let told = self.told_of_old();
        let mut claims = std::mem::take(&mut self.claims);
        let inside = |spans: &[(usize, usize)], claim: &Claim| spans.iter().any(|(start, end)| claim.from >= *start && claim.to <= *end);
        claims.retain(|claim| !(inside(&dated, claim) && self.befalls(claim.meaning.finding)));
        for claim in &mut claims {
            claim.mood.past |= inside(&told, claim);
        }
        self.claims = claims;
    }

    /// What is told of years ago.
    pub(super) fn told_of_old(&self) -> Vec<(usize, usize)> {
        let stretches = self.numbers.iter().filter_map(|number| quantity::stretch(self.reading.tokens, number));
        let stories = stretches.filter_map(|stretch| self.bygone_story(&stretch));
        stories.chain(self.years_gone()).chain(self.long_ago()).chain(self.aged_then()).collect()
    }

    /// How far the story of something that befell years ago reaches, complaints and all: `五年前胸口疼得直冒汗，送医院放了支架`.
    fn bygone_story(&self, stretch: &Stretch) -> Option<(usize, usize)> {
        let ago = matches!(self.reading.text(stretch.to), "ago" | "前");
        let (start, end) = (self.reading.clause_start(stretch.from), self.reading.sentence(stretch.from).1);
        let befell = |claim: &Claim| claim.from >= start && claim.to <= end && (self.befalls(claim.meaning.finding) || self.is_bite(claim));
        let told = || self.reading.has_within((start, end), Cue::Event) || self.claims.iter().any(befell);
        let tells = ago && stretch.days >= LONG_AGO && told() && !self.begins(stretch.from);
        // "One day five years ago" dates nothing anew.
        let end = quantity::next_time(self.reading.tokens, &[], stretch.to, end);
        let end = self.reading.first_within((start, end), Cue::Now).map_or(end, |now| now.from);
        let end = crate::scope::back_to_now(&self.reading, stretch.to, end);
        tells.then_some((start, end))
    }

    /// What is told with a year long gone: "back in 2009", `2010年`.
    fn years_gone(&self) -> impl Iterator<Item = (usize, usize)> {
        let dated = |number: &&Number| {
            let before = number.from.checked_sub(1).map_or("", |at| self.reading.text(at));
            let year = number.value.fract() == 0.0 && (1920.0..=LAST_YEAR_GONE).contains(&number.value);
            let said = matches!(before, "in" | "around" | "summer" | "winter" | "spring" | "autumn" | "fall");
            year && (said || (before != "since" && self.reading.text(number.to) == "年"))
        };
        let reach = |number: &Number| {
            let (start, end) = self.reading.sentence(number.from);
            let points_back = matches!(self.reading.text(start), "that" | "this" | "it") && self.reading.text(start + 1) == "was";
            // "My dad had a stroke. That was back in 1998": the sentence before is dated, too.
            let from = if points_back && start > 0 { self.reading.sentence(start - 1).0 } else { self.reading.clause_start(number.from) };
            (from, end)
        };
        self.numbers.iter().filter(dated).map(reach)
    }

    /// What is told with words of years gone, up to where the story comes back: "when I was small", `年轻时`.
    fn long_ago(&self) -> impl Iterator<Item = (usize, usize)> {
        let since = |hit: &Hit| hit.from.checked_sub(1).is_some_and(|at| matches!(self.reading.text(at), "since" | "从" | "打" | "自"));
        let words = self.reading.hits.iter().filter(move |hit| self.reading.is(hit, Cue::LongAgo) && !since(hit));
        words.map(|hit| self.until_now(hit.from, hit.to))
    }

    /// What is told with the age somebody had then: `三岁时候误吃过老鼠药`.
    fn aged_then(&self) -> impl Iterator<Item = (usize, usize)> {
        let then = |number: &&Number| {
            let at = number.to + 1 + usize::from(self.reading.text(number.to + 1) == "的");
            let since = number.from.checked_sub(1).is_some_and(|at| matches!(self.reading.text(at), "从" | "打" | "自"));
            let time = matches!((self.reading.text(at), self.reading.text(at + 1)), ("时", "候") | ("那", "年" | "会"));
            // `三岁那年起` goes on to this day.
            let on = matches!(self.reading.text(at + 2), "起" | "开" | "就");
            self.reading.text(number.to) == "岁" && time && !since && !on
        };
        self.numbers.iter().filter(then).map(|number| self.until_now(number.from, number.to + 1))
    }

    /// From the clause in which a time of long ago is named up to where the story comes back.
    fn until_now(&self, from: usize, to: usize) -> (usize, usize) {
        let (start, end) = (self.reading.clause_start(from), self.reading.sentence(from).1);
        let back = self.reading.first_within((to, end), Cue::Now);
        // "And now" leads back, whatever else its words are taken for.
        let now = (to..end).find(|at| matches!(self.reading.text(*at), "now" | "today" | "tonight" | "lately" | "recently"));
        (start, back.map_or(end, |now| now.from).min(now.unwrap_or(end)))
    }

    /// A bite of weeks ago still wants its vaccine; one of years ago is a story.
    fn is_bite(&self, claim: &Claim) -> bool {
        self.lexicon.findings[claim.meaning.finding].id.as_str() == "s_bite_or_sting"
    }

    /// Whether a finding is something that befalls once.
    pub(super) fn befalls(&self, finding: usize) -> bool {
        let id = self.lexicon.findings[finding].id.as_str();
        BEFALLS.contains(&id) || id.starts_with("r_recent_")
    }
}
