"""Schools of a made-up Hub as its register lists them: names of places that do not exist, roles, and no person.

Names are as awkward as real ones: shared by several schools, with commas, apostrophes, slashes, colons, accents, a
degree sign, 96 characters long; some schools have no e-mail address. The same for the same seed.
"""

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass

from careers_workbook.core.school import School

FIRST_URN, FIRST_OLD_URN, FIRST_UNKNOWN_URN = 990_001, 989_001, 995_001
CASELOADS = ("Coordinator A", "Coordinator B", "Coordinator C", "Coordinator D")
AUTHORITIES = ("Northmoor", "Eastvale", "Wexcombe, City of", "St Brannoc's", "Quarrington & Thole")
_STARTS = (
    "Adder", "Bexen", "Brack", "Corran", "Dunver", "Ells", "Fenni", "Gorris", "Hessel", "Inkle",
    "Jarro", "Kelder", "Lamber", "Marrick", "Nettle", "Orrin", "Pell", "Quern", "Rusken", "Sallow", "Tarn", "Umber",
    "Vessen", "Wexen", "Yarrel", "Zennar",
)  # fmt: skip
_ENDS = ("beck", "bourne", "combe", "fell", "garth", "holme", "moor", "nook", "stead", "thwaite", "vale", "wick")
PLACES = tuple(start + end for start in _STARTS for end in _ENDS)
"""Every place there is: none is in an atlas."""
_KINDS = (
    ("{} School", "Community special school"),
    ("{} Special School", "Foundation special school"),
    ("{} Academy", "Academy special converter"),
    ("{} SEMH Free School", "Free schools special"),
    ("{} College", "Special post 16 institution"),
    ("{} Pupil Referral Unit", "Pupil referral unit"),
    ("{} Alternative Provision Academy", "Academy alternative provision converter"),
)
_AGES = {"Pupil referral unit": "11-16", "Special post 16 institution": "16-25"}
_AWKWARD = (
    "{} School, Centre for Communication",
    "{}'s Hill School",
    "{} Sixth Form / Post-16 Centre",
    "The {}: A Specialist Academy",
    "École {} & Château House",
    "{} School (45° North)",
    "{} “Bridge” School",
)
LONGEST = 96
_SHARED = "Sallowbeck School"
_EVERY_SHARED, _EVERY_AWKWARD = 17, 5
_LONG = "{} School for Communication, Interaction, Physical and Sensory Needs and Medical Provision of All Ages"


@dataclass(frozen=True, slots=True)
class Member:
    """One line of the register. `label` is the school as its workbook names it: the predecessor's, if it still uses
    the workbook of the school that it replaces. `closed` is a day in British form; a closed school is not expected."""

    school: School
    email: str = ""
    caseload: str = ""
    replaces: str = ""
    closed: str = ""
    label: School | None = None

    @property
    def urn(self) -> str:
        return self.school.urn

    @property
    def on_workbook(self) -> School:
        return self.label or self.school


def members(schools: int, seed: int) -> tuple[Member, ...]:
    """So many schools that are expected, then those that have closed."""
    chance = random.Random(f"{seed} register")
    places = chance.sample(PLACES, min(schools, len(PLACES)))
    open_ones = [_member(number, places[number % len(places)], chance) for number in range(schools)]
    closed: list[Member] = []
    for order, number in enumerate(range(2, schools, 100)):  # the third of every hundred has replaced another school
        place = places[number % len(places)]
        was = School(f"{FIRST_OLD_URN + order}", f"{place} House", *_facts(open_ones[number].school))
        open_ones[number] = _successor(open_ones[number], was)
        if order % 2 == 0:  # of the others the Hub has only noted the number
            closed.append(Member(was, caseload=open_ones[number].caseload, closed="31/08/2026"))
    return (*open_ones, *closed)


def unknown(number: int, seed: int) -> School:
    """A school that is on nobody's register."""
    place = random.Random(f"{seed} unknown {number}").choice(PLACES)
    return School(
        f"{FIRST_UNKNOWN_URN + number}", f"{place} Priory School", "Farholt", "Community special school", "4-19"
    )


def register_csv(lines: Sequence[Member]) -> str:
    """The register as a Hub keeps it."""
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    writer.writerow(["URN", "Name", "Local authority", "Type", "Ages", "E-mail", "Caseload", "Replaces", "Closed"])
    for one in lines:
        facts = (one.urn, one.school.name, *_facts(one.school))
        writer.writerow([*facts, one.email, one.caseload, one.replaces, one.closed])
    return page.getvalue()


def _member(number: int, place: str, chance: random.Random) -> Member:
    pattern, kind = chance.choice(_KINDS)
    if number % _EVERY_SHARED in (3, 7):
        name, kind = _SHARED, "Community special school"
    elif number % _EVERY_AWKWARD == 1:
        name = _AWKWARD[number // _EVERY_AWKWARD % len(_AWKWARD)].format(place)
    elif number == 4:
        name = _LONG.format(place)[:LONGEST].strip().ljust(LONGEST, "s")
    else:
        name = pattern.format(place)
    urn = str(FIRST_URN + number)
    school = School(urn, name, chance.choice(AUTHORITIES), kind, _AGES.get(kind, chance.choice(("4-19", "11-19"))))
    email = "" if chance.random() < 0.08 else f"careers@s{urn}.example"
    return Member(school, email, CASELOADS[number % len(CASELOADS)])


def _successor(now: Member, was: School) -> Member:
    return Member(now.school, now.email, now.caseload, was.urn, label=was)


def _facts(school: School) -> tuple[str, str, str]:
    return school.local_authority, school.type, school.ages
