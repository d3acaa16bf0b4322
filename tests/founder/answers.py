"""What a founder types into the form, as the browser sends it."""

from typing import Any

from directory.models import RevenueStage, Sector
from tests.factories import enterprise_number


def answers(**changed: Any) -> dict[str, Any]:
    """A complete, valid form; any answer can be given otherwise, None leaves it out."""
    given = {
        "draft_version": "0",
        "name": "Rivière & Fils",
        "enterprise_number": enterprise_number(900_001),
        "website": "riviere.example.com",
        "postal_code": "5000",
        "founded": "2019",
        "original_language": "fr",
        "tagline_fr": "Mesure le niveau des rivières",
        "description_fr": "Des capteurs mesurent le niveau des rivières.\r\nIls préviennent les communes.",
        "sector": str(Sector.objects.get(slug="circular-water").pk),
        "people": "10-19",
        "stage": str(RevenueStage.objects.get(slug="2m-3m").pk),
        "stage_year": "2025",
        "stage_disclosed": "yes",
        "accepts_licence": "on",
    } | changed
    return {name: value for name, value in given.items() if value is not None}
