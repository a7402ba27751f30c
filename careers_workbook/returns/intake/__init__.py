"""From a path on a disk to the bytes of each returned file: folders, zip folders, e-mails; what a file is."""
