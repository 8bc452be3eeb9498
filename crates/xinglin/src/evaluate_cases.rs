//! `xinglin evaluate`: practice cases in, predictions and scores out.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use consult::Practice;
use evaluate::{Given, Gold, Mode, Names};
use knowledge::Knowledge;

/// Predicts every case of a file, writes a line for each, and scores them where gold is given.
pub fn vignettes(
    knowledge: Arc<Knowledge>,
    input: &Path,
    mode: Mode,
    out: Option<&Path>,
    report: Option<&Path>,
    misses: bool,
) -> anyhow::Result<()> {
    let lines = BufReader::new(File::open(input).with_context(|| format!("failed to open {}", input.display()))?).lines();
    let (mut given, mut gold) = (Vec::new(), Vec::new());
    for (number, line) in lines.enumerate() {
        let line = line.with_context(|| format!("line {} is not UTF-8", number + 1))?;
        if line.trim().is_empty() {
            continue;
        }
        let read = |error: serde_json::Error| anyhow::anyhow!("line {} is not a case: column {}", number + 1, error.column());
        given.push(serde_json::from_str::<Given>(&line).map_err(read)?);
        gold.push(serde_json::from_str::<Gold>(&line).map_err(read)?);
    }
    if given.is_empty() {
        bail!("{} holds no case", input.display());
    }
    let practice = Practice::new(Arc::clone(&knowledge));
    let predictions: Vec<_> = given.iter().map(|given| evaluate::predict(&practice, given, mode)).collect();
    if let Some(path) = out {
        let mut file = BufWriter::new(File::create(path).with_context(|| format!("failed to create {}", path.display()))?);
        for prediction in &predictions {
            serde_json::to_writer(&mut file, prediction)?;
            writeln!(file)?;
        }
        file.flush()?;
    }
    let names = Names::new(&knowledge);
    let score = evaluate::score(&names, &predictions, &gold, &|at| knowledge.conditions[at].id.clone());
    let text = format!("knowledge {}\n{}", knowledge.fingerprint, score.text());
    print!("{text}");
    if misses {
        score.missed.iter().for_each(|line| println!("missed {line}"));
        score.not_covered.iter().for_each(|line| println!("not covered {line}"));
    }
    if let Some(folder) = report {
        std::fs::create_dir_all(folder).with_context(|| format!("failed to make {}", folder.display()))?;
        let lists = [("scores.txt", text), ("missed.txt", score.missed.join("\n")), ("not_covered.txt", score.not_covered.join("\n"))];
        for (name, content) in lists {
            std::fs::write(folder.join(name), content).with_context(|| format!("failed to write {name}"))?;
        }
    }
    Ok(())
}

/// Whole consultations a second on one core.
pub fn throughput(knowledge: Arc<Knowledge>, seconds: u64) {
    let conditions = knowledge.conditions.len();
    let practice = Practice::new(knowledge);
    let measured = evaluate::throughput(&practice, Duration::from_secs(seconds));
    println!(
        "{conditions} conditions, one core: {} consultations in {:.1} s = {:.0} a second; {} turns, p50 {} us, p99 {} us",
        measured.consultations,
        measured.elapsed.as_secs_f64(),
        measured.consultations as f64 / measured.elapsed.as_secs_f64(),
        measured.turns,
        measured.p50,
        measured.p99
    );
}

/// Hostile messages, by class; fails where a model changed a decision or an unchecked word was delivered.
pub fn hostile(knowledge: Arc<Knowledge>, most: Option<usize>, examples: bool) -> anyhow::Result<()> {
    let practice = Practice::new(knowledge);
    let outcomes = evaluate::hostile(&practice, most).context("failed to read the parts of the hostile messages")?;
    println!("{:<28}{:>7}{:>9}  failures", "class", "cases", "failed");
    let mut kinds: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for outcome in &outcomes {
        let failed: usize = outcome.failures.values().sum();
        let named: Vec<String> = outcome.failures.iter().map(|(name, count)| format!("{name} {count}")).collect();
        println!("{:<28}{:>7}{failed:>9}  {}", outcome.class, outcome.cases, named.join(", "));
        outcome.failures.iter().for_each(|(name, count)| *kinds.entry(name).or_default() += count);
        if examples {
            outcome.examples.iter().for_each(|example| println!("    {example}"));
        }
    }
    let cases: usize = outcomes.iter().map(|outcome| outcome.cases).sum();
    let needless = outcomes.iter().map(|outcome| outcome.needless).max().unwrap_or(0);
    println!("{cases} cases of {} classes; a model's claims led to {needless} questions a turn at most", outcomes.len());
    kinds.iter().for_each(|(name, count)| println!("{name}: {count}"));
    let crossed = kinds.keys().any(|name| name.contains("changed a decision") || name.contains("unchecked") || name.contains("fell"));
    if crossed {
        anyhow::bail!("the decision boundary was crossed");
    }
    Ok(())
}
