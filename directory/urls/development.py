"""Pages for whoever develops; they exist in DEBUG only."""

from django.urls import URLPattern, path

from directory.views import components, dev

urlpatterns: list[URLPattern] = [
    path("dev/", dev.people, name="dev"),
    path("dev/components/", components.components, name="dev_components"),
    path("dev/mail/", dev.mails, name="dev_mail"),
    path("dev/mail/<str:name>/", dev.mail, name="dev_mail_message"),
    path("dev/mail/<str:name>/html/", dev.mail_html, name="dev_mail_html"),
]
