//! Message templates: their management, and the pinned ones beside the call.
//!
//! A press on a pinned one copies it, unless a placeholder is not filled: then the text is shown
//! with its gaps, and only a second press takes it.

use leptos::prelude::*;

use crate::chrome::i18n::{text, text_with};
use crate::message::DataMessage;
use crate::panel::ui::copy::{Told, copy};
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{Seen, Var, When, handler, live, seen};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::ui::undo::UndoBar;
use crate::panel::view::person::who;
use crate::panel::view::template::{
    Piece, Values, fill, is_filled, mail_link, placeholders, sms_link, text_of, values_of,
};
use crate::snapshot::TemplateView;

/// A text that is being written; without an id it is a new one.
#[derive(Clone, Default, PartialEq, Eq)]
struct Draft {
    id: Option<String>,
    name: String,
    text: String,
    pinned: bool,
}

impl Draft {
    fn of(template: &TemplateView) -> Self {
        Self {
            id: Some(template.id.clone()),
            name: template.name.clone(),
            text: template.text.clone(),
            pinned: template.pinned,
        }
    }

    fn message(&self) -> DataMessage {
        DataMessage::SaveTemplate {
            id: self.id.clone(),
            name: self.name.trim().to_owned(),
            text: self.text.clone(),
            pinned: self.pinned,
        }
    }

    fn is_whole(&self) -> bool {
        !self.name.trim().is_empty() && !self.text.trim().is_empty()
    }
}

/// The part of the settings that manages templates.
#[component]
pub(crate) fn Templates() -> impl IntoView {
    let panel = Panel::of_page();
    let templates = panel.read(|snapshot| snapshot.templates.clone());
    let draft = Var::new(None);
    let removed = Var::new(None);
    let has_none = seen(move || templates.with(Vec::is_empty) && draft.with(Option::is_none));
    let is_resting = seen(move || draft.with(Option::is_none));
    let is_writing = seen(move || draft.with(Option::is_some));
    let has_removed = seen(move || removed.with(Option::is_some));
    view! {
        <div class="templates">
            <When on=has_none>
                <p class="hint">{text("templatesEmpty")}</p>
            </When>
            <ul>
                {live(move || Some(templates.get().into_iter().map(|template| {
                    template_view(panel, draft, removed, template)
                }).collect_view().into_any()))}
            </ul>
            <When on=has_removed>
                <Removed removed/>
            </When>
            <When on=is_resting>
                <button
                    class="small"
                    on:click=handler(move |_| draft.set(Some(Draft::default())))
                >
                    {text("templateAdd")}
                </button>
            </When>
            <When on=is_writing>
                <Writing draft/>
            </When>
        </div>
    }
}

fn template_view(
    panel: Panel,
    draft: Var<Option<Draft>>,
    removed: Var<Option<Draft>>,
    template: TemplateView,
) -> AnyView {
    let own = Draft::of(&template);
    let (edited, kept) = (own.clone(), own.clone());
    let pin = move |_| {
        let turned = Draft {
            pinned: !own.pinned,
            ..own.clone()
        };
        panel.send(Control::Template, turned.message(), |_, _| {});
    };
    let remove = move |_| {
        let (kept, id) = (kept.clone(), kept.id.clone().unwrap_or_default());
        panel.send(
            Control::Template,
            DataMessage::RemoveTemplate { id },
            move |_, was_accepted| {
                if was_accepted {
                    removed.set(Some(Draft { id: None, ..kept }));
                }
            },
        );
    };
    let named = |key: &str| text_with(key, &[&template.name]);
    view! {
        <li class="template">
            <div class="grow">
                <b class="cut">{template.name.clone()}</b>
                <small class="cut">{template.text.clone()}</small>
            </div>
            <button
                class="quiet pin"
                aria-pressed=template.pinned.to_string()
                aria-label=named("templatePin")
                title=text("templatePinHelp")
                on:click=handler(pin)
            >
                {icon(Icon::Pin)}
            </button>
            <button
                class="quiet"
                aria-label=named("templateEdit")
                title=named("templateEdit")
                on:click=handler(move |_| draft.set(Some(edited.clone())))
            >
                {icon(Icon::Note)}
            </button>
            <button
                class="quiet"
                aria-label=named("templateRemove")
                title=named("templateRemove")
                on:click=handler(remove)
            >
                {icon(Icon::Cross)}
            </button>
        </li>
    }
    .into_any()
}

#[component]
fn Removed(removed: Var<Option<Draft>>) -> impl IntoView {
    let panel = Panel::of_page();
    let name = seen(move || removed.with(|draft| draft.clone().unwrap_or_default().name));
    let undo = move || {
        let Some(draft) = removed.get_untracked() else {
            return;
        };
        panel.send(
            Control::Template,
            draft.message(),
            move |_, was_accepted| {
                if was_accepted {
                    removed.set(None);
                }
            },
        );
    };
    view! {
        <UndoBar
            words=live(move || text_with("templateRemoved", &[&name.get()]))
            undo=Box::new(undo)
        />
    }
}

#[component]
fn Writing(draft: Var<Option<Draft>>) -> impl IntoView {
    let panel = Panel::of_page();
    let now = seen(move || draft.get().unwrap_or_default());
    let change = move |change: &dyn Fn(&mut Draft)| {
        let mut changed = now.get_untracked();
        change(&mut changed);
        draft.set(Some(changed));
    };
    let is_whole = seen(move || now.with(Draft::is_whole));
    let values = values(panel);
    let pieces = seen(move || values.with(|values| fill(&now.get().text, values)));
    let headings = seen(move || panel.records.with(placeholders));
    let save = move |_| {
        let message = now.with_untracked(Draft::message);
        panel.send(Control::Template, message, move |_, was_accepted| {
            if was_accepted {
                draft.set(None);
            }
        });
    };
    view! {
        <div class="writing">
            <label class="field">
                <span>{text("templateName")}</span>
                <input
                    autocomplete="off"
                    prop:value=live(move || now.get().name)
                    on:input=handler(move |event| {
                        let name = event_target_value(&event);
                        change(&|draft| draft.name.clone_from(&name));
                    })
                />
            </label>
            <label class="field">
                <span>{text("templateText")}</span>
                <textarea
                    rows="4"
                    placeholder=text("templateExample")
                    prop:value=live(move || now.get().text)
                    on:input=handler(move |event| {
                        let text = event_target_value(&event);
                        change(&|draft| draft.text.clone_from(&text));
                    })
                ></textarea>
            </label>
            <div class="chips" role="group" aria-label=text("templatePlaceholders")>
                {live(move || Some(headings.get().into_iter().map(|heading| {
                    let put = format!("{{{heading}}}");
                    let words = put.clone();
                    let press = move |_| change(&|draft| draft.text.push_str(&put));
                    view! { <button class="chip" on:click=handler(press)>{words}</button> }.into_any()
                }).collect_view().into_any()))}
            </div>
            <p class="hint">{text("templatePreview")}</p>
            <Preview pieces/>
            <label class="tick-line">
                <input
                    type="checkbox"
                    prop:checked=live(move || now.get().pinned)
                    on:change=handler(move |event| {
                        let pinned = event_target_checked(&event);
                        change(&|draft| draft.pinned = pinned);
                    })
                />
                {text("templatePinHelp")}
            </label>
            <div class="answers">
                <button
                    class="small strong"
                    disabled=live(move || (!is_whole.get()).then_some(""))
                    aria-disabled=live(move || panel.is_pending(Control::Template).then_some("true"))
                    on:click=handler(save)
                >
                    {text("templateSave")}
                </button>
                <button class="small" on:click=handler(move |_| draft.set(None))>
                    {text("templateDiscard")}
                </button>
            </div>
        </div>
    }
}

/// The pinned templates for the person on screen.
#[component]
pub(crate) fn PinnedTemplates() -> impl IntoView {
    let panel = Panel::of_page();
    let pinned = panel.read(|snapshot| {
        let pinned = snapshot.templates.iter().filter(|template| template.pinned);
        pinned.cloned().collect::<Vec<_>>()
    });
    let values = values(panel);
    let chosen = Var::new(None::<String>);
    let told = Var::new(None);
    let has_any = seen(move || pinned.with(|pinned| !pinned.is_empty()));
    let shown = seen(move || {
        let chosen = chosen.get()?;
        pinned.with(|pinned| pinned.iter().find(|one| one.id == chosen).cloned())
    });
    let is_chosen = seen(move || shown.with(Option::is_some));
    let press = move |template: &TemplateView| {
        let pieces = values.with_untracked(|values| fill(&template.text, values));
        told.set(None);
        chosen.set(Some(template.id.clone()));
        if is_filled(&pieces) {
            copy(text_of(&pieces), told);
        }
    };
    view! {
        <When on=has_any>
            <section class="card pinned" aria-label=text("templatesTitle")>
                <div class="chips">
                    {live(move || Some(pinned.get().into_iter().map(|template| {
                        let name = template.name.clone();
                        let title = text_with("templateCopy", &[&name]);
                        view! {
                            <button
                                class="chip"
                                title=title
                                on:click=handler(move |_| press(&template))
                            >
                                {icon(Icon::Note)} {name}
                            </button>
                        }.into_any()
                    }).collect_view().into_any()))}
                </div>
                <When on=is_chosen>
                    <Chosen shown values chosen told/>
                </When>
            </section>
        </When>
    }
}

/// The text as it would leave, and the ways out.
#[component]
fn Chosen(
    shown: Seen<Option<TemplateView>>,
    values: Seen<Values>,
    chosen: Var<Option<String>>,
    told: Told,
) -> impl IntoView {
    let pieces = seen(move || {
        let text = shown.get().map(|template| template.text);
        values.with(|values| fill(&text.unwrap_or_default(), values))
    });
    let has_gaps = seen(move || !pieces.with(|pieces| is_filled(pieces)));
    let text_now = seen(move || pieces.with(|pieces| text_of(pieces)));
    let mail = seen(move || {
        let name = shown.get()?.name;
        values.with(|values| Some(mail_link(values.mail_address()?, &name, &text_now.get())))
    });
    let sms = seen(move || {
        values.with(|values| {
            (!values.number.is_empty()).then(|| sms_link(&values.number, &text_now.get()))
        })
    });
    let links = move || {
        let links = [("templateMail", mail.get()), ("templateSms", sms.get())];
        let links = links.into_iter().filter_map(|(key, link)| {
            let link = link?;
            // Another tab: whatever the browser opens these with must not take the panel's place.
            let view = view! {
                <a class="small" href=link target="_blank" rel="noreferrer">{text(key)}</a>
            };
            Some(view.into_any())
        });
        Some(links.collect_view().into_any())
    };
    view! {
        <Preview pieces/>
        <When on=has_gaps>
            <p class="notice wait" role="status">
                {icon(Icon::Warning)} <span class="grow">{text("templateGaps")}</span>
            </p>
        </When>
        <div class="answers">
            <button
                class="small"
                on:click=handler(move |_| copy(text_now.get_untracked(), told))
            >
                {live(move || {
                    text(if has_gaps.get() { "templateCopyGaps" } else { "templateCopyAgain" })
                })}
            </button>
            {live(links)}
            <button class="small plain" on:click=handler(move |_| chosen.set(None))>
                {text("close")}
            </button>
            <span class="hint" role="status">{live(move || told.get().map(text))}</span>
        </div>
    }
}

#[component]
fn Preview(pieces: Seen<Vec<Piece>>) -> impl IntoView {
    let piece_view = |piece: &Piece| match piece {
        Piece::Plain(text) | Piece::Filled(text) => text.clone().into_any(),
        Piece::Unfilled(placeholder) => {
            view! { <mark>{format!("{{{placeholder}}}")}</mark> }.into_any()
        }
    };
    view! {
        <p class="preview">
            {live(move || pieces.with(|pieces| {
                Some(pieces.iter().map(piece_view).collect_view().into_any())
            }))}
        </p>
    }
}

/// What fills placeholders now: the person on screen and the agent.
fn values(panel: Panel) -> Seen<Values> {
    seen(move || {
        let target = panel.target();
        panel.snapshot.with(|snapshot| {
            let who = who(snapshot, &target);
            panel
                .records
                .with(|records| values_of(snapshot, who.as_ref(), records))
        })
    })
}
