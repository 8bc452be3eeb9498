//! What calls for help at once, and what a message wants beside telling.
//! What must not live here: findings.

use super::Listening;
use crate::cue::Cue;
use crate::heard::{Alarm, AlarmKind, Intents};
use crate::pattern::Found;

/// Tokens between a denial and the alarm it takes back: "never thought of hurting myself".
const DENIAL_REACH: usize = 3;

impl Listening<'_> {
    pub(super) fn alarms(&self, patterns: &Found) -> Vec<Alarm> {
        let kinds = [
            (Cue::SelfHarmNow, AlarmKind::SelfHarmNow),
            (Cue::SelfHarm, AlarmKind::SelfHarm),
            (Cue::HarmToOthers, AlarmKind::HarmToOthers),
            (Cue::Abuse, AlarmKind::Abuse),
            (Cue::Emergency, AlarmKind::Emergency),
        ];
        // A tale of somebody's collapse calls nobody, nor does what befell years ago; whoever hides their own death in a tale is asked all
        // the same. Nor does the death of another.
        let of_old = self.told_of_old();
        let told_of = |kind: AlarmKind, from: usize, to: usize| {
            let mood = self.mood(to.saturating_sub(1));
            let bygone = of_old.iter().any(|(start, end)| from >= *start && to <= *end);
            mood.dead
                || (mood.tale && matches!(kind, AlarmKind::Emergency | AlarmKind::HarmToOthers))
                || (bygone && kind == AlarmKind::Emergency)
        };
        let said = patterns.alarms.iter().filter(|(kind, from, to)| !told_of(*kind, *from, *to));
        let mut alarms: Vec<Alarm> = said.map(|(kind, from, to)| Alarm { kind: *kind, span: self.span(*from, *to) }).collect();
        for hit in self.reading.hits {
            let start = self.reading.clause_start(hit.from);
            let denied = self.reading.hits.iter().any(|other| {
                let before = other.from >= start && other.to <= hit.from && hit.from - other.to <= DENIAL_REACH;
                before && self.reading.is(other, Cue::NegationBefore)
            });
            for (cue, kind) in kinds {
                if self.reading.is(hit, cue) && !denied && !told_of(kind, hit.from, hit.to) {
                    alarms.push(Alarm { kind, span: self.span(hit.from, hit.to) });
                }
            }
        }
        alarms
    }

    pub(super) fn intents(&self) -> Intents {
        let has = |cue: Cue| self.reading.has(cue);
        Intents {
            greeting: has(Cue::Greeting),
            thanks: has(Cue::Thanks),
            stop: has(Cue::Stop),
            question: has(Cue::Question) || self.reading.tokens.iter().any(|token| matches!(token.text.as_str(), "?" | "吗")),
            cancer: has(Cue::Cancer),
            no: has(Cue::No) || has(Cue::NegationBefore),
            correction: has(Cue::Correction),
            insult: has(Cue::Insult),
            injection: has(Cue::Injection),
            skip: has(Cue::Skip),
        }
    }
}
