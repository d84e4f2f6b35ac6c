"""Runs cases.json with an implementation of its own, to show that the cases hold in any language.

    python3 run_cases.py ../cases.json            every case; exit code 1 where one fails
    python3 run_cases.py --fill ../cases.json     writes the answers of the cases that have none yet

Only the standard library is used.
"""

import hashlib
import json
import sys

import patterns
from evaluation import Snapshot, evaluate, evaluate_flag
from hashing import (
    Spread,
    bounds,
    bucket_of,
    growthbook,
    member_hash,
    murmur3,
    unleash_number,
    utf8,
    within,
)
from targeting import Unreadable, compile_rule, instant, version


def spread(case):
    of = Spread(case["salt"], case["hashing"], case["percent"], case["weights"])
    answers = []
    for unit in case["units"]:
        bucket = of.bucket(unit)
        answers.append([of.takes_part(unit), bucket, of.index(bucket)])
    return answers


def holds(case):
    snapshot = Snapshot(case)
    facts = {"unit": case.get("unit", "u"), "attributes": case["attributes"], "segments": snapshot.segments}
    try:
        return compile_rule(case["rule"])(facts)
    except Unreadable:
        return None


def pattern_matches(case):
    try:
        return patterns.matches(patterns.parse(case["pattern"]), case["text"])
    except patterns.Refused:
        return None


def order(case):
    left, right = version(case["left"]), version(case["right"])
    if left is None or right is None:
        return None
    return (left > right) - (left < right)


def alone(case):
    return evaluate_flag(case["definition"], case["input"], Snapshot({"digests": False}))


# What each member of cases.json asks, and the name under which it keeps the answer.
SECTIONS = {
    "hashes": ("hash", lambda case: murmur3(case["text"], case["seed"])),
    "memberHashes": ("hash", lambda case: member_hash(case["text"])),
    "digests": ("hex", lambda case: hashlib.new(case["algorithm"], utf8(case["text"])).hexdigest()),
    "growthBookBuckets": ("bucket", lambda case: growthbook(case["version"], case["seed"], case["unit"])),
    "unleashNumbers": ("number", lambda case: unleash_number(case["group"], case["unit"], case["most"])),
    "buckets": ("bucket", lambda case: bucket_of(case["salt"], case["unit"])),
    "shares": ("within", lambda case: within(case["salt"], case["unit"], case["percent"])),
    "ranges": ("bounds", lambda case: bounds(case["weights"])),
    "spreads": ("answers", spread),
    "instants": ("milliseconds", lambda case: instant(case["text"])),
    "versions": ("order", order),
    "patterns": ("matches", pattern_matches),
    "rules": ("holds", holds),
    "experiments": ("expected", alone),
    "rollouts": ("expected", alone),
    "evaluations": (
        "expected",
        lambda case: evaluate(Snapshot(case["snapshot"]), case["flag"], case["input"]),
    ),
}


def is_same(left, right):
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True) or left == right


def run(cases, fill):
    total, failed = 0, []
    for section, (answer, ask) in SECTIONS.items():
        for index, case in enumerate(cases[section]):
            total += 1
            found = ask(case)
            if fill and answer not in case:
                case[answer] = found
            if not is_same(case[answer], found):
                failed.append(f"{section}[{index}] {case.get('name', '')}: {case[answer]} is not {found}")
    return total, failed


def write(path, cases):
    """One case a line, so that a change shows which cases it touches."""
    members = []
    for name, member in cases.items():
        lines = [json.dumps(case) for case in member] if isinstance(member, list) else []
        listed = "[\n" + ",\n".join(lines) + "\n]" if lines else json.dumps(member)
        members.append(f"{json.dumps(name)}: {listed}")
    with open(path, "w", encoding="utf-8") as file:
        file.write("{\n" + ",\n".join(members) + "\n}\n")


def main(arguments):
    fill = "--fill" in arguments
    path = arguments[-1]
    with open(path, encoding="utf-8") as file:
        cases = json.load(file)
    total, failed = run(cases, fill)
    if fill:
        write(path, cases)
    print("\n".join(failed + [f"{total} cases, {len(failed)} failed"]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
