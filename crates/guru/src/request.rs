//! What is asked for, as data. It is kept between turns, because "shorter ones" means the request before.

use serde::{Deserialize, Serialize};

use crate::catalogue::{Film, Genre};

/// A wish for films. Everything in it is a condition that a film meets or does not.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Request {
    /// Genres that a film has all of.
    pub genres: Vec<Genre>,
    /// "horror or a thriller": one of the genres is enough.
    pub any_genre: bool,
    /// Names of moods.
    pub moods: Vec<String>,
    /// Directors and actors, by full name.
    pub people: Vec<String>,
    /// Words for what it is about.
    pub themes: Vec<String>,
    /// Not wanted.
    pub not_genres: Vec<Genre>,
    /// Not wanted.
    pub not_moods: Vec<String>,
    /// Not wanted.
    pub not_people: Vec<String>,
    /// Not wanted.
    pub not_themes: Vec<String>,
    /// The first year.
    pub min_year: Option<u16>,
    /// The last year.
    pub max_year: Option<u16>,
    /// Minutes.
    pub min_runtime: Option<u16>,
    /// Minutes.
    pub max_runtime: Option<u16>,
    /// 1 to 5.
    pub min_rating: Option<f64>,
    /// 1 to 5.
    pub max_rating: Option<f64>,
    /// A film it should resemble, by identity.
    pub like: Option<String>,
    /// The best rated first.
    pub best: bool,
}

impl Request {
    /// Whether it says what the films should be, beyond bounds and exclusions.
    pub(crate) fn has_subject(&self) -> bool {
        !(self.genres.is_empty()
            && self.moods.is_empty()
            && self.people.is_empty()
            && self.themes.is_empty()
            && self.like.is_none())
    }

    /// Whether it bounds or excludes something.
    pub(crate) fn has_limits(&self) -> bool {
        self.min_year.is_some()
            || self.max_year.is_some()
            || self.min_runtime.is_some()
            || self.max_runtime.is_some()
            || self.min_rating.is_some()
            || self.max_rating.is_some()
            || self.best
            || self.excludes()
    }

    /// Whether it excludes something.
    pub(crate) fn excludes(&self) -> bool {
        !(self.not_genres.is_empty()
            && self.not_moods.is_empty()
            && self.not_people.is_empty()
            && self.not_themes.is_empty())
    }

    /// Whether nothing at all is asked for.
    pub(crate) fn is_empty(&self) -> bool {
        !self.has_subject() && !self.has_limits()
    }

    /// This request, changed by what was said now. `narrows` keeps the subject beside a new one.
    pub(crate) fn refined_by(&self, now: &Self, narrows: bool) -> Self {
        let mut refined = self.clone();
        if now.has_subject() && !narrows {
            refined.genres.clear();
            refined.moods.clear();
            refined.themes.clear();
            refined.people.clear();
            refined.like = None;
        }
        if !now.genres.is_empty() {
            refined.any_genre = now.any_genre;
        }
        if narrows && !now.moods.is_empty() {
            refined.moods.clear();
        }
        if narrows && !now.themes.is_empty() {
            refined.themes.clear();
        }
        extend(&mut refined.genres, &now.genres);
        extend(&mut refined.moods, &now.moods);
        extend(&mut refined.people, &now.people);
        extend(&mut refined.themes, &now.themes);
        extend(&mut refined.not_genres, &now.not_genres);
        extend(&mut refined.not_moods, &now.not_moods);
        extend(&mut refined.not_people, &now.not_people);
        extend(&mut refined.not_themes, &now.not_themes);
        refined.not_genres.retain(|genre| !now.genres.contains(genre));
        refined.genres.retain(|genre| !now.not_genres.contains(genre));
        refined.not_people.retain(|name| !now.people.contains(name));
        refined.people.retain(|name| !now.not_people.contains(name));
        refined.themes.retain(|theme| !now.not_themes.contains(theme));
        refined.moods.retain(|mood| !now.not_moods.contains(mood));
        bounds(&mut refined.min_year, &mut refined.max_year, now.min_year, now.max_year);
        bounds(&mut refined.min_runtime, &mut refined.max_runtime, now.min_runtime, now.max_runtime);
        bounds(&mut refined.min_rating, &mut refined.max_rating, now.min_rating, now.max_rating);
        refined.like = now.like.clone().or(refined.like);
        refined.best |= now.best;
        refined
    }

    /// Whether a film keeps to the years asked for.
    pub(crate) fn in_years(&self, film: &Film) -> bool {
        self.min_year.is_none_or(|year| film.year >= year) && self.max_year.is_none_or(|year| film.year <= year)
    }

    /// Whether a film has the length asked for.
    pub(crate) fn in_length(&self, film: &Film) -> bool {
        self.min_runtime.is_none_or(|least| film.runtime >= least)
            && self.max_runtime.is_none_or(|most| film.runtime <= most)
    }

    /// Whether a film has the rating asked for.
    pub(crate) fn in_rating(&self, film: &Film) -> bool {
        self.min_rating.is_none_or(|least| film.rating + 1e-9 >= least)
            && self.max_rating.is_none_or(|most| film.rating <= most + 1e-9)
    }
}

fn extend<T: Clone + PartialEq>(list: &mut Vec<T>, more: &[T]) {
    for entry in more {
        if !list.contains(entry) {
            list.push(entry.clone());
        }
    }
}

/// A new bound keeps the other one where both can be met.
fn bounds<T: Copy + PartialOrd>(min: &mut Option<T>, max: &mut Option<T>, new_min: Option<T>, new_max: Option<T>) {
    if new_min.is_some() && new_max.is_some() {
        (*min, *max) = (new_min, new_max);
        return;
    }
    if new_min.is_some() {
        *min = new_min;
        if let (Some(least), Some(most)) = (*min, *max)
            && least > most
        {
            *max = None;
        }
    }
    if new_max.is_some() {
        *max = new_max;
        if let (Some(least), Some(most)) = (*min, *max)
            && least > most
        {
            *min = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_bound_replaces_one_that_it_contradicts() {
        let nineties = Request { min_year: Some(1990), max_year: Some(1999), ..Request::default() };
        let newer = Request { min_year: Some(2005), ..Request::default() };
        let refined = nineties.refined_by(&newer, false);
        assert_eq!((refined.min_year, refined.max_year), (Some(2005), None));
        let late = Request { min_year: Some(1995), ..Request::default() };
        let refined = nineties.refined_by(&late, false);
        assert_eq!((refined.min_year, refined.max_year), (Some(1995), Some(1999)));
    }

    #[test]
    fn a_new_subject_takes_the_place_of_the_old_one_and_keeps_the_bounds() {
        let first = Request { genres: vec![Genre::Horror], max_runtime: Some(90), ..Request::default() };
        let now = Request { genres: vec![Genre::Comedy], ..Request::default() };
        let refined = first.refined_by(&now, false);
        assert_eq!((refined.genres, refined.max_runtime), (vec![Genre::Comedy], Some(90)));
    }
}
