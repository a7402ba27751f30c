"""The pages of the desk: each shows what the Hub says, or says what is to be done. None decides anything."""
