"""What marks the name of a company: its legal form, its trade, or a salutation before a person's."""

from __future__ import annotations

import re

_STRONG_FORMS = (
    r"gmbh(?:\s*&\s*co\.?\s*(?:kg|ohg)(?:aa)?)?",
    r"ag(?:\s*&\s*co\.?\s*kg)?",
    r"kg|ohg|ug|gbr|e\.?\s?k\.?|e\.?\s?v\.?|mbh|kgaa|eg|a\.g\.?|se|vvag",
    r"s\.?a\.?r\.?l\.?|s\.?a\.?s\.?u?|s\.a\.?|e\.?u\.?r\.?l\.?|s\.?n\.?c\.?|s\.?c\.?i\.?|s\.?c\.?p\.?",
    r"s\.?r\.?l\.?s?|s\.?p\.?a\.?|s\.?a\.?s\.?|soc\.?\s?coop\.?",
    r"s\.?l\.?u?\.?|s\.?a\.?u\.?|s\.?c\.?c\.?l\.?",
    r"l\.?d\.?a\.?|ltda\.?|unipessoal|s\.?g\.?p\.?s\.?",
    r"b\.?\s?v\.?b?\.?a?\.?|n\.?\s?v\.?|v\.?o\.?f\.?|c\.?v\.?|comm\.?\s?v",
    r"sp\.?\s?z\.?\s?o\.?\s?o\.?|s\.?a\.?|sp\.?\s?[jkp]\.?|sp\.?\s?z\.?\s?o\.?\s?o\.?\s?sp\.?\s?k\.?|p\.?p\.?h\.?u\.?",
    r"a/s|aps|oyj?|a\.?b\.?|as|asa|hf|ehf|s\.?r\.?o\.?|a\.?s\.?|kft\.?|zrt\.?|d\.?o\.?o\.?|o[uü]|uab|sia|eood|ood",
    r"ltd\.?|limited|plc|llp|llc|l\.l\.c\.?|inc\.?|incorporated|corp\.?|corporation|co\.?|company|pte\.?|pty\.?|pvt\.?|private",
    r"sdn\.?\s*bhd\.?|[s5]\s?/\s?[b8]|bhd\.?|plt|berhad|sdn|pt\.?\s\w+\s?tbk|tbk|holdings?|group|gruppe|groupe",
)
_WEAK_FORMS = (
    r"enterprises?|trading|restaurant|restoran|kedai|pharmacy|hardware|supermarket|hypermarket|pasaraya|perniagaan|"
    r"bakery|bakeries|cafe|café|bistro|kopitiam|mart|store|stores|shop|boutique|hotel|hôtel|services?|solutions?|"
    r"industries|industrial|marketing|electrical|stationery|stationers|furniture|motors?|auto|garage|studio|salon|"
    r"workshop|engineering|technolog(?:y|ies)|systems?|consulting|agency|agentur|verlag|druckerei|bäckerei|metzgerei|"
    r"apotheke|praxis|kanzlei|stadtwerke|verein|versicherung|versicherungsverein|boulangerie|pharmacie|librairie|"
    r"garage|ferretería|panadería|farmacia|taller|ferramenta|panificio|bakkerij|winkel|slagerij|handelsonderneming|"
    r"sklep|piekarnia|hurtownia|zakład|firma|associates|partners|brothers|bros|sons|supplies|products|foods?|"
    r"international|global|suppliers?|departmental|emporium|book\s?store|books|gallery|village|house|station|clinic|"
    r"house|kitchen|catering|coffee|corner|market|minimarket|mini\s?market"
)
_STRONG = re.compile(r"(?<![\w./])(?:" + "|".join(_STRONG_FORMS) + r")(?![\w/])", re.IGNORECASE)
_SHORT_UPPER = re.compile(r"\b(?:AG|SE|KG|UG|EG|NV|BV|SA|SL|AS|AB|OY|CO|CV|EU|SCI|SAS|SNC|SPA|SRL|ADB|PLT|INC|EV)\b")
_WEAK = re.compile(r"\b(?:" + _WEAK_FORMS + r")\b", re.IGNORECASE)
_ONLY_FORM = re.compile(r"^\W*(?:(?:" + "|".join(_STRONG_FORMS) + r")\W*)+$", re.IGNORECASE)
_SHORT_WORDS_TEXT = """
ag se kg ug eg nv bv sa sl as ab oy co cv eu sci sas snc spa srl ek ev sc sca hf slu cvba bvba group private
scp
"""
_SHORT_WORDS = frozenset(_SHORT_WORDS_TEXT.split())
_GENERIC_START = re.compile(
    r"^\W*(?:enterprises?|trading|holdings?|services?|industries|international|company|solutions|technologies|electrical|"
    r"marketing|corporation|incorporated|limited|associates|partners|gesellschaft|versicherungsverein|group|systems?)(?:\b|\w?(?=\())",
    re.IGNORECASE,
)
_SALUTATION = re.compile(
    r"^(?:herrn?|frau|firma|fa\.?|familie|an|monsieur|madame|mme|m\.|mr\.?|mrs\.?|ms\.?|messrs\.?|m/s|spett\.?\s?le|"
    r"sig\.?(?:ra)?|sr\.?a?|d\.?|dª|dhr\.?|mevr\.?|mw\.?|exmos?\.?\s?\(?s?\)?\.?\s?srs?\.?|pan|pani|to|the manager)$",
    re.IGNORECASE,
)


def has_legal_form(text: str) -> bool:
    """Say whether `text` ends in, or holds, a legal form such as GmbH, Sdn Bhd, S.A. or Ltd.

    Two-letter forms that are also words ("as", "se", "co") count only in capitals or with their dots.
    """
    for found in _STRONG.finditer(text):
        form = found.group()
        if form.casefold() in _SHORT_WORDS and not _SHORT_UPPER.match(form):
            continue
        if found.start() > 0:
            return True
    return False


def is_legal_form(text: str) -> bool:
    """Say whether `text` is nothing but a legal form, as at the second line of a long name."""
    return bool(_ONLY_FORM.match(text))


def names_a_trade(text: str) -> bool:
    """Say whether a word in `text` names a kind of business: Trading, Restaurant, Bäckerei."""
    return bool(_WEAK.search(text))


def starts_generic(text: str) -> bool:
    """Say whether the first word of `text` is one that only goes on with a name: Enterprise, Trading, Holdings."""
    return bool(_GENERIC_START.match(text))


def is_salutation(text: str) -> bool:
    """Say whether `text` is only the form of address that stands in the line above a name."""
    return bool(_SALUTATION.match(text.strip(" :,")))


def has_word(text: str) -> bool:
    """Say whether `text` holds a word of two letters, with more letters than digits about it."""
    letters = sum(character.isalpha() for character in text)
    digits = sum(character.isdigit() for character in text)
    return letters >= 2 and (digits <= letters or bool(re.search(r"[^\W\d_]{4,}", text)))  # noqa: PLR2004


def name_quality(text: str) -> float:
    """Estimate how much `text` reads like a company's name: about -2 for junk to 2 for a name with a legal form."""
    words = text.split()
    letters = sum(character.isalpha() for character in text)
    score = 1.6 if has_legal_form(text) else 0.7 if names_a_trade(text) else 0.0
    score -= 1.5 * (1 - letters / max(1, len(text.replace(" ", ""))))
    score -= 0.4 * max(0, len(words) - 6)
    score -= 0.8 if words[0][:1].islower() else 0.0
    score -= 1.0 if letters < 4 else 0.0  # noqa: PLR2004 -- initials and noise
    return score


def clean_name(text: str) -> str:
    """Return a name without registration numbers, leading labels and the signs around it."""
    head, colon, tail = text.partition(":")
    if colon and len(head.split()) <= 3 and has_word(tail):  # noqa: PLR2004 -- the words of a label
        text = tail
    text = re.sub(
        r"[(\[]\s?(?:co\.?\s?)?(?:reg\.?|roc|no\.?|nr\.?|company)[^)\]]*\d[^)\]]*[)\]]?", "", text, flags=re.IGNORECASE
    )
    text = re.sub(r"[(\[]?\s?\b[A-Z]{0,3}\d{4,}\s?[-–.]?\s?[A-Z]{0,3}\s?[)\]]?\s*$", "", text)
    text = re.sub(r"\s*[(\[]\s*\d[\w -]{4,}[)\]]", "", text)
    text = re.split(r"\s[·•|–-]\s(?=(?:https?:|www\.|\S+@|\S+\.[a-z]{2,4}\b))", text)[0]
    bare = text.strip(" ,;:|·•*_-–~'\"“”`=<>").strip()
    return bare if ")" in bare else bare.removeprefix("(").strip()
