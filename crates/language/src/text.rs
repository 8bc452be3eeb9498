//! A message as tokens: folded to one form, each token with the characters of the original it came from.
//! What must not live here: what any word means.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Letters of an alphabet, or digits glued to them.
    Word,
    /// One Chinese character.
    Han,
    /// Digits, with a decimal point where one was written.
    Number,
    /// A mark that ends a clause or a sentence, or any other sign.
    Mark,
}

/// A piece of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// Folded: lower case, one width, simplified characters, no apostrophes.
    pub text: String,
    pub kind: Kind,
    /// Characters of the original message, end excluded.
    pub start: u32,
    pub end: u32,
}

impl Token {
    /// Whether nothing said before it in the same breath reaches past it.
    pub fn ends_sentence(&self) -> bool {
        self.kind == Kind::Mark && matches!(self.text.as_str(), "." | "!" | "?" | ";" | "\n" | "。")
    }

    /// A comma of either script, or anything stronger.
    pub fn ends_clause(&self) -> bool {
        self.ends_sentence() || (self.kind == Kind::Mark && matches!(self.text.as_str(), "," | ":" | "(" | ")" | "-" | "…"))
    }

    /// A word that joins two items of a list.
    pub fn joins(&self) -> bool {
        matches!(self.text.as_str(), "and" | "or" | "nor")
    }

    /// A mark that joins a list: `、` and `/`.
    pub fn joins_list(&self) -> bool {
        self.kind == Kind::Mark && matches!(self.text.as_str(), "、" | "/" | "+" | "&")
    }
}

/// The text of a token; nothing beyond the end.
pub fn said(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |token| token.text.as_str())
}

/// Characters heard of one message; the rest is reported as not understood.
pub const HEARD_CHARACTERS: usize = 8_000;

/// Cuts a message into tokens.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut folded: Vec<(char, u32)> = Vec::with_capacity(text.len());
    let letters: Vec<char> = text.chars().take(HEARD_CHARACTERS).collect();
    for (at, &original) in letters.iter().enumerate() {
        if run_together(&letters, at) {
            folded.push((' ', at as u32));
        }
        for plain in std::iter::once(original).nfkc() {
            if let Some(plain) = fold(plain) {
                folded.extend(plain.to_lowercase().map(|lower| (lower, at as u32)));
            }
        }
    }
    let mut tokens = Vec::with_capacity(folded.len() / 3);
    let mut at = 0;
    while at < folded.len() {
        let end = piece_end(&folded, at);
        if let Some(token) = token(&folded[at..end]) {
            tokens.push(token);
        }
        at = end;
    }
    breathe(tokens, &folded)
}

/// Whether two words meet here without the space that a lost line end has left out: "HypertensionDiabetes".
fn run_together(letters: &[char], at: usize) -> bool {
    let lower = |at: usize| letters.get(at).is_some_and(char::is_ascii_lowercase);
    let word = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_alphabetic);
    letters[at].is_ascii_uppercase() && (1..=3).all(|on| lower(at + on)) && word(at.checked_sub(1)) && word(at.checked_sub(2))
}

/// Chinese writers often part clauses with a space alone: one between two stretches of at least two characters is a comma.
fn breathe(tokens: Vec<Token>, folded: &[(char, u32)]) -> Vec<Token> {
    let spaces: Vec<u32> = folded.iter().filter(|(letter, _)| *letter == ' ').map(|(_, at)| *at).collect();
    let han = |at: usize| tokens.get(at).is_some_and(|token| token.kind == Kind::Han);
    let close = |at: usize| tokens[at].end == tokens[at + 1].start;
    let word = |at: usize| tokens.get(at).is_some_and(|token| token.kind == Kind::Word);
    // The point of a list's number ends no sentence: `超声：1．左肾结石；2．右肾囊肿`.
    let mark = |at: usize| tokens.get(at).is_none_or(|token| token.kind == Kind::Mark);
    let numeral = |at: usize| tokens[at].text == "." && at > 0 && tokens[at - 1].kind == Kind::Number && (at == 1 || mark(at - 2));
    let mut breathing = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        if numeral(at) {
            breathing.push(Token { text: ",".to_owned(), ..token.clone() });
            continue;
        }
        // A hyphen inside a word joins; between words with spaces it parts.
        if token.text == "-" && at > 0 && word(at - 1) && word(at + 1) && close(at - 1) && close(at) {
            continue;
        }
        breathing.push(token.clone());
        let before = at > 0 && han(at - 1) && close(at - 1);
        let after = han(at + 1) && han(at + 2) && close(at + 1);
        if han(at) && before && after && spaces.binary_search(&token.end).is_ok() {
            breathing.push(Token { text: ",".to_owned(), kind: Kind::Mark, start: token.end, end: token.end });
        }
    }
    breathing
}

/// One folded form of a character; `None` drops it.
fn fold(original: char) -> Option<char> {
    match original {
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}' | '\u{fe0f}' => None,
        '\'' | '\u{2018}' | '\u{2019}' | '\u{2bc}' | '`' => Some('\''),
        '\u{2010}'..='\u{2015}' => Some('-'),
        '\r' | '\n' => Some('\n'),
        other if other.is_control() || other.is_whitespace() => Some(' '),
        other => Some(simplified(other)),
    }
}

/// Characters at the end of a message in which what the next one ends may have begun; patterns reach no farther back.
const LAST_WORDS: usize = 400;

/// The end of a message, as far as it is heard together with the next.
pub fn last_words(text: &str) -> &str {
    let start = text.char_indices().rev().nth(LAST_WORDS - 1).map_or(0, |(at, _)| at);
    &text[start..]
}

/// The simplified form of a Chinese character, or the character itself.
pub fn simplified(original: char) -> char {
    let at = (original as usize).checked_sub(FIRST_HAN);
    at.and_then(|at| SIMPLIFIED.get(at)).copied().unwrap_or(original)
}

const FIRST_HAN: usize = 0x4e00;

/// The simplified form of every character from U+4E00 to U+9FFF. A character that stands for two simplified ones keeps its commonest.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let all: String = ('\u{4e00}'..='\u{9fff}').collect();
    all.chars().map(|letter| fast2s::convert(&letter.to_string()).chars().next().unwrap_or(letter)).collect()
});

/// Whether a character is a Chinese one.
pub fn is_han(letter: char) -> bool {
    matches!(letter, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{3007}')
}

/// Whether a character belongs to a word of an alphabet.
fn is_letter(letter: char) -> bool {
    letter.is_alphabetic() && !is_han(letter)
}

/// Where the piece that starts at `at` ends.
fn piece_end(folded: &[(char, u32)], at: usize) -> usize {
    let letter = |at: usize| folded.get(at).map_or(' ', |&(letter, _)| letter);
    let first = letter(at);
    let mut end = at + 1;
    if first.is_ascii_digit() {
        while letter(end).is_ascii_digit()
            || (matches!(letter(end), '.' | ',') && letter(end + 1).is_ascii_digit() && (letter(end) == '.' || thousands(folded, end)))
        {
            end += 1;
        }
    } else if is_letter(first) {
        while is_letter(letter(end)) || letter(end).is_ascii_digit() || (letter(end) == '\'' && is_letter(letter(end + 1))) {
            end += 1;
        }
    }
    end
}

/// Whether a comma inside digits separates thousands: exactly three digits follow.
fn thousands(folded: &[(char, u32)], comma: usize) -> bool {
    let digit = |at: usize| folded.get(at).is_some_and(|(letter, _)| letter.is_ascii_digit());
    digit(comma + 1) && digit(comma + 2) && digit(comma + 3) && !digit(comma + 4)
}

/// The token of a piece; none for space.
fn token(piece: &[(char, u32)]) -> Option<Token> {
    let (&(first, start), &(_, last)) = (piece.first()?, piece.last()?);
    let kind = match first {
        // Quotation marks part nothing: 否认“乙肝、结核”等病史 is one denial. An apostrophe that ends a word is none of its letters.
        ' ' | '“' | '”' | '"' | '\'' | '「' | '」' | '『' | '』' => return None,
        letter if letter.is_ascii_digit() => Kind::Number,
        letter if is_han(letter) => Kind::Han,
        letter if is_letter(letter) => Kind::Word,
        _ => Kind::Mark,
    };
    let text = match (kind, first) {
        (Kind::Word, _) => piece.iter().map(|&(letter, _)| letter).filter(|&letter| letter != '\'').collect(),
        (Kind::Number, _) => piece.iter().map(|&(letter, _)| letter).filter(|&letter| letter != ',').collect(),
        (Kind::Mark, '，') => ",".to_owned(),
        (Kind::Mark, '：') => ":".to_owned(),
        _ => first.to_string(),
    };
    Some(Token { text, kind, start, end: last + 1 })
}

/// The stem under which the inflections of an English word meet; not itself a word.
pub fn stem(word: &str) -> String {
    if !word.is_ascii() || word.len() < 4 {
        return irregular(word).unwrap_or(word).to_owned();
    }
    if let Some(base) = irregular(word) {
        return base.to_owned();
    }
    let mut base = word;
    let voiced = |stem: &str| stem.len() >= 3 && stem.bytes().any(|letter| matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y'));
    if let Some(cut) = base.strip_suffix("ies").filter(|cut| cut.len() >= 3) {
        return format!("{cut}y");
    }
    if !base.ends_with("ss") && !base.ends_with("us") && !base.ends_with("is") {
        base = base.strip_suffix('s').filter(|cut| cut.len() >= 3).unwrap_or(base);
    }
    let cut = base.strip_suffix("ing").or_else(|| base.strip_suffix("ed").filter(|cut| !cut.ends_with('e')));
    if let Some(cut) = cut.filter(|cut| voiced(cut)) {
        let letters = cut.as_bytes();
        let doubled = letters.len() >= 4
            && letters[letters.len() - 1] == letters[letters.len() - 2]
            && !matches!(letters[letters.len() - 1], b'l' | b's' | b'f' | b'z');
        base = if doubled { &cut[..cut.len() - 1] } else { cut };
    }
    base.strip_suffix('e').filter(|cut| cut.len() >= 3).unwrap_or(base).to_owned()
}

/// Stems that no rule finds.
fn irregular(word: &str) -> Option<&'static str> {
    Some(match word {
        // A complaint, not the inflection of "run".
        "runs" => "runs",
        "threw" | "thrown" | "throws" => "throw",
        "swollen" | "swole" => "swell",
        "bled" => "bleed",
        "felt" => "feel",
        "fell" | "fallen" => "fall",
        "broke" | "broken" => "break",
        "bitten" | "bites" | "biting" | "bite" => "bite",
        "burnt" => "burn",
        "lost" | "losing" | "loses" => "los",
        "feet" => "foot",
        "teeth" => "tooth",
        "children" => "child",
        "came" | "coming" => "com",
        "went" | "gone" | "goes" => "go",
        "woke" | "woken" => "wak",
        "shook" | "shaken" => "shak",
        "spat" => "spit",
        "hurts" | "hurting" | "hurt" => "hurt",
        "peed" | "pees" | "peeing" => "pee",
        "pooed" | "poos" | "pooing" => "poo",
        "ate" | "eaten" => "eat",
        "drank" | "drunk" => "drink",
        "slept" => "sleep",
        "mins" | "min" => "min",
        "mining" => "mining",
        "saw" | "seen" => "see",
        "took" | "taken" => "tak",
        "stung" => "sting",
        "cant" | "cannot" => "cant",
        "couldnt" => "couldnt",
        "tummys" => "tummy",
        // Words of their own, not of a shorter one: no spot, no ear, no nurse, no plan, no "not", no HIV, nothing that is sore.
        "spotting" => "spotting",
        // Kinds of pain, not a wound: "a sharp stab under the ribs".
        "stabbing" => "stabbing",
        "stabbed" => "stabbed",
        "evening" | "evenings" => "evening",
        "note" | "notes" | "noted" | "noting" => "note",
        "hive" | "hives" => "hives",
        "sores" => "sores",
        "spite" => "spite",
        "pants" => "pants",
        "pinned" => "pinned",
        "drain" | "drains" => "drain",
        "tires" => "tires",
        "earring" | "earrings" => "earring",
        "nursing" => "nursing",
        "scared" => "scared",
        "plane" | "planes" => "plane",
        "cracked" => "cracked",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn numbers_keep_their_point_and_words_lose_their_apostrophe() {
        assert_eq!(texts("I can\u{2019}t, 39.5 C. 1,200"), ["i", "cant", ",", "39.5", "c", ".", "1200"]);
    }

    #[test]
    fn widths_and_traditional_characters_meet() {
        assert_eq!(texts("頭痛，３９度"), texts("头痛,39度"));
    }

    #[test]
    fn spans_count_the_characters_of_the_original() {
        let heard = tokens("a\u{200b}b 头疼");
        assert_eq!(heard.iter().map(|token| (token.start, token.end)).collect::<Vec<_>>(), [(0, 3), (4, 5), (5, 6)]);
    }

    #[test]
    fn a_space_between_chinese_clauses_is_a_comma() {
        assert_eq!(texts("喉咙好紧 以前没事"), ["喉", "咙", "好", "紧", ",", "以", "前", "没", "事"]);
        assert_eq!(texts("头 疼 38 度"), ["头", "疼", "38", "度"]);
    }

    #[test]
    fn inflections_share_a_stem() {
        for group in [
            ["aching", "aches", "ached"],
            ["vomiting", "vomits", "vomited"],
            ["swelling", "swells", "swollen"],
            ["throbbing", "throbs", "throbbed"],
        ] {
            let stems: Vec<String> = group.iter().map(|word| stem(word)).collect();
            assert!(stems.windows(2).all(|pair| pair[0] == pair[1]), "{stems:?}");
        }
    }
}
