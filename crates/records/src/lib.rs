//! Visits on disk. An event, the visit it leads to and the reply are one transaction, committed before the reply is shown.
//! What must not live here: the meaning of an event; HTTP.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use consult::{Event, Report, Visit};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

/// Why a record could not be read or written. No variant carries a patient's words.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no visit with this id")]
    NoSuchVisit,
    #[error("the visit has reached its limit of {0} messages")]
    Full(i64),
    #[error("a stored visit cannot be read: it was written by another version")]
    Unreadable,
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// An event as stored, with the reply it got.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub number: i64,
    pub event: Event,
    pub report: Report,
    /// The reply to the byte as it was committed.
    pub written: String,
}

/// Events a visit holds at most.
pub const MOST_EVENTS: i64 = 500;

const SCHEMA: &str = "
create table if not exists visit (
    id text primary key,
    opened_at text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    state text not null
) strict;
create table if not exists event (
    visit text not null references visit (id),
    number integer not null,
    idempotency_key text not null,
    at text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    fingerprint text not null,
    event text not null,
    report text not null,
    primary key (visit, number),
    unique (visit, idempotency_key)
) strict;
";

/// A visit from its events. The urgency that stood is kept where the stored state still tells it: it never falls.
async fn rebuilt(
    transaction: &mut sqlx::SqliteConnection,
    visit: &str,
    stored: &str,
    turn: &impl Fn(&mut Visit, &Event) -> Report,
) -> Result<Visit, Error> {
    let rows = sqlx::query("select event, report from event where visit = $1 order by number").bind(visit).fetch_all(transaction).await?;
    let standing = |text: &str| {
        let written: serde_json::Value = serde_json::from_str(text).ok()?;
        serde_json::from_value::<facts::Urgency>(written.get("standing")?.clone()).ok()
    };
    let mut state = Visit::default();
    let mut stood = standing(stored);
    for row in &rows {
        let event: Event = serde_json::from_str(row.try_get("event")?).map_err(|_| Error::Unreadable)?;
        turn(&mut state, &event);
        stood = stood.max(standing(row.try_get("report")?));
    }
    if let Some(urgency) = stood {
        state.raise(urgency);
    }
    Ok(state)
}

/// The visits of one database.
#[derive(Clone)]
pub struct Records {
    pool: SqlitePool,
}

impl Records {
    /// Opens a database file, made where there is none.
    pub async fn open(path: &Path) -> Result<Records, Error> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10));
        Self::with(options, 4).await
    }

    /// A database that ends with the process.
    pub async fn in_memory() -> Result<Records, Error> {
        Self::with(SqliteConnectOptions::from_str("sqlite::memory:")?, 1).await
    }

    async fn with(options: SqliteConnectOptions, connections: u32) -> Result<Records, Error> {
        let pool = SqlitePoolOptions::new()
            .max_connections(connections)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options)
            .await?;
        sqlx::raw_sql(SCHEMA).execute(&pool).await?;
        Ok(Records { pool })
    }

    /// Opens a visit under a new unguessable id.
    pub async fn begin(&self) -> Result<String, Error> {
        let id = uuid::Uuid::new_v4().simple().to_string();
        let state = serde_json::to_string(&Visit::default()).map_err(|_| Error::Unreadable)?;
        sqlx::query("insert into visit (id, state) values ($1, $2)").bind(&id).bind(state).execute(&self.pool).await?;
        Ok(id)
    }

    /// Applies an event once. A key seen before returns the reply committed then, and changes nothing. A visit whose stored
    /// state another version wrote is led again through its events.
    pub async fn post(&self, visit: &str, key: &str, event: &Event, turn: impl Fn(&mut Visit, &Event) -> Report) -> Result<Report, Error> {
        let mut transaction = self.pool.begin_with("begin immediate").await?;
        let repeated = sqlx::query("select report from event where visit = $1 and idempotency_key = $2").bind(visit).bind(key);
        if let Some(row) = repeated.fetch_optional(&mut *transaction).await? {
            return serde_json::from_str(row.try_get("report")?).map_err(|_| Error::Unreadable);
        }
        let known =
            sqlx::query("select state, (select coalesce(max(number), -1) from event where visit = $1) as last from visit where id = $1");
        let row = known.bind(visit).fetch_optional(&mut *transaction).await?.ok_or(Error::NoSuchVisit)?;
        let number: i64 = row.try_get::<i64, _>("last")? + 1;
        if number >= MOST_EVENTS {
            return Err(Error::Full(MOST_EVENTS));
        }
        let stored: &str = row.try_get("state")?;
        let mut state = match serde_json::from_str::<Visit>(stored) {
            Ok(state) => state,
            Err(_) => rebuilt(&mut transaction, visit, stored, &turn).await?,
        };
        let report = turn(&mut state, event);
        let written = |value: Result<String, serde_json::Error>| value.map_err(|_| Error::Unreadable);
        sqlx::query("insert into event (visit, number, idempotency_key, fingerprint, event, report) values ($1, $2, $3, $4, $5, $6)")
            .bind(visit)
            .bind(number)
            .bind(key)
            .bind(&report.fingerprint)
            .bind(written(serde_json::to_string(event))?)
            .bind(written(serde_json::to_string(&report))?)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("update visit set state = $2 where id = $1")
            .bind(visit)
            .bind(written(serde_json::to_string(&state))?)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(report)
    }

    /// The visit as it stands, to look ahead; only [`Records::post`] changes it. None where another version wrote it.
    pub async fn state(&self, visit: &str) -> Result<Option<Visit>, Error> {
        let row = sqlx::query("select state from visit where id = $1").bind(visit).fetch_optional(&self.pool).await?;
        let row = row.ok_or(Error::NoSuchVisit)?;
        Ok(serde_json::from_str(row.try_get("state")?).ok())
    }

    /// Every event of a visit with its reply, in order.
    pub async fn entries(&self, visit: &str) -> Result<Vec<Entry>, Error> {
        let rows = sqlx::query("select number, event, report from event where visit = $1 order by number")
            .bind(visit)
            .fetch_all(&self.pool)
            .await?;
        if rows.is_empty() {
            let known = sqlx::query("select 1 from visit where id = $1").bind(visit).fetch_optional(&self.pool).await?;
            known.ok_or(Error::NoSuchVisit)?;
        }
        rows.iter()
            .map(|row| {
                let written: String = row.try_get("report")?;
                Ok(Entry {
                    number: row.try_get("number")?,
                    event: serde_json::from_str(row.try_get("event")?).map_err(|_| Error::Unreadable)?,
                    report: serde_json::from_str(&written).map_err(|_| Error::Unreadable)?,
                    written,
                })
            })
            .collect()
    }

    /// Whether the database answers.
    pub async fn alive(&self) -> Result<(), Error> {
        sqlx::query("select 1").execute(&self.pool).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use consult::Practice;
    use facts::Language;

    use super::*;

    #[tokio::test]
    async fn a_visit_whose_state_another_version_wrote_goes_on() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
        let (knowledge, _) = knowledge::read(&folder).expect("the knowledge can be read");
        let practice = Practice::new(Arc::new(knowledge.expect("the knowledge has no error")));
        let turn = |visit: &mut Visit, event: &Event| practice.turn(visit, event);
        let records = Records::in_memory().await.expect("a database");
        let id = records.begin().await.expect("a visit");
        records.post(&id, "1", &Event::Begin { language: Language::En }, turn).await.expect("a reply");
        let text = "crushing chest pain for half an hour, sweating, going down my left arm".to_owned();
        let alarmed = records.post(&id, "2", &Event::say(text), turn).await.expect("a reply");
        let other = r#"{"told":true,"standing":"call_ambulance"}"#;
        sqlx::query("update visit set state = $1").bind(other).execute(&records.pool).await.expect("written");
        let report = records.post(&id, "3", &Event::say("no nausea"), turn).await.expect("a reply");
        assert!(report.standing >= alarmed.standing);
        assert!(report.understood.iter().any(|fact| fact.id.as_str() == "s_chest_pain"));
        assert_eq!(records.entries(&id).await.expect("entries").len(), 3);
    }
}
