"""The words that name a party on an invoice, or what stands beside it, in nine languages. Data; no rules."""

from __future__ import annotations

import re
from enum import Enum


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


ROLES: dict[Role, str] = {
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
ATTRIBUTES: dict[Attribute, str] = {
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
STEMS: dict[Role, str] = {
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
"""Beginnings of words that name a role, in any inflection: Käufer, Käuferin, kupujący, kupującego."""
NAMES_NOBODY = re.compile(
    r"(?:tion|sion|ione|cion|cao|sao|ung|datum|dato|nr|nummer|numer|numero|number|code|kode|konto|ref|service|"
    r"dienst|(?<=er)no|(?<=or)no|(?<=ent)no)s?$"
)
"""Endings of words that begin so but name what the party does, or its number: Prestation, Debiteurnr."""
BESIDE_STEMS = frozenset(
    """
    details detail data dati datos dane daten information info to for from by of the our your name address contact
    billing bill invoice invoiced factuur facture factura fattura fatura faktury rechnung vom von van voor bij par por
    pour per da de del della do du des der die das la le el los l a al au is und and et y e i in on party
    societe firma company firm societa empresa sociedad our votre uw ihr ihre su vostro your gegevens coordonnees
    account m w r s ship
    """.split()  # noqa: SIM905 -- sixty quoted words would fill sixty lines
)
"""Words that accompany them in a label and name nobody."""
NEEDS_COLON = frozenset(
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
NEIGHBOURS = frozenset(
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
"""Ordinary words that are one letter away from a label."""
