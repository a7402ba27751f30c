"""The help page of the whole program as data, so that it is printed without click.

Enters: nothing. Leaves: names of commands, exit codes, the page. Must not know: what a command does.
"""

PROGRAM = "careers-workbook"
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("reference", "Show the whole road with twelve made-up schools."),
    "init": ("hub.preparation", "Make a folder for your Hub, where commands need no more words."),
    "desk": ("local_page", "Open your Hub as a page in the browser."),
    "register": ("hub.preparation", "Make the register of schools from a GIAS extract, or update it."),
    "build": ("hub.build", "Make a workbook for each school of a register, or for one."),
    "question": ("hub.preparation", "Add, reword or drop a question of your checklist."),
    "collect": ("hub.collection", "Take what schools sent into the Hub's store, each file once."),
    "status": ("hub.collection", "Show who has returned, and draft the letters to schools."),
    "consolidate": ("hub.collection", "Put a whole round into one workbook, and into tables."),
    "sent": ("hub.journal_entries", "Write down that letters went out, for the next ones to say so."),
    "extend": ("hub.journal_entries", "Let one school return until another day."),
    "excuse": ("hub.journal_entries", "Let a school be missing from a round."),
    "expect": ("hub.journal_entries", "Expect a school again that was excused."),
    "note": ("hub.journal_entries", "Write down something about a school, for your Hub alone."),
    "answer": ("hub.journal_entries", "Write down what a school answered by telephone or on paper."),
    "assign": ("hub.journal_entries", "Say from which school a file is that came."),
    "dismiss": ("hub.journal_entries", "Say that a file that came is not wanted, and why."),
    "confirm": ("hub.journal_entries", "Say that a workbook that came back unchanged is right."),
    "address": ("hub.journal_entries", "Say that an e-mail address is that of a school."),
    "find": ("hub.retention", "Find everything that your Hub holds about a person."),
    "forget": ("hub.retention", "List all that is held of a school, and remove it for good."),
    "tidy-up": ("hub.retention", "Remove what has been kept long enough, by your settings."),
    "history": ("hub.journal_entries", "List what was done in your Hub, by whom and when."),
    "undo": ("hub.journal_entries", "Take back the last thing that was decided."),
    "backup": ("hub.handing_over", "Put your whole Hub into one file, locked with a password."),
    "restore": ("hub.handing_over", "Make a Hub's folder from a backup, on any computer."),
    "practice": ("hub.handing_over", "Make a second Hub of made-up schools, to try things on."),
    "problem-report": ("hub.handing_over", "Write down what whoever helps needs to know; no names."),
    "check": ("returns.checking", "List what is wrong in returned workbooks, in plain English."),
    "mark": ("returns.checking", "Hand workbooks back to schools with a note at every problem."),
    "report": ("returns.school_reports", "Summarise a school's return: progress, deadlines, leavers."),
    "accessibility": ("returns.access", "Check any workbook: can everybody read and use it?"),
    "deadlines": ("returns.school_reports", "Put a school's open actions into a calendar, or into a table."),
    "roll-forward": ("returns.roll_forward", "Make next year's workbooks from last year's returns."),
    "read": ("returns.checking", "Give every answer as JSON, JSON Lines or CSV, for programs."),
    "problems": ("reference", "List or explain the problem codes, such as DATE-001."),
    "spec": ("reference", "Check, compare, show or list the specs: what the workbooks ask."),
}
"""Every command, its module and what it does, in the order in which people need them."""
EXIT_CODES: dict[int, str] = {
    0: "all is well",
    1: "problems were found, or something was left out",
    2: "wrong usage, or a file that cannot be read or written",
    130: "stopped with Ctrl-C",
}
_INTRO = """\
  Careers checklists for special schools, PRUs and alternative provision: out as
  Excel workbooks, back as checked answers and reports."""


def overview() -> str:
    """The help page of the whole program; plain ASCII, at most 80 columns."""
    commands = "\n".join(f"  {name:<14} {about}" for name, (_, about) in COMMANDS.items())
    codes = "\n".join(f"  {code:<14} {meaning}" for code, meaning in EXIT_CODES.items())
    return (
        f"Usage: {PROGRAM} COMMAND [OPTIONS] [FILES]\n\n{_INTRO}\n\nCommands:\n{commands}\n\nOptions:\n"
        f"  {'--version':<14} Show the version.\n"
        f"  {'--help':<14} Show this page; after a command, the page of that command.\n\n"
        f"Exit codes:\n{codes}\n\nFirst time here? Try:  {PROGRAM} demo\n"
    )
