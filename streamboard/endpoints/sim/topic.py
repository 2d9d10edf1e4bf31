"""What a prompt asks for."""

from __future__ import annotations

import re

MAX_TOPIC_WORDS = 5
MAX_TOPIC_CHARACTERS = 48
NO_TOPIC = "the question"

GENRE_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (genre, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for genre, words in (
        ("haiku", "haikus?"),
        ("poem", "poems?|poetry|sonnets?|verses?|limericks?|ballads?|rhymes?|odes?|lullaby|song"),
        ("story", "story|stories|tales?|fables?|novel|chapter|fairy ?tales?|legend|adventure"),
        ("dialogue", "dialogues?|conversation|interview|debate|scene|script for|argue"),
        ("code", "code|function|program|python|javascript|typescript|sql|script|implement|unit tests?|regex"),
        ("list", "lists?|ideas|tips|steps|reasons|ways|examples|names|bullet|bullets|pros and cons|top \\d+"),
    )
)
"""The first match wins."""

GREETING = re.compile(
    r"^\W*(hi|hello|hey|thanks?|thank you|good (morning|evening|day)|ok|test|ping)\b", re.IGNORECASE
)
GREETING_WORDS = 6

TOPIC_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\babout\s+(.+)",
        r"\bbetween\s+(.+)",
        r"\b(?:on|of) the (?:topic|subject) of\s+(.+)",
        r"\bexplain\s+(?:to me\s+)?(?:in \w+ \w+\s+)?(.+)",
        r"\bwhat(?:'s| is| are| was| were)\s+(.+)",
        r"\bdescribe\s+(.+)",
        r"\bcompare\s+(.+)",
        r"\b((?:how|why) .+)",
        r"\b(?:haiku|poem|sonnet|ode|list|story|dialogue|ideas|tips|names|reasons|ways|examples)\s+(?:of|on|for|to|from)\s+(.+)",
        r"\b(?:code|function|program|script|class)\s+(?:that|to|for|which)\s+(?:\w+s\s+)?(.+)",
        r"\bof\s+(.+)",
    )
)
"""The most reliable first."""

PHRASE_END = re.compile(
    r"[.,;:!?()\[\]{}<>\"\n]|\s[-–—]\s"
    r"|\s(?:that|which|who|whose|when|where|while|using|please|suppose)\b"
    r"|\s(?:in|with|for|as|at)\s+(?:\w+\s+){0,2}(?:words?|sentences?|lines?|paragraphs?|style|terms|detail|python|english)\b"
    r"|\s(?:to|for) (?:me|a child|an? \w+-year-old|kids|beginners)\b",
    re.IGNORECASE,
)
TRAILING = re.compile(
    r"\s+(?:and|or|the|a|an|of|to|in|on|for|with|from|by|is|are|at|as|it|does|do|into)$", re.IGNORECASE
)
QUESTION = re.compile(
    r"^(how|why)\s+(is|are|was|were|do|does|did|can)\s+((?:(?:the|a|an|my|our|your)\s+)?\w+)\s+(.+)",
    re.IGNORECASE,
)
"""With its verb before its subject."""
WORDS = re.compile(r"[^\W_][\w'’-]*")

COMMON_WORDS = """
a an and any are as at be but by can could do does for from give had has have hello help here how i
if in is it its just like make me more my no not of on one or our please short should so some tell
that the their them then there these they this to up us was we were what when where which who why
will with would write you your long about between brief briefly sentence sentences words word very
explain describe list story poem haiku code function
"""
COMMON = frozenset(COMMON_WORDS.split())

NUMBER_WORDS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
MAX_ITEMS = 50
ITEMS = re.compile(
    r"\b(?P<number>\d{1,3}|" + "|".join(NUMBER_WORDS[2:]) + r")\s+(?:\w+\s+){0,2}?"
    r"(?:items|ideas|tips|steps|reasons|ways|examples|names|things|haikus?|points|facts|bullets?|questions)\b",
    re.IGNORECASE,
)
SILENT_E = re.compile(r"[^aeioul]e$|[^aeiouscgxzh]es$")
VOWELS = re.compile(r"[aeiouy]+")


def genre_of(prompt: str) -> str:
    """A key of `prose.GENRES`."""
    if GREETING.match(prompt) and len(prompt.split()) <= GREETING_WORDS:
        return "chat"
    for genre, words in GENRE_WORDS:
        if words.search(prompt):
            return genre
    return "explanation"


def topic_of(prompt: str) -> str:
    """A phrase that can follow `about`."""
    for pattern in TOPIC_PATTERNS:
        found = pattern.search(prompt)
        if found and (phrase := _phrase(found[1])):
            return phrase
    words = [word for word in WORDS.findall(prompt) if word.lower() not in COMMON and not word.isdigit()]
    return (_phrase(words[-1]) if words else "") or NO_TOPIC


def _phrase(text: str) -> str:
    """The longest beginning that is a short phrase of plain words."""
    clause = PHRASE_END.split(text.lstrip(" \t\r\n{[(<\"'"), maxsplit=1)[0]
    clause = QUESTION.sub(_as_clause, clause)
    phrase = " ".join(WORDS.findall(clause)[:MAX_TOPIC_WORDS])[:MAX_TOPIC_CHARACTERS].strip()
    while TRAILING.search(phrase):
        phrase = TRAILING.sub("", phrase)
    return "" if phrase.lower() in COMMON else phrase


def _as_clause(question: re.Match[str]) -> str:
    """`Why is the sky blue` becomes `why the sky is blue`."""
    asks, verb, subject, rest = (
        part.lower() if number < 2 else part for number, part in enumerate(question.groups())
    )
    return f"{asks} {subject} {rest}" if verb in ("do", "does", "did") else f"{asks} {subject} {verb} {rest}"


def items_asked_for(prompt: str) -> int | None:
    """The number in `five tips` or `12 haikus`."""
    found = ITEMS.search(prompt)
    if found is None:
        return None
    text = found["number"].lower()
    number = int(text) if text.isdigit() else NUMBER_WORDS.index(text)
    return min(number, MAX_ITEMS) or None


def identifier_of(topic: str) -> str:
    words = [word.lower() for word in re.findall(r"[A-Za-z]+", topic) if word.lower() not in COMMON]
    return "_".join(words[:2]).removesuffix("s") or "item"


def syllables(text: str) -> int:
    """Estimate the syllables of an English phrase."""
    total = 0
    for word in WORDS.findall(text.lower()):
        total += max(1, len(VOWELS.findall(word)) - bool(SILENT_E.search(word)))
    return total
