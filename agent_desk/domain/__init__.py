"""The nouns and rules of the trade: pure values and functions, without input or output, Qt, SQL or a clock of their own."""
