"""Targeting rules: who is meant."""

import math
import re
from datetime import datetime, timedelta, timezone

import patterns
from hashing import member_hash

DEEPEST = 32


class Unreadable(Exception):
    """This version cannot evaluate the rule."""


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(float(value))


def kind_of(value):
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    return "number" if is_number(value) else None


def same(left, right):
    kind = kind_of(left)
    if kind is None or kind != kind_of(right):
        return False
    return float(left) == float(right) if kind == "number" else left == right


def attribute(attributes, path):
    for name in path.split(".") if isinstance(path, str) else path:
        if not isinstance(attributes, dict) or name not in attributes:
            return None
        attributes = attributes[name]
    return attributes


INSTANT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?(?:Z|([+-])([0-9]{2}):([0-9]{2})))?"
)


def instant(value):
    if is_number(value):
        return float(value)
    found = INSTANT.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    fraction, sign, hours, minutes = found.groups()[6:]
    try:
        # Year 0 is a leap year, as 400 is, which Python's calendar does not reach back to.
        shift = 400 if year == 0 else 0
        date = datetime(year + shift, month, day, hour, minute, second, tzinfo=timezone.utc)
    except ValueError:
        return None
    if int(hours or 0) > 23 or int(minutes or 0) > 59:
        return None
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    since = date - datetime(1970, 1, 1, tzinfo=timezone.utc) - offset
    whole = since.days * 86_400_000 + since.seconds * 1_000
    return whole + int((fraction or "").ljust(3, "0")[:3]) - (146_097 * 86_400_000 if shift else 0)


NUMBER = r"(?:0|[1-9][0-9]*)"
PART = rf"(?:{NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
VERSION = re.compile(
    rf"({NUMBER})\.({NUMBER})\.({NUMBER})(?:-({PART}(?:\.{PART})*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)


def version(value):
    found = VERSION.fullmatch(value) if isinstance(value, str) and len(value) <= 256 else None
    if not found:
        return None
    parts = found.group(4).split(".") if found.group(4) else []
    # Numbers before words; a release (no parts) after all of its pre-releases.
    keys = [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]
    return ([int(n) for n in found.groups()[:3]], not parts, keys)


def list_test(op, operands):
    def has(values, item):
        return any(same(value, item) for value in values)

    kinds = {kind_of(operand) for operand in operands}
    return {
        "in": lambda v: has(operands, v),
        "not_in": lambda v: kind_of(v) in kinds and not has(operands, v),
        "has_any": lambda v: isinstance(v, list) and any(has(operands, item) for item in v),
        "has_all": lambda v: isinstance(v, list) and all(has(v, operand) for operand in operands),
        "has_none": lambda v: isinstance(v, list) and not any(has(operands, item) for item in v),
    }[op]


ORDERS = {
    "less_than": lambda a, b: a < b,
    "at_most": lambda a, b: a <= b,
    "greater_than": lambda a, b: a > b,
    "at_least": lambda a, b: a >= b,
    "equals": lambda a, b: a == b,
}
DATES = {"before": "less_than", "not_before": "at_least", "after": "greater_than", "not_after": "at_most"}
TEXTS = {
    "contains": lambda a, b: b in a,
    "starts_with": lambda a, b: a.startswith(b),
    "ends_with": lambda a, b: a.endswith(b),
}


def ordered(read, order, operand):
    bound = read(operand)
    if bound is None:
        raise Unreadable(operand)

    def test(value):
        given = read(value)
        return given is not None and ORDERS[order](given, bound)

    return test


def number(value):
    return float(value) if is_number(value) else None


def value_test(op, operand):
    if op in ("equals", "not_equals"):
        if kind_of(operand) is None:
            raise Unreadable(operand)
        if op == "equals":
            return lambda v: same(v, operand)
        return lambda v: kind_of(v) == kind_of(operand) and not same(v, operand)
    if op in ORDERS:
        return ordered(number, op, operand)
    if not isinstance(operand, str):
        raise Unreadable(operand)
    if op in DATES:
        return ordered(instant, DATES[op], operand)
    if op.startswith("version_") and op[8:] in ORDERS:
        return ordered(version, op[8:], operand)
    if op in TEXTS:
        return lambda v: isinstance(v, str) and TEXTS[op](v, operand)
    if op != "matches":
        raise Unreadable(op)
    try:
        pattern = patterns.parse(operand)
    except patterns.Refused as refusal:
        raise Unreadable(operand) from refusal
    return lambda v: isinstance(v, str) and patterns.matches(pattern, v)


def comparison(rule):
    op, path = rule.get("op"), rule.get("attribute")
    if not isinstance(op, str) or not isinstance(path, (str, list)):
        raise Unreadable(rule)
    if op == "exists":
        return lambda facts: attribute(facts["attributes"], path) is not None
    if op in ("in", "not_in", "has_any", "has_all", "has_none"):
        operands = rule.get("values")
        if not isinstance(operands, list) or any(kind_of(operand) is None for operand in operands):
            raise Unreadable(operands)
        test = list_test(op, operands)
    else:
        test = value_test(op, rule.get("value"))
    return lambda facts: test(attribute(facts["attributes"], path))


def member(segment, facts):
    if "rule" in segment:
        return compile_rule(segment["rule"])(facts)
    value = facts["unit"]
    if "attribute" in segment:
        value = attribute(facts["attributes"], segment["attribute"])
    if is_number(value) and float(value).is_integer() and abs(value) < 2**53:
        value = str(int(value))
    if not isinstance(value, str):
        return False
    return member_hash(value) in [member_hash(name) for name in segment["members"]]


def in_segment(rule):
    key = (rule.get("segment"), rule.get("hash"))
    return lambda facts: key in facts["segments"] and member(facts["segments"][key], facts)


def compile_rule(rule, depth=1):
    if depth > DEEPEST or not isinstance(rule, dict):
        raise Unreadable(rule)
    op = rule.get("op")
    if op in ("all", "any"):
        if not isinstance(rule.get("rules"), list):
            raise Unreadable(rule)
        tests = [compile_rule(inner, depth + 1) for inner in rule["rules"]]
        together = all if op == "all" else any
        return lambda facts: together(test(facts) for test in tests)
    if op == "not":
        test = compile_rule(rule.get("rule"), depth + 1)
        return lambda facts: not test(facts)
    return in_segment(rule) if op == "in_segment" else comparison(rule)


def segments_of(rule):
    """The segments that a rule asks about, by key and content."""
    if rule.get("op") == "in_segment":
        return [(rule["segment"], rule["hash"])]
    inner = rule.get("rules", []) + ([rule["rule"]] if "rule" in rule else [])
    return [found for each in inner for found in segments_of(each)]
