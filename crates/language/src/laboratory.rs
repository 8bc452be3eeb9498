//! Laboratory results as people write them: "glucose 28", "Hb 7.2 g/dL", `血钾6.5`, "platelets low". Units are converted to
//! the finding's own; without a unit the one is taken in which the number is possible.
//! What must not live here: what a result means for a disease.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::quantity::Number;
use crate::text::{Token, said as text};

/// A result, as a number in the finding's own unit or as high or low.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Result {
    pub finding: &'static str,
    pub value: Option<f64>,
    pub level: Option<&'static str>,
    pub from: usize,
    pub to: usize,
}

struct Test {
    finding: &'static str,
    words: &'static [&'static str],
    /// Factor to the finding's unit, by the unit written.
    units: &'static [(&'static str, f64)],
    /// Factor where no unit is written: numbers from, to.
    bare: &'static [(f64, f64, f64)],
}

/// Units of glucose and of cholesterol, whichever of it is measured.
const GLUCOSE: &[(&str, f64)] = &[("mmol/l", 1.0), ("mmol", 1.0), ("mg/dl", 0.0555)];
const GLUCOSE_BARE: &[(f64, f64, f64)] = &[(0.3, 45.0, 1.0), (45.0, 1500.0, 0.0555)];
const CHOLESTEROL: &[(&str, f64)] = &[("mmol/l", 1.0), ("mg/dl", 0.02586)];

/// Factors are those of the molar masses: glucose 18.0 g/mol, creatinine 113.1, bilirubin 584.7, urea nitrogen 28.0, calcium 40.1,
/// uric acid 168.1, cholesterol 386.7, triglycerides 885.7, magnesium 24.3, phosphorus 31.0, vitamin B12 1355, thyroxine 776.9;
/// prolactin 21.2 mIU/ug, parathyroid hormone 9425, a kilopascal 7.5 mmHg.
const TESTS: &[Test] = &[
    Test {
        finding: "l_random_glucose",
        words: &["glucose", "blood sugar", "sugar", "sugars", "bg", "bm", "glucometer", "血糖"],
        units: GLUCOSE,
        bare: GLUCOSE_BARE,
    },
    Test {
        finding: "l_haemoglobin",
        words: &["hb", "hgb", "haemoglobin", "hemoglobin", "血红蛋白", "血色素"],
        units: &[("g/l", 1.0), ("g/dl", 10.0)],
        bare: &[(2.0, 25.0, 10.0), (25.0, 250.0, 1.0)],
    },
    Test {
        finding: "l_white_blood_cell_count",
        words: &[
            "wbc",
            "wcc",
            "leucocyte count",
            "leukocyte count",
            "leucocytes",
            "white cells",
            "white cell count",
            "white blood cells",
            "white count",
            "leukocytes",
            "白细胞",
        ],
        units: &[],
        bare: &[(0.1, 400.0, 1.0), (400.0, 400_000.0, 0.001)],
    },
    Test {
        finding: "l_platelet_count",
        words: &["platelets", "platelet", "plt", "platelet count", "血小板"],
        units: &[],
        bare: &[(1.0, 3_000.0, 1.0), (3_000.0, 3_000_000.0, 0.001)],
    },
    Test {
        finding: "l_c_reactive_protein",
        words: &["crp", "c reactive protein", "c-reactive protein", "c反应蛋白"],
        units: &[("mg/l", 1.0), ("mg/dl", 10.0)],
        bare: &[(0.0, 700.0, 1.0)],
    },
    Test {
        finding: "l_serum_creatinine",
        words: &["creatinine", "cr", "scr", "肌酐"],
        units: &[("umol/l", 1.0), ("μmol/l", 1.0), ("mg/dl", 88.4)],
        bare: &[(0.2, 20.0, 88.4), (20.0, 3_000.0, 1.0)],
    },
    Test { finding: "l_potassium", words: &["potassium", "k+", "血钾", "钾"], units: &[], bare: &[(1.0, 11.0, 1.0)] },
    Test { finding: "l_sodium", words: &["sodium", "na+", "血钠", "钠"], units: &[], bare: &[(90.0, 200.0, 1.0)] },
    Test {
        finding: "l_calcium",
        words: &["calcium", "血钙"],
        units: &[("mmol/l", 1.0), ("mg/dl", 0.25)],
        bare: &[(0.5, 5.0, 1.0), (5.0, 24.0, 0.25)],
    },
    Test {
        finding: "l_alanine_aminotransferase",
        words: &["alt", "sgpt", "谷丙转氨酶", "转氨酶"],
        units: &[],
        bare: &[(1.0, 20_000.0, 1.0)],
    },
    Test { finding: "l_aspartate_aminotransferase", words: &["ast", "sgot", "谷草转氨酶"], units: &[], bare: &[(1.0, 30_000.0, 1.0)] },
    Test {
        finding: "l_total_bilirubin",
        words: &["bilirubin", "total bilirubin", "总胆红素", "胆红素"],
        units: &[("umol/l", 1.0), ("μmol/l", 1.0), ("mg/dl", 17.1)],
        bare: &[(0.1, 20.0, 17.1), (20.0, 1_000.0, 1.0)],
    },
    Test { finding: "l_hba1c", words: &["hba1c", "a1c", "糖化血红蛋白", "糖化"], units: &[("%", 1.0)], bare: &[(3.0, 25.0, 1.0)] },
    Test { finding: "l_tsh", words: &["tsh", "促甲状腺激素"], units: &[], bare: &[(0.0, 500.0, 1.0)] },
    Test { finding: "l_erythrocyte_sedimentation_rate", words: &["esr", "血沉"], units: &[], bare: &[(0.0, 200.0, 1.0)] },
    Test { finding: "l_lactate", words: &["lactate", "乳酸"], units: &[], bare: &[(0.1, 40.0, 1.0)] },
    Test { finding: "l_prothrombin_time_inr", words: &["inr"], units: &[], bare: &[(0.5, 20.0, 1.0)] },
    Test { finding: "l_blood_ketones", words: &["ketones", "blood ketones", "血酮"], units: &[], bare: &[(0.0, 20.0, 1.0)] },
    Test {
        finding: "l_uric_acid",
        words: &["uric acid", "尿酸"],
        units: &[("umol/l", 1.0), ("μmol/l", 1.0), ("mg/dl", 59.5)],
        bare: &[(1.0, 20.0, 59.5), (20.0, 2_000.0, 1.0)],
    },
    Test { finding: "l_ferritin", words: &["ferritin", "铁蛋白"], units: &[], bare: &[(0.0, 100_000.0, 1.0)] },
    Test {
        finding: "l_albumin",
        words: &["albumin", "白蛋白"],
        units: &[("g/l", 1.0), ("g/dl", 10.0)],
        bare: &[(0.5, 6.0, 10.0), (6.0, 80.0, 1.0)],
    },
    Test { finding: "l_lipase", words: &["lipase", "脂肪酶"], units: &[], bare: &[(0.0, 50_000.0, 1.0)] },
    Test { finding: "l_amylase", words: &["amylase", "淀粉酶"], units: &[], bare: &[(0.0, 50_000.0, 1.0)] },
    Test { finding: "l_creatine_kinase", words: &["creatine kinase", "cpk", "肌酸激酶"], units: &[], bare: &[(5.0, 500_000.0, 1.0)] },
    Test { finding: "l_egfr", words: &["egfr", "gfr", "肾小球滤过率"], units: &[], bare: &[(0.0, 250.0, 1.0)] },
    Test { finding: "l_psa", words: &["psa"], units: &[], bare: &[(0.0, 10_000.0, 1.0)] },
    Test {
        finding: "l_fasting_glucose",
        words: &["fasting glucose", "fasting blood glucose", "fasting blood sugar", "fasting sugar", "空腹血糖"],
        units: GLUCOSE,
        bare: GLUCOSE_BARE,
    },
    Test {
        finding: "l_neutrophil_count",
        words: &["neutrophils", "neutrophil count", "anc", "中性粒细胞", "中性粒细胞计数"],
        units: &[],
        bare: &[(0.0, 100.0, 1.0), (100.0, 100_000.0, 0.001)],
    },
    Test {
        finding: "l_lymphocyte_count",
        words: &["lymphocytes", "lymphocyte count", "淋巴细胞", "淋巴细胞计数"],
        units: &[],
        bare: &[(0.0, 300.0, 1.0), (300.0, 300_000.0, 0.001)],
    },
    Test {
        finding: "l_eosinophil_count",
        words: &["eosinophils", "eosinophil count", "嗜酸性粒细胞", "嗜酸粒细胞"],
        units: &[],
        bare: &[(0.0, 60.0, 1.0), (60.0, 60_000.0, 0.001)],
    },
    Test {
        finding: "l_mean_corpuscular_volume",
        words: &["mcv", "mean corpuscular volume", "mean cell volume", "平均红细胞体积"],
        units: &[],
        bare: &[(40.0, 160.0, 1.0)],
    },
    Test { finding: "l_procalcitonin", words: &["procalcitonin", "pct", "降钙素原"], units: &[], bare: &[(0.0, 500.0, 1.0)] },
    Test {
        finding: "l_blood_urea",
        words: &["urea", "blood urea", "尿素氮", "血尿素", "尿素"],
        units: &[("mmol/l", 1.0), ("mg/dl", 0.357)],
        bare: &[(0.3, 100.0, 1.0)],
    },
    Test { finding: "l_blood_urea", words: &["bun"], units: &[("mmol/l", 1.0), ("mg/dl", 0.357)], bare: &[(0.5, 300.0, 0.357)] },
    Test { finding: "l_magnesium", words: &["magnesium", "血镁"], units: &[("mmol/l", 1.0), ("mg/dl", 0.411)], bare: &[(0.1, 1.3, 1.0)] },
    Test {
        finding: "l_phosphate",
        words: &["phosphate", "phosphorus", "血磷"],
        units: &[("mmol/l", 1.0), ("mg/dl", 0.323)],
        bare: &[(0.1, 2.5, 1.0)],
    },
    Test {
        finding: "l_alkaline_phosphatase",
        words: &["alkaline phosphatase", "alk phos", "alp", "碱性磷酸酶"],
        units: &[],
        bare: &[(5.0, 5_000.0, 1.0)],
    },
    Test {
        finding: "l_gamma_glutamyl_transferase",
        words: &["ggt", "gamma gt", "谷氨酰转肽酶", "谷氨酰转移酶"],
        units: &[],
        bare: &[(1.0, 5_000.0, 1.0)],
    },
    Test { finding: "l_ammonia", words: &["ammonia", "血氨"], units: &[], bare: &[(1.0, 1_000.0, 1.0)] },
    Test {
        finding: "l_activated_partial_thromboplastin_time",
        words: &["aptt", "活化部分凝血活酶时间"],
        units: &[],
        bare: &[(10.0, 300.0, 1.0)],
    },
    Test {
        finding: "l_d_dimer",
        words: &["d-dimer", "d dimer", "ddimer", "d-二聚体", "d二聚体"],
        units: &[("mg/l", 1.0), ("ug/ml", 1.0), ("μg/ml", 1.0), ("ng/ml", 0.001), ("ug/l", 0.001), ("μg/l", 0.001)],
        bare: &[(0.0, 100.0, 1.0), (100.0, 100_000.0, 0.001)],
    },
    Test {
        finding: "l_troponin",
        words: &["troponin", "troponins", "troponin i", "troponin t", "肌钙蛋白", "肌钙蛋白i", "肌钙蛋白t"],
        units: &[("ng/l", 1.0), ("pg/ml", 1.0), ("ng/ml", 1_000.0), ("ug/l", 1_000.0), ("μg/l", 1_000.0)],
        bare: &[(0.0, 5.0, 1_000.0), (5.0, 100_000.0, 1.0)],
    },
    Test {
        finding: "l_nt_probnp",
        words: &["nt-probnp", "nt probnp", "ntprobnp", "probnp", "pro-bnp"],
        units: &[],
        bare: &[(0.0, 100_000.0, 1.0)],
    },
    Test { finding: "l_arterial_ph", words: &["arterial ph", "动脉血ph"], units: &[], bare: &[(6.5, 8.0, 1.0)] },
    Test {
        finding: "l_pao2",
        words: &["pao2", "动脉氧分压", "氧分压"],
        units: &[("mmhg", 1.0), ("kpa", 7.5)],
        bare: &[(2.0, 20.0, 7.5), (20.0, 700.0, 1.0)],
    },
    Test {
        finding: "l_paco2",
        words: &["paco2", "pco2", "二氧化碳分压"],
        units: &[("mmhg", 1.0), ("kpa", 7.5)],
        bare: &[(1.5, 15.0, 7.5), (15.0, 200.0, 1.0)],
    },
    Test { finding: "l_bicarbonate", words: &["bicarbonate", "hco3", "碳酸氢根"], units: &[], bare: &[(1.0, 60.0, 1.0)] },
    Test {
        finding: "l_carboxyhaemoglobin",
        words: &["carboxyhaemoglobin", "carboxyhemoglobin", "cohb", "碳氧血红蛋白"],
        units: &[("%", 1.0)],
        bare: &[(0.0, 80.0, 1.0)],
    },
    Test {
        finding: "l_methaemoglobin",
        words: &["methaemoglobin", "methemoglobin", "高铁血红蛋白"],
        units: &[("%", 1.0)],
        bare: &[(0.0, 90.0, 1.0)],
    },
    Test { finding: "l_cholinesterase", words: &["cholinesterase", "胆碱酯酶"], units: &[], bare: &[(0.0, 30_000.0, 1.0)] },
    Test { finding: "l_free_t4", words: &["free t4", "ft4", "游离t4"], units: &[("ng/dl", 12.87)], bare: &[(0.0, 200.0, 1.0)] },
    Test {
        finding: "l_total_cholesterol",
        words: &["total cholesterol", "总胆固醇"],
        units: CHOLESTEROL,
        bare: &[(1.0, 40.0, 1.0), (40.0, 1_500.0, 0.02586)],
    },
    Test {
        finding: "l_ldl_cholesterol",
        words: &["ldl", "ldl cholesterol", "ldl-c", "低密度脂蛋白", "低密度脂蛋白胆固醇"],
        units: CHOLESTEROL,
        bare: &[(0.2, 25.0, 1.0), (25.0, 1_000.0, 0.02586)],
    },
    Test {
        finding: "l_hdl_cholesterol",
        words: &["hdl", "hdl cholesterol", "hdl-c", "高密度脂蛋白", "高密度脂蛋白胆固醇"],
        units: CHOLESTEROL,
        bare: &[(0.1, 6.0, 1.0), (6.0, 200.0, 0.02586)],
    },
    Test {
        finding: "l_triglycerides",
        words: &["triglycerides", "triglyceride", "甘油三酯"],
        units: &[("mmol/l", 1.0), ("mg/dl", 0.01129)],
        bare: &[(0.1, 40.0, 1.0), (40.0, 10_000.0, 0.01129)],
    },
    Test {
        finding: "l_vitamin_b12",
        words: &["vitamin b12", "b12", "维生素b12"],
        units: &[("pmol/l", 1.0), ("pg/ml", 0.738), ("ng/l", 0.738)],
        bare: &[],
    },
    Test { finding: "l_afp", words: &["afp", "alpha-fetoprotein", "甲胎蛋白"], units: &[], bare: &[(0.0, 1_000_000.0, 1.0)] },
    Test {
        finding: "l_prolactin",
        words: &["prolactin", "泌乳素", "催乳素"],
        units: &[("ng/ml", 21.2), ("ug/l", 21.2), ("μg/l", 21.2)],
        bare: &[(0.0, 200_000.0, 1.0)],
    },
    Test {
        finding: "l_parathyroid_hormone",
        words: &["pth", "parathyroid hormone", "甲状旁腺激素"],
        units: &[("pmol/l", 1.0), ("pg/ml", 0.106), ("ng/l", 0.106)],
        bare: &[],
    },
];

/// A test strip, read in pluses.
struct Strip {
    finding: &'static str,
    words: &'static [&'static str],
    /// Levels from one plus.
    levels: &'static [&'static str],
}

const STRIPS: &[Strip] = &[
    Strip { finding: "l_urine_protein", words: &["protein", "pro", "尿蛋白", "蛋白"], levels: &["1+", "2+", "3+", "4+"] },
    Strip { finding: "l_urine_blood", words: &["blood", "bld", "尿潜血", "潜血", "隐血"], levels: &["1+", "2+", "3+"] },
    Strip { finding: "l_urine_ketones", words: &["ketones", "ketone", "ket", "尿酮体", "酮体"], levels: &["1+", "2+", "3+"] },
    Strip {
        finding: "l_urine_leucocyte_esterase",
        words: &["leucocytes", "leukocytes", "leucocyte esterase", "leukocyte esterase", "leu", "尿白细胞"],
        levels: &["1+", "2+", "3+"],
    },
    Strip { finding: "l_urine_nitrite", words: &["nitrite", "nitrites", "nit", "亚硝酸盐"], levels: &["pos"] },
];

/// A strip is read in pluses, or in words where the message is of urine.
fn strips(tokens: &[Token]) -> Vec<Result> {
    let urine = tokens.iter().any(|token| matches!(token.text.as_str(), "urine" | "urinalysis" | "dipstick" | "dip" | "尿"));
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        let names = STRIP_NAMES.get(text(tokens, at)).into_iter().flatten();
        let Some((strip, name)) = names.filter(|(_, parts)| stands(tokens, at, parts)).max_by_key(|(_, parts)| parts.len()) else {
            continue;
        };
        let end = at + name.len();
        let gap = usize::from(matches!(text(tokens, end), ":" | "was" | "is"));
        if let Some((grade, to)) = pluses(tokens, end + gap, urine) {
            let level = strip.levels.get(grade.saturating_sub(1)).or(strip.levels.last()).filter(|_| grade > 0).copied();
            found.push(Result { finding: strip.finding, value: None, level: level.or(Some("neg")), from: at, to });
        }
    }
    found
}

/// "2+", "++", "positive", `阴性`, with where it ends; 0 is negative.
fn pluses(tokens: &[Token], at: usize, worded: bool) -> Option<(usize, usize)> {
    let number = text(tokens, at).parse::<usize>().ok().filter(|number| (1..=4).contains(number));
    if let Some(number) = number
        && text(tokens, at + 1) == "+"
    {
        return Some((number, at + 2));
    }
    let run = (at..tokens.len()).take_while(|&at| text(tokens, at) == "+").count();
    let chinese = (text(tokens, at), text(tokens, at + 1));
    match chinese {
        _ if run > 0 => Some((run, at + run)),
        ("positive" | "present", _) if worded => Some((1, at + 1)),
        ("negative", _) if worded => Some((0, at + 1)),
        ("阳", "性") if worded => Some((1, at + 2)),
        ("阴", "性") if worded => Some((0, at + 2)),
        _ => None,
    }
}

const RAISED: &[&str] = &["high", "elevated", "raised", "increased", "up", "高", "升高", "偏高", "增高"];
const LOWERED: &[&str] = &["low", "decreased", "reduced", "down", "低", "降低", "偏低", "减少", "减低", "下降"];

/// Tokens between a test and its number.
const REACH: usize = 3;

/// Every result of a message.
pub fn results(tokens: &[Token], numbers: &[Number]) -> Vec<Result> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some((test, end)) = named(tokens, at) else {
            at += 1;
            continue;
        };
        let result = numbered(tokens, numbers, test, at, end).or_else(|| graded(tokens, test, at, end));
        at = result.map_or(end, |result| result.to.max(end));
        found.extend(result);
    }
    found.extend(strips(tokens));
    found
}

/// A word as the texts of its tokens.
fn parts(word: &str) -> Vec<String> {
    crate::text::tokens(word).into_iter().map(|token| token.text).collect()
}

/// What has names, each as the texts of its tokens, by the first of them.
type ByName<T> = HashMap<String, Vec<(&'static T, Vec<String>)>>;

fn by_name<T>(all: &'static [T], words: fn(&T) -> &'static [&'static str]) -> ByName<T> {
    let mut names: ByName<T> = HashMap::new();
    for (one, parts) in all.iter().flat_map(|one| words(one).iter().map(move |word| (one, parts(word)))) {
        names.entry(parts.first().cloned().unwrap_or_default()).or_default().push((one, parts));
    }
    names
}

static NAMES: LazyLock<ByName<Test>> = LazyLock::new(|| by_name(TESTS, |test| test.words));
static STRIP_NAMES: LazyLock<ByName<Strip>> = LazyLock::new(|| by_name(STRIPS, |strip| strip.words));
static HIGH: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| RAISED.iter().map(|word| parts(word)).collect());
static LOW: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| LOWERED.iter().map(|word| parts(word)).collect());

/// Whether these texts stand at a place.
fn stands(tokens: &[Token], at: usize, parts: &[String]) -> bool {
    parts.iter().enumerate().all(|(on, part)| text(tokens, at + on) == part)
}

/// The test whose longest name starts here, and where the name ends; one of the urine is no test of the blood.
fn named(tokens: &[Token], at: usize) -> Option<(&'static Test, usize)> {
    let urine = at.checked_sub(1).is_some_and(|before| matches!(text(tokens, before), "尿" | "urine" | "urinary"));
    if urine {
        return None;
    }
    let here = NAMES.get(text(tokens, at))?.iter().filter(|(_, parts)| stands(tokens, at, parts));
    here.max_by_key(|(_, parts)| parts.len()).map(|(test, parts)| (*test, at + parts.len()))
}

/// "Glucose was 28 mmol/L", with no end of a clause between.
fn numbered(tokens: &[Token], numbers: &[Number], test: &Test, from: usize, end: usize) -> Option<Result> {
    let number = numbers.iter().find(|number| number.from >= end)?;
    // Pluses are a strip's.
    if text(tokens, number.to) == "+" {
        return None;
    }
    let between = tokens.get(end..number.from)?;
    let parted = between.iter().any(|token| token.ends_clause() && token.text != ":");
    if between.len() > REACH || parted || crate::quantity::stretch(tokens, number).is_some() {
        return None;
    }
    let unit = match text(tokens, number.to + 1) {
        "/" => format!("{}/{}", text(tokens, number.to), text(tokens, number.to + 2)),
        _ => text(tokens, number.to).to_owned(),
    };
    // Of a share of the cells nothing is known that a count would say.
    if text(tokens, number.to) == "%" && !test.units.iter().any(|(unit, _)| *unit == "%") {
        return None;
    }
    let written = test.units.iter().find(|(known, _)| *known == unit);
    let possible = || test.bare.iter().find(|(low, high, _)| number.value >= *low && number.value < *high).map(|(_, _, factor)| *factor);
    let factor = written.map(|(_, factor)| *factor).or_else(possible)?;
    let to = number.to + if written.is_some_and(|(known, _)| known.contains('/')) { 3 } else { usize::from(written.is_some()) };
    let value = (number.value * factor * 1_000.0).round() / 1_000.0;
    Some(Result { finding: test.finding, value: Some(value), level: None, from, to })
}

/// "Potassium is high", "low platelets", `血小板低`.
fn graded(tokens: &[Token], test: &Test, from: usize, end: usize) -> Option<Result> {
    let reach = (end..(end + REACH).min(tokens.len())).take_while(|at| !tokens[*at].ends_clause());
    let after = |words: &[Vec<String>]| {
        let mut ends =
            reach.clone().flat_map(|at| words.iter().filter(move |word| stands(tokens, at, word)).map(move |word| at + word.len()));
        ends.next().map(|to| (from, to))
    };
    let before = |words: &[Vec<String>]| {
        let at = from.checked_sub(1)?;
        words.iter().any(|word| word.len() == 1 && stands(tokens, at, word)).then_some((at, end))
    };
    let found = |level: &'static str, words: &[Vec<String>]| {
        let (from, to) = after(words).or_else(|| before(words))?;
        Some(Result { finding: test.finding, value: None, level: Some(level), from, to })
    };
    found("high", &HIGH).or_else(|| found("low", &LOW))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity;

    fn heard(text: &str) -> Vec<(&'static str, Option<f64>, Option<&'static str>)> {
        let tokens = crate::text::tokens(text);
        results(&tokens, &quantity::numbers(&tokens)).iter().map(|result| (result.finding, result.value, result.level)).collect()
    }

    #[test]
    fn results_are_read_in_the_units_they_come_in() {
        assert_eq!(heard("Hb 7.2 g/dL, glucose: 28"), [("l_haemoglobin", Some(72.0), None), ("l_random_glucose", Some(28.0), None)]);
        assert_eq!(heard("血钾6.5，肌酐 450 umol/L"), [("l_potassium", Some(6.5), None), ("l_serum_creatinine", Some(450.0), None)]);
        assert_eq!(heard("blood sugar of 450 mg/dl"), [("l_random_glucose", Some(24.975), None)]);
    }

    #[test]
    fn strips_are_read_in_pluses() {
        assert_eq!(heard("尿常规：潜血2+，蛋白+"), [("l_urine_blood", None, Some("2+")), ("l_urine_protein", None, Some("1+"))]);
        assert_eq!(
            heard("urine dip: blood 3+, nitrites positive"),
            [("l_urine_blood", None, Some("3+")), ("l_urine_nitrite", None, Some("pos"))]
        );
        assert_eq!(
            heard("尿白细胞3+，白细胞12"),
            [("l_white_blood_cell_count", Some(12.0), None), ("l_urine_leucocyte_esterase", None, Some("3+"))]
        );
        assert_eq!(heard("urine: protein negative"), [("l_urine_protein", None, Some("neg"))]);
        assert_eq!(heard("a high protein diet, blood tests"), []);
    }

    #[test]
    fn a_share_is_no_count() {
        assert_eq!(
            heard("MCV 106, neutrophils 0.9"),
            [("l_mean_corpuscular_volume", Some(106.0), None), ("l_neutrophil_count", Some(0.9), None)]
        );
        assert_eq!(heard("中性粒细胞85%，WCC 3.4"), [("l_white_blood_cell_count", Some(3.4), None)]);
        assert_eq!(heard("troponin 0.8 ng/mL, HbA1c 9%"), [("l_troponin", Some(800.0), None), ("l_hba1c", Some(9.0), None)]);
        assert_eq!(heard("troponin was raised, 血小板下降"), [("l_troponin", None, Some("high")), ("l_platelet_count", None, Some("low"))]);
    }

    #[test]
    fn high_and_low_are_read_and_a_time_is_no_result() {
        assert_eq!(
            heard("platelets are low, raised CRP"),
            [("l_platelet_count", None, Some("low")), ("l_c_reactive_protein", None, Some("high"))]
        );
        assert_eq!(heard("血小板低"), [("l_platelet_count", None, Some("low"))]);
        assert_eq!(heard("sugar for 3 days"), []);
    }
}
