"""The founder's way in and the founder's space."""

from django.urls import path

from directory.views import drafts, logos, my, registration, submissions

urlpatterns = [
    path("register/", registration.register, name="register"),
    path("register/start/", registration.start, name="register_start"),
    path("my/", my.my, name="my"),
    path("my/welcome/", my.after_login, name="after_login"),
    path("my/profile/", my.profile, name="my_profile"),
    path("my/startups/<slug:slug>/change/", my.change, name="startup_change"),
    path("my/submissions/<slug:reference>/", submissions.submission, name="submission"),
    path("my/submissions/<slug:reference>/edit/", drafts.tasks, name="submission_edit"),
    path("my/submissions/<slug:reference>/edit/<slug:name>/", drafts.topic, name="submission_topic"),
    path("my/submissions/<slug:reference>/similar/", drafts.similar, name="submission_similar"),
    path("my/submissions/<slug:reference>/preview/", drafts.preview, name="submission_preview"),
    path("my/submissions/<slug:reference>/check/", drafts.check, name="submission_check"),
    path("my/submissions/<slug:reference>/send/", drafts.send, name="submission_send"),
    path("my/submissions/<slug:reference>/logo/", logos.choose, name="submission_logo"),
    path("my/submissions/<slug:reference>/logo/remove/", logos.remove, name="submission_logo_remove"),
    path("my/submissions/<slug:reference>/withdraw/", submissions.withdraw, name="submission_withdraw"),
]
