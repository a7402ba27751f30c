"""The settings of a Hub for people: what each means, and what holds where it says nothing. Facts, no files.

Must not know: what a Hub's own settings say.
"""

from collections.abc import Mapping
from typing import Literal

from careers_workbook.core.frozen import frozen
from careers_workbook.spec.nodes import KeyPath

SettingKind = Literal["text", "flag", "time", "colour", "logo", "checklist", "register"]


@frozen
class SettingField:
    """One setting: the keys that lead to it, what it is called, what it means, what holds where nothing is said."""

    path: KeyPath
    label: str
    hint: str
    kind: SettingKind = "text"
    unsaid: str = "not said"

    @property
    def name(self) -> str:
        """What its field in a form is called."""
        return str(self.path[-1])


@frozen
class SettingsPart:
    """Settings that are changed together."""

    id: str
    title: str
    fields: tuple[SettingField, ...] = ()
    about: str = ""


_FOR_EVER = "kept until you remove it"
PARTS: tuple[SettingsPart, ...] = (
    SettingsPart(
        "hub",
        "Your Hub",
        (
            SettingField(("hub",), "The name of your Hub", "As schools read it at the end of a letter."),
            SettingField(
                ("contact",),
                "Whom a school can ask",
                "A name or a role, an e-mail address, a telephone number. It stands below every letter.",
            ),
            SettingField(
                ("return_to",),
                "Where schools send their workbook",
                "Usually an e-mail address. It stands on the first sheet of every workbook.",
                unsaid="as whom a school can ask",
            ),
        ),
    ),
    SettingsPart(
        "rounds",
        "Rounds",
        about="When schools are asked. The national readings fall on 31 December, 31 March and 31 July.",
    ),
    SettingsPart(
        "looks",
        "Logo and colours",
        (
            SettingField(("logo",), "Logo", "On the reports for schools.", "logo", "none"),
            SettingField(("colours", "top"), "Colour of the top", "White words stand on it.", "colour", "as usual"),
            SettingField(("colours", "headings"), "Colour of headings", "On white.", "colour", "as usual"),
        ),
        "They stand on the reports for schools and for your board. Both colours have to be dark enough for words on "
        "them, or in them.",
    ),
    SettingsPart(
        "leavers",
        "Lines of leavers",
        (
            SettingField(
                ("keep_leaver_rows",),
                "Remember the line of every leaver",
                "No: the program remembers numbers only. Yes: every line, never a name. Say yes only if you are "
                "allowed to keep that, and need it. It holds from the next time that files are read.",
                "flag",
                "No",
            ),
            SettingField(
                ("carry_leavers",),
                "Send the next workbook of a school with the lines of its own leavers",
                "No: it has all other answers, and says that the lines are to be copied in. Yes: the workbook is data "
                "about pupils then, and goes only to an address that somebody has confirmed.",
                "flag",
                "No",
            ),
        ),
    ),
    SettingsPart(
        "keeping",
        "How long things are kept",
        (
            SettingField(
                ("keep_until", "leavers"), "Lines of leavers in the originals", "Such as 12 months.", "time", _FOR_EVER
            ),
            SettingField(("keep_until", "originals"), "The originals", "Such as 3 years.", "time", _FOR_EVER),
            SettingField(
                ("keep_until", "rounds"), "All that is held of a round", "Such as 6 years.", "time", _FOR_EVER
            ),
        ),
        "Counted from the last day of a round. Ask your data protection officer. Nothing goes by itself: what is due "
        "is listed first, and removed once you say so.",
    ),
    SettingsPart(
        "checklist",
        "Checklist and register",
        (
            SettingField(
                ("spec",),
                "What workbooks ask",
                "One of the checklists that come with the program, or a file of your own in the Hub's folder. Single "
                "questions are changed on the page Questions.",
                "checklist",
                "the newest that comes with the program",
            ),
            SettingField(
                ("register",), "The list of your schools", "A file in the Hub's folder.", "register", "register.csv"
            ),
        ),
    ),
)
"""The settings, in the order in which a Hub decides them."""
CHECKLISTS: Mapping[str, tuple[str, str]] = {
    "send-careers-checklist-2025": (
        "The checklist of 2025",
        "By the Gatsby Benchmarks as they are worded since September 2025. Take this one if you are not sure.",
    ),
    "send-careers-checklist": (
        "The checklist of 2020",
        "Word for word as schools have known it since then, with what is out of date by now.",
    ),
}
"""The checklists that come with the program, by id: how a Hub tells one from the other, and which it wants."""
PLACES = {
    "inbox": "What schools send",
    "blank": "Workbooks that go out",
    "letters": "Texts of letters",
    "output": "What the program makes",
    "returns": "Originals of everything that came",
}
"""The folders of a Hub, and what lies in them."""
CERTIFICATES = "Certificates for reading on other computers, which a command does"
