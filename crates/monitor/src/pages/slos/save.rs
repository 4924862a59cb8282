//! What forms change, where the token is right.

use movie_guru_slo::Kind;

use super::fields::{AlertFields, SloFields, WhatIf};
use super::one;
use crate::pages::context::Pages;
use crate::slos::{Refused, yaml};

fn allowed(pages: &Pages, token: &str) -> Result<(), Refused> {
    if pages.admin.is(token.as_bytes()) { Ok(()) } else { Err(Refused::NoToken) }
}

/// Takes every object of a text, or none.
pub(crate) async fn text(pages: &Pages, text: String, token: &str) -> Result<(), Refused> {
    allowed(pages, token)?;
    pages.board.apply(text).await.map(drop)
}

/// Makes an SLO; the one that is there already stays.
pub(crate) async fn slo(pages: &Pages, fields: &SloFields) -> Result<(), Refused> {
    if pages.board.documents().slo(fields.name.trim()).is_some() {
        let detail = "Nothing was changed: there is an SLO of this name already. Choose another name, or change that \
                      one on its own page.";
        return Err(Refused::Conflict(detail.to_owned()));
    }
    text(pages, yaml(&fields.document()).map_err(Refused::Senseless)?, &fields.token).await
}

/// Changes an SLO to what was tried; none where there is no such SLO.
pub(crate) async fn what_if(pages: &Pages, name: &str, wanted: &WhatIf) -> Option<Result<(), Refused>> {
    Some(match one::otherwise(pages, name, wanted)? {
        Ok(changed) => text(pages, changed, &wanted.token).await,
        Err(error) => Err(Refused::Senseless(error)),
    })
}

/// Makes an alert for an SLO.
pub(crate) async fn alert(pages: &Pages, fields: &AlertFields) -> Result<(), Refused> {
    allowed(pages, &fields.token)?;
    let (name, document) = (fields.name.trim(), fields.document());
    // Other SLOs may name it.
    if pages.board.documents().object(Kind::AlertPolicy, name).is_some_and(|there| *there != document) {
        let detail = "Nothing was changed: there is another alert policy of this name already. Choose another name, or \
                      change that one as YAML.";
        return Err(Refused::Conflict(detail.to_owned()));
    }
    let text = yaml(&document).map_err(Refused::Senseless)?;
    pages.board.put_alert(name.to_owned(), text, fields.slo.clone()).await.map(drop)
}

/// Deletes an SLO.
pub(crate) async fn without_slo(pages: &Pages, name: String, token: &str) -> Result<(), Refused> {
    allowed(pages, token)?;
    pages.board.remove_slo(name).await
}

/// Deletes an alert policy, and has SLOs name it no longer.
pub(crate) async fn without_alert(pages: &Pages, name: String, token: &str) -> Result<(), Refused> {
    allowed(pages, token)?;
    pages.board.remove_alert(name, true).await
}
