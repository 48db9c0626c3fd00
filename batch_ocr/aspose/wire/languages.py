"""The languages of the service, spelled as the service spells them (`Ukrainan`, `Kazah`, `Belorussian` are no slips).

Source: docs.aspose.cloud/ocr/supported-languages/, the same set as the enum of the OpenAPI file.
"""

from __future__ import annotations

from typing import Final

LANGUAGES: Final = tuple(
    """
    English German French Italian Spanish Portuguese Polish Slovene Slovak Netherlands Lithuanian Latvian Danish
    Norwegian Finnish Serbian Croatian Czech Swedish Estonian Romanian Chinese Russian Arabic Hindi Ukrainan Bengali
    Tibetan Thai Urdu Turkish Korean Indonesian Hebrew Javanese Greek Japanese Persian Albanian Latin Vietnamese
    Uzbek Georgian Bulgarian Azerbaijani Kazah Macedonian Belorussian Malay Hausa Sundanese Swahili Tagalog Yoruba
    Oromo Cebuano Dutch Kurdish Serbo_Croatian Malagasy Zhuang Turkmen Somali Hungarian Chichewa Rwanda Min_Bei Zulu
    Ilocano Min_Dong Quechua Hiligaynon Hmong Shona Xhosa Betawi Catalan Afrikaans Minangkabau Sotho_Southern Bikol
    Makua Kanuri Tswana Kikongo Luo Sukuma Tsonga Bosnian Bemba Nandi Palembang Umbundu Sotho_Northern Waray_Waray
    Lamani Low_German Gilaki Musi HWT_ENG Pu_Xian Kapampangan Bouyei Galician Ndebele Yao Sasak Swati Gusii Meru
    Wolaytta Dong Pangasinan Dimli Makassar Tumbuka Serer_Sine Occitan Tonga Muong Kiche Luguru Wu Cantonese Min_Nan
    Xiang Hakka Gan Chechen Kabardian Marathi Bhojpuri Maithili Awadhi Nepali Marwari Magahi Haryanvi Chattisgarhi
    Dhundari Konkani Kanauji Mewati Rajbanshi Garhwali Kumauni Wagdi Malvi Mewari Uyghur Telugu Kannada Tamil
    Devanagari
    """.split()  # noqa: SIM905  154 quoted words would hide the words
)
"""All 154 in the contract's order."""

SPELL_CHECK_LANGUAGES: Final = frozenset(
    """
    Croatian Czech Danish Dutch English HWT_ENG Estonian Finnish French German Italian Latvian Norwegian Polish
    Portuguese Serbian Slovak Slovene Spanish Swedish
    """.split()  # noqa: SIM905  as above
)
"""Those for which `makeSpellCheck` does anything."""

_BY_FOLDED_NAME: Final = {language.casefold(): language for language in LANGUAGES}


def language_named(name: str) -> str | None:
    """Return the contract's spelling of a language given in any case, or None if there is no such language."""
    return _BY_FOLDED_NAME.get(name.strip().casefold())
