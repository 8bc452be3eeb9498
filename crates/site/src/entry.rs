//! The pages of findings, drugs, red flags and lists of rules. What must not live here: conditions.

use knowledge::{Drug, Knowledge, RedFlag, Truth, View};
use maud::{Markup, html};

use crate::condition::reviews;
use crate::{both, link};

pub fn finding(knowledge: &Knowledge, index: usize) -> Markup {
    let (entry, words) = (&knowledge.findings[index], &knowledge.lexicon.findings[index]);
    let mut users: Vec<(f64, usize)> = Vec::new();
    for (at, condition) in knowledge.conditions.iter().enumerate() {
        users.extend(condition.links.iter().filter(|link| usize::from(link.finding) == index).map(|link| (link.p, at)));
    }
    users.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let risks = knowledge.conditions.iter().filter(|condition| condition.risks.iter().any(|risk| usize::from(risk.finding) == index));
    html! {
        h1 { (both(&words.name)) }
        p { code { (words.id) } " " (format!("{:?}", entry.shape)) ", known by " (format!("{:?}", entry.by)) @if let Some(unit) = &words.unit { ", in " (unit) } }
        (reviews(knowledge, words.id.as_str()))
        p { "Asked: " (both(&words.ask)) }
        p { "In " (figures::percent(entry.rate)) " of all visits, in " (figures::percent(entry.leak)) " of those with none of these conditions; said unasked by " (figures::percent(entry.mention)) "; cost " (entry.cost) @if entry.ionising { ", takes rays" } }
        p .small { (entry.evidence.source) ", " (entry.evidence.grade) }
        @if let Some(parent) = entry.of { p { "Asked only of those with " (link("finding", knowledge.finding(parent).id.as_str(), knowledge.name(parent, facts::Language::En))) } }
        h2 { "Words" }
        p { (words.lay.en.join("; ")) }
        p lang="zh-CN" { (words.lay.zh.join("；")) }
        @if !words.levels.is_empty() {
            table {
                thead { tr { th { "Level" } th { "Share" } th { "Words" } } }
                tbody { @for (level, numbers) in words.levels.iter().zip(&entry.levels) { tr {
                    td { (both(&level.name)) @if level.normal { " (normal)" } @if let (Some(from), Some(to)) = (level.from, level.to) { " " (from) " to " (to) } }
                    td .number { (figures::percent(numbers.share)) }
                    td .small { (level.lay.en.join("; ")) " " span lang="zh-CN" { (level.lay.zh.join("；")) } }
                } } }
            }
        }
        h2 { "Conditions" }
        table { tbody { @for (p, at) in users { tr {
            td { (link("condition", &knowledge.conditions[at].id, &knowledge.conditions[at].name.en)) }
            td .number { @if entry.always() { "" } @else { (figures::percent(p)) } }
        } } } }
        p { "A risk of: " @for condition in risks { (link("condition", &condition.id, &condition.name.en)) "; " } }
    }
}

pub fn drug(knowledge: &Knowledge, drug: &Drug) -> Markup {
    html! {
        h1 { (both(&drug.name)) }
        p { code { (drug.id) } " ATC " (drug.atc) " | " (drug.class.join(", ")) }
        (reviews(knowledge, &drug.id))
        table {
            thead { tr { th { "Dose" } th { "For" } th { "Amount" } th { "Every" } th { "Most a day" } } }
            tbody { @for dose in &drug.doses { tr {
                td { (dose.id) }
                td { code { (dose.who) } }
                td { (dose.amount.0) " to " (dose.amount.1) " " (dose.unit) @if dose.per_kg { "/kg" } }
                td { (dose.every_h.0) " to " (dose.every_h.1) " h" }
                td { (dose.most_a_day) " " (dose.unit) @if let Some(cap) = dose.most_a_day_per_kg { ", " (cap) " " (dose.unit) "/kg" } }
            } } }
        }
        h2 { "Against it" }
        ul { @for against in &drug.contraindications { li { @if against.absolute { "Never: " } @else { "Only where nothing is better: " } (both(&against.why)) } } }
        @for (organ, changes) in [("Kidney", &drug.renal), ("Liver", &drug.hepatic)] {
            h3 { (organ) }
            ul { @for change in changes { li { @if change.forbids { "Forbidden: " } (both(&change.then)) } } }
        }
        p { "Pregnancy: " (format!("{:?}", drug.pregnancy.level)) ". " (both(&drug.pregnancy.why)) }
        p { "Breast-feeding: " (format!("{:?}", drug.lactation.level)) ". " (both(&drug.lactation.why)) }
        p { "Allergies that forbid it: " (drug.allergy.join(", ")) }
        h2 { "In plans" }
        p { @for plan in knowledge.plans.iter().filter(|plan| plan.treatment.iter().any(|one| one.drugs.contains(&drug.id))) { (link("condition", &plan.of, &plan.of)) " " } }
        p .small { (drug.evidence.source) ", " (drug.evidence.grade) "; file " code { "knowledge/" (drug.file) } }
    }
}

pub fn red_flag(knowledge: &Knowledge, flag: &RedFlag) -> Markup {
    let example = |example: &knowledge::Example| {
        let has: Vec<&str> = example.has.iter().map(|stated| knowledge.finding(stated.finding).id.as_str()).collect();
        let mut case = facts::Case::new(example.person);
        example.has.iter().for_each(|stated| {
            case.merge(stated.fact(knowledge));
        });
        for absent in &example.hasnt {
            case.merge(facts::Fact::new(knowledge.finding(*absent).id.as_str(), facts::State::Absent));
        }
        let holds = flag.rule.truth(&View::of(knowledge, &case).0) == Truth::True;
        html! { li { (example.person.age_years.map_or(String::new(), |age| format!("{age} years, "))) (has.join(", ")) ": " @if holds { "fires" } @else { "does not fire" } } }
    };
    html! {
        h1 { (flag.id) " " (both(&flag.name)) }
        p { (flag.urgency.id()) }
        (reviews(knowledge, &flag.id))
        p { code { (flag.when) } }
        p { (both(&flag.action)) }
        p { "Points to: " @for id in flag.conditions.iter().filter(|id| knowledge.condition_index(id).is_some()) { (link("condition", id, id)) " " } }
        h2 { "Cases" }
        ul { @for one in flag.fires.iter().chain(&flag.nearly) { (example(one)) } }
    }
}

pub fn prevention(knowledge: &Knowledge) -> Markup {
    html! {
        h1 { "Prevention" }
        table {
            thead { tr { th { "What" } th { "Of whom" } th { "Advice" } th { "Guidance" } } }
            tbody { @for one in &knowledge.preventions { tr {
                td { (both(&one.name)) br; span .small { (format!("{:?}", one.kind)) ", " (one.region) } }
                td { code { (one.when) } }
                td { (both(&one.advice)) @if let Some(months) = one.every_months { " (every " (months) " months)" } }
                td .small { (one.source.cite) " " (one.source.url) }
            } } }
        }
        h1 { "Risk scores" }
        @for score in &knowledge.scores {
            h2 { (both(&score.name)) }
            p { code { (score.when) } }
            ul {
                @for factor in &score.factors { li { (both(&factor.name)) ": " (factor.rows.iter().map(|(_, points)| points.to_string()).collect::<Vec<_>>().join(", ")) " points" } }
                @for term in &score.linear { li { (both(&term.name)) " \u{d7} " (term.times) } }
            }
            ul { @for band in &score.bands { li { @if band.from > f64::MIN { "from " (band.from) " " } @if band.to < f64::MAX { "to under " (band.to) } ": " (both(&band.says)) } } }
            p .small { (score.source.cite) " " (score.source.url) }
        }
    }
}

pub fn not_covered(knowledge: &Knowledge) -> Markup {
    html! {
        h1 { "Not covered" }
        p { "Diagnoses that primary care or an examination asks for and that are no condition of their own, with the reason and what will lead in their stead." }
        table {
            thead { tr { th { "Diagnosis" } th { "Asked for by" } th { "Why" } th { "What leads instead" } } }
            tbody { @for one in &knowledge.not_covered { tr {
                td { (both(&one.name)) } td { (one.of) } td { (both(&one.why)) }
                td { @if one.instead.is_empty() { "something else" } @for id in &one.instead { (link("condition", id, id)) " " } }
            } } }
        }
    }
}

pub fn interactions(knowledge: &Knowledge) -> Markup {
    html! {
        h1 { "Interactions" }
        table {
            thead { tr { th { "Id" } th { "One of" } th { "with one of" } th { "Severity" } th { "Effect" } th { "What to do" } } }
            tbody { @for one in &knowledge.interactions.all { tr {
                td { (one.id) } td { (one.a.join(", ")) } td { (one.b.join(", ")) } td { (format!("{:?}", one.severity)) }
                td { (both(&one.effect)) } td { (both(&one.action)) }
            } } }
        }
    }
}
