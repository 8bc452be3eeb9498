//! The rooms and their doors: what each crate may depend on, over `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Our crates, and what of ours each may use.
const ROOMS: &[(&str, &[&str])] = &[
    ("facts", &[]),
    ("knowledge", &["facts"]),
    ("reasoner", &["facts", "knowledge"]),
    ("language", &["facts"]),
    ("consult", &["facts", "knowledge", "reasoner", "language"]),
    ("records", &["facts", "consult"]),
    ("figures", &["facts"]),
    ("evaluate", &["facts", "knowledge", "language", "consult"]),
    ("models", &["facts", "language"]),
    ("server", &["facts", "knowledge", "language", "models", "consult", "records", "figures"]),
    ("site", &["facts", "knowledge", "reasoner", "figures"]),
    ("xinglin", &["facts", "knowledge", "reasoner", "language", "consult", "records", "evaluate", "models", "server", "site"]),
];

/// Libraries that only one room may know.
const ONLY: &[(&str, &str)] = &[("axum", "server"), ("tower-http", "server"), ("sqlx", "records"), ("reqwest", "models")];

/// What decides must not read, wait, draw lots or look at a clock.
const NOT_IN_THE_REASONER: &[&str] = &["tokio", "rand", "chrono", "time", "reqwest", "ureq", "rayon", "async-std", "std-time"];

fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output =
        Command::new(env!("CARGO")).args(["metadata", "--format-version", "1", "--no-deps"]).output().expect("cargo metadata runs");
    let all: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo metadata writes JSON");
    let named = |package: &serde_json::Value| {
        let normal = |dependency: &&serde_json::Value| dependency["kind"].is_null();
        let uses = package["dependencies"].as_array().into_iter().flatten().filter(normal);
        (
            package["name"].as_str().unwrap_or_default().to_owned(),
            uses.filter_map(|dependency| dependency["name"].as_str()).map(str::to_owned).collect(),
        )
    };
    all["packages"].as_array().expect("packages").iter().map(named).collect()
}

#[test]
fn every_door_is_one_the_design_allows() {
    let all = dependencies();
    let ours: BTreeSet<&str> = ROOMS.iter().map(|(name, _)| *name).collect();
    assert_eq!(all.keys().map(String::as_str).collect::<BTreeSet<_>>(), ours, "a crate is missing here or in the workspace");
    for (name, allowed) in ROOMS {
        for used in all[*name].iter().filter(|used| ours.contains(used.as_str())) {
            assert!(allowed.contains(&used.as_str()), "{name} must not use {used}");
        }
    }
}

#[test]
fn http_and_sql_have_one_room_each() {
    for (name, uses) in dependencies() {
        for (library, room) in ONLY {
            assert!(!uses.contains(*library) || name == *room, "{name} must not use {library}: only {room} does");
        }
    }
}

#[test]
fn the_reasoner_is_pure() {
    let all = dependencies();
    for name in ["reasoner", "knowledge", "facts"] {
        for library in NOT_IN_THE_REASONER {
            assert!(!all[name].contains(*library), "{name} must not use {library}");
        }
    }
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../reasoner/src");
    for entry in std::fs::read_dir(source).expect("the reasoner's sources").flatten() {
        let text = std::fs::read_to_string(entry.path()).expect("a source file");
        for word in ["std::time", "std::fs", "std::net", "std::env", "std::thread", "HashMap", "HashSet"] {
            assert!(!text.contains(word), "{} uses {word}", entry.path().display());
        }
    }
}

#[test]
fn nothing_of_ours_is_unsafe() {
    for (name, _) in ROOMS {
        let manifest = format!("{}/../{name}/Cargo.toml", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(manifest).expect("a manifest");
        assert!(text.contains("[lints]\nworkspace = true"), "{name} does not take the workspace's lints, which forbid unsafe code");
    }
}
