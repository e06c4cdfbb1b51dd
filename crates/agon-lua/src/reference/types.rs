//! The few forms of Luau types that entries use, read so that they can be written for other tools and checked.

use std::fmt::Write;

/// A type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Type {
    /// A name, or a text in quotation marks.
    Name(String),
    /// `T?`
    Optional(Box<Type>),
    /// `A | B`
    Union(Vec<Type>),
    /// `{ T }`
    List(Box<Type>),
    /// `{ [K]: V }`
    Table(Box<Type>, Box<Type>),
    /// `{ name: T, … }`
    Record(Vec<(String, Type)>),
    /// `(a: A, ...B) -> R`
    Function(Vec<(String, Type)>, Vec<Type>),
    /// `...T`
    Rest(Box<Type>),
}

/// Reads a type, or a list of types parted by commas.
pub(crate) fn read_all(text: &str) -> Result<Vec<Type>, String> {
    let mut reader = Reader { words: words(text), at: 0 };
    let mut types = Vec::new();
    while reader.at < reader.words.len() {
        types.push(reader.union()?);
        if reader.at < reader.words.len() {
            reader.expect(",")?;
        }
    }
    Ok(types)
}

/// Reads one type.
pub(crate) fn read(text: &str) -> Result<Type, String> {
    match read_all(text)?.as_mut_slice() {
        [one] => Ok(std::mem::replace(one, Type::Name(String::new()))),
        _ => Err(format!("`{text}` is not one type")),
    }
}

fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => rest[1..].find('"').map_or(rest.len(), |end| end + 2),
            _ if rest.starts_with("->") => 2,
            _ if rest.starts_with("...") => 3,
            c if c.is_alphanumeric() || c == '_' => rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        words.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    words
}

struct Reader {
    words: Vec<String>,
    at: usize,
}

impl Reader {
    fn peek(&self, ahead: usize) -> &str {
        self.words.get(self.at + ahead).map_or("", String::as_str)
    }

    fn take(&mut self) -> String {
        self.at += 1;
        self.words.get(self.at - 1).cloned().unwrap_or_default()
    }

    fn expect(&mut self, word: &str) -> Result<(), String> {
        let found = self.take();
        if found == word { Ok(()) } else { Err(format!("`{word}` is wanted in {:?}, and there is `{found}`", self.words)) }
    }

    fn union(&mut self) -> Result<Type, String> {
        let mut all = vec![self.one()?];
        while self.peek(0) == "|" {
            self.take();
            all.push(self.one()?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Type::Union(all) })
    }

    fn one(&mut self) -> Result<Type, String> {
        let word = self.take();
        let mut found = match word.as_str() {
            "..." => Type::Rest(Box::new(self.union()?)),
            "{" => self.table()?,
            "(" => self.function()?,
            name if name.starts_with('"') || name.starts_with(char::is_alphabetic) => Type::Name(word),
            other => return Err(format!("`{other}` begins no type in {:?}", self.words)),
        };
        while self.peek(0) == "?" {
            self.take();
            found = Type::Optional(Box::new(found));
        }
        Ok(found)
    }

    fn table(&mut self) -> Result<Type, String> {
        if self.peek(0) == "[" {
            self.take();
            let key = self.union()?;
            self.expect("]")?;
            self.expect(":")?;
            let value = self.union()?;
            self.expect("}")?;
            return Ok(Type::Table(Box::new(key), Box::new(value)));
        }
        if self.peek(1) != ":" {
            let item = self.union()?;
            self.expect("}")?;
            return Ok(Type::List(Box::new(item)));
        }
        let fields = self.named("}")?;
        Ok(Type::Record(fields))
    }

    /// What stands after an opening bracket: the parameters of a function, or one type.
    fn function(&mut self) -> Result<Type, String> {
        let parameters = self.named(")")?;
        if self.peek(0) != "->" {
            return match parameters.as_slice() {
                [(name, one)] if name.is_empty() => Ok(one.clone()),
                _ => Err(format!("brackets without `->` in {:?}", self.words)),
            };
        }
        self.take();
        if self.peek(0) == "(" && self.peek(1) == ")" {
            self.at += 2;
            return Ok(Type::Function(parameters, Vec::new()));
        }
        Ok(Type::Function(parameters, vec![self.union()?]))
    }

    fn named(&mut self, end: &str) -> Result<Vec<(String, Type)>, String> {
        let mut named = Vec::new();
        while self.peek(0) != end {
            let name = if self.peek(1) == ":" {
                let name = self.take();
                self.take();
                name
            } else {
                String::new()
            };
            named.push((name, self.union()?));
            if self.peek(0) != end {
                self.expect(",")?;
            }
        }
        self.expect(end)?;
        Ok(named)
    }
}

impl Type {
    /// Every name in it.
    #[cfg(test)]
    pub(crate) fn names(&self, each: &mut impl FnMut(&str)) {
        match self {
            Self::Name(name) => each(name),
            Self::Optional(one) | Self::List(one) | Self::Rest(one) => one.names(each),
            Self::Union(all) => all.iter().for_each(|one| one.names(each)),
            Self::Table(key, value) => {
                key.names(each);
                value.names(each);
            }
            Self::Record(fields) => fields.iter().for_each(|(_, one)| one.names(each)),
            Self::Function(parameters, gives) => {
                parameters.iter().for_each(|(_, one)| one.names(each));
                gives.iter().for_each(|one| one.names(each));
            }
        }
    }

    /// As LuaLS writes it. Types of ours stand under `agon.`.
    pub(crate) fn in_luals(&self) -> String {
        match self {
            Self::Name(name) if name.starts_with(char::is_uppercase) => format!("agon.{name}"),
            Self::Name(name) => name.clone(),
            Self::Optional(one) => format!("{}?", one.bracketed()),
            Self::Union(all) => all.iter().map(Self::in_luals).collect::<Vec<_>>().join("|"),
            Self::List(one) => format!("{}[]", one.bracketed()),
            Self::Table(key, value) => format!("table<{}, {}>", key.in_luals(), value.in_luals()),
            Self::Record(fields) => {
                let fields: Vec<String> = fields.iter().map(|(name, one)| format!("{name}: {}", one.in_luals())).collect();
                format!("{{ {} }}", fields.join(", "))
            }
            Self::Function(parameters, gives) => {
                let mut text = String::from("fun(");
                for (at, (name, one)) in parameters.iter().enumerate() {
                    let comma = if at > 0 { ", " } else { "" };
                    // Writing to a text cannot fail.
                    let _ = match one {
                        Self::Rest(one) => write!(text, "{comma}...: {}", one.in_luals()),
                        one if name.is_empty() => write!(text, "{comma}p{}: {}", at + 1, one.in_luals()),
                        one => write!(text, "{comma}{name}: {}", one.in_luals()),
                    };
                }
                text.push(')');
                for one in gives {
                    let _ = write!(text, ": {}", one.in_luals());
                }
                text
            }
            Self::Rest(one) => format!("...{}", one.in_luals()),
        }
    }

    fn bracketed(&self) -> String {
        match self {
            Self::Union(_) | Self::Function(..) => format!("({})", self.in_luals()),
            other => other.in_luals(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_and_written_for_luals() {
        for (luau, luals) in [
            ("string?", "string?"),
            ("{ Node }", "agon.Node[]"),
            ("{ [string]: any }", "table<string, any>"),
            ("\"a\" | \"b\"", "\"a\"|\"b\""),
            ("{ path: string, data: string }", "{ path: string, data: string }"),
            (
                "(map: Map, id: string | number, ...number) -> number?",
                "fun(map: agon.Map, id: string|number, ...: number): number?",
            ),
            ("() -> ()", "fun()"),
            ("() -> { Node }?", "fun(): agon.Node[]?"),
        ] {
            assert_eq!(read(luau).expect(luau).in_luals(), luals);
        }
        assert_eq!(read_all("number?, number?").expect("two").len(), 2);
        for wrong in ["{ a: }", "(", "a b", "{ [x] }", "|"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
