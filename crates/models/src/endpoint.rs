//! Any server that speaks OpenAI's chat API: vLLM, SGLang, Ollama, llama.cpp's server, a hosted one.
//! What must not live here: what is asked, or what is made of the answer.

use serde_json::{Value, json};

use crate::{Answering, Ask, Failure, Model};

/// Bytes of a reply at most.
const LARGEST: usize = 64 << 10;

/// A model behind an address.
pub struct Endpoint {
    client: reqwest::Client,
    address: String,
    model: String,
    key: Option<String>,
}

impl Endpoint {
    /// An endpoint by its base address, as in `http://127.0.0.1:8081/v1`, and the model's name there.
    ///
    /// # Errors
    /// Fails where the address is none.
    pub fn new(base: &str, model: &str, key: Option<String>) -> Result<Endpoint, Failure> {
        let address = format!("{}/chat/completions", base.trim_end_matches('/'));
        reqwest::Url::parse(&address).map_err(|_| Failure::Unreachable)?;
        let client =
            reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().map_err(|_| Failure::Unreachable)?;
        Ok(Endpoint { client, address, model: model.to_owned(), key })
    }

    fn body(&self, ask: &Ask) -> Value {
        let mut body = json!({
            "model": self.model,
            "messages": [{ "role": "system", "content": ask.instructions }, { "role": "user", "content": ask.text }],
            "max_tokens": ask.most_tokens,
            "temperature": 0,
            "seed": 0,
            "stream": false,
        });
        if let Some(schema) = &ask.schema {
            body["response_format"] =
                json!({ "type": "json_schema", "json_schema": { "name": "answer", "strict": true, "schema": schema } });
        }
        body
    }

    async fn ask(&self, ask: &Ask) -> Result<String, Failure> {
        let mut request = self.client.post(&self.address).header("content-type", "application/json").body(self.body(ask).to_string());
        if let Some(key) = &self.key {
            request = request.bearer_auth(key);
        }
        let mut response = request.send().await.map_err(|_| Failure::Unreachable)?;
        if !response.status().is_success() {
            return Err(Failure::Status(response.status().as_u16()));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| Failure::Unreachable)? {
            if bytes.len() + chunk.len() > LARGEST {
                return Err(Failure::TooLong);
            }
            bytes.extend_from_slice(&chunk);
        }
        let reply: Value = serde_json::from_slice(&bytes).map_err(|_| Failure::Malformed)?;
        let message = &reply["choices"][0]["message"];
        // A call of a tool is no answer: nothing here offers one.
        if message.get("tool_calls").is_some_and(|calls| calls.as_array().is_some_and(|calls| !calls.is_empty())) {
            return Err(Failure::Malformed);
        }
        message["content"].as_str().map(str::to_owned).ok_or(Failure::Malformed)
    }
}

impl Model for Endpoint {
    fn name(&self) -> &str {
        &self.model
    }

    fn answer<'a>(&'a self, ask: &'a Ask) -> Answering<'a> {
        Box::pin(self.ask(ask))
    }
}
