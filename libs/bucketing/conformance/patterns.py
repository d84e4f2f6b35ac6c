"""The subset of regular expressions that rules may use: read and matched without the language's own engine."""

LONGEST_PATTERN = 1_000
LONGEST_TEXT = 4_096
MOST_INSTRUCTIONS = 1_000
NAMED = {
    "d": [("0", "9")],
    "w": [("a", "z"), ("A", "Z"), ("_", "_"), ("0", "9")],
    "s": [("\t", "\r"), (" ", " ")],
}
CONTROL = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}
PUNCTUATION = "^$\\.*+?()[]{}|/-"


class Refused(Exception):
    """The text is no pattern of the subset."""


def one(character):
    return ("set", lambda c: c == character, character)


def among(ranges, inside=True):
    return ("set", lambda c: any(low <= c <= up for low, up in ranges) == inside, None)


class Reader:
    def __init__(self, text):
        self.rest, self.depth = list(text), 0

    def peek(self):
        return self.rest[0] if self.rest else ""

    def take(self):
        return self.rest.pop(0) if self.rest else ""

    def eat(self, character):
        if self.peek() != character:
            return False
        self.rest.pop(0)
        return True

    def choice(self):
        options = [self.sequence()]
        while self.eat("|"):
            options.append(self.sequence())
        return ("choice", options)

    def sequence(self):
        parts = []
        while self.rest and self.peek() not in "|)":
            parts.append(self.repeated(self.atom()))
        return ("sequence", parts)

    def atom(self):
        character = self.take()
        if character == "(":
            return self.group()
        if character == "[":
            return self.klass()
        if character == "\\":
            return self.escape()
        if character in "*+?{}]":
            raise Refused(character)
        special = {"^": ("start",), "$": ("end",), ".": among([("\n", "\n")], False)}
        return special.get(character) or one(character)

    def group(self):
        if self.eat("?") and not self.eat(":"):
            raise Refused("(?")
        self.depth += 1
        if self.depth > 32:
            raise Refused("depth")
        inside = self.choice()
        if not self.eat(")"):
            raise Refused("(")
        self.depth -= 1
        return inside

    def escape(self):
        letter = self.take()
        if letter.lower() in NAMED and letter:
            return among(NAMED[letter.lower()], letter.islower())
        if letter in CONTROL:
            return one(CONTROL[letter])
        if letter and letter in PUNCTUATION:
            return one(letter)
        raise Refused("\\" + letter)

    def klass(self):
        inside, members = not self.eat("^"), []
        while not self.eat("]"):
            members.append(self.member())
        if not members:
            raise Refused("[]")
        return ("set", lambda c: any(test(c) for _, test, _ in members) == inside, None)

    def member(self):
        low = self.class_atom()
        if self.peek() != "-" or self.rest[1:2] == ["]"]:
            return low
        self.take()
        first, last = low[2], self.class_atom()[2]
        if first is None or last is None or first > last:
            raise Refused("range")
        return among([(first, last)])

    def class_atom(self):
        character = self.take()
        if character in ("", "["):
            raise Refused("class")
        return self.escape() if character == "\\" else one(character)

    def repeated(self, part):
        times = self.quantifier()
        if times is None:
            return part
        if part[0] in ("start", "end") or (self.peek() and self.peek() in "*+?{"):
            raise Refused("quantifier")
        return ("repeat", part, *times)

    def quantifier(self):
        for sign, times in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.eat(sign):
                return times
        return self.counted() if self.eat("{") else None

    def counted(self):
        text = ""
        while self.peek() and self.peek() != "}":
            text += self.take()
        least, comma, most = text.partition(",")
        digits = [n for n in (least, most) if n]
        if not self.eat("}") or not least or any(not n.isdecimal() or len(n) > 3 for n in digits):
            raise Refused("{")
        low = int(least)
        high = (int(most) if most else None) if comma else low
        if low > 100 or (high is not None and (high > 100 or high < low)):
            raise Refused("repeats")
        return low, high


def size(node):
    """Instructions of the automaton that an implementation may build; patterns over the limit are refused."""
    kind = node[0]
    if kind == "sequence":
        return sum(size(part) for part in node[1])
    if kind == "choice":
        many = len(node[1]) > 1
        return sum(size(option) + many for option in node[1]) + many
    if kind == "repeat":
        _, part, least, most = node
        return size(part) * least + (size(part) + 2 if most is None else (most - least) * (size(part) + 1))
    return 1


def parse(text):
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_PATTERN:
        raise Refused("length")
    reader = Reader(text)
    pattern = reader.choice()
    if reader.rest or size(pattern) + 1 > MOST_INSTRUCTIONS:
        raise Refused("rest")
    return pattern


def ends(node, text, places):
    """Where a match that begins at one of these places can end."""
    kind = node[0]
    if kind == "set":
        return {at + 1 for at in places if at < len(text) and node[1](text[at])}
    if kind == "start":
        return places & {0}
    if kind == "end":
        return places & {len(text)}
    if kind == "choice":
        return set().union(*(ends(option, text, places) for option in node[1]))
    if kind == "sequence":
        for part in node[1]:
            places = ends(part, text, places)
        return places
    return repeated_ends(node, text, places)


def repeated_ends(node, text, places):
    _, part, least, most = node
    for _ in range(least):
        places = ends(part, text, places)
    reached, fresh, rounds = set(places), places, 0
    while fresh and (most is None or rounds < most - least):
        fresh = ends(part, text, fresh) - reached
        reached |= fresh
        rounds += 1
    return reached


def matches(pattern, text):
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_TEXT:
        return False
    return bool(ends(pattern, text, set(range(len(text) + 1))))
