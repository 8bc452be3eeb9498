//! What the reader of the knowledge folder accepts, refuses, and says about it. The knowledge here is invented.

use facts::{Case, Demographics, Fact, State, Value};
use knowledge::{Caveat, File, Knowledge, Problem, Seen, Severity, Truth, View, read_files};

const FINDINGS: &str = r#"
[evidence]
kind = "estimate"
source = "draft"
grade = "D"

[[finding]]
id = "s_pain"
name = { en = "Pain", zh = "疼" }
type = "flag"
rate = 0.1
leak = 0.02
mention = 0.8
ask = { en = "Does it hurt?", zh = "疼吗？" }
by = "patient"
cost = 1

[[finding]]
id = "s_pain_side"
name = { en = "Side", zh = "哪边" }
type = "enum"
levels = [{ id = "left", name = { en = "left", zh = "左" }, share = 0.5 }, { id = "right", name = { en = "right", zh = "右" }, share = 0.5 }]
rate = 0.9
leak = 0.5
mention = 0.8
ask = { en = "Which side?", zh = "哪边？" }
by = "patient"
cost = 1
of = "s_pain"

[[finding]]
id = "v_temperature"
name = { en = "Temperature", zh = "体温" }
type = "number"
unit = "Cel"
plausible = [25, 45]
levels = [
  { id = "normal", name = { en = "normal", zh = "正常" }, normal = true, to = 37.5 },
  { id = "high", name = { en = "high", zh = "高" }, share = 1.0, from = 37.5 },
]
rate = 0.1
leak = 0.03
mention = 0.5
ask = { en = "Temperature?", zh = "体温多少？" }
by = "patient"
cost = 1
"#;

fn flag(when: &str, fires: &str, nearly: &str) -> String {
    format!(
        "[[redflag]]\nid = \"RF1\"\nname = {{ en = \"a\", zh = \"b\" }}\nwhen = '{when}'\nurgency = \"emergency_now\"\naction = {{ en = \"go\", zh = \"去\" }}\nfires = [{{ has = [{fires}] }}]\nnearly = [{{ has = [{nearly}] }}]\n"
    )
}

fn assemble(findings: &str, flags: &str) -> (Option<Knowledge>, Vec<Problem>) {
    let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
    read_files(vec![file("redflags/a.toml", flags), file("findings/a.toml", findings)])
}

fn sound(when: &str, fires: &str, nearly: &str) -> Knowledge {
    let (knowledge, problems) = assemble(FINDINGS, &flag(when, fires, nearly));
    knowledge.unwrap_or_else(|| panic!("{problems:?}"))
}

fn refused(findings: &str, flags: &str) -> Vec<Problem> {
    let (knowledge, problems) = assemble(findings, flags);
    assert!(knowledge.is_none(), "accepted");
    problems.into_iter().filter(|problem| problem.severity == Severity::Error).collect()
}

#[test]
fn every_problem_is_reported_at_once_with_its_line() {
    let findings = FINDINGS.replace("leak = 0.02", "leak = 2").replace("of = \"s_pain\"", "of = \"s_nothing\"");
    let problems = refused(&findings, &flag("s_missing", "", ""));
    let lines: Vec<(&str, usize)> = problems.iter().map(|problem| (problem.file.as_str(), problem.line)).collect();
    assert_eq!(lines, [("findings/a.toml", 8), ("findings/a.toml", 19), ("redflags/a.toml", 2)]);
}

#[test]
fn a_rule_that_does_what_its_cases_do_not_say_is_refused() {
    let problems = refused(FINDINGS, &flag("s_pain", "\"v_temperature=39\"", "\"s_pain\""));
    assert_eq!(problems.len(), 2, "{problems:?}");
}

#[test]
fn broken_toml_names_file_and_line() {
    let problems = refused("[evidence\n", "");
    assert_eq!(problems.first().map(|problem| (problem.file.as_str(), problem.line)), Some(("findings/a.toml", 1)));
}

#[test]
fn what_is_typed_for_a_word_has_as_many_characters() {
    let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
    let words = |typed: &str| format!("[[sounded]]\nid = \"头晕\"\nwords = [\"{typed}\"]\n");
    let told = |typed: &str| {
        let (_, problems) = read_files(vec![file("findings/a.toml", FINDINGS), file("lexicon/zh/a.toml", &words(typed))]);
        problems.into_iter().any(|problem| problem.file == "lexicon/zh/a.toml" && problem.severity == Severity::Error)
    };
    assert!(!told("头运"));
    assert!(told("头晕晕"));
}

#[test]
fn knowledge_survives_being_embedded() {
    let knowledge = sound("s_pain", "\"s_pain\"", "\"v_temperature=39\"");
    let bytes = knowledge.to_bytes().expect("it serialises");
    assert_eq!(Knowledge::from_bytes(&bytes).expect("it is read back"), knowledge);
}

#[test]
fn the_fingerprint_changes_with_any_character() {
    let one = sound("s_pain", "\"s_pain\"", "\"v_temperature=39\"");
    let other = sound("s_pain ", "\"s_pain\"", "\"v_temperature=39\"");
    assert_ne!(one.fingerprint, other.fingerprint);
}

fn truth(when: &str, facts: &[Fact]) -> Truth {
    let (knowledge, problems) = assemble(FINDINGS, &flag(when, "", ""));
    let _ = problems;
    let knowledge = knowledge.unwrap_or_else(|| sound_with_untested(when));
    let mut case = Case::new(Demographics { age_years: Some(40.0), sex: None });
    facts.iter().for_each(|fact| {
        case.merge(fact.clone());
    });
    let (view, _) = View::of(&knowledge, &case);
    knowledge.red_flags[0].rule.truth(&view)
}

/// A rule whose empty cases do not hold is refused by `assemble`; here only its truth is wanted, so a firing case is found.
fn sound_with_untested(when: &str) -> Knowledge {
    let candidates = [
        "\"s_pain\"",
        "\"v_temperature=39\"",
        "\"v_temperature=36\"",
        "\"s_pain_side=left\"",
        "\"s_pain_side=left\", \"v_temperature=39\"",
    ];
    candidates
        .iter()
        .flat_map(|fires| candidates.iter().chain([&""]).map(move |nearly| (fires, nearly)))
        .find_map(|(fires, nearly)| assemble(FINDINGS, &flag(when, fires, nearly)).0)
        .unwrap_or_else(|| panic!("no case fires {when}"))
}

#[test]
fn unknown_is_never_absent() {
    let pain = |state| Fact::new("s_pain", state);
    let side = |side: &str| Fact::new("s_pain_side", State::Present).valued(Value::Level(side.to_owned()));
    let temperature = |number| Fact::new("v_temperature", State::Present).valued(Value::Number(number));
    for (when, facts, expected) in [
        ("s_pain", vec![], Truth::Unknown),
        ("s_pain", vec![pain(State::Uncertain)], Truth::Unknown),
        ("s_pain", vec![pain(State::Absent)], Truth::False),
        ("not s_pain or v_temperature > 38", vec![], Truth::Unknown),
        ("s_pain_side == left", vec![pain(State::Present)], Truth::Unknown),
        ("s_pain_side == left", vec![pain(State::Absent)], Truth::False),
        ("s_pain_side == left", vec![side("left")], Truth::True),
        ("s_pain", vec![side("left")], Truth::True),
        ("v_temperature > 38", vec![temperature(38.5)], Truth::True),
        ("v_temperature > 38", vec![temperature(36.5)], Truth::False),
        ("v_temperature > 38", vec![Fact::new("v_temperature", State::Absent)], Truth::False),
        ("v_temperature > 38", vec![Fact::new("v_temperature", State::Present).valued(Value::Level("high".to_owned()))], Truth::Unknown),
        ("v_temperature > 38", vec![temperature(98.6)], Truth::Unknown),
        ("count(s_pain, s_pain_side == left, v_temperature > 38) >= 2", vec![side("left")], Truth::True),
        ("count(s_pain, v_temperature > 38) >= 2", vec![pain(State::Present)], Truth::Unknown),
    ] {
        assert_eq!(truth(when, &facts), expected, "{when} with {facts:?}");
    }
}

#[test]
fn an_impossible_temperature_is_said_and_not_used() {
    let knowledge = sound("s_pain", "\"s_pain\"", "\"v_temperature=39\"");
    let mut case = Case::default();
    case.merge(Fact::new("v_temperature", State::Present).valued(Value::Number(-3.0)));
    let (view, caveats) = View::of(&knowledge, &case);
    assert!(matches!(caveats.as_slice(), [Caveat::ImplausibleNumber { .. }]), "{caveats:?}");
    let index = knowledge.finding_index("v_temperature").expect("it exists");
    assert_eq!(view.seen(index), Seen::Uncertain);
}

#[test]
fn a_word_of_two_findings_and_a_foreign_unit_are_errors() {
    let shared = FINDINGS.replace(
        "cost = 1\n\n[[finding]]\nid = \"s_pain_side\"",
        "cost = 1\nlay = { en = [\"it hurts\"], zh = [] }\n\n[[finding]]\nid = \"s_pain_side\"",
    );
    let shared = shared.replace("unit = \"Cel\"", "unit = \"degrees\"\nlay = { en = [\"It hurts\"], zh = [] }");
    let problems = refused(&shared, &flag("s_pain", "\"s_pain\"", ""));
    let said = |part: &str| problems.iter().any(|problem| problem.message.contains(part));
    assert!(said("is a lay word of v_temperature and of s_pain"), "{problems:?}");
    assert!(said("the unit \"degrees\" is not one of UCUM"), "{problems:?}");
}

const DRUG: &str = r#"
id = "pain_killer"
name = { en = "Painkiller", zh = "止痛药" }
atc = "N02"
class = ["analgesic"]
status = "draft"
allergy = []
pregnancy = { level = "acceptable", why = { en = "known", zh = "已知" } }
lactation = { level = "acceptable", why = { en = "known", zh = "已知" } }

[[dose]]
id = "adult"
who = 'c_age >= 18'
amount = [500, 1000]
unit = "mg"
every_h = [6, 8]
most_a_day = 4000
from_kg = 50

[[renal]]
then = { en = "No change.", zh = "无需调整。" }

[[hepatic]]
when = 's_pain'
then = { en = "Less.", zh = "减量。" }

[evidence]
kind = "estimate"
source = "draft"
grade = "D"
"#;

fn with_drug(drug: &str) -> (Option<Knowledge>, Vec<Problem>) {
    let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
    read_files(vec![file("findings/a.toml", FINDINGS), file("drugs/a.toml", drug)])
}

#[test]
fn a_drug_without_what_a_check_needs_is_refused_with_everything_named() {
    let (knowledge, problems) = with_drug(DRUG);
    assert_eq!(knowledge.unwrap_or_else(|| panic!("{problems:?}")).drugs.len(), 1);
    let poor = DRUG
        .replace("allergy = []\n", "")
        .replace("most_a_day = 4000\nfrom_kg = 50\n", "")
        .replace("[[renal]]\nthen = { en = \"No change.\", zh = \"无需调整。\" }\n", "")
        .replace("pregnancy = ", "#")
        .replace("unit = \"mg\"", "unit = \"milligrams\"");
    let (knowledge, problems) = with_drug(&poor);
    assert!(knowledge.is_none());
    for part in ["no `allergy`", "no `renal`", "no `pregnancy`", "no cap of a day", "no weight", "is not one of UCUM"] {
        assert!(problems.iter().any(|problem| problem.message.contains(part)), "{part}: {problems:?}");
    }
    let over = DRUG.replace("most_a_day = 4000", "most_a_day = 1000");
    assert!(with_drug(&over).1.iter().any(|problem| problem.message.contains("exceeds 1000 a day")));
}

#[test]
fn every_interaction_names_what_exists_and_meets_both_ways() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    let (knowledge, _) = knowledge::read(&folder).expect("the knowledge can be read");
    let knowledge = knowledge.expect("the knowledge has no error");
    let all: Vec<knowledge::Agent> = knowledge.agents().collect();
    for row in &knowledge.interactions.all {
        let of = |side: &[String], not: &str| all.iter().find(|agent| agent.is_one_of(side) && agent.id != not);
        let one = of(&row.a, "").unwrap_or_else(|| panic!("{}: nothing is on its first side", row.id));
        let other = of(&row.b, &one.id).unwrap_or_else(|| panic!("{}: nothing else is on its second side", row.id));
        let meets =
            |one: &knowledge::Agent, other: &knowledge::Agent| knowledge.together(one, other).iter().any(|found| found.id == row.id);
        assert!(meets(one, other) && meets(other, one), "{} does not hold both ways", row.id);
    }
    let agent = |id: &str| all.iter().find(|agent| agent.id == id).expect("a medicine");
    let gravest = |one: &str, other: &str| knowledge.together(agent(one), agent(other)).first().map(|row| row.severity);
    assert_eq!(gravest("sildenafil", "isosorbide_mononitrate"), Some(knowledge::Harm::Contraindicated));
    assert_eq!(gravest("warfarin", "ibuprofen"), Some(knowledge::Harm::Major));
    assert_eq!(gravest("paracetamol", "amoxicillin"), None);
    assert_eq!(gravest("warfarin", "warfarin"), None);
}
