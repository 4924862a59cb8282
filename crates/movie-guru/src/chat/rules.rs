//! The built-in, rule-based engine.
