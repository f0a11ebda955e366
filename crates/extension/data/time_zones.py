"""Writes time_zones.txt: which time zones the numbers of an area code or a country belong to.

Area codes of the North American plan are from libphonenumber, by the package `phonenumbers`
(Apache License 2.0, Copyright The Libphonenumber Authors); countries are from the time zone
database, by `zone.tab` (public domain). Run it anew with a newer package, and look at the
difference:

    pip install phonenumbers
    python3 time_zones.py > time_zones.txt

Rule: where the sources name several zones all of them are written, unless their clocks agree until
the end of YEARS; nothing is picked for being the largest.
"""

import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
from phonenumbers import __version__ as version
from phonenumbers.tzdata import TIMEZONE_DATA

YEARS = range(2026, 2031)
ZONE_TAB = Path("/usr/share/zoneinfo/zone.tab")
# Calling codes of no country: toll-free, premium, satellites.
NO_COUNTRY = "001"
# Places of fewer than 10,000 people, whose zone would turn their country's time into a range, and
# places whose people have numbers or a clock of another country.
LEFT_OUT = {
    "Antarctica/Macquarie",
    "Antarctica/McMurdo",
    "Antarctica/Troll",
    "Asia/Urumqi",  # by law and in offices, Beijing's
    "Australia/Eucla",
    "Australia/Lord_Howe",
    "Europe/Simferopol",  # numbers of +7
    "Indian/Christmas",
    "Indian/Cocos",
    "Pacific/Chatham",
    "Pacific/Easter",
}


def clock(zone):
    """The zone's offsets, six hours apart: zones of one clock have the same."""
    info = ZoneInfo(zone)
    moment = datetime(YEARS.start, 1, 1, tzinfo=timezone.utc)
    offsets = []
    while moment.year in YEARS:
        offsets.append(moment.astimezone(info).utcoffset())
        moment += timedelta(hours=6)
    return tuple(offsets)


CLOCKS = {}


def of_different_clocks(zones):
    """One zone of each clock: the first named."""
    kept = {}
    for zone in zones:
        if zone not in CLOCKS:
            CLOCKS[zone] = clock(zone)
        kept.setdefault(CLOCKS[zone], zone)
    return tuple(kept.values())


def area_codes():
    """Zones of each area code, of whatever exchange: numbers are taken along when people move."""
    zones = {}
    for prefix, named in TIMEZONE_DATA.items():
        if prefix.startswith("1") and len(prefix) >= 4:
            zones.setdefault(prefix[:4], set()).update(named)
    return {code: of_different_clocks(sorted(named)) for code, named in zones.items()}


def countries():
    """Zones of each calling code, in the order of `zone.tab`: the most populous first."""
    of_region = {}
    for line in ZONE_TAB.read_text().splitlines():
        if not line.startswith("#"):
            region, _, zone = line.split("\t")[:3]
            of_region.setdefault(region, []).append(zone)
    zones = {}
    for code, regions in COUNTRY_CODE_TO_REGION_CODE.items():
        named = [zone for region in regions for zone in of_region.get(region, [])]
        named = [zone for zone in named if zone not in LEFT_OUT]
        if code != 1 and NO_COUNTRY not in regions and named:
            zones[str(code)] = of_different_clocks(named)
    return zones


def main():
    codes_of = {}
    for code, zones in sorted({**area_codes(), **countries()}.items()):
        codes_of.setdefault(zones, []).append(code)
    print(f"# Made by time_zones.py; phonenumbers {version} (Apache-2.0, The Libphonenumber Authors).")
    for zones, codes in sorted(codes_of.items(), key=lambda entry: entry[1]):
        print(f"{' '.join(zones)}={' '.join(codes)}")


if __name__ == "__main__":
    sys.exit(main())
