//! `xinglin model`: what models are known and here, fetching them, and trying them in a process of their own.
//! What must not live here: how a model is reached or run.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use models::{Kept, Known, Store};

#[derive(clap::Args)]
pub struct ModelArguments {
    /// The folder that keeps the visits, and in it the models.
    #[arg(long, value_name = "DIR", default_value = "data", global = true)]
    data: PathBuf,
    #[command(subcommand)]
    command: ModelCommand,
}

#[derive(Subcommand)]
enum ModelCommand {
    /// Models known by name, and what of them is here; hashes every file that is.
    List,
    /// Fetches a model, or keeps one from a folder; goes on where an earlier try stopped.
    Pull {
        /// As `xinglin model list` tells it.
        name: String,
        /// A folder with the file, or with its parts as partNN.bin, in place of the network.
        #[arg(long, value_name = "DIR")]
        from: Option<PathBuf>,
    },
    /// Tries a model in a process of its own: a long prompt, an answer of a shape, an answer in each language.
    Check {
        /// A name, or the path of a GGUF file.
        #[arg(value_name = "NAME|PATH")]
        model: String,
        #[command(flatten)]
        room: RoomOptions,
    },
    /// Tokens a second, read and written, of one chat and of four side by side, and how long a message is listened to.
    Bench {
        /// A name, or the path of a GGUF file.
        #[arg(value_name = "NAME|PATH")]
        model: String,
        #[command(flatten)]
        room: RoomOptions,
    },
    /// What `check` runs in a process of its own.
    #[command(hide = true)]
    SelfTest {
        path: PathBuf,
        #[command(flatten)]
        room: RoomOptions,
    },
}

/// What of the machine a model in this process may take.
#[derive(clap::Args, Clone, Copy)]
pub struct RoomOptions {
    /// Threads of a model in this process; half of all where absent. More is faster only where nothing else runs (docs/models.md).
    #[arg(long = "model-threads", value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub threads: Option<u16>,
}

/// Runs one of the commands.
pub fn run(knowledge: Option<&Path>, arguments: ModelArguments) -> anyhow::Result<()> {
    let store = Store::of(&arguments.data);
    match arguments.command {
        ModelCommand::List => list(&store),
        ModelCommand::Pull { name, from } => pull(&store, &name, from.as_deref()),
        ModelCommand::Check { model, room } => trial::check(&resolve(&store, &model)?, room),
        ModelCommand::Bench { model, room } => trial::bench(&resolve(&store, &model)?, room, || crate::load(knowledge)),
        ModelCommand::SelfTest { path, room } => trial::self_test(&path, room),
    }
}

#[cfg(feature = "llama")]
pub(crate) use crate::local as trial;

/// Without the feature every trial says what is missing.
#[cfg(not(feature = "llama"))]
pub(crate) mod trial {
    use super::*;

    fn left_out<T>() -> anyhow::Result<T> {
        bail!("this xinglin was built without models in its process: build it with `--features llama`, which needs cmake and clang")
    }

    pub fn check(_: &Path, _: RoomOptions) -> anyhow::Result<()> {
        left_out()
    }

    pub fn bench<K>(_: &Path, _: RoomOptions, _: impl Fn() -> anyhow::Result<K>) -> anyhow::Result<()> {
        left_out()
    }

    pub fn self_test(_: &Path, _: RoomOptions) -> anyhow::Result<()> {
        left_out()
    }

    pub fn open(_: &Store, _: &Path, _: RoomOptions) -> anyhow::Result<Box<dyn models::Model>> {
        left_out()
    }
}

/// The file of a model by its name, where it is kept, or by its path.
pub fn resolve(store: &Store, model: &str) -> anyhow::Result<PathBuf> {
    let known = models::known().context("failed to read the models known")?;
    if let Some(known) = known.iter().find(|known| known.name == model) {
        let path = store.path(known);
        if !path.is_file() {
            bail!("{model} is not here yet: xinglin model pull {model}");
        }
        return Ok(path);
    }
    let path = PathBuf::from(model);
    if !path.is_file() {
        bail!("{model:?} is neither a file nor a model known by name: {}", names(&known));
    }
    Ok(path)
}

fn names(known: &[Known]) -> String {
    known.iter().map(|known| known.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn list(store: &Store) -> anyhow::Result<()> {
    let known = models::known().context("failed to read the models known")?;
    for known in &known {
        let state = match store.kept(known).context("failed to look at what is here")? {
            Kept::Absent => "not here".to_owned(),
            Kept::Partly(bytes) => format!("{:.0}% here: pull again to go on", 100.0 * bytes as f64 / known.bytes as f64),
            Kept::Whole => "here, hash as known".to_owned(),
            Kept::Other => "HERE, BUT OF ANOTHER SIZE OR HASH: remove it and pull again".to_owned(),
        };
        println!("{:<20} {:>5} MB  {:<6} {:<11} {state}", known.name, known.bytes / 1_000_000, known.languages.join("+"), known.licence);
        println!("{:<20} {}", "", known.purpose);
    }
    for path in store.others(&known) {
        println!("{}: not known by name; it can be named by its path", path.display());
    }
    Ok(())
}

fn pull(store: &Store, name: &str, from: Option<&Path>) -> anyhow::Result<()> {
    let all = models::known().context("failed to read the models known")?;
    let Some(known) = all.iter().find(|known| known.name == name) else {
        bail!("there is no model {name:?}: {}. Any other GGUF file can be named by its path.", names(&all));
    };
    println!("{name}: licence {}, published by {}", known.licence, known.source);
    if store.kept(known).context("failed to look at what is here")? == Kept::Whole {
        println!("here already: {}", store.path(known).display());
        return Ok(());
    }
    let bar = bar(known.bytes)?;
    let kept = match from {
        Some(folder) => store.keep_from(known, folder, &mut |done| bar.set_position(done)),
        None => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("failed to start")?;
            runtime.block_on(models::fetch(store, known, &mut |done| bar.set_position(done)))
        }
    };
    bar.finish_and_clear();
    match kept {
        Ok(path) => {
            println!("SHA-256 {} as known: {}", known.sha256, path.display());
            println!("next: xinglin model check {name}, then xinglin serve --model {name}");
            Ok(())
        }
        Err(error @ models::Unkept::Unreachable(_)) => Err(anyhow::anyhow!("failed to {error}")).context(offline(known)),
        Err(error) => Err(anyhow::anyhow!("failed to {error}")),
    }
}

/// What to do without a network.
fn offline(known: &Known) -> String {
    format!(
        "{name} cannot be fetched from here. Fetch {file} elsewhere and name its folder: xinglin model pull {name} --from DIR \
         (the file, or its parts as part01.bin, part02.bin, ...). Any GGUF file can be used by its path: xinglin serve --model PATH",
        name = known.name,
        file = known.file
    )
}

fn bar(bytes: u64) -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {bytes_per_sec} {eta}").context("failed to draw progress")?;
    Ok(ProgressBar::new(bytes).with_style(style))
}
