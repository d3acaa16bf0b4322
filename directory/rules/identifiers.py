"""Enterprise numbers and web addresses, in the many ways people write them."""

import re
import unicodedata
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from stdnum.be import vat

# Words that Belgians write before the number: VAT in four languages, the registers, and the number's own name.
WORDS = (
    r"B\.?T\.?W|T\.?V\.?A|VAT|MWST|UST|ID|BCE|KBO|ZDU|NR|NO|NUM[EÉ]RO|NUMMER|NUMBER"
    r"|D['’]ENTREPRISE|ENTREPRISE|ENTERPRISE|ONDERNEMINGSNUMMER|UNTERNEHMENSNUMMER|IDNR|N"
)
BEFORE_THE_NUMBER = re.compile(rf"(?<![^\W\d_])(?:{WORDS})(?![^\W\d_]|['’])[.°:]*|N°|№", re.IGNORECASE)
# The register of legal persons comes with the name of its court, on either side of the number.
REGISTER = re.compile(r"^(?:RPR|RPM|RJP)\b\D*", re.IGNORECASE)
AFTER_THE_NUMBER = re.compile(r"(?<=\d)[\s,(]\D*$")
PEPPOL = re.compile(r"^0208:")
SEPARATORS = re.compile(r"[\s.\-/:,·\u2010-\u2015]+")
# Digits and letters of Japanese keyboards. NFKC would do more than that and turn ² into 2.
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
LEGAL_FORM = re.compile(r"ag|asbl|bv|bvba|cv|cvba|gmbh|ltd|nv|plc|sa|sas|sarl|sc|scrl|sprl|srl|vof|vzw", re.IGNORECASE)
LONGEST_INPUT = 200
NOT_IN_ADDRESSES = {"Cc", "Cf", "Cs"}  # control signs, invisible ones, halves of a character


def clean_enterprise_number(text: str) -> str:
    """Ten ASCII digits from what a person typed, or '' from nothing.

    The rule is product.md's: first digit 0 or 1, last two = 97 − (first eight mod 97). Raises ValidationError in
    the reader's language.
    """
    number = _digits(text)
    if not number:
        if text.strip():
            raise ValidationError(_("An enterprise number consists of digits, such as 0477.472.701."), code="digits")
        return ""
    if len(number) == 9:
        number = "0" + number
    if len(number) != 10:
        raise ValidationError(
            _("An enterprise number has 10 digits, you gave %(count)d.") % {"count": len(number)}, code="length"
        )
    if number[0] not in "01":
        raise ValidationError(_("An enterprise number starts with 0 or 1."), code="first_digit")
    if int(number[:8]) == 0 or not vat.is_valid(number):
        raise ValidationError(
            _("The last two digits do not match the others. Please check for a typing error."), code="checksum"
        )
    return number


def _digits(text: str) -> str:
    """The digits of a number, whatever stands around them; '' when letters remain that do not belong there."""
    if len(text) > LONGEST_INPUT:
        return ""
    plain = PEPPOL.sub("", text.translate(FULL_WIDTH).strip())
    plain = AFTER_THE_NUMBER.sub("", REGISTER.sub("", plain))
    plain = SEPARATORS.sub("", BEFORE_THE_NUMBER.sub(" ", plain))
    plain = re.sub(r"^BE", "", plain, flags=re.IGNORECASE)
    return plain if re.fullmatch(r"[0-9]+", plain) else ""


def format_enterprise_number(number: str) -> str:
    """0477472701 → 0477.472.701"""
    return f"{number[:4]}.{number[4:7]}.{number[7:]}" if number else ""


def vat_number(number: str) -> str:
    return f"BE {format_enterprise_number(number)}" if number else ""


def peppol_id(number: str) -> str:
    return f"0208:{number}" if number else ""


def clean_website(text: str) -> str:
    """An https or http address with a host that can exist on the internet, or '' from nothing.

    A bare domain gets https. Addresses with a user name, a port or an IP number are refused: nobody needs them
    here, and they are what attackers send. Raises ValidationError.
    """
    address = text.strip()
    if not address:
        return ""
    if "://" not in address:
        address = "https://" + address
    try:
        if any(unicodedata.category(sign) in NOT_IN_ADDRESSES for sign in address):
            raise ValueError("A sign that no address has")
        URLValidator(schemes=["http", "https"])(address)
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode()
        plain = not (parts.username or parts.password or parts.port)
    except (ValidationError, ValueError, UnicodeError):
        raise ValidationError(_("This is not a web address, such as https://example.com."), code="url") from None
    if not plain or "." not in host or host.rsplit(".", 1)[1].isdigit() or host.endswith((".local", ".internal")):
        raise ValidationError(_("This is not a public web address, such as https://example.com."), code="url")
    return address


def domain_of(address: str) -> str:
    """The domain that identifies a firm: lower case, without www. '' without address."""
    try:
        host = (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
    return host.removeprefix("www.")


def is_legal_form(word: str) -> bool:
    """NV, S.A. and the like: part of how a firm signs, not of what people call it."""
    return bool(LEGAL_FORM.fullmatch(re.sub(r"[.,()]", "", word)))
