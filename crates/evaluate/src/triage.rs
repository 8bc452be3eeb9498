//! Emergency visits with complaint and vital signs, against an expert's triage level of five. Vital signs are answers, the complaint is
//! said; the reasoner gives the level. What must not live here: another way to decide an urgency.

use consult::{Event, Practice, Setting, Visit};
use facts::{Demographics, FindingId, Language, Sex, State, Value};
use serde::Deserialize;

/// One visit as the Korean Triage and Acuity Scale study wrote it down; what was not measured is empty or a mark.
#[derive(Clone, Debug, Deserialize)]
pub struct Arrival {
    #[serde(rename = "Sex")]
    sex: String,
    #[serde(rename = "Age")]
    age: String,
    #[serde(rename = "Chief_complain")]
    complaint: String,
    #[serde(rename = "Mental")]
    mental: String,
    #[serde(rename = "NRS_pain")]
    pain: String,
    #[serde(rename = "SBP")]
    systolic: String,
    #[serde(rename = "DBP")]
    diastolic: String,
    #[serde(rename = "HR")]
    heart_rate: String,
    #[serde(rename = "RR")]
    respiratory_rate: String,
    #[serde(rename = "BT")]
    temperature: String,
    #[serde(rename = "Saturation")]
    saturation: String,
    /// Gold, from 1 resuscitation to 5 not urgent.
    #[serde(rename = "KTAS_expert")]
    expert: String,
    #[serde(rename = "KTAS_RN")]
    nurse: String,
}

/// Agreement with the expert over the visits that have a level.
#[derive(Clone, Debug, Default)]
pub struct Agreement {
    /// `table[expert - 1][ours - 1]`
    pub table: [[usize; 5]; 5],
}

impl Agreement {
    fn add(&mut self, expert: usize, given: usize) {
        if let Some(count) = expert.checked_sub(1).and_then(|row| self.table.get_mut(row)).and_then(|row| row.get_mut(given - 1)) {
            *count += 1;
        }
    }

    /// Visits counted.
    pub fn count(&self) -> usize {
        self.table.iter().flatten().sum()
    }

    fn sum(&self, wanted: impl Fn(usize, usize) -> bool) -> usize {
        let cells = (0..5).flat_map(|row| (0..5).map(move |column| (row, column)));
        cells.filter(|(row, column)| wanted(*row, *column)).map(|(row, column)| self.table[row][column]).sum()
    }

    /// Given the same level.
    pub fn same(&self) -> usize {
        self.sum(|expert, given| expert == given)
    }

    /// Given a less urgent level than the expert's.
    pub fn under(&self) -> usize {
        self.sum(|expert, given| given > expert)
    }

    /// Given a more urgent one.
    pub fn over(&self) -> usize {
        self.sum(|expert, given| given < expert)
    }

    /// Cohen's kappa with weights that grow by the square of the difference: 1 - sum(w o) / sum(w e), with o the observed shares, e
    /// those expected from the margins alone (Cohen 1968, Psychological Bulletin 70:213). `None` where nothing varies.
    ///
    /// ```
    /// let mut agreement = evaluate::Agreement::default();
    /// agreement.table[0][0] = 5;
    /// agreement.table[4][4] = 5;
    /// assert_eq!(agreement.kappa(), Some(1.0));
    /// ```
    pub fn kappa(&self) -> Option<f64> {
        let n = self.count() as f64;
        let (mut observed, mut expected) = (0.0, 0.0);
        for row in 0..5 {
            for column in 0..5 {
                let weight = (row as f64 - column as f64).powi(2);
                let margins = self.table[row].iter().sum::<usize>() as f64 * self.table.iter().map(|row| row[column]).sum::<usize>() as f64;
                observed += weight * self.table[row][column] as f64 / n;
                expected += weight * margins / (n * n);
            }
        }
        (expected > 0.0).then(|| 1.0 - observed / expected)
    }
}

/// What came of the visits.
#[derive(Clone, Debug, Default)]
pub struct Triaged {
    pub ours: Agreement,
    /// The nurses who saw the patients, against the same experts.
    pub nurses: Agreement,
    /// Visits of whose complaint nothing was understood.
    pub unheard: usize,
    /// Expert level, ours, complaint: where they differ by two or more.
    pub far: Vec<(usize, usize, String)>,
}

/// Gives every visit a level.
pub fn triage(practice: &Practice, arrivals: &[Arrival]) -> Triaged {
    let mut triaged = Triaged::default();
    for arrival in arrivals {
        let Ok(expert) = arrival.expert.trim().parse::<usize>() else { continue };
        let (level, heard) = level(practice, arrival);
        triaged.unheard += usize::from(!heard);
        triaged.ours.add(expert, level);
        if level.abs_diff(expert) >= 2 {
            triaged.far.push((expert, level, arrival.complaint.clone()));
        }
        if let Ok(nurse) = arrival.nurse.trim().parse::<usize>()
            && (1..=5).contains(&nurse)
        {
            triaged.nurses.add(expert, nurse);
        }
    }
    triaged
}

/// The level of a visit, and whether anything of its complaint was understood.
fn level(practice: &Practice, arrival: &Arrival) -> (usize, bool) {
    let mut visit = Visit::default();
    let number = |text: &str| text.trim().parse::<f64>().ok();
    let sex = match arrival.sex.trim() {
        "1" => Some(Sex::Female),
        "2" => Some(Sex::Male),
        _ => None,
    };
    practice.turn(&mut visit, &Event::Begin { language: Language::En });
    practice.turn(&mut visit, &Event::Attend { setting: Setting::Clinic });
    practice.turn(&mut visit, &Event::Person { person: Demographics { age_years: number(&arrival.age), sex } });
    let report = practice.turn(&mut visit, &Event::say(arrival.complaint.clone()));
    let heard = !report.understood.is_empty();
    let measured = [
        ("v_systolic_blood_pressure", &arrival.systolic),
        ("v_diastolic_blood_pressure", &arrival.diastolic),
        ("v_heart_rate", &arrival.heart_rate),
        ("v_respiratory_rate", &arrival.respiratory_rate),
        ("v_body_temperature", &arrival.temperature),
        ("v_oxygen_saturation", &arrival.saturation),
        ("v_pain_score", &arrival.pain),
    ];
    for (finding, text) in measured {
        if let Some(value) = number(text) {
            practice.turn(&mut visit, &present(finding, Value::Number(value)));
        }
    }
    let consciousness = ["alert", "voice", "pain", "unresponsive"];
    if let Some(state) = number(&arrival.mental).and_then(|at| consciousness.get((at as usize).checked_sub(1)?)) {
        practice.turn(&mut visit, &present("v_consciousness", Value::Level((*state).to_owned())));
    }
    (usize::from(practice.reasoner().level(&visit.case).level), heard)
}

fn present(finding: &str, value: Value) -> Event {
    Event::Answer { finding: FindingId::new(finding), state: Some(State::Present), value: Some(value) }
}
