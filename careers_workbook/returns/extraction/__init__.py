"""What stands at the places that were found: answers, remarks, versions of the checklist."""
