//! `xinglin consult`: a visit in the terminal, by hand or from a script.

use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use consult::{Event, Practice, Report, Setting, Visit};
use facts::{Language, State};
use knowledge::Knowledge;

/// Holds one visit.
pub fn run(knowledge: Arc<Knowledge>, language: Language, script: Option<&Path>, json: bool, clinic: bool) -> anyhow::Result<()> {
    let practice = Practice::new(knowledge);
    let mut visit = Visit::default();
    let mut output = std::io::stdout().lock();
    let greeting = practice.turn(&mut visit, &Event::Begin { language });
    show(&mut output, &greeting, json)?;
    if clinic {
        practice.turn(&mut visit, &Event::Attend { setting: Setting::Clinic });
    }
    match script {
        Some(path) => {
            let bytes = std::fs::read(path).with_context(|| format!("failed to read {}", path.display()))?;
            for line in String::from_utf8_lossy(&bytes).lines().filter(|line| !line.trim().is_empty()) {
                if !json {
                    writeln!(output, "> {line}")?;
                }
                let report = practice.turn(&mut visit, &Event::say(line));
                show(&mut output, &report, json)?;
            }
        }
        None => {
            let mut input = std::io::stdin().lock();
            loop {
                write!(output, "> ")?;
                output.flush()?;
                let mut bytes = Vec::new();
                if input.read_until(b'\n', &mut bytes).context("failed to read standard input")? == 0 {
                    break;
                }
                let text = String::from_utf8_lossy(&bytes).trim().to_owned();
                let event = match text.as_str() {
                    "/end" => Event::Finish,
                    _ => Event::say(text),
                };
                let report = practice.turn(&mut visit, &event);
                show(&mut output, &report, json)?;
            }
        }
    }
    Ok(())
}

fn show(output: &mut impl Write, report: &Report, json: bool) -> anyhow::Result<()> {
    if json {
        serde_json::to_writer(&mut *output, report)?;
        writeln!(output)?;
        return Ok(());
    }
    for utterance in &report.reply {
        writeln!(output, "{}", utterance.shown())?;
    }
    for question in report.question.iter().chain(&report.also) {
        let labels: Vec<&str> = question.choices.iter().map(|choice| choice.label.as_str()).collect();
        writeln!(output, "  {} [{}]", if report.also.is_empty() { "" } else { &question.text }, labels.join(" | "))?;
    }
    if report.concluded {
        for likely in report.differential.iter().take(5) {
            writeln!(output, "  {:>3.0}%  {} {}", 100.0 * likely.probability, bar(likely.probability), likely.name)?;
            let names = |why: &[consult::Why]| why.iter().map(|why| why.name.clone()).collect::<Vec<_>>().join(", ");
            if !likely.evidence_for.is_empty() {
                writeln!(output, "        + {}", names(&likely.evidence_for))?;
            }
            if !likely.evidence_against.is_empty() {
                writeln!(output, "        - {}", names(&likely.evidence_against))?;
            }
        }
        let understood = report.understood.iter().filter(|finding| finding.state == State::Present).count();
        writeln!(
            output,
            "  ({understood} findings present, {} questions, knowledge {})",
            report.questions,
            &report.fingerprint.chars().take(12).collect::<String>()
        )?;
    }
    output.flush()?;
    Ok(())
}

/// A bar of up to twenty blocks.
fn bar(probability: f64) -> String {
    "█".repeat((probability * 20.0).round() as usize)
}
