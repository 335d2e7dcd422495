from django.contrib import messages
from django.contrib.auth.decorators import login_required, user_passes_test
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language as remember_language

from accounts.forms import ProfileForm
from accounts.models import User

# A guest has no password to change and no address to confirm: first comes the account.
account_required = user_passes_test(
    lambda user: user.is_authenticated and not user.is_guest, login_url="account_signup"
)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    # A row of its own to edit: a refused form must not change the user that the page greets.
    user = User.objects.get(username=request.user.get_username())
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(user.language):
            messages.success(request, _("Your profile is saved."))
        return redirect("profile")
    return render(request, "accounts/profile.html", {"form": form})


@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Django's own switch, which minds a cookie, and the user's row as well, which other browsers read."""
    language = request.POST.get("language")
    if request.user.is_authenticated and language in User.Language:
        User.objects.filter(pk=request.user.pk).update(language=language)
    return remember_language(request)
