//! Reviews: which named person vouches for which content of an entry. What must not live here: what an entry means.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::assemble::{syntax, under};
use crate::model::Status;
use crate::problem::{File, Problems};

/// Where reviews are kept, in the folder.
pub const FILE: &str = "reviews.toml";

/// One person's word for one content of one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Id of a finding, condition, drug or red flag.
    pub of: String,
    pub by: String,
    pub role: String,
    /// Year-month-day.
    pub on: String,
    /// SHA-256 of the entry without its status, hexadecimal.
    pub content: String,
}

impl Review {
    /// The rows to append to [`FILE`].
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(self).map(|rows| format!("\n[[review]]\n{rows}"))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reviews {
    #[serde(default)]
    review: Vec<Review>,
}

/// Folders whose entries can be reviewed, and the array that holds them; none: the file is the entry.
const ENTRIES: [(&str, Option<&str>); 4] =
    [("findings/", Some("finding")), ("redflags/", Some("redflag")), ("conditions/", None), ("drugs/", None)];

/// The hash of every entry's content, by id. The status is left out: a review changes it.
pub fn contents(files: &[File]) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (folder, array) in ENTRIES {
        for file in under(files, folder).filter(|file| !file.path.ends_with(".cases.toml")) {
            let Ok(mut table) = toml::from_str::<toml::Table>(&file.text) else { continue };
            let entries: Vec<toml::Table> = match array {
                None => vec![table],
                Some(key) => {
                    let entries = table.remove(key).and_then(|entries| entries.try_into::<Vec<toml::Table>>().ok()).unwrap_or_default();
                    let with_grounds = |entry: toml::Table| -> toml::Table { table.clone().into_iter().chain(entry).collect() };
                    entries.into_iter().map(with_grounds).collect()
                }
            };
            for mut entry in entries {
                entry.remove("status");
                let id = entry.get("id").and_then(toml::Value::as_str).map(str::to_owned);
                if let (Some(id), Ok(text)) = (id, toml::to_string(&entry)) {
                    all.insert(id, Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect());
                }
            }
        }
    }
    all
}

/// The reviews that hold: of an entry that is there, by a named person, and of its content as it is now.
pub fn reviews(files: &[File], problems: &mut Problems) -> Vec<Review> {
    let Some(file) = files.iter().find(|file| file.path == FILE) else { return Vec::new() };
    let all = match toml::from_str::<Reviews>(&file.text) {
        Ok(reviews) => reviews.review,
        Err(error) => {
            syntax(file, &error, problems);
            return Vec::new();
        }
    };
    let contents = contents(files);
    let mut holds = |review: &Review| {
        let needle = format!("of = \"{}\"", review.of);
        let Some(content) = contents.get(&review.of) else {
            problems.error(file, &needle, format!("there is nothing called {}", review.of), "name an entry that exists");
            return false;
        };
        if review.by.trim().is_empty() || review.role.trim().is_empty() || !is_date(&review.on) {
            let message = format!("the review of {} lacks a name, a role or a date", review.of);
            problems.error(file, &needle, message, "write by, role, and on = \"year-month-day\"");
            return false;
        }
        if review.content != *content {
            let message = format!("{} was changed after {} reviewed it on {}: it is a draft again", review.of, review.by, review.on);
            problems.warning(file, &needle, message, "have it reviewed again; the row may stay as history");
            return false;
        }
        true
    };
    all.into_iter().filter(|review| holds(review)).collect()
}

fn is_date(text: &str) -> bool {
    let parts: Vec<Option<u16>> = text.split('-').map(|part| part.parse().ok()).collect();
    matches!(parts[..], [Some(year), Some(1..=12), Some(1..=31)] if text.len() == 10 && year > 2000)
}

/// What the file's status comes to: reviewed where a review holds. One that says so itself without a review is refused.
pub fn status(file: &File, id: &str, written: Status, reviews: &[Review], problems: &mut Problems) -> Status {
    let reviewed = reviews.iter().any(|review| review.of == id);
    match written {
        Status::Retired => Status::Retired,
        _ if reviewed => Status::Reviewed,
        Status::Draft => Status::Draft,
        Status::Reviewed => {
            let message = format!("{id} says reviewed, but no review of its content as it is now is in {FILE}");
            problems.error(file, "status", message, "write draft until a named doctor has reviewed it");
            Status::Draft
        }
    }
}
