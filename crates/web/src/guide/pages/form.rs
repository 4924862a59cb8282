//! A page of the workbook to be written in. `js/workbook.js` saves it as people type.

use maud::{Markup, html};
use movie_guru_pages::below;
use movie_guru_workshop::workbook::{Choice, Column, Field, Input, MOST_ROWS, Page, Row};
use movie_guru_workshop::{Answer, Form};
use serde_json::json;

pub(super) fn form(slug: &str, form: &Form, page: &Page) -> Markup {
    html! {
        p .muted {
            "What you write here is saved as you type, for your whole team. "
            a href=(below("/guide/workbook")) { "The whole workbook" }
        }
        form #workbook .fields data-workbook=(slug) data-address=(below(&format!("/api/workshop/workbook/{slug}"))) data-preview=(below("/api/workshop/preview")) autocomplete="off" {
            @for field in &form.fields {
                (shown(field, &page.get(&field.name).cloned().unwrap_or_default()))
            }
        }
    }
}

fn shown(field: &Field, answer: &Answer) -> Markup {
    let id = format!("field-{}", field.name);
    html! {
        div .field data-field=(field.name) data-saved=(json!(answer)) {
            @match &field.rows {
                None => {
                    label .field-name for=(id) { (field.label) }
                    (help(&id, field))
                    (input(field.kind, &field.options, "", answer.text(), Some(&id), field.help.is_some()))
                }
                Some(columns) => { (list(&id, field, columns, answer)) }
            }
            p .saved role="status" {}
            div .conflict role="group" aria-label={ "Two versions of " (field.label) } hidden {}
        }
    }
}

fn help(id: &str, field: &Field) -> Markup {
    html! { @if let Some(help) = &field.help { p .field-help id={ (id) "-help" } { (help) } } }
}

fn list(id: &str, field: &Field, columns: &[Column], answer: &Answer) -> Markup {
    let nothing = Row::new();
    let mut rows = answer.rows();
    if rows.is_empty() {
        rows.push(&nothing);
    }
    html! {
        fieldset id=(id) aria-describedby=[field.help.as_ref().map(|_| format!("{id}-help"))] {
            legend .field-name { (field.label) }
            (help(id, field))
            ol .rows data-most=(MOST_ROWS) {
                @for (index, found) in rows.iter().enumerate() { (row(columns, found, index + 1)) }
            }
            template { (row(columns, &nothing, 0)) }
            button .quiet .add type="button" { "Add a row" span .visually-hidden { " to " (field.label) } }
        }
    }
}

fn row(columns: &[Column], row: &Row, number: usize) -> Markup {
    html! {
        li .row {
            @for column in columns {
                @let value = row.get(&column.name).map_or("", String::as_str);
                @let is_wide = matches!(column.kind, Input::Lines | Input::Query);
                div .cell .wide[is_wide] {
                    label {
                        span .cell-name { (column.label) }
                        (input(column.kind, &column.options, &column.name, value, None, false))
                    }
                    @if column.kind == Input::Query { p .preview {} }
                }
            }
            button .quiet .remove type="button" { "Remove" span .visually-hidden { " row " span .row-number { (number) } } }
        }
    }
}

/// What is typed into: a field's by its id, or a column's by its name.
fn input(kind: Input, options: &[Choice], column: &str, value: &str, id: Option<&str>, has_help: bool) -> Markup {
    let help = id.filter(|_| has_help).map(|id| format!("{id}-help"));
    html! {
        @match kind {
            // A line may be long: it is broken where it is shown, and nowhere else. A line break at its beginning would be lost,
            // as HTML has it.
            Input::Line => {
                textarea .line id=[id] data-column=(column) rows="1" aria-describedby=[help] dir="auto" { "\n" (value) }
            }
            Input::Lines => {
                textarea id=[id] data-column=(column) rows="3" aria-describedby=[help] dir="auto" { "\n" (value) }
            }
            Input::Query => {
                textarea .query id=[id] data-column=(column) rows="2" aria-describedby=[help] spellcheck="false" autocapitalize="none" { "\n" (value) }
                @if id.is_some() { p .preview {} }
            }
            Input::Choice => {
                select id=[id] data-column=(column) aria-describedby=[help] {
                    option value="" { "Choose…" }
                    @for choice in options {
                        option value=(choice.value) selected[choice.value == value] { (choice.label) }
                    }
                }
            }
        }
    }
}
