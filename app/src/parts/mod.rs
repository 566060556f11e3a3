//! Pieces that more than one page uses.

pub(crate) mod icon;

#[cfg(feature = "ssr")]
pub(crate) mod access_frame;
#[cfg(feature = "ssr")]
pub(crate) mod alert;
#[cfg(feature = "ssr")]
pub(crate) mod andes;
#[cfg(feature = "ssr")]
pub(crate) mod bar;
#[cfg(feature = "ssr")]
pub(crate) mod car;
#[cfg(feature = "ssr")]
pub(crate) mod document;
#[cfg(feature = "ssr")]
pub(crate) mod drawing;
#[cfg(feature = "ssr")]
pub(crate) mod fare_lines;
#[cfg(feature = "ssr")]
pub(crate) mod field;
#[cfg(feature = "ssr")]
pub(crate) mod guest;
#[cfg(feature = "ssr")]
pub(crate) mod mark;
#[cfg(feature = "ssr")]
pub(crate) mod menu;
#[cfg(feature = "ssr")]
pub(crate) mod preferences;
#[cfg(feature = "ssr")]
pub(crate) mod qr;
#[cfg(feature = "ssr")]
pub(crate) mod stops;
#[cfg(feature = "ssr")]
pub(crate) mod tile;
