//! On a terminal.

use movie_guru_grader::Grade;
use movie_guru_grader::report::text;

use crate::made;

#[test]
fn the_verdict_comes_first_and_nothing_is_wider_than_the_terminal() {
    for columns in [60, 80, 100, 132, 200] {
        let text = text(&made::grade(), columns);
        let widest = text.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(columns), "{columns}:\n{text}");
        let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} in\n{text}"));
        assert!(at("for nothing.") < at("Healthy") && at("Healthy") < at("What to change"), "{text}");
    }
}

#[test]
fn eighty_columns_have_the_answer_beside_when_others_would_have_called() {
    let wanted = "\
Chat answers: 99.9 % over 30d
=============================
You would be called 12 times a week for nothing.

- An outage reaches you after 6 minutes, with 13 % of the month spent, and that
  is early enough.

                                                       model  Workbook    Best
                         called budget nothing  goes  called    called  called
                    due   after  spent  a week    on   after     after   after
Healthy               0       –      –      12     –       –         –       –
A sharp outage that   1      6m   13 %       0 1h 5m  2m 10s     never      1m
ends soon

Alerts
  fast-burn (page): burn rate above 14.4 over 1h and 5m; never below 1.4 % of
    errors
  many (ticket): sum(failed) > 100, for 5m; never fires, even if all fail

What to change
  1. many: It compares a number of requests: on a busy day that is nothing.
     next: Compare the share of failed requests.

The SLO itself
  It is what users feel.
  next: Count what browsers see as well.

In the tables
  due: how many events deserve a call, for they spend 2 % of the budget in 1h,
    5 % in 6h or 10 % in 3d.
  called after: the longest from the start of such an event to the first call; *
    where others were missed.
  budget spent: the most that such an event had spent of the whole budget when
    the first call came, or all that it cost where none came.
  nothing a week: calls a week for nothing of that kind.
  goes on: the longest that alerts went on after the end.

What could not be read; the rest was graded
  rules.yaml:12:5, `TooMany`: a bracket is not closed
    next: Close it.
";
    assert_eq!(text(&made::grade(), 80), wanted);
}

#[test]
fn where_there_is_nothing_to_grade_that_is_said() {
    assert_eq!(text(&Grade::default(), 80), "There was nothing to grade.\n");
}
