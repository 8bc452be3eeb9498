//! `xinglin serve`: the page and the API over visits kept in a folder.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use consult::Practice;
use knowledge::Knowledge;
use models::{Assistant, Endpoint, Guarded};
use records::Records;
use server::Clinic;

/// A language model that may point at words the listener missed. It decides nothing; without one everything works.
#[derive(clap::Args)]
pub struct ModelOptions {
    /// Base address of a server that speaks OpenAI's chat API, as in http://127.0.0.1:8081/v1; its key is read from XINGLIN_MODEL_KEY.
    #[arg(long, value_name = "URL")]
    model_endpoint: Option<String>,
    /// The model's name at that server.
    #[arg(long, value_name = "NAME", default_value = "default")]
    model: String,
    /// Lets the model word replies anew; each sentence is checked against the template.
    #[arg(long, requires = "model_endpoint")]
    reword: bool,
    /// Milliseconds an answer of the model may take.
    #[arg(long, value_name = "MS", default_value_t = 1_500)]
    model_budget: u64,
}

impl ModelOptions {
    fn assistant(&self) -> anyhow::Result<Option<Assistant>> {
        let Some(base) = &self.model_endpoint else { return Ok(None) };
        let key = std::env::var("XINGLIN_MODEL_KEY").ok().filter(|key| !key.is_empty());
        let endpoint = Endpoint::new(base, &self.model, key).with_context(|| format!("{base:?} is no address of a model's server"))?;
        let guarded = Guarded::new(Box::new(endpoint), Duration::from_millis(self.model_budget));
        Ok(Some(Assistant::new(Box::new(guarded), self.reword)))
    }
}

/// Serves until interrupted.
pub fn run(knowledge: Arc<Knowledge>, address: SocketAddr, data: &Path, model: &ModelOptions) -> anyhow::Result<()> {
    let assistant = model.assistant()?;
    std::fs::create_dir_all(data).with_context(|| format!("failed to make {}", data.display()))?;
    let file = data.join("visits.db");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("failed to start")?;
    runtime.block_on(async {
        let records = Records::open(&file).await.with_context(|| format!("failed to open {}", file.display()))?;
        let clinic = Clinic::new(Arc::new(Practice::new(knowledge)), records);
        let clinic = match assistant {
            Some(assistant) => clinic.assisted(assistant),
            None => clinic,
        };
        let ready = |address: SocketAddr| println!("http://{address}  (visits in {}; Ctrl-C stops)", file.display());
        server::serve(clinic, address, ready).await.with_context(|| format!("failed to serve on {address}"))
    })
}
