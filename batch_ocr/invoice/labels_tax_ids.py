"""What tax numbers are called, composed of the tax and a word for "number"; data only."""

from __future__ import annotations

from typing import Final

from batch_ocr.invoice.labels import Phrases

_TAXES: Final = "vat,gst,hst,sst,tax,iva,tva,btw,mwst,ust,umsatzsteuer,sales tax,fiscal,moms"
_NUMBERS: Final = (
    "no,nr,number,num,nummer,id,id no,id nr,id number,idno,id nummer,identification,identification no,"
    "identification number,reg,reg no,reg number,registration,registration no,registration number,registered no,code,"
    "identifikationsnummer,identificatienummer,ident nr,payer id"
)
_WHOLE: Final = (
    "gstin,tax id,taxid,ustid,ustidnr,ust id nr,vatid,uid nr,steuernummer,partita iva,nip,nipc,nif,btwnummer,btwnr,"
    "numéro tva,numéro de tva,numero tva,numéro de tva intracommunautaire,tva intracommunautaire,n tva,"
    "numéro d identification tva,identifiant tva,número de contribuinte,contribuinte,contribuinte nº,codice iva,"
    "número de identificación fiscal,identificación fiscal,employer identification number,federal tax id"
)

TAX_ID_PHRASES: Final = Phrases.of(
    {
        "whole": {"": _WHOLE},
        "composed": {"": ",".join(f"{tax} {number}" for tax in _TAXES.split(",") for number in _NUMBERS.split(","))},
    }
)
