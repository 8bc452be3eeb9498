//! HTTP: pages and API over the same visits. What must not live here: a clinical decision; SQL.

mod api;
mod chat;
mod page;
mod problem;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::routing::{get, post};
use consult::{Event, Practice, Report};
use facts::Language;
use models::Assistant;
use records::Records;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

pub use problem::Problem;

/// Bytes of a request at most.
const LARGEST_BODY: usize = 2 << 20;
const SLOWEST: Duration = Duration::from_secs(30);
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What every request shares.
#[derive(Clone)]
pub struct Clinic {
    practice: Arc<Practice>,
    records: Records,
    assistant: Option<Arc<Assistant>>,
    /// The longest a reply waits for the assistant.
    patience: Duration,
}

impl Clinic {
    /// A clinic over a practice and its records, without a language model.
    pub fn new(practice: Arc<Practice>, records: Records) -> Clinic {
        Clinic { practice, records, assistant: None, patience: Duration::ZERO }
    }

    /// The same with a language model that may propose what to ask; no reply waits longer for it than `patience`.
    pub fn assisted(self, assistant: Assistant, patience: Duration) -> Clinic {
        Clinic { assistant: Some(Arc::new(assistant)), patience, ..self }
    }

    /// The language a conversation is begun in.
    fn language(&self, text: &str) -> Language {
        self.practice.ears().language(text)
    }

    async fn open(&self, language: Language) -> Result<(String, Report), Problem> {
        let id = self.records.begin().await?;
        let report = self.post(&id, "begin", Event::Begin { language }).await?;
        Ok((id, report))
    }

    async fn post(&self, id: &str, key: &str, event: Event) -> Result<Report, Problem> {
        let event = match event {
            Event::Say { text, .. } => self.aided(id, text).await?,
            other => other,
        };
        self.retell(id, key, event).await
    }

    /// Posts an event as it is; no model is asked.
    async fn retell(&self, id: &str, key: &str, event: Event) -> Result<Report, Problem> {
        Ok(self.records.post(id, key, &event, |visit, event| self.practice.turn(visit, event)).await?)
    }

    /// The message with what a model adds to it. Where the message by itself is urgent nothing waits for a model, and where the model
    /// fails the message goes on without it.
    async fn aided(&self, id: &str, text: String) -> Result<Event, Problem> {
        let plain = Event::say(text.clone());
        let Some(assistant) = &self.assistant else { return Ok(plain) };
        let Some(visit) = self.records.state(id).await? else { return Ok(plain) };
        let ahead = |event: &Event| self.practice.turn(&mut visit.clone(), event);
        let report = ahead(&plain);
        if report.standing.is_some_and(|standing| standing >= facts::Urgency::UrgentWithin24h) {
            return Ok(plain);
        }
        let known = visit.present();
        let hearing = visit.hearing(&known);
        let until = Instant::now() + self.patience;
        // A model that has just failed is not asked to word the reply.
        let Ok(proposals) = assistant.proposals(self.practice.ears(), &text, &hearing).await else { return Ok(plain) };
        let heard = Event::Say { text: text.clone(), proposals: proposals.clone(), wordings: Vec::new() };
        let reply = if proposals.is_empty() { report } else { ahead(&heard) };
        let wordings = assistant.wordings(self.practice.ears(), reply.language, &reply.reply, until).await;
        Ok(Event::Say { text, proposals, wordings })
    }
}

/// Every route.
pub fn router(clinic: Clinic) -> Router {
    let header = |name: HeaderName, value: &'static str| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    Router::new()
        .route("/", get(page::home))
        .route("/visits", post(page::open))
        .route("/visits/{id}", get(page::visit))
        .route("/visits/{id}/say", post(page::say))
        .route("/visits/{id}/answer", post(page::answer))
        .route("/visits/{id}/person", post(page::person))
        .route("/visits/{id}/speak", post(page::speak))
        .route("/visits/{id}/finish", post(page::finish))
        .route("/visits/{id}/summary", get(page::summary))
        .route("/assets/{name}", get(page::asset))
        .route("/api/visits", post(api::open))
        .route("/api/visits/{id}", get(api::visit))
        .route("/api/visits/{id}/events", post(api::post))
        .route("/api/hear", post(api::hear))
        .route("/api/assess", post(api::assess))
        .route("/v1/models", get(chat::models))
        .route("/v1/chat/completions", post(chat::completions))
        .route("/api/openapi.json", get(api::openapi))
        .route("/api/health", get(api::health))
        .fallback(|| async { Problem::new(StatusCode::NOT_FOUND, "Nothing here", "There is no such page.") })
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, SLOWEST))
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(header(header::CONTENT_SECURITY_POLICY, POLICY))
        .layer(header(header::REFERRER_POLICY, "no-referrer"))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::CACHE_CONTROL, "no-store"))
        .with_state(clinic)
}

/// Serves until told to stop; requests in hand are finished first.
pub async fn serve(clinic: Clinic, address: SocketAddr, ready: impl FnOnce(SocketAddr)) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind(address).await?;
    ready(listener.local_addr()?);
    axum::serve(listener, router(clinic)).with_graceful_shutdown(stopped()).await
}

async fn stopped() {
    let interrupt = async { tokio::signal::ctrl_c().await.unwrap_or(()) };
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else { return interrupt.await };
    tokio::select! {
        () = interrupt => {}
        _ = terminate.recv() => {}
    }
}
