//! Two bodies side by side, field by field.

use std::collections::BTreeMap;

use serde_json::Value;

/// A field that two bodies do not share, or have otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where it is, such as `data.status`.
    pub field: String,
    /// What the one has.
    pub one: Option<String>,
    /// What the other has.
    pub other: Option<String>,
}

/// Where they differ, and in how many fields they agree.
pub fn compare(one: Option<&Value>, other: Option<&Value>) -> (Vec<Difference>, usize) {
    let (one, other) = (fields(one), fields(other));
    let names: std::collections::BTreeSet<_> = one.keys().chain(other.keys()).collect();
    let (mut differences, mut same) = (Vec::new(), 0);
    for name in names {
        let (here, there) = (one.get(name), other.get(name));
        if here == there {
            same += 1;
        } else {
            differences.push(Difference { field: name.clone(), one: here.cloned(), other: there.cloned() });
        }
    }
    (differences, same)
}

fn fields(value: Option<&Value>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    if let Some(value) = value {
        collect(String::new(), value, &mut found);
    }
    found
}

fn collect(path: String, value: &Value, found: &mut BTreeMap<String, String>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            fields.iter().for_each(|(name, value)| collect(below(name), value, found));
        }
        Value::Array(items) if !items.is_empty() => {
            items.iter().enumerate().for_each(|(index, item)| collect(below(&index.to_string()), item, found));
        }
        plain => drop(found.insert(path, plain.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_is_listed_and_the_rest_is_counted() {
        let one = json!({"id": "pi_1", "data": {"status": "created", "amount": 4990}, "list": [1]});
        let other = json!({"id": "pi_1", "data": {"status": "succeeded", "amount": 4990}, "list": [1, 2]});
        let (differences, same) = compare(Some(&one), Some(&other));
        let listed: Vec<_> = differences.iter().map(|difference| difference.field.as_str()).collect();
        assert_eq!((listed, same), (vec!["data.status", "list.1"], 3));
        assert_eq!(differences[1], Difference { field: "list.1".into(), one: None, other: Some("2".into()) });
        assert_eq!(compare(Some(&one), None).0.len(), 4);
    }
}
