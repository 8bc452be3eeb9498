//! The shape of an answer as a grammar (GBNF), from the few words of JSON Schema that asks use: objects whose properties are all there,
//! arrays with a bound, strings, strings of a list. No white space between: every token of it would be waited for.
//! What must not live here: any other word of JSON Schema; a shape that is not understood is refused, not guessed.

use serde_json::Value;

/// Characters of a string at most. A quote is longer in no message that `language` would take it from.
const LONGEST_STRING: usize = 80;
/// Items of an array that names no bound.
const MOST_ITEMS: u64 = 16;

/// The grammar of a schema; none where the schema has words that are not known here.
pub fn grammar(schema: &Value) -> Option<String> {
    let root = rule(schema)?;
    let character = r#"char ::= [^"\\\x00-\x1F\x7F] | "\\" ["\\/bfnrt]"#;
    Some(format!("root ::= {root}\n{character}\n"))
}

fn rule(schema: &Value) -> Option<String> {
    match schema["type"].as_str()? {
        "object" => object(schema),
        "array" => array(schema),
        "string" => string(schema),
        _ => None,
    }
}

fn object(schema: &Value) -> Option<String> {
    let properties = schema["properties"].as_object()?;
    let required: Vec<&str> = schema["required"].as_array()?.iter().filter_map(Value::as_str).collect();
    if properties.is_empty() || !properties.keys().all(|name| required.contains(&name.as_str())) {
        return None;
    }
    let mut parts = Vec::new();
    for (at, (name, of)) in properties.iter().enumerate() {
        let before = if at == 0 { "{" } else { "," };
        parts.push(literal(&format!("{before}{}:", Value::from(name.as_str()))));
        parts.push(rule(of)?);
    }
    parts.push(literal("}"));
    Some(parts.join(" "))
}

fn array(schema: &Value) -> Option<String> {
    let item = rule(&schema["items"])?;
    let most = schema["maxItems"].as_u64().unwrap_or(MOST_ITEMS);
    match most {
        0 => Some(literal("[]")),
        1 => Some(format!(r#""[" ({item})? "]""#)),
        _ => Some(format!(r#""[" ({item} ("," {item}){{0,{}}})? "]""#, most - 1)),
    }
}

fn string(schema: &Value) -> Option<String> {
    let Some(list) = schema.get("enum") else {
        return Some(format!(r#""\"" char{{0,{LONGEST_STRING}}} "\"""#));
    };
    let words: Option<Vec<String>> =
        list.as_array()?.iter().map(|word| word.as_str().map(|word| literal(&Value::from(word).to_string()))).collect();
    let words = words.filter(|words| !words.is_empty())?;
    Some(format!("({})", words.join(" | ")))
}

/// Text as it stands, in the quotes of the grammar.
fn literal(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', r#"\""#))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn claims(most: u64) -> Value {
        let item = json!({
            "type": "object",
            "properties": { "id": { "type": "string", "enum": ["s_cough", "s_fever"] }, "quote": { "type": "string" } },
            "required": ["id", "quote"],
        });
        json!({ "type": "object", "properties": { "found": { "type": "array", "maxItems": most, "items": item } }, "required": ["found"] })
    }

    #[test]
    fn claims_are_a_list_of_known_ids_with_quotes() {
        let item = r#""{\"id\":" ("\"s_cough\"" | "\"s_fever\"") ",\"quote\":" "\"" char{0,80} "\"" "}""#;
        let wanted = format!(r#"root ::= "{{\"found\":" "[" ({item} ("," {item}){{0,7}})? "]" "}}""#);
        let grammar = grammar(&claims(8)).expect("a grammar");
        assert_eq!(grammar.lines().next(), Some(wanted.as_str()));
        assert_eq!(grammar.lines().count(), 2);
    }

    #[test]
    fn what_is_not_known_is_refused() {
        let cases = [
            json!({}),
            json!({ "type": "number" }),
            json!({ "type": "string", "enum": [] }),
            json!({ "type": "string", "enum": [1] }),
            json!({ "type": "object", "properties": { "a": { "type": "string" } }, "required": [] }),
            json!({ "type": "array", "items": { "anyOf": [] } }),
        ];
        for schema in cases {
            assert_eq!(grammar(&schema), None, "{schema}");
        }
    }

    #[test]
    fn words_of_a_list_keep_their_quotes_and_backslashes() {
        assert_eq!(rule(&json!({ "type": "string", "enum": ["a\"b\\"] })).as_deref(), Some(r#"("\"a\\\"b\\\\\"")"#));
        assert_eq!(rule(&claims(0)).as_deref(), Some(r#""{\"found\":" "[]" "}""#));
    }
}
