//! The built-in listener: one message to facts, each with the words it came from.
//! What must not live here: any decision on what is heard; anything that needs a model.

use std::collections::BTreeMap;

use facts::{About, By, Demographics, Fact, FindingId, Language, Lexicon, Listener, Provenance, Sex, Shape, State, Value};

use crate::book::{Book, DISEASE, Hit, Meaning, Sense, is_article};
use crate::check::Weighty;
use crate::cue::Cue;
use crate::disease::Diseases;
use crate::heard::{Alarm, AlarmKind, Answer, Heard, Hearing, Intents, Refused, Span};
use crate::pattern::{Found, Patterns, Said};
use crate::propose::{self, Finder, Prompt};
use crate::quantity::{Number, Stretch};
use crate::scope::{Mood, Reading};
use crate::text::{HEARD_CHARACTERS, Kind, Token, is_han, tokens};
use crate::{denial, ellipsis, laboratory, measure, pattern, person, quantity, relation, scope, shared};

/// A lexicon compiled for listening, in both languages at once.
pub struct Ears {
    lexicon: Lexicon,
    book: Book,
    diseases: Diseases,
    medicines: Book,
    finder: Finder,
    patterns: Patterns,
    pub(crate) weighty: Weighty,
}

/// Tokens between a sensation and the site it is felt at.
const REACH: usize = 6;

/// Tokens before a disease in which a word makes it only feared or prevented.
const WONDER: usize = 4;
/// Degrees Celsius from which a measured temperature is a fever.
const FEVER: f64 = 38.0;
/// Days for which an operation or an accident is a recent one; what befell before is no beginning of what is told.
const RECENT: f64 = 84.0;
/// Days after which what befell is no illness of today, whatever was felt with it.
const LONG_AGO: f64 = 365.0;
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
/// A year that is long gone whenever this is read.
const LAST_YEAR_GONE: f64 = 2023.0;
/// Injuries that a feeling is likened to: "as if I had been hit on the head".
const INJURIES: [&str; 11] = [
    "g_amputated_part",
    "g_burn_features",
    "g_penetrating_injury",
    "r_crush_injury",
    "r_dirty_wound",
    "r_electric_shock_or_lightning",
    "r_recent_fall_or_trauma",
    "r_recent_head_injury",
    "r_submersion_incident",
    "s_bite_or_sting",
    "s_deep_or_gaping_wound",
];
/// Wishes and acts against oneself.
const SELF_HARM: [&str; 2] = ["s_self_harm", "s_suicidal_ideation"];
/// Tokens between a number and the tablets it counts: "40 of her heart tablets".
const TABLETS_REACH: usize = 4;
/// Tokens between an operation and when it was.
const OPERATION_REACH: usize = 8;
/// Tokens between the word for a period and when the last one was.
const PERIOD_REACH: usize = 12;

/// Tokens between how often someone was pregnant and the weeks of this time: "G2P1 at 36 weeks".
const GRAVIDITY_REACH: usize = 3;

/// Tokens that tell the side at the head of a name.
const SIDE: usize = 2;

/// Tokens of a message that is a fragment, not sentences.
const FRAGMENT: usize = 8;

/// Tokens between a denial and the alarm it takes back: "never thought of hurting myself".
const DENIAL_REACH: usize = 3;

/// What may follow a "no" that answers all that was asked: "no, nothing like that".
const NONE_OF_THESE: [&str; 22] = [
    "of", "these", "those", "them", "that", "like", "nothing", "none", "any", "all", "it", "not", "really", "sir", "doc", "doctor",
    "sorry", "so", "such", "at", "either", "else",
];
const NONE_OF_THESE_ZH: &str = "的了啊吧呢吗呀哦嗯都这些那种个情况症状问题什么其他别也没有过以上不是医生";

/// Words of a beginning.
const BEGINNING: [&str; 8] = ["started", "start", "starts", "began", "begun", "since", "first", "onset"];

/// One finding heard, before it becomes a fact.
#[derive(Clone, Debug)]
struct Claim {
    meaning: Meaning,
    value: Option<f64>,
    from: usize,
    to: usize,
    mood: Mood,
    /// Names again what is known, or denies one level of what is there: a mention, and no fact.
    echo: bool,
}

/// The steps of hearing one message share these.
struct Listening<'a> {
    lexicon: &'a Lexicon,
    text: &'a str,
    reading: Reading<'a>,
    moods: Vec<Mood>,
    numbers: Vec<Number>,
    context: &'a Hearing<'a>,
    claims: Vec<Claim>,
    /// Tokens that tell of a finding without naming it.
    unnamed: Vec<(usize, usize)>,
    /// Tokens that something understood.
    covered: Vec<bool>,
}

impl Ears {
    /// Compiles a lexicon; share the result.
    pub fn new(lexicon: &Lexicon) -> Ears {
        // The largest part takes as long as the others together.
        let rest = || (Diseases::new(lexicon), Finder::new(lexicon), Book::further(lexicon));
        let (book, (diseases, finder, further)) = std::thread::scope(|scope| {
            let others = scope.spawn(rest);
            let book = Book::new(lexicon);
            (book, others.join().unwrap_or_else(|_| rest()))
        });
        Ears {
            book: book.followed_by(further, lexicon),
            diseases,
            medicines: crate::disease::medicines(lexicon),
            finder,
            patterns: Patterns::new(lexicon),
            weighty: Weighty::new(lexicon),
            lexicon: lexicon.clone(),
        }
    }

    /// Hears one message. Any text is survived; characters past the limit are reported as not understood.
    pub fn hear(&self, text: &str, context: &Hearing) -> Heard {
        let all = tokens(text);
        let heard = self.listen(text, &all, context);
        let few = all.len() <= FRAGMENT && all.iter().any(Token::ends_clause);
        if !few || !heard.facts.is_empty() || !heard.alarms.is_empty() || !context.asked.is_empty() {
            return heard;
        }
        // "Leg, swelling": a few words with marks between that say nothing apart may say something together.
        let together: Vec<Token> = all.into_iter().filter(|token| !token.ends_clause()).collect();
        let again = self.listen(text, &together, context);
        if again.facts.is_empty() { heard } else { again }
    }

    /// What a model is asked of a message: only about clauses in which nothing was heard and that no rule reads as denied, supposed,
    /// past or another's. `None` where there is none.
    pub fn prompt(&self, text: &str, context: &Hearing) -> Option<Prompt> {
        let language = context.language.unwrap_or_else(|| detect(text));
        let heard = self.hear(text, context);
        let mut silent = propose::silent(text, &heard);
        let reported = self.reported(text, context);
        // What medicines are taken or meant is no complaint.
        silent.retain(|span| reported(span) && self.medicines_named(&span.text).is_empty());
        let said: Vec<&str> = silent.iter().map(|span| span.text.as_str()).collect();
        let mut candidates = self.finder.candidates(&self.lexicon, &said.join("\n"));
        candidates.retain(|id| heard.facts.iter().all(|fact| fact.finding != *id));
        propose::prompt(&self.lexicon, language, silent, &candidates)
    }

    /// Whether a stretch is told of the patient as it is now.
    fn reported(&self, text: &str, context: &Hearing) -> impl Fn(&Span) -> bool {
        let all = tokens(text);
        let numbers = self.book.numbers(&all);
        let gaps: Vec<usize> = (0..all.len()).map(|at| self.gap(&all, &numbers, at)).collect();
        let hits = self.hits(&numbers, &gaps);
        let moods = scope::moods(&Reading { book: &self.book, tokens: &all, hits: &hits, spoken_for: context.spoken_for() });
        move |span: &Span| {
            let said = all.iter().zip(&moods).filter(|(token, _)| token.start < span.end && span.start < token.end);
            said.map(|(_, mood)| mood).all(|mood| !mood.denied && !mood.supposed && !mood.past && !mood.family)
        }
    }

    /// Whether a text has a word of an office.
    pub(crate) fn has(&self, text: &str, cue: Cue) -> bool {
        let all = tokens(text);
        let numbers = self.book.numbers(&all);
        (0..all.len()).any(|at| self.book.cue_length(&numbers, at, cue) > 0)
    }

    /// The diseases a text names, by their place in the lexicon.
    pub fn diseases_named(&self, text: &str) -> Vec<usize> {
        let all = tokens(text);
        let mut named: Vec<usize> =
            self.diseases.named(&all).iter().flat_map(|hit| self.diseases.meanings(hit)).map(|meaning| meaning.finding).collect();
        named.sort_unstable();
        named.dedup();
        named
    }

    /// The medicines a text names, by their place in the lexicon.
    pub fn medicines_named(&self, text: &str) -> Vec<usize> {
        let mut named: Vec<usize> = crate::disease::all(&self.medicines, &tokens(text))
            .iter()
            .flat_map(|hit| crate::disease::findings(&self.medicines, hit))
            .map(|meaning| meaning.finding)
            .collect();
        named.sort_unstable();
        named.dedup();
        named
    }

    /// Hears the tokens of a text.
    fn listen(&self, text: &str, tokens: &[Token], context: &Hearing) -> Heard {
        let numbers = self.book.numbers(tokens);
        let gaps: Vec<usize> = (0..tokens.len()).map(|at| self.gap(tokens, &numbers, at)).collect();
        let mut hits = self.hits(&numbers, &gaps);
        // The name of a disease inside words that are no finding names none: "hearing aids".
        let blocked = |named: &Hit| {
            let other = |hit: &&Hit| hit.from <= named.from && named.to <= hit.to && hit.to - hit.from > named.to - named.from;
            hits.iter().filter(other).any(|hit| self.book.senses(hit).contains(&Sense::Blocked))
        };
        let mut diseases = self.diseases.named(tokens);
        diseases.retain(|named| !blocked(named));
        // A word that only stands inside a name says nothing: `恩` in `克罗恩病`.
        let finds = |hit: &Hit| self.book.senses(hit).iter().any(|sense| matches!(sense, Sense::Finding(_)));
        hits.retain(|hit| finds(hit) || !diseases.iter().any(|named| named.from <= hit.from && hit.to < named.to));
        let apart = |named: &&Hit| hits.iter().all(|hit| hit.to <= named.from || named.to <= hit.from);
        let beside: Vec<Hit> = diseases.iter().filter(apart).map(|named| Hit { node: DISEASE, ..*named }).collect();
        hits.extend(beside);
        hits.sort_by_key(|hit| hit.from);
        self.add_further(tokens, &gaps, &mut hits);
        let reading = Reading { book: &self.book, tokens, hits: &hits, spoken_for: context.spoken_for() };
        let moods = scope::moods(&reading);
        let counted = quantity::numbers(tokens);
        let covered = vec![false; tokens.len()];
        let mut listening = Listening {
            lexicon: &self.lexicon,
            text,
            reading,
            moods,
            numbers: counted,
            context,
            claims: Vec::new(),
            unnamed: Vec::new(),
            covered,
        };
        let patterns = self.patterns.find(&listening.reading);
        for said in patterns.findings.iter().filter(|said| said.phrase.is_none()) {
            // Parts that all stand in one denial say nothing: `无发热、呕吐、腹泻、血便`.
            if listening.mood(said.from).denied && listening.mood(said.to - 1).denied {
                continue;
            }
            // Who suffers is the patient, whoever that is: "my brother has had four fits in a row".
            let mood = Mood { family: false, kin: false, denied: false, ..listening.mood(said.from) };
            listening.claim(said.meaning, None, said.from, said.to, mood);
        }
        listening.direct();
        listening.combined();
        listening.phrases(&patterns);
        listening.related();
        let refused = listening.measures();
        listening.results();
        listening.tablets();
        listening.diagnosed(&self.diseases, &diseases);
        listening.weight();
        listening.levels();
        listening.pictured();
        let answer = listening.answer();
        listening.nought();
        listening.onset();
        listening.bygones();
        let demographics = person::demographics(&listening.reading, &listening.numbers);
        Heard {
            language: context.language.unwrap_or_else(|| detect(text)),
            alarms: listening.alarms(&patterns),
            intents: listening.intents(),
            subject: person::subject(&listening.reading),
            unheard: listening.unheard(),
            facts: listening.facts(&demographics),
            mentions: listening.mentions(&demographics),
            demographics,
            answer,
            unnamed: listening.unnamed.iter().map(|&(from, to)| listening.span(from, to)).collect(),
            refused,
        }
    }

    /// Adds the further words of findings where nothing strong stands; sites and levels inside one of them are its own words.
    fn add_further(&self, tokens: &[Token], gaps: &[usize], hits: &mut Vec<Hit>) {
        let weak = |sense: &Sense| {
            matches!(sense, Sense::Site(_) | Sense::Sensation(_) | Sense::Function(_) | Sense::Level(_) | Sense::Trigger(_))
                || matches!(sense, Sense::Cue(Cue::Gap | Cue::StopWord | Cue::Intensifier | Cue::NegationBefore | Cue::No | Cue::Normal))
        };
        let mut free = vec![true; tokens.len()];
        for hit in hits.iter().filter(|hit| !self.book.senses(hit).iter().all(weak)) {
            free[hit.from..hit.to].iter_mut().for_each(|free| *free = false);
        }
        let mut found = self.book.beyond(tokens, &|at| gaps.get(at).copied().unwrap_or(0), &|at| free[at]);
        // A sensation, a function or a denial is taken whole or not at all, and no sensation from the site it is felt at.
        let is = |hit: &Hit, office: fn(&Sense) -> bool| self.book.senses(hit).iter().any(office);
        let sited = |felt: &Hit, further: &Hit| {
            hits.iter().filter(|site| is(site, |sense| matches!(sense, Sense::Site(_)))).any(|site| {
                let (from, to) = if site.from < felt.from { (site.to, felt.from) } else { (felt.to, site.from) };
                let outside = site.to <= further.from || further.to <= site.from;
                outside && to.saturating_sub(from) <= REACH && !tokens[from.min(to)..to].iter().any(Token::ends_clause)
            })
        };
        found.retain(|further| {
            let mut touched = hits.iter().filter(|hit| hit.from < further.to && further.from < hit.to);
            touched.all(|hit| {
                let within = further.from <= hit.from && hit.to <= further.to && further.to - further.from > hit.to - hit.from;
                // A denial belongs to a phrase that it begins: "not eating much".
                let denies = is(hit, |sense| matches!(sense, Sense::Cue(Cue::NegationBefore | Cue::No)));
                let felt = is(hit, |sense| matches!(sense, Sense::Sensation(_)));
                let whole = denies || felt || is(hit, |sense| matches!(sense, Sense::Function(_) | Sense::Cue(Cue::Normal)));
                let begins = denies && hit.from <= further.from && hit.to < further.to;
                (within || begins || !whole) && !(felt && sited(hit, further)) && (!denies || begins)
            })
        });
        // "Not feeling" before "feeling sick": the denial stays, as far as the phrase leaves it.
        for hit in hits.iter_mut().filter(|hit| is(hit, |sense| matches!(sense, Sense::Cue(Cue::NegationBefore | Cue::No)))) {
            if let Some(further) = found.iter().find(|further| hit.from < further.from && further.from < hit.to) {
                hit.to = further.from;
            }
        }
        hits.retain(|hit| !found.iter().any(|further| hit.from < further.to && further.from < hit.to));
        hits.extend(found);
        hits.sort_by_key(|hit| hit.from);
    }

    fn gap(&self, tokens: &[Token], numbers: &[u32], at: usize) -> usize {
        if is_article(&tokens[at].text) { 1 } else { self.book.cue_length(numbers, at, Cue::Gap) }
    }

    /// The longest phrases, left to right, none overlapping.
    fn hits(&self, numbers: &[u32], gaps: &[usize]) -> Vec<Hit> {
        let gap = |at: usize| gaps.get(at).copied().unwrap_or(0);
        let mut hits = Vec::new();
        let mut at = 0;
        while at < numbers.len() {
            match self.book.longest(numbers, &gap, at) {
                Some(longest) => {
                    if let Some(later) = self.better_from(numbers, &gap, longest) {
                        at = later;
                        continue;
                    }
                    let hit = self.cut(numbers, &gap, longest).unwrap_or(longest);
                    at = hit.to;
                    hits.push(hit);
                }
                None => at += 1,
            }
        }
        hits
    }

    /// Where a phrase begins inside an answer and reaches beyond it: "don't have" in "I don't have", "hasn't urinated" in
    /// "she hasn't urinated".
    fn better_from(&self, numbers: &[u32], gap: &dyn Fn(usize) -> usize, answer: Hit) -> Option<usize> {
        let senses = self.book.senses(&answer);
        let only_answers = senses.iter().all(|sense| matches!(sense, Sense::Cue(Cue::No | Cue::Yes | Cue::DontKnow)));
        let says = |hit: &Hit| {
            let says = |sense: &Sense| matches!(sense, Sense::Finding(_) | Sense::Cue(Cue::NegationBefore | Cue::Uncertain | Cue::Hedge));
            self.book.senses(hit).iter().any(says)
        };
        // `也不` before `不怎么吃饭`, "is not" before "not sleeping": the denial belongs to the longer phrase that it begins.
        let only_denies = senses.iter().all(|sense| matches!(sense, Sense::Cue(Cue::NegationBefore)));
        let denial = |part: usize| self.book.cue_length(numbers, part, Cue::NegationBefore) > 0;
        let inside = answer.from + 1..answer.to;
        inside.into_iter().find(|&part| {
            (only_answers || (only_denies && denial(part)))
                && self.book.longest(numbers, gap, part).is_some_and(|hit| hit.to > answer.to && says(&hit))
        })
    }

    /// The first part of a phrase where two say more: "no" and "change in bowel habits" more than "no change"; `饭后` and
    /// `右上腹疼` more than `饭后腹疼` with words stepped over.
    fn cut(&self, numbers: &[u32], gap: &dyn Fn(usize) -> usize, longest: Hit) -> Option<Hit> {
        let Hit { from, to, .. } = longest;
        let says = |hit: &Hit| self.book.senses(hit).iter().any(|sense| matches!(sense, Sense::Finding(_) | Sense::Group(_)));
        let denial = self.book.cue_length(numbers, from, Cue::NegationBefore);
        if denial > 0 && from + denial < to {
            let beyond = self.book.longest(numbers, gap, from + denial).is_some_and(|next| next.to > to && says(&next));
            return self.book.exactly(numbers, from, from + denial).filter(|_| beyond);
        }
        if self.book.exactly(numbers, from, to).is_some() {
            return None;
        }
        (from + 1..to).find_map(|part| {
            let whole = |hit: &Hit| self.book.exactly(numbers, hit.from, hit.to).is_some() && says(hit);
            self.book.longest(numbers, gap, part).filter(|next| next.to >= to && whole(next))?;
            self.book.exactly(numbers, from, part)
        })
    }
}

/// How often someone was pregnant and gave birth, in a note: "g2p1", "primigravida".
fn is_gravidity(word: &str) -> bool {
    let noted = word.strip_prefix('g').and_then(|rest| rest.split_once('p'));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|letter| letter.is_ascii_digit());
    noted.is_some_and(|(pregnant, born)| digits(pregnant) && digits(born)) || matches!(word, "primigravida" | "multigravida" | "gravida")
}

/// The language most of the letters are in.
pub fn detect(text: &str) -> Language {
    let (mut han, mut latin) = (0usize, 0usize);
    for letter in text.chars().take(HEARD_CHARACTERS) {
        han += usize::from(is_han(letter));
        latin += usize::from(letter.is_ascii_alphabetic());
    }
    // A Chinese character says about as much as four letters.
    if han * 4 > latin { Language::Zh } else { Language::En }
}

impl Listening<'_> {
    fn mood(&self, from: usize) -> Mood {
        self.moods.get(from).copied().unwrap_or_default()
    }

    fn claim(&mut self, meaning: Meaning, value: Option<f64>, from: usize, to: usize, mood: Mood) {
        self.claims.push(Claim { meaning, value, from, to, mood, echo: false });
        self.cover(from, to);
    }

    /// A mention that adds no fact.
    fn echo(&mut self, meaning: Meaning, from: usize, to: usize, mood: Mood) {
        self.claims.push(Claim { meaning, value: None, from, to, mood, echo: true });
        self.cover(from, to);
    }

    fn cover(&mut self, from: usize, to: usize) {
        self.covered[from..to].iter_mut().for_each(|covered| *covered = true);
    }

    /// Phrases that mean a finding by themselves.
    fn direct(&mut self) {
        for hit in self.reading.hits {
            let senses = self.reading.book.senses(hit);
            // A phrase that is not one finding's may be another's own.
            let mut mood = self.mood(hit.from);
            mood.supposed |= self.asks_back(hit, senses);
            for sense in senses {
                match sense {
                    // A disease or a medicine that is only asked about is not had: `是肺炎吗`.
                    Sense::Finding(meaning) if self.is_background(*meaning) && self.wondered(hit) => {
                        self.claim(*meaning, None, hit.from, hit.to, Mood { supposed: true, ..mood });
                    }
                    // Of a course, of a rash's looks, nothing is denied but one of its kinds: "no scale".
                    Sense::Finding(meaning) if mood.denied && meaning.level.is_some() && self.has_kinds(*meaning) => {}
                    // What was not there before may be here now: `没有偏头痛史`.
                    Sense::Finding(meaning) if mood.denied && self.reading.text(hit.to) == "史" && !self.is_history(*meaning) => {
                        self.cover(hit.from, hit.to);
                    }
                    Sense::Finding(meaning) => {
                        self.denied_within(*meaning, hit, mood);
                        self.claim(*meaning, None, hit.from, hit.to, mood);
                    }
                    Sense::Group(meaning) if mood.denied => self.claim(*meaning, None, hit.from, hit.to, mood),
                    Sense::Function(meaning) if mood.normal => {
                        self.claim(*meaning, None, hit.from, hit.to, Mood { denied: true, ..mood });
                        self.unnamed.push((hit.from, hit.to));
                    }
                    Sense::Well(meaning) if !mood.denied && !mood.supposed && !denial::stands_before(&self.reading, hit) => {
                        self.claim(*meaning, None, hit.from, hit.to, Mood { denied: true, ..mood });
                        self.unnamed.push((hit.from, hit.to));
                    }
                    Sense::Inherited(meaning) if mood.family => {
                        self.claim(*meaning, None, hit.from, hit.to, Mood { family: false, past: false, ..mood });
                    }
                    _ => {}
                }
            }
            if senses.iter().any(|sense| matches!(sense, Sense::Cue(_) | Sense::Blocked)) {
                self.cover(hit.from, hit.to);
            }
        }
    }

    /// Words that are asked about, not told: given back to the doctor as a question (`拉肚子？`), asked what they are (`脱水是什么`),
    /// or whether this is such a thing (`这算拉肚子吗`).
    fn asks_back(&self, hit: &Hit, senses: &[Sense]) -> bool {
        let asked = |sense: &Sense| match sense {
            Sense::Finding(meaning) => self.context.asked.contains(&self.lexicon.findings[meaning.finding].id),
            _ => false,
        };
        let word = |at: usize| self.reading.text(at);
        if self.reading.tokens[hit.from].kind != Kind::Han {
            return false;
        }
        let then: String = (hit.to..hit.to + 5).map(word).collect();
        // What has a cause is there: `肚子疼是什么原因`.
        let of_its_cause = ["是什么原", "是啥原", "是什么引", "是怎么引"].iter().any(|cause| then.starts_with(cause));
        if of_its_cause {
            return false;
        }
        if ["是什么", "怎么看", "是怎样", "是啥", "咋看"].iter().any(|what| then.starts_with(what)) {
            return true;
        }
        let asks = |at: usize| {
            matches!(word(at), "吗" | "么" | "嘛") && self.reading.tokens.get(at + 1).is_none_or(|token| token.kind == Kind::Mark)
        };
        let before = hit.from.checked_sub(1).map_or("", word);
        if asks(hit.to) && matches!(before, "是" | "于" | "算" | "会" | "种") {
            return true;
        }
        let opens = (0..hit.from).all(|at| matches!(word(at), "是" | "有"));
        let closes = (hit.to..self.reading.tokens.len()).all(|at| matches!(word(at), "?" | "吗" | "么" | "嘛"));
        opens && closes && hit.to < self.reading.tokens.len() && senses.iter().any(asked)
    }

    /// A phrase that means one level by denying another: `没有痰` is a dry cough, and no phlegm.
    fn denied_within(&mut self, meaning: Meaning, hit: &Hit, mood: Mood) {
        if meaning.level.is_none() || mood.denied || self.reading.tokens[hit.from].kind != Kind::Han {
            return;
        }
        let numbers = self.reading.book.numbers(&self.reading.tokens[hit.from..hit.to]);
        let denial = (0..numbers.len())
            .map(|at| (at, self.reading.book.cue_length(&numbers, at, Cue::NegationBefore)))
            .find(|(_, length)| *length > 0);
        let Some((at, length)) = denial.filter(|(at, length)| at + length < numbers.len()) else { return };
        let Some(rest) = self.reading.book.exactly(&numbers, at + length, numbers.len()) else { return };
        let other = |sense: &Sense| matches!(sense, Sense::Finding(other) if other.finding == meaning.finding && other.level.is_some() && other.level != meaning.level);
        if let Some(Sense::Finding(other)) = self.reading.book.senses(&rest).iter().copied().find(|sense| other(sense)) {
            self.echo(other, hit.from, hit.to, Mood { denied: true, ..mood });
        }
    }

    /// A disease or a medicine; not an exposure, which counts even where it is only feared: "could she have swallowed it?".
    fn is_background(&self, meaning: Meaning) -> bool {
        self.lexicon.findings.get(meaning.finding).is_some_and(|words| {
            let id = words.id.as_str();
            let medicine = id.ends_with("_use");
            id.starts_with("r_")
                && (id.ends_with("_history") || medicine || id.contains("infection") || id == "r_active_cancer" || id == "r_atopy")
        })
    }

    /// Whether the clause is a question, or speaks of what is feared, suspected, prevented or treated.
    fn wondered(&self, hit: &Hit) -> bool {
        let word = |at: usize| self.reading.text(at);
        let end = self.reading.clause_end(hit.to);
        let asked = word(end) == "?" || (hit.to..end).any(|at| matches!(word(at), "吗" | "么" | "吧" | "怎" | "哪" | "啥"));
        // Whoever asks what to take for a cold has one.
        let treated = (hit.to..end).any(|at| matches!(word(at), "吃" | "喝" | "用" | "药" | "办" | "治"));
        let asked = asked && !treated;
        let start = self.reading.clause_start(hit.from).max(hit.from.saturating_sub(WONDER));
        let feared = (start..hit.from).any(|at| matches!(word(at), "怕" | "防" | "治" | "像" | "引" | "致" | "成" | "疑"));
        asked || feared || self.mood(hit.from).hedged
    }

    /// Whether its levels are kinds of which one can be missing while others are there.
    fn has_kinds(&self, meaning: Meaning) -> bool {
        let kinds = |words: &facts::FindingWords| {
            matches!(words.shape, Shape::Category | Shape::Multi) || words.of.is_some() || words.id.as_str().starts_with("c_")
        };
        self.lexicon.findings.get(meaning.finding).is_some_and(kinds)
    }

    fn is_history(&self, meaning: Meaning) -> bool {
        self.lexicon.findings.get(meaning.finding).is_some_and(|words| keeps_past(words.id.as_str()))
    }

    /// What provokes or relieves which complaint.
    fn related(&mut self) {
        let heard: Vec<relation::Heard> = self
            .claims
            .iter()
            .filter(|claim| !claim.mood.denied && !claim.mood.supposed && !claim.mood.family)
            .map(|claim| (claim.meaning.finding, claim.from))
            .collect();
        let place = |id: &FindingId| self.lexicon.findings.binary_search_by(|words| words.id.as_str().cmp(id.as_str())).ok();
        let known: Vec<usize> = self.context.known.iter().filter_map(place).collect();
        for (meaning, from, to) in relation::related(self.lexicon, &self.reading, &heard, &known) {
            self.claim(meaning, None, from, to, Mood::default());
        }
    }

    /// Findings that patterns make of one phrase, where no words of their own have told of them.
    fn phrases(&mut self, patterns: &Found) {
        let phrases: Vec<&Said> = patterns.findings.iter().filter(|said| said.phrase.is_some()).collect();
        if phrases.is_empty() {
            return;
        }
        let moods = pattern::moods(&self.reading, patterns);
        for said in phrases {
            // What was denied in its own words is not there in others.
            let same =
                |claim: &Claim| claim.meaning == said.meaning || (claim.mood.denied && claim.meaning.finding == said.meaning.finding);
            let heard = |claim: &Claim| same(claim) && claim.from < said.to && said.from < claim.to;
            let mood = moods.get(said.from).copied().unwrap_or_default();
            let denied = mood.denied || said.denied_within(&self.reading);
            // Of a place or a kind, one that is denied leaves the others.
            let leaves = denied && said.meaning.level.is_some() && self.has_kinds(said.meaning);
            if !leaves && !self.claims.iter().any(heard) {
                let family = mood.family && self.is_history(said.meaning);
                self.claim(said.meaning, None, said.from, said.to, Mood { family, kin: false, denied, ..mood });
            }
        }
    }

    /// Sensations at sites: "my left arm is going numb".
    fn combined(&mut self) {
        let hits = self.reading.hits;
        let book = self.reading.book;
        // "Severe pain", "stabbing pain": what tells how it is says also that it is there.
        let within = |hit: &Hit| -> Vec<usize> {
            let tells_how = |sense: &Sense| match sense {
                Sense::Finding(meaning) => {
                    let words = &self.lexicon.findings[meaning.finding];
                    words.of.is_some() || words.shape == Shape::Number
                }
                _ => matches!(sense, Sense::Level(_)),
            };
            if hit.to - hit.from < 2 || !self.reading.book.senses(hit).iter().all(tells_how) {
                return Vec::new();
            }
            let numbers = self.reading.book.numbers(&self.reading.tokens[hit.from..hit.to]);
            // `不疼` tells how it is, too.
            if (0..numbers.len()).any(|at| self.reading.book.cue_length(&numbers, at, Cue::NegationBefore) > 0) {
                return Vec::new();
            }
            let last = self.reading.book.exactly(&numbers, numbers.len() - 1, numbers.len());
            last.map(|last| book.sensations_of(&last).collect()).unwrap_or_default()
        };
        let mut found = Vec::new();
        let mut bare = Vec::new();
        for (place, sensation) in hits.iter().enumerate() {
            let mut felt: Vec<usize> = book.sensations_of(sensation).collect();
            if felt.is_empty() {
                felt = within(sensation);
            }
            if felt.is_empty() {
                continue;
            }
            let mut sites: Vec<(usize, usize)> = Vec::new();
            for (other, site) in hits.iter().enumerate().filter(|(other, _)| *other != place) {
                let (from, to) = if site.from < sensation.from { (site.to, sensation.from) } else { (sensation.to, site.from) };
                let near = to.saturating_sub(from) <= REACH && book.sites_of(site).next().is_some();
                if near && !self.reading.tokens[from.min(to)..to].iter().any(Token::ends_clause) {
                    sites.push((to.saturating_sub(from), other));
                }
            }
            sites.sort_unstable();
            let own = self.reading.book.senses(sensation).iter().any(|sense| matches!(sense, Sense::Finding(_)));
            // A single Chinese character is too often part of another word: `麻烦`.
            let whole = sensation.to - sensation.from > 1 || self.reading.tokens[sensation.from].kind != Kind::Han;
            if sites.is_empty() && !own {
                let meant: Vec<Meaning> =
                    felt.iter().filter_map(|felt| self.reading.book.alone.get(felt)).flatten().copied().filter(|_| whole).collect();
                let feeling = felt.iter().any(|felt| self.reading.book.feelings.contains(felt));
                if meant.is_empty() && feeling && ellipsis::leaves_unsaid(&self.reading, place) {
                    bare.push((place, felt.clone()));
                }
                let mood = self.mood(sensation.from);
                found.extend(meant.into_iter().map(|meaning| (meaning, sensation.from, sensation.to, mood)));
            }
            for (_, other) in sites.into_iter().take(2) {
                let site = &hits[other];
                let meanings: Vec<Meaning> = book
                    .sites_of(site)
                    .flat_map(|site| felt.iter().map(move |felt| (site, *felt)))
                    .filter_map(|pair| self.reading.book.combined.get(&pair))
                    .flatten()
                    .copied()
                    .collect();
                let first = if site.from < sensation.from { site } else { sensation };
                let mut mood = self.mood(sensation.from);
                mood.denied |= self.mood(first.from).denied;
                // `疼痛不向背部放散`: where it does not go nothing is felt.
                let last = if site.from < sensation.from { sensation } else { site };
                let turned = |hit: &Hit| self.reading.is(hit, Cue::NegationBefore) && hit.from >= first.to && hit.to <= last.from;
                let not = |at: usize| matches!(self.reading.text(at), "not" | "never" | "doesnt" | "didnt" | "isnt");
                mood.denied |= hits.iter().any(turned) || (first.to..last.from).any(not);
                found.extend(meanings.into_iter().map(|meaning| (meaning, first.from, site.to.max(sensation.to), mood)));
            }
        }
        for one in shared::shared(self.lexicon, &self.reading) {
            let denied = self.mood(one.from).denied;
            let said = self.mood(one.said);
            found.push((one.meaning, one.from, one.to, Mood { denied: said.denied || denied, ..said }));
        }
        for (meaning, from, to, mood) in found {
            self.claim(meaning, None, from, to, mood);
        }
        bare.into_iter().for_each(|(place, felt)| self.elliptical(&hits[place], &felt));
    }

    /// A sensation that names no site: it is felt at the site of its sentence, or where the complaint sits.
    fn elliptical(&mut self, hit: &Hit, felt: &[usize]) {
        let place = |id: &FindingId| self.lexicon.findings.binary_search_by(|words| words.id.cmp(id)).ok();
        let told =
            self.claims.iter().filter(|claim| claim.from < hit.from && !claim.mood.denied && !claim.mood.supposed && !claim.mood.family);
        let told: Vec<ellipsis::Told> = told.map(|claim| (claim.meaning.finding, claim.from)).collect();
        let asked: Vec<usize> = self.context.asked.iter().filter_map(place).collect();
        let known: Vec<usize> = self.context.known.iter().filter_map(place).collect();
        let mood = self.mood(hit.from);
        let taken: Vec<(usize, usize)> = self.claims.iter().map(|claim| (claim.from, claim.to)).collect();
        let before = ellipsis::Before { taken: &taken, told: &told, asked: &asked, known: &known, denied: mood.denied };
        for (meaning, echo) in ellipsis::felt(&self.reading, hit, felt, &before) {
            if echo { self.echo(meaning, hit.from, hit.to, mood) } else { self.claim(meaning, None, hit.from, hit.to, mood) }
        }
    }

    /// Numbers with units; those that cannot be are returned.
    fn measures(&mut self) -> Vec<Refused> {
        let (found, refused) = measure::measured(self.lexicon, self.reading.tokens, &self.numbers);
        for one in found {
            if let Some(meaning) = crate::book::resolve(self.lexicon, one.finding) {
                let mood = Mood { denied: false, ..self.mood(one.from) };
                self.claim(meaning, Some(one.value), one.from, one.to, mood);
                if one.finding == "v_body_temperature" && one.value >= FEVER {
                    self.fever(one.value, one.from, one.to, mood);
                }
            }
        }
        refused.into_iter().map(|one| Refused { finding: FindingId::new(one.finding), span: self.span(one.from, one.to) }).collect()
    }

    /// A temperature that is a fever says so, where nothing else does.
    fn fever(&mut self, degrees: f64, from: usize, to: usize, mood: Mood) {
        let level = match degrees {
            low if low <= 38.0 => "low_37.3-38",
            moderate if moderate <= 39.0 => "moderate_38.1-39",
            high if high <= 41.0 => "high_>39",
            _ => "hyperpyrexia_>41",
        };
        if let Some(meaning) = crate::book::resolve(self.lexicon, &format!("s_fever={level}"))
            && !self.claims.iter().any(|claim| claim.meaning.finding == meaning.finding)
        {
            self.claim(meaning, None, from, to, mood);
        }
    }

    /// Laboratory results, as numbers or as high or low.
    fn results(&mut self) {
        for result in laboratory::results(self.reading.tokens, &self.numbers) {
            let level = result.level.map_or(String::new(), |level| format!("={level}"));
            let end = result.to.min(self.reading.tokens.len());
            if let Some(meaning) = crate::book::resolve(self.lexicon, &format!("{}{level}", result.finding)) {
                let mood = Mood { denied: false, ..self.mood(result.from) };
                self.claim(meaning, result.value, result.from, end, mood);
            }
        }
    }

    /// More tablets than any packet allows: of paracetamol in a day, or of anything swallowed at once.
    fn tablets(&mut self) {
        let word = |at: usize| self.reading.text(at);
        let said = |words: &[&str]| (0..self.reading.tokens.len()).any(|at| words.contains(&word(at)));
        let chinese = |phrase: &str| self.text.contains(phrase);
        let paracetamol = said(&["paracetamol", "acetaminophen", "tylenol", "panadol", "lemsip"])
            || chinese("对乙酰氨基酚")
            || chinese("扑热息痛")
            || chinese("泰诺")
            || chinese("必理通");
        let swallowed = said(&["took", "taken", "swallowed", "taking"]) || chinese("吃了") || chinese("吞了");
        let drug = |at: usize| {
            matches!(
                word(at),
                "paracetamol"
                    | "acetaminophen"
                    | "tylenol"
                    | "panadol"
                    | "ibuprofen"
                    | "advil"
                    | "aspirin"
                    | "codeine"
                    | "xanax"
                    | "valium"
                    | "ambien"
                    | "antidepressants"
                    | "antidepressant"
                    | "painkillers"
                    | "sertraline"
                    | "fluoxetine"
                    | "amitriptyline"
                    | "propranolol"
                    | "melatonin"
            )
        };
        let unit = |at: usize| drug(at) || matches!(word(at), "tablets" | "tablet" | "pills" | "pill" | "capsules" | "片" | "粒" | "颗");
        let many = |number: &&Number| {
            (0..=TABLETS_REACH).any(|on| unit(number.to + on))
                && ((paracetamol && number.value > 8.0) || (swallowed && number.value >= 15.0))
        };
        if let Some(number) = self.numbers.iter().find(many).copied()
            && let Some(meaning) = crate::book::resolve(self.lexicon, "r_too_many_tablets")
        {
            let mood = Mood { denied: false, ..self.mood(number.from) };
            self.claim(meaning, None, number.from, number.to, mood);
        }
    }

    /// The tokens on which findings of a kind were told.
    fn told_at(&self, kind: impl Fn(&str, Meaning) -> bool) -> Vec<(usize, usize)> {
        let of_kind = |claim: &&Claim| kind(self.lexicon.findings[claim.meaning.finding].id.as_str(), claim.meaning);
        self.claims.iter().filter(of_kind).map(|claim| (claim.from, claim.to)).collect()
    }

    /// Diseases the patient has been told of.
    fn diagnosed(&mut self, diseases: &Diseases, named: &[Hit]) {
        let inherited = self.told_at(|id, _| id.starts_with("r_family_history"));
        for hit in named.iter().filter(|hit| inherited.iter().all(|&(from, to)| to <= hit.from || hit.to <= from)) {
            let denied = (hit.from..hit.to).any(|at| self.mood(at).denied);
            let mood = Mood { past: false, denied, ..self.mood(hit.from) };
            for meaning in diseases.told(&self.reading, hit, denied) {
                self.claim(meaning, None, hit.from, hit.to, mood);
            }
        }
    }

    /// What imaging shows is the picture's finding, not a diagnosis beside it: `彩超：右肾积水`.
    fn pictured(&mut self) {
        let shown = self.told_at(|id, meaning| id.starts_with("i_") && meaning.level.is_some());
        let lexicon = self.lexicon;
        self.claims.retain(|claim| {
            let named = lexicon.findings[claim.meaning.finding].id.as_str().starts_with("r_diagnosed_");
            // The name may begin with the side: `右肾积水`.
            !named || !shown.iter().any(|&(from, to)| from <= claim.from + SIDE && claim.to <= to)
        });
    }

    /// Weight lost or gained in numbers: "lost 8 kg", "胖了十斤". Four kilograms are taken as a twentieth of the body.
    fn weight(&mut self) {
        let word = |at: usize| self.reading.text(at);
        let mut found = Vec::new();
        for number in &self.numbers {
            let kilograms = match word(number.to) {
                "kg" | "kgs" | "kilo" | "kilos" | "kilograms" | "公" => number.value,
                "lb" | "lbs" | "pound" | "pounds" => number.value * 0.4536,
                "stone" => number.value * 6.35,
                "斤" => number.value * 0.5,
                _ => continue,
            };
            // "重了5公斤" is a gain, "体重5公斤" a weight.
            let weighs = |at: usize| word(at) == "重" && at.checked_sub(1).is_some_and(|before| word(before) == "体");
            let before = |words: &[&str]| {
                (1..=3).filter_map(|back| number.from.checked_sub(back)).any(|at| words.contains(&word(at)) && !weighs(at))
            };
            let after = |words: &[&str]| (1..=2).any(|on| words.contains(&word(number.to + on)));
            let means = if after(&["lost", "lighter"])
                || before(&["lost", "lose", "losing", "dropped", "shed", "瘦", "掉", "轻", "减", "降"])
            {
                if kilograms >= 4.0 { "s_unintentional_weight_loss=>=5pct_6mo" } else { "s_unintentional_weight_loss" }
            } else if after(&["gained", "heavier"]) || before(&["gained", "gain", "put", "胖", "重", "长", "增"]) {
                "s_weight_gain"
            } else {
                continue;
            };
            found.extend(crate::book::resolve(self.lexicon, means).map(|meaning| (meaning, number.from, number.to + 1)));
        }
        for (meaning, from, to) in found {
            let (mood, end) = (self.mood(from), to.min(self.reading.tokens.len()));
            self.claim(meaning, None, from, end, mood);
        }
    }

    /// Words of levels, which count beside the finding they describe or as answers to its question.
    fn levels(&mut self) {
        let mut found: Vec<(Meaning, usize, usize)> = Vec::new();
        for hit in self.reading.hits {
            if self.mood(hit.from).denied || self.mood(hit.from).supposed {
                continue;
            }
            let mut eligible: Vec<(usize, Meaning)> = Vec::new();
            for sense in self.reading.book.senses(hit) {
                let Sense::Level(meaning) = sense else { continue };
                if let Some(distance) = self.level_distance(*meaning, hit) {
                    eligible.push((distance, *meaning));
                }
            }
            eligible.sort_unstable();
            if let Some(&(distance, meaning)) = eligible.first()
                && eligible.iter().filter(|other| other.0 == distance).count() <= 2
            {
                found.push((meaning, hit.from, hit.to));
            }
        }
        for (meaning, from, to) in found {
            let mood = self.mood(from);
            // "A little" to "does it itch?" names nothing.
            let answers = self.context.asked.contains(&self.lexicon.findings[meaning.finding].id);
            if answers && !self.claims.iter().any(|claim| (claim.from, claim.to) == (from, to)) {
                self.unnamed.push((from, to));
            }
            self.claim(meaning, None, from, to, mood);
        }
    }

    /// How far a level's words stand from what they describe; `None` where they describe nothing here.
    fn level_distance(&self, meaning: Meaning, hit: &Hit) -> Option<usize> {
        let words = self.lexicon.findings.get(meaning.finding)?;
        if self.context.asked.contains(&words.id) {
            return Some(0);
        }
        if words.shape == Shape::Category || words.shape == Shape::Number {
            return None;
        }
        let parent = words.of.as_ref();
        let (start, end) = self.reading.sentence(hit.from);
        let beside = self
            .claims
            .iter()
            .filter(|claim| !claim.mood.denied)
            .filter(|claim| {
                let id = &self.lexicon.findings[claim.meaning.finding].id;
                claim.meaning.finding == meaning.finding || parent == Some(id)
            })
            .map(|claim| {
                let distance = claim.from.abs_diff(hit.from);
                if claim.from >= start && claim.to <= end { distance } else { distance + 1_000 }
            })
            .min();
        let known = parent.filter(|parent| self.context.known.contains(parent)).map(|_| 5_000);
        beside.map(|distance| distance + 1).or(known)
    }

    /// A count of nought denies what it counts: 人流0次, "miscarriages: 0".
    fn nought(&mut self) {
        let noughts: Vec<usize> = self.numbers.iter().filter(|number| number.value == 0.0).map(|number| number.from).collect();
        let shape = |finding: usize| self.lexicon.findings[finding].shape;
        for claim in &mut self.claims {
            let counted = noughts.iter().any(|at| *at == claim.to || (*at == claim.to + 1 && self.reading.text(claim.to) == ":"));
            if counted && shape(claim.meaning.finding) != Shape::Number {
                claim.mood.denied = true;
            }
        }
    }

    /// When the trouble began and how fast.
    fn onset(&mut self) {
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

    /// Whether a stretch of time tells when something befell once, long ago, and not when a complaint began: "six months ago she was
    /// admitted for pneumonia".
    fn dates_event(&self, stretch: &Stretch) -> bool {
        let (start, end) = (self.reading.clause_start(stretch.from), self.reading.clause_end(stretch.to));
        let inside = |from: usize, to: usize| from >= start && to <= end;
        let ago = matches!(self.reading.text(stretch.to), "ago" | "前" | "earlier" | "before");
        let named = self.reading.hits.iter().any(|hit| inside(hit.from, hit.to) && self.reading.is(hit, Cue::Event));
        let told = || self.claims.iter().filter(|claim| inside(claim.from, claim.to)).map(|claim| claim.meaning.finding);
        let befell = named || told().any(|finding| self.befalls(finding));
        let complains = told().any(|finding| self.lexicon.findings[finding].id.as_str().starts_with("s_") && !self.befalls(finding));
        stretch.days >= RECENT && ago && befell && !complains && !self.begins(stretch.from)
    }

    /// What befell long ago is no fall or injury of today; it reaches to the next time that is told.
    fn bygones(&mut self) {
        let stretches = || self.numbers.iter().filter_map(|number| quantity::stretch(self.reading.tokens, number));
        let reach = |stretch: Stretch| {
            let (_, end) = self.reading.sentence(stretch.from);
            let end = quantity::next_time(self.reading.tokens, &self.numbers, stretch.to, end);
            (self.reading.clause_start(stretch.from), end)
        };
        let dated: Vec<(usize, usize)> = stretches().filter(|stretch| self.dates_event(stretch)).map(reach).collect();
        let told: Vec<(usize, usize)> = stretches().filter_map(|stretch| self.bygone_story(&stretch)).chain(self.years_gone()).collect();
        let mut claims = std::mem::take(&mut self.claims);
        let inside = |spans: &[(usize, usize)], claim: &Claim| spans.iter().any(|(start, end)| claim.from >= *start && claim.to <= *end);
        claims.retain(|claim| !(inside(&dated, claim) && self.befalls(claim.meaning.finding)));
        for claim in &mut claims {
            claim.mood.past |= inside(&told, claim);
        }
        self.claims = claims;
    }

    /// How far the story of something that befell years ago reaches, complaints and all: `五年前胸口疼得直冒汗，送医院放了支架`.
    fn bygone_story(&self, stretch: &Stretch) -> Option<(usize, usize)> {
        let ago = matches!(self.reading.text(stretch.to), "ago" | "前");
        let (start, end) = (self.reading.clause_start(stretch.from), self.reading.sentence(stretch.from).1);
        let among = |cue: Cue, from: usize, to: usize| {
            let marks = |hit: &&Hit| hit.from >= from && hit.to <= to && self.reading.is(hit, cue);
            self.reading.hits.iter().find(marks).map(|hit| hit.from)
        };
        let befell = |claim: &Claim| claim.from >= start && claim.to <= end && self.befalls(claim.meaning.finding);
        let told = || among(Cue::Event, start, end).is_some() || self.claims.iter().any(befell);
        let tells = ago && stretch.days >= LONG_AGO && told() && !self.begins(stretch.from);
        // "One day five years ago" dates nothing anew.
        let end = quantity::next_time(self.reading.tokens, &[], stretch.to, end);
        let end = among(Cue::Now, start, end).unwrap_or(end);
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
        let reach = |number: &Number| (self.reading.clause_start(number.from), self.reading.sentence(number.from).1);
        self.numbers.iter().filter(dated).map(reach)
    }

    /// Whether a finding is something that befalls once.
    fn befalls(&self, finding: usize) -> bool {
        let id = self.lexicon.findings[finding].id.as_str();
        BEFALLS.contains(&id) || id.starts_with("r_recent_")
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

    /// A period whose last day is told and that is late by now. Gives the number's first token.
    fn last_period(&mut self) -> Option<usize> {
        let tokens = self.reading.tokens;
        let word = |at: usize| self.reading.text(at);
        let period = |at: usize| {
            matches!(word(at), "period" | "periods" | "lmp" | "menses" | "menstruation")
                || matches!((word(at), word(at + 1)), ("月", "经") | ("例", "假") | ("姨", "妈"))
        };
        let at = (0..tokens.len()).find(|&at| period(at))?;
        let numbers = self.numbers.iter().filter(|number| number.from > at && number.from - at <= PERIOD_REACH);
        let stretch =
            numbers.filter_map(|number| quantity::stretch(tokens, number)).find(|stretch| matches!(word(stretch.to), "ago" | "前"))?;
        if (35.0..=300.0).contains(&stretch.days)
            && !self.mood(at).past
            && let Some(meaning) = crate::book::resolve(self.lexicon, "s_missed_period")
        {
            self.claim(meaning, Some(stretch.days - 28.0), at, stretch.to, Mood::default());
        }
        Some(stretch.from)
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

    /// Weeks or months of pregnancy: said so, or a stretch in a message that speaks of one. Gives the number's first token.
    fn gestation(&mut self) -> Option<usize> {
        let finding = crate::book::resolve(self.lexicon, "c_pregnancy_status")?.finding;
        let level = |claim: &Claim| claim.meaning.level.and_then(|level| self.lexicon.findings[finding].levels.get(level));
        let spoken = self.claims.iter().filter(|claim| claim.meaning.finding == finding && !claim.mood.denied);
        let first = |claim: &Claim| self.lexicon.findings[claim.meaning.finding].id.as_str() == "r_first_pregnancy" && !claim.mood.denied;
        let pregnant = (spoken.clone().count() > 0 || self.claims.iter().any(first))
            && !spoken.clone().any(|claim| level(claim).is_some_and(|level| level.id.starts_with("postpartum")));
        // Words of a pregnancy that go with its weeks: "36 weeks headache bp 150/100", `38周肚里娃不动`.
        let expectant = || self.reading.has(Cue::Expectant) || (0..self.reading.tokens.len()).any(|at| is_gravidity(self.reading.text(at)));
        let bears =
            self.context.person.sex != Some(Sex::Male) && self.context.person.age_years.is_none_or(|age| (12.0..53.0).contains(&age));
        let (number, stretch) = self.numbers.iter().find_map(|number| {
            let word = |at: usize| self.reading.text(at);
            let back = |steps: usize| number.from.checked_sub(steps).map_or("", &word);
            // "She is in week 30."
            let nth = pregnant && matches!(back(1), "week" | "wk");
            // "37+2": weeks and days as mothers write them.
            let dated = bears && self.weeks_and_days(number);
            let nth = (nth || dated).then_some(Stretch { from: number.from, to: number.to, days: number.value * 7.0 });
            let stretch = quantity::stretch(self.reading.tokens, number).or(nth)?;
            let after = |on: usize| word(stretch.to + on);
            // "34 weeks, pain under my ribs": so many weeks at the head of a message are those of a pregnancy, and at the head of a
            // clause where more speaks of one.
            let heads = number.from == 0 && self.reading.tokens.get(stretch.to).is_some_and(Token::ends_clause);
            let headed = (heads || self.reading.clause_start(number.from) == number.from)
                && (16.0..=42.0).contains(&number.value)
                && bears
                && !matches!(after(0), "old" | "大" | "ago" | "前")
                && (heads || expectant());
            let said = matches!(after(0), "pregnant" | "along" | "gestation" | "gestational" | "gone" | "孕")
                || (matches!(after(0), "of" | "into") && matches!(after(1), "gestation" | "pregnancy" | "my" | "her"))
                || (back(1) == "孕" && back(2) != "备")
                || (back(1) == "了" && back(2) == "孕" && back(3) != "备")
                || nth.is_some();
            let weeks = (28.0..=310.0).contains(&stretch.days) && matches!(word(number.to), "weeks" | "week" | "wks" | "wk" | "周");
            // "I'm 36 weeks and my head hurts": nobody is so many weeks of anything else.
            let is = matches!(back(1), "am" | "im" | "shes") || (back(1) == "is" && back(2) == "she");
            let else_counted =
                ["old", "post", "clean", "sober", "out", "away", "late", "off", "without", "since", "after", "into", "in", "on", "from"];
            let i_am = bears && weeks && is && number.value <= 42.0 && !else_counted.contains(&after(0));
            let noted = weeks && (1..=GRAVIDITY_REACH).any(|steps| is_gravidity(back(steps)));
            (said || noted || i_am || (weeks && (pregnant || headed))).then_some((*number, stretch))
        })?;
        let id = match stretch.days / 7.0 {
            weeks if weeks < 14.0 => "c_pregnancy_status=trimester1",
            weeks if weeks < 28.0 => "c_pregnancy_status=trimester2",
            _ => "c_pregnancy_status=trimester3",
        };
        let meaning = crate::book::resolve(self.lexicon, id)?;
        self.claims.retain(|claim| claim.meaning.finding != finding);
        self.claim(meaning, None, number.from, stretch.to, Mood::default());
        Some(number.from)
    }

    /// "37+2", "36 + 5": weeks of a pregnancy with days of the next.
    fn weeks_and_days(&self, number: &Number) -> bool {
        let days = self.numbers.iter().find(|days| days.from == number.to + 1).is_some_and(|days| days.value < 7.0);
        (12.0..=42.0).contains(&number.value) && self.reading.text(number.to) == "+" && days
    }

    fn speed(&mut self) {
        let said = |cue: Cue| self.reading.hits.iter().find(|hit| self.reading.is(hit, cue)).map(|hit| (hit.from, hit.to));
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

    /// Whether a "no" goes on to say what of, so that it is none to all that was asked: "no temperature", "no plan".
    fn goes_on(&self, hit: &Hit) -> bool {
        let rest = hit.to..self.reading.clause_end(hit.to);
        let empty = |hit: &Hit| {
            [Cue::Gap, Cue::StopWord, Cue::No, Cue::Yes, Cue::DontKnow, Cue::NegationBefore, Cue::Thanks]
                .iter()
                .any(|cue| self.reading.is(hit, *cue))
        };
        let said = |at: usize| match self.reading.tokens[at].kind {
            Kind::Word => {
                !NONE_OF_THESE.contains(&self.reading.text(at))
                    && !self.reading.hits.iter().any(|hit| hit.from <= at && at < hit.to && empty(hit))
            }
            Kind::Han => !NONE_OF_THESE_ZH.contains(self.reading.text(at)),
            _ => false,
        };
        rest.filter(|at| said(*at)).count() >= if self.reading.tokens[hit.from].kind == Kind::Han { 2 } else { 1 }
    }

    /// Whether a "no" denies something named in the same breath.
    fn denies(&self, hit: &Hit) -> bool {
        let clause = self.reading.clause_start(hit.from);
        let named = |claim: &Claim| claim.mood.denied && claim.from >= hit.to && self.reading.clause_start(claim.from) == clause;
        self.claims.iter().any(named)
    }

    /// A short answer to the question just asked, applied to it.
    fn answer(&mut self) -> Option<Answer> {
        if self.context.asked.is_empty() {
            return None;
        }
        let mut answers: Vec<(Answer, usize, usize)> = Vec::new();
        let mut last_end = 0;
        for hit in self.reading.hits {
            let kind = if self.reading.is(hit, Cue::DontKnow) || self.reading.is(hit, Cue::Uncertain) {
                Answer::DontKnow
            } else if self.reading.is(hit, Cue::No) || (hit.from == 0 && self.reading.is(hit, Cue::NegationBefore)) {
                Answer::No
            } else if self.reading.is(hit, Cue::Yes) {
                Answer::Yes
            } else {
                continue;
            };
            // An answer stands at the start of a clause, and the "no" of "no fever" is none to what else was asked.
            let opens = self.reading.clause_start(hit.from) == hit.from || hit.from <= 1;
            let other = kind == Answer::No && (self.denies(hit) || (self.context.asked.len() > 1 && self.goes_on(hit)));
            if opens && !other && (answers.is_empty() || hit.from > last_end) {
                answers.push((kind, hit.from, hit.to));
                last_end = hit.to;
            }
        }
        let first = answers.first().map(|answer| answer.0);
        let several = answers.len() >= 2 && answers.len() == self.context.asked.len();
        for (place, id) in self.context.asked.iter().enumerate() {
            let said = if several {
                answers.get(place).copied()
            } else if self.context.asked.len() == 1 {
                answers.first().copied()
            } else if answers.iter().all(|answer| Some(answer.0) == first) {
                // One "no", or "no, none", answers all that was asked together; one "yes" leaves open to which.
                answers.first().filter(|answer| answer.0 != Answer::Yes).copied()
            } else {
                None
            };
            let Some(finding) = self.lexicon.findings.iter().position(|words| &words.id == id) else { continue };
            if self.claims.iter().any(|claim| claim.meaning.finding == finding) {
                continue;
            }
            if let Some((answer, from, to)) = said {
                let words = &self.lexicon.findings[finding];
                let needs_value =
                    words.shape == Shape::Category && answer != Answer::DontKnow || answer == Answer::Yes && words.shape == Shape::Number;
                if !needs_value {
                    let mood = Mood { denied: answer == Answer::No, doubted: answer == Answer::DontKnow, ..Mood::default() };
                    self.claim(Meaning { finding, level: None }, None, from, to, mood);
                    self.unnamed.push((from, to));
                }
            } else {
                self.bare_number(finding);
            }
        }
        first
    }

    /// "38.5", answering a question for a number.
    fn bare_number(&mut self, finding: usize) {
        let words = &self.lexicon.findings[finding];
        let plausible = |value: f64| words.plausible.is_none_or(|(low, high)| (low..=high).contains(&value));
        if words.shape != Shape::Number || self.context.asked.len() != 1 {
            return;
        }
        let as_days = words.unit.as_deref() == Some("d");
        let Some(number) = self.numbers.first().copied() else { return };
        let value = if as_days {
            quantity::stretch(self.reading.tokens, &number).map_or(number.value, |stretch| stretch.days)
        } else {
            number.value
        };
        if plausible(value) {
            self.claim(Meaning { finding, level: None }, Some(value), number.from, number.to, Mood::default());
        }
    }

    fn alarms(&self, patterns: &Found) -> Vec<Alarm> {
        let kinds = [
            (Cue::SelfHarmNow, AlarmKind::SelfHarmNow),
            (Cue::SelfHarm, AlarmKind::SelfHarm),
            (Cue::HarmToOthers, AlarmKind::HarmToOthers),
            (Cue::Abuse, AlarmKind::Abuse),
            (Cue::Emergency, AlarmKind::Emergency),
        ];
        // A tale of somebody's collapse calls nobody; whoever hides their own death in a tale is asked all the same.
        let told_of = |kind: AlarmKind, at: usize| self.mood(at).tale && matches!(kind, AlarmKind::Emergency | AlarmKind::HarmToOthers);
        let said = patterns.alarms.iter().filter(|(kind, from, _)| !told_of(*kind, *from));
        let mut alarms: Vec<Alarm> = said.map(|(kind, from, to)| Alarm { kind: *kind, span: self.span(*from, *to) }).collect();
        for hit in self.reading.hits {
            let start = self.reading.clause_start(hit.from);
            let denied = self.reading.hits.iter().any(|other| {
                let before = other.from >= start && other.to <= hit.from && hit.from - other.to <= DENIAL_REACH;
                before && self.reading.is(other, Cue::NegationBefore)
            });
            for (cue, kind) in kinds {
                if self.reading.is(hit, cue) && !denied && !told_of(kind, hit.from) {
                    alarms.push(Alarm { kind, span: self.span(hit.from, hit.to) });
                }
            }
        }
        alarms
    }

    fn intents(&self) -> Intents {
        let has = |cue: Cue| self.reading.has(cue);
        Intents {
            greeting: has(Cue::Greeting),
            thanks: has(Cue::Thanks),
            stop: has(Cue::Stop),
            question: has(Cue::Question) || self.reading.tokens.iter().any(|token| matches!(token.text.as_str(), "?" | "吗")),
            cancer: has(Cue::Cancer),
            no: has(Cue::No) || has(Cue::NegationBefore),
            correction: has(Cue::Correction),
            insult: has(Cue::Insult),
            injection: has(Cue::Injection),
            skip: has(Cue::Skip),
        }
    }

    /// Characters of the message that tokens stand on.
    fn span(&self, from: usize, to: usize) -> Span {
        let (start, end) = self.characters(from, to);
        Span { start, end, text: self.quote(start, end) }
    }

    fn characters(&self, from: usize, to: usize) -> (u32, u32) {
        let start = self.reading.tokens.get(from).map_or(0, |token| token.start);
        let end = to.checked_sub(1).and_then(|last| self.reading.tokens.get(last)).map_or(start, |token| token.end);
        (start, end.max(start))
    }

    fn quote(&self, start: u32, end: u32) -> String {
        self.text.chars().skip(start as usize).take((end - start) as usize).collect()
    }

    /// Stretches with words of content that nothing understood.
    fn unheard(&self) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut open: Option<(usize, usize)> = None;
        let is_number = |at: usize| self.numbers.iter().any(|number| number.from <= at && at < number.to);
        for (at, token) in self.reading.tokens.iter().enumerate() {
            let content = !self.covered[at]
                && matches!(token.kind, Kind::Word | Kind::Han)
                && !is_number(at)
                && (token.kind == Kind::Han || token.text.len() > 2);
            open = match (open, content) {
                (None, true) => Some((at, at + 1)),
                (Some((from, _)), true) => Some((from, at + 1)),
                (Some((from, to)), false) => {
                    spans.push(self.span(from, to));
                    None
                }
                (None, false) => None,
            };
        }
        spans.extend(open.map(|(from, to)| self.span(from, to)));
        let length = self.text.chars().count();
        if length > HEARD_CHARACTERS {
            let (start, end) = (HEARD_CHARACTERS as u32, u32::try_from(length).unwrap_or(u32::MAX));
            spans.push(Span { start, end, text: String::new() });
        }
        // A single Chinese character is a particle more often than a word.
        spans.retain(|span| span.end - span.start > 1);
        spans
    }

    /// Claims joined into one fact a finding and person.
    fn facts(&self, heard: &Demographics) -> Vec<Fact> {
        let mut facts: BTreeMap<(usize, About), (Claim, Vec<usize>)> = BTreeMap::new();
        let later_wins = self.reading.has(Cue::Correction);
        let mut claims = self.claims.clone();
        claims.sort_by_key(|claim| (claim.from, claim.to));
        for claim in claims {
            let id = self.lexicon.findings[claim.meaning.finding].id.as_str();
            let kept = keeps_past(id) && !self.befalls(claim.meaning.finding);
            let past = claim.mood.past && !kept;
            let likened = claim.mood.likened && INJURIES.contains(&id);
            // As with alarms: whoever hides their own death in a tale is asked all the same.
            let supposed = claim.mood.supposed && !(claim.mood.tale && SELF_HARM.contains(&id));
            if supposed || past || likened || claim.echo {
                continue;
            }
            let Some(about) = self.about(&claim, heard) else { continue };
            let levels = claim.meaning.level.into_iter().collect();
            match facts.get_mut(&(claim.meaning.finding, about)) {
                None => {
                    facts.insert((claim.meaning.finding, about), (claim, levels));
                }
                Some((known, known_levels)) => {
                    let rank = |mood: &Mood| {
                        if mood.doubted {
                            0
                        } else if mood.denied {
                            1
                        } else {
                            2
                        }
                    };
                    let replaces = rank(&claim.mood) > rank(&known.mood) || (later_wins && claim.mood.denied != known.mood.denied);
                    if replaces {
                        *known_levels = levels;
                        *known = claim;
                    } else if claim.mood.denied == known.mood.denied {
                        if later_wins && !levels.is_empty() {
                            *known_levels = levels;
                        } else {
                            known_levels.extend(levels);
                        }
                        known.value = known.value.or(claim.value);
                    }
                }
            }
        }
        // What is said of a complaint says the complaint: "rice-water stools" are diarrhoea.
        let whole = |(finding, about): &(usize, About), claim: &Claim| {
            let parent = self.lexicon.findings[*finding].of.as_ref().filter(|_| !claim.mood.denied && !claim.mood.doubted)?;
            let parent = self.lexicon.findings.binary_search_by(|words| words.id.cmp(parent)).ok()?;
            Some(((parent, *about), Claim { meaning: Meaning { finding: parent, level: None }, value: None, ..claim.clone() }))
        };
        let implied: Vec<_> = facts.iter().filter_map(|(key, (claim, _))| whole(key, claim)).collect();
        for (key, claim) in implied {
            if !self.context.known.contains(&self.lexicon.findings[key.0].id) {
                facts.entry(key).or_insert((claim, Vec::new()));
            }
        }
        facts.into_iter().map(|((finding, about), (claim, levels))| self.fact(finding, about, &claim, levels)).collect()
    }

    /// Every mention by itself, in order: past ones too, and as uncertain those only asked about or supposed.
    fn mentions(&self, heard: &Demographics) -> Vec<Fact> {
        let mut claims = self.claims.clone();
        // Of a phrase that says two things, the denial comes first: the other follows from it.
        // What says more stands for what says less.
        claims
            .sort_by_key(|claim| (claim.from, claim.to, !claim.mood.denied, claim.meaning.finding, std::cmp::Reverse(claim.meaning.level)));
        claims.dedup_by_key(|claim| (claim.from, claim.to, claim.meaning.finding, claim.mood.denied));
        let mention = |mut claim: Claim| {
            claim.mood.doubted |= claim.mood.supposed;
            let about = self.about(&claim, heard)?;
            Some(self.fact(claim.meaning.finding, about, &claim, claim.meaning.level.into_iter().collect()))
        };
        claims.into_iter().filter_map(mention).collect()
    }

    /// Whom a claim is about; nobody where it says nothing: the bare name of a test, or what cannot concern the person.
    fn about(&self, claim: &Claim, heard: &Demographics) -> Option<About> {
        let words = &self.lexicon.findings[claim.meaning.finding];
        let (id, mood) = (words.id.as_str(), claim.mood);
        // The name of a test or of a measure is no result; a complaint that can be counted is one without its number.
        let complaint = id.starts_with("r_") || (id.starts_with("s_") && words.of.is_none());
        let measured = words.by == By::Test || (words.shape == Shape::Number && !complaint);
        let named_only = claim.value.is_none() && claim.meaning.level.is_none();
        if measured && named_only && !self.context.asked.contains(&words.id) && (words.shape == Shape::Number || !mood.denied) {
            return None;
        }
        // An illness or a medicine that a relative has; not what has just befallen them, for which help is asked.
        let kin = mood.kin && (self.is_background(claim.meaning) || id.starts_with("r_diagnosed_"));
        if (mood.family || kin) && !id.starts_with("c_") && !id.contains("family") {
            return Some(About::Family);
        }
        // Whom a message names beside may be of the other sex: `不好意思跟我妈讲`.
        let sex = self.context.person.sex.or(heard.sex).filter(|sex| *sex != Sex::Intersex);
        words.applies.may_concern(&Demographics { age_years: None, sex }).then_some(About::Patient)
    }

    fn fact(&self, finding: usize, about: About, claim: &Claim, mut levels: Vec<usize>) -> Fact {
        let words = &self.lexicon.findings[finding];
        let state = if claim.mood.doubted {
            State::Uncertain
        } else if claim.mood.denied {
            State::Absent
        } else {
            State::Present
        };
        levels.sort_unstable();
        levels.dedup();
        let mut names: Vec<String> = levels.iter().filter_map(|&level| words.levels.get(level)).map(|level| level.id.clone()).collect();
        names.sort();
        let value = match (state, claim.value) {
            (State::Present, Some(number)) => Some(Value::Number(number)),
            (State::Present, None) if words.shape == Shape::Multi && !names.is_empty() => Some(Value::Levels(names)),
            // Two different levels of one scale: the later in the scale, which is the graver, is kept; "other" only where none is named.
            (State::Present, None) if !names.is_empty() => {
                let of = |level: &usize| words.levels.get(*level).map(|level| level.id.clone());
                let named = levels.iter().rev().filter_map(of).find(|id| id != "other");
                named.or_else(|| levels.last().and_then(of)).map(Value::Level)
            }
            _ => None,
        };
        let (start, end) = self.characters(claim.from, claim.to);
        let provenance =
            Provenance { listener: Listener::BuiltIn, turn: self.context.turn, span: (start, end), quote: self.quote(start, end) };
        let mut fact = Fact { value, about, provenance: Some(provenance), ..Fact::new(words.id.as_str(), state) };
        if claim.mood.hedged && state == State::Present {
            fact.attributes.insert("certainty".to_owned(), Value::Level("hedged".to_owned()));
        }
        if claim.mood.past {
            fact.attributes.insert("time".to_owned(), Value::Level("past".to_owned()));
        }
        fact
    }
}

/// Findings that a past mention establishes: histories and risks.
fn keeps_past(id: &str) -> bool {
    id.starts_with("r_") || id.starts_with("c_")
}
