//! The canvas that the charting library draws on: it keeps shapes.
//!
//! It measures text by its letters, so that no page is needed and the layout is the same everywhere.

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::{Anchor, Role, Shape};

pub(super) struct Canvas<'a> {
    shapes: &'a mut Vec<Shape>,
    size_px: (u32, u32),
    letter_px: u32,
}

/// Nothing that is drawn here can fail.
#[derive(Debug, thiserror::Error)]
#[error("a canvas of shapes takes them all")]
pub(super) struct NoFault;

type Drawn = Result<(), DrawingErrorKind<NoFault>>;

impl<'a> Canvas<'a> {
    pub(super) fn new(shapes: &'a mut Vec<Shape>, size_px: (u32, u32), letter_px: u32) -> Self {
        Self {
            shapes,
            size_px,
            letter_px,
        }
    }

    fn line(&mut self, role: Role, from: BackendCoord, to: BackendCoord) {
        self.shapes.push(Shape::Line { role, from, to });
    }

    fn bar(&mut self, role: Role, upper_left: BackendCoord, lower_right: BackendCoord) {
        self.shapes.push(Shape::Bar {
            role,
            x: upper_left.0,
            y: upper_left.1,
            width: upper_left.0.abs_diff(lower_right.0),
            height: upper_left.1.abs_diff(lower_right.1),
        });
    }
}

impl DrawingBackend for Canvas<'_> {
    type ErrorType = NoFault;

    fn get_size(&self) -> (u32, u32) {
        self.size_px
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, colour: BackendColor) -> Drawn {
        self.bar(
            Role::of_colour(colour.rgb),
            point,
            (point.0 + 1, point.1 + 1),
        );
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.line(Role::of_colour(style.color().rgb), from, to);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let role = Role::of_colour(style.color().rgb);
        let mut last = None;
        for point in path {
            if let Some(last) = last {
                self.line(role, last, point);
            }
            last = Some(point);
        }
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        lower_right: BackendCoord,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        self.bar(Role::of_colour(style.color().rgb), upper_left, lower_right);
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        (x, y): BackendCoord,
    ) -> Drawn {
        let letter_px = i32::try_from(self.letter_px).unwrap_or_default();
        let place = style.anchor();
        let rise_px = match place.v_pos {
            VPos::Top => letter_px * 8 / 10,
            VPos::Center => letter_px * 35 / 100,
            VPos::Bottom => 0,
        };
        self.shapes.push(Shape::Text {
            role: Role::of_colour(style.color().rgb),
            x,
            baseline: y + rise_px,
            anchor: match place.h_pos {
                HPos::Left => Anchor::Start,
                HPos::Center => Anchor::Middle,
                HPos::Right => Anchor::End,
            },
            text: text.to_owned(),
        });
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        _style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<NoFault>> {
        let n_letters = u32::try_from(text.chars().count()).unwrap_or_default();
        Ok((n_letters * self.letter_px * 6 / 10, self.letter_px))
    }
}
