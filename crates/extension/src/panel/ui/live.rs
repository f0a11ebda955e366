//! Reactive values of few types.
//!
//! The renderer and the signals are compiled anew for every type they are given, and a closure is a
//! type of its own. Behind a pointer all of them are one, which halves the panel's share of the
//! module; what each holds is still known to the compiler, by `Var<T>`, `Seen<T>` and `Live<T>`.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex};

use leptos::children::ChildrenFn;
use leptos::html::{Div, ElementType};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// A value on screen that follows its signals.
pub(crate) type Live<T> = Arc<Mutex<dyn FnMut() -> T + Send>>;

pub(crate) fn live<T>(read: impl FnMut() -> T + Send + 'static) -> Live<T> {
    Arc::new(Mutex::new(read))
}

/// A value that can be set; whoever read it is told.
pub(crate) struct Var<T> {
    signal: RwSignal<Erased>,
    kind: PhantomData<fn() -> T>,
}

impl<T: PartialEq + Send + Sync + 'static> Var<T> {
    pub(crate) fn new(value: T) -> Self {
        Self {
            signal: RwSignal::new(Erased::new(value)),
            kind: PhantomData,
        }
    }

    #[inline(never)]
    pub(crate) fn set(self, value: T) {
        self.signal.set(Erased::new(value));
    }

    pub(crate) fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(self.signal.get().value())
    }

    pub(crate) fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(self.signal.get_untracked().value())
    }
}

impl<T: Clone + PartialEq + Send + Sync + 'static> Var<T> {
    #[inline(never)]
    pub(crate) fn get(self) -> T {
        self.with(T::clone)
    }

    #[inline(never)]
    pub(crate) fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }

    /// Nothing happens once the value is gone with what it was drawn for.
    pub(crate) fn update(self, change: impl FnOnce(&mut T)) {
        let Some(erased) = self.signal.try_get_untracked() else {
            return;
        };
        let mut value = erased.value::<T>().clone();
        change(&mut value);
        self.set(value);
    }
}

/// A value worked out from others, which passes on only its changes.
pub(crate) struct Seen<T> {
    memo: Memo<Erased>,
    kind: PhantomData<fn() -> T>,
}

pub(crate) fn seen<T>(read: impl Fn() -> T + Send + Sync + 'static) -> Seen<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    let memo = memo_of(Box::new(move || Erased::new(read())));
    Seen {
        memo,
        kind: PhantomData,
    }
}

fn memo_of(read: Box<dyn Fn() -> Erased + Send + Sync>) -> Memo<Erased> {
    Memo::new(move |_| read())
}

impl<T: PartialEq + Send + Sync + 'static> Seen<T> {
    pub(crate) fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(self.memo.get().value())
    }

    pub(crate) fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(self.memo.get_untracked().value())
    }

    /// The same after something was awaited: what was drawn may be gone, and the value with it.
    pub(crate) fn with_if_drawn<R>(self, read: impl FnOnce(&T) -> R) -> Option<R> {
        let value = self.memo.try_get_untracked()?;
        Some(read(value.value()))
    }
}

impl<T: Clone + PartialEq + Send + Sync + 'static> Seen<T> {
    #[inline(never)]
    pub(crate) fn get(self) -> T {
        self.with(T::clone)
    }

    #[inline(never)]
    pub(crate) fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }
}

/// Does something whenever a value that it reads changes.
pub(crate) fn watch(act: impl Fn() + 'static) {
    effect_of(Box::new(act));
}

fn effect_of(act: Box<dyn Fn()>) {
    Effect::new(move |_| act());
}

/// What handles an event of the page.
pub(crate) fn handler<E>(handle: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(handle)
}

/// The element, unless it was taken down: what the browser tells of an element that goes comes late.
pub(crate) fn drawn<E>(node: NodeRef<E>) -> Option<E::Output>
where
    E: ElementType,
    E::Output: JsCast + Clone + 'static,
{
    node.try_get_untracked().flatten()
}

/// Does something when the element is drawn and whenever it, or the first within it, changes its size.
pub(crate) fn watch_size(node: NodeRef<Div>, act: impl Fn() + Copy + 'static) {
    // What is drawn then may change the size again: in the same frame that would be observed anew.
    // The browser owns the observer and its closure for as long as the element is in the document.
    let handle_resize = Closure::<dyn Fn()>::new(move || request_animation_frame(act));
    let handle_resize = handle_resize.into_js_value();
    let observer = web_sys::ResizeObserver::new(handle_resize.unchecked_ref());
    watch(move || {
        if let (Some(whole), Ok(observer)) = (node.get(), &observer) {
            observer.observe(&whole);
            if let Some(first) = whole.first_element_child() {
                observer.observe(&first);
            }
        }
    });
}

/// Draws its children while the condition holds.
#[component]
pub(crate) fn When(on: Seen<bool>, children: ChildrenFn) -> impl IntoView {
    live(move || on.get().then(|| children()))
}

impl<T> Clone for Var<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Var<T> {}

impl<T> Clone for Seen<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Seen<T> {}

/// A value whose type only its reader knows.
#[derive(Clone)]
struct Erased(Arc<dyn Value>);

trait Value: Any + Send + Sync {
    fn is_same(&self, other: &dyn Any) -> bool;
    fn as_any(&self) -> &dyn Any;
}

impl<T: PartialEq + Send + Sync + 'static> Value for T {
    fn is_same(&self, other: &dyn Any) -> bool {
        other.downcast_ref() == Some(self)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Erased {
    fn new(value: impl PartialEq + Send + Sync + 'static) -> Self {
        Self(Arc::new(value))
    }

    /// The value; one copy of this for each type, not for each reader.
    #[inline(never)]
    fn value<T: 'static>(&self) -> &T {
        let value = (*self.0).as_any().downcast_ref();
        value.expect("made of this type: only `Var<T>` and `Seen<T>` hold one")
    }
}

impl PartialEq for Erased {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.is_same((*other.0).as_any())
    }
}
