//! `xinglin knowledge review` on a copy of the folder: recorded, shown, and undone by any change.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("read") {
        let path = entry.expect("read").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("copied");
        }
    }
}

fn xinglin(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xinglin"));
    command.arg("--knowledge").arg(folder).arg("knowledge").args(arguments).stdin(std::process::Stdio::null());
    command.output().expect("runs")
}

fn says(output: &Output, words: &str) -> bool {
    [&output.stdout, &output.stderr].iter().any(|text| String::from_utf8_lossy(text).contains(words))
}

#[test]
fn a_review_holds_until_the_entry_changes() {
    let folder = tempfile::tempdir().expect("a folder");
    let knowledge = folder.path().join("knowledge");
    copy(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../knowledge"), &knowledge);

    let unconfirmed = xinglin(&knowledge, &["review", "ibuprofen", "--as", "pharmacist", "--by", "A. Person"]);
    assert!(!unconfirmed.status.success() && says(&unconfirmed, "nothing was recorded"), "{unconfirmed:?}");
    let unknown = xinglin(&knowledge, &["review", "no_such_thing", "--as", "pharmacist", "--by", "A. Person", "--yes"]);
    assert!(!unknown.status.success() && says(&unknown, "nothing called"), "{unknown:?}");
    let nameless = xinglin(&knowledge, &["review", "ibuprofen", "--as", "pharmacist", "--by", " ", "--yes"]);
    assert!(!nameless.status.success() && says(&nameless, "needs a name"), "{nameless:?}");
    assert!(!knowledge.join("reviews.toml").exists());

    for id in ["ibuprofen", "migraine", "RF001", "s_cough"] {
        let reviewed = xinglin(&knowledge, &["review", id, "--as", "physician", "--by", "A. Person", "--yes"]);
        assert!(reviewed.status.success(), "{id}: {reviewed:?}");
        assert!(says(&xinglin(&knowledge, &["show", id]), "reviewed by A. Person, physician"), "{id}");
    }
    assert!(says(&xinglin(&knowledge, &["stats"]), "entries reviewed by a named person: 4"));

    let drug = knowledge.join("drugs/ibuprofen.toml");
    let changed = std::fs::read_to_string(&drug).expect("read").replace("most_a_day = 2400", "most_a_day = 2300");
    std::fs::write(&drug, changed).expect("written");
    let after = xinglin(&knowledge, &["check"]);
    assert!(after.status.success() && says(&after, "ibuprofen was changed after A. Person reviewed it"), "{after:?}");
    assert!(says(&xinglin(&knowledge, &["stats"]), "entries reviewed by a named person: 3"));

    let by_hand = std::fs::read_to_string(&drug).expect("read").replace("status = \"draft\"", "status = \"reviewed\"");
    std::fs::write(&drug, by_hand).expect("written");
    let refused = xinglin(&knowledge, &["check"]);
    assert!(!refused.status.success() && says(&refused, "ibuprofen says reviewed, but no review"), "{refused:?}");
}
