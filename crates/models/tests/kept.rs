//! Models fetched, joined and refused: a download goes on where it stopped, parts are joined in order of their numbers, and bytes of
//! another hash are not kept.

use std::path::Path;
use std::sync::{Arc, Mutex};

use models::{Kept, Known, Store, Unkept, fetch};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// The bytes of the model of these tests, and their SHA-256 as `sha256sum` gives it (`seq -s' ' 1 2000`, without the newline).
fn bytes() -> Vec<u8> {
    (1..=2000).map(|number| number.to_string()).collect::<Vec<_>>().join(" ").into_bytes()
}
const SHA256: &str = "5ac23b1b6778d30a779c313b8279ac0ade84bccc806575d00deb3ad64f8477a4";

fn known(urls: Vec<String>) -> Known {
    Known {
        name: "counting".to_owned(),
        file: "counting.gguf".to_owned(),
        purpose: "tests".to_owned(),
        languages: vec!["en".to_owned()],
        bytes: bytes().len() as u64,
        sha256: SHA256.to_owned(),
        licence: "Apache-2.0".to_owned(),
        source: "these tests".to_owned(),
        urls,
    }
}

fn store() -> (tempfile::TempDir, Store) {
    let data = tempfile::tempdir().expect("a folder");
    let store = Store::of(data.path());
    (data, store)
}

fn part(store: &Store, known: &Known, content: &[u8]) {
    store.make().expect("the folder");
    std::fs::write(store.part(known), content).expect("a partial file");
}

/// How the server behaves.
#[derive(Clone, Copy, PartialEq)]
enum Serves {
    Ranges,
    /// Always the whole, with status 200.
    Whole,
    /// Breaks off in the middle.
    Half,
    /// Other bytes of the same length.
    Others,
    /// A partial answer that begins elsewhere.
    Elsewhere,
    Nothing,
}

/// A server on a port of its own, and the ranges it was asked for.
async fn serve(serves: Serves) -> (String, Arc<Mutex<Vec<Option<usize>>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/counting.gguf", listener.local_addr().expect("an address"));
    let ranges = Arc::new(Mutex::new(Vec::new()));
    let asked = Arc::clone(&ranges);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 8192];
            let read = stream.read(&mut request).await.unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..read]).to_ascii_lowercase();
            let from = request.split("range: bytes=").nth(1).and_then(|rest| rest.split('-').next()?.parse().ok());
            asked.lock().expect("ranges").push(from);
            let _ = stream.write_all(&answer(serves, from)).await;
        }
    });
    (url, ranges)
}

fn answer(serves: Serves, from: Option<usize>) -> Vec<u8> {
    let all = bytes();
    let head = |status: &str, length: usize, range: &str| {
        format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{range}connection: close\r\n\r\n").into_bytes()
    };
    let partial = |from: usize| {
        let range = format!("content-range: bytes {from}-{}/{}\r\n", all.len() - 1, all.len());
        [head("206 Partial Content", all.len() - from, &range), all[from..].to_vec()].concat()
    };
    match (serves, from) {
        (Serves::Ranges, Some(from)) => partial(from),
        (Serves::Elsewhere, Some(from)) => partial(from + 1),
        (Serves::Half, _) => [head("200 OK", all.len(), ""), all[..all.len() / 2].to_vec()].concat(),
        (Serves::Others, _) => [head("200 OK", all.len(), ""), vec![b'x'; all.len()]].concat(),
        (Serves::Nothing, _) => head("404 Not Found", 0, ""),
        _ => [head("200 OK", all.len(), ""), all].concat(),
    }
}

#[tokio::test]
async fn a_download_goes_on_where_it_stopped() {
    let (url, ranges) = serve(Serves::Ranges).await;
    let (_data, store) = store();
    let known = known(vec![url]);
    part(&store, &known, &bytes()[..1000]);
    assert_eq!(store.kept(&known).expect("a state"), Kept::Partly(1000));
    let mut seen = Vec::new();
    let path = fetch(&store, &known, &mut |done| seen.push(done)).await.expect("the model");
    assert_eq!(std::fs::read(path).expect("the file"), bytes());
    assert_eq!(ranges.lock().expect("ranges").as_slice(), [Some(1000)]);
    assert_eq!((seen.first(), seen.last()), (Some(&1000), Some(&known.bytes)));
    assert_eq!(store.kept(&known).expect("a state"), Kept::Whole);
}

#[tokio::test]
async fn a_server_that_cannot_go_on_begins_anew() {
    let (url, _) = serve(Serves::Whole).await;
    let (_data, store) = store();
    let known = known(vec![url]);
    part(&store, &known, b"what was left of another try");
    let path = fetch(&store, &known, &mut |_| ()).await.expect("the model");
    assert_eq!(std::fs::read(path).expect("the file"), bytes());
}

#[tokio::test]
async fn a_download_that_breaks_off_is_kept_and_the_next_address_goes_on() {
    let (half, _) = serve(Serves::Half).await;
    let (_data, store) = store();
    let broken = known(vec![half.clone()]);
    let failed = fetch(&store, &broken, &mut |_| ()).await;
    assert!(matches!(&failed, Err(Unkept::Unreachable(tried)) if tried.contains(&half)), "{failed:?}");
    let left = bytes().len() as u64 / 2;
    assert_eq!(store.kept(&broken).expect("a state"), Kept::Partly(left));
    let (nothing, _) = serve(Serves::Nothing).await;
    let (elsewhere, _) = serve(Serves::Elsewhere).await;
    let (ranges, asked) = serve(Serves::Ranges).await;
    fetch(&store, &known(vec![nothing, elsewhere, ranges]), &mut |_| ()).await.expect("the model");
    assert_eq!(asked.lock().expect("ranges").as_slice(), [Some(left as usize)]);
}

#[tokio::test]
async fn bytes_of_another_hash_are_not_kept() {
    let (url, _) = serve(Serves::Others).await;
    let (_data, store) = store();
    let known = known(vec![url]);
    let failed = fetch(&store, &known, &mut |_| ()).await;
    assert!(matches!(&failed, Err(Unkept::OtherHash { wanted, .. }) if wanted == SHA256), "{failed:?}");
    assert_eq!(store.kept(&known).expect("a state"), Kept::Absent, "what came is not gone on with");
}

fn parts(folder: &Path, numbers: &[(&str, std::ops::Range<usize>)]) {
    for (name, range) in numbers {
        std::fs::write(folder.join(name), &bytes()[range.clone()]).expect("a part");
    }
}

#[test]
fn parts_are_joined_in_order_of_their_numbers() {
    let (_data, store) = store();
    let known = known(Vec::new());
    let from = tempfile::tempdir().expect("a folder");
    let cuts: Vec<usize> = (0..10).map(|at| at * 100).chain([bytes().len()]).collect();
    // Without leading zeros part10 stands before part2 in the alphabet.
    for (at, cut) in cuts.windows(2).enumerate() {
        parts(from.path(), &[(&format!("part{}.bin", at + 1), cut[0]..cut[1])]);
    }
    parts(from.path(), &[("README.bin", 0..5), ("part.bin", 0..5)]);
    let mut seen = 0;
    let path = store.keep_from(&known, from.path(), &mut |done| seen = done).expect("the model");
    assert_eq!(std::fs::read(path).expect("the file"), bytes());
    assert_eq!(seen, known.bytes);
}

#[test]
fn a_missing_part_or_other_bytes_are_refused() {
    let (_data, store) = store();
    let known = known(Vec::new());
    let from = tempfile::tempdir().expect("a folder");
    assert!(matches!(store.keep_from(&known, from.path(), &mut |_| ()), Err(Unkept::NoParts { .. })));
    parts(from.path(), &[("part01.bin", 0..100), ("part03.bin", 100..bytes().len())]);
    assert!(matches!(store.keep_from(&known, from.path(), &mut |_| ()), Err(Unkept::PartMissing { missing: 2, .. })));
    parts(from.path(), &[("part02.bin", 0..100)]);
    assert!(matches!(store.keep_from(&known, from.path(), &mut |_| ()), Err(Unkept::OtherSize { .. })));
    assert_eq!(store.kept(&known).expect("a state"), Kept::Absent);
    let whole = tempfile::tempdir().expect("a folder");
    std::fs::write(whole.path().join("another-name.gguf"), vec![b'x'; bytes().len()]).expect("a file");
    assert!(matches!(store.keep_from(&known, whole.path(), &mut |_| ()), Err(Unkept::OtherHash { .. })));
    std::fs::write(whole.path().join("another-name.gguf"), bytes()).expect("a file");
    store.keep_from(&known, whole.path(), &mut |_| ()).expect("the model");
    assert_eq!(store.kept(&known).expect("a state"), Kept::Whole);
    assert_eq!(store.others(std::slice::from_ref(&known)), Vec::<std::path::PathBuf>::new());
}

#[test]
fn a_file_that_was_changed_is_seen() {
    let (data, store) = store();
    let known = known(Vec::new());
    store.make().expect("the folder");
    std::fs::write(store.path(&known), b"something else").expect("a file");
    std::fs::write(data.path().join("models/mine.gguf"), b"GGUF").expect("a file");
    assert_eq!(store.kept(&known).expect("a state"), Kept::Other);
    assert_eq!(store.others(&[known]), vec![data.path().join("models/mine.gguf")]);
}
