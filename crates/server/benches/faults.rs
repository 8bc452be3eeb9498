//! How long patients wait for a server whose model's endpoint takes every request and never answers: `cargo bench -p server`.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use consult::Practice;
use http_body_util::BodyExt;
use models::{Assistant, Endpoint, Guarded};
use records::Records;
use serde_json::{Value, json};
use server::{Clinic, router};
use tokio::net::TcpListener;
use tower::ServiceExt;

/// The longest a reply may wait for the model: what `xinglin serve` has for an endpoint.
const BUDGET: Duration = Duration::from_millis(1_500);
const ALARMS: usize = 300;
const CHATS: usize = 40;

/// Messages that are answered with a call for help before any model is asked.
const EMERGENCIES: [(&str, &str); 6] = [
    ("en", "I am 61, crushing chest pain for half an hour, sweating, it goes down my left arm"),
    ("en", "my mum's face drooped an hour ago and she can't lift her right arm or speak properly"),
    ("en", "he ate peanuts, his lips are swelling and he can't breathe"),
    ("zh", "我爸62岁，胸口压着疼半小时了，一直冒冷汗"),
    ("zh", "我妈突然嘴歪了，右边手脚动不了，说话不清楚"),
    ("zh", "怀孕32周，下面大出血，肚子硬得像板一样"),
];

/// Messages in which a model is asked for what the listener may have missed.
const OTHERS: [(&str, &str); 2] = [("en", "my ear feels odd when I chew"), ("zh", "最近耳朵里怪怪的，嚼东西的时候明显")];

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    runtime.block_on(measured());
}

async fn measured() {
    let clinic = clinic().await;
    let begun = Instant::now();
    let mut opened = None;
    let (mut before, mut after, mut lost) = (Vec::new(), Vec::new(), 0);
    for chat in 0..CHATS {
        let (language, text) = OTHERS[chat % OTHERS.len()];
        let visit = open(&clinic, language, &format!("chat{chat}")).await;
        let start = Instant::now();
        let told = say(&clinic, &visit, &format!("other{chat}"), text).await;
        let wait = start.elapsed();
        lost += usize::from(told["turn"] != 1);
        // A reply that did not wait is the first after the model was left alone.
        if wait < BUDGET / 2 {
            opened = opened.or(Some(start - begun));
        }
        if opened.is_some() { after.push(wait) } else { before.push(wait) }
    }
    let mut alarms = Vec::new();
    for alarm in 0..ALARMS {
        let (language, text) = EMERGENCIES[alarm % EMERGENCIES.len()];
        // A second chat keeps the hung model busy wherever it is asked again.
        let other = open(&clinic, "en", &format!("beside{alarm}")).await;
        let visit = open(&clinic, language, &format!("open{alarm}")).await;
        let (beside_key, key) = (format!("beside-say{alarm}"), format!("alarm{alarm}"));
        let told = async {
            let start = Instant::now();
            let report = say(&clinic, &visit, &key, text).await;
            (start.elapsed(), report)
        };
        let (beside, (wait, report)) = tokio::join!(say(&clinic, &other, &beside_key, OTHERS[0].1), told);
        assert_eq!(report["standing"], "call_ambulance", "an emergency was not told");
        alarms.push(wait);
        lost += usize::from(beside["turn"] != 1);
    }
    println!("emergencies                        {}", line(alarms));
    println!("others, model still asked          {}", line(before));
    println!("others, model left alone           {}", line(after));
    let opened = opened.map_or("never".to_owned(), |after| format!("after {:.1} s", after.as_secs_f64()));
    println!("left alone {opened} of one chat after another; budget {} ms", BUDGET.as_millis());
    println!("turns lost {lost} of {}", CHATS + 2 * ALARMS);
}

/// How long patients waited.
fn line(mut waits: Vec<Duration>) -> String {
    waits.sort_unstable();
    let at = |share: f64| waits.get(((waits.len() as f64 * share) as usize).min(waits.len().saturating_sub(1)));
    let shown = |wait: Option<&Duration>| wait.map_or("none".to_owned(), |wait| format!("{:.1} ms", wait.as_secs_f64() * 1e3));
    format!("{} replies: p50 {}, p99 {}, at most {}", waits.len(), shown(at(0.5)), shown(at(0.99)), shown(waits.last()))
}

/// A server with its records in memory whose model hangs.
async fn clinic() -> Router {
    let hung = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let endpoint = format!("http://{}/v1", hung.local_addr().expect("an address"));
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((connection, _)) = hung.accept().await {
            held.push(connection);
        }
    });
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    let (knowledge, _) = knowledge::read(&folder).expect("the knowledge can be read");
    let practice = Arc::new(Practice::new(Arc::new(knowledge.expect("the knowledge has no error"))));
    let model = Guarded::new(Box::new(Endpoint::new(&endpoint, "hung", None).expect("an address")), BUDGET);
    let clinic = Clinic::new(practice, Records::in_memory().await.expect("a database"));
    router(clinic.assisted(Assistant::new(Box::new(model), true), BUDGET))
}

async fn post(clinic: &Router, path: &str, key: &str, body: &Value) -> Value {
    let request = Request::post(path).header("content-type", "application/json").header("idempotency-key", key);
    let response = clinic.clone().oneshot(request.body(Body::from(body.to_string())).expect("a request")).await.expect("a response");
    let bytes = response.into_body().collect().await.expect("a body").to_bytes();
    serde_json::from_slice(&bytes).expect("JSON")
}

async fn open(clinic: &Router, language: &str, key: &str) -> String {
    let opened = post(clinic, "/api/visits", key, &json!({ "language": language })).await;
    opened["id"].as_str().expect("an id").to_owned()
}

async fn say(clinic: &Router, visit: &str, key: &str, text: &str) -> Value {
    post(clinic, &format!("/api/visits/{visit}/events"), key, &json!({ "event": "say", "text": text })).await
}
