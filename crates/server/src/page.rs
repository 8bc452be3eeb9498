//! The patient's page, rendered here: works without any script, and live with one. What must not live here: decisions.

use std::convert::Infallible;

use axum::Form;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use consult::{Choice, Event, Finding, Report};
use facts::{Demographics, FindingId, Language, Sex, State as Known, Urgency, Value};
use language::{Tone, Utterance};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use records::Entry;
use serde::Deserialize;

use crate::Clinic;
use crate::problem::Problem;

/// Words of the page in both languages.
fn t(language: Language, en: &'static str, zh: &'static str) -> &'static str {
    if language == Language::Zh { zh } else { en }
}

/// `GET /`: the notice and consent; a visit is opened by its button.
pub async fn home(headers: HeaderMap) -> Markup {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let language = if wanted.to_ascii_lowercase().starts_with("en") { Language::En } else { Language::Zh };
    let other = if language == Language::En { Language::Zh } else { Language::En };
    shell(
        language,
        html! {
            main .home {
                h1 { "杏林 Xinglin" }
                @for language in [language, other] {
                    section lang=(language.tag()) {
                        p { (t(language, "Tell what troubles you in your own words. Xinglin asks on, says how urgent it is and why, and shows what it understood.", "用自己的话说说哪里不舒服。杏林会接着问，告诉您有多急、为什么，并让您看到它听懂了什么。")) }
                        p .notice { (notice(language)) }
                        form method="post" action="/visits" {
                            input type="hidden" name="language" value=(language.tag());
                            button .primary type="submit" { (t(language, "I understand, begin", "我明白了，开始")) }
                        }
                    }
                }
            }
        },
    )
}

fn notice(language: Language) -> &'static str {
    t(
        language,
        "Xinglin is an AI, not a doctor. No doctor has reviewed its medical knowledge: it is a draft for demonstration. In an emergency call an ambulance now (120 in China, or your local number). What you write is kept on this computer.",
        "杏林是人工智能，不是医生。它的医学知识还没有医生审核，是演示用的草稿。紧急情况请立即拨打120。您写的内容只保存在这台电脑上。",
    )
}

#[derive(Deserialize)]
pub struct Opening {
    #[serde(default)]
    language: Language,
}

/// `POST /visits`
pub async fn open(State(clinic): State<Clinic>, Form(opening): Form<Opening>) -> Result<Redirect, Problem> {
    let (id, _) = clinic.open(opening.language).await?;
    Ok(Redirect::to(&format!("/visits/{id}")))
}

/// `GET /visits/{id}`
pub async fn visit(State(clinic): State<Clinic>, Path(id): Path<String>) -> Result<Markup, Problem> {
    let entries = clinic.records.entries(&id).await?;
    let language = entries.last().map_or(Language::En, |entry| entry.report.language);
    Ok(shell(language, room(&id, &entries)))
}

#[derive(Deserialize)]
pub struct Message {
    key: String,
    #[serde(default)]
    text: String,
}

/// `POST /visits/{id}/say`
pub async fn say(
    State(clinic): State<Clinic>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(message): Form<Message>,
) -> Result<Response, Problem> {
    answered(&clinic, &id, &headers, &message.key, Event::say(message.text)).await
}

#[derive(Deserialize)]
pub struct Tap {
    key: String,
    finding: String,
    /// A state, or `forget`.
    state: String,
    /// JSON of the value, where the choice carries one.
    #[serde(default)]
    value: String,
}

/// `POST /visits/{id}/answer`: a chip, or a correction in the panel.
pub async fn answer(
    State(clinic): State<Clinic>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(tap): Form<Tap>,
) -> Result<Response, Problem> {
    let bad = |what: &str| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "The answer cannot be read", what.to_owned());
    let state = match tap.state.as_str() {
        "present" => Some(Known::Present),
        "absent" => Some(Known::Absent),
        "uncertain" => Some(Known::Uncertain),
        "forget" => None,
        _ => return Err(bad("`state` is present, absent, uncertain or forget.")),
    };
    let value: Option<Value> = match tap.value.as_str() {
        "" => None,
        json => Some(serde_json::from_str(json).map_err(|_| bad("`value` is a number, a level or a list of levels."))?),
    };
    if clinic.practice.knowledge().finding_index(&tap.finding).is_none() {
        return Err(bad("There is no finding with this id."));
    }
    answered(&clinic, &id, &headers, &tap.key, Event::Answer { finding: FindingId::new(&tap.finding), state, value }).await
}

#[derive(Deserialize)]
pub struct PersonForm {
    key: String,
    #[serde(default)]
    age: String,
    #[serde(default)]
    sex: String,
}

/// `POST /visits/{id}/person`
pub async fn person(
    State(clinic): State<Clinic>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<PersonForm>,
) -> Result<Response, Problem> {
    let age_years = form.age.trim().parse::<f64>().ok().filter(|age| (0.0..=125.0).contains(age));
    let sex = match form.sex.as_str() {
        "female" => Some(Sex::Female),
        "male" => Some(Sex::Male),
        "intersex" => Some(Sex::Intersex),
        _ => None,
    };
    answered(&clinic, &id, &headers, &form.key, Event::Person { person: Demographics { age_years, sex } }).await
}

#[derive(Deserialize)]
pub struct Speaking {
    key: String,
    language: Language,
}

/// `POST /visits/{id}/speak`: the other language.
pub async fn speak(State(clinic): State<Clinic>, Path(id): Path<String>, Form(speaking): Form<Speaking>) -> Result<Redirect, Problem> {
    clinic.post(&id, &speaking.key, Event::Speak { language: speaking.language }).await?;
    Ok(Redirect::to(&format!("/visits/{id}")))
}

#[derive(Deserialize)]
pub struct Keyed {
    key: String,
}

/// `POST /visits/{id}/finish`
pub async fn finish(
    State(clinic): State<Clinic>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(keyed): Form<Keyed>,
) -> Result<Response, Problem> {
    answered(&clinic, &id, &headers, &keyed.key, Event::Finish).await
}

/// Posts an event; a script gets the reply as it is said and then the room anew, a plain browser is sent back to the page.
async fn answered(clinic: &Clinic, id: &str, headers: &HeaderMap, key: &str, event: Event) -> Result<Response, Problem> {
    clinic.post(id, key, event).await?;
    if headers.contains_key("hx-request") {
        let entries = clinic.records.entries(id).await?;
        let mut parts = entries.last().map(|entry| spoken(&entry.report)).unwrap_or_default();
        parts.push(room(id, &entries).into_string());
        let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        let body = Body::from_stream(tokio_stream::iter(parts.into_iter().map(Ok::<_, Infallible>)));
        return Ok((kind, body).into_response());
    }
    Ok(Redirect::to(&format!("/visits/{id}")).into_response())
}

/// A reply sentence by sentence: each is the bubble it belongs to, as far as it has been said. All of it is stored by then.
fn spoken(report: &Report) -> Vec<String> {
    let mut parts = Vec::new();
    for (at, utterance) in report.reply.iter().enumerate() {
        for end in utterance.sentences() {
            let said = Utterance { tone: utterance.tone, text: utterance.shown()[..end].to_owned(), worded: None };
            parts.push(html! { template .part data-at=(at) { (bubble(&said, report.language, false)) } }.into_string());
        }
    }
    parts
}

/// `GET /visits/{id}/summary`: one page to print or to hand to a doctor.
pub async fn summary(State(clinic): State<Clinic>, Path(id): Path<String>) -> Result<Markup, Problem> {
    let entries = clinic.records.entries(&id).await?;
    let Some(last) = entries.last().map(|entry| &entry.report) else { return Err(records::Error::NoSuchVisit.into()) };
    let language = last.language;
    Ok(shell(
        language,
        html! {
            main .summary {
                h1 { (t(language, "Summary of the visit", "就诊摘要")) }
                p .notice { (notice(language)) }
                (urgency_line(last))
                h2 { (t(language, "In the patient's words", "患者自述")) }
                @for entry in &entries { @if let Event::Say { text, .. } = &entry.event { blockquote { (text) } } }
                (panel(&id, last, false))
                (differential(last))
                (care(last))
                p .small { (t(language, "Knowledge", "知识版本")) " " code { (last.fingerprint) } }
                p { a href=(format!("/visits/{id}")) { (t(language, "Back to the visit", "返回对话")) } }
            }
        },
    ))
}

/// `GET /assets/{name}`
pub async fn asset(Path(name): Path<String>) -> Response {
    let (kind, bytes): (&str, &'static [u8]) = match name.as_str() {
        "style.css" => ("text/css; charset=utf-8", include_bytes!("../assets/style.css")),
        "page.js" => ("text/javascript; charset=utf-8", include_bytes!("../assets/page.js")),
        "htmx.js" => ("text/javascript; charset=utf-8", include_bytes!(concat!(env!("OUT_DIR"), "/htmx.min.js"))),
        "icon.svg" => ("image/svg+xml", include_bytes!("../assets/icon.svg")),
        _ => return Problem::new(StatusCode::NOT_FOUND, "Nothing here", "There is no such file.").into_response(),
    };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "max-age=300")], bytes).into_response()
}

fn shell(language: Language, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(t(language, "en", "zh-CN")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="htmx-config" content=r#"{"includeIndicatorStyles":false,"allowEval":false,"historyCacheSize":0}"#;
                title { "杏林 Xinglin" }
                link rel="icon" href="/assets/icon.svg";
                link rel="stylesheet" href="/assets/style.css";
                script src="/assets/htmx.js" defer {}
                script src="/assets/page.js" defer {}
            }
            body hx-target="#visit" hx-select="#visit" hx-swap="outerHTML" { (body) div #announce .hidden-visually aria-live="polite" {} }
        }
    }
}

fn fresh_key() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

/// The whole visit: what a post renews.
fn room(id: &str, entries: &[Entry]) -> Markup {
    let Some(last) = entries.last().map(|entry| &entry.report) else { return html! { main #visit {} } };
    let language = last.language;
    let other = if language == Language::En { Language::Zh } else { Language::En };
    html! {
        div #visit {
            header {
                div .top {
                    a .brand href="/" { "杏林 Xinglin" }
                    form method="post" action=(format!("/visits/{id}/speak")) {
                        input type="hidden" name="key" value=(fresh_key());
                        input type="hidden" name="language" value=(other.tag());
                        button type="submit" lang=(other.tag()) { (t(other, "English", "中文")) }
                    }
                }
                p .notice { (notice(language)) }
            }
            (urgency_line(last))
            div .columns {
                main .chat {
                    h1 .hidden-visually { (t(language, "Conversation", "对话")) }
                    ol .log {
                        @for (place, entry) in entries.iter().enumerate() {
                            (said(entry))
                            @for utterance in &entry.report.reply { (bubble(utterance, language, place + 1 == entries.len())) }
                        }
                    }
                    template #sending {
                        li .patient.pending { span .who { (t(language, "You", "您")) } p {} }
                        li .xinglin.pending { span .who { (t(language, "Xinglin, an AI", "杏林（人工智能）")) } p { (t(language, "is writing ...", "正在写……")) } }
                        p .failed role="alert" { (t(language, "This did not reach Xinglin. Your words are still in the box: send them again. In an emergency call an ambulance now.", "没有送到杏林。您写的还在框里，请再发一次。紧急情况请立即拨打120。")) }
                    }
                    @for question in last.question.iter().chain(&last.also) {
                        @if !last.also.is_empty() { p .asked { (question.text) } }
                        div .chips role="group" aria-label=(format!("{}: {}", t(language, "Quick answers", "快捷回答"), question.text)) {
                            @for choice in &question.choices { (chip(id, &question.finding, choice)) }
                        }
                    }
                    @if last.open.is_some() {
                        @let nothing = t(language, "No, nothing more", "没有了");
                        div .chips role="group" aria-label=(t(language, "Quick answers", "快捷回答")) {
                            form .nothing method="post" action=(format!("/visits/{id}/say")) hx-post=(format!("/visits/{id}/say")) {
                                input type="hidden" name="key" value=(fresh_key());
                                input type="hidden" name="text" value=(nothing);
                                button type="submit" { (nothing) }
                            }
                        }
                    }
                    form .write method="post" action=(format!("/visits/{id}/say")) hx-post=(format!("/visits/{id}/say")) {
                        input type="hidden" name="key" value=(fresh_key());
                        label .hidden-visually for="text" { (t(language, "Your message", "您的消息")) }
                        textarea #text name="text" rows="2" maxlength="100000" required autofocus placeholder=(t(language, "Write here", "在这里写")) {}
                        button .primary type="submit" { (t(language, "Send", "发送")) }
                    }
                    form .end method="post" action=(format!("/visits/{id}/finish")) hx-post=(format!("/visits/{id}/finish")) {
                        input type="hidden" name="key" value=(fresh_key());
                        button type="submit" { (t(language, "Show the result now", "现在就看结果")) }
                        " " a href=(format!("/visits/{id}/summary")) { (t(language, "Printable summary", "可打印的摘要")) }
                    }
                }
                aside .side aria-label=(t(language, "What I understood", "我听懂了什么")) {
                    (panel(id, last, true))
                    (differential(last))
                (care(last))
                }
            }
        }
    }
}

fn urgency_line(report: &Report) -> Markup {
    let language = report.language;
    html! {
        @if let Some(urgency) = report.standing.filter(|urgency| *urgency >= Urgency::UrgentWithin24h) {
            section .urgent .call[urgency >= Urgency::EmergencyNow] role="alert" {
                strong { (language::urgency(language, urgency)) }
                @if !report.because.is_empty() {
                    span { " " (t(language, "Why: ", "原因：")) (report.because.join(t(language, "; ", "；"))) }
                }
            }
        }
    }
}

/// The patient's side of an entry.
fn said(entry: &Entry) -> Markup {
    let language = entry.report.language;
    let text = match &entry.event {
        Event::Say { text, .. } => text.clone(),
        Event::Answer { finding, state, .. } => {
            let known = entry.report.understood.iter().find(|fact| &fact.id == finding);
            let name = known.map_or_else(|| finding.to_string(), |fact| fact.name.clone());
            format!("{name}: {}", state_name(language, *state))
        }
        Event::Finish => t(language, "Show the result now", "现在就看结果").to_owned(),
        Event::Person { .. } => t(language, "Age and sex corrected", "更正了年龄或性别").to_owned(),
        Event::Begin { .. } | Event::Speak { .. } | Event::Attend { .. } => return html! {},
    };
    html! { li .patient { span .who { (t(language, "You", "您")) } p { (text) } } }
}

fn state_name(language: Language, state: Option<Known>) -> &'static str {
    match state {
        Some(Known::Present) => t(language, "yes", "有"),
        Some(Known::Absent) => t(language, "no", "没有"),
        Some(Known::Uncertain) => t(language, "don't know", "不清楚"),
        None => t(language, "removed", "已删除"),
    }
}

fn bubble(utterance: &Utterance, language: Language, latest: bool) -> Markup {
    let tone = match utterance.tone {
        Tone::Alert => "alert",
        Tone::Conclusion => "conclusion",
        Tone::Question => "question",
        Tone::Plain => "plain",
    };
    html! {
        li .xinglin .(tone) data-latest[latest] {
            span .who { (t(language, "Xinglin, an AI", "杏林（人工智能）")) }
            @for line in utterance.shown().lines() { p { (line) } }
            @if let Some(wording) = &utterance.worded {
                details {
                    summary { (t(language, "Who worded this", "谁写的这句话")) }
                    p { (t(language, "A language model, checked against the text that counts: ", "语言模型改写，已与原文核对：")) (wording.model) }
                    @for line in utterance.text.lines() { p { (line) } }
                }
            }
        }
    }
}

fn chip(id: &str, finding: &FindingId, choice: &Choice) -> Markup {
    let state = match choice.state {
        Known::Present => "present",
        Known::Absent => "absent",
        Known::Uncertain => "uncertain",
    };
    let value = choice.value.as_ref().and_then(|value| serde_json::to_string(value).ok()).unwrap_or_default();
    tap(id, finding, state, &value, html! { (choice.label) }, None)
}

fn tap(id: &str, finding: &FindingId, state: &str, value: &str, label: Markup, described: Option<String>) -> Markup {
    html! {
        form method="post" action=(format!("/visits/{id}/answer")) hx-post=(format!("/visits/{id}/answer")) {
            input type="hidden" name="key" value=(fresh_key());
            input type="hidden" name="finding" value=(finding.as_str());
            input type="hidden" name="state" value=(state);
            input type="hidden" name="value" value=(value);
            button type="submit" aria-label=[described] { (label) }
        }
    }
}

/// What was understood, with quotes, each to be corrected.
fn panel(id: &str, report: &Report, live: bool) -> Markup {
    let language = report.language;
    let person = &report.person;
    html! {
        h2 { (t(language, "What I understood", "我听懂了什么")) }
        @if live {
            form .person method="post" action=(format!("/visits/{id}/person")) hx-post=(format!("/visits/{id}/person")) {
                input type="hidden" name="key" value=(fresh_key());
                label { (t(language, "Age", "年龄")) " " input name="age" inputmode="decimal" size="4" value=[person.age_years.map(|age| format!("{}", (age * 100.0).round() / 100.0))]; }
                label { (t(language, "Sex at birth", "出生性别")) " "
                    select name="sex" {
                        option value="" { (t(language, "not known", "不清楚")) }
                        option value="female" selected[person.sex == Some(Sex::Female)] { (t(language, "female", "女")) }
                        option value="male" selected[person.sex == Some(Sex::Male)] { (t(language, "male", "男")) }
                        option value="intersex" selected[person.sex == Some(Sex::Intersex)] { (t(language, "intersex", "间性")) }
                    }
                }
                button type="submit" { (t(language, "Correct", "更正")) }
            }
        }
        @if report.understood.is_empty() { p .small { (t(language, "Nothing yet.", "还没有。")) } }
        ul .facts {
            @for state in [Known::Present, Known::Absent, Known::Uncertain] {
                @for fact in report.understood.iter().filter(|fact| fact.state == state) { (fact_row(id, language, fact, live)) }
            }
        }
        @if !report.unheard.is_empty() {
            p .small { (t(language, "Not understood in your last message: ", "上一条消息里没听懂的：")) (report.unheard.iter().filter(|span| !span.text.is_empty()).map(|span| format!("\u{201c}{}\u{201d}", span.text)).collect::<Vec<_>>().join(" ")) }
        }
    }
}

fn fact_row(id: &str, language: Language, fact: &Finding, live: bool) -> Markup {
    let (mark, class) = match fact.state {
        Known::Present => ("+", "present"),
        Known::Absent => ("−", "absent"),
        Known::Uncertain => ("?", "uncertain"),
    };
    html! {
        li .(class) {
            span .mark aria-hidden="true" { (mark) }
            span .hidden-visually { (state_name(language, Some(fact.state))) ": " }
            span .name { (fact.name) @if !fact.quote.is_empty() { q { (fact.quote) } } }
            @if live {
                span .fix {
                    @if fact.state == Known::Present { (tap(id, &fact.id, "absent", "", html! { "−" }, Some(format!("{}: {}", t(language, "No, this is not so", "没有这个"), fact.name)))) }
                    @else { (tap(id, &fact.id, "present", "", html! { "+" }, Some(format!("{}: {}", t(language, "Yes, this is so", "有这个"), fact.name)))) }
                    (tap(id, &fact.id, "forget", "", html! { "×" }, Some(format!("{}: {}", t(language, "Remove", "删除"), fact.name))))
                }
            }
        }
    }
}

/// What may explain it, as bars with their evidence.
fn differential(report: &Report) -> Markup {
    let language = report.language;
    let leading: Vec<_> = report.differential.iter().filter(|likely| likely.probability >= 0.01).take(6).collect();
    let title = t(language, "What could explain it (not a diagnosis)", "可能的原因（不是诊断）");
    let mut bars: Vec<figures::Bar> =
        leading.iter().map(|likely| figures::Bar { label: likely.name.clone(), share: likely.probability }).collect();
    if !bars.is_empty() {
        bars.push(figures::Bar { label: t(language, "Something else", "其他").to_owned(), share: report.something_else });
    }
    html! {
        @if !bars.is_empty() {
            h2 { (title) }
            (PreEscaped(figures::bars(title, &bars).svg))
            @for likely in &leading {
                details {
                    summary { (likely.name) " " (figures::percent(likely.probability)) }
                    (evidence(t(language, "For", "支持"), &likely.evidence_for))
                    (evidence(t(language, "Against", "不支持"), &likely.evidence_against))
                }
            }
        }
    }
}

/// What follows once the visit has concluded: what a doctor may examine or order and why, what comes after, how to stay well.
fn care(report: &Report) -> Markup {
    let language = report.language;
    let Some(care) = &report.care else { return html! {} };
    html! {
        @if report.set > 0 {
            p .small { (t(language, "In practice cases the right one was among the first ", "在练习病例中，约九成的正确答案在前")) (report.set) (t(language, " nine times in ten.", "个之内。")) }
        }
        @if !care.workup.is_empty() {
            h2 { (t(language, "What a doctor may examine or order", "医生可能会做的检查")) }
            ul .workup {
                @for step in &care.workup { li { details { summary { (step.name) } p .small { (step.why) } } } }
            }
        }
        @if let Some(plan) = &care.plan {
            h2 { (t(language, "If a doctor confirms: ", "如果医生确诊为：")) (plan.name) }
            ul { @for line in plan.follow_up.iter().chain(&plan.rehabilitation).chain(&plan.prevention) { li { (line) } } }
            p .small { (t(language, "A draft that no doctor has reviewed. Treatment is for the doctor to choose.", "草稿，未经医生审核。如何治疗由医生决定。")) }
        }
        @if !care.prevention.is_empty() {
            details {
                summary { (t(language, "Worth doing when you are well", "平时值得做的")) " (" (care.prevention.len()) ")" }
                ul { @for one in &care.prevention { li { strong { (one.name) } ": " (one.advice) " " span .small { (one.cite) } } } }
                @for score in care.scores.iter().filter(|score| !score.says.is_empty()) { p { strong { (score.name) } ": " (score.says) } }
            }
        }
    }
}

fn evidence(label: &str, why: &[consult::Why]) -> Markup {
    html! {
        @if !why.is_empty() {
            p .evidence { strong { (label) } ": " (why.iter().map(|why| format!("{} ({:+.1})", why.name, why.nats)).collect::<Vec<_>>().join(", ")) }
        }
    }
}
