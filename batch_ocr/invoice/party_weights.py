"""Weights of the features by which a candidate is judged as supplier and as receiver.

Written by `benchmarks/train_party_weights.py`, which says how they are learned. Names right, of documents:
by hand-set weights, by weights learned on other suppliers (six folds), by these on what they learned from.

                           documents   by hand     folds    fitted
    supplier, labelled           302       279       281       285
    supplier, generated          150       138       145       145
    receiver, labelled           148       135       142       142
    receiver, generated          137       101       131       134
"""

from __future__ import annotations

from collections.abc import Mapping

SUPPLIER_WEIGHTS: Mapping[str, float] = {
    "address_label": 3.5,
    "after_amount": -0.438,
    "bias": -3.481,
    "block_direct": 0.952,
    "contact_tail": 0.814,
    "customers_number": -3.003,
    "domain": 1.923,
    "doubtful": -2.049,
    "first_name": 1.149,
    "footer": 0.939,
    "footer_block": 3.068,
    "fragment": -2.01,
    "has_address": 1.248,
    "joined": 0.217,
    "label_contact": -2.509,
    "label_delivery": -5.001,
    "label_receiver": -6.001,
    "label_supplier": 4.528,
    "larger_follows": -0.116,
    "later_page": -1.002,
    "legal_form": 1.73,
    "lines": 0.316,
    "mention": 1.5,
    "middle": 0.213,
    "numbers_follow": 0.72,
    "order": 0.046,
    "quality": 0.735,
    "repeated": 0.422,
    "sender": 3.019,
    "size": 0.568,
    "table": -2.503,
    "tail_numbers": 0.645,
    "token_repeated": 0.603,
    "top": 1.815,
    "trade": 0.804,
    "unfinished": -1.467,
    "upper": 0.162,
    "words": -0.051,
}
RECEIVER_WEIGHTS: Mapping[str, float] = {
    "after_amount": -2.989,
    "below_sender": 2.4,
    "bias": -3.672,
    "block_direct": 0.907,
    "contact_tail": -0.735,
    "customers_number": 2.012,
    "domain": -1.539,
    "doubtful": -1.0,
    "footer": -3.077,
    "footer_block": -2.0,
    "fragment": -1.0,
    "has_address": 2.09,
    "has_city": 1.225,
    "joined": -1.184,
    "label_contact": -3.009,
    "label_delivery": 1.244,
    "label_receiver": 5.989,
    "label_supplier": -6.0,
    "later_page": -1.007,
    "left_half": 0.268,
    "legal_form": 0.472,
    "mention": -4.0,
    "middle": -0.696,
    "numbers_follow": -0.306,
    "order": 0.322,
    "quality": 0.586,
    "salutation": 1.128,
    "sender": -6.0,
    "size": -0.627,
    "table": -2.002,
    "tail_numbers": -0.861,
    "token_repeated": -0.961,
    "top": -0.516,
    "unfinished": -0.5,
    "vague": -1.53,
    "window": 1.514,
}
