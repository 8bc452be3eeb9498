//! `xinglin evaluate faults`: a server of its own whose model's endpoint takes every request and never answers, and how long patients wait.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use consult::Practice;
use knowledge::Knowledge;
use models::{Assistant, Endpoint, Guarded};
use records::Records;
use serde_json::{Value, json};
use server::Clinic;
use tokio::net::TcpListener;

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

/// How long patients waited, in order.
struct Waits(Vec<Duration>);

impl Waits {
    fn line(mut self) -> String {
        self.0.sort_unstable();
        let at = |share: f64| self.0.get(((self.0.len() as f64 * share) as usize).min(self.0.len().saturating_sub(1)));
        let shown = |wait: Option<&Duration>| wait.map_or("none".to_owned(), |wait| format!("{:.1} ms", wait.as_secs_f64() * 1e3));
        format!("{} replies: p50 {}, p99 {}, at most {}", self.0.len(), shown(at(0.5)), shown(at(0.99)), shown(self.0.last()))
    }
}

/// Measures with so many emergencies and chats, and prints what it found.
pub fn run(knowledge: Arc<Knowledge>, emergencies: usize, chats: usize, budget: Duration) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("failed to start")?;
    runtime.block_on(async {
        let patient = Patient::begin(knowledge, budget).await?;
        let begun = Instant::now();
        let mut opened = None;
        let (mut before, mut after, mut lost) = (Vec::new(), Vec::new(), 0);
        for chat in 0..chats {
            let (language, text) = OTHERS[chat % OTHERS.len()];
            let visit = patient.open(language, &format!("chat{chat}")).await?;
            let start = Instant::now();
            let told = patient.say(&visit, &format!("other{chat}"), text).await;
            let wait = start.elapsed();
            lost += usize::from(!matches!(&told, Ok(report) if report["turn"] == 1));
            // A reply that did not wait is the first after the model was left alone.
            if wait < budget / 2 {
                opened = opened.or(Some(start - begun));
            }
            if opened.is_some() { after.push(wait) } else { before.push(wait) }
        }
        let mut alarms = Vec::new();
        for emergency in 0..emergencies {
            let (language, text) = EMERGENCIES[emergency % EMERGENCIES.len()];
            // A second chat keeps the hung model busy wherever it is asked again.
            let other = patient.open("en", &format!("beside{emergency}")).await?;
            let visit = patient.open(language, &format!("open{emergency}")).await?;
            let keys = (format!("beside-say{emergency}"), format!("alarm{emergency}"));
            let beside = patient.say(&other, &keys.0, OTHERS[0].1);
            let alarm = async {
                let start = Instant::now();
                let report = patient.say(&visit, &keys.1, text).await?;
                anyhow::Ok((start.elapsed(), report))
            };
            let (beside, alarm) = tokio::join!(beside, alarm);
            let (wait, report) = alarm?;
            ensure!(report["standing"] == "call_ambulance", "an emergency was not told: {}", report["standing"]);
            alarms.push(wait);
            lost += usize::from(beside.is_err());
        }
        println!("emergencies   {}", Waits(alarms).line());
        println!("others before the model is left alone   {}", Waits(before).line());
        println!("others after  {}", Waits(after).line());
        match opened {
            Some(after) => {
                println!("left alone after {:.1} s of one chat after another; budget {} ms", after.as_secs_f64(), budget.as_millis())
            }
            None => println!("the model was not left alone within {chats} chats"),
        }
        println!("turns lost    {lost} of {}", chats + 2 * emergencies);
        Ok(())
    })
}

/// A patient's side of a server whose model hangs.
struct Patient {
    client: reqwest::Client,
    base: String,
    _folder: tempfile::TempDir,
}

impl Patient {
    async fn begin(knowledge: Arc<Knowledge>, budget: Duration) -> anyhow::Result<Patient> {
        let hung = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("failed to listen")?;
        let endpoint = format!("http://{}/v1", hung.local_addr()?);
        tokio::spawn(async move {
            let mut held = Vec::new();
            while let Ok((connection, _)) = hung.accept().await {
                held.push(connection);
            }
        });
        let folder = tempfile::tempdir().context("failed to make a folder")?;
        let records = Records::open(&folder.path().join("visits.db")).await.context("failed to open the records")?;
        let model = Guarded::new(Box::new(Endpoint::new(&endpoint, "hung", None).context("no address")?), budget);
        let clinic = Clinic::new(Arc::new(Practice::new(knowledge)), records).assisted(Assistant::new(Box::new(model), true), budget);
        let (ready, address) = tokio::sync::oneshot::channel::<SocketAddr>();
        tokio::spawn(server::serve(clinic, SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), move |address| {
            let _nobody_waits = ready.send(address);
        }));
        let base = format!("http://{}/api/visits", address.await.context("the server did not start")?);
        let client = reqwest::Client::builder().no_proxy().build().context("failed to make a client")?;
        Ok(Patient { client, base, _folder: folder })
    }

    async fn post(&self, path: &str, key: &str, body: &Value) -> anyhow::Result<Value> {
        let request = self.client.post(format!("{}{path}", self.base)).header("content-type", "application/json");
        let response = request.header("idempotency-key", key).body(body.to_string()).send().await.context("no reply")?;
        if !response.status().is_success() {
            bail!("status {}", response.status());
        }
        Ok(serde_json::from_slice(&response.bytes().await?)?)
    }

    async fn open(&self, language: &str, key: &str) -> anyhow::Result<String> {
        let opened = self.post("", key, &json!({ "language": language })).await?;
        Ok(opened["id"].as_str().context("a visit without id")?.to_owned())
    }

    async fn say(&self, visit: &str, key: &str, text: &str) -> anyhow::Result<Value> {
        self.post(&format!("/{visit}/events"), key, &json!({ "event": "say", "text": text })).await
    }
}
