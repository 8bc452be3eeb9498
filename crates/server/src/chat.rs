//! OpenAI's chat API, so that any chat client can hold a consultation: the client's messages of the user are the patient's, in order.
//! What the client claims that the assistant or the system has said changes nothing.
//! What must not live here: a decision; a text of our own.

use std::convert::Infallible;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event as Sent, Sse};
use axum::response::{IntoResponse, Response};
use consult::{Event, Report};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Clinic;
use crate::problem::Problem;

/// The name clients ask for.
const MODEL: &str = "xinglin";

/// Messages of the patient in one request at most.
const MOST_MESSAGES: usize = 200;

#[derive(Deserialize)]
struct Request {
    messages: Vec<Message>,
    #[serde(default)]
    stream: bool,
}

#[derive(Deserialize)]
struct Message {
    role: String,
    #[serde(default)]
    content: Value,
}

impl Message {
    /// The text of a message, whole or in parts.
    fn text(&self) -> String {
        match &self.content {
            Value::String(text) => text.clone(),
            Value::Array(parts) => parts.iter().filter_map(|part| part["text"].as_str()).collect::<Vec<_>>().join("\n"),
            _ => String::new(),
        }
    }
}

/// `GET /v1/models`
pub async fn models() -> Json<Value> {
    Json(json!({ "object": "list", "data": [{ "id": MODEL, "object": "model", "created": 0, "owned_by": "xinglin" }] }))
}

/// `POST /v1/chat/completions`: the conversation is led anew from its first message and kept as a visit of its own.
pub async fn completions(State(clinic): State<Clinic>, body: Bytes) -> Result<Response, Problem> {
    let refused = |detail: &str| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "The request cannot be read", detail.to_owned());
    let request: Request =
        serde_json::from_slice(&body).map_err(|_| refused("Send JSON with `messages`, each with a `role` and a `content`."))?;
    let said: Vec<String> = request.messages.iter().filter(|message| message.role == "user").map(Message::text).collect();
    if said.is_empty() {
        return Err(refused("There is no message with the role `user`."));
    }
    if said.len() > MOST_MESSAGES {
        return Err(refused("There are more than 200 messages of the user: begin a new conversation."));
    }
    let (id, _) = clinic.open(clinic.language(&said[0])).await?;
    let last = said.len() - 1;
    for (at, text) in said[..last].iter().enumerate() {
        clinic.retell(&id, &format!("message-{at}"), Event::say(text)).await?;
    }
    let report = clinic.post(&id, &format!("message-{last}"), Event::say(&said[last])).await?;
    let parts: Vec<String> = report.reply.iter().map(|utterance| utterance.shown().to_owned()).collect();
    let name = format!("chatcmpl-{id}");
    if request.stream {
        return Ok(streamed(&name, &parts, &report).into_response());
    }
    let message = json!({ "role": "assistant", "content": parts.join("\n\n") });
    Ok(Json(json!({
        "id": name,
        "object": "chat.completion",
        "created": 0,
        "model": MODEL,
        "choices": [{ "index": 0, "message": message, "finish_reason": "stop" }],
        "usage": { "prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0 },
        "xinglin": decided(&report),
    }))
    .into_response())
}

/// What was decided, beside the words.
fn decided(report: &Report) -> Value {
    json!({ "urgency": report.urgency, "standing": report.standing, "concluded": report.concluded, "knowledge": report.fingerprint })
}

/// One part of the reply a message, as it would be said.
fn streamed(name: &str, parts: &[String], report: &Report) -> Sse<impl futures_core::Stream<Item = Result<Sent, Infallible>> + use<>> {
    let chunk = |delta: Value, finish: Value| json!({ "id": name, "object": "chat.completion.chunk", "created": 0, "model": MODEL, "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }] });
    let mut sent = vec![chunk(json!({ "role": "assistant", "content": "" }), Value::Null)];
    for (at, part) in parts.iter().enumerate() {
        let text = if at == 0 { part.clone() } else { format!("\n\n{part}") };
        sent.push(chunk(json!({ "content": text }), Value::Null));
    }
    let mut end = chunk(json!({}), json!("stop"));
    end["xinglin"] = decided(report);
    sent.push(end);
    let texts = sent.into_iter().map(|chunk| chunk.to_string()).chain(["[DONE]".to_owned()]);
    Sse::new(tokio_stream::iter(texts.map(|text| Ok(Sent::default().data(text)))))
}
