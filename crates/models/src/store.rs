//! The folder that keeps models: what is there, whether its bytes are those of the registry, and joining what came in parts.
//! What must not live here: the network; what a model is used for.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::Known;

/// Bytes read at once.
const CHUNK: usize = 1 << 20;

/// Why a model could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum Unkept {
    #[error("read or write {path}: {error}")]
    File { path: PathBuf, error: io::Error },
    #[error("find {file} or partNN.bin in {folder}")]
    NoParts { file: String, folder: PathBuf },
    #[error("join the parts in {folder}: part {missing} is missing")]
    PartMissing { folder: PathBuf, missing: u32 },
    #[error("accept the file: its SHA-256 is {found}, not {wanted}")]
    OtherHash { found: String, wanted: String },
    #[error("accept the file: it has {found} bytes, not {wanted}")]
    OtherSize { found: u64, wanted: u64 },
    #[error("reach any of {0}")]
    Unreachable(String),
}

/// What is there of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    Absent,
    /// A download that can go on, with the bytes it has.
    Partly(u64),
    Whole,
    /// A file of another size or hash.
    Other,
}

/// The folder of models.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// The models of a data folder; nothing is made until something is kept.
    pub fn of(data: &Path) -> Store {
        Store { folder: data.join("models") }
    }

    /// Where the file of a model is, or will be.
    pub fn path(&self, known: &Known) -> PathBuf {
        self.folder.join(&known.file)
    }

    /// Where a download is kept until it is whole.
    pub fn part(&self, known: &Known) -> PathBuf {
        self.folder.join(format!("{}.part", known.file))
    }

    /// Where it is noted that a file has passed its self-test; none where the path names no file.
    pub fn note(&self, path: &Path) -> Option<PathBuf> {
        Some(self.folder.join(format!("{}.passed", path.file_name()?.to_string_lossy())))
    }

    /// Makes the folder.
    ///
    /// # Errors
    /// Fails where it cannot be made.
    pub fn make(&self) -> Result<(), Unkept> {
        std::fs::create_dir_all(&self.folder).map_err(at(&self.folder))
    }

    /// What is there; the whole file is read for its hash.
    ///
    /// # Errors
    /// Fails where a file that is there cannot be read.
    pub fn kept(&self, known: &Known) -> Result<Kept, Unkept> {
        let path = self.path(known);
        if let Ok(about) = std::fs::metadata(&path) {
            let same = about.len() == known.bytes && sha256(&path)? == known.sha256;
            return Ok(if same { Kept::Whole } else { Kept::Other });
        }
        Ok(std::fs::metadata(self.part(known)).map_or(Kept::Absent, |about| Kept::Partly(about.len())))
    }

    /// Files of the folder that no model of the registry is called.
    pub fn others(&self, known: &[Known]) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let named = |path: &PathBuf| known.iter().any(|known| path.file_name().is_some_and(|name| name == known.file.as_str()));
        let mut others: Vec<PathBuf> =
            entries.filter(|path| path.extension().is_some_and(|ending| ending == "gguf") && !named(path)).collect();
        others.sort();
        others
    }

    /// Keeps a model from a folder: its file, or its parts joined in order of their numbers. `done` is told the bytes so far.
    ///
    /// # Errors
    /// Fails where a part is missing or the bytes are not those of the registry; nothing is kept then.
    pub fn keep_from(&self, known: &Known, folder: &Path, done: &mut dyn FnMut(u64)) -> Result<PathBuf, Unkept> {
        let sources = sources(known, folder)?;
        self.make()?;
        let part = self.part(known);
        let mut file = File::create(&part).map_err(at(&part))?;
        let mut written = 0;
        for source in sources {
            let mut bytes = File::open(&source).map_err(at(&source))?;
            written += copy(&mut bytes, &mut file, |count| done(written + count)).map_err(at(&source))?;
        }
        file.sync_all().map_err(at(&part))?;
        self.accept(known)
    }

    /// Takes what was downloaded or joined as the model, where it is.
    ///
    /// # Errors
    /// Fails where size or hash are not those of the registry; what was there is removed then, so that it is not gone on with.
    pub fn accept(&self, known: &Known) -> Result<PathBuf, Unkept> {
        let part = self.part(known);
        let refused = |refusal: Unkept| std::fs::remove_file(&part).map_err(at(&part)).and(Err(refusal));
        let found = std::fs::metadata(&part).map_err(at(&part))?.len();
        if found != known.bytes {
            return refused(Unkept::OtherSize { found, wanted: known.bytes });
        }
        let found = sha256(&part)?;
        if found != known.sha256 {
            return refused(Unkept::OtherHash { found, wanted: known.sha256.clone() });
        }
        let path = self.path(known);
        std::fs::rename(&part, &path).map_err(at(&path))?;
        Ok(path)
    }
}

/// An error with its place.
pub(crate) fn at(path: &Path) -> impl Fn(io::Error) -> Unkept {
    move |error| Unkept::File { path: path.to_owned(), error }
}

/// The file itself, or its parts in order.
fn sources(known: &Known, folder: &Path) -> Result<Vec<PathBuf>, Unkept> {
    let whole = folder.join(&known.file);
    if whole.is_file() {
        return Ok(vec![whole]);
    }
    let entries: Vec<PathBuf> = std::fs::read_dir(folder).map_err(at(folder))?.flatten().map(|entry| entry.path()).collect();
    let mut parts: Vec<(u32, PathBuf)> = entries.iter().filter_map(|path| Some((number(path)?, path.clone()))).collect();
    parts.sort();
    if let Some(missing) = parts.iter().zip(1..).find_map(|((number, _), wanted)| (*number != wanted).then_some(wanted)) {
        return Err(Unkept::PartMissing { folder: folder.to_owned(), missing });
    }
    if !parts.is_empty() {
        return Ok(parts.into_iter().map(|(_, path)| path).collect());
    }
    let sized = |path: &&PathBuf| {
        path.extension().is_some_and(|ending| ending == "gguf") && std::fs::metadata(path).is_ok_and(|about| about.len() == known.bytes)
    };
    let found = entries.iter().find(sized).cloned();
    found.map(|path| vec![path]).ok_or_else(|| Unkept::NoParts { file: known.file.clone(), folder: folder.to_owned() })
}

/// The number of a part, as in `part07.bin`.
fn number(path: &Path) -> Option<u32> {
    path.file_name()?.to_str()?.strip_prefix("part")?.strip_suffix(".bin")?.parse().ok()
}

fn copy(from: &mut impl Read, to: &mut impl Write, mut done: impl FnMut(u64)) -> io::Result<u64> {
    let mut chunk = vec![0; CHUNK];
    let mut written = 0;
    loop {
        let read = from.read(&mut chunk)?;
        let bytes = chunk.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            return Ok(written);
        }
        to.write_all(bytes)?;
        written += u64::try_from(read).unwrap_or(0);
        done(written);
    }
}

/// The SHA-256 of a file in hexadecimal digits.
///
/// # Errors
/// Fails where it cannot be read.
pub fn sha256(path: &Path) -> Result<String, Unkept> {
    let mut file = File::open(path).map_err(at(path))?;
    let mut digest = Sha256::new();
    io::copy(&mut file, &mut digest).map_err(at(path))?;
    Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
