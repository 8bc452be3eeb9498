//! Models known by name: what each is for, where it comes from, and the hash of its bytes.
//! What must not live here: fetching; files.

use serde::Deserialize;

const REGISTRY: &str = include_str!("../registry.toml");

/// A model that is known.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    pub name: String,
    /// The file's name where models are kept.
    pub file: String,
    pub purpose: String,
    pub languages: Vec<String>,
    pub bytes: u64,
    /// Of the whole file, in hexadecimal digits.
    pub sha256: String,
    pub licence: String,
    /// Who published it, and where.
    pub source: String,
    /// Where the file is, tried in this order.
    pub urls: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Registry {
    model: Vec<Known>,
}

/// Every model that is known.
///
/// # Errors
/// Fails where the registry built in is not TOML of this form, which a test excludes.
pub fn known() -> Result<Vec<Known>, toml::de::Error> {
    parse(REGISTRY)
}

fn parse(text: &str) -> Result<Vec<Known>, toml::de::Error> {
    Ok(toml::from_str::<Registry>(text)?.model)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_model_is_named_once_and_fully() {
        let known = known().expect("the registry can be read");
        assert!(!known.is_empty());
        assert_eq!(known.iter().map(|model| &model.name).collect::<BTreeSet<_>>().len(), known.len());
        assert_eq!(known.iter().map(|model| &model.file).collect::<BTreeSet<_>>().len(), known.len());
        for model in &known {
            let digits = model.sha256.chars().filter(|digit| digit.is_ascii_digit() || ('a'..='f').contains(digit)).count();
            assert_eq!((digits, model.sha256.len()), (64, 64), "{}: a hash is 64 small hexadecimal digits", model.name);
            assert!(model.file.ends_with(".gguf") && !model.file.contains(['/', '\\']), "{}: {} is no file's name", model.name, model.file);
            assert!(!model.urls.is_empty() && model.urls.iter().all(|url| url.starts_with("https://")), "{}: https alone", model.name);
            assert!(model.bytes > 0 && !model.licence.is_empty() && !model.languages.is_empty(), "{}", model.name);
        }
    }

    #[test]
    fn a_field_that_is_not_known_is_an_error() {
        assert!(parse("[[model]]\nname = \"x\"\nsha = \"y\"\n").is_err());
    }
}
