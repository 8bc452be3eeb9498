//! `xinglin evaluate`: practice cases in, predictions and scores out.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use consult::Practice;
use evaluate::{Arrival, Given, Gold, Inquiry, Mode, Names, rate};
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
    let given: Vec<Given> = lines(input)?;
    let gold: Vec<Gold> = lines(input)?;
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

/// The cases of a file, one a line. Errors tell the place, not the words.
pub(crate) fn lines<T: serde::de::DeserializeOwned>(input: &Path) -> anyhow::Result<Vec<T>> {
    let lines = BufReader::new(File::open(input).with_context(|| format!("failed to open {}", input.display()))?).lines();
    let mut cases = Vec::new();
    for (number, line) in lines.enumerate() {
        let line = line.with_context(|| format!("line {} is not UTF-8", number + 1))?;
        if !line.trim().is_empty() {
            let case = serde_json::from_str(&line);
            cases.push(case.map_err(|error| anyhow::anyhow!("line {} is not a case: column {}", number + 1, error.column()))?);
        }
    }
    if cases.is_empty() {
        bail!("{} holds no case", input.display());
    }
    Ok(cases)
}

/// What a set of conditions promises to hold.
const PROMISED: f64 = 0.9;

/// Calibration at several degrees of trust.
pub fn calibration(knowledge: &Knowledge, inputs: &[std::path::PathBuf], mode: Mode, trusts: &[f64]) -> anyhow::Result<()> {
    let (mut given, mut gold): (Vec<Given>, Vec<Gold>) = (Vec::new(), Vec::new());
    for input in inputs {
        given.extend(lines::<Given>(input)?);
        gold.extend(lines::<Gold>(input)?);
    }
    let names = Names::new(knowledge);
    let mut all = vec![knowledge.calibration.trust];
    all.extend(trusts.iter().copied().filter(|trust| (0.0..=1.0).contains(trust)));
    for trust in all {
        let mut knowledge = knowledge.clone();
        knowledge.calibration.trust = trust;
        let practice = Practice::new(Arc::new(knowledge));
        let predictions: Vec<_> = given.iter().map(|given| evaluate::predict(&practice, given, mode)).collect();
        let judged = evaluate::judge(&names, &predictions, &gold);
        let coverage = evaluate::coverage(&judged, PROMISED);
        println!(
            "trust {trust}: calibration error {}; sets for {:.0}%: chance >= {:.5}, hold {} left out in turn, {:.1} conditions each",
            evaluate::calibration_error(&judged).map_or("none".to_owned(), |error| format!("{error:.3}")),
            100.0 * PROMISED,
            evaluate::least_chance(judged.iter().map(evaluate::Judged::chance), PROMISED),
            rate(coverage.held, coverage.cases),
            coverage.members as f64 / coverage.cases.max(1) as f64
        );
        if trusts.is_empty() {
            let shares: Vec<String> = evaluate::by_rank(&judged, 12).iter().map(|share| format!("{share:.3}")).collect();
            println!("  right at each place: {}", shares.join(", "));
            for (at, bin) in evaluate::reliability(&judged).iter().enumerate().filter(|(_, bin)| bin.cases > 0) {
                let mean = bin.confidence / bin.cases as f64;
                println!("  confidence from 0.{at}: {} cases, mean {mean:.2}, right {}", bin.cases, rate(bin.right, bin.cases));
            }
        }
    }
    Ok(())
}

/// Lists of symptoms, told and asked.
pub fn inquiry(knowledge: Arc<Knowledge>, input: &Path, age_years: Option<f64>, misses: bool) -> anyhow::Result<()> {
    let cases: Vec<Inquiry> = lines(input)?;
    let names = Names::new(&knowledge);
    let practice = Practice::new(knowledge);
    let result = evaluate::inquire(&practice, &names, &cases, facts::Demographics { age_years, sex: None });
    println!("cases {}, of which the diagnosis is one of ours {}", result.cases, rate(result.covered, result.cases));
    println!("symptoms that name a finding {}", rate(result.symptoms.0 - result.symptoms.1, result.symptoms.0));
    for (when, ranked) in [("from what was told", result.told), ("after asking", result.asked)] {
        let [first, three, five] = ranked.within.map(|hits| rate(hits, result.covered));
        println!("{when}: among all conditions top-1 {first}, top-3 {three}, top-5 {five}");
        println!("{when}: among the diagnoses of the set {}", rate(ranked.of_labels, result.covered));
    }
    println!(
        "questions a case {:.1}, answered from the case {:.1}",
        result.questions as f64 / result.covered.max(1) as f64,
        result.answered as f64 / result.covered.max(1) as f64
    );
    result.unknown.iter().for_each(|(name, count)| println!("none of ours: {name}, {count} cases"));
    if misses {
        let mut confused: Vec<_> = result.confused.iter().filter(|((right, led), _)| right != led).collect();
        confused.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        confused.iter().take(20).for_each(|((right, led), count)| println!("{count:>5}  {right} taken for {led}"));
    }
    Ok(())
}

/// Emergency visits against an expert's level.
pub fn triage(knowledge: Arc<Knowledge>, input: &Path, misses: bool) -> anyhow::Result<()> {
    let arrivals: Vec<Arrival> = lines(input)?;
    let result = evaluate::triage(&Practice::new(knowledge), &arrivals);
    for (who, agreement) in [("ours", &result.ours), ("nurses", &result.nurses)] {
        let count = agreement.count();
        println!(
            "{who:<7} same level {}, under {}, over {}, weighted kappa {}",
            rate(agreement.same(), count),
            rate(agreement.under(), count),
            rate(agreement.over(), count),
            agreement.kappa().map_or("none".to_owned(), |kappa| format!("{kappa:.3}"))
        );
    }
    println!("complaints of which nothing was understood: {}", rate(result.unheard, result.ours.count()));
    println!("expert (rows, 1 to 5) against ours (columns)");
    result.ours.table.iter().for_each(|row| println!("{}", row.iter().map(|count| format!("{count:>6}")).collect::<String>()));
    if misses {
        result.far.iter().for_each(|(expert, ours, complaint)| println!("expert {expert}, ours {ours}: {complaint}"));
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
pub fn hostile(knowledge: Arc<Knowledge>, input: &[std::path::PathBuf], most: Option<usize>, examples: bool) -> anyhow::Result<()> {
    let practice = Practice::new(knowledge);
    let mut outcomes = evaluate::hostile(&practice, most).context("failed to read the parts of the hostile messages")?;
    let classes = outcomes.len();
    for file in input {
        outcomes.push(evaluate::boundary(&practice, &lines::<evaluate::Given>(file)?));
    }
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
    println!("{cases} cases, {classes} classes of hostile messages; a model's claims led to {needless} questions a turn at most");
    kinds.iter().for_each(|(name, count)| println!("{name}: {count}"));
    let crossed = kinds.keys().any(|name| name.contains("changed a decision") || name.contains("unchecked") || name.contains("fell"));
    if crossed {
        anyhow::bail!("the decision boundary was crossed");
    }
    Ok(())
}
