"""One form a topic (directory.rules.topics)."""

from directory.forms.topics.abroad import AbroadForm
from directory.forms.topics.base import TopicForm, Typed
from directory.forms.topics.classification import ClassificationForm
from directory.forms.topics.company import CompanyForm
from directory.forms.topics.contact import ContactForm
from directory.forms.topics.size import SizeForm
from directory.forms.topics.trust import TrustForm
from directory.forms.topics.what import WhatForm
from directory.forms.topics.where import WhereForm
from directory.rules.topics import Topic

FORMS: dict[Topic, type[TopicForm]] = {
    form.topic: form
    for form in (
        CompanyForm,
        WhatForm,
        WhereForm,
        ClassificationForm,
        SizeForm,
        AbroadForm,
        TrustForm,
        ContactForm,
    )
}

__all__ = ["FORMS", "CompanyForm", "ContactForm", "TopicForm", "Typed"]
