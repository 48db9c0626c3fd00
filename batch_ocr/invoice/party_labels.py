"""Labels that say whose name and address follow: seller, buyer or place of delivery, in nine languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from rapidfuzz import fuzz

from batch_ocr.invoice.countries import plain


class Role(Enum):
    """Whose block a label opens."""

    SUPPLIER = "supplier"
    RECEIVER = "receiver"
    DELIVERY = "delivery"
    """The receiver of the goods: often, not always, the receiver of the invoice."""
    CONTACT = "contact"
    """A person to ask or an office: a block that is neither party's address."""


class Attribute(Enum):
    """Which part of a party a label announces."""

    NAME = "name"
    ADDRESS = "address"


_ROLES: dict[Role, str] = {
    Role.SUPPLIER: """
        seller|vendor|supplier|from|issued by|issuer|invoice from|billed by|bill from|remit to|remit payment to|
        please remit to|service provider|provider|sold by|merchant|seller details|supplier details|vendor details|
        from address|our details|biller|payable to|make checks payable to|payee|company name|company details|
        verkäufer|lieferant|rechnungssteller|rechnungsersteller|absender|leistungserbringer|anbieter|auftragnehmer|
        dienstleister|rechnung von|aussteller|vertragspartner|
        vendeur|fournisseur|votre fournisseur|de la part de|émis par|émise par|émetteur|emetteur de la facture|
        expéditeur|prestataire|facturé par|société émettrice|
        vendedor|proveedor|emisor|emitido por|emitida por|expedida por|expedido por|datos del emisor|
        datos del proveedor|datos de la empresa|remitente|
        venditore|fornitore|cedente|cedente prestatore|prestatore|emittente|mittente|emesso da|dati fornitore|
        leverancier|verkoper|afzender|van|factuur van|opdrachtnemer|
        fornecedor|emitente|prestador|prestador de serviços|dados do emitente|
        sprzedawca|wystawca|dostawca|sprzedający|usługodawca|dane sprzedawcy|
        sælger|leverandør|säljare|leverantör|dodavatel""",
    Role.RECEIVER: """
        bill to|billed to|bill to address|bill to party|invoice to|invoiced to|invoice address|invoice recipient|
        billing address|billing details|billing information|sold to|sold to party|customer|customer name|
        customer details|client|client name|client details|buyer|buyer name|buyer details|purchaser|to|recipient|
        charge to|party|party name|messrs|m s|bill to customer|issued to|invoice for|billed customer|
        customer information|payer|account holder|guest name|prepared for|company name and address|account of|
        billing contact|invoicee|billee|addressee|
        rechnungsempfänger|kunde|käufer|käufer leistungsempfänger|leistungsempfänger|rechnungsadresse|
        rechnungsanschrift|rechnung an|auftraggeber|empfänger|besteller|an|kundenanschrift|kundenadresse|kundenname|
        debitor|kundendaten|rechnungsempfänger in|versicherungsnehmer|
        facturé à|facture à|client facturé|acheteur|adresse de facturation|adresse facturation|destinataire|
        facturer à|facturation|preneur|nom du client|informations client|coordonnées client|adressé à|adressée à|
        à l'ordre de|doit|
        cliente|facturar a|a nombre de|señores|señor es|comprador|destinatario|receptor|datos del cliente|
        datos cliente|facturado a|
        dirección de facturación|datos de facturación|nombre del cliente|
        fatturato a|fatturare a|intestatario|acquirente|cessionario|committente|cessionario committente|spett le|
        spettabile|intestata a|dati cliente|indirizzo di fatturazione|fattura a|
        klant|factuuradres|afnemer|koper|factuur aan|gefactureerd aan|geadresseerde|debiteur|klantgegevens|
        facturatieadres|opdrachtgever|klantnaam|aan|ontvanger|ter attentie van|
        faturar a|adquirente|tomador|destinatário|tomador de serviços|exmo s sr s|exmos senhores|exmo sr|
        dados do cliente|morada de faturação|endereço de cobrança|
        nabywca|kupujący|klient|zamawiający|płatnik|usługobiorca|dane nabywcy|kontrahent|odbiorca faktury|
        køber|köpare|kund|faktureres til|fakturaadresse|fakturaadress|odběratel""",
    Role.DELIVERY: """
        ship to|shipped to|ship to address|ship to party|deliver to|delivered to|delivery address|delivery to|
        shipping address|shipping details|shipping information|consignee|consigned to|place of delivery|site address|
        service address|property address|
        lieferadresse|lieferanschrift|warenempfänger|abweichender warenempfänger|lieferung an|versandadresse|
        versand an|lieferort|leistungsort|
        adresse de livraison|adresse livraison|livré à|livrer à|lieu de livraison|lieu livraison|livraison|
        dirección de envío|dirección de entrega|enviar a|entregar a|lugar de entrega|
        indirizzo di spedizione|indirizzo di consegna|luogo di consegna|destinazione|destinazione merce|spedire a|
        afleveradres|bezorgadres|leveradres|verzendadres|
        endereço de entrega|morada de entrega|local de entrega|local de descarga|
        adres dostawy|odbiorca|miejsce dostawy|leveringsadresse|leveransadress""",
    Role.CONTACT: """
        contact|contact person|sales contact|salesperson|sales person|contact commercial|commercial|
        interlocuteur|votre contact|
        ansprechpartner|bearbeiter|sachbearbeiter|ihr ansprechpartner|geschäftsstelle|versicherungsbüro|
        contacto|persona de contacto|contatto|contactpersoon|osoba kontaktowa|
        bank details|bankverbindung|coordonnées bancaires|datos bancarios|coordinate bancarie|dane bankowe""",
}
_ATTRIBUTES: dict[Attribute, str] = {
    Attribute.NAME: """
        name|firma|company|firmenname|nom|raison sociale|société|razón social|nombre o razón social|
        ragione sociale|denominazione|
        ditta|naam|bedrijf|bedrijfsnaam|nome|empresa|denominação|nazwa|nazwa firmy|navn|namn|business name|
        cust name|organisation|organization""",
    Attribute.ADDRESS: """
        address|anschrift|adresse|dirección|domicilio|indirizzo|sede|adres|endereço|morada|adress|
        postal address|postanschrift|street|straße|rue|office address|company address|registered office|
        siège social|firmensitz|sede legale|domicilio social|adres siedziby|vestigingsadres|business address""",
}
_STEMS: dict[Role, str] = {
    Role.SUPPLIER: """
        supplier|supplied|vend|seller|issuer|issued|issuing|emis|emit|emett|emess|provid|prestat|prestad|fourniss|
        proveed|forned|fornecedo|fornitor|leveranci|lieferant|verkaufer|verkauft|verkop|sprzedaw|sprzedaj|wystawc|
        wystawiaj|dostawc|aussteller|ausstellend|ausgestellt|leistungserbring|absend|expedi|rechnungsstell|cedent|
        uitgev|uitgegev|uitgereikt""",
    Role.RECEIVER: """
        client|customer|klant|klient|kund|buyer|purchaser|purchased|invoicee|billee|payer|recipient|addressee|
        empfanger|empfangend|destina|odbior|nabyw|kupuj|kontrahent|debitor|acheteur|comprad|adquir|acquir|afnem|koper|
        ontvang|bestemd|intestat|kaufer|auftraggeb|besteller|bezieh|usteur|rechnungsadress|fakturaadress|adressat|
        debiteur|committent|cessionar|tomador|lessee|tenant|guest|patient|insured""",
}
"""How words begin that name a role in any form: Käufer, Käuferin, kupujący, kupującego."""
_NAMES_NOBODY = re.compile(
    r"(?:tion|sion|ione|cion|cao|sao|ung|datum|dato|nr|nummer|numer|numero|number|code|kode|konto|ref|service|"
    r"dienst|(?<=er)no|(?<=or)no|(?<=ent)no)s?$"
)
"""How words end that begin so and name what the party does, or its number: Prestation, Debiteurnr., Kundendienst."""
_BESIDE_STEMS = frozenset(
    """
    details detail data dati datos dane daten information info to for from by of the our your name address contact
    billing bill invoice invoiced factuur facture factura fattura fatura faktury rechnung vom von van voor bij par por
    pour per da de del della do du des der die das la le el los l a al au is und and et y e i in on party
    societe firma company firm societa empresa sociedad our votre uw ihr ihre su vostro your gegevens coordonnees
    account m w r s ship
    """.split()  # noqa: SIM905 -- sixty quoted words would fill sixty lines
)
"""Words that stand beside them in a label and name nobody."""
_NEEDS_COLON = frozenset(
    [
        "from",
        "to",
        "invoice for",
        "prepared for",
        "an",
        "van",
        "aan",
        "party",
        "customer",
        "client",
        "cliente",
        "klant",
        "kunde",
        "kund",
        "company",
        "firma",
        "name",
        "nom",
        "nome",
        "naam",
        "sede",
        "contact",
        "street",
        "rue",
        "commercial",
        "livraison",
        "facturation",
        "vendor",
        "supplier",
        "buyer",
        "provider",
        "payer",
        "destinazione",
        "adres",
        "adresse",
        "address",
        "payee",
        "merchant",
        "receptor",
        "emisor",
        "prestador",
        "debitor",
        "besteller",
        "lieferant",
        "klient",
        "recipient",
        "doit",
        "señores",
        "de la part de",
        "account of",
    ]
)
"""Also ordinary words: a label only before a colon or alone in its cell."""
_NEIGHBOURS = frozenset(
    {
        "customs",
        "vending",
        "debit",
        "purchase",
        "purchases",
        "supplies",
        "destination",
        "kundennummer",
        "facture",
        "factura",
        "factures",
        "invoice",
        "invoices",
        "customers",
        "lieferung",
        "kundennr",
    }
)
"""Words of their own that are one letter from a label."""


@dataclass(frozen=True, slots=True)
class PartyLabel:
    """A label found at the beginning of a text."""

    meaning: Role | Attribute
    words: int
    """Number of leading words the label takes; a word that holds both label and value ("to:Ann") is not counted."""
    rest: str
    """What follows the label and its colon; empty when the label stands alone."""


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, Role | Attribute]:
    meanings: dict[str, Role | Attribute] = {}
    sources: list[tuple[Role | Attribute, str]] = [*_ROLES.items(), *_ATTRIBUTES.items()]
    for meaning, phrases in sources:
        for phrase in phrases.replace("\n", " ").split("|"):
            meanings.setdefault(_squash(phrase), meaning)
    return meanings


@lru_cache(maxsize=1)
def _colon_needed() -> frozenset[str]:
    return frozenset(map(_squash, _NEEDS_COLON))


def _squash(text: str) -> str:
    return plain(text).replace(" ", "")


@lru_cache(maxsize=4096)
def find_party_label(text: str) -> PartyLabel | None:
    """Return the label `text` begins with, the longest one, or None.

    Small misreadings are forgiven in labels of seven letters and more.
    """
    head, colon, tail = text.partition(":")
    if colon:
        meaning = _meaning(head)
        if meaning is not None:
            return PartyLabel(meaning, len(head.split()), tail.strip(" :"))
    words = text.split()
    for count in range(min(5, len(words)), 0, -1):
        phrase = " ".join(words[:count])
        alone = count == len(words)
        meaning = _meaning(phrase.rstrip(" :.-"))
        if meaning is None or (not alone and not _may_run_on(phrase)):
            continue
        return PartyLabel(meaning, count, " ".join(words[count:]).strip(" :-"))
    return None


def _may_run_on(phrase: str) -> bool:
    """Say whether the value may follow `phrase` without a colon: only after labels that are no ordinary words."""
    return _squash(phrase) not in _colon_needed() and " " in phrase.strip()


@lru_cache(maxsize=4096)
def _meaning(phrase: str) -> Role | Attribute | None:
    if re.search(r"\d", phrase) or len(phrase) > 48:  # noqa: PLR2004 -- longer than the longest label
        return None
    squashed = _squash(phrase)
    lexicon = _lexicon()
    if squashed in lexicon:
        return lexicon[squashed]
    parts = [_squash(part) for part in re.split(r"[/&()]| und | and | et | y ", phrase) if _squash(part)]
    known = [lexicon[part] for part in parts if part in lexicon]
    if len(parts) > 1 and len(known) == len(parts):
        return Role.RECEIVER if Role.RECEIVER in known else known[0]
    if len(squashed) < 7:  # noqa: PLR2004 -- one wrong letter in six makes another word
        return None
    misread = _misread(squashed) if len(phrase.rsplit(maxsplit=1)[-1].strip(":.")) > 1 else None
    return misread or _by_stems(plain(phrase))


def _by_stems(phrase: str) -> Role | None:
    """Return the role that some word of a short phrase names, when every other word is one that labels are made of."""
    words = phrase.split()
    if words[:1] == ["data"]:  # a day in Italian, Polish and Portuguese
        return None
    named = {role for word in words for role in _roles_of_stem(word)}
    rest = [word for word in words if not _roles_of_stem(word) and word not in _BESIDE_STEMS]
    return named.pop() if len(named) == 1 and not rest and len(words) <= 4 else None  # noqa: PLR2004 -- longer is prose


@lru_cache(maxsize=4096)
def _roles_of_stem(word: str) -> frozenset[Role]:
    return frozenset(
        role
        for role, stems in _STEMS.items()
        if any(word.startswith(plain(stem).replace(" ", "")) for stem in stems.replace("\n", " ").split("|"))
        and word not in _NEIGHBOURS
        and not _NAMES_NOBODY.search(word)
    )


def _misread(squashed: str) -> Role | Attribute | None:
    """Return the meaning of a label with one letter lost, added or mistaken in eight.

    Labels that end in a word of one or two letters must be whole: "Invoice to" is one letter from "Invoice no".
    """
    if squashed in _NEIGHBOURS:
        return None
    best, meaning = 0.0, None
    for known, candidate in _lexicon().items():
        if abs(len(known) - len(squashed)) <= 1 and known[0] == squashed[0] and known not in _whole_only():
            ratio = fuzz.ratio(known, squashed)
            if ratio > best:
                best, meaning = ratio, candidate
    return meaning if best >= 87 else None  # noqa: PLR2004 -- one letter in eight


@lru_cache(maxsize=1)
def _whole_only() -> frozenset[str]:
    phrases = (plain(phrase) for text in (*_ROLES.values(), *_ATTRIBUTES.values()) for phrase in text.split("|"))
    return frozenset(phrase.replace(" ", "") for phrase in phrases if phrase and len(phrase.split()[-1]) <= 2)  # noqa: PLR2004
