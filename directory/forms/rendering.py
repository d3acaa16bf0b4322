"""How every form looks: the templates in templates/_forms/ and templates/django/forms/widgets/."""

from django.forms.renderers import TemplatesSetting


class HouseStyleRenderer(TemplatesSetting):
    """Django's renderer with our templates (settings, FORM_RENDERER); allauth's forms use it as well."""

    form_template_name = "_forms/form.html"
    field_template_name = "_components/field.html"
