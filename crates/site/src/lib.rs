//! The knowledge as pages for the clinicians who review it: every entry with its numbers drawn, what it is confused with, how its
//! vignettes rank. What must not live here: files, HTTP, changing an entry.

mod condition;
mod entry;
mod ranks;

use std::collections::BTreeMap;
use std::sync::Arc;

use facts::Text;
use knowledge::Knowledge;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// One file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Relative to the site's folder.
    pub path: String,
    pub content: String,
}

/// Every page, the search index, the style and the script.
pub fn pages(knowledge: &Arc<Knowledge>) -> Vec<Page> {
    let ranks = ranks::ranks(knowledge);
    let mut pages = vec![
        Page { path: "style.css".to_owned(), content: include_str!("../assets/style.css").to_owned() },
        Page { path: "search.js".to_owned(), content: include_str!("../assets/search.js").to_owned() },
        Page { path: "index.html".to_owned(), content: home(knowledge).into_string() },
    ];
    let mut add = |folder: &str, id: &str, title: &str, body: Markup| {
        pages.push(Page { path: format!("{folder}/{id}.html"), content: shell(title, "../", body).into_string() });
    };
    for (at, condition) in knowledge.conditions.iter().enumerate() {
        add("condition", &condition.id, &condition.name.en, condition::page(knowledge, at, &ranks));
    }
    for index in 0..knowledge.findings.len() {
        let words = &knowledge.lexicon.findings[index];
        add("finding", words.id.as_str(), &words.name.en, entry::finding(knowledge, index));
    }
    for drug in &knowledge.drugs {
        add("drug", &drug.id, &drug.name.en, entry::drug(knowledge, drug));
    }
    for flag in &knowledge.red_flags {
        add("redflag", &flag.id, &flag.name.en, entry::red_flag(knowledge, flag));
    }
    add("rules", "prevention", "Prevention", entry::prevention(knowledge));
    add("rules", "not-covered", "Not covered", entry::not_covered(knowledge));
    add("rules", "interactions", "Interactions", entry::interactions(knowledge));
    pages
}

/// Both languages of a text.
fn both(text: &Text) -> Markup {
    html! { (text.en) " " span lang="zh-CN" .zh { (text.zh) } }
}

/// A link to another entry, from a page one folder down.
fn link(folder: &str, id: &str, name: &str) -> Markup {
    html! { a href=(format!("../{folder}/{id}.html")) { (name) } }
}

fn shell(title: &str, root: &str, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " - 杏林 Xinglin" }
                link rel="stylesheet" href=(format!("{root}style.css"));
                script src=(format!("{root}search.js")) defer {}
            }
            body {
                header {
                    a href=(format!("{root}index.html")) { "杏林 Xinglin: knowledge" }
                    p .notice { "From an AI's knowledge: drafts, mostly authors' estimates, not reviewed unless a reviewer is named. " span lang="zh-CN" { "人工智能的知识草稿，除注明审核人外均未经医生审核。" } }
                }
                main { (body) }
            }
        }
    }
}

/// The first page: counts, a search box over every name, and the entries by specialty.
fn home(knowledge: &Knowledge) -> Markup {
    let mut by_specialty: BTreeMap<&str, Vec<&knowledge::Condition>> = BTreeMap::new();
    for condition in &knowledge.conditions {
        by_specialty.entry(&condition.specialty).or_default().push(condition);
    }
    let body = html! {
        h1 { "Knowledge" }
        p {
            (knowledge.conditions.len()) " conditions, "
            (knowledge.findings.iter().filter(|finding| !finding.is_diagnosed()).count()) " findings, "
            (knowledge.red_flags.len()) " red flags, " (knowledge.drugs.len()) " drugs, "
            a href="rules/interactions.html" { (knowledge.interactions.all.len()) " interactions" } ", "
            a href="rules/prevention.html" { (knowledge.preventions.len()) " preventions, " (knowledge.scores.len()) " risk scores" }
            "; " a href="rules/not-covered.html" { (knowledge.not_covered.len()) " diagnoses left out" }
            "; reviewed by a named person: " (knowledge.reviews.len())
        }
        p .small { "Fingerprint " code { (knowledge.fingerprint) } }
        label { "Search in English, Chinese or ICD-10: " input #search type="search" autocomplete="off" data-index="index.json"; }
        ul #found {}
        @for (specialty, conditions) in by_specialty {
            details open {
                summary { (specialty.replace('_', " ")) " (" (conditions.len()) ")" }
                ul .columns { @for condition in conditions { li { a href=(format!("condition/{}.html", condition.id)) { (both(&condition.name)) } } } }
            }
        }
        details { summary { "Red flags" } ul .columns { @for flag in &knowledge.red_flags { li { a href=(format!("redflag/{}.html", flag.id)) { (flag.id) " " (both(&flag.name)) } } } } }
        details { summary { "Drugs" } ul .columns { @for drug in &knowledge.drugs { li { a href=(format!("drug/{}.html", drug.id)) { (both(&drug.name)) } } } } }
        details { summary { "Findings" } ul .columns { @for words in &knowledge.lexicon.findings { li { a href=(format!("finding/{}.html", words.id)) { (both(&words.name)) } } } } }
        script #index type="application/json" { (PreEscaped(index(knowledge))) }
    };
    shell("Knowledge", "", body)
}

/// Every name with where it leads, as JSON that cannot end the script element it stands in.
fn index(knowledge: &Knowledge) -> String {
    let mut rows: Vec<(String, String, String)> = Vec::new();
    for condition in &knowledge.conditions {
        let names = condition.names(facts::Language::En).chain(condition.names(facts::Language::Zh)).collect::<Vec<_>>().join(" | ");
        rows.push((
            format!("{} {}", condition.name.en, condition.name.zh),
            format!("condition/{}.html", condition.id),
            format!("{names} | {}", condition.icd10),
        ));
    }
    for words in &knowledge.lexicon.findings {
        let lay = words.lay.en.iter().chain(&words.lay.zh).cloned().collect::<Vec<_>>().join(" | ");
        rows.push((format!("{} {}", words.name.en, words.name.zh), format!("finding/{}.html", words.id), lay));
    }
    for drug in &knowledge.drugs {
        rows.push((format!("{} {}", drug.name.en, drug.name.zh), format!("drug/{}.html", drug.id), drug.atc.clone()));
    }
    for flag in &knowledge.red_flags {
        rows.push((format!("{} {}", flag.name.en, flag.name.zh), format!("redflag/{}.html", flag.id), flag.id.clone()));
    }
    serde_json::to_string(&rows).unwrap_or_else(|_| "[]".to_owned()).replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Arc<Knowledge> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../knowledge");
        Arc::new(knowledge::read(std::path::Path::new(folder)).expect("the folder can be read").0.expect("the knowledge is sound"))
    }

    #[test]
    fn every_entry_has_a_page_and_every_link_leads_to_one() {
        let pages = pages(&small());
        let paths: std::collections::BTreeSet<&str> = pages.iter().map(|page| page.path.as_str()).collect();
        for page in pages.iter().filter(|page| page.path.ends_with(".html")) {
            for target in page.content.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                let wanted = match (target.strip_prefix("../"), page.path.contains('/')) {
                    (Some(target), true) => target,
                    _ => target,
                };
                assert!(wanted.starts_with("http") || paths.contains(wanted), "{} links to {target}", page.path);
            }
        }
    }

    #[test]
    fn names_cannot_end_the_index() {
        assert!(!index(&small()).contains('<'));
    }
}
