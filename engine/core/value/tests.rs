//! Values keep what they are, through text and back.
