//! `xinglin assess`: one case as JSON in, its assessment as JSON, or as text for people, out.

use std::io::Read;
use std::sync::Arc;

use anyhow::{Context, bail};
use facts::{Case, Demographics, Fact, Language, Sex, State, Value};
use knowledge::Knowledge;
use reasoner::{Assessment, Next, Reasoner};
use serde::{Deserialize, Serialize};

/// A case larger than this is refused, bytes.
const LARGEST: u64 = 1 << 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    #[serde(default)]
    age_years: Option<f64>,
    #[serde(default)]
    sex: Option<Sex>,
    #[serde(default)]
    findings: Vec<InputFinding>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InputFinding {
    id: String,
    state: State,
    #[serde(default)]
    value: Option<Value>,
}

#[derive(Serialize)]
struct Output<'a> {
    urgency: facts::Urgency,
    red_flags: Vec<OutputFlag<'a>>,
    differential: Vec<OutputCondition<'a>>,
    /// So many of the first hold the right one nine times in ten.
    set: usize,
    something_else: f64,
    unexplained: Vec<&'a str>,
    next: &'a Next,
    /// What to examine and test, the plan of what leads, prevention and risk scores.
    care: consult::Care,
    caveats: &'a [knowledge::Caveat],
    knowledge: &'a str,
    notice: &'static str,
}

#[derive(Serialize)]
struct OutputFlag<'a> {
    id: &'a str,
    en: &'a str,
    zh: &'a str,
    when: &'a str,
    urgency: facts::Urgency,
}

#[derive(Serialize)]
struct OutputCondition<'a> {
    id: &'a str,
    en: &'a str,
    zh: &'a str,
    icd10: &'a str,
    /// As reckoned.
    probability: f64,
    /// As practice cases bear it out, where the story is told.
    believed: f64,
    evidence: Vec<OutputReason<'a>>,
}

#[derive(Serialize)]
struct OutputReason<'a> {
    finding: &'a str,
    nats: f64,
}

const NOTICE: &str = "From an AI. Its knowledge is a draft that no doctor has reviewed.";

/// Reads the case, assesses it, writes the result.
pub fn run(knowledge: Arc<Knowledge>, explain: bool, language: Language) -> anyhow::Result<()> {
    let mut text = String::new();
    std::io::stdin().take(LARGEST + 1).read_to_string(&mut text).context("failed to read the case: it must be UTF-8")?;
    if text.len() as u64 > LARGEST {
        bail!("the case is larger than 1 MiB");
    }
    let input: Input = serde_json::from_str(&text).map_err(|error| {
        anyhow::anyhow!("the case is not as expected, at line {}, column {}: see `xinglin assess --help`", error.line(), error.column())
    })?;
    let mut case = Case::new(Demographics { age_years: input.age_years, sex: input.sex });
    for finding in input.findings {
        let mut fact = Fact::new(&finding.id, finding.state);
        fact.value = finding.value;
        case.merge(fact);
    }
    let reasoner = Reasoner::new(knowledge);
    let assessment = reasoner.assess(&case, &[]);
    let care = consult::care(&reasoner, &case, &assessment, language);
    if explain {
        print!("{}{}", for_people(reasoner.knowledge(), &assessment, language), care_for_people(&care));
    } else {
        println!("{}", serde_json::to_string_pretty(&output(reasoner.knowledge(), &assessment, care))?);
    }
    Ok(())
}

fn output<'a>(knowledge: &'a Knowledge, assessment: &'a Assessment, care: consult::Care) -> Output<'a> {
    let flag = |reason: &'a reasoner::Reason| {
        let flag = knowledge.red_flags.iter().find(|flag| flag.id == reason.red_flag)?;
        Some(OutputFlag { id: &flag.id, en: &flag.name.en, zh: &flag.name.zh, when: &flag.when, urgency: flag.urgency })
    };
    let believed = reasoner::believed(&knowledge.calibration, &assessment.differential);
    let condition = |(hypothesis, believed): (&'a reasoner::Hypothesis, &f64)| {
        let condition = &knowledge.conditions[hypothesis.condition];
        let reason =
            |reason: &reasoner::Contribution| OutputReason { finding: knowledge.finding(reason.finding).id.as_str(), nats: reason.nats };
        OutputCondition {
            id: &condition.id,
            en: &condition.name.en,
            zh: &condition.name.zh,
            icd10: &condition.icd10,
            probability: hypothesis.probability,
            believed: *believed,
            evidence: hypothesis.reasons.iter().map(reason).collect(),
        }
    };
    Output {
        urgency: assessment.urgency,
        red_flags: assessment.standing.reasons.iter().filter_map(flag).collect(),
        differential: assessment.differential.hypotheses.iter().zip(&believed.chances).take(10).map(condition).collect(),
        set: believed.set,
        something_else: assessment.differential.something_else,
        unexplained: assessment.differential.unexplained.iter().map(|index| knowledge.finding(*index).id.as_str()).collect(),
        next: &assessment.next,
        care,
        caveats: &assessment.caveats,
        knowledge: &assessment.fingerprint,
        notice: NOTICE,
    }
}

fn for_people(knowledge: &Knowledge, assessment: &Assessment, language: Language) -> String {
    use std::fmt::Write;
    let mut text = format!("{NOTICE}\n\nUrgency: {:?}\n", assessment.urgency);
    for reason in &assessment.standing.reasons {
        if let Some(flag) = knowledge.red_flags.iter().find(|flag| flag.id == reason.red_flag) {
            let _ = writeln!(text, "  because {} ({}): {}", flag.name.get(language), flag.id, flag.when);
        }
    }
    for hypothesis in assessment.differential.hypotheses.iter().take(5) {
        let condition = &knowledge.conditions[hypothesis.condition];
        let _ = writeln!(text, "\n{:>5.1}%  {} ({})", 100.0 * hypothesis.probability, condition.name.get(language), condition.icd10);
        for reason in &hypothesis.reasons {
            let _ = writeln!(text, "        {:+.2}  {}", reason.nats, knowledge.name(reason.finding, language));
        }
    }
    let _ = writeln!(text, "\n{:>5.1}%  something else", 100.0 * assessment.differential.something_else);
    if let Next::Ask { questions, .. } = &assessment.next {
        for question in questions {
            let words = knowledge.lexicon.finding(question.finding.as_str());
            let _ = writeln!(text, "ask: {}", words.map_or("", |words| words.ask.get(language)));
        }
    }
    text
}

/// What follows, as text.
fn care_for_people(care: &consult::Care) -> String {
    use std::fmt::Write;
    let mut text = String::new();
    for step in &care.workup {
        let _ = writeln!(text, "\n{:?}: {} (gain {:.2} nats, cost {})\n        {}", step.by, step.name, step.gain, step.cost, step.why);
    }
    if let Some(plan) = &care.plan {
        let _ = writeln!(text, "\nPlan of {} (draft, not reviewed)", plan.name);
        for treatment in &plan.treatment {
            let depends = if treatment.depends.is_empty() { String::new() } else { format!(" [if {}]", treatment.depends) };
            let _ = writeln!(text, "  option{depends}: {} {}", treatment.option, treatment.drugs.join(", "));
        }
        for line in plan.follow_up.iter().chain(&plan.rehabilitation).chain(&plan.prevention) {
            let _ = writeln!(text, "  {line}");
        }
    }
    for due in &care.prevention {
        let _ = writeln!(text, "\nprevention: {}: {} ({})", due.name, due.advice, due.cite);
    }
    for score in &care.scores {
        let total = if score.least == score.greatest {
            format!("{:.1}", score.least)
        } else {
            format!("{:.1} to {:.1}", score.least, score.greatest)
        };
        let missing = if score.missing.is_empty() { String::new() } else { format!("; not known: {}", score.missing.join(", ")) };
        let _ = writeln!(text, "\nscore: {}: {total}. {}{missing} ({})", score.name, score.says, score.cite);
    }
    text
}
