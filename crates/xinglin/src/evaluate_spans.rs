//! `xinglin evaluate spans`: the listener against marked conversations. Words of a conversation are printed only where asked for.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use consult::Practice;
use evaluate::{Conversation, Counts, Marked, Slip, Written};
use knowledge::Knowledge;

use crate::evaluate_cases::lines;

/// Scores, and lists what went wrong where asked.
pub fn run(knowledge: Arc<Knowledge>, input: &Path, marks: Option<&Path>, misses: bool, show: bool) -> anyhow::Result<()> {
    let written: Vec<Written> = lines(input)?;
    let marked: Vec<Marked> = marks.map(lines).transpose()?.unwrap_or_default();
    let marked: BTreeMap<String, Vec<evaluate::Mark>> = marked.into_iter().map(|one| (one.id, one.spans)).collect();
    let conversations: Vec<Conversation> = written.iter().filter_map(|one| evaluate::conversation(one, &marked)).collect();
    let heard = evaluate::spans(&Practice::new(knowledge), &conversations);
    println!(
        "conversations {}, without marks {}, patients' turns {}",
        heard.conversations,
        written.len() - conversations.len(),
        heard.turns
    );
    println!("spans      {}", counted(heard.spans));
    println!("characters {}", counted(heard.characters));
    let (right, all) = heard.state_right();
    println!("state of the marks found {}", evaluate::rate(right, all));
    for ((marked, taken), count) in heard.states.iter().filter(|((marked, taken), _)| marked != taken) {
        println!("  marked {}, heard {} {count}", evaluate::name(*marked), evaluate::name(*taken));
    }
    println!("a turn is heard in p50 {} us, p99 {} us", heard.heard_within(0.5), heard.heard_within(0.99));
    if misses {
        heard.slips.iter().for_each(|slip| println!("{}", place(slip, &conversations, show)));
    }
    Ok(())
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
