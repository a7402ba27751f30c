"""What a Hub does in a round: schools, workbooks out, returns in, letters, one picture of all."""
