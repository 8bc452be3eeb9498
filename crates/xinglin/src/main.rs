//! The command line. What must not live here: anything that a library crate could do.

mod assess;
mod check;
mod evaluate_cases;
mod evaluate_spans;
mod hear;
#[cfg(feature = "llama")]
mod local;
mod look;
mod model;
mod replay;
mod review;
mod serve;
mod talk;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};
use knowledge::{Knowledge, Severity};

/// An AI doctor that can be audited. Its knowledge is a draft that no doctor has reviewed.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Arguments {
    /// A knowledge folder in place of the one built in.
    #[arg(long, global = true, value_name = "DIR")]
    knowledge: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Reads a case as JSON from standard input and writes its assessment as JSON.
    Assess {
        /// Writes for people instead.
        #[arg(long)]
        explain: bool,
        /// en or zh.
        #[arg(long, default_value = "en")]
        lang: String,
    },
    /// Hears text, or with --json JSON lines {"id","language","text"}, from standard input.
    Hear {
        #[arg(long)]
        json: bool,
        /// en or zh; detected where absent.
        #[arg(long)]
        lang: Option<String>,
    },
    /// Holds a consultation in the terminal.
    Consult {
        /// en or zh: the language of the greeting; after that the patient's.
        #[arg(long, default_value = "en")]
        lang: String,
        /// Reads the patient's messages from a file, one a line.
        #[arg(long, value_name = "FILE")]
        script: Option<PathBuf>,
        /// Writes each turn as one line of JSON.
        #[arg(long)]
        json: bool,
        /// A clinician is there: signs and results are asked as well.
        #[arg(long)]
        clinic: bool,
    },
    /// Serves the page and the API.
    Serve {
        /// Where to listen.
        #[arg(long, default_value = "127.0.0.1:8080")]
        address: std::net::SocketAddr,
        /// The folder that keeps the visits; made where absent.
        #[arg(long, value_name = "DIR", default_value = "data")]
        data: PathBuf,
        #[command(flatten)]
        model: serve::ModelOptions,
    },
    /// Language models: what is known, fetching, trying, measuring.
    Model(model::ModelArguments),
    /// Runs a stored visit again and compares every reply to the byte.
    Replay {
        /// The visit's id, as in its address.
        visit: String,
        #[arg(long, value_name = "DIR", default_value = "data")]
        data: PathBuf,
    },
    /// Measures on cases.
    #[command(subcommand)]
    Evaluate(EvaluateCommand),
    /// Checks and counts the knowledge.
    #[command(subcommand)]
    Knowledge(KnowledgeCommand),
}

#[derive(Subcommand)]
enum EvaluateCommand {
    /// Predicts the cases of a JSON-lines file and scores them; gold fields are read only for the score.
    Vignettes {
        #[arg(long, value_name = "FILE")]
        input: PathBuf,
        /// The whole text at once, or an interview that opens with the chief complaint, with a clinician there or alone.
        #[arg(long, default_value = "whole", value_parser = ["whole", "interview", "interview-alone"])]
        mode: String,
        /// Where each prediction goes as a line of JSON.
        #[arg(long, value_name = "OUT.jsonl")]
        predictions: Option<PathBuf>,
        /// Where the score and its lists go.
        #[arg(long, value_name = "DIR")]
        report: Option<PathBuf>,
        /// Names the cases missed.
        #[arg(long)]
        misses: bool,
    },
    /// Whether the chances can be believed, at several degrees of trust: the numbers of `calibration.toml` are chosen from this.
    Calibration {
        /// Files of cases; several are taken together.
        #[arg(long, value_name = "FILE", required = true)]
        input: Vec<PathBuf>,
        #[arg(long, default_value = "whole", value_parser = ["whole", "interview", "interview-alone"])]
        mode: String,
        /// Degrees of trust to try, beside that of the knowledge; 0 believes the rank alone, 1 the chance alone.
        #[arg(long, value_name = "TRUST", value_delimiter = ',')]
        trust: Vec<f64>,
    },
    /// Leads lists of symptoms through visits, those told at first and those found by asking; names are mapped to findings.
    Inquiry {
        #[arg(long, value_name = "FILE")]
        input: PathBuf,
        /// The age of all patients where the file tells none, years: such sets are often of one clinic.
        #[arg(long, value_name = "YEARS")]
        age: Option<f64>,
        /// Names the diagnoses that are taken for another.
        #[arg(long)]
        misses: bool,
    },
    /// Triage levels of emergency visits against an expert's and the nurses'.
    Triage {
        #[arg(long, value_name = "FILE")]
        input: PathBuf,
        /// Names the complaints that are two levels off.
        #[arg(long)]
        misses: bool,
    },
    /// Leads hostile and awkward messages of 31 classes through visits, without a model and with hostile ones.
    Hostile {
        /// Files of cases that are led through visits as well, told at once and sentence by sentence.
        #[arg(long, value_name = "FILE")]
        input: Vec<PathBuf>,
        /// Cases of a class and language at most.
        #[arg(long, value_name = "CASES")]
        most: Option<usize>,
        /// Prints examples of what failed.
        #[arg(long)]
        examples: bool,
    },
    /// What the listener hears of conversations whose symptoms are marked. Prints places, not words.
    Spans(evaluate_spans::SpanArguments),
    /// Whole consultations a second on one core.
    Throughput {
        #[arg(long, default_value_t = 10)]
        seconds: u64,
    },
}

#[derive(Subcommand)]
enum KnowledgeCommand {
    /// Reports every problem of a folder, with file, line and remedy.
    Check {
        /// The folder; that of --knowledge, or `knowledge`.
        folder: Option<PathBuf>,
        /// Leaves warnings out.
        #[arg(long)]
        errors: bool,
    },
    /// Counts what is there, by specialty.
    Stats,
    /// Prints one condition, finding or red flag with its numbers.
    Show { id: String },
    /// Checks medicines against each other, by id or name.
    Interactions {
        #[arg(required = true, num_args = 2..)]
        medicines: Vec<String>,
    },
    /// Prints what differs between two folders, and which vignettes moved.
    Diff { before: PathBuf, after: PathBuf },
    /// Records that a named person has reviewed an entry as it is now; a later change makes it a draft again.
    Review {
        id: String,
        /// The reviewer's role, as in "attending physician, respiratory medicine".
        #[arg(long = "as", value_name = "ROLE")]
        role: String,
        /// The reviewer's name.
        #[arg(long, value_name = "NAME")]
        by: String,
        /// Confirms without asking that this person has read the entry.
        #[arg(long)]
        yes: bool,
    },
    /// Writes the knowledge as pages to browse and search, for those who review it.
    Site {
        /// The folder; made where absent.
        #[arg(long, value_name = "DIR", default_value = "site")]
        out: PathBuf,
    },
    /// Ranks every vignette beside its condition.
    Vignettes {
        /// Names those that fail.
        #[arg(long)]
        misses: bool,
    },
}

static BUILT_IN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/knowledge.bin"));

fn main() -> anyhow::Result<()> {
    end_with_the_reader();
    match run(Arguments::parse()) {
        Err(error) if reader_has_gone(&error) => Ok(()),
        ended => ended,
    }
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    match arguments.command {
        Command::Assess { explain, lang } => assess::run(load(arguments.knowledge.as_deref())?, explain, language(&lang)?),
        Command::Hear { json, lang } => {
            let chosen = lang.as_deref().map(language).transpose()?;
            let knowledge = load(arguments.knowledge.as_deref())?;
            hear::run(&knowledge, json, chosen)
        }
        Command::Consult { lang, script, json, clinic } => {
            talk::run(load(arguments.knowledge.as_deref())?, language(&lang)?, script.as_deref(), json, clinic)
        }
        Command::Serve { address, data, model } => serve::run(load(arguments.knowledge.as_deref())?, address, &data, &model),
        Command::Model(model) => model::run(arguments.knowledge.as_deref(), model),
        Command::Replay { visit, data } => replay::run(load(arguments.knowledge.as_deref())?, &data, &visit),
        Command::Evaluate(EvaluateCommand::Vignettes { input, mode, predictions, report, misses }) => {
            let knowledge = load(arguments.knowledge.as_deref())?;
            evaluate_cases::vignettes(knowledge, &input, by_name(&mode), predictions.as_deref(), report.as_deref(), misses)
        }
        Command::Evaluate(EvaluateCommand::Calibration { input, mode, trust }) => {
            evaluate_cases::calibration(&*load(arguments.knowledge.as_deref())?, &input, by_name(&mode), &trust)
        }
        Command::Evaluate(EvaluateCommand::Inquiry { input, age, misses }) => {
            evaluate_cases::inquiry(load(arguments.knowledge.as_deref())?, &input, age, misses)
        }
        Command::Evaluate(EvaluateCommand::Triage { input, misses }) => {
            evaluate_cases::triage(load(arguments.knowledge.as_deref())?, &input, misses)
        }
        Command::Evaluate(EvaluateCommand::Hostile { input, most, examples }) => {
            evaluate_cases::hostile(load(arguments.knowledge.as_deref())?, &input, most, examples)
        }
        Command::Evaluate(EvaluateCommand::Spans(spans)) => evaluate_spans::run(load(arguments.knowledge.as_deref())?, &spans),
        Command::Evaluate(EvaluateCommand::Throughput { seconds }) => {
            evaluate_cases::throughput(load(arguments.knowledge.as_deref())?, seconds);
            Ok(())
        }
        Command::Knowledge(KnowledgeCommand::Check { folder, errors }) => {
            let folder = folder.or(arguments.knowledge).unwrap_or_else(|| PathBuf::from("knowledge"));
            check::check(&folder, errors)
        }
        Command::Knowledge(KnowledgeCommand::Stats) => check::stats(&*load(arguments.knowledge.as_deref())?),
        Command::Knowledge(KnowledgeCommand::Show { id }) => look::show(&load(arguments.knowledge.as_deref())?, &id),
        Command::Knowledge(KnowledgeCommand::Interactions { medicines }) => {
            look::interactions(&*load(arguments.knowledge.as_deref())?, &medicines)
        }
        Command::Knowledge(KnowledgeCommand::Diff { before, after }) => {
            look::diff(&load(Some(&before))?, &load(Some(&after))?);
            Ok(())
        }
        Command::Knowledge(KnowledgeCommand::Review { id, role, by, yes }) => {
            let folder = arguments.knowledge.unwrap_or_else(|| PathBuf::from("knowledge"));
            review::run(&folder, &id, &by, &role, yes)
        }
        Command::Knowledge(KnowledgeCommand::Site { out }) => look::site(&load(arguments.knowledge.as_deref())?, &out),
        Command::Knowledge(KnowledgeCommand::Vignettes { misses }) => check::vignettes(load(arguments.knowledge.as_deref())?, misses),
    }
}

/// How cases are put.
fn by_name(mode: &str) -> evaluate::Mode {
    match mode {
        "interview" => evaluate::Mode::Interview,
        "interview-alone" => evaluate::Mode::InterviewAlone,
        _ => evaluate::Mode::Whole,
    }
}

/// Ends quietly, as other programs of a pipe do, when whoever reads the output has stopped: `xinglin knowledge stats | head`.
fn end_with_the_reader() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let closed = panic.payload().downcast_ref::<String>().is_some_and(|text| text.contains("Broken pipe"));
        if closed {
            std::process::exit(0);
        }
        report(panic);
    }));
}

/// The same where writing gave an error and did not panic.
fn reader_has_gone(error: &anyhow::Error) -> bool {
    let closed = |cause: &std::io::Error| cause.kind() == std::io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(closed))
}

/// A language by its tag.
fn language(tag: &str) -> anyhow::Result<facts::Language> {
    facts::Language::parse(tag).with_context(|| format!("there is no language {tag:?}: en or zh"))
}

/// The knowledge built in, or that of a folder.
fn load(folder: Option<&Path>) -> anyhow::Result<Arc<Knowledge>> {
    let Some(folder) = folder else {
        return Ok(Arc::new(Knowledge::from_bytes(BUILT_IN).context("failed to read the knowledge built in")?));
    };
    let (knowledge, problems) = knowledge::read(folder).with_context(|| format!("failed to read {}", folder.display()))?;
    for problem in problems.iter().filter(|problem| problem.severity == Severity::Error) {
        eprintln!("{problem}");
    }
    match knowledge {
        Some(knowledge) => Ok(Arc::new(knowledge)),
        None => bail!("the knowledge in {} has errors", folder.display()),
    }
}
