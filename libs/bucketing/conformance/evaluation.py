"""Which variant a unit gets, and why; whether a feature is on for it."""

import hashlib

from hashing import Spread, bucket_of, utf8, within
from targeting import Unreadable, compile_rule, segments_of

FORMAT = 2
LONGEST_CHAIN = 10


class Snapshot:
    def __init__(self, parts):
        self.flags = {flag["key"]: flag for flag in parts.get("flags", [])}
        self.holdouts = parts.get("holdouts", [])
        self.segments = {(each["key"], each["hash"]): each for each in parts.get("segments", [])}
        self.algorithms = {"murmur3", *parts.get("algorithms", [])}
        self.digests = parts.get("digests", True)


def digest(key, unit):
    return hashlib.sha256(utf8(f"{key}:{unit}")).hexdigest()


def digest_for(key, asked, snapshot):
    if "unitDigest" in asked:
        return asked["unitDigest"]
    return digest(key, asked["unit"]) if snapshot.digests else None


class Experiment:
    """One unit asks for one experiment."""

    def __init__(self, definition, asked, snapshot, depth):
        self.of, self.asked, self.snapshot, self.depth = definition, asked, snapshot, depth
        self.unit = asked["unit"]
        self.facts = {
            "unit": self.unit,
            "attributes": asked.get("attributes"),
            "segments": snapshot.segments,
        }

    def variant(self, key):
        return next((each for each in self.of["variants"] if each["key"] == key), None)

    def control(self):
        marked = [each for each in self.of["variants"] if each["isControl"]]
        return next(iter(marked or self.of["variants"]), None)

    def serve(self, variant, reason, **drawn):
        return {
            "kind": "experiment",
            "key": self.of["key"],
            "variant": variant["key"] if variant else None,
            "config": variant["config"] if variant else {},
            "reason": reason,
            "inExperiment": bool(drawn),
            "run": self.of["run"],
            "phase": self.of["phase"],
            "revision": self.of["revision"],
            "bucket": None,
            "propensity": None,
            **drawn,
        }

    def evaluate(self):
        for step in (self.by_status, self.by_override, self.by_audience, self.by_chance):
            answer = step()
            if answer:
                return answer
        raise AssertionError("chance always answers")

    def by_status(self):
        of = self.of
        if of.get("format", 1) > FORMAT:
            return self.serve(self.control(), "unavailable")
        if of["status"] in ("concluded", "archived"):
            winner = self.variant(of["winner"])
            return self.serve(winner or self.control(), "winner" if winner else "no_winner")
        if of["controlOnly"]:
            return self.serve(self.control(), "rolled_back")
        if of["status"] == "paused":
            return self.serve(self.control(), "paused")
        if of["status"] != "running" or of["salt"] is None or not of["variants"]:
            return self.serve(self.control(), "not_started")
        if self.lacks_something():
            return self.serve(self.control(), "unavailable")
        return None if self.unit else self.serve(self.control(), "unit_missing")

    def rules(self):
        overrides = self.of.get("overrides", {}).get("rules", [])
        own = [self.of["targeting"]] if "targeting" in self.of else []
        return own + [each["when"] for each in overrides]

    def lacks_something(self):
        if self.of.get("hashing", {}).get("algorithm", "murmur3") not in self.snapshot.algorithms:
            return True
        try:
            for rule in self.rules():
                compile_rule(rule)
                for name in segments_of(rule):
                    segment = self.snapshot.segments[name]
                    if "rule" in segment:
                        compile_rule(segment["rule"])
        except (Unreadable, KeyError):
            return True
        return False

    def by_override(self):
        overrides = self.of.get("overrides", {})
        forced = self.variant(self.asked.get("forced"))
        if forced:
            return self.serve(forced, "override")
        if overrides.get("units"):
            found = digest_for(self.of["key"], self.asked, self.snapshot)
            if found is None:
                return self.serve(self.control(), "digest_missing")
            named = {each["digest"]: each["variant"] for each in overrides["units"]}.get(found)
            if self.variant(named):
                return self.serve(self.variant(named), "override")
        for each in overrides.get("rules", []):
            if compile_rule(each["when"])(self.facts):
                chosen = self.variant(each["variant"])
                return self.serve(chosen, "override") if chosen else None
        return None

    def by_audience(self):
        held = [
            each
            for each in self.snapshot.holdouts
            if each["scope"] == "global" or each["key"] in self.of.get("holdouts", [])
        ]
        if any(within(each["salt"] + ":holdout", self.unit, each["percent"]) for each in held):
            return self.serve(self.control(), "holdout")
        if not self.is_in_layer():
            return self.serve(self.control(), "not_in_layer")
        if not all(self.is_met(each) for each in self.of.get("prerequisites", [])):
            return self.serve(self.control(), "prerequisite_failed")
        if "targeting" in self.of and not compile_rule(self.of["targeting"])(self.facts):
            return self.serve(self.control(), "targeting_mismatch")
        return None

    def is_in_layer(self):
        layer = self.of.get("layer")
        if layer is None:
            return True
        bucket = bucket_of(layer["salt"] + ":layer", self.unit)
        return any(each["from"] <= bucket < each["to"] for each in layer["ranges"])

    def is_met(self, prerequisite):
        flag = self.snapshot.flags.get(prerequisite["flag"])
        if flag is None or self.depth >= LONGEST_CHAIN:
            return False
        kept = ("unit", "attributes", "stickies")
        asked = {name: self.asked[name] for name in kept if name in self.asked}
        sticky = self.asked.get("stickies", {}).get(flag["key"])
        if sticky:
            asked["sticky"] = sticky
        answer = evaluate_flag(flag, asked, self.snapshot, self.depth + 1)
        if flag["kind"] != "experiment":
            return ("on" if answer["enabled"] else "off") in prerequisite["variants"]
        return answer["reason"] != "unavailable" and answer["variant"] in prerequisite["variants"]

    def by_chance(self):
        of = self.of
        version = of.get("bucketVersion", 1)
        salt = f"{of['salt']}:v{version}" if version > 1 else of["salt"]
        weights = [each["weight"] for each in of["variants"]]
        spread = Spread(salt, of.get("hashing", {}), of["trafficAllocation"], weights)
        held = self.asked.get("sticky")
        kept = self.variant(held["variant"]) if held else None
        stays = kept is not None and spread.gate == "coverage"
        asked = held.get("unit", self.unit) if kept else self.unit
        if not stays and not spread.takes_part(asked):
            return self.serve(self.control(), "not_in_traffic")
        if kept:
            names = ("phase", "revision", "bucket", "propensity")
            return self.serve(kept, "sticky", inExperiment=True, **{name: held[name] for name in names})
        bucket = spread.bucket(self.unit)
        index = spread.index(bucket)
        if index < 0:
            return self.serve(self.control(), "not_in_traffic")
        drawn = {"inExperiment": True, "bucket": bucket, "propensity": spread.propensity(index)}
        return self.serve(of["variants"][index], "bandit" if of.get("bandit") else "split", **drawn)


def missing_segment(named, snapshot):
    """Whether the content of one of these segments is not here, or cannot be read."""
    for each in named:
        segment = snapshot.segments.get((each["segment"], each["hash"]))
        try:
            if segment is None or ("rule" in segment and not compile_rule(segment["rule"])):
                return True
        except Unreadable:
            return True
    return False


def evaluate_rollout(of, asked, snapshot):
    lists = of["allow"] or of["deny"]
    found = digest_for(of["key"], asked, snapshot) if lists else None
    segments = of.get("segments", {})
    named = [each for kind in ("deny", "allow", "only") for each in segments.get(kind, [])]
    facts = {"unit": asked["unit"], "attributes": asked.get("attributes"), "segments": snapshot.segments}

    def in_any(kind):
        rules = ({"op": "in_segment", **each} for each in segments.get(kind, []))
        return any(compile_rule(rule)(facts) for rule in rules)

    def answers():
        is_back = of["status"] == "rolled_back"
        yield is_back and "live" not in of, False, "rolled_back"
        yield of["status"] == "planned", False, "not_started"
        yield asked["unit"] == "", False, "unit_missing"
        yield bool(lists) and found is None, False, "digest_missing"
        yield missing_segment(named, snapshot), False, "unavailable"
        yield found in of["deny"] or in_any("deny"), False, "denied"
        yield not is_back and (found in of["allow"] or in_any("allow")), True, "allowed"
        yield bool(segments.get("only")) and not in_any("only"), False, "not_in_audience"
        inside = within(of["salt"] + ":gate", asked["unit"], of["percentage"])
        yield inside or "live" not in of, inside, "percentage"
        yield True, True, "live"

    enabled, reason = next((on, why) for holds, on, why in answers() if holds)
    shown = {name: of[name] for name in ("key", "percentage", "activation", "revision")}
    if segments and not enabled:
        shown["activation"] = None
    if reason == "live":
        shown.update(of["live"])
    elif enabled and "version" in of:
        shown["version"] = of["version"]
    return {"kind": "rollout", "enabled": enabled, "reason": reason, **shown}


def evaluate_release(of, asked, snapshot):
    attributes = asked.get("attributes") or {}
    named = asked["unit"] if of["routingKey"] == "user" else attributes.get(of["routingKey"])
    key = named if isinstance(named, str) and named else asked["unit"]
    staging = attributes.get("environment") == "staging"
    place = int(hashlib.sha256(utf8(key)).hexdigest(), 16) % 100
    answers = (
        (of["status"] == "planned", False, "not_started", "production"),
        (of["status"] == "rolled_back", False, "rolled_back", "production"),
        (of["status"] == "aborted", False, "aborted", "production"),
        (of["status"] == "completed", True, "completed", "production"),
        (key == "", False, "unit_missing", "production"),
        (of["environment"] == "production", True, "in_production", "production"),
        (of["environment"] == "staging" and staging, True, "in_staging", "staging"),
        (of["environment"] == "staging" or staging, False, "other_traffic", "production"),
        (not snapshot.digests, False, "digest_missing", "production"),
        (place < of["percentage"], True, "percentage", "canary"),
        (True, False, "percentage", "production"),
    )
    enabled, reason, environment = next(rest for holds, *rest in answers if holds)
    live = of["status"] in ("in_progress", "paused")
    version = of["version"] if enabled else of["stableVersion"]
    return {
        "kind": "release",
        "key": of["key"],
        "enabled": enabled,
        "reason": reason,
        "percentage": of["percentage"],
        "activation": of["activation"] if live else None,
        "revision": of["revision"],
        **({} if version is None else {"version": version}),
        "routing": {
            "environment": environment,
            "side": "canary" if enabled and live else "stable",
            "features": ",".join(of["features"]) if enabled else "",
        },
    }


def evaluate_flag(flag, asked, snapshot, depth=0):
    if flag["kind"] == "rollout":
        return evaluate_rollout(flag, asked, snapshot)
    if flag["kind"] == "release":
        return evaluate_release(flag, asked, snapshot)
    return Experiment(flag, asked, snapshot, depth).evaluate()


def evaluate(snapshot, key, asked):
    flag = snapshot.flags.get(key)
    if flag is None:
        return {"kind": "missing", "key": key, "reason": "flag_not_found"}
    return evaluate_flag(flag, asked, snapshot)
