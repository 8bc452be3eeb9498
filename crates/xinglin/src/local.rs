//! Models in this process: tried first in a process of their own, because what goes wrong in llama.cpp ends the process it is in.
//! What must not live here: fetching; how a model is run.

use std::path::Path;
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use facts::Language;
use knowledge::Knowledge;
use language::{Ears, Hearing};
use models::{Assistant, Local, Model, Room, Store};

use crate::model::RoomOptions;

/// The longest a self-test may take.
const PATIENCE: Duration = Duration::from_secs(300);
/// Chats side by side.
const CHATS: u16 = 4;
/// What is listened to for measuring: invented, in both languages, in words that no list has.
const MESSAGES: [&str; 8] = [
    "since yesterday my legs do not belong to me, they go their own way",
    "there is a taste of old coins that will not leave me, and my tongue is furry",
    "every time I sit up the whole room swims like a boat at sea",
    "my tummy feels off and I keep yarking since lunch",
    "走几步路就像踩在云上",
    "嘴里老是一股铁锈味儿，吃啥都不对",
    "后脑勺像有根筋在蹦",
    "这两天总觉着嗓子眼里有个小球",
];

fn room(options: RoomOptions) -> Room {
    let room = Room::default();
    Room { threads: options.threads.unwrap_or(room.threads), chats: CHATS, ..room }
}

/// Opens a model to be asked; one that has not passed here before is tried first.
pub fn open(store: &Store, path: &Path, options: RoomOptions) -> anyhow::Result<Box<dyn Model>> {
    let passed = passed(store, path);
    if !passed.as_ref().is_some_and(|passed| std::fs::read_to_string(&passed.0).is_ok_and(|text| text == passed.1)) {
        println!("trying {} in a process of its own, once", path.display());
        check(path, options)?;
        if let Some((note, text)) = passed {
            // Without the note it is tried again next time.
            let _ = store.make().is_ok_and(|()| std::fs::write(note, text).is_ok());
        }
    }
    let model = Local::open(path, room(options)).with_context(|| format!("failed to open {}", path.display()))?;
    Ok(Box::new(model))
}

/// Where it is noted that a file has passed, and what is noted: another file, build or processor is tried anew.
fn passed(store: &Store, path: &Path) -> Option<(std::path::PathBuf, String)> {
    let about = std::fs::metadata(path).ok()?;
    let changed = about.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs();
    let place = path.canonicalize().ok()?;
    let version = env!("CARGO_PKG_VERSION");
    let text = format!("{}\n{} bytes, changed {changed}\nxinglin {version}\n{}\n", place.display(), about.len(), processor());
    Some((store.note(path)?, text))
}

/// Runs the self-test in a process of its own and says how that ended.
pub fn check(path: &Path, options: RoomOptions) -> anyhow::Result<()> {
    println!("processor: {}", processor());
    let own = std::env::current_exe().context("failed to find this program")?;
    let threads = options.threads.map(|threads| format!("--model-threads={threads}"));
    let mut child =
        Command::new(own).args(["model", "self-test"]).arg(path).args(threads).spawn().context("failed to start the self-test")?;
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().context("failed to wait for the self-test")? {
            break status;
        }
        if begun.elapsed() > PATIENCE {
            let _ = child.kill();
            let _ = child.wait();
            bail!("{} was still at work after {} s: too large for this machine", path.display(), PATIENCE.as_secs());
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    match ended(status) {
        None => Ok(()),
        Some(how) => bail!("{} did not pass: {how}", path.display()),
    }
}

/// How a process ended, where that was not well.
fn ended(status: ExitStatus) -> Option<String> {
    use std::os::unix::process::ExitStatusExt;
    if status.success() {
        return None;
    }
    Some(match status.signal() {
        Some(4) => "its process was ended by an instruction this processor does not have".to_owned(),
        Some(9) => "its process was ended from outside, as happens where memory runs out".to_owned(),
        Some(signal) => format!("its process crashed (signal {signal})"),
        None => "see above".to_owned(),
    })
}

/// What of the processor matters for the speed, and for what has crashed before.
fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.split_once(':').map(|(_, value)| value.trim()));
    let known = ["avx", "avx2", "fma", "f16c", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8", "asimd", "sve"];
    let flags = field("flags").or_else(|| field("Features")).unwrap_or_default();
    let has: Vec<&str> = known.into_iter().filter(|name| flags.split(' ').any(|flag| flag == *name)).collect();
    format!(
        "{} with {}",
        field("model name").unwrap_or(std::env::consts::ARCH),
        if has.is_empty() { "no known features".to_owned() } else { has.join(" ") }
    )
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().context("failed to start")
}

/// What `check` runs; prints each part as it ends, so that the last line tells where a crash was.
pub fn self_test(path: &Path, options: RoomOptions) -> anyhow::Result<()> {
    let begun = Instant::now();
    let model = Local::open(path, room(options)).context("failed to open the model")?;
    println!("opened in {:.1} s", begun.elapsed().as_secs_f64());
    let passed = runtime()?.block_on(models::self_test(&model, &mut |tested| {
        let outcome = tested.outcome.as_ref().map_or_else(|failure| format!("FAILED: {failure}"), String::clone);
        println!("{:<18} {:>5.1} s  {outcome}", tested.part, tested.took.as_secs_f64());
    }));
    if !passed {
        bail!("a part of the self-test failed");
    }
    println!("passed");
    Ok(())
}

/// Measures a model.
pub fn bench(path: &Path, options: RoomOptions, knowledge: impl Fn() -> anyhow::Result<Arc<Knowledge>>) -> anyhow::Result<()> {
    let room = room(options);
    println!("{}", processor());
    let model = Arc::new(Local::open(path, room).context("failed to open the model")?);
    println!("{}, {} threads", model.name(), room.threads);
    let runtime = runtime()?;
    let bare = models::Bare::open(path, room.threads).context("failed to open the model a second time")?;
    let [reading, writing] = runtime.block_on(models::bench(&bare, &model, CHATS)).context("failed to measure")?;
    drop(bare);
    println!("{:<18}{:>12}{:>10}{:>8}{:>12}{:>8}", "tokens a second", "llama.cpp", "1 chat", "ratio", format!("{CHATS} chats"), "ratio");
    for (name, speed) in [("read 256", reading), ("write 128", writing)] {
        println!("{name:<18}{:>12.1}{:>10.1}{:>8.2}{:>12.1}{:>8.2}", speed.bare, speed.one, speed.share(), speed.together, speed.ratio());
    }
    let ears = Ears::new(&knowledge()?.lexicon);
    let assistant = Assistant::new(Box::new(model), false);
    runtime.block_on(listen(&assistant, &ears));
    Ok(())
}

/// How long the assistant takes for a message of a patient.
async fn listen(assistant: &Assistant, ears: &Ears) {
    for message in MESSAGES {
        let begun = Instant::now();
        let heard = assistant.proposals(ears, message, &Hearing::default()).await;
        let took = begun.elapsed().as_secs_f64();
        let language = if language::detect(message) == Language::Zh { "zh" } else { "en" };
        let claims = match heard {
            Ok(heard) => {
                heard.iter().map(|proposal| format!("{} ({})", proposal.finding, proposal.span.text)).collect::<Vec<_>>().join(", ")
            }
            Err(failure) => failure.to_string(),
        };
        println!("listened {took:>5.2} s  {language}, {} characters: {claims}", message.chars().count());
    }
}
