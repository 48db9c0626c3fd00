"""What each line of a party's block is: name, address, contact, number, label or none of these."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from batch_ocr.invoice.address_patterns import address_score
from batch_ocr.invoice.addresses import split_sender_line
from batch_ocr.invoice.contacts import find_domains, find_emails, find_phones
from batch_ocr.invoice.countries import plain
from batch_ocr.invoice.layout import Segment
from batch_ocr.invoice.party_labels import Attribute, Role, find_party_label
from batch_ocr.invoice.party_names import has_legal_form, is_legal_form, is_salutation, names_a_trade
from batch_ocr.invoice.tax_ids import find_tax_ids, tax_label

ADDRESS_FROM = 0.5
"""Score from which a line is taken for part of an address."""


class Kind(Enum):
    """What a line is."""

    ROLE_LABEL = "role label"
    ATTRIBUTE_LABEL = "attribute label"
    TITLE = "title"
    """The kind of document, or words that stand over a column."""
    FIELD = "field"
    """A label of something else than a party, with or without its value."""
    CONTACT = "contact"
    TAX = "tax"
    REGISTRATION = "registration"
    BANK = "bank"
    DATE = "date"
    CODE = "code"
    """Digits and signs, or letters that make no word."""
    SENTENCE = "sentence"
    SENDER = "sender"
    """Name and address on one line."""
    ATTENTION = "attention"
    """The person a letter to a company is for."""
    ADDRESS = "address"
    OTHER = "other"
    """What is left: names of companies and persons, and slogans."""


@dataclass(frozen=True, slots=True)
class Line:
    """A segment, or the part of it behind a label, with its kind."""

    segment: Segment
    text: str
    kind: Kind

    @classmethod
    def of(cls, segment: Segment, text: str | None = None) -> Line:
        """Judge `segment`, or only `text` of it."""
        own = segment.text if text is None else text
        return cls(segment, own, kind_of(own))


_TITLE_WORDS = frozenset(
    """tax invoice simplified receipt cash sales sale bill official credit note debit copy original duplicate number no nr
    date page seite blatt rechnung gutschrift rechnungs storno proforma pro forma commercial facture factuur factura fattura
    fatura faktura vat avoir lieferschein quotation offer order bestellung summary statement guest check table counter
    cashier welcome thank you thanks kopie kopia duplikat recibo ticket quittung bon beleg kassenbon delivery memo
    adjustment purchase payment slip account tunai resit invois cukai nota kredit simplificada comprobante credito
    nummer datum of and de du la the a an le en description qty quantity price amount total item items menge preis
    betrag pos position artikel beschreibung designation quantite prix montant aantal prijs bedrag omschrijving
    cantidad precio importe descripcion quantita prezzo importo descrizione ilosc cena wartosc opis subtotal netto
    brutto net gross due paid unpaid overdue draft sku uom rate product code unit hsn sac service reference
    belegsummen bemerkungen positionsdaten visualisierung e erechnung notes terms conditions remarks salesperson
    payable information details member void reprint re print doc type time mode method currency gst sst incl excl
    inclusive exclusive rounding change tender card visa mastercard master rm sr zrl dine in take away takeaway eat
    vervaldatum invoiceno dates ihre unsere your our ref referenz numero num ncf serie cliente""".split()
)
_FIELD = re.compile(
    r"^\W*(?:(?:tax\s*)?invo[il1]ce|inv|rechnungs?|rechnung|facture|factuur|factura|fattura|fatura|faktura|receipt|rcpt|bill|doc(?:ument)?|"
    r"beleg|order|auftrags?|bestell|commande|pedido|ordine|zam[óo]wieni|customer|cust|kunden|client|klant|cliente|"
    r"debitor\w*|reference|ref|referenz|reference|unser|ihr|your|our|votre|notre|uw|onze|date|datum|data|fecha|time|uhr|"
    r"page|seite|p[áa]gina|strona|due|f[äa]llig|[ée]ch[ée]ance|vencimiento|scadenza|vervaldatum|termin|payment|zahlung|"
    r"paiement|pago|pagamento|betaling|p[łl]atno|terms|table|cashier|kassierer|counter|salesperson|sales|operator|server|"
    r"station|terminal|pos|pax|covers?|session|user|clerk|staff|member|shift|reg(?:ister)?|trans(?:action)?|trn|"
    r"po\s?(?:number|no)|purchase|delivery|liefer|leistungs|livraison|shipment|shipping|ship|total|sub-?total|summe|"
    r"betrag|amount|balance|saldo|qty|quantity|description|item|price|artikel|menge|vorgang|projekt|project|contract|vertrag|"
    r"vertrags|object|objekt|betreff|subject|objet|attn|z\.?\s?hd|att|vehicle|fahrzeug|currency|w[äa]hrung|devise|valuta|"
    r"zeitraum|period|gln|gtin|nummer|numéro|n[°º]|no\b|nr\b|stylesheet|payable|"
    r"gesch[äa]ftsf[üu]hr\w*|gf\b|vorstand|aufsichtsrat|sitz der|ceo|director|inhaber|capital|eori|"
    r"code\s?service|shopping hours|opening|business hours|website|home\s?page|internet|state name)\b[\w\s./#°-]{0,24}\s?(?:[:#|]|no\b|nr\b|$|\d)",
    re.IGNORECASE,
)
_ATTENTION = re.compile(
    r"^\W*(?:attn|att|attention|attn to|for the attention of|fao|f\.a\.o|c/o|z\.?\s?hd|zu h[äa]nden|z\.?\s?h\.?|[àa] l'attention|"
    r"t\.?\s?a\.?\s?v|a/c|a la atenci[óo]n|alla c\.?\s?a|c\.?\s?a(?=\.)|ao cuidado|na r[ęe]ce|do r[ąa]k|v/)\b",
    re.IGNORECASE,
)
_REGISTRATION = re.compile(
    r"\b(?:registered in|company register|trade register|commercial register|conservat[óo]ria|matr[íi]cula|wpis|bolagsverket|hr[ab]|handelsreg\w*|amtsgericht|registergericht|siret|siren|r\.?c\.?s\.?|rsc|ape|naf|capital|kvk|krs|regon|roc|"
    r"co\.?\s?-?\s?reg|company\s?reg\w*|reg\.?\s?no|registration\s?no|business\s?reg\w*|co\.?\s?no|comp\.?\s?no|company\s?no|"
    r"br\s?no|brn|registro mercantil|c\.?c\.?i\.?a\.?a|rea|llp\d|gln|sociedad inscrita|licen[cs]e|duns)\b",
    re.IGNORECASE,
)
_COMPANY_NUMBER = re.compile(
    r"[(\[]?\s?(?:co\.?\s?(?:reg\.?)?\s?no\.?\s?[:.]?\s?|roc\s?no\.?\s?:?\s?|reg\.?\s?no\.?\s?:?\s?)?"
    r"(?:[A-Z]{1,3}\d{6,}|\d{4,9}\s?[-–.]?\s?[A-Z]{1,2}|(?:LLP)?\d{7}-[A-Z]{2,3}|\d{12}(?:\s?\(\d+-[A-Z]\))?|\d{4,7}-\w)\b\s?\)?\s*$"
)
_BANK = re.compile(
    r"\b(?:iban|bic|swift|konto(?:nr|nummer)?|kto|blz|bankleitzahl|account\s?(?:no|number|name)|a/c|acc\.?\s?no|"
    r"bank(?:verbindung|name|konto)?|banque|banco|banca|sparkasse|volksbank|rib|sort\s?code|routing|ifs?c)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}:\d{2}(?::\d{2})?\s?(?:am|pm|uhr)?\b|"
    r"\b\d{1,2}\.?[\s-]?(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|janv|f[ée]v|avr|juin|juil|ao[uû]t|d[ée]c|"
    r"gen|mag|giu|lug|ago|set|ott|dic|ene|abr)[a-zé]*\.?,?[\s-]?'?\d{2,4}\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"[a-z]*\.?\s?\d{1,2}\s?,\s?\d{4}",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"(?:^|\s)(?:[€$£]|rm|eur|usd|inr)?\s?-?\d{1,3}(?:[., ']\d{3})*[.,]\d{2}\s?(?:[€$£]|eur|usd)?(?:\s|$)", re.IGNORECASE)
_FUNCTION_WORDS = frozenset(
    """is are was were the this that these with for from and or to of be will please your our we you not only any has have
    der die das den dem des und oder wir sie ihr ihre ihnen uns bitte mit von für auf ist sind wird werden nicht bei
    le la les des du et ou nous vous votre notre pour avec par sur est sont une dans au aux
    el los las y o para con por su se es una een het van en voor met wij uw niet wordt per il gli che con non""".split()
)
_PHRASES = re.compile(
    r"thank|welcome|visit us|goods sold|not returnable|exchange|e\s?&\s?o\s?e|powered by|please|bitte|merci|danke|gracias|grazie|"
    r"computer generated|signature|signatory|unterschrift|for shopping|follow us|like us|open(?:ing)? (?:daily|hours)|xml-daten",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def kind_of(text: str) -> Kind:  # noqa: PLR0911 -- a decision list: the first rule that fits names the kind
    """Judge one line by its words alone."""
    label = find_party_label(text)
    if label is not None and label.meaning is Role.CONTACT and label.rest:
        return Kind.ATTENTION
    if label is not None:
        return Kind.ROLE_LABEL if isinstance(label.meaning, Role) else Kind.ATTRIBUTE_LABEL
    if split_sender_line(text) is not None:
        return Kind.SENDER
    if _ATTENTION.match(text):
        return Kind.ATTENTION
    address = address_score(text)
    if address < 1.0 and (find_tax_ids(text) or tax_label(text)):
        return Kind.TAX
    if address < 1.0 and _is_contact(text):
        return Kind.CONTACT
    if address < 0.9 and _DATE.search(text):  # noqa: PLR2004 -- surer than a street
        return Kind.DATE
    if not _has_word(text):
        return Kind.ADDRESS if address > ADDRESS_FROM else Kind.CODE
    if _is_title(text):
        return Kind.TITLE
    number = _number_kind(text)
    if number is not None and not (address >= 0.9 and number is Kind.BANK):  # noqa: PLR2004 -- surer than a street
        return number
    if address >= ADDRESS_FROM and not has_legal_form(text):
        return Kind.ADDRESS
    if address >= 0.9:  # noqa: PLR2004 -- a legal form in a line with postcode: sender's line, judged elsewhere
        return Kind.ADDRESS
    return Kind.SENTENCE if _is_sentence(text) else Kind.OTHER


def _number_kind(text: str) -> Kind | None:
    if is_legal_form(text) or is_salutation(text):
        return None
    if _BANK.search(text) and re.search(r"\d{4}|:", text):
        return Kind.BANK
    stripped = _COMPANY_NUMBER.sub("", text).strip(" ()")
    if _REGISTRATION.search(text) and not has_legal_form(stripped):
        return Kind.REGISTRATION
    if not _has_word(stripped):
        return Kind.REGISTRATION
    if _FIELD.match(text) and not has_legal_form(text) and not _is_lot(text):
        return Kind.FIELD
    if _DATE.search(text):
        return Kind.DATE
    head, colon, _ = text.partition(":")
    if colon and len(head.split()) <= 3 and not has_legal_form(text) and address_score(text) < 0.9:  # noqa: PLR2004
        return Kind.FIELD
    if _AMOUNT.search(text):
        return Kind.CODE
    return None


def _is_lot(text: str) -> bool:
    """Say whether "No." at the beginning counts houses: an address goes on with words and commas, a field with a value."""
    return bool(re.match(r"^\W*no\b", text, re.IGNORECASE)) and address_score(text) >= 0.8  # noqa: PLR2004


def _has_word(text: str) -> bool:
    """Say whether `text` holds a word of two letters, with more letters than digits about it."""
    letters = sum(character.isalpha() for character in text)
    digits = sum(character.isdigit() for character in text)
    return letters >= 2 and (digits <= letters or bool(re.search(r"[^\W\d_]{4,}", text)))  # noqa: PLR2004


def _is_title(text: str) -> bool:
    words = [word for word in plain(text).split() if not word.isdigit()]
    return bool(words) and all(word in _TITLE_WORDS or len(word) == 1 for word in words)


def _is_contact(text: str) -> bool:
    if find_emails(text):
        return True
    if re.match(r"^\W*(?:tel|t[ée]l|telefon|phone|fax|mobile?|hp|e-?mail|www|http|website|web|careline)\b", text, re.IGNORECASE):
        return True
    phones = find_phones(text)
    if phones and (phones[0].labelled or len(plain(text)) - len(plain(phones[0].number)) < 12):  # noqa: PLR2004 -- a short word before it
        return True
    return bool(find_domains(text)) and len(text.split()) <= 3  # noqa: PLR2004


def _is_sentence(text: str) -> bool:
    words = text.split()
    if _PHRASES.search(text):
        return True
    functions = sum(word.casefold().strip(".,") in _FUNCTION_WORDS for word in words)
    lower = sum(word[:1].islower() for word in words)
    if has_legal_form(text) and len(words) <= 9:  # noqa: PLR2004 -- longer than any company's name
        return False
    return len(words) > 9 or (len(words) > 3 and (functions >= 2 or lower >= 0.6 * len(words)))  # noqa: PLR2004


def is_name_like(text: str) -> bool:
    """Say whether `text` could name a company or person at all."""
    return kind_of(text) is Kind.OTHER or (has_legal_form(text) and kind_of(text) in (Kind.ADDRESS, Kind.REGISTRATION))


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
    if colon and len(head.split()) <= 3 and _has_word(tail):  # noqa: PLR2004 -- the words of a label
        text = tail
    text = re.sub(r"[(\[]\s?(?:co\.?\s?)?(?:reg\.?|roc|no\.?|nr\.?|company)[^)\]]*\d[^)\]]*[)\]]?", "", text, flags=re.IGNORECASE)
    text = re.sub(r"[(\[]?\s?\b[A-Z]{0,3}\d{4,}\s?[-–.]?\s?[A-Z]{0,3}\s?[)\]]?\s*$", "", text)
    text = re.sub(r"\s*[(\[]\s*\d[\w -]{4,}[)\]]", "", text)
    text = re.split(r"\s[·•|–-]\s(?=(?:https?:|www\.|\S+@|\S+\.[a-z]{2,4}\b))", text)[0]
    return text.strip(" ,;:|·•*_-–~'\"“”`=<>").strip()
