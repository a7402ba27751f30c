"""The commands, one module each: parse, call one function, print. Must not know: rows, columns, what answers mean."""
