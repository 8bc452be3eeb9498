//! `xinglin hear`: what the built-in listener takes from text, one message a line.

use std::io::{BufRead, Read, Write};

use anyhow::Context;
use facts::{About, Attributes, Demographics, Fact, Language, State, Value};
use knowledge::Knowledge;
use language::{Ears, Hearing, Span};
use serde::{Deserialize, Serialize};

/// A line longer than this is refused, bytes.
const LONGEST_LINE: u64 = 4 << 20;

#[derive(Deserialize)]
struct Input {
    id: serde_json::Value,
    #[serde(default)]
    language: Option<String>,
    text: String,
}

#[derive(Serialize)]
struct Output {
    id: serde_json::Value,
    language: Language,
    /// Every mention, in order.
    findings: Vec<OutputFinding>,
    #[serde(skip_serializing_if = "is_unknown")]
    person: Demographics,
    unheard: Vec<Span>,
}

#[derive(Serialize)]
struct OutputFinding {
    id: String,
    state: State,
    span: (u32, u32),
    quote: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    attributes: Attributes,
    about: About,
}

/// Hears every line of standard input.
pub fn run(knowledge: &Knowledge, json: bool, language: Option<Language>) -> anyhow::Result<()> {
    let ears = Ears::new(&knowledge.lexicon);
    let mut input = std::io::stdin().lock();
    let mut output = std::io::stdout().lock();
    let mut number = 0u64;
    loop {
        let mut bytes = Vec::new();
        if (&mut input).take(LONGEST_LINE).read_until(b'\n', &mut bytes).context("failed to read standard input")? == 0 {
            return Ok(());
        }
        number += 1;
        let line = String::from_utf8_lossy(&bytes);
        let line = line.trim_end_matches(['\n', '\r']);
        if line.trim().is_empty() {
            continue;
        }
        if json {
            let input: Input = serde_json::from_str(line)
                .map_err(|error| anyhow::anyhow!("line {number} is not {{\"id\",\"language\",\"text\"}}: column {}", error.column()))?;
            let language = input.language.as_deref().and_then(Language::parse).or(language);
            let heard = ears.hear(&input.text, &Hearing { language, ..Hearing::default() });
            let findings = heard.mentions.into_iter().map(finding).collect();
            serde_json::to_writer(
                &mut output,
                &Output { id: input.id, language: heard.language, findings, person: heard.demographics, unheard: heard.unheard },
            )?;
            writeln!(output)?;
        } else {
            let heard = ears.hear(line, &Hearing { language, ..Hearing::default() });
            for fact in &heard.facts {
                let quote = fact.provenance.as_ref().map_or("", |provenance| provenance.quote.as_str());
                let name = consult::fact_name(knowledge, fact, heard.language);
                writeln!(output, "{:9} {:40} {name}  \u{201c}{quote}\u{201d}", state(fact), fact.finding)?;
            }
            let person = heard.demographics;
            if person.age_years.is_some() || person.sex.is_some() {
                writeln!(output, "person    age {:?}, sex {:?}", person.age_years, person.sex)?;
            }
            for span in heard.unheard {
                writeln!(output, "unheard   \u{201c}{}\u{201d}", span.text)?;
            }
        }
    }
}

fn is_unknown(person: &Demographics) -> bool {
    *person == Demographics::default()
}

fn finding(fact: Fact) -> OutputFinding {
    let (span, quote) = fact.provenance.map_or(((0, 0), String::new()), |provenance| (provenance.span, provenance.quote));
    OutputFinding {
        id: fact.finding.to_string(),
        state: fact.state,
        span,
        quote,
        value: fact.value,
        attributes: fact.attributes,
        about: fact.about,
    }
}

fn state(fact: &Fact) -> &'static str {
    if fact.about == About::Family { "family" } else { evaluate::name(fact.state) }
}
