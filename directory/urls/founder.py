"""The founder's way in and the founder's space."""

from django.urls import path

from directory.views import my, registration, submissions

urlpatterns = [
    path("register/", registration.register, name="register"),
    path("register/start/", registration.start, name="register_start"),
    path("my/", my.my, name="my"),
    path("my/welcome/", my.after_login, name="after_login"),
    path("my/profile/", my.profile, name="my_profile"),
    path("my/startups/<slug:slug>/change/", my.change, name="startup_change"),
    path("my/submissions/<slug:reference>/", submissions.submission, name="submission"),
    path("my/submissions/<slug:reference>/edit/", submissions.edit, name="submission_edit"),
    path("my/submissions/<slug:reference>/save/", submissions.save, name="submission_save"),
    path("my/submissions/<slug:reference>/check/", submissions.check, name="submission_check"),
    path("my/submissions/<slug:reference>/send/", submissions.send, name="submission_send"),
    path("my/submissions/<slug:reference>/withdraw/", submissions.withdraw, name="submission_withdraw"),
]
