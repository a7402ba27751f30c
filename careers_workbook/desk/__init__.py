"""The local page of a Hub: what commands do, in a browser on the co-ordinator's own computer. It decides nothing."""
