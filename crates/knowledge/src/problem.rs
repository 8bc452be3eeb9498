//! A problem found in the knowledge, as a person mending it wants to read it.

use serde::Serialize;

/// Whether the knowledge can be used in spite of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Error,
    Warning,
}

/// One problem in one place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    pub severity: Severity,
    pub file: String,
    /// From 1.
    pub line: usize,
    pub message: String,
    pub remedy: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{}:{}: {severity}: {}; {}", self.file, self.line, self.message, self.remedy)
    }
}

/// Problems of the whole folder as they are found.
#[derive(Debug, Default)]
pub(crate) struct Problems(pub Vec<Problem>);

impl Problems {
    /// Records an error at the line where `needle` first stands in the file.
    pub fn error(&mut self, file: &File, needle: &str, message: String, remedy: &str) {
        self.push(Severity::Error, file, needle, message, remedy);
    }

    /// Records a warning.
    pub fn warning(&mut self, file: &File, needle: &str, message: String, remedy: &str) {
        self.push(Severity::Warning, file, needle, message, remedy);
    }

    fn push(&mut self, severity: Severity, file: &File, needle: &str, message: String, remedy: &str) {
        let line = file.text.lines().position(|line| line.contains(needle)).map_or(1, |at| at + 1);
        self.0.push(Problem { severity, file: file.path.clone(), line, message, remedy: remedy.to_owned() });
    }
}

/// A file of the folder: its path relative to it, with forward slashes, and its text.
#[derive(Clone, Debug)]
pub struct File {
    pub path: String,
    pub text: String,
}
