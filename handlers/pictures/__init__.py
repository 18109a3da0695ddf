"""Drawing that several capabilities share. Pure: numbers and words in, a PNG out, whatever it depicts."""
