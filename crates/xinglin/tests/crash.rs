//! The server killed in the middle of posting: no acknowledged message is lost, none is doubled.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

const KILLS: usize = 100;
/// Kills a visit lives through before the next visit is opened.
const KILLS_A_VISIT: usize = 20;

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(data: &Path) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_xinglin"))
            .args(["serve", "--address", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("its address");
        let address = line.trim_start_matches("http://").split_whitespace().next().expect("an address").to_owned();
        Server { child, address }
    }

    fn kill(mut self) {
        self.child.kill().expect("it is killed");
        self.child.wait().expect("it is gone");
    }
}

/// One request; nothing where the server went away before the whole answer came.
fn ask(address: &str, method: &str, path: &str, key: &str, body: &str) -> Option<serde_json::Value> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let length = body.len();
    let head =
        format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIdempotency-Key: {key}\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body.as_bytes()).ok()?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    if !head.starts_with("HTTP/1.1 2") {
        return None;
    }
    serde_json::from_str(body).ok()
}

/// Posts until the server is gone, telling of each acknowledgement; returns the numbers acknowledged and the one in the air.
fn post_until_gone(address: &str, visit: &str, from: usize, told: &Sender<usize>) -> (Vec<usize>, usize) {
    let mut acknowledged = Vec::new();
    let mut number = from;
    while ask(address, "POST", &format!("/api/visits/{visit}/events"), &format!("key-{number}"), &message(number)).is_some() {
        acknowledged.push(number);
        told.send(number).ok();
        number += 1;
    }
    (acknowledged, number)
}

fn message(number: usize) -> String {
    format!(r#"{{"event":"say","text":"note {number}: a cough"}}"#)
}

#[test]
fn a_hundred_kills_lose_and_double_nothing() {
    let data = tempfile::tempdir().expect("a folder");
    let mut kept: Vec<(String, Vec<usize>)> = Vec::new();
    let mut next = 0;
    for round in 0..KILLS {
        let server = Server::start(data.path());
        if round % KILLS_A_VISIT == 0 {
            let opened = ask(&server.address, "POST", "/api/visits", "open", r#"{"language":"en"}"#).expect("a visit");
            kept.push((opened["id"].as_str().expect("an id").to_owned(), Vec::new()));
        }
        let (visit, acknowledged) = kept.last_mut().expect("a visit");
        // What was in the air at the last kill is posted again under its key: a harmless repetition if it had been committed.
        let (address, name) = (server.address.clone(), visit.clone());
        let (told, hears) = channel();
        let poster = std::thread::spawn(move || post_until_gone(&address, &name, next, &told));
        // Two kills of three come among the acknowledgements, however slow the machine; the third comes whenever it comes.
        if round % 3 != 0 {
            hears.recv_timeout(Duration::from_secs(20)).ok();
            hears.recv_timeout(Duration::from_secs(20)).ok();
        }
        std::thread::sleep(Duration::from_millis(3 + (round as u64 * 7) % 45));
        server.kill();
        let (fresh, in_the_air) = poster.join().expect("the poster");
        acknowledged.extend(fresh);
        next = in_the_air;
    }
    let server = Server::start(data.path());
    let mut messages = 0;
    for (visit, acknowledged) in &kept {
        let stored = ask(&server.address, "GET", &format!("/api/visits/{visit}"), "get", "").expect("the visit");
        let texts: Vec<&str> =
            stored["entries"].as_array().expect("entries").iter().filter_map(|entry| entry["event"]["text"].as_str()).collect();
        for number in acknowledged {
            let text = format!("note {number}: a cough");
            assert_eq!(texts.iter().filter(|stored| **stored == text).count(), 1, "message {number} is there once");
        }
        let mut unique = texts.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), texts.len(), "no message is doubled");
        messages += acknowledged.len();
    }
    server.kill();
    for (visit, _) in &kept {
        let replayed =
            Command::new(env!("CARGO_BIN_EXE_xinglin")).args(["replay", visit, "--data"]).arg(data.path()).output().expect("a replay");
        assert!(replayed.status.success(), "a visit replays to the byte: {}", String::from_utf8_lossy(&replayed.stderr));
    }
    assert!(messages > KILLS, "{messages} messages were acknowledged: too few to mean anything");
    println!("{KILLS} kills, {messages} acknowledged messages: none lost, none doubled");
}
