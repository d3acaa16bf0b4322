"""What a buyer in a country reads and speaks."""

from accounts.models import Language

# In which of the four languages a buyer there reads this site first. Elsewhere the reader's own choice is all we know.
READ_FIRST: dict[str, Language] = {
    "AT": Language.DE,
    "CH": Language.DE,
    "DE": Language.DE,
    "FR": Language.FR,
    "GB": Language.EN,
    "IE": Language.EN,
    "LU": Language.FR,
    "NL": Language.NL,
    "US": Language.EN,
}
# In which of its official languages a firm's support helps there (ISO 639-1), for the markets nearest to Belgian firms.
SPOKEN: dict[str, tuple[str, ...]] = {
    "AE": ("ar",),
    "AT": ("de",),
    "AU": ("en",),
    "BG": ("bg",),
    "BR": ("pt",),
    "CA": ("en", "fr"),
    "CD": ("fr",),
    "CH": ("de", "fr", "it"),
    "CN": ("zh",),
    "CZ": ("cs",),
    "DE": ("de",),
    "DK": ("da",),
    "EE": ("et",),
    "ES": ("es",),
    "FI": ("fi", "sv"),
    "FR": ("fr",),
    "GB": ("en",),
    "GR": ("el",),
    "HR": ("hr",),
    "HU": ("hu",),
    "IE": ("en",),
    "IN": ("hi", "en"),
    "IT": ("it",),
    "JP": ("ja",),
    "KR": ("ko",),
    "LT": ("lt",),
    "LU": ("fr", "de", "lb"),
    "LV": ("lv",),
    "MA": ("ar", "fr"),
    "MX": ("es",),
    "NL": ("nl",),
    "NO": ("nb", "no"),
    "PL": ("pl",),
    "PT": ("pt",),
    "RO": ("ro",),
    "SE": ("sv",),
    "SG": ("en",),
    "SI": ("sl",),
    "SK": ("sk",),
    "TR": ("tr",),
    "UA": ("uk",),
    "US": ("en",),
    "ZA": ("en",),
}
# How each of the four languages offers itself: read by whoever does not read the page.
OFFERS: dict[Language, str] = {
    Language.EN: "Read this page in English",
    Language.FR: "Lire cette page en français",
    Language.NL: "Lees deze pagina in het Nederlands",
    Language.DE: "Diese Seite auf Deutsch lesen",
}
