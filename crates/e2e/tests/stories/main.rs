//! What an agent does and sees, story by story, in a real browser with the built extension.
//!
//! One program for all of them, so that two browsers are at work until the last story begins.

mod controls;
mod crm;
mod data;
mod delivery;
mod desktop;
mod driver;
mod far_end;
mod foreign_page;
mod history;
mod keyboard;
mod link;
mod lists;
mod mending;
mod messages;
mod outbox;
mod pace;
mod practice;
mod run;
mod settings;
mod side_panel;
mod styles;
mod tabs;
mod trouble;
mod worker_stops;
