//! The built-in listener: one message to facts, each with the words it came from.
//! What must not live here: any decision on what is heard; anything that needs a model.

mod alarm;
mod answer;
mod counted;
mod felt;
mod phrases;
mod pregnant;
mod said;
mod settled;
mod when;

use facts::{Language, Lexicon};

use crate::book::{Book, DISEASE, Hit, Meaning, Sense};
use crate::check::Weighty;
use crate::cue::Cue;
use crate::disease::Diseases;
use crate::heard::{Heard, Hearing, Span};
use crate::pattern::{Found, Patterns};
use crate::propose::{Finder, Prompt};
use crate::quantity::Number;
use crate::scope::{Mood, Reading};
use crate::sound::Sounds;
use crate::text::{HEARD_CHARACTERS, Kind, Token, is_han, tokens};
use crate::{person, propose, quantity, scope};

/// A lexicon compiled for listening, in both languages at once.
pub struct Ears {
    lexicon: Lexicon,
    book: Book,
    diseases: Diseases,
    medicines: Book,
    finder: Finder,
    patterns: Patterns,
    pub(crate) weighty: Weighty,
    sounds: Sounds,
}

/// Tokens between a sensation and the site it is felt at.
const REACH: usize = 6;

/// Tokens of a message that is a fragment, not sentences.
const FRAGMENT: usize = 8;

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
        let rest = || (Diseases::new(lexicon), Finder::new(lexicon), Book::further(lexicon), Sounds::new(lexicon));
        let (book, (diseases, finder, further, sounds)) = std::thread::scope(|scope| {
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
            sounds,
            lexicon: lexicon.clone(),
        }
    }

    /// Hears one message. Any text is survived; characters past the limit are reported as not understood.
    pub fn hear(&self, text: &str, context: &Hearing) -> Heard {
        let (language, all) = self.read(text, context);
        let heard = self.listen(text, &all, language, context);
        let few = all.len() <= FRAGMENT && all.iter().any(Token::ends_clause);
        if !few || !heard.facts.is_empty() || !heard.alarms.is_empty() || !context.asked.is_empty() {
            return heard;
        }
        // "Leg, swelling": a few words with marks between that say nothing apart may say something together.
        let together: Vec<Token> = all.into_iter().filter(|token| !token.ends_clause()).collect();
        let again = self.listen(text, &together, language, context);
        if again.facts.is_empty() { heard } else { again }
    }

    /// A message's tokens; in a Chinese visit what is typed by its sound is read as words.
    fn tokens(&self, text: &str, context: &Hearing) -> Vec<Token> {
        self.read(text, context).1
    }

    /// A message's language and its tokens.
    fn read(&self, text: &str, context: &Hearing) -> (Language, Vec<Token>) {
        let all = tokens(text);
        let language = context.language.unwrap_or_else(|| self.language_of(text, &all, context.spoken));
        let all = if language == Language::Zh { self.sounds.read_out(all, &|token| self.book.knows(token)) } else { all };
        (language, all)
    }

    /// The language of a message; pinyin is Chinese.
    pub fn language(&self, text: &str) -> Language {
        self.language_of(text, &tokens(text), Language::En)
    }

    /// The language of a message in a conversation that was held in another or the same.
    fn language_of(&self, text: &str, tokens: &[Token], spoken: Language) -> Language {
        match detect(text) {
            Language::En if self.sounds.is_pinyin(tokens, spoken, &|token| self.book.knows(token)) => Language::Zh,
            told => told,
        }
    }

    /// What a model is asked of a message: only about clauses in which nothing was heard and that no rule reads as denied, supposed,
    /// past or another's. `None` where there is none.
    pub fn prompt(&self, text: &str, context: &Hearing) -> Option<Prompt> {
        let heard = self.hear(text, context);
        let mut silent = propose::silent(text, &heard);
        let reported = self.reported(text, context);
        // What medicines are taken or meant is no complaint.
        silent.retain(|span| reported(span) && self.medicines_named(&span.text).is_empty());
        let said: Vec<&str> = silent.iter().map(|span| span.text.as_str()).collect();
        let mut candidates = self.finder.candidates(&self.lexicon, &said.join("\n"));
        candidates.retain(|id| heard.facts.iter().all(|fact| fact.finding != *id));
        propose::prompt(&self.lexicon, heard.language, silent, &candidates)
    }

    /// Whether a stretch is told of the patient as it is now.
    fn reported(&self, text: &str, context: &Hearing) -> impl Fn(&Span) -> bool {
        let all = self.tokens(text, context);
        let (_, hits) = self.phrases(&all);
        let moods = scope::moods(&self.reading(&all, &hits, context));
        move |span: &Span| {
            let said = all.iter().zip(&moods).filter(|(token, _)| token.start < span.end && span.start < token.end);
            said.map(|(_, mood)| mood).all(Mood::reports)
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

    /// What patterns find that begins in the message before and ends in this one.
    fn over(&self, before: &str, message: &[Token], context: &Hearing) -> Found {
        let mut all = self.tokens(before, context);
        // Messages are sentences of their own.
        all.push(Token { text: ".".to_owned(), kind: Kind::Mark, start: 0, end: 0 });
        let next = all.len();
        all.extend(message.iter().cloned());
        let (_, hits) = self.phrases(&all);
        self.patterns.find_over(&self.reading(&all, &hits, context), next)
    }

    /// A message cut into hits, in the light of its visit.
    fn reading<'a>(&'a self, tokens: &'a [Token], hits: &'a [Hit], context: &Hearing) -> Reading<'a> {
        Reading { book: &self.book, tokens, hits, spoken_for: context.spoken_for(), of_myself: context.of_myself() }
    }

    /// Hears the tokens of a text.
    fn listen(&self, text: &str, tokens: &[Token], language: Language, context: &Hearing) -> Heard {
        let (gaps, mut hits) = self.phrases(tokens);
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
        let reading = self.reading(tokens, &hits, context);
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
        let mut patterns = self.patterns.find(&listening.reading);
        if let Some(before) = context.before {
            patterns.join(self.over(before, tokens, context));
        }
        for said in patterns.findings.iter().filter(|said| said.phrase.is_none()) {
            // Parts that all stand in one denial say nothing: `无发热、呕吐、腹泻、血便`.
            if listening.mood(said.from).denied && listening.mood(said.to - 1).denied {
                continue;
            }
            // Who suffers is the patient, whoever that is: "my brother has had four fits in a row".
            let begun = listening.mood(said.from);
            // "It used to ease on resting. This week it comes as I sit": what began then and goes on is now.
            let goes_on = listening.reading.sentence(said.from).1 < said.to && !listening.mood(said.to - 1).past;
            let past = begun.past && !goes_on;
            let mood = Mood { family: false, kin: false, denied: false, past, ..begun };
            listening.claim(said.meaning, None, said.from, said.to, mood);
        }
        listening.direct();
        listening.combined();
        listening.phrases(&patterns);
        listening.related();
        let refused = listening.measures();
        listening.results();
        listening.tablets();
        listening.begun(&self.medicines);
        listening.diagnosed(&self.diseases, &diseases);
        listening.weight();
        listening.levels();
        listening.pictured();
        let answer = listening.answer();
        listening.nought();
        listening.onset();
        listening.bygones();
        let demographics = person::demographics(&listening.reading, &listening.numbers, listening.expecting());
        listening.weary(&demographics);
        let subject = person::subject(&listening.reading);
        listening.no_contact(subject);
        Heard {
            language,
            alarms: listening.alarms(&patterns),
            intents: listening.intents(),
            subject,
            unheard: listening.unheard(),
            facts: listening.facts(&demographics),
            mentions: listening.mentions(&demographics),
            demographics,
            answer,
            unnamed: listening.unnamed.iter().map(|&(from, to)| listening.span(from, to)).collect(),
            refused,
        }
    }
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
}
