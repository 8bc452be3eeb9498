//! One turn: the only place where the order is written. Hearing, merging, deciding, wording; a pure function of visit and event.
//! What must not live here: how any of these is done.

use std::sync::Arc;

use facts::{About, Fact, FindingId, Language, Merge, Provenance, Shape, State, Told, Urgency, Value};
use knowledge::Knowledge;
use language::{Act, AlarmKind, Ears, Heard, Open, Proposal, Utterance, Wording};
use reasoner::{Assessment, Next, Question, Reasoner};

use crate::report::{self, Report};
use crate::visit::{Event, Visit};

/// Questions after which a visit concludes with what it knows.
pub const QUESTIONS: usize = 20;

/// Messages in which the patient is invited to say more in their own words.
const INVITED: u32 = 2;

/// Findings in one message that make it a story (arbitrary).
const STORY: usize = 6;

/// A question is put together with another that is at least so nearly as useful (arbitrary; tuned on interviews).
const TOGETHER: f64 = 0.2;

/// The round in which past illnesses, medicines and habits are asked as one list (arbitrary; tuned on interviews).
const BACKGROUND: usize = 5;

/// The round from which it is asked whether there is anything else (arbitrary; tuned on interviews).
const ELSE: usize = 6;

/// And no more than so many beside the first, as a doctor runs through a list: "any fever, cough, ...?".
const BESIDE: usize = 3;

/// Questions in one turn about what only a language model heard, and turns with such in a visit: a hostile model can do no more.
const PROPOSED: usize = 2;
const PROPOSED_ROUNDS: usize = 6;

/// What a practice needs to hold visits: shared by all of them, changed by none.
pub struct Practice {
    knowledge: Arc<Knowledge>,
    reasoner: Reasoner,
    ears: Ears,
}

impl Practice {
    /// Makes a practice ready for one knowledge.
    pub fn new(knowledge: Arc<Knowledge>) -> Practice {
        let ears = Ears::new(&knowledge.lexicon);
        Practice { reasoner: Reasoner::new(Arc::clone(&knowledge)), ears, knowledge }
    }

    /// What it knows.
    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// The reasoner, for cases that need no visit.
    pub fn reasoner(&self) -> &Reasoner {
        &self.reasoner
    }

    /// The listener, for texts that need no visit.
    pub fn ears(&self) -> &Ears {
        &self.ears
    }

    /// Takes one event in. The same visit and event give the same bytes.
    pub fn turn(&self, visit: &mut Visit, event: &Event) -> Report {
        let mut acts = Vec::new();
        let mut unheard = Vec::new();
        let mut proposed = Vec::new();
        let mut asked_back = None;
        let was_standing = visit.standing;
        let mut wants_end = visit.concluded;
        match event {
            Event::Begin { language } => {
                visit.language = *language;
                acts.push(Act::Greet);
            }
            Event::Speak { language } => visit.language = *language,
            Event::Person { person } => visit.case.demographics = *person,
            Event::Attend { setting } => visit.setting = *setting,
            Event::Finish => wants_end = true,
            Event::Answer { finding, state, value } => self.answer(visit, finding, *state, value.clone()),
            Event::Say { text, proposals, .. } => {
                let opened = visit.open.take();
                let heard = self.hear(visit, text);
                wants_end |= heard.intents.stop;
                proposed = self.proposed(visit, proposals);
                self.respond(visit, &heard, text, &mut acts);
                // "No, nothing else" is an answer.
                if opened.is_some() && heard.intents.no {
                    acts.retain(|act| !matches!(act, Act::NotUnderstood));
                }
                unheard.clone_from(&heard.unheard);
                asked_back = Some((heard, text));
            }
        }
        if !quiet(event) {
            visit.turn += 1;
        }
        let assessment = self.reasoner.assess_in(visit.setting, &visit.case, &visit.asked);
        if let Some(urgency) = assessment.standing.urgency {
            visit.raise(urgency);
        }
        if let Some((heard, text)) = &asked_back {
            let answers = crate::answer::answers(self, visit, heard, text, &assessment);
            if !answers.is_empty() {
                acts.retain(|act| !matches!(act, Act::CannotAnswer | Act::NotUnderstood));
            }
            acts.extend(answers);
        }
        let alerted = self.alert(visit, &assessment, &mut acts);
        if !quiet(event) && !only_talk(visit, &acts) {
            let waits = alerted || emergency_raised(was_standing, visit.standing) || wants_end;
            if waits || !self.propose(visit, &proposed, &mut acts) {
                self.next(visit, &assessment, waits && !wants_end, wants_end, &mut acts);
            }
        }
        let mut report = report::report(self, visit, &assessment, &acts, unheard);
        if let Event::Say { wordings, .. } = event {
            self.reword(&mut report.reply, wordings);
        }
        report
    }

    fn hear(&self, visit: &mut Visit, text: &str) -> Heard {
        let known = visit.present();
        let hearing = visit.hearing(&known);
        let heard = self.ears.hear(text, &hearing);
        visit.before = Some(language::last_words(text).to_owned());
        if !visit.language_heard && text.chars().any(char::is_alphabetic) {
            visit.language = heard.language;
            visit.language_heard = true;
        }
        heard
    }

    /// Merges what was heard and answers what is not about symptoms.
    fn respond(&self, visit: &mut Visit, heard: &Heard, text: &str, acts: &mut Vec<Act>) {
        self.alarms(visit, heard, acts);
        if text.chars().count() > language::HEARD_CHARACTERS {
            acts.push(Act::TooLong);
        }
        person(visit, heard);
        let mut present = Vec::new();
        let mut absent = Vec::new();
        let mut changed = false;
        for fact in &heard.facts {
            if !self.takes_in(visit, heard, fact, acts) {
                continue;
            }
            changed = true;
            let name = report::fact_name(&self.knowledge, fact, visit.language);
            match fact.state {
                State::Present => present.push(name),
                State::Absent => absent.push(name),
                State::Uncertain => {}
            }
        }
        visit.pending.clear();
        let told = match heard.facts.iter().filter(|fact| fact.about == About::Patient).count() {
            0 => Told::Nothing,
            few if few < STORY => Told::Briefly,
            _ => Told::Fully,
        };
        visit.case.told = visit.case.told.max(told);
        for refused in &heard.refused {
            let name =
                self.knowledge.finding_index(refused.finding.as_str()).map_or("", |index| self.knowledge.name(index, visit.language));
            acts.push(Act::Refused { quote: refused.span.text.clone(), name: name.to_owned() });
        }
        if !present.is_empty() || !absent.is_empty() {
            acts.push(Act::Understood { present, absent });
        }
        let person_given = heard.demographics.age_years.is_some() || heard.demographics.sex.is_some();
        let news = changed || heard.answer.is_some() || person_given || !heard.alarms.is_empty() || !heard.refused.is_empty();
        let understood = news || !heard.facts.is_empty();
        match heard.intents {
            intents if intents.injection => acts.push(Act::Unmoved),
            intents if intents.insult && !understood => acts.push(Act::Insulted),
            intents if intents.thanks && !understood => acts.push(Act::Thanked),
            // A question that only names what is known already still wants an answer, if none can be had a plain no.
            intents if intents.question && !news => acts.push(Act::CannotAnswer),
            intents if !understood && !intents.greeting && !intents.stop && !intents.skip => acts.push(Act::NotUnderstood),
            _ => {}
        }
    }

    /// Takes one fact into the case; `false` where it changed nothing that should be read back.
    fn takes_in(&self, visit: &mut Visit, heard: &Heard, fact: &Fact, acts: &mut Vec<Act>) -> bool {
        if fact.about != About::Patient {
            visit.family.push(fact.clone());
            return true;
        }
        let answers = visit.contradictions.iter().position(|open| open.finding == fact.finding);
        if heard.intents.correction || answers.is_some() {
            if let Some(at) = answers {
                visit.contradictions.remove(at);
            }
            visit.case.correct(fact.clone());
            return true;
        }
        match visit.case.merge(fact.clone()) {
            Merge::Added | Merge::Refined => true,
            Merge::Unchanged => false,
            Merge::Contradicted(contradiction) => {
                let name = report::fact_name(&self.knowledge, fact, visit.language);
                acts.push(Act::Contradiction { name });
                visit.contradictions.push(*contradiction);
                false
            }
        }
    }

    /// The fixed paths, which wait for nothing.
    fn alarms(&self, visit: &mut Visit, heard: &Heard, acts: &mut Vec<Act>) {
        for alarm in &heard.alarms {
            let (urgency, act, name) = match alarm.kind {
                AlarmKind::SelfHarmNow => (Urgency::CallAmbulance, Act::SelfHarm, "alarm_self_harm"),
                AlarmKind::SelfHarm => (Urgency::EmergencyNow, Act::SelfHarm, "alarm_self_harm"),
                AlarmKind::HarmToOthers => (Urgency::EmergencyNow, Act::HarmToOthers, "alarm_harm_to_others"),
                AlarmKind::Abuse => (Urgency::UrgentWithin24h, Act::Abuse, "alarm_abuse"),
                AlarmKind::Emergency => (Urgency::CallAmbulance, Act::Emergency, "alarm_emergency"),
            };
            visit.raise(urgency);
            if visit.told.insert(name.to_owned()) {
                acts.push(act);
            }
        }
    }

    /// Tells, once each, the rules that now hold and demand more than an appointment. Alerts come before anything else said.
    fn alert(&self, visit: &mut Visit, assessment: &Assessment, acts: &mut Vec<Act>) -> bool {
        let mut fresh = Vec::new();
        for reason in assessment.standing.reasons.iter().filter(|reason| reason.urgency >= Urgency::UrgentWithin24h) {
            if visit.told.insert(reason.red_flag.clone()) {
                fresh.push(reason);
            }
        }
        let Some(worst) = fresh.iter().map(|reason| reason.urgency).max() else { return false };
        // Once a graver instruction stands, a milder one would only blur it.
        if visit.standing.is_some_and(|standing| standing > worst) {
            return false;
        }
        let flags: Vec<_> = fresh
            .iter()
            .filter(|reason| reason.urgency == worst)
            .filter_map(|reason| self.knowledge.red_flags.iter().find(|flag| flag.id == reason.red_flag))
            .collect();
        let Some(first) = flags.first() else { return false };
        let action = first.action.get(visit.language).to_owned();
        let because = flags.iter().take(3).map(|flag| flag.name.get(visit.language).to_owned()).collect();
        acts.insert(0, Act::Alert { urgency: worst, action, because });
        worst >= Urgency::EmergencyNow
    }

    /// What comes next: the person, the complaint, a contradiction, a question, or the end.
    fn next(&self, visit: &mut Visit, assessment: &Assessment, alerted: bool, wants_end: bool, acts: &mut Vec<Act>) {
        let asks = acts.iter().any(|act| matches!(act, Act::Contradiction { .. } | Act::Refused { .. }));
        if wants_end {
            self.conclude(visit, assessment, acts);
            return;
        }
        // Others of the questions put together are still open.
        if alerted || asks || !visit.pending.is_empty() {
            return;
        }
        let something = visit.case.facts().any(|fact| fact.state == State::Present && !fact.finding.as_str().starts_with("c_"));
        let person = visit.case.demographics;
        let unknown = (person.age_years.is_none(), person.sex.is_none());
        if something && (unknown.0 || unknown.1) && !visit.asked_person {
            visit.asked_person = true;
            acts.push(Act::AskPerson { age: unknown.0, sex: unknown.1 });
            return;
        }
        // Where twice nothing was understood, the common complaints are gone through instead.
        if !something && visit.asked.is_empty() && visit.turn <= INVITED {
            acts.push(if visit.turn <= 1 { Act::AskComplaint } else { Act::AskMore });
            return;
        }
        match &assessment.next {
            Next::Ask { .. } if visit.rounds < QUESTIONS && self.opens(visit, assessment, acts) => visit.rounds += 1,
            Next::Ask { questions, background } if visit.rounds < QUESTIONS => {
                visit.rounds += 1;
                visit.pending = if visit.rounds == BACKGROUND && !background.is_empty() {
                    background.iter().map(|question| question.finding.clone()).collect()
                } else {
                    self.together(questions)
                };
                visit.asked.extend(visit.pending.iter().cloned());
                let texts: Vec<String> = visit
                    .pending
                    .iter()
                    .filter_map(|id| self.knowledge.lexicon.finding(id.as_str()))
                    .map(|words| visit.question(words))
                    .collect();
                acts.push(Act::Ask { question: texts.join(if visit.language == Language::Zh { "" } else { " " }) });
            }
            _ => self.conclude(visit, assessment, acts),
        }
    }

    /// Asks in open words, where its time has come: for the story before the details, and for anything else after some of them.
    /// What decides a danger is asked before.
    fn opens(&self, visit: &mut Visit, assessment: &Assessment, acts: &mut Vec<Act>) -> bool {
        let danger = matches!(&assessment.next, Next::Ask { questions, .. } if questions.first().is_some_and(|question| question.danger));
        let open = match visit.opened {
            0 if !danger && visit.case.told != Told::Fully => Open::Story,
            0 | 1 if visit.rounds >= ELSE => Open::Else,
            _ => return false,
        };
        visit.opened = if open == Open::Story { 1 } else { 2 };
        visit.open = Some(open);
        acts.push(Act::Open { open });
        true
    }

    /// The best question and a few others that a doctor would put in the same breath: nearly as useful, and answered yes or
    /// no; or, as the first is, about how the trouble began and went on.
    fn together(&self, questions: &[Question]) -> Vec<FindingId> {
        let Some(first) = questions.first() else { return Vec::new() };
        let simple = |question: &&Question| {
            let words = self.knowledge.lexicon.finding(question.finding.as_str());
            words.is_some_and(|words| matches!(words.shape, Shape::Flag | Shape::Enum) && words.of.is_none())
        };
        let mut together = vec![first.finding.clone()];
        let of_story = |question: &&Question| question.finding.as_str().starts_with("c_");
        let alike = |question: &&Question| if of_story(&first) { of_story(question) } else { simple(&first) && simple(question) };
        let near = questions[1..].iter().filter(|question| question.value >= TOGETHER * first.value);
        together.extend(near.filter(alike).take(BESIDE).map(|question| question.finding.clone()));
        together
    }

    /// What a model heard and the patient can be asked of: red flags first, at most [`PROPOSED`], none twice.
    fn proposed(&self, visit: &Visit, proposals: &[Proposal]) -> Vec<Proposal> {
        if visit.proposed_rounds >= PROPOSED_ROUNDS {
            return Vec::new();
        }
        let mut open: Vec<(bool, &Proposal)> = Vec::new();
        for proposal in proposals {
            let Some(index) = self.knowledge.finding_index(proposal.finding.as_str()) else { continue };
            let finding = self.knowledge.finding(index);
            let patients = finding.by == facts::By::Patient && finding.applies.may_concern(&visit.case.demographics);
            let fresh = !visit.proposed.contains(&proposal.finding) && !visit.case.facts().any(|fact| fact.finding == proposal.finding);
            if patients && fresh {
                open.push((!finding.discriminates, proposal));
            }
        }
        open.sort_by_key(|(rank, proposal)| (*rank, proposal.span.start));
        open.into_iter().take(PROPOSED).map(|(_, proposal)| proposal.clone()).collect()
    }

    /// Puts what only a model heard to the patient, unless the message itself has said it. `false` where there is nothing.
    fn propose(&self, visit: &mut Visit, proposed: &[Proposal], acts: &mut Vec<Act>) -> bool {
        let heard = |visit: &Visit, id: &FindingId| visit.case.facts().any(|fact| &fact.finding == id);
        let open: Vec<&Proposal> = proposed.iter().filter(|proposal| !heard(visit, &proposal.finding)).collect();
        if open.is_empty() || acts.iter().any(|act| matches!(act, Act::Contradiction { .. } | Act::Refused { .. })) {
            return false;
        }
        visit.proposed_rounds += 1;
        for proposal in open {
            visit.proposed.insert(proposal.finding.clone());
            visit.pending.push(proposal.finding.clone());
            let question = self.knowledge.lexicon.finding(proposal.finding.as_str()).map(|words| visit.question(words));
            let question = question.unwrap_or_default();
            acts.push(Act::Proposed { quote: proposal.span.text.clone(), question });
        }
        true
    }

    /// Takes other words for parts of a reply where they say the same.
    fn reword(&self, reply: &mut [Utterance], wordings: &[Wording]) {
        for wording in wordings {
            if let Some(utterance) = reply.get_mut(wording.at)
                && language::check(&self.ears, utterance, &wording.text).is_ok()
            {
                utterance.worded = Some(wording.clone());
            }
        }
    }

    fn conclude(&self, visit: &mut Visit, assessment: &Assessment, acts: &mut Vec<Act>) {
        visit.concluded = true;
        visit.pending.clear();
        visit.raise(assessment.urgency);
        let urgency = visit.standing.unwrap_or(assessment.urgency);
        let known = visit.case.facts().any(|fact| fact.state == State::Present);
        let likely: Vec<_> =
            assessment.differential.hypotheses.iter().filter(|hypothesis| hypothesis.probability >= 0.05).take(5).collect();
        if !known || likely.is_empty() {
            acts.push(Act::NotEnough { urgency: urgency.max(Urgency::Routine) });
            return;
        }
        let language = visit.language;
        let conditions: Vec<_> = likely.iter().filter_map(|hypothesis| self.knowledge.conditions.get(hypothesis.condition)).collect();
        let lines = |pick: fn(&knowledge::Condition) -> &facts::Phrases, most: usize| -> Vec<String> {
            let mut lines: Vec<String> = Vec::new();
            for line in conditions.iter().take(2).flat_map(|condition| pick(condition).get(language)) {
                if lines.len() < most && !lines.contains(line) {
                    lines.push(line.clone());
                }
            }
            lines
        };
        let missing = match &assessment.next {
            Next::Ask { questions, .. } => questions
                .iter()
                .take(3)
                .filter_map(|question| self.knowledge.finding_index(question.finding.as_str()))
                .map(|index| self.knowledge.name(index, language).to_owned())
                .collect(),
            Next::Conclude => Vec::new(),
        };
        let steps = self.reasoner.workup(&visit.case, &assessment.differential);
        let name = |step: &reasoner::Proposed| {
            Some(self.knowledge.name(self.knowledge.finding_index(step.finding.as_str())?, language).to_owned())
        };
        acts.push(Act::Conclude {
            workup: steps.iter().filter_map(name).take(4).collect(),
            urgency,
            likely: conditions.iter().map(|condition| condition.name.get(language).to_owned()).collect(),
            do_now: lines(|condition| &condition.do_now, 5),
            watch_for: lines(|condition| &condition.watch_for, 5),
            missing,
        });
    }

    /// A tapped answer or a correction by hand: the patient's own word on one finding.
    fn answer(&self, visit: &mut Visit, finding: &FindingId, state: Option<State>, value: Option<Value>) {
        visit.contradictions.retain(|open| &open.finding != finding);
        visit.pending.retain(|pending| pending != finding);
        match state {
            None => {
                visit.case.forget(finding);
            }
            Some(state) => {
                let provenance = Provenance { listener: facts::Listener::Patient, turn: visit.turn, span: (0, 0), quote: String::new() };
                visit.case.correct(Fact { value, provenance: Some(provenance), ..Fact::new(finding.as_str(), state) });
            }
        }
    }
}

/// Whether an event says nothing about the patient, so that nothing is asked after it.
fn quiet(event: &Event) -> bool {
    matches!(event, Event::Begin { .. } | Event::Speak { .. } | Event::Attend { .. })
}

/// Whether what stands has just become an emergency.
fn emergency_raised(before: Option<Urgency>, now: Option<Urgency>) -> bool {
    now.is_some_and(|now| now >= Urgency::EmergencyNow) && before.is_none_or(|before| before < Urgency::EmergencyNow)
}

/// Whether a message after the result brought nothing but talk, so that the result need not be said again. What is urgent is.
fn only_talk(visit: &Visit, acts: &[Act]) -> bool {
    let talk = |act: &Act| {
        matches!(act, Act::CannotAnswer | Act::Thanked | Act::AboutCondition { .. } | Act::AboutMedicine { .. } | Act::Together { .. })
    };
    visit.concluded && !acts.is_empty() && acts.iter().all(talk) && visit.standing.is_none_or(|standing| standing < Urgency::EmergencyNow)
}

/// Takes in who the patient is. What is known stays, unless the message corrects it.
fn person(visit: &mut Visit, heard: &Heard) {
    let corrects = heard.intents.correction;
    let known = &mut visit.case.demographics;
    if known.age_years.is_none() || corrects {
        known.age_years = heard.demographics.age_years.or(known.age_years);
    }
    if known.sex.is_none() || corrects {
        known.sex = heard.demographics.sex.or(known.sex);
    }
    // A relative's illness told later on makes no patient of them.
    let relative = !visit.asked.is_empty() && heard.facts.iter().any(|fact| fact.about == About::Family);
    if visit.subject.is_none() && !relative {
        visit.subject = heard.subject.map(Into::into);
    }
}
