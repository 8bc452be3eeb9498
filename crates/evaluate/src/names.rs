//! When a name says the same as one of our conditions. The rule, in full:
//!
//! A name is lower-cased; British and American spellings are made one (`ae`, `oe` become `e`); apostrophes with a following `s`,
//! articles and the words *acute, disease, syndrome, disorder, primary, unspecified* are left out, and a final plural `s`; every
//! mark separates words. Two names agree when the same words remain, in any order. A condition has its two names, its synonyms, and
//! each of these without what stands in parentheses, and what stands in them. A gold name of several joined by `/`, ` or `, `（`
//! agrees where one of its parts does. Chinese names agree character by character once marks, `急性`, sides (`左侧`, `右侧`, `双侧`, `左`,
//! `右`, `双`), thirds (`上段`, `中段`, `下段`), `小儿` and `症` and `病` at the end are gone; a gold name of several joined by `,`, `伴`, `合并` or
//! `并` agrees where one of its parts does; a condition's own name of this kind, `肾积水伴感染`, is one disease.

use std::collections::HashMap;

use knowledge::Knowledge;

/// Every name of every condition.
pub struct Names {
    places: HashMap<String, Vec<usize>>,
}

impl Names {
    /// Gathers the names.
    pub fn new(knowledge: &Knowledge) -> Names {
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, condition) in knowledge.conditions.iter().enumerate() {
            let own = [condition.name.en.clone(), condition.name.zh.clone(), condition.id.replace('_', " ")];
            for name in own.iter().chain(&condition.also.en).chain(&condition.also.zh) {
                for form in forms(name, false) {
                    let known = places.entry(form).or_default();
                    if !known.contains(&at) {
                        known.push(at);
                    }
                }
            }
        }
        Names { places }
    }

    /// The conditions a name can stand for.
    pub fn find(&self, name: &str) -> Vec<usize> {
        let mut found: Vec<usize> = forms(name, true).iter().filter_map(|form| self.places.get(form)).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

const LEFT_OUT: [&str; 10] = ["acute", "disease", "syndrome", "disorder", "primary", "unspecified", "the", "a", "of", "an"];

/// In this order: sides with `侧` before those without.
const LEFT_OUT_ZH: [&str; 11] = ["急性", "左侧", "右侧", "双侧", "左", "右", "双", "上段", "中段", "下段", "小儿"];

fn is_chinese(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

/// Every form of a name: whole, without parentheses, what is in them, and its parts; of a diagnosis, which may name several diseases,
/// each of these.
fn forms(name: &str, diagnosis: bool) -> Vec<String> {
    let name = name.replace('（', "(").replace('）', ")");
    let mut texts = vec![name.clone()];
    if let (Some(open), Some(close)) = (name.find('('), name.rfind(')'))
        && open < close
    {
        texts.push(format!("{} {}", &name[..open], &name[close + 1..]));
        texts.push(name[open + 1..close].to_owned());
    }
    for text in texts.clone() {
        let chinese = text.chars().any(is_chinese);
        let joined = |letter: char| {
            matches!(letter, '/' | '、' | ';' | '；') || (diagnosis && chinese && matches!(letter, ',' | '，' | '伴' | '并'))
        };
        let text = if diagnosis { text.replace("合并", "并") } else { text };
        for part in text.split(joined).flat_map(|part| part.split(" or ")) {
            texts.push(part.to_owned());
        }
    }
    let mut forms: Vec<String> = texts
        .iter()
        .map(|text| plain(text))
        .filter(|form| form.chars().count() > 1 || form.chars().all(is_chinese) && !form.is_empty())
        .collect();
    forms.sort();
    forms.dedup();
    forms
}

fn plain(text: &str) -> String {
    let lower = text.to_lowercase().replace("'s", "").replace("’s", "").replace("ae", "e").replace("oe", "e").replace("aemia", "emia");
    if lower.chars().any(is_chinese) {
        let mut kept: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
        for word in LEFT_OUT_ZH {
            kept = kept.replace(word, "");
        }
        let short = kept.trim_end_matches(['症', '病']);
        // Of 淋病 one letter would be left, which could be anything.
        return if short.chars().count() > 1 { short.to_owned() } else { kept };
    }
    let mut words: Vec<String> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !LEFT_OUT.contains(word))
        .map(|word| {
            if word.len() > 3 && !word.ends_with("ss") && !word.ends_with("is") && !word.ends_with("us") {
                word.trim_end_matches('s')
            } else {
                word
            }
            .to_owned()
        })
        .collect();
    words.sort();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{forms, plain};

    #[test]
    fn spelling_order_and_marks_do_not_matter() {
        assert_eq!(plain("Acute bronchitis"), plain("bronchitis, acute"));
        assert_eq!(plain("Iron-deficiency anaemia"), plain("iron deficiency anemia"));
        assert_eq!(plain("急性阑尾炎"), plain("阑尾炎"));
        assert_eq!(plain("左侧输尿管中段结石"), plain("输尿管结石"));
        assert!(forms("右侧胆囊结石,慢性胆囊炎", true).contains(&plain("胆囊结石")));
        assert!(!forms("肾积水伴感染", false).contains(&plain("肾积水")));
        assert_eq!(plain("淋病"), "淋病");
        assert!(forms("痔", true).contains(&"痔".to_owned()));
        assert_ne!(plain("viral pneumonia"), plain("bacterial pneumonia"));
    }

    #[test]
    fn parts_and_parentheses_are_names_too() {
        let all = forms("Gastro-oesophageal reflux disease (GERD)", true);
        assert!(all.contains(&plain("GERD")));
        assert!(all.contains(&plain("gastroesophageal reflux")) || all.contains(&plain("gastro esophageal reflux")));
    }
}
