//! Errors as `application/problem+json` (RFC 9457). No detail carries a patient's words.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// What went wrong, for the caller.
#[derive(Debug)]
pub struct Problem {
    pub status: StatusCode,
    pub title: &'static str,
    pub detail: String,
}

impl Problem {
    /// A problem with a detail.
    pub fn new(status: StatusCode, title: &'static str, detail: impl Into<String>) -> Problem {
        Problem { status, title, detail: detail.into() }
    }
}

impl From<records::Error> for Problem {
    fn from(error: records::Error) -> Problem {
        match error {
            records::Error::NoSuchVisit => Problem::new(StatusCode::NOT_FOUND, "No such visit", error.to_string()),
            records::Error::Full(_) => Problem::new(StatusCode::CONFLICT, "Visit is full", error.to_string()),
            records::Error::Unreadable | records::Error::Database(_) => {
                eprintln!("record failure: {error}");
                Problem::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "The record failed",
                    "Nothing was lost that was acknowledged. Send the message again.",
                )
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::json!({ "type": "about:blank", "title": self.title, "status": self.status.as_u16(), "detail": self.detail });
        (self.status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
    }
}
