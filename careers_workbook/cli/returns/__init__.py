"""What is done with returned files, named or those of a Hub: check, hand back, report, carry on."""
