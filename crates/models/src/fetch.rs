//! Fetching a model from where it was published: goes on where it stopped, and keeps nothing whose hash is another.
//! What must not live here: which models there are.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use crate::store::at;
use crate::{Known, Store, Unkept};

/// How long a server may take to answer at all, and to send anything more.
const PATIENCE: Duration = Duration::from_secs(30);

/// Redirects followed; hubs send to their storage.
const REDIRECTS: usize = 10;

/// Fetches a model. `done` is told the bytes so far, those of an earlier try among them.
///
/// # Errors
/// Fails where no address answers, or what came has another size or hash; what an earlier try left is kept where the network failed.
pub async fn fetch(store: &Store, known: &Known, done: &mut (dyn FnMut(u64) + Send)) -> Result<PathBuf, Unkept> {
    store.make()?;
    let redirects = reqwest::redirect::Policy::limited(REDIRECTS);
    let client = reqwest::Client::builder().redirect(redirects).connect_timeout(PATIENCE).read_timeout(PATIENCE).build();
    let client = client.map_err(|error| Unkept::Unreachable(error.to_string()))?;
    let mut failures = Vec::new();
    for url in &known.urls {
        match from(&client, url, store, known, done).await {
            Ok(()) => return store.accept(known),
            Err(Stopped::Network(why)) => failures.push(format!("{url} ({why})")),
            Err(Stopped::File(unkept)) => return Err(unkept),
        }
    }
    Err(Unkept::Unreachable(failures.join(", ")))
}

/// Why an address gave no whole file.
enum Stopped {
    Network(String),
    File(Unkept),
}

impl From<Unkept> for Stopped {
    fn from(unkept: Unkept) -> Stopped {
        Stopped::File(unkept)
    }
}

async fn from(
    client: &reqwest::Client,
    url: &str,
    store: &Store,
    known: &Known,
    done: &mut (dyn FnMut(u64) + Send),
) -> Result<(), Stopped> {
    let part = store.part(known);
    let have = std::fs::metadata(&part).map_or(0, |about| about.len());
    if have == known.bytes {
        return Ok(());
    }
    let have = if have > known.bytes { 0 } else { have };
    let mut request = client.get(url);
    if have > 0 {
        request = request.header("range", format!("bytes={have}-"));
    }
    let mut response = request.send().await.map_err(|error| Stopped::Network(worded(&error)))?;
    let (mut file, mut written) = match response.status().as_u16() {
        // The server goes on where we stopped, if that is what it says.
        206 if goes_on(&response, have) => (OpenOptions::new().append(true).open(&part).map_err(at(&part))?, have),
        200 => (File::create(&part).map_err(at(&part))?, 0),
        status => return Err(Stopped::Network(format!("status {status}"))),
    };
    done(written);
    while let Some(chunk) = response.chunk().await.map_err(|error| Stopped::Network(worded(&error)))? {
        written += u64::try_from(chunk.len()).unwrap_or(0);
        if written > known.bytes {
            return Err(Stopped::Network(format!("more than {} bytes", known.bytes)));
        }
        file.write_all(&chunk).map_err(at(&part))?;
        done(written);
    }
    file.sync_all().map_err(at(&part))?;
    if written < known.bytes {
        return Err(Stopped::Network(format!("{written} of {} bytes", known.bytes)));
    }
    Ok(())
}

/// Whether a partial answer begins at the byte that was asked for.
fn goes_on(response: &reqwest::Response, have: u64) -> bool {
    let range = response.headers().get("content-range").and_then(|range| range.to_str().ok());
    range.is_some_and(|range| range.starts_with(&format!("bytes {have}-")))
}

/// The innermost reason, which is the one that helps.
fn worded(error: &reqwest::Error) -> String {
    let mut reason: &dyn std::error::Error = error;
    while let Some(inner) = reason.source() {
        reason = inner;
    }
    reason.to_string()
}
