//! The program: hands over to the command line. Everything else is in the library, where the tests reach it.

fn main() {}
