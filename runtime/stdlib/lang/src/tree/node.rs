//! Nodes as plain data, between the front end's types and Python's objects.

use super::class::Class;
use frontend::ast::{Identifier, Literal, Number};

/// A node: its class, its fields in the class's order, its position.
pub(super) struct Node {
    pub(super) class: &'static Class,
    pub(super) fields: Vec<Value>,
    pub(super) position: Option<(u32, i32)>,
}

/// What a field holds.
pub(super) enum Value {
    None,
    Node(Box<Node>),
    List(Vec<Value>),
    Name(Identifier),
    Literal(Literal),
    Number(Number),
    Int(i64),
    Bool(bool),
}

impl From<Node> for Value {
    fn from(node: Node) -> Value {
        Value::Node(Box::new(node))
    }
}
