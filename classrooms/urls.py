"""The addresses of classes. Each has its row in tests/classrooms/test_access.py, or a test fails."""

from django.urls import path

from classrooms.views import assignments, calendars, classes, joining, people, rosters

urlpatterns = [
    path("join/", joining.join, name="join"),
    path("join/<str:code>/", joining.join_with, name="join_with"),
    path("join/<str:code>/other/", joining.somebody_else, name="join_as_other"),
    path("pass/", joining.slip, name="slip"),
    path("pass/<str:key>/", joining.slip_with, name="slip_with"),
    path("calendar/", calendars.calendar_page, name="calendar"),
    path("calendar/<str:token>.ics", calendars.calendar_feed, name="calendar_feed"),
    path("classes/", classes.classes, name="classes"),
    path("classes/new/", classes.new_classroom, name="class_new"),
    path("classes/<int:pk>/", classes.classroom, name="classroom"),
    path("classes/<int:pk>/board/", classes.board, name="class_board"),
    path("classes/<int:pk>/code/", classes.code, name="class_code"),
    path("classes/<int:pk>/settings/", classes.settings, name="class_settings"),
    path("classes/<int:pk>/archive/", classes.archive, name="class_archive"),
    path("classes/<int:pk>/erase/", classes.erase, name="class_erase"),
    path("classes/<int:pk>/leave/", people.leave, name="class_leave"),
    path("classes/<int:pk>/members/<int:member>/", people.member, name="class_member"),
    path("classes/<int:pk>/members/<int:member>/remove/", people.remove, name="class_remove"),
    path("classes/<int:pk>/members/<int:member>/slip/", people.new_slip, name="class_new_slip"),
    path("classes/<int:pk>/slips/", people.slips, name="class_slips"),
    path("classes/<int:pk>/groups/", people.groups, name="class_groups"),
    path("classes/<int:pk>/groups/<int:group>/", people.group, name="class_group"),
    path("classes/<int:pk>/roster/", rosters.roster, name="class_roster"),
    path("classes/<int:pk>/roster.csv", rosters.roster_csv, name="class_roster_csv"),
    path("classes/<int:pk>/roster/<int:file>/", rosters.roster_file, name="class_roster_file"),
    path("classes/<int:pk>/assign/", assignments.assign, name="assign"),
    path("classes/<int:pk>/assign/<str:what>/<slug:slug>/", assignments.give, name="assign_give"),
    path("classes/<int:pk>/assignments/<int:assignment>/", assignments.assignment, name="assignment"),
    path(
        "classes/<int:pk>/assignments/<int:assignment>/longer/", assignments.extend, name="assignment_extend"
    ),
    path(
        "classes/<int:pk>/assignments/<int:assignment>/longer/<int:extension>/",
        assignments.take_back,
        name="assignment_take_back",
    ),
]
