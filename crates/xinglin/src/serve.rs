//! `xinglin serve`: the page and the API over visits kept in a folder.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use consult::Practice;
use knowledge::Knowledge;
use records::Records;
use server::Clinic;

/// Serves until interrupted.
pub fn run(knowledge: Arc<Knowledge>, address: SocketAddr, data: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(data).with_context(|| format!("failed to make {}", data.display()))?;
    let file = data.join("visits.db");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("failed to start")?;
    runtime.block_on(async {
        let records = Records::open(&file).await.with_context(|| format!("failed to open {}", file.display()))?;
        let clinic = Clinic::new(Arc::new(Practice::new(knowledge)), records);
        let ready = |address: SocketAddr| println!("http://{address}  (visits in {}; Ctrl-C stops)", file.display());
        server::serve(clinic, address, ready).await.with_context(|| format!("failed to serve on {address}"))
    })
}
