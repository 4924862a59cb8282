//! What attendees hand in, as the grader's subjects: OpenSLO, rules as tools and people write them, and what is wrong with them.

mod bad;
mod openslo;
mod rules;
mod text;
