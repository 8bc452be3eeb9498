//! `xinglin knowledge show|diff`: one entry with its numbers, and what changed between two folders.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, bail};
use facts::Language;
use knowledge::{Agent, Condition, Drug, Finding, Knowledge, RedFlag};
use reasoner::Reasoner;

/// Writes every page into a folder.
pub fn site(knowledge: &Arc<Knowledge>, out: &std::path::Path) -> anyhow::Result<()> {
    let pages = site::pages(knowledge);
    for page in &pages {
        let path = out.join(&page.path);
        let folder = path.parent().unwrap_or(out);
        std::fs::create_dir_all(folder).with_context(|| format!("failed to make {}", folder.display()))?;
        std::fs::write(&path, &page.content).with_context(|| format!("failed to write {}", path.display()))?;
    }
    println!("{} pages in {}: open {}", pages.len(), out.display(), out.join("index.html").display());
    Ok(())
}

/// Prints one condition, finding or red flag.
pub fn show(knowledge: &Arc<Knowledge>, id: &str) -> anyhow::Result<()> {
    if let Some(at) = knowledge.condition_index(id) {
        condition(knowledge, at);
    } else if let Some(index) = knowledge.finding_index(id) {
        finding(knowledge, knowledge.finding(index), index);
    } else if let Some(flag) = knowledge.red_flags.iter().find(|flag| flag.id == id) {
        red_flag(flag);
    } else if let Some(drug) = knowledge.drugs.iter().find(|drug| drug.id == id) {
        self::drug(drug);
    } else {
        let part = id.to_lowercase();
        let near: Vec<&str> = knowledge
            .conditions
            .iter()
            .filter(|condition| {
                [Language::En, Language::Zh]
                    .iter()
                    .any(|language| condition.names(*language).any(|name| name.to_lowercase().contains(&part)))
            })
            .map(|condition| condition.id.as_str())
            .take(8)
            .collect();
        bail!(
            "there is no condition, finding or red flag {id:?}{}",
            if near.is_empty() { String::new() } else { format!("; near: {}", near.join(", ")) }
        );
    }
    reviews(knowledge, id);
    Ok(())
}

fn reviews(knowledge: &Knowledge, id: &str) {
    for review in knowledge.reviews.iter().filter(|review| review.of == id) {
        println!("reviewed by {}, {}, on {}", review.by, review.role, review.on);
    }
}

fn condition(knowledge: &Arc<Knowledge>, at: usize) {
    let condition = &knowledge.conditions[at];
    println!("{} | {} | {} | ICD-10 {} | {}", condition.id, condition.name.en, condition.name.zh, condition.icd10, condition.specialty);
    println!("also: {} | {}", condition.also.en.join("; "), condition.also.zh.join("; "));
    println!(
        "urgency {:?}, status {:?}, can't miss {}, source {} ({:?}, grade {})",
        condition.urgency,
        condition.status,
        condition.cant_miss,
        condition.evidence.source,
        condition.evidence.kind,
        condition.evidence.grade
    );
    println!(
        "share of first-contact visits {}, women x{}, men x{}",
        condition.prior.per_visit, condition.prior.sex.female, condition.prior.sex.male
    );
    for band in &condition.prior.age {
        println!("  from {} to {} years x{}", band.from, band.to, band.rr);
    }
    for risk in &condition.risks {
        println!("  risk {}: odds ratio {}", knowledge.name(risk.finding, Language::En), risk.odds_ratio);
    }
    println!("\n{:>8} {:>9} {:>7}  finding", "p", "leak", "p/leak");
    let mut links: Vec<_> = condition.links.iter().filter(|link| !knowledge.finding(link.finding).always()).collect();
    links.sort_by(|a, b| b.p.total_cmp(&a.p).then(a.finding.cmp(&b.finding)));
    for link in links {
        let leak = knowledge.finding(link.finding).leak;
        println!("{:>8} {:>9} {:>7.1}  {}", link.p, leak, link.p / leak, knowledge.finding(link.finding).id);
    }
    println!("\nred flags: {}\nmimics: {}", condition.red_flags.join(" "), condition.mimics.join(" "));
    let reasoner = Reasoner::new(Arc::clone(knowledge));
    for vignette in &condition.cases {
        let assessment = reasoner.assess(&vignette.case(knowledge), &[]);
        println!("case {}: rank {}, urgency {:?}", vignette.name, place(assessment.differential.rank(at)), assessment.urgency);
    }
}

fn finding(knowledge: &Knowledge, finding: &Finding, index: u16) {
    println!("{} | {} | {}", finding.id, knowledge.name(index, Language::En), knowledge.name(index, Language::Zh));
    println!(
        "{:?}, known by {:?}, rate {}, leak {}, mentioned unasked {}, cost {}",
        finding.shape, finding.by, finding.rate, finding.leak, finding.mention, finding.cost
    );
    for level in &finding.levels {
        println!("  {}: share {}{}", level.id, level.share, if level.normal { ", normal" } else { "" });
    }
    let mut users: Vec<(f64, &str)> = knowledge
        .conditions
        .iter()
        .flat_map(|condition| condition.links.iter().filter(|link| link.finding == index).map(|link| (link.p, condition.id.as_str())))
        .collect();
    users.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    users.iter().for_each(|(p, id)| println!("{p:>8}  {id}"));
}

fn red_flag(flag: &RedFlag) {
    println!("{} | {} | {} | {:?}", flag.id, flag.name.en, flag.name.zh, flag.urgency);
    println!("when {}\nthen {} | {}", flag.when, flag.action.en, flag.action.zh);
    println!(
        "points to {}; {} cases fire it, {} nearly do ({})",
        flag.conditions.join(", "),
        flag.fires.len(),
        flag.nearly.len(),
        flag.file
    );
}

fn drug(drug: &Drug) {
    println!("{} | {} | {} | ATC {} | {}", drug.id, drug.name.en, drug.name.zh, drug.atc, drug.class.join(", "));
    println!("status {:?}, source {} ({:?}, grade {})", drug.status, drug.evidence.source, drug.evidence.kind, drug.evidence.grade);
    for dose in &drug.doses {
        let per_kg = if dose.per_kg { "/kg" } else { "" };
        let cap = dose.most_a_day_per_kg.map_or(String::new(), |cap| format!(", {cap} {}/kg", dose.unit));
        println!(
            "dose {}: {}-{} {}{per_kg} every {}-{} h, at most {} {}{cap} a day, when {}",
            dose.id, dose.amount.0, dose.amount.1, dose.unit, dose.every_h.0, dose.every_h.1, dose.most_a_day, dose.unit, dose.who
        );
    }
    for (organ, changes) in [("kidney", &drug.renal), ("liver", &drug.hepatic)] {
        changes.iter().for_each(|change| println!("{organ}{}: {}", if change.forbids { ", forbidden" } else { "" }, change.then.en));
    }
    println!("pregnancy {:?}: {}", drug.pregnancy.level, drug.pregnancy.why.en);
    println!("breast-feeding {:?}: {}", drug.lactation.level, drug.lactation.why.en);
    println!("allergies that forbid it: {}", drug.allergy.join(", "));
    for against in &drug.contraindications {
        println!("{}: {}", if against.absolute { "never" } else { "only where nothing is better" }, against.why.en);
    }
}

/// Prints what each pair of medicines does together.
pub fn interactions(knowledge: &Knowledge, medicines: &[String]) -> anyhow::Result<()> {
    let ears = language::Ears::new(&knowledge.lexicon);
    let all: Vec<Agent> = knowledge.agents().collect();
    let mut agents: Vec<&Agent> = Vec::new();
    for medicine in medicines {
        let by_name = || ears.medicines_named(medicine).first().and_then(|at| all.get(*at));
        match all.iter().find(|agent| &agent.id == medicine).or_else(by_name) {
            Some(agent) => agents.push(agent),
            None => bail!("there is no medicine {medicine:?}: what is not known cannot be checked"),
        }
    }
    let mut found = 0;
    for (at, one) in agents.iter().enumerate() {
        for other in &agents[at + 1..] {
            for row in knowledge.together(one, other) {
                found += 1;
                println!("{:?} {}: {} and {}: {}; {}", row.severity, row.id, one.name.en, other.name.en, row.effect.en, row.action.en);
                println!("    {}和{}：{}；{}", one.name.zh, other.name.zh, row.effect.zh, row.action.zh);
            }
        }
    }
    println!("{found} interactions known of {} medicines; drafts, not reviewed", agents.len());
    Ok(())
}

/// Prints what differs between two knowledges, and which vignettes moved.
pub fn diff(before: &Arc<Knowledge>, after: &Arc<Knowledge>) {
    println!("{} -> {}", before.fingerprint, after.fingerprint);
    entries("finding", &before.findings, &after.findings, |finding| finding.id.to_string());
    entries("red flag", &before.red_flags, &after.red_flags, |flag| flag.id.clone());
    entries("drug", &before.drugs, &after.drugs, |drug| drug.id.clone());
    entries("condition", &before.conditions, &after.conditions, |condition| condition.id.clone());
    for new in &after.conditions {
        if let Some(at) = before.condition_index(&new.id) {
            links(before, after, &before.conditions[at], new);
        }
    }
    let (old, new) = (ranks(before), ranks(after));
    for (name, rank) in &new {
        if let Some(was) = old.get(name).filter(|was| *was != rank) {
            println!("vignette {name}: rank {} -> {}", place(*was), place(*rank));
        }
    }
}

fn entries<T: PartialEq>(kind: &str, before: &[T], after: &[T], id: impl Fn(&T) -> String) {
    let old: BTreeMap<String, &T> = before.iter().map(|entry| (id(entry), entry)).collect();
    let new: BTreeMap<String, &T> = after.iter().map(|entry| (id(entry), entry)).collect();
    old.keys().filter(|id| !new.contains_key(*id)).for_each(|id| println!("- {kind} {id}"));
    for (id, entry) in &new {
        match old.get(id) {
            None => println!("+ {kind} {id}"),
            Some(known) if *known != *entry => println!("~ {kind} {id}"),
            Some(_) => {}
        }
    }
}

/// Chances that changed, by name: an index may have moved.
fn links(before: &Knowledge, after: &Knowledge, old: &Condition, new: &Condition) {
    let chances = |knowledge: &Knowledge, condition: &Condition| -> BTreeMap<String, f64> {
        condition.links.iter().map(|link| (knowledge.finding(link.finding).id.to_string(), link.p)).collect()
    };
    let (old_chances, new_chances) = (chances(before, old), chances(after, new));
    for (finding, p) in &new_chances {
        match old_chances.get(finding) {
            None => println!("    {}: + {finding} p = {p}", new.id),
            Some(was) if was != p => println!("    {}: {finding} p = {was} -> {p}", new.id),
            Some(_) => {}
        }
    }
    old_chances.keys().filter(|finding| !new_chances.contains_key(*finding)).for_each(|finding| println!("    {}: - {finding}", new.id));
}

fn place(rank: Option<usize>) -> String {
    rank.map_or("none".to_owned(), |rank| rank.to_string())
}

fn ranks(knowledge: &Arc<Knowledge>) -> BTreeMap<String, Option<usize>> {
    let reasoner = Reasoner::new(Arc::clone(knowledge));
    let mut ranks = BTreeMap::new();
    for (at, condition) in knowledge.conditions.iter().enumerate() {
        for vignette in &condition.cases {
            let assessment = reasoner.assess(&vignette.case(knowledge), &[]);
            ranks.insert(format!("{} {}", condition.id, vignette.name), assessment.differential.rank(at));
        }
    }
    ranks
}
