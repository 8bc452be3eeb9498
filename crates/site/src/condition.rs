//! The page of a condition. What must not live here: other entries.

use figures::Bar;
use knowledge::{Condition, Evidence, Kind, Knowledge, Link};
use maud::{Markup, PreEscaped, html};

use crate::ranks::Ranks;
use crate::{both, link};

pub fn page(knowledge: &Knowledge, at: usize, ranks: &Ranks) -> Markup {
    let condition = &knowledge.conditions[at];
    html! {
        h1 { (both(&condition.name)) }
        p { code { (condition.id) } " ICD-10 " (condition.icd10) " | " (condition.specialty) " | " (condition.urgency.id()) @if condition.cant_miss { " | must not be missed" } }
        p .small { "Also: " (condition.also.en.join("; ")) " " span lang="zh-CN" .zh { (condition.also.zh.join("；")) } }
        (reviews(knowledge, &condition.id))
        p { (both(&condition.what)) }
        (lines("What to do", &condition.do_now))
        (lines("Watch for", &condition.watch_for))
        h2 { "How common" }
        p { (condition.prior.per_visit) " of first-contact visits; women \u{d7}" (condition.prior.sex.female) ", men \u{d7}" (condition.prior.sex.male) (evidence(None, condition)) }
        (ages(condition))
        @if !condition.risks.is_empty() {
            table {
                thead { tr { th { "Risk" } th { "Odds ratio" } th { "Evidence" } } }
                tbody { @for risk in &condition.risks { tr {
                    td { (finding(knowledge, risk.finding)) }
                    td .number { (risk.odds_ratio) }
                    td { (evidence(risk.evidence.as_ref(), condition)) }
                } } }
            }
        }
        h2 { "Findings" }
        (findings(knowledge, condition))
        h2 { "Confused with" }
        p { "Named mimics: " @for mimic in &condition.mimics { @if let Some(other) = knowledge.condition_index(mimic) { (link("condition", mimic, &knowledge.conditions[other].name.en)) "; " } } }
        @if !ranks.confused[at].is_empty() {
            p { "Among the three that lead its vignettes: "
                @for (other, times) in ranks.confused[at].iter().take(8) {
                    (link("condition", &knowledge.conditions[*other].id, &knowledge.conditions[*other].name.en)) " (" (times) "); "
                }
            }
        }
        h2 { "Red flags and tests" }
        p { @for flag in &condition.red_flags { (link("redflag", flag, flag)) " " } }
        p { @for test in &condition.tests { (finding(knowledge, *test)) "; " } }
        (plan(knowledge, condition))
        h2 { "Vignettes" }
        (vignettes(knowledge, at, ranks))
        @if !condition.sources.is_empty() {
            h2 { "Sources" }
            ul { @for source in &condition.sources { li { (source.id) ": " (source.cite) " " (source.url) " (" (source.licence) ")" } } }
        }
        p .small { "File " code { "knowledge/" (condition.file) } "; to review it: " code { "xinglin knowledge review " (condition.id) " --by NAME --as ROLE" } }
    }
}

/// Who vouches for an entry as it is now.
pub fn reviews(knowledge: &Knowledge, id: &str) -> Markup {
    let mut reviews = knowledge.reviews.iter().filter(|review| review.of == id).peekable();
    html! {
        @if reviews.peek().is_none() { p .low { "Draft: not reviewed." } }
        @for review in reviews { p { "Reviewed by " (review.by) ", " (review.role) ", " (review.on) } }
    }
}

fn lines(title: &str, lines: &facts::Phrases) -> Markup {
    html! { h3 { (title) } ul { @for (at, en) in lines.en.iter().enumerate() { li { (en) " " span lang="zh-CN" .zh { (lines.zh.get(at).map_or("", String::as_str)) } } } } }
}

fn finding(knowledge: &Knowledge, index: u16) -> Markup {
    let words = &knowledge.lexicon.findings[usize::from(index)];
    link("finding", words.id.as_str(), &words.name.en)
}

fn evidence(own: Option<&Evidence>, condition: &Condition) -> Markup {
    let evidence = own.unwrap_or(&condition.evidence);
    let kind = if evidence.kind == Kind::Published { "published" } else { "estimate" };
    html! { span .small { " " (kind) ", " (evidence.source) ", " (evidence.grade) } }
}

/// Rate ratios over the ages, the greatest as the full bar.
fn ages(condition: &Condition) -> Markup {
    let most = condition.prior.age.iter().map(|band| band.rr).fold(0.0, f64::max);
    if most <= 0.0 {
        return html! {};
    }
    let bars: Vec<Bar> = condition
        .prior
        .age
        .iter()
        .map(|band| Bar { label: format!("{} to {} years: \u{d7}{}", band.from, band.to, band.rr), share: band.rr / most })
        .collect();
    html! { (PreEscaped(figures::bars("Rate by age", &bars).svg)) }
}

fn findings(knowledge: &Knowledge, condition: &Condition) -> Markup {
    let mut links: Vec<&Link> = condition.links.iter().collect();
    links.sort_by(|a, b| b.p.total_cmp(&a.p).then(a.finding.cmp(&b.finding)));
    html! {
        table {
            thead { tr { th { "Finding" } th { "Chance here" } th {} th { "In others" } th { "Nats if present" } th { "Nats if denied" } th { "Levels" } th { "Evidence" } } }
            tbody { @for one in links { (row(knowledge, condition, one)) } }
        }
    }
}

fn row(knowledge: &Knowledge, condition: &Condition, link: &Link) -> Markup {
    let entry = knowledge.finding(link.finding);
    let words = &knowledge.lexicon.findings[usize::from(link.finding)];
    let levels: Vec<String> = link
        .levels
        .iter()
        .zip(&words.levels)
        .filter(|(share, _)| **share > 0.0)
        .map(|(share, level)| format!("{} {}", level.name.en, figures::percent(*share)))
        .collect();
    let age = match (link.from, link.to) {
        (None, None) => String::new(),
        (from, to) => format!(" ({} to {} years)", from.unwrap_or(0.0), to.unwrap_or(120.0)),
    };
    html! {
        tr {
            td { (finding(knowledge, link.finding)) (age) }
            @if entry.always() {
                td colspan="5" .small { "always there; only its kind tells" }
            } @else {
                td .number { (figures::percent(link.p)) }
                td { (PreEscaped(bar(link.p))) }
                td .number { (figures::percent(entry.leak)) }
                td .number { (format!("{:+.1}", (link.p / entry.leak).ln())) }
                td .number { (format!("{:+.2}", ((1.0 - link.p.min(0.99)) / (1.0 - entry.leak)).ln())) }
            }
            td .small { (levels.join(", ")) }
            td { (evidence(link.evidence.as_ref(), condition)) }
        }
    }
}

/// A chance as a bar of a table's cell.
fn bar(share: f64) -> String {
    let width = (share.clamp(0.0, 1.0) * 90.0).round();
    format!(
        "<svg width=\"90\" height=\"10\" aria-hidden=\"true\"><rect width=\"90\" height=\"10\" class=\"track\"/><rect width=\"{width}\" height=\"10\" class=\"fill\"/></svg>"
    )
}

fn plan(knowledge: &Knowledge, condition: &Condition) -> Markup {
    let Some(plan) = knowledge.plan(&condition.id) else { return html! { p .low { "There is no plan." } } };
    html! {
        h2 { "Plan" }
        table {
            thead { tr { th { "When" } th { "Option for the clinician" } th { "Drugs" } } }
            tbody { @for treatment in &plan.treatment { tr {
                td { @if treatment.when.is_empty() { "all others" } @else { code { (treatment.when) } } }
                td { (both(&treatment.option)) }
                td { @for drug in &treatment.drugs { (link("drug", drug, drug)) " " } }
            } } }
        }
        (lines("Follow-up", &plan.follow_up))
        @if !plan.rehabilitation.en.is_empty() { (lines("Rehabilitation", &plan.rehabilitation)) }
        @if !plan.prevention.en.is_empty() { (lines("Prevention", &plan.prevention)) }
    }
}

fn vignettes(knowledge: &Knowledge, at: usize, ranks: &Ranks) -> Markup {
    let condition = &knowledge.conditions[at];
    html! {
        table {
            thead { tr { th { "Vignette" } th { "Rank" } th { "Urgency, at least" } th { "What leads" } } }
            tbody { @for (vignette, outcome) in condition.cases.iter().zip(&ranks.outcomes[at]) { tr {
                td {
                    (vignette.name) @if vignette.blind { span .small { " written without sight of this entry" } }
                    br; (vignette.story.en) " " span lang="zh-CN" .zh { (vignette.story.zh) }
                }
                td .number { @match outcome.rank { Some(rank) => (rank), None => span .low { "none" } } }
                td { span .low[outcome.urgency < vignette.at_least] { (outcome.urgency.id()) } ", " (vignette.at_least.id()) }
                td { @for (other, chance) in &outcome.leading { (link("condition", &knowledge.conditions[*other].id, &knowledge.conditions[*other].name.en)) " " (figures::percent(*chance)) "; " } }
            } } }
        }
    }
}
