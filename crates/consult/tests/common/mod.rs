//! What the tests of whole visits share.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use consult::Practice;

/// A practice over the real knowledge, read once.
pub fn practice() -> &'static Practice {
    static PRACTICE: OnceLock<Practice> = OnceLock::new();
    PRACTICE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
        let (knowledge, problems) = knowledge::read(&folder).expect("the knowledge can be read");
        Practice::new(Arc::new(knowledge.unwrap_or_else(|| panic!("the knowledge has errors: {}", problems.len()))))
    })
}
