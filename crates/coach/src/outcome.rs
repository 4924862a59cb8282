//! How a command for many teams ends.

use std::process::ExitCode;

use crate::terminal::Failure;

/// The exit code for teams, each with whether all is well and whether it is only that nobody answers: 0 where all is well,
/// 3 where those that are not well cannot be reached, otherwise 1.
pub(crate) fn code(teams: impl Iterator<Item = (bool, bool)>) -> ExitCode {
    let bad: Vec<_> = teams.filter(|(well, _)| !well).map(|(_, away)| away).collect();
    match bad.is_empty() {
        true => ExitCode::SUCCESS,
        false if bad.iter().all(|away| *away) => ExitCode::from(Failure::UNREACHABLE),
        false => ExitCode::FAILURE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lab_that_cannot_be_reached_is_another_matter_than_one_that_is_broken() {
        let code = |teams: &[(bool, bool)]| format!("{:?}", code(teams.iter().copied()));
        let is = |code: ExitCode| format!("{code:?}");
        assert_eq!(code(&[(true, false), (true, true)]), is(ExitCode::SUCCESS));
        assert_eq!(code(&[(true, false), (false, true)]), is(ExitCode::from(3)));
        assert_eq!(code(&[(false, false), (false, true)]), is(ExitCode::FAILURE));
    }
}
