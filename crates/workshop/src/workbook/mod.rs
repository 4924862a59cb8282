//! The workbook: what attendees write, a page for each challenge.

mod answer;
mod backend;
mod export;
mod file;
mod folder;
mod form;
mod shelf;

pub use answer::{Answer, Page, Row};
pub use backend::BackendShelf;
pub use export::markdown;
pub use file::{PageError, read_page, write_page};
pub use folder::Folder;
pub use form::{Choice, Column, Field, Form, Input, MOST_CHARACTERS, MOST_ROWS};
pub use shelf::{Shelf, ShelfError};
