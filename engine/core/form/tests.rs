//! Forms with mistakes, inputs with mistakes, and schemas that keep their word.
