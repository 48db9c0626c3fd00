"""The words and patterns that classify the lines of an invoice, in all its languages."""

from __future__ import annotations

import re

TITLE_WORDS_TEXT = """
tax invoice simplified receipt cash sales sale bill official credit note debit copy original duplicate number
no nr date page seite blatt rechnung gutschrift rechnungs storno proforma pro forma commercial facture factuur
factura fattura fatura faktura vat avoir lieferschein quotation offer order bestellung summary statement guest
check table counter cashier welcome thank you thanks kopie kopia duplikat recibo ticket quittung bon beleg
kassenbon delivery memo adjustment purchase payment slip account tunai resit invois cukai nota kredit
simplificada comprobante credito nummer datum of and de du la the a an le en description qty quantity price
amount total item items menge preis betrag pos position artikel beschreibung designation quantite prix montant
aantal prijs bedrag omschrijving cantidad precio importe descripcion quantita prezzo importo descrizione ilosc
cena wartosc opis subtotal netto brutto net gross due paid unpaid overdue draft sku uom rate product code unit
hsn sac service reference bemerkungen e notes terms conditions remarks salesperson payable information details
member void reprint re print doc type time mode method currency gst sst incl excl inclusive exclusive rounding
change tender card visa mastercard master rm sr zrl dine in take away takeaway eat vervaldatum invoiceno dates
ihre unsere your our ref referenz numero num ncf serie cliente
"""
TITLE_WORDS = frozenset(TITLE_WORDS_TEXT.split())
"""Words that titles of documents and columns are made of, in plain letters."""
FUNCTION_WORDS_TEXT = """
is are was were the this that these with for from and or to of be will please your our we you not only any has
have der die das den dem des und oder wir sie ihr ihre ihnen uns bitte mit von für auf ist sind wird werden
nicht bei le la les du et ou nous vous votre notre pour avec par sur est sont une dans au aux el los las y o
para con por su se es una een het van en voor met wij uw niet wordt per il gli che non
"""
FUNCTION_WORDS = frozenset(FUNCTION_WORDS_TEXT.split())
"""Words that make a sentence, and no name."""
FIELD = re.compile(
    r"^\W*(?:"
    r"(?:tax\s*)?invo[il1]ce|inv|rechnungs?|rechnung|facture|factuur|factura|fattura|fatura|faktura|"
    r"receipt|rcpt|bill|doc(?:ument)?|beleg|order|auftrags?|bestell|commande|pedido|ordine|zam[óo]wieni|"
    r"customer|cust|kunden|client|klant|cliente|debitor\w*|reference|ref|referenz|reference|unser|ihr|"
    r"your|our|votre|notre|uw|onze|date|datum|data|fecha|time|uhr|page|seite|p[áa]gina|strona|due|"
    r"f[äa]llig|[ée]ch[ée]ance|vencimiento|scadenza|vervaldatum|termin|payment|zahlung|paiement|pago|"
    r"pagamento|betaling|p[łl]atno|terms|table|cashier|kassierer|counter|salesperson|sales|operator|"
    r"server|station|terminal|pos|pax|covers?|session|user|clerk|staff|member|shift|reg(?:ister)?|"
    r"trans(?:action)?|trn|po\s?(?:number|no)|purchase|delivery|liefer|leistungs|livraison|shipment|"
    r"shipping|ship|total|sub-?total|summe|betrag|amount|balance|saldo|qty|quantity|description|item|"
    r"price|artikel|menge|vorgang|projekt|project|contract|vertrag|vertrags|object|objekt|betreff|subject|"
    r"objet|attn|z\.?\s?hd|att|vehicle|fahrzeug|currency|w[äa]hrung|devise|valuta|zeitraum|period|gln|"
    r"gtin|nummer|numéro|n[°º]|no\b|nr\b|payable|gesch[äa]ftsf[üu]hr\w*|gf\b|vorstand|aufsichtsrat|"
    r"sitz der|ceo|director|inhaber|capital|eori|code\s?service|shopping hours|opening|business hours|"
    r"website|home\s?page|internet|state name"
    r")\b[\w\s./#°-]{0,24}\s?(?:[:#|]|no\b|nr\b|$|\d)",
    re.IGNORECASE,
)
"""A label of the document's own data: numbers, dates, terms, people at the till."""
ATTENTION = re.compile(
    r"^\W*(?:"
    r"attn|att|attention|attn to|for the attention of|fao|f\.a\.o|c/o|z\.?\s?hd|zu h[äa]nden|z\.?\s?h\.?|"
    r"[àa] l'attention|t\.?\s?a\.?\s?v|a/c|a la atenci[óo]n|alla c\.?\s?a|c\.?\s?a(?=\.)|ao cuidado|"
    r"na r[ęe]ce|do r[ąa]k|v/"
    r")\b",
    re.IGNORECASE,
)
"""Before the person whom a letter to a company is for."""
REGISTRATION = re.compile(
    r"\b(?:"
    r"registered in|company register|trade register|commercial register|conservat[óo]ria|matr[íi]cula|"
    r"wpis|bolagsverket|hr[ab]|handelsreg\w*|amtsgericht|registergericht|siret|siren|r\.?c\.?s\.?|rsc|ape|"
    r"naf|capital|kvk|krs|regon|roc|co\.?\s?-?\s?reg|company\s?reg\w*|reg\.?\s?no|registration\s?no|"
    r"business\s?reg\w*|co\.?\s?no|comp\.?\s?no|company\s?no|br\s?no|brn|registro mercantil|"
    r"c\.?c\.?i\.?a\.?a|rea|llp\d|gln|sociedad inscrita|licen[cs]e|duns"
    r")\b",
    re.IGNORECASE,
)
"""Registers of companies and their numbers."""
COMPANY_NUMBER = re.compile(
    r"[(\[]?\s?(?:co\.?\s?(?:reg\.?)?\s?no\.?\s?[:.]?\s?|roc\s?no\.?\s?:?\s?|reg\.?\s?no\.?\s?:?\s?)?"
    r"(?:[A-Z]{1,3}\d{6,}|\d{4,9}\s?[-–.]?\s?[A-Z]{1,2}|(?:LLP)?\d{7}-[A-Z]{2,3}|\d{12}(?:\s?\(\d+-[A-Z]\))?|\d{4,7}-\w)\b\s?\)?\s*$"
)
"""A register's number at the end of a line, as behind a company's name on a receipt."""
BANK = re.compile(
    r"\b(?:"
    r"iban|bic|swift|konto(?:nr|nummer)?|kto|blz|bankleitzahl|account\s?(?:no|number|name)|a/c|"
    r"acc\.?\s?no|bank(?:verbindung|name|konto)?|banque|banco|banca|sparkasse|volksbank|rib|sort\s?code|"
    r"routing|ifs?c"
    r")\b",
    re.IGNORECASE,
)
"""Words of a bank account."""
DATE = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}:\d{2}(?::\d{2})?\s?(?:am|pm|uhr)?\b|"
    r"\b\d{1,2}\.?[\s-]?(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|janv|f[ée]v|avr|juin|juil|ao[uû]t|d[ée]c|"
    r"gen|mag|giu|lug|ago|set|ott|dic|ene|abr)[a-zé]*\.?,?[\s-]?'?\d{2,4}\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"[a-z]*\.?\s?\d{1,2}\s?,\s?\d{4}",
    re.IGNORECASE,
)
AMOUNT = re.compile(
    r"(?:^|\s)(?:[€$£]|rm|eur|usd|inr)?\s?-?\d{1,3}(?:[., ']\d{3})*[.,]\d{2}\s?(?:[€$£]|eur|usd)?(?:\s|$)",
    re.IGNORECASE,
)
PHRASES = re.compile(
    r"(?:"
    r"thank|welcome|visit us|goods sold|not returnable|exchange|e\s?&\s?o\s?e|powered by|please|bitte|"
    r"merci|danke|gracias|grazie|computer generated|signature|signatory|unterschrift|for shopping|"
    r"follow us|like us|open(?:ing)? (?:daily|hours)"
    r")",
    re.IGNORECASE,
)
"""Phrases of courtesy and of terms, never a name."""
