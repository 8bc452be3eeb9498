//! How far a "not sure", a "could it be" or a "used to" reaches; of a "no", see `denial`.
//! What must not live here: findings' meanings; numbers.

use facts::{Demographics, Sex};

use crate::book::{Book, Hit, Sense};
use crate::cue::Cue;
use crate::text::{Kind, Token, said};
use crate::turned;
use crate::{denial, others, quantity};

/// What is said of the words at one token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mood {
    pub denied: bool,
    pub doubted: bool,
    pub hedged: bool,
    /// Asked or supposed, not reported.
    pub supposed: bool,
    /// Of a lesson, a tale, news or animals.
    pub tale: bool,
    pub past: bool,
    /// A function said to be as it should be.
    pub normal: bool,
    /// What a feeling is likened to.
    pub likened: bool,
    /// Said of a relative's history.
    pub family: bool,
    /// How somebody died.
    pub dead: bool,
    /// Said of what a relative has: an illness is the relative's, a complaint may be told for help.
    pub kin: bool,
    /// Said of somebody beside the one who writes of their own complaint: a small complaint is that one's.
    pub theirs: bool,
    /// Said to be so now, where something else was before.
    pub now: bool,
    /// Never missing: what two denials say.
    pub always: bool,
    /// Has gone: what was there in this illness.
    pub over: bool,
}

impl Mood {
    /// Whether something is told of the patient as it is now.
    pub fn reports(&self) -> bool {
        !self.denied && !self.supposed && !self.past && !self.family
    }

    /// What is only told of in a tale is supposed.
    fn tell(&mut self) {
        self.supposed = true;
        self.tale = true;
    }
}

/// A message cut into hits, with the tokens they stand on.
pub struct Reading<'a> {
    pub book: &'a Book,
    pub tokens: &'a [Token],
    pub hits: &'a [Hit],
    /// The patient, where another speaks for them.
    pub spoken_for: Option<Demographics>,
    /// Whether the one who writes is known to be the patient.
    pub of_myself: bool,
}

impl Reading<'_> {
    /// Whether a hit carries a cue.
    pub fn is(&self, hit: &Hit, cue: Cue) -> bool {
        self.book.senses(hit).contains(&Sense::Cue(cue))
    }

    /// Whether a word or phrase inside a hit carries a cue: "my mother" is female.
    pub fn says_within(&self, hit: &Hit, cue: Cue) -> bool {
        let numbers = self.book.numbers(&self.tokens[hit.from..hit.to]);
        (0..numbers.len()).any(|at| self.book.cue_length(&numbers, at, cue) > 0)
    }

    /// Whether a hit names a person beside the one who writes.
    pub fn is_person(&self, hit: &Hit) -> bool {
        [Cue::Child, Cue::Parent, Cue::OtherPerson].iter().any(|cue| self.is(hit, *cue))
    }

    /// Whether any hit carries a cue.
    pub fn has(&self, cue: Cue) -> bool {
        self.hits.iter().any(|hit| self.is(hit, cue))
    }

    /// Whether a hit says something clinical.
    pub fn is_content(&self, hit: &Hit) -> bool {
        let senses = self.book.senses(hit);
        // "没有" is a denial before it is the level "none".
        let cue = senses.iter().any(|sense| matches!(sense, Sense::Cue(_)));
        senses.iter().any(|sense| match sense {
            Sense::Finding(_) | Sense::Site(_) | Sense::Sensation(_) | Sense::Group(_) | Sense::Inherited(_) | Sense::Disease => true,
            Sense::Level(_) => !cue,
            Sense::Blocked | Sense::Cue(_) | Sense::Trigger(_) | Sense::Function(_) | Sense::Well(_) => false,
        })
    }

    /// The text of a token; nothing beyond the end.
    pub fn text(&self, at: usize) -> &str {
        said(self.tokens, at)
    }

    /// The text of a hit, without spaces.
    pub fn said(&self, hit: &Hit) -> String {
        self.tokens[hit.from..hit.to].iter().map(|token| token.text.as_str()).collect()
    }

    /// The end of the clause a token is in.
    pub fn clause_end(&self, at: usize) -> usize {
        (at..self.tokens.len()).find(|&at| self.tokens[at].ends_clause()).unwrap_or(self.tokens.len())
    }

    /// The start of the clause a token is in.
    pub fn clause_start(&self, at: usize) -> usize {
        (0..at.min(self.tokens.len())).rev().find(|&at| self.tokens[at].ends_clause()).map_or(0, |at| at + 1)
    }

    /// The clauses from one that begins at a token up to another.
    pub fn clauses(&self, from: usize, to: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let mut from = from;
        std::iter::from_fn(move || {
            let start = from;
            let end = self.clause_end(start).min(to);
            from = end + 1;
            (start < end).then_some((start, end))
        })
    }

    /// Whether a word of an office stands in a stretch.
    pub fn has_within(&self, stretch: (usize, usize), cue: Cue) -> bool {
        self.first_within(stretch, cue).is_some()
    }

    /// The first word of an office in a stretch.
    pub fn first_within(&self, (from, to): (usize, usize), cue: Cue) -> Option<&Hit> {
        self.hits.iter().find(|hit| hit.from >= from && hit.to <= to && self.is(hit, cue))
    }

    /// The bounds of the sentence a token is in.
    pub fn sentence(&self, at: usize) -> (usize, usize) {
        let start = (0..at.min(self.tokens.len())).rev().find(|&at| self.tokens[at].ends_sentence()).map_or(0, |at| at + 1);
        let end = (at..self.tokens.len()).find(|&at| self.tokens[at].ends_sentence()).unwrap_or(self.tokens.len());
        (start, end)
    }
}

/// Words after "worse with" that name what provokes.
const PROVOKES: usize = 4;

/// Words between "died" and what of.
const DIED: [&str; 4] = ["of", "from", "with", "after"];

/// Where what is told of a relative turns back to the patient: "my father had asthma and I have a cough".
pub(crate) fn turns_back(reading: &Reading, from: usize, end: usize) -> usize {
    let turns = |hit: &&Hit| {
        let inside = hit.from >= from && hit.from < end;
        inside && matches!(reading.text(hit.from), "and" | "but") && hit.to > hit.from + 1 && reading.is(hit, Cue::NegationEnd)
    };
    reading.hits.iter().filter(turns).map(|hit| hit.from).min().unwrap_or(end)
}

/// The mood of every token.
pub fn moods(reading: &Reading) -> Vec<Mood> {
    let mut moods = vec![Mood::default(); reading.tokens.len()];
    denial::before(reading, &mut moods);
    denial::after(reading, &mut moods);
    elsewhere(reading, &mut moods);
    for at in (0..reading.tokens.len()).filter(|&at| likens(reading, at)) {
        let end = reading.clause_end(at);
        moods[at..end].iter_mut().for_each(|mood| mood.likened = true);
    }
    for hit in reading.hits {
        let end = reading.clause_end(hit.to);
        let mut mark = |from: usize, to: usize, set: fn(&mut Mood)| moods[from.min(to)..to].iter_mut().for_each(set);
        if reading.is(hit, Cue::Uncertain) {
            mark(hit.from, caused(reading, hit.to, end), |mood| mood.doubted = true);
        }
        if reading.is(hit, Cue::Hedge) {
            mark(hit.from, end, |mood| mood.hedged = true);
        }
        if (reading.is(hit, Cue::Question) && !links(reading, hit)) || reading.is(hit, Cue::Hypothetical) {
            mark(hit.to, treated(reading, hit.to, caused(reading, hit.to, end)), |mood| mood.supposed = true);
        }
        if reading.is(hit, Cue::Dream) {
            mark(hit.to, woken(reading, hit.to).unwrap_or(end), |mood| mood.supposed = true);
        }
        // What makes a pain worse is no complaint: "worse with coughing".
        if reading.is(hit, Cue::Worsening) {
            mark(hit.to, end.min(hit.to + PROVOKES), |mood| mood.supposed = true);
            // And so for what else is listed after it: "worse with sitting, coughing and sneezing".
            for other in reading.hits.iter().filter(|other| other.from >= hit.to && other.to <= reading.sentence(hit.from).1) {
                if reading.book.senses(other).iter().any(|sense| matches!(sense, Sense::Trigger(_))) {
                    mark(other.from, other.to, |mood| mood.supposed = true);
                }
            }
        }
        if reading.is(hit, Cue::Quiz) {
            tales(reading, hit, reading.tokens.len()).for_each(|(from, to)| mark(from, to, Mood::tell));
        }
        if reading.is(hit, Cue::General) {
            tales(reading, hit, reading.sentence(hit.from).1).for_each(|(from, to)| mark(from, to, Mood::tell));
        }
        // `退烧了`: what has gone was there.
        if reading.is(hit, Cue::Resolved) && reading.is_content(hit) {
            mark(hit.from, hit.to, |mood| mood.past = true);
        }
        if reading.is(hit, Cue::Now) {
            mark(hit.from, end, |mood| mood.now = true);
        }
        if reading.is(hit, Cue::Resolved) && !reading.is_content(hit) {
            gone(reading, hit).into_iter().for_each(|(from, to)| mark(from, to, |mood| mood.over = true));
        }
        if reading.is(hit, Cue::Past) && !lasting(reading, hit) {
            // "Two years ago an operation and last week a fall": up to where another time is told.
            let end = quantity::next_time(reading.tokens, &[], hit.to, end);
            mark(reading.clause_start(hit.from), back_to_now(reading, hit.to, end), |mood| mood.past = true);
        }
        if reading.is(hit, Cue::Family) && !names_patient(reading, hit) {
            // A heading holds to the end of its line: "Family history: father had ...".
            let end = if reading.text(hit.to) == ":" { reading.sentence(hit.from).1 } else { turns_back(reading, hit.to, end) };
            mark(hit.from, end, |mood| mood.family = true);
        }
    }
    others::mark(reading, &mut moods);
    for (from, to) in years_ago(reading) {
        moods[from..to].iter_mut().for_each(|mood| mood.past = true);
    }
    // "When she was 18 months", "when I was 12": long ago, whatever was then.
    for at in (0..reading.tokens.len()).filter(|&at| reading.text(at) == "when" && at_an_age(reading, at + 1)) {
        let (start, end) = (reading.clause_start(at), reading.clause_end(at));
        moods[start..end].iter_mut().for_each(|mood| mood.past = true);
    }
    // "My grandmother died of breast cancer": nobody tells that of themselves.
    for at in (0..reading.tokens.len()).filter(|&at| tells_of_death(reading, at)) {
        let end = turns_back(reading, at, reading.clause_end(at));
        for mood in &mut moods[at..end] {
            (mood.family, mood.dead) = (true, true);
        }
    }
    alternatives(reading, &mut moods);
    turned::turn(reading, &mut moods);
    moods
}

/// Whether somebody's death is told of: "died of", "took his own life", "hanged herself"; not what was only tried.
fn tells_of_death(reading: &Reading, at: usize) -> bool {
    let word = |at: usize| reading.text(at);
    let another = |at: usize| matches!(word(at), "his" | "her" | "their");
    let tried = (1..=2)
        .any(|back| at.checked_sub(back).is_some_and(|at| matches!(word(at), "tried" | "almost" | "nearly" | "has" | "have" | "if")));
    match word(at) {
        "died" => DIED.contains(&word(at + 1)) || (word(at + 1) == "by" && word(at + 2) == "suicide"),
        "took" => {
            another(at + 1) && word(at + 2) == "own" && matches!(word(at + 3), "life" | "lives") && word(at + 4) != "savings" && !tried
        }
        "killed" | "hanged" => matches!(word(at + 1), "himself" | "herself" | "themselves") && !tried,
        _ => false,
    }
}

/// Whether a feeling is likened to what follows, which did not befall: "as if I had been hit", "felt like being stabbed", `像扎钉子`. Not what is
/// guessed from looks: "looks like someone hit him", `好像摔了`.
fn likens(reading: &Reading, at: usize) -> bool {
    let back = |steps: usize| at.checked_sub(steps).map_or("", |at| reading.text(at));
    let (next, then) = (reading.text(at + 1), reading.text(at + 2));
    let done_to = matches!(next, "being" | "getting" | "someone" | "somebody" | "something" | "id" | "ive" | "im")
        || (next == "i" && matches!(then, "had" | "have" | "was" | "were" | "am" | "got" | "d"));
    match reading.text(at) {
        "if" | "though" => back(1) == "as" && done_to,
        "like" => done_to && !matches!(back(1), "look" | "looks" | "looked" | "seems" | "seemed" | "sounds" | "would" | "id" | "you" | "i"),
        "像" => !matches!(back(1), "好" | "不" | "摄" | "录" | "影" | "图" | "偶") && !matches!(next, "是" | "素"),
        "如" => matches!(next, "同") && back(1) != "假",
        _ => false,
    }
}

/// "No blisters elsewhere", `别的关节不肿`: what is not in other places may well be where it was told.
fn elsewhere(reading: &Reading, moods: &mut [Mood]) {
    for hit in reading.hits.iter().filter(|hit| reading.is(hit, Cue::Elsewhere)) {
        let (start, end) = (reading.clause_start(hit.from), reading.clause_end(hit.to));
        let before = reading.hits.iter().rev().find(|other| other.from >= start && other.to <= hit.from && reading.is_content(other));
        let after = reading.hits.iter().filter(|other| other.from >= hit.to && other.to <= end && reading.is_content(other));
        for other in before.into_iter().chain(after) {
            for mood in moods[other.from..other.to].iter_mut().filter(|mood| mood.denied) {
                mood.denied = false;
                mood.supposed = true;
            }
        }
    }
}

/// Years from which a patient may be the parent of the one who writes.
const PARENT_FROM: f64 = 35.0;

/// Whether the relative named is the patient, for whom another speaks: `患者是74岁男性` and then `我爸有房颤`.
pub(crate) fn names_patient(reading: &Reading, hit: &Hit) -> bool {
    let Some(patient) = reading.spoken_for else { return false };
    let named = |cue: Cue| reading.says_within(hit, cue);
    let same = match patient.sex {
        Some(Sex::Male) => named(Cue::Male),
        Some(Sex::Female) => named(Cue::Female),
        _ => false,
    };
    same && patient.age_years.is_some_and(|age| age >= PARENT_FROM)
}

/// What a riddle, a lesson or a tale fills from its clause on, up to a token: all clauses but those in which the one who writes speaks of
/// themselves. What was told before it stands: an emergency is none the less for the story that is asked for after it.
fn tales<'a>(reading: &'a Reading, hit: &Hit, end: usize) -> impl Iterator<Item = (usize, usize)> + 'a {
    let its_own = reading.clause_start(hit.from);
    let others = move |clause: (usize, usize)| [Cue::Myself, Cue::Child, Cue::Parent].iter().any(|cue| reading.has_within(clause, *cue));
    let turns = move |at: usize| matches!(reading.text(at), "and" | "but") && matches!(reading.text(at + 1), "i" | "ive" | "im" | "my");
    let to_me = move |(from, to): (usize, usize)| (from, (from..to).find(|&at| turns(at)).unwrap_or(to));
    reading.clauses(its_own, end).filter(move |&clause| clause.0 == its_own || !others(clause)).map(to_me)
}

/// Days from which on what is told of a time ago is past.
const YEAR: f64 = 365.0;

/// Clauses of what befell years ago: `十年前怀孕时腿肿过`, `咳血是二十年前的事`.
fn years_ago(reading: &Reading) -> Vec<(usize, usize)> {
    if !reading.tokens.iter().any(|token| matches!(token.text.as_str(), "前" | "岁")) {
        return Vec::new();
    }
    // `从两年前开始老晕过去`: ever since.
    let since = |clause: (usize, usize)| {
        (clause.0..clause.1).any(|at| {
            matches!(
                (reading.text(at), reading.text(at + 1)),
                ("开", "始") | ("以", "来") | ("至", "今") | ("到", "现") | ("一", "直") | ("反", "复") | ("经", "常") | ("老", "是")
            )
        })
    };
    let told = |stretch: quantity::Stretch| {
        let word = |at: usize| reading.text(at);
        let ago = word(stretch.to) == "前" || (matches!(word(stretch.to), "以" | "之") && word(stretch.to + 1) == "前");
        let clause = (reading.clause_start(stretch.from), reading.clause_end(stretch.to));
        let once = (clause.0..clause.1).any(|at| match (word(at), word(at + 1)) {
            ("过", next) => !matches!(next, "来" | "敏" | "年" | "度"),
            ("的", "事") | ("那", "次" | "会" | "回" | "时") => true,
            _ => false,
        });
        (stretch.days >= YEAR && ago && once && !since(clause)).then_some(clause)
    };
    // `孩子两岁时抽搐过一次`, `头晕是二十多岁时候的事`.
    let at_an_age = |number: &quantity::Number| {
        let word = |at: usize| reading.text(at);
        let unit = number.to + usize::from(matches!(word(number.to), "多" | "几" | "来"));
        let then = unit + 1 + usize::from(matches!(word(unit + 1), "的" | "那"));
        let clause = (reading.clause_start(number.from), reading.clause_end(number.from));
        let now = (clause.0..number.from).any(|at| matches!(word(at), "现" | "今"));
        (word(unit) == "岁" && word(then) == "时" && !now && !since(clause)).then_some(clause)
    };
    let numbers = quantity::numbers(reading.tokens);
    let aged: Vec<(usize, usize)> = numbers.iter().filter_map(at_an_age).collect();
    aged.into_iter().chain(numbers.iter().filter_map(|number| quantity::stretch(reading.tokens, number)).filter_map(told)).collect()
}

/// "He was 12", "I was about six".
fn at_an_age(reading: &Reading, at: usize) -> bool {
    let was = matches!(reading.text(at), "i" | "he" | "she" | "they") && matches!(reading.text(at + 1), "was" | "were");
    let counted =
        |place: usize| quantity::numbers(&reading.tokens[place.min(reading.tokens.len())..]).first().is_some_and(|number| number.from == 0);
    was && (counted(at + 2) || (matches!(reading.text(at + 2), "about" | "around" | "only" | "just") && counted(at + 3)))
}

/// Where a dream told in one sentence ends: what is felt on waking is felt.
fn woken(reading: &Reading, from: usize) -> Option<usize> {
    let wakes = |at: &usize| matches!(reading.text(*at), "醒" | "woke" | "wake" | "awoke" | "waking" | "woken");
    (from..reading.sentence(from).1).find(wakes)
}

/// Where a question of a cause ends, since what it caused is there: `是不是吃坏了引起的腹泻`.
fn caused(reading: &Reading, from: usize, end: usize) -> usize {
    let causes = |at: usize| matches!((reading.text(at), reading.text(at + 1)), ("引", "起") | ("导", "致") | ("造", "成"));
    (from..end).find(|&at| causes(at) && reading.text(at + 2) == "的").map_or(end, |at| at + 3)
}

/// `是积食还是过敏`: one of two that stand side by side is asked about, neither is told.
fn alternatives(reading: &Reading, moods: &mut [Mood]) {
    for pair in reading.hits.windows(3).filter(|pair| reading.said(&pair[1]) == "还是") {
        let (first, between, second) = (&pair[0], &pair[1], &pair[2]);
        // `打了针还是喘` asks nothing: 还是 is "still" there.
        let asked = first.from.checked_sub(1).is_some_and(|at| reading.text(at) == "是")
            || (second.to..reading.clause_end(second.to) + 1).any(|at| matches!(reading.text(at), "?" | "吗" | "呢" | "啊" | "呀"));
        let beside = asked && first.to == between.from && second.from == between.to;
        if beside && reading.is_content(first) && reading.is_content(second) {
            moods[first.from..second.to].iter_mut().for_each(|mood| mood.supposed = true);
        }
    }
}

/// Where a question turns to the complaint that it is asked for: "what should I take for this earache".
fn treated(reading: &Reading, from: usize, end: usize) -> usize {
    let known = |at: usize| matches!(reading.text(at), "this" | "my" | "these" | "his" | "her" | "our");
    (from..end).find(|&at| matches!(reading.text(at), "for" | "with") && known(at + 1)).unwrap_or(end)
}

/// Whether "is that", "is it" only link what is told: "the only thing wrong is that he's got earache".
fn links(reading: &Reading, hit: &Hit) -> bool {
    let opens = hit.from == reading.clause_start(hit.from)
        || hit
            .from
            .checked_sub(1)
            .is_some_and(|at| matches!(reading.text(at), "and" | "but" | "or" | "so" | "doctor" | "why" | "what" | "how"));
    let asked = reading.text(reading.sentence(hit.from).1) == "?";
    let bare = reading.text(hit.from) == "is" && hit.to == hit.from + 2;
    let inverted = matches!((reading.text(hit.from), reading.text(hit.from + 1)), ("do" | "have", "i"));
    (bare || inverted) && !opens && !asked
}

/// Tokens between a complaint and the word that it has gone.
const GONE_REACH: usize = 6;

/// What has gone: the complaints of a clause before "is gone", or behind "no longer"; none where that is denied, hoped for or over again.
fn gone(reading: &Reading, hit: &Hit) -> Vec<(usize, usize)> {
    let word = |at: usize| reading.text(at);
    let (start, end) = (reading.clause_start(hit.from), reading.clause_end(hit.to));
    let start = (start..hit.from).rev().find(|&at| matches!(word(at), "and" | "but" | "while")).map_or(start, |at| at + 1);
    let only = |at: usize| {
        matches!(
            word(at),
            "not"
                | "wouldnt"
                | "far"
                | "never"
                | "hasnt"
                | "havent"
                | "isnt"
                | "arent"
                | "wont"
                | "cant"
                | "dont"
                | "doesnt"
                | "if"
                | "when"
                | "until"
                | "unless"
                | "till"
                | "hope"
                | "want"
                | "wish"
                | "before"
                | "没"
                | "不"
                | "未"
                | "等"
                | "如"
                | "若"
                | "想"
                | "盼"
        )
    };
    let again =
        |at: usize| matches!(word(at), "back" | "again" | "returned" | "returns" | "hasnt" | "isnt" | "havent" | "又" | "复" | "反");
    // "Every time I stop the tablets": somebody stops something.
    let stops = word(hit.to - 1).starts_with("stop")
        && (hit.from.checked_sub(1).is_some_and(|at| matches!(word(at), "i" | "we" | "he" | "she" | "you" | "they" | "to"))
            || matches!(word(hit.to), "the" | "my" | "taking" | "this" | "his" | "her" | "using"));
    // "Gone dry", "gone numb": what somebody or something has become.
    let becomes = word(hit.to - 1) == "gone"
        && reading.tokens.get(hit.to).is_some_and(|token| token.kind == Kind::Word)
        && !matches!(
            word(hit.to),
            "now"
                | "since"
                | "completely"
                | "away"
                | "with"
                | "by"
                | "after"
                | "thanks"
                | "but"
                | "and"
                | "within"
                | "already"
                | "for"
                | "today"
                | "this"
                | "except"
        );
    let asked =
        becomes || stops || matches!(word(reading.sentence(hit.from).1), "?") || matches!(word(hit.to), "吗" | "么" | "没" | "不" | "再");
    let behind = word(hit.from) == "no";
    let unsaid = asked || (!behind && (start..hit.from).any(only)) || (start..reading.sentence(hit.from).1).any(again);
    if unsaid {
        return Vec::new();
    }
    let near = |other: &&Hit| {
        let (from, to) =
            if behind { (start, end.min(hit.to + GONE_REACH)) } else { (start.max(hit.from.saturating_sub(GONE_REACH)), hit.from) };
        other.from >= from && other.to <= to && reading.is_content(other)
    };
    reading.hits.iter().filter(near).map(|other| (other.from, other.to)).collect()
}

/// Where what is told of the past turns to now: "gave up smoking ten years ago and have a cough".
pub(crate) fn back_to_now(reading: &Reading, from: usize, end: usize) -> usize {
    let now = |at: usize| {
        matches!(
            reading.text(at),
            "now" | "have" | "has" | "am" | "is" | "im" | "ive" | "today" | "still" | "keep" | "keeps" | "get" | "gets"
        ) || (matches!(reading.text(at), "i" | "he" | "she")
            && matches!(reading.text(at + 1), "have" | "has" | "am" | "is" | "still" | "now" | "get" | "gets" | "keep" | "keeps"))
    };
    (from..end).find(|&at| matches!(reading.text(at), "and" | "but" | "so") && now(at + 1)).unwrap_or(end)
}

/// Tokens between a time and the word that it is since then: `去年冬天开始`.
const SINCE: usize = 4;

/// Whether what looks past is how long it has lasted: "a six week history of", "for the past two days".
fn lasting(reading: &Reading, hit: &Hit) -> bool {
    let word = |at: Option<usize>| at.map_or("", |at| reading.text(at));
    let unit = |word: &str| {
        matches!(
            word.trim_end_matches('s'),
            "day" | "week" | "wk" | "month" | "year" | "yr" | "hour" | "hr" | "minute" | "min" | "night" | "decade"
        )
    };
    // `从去年冬天开始咳`, `打上个月起`: since then.
    let back = |steps: usize| word(hit.from.checked_sub(steps));
    let from_then = matches!(back(1), "从" | "打" | "自" | "自从");
    let on = |at: usize| match (reading.text(at), reading.text(at + 1)) {
        ("起", next) => !matches!(next, "来" | "床" | "码" | "初"),
        ("开", "始") | ("以" | "至", "来" | "今") | ("到", "现" | "今") => true,
        _ => false,
    };
    if reading.tokens[hit.from].kind == Kind::Han && (from_then || (hit.to..(hit.to + SINCE).min(reading.clause_end(hit.to))).any(on)) {
        return true;
    }
    let said = (hit.from..hit.to).map(|at| reading.text(at)).collect::<Vec<_>>();
    let before = (1..=2).any(|back| unit(word(hit.from.checked_sub(back))));
    let after = (hit.to..hit.to + 3).any(|at| unit(reading.text(at)));
    (said.contains(&"history") && before) || (matches!(said.last(), Some(&("past" | "last" | "previous"))) && after)
}
