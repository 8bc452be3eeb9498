//! `xinglin serve`: the page and the API over visits kept in a folder.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use consult::Practice;
use knowledge::Knowledge;
use models::{Assistant, Endpoint, Guarded, Model, Store};
use records::Records;
use server::Clinic;

use crate::model::RoomOptions;

/// A language model that may point at words the listener missed. It decides nothing; without one everything works.
#[derive(clap::Args)]
pub struct ModelOptions {
    /// Base address of a server that speaks OpenAI's chat API, as in http://127.0.0.1:8081/v1; its key is read from XINGLIN_MODEL_KEY.
    #[arg(long, value_name = "URL")]
    model_endpoint: Option<String>,
    /// With --model-endpoint the model's name at that server; without, a model in this process: a name of `xinglin model list` or the
    /// path of a GGUF file.
    #[arg(long, value_name = "NAME|PATH")]
    model: Option<String>,
    /// Lets the model word replies anew; each sentence is checked against the template.
    #[arg(long)]
    reword: bool,
    /// Milliseconds a reply may wait for the model; 1500 for an endpoint, 10000 for a model in this process.
    #[arg(long, value_name = "MS")]
    model_budget: Option<u64>,
    #[command(flatten)]
    room: RoomOptions,
}

/// Milliseconds an answer may take where nothing else is said. A model in this process has no accelerator.
const ENDPOINT_BUDGET: u64 = 1_500;
const LOCAL_BUDGET: u64 = 10_000;

impl ModelOptions {
    fn assistant(&self, data: &Path) -> anyhow::Result<Option<(Assistant, Duration)>> {
        let (model, budget) = match (&self.model_endpoint, &self.model) {
            (Some(base), name) => (endpoint(base, name.as_deref().unwrap_or("default"))?, ENDPOINT_BUDGET),
            (None, Some(name)) => {
                let store = Store::of(data);
                let path = crate::model::resolve(&store, name)?;
                (crate::model::trial::open(&store, &path, self.room)?, LOCAL_BUDGET)
            }
            (None, None) if self.reword => bail!("--reword needs a model: --model or --model-endpoint"),
            (None, None) => return Ok(None),
        };
        let budget = Duration::from_millis(self.model_budget.unwrap_or(budget));
        Ok(Some((Assistant::new(Box::new(Guarded::new(model, budget)), self.reword), budget)))
    }
}

fn endpoint(base: &str, name: &str) -> anyhow::Result<Box<dyn Model>> {
    let key = std::env::var("XINGLIN_MODEL_KEY").ok().filter(|key| !key.is_empty());
    let endpoint = Endpoint::new(base, name, key).with_context(|| format!("{base:?} is no address of a model's server"))?;
    Ok(Box::new(endpoint))
}

/// Serves until interrupted.
pub fn run(knowledge: Arc<Knowledge>, address: SocketAddr, data: &Path, model: &ModelOptions) -> anyhow::Result<()> {
    let assistant = model.assistant(data)?;
    std::fs::create_dir_all(data).with_context(|| format!("failed to make {}", data.display()))?;
    let file = data.join("visits.db");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("failed to start")?;
    runtime.block_on(async {
        let records = Records::open(&file).await.with_context(|| format!("failed to open {}", file.display()))?;
        let clinic = Clinic::new(Arc::new(Practice::new(knowledge)), records);
        let clinic = match assistant {
            Some((assistant, budget)) => clinic.assisted(assistant, budget),
            None => clinic,
        };
        let ready = |address: SocketAddr| println!("http://{address}  (visits in {}; Ctrl-C stops)", file.display());
        server::serve(clinic, address, ready).await.with_context(|| format!("failed to serve on {address}"))
    })
}
