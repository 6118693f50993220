//! What is checked of a drawing, and how it is written down.

use std::fmt::Write;

use crate::picture::outline::Look;
use crate::picture::shape::{Drawing, Rect, SHEETS, Shape};

/// Boxes and texts with their places, a level's inside further in.
pub fn boxes(drawing: &Drawing) -> String {
    let mut out = format!("{} × {}\n", drawing.width, drawing.height);
    for shape in &drawing.shapes {
        match shape {
            Shape::Node { name, look, rect, lit, texts, level, .. } if *look != Look::Port => {
                let mark = if *lit { "*" } else { "" };
                let texts: Vec<&str> = texts.iter().map(|t| t.text.as_str()).collect();
                let texts = texts.join(" | ");
                writeln!(out, "{level}/{name}{mark} {look:?} {} {texts}", written(rect)).unwrap();
            }
            Shape::Label { rect, texts, level, .. } => {
                let texts: Vec<&str> = texts.iter().map(|t| t.text.as_str()).collect();
                writeln!(out, "{level}: {} {}", written(rect), texts.join(" | ")).unwrap();
            }
            _ => {}
        }
    }
    out
}

/// States with how they are drawn, each behind what holds it: no places, no texts.
pub fn structure(drawing: &Drawing) -> String {
    let mut out = String::new();
    for shape in &drawing.shapes {
        if let Shape::Node { name, look, level, .. } = shape
            && !name.is_empty()
        {
            writeln!(out, "{level}/{name} {look:?}").unwrap();
        }
    }
    out
}

fn written(rect: &Rect) -> String {
    format!("[{} {} {} {}]", rect.left, rect.top, rect.right, rect.bottom)
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

fn holds(a: &Rect, b: &Rect) -> bool {
    a.left <= b.left && b.right <= a.right && a.top <= b.top && b.bottom <= a.bottom
}

/// Boxes of one level keep apart, boxes of different levels hold each other or keep apart, texts touch no box but
/// those around them, everything lies inside the picture, and no line runs through a box that it does not end at.
pub fn assert_no_overlaps(drawing: &Drawing) {
    let whole = Rect { left: 0, top: 0, right: drawing.width, bottom: drawing.height };
    let mut solid: Vec<(String, Rect, &str, bool)> = Vec::new();
    for shape in &drawing.shapes {
        match shape {
            Shape::Node { name, rect, level, look, .. } => {
                solid.push((name.clone(), *rect, level, *look == Look::Group));
            }
            Shape::Label { rect, texts, level, .. } => {
                let text = texts.iter().map(|t| t.text.as_str()).collect();
                solid.push((text, *rect, level, false));
            }
            _ => {}
        }
    }
    for (index, (name, rect, level, group)) in solid.iter().enumerate() {
        assert!(holds(&whole, rect), "{name} lies outside");
        for (other, other_rect, other_level, other_group) in &solid[index + 1..] {
            let nested = (*group && holds(rect, other_rect)) || (*other_group && holds(other_rect, rect));
            let apart = !overlap(rect, other_rect);
            assert!(
                apart || (nested && level != other_level),
                "{name} {rect:?} and {other} {other_rect:?} overlap"
            );
        }
    }
    let leaves = solid.iter().filter(|(name, .., group)| !group && !name.is_empty());
    for (name, rect, ..) in leaves {
        for shape in &drawing.shapes {
            let Shape::Line { points, .. } = shape else { continue };
            for pair in points.windows(2) {
                let ((a, b), (c, d)) = (pair[0], pair[1]);
                let through = a.max(c) > rect.left
                    && a.min(c) < rect.right
                    && b.max(d) > rect.top
                    && b.min(d) < rect.bottom;
                assert!(!through, "a line {pair:?} runs through {name} {rect:?}");
            }
        }
    }
}

/// Every end of a line lies at a box, or another line goes on from it.
pub fn assert_no_loose_ends(drawing: &Drawing) {
    let lines: Vec<&Vec<(i32, i32)>> = drawing
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Line { points, .. } => Some(points),
            _ => None,
        })
        .collect();
    let at_box = |(x, y): (i32, i32)| {
        drawing.shapes.iter().any(|shape| match shape {
            Shape::Node { rect, sheets, .. } => {
                let more = if *sheets { SHEETS } else { 0 };
                let (right, bottom) = (rect.right + more, rect.bottom + more);
                let beside = (x == rect.left || x == right) && (rect.top..=bottom).contains(&y);
                beside || ((y == rect.top || y == bottom) && (rect.left..=right).contains(&x))
            }
            _ => false,
        })
    };
    for (index, line) in lines.iter().enumerate() {
        for end in [line[0], line[line.len() - 1]] {
            let goes_on = lines
                .iter()
                .enumerate()
                .any(|(other, l)| other != index && (l[0] == end || l[l.len() - 1] == end));
            assert!(at_box(end) || goes_on, "the line {line:?} ends nowhere at {end:?}");
        }
    }
}
