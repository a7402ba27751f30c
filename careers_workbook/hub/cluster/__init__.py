"""Machines that read returns for a Hub: reached over encrypted connections only, trusted only with the same program."""
