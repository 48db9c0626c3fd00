"""What a supplier states about the bill, itself and its bank, as labels with values."""

from __future__ import annotations

from benchmarks.synthetic.bill import Bill
from benchmarks.synthetic.look import Look
from benchmarks.synthetic.paper import Fact, Lines, Paper


def title(paper: Paper) -> str:
    """`Invoice`, `Gutschrift 1234` …."""
    bill = paper.bill
    word = bill.words("credit_note" if bill.kind == "credit_note" else "invoice")
    return f"{word} {bill.number}" if "number-in-title" in paper.look.asides else word


def number_label(bill: Bill) -> str:
    """The label of the document's number."""
    return bill.words("credit_number" if bill.kind == "credit_note" else "invoice_number")


def about_bill(paper: Paper) -> list[Fact]:
    """Number, dates and references."""
    bill, label, asides = paper.bill, paper.label, paper.look.asides
    facts = []
    if "number-in-title" not in asides or "place" in asides:  # a block of facts is never empty
        facts.append(Fact(label(number_label(bill)), bill.number))
    if "place" not in asides:
        facts.append(Fact(label(bill.words("issue_date")), bill.day(bill.issued), "issue_date"))
    if "period" in asides:
        facts.append(Fact(label(bill.words("period")), bill.period))
    if bill.kind != "credit_note" and bill.days != 7:
        facts.append(Fact(label(bill.words("due_date")), bill.day(bill.due), "due_date"))
    if paper.look.with_codes:
        facts.append(Fact(label(bill.words("customer_number")), bill.customer_number))
    if paper.look.with_units:
        facts.append(Fact(label(bill.words("delivery_date")), bill.day(bill.delivered)))
    if paper.look.with_positions:
        facts.append(Fact(label(bill.words("order_number")), bill.order_number))
    return facts


def contact(paper: Paper) -> list[Fact]:
    """Telephone, mail and web site of the supplier."""
    bill, look = paper.bill, paper.look
    supplier, words = bill.supplier, bill.words
    facts = [
        Fact(words("telephone"), supplier.telephone, "supplier_phone"),
        Fact(words("mail"), supplier.mail, "supplier_email"),
    ]
    other = supplier.telephone[:-1] + str((int(supplier.telephone[-1]) + 1) % 10)
    facts[1:1] = [Fact(words(key), other) for key in ("fax", "mobile") if key in look.asides]
    if look.with_logo:
        facts.append(Fact("", supplier.web))
    return facts


def tax_identity(bill: Bill) -> list[Fact]:
    """The supplier's tax id."""
    key = "employer_number" if bill.country.code == "US" else "tax_id"
    return [Fact(bill.words(key), bill.supplier.tax_id or "", "supplier_tax_id")]


def identity(paper: Paper) -> list[Fact]:
    """Contact and tax id of the supplier; a footer with columns takes the tax id."""
    in_footer = paper.look.payment == "footer-columns"
    return [*contact(paper), *([] if in_footer else tax_identity(paper.bill))]


def bank_account(bill: Bill) -> list[Fact]:
    """Where to pay."""
    bank, words = bill.bank, bill.words
    facts = [Fact(words("bank"), bank.name, "bank_name")]
    if bank.sort_code:
        facts.append(Fact(words(bank.sort_code_label), bank.sort_code))
    facts.append(Fact(words(bank.account_label), bank.account, "account"))
    if bank.bic:
        facts.append(Fact(words("bic"), bank.bic, "bic"))
    return facts


def receiver_lines(paper: Paper) -> Lines:
    """Name and address of the receiver."""
    receiver = paper.bill.receiver
    attention: Lines = []
    if "attention" in paper.look.asides and receiver.person != receiver.name:
        attention = [(paper.bill.words("attention", person=receiver.person), None)]
    return [(receiver.name, "receiver_name"), *attention, *((line, "receiver_address") for line in receiver.address)]


def supplier_lines(bill: Bill) -> Lines:
    """Name and address of the supplier."""
    return [(bill.supplier.name, "supplier_name"), *((line, "supplier_address") for line in bill.supplier.address)]


def receiver_identity(bill: Bill, look: Look) -> list[Fact]:
    """The receiver's tax id, where this supplier prints it."""
    wanted = look.with_rates or look.heading in {"side-by-side", "from-to"}
    if not wanted or bill.receiver.tax_id is None or bill.country.code == "US":
        return []
    return [Fact(bill.words("customer_tax_id"), bill.receiver.tax_id, "receiver_tax_id")]
