//! The HTTP API in JSON. What must not live here: pages; decisions.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use consult::{Event, Report};
use facts::{Case, Demographics, Fact, Language, Sex, Value};
use language::Hearing;
use serde::{Deserialize, Serialize};

use crate::Clinic;
use crate::problem::Problem;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct NewVisit {
    #[serde(default)]
    language: Language,
}

#[derive(Serialize)]
struct Opened {
    id: String,
    report: Report,
}

/// Reads a body as JSON; an error names line and column, never the text.
fn read<T: serde::de::DeserializeOwned>(body: &Bytes) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        let kind = match error.classify() {
            serde_json::error::Category::Data => "has a missing, unknown or wrongly typed field",
            _ => "is not valid JSON in UTF-8",
        };
        let detail = format!("The body {kind}, at line {}, column {}. See /api/openapi.json.", error.line(), error.column());
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "The body cannot be read", detail)
    })
}

/// `POST /api/visits`
pub async fn open(State(clinic): State<Clinic>, body: Bytes) -> Result<impl IntoResponse, Problem> {
    let wanted: NewVisit = if body.is_empty() { NewVisit::default() } else { read(&body)? };
    let (id, report) = clinic.open(wanted.language).await?;
    Ok((StatusCode::CREATED, Json(Opened { id, report })))
}

/// `POST /api/visits/{id}/events`
pub async fn post(State(clinic): State<Clinic>, Path(id): Path<String>, headers: HeaderMap, body: Bytes) -> Result<Json<Report>, Problem> {
    let event: Event = read(&body)?;
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).filter(|key| (1..=100).contains(&key.len()));
    let Some(key) = key else {
        let detail = "Send a header `Idempotency-Key` of 1 to 100 characters, new for each message and the same for its repetitions.";
        return Err(Problem::new(StatusCode::BAD_REQUEST, "The idempotency key is missing", detail));
    };
    Ok(Json(clinic.post(&id, key, event).await?))
}

/// `GET /api/visits/{id}`: every event with its reply.
pub async fn visit(State(clinic): State<Clinic>, Path(id): Path<String>) -> Result<Json<serde_json::Value>, Problem> {
    let entries = clinic.records.entries(&id).await?;
    let entries: Vec<_> =
        entries.iter().map(|entry| serde_json::json!({ "number": entry.number, "event": entry.event, "report": entry.report })).collect();
    Ok(Json(serde_json::json!({ "id": id, "entries": entries })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HearInput {
    #[serde(default)]
    language: Option<Language>,
    text: String,
}

/// `POST /api/hear`
pub async fn hear(State(clinic): State<Clinic>, body: Bytes) -> Result<Json<serde_json::Value>, Problem> {
    let input: HearInput = read(&body)?;
    let heard = clinic.practice.ears().hear(&input.text, &Hearing { language: input.language, ..Hearing::default() });
    Ok(Json(
        serde_json::json!({ "language": heard.language, "person": heard.demographics, "facts": heard.facts, "unheard": heard.unheard, "alarms": heard.alarms }),
    ))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AssessInput {
    /// Of the names and texts in `care`.
    #[serde(default)]
    language: Language,
    #[serde(default)]
    age_years: Option<f64>,
    #[serde(default)]
    sex: Option<Sex>,
    #[serde(default)]
    findings: Vec<AssessFinding>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AssessFinding {
    id: String,
    state: facts::State,
    #[serde(default)]
    value: Option<Value>,
}

/// `POST /api/assess`: one case, nothing kept.
pub async fn assess(State(clinic): State<Clinic>, body: Bytes) -> Result<Json<serde_json::Value>, Problem> {
    let input: AssessInput = read(&body)?;
    let mut case = Case::new(Demographics { age_years: input.age_years, sex: input.sex });
    for finding in input.findings {
        case.merge(Fact { value: finding.value, ..Fact::new(&finding.id, finding.state) });
    }
    let reasoner = clinic.practice.reasoner();
    let assessment = reasoner.assess(&case, &[]);
    let knowledge = clinic.practice.knowledge();
    let believed = consult::believed(&knowledge.calibration, &assessment.differential);
    let condition = |(hypothesis, believed): (&consult::Hypothesis, &f64)| {
        let condition = &knowledge.conditions[hypothesis.condition];
        serde_json::json!({ "id": condition.id, "en": condition.name.en, "zh": condition.name.zh, "icd10": condition.icd10, "probability": hypothesis.probability, "believed": believed })
    };
    let differential: Vec<_> = assessment.differential.hypotheses.iter().zip(&believed.chances).take(10).map(condition).collect();
    Ok(Json(serde_json::json!({
        "urgency": assessment.urgency,
        "red_flags": assessment.standing.reasons,
        "differential": differential,
        "set": believed.set,
        "something_else": assessment.differential.something_else,
        "acuity": reasoner.level(&case).level,
        "care": consult::care(reasoner, &case, &assessment, input.language),
        "next": assessment.next,
        "caveats": assessment.caveats,
        "fingerprint": assessment.fingerprint,
        "notice": "From an AI. Its knowledge is a draft that no doctor has reviewed.",
    })))
}

/// `GET /api/openapi.json`
pub async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], include_str!("openapi.json")).into_response()
}

/// `GET /api/health`
pub async fn health(State(clinic): State<Clinic>) -> Result<Json<serde_json::Value>, Problem> {
    clinic.records.alive().await?;
    Ok(Json(serde_json::json!({ "status": "ok", "knowledge": clinic.practice.knowledge().fingerprint })))
}
