//! Marks on a poster. A picture is written with presentation attributes only, since the page's content security
//! policy refuses style sheets and `style` attributes.

use super::palette::Colour;

/// The field a motif is drawn on.
pub(super) const WIDTH: f64 = 300.0;
/// See [`WIDTH`].
pub(super) const HEIGHT: f64 = 280.0;

/// A colour, laid on more or less thickly.
#[derive(Clone, Copy)]
pub(super) struct Paint {
    colour: Colour,
    opacity: f64,
}

impl From<Colour> for Paint {
    fn from(colour: Colour) -> Self {
        Self { colour, opacity: 1.0 }
    }
}

impl Colour {
    pub(super) fn thin(self, opacity: f64) -> Paint {
        Paint { colour: self, opacity }
    }
}

impl Paint {
    fn fill(self) -> String {
        match self.opacity {
            1.0 => format!(r#"fill="{}""#, self.colour),
            _ => format!(r#"fill="{}" fill-opacity="{}""#, self.colour, (self.opacity * 100.0).round() / 100.0),
        }
    }

    fn stroke(self) -> String {
        let colour = self.colour;
        let opacity = (self.opacity * 100.0).round() / 100.0;
        format!(r#"fill="none" stroke="{colour}" stroke-opacity="{opacity}" stroke-linecap="round""#)
    }
}

/// A tenth of a unit is finer than a poster is ever shown, and keeps the file small.
pub(super) fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0 + 0.0
}

/// SVG elements, the last in front.
#[derive(Default)]
pub(super) struct Picture {
    marks: String,
}

impl Picture {
    pub(super) fn into_marks(self) -> String {
        self.marks
    }

    pub(super) fn circle(&mut self, x: f64, y: f64, radius: f64, paint: impl Into<Paint>) {
        let (x, y, radius) = (tenth(x), tenth(y), tenth(radius));
        self.marks.push_str(&format!(r#"<circle cx="{x}" cy="{y}" r="{radius}" {}/>"#, paint.into().fill()));
    }

    pub(super) fn ellipse(&mut self, x: f64, y: f64, across: f64, down: f64, paint: impl Into<Paint>) {
        let (x, y, across, down) = (tenth(x), tenth(y), tenth(across), tenth(down));
        let fill = paint.into().fill();
        self.marks.push_str(&format!(r#"<ellipse cx="{x}" cy="{y}" rx="{across}" ry="{down}" {fill}/>"#));
    }

    pub(super) fn ring(&mut self, x: f64, y: f64, radius: f64, width: f64, paint: impl Into<Paint>) {
        let (x, y, radius, width) = (tenth(x), tenth(y), tenth(radius), tenth(width));
        let stroke = paint.into().stroke();
        self.marks.push_str(&format!(r#"<circle cx="{x}" cy="{y}" r="{radius}" {stroke} stroke-width="{width}"/>"#));
    }

    pub(super) fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, paint: impl Into<Paint>) {
        self.rounded(x, y, width, height, 0.0, paint);
    }

    pub(super) fn rounded(&mut self, x: f64, y: f64, width: f64, height: f64, corner: f64, paint: impl Into<Paint>) {
        let (x, y, width, height) = (tenth(x), tenth(y), tenth(width), tenth(height));
        let corner = if corner > 0.0 { format!(r#" rx="{}""#, tenth(corner)) } else { String::new() };
        let fill = paint.into().fill();
        self.marks.push_str(&format!(r#"<rect x="{x}" y="{y}" width="{width}" height="{height}"{corner} {fill}/>"#));
    }

    pub(super) fn polygon(&mut self, corners: &[(f64, f64)], paint: impl Into<Paint>) {
        let corners: Vec<String> = corners.iter().map(|(x, y)| format!("{},{}", tenth(*x), tenth(*y))).collect();
        let fill = paint.into().fill();
        self.marks.push_str(&format!(r#"<polygon points="{}" {fill}/>"#, corners.join(" ")));
    }

    /// A filled outline, in SVG path language.
    pub(super) fn outline(&mut self, path: &str, paint: impl Into<Paint>) {
        self.marks.push_str(&format!(r#"<path d="{path}" {}/>"#, paint.into().fill()));
    }

    /// A drawn line, in SVG path language.
    pub(super) fn line(&mut self, path: &str, width: f64, paint: impl Into<Paint>) {
        let (width, stroke) = (tenth(width), paint.into().stroke());
        self.marks.push_str(&format!(r#"<path d="{path}" {stroke} stroke-width="{width}"/>"#));
    }

    /// What is drawn around the origin is put at a place, turned by degrees and scaled.
    pub(super) fn placed(&mut self, (x, y): (f64, f64), degrees: f64, scale: f64, draw: impl FnOnce(&mut Self)) {
        let (x, y, degrees, scale) = (tenth(x), tenth(y), tenth(degrees), (scale * 100.0).round() / 100.0);
        let turn = if degrees == 0.0 { String::new() } else { format!(" rotate({degrees})") };
        let size = if scale == 1.0 { String::new() } else { format!(" scale({scale})") };
        self.marks.push_str(&format!(r#"<g transform="translate({x} {y}){turn}{size}">"#));
        draw(self);
        self.marks.push_str("</g>");
    }

    /// Someone in a long coat, seen from behind; the place is between the feet.
    pub(super) fn person(&mut self, feet: (f64, f64), height: f64, paint: impl Into<Paint>) {
        let paint = paint.into();
        self.placed(feet, 0.0, height / 100.0, |picture| {
            picture.ellipse(0.0, -91.0, 7.5, 9.0, paint);
            let coat = "M-5 -82Q-16 -79 -17 -66L-18 -40L-13 -39L-15 -27L-9 -27L-8 0L-2 0L0 -27L2 0L8 0L9 -27L15 -27\
                        L13 -39L18 -40L17 -66Q16 -79 5 -82Z";
            picture.outline(coat, paint);
        });
    }

    pub(super) fn stars(&mut self, places: impl Iterator<Item = (f64, f64, f64)>, paint: impl Into<Paint>) {
        let dots: String =
            places.map(|(x, y, size)| format!("M{} {}h{2}v{2}h-{2}z", tenth(x), tenth(y), tenth(size))).collect();
        self.outline(&dots, paint);
    }
}
