//! The drawing on the page: the scene of [`crate::picture`], and what moves it.

use super::page::push;
use crate::picture::{Scene, element};

/// What stands before the id of a node in the drawing: without it the id is that of the node in the tree.
pub(super) const PREFIX: &str = "m-";

/// Hidden until it is asked for; who hears the page rather than sees it is told that the tree says the same.
pub(super) fn write(scene: &Scene, out: &mut String) {
    push(
        out,
        format_args!(
            "<section class=\"picture\" id=\"picture\" tabindex=\"0\" hidden aria-label=\"The map as a drawing. The tree says the same in words. Plus and minus zoom, arrows move, 0 shows everything.\">\n"
        ),
    );
    out.push_str(
        "<div class=\"zoom\" role=\"group\" aria-label=\"Zoom\">\
         <button type=\"button\" id=\"zoom-in\" aria-label=\"Closer\">+</button>\
         <button type=\"button\" id=\"zoom-out\" aria-label=\"Farther\">−</button>\
         <button type=\"button\" id=\"zoom-all\" aria-label=\"Show everything\">0</button></div>\n",
    );
    element(scene, out);
    out.push_str("</section>\n");
}
