"""The founder's way in and the founder's space."""

from django.urls import path

from directory.views import account, drafts, invitations, logos, my, registration, submissions, team

urlpatterns = [
    path("register/", registration.register, name="register"),
    path("register/start/", registration.start, name="register_start"),
    path("my/", my.my, name="my"),
    path("my/welcome/", my.after_login, name="after_login"),
    path("my/profile/", my.profile, name="my_profile"),
    path("my/data/", account.data, name="my_data"),
    path("my/data/download/", account.download, name="my_data_download"),
    path("my/delete/", account.delete, name="my_delete"),
    path("my/startups/<slug:slug>/change/", my.change, name="startup_change"),
    path("my/startups/<slug:slug>/team/", team.team, name="team"),
    path("my/startups/<slug:slug>/team/invite/", team.invite, name="team_invite"),
    path("my/startups/<slug:slug>/team/leave/", team.leave, name="team_leave"),
    path("my/startups/<slug:slug>/team/<int:pk>/", team.member, name="team_member"),
    path("my/startups/<slug:slug>/team/<int:pk>/role/", team.change_role, name="team_role"),
    path("my/startups/<slug:slug>/team/<int:pk>/hand-over/", team.hand_over, name="team_hand_over"),
    path("my/startups/<slug:slug>/team/<int:pk>/remove/", team.remove, name="team_remove"),
    path("my/startups/<slug:slug>/team/invitations/<int:pk>/resend/", team.resend, name="invitation_resend"),
    path("my/startups/<slug:slug>/team/invitations/<int:pk>/revoke/", team.revoke, name="invitation_revoke"),
    path("my/invitations/<slug:token>/", invitations.invitation, name="invitation"),
    path("my/invitations/<slug:token>/accept/", invitations.accept, name="invitation_accept"),
    path("my/invitations/<slug:token>/decline/", invitations.decline, name="invitation_decline"),
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
