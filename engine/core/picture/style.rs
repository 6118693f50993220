//! The style of a picture that stands alone in a file. Pages colour the same classes in `engine/web/assets/app.css`.
//!
//! Light colours first and without variables, because programs that print an SVG know neither those nor dark mode.

/// The colours of a picture that stands alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Light or dark as the reader's screen is set, black on white on paper.
    #[default]
    Auto,
    Light,
    Dark,
    /// Black on white.
    Print,
}

/// The style sheet of a theme.
pub(super) fn style(theme: Theme) -> String {
    match theme {
        Theme::Auto => format!(
            "{LIGHT}\n@media screen and (prefers-color-scheme:dark){{\n{DARK}\n}}\n@media print{{\n{PRINT}\n}}"
        ),
        Theme::Light => LIGHT.to_owned(),
        Theme::Dark => format!("{LIGHT}\n{DARK}"),
        Theme::Print => format!("{LIGHT}\n{PRINT}"),
    }
}

const LIGHT: &str = "\
text{font:13px \"PingFang SC\",\"Hiragino Sans GB\",\"Microsoft YaHei\",\"Noto Sans CJK SC\",system-ui,sans-serif;fill:#1d2125}
.t{font-size:12px;fill:#535a62}.h{font-weight:600}
.ground{fill:#faf9f6}
.s{fill:#fff;stroke:#8d897f}.been{fill:#faf9f6;stroke:#b9b5ab}
.lit{fill:#eaf1f9;stroke:#1f4f87;stroke-width:2}.new,.changed{fill:#fdf3dc;stroke:#7d5200}.new{stroke-dasharray:4 3}.gone{fill:#f2f0ea;stroke:#8d897f;stroke-dasharray:1 3}
.group{fill:none;stroke:#b9b5ab}.group.on{stroke:#1f4f87}.group.new,.group.changed{stroke:#7d5200}.group.gone{fill:none}
.sheet{fill:#faf9f6;stroke:#b9b5ab}
.edge,.dash{fill:none;stroke:#666c73}.dash{stroke-dasharray:5 4;stroke:#b9b5ab}.edge.lit{stroke:#1f4f87;stroke-width:2}
.edge.new{fill:none;stroke:#7d5200;stroke-width:2}.edge.gone{fill:none}
.head{fill:#666c73;stroke:none}.dot{fill:#1d2125;stroke:none}.ring{fill:none;stroke:#1d2125}
.tick{fill:none;stroke:#23633f;stroke-width:2}";

const DARK: &str = "\
text{fill:#e9e7e2}.t{fill:#b0b6bc}.ground{fill:#15171a}
.s{fill:#1d2024;stroke:#6f767f}.been{fill:#15171a;stroke:#4a5058}
.lit{fill:#1d2a3a;stroke:#8db8ea}.new,.changed{fill:#352a14;stroke:#e3b25a}.gone{fill:#15171a;stroke:#6f767f}
.group{stroke:#4a5058}.group.on{stroke:#8db8ea}.group.new,.group.changed{stroke:#e3b25a}
.sheet{fill:#15171a;stroke:#4a5058}
.edge{stroke:#959ca4}.dash{stroke:#4a5058}.edge.lit{stroke:#8db8ea}.edge.new{stroke:#e3b25a}
.head{fill:#959ca4}.dot{fill:#e9e7e2}.ring{stroke:#e9e7e2}.tick{stroke:#83c9a1}";

/// What colour tells on a screen, the width of a line tells on paper.
const PRINT: &str = "\
text,.t{fill:#000}.ground{fill:#fff}
.s,.been,.sheet{fill:#fff;stroke:#000}.group,.group.on,.group.new,.edge,.edge.lit,.dash,.ring{stroke:#000}
.lit{fill:#fff;stroke:#000;stroke-width:3}.new,.changed,.gone{fill:#fff;stroke:#000}.changed{stroke-width:2}.edge.new,.edge.gone{fill:none;stroke:#000}
.head,.dot{fill:#000}.tick{stroke:#000}";
