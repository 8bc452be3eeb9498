//! From a rule's text to its tree. What must not live here: what a rule says of a case.

use facts::Sex;

use crate::model::FindingIndex;
use crate::problem::{File, Problems};
use crate::rule::{Comparison, Rule};
use crate::view::bit;

/// What the parser asks of the findings.
pub trait Names {
    /// A finding's index.
    fn finding(&self, id: &str) -> Option<FindingIndex>;
    /// A level's place within its finding.
    fn level(&self, finding: FindingIndex, level: &str) -> Option<usize>;
    /// Whether the finding is a number.
    fn is_number(&self, finding: FindingIndex) -> bool;
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Number(f64),
    Sign(&'static str),
}

/// Reads a rule; the message says what is wrong and where.
pub fn parse(text: &str, names: &dyn Names) -> Result<Rule, String> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, names };
    let rule = parser.any()?;
    match parser.peek() {
        None => Ok(rule),
        Some(token) => Err(format!("unexpected {token:?} after a complete rule")),
    }
}

/// Reads a rule of an entry; what is wrong with it is reported, with the entry's id.
pub fn read(text: &str, id: &str, names: &dyn Names, file: &File, problems: &mut Problems) -> Option<Rule> {
    match parse(text, names) {
        Ok(rule) => Some(rule),
        Err(message) => {
            problems.error(file, text, format!("{id}: {message}"), "write the rule as FORMAT.md shows");
            None
        }
    }
}

const SIGNS: [&str; 11] = ["==", "!=", "<=", ">=", "<", ">", "(", ")", "[", "]", ","];

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let taken = if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            tokens.push(Token::Sign(sign));
            sign.len()
        } else if first == '"' || first == '\'' {
            let inner = &rest[1..];
            let end = inner.find(first).ok_or("a quote is not closed")?;
            tokens.push(Token::Text(inner[..end].to_owned()));
            end + 2
        } else if first.is_ascii_digit() || first == '-' || first == '.' {
            let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-'))).unwrap_or(rest.len());
            let number = rest[..end].parse().map_err(|_| format!("{} is not a number", &rest[..end]))?;
            tokens.push(Token::Number(number));
            end
        } else if first.is_alphabetic() || first == '_' {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..end].to_owned()));
            end
        } else {
            return Err(format!("unexpected character {first:?}"));
        };
        rest = rest[taken..].trim_start();
    }
    Ok(tokens)
}

struct Parser<'a> {
    tokens: Vec<Token>,
    at: usize,
    names: &'a dyn Names,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Result<Token, String> {
        let token = self.tokens.get(self.at).cloned().ok_or("the rule ends too early")?;
        self.at += 1;
        Ok(token)
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(here)) if here == word);
        self.at += usize::from(found);
        found
    }

    fn eat_sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(here)) if *here == sign);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &str) -> Result<(), String> {
        if self.eat_sign(sign) { Ok(()) } else { Err(format!("expected {sign:?}, found {:?}", self.peek())) }
    }

    fn any(&mut self) -> Result<Rule, String> {
        let mut rules = vec![self.all()?];
        while self.eat_word("or") {
            rules.push(self.all()?);
        }
        Ok(if rules.len() == 1 { rules.remove(0) } else { Rule::Any(rules) })
    }

    fn all(&mut self) -> Result<Rule, String> {
        let mut rules = vec![self.one()?];
        while self.eat_word("and") {
            rules.push(self.one()?);
        }
        Ok(if rules.len() == 1 { rules.remove(0) } else { Rule::All(rules) })
    }

    fn one(&mut self) -> Result<Rule, String> {
        if self.eat_word("not") {
            return Ok(Rule::Not(Box::new(self.one()?)));
        }
        if self.eat_sign("(") {
            let rule = self.any()?;
            self.expect(")")?;
            return Ok(rule);
        }
        if self.eat_word("count") {
            return self.count();
        }
        if self.eat_word("unknown") {
            self.expect("(")?;
            let rule = if self.eat_word("c_age") { Rule::UnknownAge } else { Rule::Unknown(self.finding_word()?) };
            self.expect(")")?;
            return Ok(rule);
        }
        match self.next()? {
            Token::Word(word) if word == "c_age" => {
                let comparison = self.comparison()?;
                Ok(Rule::Age(comparison, self.number()?))
            }
            Token::Word(word) if word == "c_sex_at_birth" => self.sex(),
            Token::Word(word) => {
                let finding = self.names.finding(&word).ok_or_else(|| format!("there is no finding {word}"))?;
                self.about(finding)
            }
            other => Err(format!("expected a finding, found {other:?}")),
        }
    }

    fn count(&mut self) -> Result<Rule, String> {
        self.expect("(")?;
        let mut rules = vec![self.any()?];
        while self.eat_sign(",") {
            rules.push(self.any()?);
        }
        self.expect(")")?;
        let needed = match self.comparison()? {
            Comparison::GreaterOrEqual => self.number()?,
            Comparison::Greater => self.number()? + 1.0,
            other => return Err(format!("count(...) takes >= or >, not {other:?}")),
        };
        if !(1.0..=rules.len() as f64).contains(&needed) {
            return Err(format!("count(...) of {} rules can never be {needed}", rules.len()));
        }
        Ok(Rule::AtLeast(needed as u8, rules))
    }

    fn finding_word(&mut self) -> Result<FindingIndex, String> {
        match self.next()? {
            Token::Word(word) => self.names.finding(&word).ok_or_else(|| format!("there is no finding {word}")),
            other => Err(format!("expected a finding, found {other:?}")),
        }
    }

    fn comparison(&mut self) -> Result<Comparison, String> {
        match self.next()? {
            Token::Sign("<") => Ok(Comparison::Less),
            Token::Sign("<=") => Ok(Comparison::LessOrEqual),
            Token::Sign(">") => Ok(Comparison::Greater),
            Token::Sign(">=") => Ok(Comparison::GreaterOrEqual),
            Token::Sign("==") => Ok(Comparison::Equal),
            Token::Sign("!=") => Ok(Comparison::NotEqual),
            other => Err(format!("expected a comparison, found {other:?}")),
        }
    }

    fn number(&mut self) -> Result<f64, String> {
        match self.next()? {
            Token::Number(number) => Ok(number),
            other => Err(format!("expected a number, found {other:?}")),
        }
    }

    fn sex(&mut self) -> Result<Rule, String> {
        let comparison = self.comparison()?;
        let sex = match self.next()? {
            Token::Word(word) | Token::Text(word) if word == "female" => Sex::Female,
            Token::Word(word) | Token::Text(word) if word == "male" => Sex::Male,
            other => return Err(format!("expected female or male, found {other:?}")),
        };
        match comparison {
            Comparison::Equal => Ok(Rule::Sex(sex)),
            Comparison::NotEqual => Ok(Rule::Not(Box::new(Rule::Sex(sex)))),
            other => Err(format!("sex takes == or !=, not {other:?}")),
        }
    }

    /// What follows a finding: nothing (it is present), a level, a list of levels, or a number.
    fn about(&mut self, finding: FindingIndex) -> Result<Rule, String> {
        if self.eat_word("in") || self.eat_word("has") {
            return self.levels(finding);
        }
        let Some(Token::Sign("<" | "<=" | ">" | ">=" | "==" | "!=")) = self.peek() else { return Ok(Rule::Present(finding)) };
        let comparison = self.comparison()?;
        match self.next()? {
            Token::Number(number) => Ok(Rule::Number(finding, comparison, number)),
            Token::Word(word) | Token::Text(word) if matches!(word.as_str(), "none" | "no" | "absent") => match comparison {
                Comparison::NotEqual => Ok(Rule::Present(finding)),
                Comparison::Equal => Ok(Rule::Not(Box::new(Rule::Present(finding)))),
                other => Err(format!("none takes == or !=, not {other:?}")),
            },
            Token::Word(word) | Token::Text(word) => self.against(finding, comparison, &word),
            other => Err(format!("expected a level or a number, found {other:?}")),
        }
    }

    fn against(&self, finding: FindingIndex, comparison: Comparison, level: &str) -> Result<Rule, String> {
        let at = self.names.level(finding, level).ok_or_else(|| format!("there is no level {level:?} of this finding"))?;
        let upwards = |from: usize| (from..32).fold(0, |bits, at| bits | bit(at));
        let downwards = |to: usize| (0..to).fold(0, |bits, at| bits | bit(at));
        let ordered = |bits: u32| {
            if self.names.is_number(finding) { Err("compare a number with a number".to_owned()) } else { Ok(Rule::Level(finding, bits)) }
        };
        match comparison {
            Comparison::Equal => Ok(Rule::Level(finding, bit(at))),
            Comparison::NotEqual => Ok(Rule::Not(Box::new(Rule::Level(finding, bit(at))))),
            Comparison::GreaterOrEqual => ordered(upwards(at)),
            Comparison::Greater => ordered(upwards(at + 1)),
            Comparison::LessOrEqual => ordered(downwards(at + 1)),
            Comparison::Less => ordered(downwards(at)),
        }
    }

    fn levels(&mut self, finding: FindingIndex) -> Result<Rule, String> {
        self.expect("[")?;
        let mut bits = 0;
        let mut absent = false;
        loop {
            match self.next()? {
                Token::Word(level) | Token::Text(level) => match self.names.level(finding, &level) {
                    Some(at) => bits |= bit(at),
                    None if matches!(level.as_str(), "none" | "no") => absent = true,
                    None => return Err(format!("there is no level {level:?} of this finding")),
                },
                other => return Err(format!("expected a level, found {other:?}")),
            }
            if self.eat_sign("]") {
                let level = Rule::Level(finding, bits);
                return Ok(if absent { Rule::Any(vec![level, Rule::Not(Box::new(Rule::Present(finding)))]) } else { level });
            }
            self.expect(",")?;
        }
    }
}
