//! From files to knowledge: every file is read, every name is resolved, every problem is kept.
//! What must not live here: the types of either side.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use facts::{Demographics, FindingId, FindingWords, Language, LevelWords, Lexicon, Text, Words};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::model::*;
use crate::parse_rule::{Names, parse};
use crate::problem::{File, Problem, Problems, Severity};
use crate::raw;
use crate::rule::Truth;
use crate::view::View;

/// Reads and checks a folder. The knowledge is there only if no problem is an error.
///
/// # Errors
/// Fails to read the folder or a file in it; problems of content are not failures but are returned.
pub fn read(folder: &Path) -> std::io::Result<(Option<Knowledge>, Vec<Problem>)> {
    files(folder).map(read_files)
}

/// The folder's files as they are.
///
/// # Errors
/// Fails to read the folder or a file in it.
pub fn files(folder: &Path) -> std::io::Result<Vec<File>> {
    let mut files = Vec::new();
    collect(folder, folder, &mut files)?;
    Ok(files)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            let relative = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push(File { path: relative, text: std::fs::read_to_string(&path)? });
        }
    }
    Ok(())
}

/// Assembles knowledge from files in any order.
pub fn read_files(mut files: Vec<File>) -> (Option<Knowledge>, Vec<Problem>) {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut problems = Problems::default();
    let mut knowledge = Knowledge {
        fingerprint: fingerprint(&files),
        findings: Vec::new(),
        conditions: Vec::new(),
        red_flags: Vec::new(),
        drugs: Vec::new(),
        interactions: crate::Interactions::default(),
        not_covered: Vec::new(),
        acuity: Vec::new(),
        plans: Vec::new(),
        preventions: Vec::new(),
        scores: Vec::new(),
        calibration: Calibration::default(),
        reviews: crate::review::reviews(&files, &mut problems),
        lexicon: Lexicon::default(),
    };
    findings(&files, &mut knowledge, &mut problems);
    words(&files, &mut knowledge, &mut problems);
    red_flags(&files, &mut knowledge, &mut problems);
    conditions(&files, &mut knowledge, &mut problems);
    knowledge.drugs = crate::drug::drugs(&files, &knowledge, &mut problems);
    knowledge.interactions = crate::interaction::interactions(&files, &knowledge, &mut problems);
    knowledge.not_covered = crate::not_covered::not_covered(&files, &knowledge, &mut problems);
    knowledge.acuity = crate::acuity::acuity(&files, &knowledge, &mut problems);
    knowledge.plans = crate::plan::plans(&files, &knowledge, &mut problems);
    knowledge.scores = crate::prevention::scores(&files, &knowledge, &mut problems);
    knowledge.preventions = crate::prevention::preventions(&files, &knowledge, &mut problems);
    let substances = knowledge.interactions.substances.iter().map(|substance| crate::drug::names(&substance.name, &substance.also));
    knowledge.lexicon.medicines = knowledge.drugs.iter().map(|drug| crate::drug::names(&drug.name, &drug.also)).chain(substances).collect();
    if let Some(file) = files.iter().find(|file| file.path == "calibration.toml") {
        match toml::from_str(&file.text) {
            Ok(calibration) => knowledge.calibration = calibration,
            Err(error) => syntax(file, &error, &mut problems),
        }
    }
    references(&files, &knowledge, &mut problems);
    crate::lint::lint(&files, &knowledge, &mut problems);
    problems.0.sort();
    problems.0.dedup();
    let sound = problems.0.iter().all(|problem| problem.severity == Severity::Warning);
    (sound.then_some(knowledge), problems.0)
}

fn fingerprint(files: &[File]) -> String {
    let mut hash = Sha256::new();
    for file in files {
        hash.update((file.path.len() as u64).to_le_bytes());
        hash.update(&file.path);
        hash.update((file.text.len() as u64).to_le_bytes());
        hash.update(&file.text);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn under<'f>(files: &'f [File], folder: &'f str) -> impl Iterator<Item = &'f File> {
    files.iter().filter(move |file| file.path.starts_with(folder))
}

pub fn syntax(file: &File, error: &toml::de::Error, problems: &mut Problems) {
    let line = error.span().map_or(1, |span| file.text[..span.start.min(file.text.len())].matches('\n').count() + 1);
    let message = error.message().to_owned();
    problems.0.push(Problem {
        severity: Severity::Error,
        file: file.path.clone(),
        line,
        message,
        remedy: "see knowledge/FORMAT.md".to_owned(),
    });
}

/// The entries of an array of tables, each read for itself so that one mistake does not hide the next.
pub fn entries<T: DeserializeOwned>(file: &File, key: &str, problems: &mut Problems) -> (Vec<T>, Option<Evidence>) {
    let table: toml::Table = match toml::from_str(&file.text) {
        Ok(table) => table,
        Err(error) => {
            syntax(file, &error, problems);
            return (Vec::new(), None);
        }
    };
    let evidence = table.get("evidence").and_then(|grounds| grounds.clone().try_into::<raw::Grounds>().ok()).map(Evidence::from);
    let mut read = Vec::new();
    for entry in table.get(key).and_then(toml::Value::as_array).into_iter().flatten() {
        let id = entry.get("id").and_then(toml::Value::as_str).unwrap_or("an entry without id").to_owned();
        match entry.clone().try_into() {
            Ok(entry) => read.push(entry),
            Err(error) => problems.error(file, &format!("\"{id}\""), format!("{id}: {}", error.message()), "see knowledge/FORMAT.md"),
        }
    }
    (read, evidence)
}

fn findings(files: &[File], knowledge: &mut Knowledge, problems: &mut Problems) {
    let mut all: BTreeMap<String, (raw::Finding, Evidence, &File)> = BTreeMap::new();
    for file in under(files, "findings/") {
        let (entries, evidence) = entries::<raw::Finding>(file, "finding", problems);
        let Some(evidence) = evidence else {
            problems.error(
                file,
                "[evidence]",
                "no [evidence] for the file's numbers".to_owned(),
                "open the file with [evidence] kind, source, grade",
            );
            continue;
        };
        for entry in entries {
            if let Some((_, _, first)) = all.get(&entry.id) {
                problems.error(
                    file,
                    &format!("\"{}\"", entry.id),
                    format!("{} is already in {}", entry.id, first.path),
                    "keep one of them",
                );
                continue;
            }
            let own = Evidence {
                kind: entry.kind.unwrap_or(evidence.kind),
                source: entry.source.clone().unwrap_or_else(|| evidence.source.clone()),
                grade: evidence.grade.clone(),
            };
            all.insert(entry.id.clone(), (entry, own, file));
        }
    }
    for (disease, finding) in crate::diagnosed::diseases(files, all.values().map(|(finding, _, _)| finding)) {
        knowledge.lexicon.diseases.push(disease);
        if let Some((finding, file)) = finding.zip(files.first()) {
            all.insert(finding.id.clone(), (finding, crate::diagnosed::evidence(), file));
        }
    }
    let conditions: BTreeSet<&str> = knowledge.lexicon.diseases.iter().map(|disease| disease.condition.as_str()).collect();
    for (finding, _, file) in all.values() {
        for unknown in finding.had.iter().filter(|condition| !conditions.contains(condition.as_str())) {
            problems.error(
                file,
                &format!("\"{unknown}\""),
                format!("{} is had with {unknown}, which is not known", finding.id),
                "name a condition",
            );
        }
    }
    let ids: Vec<&String> = all.keys().collect();
    let index = |id: &str| ids.binary_search_by(|known| known.as_str().cmp(id)).ok().and_then(|at| FindingIndex::try_from(at).ok());
    let levels_of = |id: &str| all.get(id).map(|(finding, _, _)| &finding.levels);
    let mut blocks: Vec<&str> = all.values().filter_map(|(finding, _, _)| finding.block.as_deref()).collect();
    blocks.sort_unstable();
    blocks.dedup();
    for (finding, evidence, file) in all.values() {
        let needle = format!("\"{}\"", finding.id);
        let mut implied = |texts: &[String]| -> Vec<Implied> {
            let mut found = Vec::new();
            for text in texts {
                let (id, level) = text.split_once('=').map_or((text.as_str(), None), |(id, level)| (id, Some(level)));
                let place =
                    level.and_then(|level| levels_of(id)?.iter().position(|known| known.id == level)).and_then(|at| u8::try_from(at).ok());
                match index(id) {
                    Some(at) if level.is_none() || place.is_some() => found.push(Implied { finding: at, level: place }),
                    _ => problems.error(
                        file,
                        &needle,
                        format!("{} implies {text}, which is not known", finding.id),
                        "name a finding, or finding=level",
                    ),
                }
            }
            found
        };
        let implies = implied(&finding.implies);
        let becomes = finding.becomes.iter().filter_map(|other| {
            let with = other.with.as_ref().map(|with| implied(std::slice::from_ref(with)));
            let known = with.as_ref().is_none_or(|with| !with.is_empty());
            let into = *implied(std::slice::from_ref(&other.id)).first()?;
            known.then_some(Becomes { into, with: with.and_then(|with| with.first().copied()), from: other.from })
        });
        let becomes: Vec<Becomes> = becomes.collect();
        let levels = finding.levels.iter().map(|level| Level {
            id: level.id.clone(),
            share: level.share,
            normal: level.normal,
            from: level.from,
            to: level.to,
            implies: implied(&level.implies),
        });
        let levels: Vec<Level> = levels.collect();
        check_finding(finding, file, problems);
        let of = finding.of.as_deref().and_then(&index);
        if finding.of.is_some() && of.is_none() {
            problems.error(
                file,
                &needle,
                format!("{} is an attribute of an unknown finding", finding.id),
                "name an existing finding in `of`",
            );
        }
        knowledge.findings.push(Finding {
            id: FindingId::new(&finding.id),
            shape: finding.shape,
            levels,
            rate: finding.rate,
            leak: finding.leak,
            mention: finding.mention,
            cost: finding.cost,
            by: finding.by,
            of,
            implies,
            excludes: finding.excludes.iter().filter_map(|id| index(id)).collect(),
            becomes,
            denies: Vec::new(),
            block: finding.block.as_deref().and_then(|block| blocks.binary_search(&block).ok()).and_then(|at| u16::try_from(at).ok()),
            applies: finding.applies,
            present_means: finding.present_means,
            ionising: finding.ionising,
            discriminates: false,
            evidence: evidence.clone(),
        });
    }
    for at in 0..knowledge.findings.len() {
        let finding = &knowledge.findings[at];
        let implied = finding.implies.iter().filter(|implied| implied.level.is_none()).map(|implied| implied.finding);
        let above: Vec<FindingIndex> = finding.of.into_iter().chain(implied).collect();
        for index in above {
            knowledge.findings[usize::from(index)].denies.extend(FindingIndex::try_from(at));
        }
    }
    knowledge.lexicon.findings = all.values().map(|(finding, _, _)| finding_words(finding)).collect();
}

fn finding_words(finding: &raw::Finding) -> FindingWords {
    let level = |level: &raw::Level| LevelWords {
        id: level.id.clone(),
        name: level.name.clone(),
        lay: level.lay.clone(),
        more: level.more.clone(),
        normal: level.normal,
        from: level.from,
        to: level.to,
    };
    FindingWords {
        id: FindingId::new(&finding.id),
        name: finding.name.clone(),
        shape: finding.shape,
        levels: finding.levels.iter().map(level).collect(),
        ask: finding.ask.clone(),
        lay: finding.lay.clone(),
        more: finding.more.clone(),
        not_lay: finding.not_lay.clone(),
        of: finding.of.as_deref().map(FindingId::new),
        by: finding.by,
        applies: finding.applies,
        unit: finding.unit.clone(),
        plausible: finding.plausible,
    }
}

fn check_finding(finding: &raw::Finding, file: &File, problems: &mut Problems) {
    let needle = format!("\"{}\"", finding.id);
    for (name, number) in [("rate", finding.rate), ("leak", finding.leak), ("mention", finding.mention)] {
        let certain = name == "rate" && number == 1.0;
        let share = number > 0.0 && number < 1.0;
        if !(certain || share) {
            problems.error(file, &needle, format!("{}: {name} = {number}", finding.id), "write a share above 0 and below 1");
        }
    }
    if finding.levels.len() > 32 {
        problems.error(file, &needle, format!("{} has more than 32 levels", finding.id), "merge levels");
    }
    let sum: f64 = finding.levels.iter().filter(|level| !level.normal).map(|level| level.share).sum();
    if !finding.levels.is_empty() && finding.shape != facts::Shape::Multi && (sum - 1.0).abs() > 0.02 {
        problems.error(
            file,
            &needle,
            format!("{}: the shares of its levels sum to {sum:.3}", finding.id),
            "make the shares of the levels that are not normal sum to 1",
        );
    }
}

fn words(files: &[File], knowledge: &mut Knowledge, problems: &mut Problems) {
    for (language, folder) in [(Language::En, "lexicon/en/"), (Language::Zh, "lexicon/zh/")] {
        let Knowledge { lexicon, findings, .. } = &mut *knowledge;
        let all = lexicon.words.entry(language).or_default();
        for file in under(files, folder) {
            match toml::from_str::<Words>(&file.text) {
                Ok(words) => {
                    let idioms = [&words.idiom, &words.group, &words.function, &words.well, &words.inherited];
                    let idioms = idioms.into_iter().flatten().map(|idiom| &idiom.means);
                    let related = words.provoked.iter().chain(&words.relieved).flat_map(|relation| [&relation.complaint, &relation.means]);
                    let patterns = words.pattern.iter().map(|pattern| &pattern.means);
                    let meant = idioms
                        .chain(words.combination.iter().flat_map(|pair| [&pair.means, &pair.character]))
                        .chain(related)
                        .chain(patterns);
                    for means in meant.flatten().filter(|means| !named(findings, means)) {
                        let message = format!("{means} names no finding or no level of it");
                        problems.error(file, &format!("\"{means}\""), message, "write an id, or id=level, that exists");
                    }
                    let known = ["self_harm", "self_harm_now", "harm_to_others", "abuse", "emergency"];
                    for pattern in &words.pattern {
                        let empty = pattern.parts.is_empty() || pattern.parts.iter().any(Vec::is_empty);
                        let nothing = pattern.alarm.as_deref().is_none_or(|alarm| !known.contains(&alarm)) && pattern.means.is_empty();
                        if empty || nothing {
                            let message = "a pattern without parts, or that says nothing".to_owned();
                            problems.error(file, "[[pattern]]", message, "write `parts`, and an `alarm` or `means`");
                        }
                    }
                    for word in &words.sounded {
                        let long = |text: &str| text.chars().count();
                        for typed in word.words.iter().filter(|typed| long(typed) != long(&word.id)) {
                            let message = format!("{typed} is longer or shorter than {}, for which it is typed", word.id);
                            problems.error(file, &format!("\"{typed}\""), message, "write as many characters as the word has");
                        }
                    }
                    for (name, cues) in words.cue {
                        all.cue.entry(name).or_default().extend(cues);
                    }
                    all.site.extend(words.site);
                    all.sensation.extend(words.sensation);
                    all.combination.extend(words.combination);
                    all.idiom.extend(words.idiom);
                    all.same.extend(words.same);
                    all.sounded.extend(words.sounded);
                    all.plain.extend(words.plain);
                    all.group.extend(words.group);
                    all.function.extend(words.function);
                    all.well.extend(words.well);
                    all.pattern.extend(words.pattern);
                    all.inherited.extend(words.inherited);
                    all.trigger.extend(words.trigger);
                    all.provoked.extend(words.provoked);
                    all.relieved.extend(words.relieved);
                }
                Err(error) => syntax(file, &error, problems),
            }
        }
    }
}

/// Whether `id` or `id=level` exists.
fn named(findings: &[Finding], means: &str) -> bool {
    let (id, level) = means.split_once('=').map_or((means, None), |(id, level)| (id, Some(level)));
    findings
        .iter()
        .find(|finding| finding.id.as_str() == id)
        .is_some_and(|finding| level.is_none_or(|level| finding.level(level).is_some()))
}

impl Names for Knowledge {
    fn finding(&self, id: &str) -> Option<FindingIndex> {
        self.finding_index(id)
    }

    fn level(&self, finding: FindingIndex, level: &str) -> Option<usize> {
        self.findings.get(usize::from(finding))?.level(level)
    }

    fn is_number(&self, finding: FindingIndex) -> bool {
        self.findings.get(usize::from(finding)).is_some_and(|finding| finding.shape == facts::Shape::Number)
    }
}

/// Reads `id`, `id=level`, `id=level,level` or `id=number`.
fn stated(knowledge: &Knowledge, text: &str) -> Result<Stated, String> {
    let (id, value) = text.split_once('=').map_or((text, None), |(id, value)| (id, Some(value)));
    let finding = knowledge.finding_index(id).ok_or_else(|| format!("there is no finding {id}"))?;
    let mut stated = Stated { finding, levels: Vec::new(), number: None };
    let Some(value) = value else { return Ok(stated) };
    let place = |level: &str| Knowledge::finding(knowledge, finding).level(level).and_then(|at| u8::try_from(at).ok());
    if let Some(at) = place(value) {
        stated.levels.push(at);
        return Ok(stated);
    }
    if let Ok(number) = value.parse() {
        stated.number = Some(number);
        return Ok(stated);
    }
    for level in value.split(',') {
        stated.levels.push(place(level.trim()).ok_or_else(|| format!("{id} has no level {level:?}"))?);
    }
    Ok(stated)
}

/// What a small case states; each unknown name is a problem.
fn all_stated(
    knowledge: &Knowledge,
    has: &[String],
    hasnt: &[String],
    file: &File,
    problems: &mut Problems,
) -> (Vec<Stated>, Vec<FindingIndex>) {
    let mut read = |texts: &[String]| -> Vec<Stated> {
        let mut found = Vec::new();
        for text in texts {
            match stated(knowledge, text) {
                Ok(one) => found.push(one),
                Err(message) => problems.error(file, text, message, "use an id and a level of knowledge/findings"),
            }
        }
        found
    };
    let has = read(has);
    let hasnt = read(hasnt).into_iter().map(|stated| stated.finding).collect();
    (has, hasnt)
}

fn red_flags(files: &[File], knowledge: &mut Knowledge, problems: &mut Problems) {
    let mut flags: BTreeMap<String, RedFlag> = BTreeMap::new();
    for file in under(files, "redflags/") {
        let (entries, _) = entries::<raw::RedFlag>(file, "redflag", problems);
        for entry in entries {
            let needle = format!("\"{}\"", entry.id);
            let rule = match parse(&entry.when, knowledge) {
                Ok(rule) => rule,
                Err(message) => {
                    problems.error(file, &needle, format!("{}: {message}", entry.id), "write the rule as FORMAT.md shows");
                    continue;
                }
            };
            let mut example = |raw: &raw::Example| {
                let (has, hasnt) = all_stated(knowledge, &raw.has, &raw.hasnt, file, problems);
                Example { person: Demographics { age_years: raw.age_years, sex: raw.sex }, has, hasnt }
            };
            let fires: Vec<Example> = entry.fires.iter().map(&mut example).collect();
            let nearly: Vec<Example> = entry.nearly.iter().map(&mut example).collect();
            for (examples, fire, name) in [(&fires, true, "fires"), (&nearly, false, "nearly")] {
                if examples.is_empty() {
                    problems.error(file, &needle, format!("{} has no `{name}` case", entry.id), "add one: an untested rule is a guess");
                }
                for (at, example) in examples.iter().enumerate() {
                    let view = View::of_example(knowledge, example.person, &example.has, &example.hasnt);
                    if (rule.truth(&view) == Truth::True) != fire {
                        let message = format!("{}: `{name}` case {} is {:?}", entry.id, at + 1, rule.truth(&view));
                        problems.error(file, &needle, message, "mend the rule or the case");
                    }
                }
            }
            let flag = RedFlag {
                id: entry.id.clone(),
                name: entry.name,
                when: entry.when,
                rule,
                conditions: entry.conditions,
                urgency: entry.urgency,
                action: entry.action,
                fires,
                nearly,
                file: file.path.clone(),
            };
            if flags.insert(entry.id.clone(), flag).is_some() {
                problems.error(file, &needle, format!("{} is written twice", entry.id), "keep one of them");
            }
        }
    }
    for flag in flags.values() {
        let mut reads = Vec::new();
        flag.rule.reads(&mut reads);
        for finding in reads {
            knowledge.findings[usize::from(finding)].discriminates = true;
        }
    }
    knowledge.red_flags = flags.into_values().collect();
}

fn conditions(files: &[File], knowledge: &mut Knowledge, problems: &mut Problems) {
    let mut all: BTreeMap<String, Condition> = BTreeMap::new();
    for file in under(files, "conditions/").filter(|file| !file.path.ends_with(".cases.toml")) {
        match toml::from_str::<raw::Condition>(&file.text) {
            Ok(raw) => {
                let condition = condition(raw, knowledge, files, file, problems);
                complete(file, &condition, problems);
                if let Some(first) = all.insert(condition.id.clone(), condition) {
                    problems.error(file, "id", format!("{} is already in {}", first.id, first.file), "keep one of them");
                }
            }
            Err(error) => syntax(file, &error, problems),
        }
    }
    knowledge.conditions = all.into_values().collect();
}

fn condition(raw: raw::Condition, knowledge: &Knowledge, files: &[File], file: &File, problems: &mut Problems) -> Condition {
    let evidence = Evidence::from(raw.evidence);
    let own = |kind: Option<Kind>, source: Option<String>, grade: Option<String>| {
        (kind.is_some() || source.is_some() || grade.is_some()).then(|| Evidence {
            kind: kind.unwrap_or(evidence.kind),
            source: source.unwrap_or_else(|| evidence.source.clone()),
            grade: grade.unwrap_or_else(|| evidence.grade.clone()),
        })
    };
    let mut links = Vec::new();
    for link in raw.findings {
        let needle = format!("\"{}\"", link.id);
        let Some(index) = knowledge.finding_index(&link.id) else {
            problems.error(
                file,
                &needle,
                format!("there is no finding {}", link.id),
                "use an id of knowledge/findings, or add the finding there",
            );
            continue;
        };
        let finding = Knowledge::finding(knowledge, index);
        let p = link.p.unwrap_or(1.0);
        if !(p > 0.0 && p <= 1.0) || (link.p.is_none() && !finding.always()) {
            problems.error(file, &needle, format!("{}: p = {:?}", link.id, link.p), "write a probability above 0 and at most .98");
            continue;
        }
        if p < finding.leak && !link.lowers {
            problems.error(
                file,
                &needle,
                format!("{}: p = {p} is below the leak {}", link.id, finding.leak),
                "write lowers = true, or a greater p",
            );
        }
        let mut levels = vec![0.0; if link.levels.is_empty() { 0 } else { finding.levels.len() }];
        for (level, share) in &link.levels {
            match finding.level(level) {
                Some(at) => levels[at] = *share,
                None => problems.error(file, &needle, format!("{} has no level {level:?}", link.id), "use a level of the finding"),
            }
        }
        let sum: f64 = levels.iter().sum();
        if !levels.is_empty() && finding.shape != facts::Shape::Multi && (sum - 1.0).abs() > 0.03 {
            problems.error(file, &needle, format!("{}: levels sum to {sum:.3}", link.id), "make them sum to 1");
        }
        let evidence = own(link.kind, link.source, link.grade);
        links.push(Link { finding: index, p: p.min(0.995), levels, from: link.from, to: link.to, evidence });
    }
    if let Some(finding) = knowledge.finding_index(&crate::diagnosed::id(&raw.id)) {
        links.push(Link { finding, p: crate::diagnosed::chance(raw.course), levels: Vec::new(), from: None, to: None, evidence: None });
    }
    let mut risks = Vec::new();
    for risk in raw.risks {
        let needle = format!("\"{}\"", risk.id);
        let Some(index) = knowledge.finding_index(&risk.id) else {
            problems.error(file, &needle, format!("there is no finding {}", risk.id), "use an id of knowledge/findings");
            continue;
        };
        let level =
            risk.level.as_deref().and_then(|level| Knowledge::finding(knowledge, index).level(level)).and_then(|at| u8::try_from(at).ok());
        if risk.level.is_some() && level.is_none() {
            problems.error(file, &needle, format!("{} has no level {:?}", risk.id, risk.level), "use a level of the finding");
        }
        if !(0.01..=1000.0).contains(&risk.or) {
            problems.error(file, &needle, format!("{}: odds ratio {}", risk.id, risk.or), "write an odds ratio from .01 to 1000");
        }
        risks.push(Risk { finding: index, level, odds_ratio: risk.or, evidence: own(risk.kind, risk.source, risk.grade) });
    }
    if links.len() < 8 {
        problems.warning(file, "findings", format!("only {} findings", links.len()), "add the discriminating ones");
    }
    if !(raw.prior.per_visit > 0.0 && raw.prior.per_visit < 1.0) {
        problems.error(file, "per_visit", format!("per_visit = {}", raw.prior.per_visit), "write a share above 0 and below 1");
    }
    let mut tests = Vec::new();
    for id in &raw.tests {
        match knowledge.finding_index(id) {
            Some(index) => tests.push(index),
            None => problems.error(file, id, format!("there is no test {id}"), "use an id of knowledge/findings"),
        }
    }
    let cases = cases(&file.path, knowledge, files, problems);
    if cases.len() < 3 {
        problems.error(
            file,
            "id",
            format!("only {} cases beside it", cases.len()),
            "write at least three: typical, atypical, against a mimic",
        );
    }
    let status = crate::review::status(file, &raw.id, raw.status, &knowledge.reviews, problems);
    Condition {
        id: raw.id,
        name: raw.name,
        also: raw.also,
        icd10: raw.icd10,
        specialty: raw.specialty,
        group: raw.group,
        course: raw.course,
        cant_miss: raw.cant_miss,
        urgency: raw.urgency,
        status,
        red_flags: raw.redflags,
        mimics: raw.mimics,
        what: raw.what,
        do_now: raw.do_now,
        watch_for: raw.watch_for,
        tests,
        links,
        risks,
        applies: raw.applies,
        prior: raw.prior,
        evidence,
        sources: raw.source,
        cases,
        file: file.path.clone(),
    }
}

fn cases(path: &str, knowledge: &Knowledge, files: &[File], problems: &mut Problems) -> Vec<Vignette> {
    let beside = path.replace(".toml", ".cases.toml");
    let Some(file) = files.iter().find(|file| file.path == beside) else { return Vec::new() };
    let raw: raw::Cases = match toml::from_str(&file.text) {
        Ok(raw) => raw,
        Err(error) => {
            syntax(file, &error, problems);
            return Vec::new();
        }
    };
    let mut vignettes = Vec::new();
    for case in raw.cases {
        let (has, hasnt) = all_stated(knowledge, &case.has, &case.hasnt, file, problems);
        vignettes.push(Vignette {
            name: case.name,
            story: Text { en: case.story.en, zh: case.story.zh },
            person: Demographics { age_years: case.age_years, sex: case.sex },
            has,
            hasnt,
            at_least: case.at_least,
            at_most: case.at_most,
            top: case.top,
            blind: case.blind,
        });
    }
    vignettes
}

/// What a condition must say, and must not claim.
fn complete(file: &File, condition: &Condition, problems: &mut Problems) {
    if condition.cant_miss && condition.red_flags.is_empty() {
        problems.error(
            file,
            "cant_miss",
            format!("{} must not be missed but has no red flag", condition.id),
            "name the rule that catches it",
        );
    }
    if condition.evidence.source.trim().is_empty() {
        problems.error(file, "source", format!("{} has no source", condition.id), "write where its numbers come from");
    }
    ages(file, condition, problems);
    names(file, condition, problems);
}

/// Names that only the whole can resolve. A condition not yet written is a warning: the list grows wave by wave.
fn references(files: &[File], knowledge: &Knowledge, problems: &mut Problems) {
    let file = |path: &str| files.iter().find(|file| file.path == path);
    for condition in &knowledge.conditions {
        let Some(file) = file(&condition.file) else { continue };
        for mimic in condition.mimics.iter().filter(|mimic| knowledge.condition_index(mimic).is_none()) {
            problems.warning(file, mimic, format!("the mimic {mimic} is not written yet"), "write it, or name another");
        }
        for flag in condition.red_flags.iter().filter(|id| !knowledge.red_flags.iter().any(|flag| flag.id == **id)) {
            problems.error(file, flag, format!("there is no red flag {flag}"), "use an id of knowledge/redflags");
        }
    }
    users(files, knowledge, problems);
    alike(files, knowledge, problems);
    for flag in &knowledge.red_flags {
        let Some(file) = file(&flag.file) else { continue };
        for id in flag.conditions.iter().filter(|id| knowledge.condition_index(id).is_none()) {
            problems.warning(file, id, format!("{}: the condition {id} is not written yet", flag.id), "write it, or name another");
        }
    }
}

/// Age bands without gaps or overlaps.
fn ages(file: &File, condition: &Condition, problems: &mut Problems) {
    let mut bands: Vec<_> = condition.prior.age.iter().map(|band| (band.from, band.to)).collect();
    bands.sort_by(|a, b| a.0.total_cmp(&b.0));
    for pair in bands.windows(2) {
        if pair[0].1 > pair[1].0 {
            problems.error(
                file,
                "age",
                format!("{}: age bands overlap at {}", condition.id, pair[1].0),
                "let each band begin where the last ends",
            );
        } else if pair[0].1 < pair[1].0 {
            problems.error(
                file,
                "age",
                format!("{}: no age band from {} to {}", condition.id, pair[0].1, pair[1].0),
                "let each band begin where the last ends",
            );
        }
    }
}

/// A name in both languages, and what to do.
fn names(file: &File, condition: &Condition, problems: &mut Problems) {
    let parts = [("name", &condition.name.en, &condition.name.zh), ("what", &condition.what.en, &condition.what.zh)];
    for (part, en, zh) in parts {
        if en.trim().is_empty() || zh.trim().is_empty() {
            problems.error(file, part, format!("{}: {part} is missing in a language", condition.id), "write it in English and Chinese");
        }
    }
    for (part, lines) in [("do_now", &condition.do_now), ("watch_for", &condition.watch_for)] {
        if lines.en.is_empty() || lines.zh.is_empty() {
            problems.error(file, part, format!("{}: {part} is missing in a language", condition.id), "write it in English and Chinese");
        }
    }
}

/// Findings that speak for one condition only, or for none.
fn users(files: &[File], knowledge: &Knowledge, problems: &mut Problems) {
    let mut users = vec![0usize; knowledge.findings.len()];
    for condition in &knowledge.conditions {
        condition
            .links
            .iter()
            .map(|link| link.finding)
            .chain(condition.risks.iter().map(|risk| risk.finding))
            .for_each(|at| users[usize::from(at)] += 1);
    }
    for (finding, users) in knowledge.findings.iter().zip(users) {
        if users > 1 || finding.discriminates || finding.is_diagnosed() {
            continue;
        }
        if let Some((file, needle)) = crate::lint::place(files, finding.id.as_str()) {
            let message = format!("{} speaks for {users} conditions", finding.id);
            problems.warning(file, &needle, message, "link it where it also occurs, or leave it out");
        }
    }
}

/// Nats of symmetric divergence below which two conditions cannot be told apart.
const ALIKE: f64 = 0.5;

/// Pairs of conditions that no finding tells apart.
fn alike(files: &[File], knowledge: &Knowledge, problems: &mut Problems) {
    let all: Vec<_> = knowledge.conditions.iter().map(chances).collect();
    for (one, first) in all.iter().enumerate() {
        for (other, second) in all.iter().enumerate().skip(one + 1) {
            let nats = divergence(knowledge, first, second);
            let (one, other) = (&knowledge.conditions[one], &knowledge.conditions[other]);
            if nats < ALIKE
                && let Some(file) = files.iter().find(|file| file.path == one.file)
            {
                let message = format!("{} and {} cannot be told apart: {nats:.2} nats", one.id, other.id);
                problems.warning(file, "findings", message, "add the finding that differs, or merge them");
            }
        }
    }
}

/// A condition's findings in order, with their chances.
fn chances(condition: &Condition) -> Vec<(FindingIndex, f64)> {
    let mut chances: Vec<_> = condition.links.iter().map(|link| (link.finding, link.p)).collect();
    chances.sort_unstable_by_key(|(finding, _)| *finding);
    chances.dedup_by_key(|(finding, _)| *finding);
    chances
}

/// Symmetric divergence over the findings of either, nats; no further than [`ALIKE`]. What one does not name has its leak.
fn divergence(knowledge: &Knowledge, first: &[(FindingIndex, f64)], second: &[(FindingIndex, f64)]) -> f64 {
    let (mut one, mut other, mut nats) = (0, 0, 0.0);
    while nats < ALIKE {
        let finding = match (first.get(one), second.get(other)) {
            (None, None) => break,
            (Some((a, _)), Some((b, _))) => *a.min(b),
            (Some((finding, _)), None) | (None, Some((finding, _))) => *finding,
        };
        let chance = |of: &[(FindingIndex, f64)], at: &mut usize| match of.get(*at) {
            Some((named, p)) if *named == finding => {
                *at += 1;
                *p
            }
            _ => knowledge.finding(finding).leak,
        };
        let (p, q) = (chance(first, &mut one).clamp(0.001, 0.999), chance(second, &mut other).clamp(0.001, 0.999));
        nats += (p - q) * (p * (1.0 - q) / (q * (1.0 - p))).ln();
    }
    nats
}
