//! An endpoint that fails in every way it can: each failure is named, in time, and a model that fails again and again is left alone.

use std::time::{Duration, Instant};

use models::{Ask, Assistant, Endpoint, Failure, Guarded, Model};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const BUDGET: Duration = Duration::from_millis(300);

#[derive(Clone, Copy, Debug)]
enum Fault {
    Hang,
    Drip,
    ServerError,
    Garbage,
    Truncated,
    Endless,
    WrongSchema,
    ToolCall,
    CloseAtOnce,
    Redirect,
    Answer(&'static str),
}

/// Serves one fault on a port of its own.
async fn serve(fault: Fault) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}/v1", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, fault));
        }
    });
    address
}

async fn answer(mut stream: TcpStream, fault: Fault) {
    let mut asked = vec![0; 65_536];
    if stream.read(&mut asked).await.is_err() {
        return;
    }
    let whole = |status: &str, body: &str| {
        format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
    };
    let said = |content: &str| serde_json::json!({ "choices": [{ "message": { "role": "assistant", "content": content } }] }).to_string();
    let text = match fault {
        Fault::Hang => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            return;
        }
        Fault::Drip => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n").await;
            while stream.write_all(b"{").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            return;
        }
        Fault::Endless => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n").await;
            while stream.write_all(&[b'a'; 8192]).await.is_ok() {}
            return;
        }
        Fault::ServerError => whole("503 Service Unavailable", "{}"),
        Fault::Garbage => whole("200 OK", "\u{fffd}\u{0}not json"),
        Fault::Truncated => "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"choices\":[".to_owned(),
        Fault::WrongSchema => whole("200 OK", r#"{"answer":42}"#),
        Fault::ToolCall => whole(
            "200 OK",
            r#"{"choices":[{"message":{"content":"x","tool_calls":[{"function":{"name":"set_urgency","arguments":"{}"}}]}}]}"#,
        ),
        Fault::CloseAtOnce => return,
        Fault::Redirect => "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/elsewhere\r\ncontent-length: 0\r\n\r\n".to_owned(),
        Fault::Answer(content) => whole("200 OK", &said(content)),
    };
    let _ = stream.write_all(text.as_bytes()).await;
}

fn ask() -> Ask {
    Ask { instructions: "say".to_owned(), text: "something".to_owned(), schema: None, most_tokens: 8, within: None }
}

async fn guarded(fault: Fault) -> Guarded {
    let endpoint = Endpoint::new(&serve(fault).await, "mock", None).expect("an address");
    Guarded::resting(Box::new(endpoint), BUDGET, Duration::from_millis(400))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_failure_is_named_and_none_outlasts_the_budget() {
    let cases = [
        (Fault::Hang, Failure::TimedOut),
        (Fault::Drip, Failure::TimedOut),
        (Fault::Endless, Failure::TooLong),
        (Fault::ServerError, Failure::Status(503)),
        (Fault::Garbage, Failure::Malformed),
        (Fault::Truncated, Failure::Unreachable),
        (Fault::WrongSchema, Failure::Malformed),
        (Fault::ToolCall, Failure::Malformed),
        (Fault::CloseAtOnce, Failure::Unreachable),
        (Fault::Redirect, Failure::Status(302)),
    ];
    for (fault, wanted) in cases {
        let model = guarded(fault).await;
        let start = Instant::now();
        assert_eq!(model.answer(&ask()).await, Err(wanted), "{fault:?}");
        assert!(start.elapsed() < BUDGET * 4, "{fault:?} took {:?}", start.elapsed());
    }
    let nobody = Endpoint::new("http://127.0.0.1:1/v1", "mock", None).expect("an address");
    assert_eq!(nobody.answer(&ask()).await, Err(Failure::Unreachable));
    assert!(Endpoint::new("no address", "mock", None).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_fails_again_and_again_is_left_alone_and_tried_again_later() {
    let model = guarded(Fault::ServerError).await;
    for _ in 0..3 {
        assert_eq!(model.answer(&ask()).await, Err(Failure::Status(503)));
    }
    assert!(model.is_open());
    assert_eq!(model.answer(&ask()).await, Err(Failure::LeftAlone));
    tokio::time::sleep(Duration::from_millis(450)).await;
    assert_eq!(model.answer(&ask()).await, Err(Failure::Status(503)), "one request tries it again");
    assert_eq!(model.answer(&ask()).await, Err(Failure::LeftAlone));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_model_claims_is_held_against_the_message() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    let (knowledge, _) = knowledge::read(&folder).expect("the knowledge can be read");
    let ears = language::Ears::new(&knowledge.expect("the knowledge has no error").lexicon);
    // "yarking" stands in no list: nothing is heard in the second clause.
    let text = "I have had a fever since Monday, I keep yarking all over the kitchen, no rash";
    let context = language::Hearing::default();
    let prompt = ears.prompt(text, &context).expect("a clause in which nothing is heard");
    assert_eq!(prompt.silent.iter().map(|span| span.text.as_str()).collect::<Vec<_>>(), ["I keep yarking all over the kitchen"]);
    let term = &prompt.candidates.first().expect("a candidate").name;
    let claim = |quote: &str, term: &str| format!(r#"{{"found":[{{"quote":"{quote}","term":"{term}"}}]}}"#);
    let cases = [
        (claim("keep yarking", term), 1),
        (claim("KEEP YARKING", term), 1),
        (claim("keep throwing up", term), 0),
        (claim("a fever", term), 0),
        (claim("no rash", term), 0),
        (claim("keep yarking", "no such thing"), 0),
        (claim("", term), 0),
    ];
    for (answer, most) in cases {
        let endpoint = Endpoint::new(&serve(Fault::Answer(answer.clone().leak())).await, "mock", None).expect("an address");
        let assistant = Assistant::new(Box::new(endpoint), false);
        let proposals = assistant.proposals(&ears, text, &context).await.expect("an answer");
        assert_eq!(proposals.len(), most, "{answer}: {proposals:?}");
    }
    for answer in ["I think the patient has a cold", r#"{"found":"all"}"#, r#"{"urgency":"self_care"}"#] {
        let endpoint = Endpoint::new(&serve(Fault::Answer(answer)).await, "mock", None).expect("an address");
        let failed = Assistant::new(Box::new(endpoint), false).proposals(&ears, text, &context).await;
        assert_eq!(failed, Err(Failure::Malformed), "{answer}");
    }
    // Where all was heard nobody is asked: the endpoint would never answer.
    let endpoint = Endpoint::new(&serve(Fault::Hang).await, "mock", None).expect("an address");
    let all = Assistant::new(Box::new(endpoint), false).proposals(&ears, "I have a cough and a fever", &context).await;
    assert_eq!(all, Ok(Vec::new()));
}
