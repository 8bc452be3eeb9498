//! Reads, checks and embeds the knowledge. Invalid knowledge does not build.

use std::path::PathBuf;

fn main() {
    let folder = PathBuf::from(env("CARGO_MANIFEST_DIR")).join("../../knowledge");
    println!("cargo:rerun-if-changed={}", folder.display());
    let (knowledge, problems) =
        knowledge::read(&folder).unwrap_or_else(|error| stop(&format!("failed to read {}: {error}", folder.display())));
    for problem in problems.iter().filter(|problem| problem.severity == knowledge::Severity::Error) {
        println!("cargo:warning={problem}");
    }
    let Some(knowledge) = knowledge else { stop("the knowledge has errors: see above, or `xinglin knowledge check`") };
    let bytes = knowledge.to_bytes().unwrap_or_else(|error| stop(&format!("failed to write the knowledge: {error}")));
    let out = PathBuf::from(env("OUT_DIR")).join("knowledge.bin");
    std::fs::write(&out, bytes).unwrap_or_else(|error| stop(&format!("failed to write {}: {error}", out.display())));
}

fn env(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| stop(&format!("{name} is not set")))
}

fn stop(message: &str) -> ! {
    eprintln!("{message}");
    std::process::exit(1)
}
