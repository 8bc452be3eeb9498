//! `xinglin evaluate spans`: the listener against marked conversations. Words of a conversation are printed only where asked for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use consult::Practice;
use evaluate::{Conversation, Counts, Marked, Overheard, Slip, Written};
use knowledge::Knowledge;
use language::Hearing;
use models::{Assistant, Store};

use crate::evaluate_cases::lines;
use crate::model::RoomOptions;

/// What is listened to, and what is printed of it.
#[derive(clap::Args)]
pub struct SpanArguments {
    /// JSON lines: turns with labels by character, or transcripts {"id","text"}.
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// The marks of transcripts: JSON lines {"id","spans":[[start,end,state],...]}, in characters.
    #[arg(long, value_name = "FILE")]
    marks: Option<PathBuf>,
    /// Prints id, turn and characters of what was missed, heard without a mark, or heard in another state.
    #[arg(long)]
    misses: bool,
    /// Prints the words with them, for the terminal of one who may read them.
    #[arg(long)]
    show: bool,
    /// Only so many of the conversations, spread over all.
    #[arg(long, value_name = "COUNT")]
    most: Option<usize>,
    /// A model in this process as a second listener, by name or as the path of a GGUF file: what it points at is counted as heard.
    #[arg(long, value_name = "NAME|PATH")]
    model: Option<String>,
    /// Where models are kept.
    #[arg(long, default_value = "data", value_name = "DIR", requires = "model")]
    data: PathBuf,
    #[command(flatten)]
    room: RoomOptions,
}

/// Scores, and lists what went wrong where asked.
pub fn run(knowledge: Arc<Knowledge>, arguments: &SpanArguments) -> anyhow::Result<()> {
    let written: Vec<Written> = lines(&arguments.input)?;
    let marked: Vec<Marked> = arguments.marks.as_deref().map(lines).transpose()?.unwrap_or_default();
    let marked: BTreeMap<String, Vec<evaluate::Mark>> = marked.into_iter().map(|one| (one.id, one.spans)).collect();
    let conversations: Vec<Conversation> = written.iter().filter_map(|one| evaluate::conversation(one, &marked)).collect();
    let unmarked = written.len() - conversations.len();
    let step = arguments.most.map_or(1, |most| conversations.len().div_ceil(most.max(1)).max(1));
    let conversations: Vec<Conversation> = conversations.into_iter().step_by(step).collect();
    let practice = Practice::new(knowledge);
    let second = arguments.model.as_deref().map(|model| second(model, &arguments.data, arguments.room)).transpose()?;
    let mut failures = 0;
    let mut points = second.as_ref().map(|(assistant, runtime)| {
        |text: &str, hearing: &Hearing| {
            let pointed = runtime.block_on(assistant.proposals(practice.ears(), text, hearing));
            failures += usize::from(pointed.is_err());
            pointed.unwrap_or_default()
        }
    });
    let (heard, both) = evaluate::spans(&practice, &conversations, points.as_mut().map(|points| points as evaluate::Points));
    println!("conversations {}, without marks {unmarked}, patients' turns {}", heard.conversations, heard.turns);
    print(&heard);
    if let (Some(both), Some((assistant, _))) = (&both, &second) {
        println!("with {}, whose answer failed on {failures} turns:", assistant.name());
        print(both);
    }
    if arguments.misses || arguments.show {
        let slips = &both.as_ref().unwrap_or(&heard).slips;
        slips.iter().for_each(|slip| println!("{}", place(slip, &conversations, arguments.show)));
    }
    Ok(())
}

/// A model in this process that points at what was missed.
fn second(model: &str, data: &Path, room: RoomOptions) -> anyhow::Result<(Assistant, tokio::runtime::Runtime)> {
    let store = Store::of(data);
    let path = crate::model::resolve(&store, model)?;
    let model = crate::model::trial::open(&store, &path, room)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("failed to start")?;
    Ok((Assistant::new(model, false), runtime))
}

fn print(heard: &Overheard) {
    println!("spans      {}", counted(heard.spans));
    println!("characters {}", counted(heard.characters));
    let (right, all) = heard.state_right();
    println!("state of the marks found {}", evaluate::rate(right, all));
    for ((marked, taken), count) in heard.states.iter().filter(|((marked, taken), _)| marked != taken) {
        println!("  marked {}, heard {} {count}", evaluate::name(*marked), evaluate::name(*taken));
    }
    println!("a turn takes p50 {} us, p99 {} us", heard.heard_within(0.5), heard.heard_within(0.99));
}

fn counted(counts: Counts) -> String {
    let share = |share: Option<f64>| share.map_or("none".to_owned(), |share| format!("{share:.3}"));
    format!(
        "precision {}, recall {}, F1 {} ({} heard, {} marked)",
        share(counts.precision()),
        share(counts.recall()),
        share(counts.f1()),
        counts.heard,
        counts.marked
    )
}

/// Where a slip stands, with its words and their turn only where asked for.
fn place(slip: &Slip, conversations: &[Conversation], show: bool) -> String {
    let place = format!("{} {} {}-{} {}", slip.id, slip.turn, slip.from, slip.to, slip.what);
    let told = conversations.iter().find(|one| one.id == slip.id).and_then(|one| one.told.iter().find(|told| told.turn == slip.turn));
    match told.filter(|_| show) {
        Some(told) => {
            let cut = |from: u32, to: usize| told.text.chars().skip(from as usize).take(to).collect::<String>();
            let words = cut(slip.from, (slip.to - slip.from) as usize);
            let text = format!("{}[{words}]{}", cut(0, slip.from as usize), cut(slip.to, usize::MAX));
            format!("{place}\t{text}\t{}", told.question.as_deref().unwrap_or_default())
        }
        None => place,
    }
}
