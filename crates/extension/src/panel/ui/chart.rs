//! A chart: a drawing for the eye, a sentence in its place, and a table behind it.
//!
//! It is drawn in the pixels that it has, so that its letters are as large as all others.

use leptos::html::Div;
use leptos::prelude::*;

use crate::chrome::i18n::text;
use crate::panel::ui::live::{Seen, Var, drawn, live, seen, watch_size};
use crate::panel::ui::panel::Panel;
use crate::panel::view::history::chart::{Anchor, Drawing, Room, Shape};

/// `heads` are the keys of the table's columns.
#[component]
pub(crate) fn Chart(
    id: &'static str,
    title: &'static str,
    words: Seen<String>,
    heads: &'static [&'static str],
    rows: Seen<Vec<Vec<String>>>,
    draw: impl Fn(Room) -> Drawing + Send + Sync + 'static,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let panel = Panel::of_page();
    let place = NodeRef::<Div>::new();
    let width_px = Var::new(0_u32);
    let is_large = panel.read(|snapshot| snapshot.preferences.large_text);
    watch_size(place, move || {
        // The observer may outlive the chart by a moment.
        let Some(place) = drawn(place) else {
            return;
        };
        let width = u32::try_from(place.client_width()).unwrap_or_default();
        if width_px.get_untracked() != width {
            width_px.set(width);
        }
    });
    let drawing = seen(move || {
        let width_px = width_px.get();
        let letter_px = if is_large.get() { 14 } else { 12 };
        if width_px == 0 {
            return Drawing::default();
        }
        draw(Room {
            width_px,
            letter_px,
        })
    });
    view! {
        <figure class="chart" id=id>
            <figcaption><h3>{text(title)}</h3> {children.map(|children| children())}</figcaption>
            <div class="drawing" node_ref=place>
                {live(move || Some(drawing.with(|drawing| drawing_view(drawing, words.get()))))}
            </div>
            <p class="hint">{live(move || words.get())}</p>
            <details class="as-table">
                <summary>{text("chartTable")}</summary>
                {live(move || Some(table_view(title, heads, &rows.get())))}
            </details>
        </figure>
    }
}

fn table_view(title: &'static str, heads: &[&'static str], rows: &[Vec<String>]) -> AnyView {
    let heads = heads
        .iter()
        .map(|key| view! { <th scope="col">{text(key)}</th> }.into_any());
    let heads = heads.collect_view();
    let row = |cells: &Vec<String>| {
        let mut cells = cells.iter().cloned();
        let first = cells.next();
        let others = cells.map(|cell| view! { <td>{cell}</td> }.into_any());
        view! { <tr><th scope="row">{first}</th>{others.collect_view()}</tr> }.into_any()
    };
    view! {
        <table>
            <caption class="unseen">{text(title)}</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{rows.iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn drawing_view(drawing: &Drawing, words: String) -> AnyView {
    let shapes = drawing.shapes.iter().map(shape_view).collect_view();
    view! {
        <svg
            role="img"
            aria-label=words
            width=drawing.width_px.to_string()
            height=drawing.height_px.to_string()
        >
            {shapes}
        </svg>
    }
    .into_any()
}

fn shape_view(shape: &Shape) -> AnyView {
    match shape {
        Shape::Bar {
            role,
            x,
            y,
            width,
            height,
        } => view! {
            <rect
                class=role.class()
                x=x.to_string()
                y=y.to_string()
                width=width.to_string()
                height=height.to_string()
            ></rect>
        }
        .into_any(),
        Shape::Line { role, from, to } => view! {
            <line
                class=role.class()
                x1=from.0.to_string()
                y1=from.1.to_string()
                x2=to.0.to_string()
                y2=to.1.to_string()
            ></line>
        }
        .into_any(),
        Shape::Text {
            role,
            x,
            baseline,
            anchor,
            text,
        } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            view! {
                <text
                    class=role.class()
                    x=x.to_string()
                    y=baseline.to_string()
                    text-anchor=anchor
                >
                    {text.clone()}
                </text>
            }
            .into_any()
        }
    }
}
