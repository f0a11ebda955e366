//! The charts of the history: shapes with a role each, laid out by the charting library.
//!
//! The library lays out on a canvas of ours, which keeps shapes instead of painting: what it calls a
//! colour is only the role of a shape, and the style sheet has the colours.

use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::ranged1d::{BoldPoints, Ranged};
use plotters::coord::types::RangedCoordi32;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{EmptyElement, PathElement, Rectangle, Text};
use plotters::prelude::IntoDrawingArea;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, RGBColor, TextStyle};

use crate::panel::view::history::tally::{HourTally, OutcomeTally};

mod canvas;

use canvas::{Canvas, NoFault};

/// What is drawn, in px from the upper left corner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    pub width_px: u32,
    pub height_px: u32,
    pub shapes: Vec<Shape>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    Bar {
        role: Role,
        x: i32,
        y: i32,
        width: u32,
        height: u32,
    },
    Line {
        role: Role,
        from: (i32, i32),
        to: (i32, i32),
    },
    Text {
        role: Role,
        x: i32,
        /// Where the letters stand.
        baseline: i32,
        anchor: Anchor,
        text: String,
    },
}

/// Where a text has its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// What a shape stands for; a class of the style sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Axis,
    Grid,
    Label,
    /// A number beside its bar.
    Figure,
    Calls,
    Reached,
    /// All that have no bar of their own.
    Others,
}

impl Role {
    const ALL: [Self; 7] = [
        Self::Axis,
        Self::Grid,
        Self::Label,
        Self::Figure,
        Self::Calls,
        Self::Reached,
        Self::Others,
    ];

    /// The class that gives it its colour.
    pub fn class(self) -> &'static str {
        match self {
            Self::Axis => "axis",
            Self::Grid => "grid-line",
            Self::Label => "label",
            Self::Figure => "figure",
            Self::Calls => "calls",
            Self::Reached => "reached",
            Self::Others => "others",
        }
    }

    /// The colour by which it goes through the library.
    fn colour(self) -> RGBColor {
        let place = Self::ALL.iter().position(|role| *role == self);
        RGBColor(
            0,
            0,
            u8::try_from(place.unwrap_or_default()).unwrap_or_default(),
        )
    }

    fn of_colour((_, _, place): (u8, u8, u8)) -> Self {
        let role = Self::ALL.get(usize::from(place));
        role.copied().unwrap_or(Self::Others)
    }
}

/// Room for a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    pub width_px: u32,
    /// Size of the letters.
    pub letter_px: u32,
}

/// Bars with more than this are in one bar of their own.
const N_OUTCOMES: usize = 8;
/// Units of the axis that a bar and the space after it have.
const BAR: i32 = 10;

/// Hours for which there is room at least.
const N_HOURS: usize = 8;
/// Lines across the bars of hours, at most.
const N_GRID_LINES: usize = 5;

type Area<'a> = DrawingArea<Canvas<'a>, Shift>;
type Chart<'a, 'b> = ChartContext<'a, Canvas<'b>, Cartesian2d<RangedCoordi32, RangedCoordi32>>;
type Fault = DrawingAreaErrorKind<NoFault>;

/// Bars of the calls of each hour, and within them of those that were answered.
pub fn hours_chart(hours: &[HourTally], labels: &[String], room: Room) -> Drawing {
    let height_px = room.letter_px * 11;
    draw(room, height_px, |area| {
        draw_hours(area, hours, labels, room)
    })
}

/// One bar for each outcome, with its name above it and its number behind it.
pub fn outcomes_chart(outcomes: &[OutcomeBar], room: Room) -> Drawing {
    let most = outcomes.iter().map(|outcome| outcome.n_calls).max();
    let most = most.unwrap_or_default().max(1);
    bars_chart(outcomes, most, Role::Calls, room)
}

/// One bar for each rate, of a hundred, with its name above it and its figure behind it.
pub fn rates_chart(rates: &[OutcomeBar], room: Room) -> Drawing {
    bars_chart(rates, 100, Role::Reached, room)
}

fn bars_chart(bars: &[OutcomeBar], most: usize, role: Role, room: Room) -> Drawing {
    let height_px = bar_px(room) * u32::try_from(bars.len()).unwrap_or_default();
    draw(room, height_px, |area| {
        draw_bars(area, bars, (most, role), room)
    })
}

/// A bar of the chart of outcomes, or of a rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeBar {
    pub name: String,
    /// Its length; of a rate, of a hundred.
    pub n_calls: usize,
    /// What stands behind it; absent: its length.
    pub figure: Option<String>,
    pub is_rest: bool,
}

/// The most frequent outcomes with the words for calls without one, and the rest as one.
pub fn outcome_bars(outcomes: &[OutcomeTally], none: &str, rest: &str) -> Vec<OutcomeBar> {
    let n_own = if outcomes.len() > N_OUTCOMES {
        N_OUTCOMES - 1
    } else {
        outcomes.len()
    };
    let (own, others) = outcomes.split_at(n_own);
    let own = own.iter().map(|outcome| OutcomeBar {
        name: outcome.name.clone().unwrap_or_else(|| none.to_owned()),
        n_calls: outcome.n_calls,
        figure: None,
        is_rest: false,
    });
    let others = (!others.is_empty()).then(|| OutcomeBar {
        name: rest.to_owned(),
        n_calls: others.iter().map(|outcome| outcome.n_calls).sum(),
        figure: None,
        is_rest: true,
    });
    own.chain(others).collect()
}

fn draw(room: Room, height_px: u32, paint: impl FnOnce(&Area<'_>) -> Result<(), Fault>) -> Drawing {
    let mut shapes = Vec::new();
    let canvas = Canvas::new(&mut shapes, (room.width_px, height_px), room.letter_px);
    let area = canvas.into_drawing_area();
    // The canvas keeps every shape: nothing can fail.
    let is_drawn = paint(&area).is_ok();
    drop(area);
    debug_assert!(is_drawn, "a shape that the canvas refused");
    Drawing {
        width_px: room.width_px,
        height_px,
        shapes,
    }
}

fn draw_hours(
    area: &Area<'_>,
    hours: &[HourTally],
    labels: &[String],
    room: Room,
) -> Result<(), Fault> {
    let most = hours.iter().map(|hour| hour.n_calls).max();
    let most = units(most.unwrap_or_default().max(1));
    let letters = i32::try_from(most.to_string().len()).unwrap_or_default() + 1;
    // The first calls of a day are no wall.
    let width = units(hours.len().max(N_HOURS)) * BAR;
    let mut chart: Chart<'_, '_> = ChartBuilder::on(area)
        .margin_top(half(room))
        .x_label_area_size(px(room.letter_px) * 3 / 2)
        .y_label_area_size(letters * px(room.letter_px) * 2 / 3)
        .build_cartesian_2d(0..width, 0..most)?;
    draw_grid(&chart, width, most, room)?;
    draw_hour_bars(&mut chart, hours)?;
    let every = label_step(labels, chart.plotting_area().dim_in_pixel().0, room);
    let below = style(Role::Label, room, HPos::Center, VPos::Top);
    for (place, label) in labels.iter().enumerate().step_by(every) {
        let middle = units(place) * BAR + BAR / 2;
        let text = Text::new(label.clone(), (0, half(room)), below.clone());
        chart
            .plotting_area()
            .draw(&(EmptyElement::at((middle, 0)) + text))?;
    }
    Ok(())
}

/// Lines at round numbers of calls, each with its number beside it.
fn draw_grid(chart: &Chart<'_, '_>, width: i32, most: i32, room: Room) -> Result<(), Fault> {
    let beside = style(Role::Label, room, HPos::Right, VPos::Center);
    let heights = RangedCoordi32::from(0..most).key_points(BoldPoints(N_GRID_LINES));
    for height in heights {
        let role = if height == 0 { Role::Axis } else { Role::Grid };
        let line = PathElement::new([(0, height), (width, height)], role.colour());
        let number = Text::new(height.to_string(), (-half(room), 0), beside.clone());
        let plot = chart.plotting_area();
        plot.draw(&line)?;
        plot.draw(&(EmptyElement::at((0, height)) + number))?;
    }
    Ok(())
}

fn draw_hour_bars(chart: &mut Chart<'_, '_>, hours: &[HourTally]) -> Result<(), Fault> {
    type Count = fn(&HourTally) -> usize;
    let roles: [(Role, Count); 2] = [
        (Role::Calls, |hour| hour.n_calls),
        (Role::Reached, |hour| hour.n_reached),
    ];
    for (role, count) in roles {
        let bars = hours.iter().enumerate().filter(|(_, hour)| count(hour) > 0);
        let bars = bars.map(|(place, hour)| {
            let left = units(place) * BAR;
            let corners = [(left + 1, units(count(hour))), (left + BAR - 1, 0)];
            Rectangle::new(corners, role.colour().filled())
        });
        chart.draw_series(bars)?;
    }
    Ok(())
}

/// `most` is how long a bar can be, `own` the role of all but the rest.
fn draw_bars(
    area: &Area<'_>,
    bars: &[OutcomeBar],
    (most, own): (usize, Role),
    room: Room,
) -> Result<(), Fault> {
    let figure = |bar: &OutcomeBar| match &bar.figure {
        Some(figure) => figure.clone(),
        None => bar.n_calls.to_string(),
    };
    let longest = bars.iter().map(|bar| figure(bar).chars().count()).max();
    let letters = i32::try_from(longest.unwrap_or_default()).unwrap_or_default() + 1;
    let mut chart: Chart<'_, '_> = ChartBuilder::on(area)
        .margin_right(letters * px(room.letter_px) * 2 / 3)
        .build_cartesian_2d(0..units(most), units(bars.len()) * BAR..0)?;
    let rows = || (0..).step_by(10).zip(bars);
    chart.draw_series(rows().map(|(top, bar)| {
        let role = if bar.is_rest { Role::Others } else { own };
        let corners = [(0, top + 5), (units(bar.n_calls), top + 8)];
        Rectangle::new(corners, role.colour().filled())
    }))?;
    let name_style = style(Role::Label, room, HPos::Left, VPos::Bottom);
    let figure_style = style(Role::Figure, room, HPos::Left, VPos::Center);
    let n_letters = room.width_px / room.letter_px.max(1) * 17 / 10;
    for (top, bar) in rows() {
        let name = cut(&bar.name, n_letters as usize);
        // Letters with a tail reach below their line.
        let name = Text::new(name, (0, -half(room)), name_style.clone());
        let plot = chart.plotting_area();
        plot.draw(&(EmptyElement::at((0, top + 5)) + name))?;
        let place = (half(room) / 2, half(room) / 2);
        let figure = Text::new(figure(bar), place, figure_style.clone());
        plot.draw(&(EmptyElement::at((units(bar.n_calls), top + 6)) + figure))?;
    }
    Ok(())
}

fn style(role: Role, room: Room, h_pos: HPos, v_pos: VPos) -> TextStyle<'static> {
    let letters = ("sans-serif", px(room.letter_px)).into_font();
    TextStyle {
        color: role.colour().to_backend_color(),
        pos: Pos::new(h_pos, v_pos),
        ..TextStyle::from(letters)
    }
}

/// How many hours lie between two labels, so that none touches the next.
fn label_step(labels: &[String], width_px: u32, room: Room) -> usize {
    let longest = labels.iter().map(|label| label.chars().count()).max();
    let label_px = (longest.unwrap_or_default() + 2) * room.letter_px as usize * 6 / 10;
    let bar_px = (width_px as usize / labels.len().max(N_HOURS)).max(1);
    let fitting = [1, 2, 3, 4, 6, 12].into_iter();
    fitting
        .filter(|every| every * bar_px >= label_px)
        .min()
        .unwrap_or(12)
}

fn cut(text: &str, n_letters: usize) -> String {
    if text.chars().count() <= n_letters {
        return text.to_owned();
    }
    let mut kept: String = text.chars().take(n_letters.saturating_sub(1)).collect();
    kept.push('…');
    kept
}

fn bar_px(room: Room) -> u32 {
    room.letter_px * 3
}

fn half(room: Room) -> i32 {
    px(room.letter_px) / 2
}

fn px(length: u32) -> i32 {
    i32::try_from(length).unwrap_or_default()
}

fn units(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX / BAR / 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Room = Room {
        width_px: 320,
        letter_px: 12,
    };

    fn bars(drawing: &Drawing, role: Role) -> Vec<(i32, i32, u32, u32)> {
        let bar = |shape: &Shape| match shape {
            Shape::Bar {
                role: of,
                x,
                y,
                width,
                height,
            } if *of == role => Some((*x, *y, *width, *height)),
            Shape::Bar { .. } | Shape::Line { .. } | Shape::Text { .. } => None,
        };
        drawing.shapes.iter().filter_map(bar).collect()
    }

    fn texts(drawing: &Drawing, role: Role) -> Vec<&str> {
        let mut found = Vec::new();
        for shape in &drawing.shapes {
            if let Shape::Text { role: of, text, .. } = shape
                && *of == role
            {
                found.push(text.as_str());
            }
        }
        found
    }

    fn hours(counts: &[(usize, usize)]) -> (Vec<HourTally>, Vec<String>) {
        let hours = counts.iter().zip(8..);
        let hours: Vec<_> = hours
            .map(|((n_calls, n_reached), hour)| HourTally {
                hour,
                n_calls: *n_calls,
                n_reached: *n_reached,
            })
            .collect();
        let labels = hours.iter().map(|hour| hour.hour.to_string()).collect();
        (hours, labels)
    }

    fn is_inside(drawing: &Drawing) -> bool {
        let (width, height) = (px(drawing.width_px), px(drawing.height_px));
        let holds = |(x, y): (i32, i32)| (0..=width).contains(&x) && (0..=height).contains(&y);
        drawing.shapes.iter().all(|shape| match shape {
            Shape::Bar {
                x,
                y,
                width,
                height,
                ..
            } => holds((*x, *y)) && holds((x + px(*width), y + px(*height))),
            Shape::Line { from, to, .. } => holds(*from) && holds(*to),
            Shape::Text { x, baseline, .. } => holds((*x, *baseline)),
        })
    }

    #[test]
    fn bars_of_hours_are_as_high_as_their_calls_and_stand_on_one_line() {
        let (hours, labels) = hours(&[(10, 5), (0, 0), (20, 0)]);
        let drawing = hours_chart(&hours, &labels, ROOM);
        assert!(is_inside(&drawing), "{drawing:?}");
        let calls = bars(&drawing, Role::Calls);
        let reached = bars(&drawing, Role::Reached);
        assert_eq!((calls.len(), reached.len()), (2, 1));
        let bottom = |bar: &(i32, i32, u32, u32)| bar.1 + px(bar.3);
        assert!(
            calls
                .iter()
                .chain(&reached)
                .all(|bar| bottom(bar) == bottom(&calls[0]))
        );
        assert!(calls[1].3.abs_diff(2 * calls[0].3) <= 2, "{calls:?}");
        assert!(calls[0].3.abs_diff(2 * reached[0].3) <= 2);
        assert_eq!((calls[0].0, calls[0].2), (reached[0].0, reached[0].2));
        assert_eq!(texts(&drawing, Role::Label).first(), Some(&"0"));
    }

    #[test]
    fn one_call_and_a_thousand_in_an_hour_have_whole_numbers_beside_them() {
        for n_calls in [1, 2, 7, 1000] {
            let (hours, labels) = hours(&[(n_calls, 0)]);
            let drawing = hours_chart(&hours, &labels, ROOM);
            assert!(is_inside(&drawing), "{drawing:?}");
            let texts = texts(&drawing, Role::Label);
            assert!(texts.len() >= 3, "{texts:?}");
            assert!(texts.iter().all(|text| text.parse::<usize>().is_ok()));
        }
    }

    #[test]
    fn hours_are_named_as_often_as_there_is_room() {
        let (hours, mut labels) = hours(&[(1, 0); 16]);
        let named = |labels: &[String], width_px| {
            let room = Room { width_px, ..ROOM };
            let drawing = hours_chart(&hours, labels, room);
            let shown = texts(&drawing, Role::Label);
            let shown = shown
                .into_iter()
                .filter(|text| labels.iter().any(|label| label == text));
            shown.count()
        };
        for label in &mut labels {
            label.push_str(" AM");
        }
        assert_eq!(named(&labels, 1200), 16);
        assert_eq!(named(&labels, 320), 6);
    }

    #[test]
    fn outcomes_have_a_bar_a_name_and_a_number_each() {
        let outcome = |name: &str, n_calls| OutcomeTally {
            name: Some(name.to_owned()),
            n_calls,
        };
        let outcomes = [outcome("Sold", 12), outcome(&"long ".repeat(40), 3)];
        let drawing = outcomes_chart(&outcome_bars(&outcomes, "None", "Others"), ROOM);
        assert!(is_inside(&drawing), "{drawing:?}");
        let bars = bars(&drawing, Role::Calls);
        assert!(bars[0].2.abs_diff(4 * bars[1].2) <= 4, "{bars:?}");
        assert!(bars[0].1 < bars[1].1);
        assert_eq!(texts(&drawing, Role::Figure), ["12", "3"]);
        let names = texts(&drawing, Role::Label);
        assert_eq!(names[0], "Sold");
        assert!(names[1].ends_with('…'), "{names:?}");
    }

    #[test]
    fn rare_outcomes_are_one_bar() {
        let outcomes: Vec<_> = (0..12_usize)
            .map(|place| OutcomeTally {
                name: (place > 0).then(|| place.to_string()),
                n_calls: 12 - place,
            })
            .collect();
        let bars = outcome_bars(&outcomes, "No outcome", "Others");
        assert_eq!(bars.len(), 8);
        assert_eq!(bars[0].name, "No outcome");
        assert_eq!((bars[7].name.as_str(), bars[7].n_calls), ("Others", 15));
        assert!(bars[7].is_rest);
        let n_calls: usize = bars.iter().map(|bar| bar.n_calls).sum();
        assert_eq!(n_calls, (1..=12).sum::<usize>());
        assert_eq!(outcome_bars(&outcomes[..8], "None", "Others").len(), 8);
    }
}
