"""Hashes, buckets and ways to spread units over variants, as cases.md describes them."""

import hashlib
import math

BUCKETS = 10_000
MASK = 0xFFFFFFFF


def utf8(text):
    return "".join("\ufffd" if 0xD800 <= ord(c) <= 0xDFFF else c for c in text).encode("utf-8")


def code_units(text):
    data = text.encode("utf-16-le", "surrogatepass")
    return [data[i] | data[i + 1] << 8 for i in range(0, len(data), 2)]


def rotate(value, bits):
    return (value << bits | value >> (32 - bits)) & MASK


def murmur3(text, seed=0):
    data = utf8(text)
    h = seed & MASK
    for i in range(0, len(data), 4):
        block = data[i : i + 4]
        k = int.from_bytes(block, "little") * 0xCC9E2D51 & MASK
        h ^= rotate(k, 15) * 0x1B873593 & MASK
        if len(block) == 4:
            h = (rotate(h, 13) * 5 + 0xE6546B64) & MASK
    h ^= len(data)
    for multiplier, shift in ((0x85EBCA6B, 16), (0xC2B2AE35, 13)):
        h = (h ^ h >> shift) * multiplier & MASK
    return h ^ h >> 16


def fnv1a(values):
    h = 0x811C9DC5
    for value in values:
        h = (h ^ value) * 0x01000193 & MASK
    return h


def member_hash(member):
    return [murmur3(member, 0x5E6D), fnv1a(utf8(member))]


def bucket_of(salt, unit):
    return murmur3(f"{salt}:{unit}") * BUCKETS >> 32


def half_up(value):
    return math.floor(value + 0.5)


def within(salt, unit, percent):
    if percent >= 100:
        return True
    if not percent > 0:
        return False
    return murmur3(f"{salt}:{unit}") * 100_000 < half_up(percent * 1_000) << 32


def bounds(weights, buckets=BUCKETS):
    total = 0.0
    for weight in weights:
        total += weight
    running, last, result = 0.0, 0, []
    for i, weight in enumerate(weights):
        running += weight
        after = len(weights) - 1 - i
        bound = half_up(running / total * buckets) if after else buckets
        last = min(max(bound, last + 1), buckets - after)
        result.append(last)
    return result


def cut(uppers, coverage):
    lowers = [0, *uppers][: len(uppers)]
    return [(low, low + half_up((up - low) * coverage)) for low, up in zip(lowers, uppers)]


def fraction_ranges(weights, buckets, coverage):
    total = 0.0
    for weight in weights:
        total += weight
    shares = weights if abs(total - 1) <= 0.01 else [weight / total for weight in weights]

    def first(bound):
        return next((b for b in range(buckets) if b / buckets >= bound), buckets)

    start, result = 0.0, []
    for share in shares:
        result.append((first(start), first(start + coverage * share)))
        start += share
    return result


def close(ranges, buckets):
    return [*ranges[:-1], (ranges[-1][0], buckets)] if ranges else []


def unleash_number(group, unit, most, seed=0):
    return murmur3(f"{group}:{unit}", seed) % most + 1


def growthbook(version, seed, unit):
    if version == 1:
        return fnv1a(code_units(unit + seed)) % 1_000
    return fnv1a(code_units(str(fnv1a(code_units(seed + unit))))) % 10_000


def digest_modulo(name, template, salt, unit):
    before, after = (part.replace("{salt}", salt) for part in template.split("{unit}"))
    return int(hashlib.new(name, utf8(before + unit + after)).hexdigest(), 16) % 100


class Spread:
    """One run's units: which of them take part, and which variant each draws."""

    def __init__(self, salt, hashing, percent, weights):
        self.name = hashing.get("algorithm", "murmur3")
        self.salt, self.percent, self.weights = salt, percent, weights
        self.text = hashing.get("text", "{salt}:{unit}")
        own = {"murmur3": "independent", "unleash": "independent", "md5": "shared", "sha256": "shared"}
        self.gate = hashing.get("gate", own.get(self.name, "coverage"))
        sizes = {"murmur3": BUCKETS, "growthbook-v2": BUCKETS, "growthbook-v1": 1_000, "unleash": 1_000}
        self.buckets = sizes.get(self.name, 100)
        self.ranges = self._ranges(min(max(percent / 100, 0), 1) if self.gate == "coverage" else 1)

    def _ranges(self, coverage):
        if self.name in ("murmur3", "unleash"):
            return cut(bounds(self.weights, self.buckets), coverage)
        ranges = fraction_ranges(self.weights, self.buckets, coverage)
        foreign = self.name.startswith("growthbook") and self.gate == "coverage"
        return ranges if foreign or coverage < 1 else close(ranges, self.buckets)

    def bucket(self, unit):
        if self.name == "murmur3":
            return bucket_of(self.salt + ":variant", unit)
        if self.name == "unleash":
            return unleash_number(self.salt, unit, 1_000, 86_028_157) - 1
        return self._plain(self.salt, unit)

    def _plain(self, salt, unit):
        if self.name.startswith("growthbook"):
            return growthbook(int(self.name[-1]), salt, unit)
        return digest_modulo(self.name, self.text, salt, unit)

    def index(self, bucket):
        return next((i for i, (low, up) in enumerate(self.ranges) if low <= bucket < up), -1)

    def takes_part(self, unit):
        if self.gate == "coverage":
            return self.index(self.bucket(unit)) >= 0
        if self.gate == "shared":
            return self.bucket(unit) < math.ceil(self.percent * self.buckets / 100)
        if self.name == "murmur3":
            return within(self.salt + ":gate", unit, self.percent)
        if self.name == "unleash":
            return 0 < self.percent and unleash_number(self.salt, unit, 100) <= self.percent
        place = self._plain(self.salt + ":gate", unit)
        return place * 100 < self.percent * self.buckets

    def propensity(self, index):
        limit = math.ceil(self.percent * self.buckets / 100) if self.gate == "shared" else self.buckets
        widths = [max(min(up, limit) - low, 0) for low, up in self.ranges]
        return widths[index] / sum(widths) if sum(widths) else 0
