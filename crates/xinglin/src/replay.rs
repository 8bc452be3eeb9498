//! `xinglin replay`: a stored visit run again, reply by reply, and compared to the byte.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use consult::{Practice, Visit};
use knowledge::Knowledge;
use records::Records;

/// Replays one visit; an error names the first reply that differs.
pub fn run(knowledge: Arc<Knowledge>, data: &Path, visit: &str) -> anyhow::Result<()> {
    let file = data.join("visits.db");
    if !file.exists() {
        bail!("there are no visits in {}", data.display());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("failed to start")?;
    let entries = runtime.block_on(async {
        let records = Records::open(&file).await.with_context(|| format!("failed to open {}", file.display()))?;
        records.entries(visit).await.context("failed to read the visit")
    })?;
    let fingerprint = knowledge.fingerprint.clone();
    let practice = Practice::new(knowledge);
    let mut state = Visit::default();
    for entry in &entries {
        if entry.report.fingerprint != fingerprint {
            bail!("reply {} was decided with knowledge {}; give that knowledge with --knowledge", entry.number, entry.report.fingerprint);
        }
        let again = serde_json::to_string(&practice.turn(&mut state, &entry.event))?;
        if again != entry.written {
            bail!("reply {} differs from the one stored", entry.number);
        }
    }
    println!("{} replies, the same to the byte (knowledge {fingerprint})", entries.len());
    Ok(())
}
