"""Which column of a list is which of our fields: known, guessed from its heading, or chosen by a moderator."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import Language
from directory.rules.profile import FIELDS, field_label

LEGAL_FORM = "legal_form"  # read to leave natural persons out, and never kept
# The fields that a list may give. Not among them: what only the company knows or says of itself, and what may name a
# person (docs/decisions/0017).
TARGETS = (
    "name",
    "enterprise_number",
    "website",
    "postal_code",
    "municipality",
    "founded",
    "sectors",
    "technologies",
    "people",
    *(f"{name}_{code}" for name in ("tagline", "description") for code in Language.values),
    "original_language",
    "client_focus",
    "business_model",
    "funding",
    "export",
    LEGAL_FORM,
)

# Headings in four languages as lists have them, without accents, blanks and signs.
GUESSES: dict[str, str] = {
    "name": "name naam nom bezeichnung companyname company firma firmenname unternehmen entreprise onderneming "
    "bedrijf bedrijfsnaam startup societe denomination raisonsociale maatschappelijkenaam benaming nomdelentreprise",
    "enterprise_number": "enterprisenumber entitynumber ondernemingsnummer numerodentreprise unternehmensnummer vat "
    "vatnumber btw btwnummer tva numerotva mwst kbo kbonummer bce numerobce ondernemingsnr enterpriseno zdu",
    "website": "website websiteurl site siteweb siteinternet url web webseite homepage domain internet",
    "postal_code": "postalcode zipcode zip postcode codepostal postnummer postleitzahl plz cp",
    "municipality": "municipality commune gemeente gemeinde city ville stad stadt plaats ort localite locality "
    "municipalitynl municipalityfr municipalityde woonplaats nis niscode municipalitynis",
    "founded": "founded foundedin foundingyear yearfounded startdate opgericht oprichting oprichtingsjaar "
    "oprichtingsdatum fondee anneedecreation datedecreation creation gegrundet grundungsjahr grundung",
    "sectors": "sector sectors secteur secteurs sectoren sektor branche industry industries sectorhints nacecode nace "
    "activiteit activite domaine domein",
    "technologies": "technology technologies technologie technologieen technologien",
    "people": "people employees headcount fte size personeel werknemers medewerkers effectif employes effectifs "
    "mitarbeiter beschaftigte tewerkstelling",
    "tagline_en": "tagline taglineen oneliner pitch slogan whatitdoes inoneline",
    "tagline_fr": "taglinefr accroche enunephrase",
    "tagline_nl": "taglinenl ineenzin",
    "tagline_de": "taglinede ineinemsatz",
    "description_en": "descriptionen description about summary",
    "description_fr": "descriptionfr presentation",
    "description_nl": "descriptionnl beschrijving omschrijving",
    "description_de": "descriptionde beschreibung",
    "original_language": "language taal langue sprache originallanguage",
    "client_focus": "clientfocus targetmarket customers klanten clients kunden",
    "business_model": "businessmodel businessmodell verdienmodel modeleeconomique geschaftsmodell",
    "funding": "funding fundingstage financiering financement finanzierung",
    "export": "export uitvoer exportation",
    LEGAL_FORM: "typeofenterprise legalform rechtsvorm formejuridique rechtsform juridicalform",
}
KNOWN = {heading: target for target, headings in GUESSES.items() for heading in headings.split()}

# Headings of columns about people. A column of that kind is never taken, whatever is chosen for it.
PERSONAL = re.compile(
    r"mail|courriel|phone|telefo|telefoon|^tel$|gsm|handy|mobile|mobiel|fax|birth|geboorte|naissance|geburt|rijksregister"
    r"|registrenational|nationalregister|nationalnumber|nationalno|niss|insz|contact|kontakt|personne|persoon|ansprech"
    r"|firstname|lastname|surname|familyname|voornaam|achternaam|familienaam|prenom|nomdefamille|vorname|nachname"
    r"|^ceo|^cto|^cfo|founders?$|founders?name|cofounder|fondateur|fondatrice|oprichters?$|grunder|gerant|zaakvoerder"
    r"|bestuurder|administrat|geschaftsfuhr|director|directeur|manager|linkedin|gender|geslacht|sexe|nationality"
)


def plain(heading: str) -> str:
    """A heading for comparing: lower case, no accents, no blanks, no signs."""
    apart = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(sign for sign in apart if sign.isalnum() and not unicodedata.combining(sign))


def is_personal(heading: str) -> bool:
    return bool(PERSONAL.search(plain(heading)))


def label_of_target(target: str) -> str:
    return _("Legal form, to leave natural persons out") if target == LEGAL_FORM else field_label(FIELDS[target])


def guessed(headings: list[str], remembered: dict[str, int] | None = None) -> dict[str, int]:
    """{target: number of its column}: as the partner matched such a list before, or by the words of the headings."""
    if remembered is not None:
        return allowed(remembered, headings)
    columns: dict[str, int] = {}
    for number, heading in enumerate(headings):
        target = KNOWN.get(plain(heading))
        if target and not is_personal(heading):
            columns.setdefault(target, number)
    return columns


def allowed(columns: dict[str, int], headings: list[str]) -> dict[str, int]:
    """Without columns that there are not, or that are about people."""
    return {
        target: number
        for target, number in columns.items()
        if target in TARGETS and 0 <= number < len(headings) and not is_personal(headings[number])
    }


def samples_of(headings: list[str], rows: Iterable[list[str]]) -> list[list[str]]:
    """The first cells of each column that say something, cut short. Of columns about people none."""
    samples: list[list[str]] = [[] for _heading in headings]
    for cells in rows:
        for number, cell in enumerate(cells):
            if cell and len(samples[number]) < 3 and not is_personal(headings[number]):
                samples[number].append(cell[:60].replace("\x00", ""))
    return samples
